using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Returns the saved pages of a list first, and then saves each fetched page, as the provider returned it, before it is
/// used.
/// </summary>
internal abstract class ReplayingPager(ProviderPager inner) : IPager
{
    public PagerStatus Status => inner.Status;

    public async Task<FollowingPage?> NextPageAsync(CancellationToken cancellationToken)
    {
        if (Replay() is FollowingPage saved)
        {
            return saved;
        }
        string? cursor = Status.Resume.NextCursor;
        OnFetching();
        FollowingPage? page;
        try
        {
            page = await inner.NextPageAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            ResumePoint resume = Status.Resume;
            if (resume.NextCursor != cursor && LookupCursor.Parse(resume.NextCursor).Id is not null)
            {
                SaveLookup(cursor, resume);
            }
            throw;
        }
        if (page is not null)
        {
            Save(cursor, page);
        }
        return page;
    }

    /// <summary>Returns the next saved page; null if none exists. Sends no request.</summary>
    /// <exception cref="FollowingException">The saved pages cannot be read.</exception>
    public FollowingPage? Replay()
    {
        PagerStatus status = Status;
        while (!status.IsAtEnd && status.Failure is null && Take(status) is FollowingPage page)
        {
            inner.Skip(page);
            if (!page.IsLookup())
            {
                return page;
            }
            status = Status;
        }
        return null;
    }

    public virtual void Dispose() => inner.Dispose();

    /// <summary>Returns the saved page at which a list stands; null if none exists.</summary>
    protected abstract FollowingPage? Take(PagerStatus status);

    /// <summary>Prepares the storage for a page that is fetched next.</summary>
    protected virtual void OnFetching()
    {
    }

    /// <summary>Saves a page that was fetched with a cursor.</summary>
    protected abstract void Save(string? cursor, FollowingPage page);

    /// <summary>Saves an id that was looked up, if no page followed the lookup.</summary>
    /// <param name="cursor">The cursor before the lookup.</param>
    /// <param name="resume">The point at which the list continues with the id.</param>
    protected virtual void SaveLookup(string? cursor, ResumePoint resume)
    {
    }
}
