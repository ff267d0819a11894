using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Returns the pages of a journal first, and then appends each fetched page to it, as the provider returned it, before
/// its accounts are emitted.
/// </summary>
/// <param name="inner">Fetches the pages that the journal does not have.</param>
/// <param name="query">The query of the list.</param>
/// <param name="options">The options of the journal, which is opened when the first page is requested.</param>
/// <param name="log">Receives the warnings.</param>
internal sealed class JournalingPager(ProviderPager inner, FollowingQuery query, JournalOptions options, ClientLog log)
    : IReplayingPager
{
    private PageJournal? _journal;
    private int _savedPages;
    private bool _hasWarnedOfRaw;

    public PagerStatus Status => inner.Status;

    /// <summary>Gets the journal if it had the list to its end; null otherwise.</summary>
    public CompletedJournal? Completed { get; private set; }

    /// <summary>Counts the pages that the journal has from the start of the list on.</summary>
    public int CountSavedPages() => _savedPages + (_journal?.CountRemainingPages() ?? 0);

    public async Task<FollowingPage?> NextPageAsync(CancellationToken cancellationToken)
    {
        if (Replay() is FollowingPage saved)
        {
            return saved;
        }
        string? cursor = inner.Status.Resume.NextCursor;
        FollowingPage? page = await inner.NextPageAsync(cancellationToken).ConfigureAwait(false);
        if (page is not null && _journal?.Append(cursor, page) == true)
        {
            _savedPages++;
        }
        return page;
    }

    /// <summary>Returns the next page of the journal; null if there is none. Sends no request.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.CheckpointUnusable"/>: the journal cannot be read.
    /// </exception>
    public FollowingPage? Replay()
    {
        PagerStatus status = inner.Status;
        if (status.IsAtEnd || status.Failure is not null)
        {
            return null;
        }
        _journal ??= JournalFile.Open(options, status.Provider.Name, query, log);
        if (_journal.ReadNext(status.Resume.NextCursor) is not FollowingPage page)
        {
            return null;
        }
        _savedPages++;
        if (query.IncludeRaw && !_hasWarnedOfRaw && page.Count > 0 && page.Accounts[0].Raw is null)
        {
            _hasWarnedOfRaw = true;
            log.Warning($"The journal {_journal.Path} was written without -IncludeRaw: accounts from it have no Raw.");
        }
        if (!page.HasMore)
        {
            Completed = new CompletedJournal(_journal.Path, page.Count > 0 ? page.Accounts[0].RetrievedAt : null);
        }
        inner.Skip(page);
        return page;
    }

    public void Dispose()
    {
        _journal?.Dispose();
        inner.Dispose();
    }
}
