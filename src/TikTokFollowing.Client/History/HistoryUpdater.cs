using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Updates the history of one user: reads pages until the rules can connect them with the stored list, and commits the
/// conclusions. Each page is on disk before it is evaluated, so an interrupted update resumes with its pages.
/// </summary>
/// <param name="folder">The folder of the histories.</param>
/// <param name="clients">The providers, in the order in which they are contacted.</param>
/// <param name="query">The list of the user, from its start.</param>
/// <param name="former">The former handle, whose history continues; null if the handle is unchanged.</param>
/// <param name="options">The options of the update.</param>
/// <param name="log">Receives the warnings of the pagers.</param>
/// <exception cref="FollowingException">The first provider does not support the query.</exception>
internal sealed class HistoryUpdater(
    HistoryFolder folder,
    IReadOnlyList<FollowingClient> clients,
    FollowingQuery query,
    FollowingHandle? former,
    UpdateOptions options,
    ClientLog log) : IDisposable
{
    // An older reading is finished as of its own time, and does not show what is new.
    private static readonly TimeSpan s_oldestReading = TimeSpan.FromHours(1);

    private readonly TimeProvider _clock = clients[0].Clock;
    private HistoryWriter? _writer;
    private UpdatePages? _pages;
    private bool _readsWholeList;
    private bool _hasReadWholeList; // by this command
    private bool _hasStartedAgain;
    private long _creditsBefore;

    /// <summary>Gets the list of the current update.</summary>
    public ListPager Pager { get; private set; } = new(clients, query, log);

    /// <summary>Indicates whether pages are on disk with which the next command resumes.</summary>
    public bool HasPending => _writer?.Pending is { Pages.Count: > 0 };

    /// <summary>Reads the next page.</summary>
    /// <returns>The update if the page completed it; null if another page is needed.</returns>
    /// <exception cref="FollowingException">The update failed. Its pages are kept for the next command.</exception>
    public async Task<HistoryUpdate?> NextAsync(CancellationToken cancellationToken)
    {
        if (_pages is null)
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
        }
        FollowingPage? page;
        do
        {
            page = await ReadPageAsync(cancellationToken).ConfigureAwait(false);
        }
        while (page is not null && _pages!.HasNext(page)); // saved pages are free
        return Conclude();
    }

    public void Dispose()
    {
        Pager.Dispose();
        _writer?.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        FollowingHandle user = query.Handle;
        _writer ??= await HistoryWriter
            .OpenAsync(folder, user, former, options.IsSandbox, cancellationToken)
            .ConfigureAwait(false);
        DateTime now = _clock.GetUtcNow().UtcDateTime;
        _readsWholeList = HistoryRules.NeedsWholeList(_writer.State)
            || (!_hasReadWholeList && options.RequiresWholeList(_writer.State, now));
        IReadOnlyList<PendingPage> saved = [];
        if (_writer.Pending is PendingFile interrupted)
        {
            // The pages of a former handle can be of another user, who has that handle now.
            bool isSame = string.Equals(interrupted.Update.Handle, user.Value, StringComparison.OrdinalIgnoreCase);
            saved = isSame ? interrupted.Pages : [];
            ThrowIfUnregistered(interrupted.Path, saved);
        }
        PendingFile file = _writer.Pending
            ?? await _writer.StartAsync(DescribeUpdate(now), cancellationToken).ConfigureAwait(false);
        SetPages(file, saved);
    }

    // Without the definition, the order and the cursors of the pages are unknown. Reading them again would cost twice.
    private void ThrowIfUnregistered(string path, IReadOnlyList<PendingPage> saved)
    {
        string? missing = saved
            .Select(static page => page.Provider)
            .FirstOrDefault(static provider => ProviderRegistry.Find(provider) is null);
        if (missing is not null)
        {
            string name = TextSanitizer.Sanitize(missing);
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                null,
                $"The interrupted update of {query.Handle.Shown} has paid pages of {name}, which is not registered in "
                + $"this session. To discard them, delete the file {HistoryErrors.Show(path)}. "
                + "To resume the update: Register-TikTokFollowingProvider -Path <file>");
        }
    }

    private PendingUpdate DescribeUpdate(DateTime now) => new()
    {
        StartedAt = now,
        IsFull = _readsWholeList,
        IncludeProfile = options.IncludeProfile,
        IncludeCount = options.IncludeCount,
        PageSize = query.PageSize,
    };

    private void SetPages(PendingFile file, IReadOnlyList<PendingPage> saved)
    {
        _pages = new UpdatePages(file, saved, _clock);
        _creditsBefore = file.Pages.Sum(page => page.Page.CreditsCharged);
        Pager.Dispose();
        Pager = new ListPager(clients, query with { Store = _pages }, log);
    }

    private async Task<FollowingPage?> ReadPageAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Pager.NextPageAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (FollowingException e) when (CanStartAgain(e))
        {
            _hasStartedAgain = true;
            log.Warning(
                $"The interrupted update of {query.Handle.Shown} cannot be resumed, and is read from the start. "
                + (e.WhatHappened ?? e.Message));
            SetPages(_writer!.Pending!, []);
            return await Pager.NextPageAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Providers can forget the cursor of an interrupted update.
    private bool CanStartAgain(FollowingException e) =>
        e.Kind is FollowingErrorKind.InvalidRequest
            or FollowingErrorKind.UnexpectedResponse
            or FollowingErrorKind.PagingStalled
        && !_hasStartedAgain
        && _pages is { HasReplayed: true, Fetched.Count: 0 };

    private HistoryUpdate? Conclude()
    {
        HistoryState state = _writer!.State;
        ListReading reading = CreateReading();
        if (!reading.IsAtEnd && (_readsWholeList || !Connection.IsConnected(state, reading)))
        {
            return null;
        }
        switch (HistoryRules.Evaluate(state, reading))
        {
            case UpdateConclusion.Store conclusion:
                return Store(conclusion, reading);
            case UpdateConclusion.Unusable unusable:
                return Reject(unusable.Reason, reading);
            default:
                _readsWholeList = true;
                return null;
        }
    }

    private ListReading CreateReading() => UpdateReading.Of(_pages!.Chain, query.PageSize) with
    {
        IncludeProfile = options.IncludeProfile,
        IncludeCount = options.IncludeCount,
        // The number of requests of a saved page is unknown. It is at least one.
        Requests = _writer!.Pending!.Pages.Count + _pages.Fetched.Sum(static page => page.Attempts - 1),
        // Failed requests can be charged too.
        CreditsCharged = _creditsBefore
            + Math.Max(Pager.CreditsCharged, _pages.Fetched.Sum(static page => page.CreditsCharged)),
    };

    private HistoryUpdate Store(UpdateConclusion.Store conclusion, ListReading reading)
    {
        bool isBaseline = !_writer!.State.HasBaseline;
        bool isOutdated = _pages!.HasReplayed && reading.StartedAt < _clock.GetUtcNow().UtcDateTime - s_oldestReading;
        IReadOnlyList<FollowingChange> changes = _writer.Commit(conclusion.Delta);
        _pages = null;
        _hasReadWholeList = reading.IsAtEnd;
        return CreateUpdate(reading) with
        {
            Changes = changes,
            Warnings = conclusion.Warnings,
            IsBaseline = isBaseline,
            IsOutdated = isOutdated,
        };
    }

    // Nothing can be concluded from the pages, so they are not kept.
    private HistoryUpdate Reject(UnusableReason reason, ListReading reading)
    {
        HistoryUpdate update = CreateUpdate(reading) with { NotStored = Pager.DescribeEmptyList() };
        _writer!.DeletePending();
        _pages = null;
        return reason == UnusableReason.EmptyBaseline
            ? update
            : throw HistoryErrors.Unusable(
                _writer.Path,
                $"none or hardly any of its {Quantity.Of(_writer.State.Listed.Count, "account")} are among the "
                + $"{Quantity.Of(reading.Accounts.Count, "account")} that {query.Handle.Shown} follows now. The "
                + "handle may belong to another user. Nothing was stored, and reading the list cost "
                + $"{Quantity.Of(reading.CreditsCharged, "credit")}. If the user was renamed, specify the "
                + $"new handle with -FormerHandle {query.Handle.Value}. To start a new history, move the file to "
                + "another folder.");
    }

    private static HistoryUpdate CreateUpdate(ListReading reading) => new()
    {
        Accounts = reading.Accounts.Count,
        Requests = reading.Requests,
        CreditsCharged = reading.CreditsCharged,
    };
}
