using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Conversion;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Gets the features, the prices and the key source of each provider. Sends no request.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowingProvider")]
[OutputType(typeof(ProviderDescription))]
public sealed class GetTikTokFollowingProviderCommand : RegistryCmdletBase
{
    /// <inheritdoc/>
    private protected override void Write(ProviderMetadata facts) =>
        WriteObject(ProviderDescriber.Describe(facts));
}
