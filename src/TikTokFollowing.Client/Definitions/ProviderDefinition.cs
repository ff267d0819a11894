using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Represents a provider that a JSON file defines, after all checks.</summary>
/// <param name="Metadata">The facts about the provider.</param>
/// <param name="Request">The request for a page.</param>
/// <param name="DefaultPageSize">The page size to request without <c>-PageSize</c>; null to omit it.</param>
/// <param name="Page">The rules for pages.</param>
/// <param name="Record">The rules for records.</param>
/// <param name="Balance">The rules for the balance; null if the provider has no request for it.</param>
/// <param name="Fields">The names of the fields that are read from a page.</param>
/// <param name="Paths">The paths of pages and records that recorded responses can confirm.</param>
internal sealed record ProviderDefinition(
    ProviderMetadata Metadata,
    RequestTemplate Request,
    int? DefaultPageSize,
    PageRules Page,
    RecordRules Record,
    BalanceRules? Balance,
    FieldNames Fields,
    IReadOnlyList<DefinitionPath> Paths);
