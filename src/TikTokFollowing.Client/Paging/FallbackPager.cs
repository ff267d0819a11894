using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Reads a list from the first provider, and from the next one when it is unavailable, rate limiting or out of
/// credits. The next one starts at the resume point if it understands the cursor, else at the start of the list.
/// </summary>
/// <param name="clients">The providers, in the order in which they are contacted.</param>
/// <param name="query">The query of the list.</param>
/// <param name="progress">The progress of the list.</param>
/// <param name="log">Receives a warning when the provider changes.</param>
internal sealed class FallbackPager(
    IReadOnlyList<FollowingClient> clients, FollowingQuery query, ListProgress progress, ClientLog log) : IPager
{
    // Some providers accept handles only. The first one rejects a handle that it does not accept.
    private readonly FollowingClient[] _clients =
    [
        clients[0],
        .. clients.Skip(1).Where(client => client.Provider.Facts.Accepts.Contains(query.Handle.Kind)),
    ];
    private IPager _pager = clients[0].CreatePager(query, progress);
    private AccountSet _listedAgain = new(); // by the current provider, until it reaches a new account
    private ResumePoint? _followTime; // the last one with a follow time as its cursor
    private ResumePoint? _furthest;
    private long _creditsBefore;
    private int _current;

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
        int accountsBefore = progress.AccountsRead - progress.ExpectedDuplicates;
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
        && _current + 1 < _clients.Length;

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
                AccountsReturned = progress.AccountsRead - progress.ExpectedDuplicates,
                LastAccounts = last.Resume.LastAccounts,
            };
        }
        (int, AccountSet) duplicates = (progress.ExpectedDuplicates, _listedAgain);
        List<string> skipped = [];
        for (int index = _current + 1; index < _clients.Length; index++)
        {
            FollowingClient client = _clients[index];
            ProviderMetadata facts = client.Provider.Facts;
            ResumePoint? start = facts.HasFollowTimes ? _followTime : null;
            if (query.Cursor is not null && start is null)
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
                saved = ReplayToNewAccount(next as ReplayingPager);
                isTaken = next.Status.IsAtEnd || HasNew(saved)
                    || await client.Budget.WaitForAsync(PriceOfNew(client), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!isTaken)
                {
                    skipped.Add(DescribeSkip(client));
                    (progress.ExpectedDuplicates, _listedAgain) = duplicates;
                    next.Dispose();
                }
            }
            if (isTaken)
            {
                log.Warning(
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
        FollowingQuery continued = query with
        {
            Cursor = start?.NextCursor,
            PageBefore = start?.LastAccounts ?? [],
            PageSize = GetPageSize(facts),
            Trim = facts.SupportsTrim && query.Trim,
        };
        IPager pager = client.CreatePager(continued, progress);
        progress.ExpectedDuplicates = progress.AccountsRead - (start?.AccountsReturned ?? 0);
        _listedAgain = new AccountSet();
        _listedAgain.AddRange(continued.PageBefore);
        return pager;
    }

    /// <summary>
    /// Returns the first page of a journal with a new account or the end of the list, else its last page. It is free.
    /// </summary>
    private FollowingPage? ReplayToNewAccount(ReplayingPager? replaying)
    {
        FollowingPage? page = null;
        while ((page is null || (progress.ExpectedDuplicates > 0 && !HasNew(page)))
            && replaying?.Replay() is FollowingPage saved)
        {
            page = saved;
            CountDuplicates(page.Accounts);
        }
        return page;
    }

    private bool HasNew(FollowingPage? page) =>
        page?.Accounts.Any(account => !progress.Contains(account)) == true;

    /// <summary>Counts down the accounts that the current provider lists again.</summary>
    private void CountDuplicates(IReadOnlyList<FollowedAccount> accounts)
    {
        if (progress.ExpectedDuplicates == 0)
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
            isLastNew = !progress.Contains(account);
            if (!isLastNew && progress.ExpectedDuplicates > 0)
            {
                progress.ExpectedDuplicates--;
            }
        }
        // Providers do not agree on every account, so some may be missing. New ones at the top prove nothing.
        if (isLastNew)
        {
            progress.ExpectedDuplicates = 0;
        }
        if (progress.ExpectedDuplicates == 0)
        {
            _listedAgain = new AccountSet();
        }
    }

    private int? GetPageSize(ProviderMetadata facts) =>
        facts.SupportsPageSize && !(query.PageSize > facts.MaximumPageSize) ? query.PageSize : null;

    /// <summary>Gets the lowest price of the duplicates that a provider lists first and of one new account.</summary>
    private long PriceOfNew(FollowingClient client) =>
        client.Prices.PriceOfAccounts(progress.ExpectedDuplicates + 1, GetPageSize(client.Provider.Facts));

    private string DescribeSkip(FollowingClient client)
    {
        string price = Quantity.Of(PriceOfNew(client), "credit");
        string reason = progress.ExpectedDuplicates == 0
            ? $"its next page could cost {price}"
            : $"it would charge {price} before it returns a new account";
        return $"{client.Provider.Facts.Name} was skipped: {reason}, and {client.Budget.Describe()}.";
    }

    private string DescribeStart(ResumePoint? start)
    {
        int duplicates = progress.ExpectedDuplicates;
        string again = Quantity.Of(duplicates, "account");
        if (start?.NextCursor is string cursor)
        {
            return duplicates == 0
                ? $"continues the list at the same account (cursor {cursor}), so nothing is charged twice"
                : $"continues the list at cursor {cursor}, and charges again for {again} already read; "
                    + "duplicates are dropped";
        }
        if (progress.AccountsRead == 0)
        {
            return "reads the list from its start";
        }
        string price = duplicates == 0
            ? "; its journal has the accounts already read"
            : $", and charges again for {again} already read; duplicates are dropped";
        return "reads the list from its start, because its cursors differ" + price;
    }
}
