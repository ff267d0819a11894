using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// One user's list, whoever reads it: the first provider, and the next one in its place when it is down, limits the rate for long or has no credits left. What the next one
/// lists again is left out.
/// </summary>
internal sealed class FallbackPager : IDisposable
{
    private readonly IReadOnlyList<FollowingClient> _clients;
    private readonly FollowingQuery _query;
    private readonly ClientLog _log;
    private readonly SeenAccounts? _seen;
    private ProviderPager _list;
    private Place? _followTime; // the last one where a list stopped
    private Place? _furthest;
    private long _creditsBefore;
    private int _current;

    /// <param name="clients">Whom to ask, in this order.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="log">Where to tell that the provider changes.</param>
    /// <exception cref="FollowingException">The query cannot be answered by the first provider.</exception>
    public FallbackPager(IReadOnlyList<FollowingClient> clients, FollowingQuery query, ClientLog log)
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
    public ProviderMetadata Facts => _list.Facts;

    /// <summary>Who was asked first.</summary>
    public ProviderMetadata First => _clients[0].Provider.Facts;

    public int AccountsRead => _list.AccountsRead;

    /// <summary>
    /// Where to go on: the furthest place that anybody came to, and whose cursor that is. Not always of who is asked now: he may still be busy with accounts that came already.
    /// </summary>
    public Place Stopped => Place.Of(_list) is Place here && !(_furthest?.AccountsBefore > here.AccountsBefore) ? here : _furthest!;

    /// <summary>What all of the providers charged.</summary>
    public long CreditsCharged => _creditsBefore + _list.CreditsCharged;

    public long? CreditsRemaining => _list.CreditsRemaining;

    /// <summary>Why the next page is not under way at the moment; null if it is.</summary>
    public string? Waiting => _list.Waiting;

    /// <summary>What the pages of the provider cost, as far as is known.</summary>
    public PriceTracker Prices => _list.Prices;

    /// <summary>
    /// Why a list without accounts may not be empty, where the provider does not tell the cases apart; null otherwise.
    /// </summary>
    public string? EmptyListNote => _list.EmptyListNote;

    /// <summary>Describes a list that has ended without an account.</summary>
    public string DescribeEmptyList()
    {
        string cost = CreditsCharged == 0 ? "" : $" It cost {Quantity.Of(CreditsCharged, "credit")}.";
        return (EmptyListNote ?? $"@{Handle} follows no accounts, according to {Facts.Name}.") + cost;
    }

    /// <summary>Whether a warning has stated already that accounts are missing at the end of the list.</summary>
    public bool IsTruncated => _list.Extent.IsTruncated;

    /// <summary>The journal that had the list to its end; null if none did.</summary>
    public CompletedJournal? Saved => _list.Saved;

    /// <summary>How many pages the same list would not have to buy again, because a journal has them.</summary>
    public int SavedPages => _current > 0 ? 0 : _list.SavedPages; // the first provider is asked first again

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
                return Seen(await _list.NextPageAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (FollowingException e) when (CanFallBack(e))
            {
                if (await FallBackAsync(e, cancellationToken).ConfigureAwait(false) is FollowingPage page)
                {
                    return Seen(page);
                }
            }
        }
    }

    public void Dispose() => _list.Dispose();

    private FollowingPage? Seen(FollowingPage? page)
    {
        foreach (FollowedAccount account in page?.Accounts ?? []) { _seen?.Add(account); }
        return page;
    }

    private bool CanFallBack(FollowingException e) =>
        e.Kind is FollowingErrorKind.ProviderUnavailable or FollowingErrorKind.ProviderTimeout or FollowingErrorKind.RateLimited or FollowingErrorKind.CreditsExhausted
        && NextClient(_current) < _clients.Count;

    // Not everybody takes ids.
    private int NextClient(int after)
    {
        int next = after + 1;
        while (next < _clients.Count && _query.Handle.Kind != HandleKind.Name && !_clients[next].Provider.Facts.AcceptsId) { next++; }
        return next;
    }

    /// <summary>
    /// Has the next provider take over, unless it cannot start where the list does, or the budget does not reach to anything new there: then the one after it. What its journal
    /// has of the list is read at once, for that costs nothing; the page with something new on it, or with the end, is given back.
    /// </summary>
    /// <exception cref="FollowingException">Nobody can: the failure, with what the others would cost.</exception>
    private async Task<FollowingPage?> FallBackAsync(FollowingException e, CancellationToken cancellationToken)
    {
        ProviderPager last = _list;
        // A follow time means the same to every provider that has them, whoever comes in between; any other cursor means nothing to anybody else.
        if (last.Facts.HasFollowTimes && last.NextCursor is not null) { _followTime = Place.Of(last); }
        _furthest = Stopped;
        List<string> passedOver = [];
        for (int place = NextClient(_current); place < _clients.Count; place = NextClient(place))
        {
            ProviderMetadata facts = _clients[place].Provider.Facts;
            if (_query.Cursor is not null && !(facts.HasFollowTimes && _followTime is not null))
            {
                // From its start it would be more than what was asked for.
                passedOver.Add($"{facts.Name} was skipped: its cursors differ, so it cannot start where this list does.");
                continue;
            }
            ProviderPager next = Open(_clients[place], last);
            bool isTaken = false;
            try
            {
                FollowingPage? saved = next.ReplayToNews();
                isTaken = next.IsFinished || saved is { Count: > 0 } || await next.CanReachNewsAsync(cancellationToken).ConfigureAwait(false);
                if (!isTaken)
                {
                    passedOver.Add(WhyNot(next, _clients[place].Budget));
                    continue;
                }
                _log.Warning($"{string.Join(" ", [e.WhatHappened, .. passedOver])} {next.Facts.Name} takes over {PlaceOf(next, last)}. It costs {next.Facts.Cost}.");
                _current = place;
                _list = next;
                _creditsBefore += last.CreditsCharged;
                last.Dispose();
                return saved is { HasMore: true, Count: 0 } ? null : saved;
            }
            finally
            {
                if (!isTaken) { next.Dispose(); }
            }
        }
        throw e.With(string.Join(" ", passedOver));
    }

    private ProviderPager Open(FollowingClient client, ProviderPager last)
    {
        ProviderMetadata facts = client.Provider.Facts;
        Place? place = facts.HasFollowTimes ? _followTime : null;
        FollowingQuery query = _query with
        {
            Cursor = place?.Cursor,
            PageBefore = place?.LastAccounts ?? [],
            PageSize = facts.SupportsPageSize && !(_query.PageSize > facts.MaximumPageSize) ? _query.PageSize : null,
            Trim = facts.SupportsTrim && _query.Trim,
        };
        return client.Open(query, new ListedBefore(last.AccountsRead, _seen, last.AccountsRead - (place?.AccountsBefore ?? 0), last.Extent));
    }

    private static string WhyNot(ProviderPager list, CreditBudget budget)
    {
        string price = Quantity.Of(list.PriceOfNews, "credit");
        return list.Again == 0
            ? $"{list.Facts.Name} was skipped: its next page could cost {price}, and {budget.Describe()}."
            : $"{list.Facts.Name} was skipped: it would charge {price} before it returns a new account, and {budget.Describe()}.";
    }

    private static string PlaceOf(ProviderPager list, ProviderPager last)
    {
        string again = list.Again == 1 ? "1 account" : $"{list.Again:N0} accounts";
        if (list.StartCursor is string cursor)
        {
            return list.Again == 0
                ? $"from the same place (cursor {cursor}), nothing is paid twice"
                : $"from cursor {cursor} on: what was read behind it ({again}) is paid for again, and left out";
        }
        if (last.AccountsRead == 0) { return "from the start of the list"; }
        string price = list.Again == 0 ? "its journal has what was read so far"
            : list.Again < last.AccountsRead ? $"its journal has some of what was read so far, the rest of it ({again}) is paid for again, and left out"
            : $"what was read so far ({again}) is paid for again, and left out";
        return "from the start of the list, because its cursors differ: " + price;
    }
}

/// <summary>A place in a list.</summary>
/// <param name="Facts">Whose cursor it is.</param>
/// <param name="Cursor">The cursor; null is the start of the list.</param>
/// <param name="LastAccounts">The page before it; what goes on from there must not take their border for new.</param>
/// <param name="AccountsBefore">How many accounts of the list came before it.</param>
internal sealed record Place(ProviderMetadata Facts, string? Cursor, IReadOnlyList<FollowedAccount> LastAccounts, int AccountsBefore)
{
    public static Place Of(ProviderPager list) => new(list.Facts, list.NextCursor, list.LastAccounts, list.AccountsRead - list.Again);
}
