using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Forgets the key that this session keeps for a provider, and removes it from the vaults.</summary>
[Cmdlet(VerbsCommon.Remove, "TikTokFollowingCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveTikTokFollowingCredentialCommand : PSCmdlet
{
    private SecretVaults? _vaults;

    /// <summary>The provider whose key to remove.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Provider { get; set; } = [];

    /// <summary>From where. Session: forget it in this session only. Vault: from the vaults only. Default: both.</summary>
    [Parameter]
    public CredentialScope? Scope { get; set; }

    /// <summary>From this vault only. Default: from every vault that has it.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

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
                    throw new FollowingException(FollowingErrorKind.InvalidRequest, facts.Name, "-Vault and -Scope Session contradict each other. Leave one of them out.");
                }
                bool wasKept = ForgetInSession(facts);
                wasKept |= RemoveFromVaults(facts);
                WarnOfEnvironment(facts, wasKept);
            }
            catch (FollowingException e)
            {
                WriteError(e.ToErrorRecord(new ResumePoint { Provider = name }));
            }
            catch (VaultException e)
            {
                FollowingException failure = new(FollowingErrorKind.AuthenticationFailed, name, $"The key was not removed. {e.Message}");
                ThrowTerminatingError(failure.ToErrorRecord(new ResumePoint { Provider = name }));
            }
        }
    }

    private bool ForgetInSession(ProviderMetadata facts)
    {
        if (Scope == CredentialScope.Vault || Vault is not null || SessionKeys.Find(facts.Name) is null) { return false; }
        // What the session forgets is not lost as what a vault forgets is: no question, unless one was asked for.
        return (IsQuestionUsual() || ShouldProcess($"the key for {facts.Name}", "Forget in this session")) && SessionKeys.Remove(facts.Name);
    }

    private bool RemoveFromVaults(ProviderMetadata facts)
    {
        if (Scope == CredentialScope.Session) { return false; }
        _vaults ??= new SecretVaults(this);
        bool wasKept = false;
        foreach (string vault in VaultsToSearch(facts, _vaults).Where(vault => _vaults.Has(vault, facts.Name)).ToList())
        {
            wasKept = true;
            if (!ShouldProcess($"the key for {facts.Name} in the vault '{vault}'", "Remove")) { continue; }
            _vaults.Remove(vault, facts.Name);
            VaultKeys.Forget(facts.Name);
        }
        if (!wasKept) { VaultKeys.Forget(facts.Name); } // what was known of it is no longer so
        return wasKept;
    }

    private IEnumerable<string> VaultsToSearch(ProviderMetadata facts, SecretVaults vaults)
    {
        IEnumerable<string> all = vaults.Registered.Select(vault => vault.Name);
        if (Vault is null) { return all; }
        List<string> named = [.. all.Where(vault => vault.Equals(Vault, StringComparison.OrdinalIgnoreCase))];
        return named.Count > 0 ? named : throw new FollowingException(FollowingErrorKind.InvalidRequest, facts.Name, $"No vault '{TextSanitizer.Sanitize(Vault)}' is registered.");
    }

    private void WarnOfEnvironment(ProviderMetadata facts, bool wasKept)
    {
        if (ApiKeyResolver.NearSourceOf(facts) == ApiKeyResolver.Environment)
        {
            WriteWarning($"A key for {facts.Name} is still found in the environment; Remove-Item env:{facts.EnvironmentVariable} takes it out of this session.");
        }
        else if (!wasKept)
        {
            WriteVerbose($"There was no key for {facts.Name}.");
        }
    }

    // Whether nobody has said anything about questions: neither with a parameter nor with a preference.
    private bool IsQuestionUsual() =>
        !MyInvocation.BoundParameters.ContainsKey("Confirm") && !MyInvocation.BoundParameters.ContainsKey("WhatIf")
        && !LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"))
        && (!LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference) || preference is ConfirmImpact.High or ConfirmImpact.None);
}
