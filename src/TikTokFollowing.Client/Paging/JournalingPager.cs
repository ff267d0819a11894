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
/// <param name="clock">The clock that determines the age of the journal.</param>
/// <param name="log">Receives the warnings.</param>
internal sealed class JournalingPager(
    ProviderPager inner, FollowingQuery query, JournalOptions options, TimeProvider clock, ClientLog log)
    : ReplayingPager(inner)
{
    private PageJournal? _journal;
    private DateTime? _readAt; // the first saved page
    private int _savedPages;
    private bool _hasFetched;
    private bool _hasOnlyId; // no page
    private bool _hasWarnedOfAge;
    private bool _hasWarnedOfRaw;

    /// <summary>
    /// Gets the journal if all pages so far are from it; null otherwise, and after a warning about its age.
    /// </summary>
    public CompletedJournal? Completed => _journal is null || _savedPages == 0 || _hasFetched || _hasWarnedOfAge
        ? null
        : new CompletedJournal(_journal.Path, _readAt, Age);

    /// <summary>Counts the pages that the journal has from the start of the list on.</summary>
    public int CountSavedPages() => _savedPages + (_journal?.CountRemainingPages() ?? 0);

    public override void Dispose()
    {
        _journal?.Dispose();
        base.Dispose();
    }

    protected override FollowingPage? Take(PagerStatus status)
    {
        _journal ??= OpenJournal(status.Provider.Name);
        if (_journal.ReadNext(status.Resume.NextCursor) is not FollowingPage page)
        {
            return null;
        }
        if (page.IsLookup())
        {
            return page;
        }
        _savedPages++;
        if (query.IncludeRaw && !_hasWarnedOfRaw && page.Count > 0 && page.Accounts[0].Raw is null)
        {
            _hasWarnedOfRaw = true;
            log.Warning($"The journal {_journal.Path} was written without -IncludeRaw: accounts from it have no Raw.");
        }
        return page;
    }

    protected override void OnFetching() =>
        _journal?.CopyOutdated(_readAt?.ToUniversalTime() ?? clock.GetUtcNow().UtcDateTime, options.Open);

    protected override void Save(string? cursor, FollowingPage page)
    {
        _hasFetched = true;
        if (_journal?.Append(cursor, page) == true)
        {
            _savedPages++;
        }
    }

    protected override void SaveLookup(string? cursor, ResumePoint resume)
    {
        // Only a page may replace an older list.
        if (_journal is not null && (_hasOnlyId || _journal.State != JournalState.Outdated))
        {
            _journal.Append(cursor, LookupPage.Create(resume, clock.GetUtcNow().LocalDateTime));
        }
    }

    private PageJournal OpenJournal(string provider)
    {
        PageJournal journal = JournalFile.Open(options, provider, query, log);
        try
        {
            CheckAge(journal);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    private void CheckAge(PageJournal journal)
    {
        SavedListRule rule = new(query);
        bool isFirst = true;
        bool isOld = false;
        bool isIntact = journal.Preview(page =>
        {
            _hasOnlyId = isFirst && page.IsLookup();
            if (isFirst)
            {
                isFirst = _hasOnlyId;
                _readAt = page.RetrievedAt;
                isOld = IsOld;
            }
            return _hasOnlyId || (isOld && rule.Add(page));
        });
        // The handle of an old id can belong to another user now.
        if (isOld && isIntact && (rule.IsComplete || _hasOnlyId))
        {
            journal.StartOver();
        }
        else if (isOld)
        {
            _hasWarnedOfAge = true;
            log.Warning(
                $"Resuming the journal of {query.Handle.Shown}{DescribeAge()}: changes of the list since then can be "
                + $"missing. To start again, move {journal.Path} to another folder.");
        }
    }

    // A clock that was wrong can have written a time in the future. It is as far from the present as one in the past.
    private bool IsOld => options.MaxAge is TimeSpan limit && !(Age?.Duration() < limit);

    private TimeSpan? Age => clock.GetUtcNow().UtcDateTime - _readAt?.ToUniversalTime();

    private string DescribeAge()
    {
        if (_readAt is not DateTime readAt || Age is not TimeSpan age)
        {
            return "";
        }
        string limit = age < TimeSpan.Zero ? "" : ", which is older than -MaxAge";
        return $" from {LocalTime.Format(readAt, "g")} ({Quantity.OfAge(age)}){limit}";
    }
}
