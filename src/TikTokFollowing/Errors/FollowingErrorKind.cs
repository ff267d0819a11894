namespace TikTokFollowing;

/// <summary>The kinds of failure. Each name is also the error id that PowerShell shows; both are a contract.</summary>
public enum FollowingErrorKind
{
    /// <summary>No key was found for the provider.</summary>
    MissingApiKey,

    /// <summary>The provider refused the key.</summary>
    AuthenticationFailed,

    /// <summary>The account at the provider has no credits left.</summary>
    CreditsExhausted,

    /// <summary>The next page could have cost more than <c>-MaxCredits</c> allows.</summary>
    BudgetReached,

    /// <summary>TikTok has no such account, or it is banned.</summary>
    AccountNotFound,

    /// <summary>The account is private.</summary>
    AccountPrivate,

    /// <summary>The account hides its following list.</summary>
    FollowingHidden,

    /// <summary>The provider asks to come back later.</summary>
    RateLimited,

    /// <summary>The provider could not be reached or answers that it is broken.</summary>
    ProviderUnavailable,

    /// <summary>The provider did not answer in time.</summary>
    ProviderTimeout,

    /// <summary>The answer could not be understood.</summary>
    UnexpectedResponse,

    /// <summary>The provider repeats a cursor or a page while promising more.</summary>
    PagingStalled,

    /// <summary>The handle is not one that TikTok could have given out.</summary>
    InvalidHandle,

    /// <summary>The request makes no sense to us or to the provider.</summary>
    InvalidRequest,

    /// <summary>The journal belongs to another list or another format.</summary>
    CheckpointUnusable,

    /// <summary>The sandbox that the session uses has ended, and the session did not stop it. No provider was contacted.</summary>
    SandboxStopped,

    /// <summary>
    /// The input cannot be used: a date can mean two days, ids were rounded, or an object contains itself.
    /// </summary>
    InvalidInput,
}
