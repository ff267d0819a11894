using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Reads a list from the first provider, and from the next one when it is unavailable, rate limiting or out of
/// credits. The next one starts at the resume point if it understands the cursor, else at the start of the list.
/// </summary>
internal sealed class FallbackPager : IPager
{
    private readonly IReadOnlyList<FollowingClient> _clients;
    private readonly FollowingQuery _query;
    private readonly ListProgress _progress;
    private readonly ClientLog _log;
    private IPager _pager;
    private AccountSet _listedAgain = new(); // by the current provider, until it reaches a new account
    private ResumePoint? _followTime; // the last one with a follow time as its cursor
    private ResumePoint? _furthest;
    private long _creditsBefore;
    private int _current;

    /// <param name="clients">The providers, in the order in which they are contacted.</param>
    /// <param name="query">The query of the list.</param>
    /// <param name="progress">The progress of the list.</param>
    /// <param name="log">Receives a warning when the provider changes.</param>
    /// <exception cref="FollowingException">The first provider does not support the query.</exception>
    public FallbackPager(
        IReadOnlyList<FollowingClient> clients, FollowingQuery query, ListProgress progress, ClientLog log)
    {
        _clients = clients;
        _query = query;
        _progress = progress;
        _log = log;
        _pager = clients[0].CreatePager(query, progress);
    }

    /// <summary>Gets the client of the current provider.</summary>
    public FollowingClient Client => _clients[_current];

    /// <summary>Gets the pager of the current provider's journal; null without a journal.</summary>
    public JournalingPager? Journaling => _pager as JournalingPager;

    /// <summary>Indicates whether the first provider is the current one.</summary>
    public bool IsFirst => _current == 0;

    public PagerStatus Status
    {
        get
        {
            PagerStatus status = _pager.Status;
            return status with
            {
                Resume = FurthestOf(status.Resume),
                CreditsCharged = _creditsBefore + status.CreditsCharged,
                Failure = status.Failure is FollowingException failure && !CanFallBack(failure) ? failure : null,
            };
        }
    }

    public async Task<FollowingPage?> NextPageAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                FollowingPage? page = await _pager.NextPageAsync(cancellationToken).ConfigureAwait(false);
                CountDuplicates(page?.Accounts ?? []);
                return page;
            }
            catch (FollowingException e) when (CanFallBack(e))
            {
                if (await FallBackAsync(e, cancellationToken).ConfigureAwait(false) is FollowingPage page)
                {
                    return page;
                }
            }
        }
    }

    public void Dispose() => _pager.Dispose();

    // While the current provider lists accounts that an earlier one returned, its resume point is the older one.
    private ResumePoint FurthestOf(ResumePoint current)
    {
        int accountsBefore = _progress.AccountsRead - _progress.ExpectedDuplicates;
        return _furthest?.AccountsReturned > accountsBefore
            ? _furthest
            : new ResumePoint
            {
                Handle = current.Handle,
                Provider = current.Provider,
                NextCursor = current.NextCursor,
                AccountsReturned = accountsBefore,
                CreditsCharged = current.CreditsCharged,
                LastAccounts = current.LastAccounts,
            };
    }

    private bool CanFallBack(FollowingException e) =>
        e.Kind is FollowingErrorKind.ProviderUnavailable
            or FollowingErrorKind.ProviderTimeout
            or FollowingErrorKind.RateLimited
            or FollowingErrorKind.CreditsExhausted
        && NextClient(_current) < _clients.Count;

    // Some providers accept handles only.
    private int NextClient(int after)
    {
        int next = after + 1;
        while (next < _clients.Count
            && !_clients[next].Provider.Facts.Accepts.Contains(_query.Handle.Kind))
        {
            next++;
        }
        return next;
    }

    /// <summary>
    /// Switches to the next provider that can continue the list and add an account within the budget.
    /// </summary>
    /// <returns>
    /// The page of its journal with the first new account or the end of the list; null if a page has to be fetched.
    /// </returns>
    /// <exception cref="FollowingException">No provider can: the failure, with the reason for each of them.</exception>
    private async Task<FollowingPage?> FallBackAsync(FollowingException failure, CancellationToken cancellationToken)
    {
        PagerStatus last = _pager.Status;
        _furthest = FurthestOf(last.Resume);
        // Follow times mean the same to all providers that have them. Other cursors and ids belong to one provider.
        if (last.Provider.HasFollowTimes && LookupCursor.Parse(last.Resume.NextCursor).Cursor is string followTime)
        {
            _followTime = new ResumePoint
            {
                NextCursor = followTime,
                AccountsReturned = _progress.AccountsRead - _progress.ExpectedDuplicates,
                LastAccounts = last.Resume.LastAccounts,
            };
        }
        (int, AccountSet) duplicates = (_progress.ExpectedDuplicates, _listedAgain);
        List<string> skipped = [];
        for (int index = NextClient(_current); index < _clients.Count; index = NextClient(index))
        {
            FollowingClient client = _clients[index];
            ProviderMetadata facts = client.Provider.Facts;
            ResumePoint? start = facts.HasFollowTimes ? _followTime : null;
            if (_query.Cursor is not null && start is null)
            {
                // From the start, the list would contain more than was requested.
                skipped.Add($"{facts.Name} was skipped: its cursors differ, so it cannot start where this list does.");
                continue;
            }
            IPager next = Open(client, start);
            FollowingPage? saved = null;
            bool isTaken = false;
            try
            {
                saved = ReplayToNewAccount(next as IReplayingPager);
                isTaken = next.Status.IsAtEnd || HasNew(saved)
                    || await client.Budget.WaitForAsync(PriceOfNew(client), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!isTaken)
                {
                    skipped.Add(DescribeSkip(client));
                    (_progress.ExpectedDuplicates, _listedAgain) = duplicates;
                    next.Dispose();
                }
            }
            if (isTaken)
            {
                _log.Warning(
                    $"{string.Join(" ", [failure.WhatHappened, .. skipped])} "
                    + $"{facts.Name} {DescribeStart(start)}. It costs {facts.Cost}.");
                _pager.Dispose();
                _pager = next;
                _creditsBefore += last.CreditsCharged;
                _current = index;
                return saved is { HasMore: true } && !HasNew(saved) ? null : saved;
            }
        }
        throw failure.With(string.Join(" ", skipped));
    }

    private IPager Open(FollowingClient client, ResumePoint? start)
    {
        ProviderMetadata facts = client.Provider.Facts;
        FollowingQuery query = _query with
        {
            Cursor = start?.NextCursor,
            PageBefore = start?.LastAccounts ?? [],
            PageSize = GetPageSize(facts),
            Trim = facts.SupportsTrim && _query.Trim,
        };
        IPager pager = client.CreatePager(query, _progress);
        _progress.ExpectedDuplicates = _progress.AccountsRead - (start?.AccountsReturned ?? 0);
        _listedAgain = new AccountSet();
        foreach (FollowedAccount account in query.PageBefore)
        {
            _listedAgain.Add(account);
        }
        return pager;
    }

    /// <summary>
    /// Returns the first page of a journal with a new account or the end of the list, else its last page. It is free.
    /// </summary>
    private FollowingPage? ReplayToNewAccount(IReplayingPager? replaying)
    {
        FollowingPage? page = null;
        while ((page is null || (_progress.ExpectedDuplicates > 0 && !HasNew(page)))
            && replaying?.Replay() is FollowingPage saved)
        {
            page = saved;
            CountDuplicates(page.Accounts);
        }
        return page;
    }

    private bool HasNew(FollowingPage? page) =>
        page is not null && page.Accounts.Any(account => !_progress.Contains(account));

    /// <summary>Counts down the accounts that the current provider lists again.</summary>
    private void CountDuplicates(IReadOnlyList<FollowedAccount> accounts)
    {
        if (_progress.ExpectedDuplicates == 0)
        {
            return;
        }
        bool isLastNew = false;
        foreach (FollowedAccount account in accounts)
        {
            if (!_listedAgain.Add(account))
            {
                continue; // the border of two pages
            }
            isLastNew = !_progress.Contains(account);
            if (!isLastNew && _progress.ExpectedDuplicates > 0)
            {
                _progress.ExpectedDuplicates--;
            }
        }
        // Providers do not agree on every account, so some may be missing. New ones at the top prove nothing.
        if (isLastNew)
        {
            _progress.ExpectedDuplicates = 0;
        }
        if (_progress.ExpectedDuplicates == 0)
        {
            _listedAgain = new AccountSet();
        }
    }

    private int? GetPageSize(ProviderMetadata facts) =>
        facts.SupportsPageSize && !(_query.PageSize > facts.MaximumPageSize) ? _query.PageSize : null;

    /// <summary>Gets the lowest price of the duplicates that a provider lists first and of one new account.</summary>
    private long PriceOfNew(FollowingClient client) =>
        client.Prices.PriceOfAccounts(_progress.ExpectedDuplicates + 1, GetPageSize(client.Provider.Facts));

    private string DescribeSkip(FollowingClient client)
    {
        string price = Quantity.Of(PriceOfNew(client), "credit");
        string reason = _progress.ExpectedDuplicates == 0
            ? $"its next page could cost {price}"
            : $"it would charge {price} before it returns a new account";
        return $"{client.Provider.Facts.Name} was skipped: {reason}, and {client.Budget.Describe()}.";
    }

    private string DescribeStart(ResumePoint? start)
    {
        int duplicates = _progress.ExpectedDuplicates;
        string again = Quantity.Of(duplicates, "account");
        if (start?.NextCursor is string cursor)
        {
            return duplicates == 0
                ? $"continues the list at the same account (cursor {cursor}), so nothing is charged twice"
                : $"continues the list at cursor {cursor}, and charges again for {again} already read; "
                    + "duplicates are dropped";
        }
        if (_progress.AccountsRead == 0)
        {
            return "reads the list from its start";
        }
        string price = duplicates == 0
            ? "; its journal has the accounts already read"
            : $", and charges again for {again} already read; duplicates are dropped";
        return "reads the list from its start, because its cursors differ" + price;
    }
}
