namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Records what a list has returned so far, over all of its providers. The pagers of the list share one instance, and
/// the outermost reader removes the duplicates.
/// </summary>
internal sealed class ListProgress
{
    private readonly AccountSet _known = new();

    public ListProgress(FollowingQuery query)
    {
        Extent = new ListExtent { IsFromStart = query.Cursor is null };
        _known.AddRange(query.PageBefore);
    }

    /// <summary>Gets the part of the list that was read. All pages and accounts of the list share it.</summary>
    public ListExtent Extent { get; }

    /// <summary>Gets the number of different accounts so far.</summary>
    public int AccountsRead => Extent.Count;

    /// <summary>
    /// Gets or sets the number of accounts that a fallback is expected to list again before it reaches a new one.
    /// </summary>
    public int ExpectedDuplicates { get; set; }

    /// <summary>
    /// Numbers the accounts of a page and drops duplicates, whichever provider listed them. Duplicates are the account
    /// at the border of two pages, and the accounts that a fallback lists again.
    /// </summary>
    public FollowingPage RemoveDuplicates(FollowingPage page)
    {
        List<FollowedAccount> added = new(page.Accounts.Count);
        foreach (FollowedAccount account in page.Accounts)
        {
            if (_known.Add(account))
            {
                account.Position = ++Extent.Count;
                account.Extent = Extent;
                added.Add(account);
            }
        }
        return page.With(added, Extent);
    }

    /// <summary>Indicates whether an account was added, or stands on the page before the list.</summary>
    public bool Contains(FollowedAccount account) => _known.Contains(account);
}
