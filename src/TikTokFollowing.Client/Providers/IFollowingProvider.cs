using System.Net.Http;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Represents a provider as metadata and two pure functions. It never receives the key, and it sends, waits, logs and
/// stores nothing.
/// </summary>
internal interface IFollowingProvider
{
    /// <summary>Gets the name, the addresses, the prices and the abilities.</summary>
    ProviderMetadata Facts { get; }

    /// <summary>
    /// Gets the names of the fields that <see cref="ReadPage"/> reads, at any depth. Other fields of a page are
    /// discarded; an error is kept whole.
    /// </summary>
    FieldNames Fields { get; }

    /// <summary>Gets the rules for the remaining credits; null if no free request returns them.</summary>
    BalanceRules? Balance { get; }

    /// <summary>Creates a new request for a page, without the key.</summary>
    HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri);

    /// <summary>Reads a response as a page.</summary>
    /// <param name="page">The requested page.</param>
    /// <param name="response">The response.</param>
    /// <exception cref="FollowingException">The response is an error or a refusal, or has an unknown shape.</exception>
    ProviderPage ReadPage(PageRequest page, ErrorResponse response);
}
