using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Removes a provider's key from this session and from the vaults.</summary>
[Cmdlet(
    VerbsCommon.Remove, "TikTokFollowingCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveTikTokFollowingCredentialCommand : LocalCmdletBase
{
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
    protected override void ProcessRecord() => this.ForEachProvider(
        Provider, static name => [ProviderRegistry.Get(name)], provider => Remove(provider.Facts));

    private void Remove(ProviderMetadata facts)
    {
        if (Vault is not null && Scope == CredentialScope.Session)
        {
            throw RequestErrors.Invalid("-Vault and -Scope Session cannot be combined. Omit one of them.", facts.Name);
        }

        bool wasFound = RemoveFromSession(facts);
        try
        {
            wasFound |= RemoveFromVaults(facts);
        }
        catch (VaultException e)
        {
            FollowingException failure =
                new(FollowingErrorKind.AuthenticationFailed, facts.Name, $"The key was not removed. {e.Message}");
            ThrowTerminatingError(failure.ToErrorRecord());
        }

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

    // Losing a key of the session costs less than losing one in a vault. Only a user who wants prompts is prompted.
    private bool RemoveFromSession(ProviderMetadata facts) =>
        Scope != CredentialScope.Vault
        && Vault is null
        && KeyStore.Session.Find(facts) is not null
        && (IsPromptingDefault() || IsConfirmed($"the key for {facts.Name}", "Remove from this session"))
        && KeyStore.Session.Remove(facts);

    private bool RemoveFromVaults(ProviderMetadata facts)
    {
        if (Scope == CredentialScope.Session)
        {
            return false;
        }

        List<string> vaults =
        [
            .. Vaults.Registered
                .Select(vault => vault.Name)
                .Where(name => Vault is null || name.Equals(Vault, StringComparison.OrdinalIgnoreCase)),
        ];
        if (vaults.Count == 0 && Vault is not null)
        {
            throw RequestErrors.Invalid($"No vault '{TextSanitizer.Sanitize(Vault)}' is registered.", facts.Name);
        }

        List<string> found = vaults.FindAll(vault => Vaults.Has(vault, facts));
        if (found.Count == 0)
        {
            KeyStore.Vaults.Remove(facts); // the cached key is outdated
        }

        foreach (string vault in found)
        {
            if (IsConfirmed($"the key for {facts.Name} in the vault '{vault}'", "Remove"))
            {
                Vaults.Remove(vault, facts);
                KeyStore.Vaults.Remove(facts);
            }
        }

        return found.Count > 0;
    }

    private bool IsConfirmed(string target, string action) => Confirmation.Request(
        () => ShouldProcess(target, action),
        "The key was not removed. To remove it without a prompt, use -Confirm:$false.");

    // Neither a parameter nor a preference changes the prompts.
    private bool IsPromptingDefault() =>
        !this.IsGiven("Confirm")
        && !this.IsGiven("WhatIf")
        && !LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"))
        && (!LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
            || preference is ConfirmImpact.High or ConfirmImpact.None);
}
