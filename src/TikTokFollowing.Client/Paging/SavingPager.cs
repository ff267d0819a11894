namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Returns the saved pages of a list first, and then saves each fetched page, as the provider returned it, before it is
/// used. A page that cannot be saved is an error.
/// </summary>
internal sealed class SavingPager(ProviderPager inner, IPageStore store) : IReplayingPager
{
    public PagerStatus Status => inner.Status;

    public async Task<FollowingPage?> NextPageAsync(CancellationToken cancellationToken)
    {
        if (Replay() is FollowingPage saved)
        {
            return saved;
        }
        string? cursor = inner.Status.Resume.NextCursor;
        FollowingPage? page = await inner.NextPageAsync(cancellationToken).ConfigureAwait(false);
        if (page is not null)
        {
            store.Add(cursor, page);
        }
        return page;
    }

    public FollowingPage? Replay()
    {
        PagerStatus status = inner.Status;
        if (status.IsAtEnd
            || status.Failure is not null
            || store.Take(status.Provider, status.Resume.NextCursor) is not FollowingPage page)
        {
            return null;
        }
        inner.Skip(page);
        return page;
    }

    public void Dispose() => inner.Dispose();
}
