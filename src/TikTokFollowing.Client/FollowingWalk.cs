using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client;

/// <summary>
/// One user's list, whoever reads it: the first provider, and the next one in its place when it is down, limits the rate for long or has no credits left. What the next one
/// lists again is left out.
/// </summary>
internal sealed class FollowingWalk : IDisposable
{
    private readonly IReadOnlyList<FollowingClient> _clients;
    private readonly FollowingQuery _query;
    private readonly ClientLog _log;
    private readonly SeenAccounts? _seen;
    private FollowingList _list;
    private long _creditsBefore;
    private int _current;

    /// <param name="clients">Whom to ask, in this order.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="log">Where to tell that the provider changes.</param>
    /// <exception cref="FollowingException">The query cannot be answered by the first provider.</exception>
    public FollowingWalk(IReadOnlyList<FollowingClient> clients, FollowingQuery query, ClientLog log)
    {
        _clients = clients;
        _query = query;
        _log = log;
        // Only where there is another provider to leave them out of: it is memory for every account.
        _seen = clients.Count > 1 ? new SeenAccounts() : null;
        _list = clients[0].Open(query);
    }

    public string Handle => _list.Handle;

    /// <summary>Who is asked now.</summary>
    public ProviderFacts Facts => _list.Facts;

    /// <summary>Whether it is another one than was asked first.</summary>
    public bool IsFallback => _current > 0;

    public int AccountsRead => _list.AccountsRead;

    public IReadOnlyList<FollowedAccount> LastAccounts => _list.LastAccounts;

    public string? NextCursor => _list.NextCursor;

    /// <summary>What all of the providers charged.</summary>
    public long CreditsCharged => _creditsBefore + _list.CreditsCharged;

    public long? CreditsRemaining => _list.CreditsRemaining;

    /// <summary>Why the next page is not under way at the moment; null if it is.</summary>
    public string? Waiting => _list.Waiting;

    /// <summary>The journal that had the list to its end; null if none did.</summary>
    public SavedList? Saved => _list.Saved;

    /// <summary>How many pages the same list would not have to buy again, because a journal has them.</summary>
    public int SavedPages => IsFallback ? 0 : _list.SavedPages; // the first provider is asked first again

    /// <summary>A failure that the last page brought along, which no other provider can make up for.</summary>
    public FollowingException? Failure => _list.Failure is FollowingException failure && !CanFallBack(failure) ? failure : null;

    /// <summary>The next page, from whoever can give it. Null when the list has ended.</summary>
    /// <exception cref="FollowingException">Nobody can.</exception>
    public async Task<FollowingPage?> NextPageAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                FollowingPage? page = await _list.NextPageAsync(cancellationToken).ConfigureAwait(false);
                foreach (FollowedAccount account in page?.Accounts ?? []) { _seen?.Add(account); }
                return page;
            }
            catch (FollowingException e) when (CanFallBack(e))
            {
                FallBack(e);
            }
        }
    }

    public void Dispose() => _list.Dispose();

    private bool CanFallBack(FollowingException e) =>
        e.Kind is FollowingErrorKind.ProviderUnavailable or FollowingErrorKind.ProviderTimeout or FollowingErrorKind.RateLimited or FollowingErrorKind.CreditsExhausted
        && NextClient() < _clients.Count;

    // Not everybody takes ids.
    private int NextClient()
    {
        int next = _current + 1;
        while (next < _clients.Count && _query.Handle.Kind != HandleKind.Name && !_clients[next].Provider.Facts.AcceptsId) { next++; }
        return next;
    }

    private void FallBack(FollowingException e)
    {
        FollowingList last = _list;
        _current = NextClient();
        FollowingClient next = _clients[_current];
        ProviderFacts facts = next.Provider.Facts;
        // A follow time means the same to every provider that has them; any other cursor means nothing to anybody else.
        bool canGoOn = last.Facts.HasFollowTimes && facts.HasFollowTimes;
        FollowingQuery query = _query with
        {
            Cursor = canGoOn ? last.NextCursor : null,
            PageBefore = canGoOn ? last.LastAccounts : [],
            PageSize = facts.SupportsPageSize && !(_query.PageSize > facts.MaximumPageSize) ? _query.PageSize : null,
            Trim = facts.SupportsTrim && _query.Trim,
        };
        _list = next.Open(query, new ListedBefore(last.AccountsRead, _seen));
        _creditsBefore += last.CreditsCharged;
        last.Dispose();

        string from = query.Cursor is not null
            ? $"from the same place (cursor {query.Cursor}), nothing is paid twice"
            : last.AccountsRead > 0
                ? string.Format(CultureInfo.CurrentCulture, "from the start of the list, because its cursors differ: what was read so far ({0}) is paid for again, and left out", last.AccountsRead == 1 ? "1 account" : $"{last.AccountsRead:N0} accounts")
                : "from the start of the list";
        _log.Warning($"{e.WhatHappened} {facts.Name} takes over {from}. It costs {facts.Cost}.");
    }
}
