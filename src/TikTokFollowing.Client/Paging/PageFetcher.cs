using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Fetches one page: reserves its price in the budget, sends the request, parses the response, and commits the charge.
/// The charges of retried attempts count too.
/// </summary>
internal sealed class PageFetcher : IAttemptObserver
{
    // No page costs more. A higher charge is an error of the provider, and must not make a sum overflow.
    private const long MaxPageCredits = 1_000_000_000;

    private readonly IFollowingProvider _provider;
    private readonly ProviderMetadata _facts; // with the price of this request
    private readonly FollowingClient _client;
    private readonly ProviderHttpClient _http;
    private readonly FollowingQuery _query;
    private readonly string? _cursor;
    private readonly long? _remaining;
    private readonly Uri _baseUri;
    private readonly ApiKey _key;
    private readonly CreditBudget _budget;
    private readonly Action<string> _onDelay;

    private readonly bool _isLookup; // with a price of its own

    private PageRequest _page;
    private long _reserved;
    private bool _isInGate; // as the only request in flight, while the price is unknown

    public PageFetcher(
        FollowingClient client,
        ProviderHttpClient http,
        FollowingQuery query,
        string? cursor,
        long? remaining,
        Uri baseUri,
        ApiKey key,
        Action<string>? onDelay = null)
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
        _onDelay = onDelay ?? (static _ => { });
        _facts = _provider.Facts;
        _page = CreatePageRequest();
        if (_facts.Rules?.Lookup?.GetPrice(_page) is long price)
        {
            _isLookup = true;
            _facts = _facts with { CreditsPerRequest = (int)Math.Min(int.MaxValue, price), CreditsPerRecord = 0 };
        }
    }

    /// <summary>Gets the credits charged so far.</summary>
    public long CreditsCharged { get; private set; }

    /// <summary>Gets the number of requests.</summary>
    public int Attempts { get; private set; }

    /// <summary>Gets the requests that remain in the rate-limit window, if the response states them.</summary>
    public long? RateLimitRemaining { get; private set; }

    /// <summary>Sends the request, retries transient failures, and reads the response.</summary>
    /// <exception cref="FollowingException">The page could not be fetched.</exception>
    public async Task<ProviderPage> FetchPageAsync(CancellationToken cancellationToken)
    {
        ProviderResponse? response = null;
        try
        {
            response = await _http.SendAsync(_facts, _baseUri, this, _key, cancellationToken).ConfigureAwait(false);
            RateLimitRemaining = response.RateLimitRemaining;
            return Read(response);
        }
        catch (FollowingException e) when (response is null)
        {
            CreditsCharged += e.CreditsCharged; // the budget counts the reservation already
            _client.Totals.AddCredits(e.CreditsCharged);
            throw;
        }
        finally
        {
            response?.Dispose();
            LeaveGate();
        }
    }

    public string Description => $"the list of {_query.Handle.Shown}";

    public FieldNames? Fields => _provider.Fields;

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.BudgetReached"/></exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_isInGate && _budget.Maximum is not null)
            {
                _isInGate = await _client.FirstCharge.EnterAsync(cancellationToken).ConfigureAwait(false);
            }
            _page = CreatePageRequest();
            long most = _client.Prices.PriceOf(GetMaxAccounts(_page));
            if (_budget.TryReserve(most))
            {
                _reserved = most;
                return;
            }
            // Another list of this command may be charged less than was reserved for it.
            if (!await _budget.WaitForAsync(most, cancellationToken).ConfigureAwait(false))
            {
                throw new FollowingException(
                    FollowingErrorKind.BudgetReached,
                    _provider.Facts.Name,
                    $"{_budget.DescribeStop()} the next page of {_query.Handle.Shown} at {_provider.Facts.Name} "
                    + $"could cost {Quantity.Of(most, "credit")}.");
            }
        }
    }

    public HttpRequestMessage CreateRequest()
    {
        Attempts++;
        _client.Totals.AddRequest();
        return _provider.CreateRequest(_page, _baseUri);
    }

    public void OnDelay(string reason) => _onDelay(reason);

    /// <summary>Counts the charge of a response that is followed by a retry. Some errors are charged.</summary>
    public void OnRetrying(ProviderResponse response)
    {
        try
        {
            _provider.ReadPage(_page, response.ReadAs(_facts));
        }
        catch (FollowingException e)
        {
            ChargeFailure(response, e.CreditsCharged);
        }
        Release();
        LeaveGate();
    }

    /// <summary>
    /// Handles an attempt without a complete response. If the provider may charge for it, the budget counts it.
    /// </summary>
    public void OnNoResponse(bool mayBeCharged)
    {
        if (mayBeCharged && _isLookup)
        {
            _budget.Commit(_reserved, Math.Min(_reserved, _facts.PriceOf(0)));
            _reserved = 0;
        }
        else if (mayBeCharged)
        {
            _budget.Commit(_reserved, _reserved);
            _client.Prices.RecordLost(GetMaxAccounts(_page), _reserved);
            _reserved = 0;
        }
        else
        {
            Release();
        }
        LeaveGate();
    }

    private ProviderPage Read(ProviderResponse response)
    {
        try
        {
            ProviderPage page = _provider.ReadPage(_page, response.ReadAs(_facts));
            long price = page.CreditsCharged ?? _facts.PriceOf(page.Accounts.Count);
            long credits = Math.Min(MaxPageCredits, price);
            if (page.IsLookup)
            {
                // The charge of a lookup is not the price of a page.
                _budget.Commit(0, _client.Prices.RecordFailure(GetMaxAccounts(_page), credits));
            }
            else
            {
                _budget.Commit(0, _client.Prices.RecordPage(GetMaxAccounts(_page), page.Accounts.Count, credits));
            }
            Charge(credits);
            string left = page.CreditsRemaining is long remaining ? $", {remaining} left" : "";
            string accounts = page.Accounts.Count == 1 ? "1 account" : $"{page.Accounts.Count} accounts";
            _client.Log.Verbose?.Invoke($"{response.Summary}, {accounts}, {Credits(credits)}{left}");
            if (page.Note is not null)
            {
                _client.Log.Verbose?.Invoke(page.Note);
            }
            return page;
        }
        catch (FollowingException e)
        {
            ChargeFailure(response, e.CreditsCharged);
            _client.Log.Verbose?.Invoke($"{response.Summary}, {e.Kind}, {Credits(e.CreditsCharged)}");
            throw response.Complete(e, _key, _client.Settings.MaxRetryAfter);
        }
        finally
        {
            Release();
        }
    }

    private PageRequest CreatePageRequest()
    {
        long? remaining = _remaining;
        // If accounts are charged, a smaller page may still be within the budget.
        if (_provider.Facts.CreditsPerRecord > 0 && _budget.Left is long left)
        {
            long affordable = Math.Max(1, left / _client.Prices.PerAccount);
            remaining = Math.Min(remaining ?? long.MaxValue, affordable);
        }
        // Whole seconds, because a CSV keeps no fractions and would return another time than was written.
        long seconds = _client.Clock.GetUtcNow().ToUnixTimeSeconds();
        return new PageRequest(_query, _cursor, remaining, DateTimeOffset.FromUnixTimeSeconds(seconds).LocalDateTime);
    }

    private int GetMaxAccounts(PageRequest page)
    {
        int size = page.Query.PageSize ?? _provider.Facts.DefaultPageSize;
        // Without a page size in the request, a page can have more accounts than are wanted.
        bool canBeSmaller = _provider.Facts.SupportsPageSize || _provider.Facts.CreditsPerRecord == 0;
        return canBeSmaller && page.Remaining < size ? (int)Math.Max(1, page.Remaining.Value) : size;
    }

    private void ChargeFailure(ProviderResponse response, long credits)
    {
        _budget.Commit(0, _client.Prices.RecordFailure(GetMaxAccounts(_page), Math.Min(credits, MaxPageCredits)));
        Charge(credits);
        // A 2xx that is no page can have cost as much as the page that was requested, but a lookup has its own price.
        bool isUnknown = !_isLookup
            && (int)response.Status is >= 200 and <= 299
            && response.ReadAs(_facts).CreditsCharged is null;
        if (isUnknown)
        {
            _budget.Commit(_reserved, Math.Max(0, _reserved - credits));
            _client.Prices.RecordLost(GetMaxAccounts(_page), Math.Max(_reserved, credits));
            _reserved = 0;
        }
    }

    private void LeaveGate()
    {
        if (_isInGate)
        {
            _isInGate = false;
            _client.FirstCharge.Leave();
        }
    }

    private void Charge(long credits)
    {
        CreditsCharged = Math.Min(CreditBudget.MaxCredits, CreditsCharged + Math.Min(credits, MaxPageCredits));
        _client.Totals.AddCredits(Math.Min(credits, MaxPageCredits));
        _budget.Commit(0, credits);
    }

    private void Release()
    {
        _budget.Commit(_reserved, 0);
        _reserved = 0;
    }

    private static string Credits(long credits) => credits == 1 ? "1 credit" : $"{credits} credits";
}
