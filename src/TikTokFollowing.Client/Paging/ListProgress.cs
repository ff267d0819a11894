namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Records what a list has returned so far, over all of its providers. The pagers of the list share one instance, and
/// the outermost reader adds the accounts.
/// </summary>
internal sealed class ListProgress
{
    private readonly AccountSet _known = new();

    public ListProgress(FollowingQuery query)
    {
        Extent = new ListExtent { IsFromStart = query.Cursor is null };
        foreach (FollowedAccount account in query.PageBefore)
        {
            _known.Add(account);
        }
    }

    /// <summary>Gets the part of the list that was read. All pages and accounts of the list share it.</summary>
    public ListExtent Extent { get; }

    /// <summary>Gets the number of different accounts so far.</summary>
    public int AccountsRead => Extent.Count;

    /// <summary>
    /// Gets or sets the number of accounts that a fallback is expected to list again before it reaches a new one.
    /// </summary>
    public int ExpectedDuplicates { get; set; }

    /// <summary>Adds an account.</summary>
    /// <returns>True if it is new.</returns>
    public bool Add(FollowedAccount account)
    {
        if (!_known.Add(account))
        {
            return false;
        }
        Extent.Count++;
        return true;
    }

    /// <summary>Indicates whether an account was added, or stands on the page before the list.</summary>
    public bool Contains(FollowedAccount account) => _known.Contains(account);
}
