using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Holds the values of one response. <see cref="ProviderPager"/>, which reads all responses, decides whether the list
/// has ended.
/// </summary>
internal sealed record ProviderPage
{
    public IReadOnlyList<FollowedAccount> Accounts { get; init; } = [];

    public long? Total { get; init; }

    /// <summary>
    /// Indicates whether the provider reports a next page; null if it does not state this, as on trimmed pages.
    /// </summary>
    public bool? HasMore { get; init; }

    /// <summary>Gets the next cursor; null if none exists, or the provider states 0, -1 or an empty text.</summary>
    public string? NextCursor { get; init; }

    /// <summary>
    /// Gets the problem of a cursor that is present but unusable: too long, with control characters, or neither a text
    /// nor a number. Null if the cursor is readable or the response states that none exists.
    /// </summary>
    public string? CursorProblem { get; init; }

    public DateTime? FollowedAfter { get; init; }

    public DateTime? FollowedBefore { get; init; }

    /// <summary>Gets the stated charge; null if the response states none.</summary>
    public long? CreditsCharged { get; init; }

    public long? CreditsRemaining { get; init; }

    public string? RequestId { get; init; }

    /// <summary>
    /// Indicates whether this is the lookup of an id and not a page. <see cref="NextCursor"/> then requests the page.
    /// </summary>
    public bool IsLookup { get; init; }

    /// <summary>Gets a verbose message about the page.</summary>
    public string? Note { get; init; }

    /// <summary>Gets an error in a response that also has accounts. The accounts are emitted first.</summary>
    public FollowingException? Failure { get; init; }

    /// <summary>Gets a warning about the page.</summary>
    public string? Warning { get; init; }
}
