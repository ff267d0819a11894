using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Credits;

/// <summary>Asks a provider for the credits left, through the same gate as pages go. Costs nothing.</summary>
internal sealed class BalanceClient : IAttemptObserver
{
    private readonly IBalanceProvider _provider;
    private readonly ProviderMetadata _freeOfCharge;
    private readonly ProviderHttpClient _http;
    private readonly TimeProvider _clock;
    private readonly ClientLog _log;
    private readonly Uri _baseUri;
    private readonly ApiKey _key;
    private readonly TimeSpan _longestWait;
    private int _place;

    /// <param name="provider">Whom to ask.</param>
    /// <param name="key">The key for it.</param>
    /// <param name="baseUri">Another address for it; null is its own.</param>
    /// <param name="settings">How patient to be.</param>
    /// <param name="log">Where to tell what happens.</param>
    /// <param name="transport">A proxy's, or a test's; null is the process's own.</param>
    /// <param name="clock">For tests; null is the system's.</param>
    /// <param name="rates">For tests; null is what this process knows of rate limits.</param>
    public BalanceClient(
        IBalanceProvider provider,
        ApiKey key,
        Uri? baseUri = null,
        HttpSettings? settings = null,
        ClientLog? log = null,
        HttpClient? transport = null,
        TimeProvider? clock = null,
        RateLimitTracker? rates = null)
    {
        _provider = provider;
        _freeOfCharge = provider.Facts with { CreditsPerRequest = 0, CreditsPerRecord = 0 };
        _clock = clock ?? TimeProvider.System;
        _log = log ?? ClientLog.None;
        _baseUri = baseUri ?? provider.Facts.BaseUri;
        _key = key;
        settings ??= new HttpSettings();
        _longestWait = settings.MaxRetryAfter;
        _http = new ProviderHttpClient(transport ?? SharedHttpClient.Client, settings, _clock, _log, rates);
    }

    /// <exception cref="FollowingException">There was no answer, or it was an error.</exception>
    public async Task<CreditBalance> AskAsync(CancellationToken cancellationToken)
    {
        DateTime askedAt = DateTimeOffset.FromUnixTimeSeconds(_clock.GetUtcNow().ToUnixTimeSeconds()).LocalDateTime;
        for (_place = 0; ; _place++)
        {
            using ProviderResponse answer = await _http.SendAsync(_freeOfCharge, _baseUri, this, _key, cancellationToken).ConfigureAwait(false);
            ProviderBalance balance = Read(answer);
            if (balance.IsElsewhere)
            {
                _log.Verbose?.Invoke($"{answer.Summary}, no balance here: asking at the other address");
                continue;
            }
            _log.Verbose?.Invoke($"{answer.Summary}, {(balance.CreditsRemaining is long credits ? $"{credits} left" : "no number of credits in it")}");
            return new CreditBalance
            {
                Provider = _provider.Facts.Name,
                CreditsRemaining = balance.CreditsRemaining,
                Note = balance.CreditsRemaining is null ? $"{_provider.Facts.Name} answered, but no whole number of credits could be found in what it says. See the balance at {_provider.Facts.Website}." : null,
                RetrievedAt = askedAt,
            };
        }
    }

    string IAttemptObserver.Description => "the balance";

    FieldNames? IAttemptObserver.Fields => null;

    Task IAttemptObserver.PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    void IAttemptObserver.OnDelay(string reason)
    {
    }

    HttpRequestMessage IAttemptObserver.CreateRequest() => _provider.CreateBalanceRequest(_place, _baseUri);

    void IAttemptObserver.OnRetrying(ProviderResponse response)
    {
    }

    void IAttemptObserver.OnNoResponse(bool mayBeCharged)
    {
    }

    private ProviderBalance Read(ProviderResponse answer)
    {
        try
        {
            return _provider.ReadBalance(_place, answer.Status, answer.Body);
        }
        catch (FollowingException e)
        {
            _log.Verbose?.Invoke($"{answer.Summary}, {e.Kind}");
            throw answer.Complete(e, _key, _longestWait);
        }
    }
}
