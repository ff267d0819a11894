using System;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Represents a provider that a JSON file defines, after all checks.</summary>
/// <param name="Metadata">The facts about the provider.</param>
internal sealed record ProviderDefinition(ProviderMetadata Metadata)
{
    public string Name => Metadata.Name;

    /// <summary>Gets the address of the API.</summary>
    public Uri BaseUri => Metadata.BaseUri;

    /// <summary>Gets the host of the address, with the port if it is not the default. Keys belong to it.</summary>
    public string Host => BaseUri.Authority;

    /// <summary>Gets the file of the definition; null if its text is not from a file.</summary>
    public string? FilePath { get; init; }
}
