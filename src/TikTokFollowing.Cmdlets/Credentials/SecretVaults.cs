using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>A vault that is registered.</summary>
internal sealed record RegisteredVault(string Name, bool IsDefault);

/// <summary>
/// SecretManagement, through the session's own commands and on the pipeline's thread, so that a vault can ask for its password. It is looked for when it is needed and not
/// before.
/// </summary>
internal sealed class SecretVaults(PSCmdlet cmdlet)
{
#if NETFRAMEWORK
    private const string Install = "Install-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore";
#else
    private const string Install = "Install-PSResource Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore";
#endif

    // What a vault says on other streams is not ours to show, and could be anything. -WhatIf and -Confirm were answered before it came to this.
    private const string Quietly = " 3>$null 4>$null 5>$null 6>$null";
    private const string List = @"Microsoft.PowerShell.SecretManagement\Get-SecretVault -ErrorAction Stop" + Quietly;
    private const string Read = @"param($vault, $name) [pscustomobject] @{ Secret = (Microsoft.PowerShell.SecretManagement\Get-Secret -Vault $vault -Name $name -ErrorAction Stop" + Quietly + ") }";
    private const string Write = @"param($vault, $name, $key) Microsoft.PowerShell.SecretManagement\Set-Secret -Vault $vault -Name $name -Secret $key -Confirm:$false -WhatIf:$false -ErrorAction Stop" + Quietly;
    private const string Look = @"param($vault, $name) Microsoft.PowerShell.SecretManagement\Get-SecretInfo -Vault $vault -Name $name -ErrorAction Stop" + Quietly;
    private const string Delete = @"param($vault, $name) Microsoft.PowerShell.SecretManagement\Remove-Secret -Vault $vault -Name $name -Confirm:$false -WhatIf:$false -ErrorAction Stop" + Quietly;

    private IReadOnlyList<RegisteredVault>? _registered;

    // A vault that failed is not asked again by the same command: it might ask for its password each time.
    private readonly Dictionary<string, VaultException> _failed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The two commands that make keys last.</summary>
    public static string HowToGetOne { get; } = $"{Install}; Register-SecretVault SecretStore -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault";

    /// <summary>What a provider's secret is called.</summary>
    public static string NameOf(string provider) => $"TikTokFollowing.{provider}";

    /// <summary>The vaults, the default first. None if SecretManagement is not installed. No vault is opened for it.</summary>
    public IReadOnlyList<RegisteredVault> Registered => _registered ??= FindRegistered();

    /// <summary>The secret in the first vault that has one; null if none has.</summary>
    /// <exception cref="VaultException">None has, as far as could be seen: a vault could not be asked, or holds something that is no key.</exception>
    public VaultKey Find(string provider)
    {
        VaultException? failure = null;
        foreach (RegisteredVault vault in Registered)
        {
            try
            {
                if (ReadKey(vault.Name, NameOf(provider)) is SecureString key) { return new VaultKey(key, vault.Name); }
            }
            catch (VaultException e)
            {
                failure ??= e; // another one may have it
            }
        }
        return failure is null ? VaultKey.None : throw failure;
    }

    /// <summary>Whether it holds a secret of this name. Does not read it.</summary>
    /// <exception cref="VaultException">It could not be asked.</exception>
    public bool Has(string vault, string provider) =>
        Run(vault, Look, NameOf(provider)).Any(found => NameOf(provider).Equals(found.Properties["Name"]?.Value as string, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="VaultException">It was not written.</exception>
    public void Set(string vault, string provider, SecureString key, ApiKey revealed) => Run(vault, Write, NameOf(provider), key, revealed);

    /// <exception cref="VaultException">It was not removed.</exception>
    public void Remove(string vault, string provider) => Run(vault, Delete, NameOf(provider));

    private IReadOnlyList<RegisteredVault> FindRegistered()
    {
        try
        {
            return
            [
                .. Invoke(List)
                    .Select(vault => new RegisteredVault(vault.Properties["Name"]?.Value as string ?? "", LanguagePrimitives.IsTrue(vault.Properties["IsDefault"]?.Value)))
                    .Where(vault => vault.Name.Length > 0)
                    .OrderByDescending(vault => vault.IsDefault), // stable: the others as they come
            ];
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            cmdlet.WriteVerbose(e is CommandNotFoundException ? "SecretManagement is not installed: no vault is asked." : $"The list of vaults could not be read: {TextSanitizer.Sanitize(e.Message)}");
            return [];
        }
    }

    private SecureString? ReadKey(string vault, string secret)
    {
        object? value = Run(vault, Read, secret) is { Count: > 0 } answer ? answer[0].Properties["Secret"]?.Value : null;
        object? found = value is PSObject wrapped ? wrapped.BaseObject : value;
        SecureString? key = found switch
        {
            null => null,
            SecureString secure => secure,
            PSCredential credential => credential.Password,
            string plain => Protect(plain),
            _ => throw new VaultException(
                vault,
                $"'{secret}' in the vault '{TextSanitizer.Sanitize(vault)}' is a {found.GetType().Name} and no key. Remove-Secret -Vault '{TextSanitizer.Sanitize(vault)}' -Name {secret} takes it away; then keep the key with Set-TikTokFollowingCredential."),
        };
        if (key is null || key.IsReadOnly()) { return key; }
        key.MakeReadOnly();
        return key;
    }

    private static SecureString Protect(string plain)
    {
        const int MostCharacters = 65_536; // of a SecureString; ApiKey rejects keys that long
        SecureString key = new();
        foreach (char c in plain.Take(MostCharacters)) { key.AppendChar(c); }
        return key;
    }

    private IReadOnlyList<PSObject> Run(string vault, string script, string secret, SecureString? key = null, ApiKey? revealed = null)
    {
        if (_failed.TryGetValue(vault, out VaultException? earlier)) { throw earlier; }
        try
        {
            return key is null ? Invoke(script, vault, secret) : Invoke(script, vault, secret, key);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            if (IsNotFound(e)) { return []; }
            string said = revealed is ApiKey shown ? SecretRedactor.WithoutKey(e.Message, shown) : e.Message;
            throw _failed[vault] = new VaultException(
                vault,
                $"The vault '{TextSanitizer.Sanitize(vault)}' refused ({TextSanitizer.Sanitize(said).TrimEnd('.')}). Unlock-SecretVault -Name '{TextSanitizer.Sanitize(vault)}' opens one that is locked; Test-SecretVault -Name '{TextSanitizer.Sanitize(vault)}' tells what is wrong with it.");
        }
    }

    private static bool IsNotFound(RuntimeException e) => e.ErrorRecord?.FullyQualifiedErrorId.StartsWith("GetSecretNotFound,", StringComparison.Ordinal) == true;

    // PowerShell notes errors in $Error even where they were caught. These are told in our own words; theirs could hold the key.
    private IReadOnlyList<PSObject> Invoke(string script, params object[] arguments)
    {
        ArrayList? errors = cmdlet.SessionState.PSVariable.GetValue("global:Error") as ArrayList;
        object? newest = errors is { Count: > 0 } ? errors[0] : null;
        try
        {
            return [.. cmdlet.InvokeCommand.InvokeScript(script, true, PipelineResultTypes.None, null, arguments).Where(item => item is not null)];
        }
        catch (RuntimeException)
        {
            while (errors is { Count: > 0 } && !ReferenceEquals(errors[0], newest)) { errors.RemoveAt(0); }
            throw;
        }
    }
}
