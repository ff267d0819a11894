using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// One page being bought: makes the request for each attempt, within the budget, and counts what every answer cost, those that are repeated included.
/// </summary>
internal sealed class PageFetcher : IAttemptObserver
{
    // No answer costs so much; one that says so is nonsense, and must not make a sum run over.
    private const long MostForAPage = 1_000_000_000;

    private readonly IFollowingProvider _provider;
    private readonly FollowingClient _client;
    private readonly ProviderHttpClient _http;
    private readonly FollowingQuery _query;
    private readonly string? _cursor;
    private readonly long? _remaining;
    private readonly Uri _baseUri;
    private readonly ApiKey _key;
    private readonly CreditBudget _budget;
    private readonly Action<string> _waiting;

    private PageRequest _page;
    private long _reserved;
    private bool _hasTurn; // as the only request in flight, while the price is not known

    public PageFetcher(
        FollowingClient client, ProviderHttpClient http, FollowingQuery query, string? cursor, long? remaining, Uri baseUri, ApiKey key, Action<string>? waiting = null)
    {
        _client = client;
        _provider = client.Provider;
        _http = http;
        _query = query;
        _cursor = cursor;
        _remaining = remaining;
        _baseUri = baseUri;
        _key = key;
        _budget = client.Budget;
        _waiting = waiting ?? (static _ => { });
        _page = NewRequest();
    }

    /// <summary>What it cost so far.</summary>
    public long CreditsCharged { get; private set; }

    /// <summary>How many requests it took.</summary>
    public int Attempts { get; private set; }

    /// <summary>Requests left in the provider's rate-limit window, as the answer says.</summary>
    public long? RateLimitRemaining { get; private set; }

    /// <summary>Sends the request, repeats it where that can help, and reads the answer.</summary>
    /// <exception cref="FollowingException">There is no page to be had.</exception>
    public async Task<ProviderPage> BuyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using ProviderResponse answer = await SendAsync(cancellationToken).ConfigureAwait(false);
            RateLimitRemaining = answer.RateLimitRemaining;
            return Read(answer);
        }
        finally
        {
            LeaveTurn();
        }
    }

    public string Description => $"the list of {_query.Handle.Shown}";

    public FieldNames? Fields => _provider.Fields;

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.BudgetReached"/></exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_hasTurn && _budget.Maximum is not null)
            {
                _hasTurn = await _client.FirstCharge.EnterAsync(cancellationToken).ConfigureAwait(false);
            }
            _page = NewRequest();
            long most = _client.Prices.PriceOf(MostAccounts(_page));
            if (_budget.TryReserve(most))
            {
                _reserved = most;
                return;
            }
            // Another list of this command may be about to pay less than was set aside for it.
            if (await _budget.WaitForAsync(most, cancellationToken).ConfigureAwait(false)) { continue; }

            throw new FollowingException(
                FollowingErrorKind.BudgetReached,
                _provider.Facts.Name,
                $"{_budget.DescribeStop()} the next page of {_query.Handle.Shown} at {_provider.Facts.Name} could cost {Quantity.Of(most, "credit")}.");
        }
    }

    public HttpRequestMessage CreateRequest()
    {
        Attempts++;
        _client.Totals.AddRequest();
        return _provider.CreateRequest(_page, _baseUri);
    }

    public void OnDelay(string reason) => _waiting(reason);

    /// <summary>An answer that is going to be repeated: an error, which some providers charge all the same.</summary>
    public void OnRetrying(ProviderResponse response)
    {
        try
        {
            _provider.ReadPage(_page, response.Status, response.Body);
        }
        catch (FollowingException e)
        {
            ChargeFailure(response, e.CreditsCharged);
        }
        Release();
        LeaveTurn();
    }

    /// <summary>An attempt without a whole answer.</summary>
    /// <param name="mayBeCharged">The request had arrived. Then the budget keeps counting it, to be sure, though nobody has said that it was charged.</param>
    public void OnNoResponse(bool mayBeCharged)
    {
        if (mayBeCharged)
        {
            _budget.Settle(_reserved, _reserved);
            _client.Prices.RecordLost(MostAccounts(_page), _reserved);
            _reserved = 0;
        }
        else
        {
            Release();
        }
        LeaveTurn();
    }

    private async Task<ProviderResponse> SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(_provider.Facts, _baseUri, this, _key, cancellationToken).ConfigureAwait(false);
        }
        catch (FollowingException e)
        {
            CreditsCharged += e.CreditsCharged; // the budget has kept what was reserved for it
            _client.Totals.AddCredits(e.CreditsCharged);
            throw;
        }
    }

    private ProviderPage Read(ProviderResponse answer)
    {
        try
        {
            ProviderPage page = _provider.ReadPage(_page, answer.Status, answer.Body);
            long credits = Math.Min(MostForAPage, page.CreditsCharged ?? _provider.Facts.PriceOf(page.Accounts.Count));
            if (page.IsLookup)
            {
                _budget.Settle(0, _client.Prices.RecordFailure(MostAccounts(_page), credits)); // not the price of a page
            }
            else
            {
                _budget.Settle(0, _client.Prices.RecordPage(MostAccounts(_page), page.Accounts.Count, credits));
            }
            Charge(credits);
            string left = page.CreditsRemaining is long remaining ? $", {remaining} left" : "";
            _client.Log.Verbose?.Invoke($"{answer.Summary}, {(page.Accounts.Count == 1 ? "1 account" : $"{page.Accounts.Count} accounts")}, {Credits(credits)}{left}");
            if (page.Note is not null) { _client.Log.Verbose?.Invoke(page.Note); }
            return page;
        }
        catch (FollowingException e)
        {
            ChargeFailure(answer, e.CreditsCharged);
            _client.Log.Verbose?.Invoke($"{answer.Summary}, {e.Kind}, {Credits(e.CreditsCharged)}");
            throw answer.Complete(e, _key, _client.Settings.MaxRetryAfter);
        }
        finally
        {
            Release();
        }
    }

    private PageRequest NewRequest()
    {
        long? remaining = _remaining;
        // Where records are charged, a smaller page may still be within the budget.
        if (_provider.Facts.CreditsPerRecord > 0 && _budget.Left is long left)
        {
            long affordable = Math.Max(1, left / _client.Prices.PerAccount);
            remaining = Math.Min(remaining ?? long.MaxValue, affordable);
        }
        // Whole seconds, as all other times have: a CSV keeps no more, and would give back another time than it was given.
        long seconds = _client.Clock.GetUtcNow().ToUnixTimeSeconds();
        return new PageRequest(_query, _cursor, remaining, DateTimeOffset.FromUnixTimeSeconds(seconds).LocalDateTime);
    }

    private int MostAccounts(PageRequest page)
    {
        int size = page.Query.PageSize ?? _provider.Facts.DefaultPageSize;
        return page.Remaining < size ? (int)Math.Max(1, page.Remaining.Value) : size;
    }

    private void ChargeFailure(ProviderResponse answer, long credits)
    {
        _budget.Settle(0, _client.Prices.RecordFailure(MostAccounts(_page), Math.Min(credits, MostForAPage)));
        Charge(credits);
        // A 2xx that is no page can have cost as much as the page that was requested.
        bool isUnknown = (int)answer.Status is >= 200 and <= 299 && StatedValues.CreditsCharged(answer.Body) is null;
        if (isUnknown)
        {
            _budget.Settle(_reserved, Math.Max(0, _reserved - credits));
            _client.Prices.RecordLost(MostAccounts(_page), Math.Max(_reserved, credits));
            _reserved = 0;
        }
    }

    private void LeaveTurn()
    {
        if (_hasTurn)
        {
            _hasTurn = false;
            _client.FirstCharge.Leave();
        }
    }

    private void Charge(long credits)
    {
        CreditsCharged = Math.Min(CreditBudget.MostCredits, CreditsCharged + Math.Min(credits, MostForAPage));
        _client.Totals.AddCredits(Math.Min(credits, MostForAPage));
        _budget.Settle(0, credits);
    }

    private void Release()
    {
        _budget.Settle(_reserved, 0);
        _reserved = 0;
    }

    private static string Credits(long credits) => credits == 1 ? "1 credit" : $"{credits} credits";
}
