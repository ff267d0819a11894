using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Reads a list from one provider, page by page as the provider returns them. It follows the cursor, retries empty
/// pages in mid-list, and stops when the list ends or makes no progress.
/// </summary>
internal sealed class ProviderPager : IPager
{
    // The lookup of an id takes two steps: the rejection of the handle, and the lookup.
    private const int MaxLookups = 2;

    private readonly FollowingClient _client;
    private readonly FollowingQuery _query;
    private readonly ListProgress _progress;
    private readonly PageFetcher _fetcher;
    private readonly HashSet<ulong> _identities = [];
    private readonly HashSet<string> _requestedCursors = new(StringComparer.Ordinal);

    private IReadOnlyList<FollowedAccount> _lastAccounts;
    private string? _cursor;
    private long? _highestTotal;
    private bool _isCutPage; // a part of the next page was replayed
    private bool _isAtEnd;
    private int _accountsRead;
    private string? _emptyListNote;
    private FollowingException? _failure; // that the last page came with

    public ProviderPager(FollowingClient client, FollowingQuery query, ListProgress progress)
    {
        _client = client;
        _query = query;
        _progress = progress;
        _fetcher = new PageFetcher(client, query);
        _cursor = query.Cursor;
        _lastAccounts = query.PageBefore;
        foreach (FollowedAccount account in query.PageBefore)
        {
            _identities.Add(AccountSet.GetIdentity(account));
        }
    }

    public PagerStatus Status => new(
        Facts,
        new ResumePoint
        {
            Handle = _query.Handle.Value,
            Provider = Facts.Name,
            NextCursor = _cursor,
            AccountsReturned = _accountsRead,
            CreditsCharged = _fetcher.CreditsCharged,
            LastAccounts = _lastAccounts,
        },
        _fetcher.CreditsCharged,
        _fetcher.CreditsRemaining,
        _fetcher.Waiting)
    {
        Failure = _failure,
        IsAtEnd = _isAtEnd,
        EmptyListNote = _emptyListNote,
    };

    private ProviderMetadata Facts => _client.Provider.Facts;

    public async Task<FollowingPage?> NextPageAsync(CancellationToken cancellationToken)
    {
        if (_failure is not null)
        {
            throw _failure;
        }
        if (_isAtEnd)
        {
            return null;
        }
        if (_progress.ExpectedDuplicates > 0)
        {
            await ThrowIfNothingNewIsAffordableAsync(cancellationToken).ConfigureAwait(false);
        }

        long started = _client.Clock.GetTimestamp();
        long creditsBefore = _fetcher.CreditsCharged;
        int attemptsBefore = _fetcher.Attempts;
        ProviderPage page = await FetchNonEmptyPageAsync(cancellationToken).ConfigureAwait(false);
        for (int lookups = 0; page.IsLookup && lookups < MaxLookups; lookups++)
        {
            _cursor = page.NextCursor;
            page = await FetchNonEmptyPageAsync(cancellationToken).ConfigureAwait(false);
        }
        if (IsEmptyInMidList(page))
        {
            throw new FollowingException(
                FollowingErrorKind.RateLimited,
                Facts.Name,
                $"{Facts.Name} returned only empty pages in the middle of the list of @{_query.Handle.Value}: "
                + "TikTok is rate limiting it. Retry in a few minutes.")
            {
                RequestId = page.RequestId,
            };
        }

        string? next = Accept(page);
        return new FollowingPage
        {
            Handle = _query.Handle.Value,
            Provider = Facts.Name,
            Accounts = page.Accounts,
            Total = page.Total,
            HasMore = !_isAtEnd,
            NextCursor = next,
            FollowedAfter = page.FollowedAfter,
            FollowedBefore = page.FollowedBefore,
            CreditsCharged = _fetcher.CreditsCharged - creditsBefore,
            CreditsRemaining = page.CreditsRemaining,
            RateLimitRemaining = _fetcher.RateLimitRemaining,
            RequestId = page.RequestId,
            Attempts = _fetcher.Attempts - attemptsBefore,
            Duration = _client.Clock.GetElapsedTime(started),
            Extent = _progress.Extent,
            RetrievedAt = _client.Clock.GetUtcNow().LocalDateTime,
        };
    }

    /// <summary>Continues after a page that was fetched earlier and is not fetched again.</summary>
    public void Skip(FollowingPage page)
    {
        CountNew(page.Accounts, page.Total);
        _cursor = page.NextCursor ?? _cursor;
        _isCutPage = page is { HasMore: true, NextCursor: null };
        _isAtEnd = !page.HasMore;
        if (_isAtEnd)
        {
            EndList(page.Accounts, page.Total, page.Extent is { IsTruncated: true } ? "had no more pages" : null);
        }
    }

    public void Dispose() => _fetcher.Dispose();

    // Lost responses that count as charged, smaller pages, or other lists may have used the rest of the budget.
    private async Task ThrowIfNothingNewIsAffordableAsync(CancellationToken cancellationToken)
    {
        long price = _client.Prices.PriceOfAccounts(_progress.ExpectedDuplicates + 1, _query.PageSize);
        if (!await _client.Budget.WaitForAsync(price, cancellationToken).ConfigureAwait(false))
        {
            string stop = _client.Budget.DescribeStop();
            throw new FollowingException(
                FollowingErrorKind.BudgetReached,
                Facts.Name,
                $"{stop} {Facts.Name} would charge at least {Quantity.Of(price, "credit")} for accounts of "
                + $"{_query.Handle.Shown} that were returned before.");
        }
    }

    /// <summary>Records a page, and determines the cursor of the next one.</summary>
    /// <returns>The cursor of the next page; null if none exists.</returns>
    private string? Accept(ProviderPage page)
    {
        int newAccounts = CountNew(page.Accounts, page.Total);
        // The accounts of a page that was cut are listed again on the whole page.
        string? next = GetNextCursor(page, _isCutPage ? page.Accounts.Count : newAccounts);
        _isCutPage = false;
        // A page that was cut for lack of credits is not the end, even if it reports the end: it is fetched again.
        bool isCut = next is null && _failure is not null;
        _cursor = isCut ? _cursor : next ?? page.NextCursor ?? _cursor;
        _isAtEnd = next is null && !isCut;
        if (page.Accounts.Count == 0)
        {
            _emptyListNote = page.Warning;
        }
        else if (page.Warning is string warning)
        {
            _client.Log.Warning(warning);
        }
        return next;
    }

    // TikTok slows its readers down with empty pages in mid-list: the same cursor returns accounts after a wait.
    private Task<ProviderPage> FetchNonEmptyPageAsync(CancellationToken cancellationToken)
    {
        RetryPipeline<ProviderPage> pipeline = new(
            _client.Settings,
            _client.Clock,
            (page, _) => page is not null && IsEmptyInMidList(page),
            (_, delay) =>
            {
                string reason = FormattableString.Invariant(
                    $"An empty page that reports more accounts: retrying in {delay.TotalSeconds:0.0} s");
                _fetcher.OnDelay(reason);
                _client.Log.Verbose?.Invoke(reason);
            });
        long? remaining = _query.Wanted - _progress.AccountsRead + _progress.ExpectedDuplicates;
        return pipeline.RunAsync(token => _fetcher.FetchPageAsync(_cursor, remaining, token), cancellationToken);
    }

    /// <summary>Records a page, and counts the accounts that this provider has not listed before.</summary>
    private int CountNew(IReadOnlyList<FollowedAccount> accounts, long? total)
    {
        _requestedCursors.Add(_cursor ?? "");
        _highestTotal = _highestTotal is null || total > _highestTotal ? total : _highestTotal;
        int before = _identities.Count;
        foreach (FollowedAccount account in accounts)
        {
            _identities.Add(AccountSet.GetIdentity(account));
        }
        int count = _identities.Count - before;
        _accountsRead += count;
        if (accounts.Count > 0)
        {
            _lastAccounts = accounts; // any of them can be listed again on the next page
        }
        return count;
    }

    /// <summary>
    /// Gets the cursor to continue with, or null at the end. Records a failure if the list cannot continue
    /// although the provider reports more accounts, and reports a list that ends short of its total.
    /// </summary>
    private string? GetNextCursor(ProviderPage page, int newAccounts)
    {
        ListDecision decision = EndOfListRule.Evaluate(page, StateOf(page, newAccounts));
        _failure = page.Failure ?? decision.Step switch
        {
            ListStep.Stalled => CreateFailure(
                FollowingErrorKind.PagingStalled,
                page,
                $"{decision.Reason}, so further pages would only cost credits"),
            ListStep.Unreadable => CreateFailure(
                FollowingErrorKind.UnexpectedResponse,
                page,
                $"returned a cursor that cannot be used: {decision.Reason}"),
            _ => null,
        };
        if (_failure is null && decision.Step is ListStep.End or ListStep.Incomplete)
        {
            EndList(page.Accounts, page.Total, decision.Reason);
        }
        return decision.Cursor;
    }

    private bool IsEmptyInMidList(ProviderPage page) => EndOfListRule.IsEmptyInMidList(page, StateOf(page, 0));

    private ListState StateOf(ProviderPage page, int newAccounts)
    {
        bool isRepeated = page.NextCursor is string next && _requestedCursors.Contains(next);
        return new ListState(newAccounts, _identities.Count, _highestTotal, isRepeated);
    }

    private FollowingException CreateFailure(FollowingErrorKind kind, ProviderPage page, string reason)
    {
        string returned = DescribeReturned(CountReturned(page.Accounts), page.Total);
        string happened = $"{Facts.Name} reported more accounts of @{_query.Handle.Value} but {reason}. {returned}.";
        string advice = kind == FollowingErrorKind.UnexpectedResponse
            ? ProviderErrors.ReportIt
            : "Retry later, or use another provider.";
        return new FollowingException(kind, Facts.Name, $"{happened} {advice}")
        {
            WhatHappened = happened,
            RequestId = page.RequestId,
        };
    }

    /// <summary>Records the end of the list, and warns if accounts are missing from it.</summary>
    /// <param name="accounts">The accounts of the last page.</param>
    /// <param name="total">The total that the last page states.</param>
    /// <param name="reason">The reason for an early end; null if the provider reported the end.</param>
    private void EndList(IReadOnlyList<FollowedAccount> accounts, long? total, string? reason)
    {
        ListExtent extent = _progress.Extent;
        extent.IsAtEnd = true;
        long? stated = total > 0 ? total : _highestTotal;
        int returned = CountReturned(accounts);
        bool isShort = extent.IsFromStart && EndOfListRule.IsShort(stated, returned);
        if (!isShort && reason is null)
        {
            return;
        }
        extent.IsTruncated = isShort || stated != _identities.Count;
        string end = reason is null
            ? $"{Facts.Name} ended the list of @{_query.Handle.Value} early."
            : $"{Facts.Name} {reason} for @{_query.Handle.Value}.";
        string trim = _query.Trim ? " Retry without -Trim." : "";
        _client.Log.Warning(
            $"{end} {DescribeReturned(returned, stated)}. "
            + $"Missing accounts are not evidence of unfollows.{trim}");
    }

    /// <summary>Counts the accounts of the list, with those of a page that is about to be returned.</summary>
    private int CountReturned(IReadOnlyList<FollowedAccount> accounts)
    {
        AccountSet added = new();
        added.AddRange(accounts.Where(account => !_progress.Contains(account)));
        return _progress.AccountsRead + added.Count;
    }

    // A total below the number of accounts is wrong.
    private static string DescribeReturned(int accounts, long? total) => total >= accounts && total > 0
        ? $"{accounts:N0} of about {Quantity.Of(total.Value, "account")} were returned"
        : $"{Quantity.Of(accounts, "account")} returned";
}
