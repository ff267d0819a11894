namespace TikTokFollowing;

/// <summary>Represents one page of a following list with everything that the provider reported about it.</summary>
public sealed class FollowingPage
{
    internal FollowingPage()
    {
    }

    /// <summary>Gets the handle of the list.</summary>
    public string Handle { get; internal init; } = "";

    /// <summary>Gets the provider that returned the page.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>Gets the accounts of this page without duplicates, newest follow first.</summary>
    public IReadOnlyList<FollowedAccount> Accounts { get; internal set; } = [];

    /// <summary>Gets the number of accounts on this page.</summary>
    public int Count => Accounts.Count;

    /// <summary>
    /// Gets the number of accounts of the whole list, as the provider reports it. It can differ between pages, and
    /// includes banned accounts that no page contains.
    /// </summary>
    public long? Total { get; internal init; }

    /// <summary>Indicates whether there is a next page.</summary>
    public bool HasMore { get; internal init; }

    /// <summary>Gets the cursor of the next page, for <c>-Cursor</c>; null at the end of the list.</summary>
    public string? NextCursor { get; internal init; }

    /// <summary>Gets the earliest local time of the follows on this page.</summary>
    public DateTime? FollowedAfter { get; internal init; }

    /// <summary>Gets the latest local time of the follows on this page.</summary>
    public DateTime? FollowedBefore { get; internal init; }

    /// <summary>
    /// Gets the credits that this page cost, as the response states them or otherwise by the listed price.
    /// </summary>
    public long CreditsCharged { get; internal init; }

    /// <summary>Gets the credits that remain at the provider; null if the response does not state them.</summary>
    public long? CreditsRemaining { get; internal init; }

    /// <summary>
    /// Gets the requests that remain in the rate-limit window; null if the response does not state them.
    /// </summary>
    public long? RateLimitRemaining { get; internal init; }

    /// <summary>
    /// Gets the request id of the provider, for its support; null if the response does not state one.
    /// </summary>
    public string? RequestId { get; internal init; }

    /// <summary>Gets the number of requests for this page, including retries.</summary>
    public int Attempts { get; internal init; }

    /// <summary>Gets the time that the page took, including the delays between retries.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>Gets the extent to which the list was read; null if it is unknown.</summary>
    internal ListExtent? Extent { get; set; }

    /// <summary>Gets the time of the response; null if it is unknown.</summary>
    internal DateTime? RetrievedAt { get; init; }

    /// <summary>Returns the same page with other accounts, as a part of a list.</summary>
    internal FollowingPage With(IReadOnlyList<FollowedAccount> accounts, ListExtent extent)
    {
        FollowingPage copy = (FollowingPage)MemberwiseClone();
        copy.Accounts = accounts;
        copy.Extent = extent;
        return copy;
    }

    /// <summary>Returns the handle, so that the object can be used as a handle.</summary>
    public override string ToString() => Handle;
}
