namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Numbers the accounts of a list and drops duplicates, whichever provider listed them. Duplicates are the account at
/// the border of two pages, and the accounts that a fallback lists again.
/// </summary>
internal sealed class DeduplicatingPager(IPager inner, ListProgress progress) : IPager
{
    public PagerStatus Status => inner.Status with { AccountsRead = progress.AccountsRead };

    public async Task<FollowingPage?> NextPageAsync(CancellationToken cancellationToken)
    {
        FollowingPage? page = await inner.NextPageAsync(cancellationToken).ConfigureAwait(false);
        return page?.With(RemoveDuplicates(page.Accounts), progress.Extent);
    }

    public void Dispose() => inner.Dispose();

    private List<FollowedAccount> RemoveDuplicates(IReadOnlyList<FollowedAccount> accounts)
    {
        List<FollowedAccount> added = new(accounts.Count);
        foreach (FollowedAccount account in accounts)
        {
            if (progress.Add(account))
            {
                account.Position = progress.AccountsRead;
                account.Extent = progress.Extent;
                added.Add(account);
            }
        }
        return added;
    }
}
