using System;
using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Implements a provider by its definition.</summary>
internal class DefinedProvider : IFollowingProvider
{
    protected DefinedProvider(ProviderDefinition definition) => Definition = definition;

    /// <summary>Gets the definition.</summary>
    public ProviderDefinition Definition { get; }

    public ProviderMetadata Facts => Definition.Metadata;

    public FieldNames Fields { get; } = new();

    /// <summary>Creates a provider. It is an <see cref="IBalanceProvider"/> if its definition has a balance.</summary>
    public static DefinedProvider Create(ProviderDefinition definition) => new(definition);

    public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri) => throw new NotSupportedException();

    public ProviderPage ReadPage(PageRequest page, HttpStatusCode status, JsonPart body) =>
        throw new NotSupportedException();
}
