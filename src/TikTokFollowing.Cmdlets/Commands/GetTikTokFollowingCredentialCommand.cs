using System.Collections.Generic;
using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Tells for each provider whether there is a key and where it would come from. Never shows the key.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowingCredential")]
[OutputType(typeof(CredentialStatus))]
public sealed class GetTikTokFollowingCredentialCommand : RegistryCmdletBase
{
    private readonly HashSet<string> _toldVaults = [];
    private SecretVaults? _vaults;

    /// <inheritdoc/>
    private protected override void Write(ProviderMetadata facts)
    {
        try
        {
            WriteObject(ApiKeyResolver.StatusOf(facts, _vaults ??= new SecretVaults(this)));
        }
        catch (VaultException e)
        {
            WriteObject(ApiKeyResolver.Status(facts, null, null, null, e.Message));
            if (!_toldVaults.Add(e.Message)) { return; } // a locked vault is one error, and not one for each provider
            WriteError(new FollowingException(FollowingErrorKind.MissingApiKey, facts.Name, e.Message).ToErrorRecord(new ResumePoint { Provider = facts.Name }));
        }
    }
}
