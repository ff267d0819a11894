using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Fetches the pages of one list. For each page, it reserves the price in the budget, sends the request, parses the
/// response, and commits the charge. The charges of retried attempts count too.
/// </summary>
internal sealed class PageFetcher(FollowingClient client, FollowingQuery query) : IAttemptObserver, IDisposable
{
    // No page costs more. A higher charge is an error of the provider, and must not make a sum overflow.
    private const long MaxPageCredits = 1_000_000_000;

    private readonly IFollowingProvider _provider = client.Provider;
    private readonly CreditBudget _budget = client.Budget;
    private ProviderMetadata _facts = client.Provider.Facts; // with the price of this request
    private bool _isLookup; // with a price of its own
    private bool _holdsPage; // after a lookup

    private PageRequest _page = new(query, null, null, default);
    private long? _remaining; // before the budget limits it
    private long _reserved; // for the request in flight, or for the page after a lookup
    private bool _isInGate; // as the only request in flight, while the price is unknown
    private volatile string? _waiting; // progress reads it on another thread

    /// <summary>Gets the credits charged so far.</summary>
    public long CreditsCharged { get; private set; }

    /// <summary>Gets the credits that remain at the provider, as stated last.</summary>
    public long? CreditsRemaining { get; private set; }

    /// <summary>Gets the number of requests.</summary>
    public int Attempts { get; private set; }

    /// <summary>Gets the requests that remain in the rate-limit window, if the last response states them.</summary>
    public long? RateLimitRemaining { get; private set; }

    /// <summary>Gets the reason why the next request is delayed; null if it is not.</summary>
    public string? Waiting => _waiting;

    /// <summary>Sends the request of one page, retries transient failures, and reads the response.</summary>
    /// <param name="cursor">The cursor of the page; null for the first page.</param>
    /// <param name="remaining">The number of accounts that are still wanted; null for all.</param>
    /// <param name="cancellationToken">Cancels the request and its retries.</param>
    /// <exception cref="FollowingException">The page could not be fetched.</exception>
    public async Task<ProviderPage> FetchPageAsync(string? cursor, long? remaining, CancellationToken cancellationToken)
    {
        _remaining = remaining;
        _page = CreatePageRequest(cursor);
        _facts = _provider.Facts;
        long? price = FindPriceOfLookup();
        _isLookup = price is not null;
        _holdsPage = false;
        if (price is not null)
        {
            _facts = _facts with { CreditsPerRequest = (int)Math.Min(int.MaxValue, price.Value), CreditsPerRecord = 0 };
        }
        ProviderResponse? response = null;
        try
        {
            response = await client.Http
                .SendAsync(_facts, client.BaseUri, this, client.Key, cancellationToken)
                .ConfigureAwait(false);
            RateLimitRemaining = response.RateLimitRemaining;
            return Read(response);
        }
        catch (FollowingException e)
        {
            CreditsRemaining = e.CreditsRemaining ?? CreditsRemaining;
            if (response is null)
            {
                AddCredits(e.CreditsCharged); // the budget counts the reservation already
            }
            throw;
        }
        finally
        {
            response?.Dispose();
            LeaveGate();
            _waiting = null;
            if (!_holdsPage)
            {
                Release();
            }
        }
    }

    /// <summary>Releases the credits that are reserved for the page after a lookup.</summary>
    public void Dispose() => Release();

    public string Description => $"the list of {query.Handle.Shown}";

    public FieldNames? Fields => _provider.Fields;

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.BudgetReached"/></exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_isInGate && _budget.Maximum is not null)
            {
                _isInGate = await client.FirstCharge.EnterAsync(cancellationToken).ConfigureAwait(false);
            }
            _page = CreatePageRequest(_page.Cursor);
            // A lookup without a page after it would be of no use.
            long least = PriceOfSmallestPage + PriceOfLookup;
            long most = _isLookup ? least : client.Prices.PriceOf(MaxAccounts);
            if (_budget.TryReserve(Math.Max(0, most - _reserved)))
            {
                _reserved = Math.Max(most, _reserved);
                return;
            }
            // Two lists that wait for each other would wait forever.
            Release();
            LeaveGate();
            // Another list of this command may be charged less than was reserved for it. What it leaves can be enough
            // for a smaller page only.
            if (!await _budget.WaitForAsync(least, cancellationToken).ConfigureAwait(false))
            {
                throw new FollowingException(
                    FollowingErrorKind.BudgetReached,
                    _provider.Facts.Name,
                    $"{_budget.DescribeStop()} {(_isLookup ? "the id and " : "")}the next page of "
                    + $"{query.Handle.Shown} at {_provider.Facts.Name} could cost {Quantity.Of(least, "credit")}.");
            }
        }
    }

    public HttpRequestMessage CreateRequest()
    {
        Attempts++;
        client.Totals.AddRequest();
        return _provider.CreateRequest(_page, client.BaseUri);
    }

    public void OnDelay(string reason) => _waiting = reason;

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
        if (mayBeCharged && !_isLookup)
        {
            ReleaseLost();
        }
        else
        {
            Release(mayBeCharged ? Math.Min(_reserved, PriceOfLookup) : 0);
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
            long more = page.IsLookup
                ? RecordFailure(credits)
                : client.Prices.RecordPage(MaxAccounts, page.Accounts.Count, credits);
            Charge(credits, more);
            _holdsPage = _isLookup && page.IsLookup;
            CreditsRemaining = page.CreditsRemaining ?? CreditsRemaining;
            string left = page.CreditsRemaining is long remaining ? $", {remaining} left" : "";
            client.Log.Verbose?.Invoke(
                $"{response.Summary}, {Count(page.Accounts.Count, "account")}, {Count(credits, "credit")}{left}");
            if (page.Note is not null)
            {
                client.Log.Verbose?.Invoke(page.Note);
            }
            return page;
        }
        catch (FollowingException e)
        {
            ChargeFailure(response, e.CreditsCharged);
            client.Log.Verbose?.Invoke($"{response.Summary}, {e.Kind}, {Count(e.CreditsCharged, "credit")}");
            throw response.Complete(e, client.Key, client.Settings.MaxRetryAfter);
        }
        finally
        {
            // Otherwise, the lookups of other lists could use the credits of the page that follows.
            long held = _holdsPage ? Math.Min(_reserved, PriceOfSmallestPage) : 0;
            _budget.Commit(_reserved - held, 0);
            _reserved = held;
        }
    }

    private long RecordFailure(long credits)
    {
        if (!_isLookup)
        {
            return client.Prices.RecordFailure(MaxAccounts, credits);
        }
        client.Prices.RecordLookup(credits);
        return 0;
    }

    private PageRequest CreatePageRequest(string? cursor)
    {
        long? remaining = _remaining;
        // If accounts are charged, a smaller page may still be within the budget.
        if (_provider.Facts.CreditsPerRecord > 0 && _budget.Left is long left)
        {
            long affordable = Math.Max(1, (left + _reserved) / client.Prices.PerAccount);
            remaining = Math.Min(remaining ?? long.MaxValue, affordable);
        }
        // Whole seconds, because a CSV keeps no fractions and would return another time than was written.
        long seconds = client.Clock.GetUtcNow().ToUnixTimeSeconds();
        return new PageRequest(query, cursor, remaining, DateTimeOffset.FromUnixTimeSeconds(seconds).LocalDateTime);
    }

    // A built-in provider lists a lookup at the price of one account. Null if the request is not a lookup.
    private long? FindPriceOfLookup() => _facts.Rules is { Lookup: var lookup }
        ? lookup?.GetPrice(_page)
        : _facts.PositionOf(_page.Cursor).IsLookup ? _facts.PriceOf(0) : null;

    private int MaxAccounts
    {
        get
        {
            int size = query.PageSize ?? _provider.Facts.DefaultPageSize;
            return CanBeSmaller && _page.Remaining < size ? (int)Math.Max(1, _page.Remaining.Value) : size;
        }
    }

    private long PriceOfSmallestPage => client.Prices.PriceOf(CanBeSmaller ? 1 : MaxAccounts);

    // 0 if the request is not a lookup.
    private long PriceOfLookup => _isLookup ? client.Prices.PriceOfLookup(_facts.PriceOf(0)) : 0;

    // Without a page size in the request, a page can have more accounts than are wanted.
    private bool CanBeSmaller => _provider.Facts.SupportsPageSize || _provider.Facts.CreditsPerRecord == 0;

    private void ChargeFailure(ProviderResponse response, long credits)
    {
        Charge(credits, RecordFailure(Math.Min(credits, MaxPageCredits)));
        // A 2xx that is no page can have cost as much as the page that was requested, but a lookup has its own price.
        bool isUnknown = !_isLookup
            && (int)response.Status is >= 200 and <= 299
            && response.ReadAs(_facts).CreditsCharged is null;
        if (isUnknown)
        {
            ReleaseLost(credits);
        }
    }

    private void LeaveGate()
    {
        if (_isInGate)
        {
            _isInGate = false;
            client.FirstCharge.Leave();
        }
    }

    /// <param name="credits">The charge of a response.</param>
    /// <param name="earlier">The charge of earlier requests that this response shows.</param>
    private void Charge(long credits, long earlier)
    {
        _budget.Commit(0, earlier);
        AddCredits(credits);
        _budget.Commit(0, credits);
    }

    private void AddCredits(long credits)
    {
        long charged = Math.Min(credits, MaxPageCredits);
        CreditsCharged = Math.Min(CreditBudget.MaxCredits, CreditsCharged + charged);
        client.Totals.AddCredits(charged);
    }

    private void Release(long charged = 0)
    {
        _budget.Commit(_reserved, charged);
        _reserved = 0;
    }

    // The response is lost, or does not state its charge: the rest of the reservation counts as charged.
    private void ReleaseLost(long credits = 0)
    {
        long reserved = _reserved;
        Release(Math.Max(0, reserved - credits));
        client.Prices.RecordLost(MaxAccounts, Math.Max(reserved, credits));
    }

    private static string Count(long count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
