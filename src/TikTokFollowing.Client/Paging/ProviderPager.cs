using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// One user's list at one provider, walked page by page: <see cref="NextPageAsync"/> buys one page and no more, after those that the journal has. All paging is decided
/// here, for every provider alike: which accounts are new, whether the list has ended, whether the provider runs in circles.
/// </summary>
internal sealed class ProviderPager : IDisposable
{
    // Looking an id up takes two steps: the refusal of the handle, and the lookup.
    private const int MostLookups = 2;

    private readonly FollowingClient _client;
    private readonly FollowingQuery _query;
    private readonly PageJournal? _journal;
    private readonly ListedBefore _before;

    private readonly SeenIds _seenAccounts = new();
    private readonly HashSet<string> _seenCursors = new(StringComparer.Ordinal);
    private readonly ListExtent _extent;
    private long? _highestTotal;
    private bool _isCutPage; // the journal has a part of the page that comes next
    private bool _isFinished;
    private bool _saidNoRaw;
    private int _savedPages; // of those that were given out

    public ProviderPager(FollowingClient client, FollowingQuery query, PageJournal? journal, ListedBefore before)
    {
        _client = client;
        _query = query;
        _journal = journal;
        _before = before;
        _extent = before.Extent ?? new ListExtent { IsFromStart = query.Cursor is null };
        AccountsRead = before.Count;
        Again = before.Again;
        NextCursor = query.Cursor;
        LastAccounts = query.PageBefore;
        foreach (FollowedAccount account in query.PageBefore) { _seenAccounts.Add(NameOf(account)); }
    }

    /// <summary>Whose list.</summary>
    public string Handle => _query.Handle.Value;

    /// <summary>Who is asked.</summary>
    public ProviderMetadata Facts => _client.Provider.Facts;

    /// <summary>Where it starts; null is the newest follow.</summary>
    public string? StartCursor => _query.Cursor;

    /// <summary>How many different accounts came so far, from earlier providers too.</summary>
    public int AccountsRead { get; private set; }

    /// <summary>How many of the accounts that another provider has listed are still to come again, before anything new does.</summary>
    public int Again { get; private set; }

    /// <summary>The least that has to be paid before anything new comes.</summary>
    public long PriceOfNews => _client.Prices.PriceOfAccounts(Again + 1, _query.PageSize);

    /// <summary>What the pages of this provider cost, as far as is known.</summary>
    public PriceTracker Prices => _client.Prices;

    /// <summary>How much of the list was read.</summary>
    public ListExtent Extent => _extent;

    /// <summary>
    /// Why a list without accounts may not be empty, where the provider does not tell the cases apart; null otherwise.
    /// </summary>
    public string? EmptyListNote { get; private set; }

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
    public CompletedJournal? Saved { get; private set; }

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
        // All of its accounts, not only those that are new here: another command, started elsewhere or with another provider
        // before this one, lacks other accounts.
        if (_journal?.Append(asked, page.With(bought.Accounts)) == true)
        {
            _savedPages++;
        }
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
    /// Waits for the requests in flight until the budget has enough to reach an account that is new, or cannot have it any
    /// more. Then the accounts that come again are not worth their price.
    /// </summary>
    public Task<bool> CanReachNewsAsync(CancellationToken cancellationToken) =>
        _client.Budget.WaitForAsync(PriceOfNews, cancellationToken);

    public void Dispose() => _journal?.Dispose();

    private FollowingPage Replay(FollowingPage saved)
    {
        _savedPages++;
        _seenCursors.Add(NextCursor ?? "");
        NextCursor = saved.NextCursor ?? NextCursor;
        _isCutPage = saved is { HasMore: true, NextCursor: null };
        _highestTotal = Highest(_highestTotal, saved.Total);
        _isFinished = !saved.HasMore;
        FollowingPage page = saved.With(OnlyNew(saved.Accounts));
        _client.Totals.AddSavedAccounts(page.Count);
        if (_isFinished) { Saved = new CompletedJournal(_journal!.Path, saved.Count > 0 ? saved.Accounts[0].RetrievedAt : null); }
        if (_query.IncludeRaw && !_saidNoRaw && saved.Count > 0 && saved.Accounts[0].Raw is null)
        {
            _saidNoRaw = true;
            _client.Log.Warning($"The journal {_journal!.Path} was written without -IncludeRaw: accounts from it have no Raw.");
        }
        if (_isFinished)
        {
            EndList(saved.Total, saved.Extent is { IsTruncated: true } ? "had no more pages" : null);
        }
        return page;
    }

    private async Task<(FollowingPage, ProviderPage)> BuyAsync(CancellationToken cancellationToken)
    {
        // Responses that were lost and counted as charged, smaller pages, or other lists may have used what was left.
        if (Again > 0 && !await CanReachNewsAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new FollowingException(
                FollowingErrorKind.BudgetReached,
                Facts.Name,
                $"{_client.Budget.DescribeStop()} {Facts.Name} would charge at least {Quantity.Of(PriceOfNews, "credit")} for accounts of {_query.Handle.Shown} that were returned before.");
        }
        long started = _client.Clock.GetTimestamp();
        long creditsBefore = CreditsCharged;
        int attempts = 0;
        PageFetcher order = null!;
        ProviderPage page = await BuyFullPageAsync().ConfigureAwait(false);
        for (int lookups = 0; page.IsLookup && lookups < MostLookups; lookups++)
        {
            NextCursor = page.NextCursor;
            page = await BuyFullPageAsync().ConfigureAwait(false);
        }

        if (EndOfListRule.IsEmptyInMidList(page, StateOf(page, 0)))
        {
            throw new FollowingException(
                FollowingErrorKind.RateLimited,
                Facts.Name,
                $"{Facts.Name} returned only empty pages in the middle of the list of @{Handle}: TikTok is rate limiting it. Retry in a few minutes.")
            {
                RequestId = page.RequestId,
            };
        }

        int known = _seenAccounts.Count;
        List<FollowedAccount> accounts = OnlyNew(page.Accounts);
        _client.Totals.AddAccounts(accounts.Count);
        _seenCursors.Add(NextCursor ?? "");
        _highestTotal = Highest(_highestTotal, page.Total);
        // The accounts of a page that was cut come again with the whole page.
        string? next = Continue(page, _isCutPage ? page.Accounts.Count : _seenAccounts.Count - known);
        _isCutPage = false;
        // A page cut for lack of credits is not the end, though it may call itself that: it is to be asked for again.
        bool isCut = next is null && Failure is not null;
        NextCursor = isCut ? NextCursor : next ?? page.NextCursor ?? NextCursor;
        CreditsRemaining = page.CreditsRemaining ?? CreditsRemaining;
        if (page.Accounts.Count == 0)
        {
            EmptyListNote = page.Warning;
        }
        else if (page.Warning is string warning)
        {
            _client.Log.Warning(warning);
        }
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
            Extent = _extent,
        };
        return (read, page);

        // An empty page in mid-list is how TikTok slows its readers down: the same cursor, asked again after a wait, has accounts.
        async Task<ProviderPage> BuyFullPageAsync()
        {
            ProviderPage? first = await BuyOnceAsync(cancellationToken).ConfigureAwait(false);
            if (!EndOfListRule.IsEmptyInMidList(first, StateOf(first, 0)) || _client.Settings.MaximumRetryCount == 0) { return first; }

            ResiliencePipeline<ProviderPage> untilFull = new ResiliencePipelineBuilder<ProviderPage> { TimeProvider = _client.Clock }
                .AddRetry(new RetryStrategyOptions<ProviderPage>
                {
                    MaxRetryAttempts = _client.Settings.MaximumRetryCount,
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = _client.Settings.RetryInterval,
                    UseJitter = true,
                    ShouldHandle = args => new ValueTask<bool>(args.Outcome.Result is ProviderPage page && EndOfListRule.IsEmptyInMidList(page, StateOf(page, 0))),
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
            order = _client.NewOrder(_query, NextCursor, _query.Wanted - AccountsRead + Again, why => Waiting = why);
            try
            {
                return await order.BuyAsync(token).ConfigureAwait(false);
            }
            catch (FollowingException e)
            {
                CreditsRemaining = e.CreditsRemaining ?? CreditsRemaining;
                throw;
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
            _extent.Count = AccountsRead;
            account.Extent = _extent;
            fresh.Add(account);
        }
        // The list has gone beyond what came before, though not all of that came again: providers do not agree on every account. New ones at the top of it mean nothing.
        if (endsNew) { Again = 0; }
        // All of the page, also what came before: any of it may stand on the border.
        if (accounts.Count > 0) { LastAccounts = accounts; }
        return fresh;
    }

    private static long? Highest(long? total, long? other) => other is null || total > other ? total : other;

    private static string NameOf(FollowedAccount account) => account.Id ?? account.SecUid ?? account.Handle ?? "";

    /// <summary>
    /// Gets the cursor to continue with, or null at the end. Sets <see cref="Failure"/> where the list cannot continue
    /// although the provider reports more accounts, and reports a list that ends short of its total.
    /// </summary>
    private string? Continue(ProviderPage page, int newAccounts)
    {
        ListDecision decision = EndOfListRule.Decide(page, StateOf(page, newAccounts));
        Failure = page.Failure ?? decision.Step switch
        {
            ListStep.Stalled => Stop(FollowingErrorKind.PagingStalled, page, $"{decision.Reason}, so more pages would cost credits for nothing"),
            ListStep.Unreadable => Stop(FollowingErrorKind.UnexpectedResponse, page, $"returned a cursor that cannot be used: {decision.Reason}"),
            _ => null,
        };
        if (Failure is null && decision.Step is ListStep.End or ListStep.Incomplete)
        {
            EndList(page.Total, decision.Reason);
        }
        return decision.Cursor;
    }

    private ListState StateOf(ProviderPage page, int newAccounts) =>
        new(newAccounts, _seenAccounts.Count, _highestTotal, page.NextCursor is string next && _seenCursors.Contains(next));

    private FollowingException Stop(FollowingErrorKind kind, ProviderPage page, string what)
    {
        string happened = $"{Facts.Name} reported more accounts of @{Handle} but {what}. {Read(page.Total)}.";
        string advice = kind == FollowingErrorKind.UnexpectedResponse ? ProviderErrors.ReportIt : "Try again later, or use another provider.";
        return new FollowingException(kind, Facts.Name, $"{happened} {advice}") { WhatHappened = happened, RequestId = page.RequestId };
    }

    // A wrong total says nothing.
    private string Read(long? total) => total >= AccountsRead && total > 0
        ? $"{AccountsRead:N0} of about {Quantity.Of(total.Value, "account")} were returned"
        : $"{Quantity.Of(AccountsRead, "account")} returned";

    /// <summary>Records the end of the list, and warns where accounts are missing from it.</summary>
    /// <param name="total">The total that the last page stated.</param>
    /// <param name="reason">What the provider did instead of returning the rest; null where it reported the end.</param>
    private void EndList(long? total, string? reason)
    {
        _extent.IsAtEnd = true;
        long? stated = total > 0 ? total : _highestTotal;
        bool isShort = _extent.IsFromStart && EndOfListRule.IsShort(stated, AccountsRead);
        if (!isShort && reason is null)
        {
            return;
        }
        _extent.IsTruncated = isShort || stated != _seenAccounts.Count;
        string happened = reason is null
            ? $"{Facts.Name} ended the list of @{Handle} early. {Read(stated)}."
            : $"{Facts.Name} {reason} for @{Handle}. {Read(stated)}.";
        string trim = _query.Trim ? " Try it without -Trim." : "";
        _client.Log.Warning($"{happened} The missing accounts cannot be told from accounts that are no longer followed.{trim}");
    }
}
