using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Credentials;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Tells for each provider whether there is a key and where it would come from. Never shows the key.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowingCredential")]
[OutputType(typeof(CredentialStatus))]
public sealed class GetTikTokFollowingCredentialCommand : CatalogCommand
{
    /// <inheritdoc/>
    private protected override void Write(ProviderFacts facts) => WriteObject(KeyFinder.StatusOf(facts));
}
