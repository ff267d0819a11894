using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Credentials;

namespace TikTokFollowing.Cmdlets.Conversion;

/// <summary>Converts the metadata of a provider to its public type.</summary>
internal static class ProviderDescriber
{
    public static ProviderDescription Describe(ProviderMetadata facts) => new ProviderDescription
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
        SecretName = SecretVaults.GetSecretName(facts),
        Source = facts.DefinitionPath ?? "Built-in",
        Website = facts.Website,
        Notes = facts.Notes,
    };
}
