using System.Net;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>Represents a complete response, and owns its body and its JSON.</summary>
/// <param name="status">Specifies the status.</param>
/// <param name="bytes">Specifies the bytes of the body.</param>
/// <param name="json">
/// Specifies the JSON of the body; <see langword="null"/> if the body of an error is not JSON.
/// </param>
internal sealed class ProviderResponse(HttpStatusCode status, PooledBuffer bytes, SparseJson? json) : IDisposable
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>
    /// Gets the JSON of the body, until <see cref="Dispose"/>. It is undefined if an error is not JSON, or not the
    /// provider's own.
    /// </summary>
    public JsonPart Body => json is null || IsFromIntermediary ? default : json.Root;

    /// <summary>Gets the headers that the provider's rules name; null if it names none.</summary>
    public SparseJson? Headers { get; init; }

    /// <summary>Indicates whether a firewall or proxy marked the response as its own.</summary>
    public bool IsFromIntermediary { get; init; }

    /// <summary>Gets the time at which the provider accepts the next request.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Gets the time between the response and <see cref="RetryAt"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public long? RateLimitRemaining { get; init; }

    /// <summary>
    /// Gets one line about the request and its outcome, with the key redacted. It is empty if nothing logs it.
    /// </summary>
    public string Summary { get; init; } = "";

    /// <summary>Gets or sets the number of attempts that the request took.</summary>
    public int Attempts { get; set; }

    /// <summary>
    /// Completes an error that the provider's code created from this response. It redacts the key, and adds the retry
    /// time from the headers, which that code does not see.
    /// </summary>
    /// <param name="failure">The error to complete.</param>
    /// <param name="key">The key to redact.</param>
    /// <param name="maxRetryAfter">
    /// The longest wait that is not a rate limit. A longer one is a rate limit, whatever the status is.
    /// </param>
    public FollowingException Complete(FollowingException failure, ApiKey key, TimeSpan maxRetryAfter)
    {
        bool canWait = failure.Kind is FollowingErrorKind.RateLimited or FollowingErrorKind.ProviderUnavailable;
        DateTime? retryAt = canWait ? RetryAt?.LocalDateTime : null;
        bool isRateLimit = retryAt is not null && RetryAfter > maxRetryAfter;
        FollowingErrorKind kind = isRateLimit ? FollowingErrorKind.RateLimited : failure.Kind;
        string advice = retryAt is DateTime time
            ? $" Retry after {LocalTime.Format(time)}."
            : failure.Kind == FollowingErrorKind.RateLimited ? " Retry in a few minutes." : "";
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

    /// <summary>Returns the response as a provider reads it.</summary>
    public ErrorResponse ReadAs(ProviderMetadata facts) =>
        new(facts, Status, Body, Headers is null || IsFromIntermediary ? default : Headers.Root);

    public void Dispose()
    {
        json?.Dispose();
        Headers?.Dispose();
        bytes.Dispose();
    }
}
