using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Gets the source of each provider's key. Never shows the key.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowingCredential")]
[OutputType(typeof(CredentialStatus))]
public sealed class GetTikTokFollowingCredentialCommand : RegistryCmdletBase
{
    private readonly HashSet<string> _reportedFailures = [];

    /// <inheritdoc/>
    private protected override void Write(ProviderMetadata facts)
    {
        try
        {
            WriteObject(ApiKeyResolver.StatusOf(facts, Vaults));
        }
        catch (VaultException e)
        {
            WriteObject(ApiKeyResolver.Status(facts, reason: e.Message));
            // A locked vault is one error, not one for each provider.
            if (_reportedFailures.Add(e.Message))
            {
                FollowingException failure = new(FollowingErrorKind.MissingApiKey, facts.Name, e.Message);
                WriteError(failure.ToErrorRecord());
            }
        }
    }
}
