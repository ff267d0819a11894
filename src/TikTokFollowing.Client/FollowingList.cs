using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client;

/// <summary>
/// One user's list at one provider, walked page by page: <see cref="NextPageAsync"/> buys one page and no more, after those that the journal has. All paging is decided
/// here, for every provider alike: which accounts are new, whether the list has ended, whether the provider runs in circles.
/// </summary>
internal sealed class FollowingList : IDisposable
{
    // Looking an id up takes two steps: the refusal of the handle, and the lookup.
    private const int MostLookups = 2;

    private readonly FollowingClient _client;
    private readonly FollowingQuery _query;
    private readonly PageJournal? _journal;
    private readonly ListedBefore _before;

    private readonly SeenIds _seenAccounts = new();
    private readonly HashSet<string> _seenCursors = new(StringComparer.Ordinal);
    private readonly CreditHold _hold = new();
    private bool _isFinished;
    private bool _saidNoRaw;
    private int _savedPages; // of those that were given out

    public FollowingList(FollowingClient client, FollowingQuery query, PageJournal? journal, ListedBefore before)
    {
        _client = client;
        _query = query;
        _journal = journal;
        _before = before;
        AccountsRead = before.Count;
        Again = before.Again;
        NextCursor = query.Cursor;
        LastAccounts = query.PageBefore;
        foreach (FollowedAccount account in query.PageBefore) { _seenAccounts.Add(NameOf(account)); }
    }

    /// <summary>Whose list.</summary>
    public string Handle => _query.Handle.Value;

    /// <summary>Who is asked.</summary>
    public ProviderFacts Facts => _client.Provider.Facts;

    /// <summary>Where it starts; null is the newest follow.</summary>
    public string? StartCursor => _query.Cursor;

    /// <summary>How many different accounts came so far, from earlier providers too.</summary>
    public int AccountsRead { get; private set; }

    /// <summary>How many of the accounts that another provider has listed are still to come again, before anything new does.</summary>
    public int Again { get; private set; }

    /// <summary>The least that has to be paid before anything new comes.</summary>
    public long PriceOfNews => Facts.PriceOfAccounts(Again + 1, _query.PageSize);

    /// <summary>Whether the end of the list was read.</summary>
    public bool IsFinished => _isFinished;

    /// <summary>The accounts of the page before <see cref="NextCursor"/>; what goes on from there must not take their border for new.</summary>
    public IReadOnlyList<FollowedAccount> LastAccounts { get; private set; }

    /// <summary>The cursor of the page that comes next, or that failed; null at the start.</summary>
    public string? NextCursor { get; private set; }

    /// <summary>What was charged so far, for failed requests too where they say so; not what the journal had.</summary>
    public long CreditsCharged { get; private set; }

    /// <summary>The credits left, by the last answer that said so.</summary>
    public long? CreditsRemaining { get; private set; }

    /// <summary>Why the next page is not under way at the moment, in words; null if it is. Read while another thread waits for the page.</summary>
    public string? Waiting { get; private set; }

    /// <summary>A failure that the last page brought along. Its accounts were good; asking for the next page throws it without buying anything.</summary>
    public FollowingException? Failure { get; private set; }

    /// <summary>The journal, if it had the list to its end; null if it did not, or the end has not come.</summary>
    public SavedList? Saved { get; private set; }

    /// <summary>How many pages of the list a journal has from its start on; these are not bought again.</summary>
    public int SavedPages => _savedPages + (_journal?.CountRest() ?? 0);

    /// <summary>The next page: from the journal, else bought. Null when the list has ended.</summary>
    /// <exception cref="FollowingException">The page could not be had; <see cref="NextCursor"/> says which one it is.</exception>
    public async Task<FollowingPage?> NextPageAsync(CancellationToken cancellationToken)
    {
        if (Failure is not null) { throw Failure; }
        if (_isFinished) { return null; }
        if (_journal?.ReadNext(NextCursor) is FollowingPage saved) { return Replay(saved); }

        string? asked = NextCursor;
        (FollowingPage page, ProviderPage bought) = await BuyAsync(cancellationToken).ConfigureAwait(false);
        // All that was bought, not only what is new here: another command, started elsewhere or with another provider before this one, lacks other accounts.
        if ((page.NextCursor is not null || !page.HasMore) && _journal?.Append(asked, page.With(bought.Accounts)) == true) { _savedPages++; }
        return page;
    }

    /// <summary>The pages that the journal has, up to the first one with something new on it, as one; null if it has none. Buys nothing.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.CheckpointUnusable"/></exception>
    public FollowingPage? ReplayToNews()
    {
        FollowingPage? page = null;
        List<FollowedAccount> accounts = [];
        while (!_isFinished && (page is null || Again > 0) && _journal?.ReadNext(NextCursor) is FollowingPage saved)
        {
            page = Replay(saved);
            accounts.AddRange(page.Accounts);
        }
        return page?.With(accounts);
    }

    /// <summary>
    /// Sets aside what has to be paid before anything new comes, so that no other list takes it meanwhile; false if the budget has not so much. Then what comes again is not
    /// worth its price.
    /// </summary>
    public bool TryHoldForNews() => _client.Budget.TryHold(_hold, PriceOfNews);

    /// <summary>Gives back what was set aside and is not spent.</summary>
    public void ReleaseHold() => _client.Budget.Release(_hold);

    public void Dispose()
    {
        ReleaseHold();
        _journal?.Dispose();
    }

    private FollowingPage Replay(FollowingPage saved)
    {
        _savedPages++;
        _seenCursors.Add(NextCursor ?? "");
        NextCursor = saved.NextCursor ?? NextCursor;
        _isFinished = !saved.HasMore;
        if (_isFinished) { Saved = new SavedList(_journal!.Path, saved.Count > 0 ? saved.Accounts[0].RetrievedAt : null); }
        if (_query.IncludeRaw && !_saidNoRaw && saved.Count > 0 && saved.Accounts[0].Raw is null)
        {
            _saidNoRaw = true;
            _client.Log.Warning($"The journal {_journal!.Path} was written without -IncludeRaw: accounts from it have no Raw.");
        }
        return saved.With(OnlyNew(saved.Accounts));
    }

    private async Task<(FollowingPage, ProviderPage)> BuyAsync(CancellationToken cancellationToken)
    {
        // Answers that were lost and counted as paid, or smaller pages than usual: what was set aside may not be enough any more.
        if (Again > 0 && !TryHoldForNews())
        {
            throw new FollowingException(
                FollowingErrorKind.BudgetReached,
                Facts.Name,
                $"{_client.Budget.Describe(_hold)}, and before anything new of the list of {_query.Handle.Shown} comes, {Facts.Name} takes at least {PriceOfNews} for accounts that came already: no more of them were bought.");
        }
        long started = _client.Clock.GetTimestamp();
        long creditsBefore = CreditsCharged;
        int attempts = 0;
        PageOrder order = null!;
        ProviderPage page = await BuyFullPageAsync().ConfigureAwait(false);
        for (int lookups = 0; page.IsLookup && lookups < MostLookups; lookups++)
        {
            NextCursor = page.NextCursor;
            page = await BuyFullPageAsync().ConfigureAwait(false);
        }

        if (IsEmptyInMidList(page))
        {
            throw new FollowingException(
                FollowingErrorKind.RateLimited,
                Facts.Name,
                $"{Facts.Name} keeps answering empty pages in the middle of the list of @{Handle}: TikTok slows it down. Wait some minutes.");
        }

        int known = _seenAccounts.Count;
        List<FollowedAccount> accounts = OnlyNew(page.Accounts);
        _seenCursors.Add(NextCursor ?? "");
        string? next = Decide(page, _seenAccounts.Count - known);
        // A page cut for lack of credits is not the end, though it may call itself that: it is to be asked for again.
        bool isCut = next is null && page.Failure is not null;
        NextCursor = isCut ? NextCursor : next ?? page.NextCursor ?? NextCursor;
        CreditsRemaining = page.CreditsRemaining ?? CreditsRemaining;
        _isFinished = next is null && !isCut;
        FollowingPage read = new()
        {
            Handle = Handle,
            Provider = Facts.Name,
            Accounts = accounts,
            Total = page.Total,
            HasMore = !_isFinished,
            NextCursor = next,
            FollowedAfter = page.FollowedAfter,
            FollowedBefore = page.FollowedBefore,
            CreditsCharged = CreditsCharged - creditsBefore,
            CreditsRemaining = page.CreditsRemaining,
            RateLimitRemaining = order.RateLimitRemaining,
            RequestId = page.RequestId,
            Attempts = attempts,
            Duration = _client.Clock.GetElapsedTime(started),
        };
        return (read, page);

        // An empty page in mid-list is how TikTok slows its readers down: the same cursor, asked again after a wait, has accounts.
        async Task<ProviderPage> BuyFullPageAsync()
        {
            ProviderPage? first = await BuyOnceAsync(cancellationToken).ConfigureAwait(false);
            if (!IsEmptyInMidList(first) || _client.Settings.MaximumRetryCount == 0) { return first; }

            ResiliencePipeline<ProviderPage> untilFull = new ResiliencePipelineBuilder<ProviderPage> { TimeProvider = _client.Clock }
                .AddRetry(new RetryStrategyOptions<ProviderPage>
                {
                    MaxRetryAttempts = _client.Settings.MaximumRetryCount,
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = _client.Settings.RetryInterval,
                    UseJitter = true,
                    ShouldHandle = args => new ValueTask<bool>(args.Outcome.Result is ProviderPage page && IsEmptyInMidList(page)),
                    OnRetry = args =>
                    {
                        Waiting = FormattableString.Invariant($"An empty page that promises more: asking again in {args.RetryDelay.TotalSeconds:0.0} s");
                        _client.Log.Verbose?.Invoke(Waiting);
                        return default;
                    },
                })
                .Build();
            return await untilFull.ExecuteAsync(
                async token =>
                {
                    ProviderPage page = first ?? await BuyOnceAsync(token).ConfigureAwait(false);
                    first = null;
                    return page;
                },
                cancellationToken).ConfigureAwait(false);
        }

        async Task<ProviderPage> BuyOnceAsync(CancellationToken token)
        {
            order = _client.NewOrder(_query, NextCursor, _query.Wanted - AccountsRead + Again, _hold, why => Waiting = why);
            try
            {
                return await order.BuyAsync(token).ConfigureAwait(false);
            }
            finally
            {
                Waiting = null;
                attempts += order.Attempts;
                CreditsCharged = Math.Min(CreditBudget.MostCredits, CreditsCharged + order.CreditsCharged);
            }
        }
    }

    // Gives out the places, and drops what came before: from this provider (the border account comes twice, because the cursor means "on or before") and from others.
    private List<FollowedAccount> OnlyNew(IReadOnlyList<FollowedAccount> accounts)
    {
        List<FollowedAccount> fresh = new(accounts.Count);
        bool endsNew = false;
        foreach (FollowedAccount account in accounts)
        {
            if (!_seenAccounts.Add(NameOf(account))) { continue; }
            endsNew = _before.Accounts?.Contains(account) != true;
            if (!endsNew)
            {
                Again = Math.Max(0, Again - 1);
                continue;
            }
            account.Position = ++AccountsRead;
            fresh.Add(account);
        }
        // The list has gone beyond what came before, though not all of that came again: providers do not agree on every account. New ones at the top of it mean nothing.
        if (endsNew) { Again = 0; }
        if (Again == 0) { ReleaseHold(); }
        // All of the page, also what came before: any of it may stand on the border.
        if (accounts.Count > 0) { LastAccounts = accounts; }
        return fresh;
    }

    private static string NameOf(FollowedAccount account) => account.Id ?? account.SecUid ?? account.Handle ?? "";

    /// <summary>The cursor to go on with, or null for the end. Sets <see cref="Failure"/> where the provider promises more but moves no further.</summary>
    private string? Decide(ProviderPage page, int newAccounts)
    {
        Failure = page.Failure;
        string? next = page.NextCursor;
        if (page.HasMore == false || next is null) { return null; }

        bool hasAll = _seenAccounts.Count >= page.Total;
        bool isRepeated = _seenCursors.Contains(next);
        if (page.HasMore is null)
        {
            // A trimmed page does not say. It ends with an empty page, a cursor that stays, no new account, or when the total has been read.
            bool isEnd = page.Accounts.Count == 0 || newAccounts == 0 || isRepeated || hasAll;
            if (isEnd) { WarnOfEarlyEnd(page); }
            return isEnd ? null : next;
        }

        if (page.Accounts.Count == 0) { return null; } // it promises more than there is; an empty page in mid-list does not come here
        if (isRepeated || newAccounts == 0)
        {
            string what = isRepeated ? "gives the same cursor again" : "only repeats accounts that came before";
            string read = AccountsRead == 1 ? "1 account was" : $"{AccountsRead} accounts were";
            Failure ??= new FollowingException(
                FollowingErrorKind.PagingStalled,
                Facts.Name,
                $"{Facts.Name} promises more of the list of @{Handle} but {what}, so reading on would only cost credits. Try again later, or another provider. {read} read"
                + (page.Total is long total ? $" of about {total}." : "."));
        }
        return next;
    }

    // Some fewer than the total are normal: it counts banned accounts. A page or more fewer looks like a soft rate limit, which a trimmed page does not show.
    private void WarnOfEarlyEnd(ProviderPage page)
    {
        if (_query.Cursor is not null || !(page.Total - _seenAccounts.Count >= Facts.DefaultPageSize)) { return; }
        _client.Log.Warning(
            $"The list of @{Handle} at {Facts.Name} ended after {AccountsRead} of about {page.Total} accounts. With -Trim the end cannot be told for certain: read it without -Trim to be sure.");
    }

    private bool IsEmptyInMidList(ProviderPage page) =>
        page is { HasMore: true, NextCursor: not null, IsLookup: false, Failure: null, Accounts.Count: 0 } && !(_seenAccounts.Count >= page.Total);
}
