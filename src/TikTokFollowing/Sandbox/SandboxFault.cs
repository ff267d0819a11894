namespace TikTokFollowing;

/// <summary>Specifies a fault that the sandbox injects. It charges what the provider would charge.</summary>
public enum SandboxFault
{
    /// <summary>No fault.</summary>
    None,

    /// <summary>The rate-limit response of the provider, with <c>Retry-After: 0</c>. Not charged.</summary>
    RateLimit,

    /// <summary>An internal error of the provider, status 500. Not charged.</summary>
    ServerError,

    /// <summary>No response for as long as the client waits. Not charged.</summary>
    Timeout,

    /// <summary>The connection closes in the middle of a body with a stated length. Charged.</summary>
    Truncated,

    /// <summary>An HTML page with status 200, as from a captive portal. Charged.</summary>
    Html,

    /// <summary>A page without accounts that reports more. Charged.</summary>
    EmptyPage,

    /// <summary>A page whose next cursor is its own cursor. Charged.</summary>
    RepeatedCursor,

    /// <summary>A redirect to another host. Not charged.</summary>
    Redirect,

    /// <summary>The connection is reset before a response. Not charged.</summary>
    ConnectionReset,

    /// <summary>The key is rejected, status 401. Not charged.</summary>
    Unauthorized,

    /// <summary>The account has no credits, with the status that the provider uses for it. Not charged.</summary>
    NoCredits,

    /// <summary>The provider could not reach TikTok, status 502. Not charged.</summary>
    BadGateway,

    /// <summary>
    /// Status 503 with the provider's body and without <c>Retry-After</c>. DumplingAI uses it for its rate limit. Not
    /// charged.
    /// </summary>
    ServiceUnavailable,

    /// <summary>
    /// As <see cref="RateLimit"/>, with <c>Retry-After: 1</c>. SocialFetch uses status 503 for it. Not charged.
    /// </summary>
    RetryAfterSeconds,

    /// <summary>
    /// As <see cref="RetryAfterSeconds"/>, with an HTTP date that is one to two seconds ahead. Not charged.
    /// </summary>
    RetryAfterDate,

    /// <summary>As <see cref="RetryAfterSeconds"/>, for two hours: <c>Retry-After: 7200</c>. Not charged.</summary>
    RateLimitLong,

    /// <summary>
    /// A normal page whose headers report that no request remains for one to two seconds: <c>X-RateLimit-Remaining:
    /// 0</c>, <c>X-RateLimit-Reset</c> in Unix time. Charged.
    /// </summary>
    RateLimitHeaders,

    /// <summary>Status 200 and a complete body that is declared as JSON but is not valid. Charged.</summary>
    NotJson,

    /// <summary>The connection closes in the middle of a body without a stated length. Charged.</summary>
    CutWithoutLength,

    /// <summary>A page of 80 MB without a stated length, compressed if the client accepts gzip. Charged.</summary>
    TooLarge,

    /// <summary>A page with 5,000 nested levels of JSON. Charged.</summary>
    TooDeep,

    /// <summary>
    /// The list never ends from here. After its end the last accounts are repeated, each time with a new cursor.
    /// Charged.
    /// </summary>
    EndlessList,

    /// <summary>
    /// UnifAPI: half of the page, with <c>truncated_due_to_balance</c>; the cursor continues after that half, which is
    /// charged. Other providers: <see cref="NoCredits"/>.
    /// </summary>
    BalanceTruncated,

    /// <summary>
    /// UnifAPI: status 502, for which one credit is charged. Other providers: <see cref="BadGateway"/>.
    /// </summary>
    ChargedError,
}
