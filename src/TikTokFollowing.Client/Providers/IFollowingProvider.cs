using System;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// One provider: facts and two pure functions. It sends, waits, logs and keeps nothing; all of its quirks live in its file.
/// </summary>
internal interface IFollowingProvider
{
    /// <summary>Name, address, costs and abilities.</summary>
    ProviderMetadata Facts { get; }

    /// <summary>The fields that <see cref="ReadPage"/> reads of a page, at whatever depth; no other one is kept of it. Of an error everything is.</summary>
    FieldNames Fields { get; }

    /// <summary>A cursor becomes a request: fresh at every call, with the key in a header and nowhere else.</summary>
    HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri, ApiKey key);

    /// <summary>Indicates whether a complete response is a transient failure, so that a retry can help.</summary>
    /// <param name="status">The HTTP status of the response.</param>
    /// <param name="body">The JSON of the response; <see cref="JsonValueKind.Undefined"/> where an error has none.</param>
    bool IsTransient(HttpStatusCode status, JsonPart body);

    /// <summary>An answer becomes a page.</summary>
    /// <param name="page">What had been asked.</param>
    /// <param name="status">The answer's status; redirects never come here.</param>
    /// <param name="body">The answer's JSON; <see cref="JsonValueKind.Undefined"/> where an error's body was not JSON.</param>
    /// <exception cref="FollowingException">The answer is an error or a refusal, or cannot be understood.</exception>
    ProviderPage ReadPage(PageRequest page, HttpStatusCode status, JsonPart body);
}
