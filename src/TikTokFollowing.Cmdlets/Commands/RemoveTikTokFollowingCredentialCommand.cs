using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Removes a provider's key from this session and from the vaults.</summary>
[Cmdlet(
    VerbsCommon.Remove, "TikTokFollowingCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveTikTokFollowingCredentialCommand : PSCmdlet
{
    private SecretVaults? _vaults;

    /// <summary>Specifies the providers of the keys to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Provider { get; set; } = [];

    /// <summary>
    /// Specifies the source. Session: this session only. Vault: the vaults only. The default is both.
    /// </summary>
    [Parameter]
    public CredentialScope? Scope { get; set; }

    /// <summary>Specifies the only vault to remove the key from. By default, it is removed from all vaults.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => SessionDefinitions.Use(this);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Provider)
        {
            try
            {
                ProviderMetadata facts = ProviderRegistry.Get(name).Facts;
                if (Vault is not null && Scope == CredentialScope.Session)
                {
                    throw new FollowingException(
                        FollowingErrorKind.InvalidRequest,
                        facts.Name,
                        "-Vault and -Scope Session cannot be combined. Omit one of them.");
                }

                bool wasFound = RemoveFromSession(facts);
                wasFound |= RemoveFromVaults(facts);
                WarnAboutEnvironment(facts, wasFound);
            }
            catch (FollowingException e)
            {
                WriteError(e.ToErrorRecord(new ResumePoint { Provider = name }));
            }
            catch (VaultException e)
            {
                FollowingException failure =
                    new(FollowingErrorKind.AuthenticationFailed, name, $"The key was not removed. {e.Message}");
                ThrowTerminatingError(failure.ToErrorRecord(new ResumePoint { Provider = name }));
            }
        }
    }

    private bool RemoveFromSession(ProviderMetadata facts)
    {
        if (Scope == CredentialScope.Vault || Vault is not null || SessionKeys.Find(facts) is null)
        {
            return false;
        }

        // A key of the session is less of a loss than one in a vault, so there is a prompt only if the user wants one.
        return (IsPromptingDefault() || IsConfirmed($"the key for {facts.Name}", "Remove from this session"))
            && SessionKeys.Remove(facts);
    }

    private bool RemoveFromVaults(ProviderMetadata facts)
    {
        if (Scope == CredentialScope.Session)
        {
            return false;
        }

        _vaults ??= new SecretVaults(this);
        bool wasFound = false;
        foreach (string vault in GetVaults(facts, _vaults).Where(vault => _vaults.Has(vault, facts)).ToList())
        {
            wasFound = true;
            if (!IsConfirmed($"the key for {facts.Name} in the vault '{vault}'", "Remove"))
            {
                continue;
            }

            _vaults.Remove(vault, facts);
            VaultKeys.Forget(facts);
        }

        if (!wasFound)
        {
            VaultKeys.Forget(facts); // the cached key is outdated
        }

        return wasFound;
    }

    private IEnumerable<string> GetVaults(ProviderMetadata facts, SecretVaults vaults)
    {
        IEnumerable<string> all = vaults.Registered.Select(vault => vault.Name);
        if (Vault is null)
        {
            return all;
        }

        List<string> named = [.. all.Where(vault => vault.Equals(Vault, StringComparison.OrdinalIgnoreCase))];
        return named.Count > 0
            ? named
            : throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                facts.Name,
                $"No vault '{TextSanitizer.Sanitize(Vault)}' is registered.");
    }

    private void WarnAboutEnvironment(ProviderMetadata facts, bool wasFound)
    {
        if (ApiKeyResolver.NearSourceOf(facts) == ApiKeyResolver.Environment)
        {
            WriteWarning(
                $"The environment still has a key for {facts.Name}. "
                + $"To remove it from this session: Remove-Item env:{facts.EnvironmentVariable}");
        }
        else if (!wasFound)
        {
            WriteVerbose($"No key for {facts.Name} was found.");
        }
    }

    private bool IsConfirmed(string target, string action) => Confirmation.Request(
        () => ShouldProcess(target, action),
        "The key was not removed. To remove it without a prompt, use -Confirm:$false.");

    // Neither a parameter nor a preference changes the prompts.
    private bool IsPromptingDefault() =>
        !MyInvocation.BoundParameters.ContainsKey("Confirm")
        && !MyInvocation.BoundParameters.ContainsKey("WhatIf")
        && !LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"))
        && (!LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
            || preference is ConfirmImpact.High or ConfirmImpact.None);
}
