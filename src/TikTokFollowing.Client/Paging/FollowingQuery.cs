namespace TikTokFollowing.Client.Paging;

/// <summary>Specifies a list. All of its pages have the same query.</summary>
internal sealed record FollowingQuery(FollowingHandle Handle)
{
    /// <summary>Gets the cursor to start at; null for the newest follow.</summary>
    public string? Cursor { get; init; }

    /// <summary>Gets the number of accounts on a page; null for the provider's default.</summary>
    public int? PageSize { get; init; }

    /// <summary>Indicates whether the smaller response is requested.</summary>
    public bool Trim { get; init; }

    /// <summary>Indicates whether accounts keep the JSON of their records.</summary>
    public bool IncludeRaw { get; init; }

    /// <summary>
    /// Gets the accounts of the page before <see cref="Cursor"/>, if they are known. A follow time as a cursor includes
    /// its own second, so the last of them is listed again.
    /// </summary>
    public IReadOnlyList<FollowedAccount> PageBefore { get; init; } = [];

    /// <summary>Gets the store of the pages; null if they are kept in a journal, or not at all.</summary>
    public IPageStore? Store { get; init; }

    /// <summary>
    /// Gets the number of accounts that are wanted of the whole list; null for all. A provider that charges by the
    /// account is not requested to return more.
    /// </summary>
    public long? Wanted { get; init; }

    /// <summary>
    /// Gets the number of accounts after which the command requests no further page; null if it reads the whole list.
    /// </summary>
    public long? StopsAfter { get; init; }

    /// <summary>Gets the follow time at which the command stops, in UTC; null if it reads the whole list.</summary>
    public DateTime? SinceUtc { get; init; }
}
