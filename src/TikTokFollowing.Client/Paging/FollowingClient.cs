using System;
using System.Net.Http;
using System.Threading;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Paging;

/// <summary>Reads lists from one provider: one query in, pages out, one at a time and only when asked for.</summary>
internal sealed class FollowingClient
{
    private readonly ApiKey _key;
    private readonly Uri _baseUri;
    private readonly ProviderHttpClient _http;
    private readonly JournalOptions? _checkpoint;

    /// <param name="provider">Whom to ask.</param>
    /// <param name="key">The key for it.</param>
    /// <param name="baseUri">Another address for it; null is its own.</param>
    /// <param name="settings">How patient to be.</param>
    /// <param name="log">Where to tell what happens.</param>
    /// <param name="transport">A proxy's, or a test's; null is the process's own.</param>
    /// <param name="clock">For tests; null is the system's.</param>
    /// <param name="budget">What may be spent, together with other clients; null is without limit.</param>
    /// <param name="checkpoint">Where the journals are; null keeps none.</param>
    /// <param name="rates">For tests; null is what this process knows of rate limits.</param>
    /// <param name="closing">From then on nothing is sent; what was sent is answered.</param>
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
        _key = key;
        _baseUri = baseUri ?? provider.Facts.BaseUri;
        _http = new ProviderHttpClient(transport ?? SharedHttpClient.Client, Settings, Clock, Log, rates, closing);
        Budget = budget ?? CreditBudget.Unlimited;
        Prices = new PriceTracker(provider.Facts);
        FirstCharge = new FirstChargeGate(Prices);
        _checkpoint = checkpoint;
    }

    public IFollowingProvider Provider { get; }

    public HttpSettings Settings { get; }

    public TimeProvider Clock { get; }

    public ClientLog Log { get; }

    /// <summary>What may be spent, by this client and others.</summary>
    public CreditBudget Budget { get; }

    /// <summary>Counts what this client did.</summary>
    public ClientTotals Totals { get; } = new();

    /// <summary>What the provider's pages cost, as far as this command knows.</summary>
    public PriceTracker Prices { get; }

    /// <summary>Admits one request at a time until the price is known.</summary>
    public FirstChargeGate FirstCharge { get; }

    /// <summary>A list to walk. Nothing is asked before its first page is.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="before">What another provider has listed already, where this one goes on in its place.</param>
    /// <exception cref="FollowingException">The query cannot be answered by this provider.</exception>
    public ProviderPager Open(FollowingQuery query, ListedBefore? before = null)
    {
        QueryValidator.Check(Provider.Facts, query);
        PageJournal? journal = _checkpoint is null ? null : new PageJournal(_checkpoint, Provider.Facts.Name, query, Log);
        return new ProviderPager(this, query, journal, before ?? ListedBefore.Nothing);
    }

    /// <summary>A page to buy.</summary>
    /// <param name="query">The list it belongs to.</param>
    /// <param name="cursor">Where it starts.</param>
    /// <param name="remaining">How many accounts of the list are still wanted; null is all.</param>
    /// <param name="waiting">Is told why, when it has to wait.</param>
    public PageFetcher NewOrder(FollowingQuery query, string? cursor, long? remaining, Action<string> waiting) =>
        new(this, _http, query, cursor, remaining, _baseUri, _key, waiting);
}
