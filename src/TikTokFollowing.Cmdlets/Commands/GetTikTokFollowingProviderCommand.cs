using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Credentials;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Gets the features, the prices and the key source of each provider. Sends no request.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowingProvider")]
[OutputType(typeof(ProviderDescription))]
public sealed class GetTikTokFollowingProviderCommand : RegistryCmdletBase
{
    /// <inheritdoc/>
    private protected override void Write(ProviderMetadata facts) => WriteObject(new ProviderDescription
    {
        Provider = facts.Name,
        BaseUri = facts.BaseUri,
        Cost = facts.Cost,
        CreditsPerRequest = facts.CreditsPerRequest == 0 ? null : facts.CreditsPerRequest,
        CreditsPerRecord = facts.CreditsPerRecord == 0 ? null : facts.CreditsPerRecord,
        DefaultPageSize = facts.DefaultPageSize,
        SupportsPageSize = facts.SupportsPageSize,
        MaximumPageSize = facts.MaximumPageSize,
        SupportsTrim = facts.SupportsTrim,
        HasFollowTimes = facts.HasFollowTimes,
        AcceptsId = facts.AcceptsId,
        KeySource = ApiKeyResolver.SourceOf(facts),
        EnvironmentVariable = facts.EnvironmentVariable,
        Website = facts.Website,
        Notes = facts.Notes,
    });
}
