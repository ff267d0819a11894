using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client;

/// <summary>
/// One user's list, walked page by page: <see cref="NextPageAsync"/> buys one page and no more. All paging is decided here, for every provider alike: which accounts
/// are new, whether the list has ended, whether the provider runs in circles.
/// </summary>
internal sealed class FollowingList
{
    // Looking an id up takes two steps: the refusal of the handle, and the lookup.
    private const int MostLookups = 2;

    private readonly IFollowingProvider _provider;
    private readonly FollowingQuery _query;
    private readonly Uri _baseUri;
    private readonly ApiKey _key;
    private readonly ProviderHttp _http;
    private readonly HttpSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ClientLog _log;

    private readonly HashSet<string> _seenAccounts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seenCursors = new(StringComparer.Ordinal);
    private bool _isFinished;

    public FollowingList(
        IFollowingProvider provider, FollowingQuery query, Uri baseUri, ApiKey key, ProviderHttp http, HttpSettings settings, TimeProvider clock, ClientLog log)
    {
        _provider = provider;
        _query = query;
        _baseUri = baseUri;
        _key = key;
        _http = http;
        _settings = settings;
        _clock = clock;
        _log = log;
        NextCursor = query.Cursor;
        LastAccounts = query.PageBefore;
        foreach (FollowedAccount account in query.PageBefore) { _seenAccounts.Add(NameOf(account)); }
    }

    /// <summary>Whose list.</summary>
    public string Handle => _query.Handle.Value;

    /// <summary>Who is asked.</summary>
    public ProviderFacts Facts => _provider.Facts;

    /// <summary>How many different accounts came so far.</summary>
    public int AccountsRead { get; private set; }

    /// <summary>The accounts of the page before <see cref="NextCursor"/>; what goes on from there must not take their border for new.</summary>
    public IReadOnlyList<FollowedAccount> LastAccounts { get; private set; }

    /// <summary>The cursor of the page that comes next, or that failed; null at the start.</summary>
    public string? NextCursor { get; private set; }

    /// <summary>What was charged so far, for failed requests too where they say so.</summary>
    public long CreditsCharged { get; private set; }

    /// <summary>A failure that the last page brought along. Its accounts were good; asking for the next page throws it without buying anything.</summary>
    public FollowingException? Failure { get; private set; }

    /// <summary>Buys the next page. Null when the list has ended.</summary>
    /// <exception cref="FollowingException">The page could not be had; <see cref="NextCursor"/> says which one it is.</exception>
    public async Task<FollowingPage?> NextPageAsync(CancellationToken cancellationToken)
    {
        if (Failure is not null) { throw Failure; }
        if (_isFinished) { return null; }

        long started = _clock.GetTimestamp();
        long creditsBefore = CreditsCharged;
        int attempts = 0;
        (ProviderPage page, HttpAnswer answer) = await BuyFullPageAsync().ConfigureAwait(false);
        for (int lookups = 0; page.IsLookup && lookups < MostLookups; lookups++)
        {
            NextCursor = page.NextCursor;
            (page, answer) = await BuyFullPageAsync().ConfigureAwait(false);
        }

        List<FollowedAccount> accounts = OnlyNew(page.Accounts);
        _seenCursors.Add(NextCursor ?? "");
        string? next = Decide(page, accounts.Count);
        NextCursor = next ?? page.NextCursor ?? NextCursor;
        _isFinished = next is null;
        LastAccounts = accounts;
        return new FollowingPage
        {
            Handle = _query.Handle.Value,
            Provider = _provider.Facts.Name,
            Accounts = accounts,
            Total = page.Total,
            HasMore = next is not null,
            NextCursor = next,
            FollowedAfter = page.FollowedAfter,
            FollowedBefore = page.FollowedBefore,
            CreditsCharged = CreditsCharged - creditsBefore,
            CreditsRemaining = page.CreditsRemaining,
            RateLimitRemaining = answer.RateLimitRemaining,
            RequestId = page.RequestId,
            Attempts = attempts,
            Duration = _clock.GetElapsedTime(started),
        };

        // An empty page in mid-list is how TikTok slows its readers down: the same cursor, asked again after a wait, has accounts.
        async Task<(ProviderPage, HttpAnswer)> BuyFullPageAsync()
        {
            if (_settings.MaximumRetryCount == 0) { return await BuyOnceAsync(cancellationToken).ConfigureAwait(false); }

            ResiliencePipeline<(ProviderPage Page, HttpAnswer)> untilFull = new ResiliencePipelineBuilder<(ProviderPage Page, HttpAnswer)> { TimeProvider = _clock }
                .AddRetry(new RetryStrategyOptions<(ProviderPage Page, HttpAnswer)>
                {
                    MaxRetryAttempts = _settings.MaximumRetryCount,
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = _settings.RetryInterval,
                    UseJitter = true,
                    ShouldHandle = args => new ValueTask<bool>(args.Outcome.Exception is null && IsEmptyInMidList(args.Outcome.Result.Page)),
                    OnRetry = args =>
                    {
                        _log.Verbose(FormattableString.Invariant($"An empty page that promises more: asking again in {args.RetryDelay.TotalSeconds:0.0} s"));
                        return default;
                    },
                })
                .Build();
            return await untilFull.ExecuteAsync(async token => await BuyOnceAsync(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        async ValueTask<(ProviderPage, HttpAnswer)> BuyOnceAsync(CancellationToken token)
        {
            long? remaining = _query.Wanted - AccountsRead;
            PageRequest request = new(_query, NextCursor, remaining, _clock.GetUtcNow().LocalDateTime);
            using HttpAnswer bought = await _http.SendAsync(_provider.Facts, () => _provider.CreateRequest(request, _baseUri, _key), _key, token).ConfigureAwait(false);
            attempts += bought.Attempts;
            return (Read(request, bought), bought);
        }
    }

    private ProviderPage Read(PageRequest request, HttpAnswer answer)
    {
        try
        {
            ProviderPage page = _provider.ReadPage(request, answer.Status, answer.Body);
            long credits = page.CreditsCharged ?? _provider.Facts.PriceOf(page.Accounts.Count);
            CreditsCharged += credits;
            _log.Verbose($"{answer.Summary}, {page.Accounts.Count} accounts, {Credits(credits)}");
            if (page.Note is not null) { _log.Verbose(page.Note); }
            return page;
        }
        catch (FollowingException e)
        {
            CreditsCharged += e.CreditsCharged;
            _log.Verbose($"{answer.Summary}, {e.Kind}, {Credits(e.CreditsCharged)}");
            throw WithoutKeyWithTime(e, answer);
        }
        catch (InvalidOperationException e)
        {
            // System.Text.Json, about half a surrogate pair in the name of a field.
            long credits = _provider.Facts.PriceOf(0);
            CreditsCharged += credits;
            _log.Verbose($"{answer.Summary}, {FollowingErrorKind.UnexpectedResponse}, {Credits(credits)}");
            throw new FollowingException(
                FollowingErrorKind.UnexpectedResponse, _provider.Facts.Name, Failures.Of(FollowingErrorKind.UnexpectedResponse, _provider.Facts, request, "invalid characters").Message, e);
        }
    }

    // A provider's words may echo what it was sent; and when to come back stands in a header, which providers do not see.
    private FollowingException WithoutKeyWithTime(FollowingException e, HttpAnswer answer)
    {
        DateTime? retryAt = e.Kind is FollowingErrorKind.RateLimited or FollowingErrorKind.ProviderUnavailable ? answer.RetryAt?.LocalDateTime : null;
        // Whatever the status: who says when to come back, and that it will be long, limits the rate.
        FollowingErrorKind kind = retryAt is not null && answer.RetryAfter > _settings.LongestWait ? FollowingErrorKind.RateLimited : e.Kind;
        string message = Redaction.WithoutKey(e.Message, _key);
        if (retryAt is DateTime time) { message += $" It says to come back at {time:g}."; }
        return new FollowingException(kind, e.Provider, message, e.InnerException) { CreditsCharged = e.CreditsCharged, RetryAt = retryAt };
    }

    private List<FollowedAccount> OnlyNew(IReadOnlyList<FollowedAccount> accounts)
    {
        List<FollowedAccount> fresh = new(accounts.Count);
        foreach (FollowedAccount account in accounts)
        {
            // The border account comes twice, because the cursor means "on or before".
            if (!_seenAccounts.Add(NameOf(account))) { continue; }
            account.Position = ++AccountsRead;
            fresh.Add(account);
        }
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
            return page.Accounts.Count == 0 || newAccounts == 0 || isRepeated || hasAll ? null : next;
        }

        if (page.Accounts.Count == 0)
        {
            if (hasAll) { return null; } // it promises more than there is
            Failure ??= new FollowingException(
                FollowingErrorKind.RateLimited,
                _provider.Facts.Name,
                $"{_provider.Facts.Name} keeps answering empty pages in the middle of the list of @{_query.Handle.Value}: TikTok slows it down. Wait some minutes, then go on from here.");
            return NextCursor;
        }
        if (isRepeated || newAccounts == 0)
        {
            string what = isRepeated ? "the same cursor" : "accounts that came before";
            Failure ??= new FollowingException(
                FollowingErrorKind.PagingStalled,
                _provider.Facts.Name,
                $"{_provider.Facts.Name} promises more of the list of @{_query.Handle.Value} but answers {what} again, so reading on would only cost credits. {AccountsRead} accounts were read"
                + (page.Total is long total ? $" of about {total}" : "") + ". Try again later, or another provider.");
        }
        return next;
    }

    private bool IsEmptyInMidList(ProviderPage page) =>
        page is { HasMore: true, NextCursor: not null, IsLookup: false, Accounts.Count: 0 } && !(_seenAccounts.Count >= page.Total);

    private static string Credits(long credits) => credits == 1 ? "1 credit" : $"{credits} credits";
}
