using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>Reads lists from one provider. The lists of a command share its prices, totals and budget.</summary>
internal sealed class FollowingClient
{
    private readonly JournalOptions? _checkpoint;

    /// <param name="provider">The provider.</param>
    /// <param name="key">The key for the provider.</param>
    /// <param name="baseUri">Another address for the provider; null for its own.</param>
    /// <param name="settings">The time-out and the retries; null for the defaults.</param>
    /// <param name="log">Receives the messages.</param>
    /// <param name="transport">The HTTP client of a proxy or a test; null for the one of the process.</param>
    /// <param name="clock">The clock of a test; null for the system's.</param>
    /// <param name="budget">The budget, which other clients can share; null for no limit.</param>
    /// <param name="checkpoint">The options of the journals; null for none.</param>
    /// <param name="rates">The rate limits of a test; null for those of the process.</param>
    /// <param name="closing">Prevents further requests when it is cancelled. Requests in flight are completed.</param>
    public FollowingClient(
        IFollowingProvider provider,
        ApiKey key,
        Uri? baseUri = null,
        HttpSettings? settings = null,
        ClientLog? log = null,
        HttpClient? transport = null,
        TimeProvider? clock = null,
        CreditBudget? budget = null,
        JournalOptions? checkpoint = null,
        RateLimitTracker? rates = null,
        CancellationToken closing = default)
    {
        Provider = provider;
        Settings = settings ?? new HttpSettings();
        Clock = clock ?? TimeProvider.System;
        Log = log ?? ClientLog.None;
        Key = key;
        BaseUri = baseUri ?? provider.Facts.BaseUri;
        Http = new ProviderHttpClient(transport ?? SharedHttpClient.Client, Settings, Clock, Log, rates, closing);
        Budget = budget ?? CreditBudget.Unlimited;
        Prices = new PriceTracker(provider.Facts);
        FirstCharge = new FirstChargeGate(Prices);
        _checkpoint = checkpoint;
    }

    public IFollowingProvider Provider { get; }

    public ApiKey Key { get; }

    /// <summary>Gets the address that the requests are sent to.</summary>
    public Uri BaseUri { get; }

    public ProviderHttpClient Http { get; }

    public HttpSettings Settings { get; }

    public TimeProvider Clock { get; }

    public ClientLog Log { get; }

    public CreditBudget Budget { get; }

    /// <summary>Gets the counts over all lists of this client.</summary>
    public ClientTotals Totals { get; } = new();

    /// <summary>Gets the prices of the provider, as far as they are known.</summary>
    public PriceTracker Prices { get; }

    /// <summary>Gets the gate that admits one request at a time until the price is known.</summary>
    public FirstChargeGate FirstCharge { get; }

    /// <summary>Opens a list without a fallback. No request is sent before its first page is requested.</summary>
    /// <exception cref="FollowingException">The provider does not support the query.</exception>
    public ListPager Open(FollowingQuery query) => new([this], query, Log);

    /// <summary>
    /// Creates a pager for the pages as the provider returns them, with duplicates at their borders. It saves them if
    /// the client has journals.
    /// </summary>
    /// <param name="query">The query of the list.</param>
    /// <param name="progress">
    /// The progress of the list. The reader of the pages adds their accounts: the plausibility of the end depends on
    /// their number.
    /// </param>
    /// <exception cref="FollowingException">The provider does not support the query.</exception>
    public IPager CreatePager(FollowingQuery query, ListProgress progress)
    {
        QueryValidator.Check(Provider.Facts, query);
        ProviderPager pager = new(this, query, progress);
        if (query.Store is not null)
        {
            return new SavingPager(pager, query.Store);
        }
        return _checkpoint is null ? pager : new JournalingPager(pager, query, _checkpoint, Clock, Log);
    }
}
