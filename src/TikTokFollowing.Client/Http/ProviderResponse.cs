using System;
using System.Net;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>A whole answer: its body has arrived and, where it is one, is JSON.</summary>
/// <param name="status">The status.</param>
/// <param name="bytes">The body; disposed of with the answer.</param>
/// <param name="json">What was kept of it; null where an error's body is no JSON.</param>
internal sealed class ProviderResponse(HttpStatusCode status, PooledBuffer? bytes, SparseJson? json) : IDisposable
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>Undefined where an error's body is no JSON. Lives until <see cref="Dispose"/>.</summary>
    public JsonPart Body => json?.Root ?? default;

    /// <summary>When the provider wants to be asked again.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>How far that is from when the answer came.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public long? RateLimitRemaining { get; init; }

    /// <summary>The request and its outcome in one line, without the key; empty where nobody reads such lines.</summary>
    public string Summary { get; init; } = "";

    /// <summary>How many requests it took.</summary>
    public int Attempts { get; set; }

    /// <summary>
    /// What a provider made of this answer, completed: its words may echo what it was sent, and when to come back stands in a header, which providers do not see.
    /// </summary>
    /// <param name="failure">What the provider says.</param>
    /// <param name="key">To keep out of it.</param>
    /// <param name="longestWait">Who says to come back later than that, limits the rate, whatever the status.</param>
    public FollowingException Complete(FollowingException failure, ApiKey key, TimeSpan longestWait)
    {
        bool canWait = failure.Kind is FollowingErrorKind.RateLimited or FollowingErrorKind.ProviderUnavailable;
        DateTime? retryAt = canWait ? RetryAt?.LocalDateTime : null;
        FollowingErrorKind kind = retryAt is not null && RetryAfter > longestWait ? FollowingErrorKind.RateLimited : failure.Kind;
        string advice = retryAt is DateTime time
            ? $" It says to come back at {LocalTime.Format(time)}."
            : failure.Kind == FollowingErrorKind.RateLimited ? " Wait some minutes." : "";
        string message = SecretRedactor.RedactKey(failure.Message, key) + advice;
        return new FollowingException(kind, failure.Provider, message, failure.InnerException)
        {
            WhatHappened = SecretRedactor.RedactKey(failure.WhatHappened, key),
            CreditsCharged = failure.CreditsCharged,
            CreditsRemaining = failure.CreditsRemaining,
            RequestId = failure.RequestId,
            RetryAt = retryAt,
        };
    }

    public void Dispose()
    {
        json?.Dispose();
        bytes?.Dispose();
    }
}
