using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Security;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>Represents a vault that is registered with SecretManagement.</summary>
internal sealed record RegisteredVault(string Name, bool IsDefault);

/// <summary>
/// Reads and writes keys in the vaults of SecretManagement. It runs the commands of the session on the pipeline thread,
/// so that a vault can prompt for its password. SecretManagement is loaded only when it is needed.
/// </summary>
internal sealed class SecretVaults(PSCmdlet cmdlet)
{
    private const string Management = "Microsoft.PowerShell.SecretManagement";
    private const string Store = "Microsoft.PowerShell.SecretStore";

#if NETFRAMEWORK
    private const string Install = "Install-Module";
#else
    private const string Install = "Install-PSResource";
#endif

    // Other streams of a vault could contain anything. -WhatIf and -Confirm were handled before this point.
    private const string Quietly = " 3>$null 4>$null 5>$null 6>$null";

    private const string List = Management + @"\Get-SecretVault -ErrorAction Stop" + Quietly;

    private const string ReadSecret = "param($vault, $name) [pscustomobject] @{ Secret = (" + Management
        + @"\Get-Secret -Vault $vault -Name $name -ErrorAction Stop" + Quietly + ") }";

    private const string Write = "param($vault, $name, $key) " + Management
        + @"\Set-Secret -Vault $vault -Name $name -Secret $key -Confirm:$false -WhatIf:$false -ErrorAction Stop"
        + Quietly;

    private const string Look = "param($vault, $name) " + Management
        + @"\Get-SecretInfo -Vault $vault -Name $name -ErrorAction Stop" + Quietly;

    private const string Delete = "param($vault, $name) " + Management
        + @"\Remove-Secret -Vault $vault -Name $name -Confirm:$false -WhatIf:$false -ErrorAction Stop" + Quietly;

    private const string FindModule =
        @"param($name) Microsoft.PowerShell.Core\Get-Module -Name $name -ErrorAction Ignore; "
        + @"Microsoft.PowerShell.Core\Get-Module -Name $name -ListAvailable -ErrorAction Ignore" + Quietly;

    // A command does not try a failed vault again: the vault might prompt for its password each time.
    private readonly Dictionary<string, VaultException> _failed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets the registered vaults, the default first. Empty if SecretManagement is not installed. Opens no vault.
    /// </summary>
    public IReadOnlyList<RegisteredVault> Registered => field ??= FindRegistered();

    /// <summary>Returns the name of a provider's secret.</summary>
    public static string GetSecretName(ProviderMetadata facts) => $"TikTokFollowing.{facts.KeyName}";

    /// <summary>Reads the output of Get-SecretVault.</summary>
    public static IEnumerable<RegisteredVault> Read(IEnumerable<PSObject> vaults) => vaults
        .Select(static vault => new RegisteredVault(
            vault.Properties["Name"]?.Value as string ?? "",
            LanguagePrimitives.IsTrue(vault.Properties["IsDefault"]?.Value)))
        .Where(static vault => vault.Name.Length > 0);

    /// <summary>
    /// Returns the commands that register a default vault, and install only the modules that are missing.
    /// </summary>
    public string GetSetupCommands()
    {
        List<string> missing = [.. new[] { Management, Store }.Where(module => !IsInstalled(module))];
        string install = missing.Count == 0 ? "" : $"{Install} {string.Join(", ", missing)}; ";
        return $"{install}Register-SecretVault SecretStore -ModuleName {Store} -DefaultVault";
    }

    /// <summary>Returns the key from the first vault that has one.</summary>
    /// <exception cref="VaultException">
    /// No key was found, and a vault failed or contains a secret that is not a key.
    /// </exception>
    public StoredKey Find(ProviderMetadata facts)
    {
        VaultException? failure = null;
        foreach (RegisteredVault vault in Registered)
        {
            try
            {
                if (ReadKey(vault.Name, GetSecretName(facts)) is SecureString key)
                {
                    return new StoredKey(key, vault.Name);
                }
            }
            catch (VaultException e)
            {
                failure ??= e; // another vault may have the key
            }
        }

        return failure is null ? new StoredKey() : throw failure;
    }

    /// <summary>Indicates whether a vault contains a provider's secret. Does not read the secret.</summary>
    /// <exception cref="VaultException">The vault returned an error.</exception>
    public bool Has(string vault, ProviderMetadata facts)
    {
        string secret = GetSecretName(facts);
        return Run(vault, Look, WildcardPattern.Escape(secret)) // an IPv6 host has brackets
            .Any(found => secret.Equals(found.Properties["Name"]?.Value as string, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Saves a key in a vault.</summary>
    /// <exception cref="VaultException">The key was not saved.</exception>
    public void Set(string vault, ProviderMetadata facts, ApiKey key) =>
        Run(vault, Write, GetSecretName(facts), key);

    /// <summary>Removes a key from a vault.</summary>
    /// <exception cref="VaultException">The key was not removed.</exception>
    public void Remove(string vault, ProviderMetadata facts) => Run(vault, Delete, GetSecretName(facts));

    private bool IsInstalled(string module)
    {
        try
        {
            return Invoke(FindModule, module).Count > 0;
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            return false;
        }
    }

    private IReadOnlyList<RegisteredVault> FindRegistered()
    {
        try
        {
            return [.. Read(Invoke(List)).OrderByDescending(vault => vault.IsDefault)];
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            cmdlet.WriteVerbose(e is CommandNotFoundException
                ? "SecretManagement is not installed, so no vault was searched."
                : $"The registered vaults could not be read: {TextSanitizer.Sanitize(GetMessage(e))}");
            return [];
        }
    }

    private SecureString? ReadKey(string vault, string secret)
    {
        const int MaximumLength = 65_536; // of a SecureString; ApiKey rejects keys of this length
        object? value = Run(vault, ReadSecret, secret) is { Count: > 0 } found
            ? found[0].Properties["Secret"]?.Value
            : null;
        string name = TextSanitizer.Sanitize(vault);
        return (value is PSObject wrapped ? wrapped.BaseObject : value) switch
        {
            null => null,
            SecureString secure => secure,
            PSCredential credential => credential.Password,
            string text => new NetworkCredential(
                "", text.Substring(0, Math.Min(text.Length, MaximumLength))).SecurePassword,
            object other => throw new VaultException(
                $"The secret '{secret}' in the vault '{name}' is not a key; its type is {other.GetType().Name}. Save "
                + "the key with Set-TikTokFollowingCredential after this command: "
                + $"Remove-Secret -Vault '{name}' -Name {secret}"),
        };
    }

    private IReadOnlyList<PSObject> Run(string vault, string script, string secret, ApiKey? key = null)
    {
        if (_failed.TryGetValue(vault, out VaultException? earlier))
        {
            throw earlier;
        }

        try
        {
            return Invoke(script, vault, secret, key?.ToSecureString());
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            if (e.ErrorRecord?.FullyQualifiedErrorId.StartsWith("GetSecretNotFound,", StringComparison.Ordinal) == true)
            {
                return [];
            }

            string reason = TextSanitizer.Sanitize(
                key is ApiKey shown ? SecretRedactor.RedactKey(GetMessage(e), shown) : GetMessage(e));
            string name = TextSanitizer.Sanitize(vault);
            throw _failed[vault] = new VaultException(
                $"The vault '{name}' returned an error: {reason.TrimEnd('.')}. "
                + $"If it is locked: Unlock-SecretVault -Name '{name}'. "
                + $"Otherwise, to find the cause: Test-SecretVault -Name '{name}'.");
        }
    }

    // With -ErrorAction Stop, the message of the exception starts with a sentence about the preference variable. The
    // original message is in the error record.
    private static string GetMessage(RuntimeException e)
    {
        RuntimeException inner = e;
        while (inner is ActionPreferenceStopException
            && inner.ErrorRecord?.Exception is RuntimeException next && !ReferenceEquals(next, inner))
        {
            inner = next;
        }

        return inner.ErrorRecord?.ToString() is { Length: > 0 } message ? message : inner.Message;
    }

    // PowerShell adds caught errors to $Error, too. They could contain the key, and the cmdlet reports its own error.
    private IReadOnlyList<PSObject> Invoke(string script, params object?[] arguments)
    {
        ArrayList? errors = cmdlet.SessionState.PSVariable.GetValue("global:Error") as ArrayList;
        object? newest = errors is { Count: > 0 } ? errors[0] : null;
        try
        {
            return
            [
                .. cmdlet.InvokeCommand
                    .InvokeScript(script, true, PipelineResultTypes.None, null, arguments)
                    .Where(item => item is not null),
            ];
        }
        catch (RuntimeException)
        {
            while (errors is { Count: > 0 } && !ReferenceEquals(errors[0], newest))
            {
                errors.RemoveAt(0);
            }

            throw;
        }
    }
}
