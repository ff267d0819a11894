using System;
using System.Net;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Http;

/// <summary>A whole answer: its body has arrived and, where it is one, is JSON.</summary>
/// <param name="status">The status.</param>
/// <param name="bytes">The body; disposed of with the answer.</param>
/// <param name="json">What was kept of it; null where an error's body is no JSON.</param>
internal sealed class HttpAnswer(HttpStatusCode status, Body? bytes, SparseJson? json) : IDisposable
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>Undefined where an error's body is no JSON. Lives until <see cref="Dispose"/>.</summary>
    public JsonPart Body => json?.Root ?? default;

    /// <summary>When the provider wants to be asked again.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>How far that is from when the answer came.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public long? RateLimitRemaining { get; init; }

    /// <summary>The request and its outcome in one line, without the key.</summary>
    public string Summary { get; init; } = "";

    /// <summary>How many requests it took.</summary>
    public int Attempts { get; set; }

    public void Dispose()
    {
        json?.Dispose();
        bytes?.Dispose();
    }
}
