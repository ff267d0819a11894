namespace TikTokFollowing;

/// <summary>
/// Specifies the kind of a failure. Each name is also the error id in PowerShell and does not change.
/// </summary>
public enum FollowingErrorKind
{
    /// <summary>No key was found for the provider.</summary>
    MissingApiKey,

    /// <summary>The provider rejected the key.</summary>
    AuthenticationFailed,

    /// <summary>The account at the provider has no credits left.</summary>
    CreditsExhausted,

    /// <summary>The next page could cost more than <c>-MaxCredits</c> allows.</summary>
    BudgetReached,

    /// <summary>TikTok has no such account, or it is banned.</summary>
    AccountNotFound,

    /// <summary>The account is private.</summary>
    AccountPrivate,

    /// <summary>The account hides its following list.</summary>
    FollowingHidden,

    /// <summary>The provider is rate limiting the requests of this key.</summary>
    RateLimited,

    /// <summary>The provider cannot be reached, or it reports a failure of its own.</summary>
    ProviderUnavailable,

    /// <summary>The provider did not respond in time.</summary>
    ProviderTimeout,

    /// <summary>The response cannot be interpreted.</summary>
    UnexpectedResponse,

    /// <summary>The provider repeats a cursor or a page although it reports more accounts.</summary>
    PagingStalled,

    /// <summary>The handle cannot be a TikTok handle.</summary>
    InvalidHandle,

    /// <summary>The parameters are invalid, or the provider rejected the request.</summary>
    InvalidRequest,

    /// <summary>The journal belongs to another list, or has another format.</summary>
    CheckpointUnusable,

    /// <summary>The sandbox that the session uses has ended. No provider was contacted.</summary>
    SandboxStopped,

    /// <summary>
    /// The input cannot be used: a date is ambiguous, ids were rounded, or an object contains itself.
    /// </summary>
    InvalidInput,

    /// <summary>Another process is updating the history of the list.</summary>
    HistoryInUse,

    /// <summary>
    /// The history cannot be used: its file is damaged, or the list that was read is not a later one of the same user.
    /// </summary>
    HistoryUnusable,

    /// <summary>There is no history of the user, or none at the requested time.</summary>
    HistoryNotFound,

    /// <summary>A provider definition cannot be used. The message names the location in the file.</summary>
    InvalidDefinition,
}
