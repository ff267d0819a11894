using System;
using System.Net;
using System.Text.Json;

namespace TikTokFollowing.Client.Http;

/// <summary>A whole answer: its body has arrived and, where it is one, is JSON.</summary>
internal sealed class HttpAnswer(HttpStatusCode status, JsonDocument? body) : IDisposable
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>Undefined where an error's body is no JSON. Lives until <see cref="Dispose"/>.</summary>
    public JsonElement Body => body?.RootElement ?? default;

    /// <summary>When the provider wants to be asked again.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>How far that is from when the answer came.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public long? RateLimitRemaining { get; init; }

    /// <summary>The request and its outcome in one line, without the key.</summary>
    public string Summary { get; init; } = "";

    /// <summary>How many requests it took.</summary>
    public int Attempts { get; set; }

    public void Dispose() => body?.Dispose();
}
