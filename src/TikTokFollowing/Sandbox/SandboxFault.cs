namespace TikTokFollowing;

/// <summary>What the sandbox can do wrong on demand. What is charged is what the provider would charge for it.</summary>
public enum SandboxFault
{
    /// <summary>Nothing goes wrong.</summary>
    None,

    /// <summary>The provider's rate-limit answer, with <c>Retry-After: 0</c>. Not charged.</summary>
    RateLimit,

    /// <summary>The provider's answer to an error of its own, status 500. Not charged.</summary>
    ServerError,

    /// <summary>No answer for as long as the client waits. Not charged.</summary>
    Timeout,

    /// <summary>The connection closes in the middle of a body whose length was announced. Charged.</summary>
    Truncated,

    /// <summary>A page of HTML with status 200, as a captive portal would answer. Charged.</summary>
    Html,

    /// <summary>A page without accounts that promises more. Charged.</summary>
    EmptyPage,

    /// <summary>A page whose next cursor is the one it was asked for. Charged.</summary>
    RepeatedCursor,

    /// <summary>A redirect to another host. Not charged.</summary>
    Redirect,

    /// <summary>The connection is reset before an answer. Not charged.</summary>
    ConnectionReset,

    /// <summary>The key is refused, status 401. Not charged.</summary>
    Unauthorized,

    /// <summary>The account has no credits, with the provider's own status for it. Not charged.</summary>
    NoCredits,

    /// <summary>The provider could not reach TikTok, status 502. Not charged.</summary>
    BadGateway,

    /// <summary>Status 503 in the provider's words, without a time to come back; DumplingAI means its rate limit by it. Not charged.</summary>
    ServiceUnavailable,

    /// <summary>As <see cref="RateLimit"/>, with <c>Retry-After: 1</c>; SocialFetch says it with status 503. Not charged.</summary>
    RetryAfterSeconds,

    /// <summary>As <see cref="RetryAfterSeconds"/>, with the time as an HTTP date, one to two seconds ahead. Not charged.</summary>
    RetryAfterDate,

    /// <summary>As <see cref="RetryAfterSeconds"/>, but for two hours: <c>Retry-After: 7200</c>. Not charged.</summary>
    RateLimitLong,

    /// <summary>A normal page, whose headers say that no request is left for the next one to two seconds: <c>X-RateLimit-Remaining: 0</c>, <c>X-RateLimit-Reset</c> in Unix time. Charged.</summary>
    RateLimitHeaders,

    /// <summary>Status 200 and a whole body that is called JSON and is none. Charged.</summary>
    NotJson,

    /// <summary>The connection closes in the middle of a body whose length was not announced. Charged.</summary>
    CutWithoutLength,

    /// <summary>A page of 80 MB, its length not announced; compressed where the client takes gzip. Charged.</summary>
    TooLarge,

    /// <summary>A page with 5,000 levels of JSON in it. Charged.</summary>
    TooDeep,

    /// <summary>From here on the list never ends: behind its end come the last accounts again and again, each time with a new cursor. Charged.</summary>
    EndlessList,

    /// <summary>
    /// UnifAPI: half of the page, which is what the balance paid for, with <c>truncated_due_to_balance</c>; the cursor goes on behind that half. That half is charged.
    /// Other providers: <see cref="NoCredits"/>.
    /// </summary>
    BalanceTruncated,

    /// <summary>UnifAPI: status 502, and one credit charged for it. Other providers: <see cref="BadGateway"/>.</summary>
    ChargedError,
}
