using System.Net.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Contains the rules for the remaining credits.</summary>
/// <param name="Requests">The requests, which are free of charge. If one has no address, the next one is sent.</param>
/// <param name="Credits">The paths or headers of the credits in the response.</param>
internal sealed record BalanceRules(IReadOnlyList<RequestTemplate> Requests, IReadOnlyList<ValuePath> Credits)
{
    // The parser ensures that a balance request has no placeholders.
    private static readonly RequestValues s_none = new(new FollowingHandle("", HandleKind.Name), default, null, false);

    /// <param name="field">The path of the credits in the response; null if it is not documented.</param>
    /// <param name="paths">The addresses of the requests after the base address.</param>
    public BalanceRules(string? field, params string[] paths)
        : this(
            [
                .. paths.Select(static path =>
                    new RequestTemplate(HttpMethod.Get, new TextTemplate([(path, null)]), [], null, [])),
            ],
            field is null ? [] : [new ValuePath(new JsonPath(field))])
    {
    }

    /// <summary>Creates a request, without the key.</summary>
    /// <param name="index">The index of the request.</param>
    /// <param name="baseUri">The provider's base address, or the address that replaces it.</param>
    public HttpRequestMessage CreateRequest(int index, Uri baseUri) => Requests[index].Create(s_none, baseUri);

    /// <summary>Reads the remaining credits; null if the response has no number of credits.</summary>
    /// <exception cref="FollowingException">The response is an error.</exception>
    public long? Read(ErrorResponse response) =>
        BalanceReading.Read(response, Credits.FirstNotNull(path => path.Find(response).Count()));
}
