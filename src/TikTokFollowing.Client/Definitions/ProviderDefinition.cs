using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Represents a provider that a JSON file defines, after all checks.</summary>
/// <param name="Metadata">The facts about the provider.</param>
internal sealed record ProviderDefinition(ProviderMetadata Metadata)
{
    public string Name => Metadata.Name;

    /// <summary>Gets the address of the API.</summary>
    public Uri BaseUri => Metadata.BaseUri;

    /// <summary>Gets the file of the definition; null if its text is not from a file.</summary>
    public string? FilePath { get; init; }

    /// <summary>Gets the request for a page.</summary>
    public RequestTemplate Request { get; init; } = new();

    /// <summary>Gets the rules for looking up an id; null if handles are sufficient.</summary>
    public LookupRules? Lookup { get; init; }

    /// <summary>Gets the page size to request without <c>-PageSize</c>; null to omit it.</summary>
    public int? DefaultPageSize { get; init; }

    public PageRules Page { get; init; } = new();

    public RecordRules Record { get; init; } = new();

    /// <summary>Gets the request for the balance; null if the provider has none.</summary>
    public BalanceRules? Balance { get; init; }

    /// <summary>Gets the names of the fields that are read from a page.</summary>
    public FieldNames Fields { get; init; } = new();
}
