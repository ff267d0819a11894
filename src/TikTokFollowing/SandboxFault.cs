namespace TikTokFollowing;

/// <summary>What the sandbox can do wrong on demand.</summary>
public enum SandboxFault
{
    /// <summary>Nothing goes wrong.</summary>
    None,

    /// <summary>The provider's rate-limit answer, with <c>Retry-After: 0</c>.</summary>
    RateLimit,

    /// <summary>The provider's answer to an error of its own, status 500.</summary>
    ServerError,

    /// <summary>No answer for as long as the client waits.</summary>
    Timeout,

    /// <summary>The connection closes in the middle of the body.</summary>
    Truncated,

    /// <summary>A page of HTML with status 200, as a captive portal would answer.</summary>
    Html,

    /// <summary>A page without accounts that promises more.</summary>
    EmptyPage,

    /// <summary>A page whose next cursor is the one it was asked for.</summary>
    RepeatedCursor,

    /// <summary>A redirect to another host.</summary>
    Redirect,

    /// <summary>The connection is reset before an answer.</summary>
    ConnectionReset,

    /// <summary>The key is refused, status 401.</summary>
    Unauthorized,

    /// <summary>The account has no credits, with the provider's own status for it.</summary>
    NoCredits,
}
