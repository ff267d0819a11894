using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Credits;

/// <summary>Gets the remaining credits from a provider. The request is free.</summary>
internal sealed class BalanceClient : IAttemptObserver
{
    private readonly IBalanceProvider _provider;
    private readonly ProviderMetadata _freeOfCharge;
    private readonly ProviderHttpClient _http;
    private readonly TimeProvider _clock;
    private readonly ClientLog _log;
    private readonly Uri _baseUri;
    private readonly ApiKey _key;
    private readonly TimeSpan _maxRetryAfter;
    private int _address;

    /// <param name="provider">The provider.</param>
    /// <param name="key">The key for the provider.</param>
    /// <param name="baseUri">Another address for the provider; null for its own.</param>
    /// <param name="settings">The time-out and the retries; null for the defaults.</param>
    /// <param name="log">Receives the messages.</param>
    /// <param name="transport">The HTTP client of a proxy or a test; null for the one of the process.</param>
    /// <param name="clock">The clock of a test; null for the system's.</param>
    /// <param name="rates">The rate limits of a test; null for those of the process.</param>
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
        _maxRetryAfter = settings.MaxRetryAfter;
        _http = new ProviderHttpClient(transport ?? SharedHttpClient.Client, settings, _clock, _log, rates);
    }

    /// <exception cref="FollowingException">There was no response, or it was an error.</exception>
    public async Task<CreditBalance> AskAsync(CancellationToken cancellationToken)
    {
        DateTime requestedAt = DateTimeOffset.FromUnixTimeSeconds(_clock.GetUtcNow().ToUnixTimeSeconds()).LocalDateTime;
        for (_address = 0; ; _address++)
        {
            using ProviderResponse response = await _http
                .SendAsync(_freeOfCharge, _baseUri, this, _key, cancellationToken)
                .ConfigureAwait(false);
            ProviderBalance balance = Read(response);
            if (balance.IsElsewhere)
            {
                _log.Verbose?.Invoke($"{response.Summary}, no balance at this address; trying the other one");
                continue;
            }
            string left = balance.CreditsRemaining is long credits ? $"{credits} left" : "no number of credits found";
            _log.Verbose?.Invoke($"{response.Summary}, {left}");
            return new CreditBalance
            {
                Provider = _provider.Facts.Name,
                CreditsRemaining = balance.CreditsRemaining,
                Note = balance.CreditsRemaining is null ? DescribeUnknownBalance() : null,
                RetrievedAt = requestedAt,
            };
        }
    }

    string IAttemptObserver.Description => "the balance";

    FieldNames? IAttemptObserver.Fields => null;

    Task IAttemptObserver.PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    void IAttemptObserver.OnDelay(string reason)
    {
    }

    HttpRequestMessage IAttemptObserver.CreateRequest() => _provider.CreateBalanceRequest(_address, _baseUri);

    void IAttemptObserver.OnRetrying(ProviderResponse response)
    {
    }

    void IAttemptObserver.OnNoResponse(bool mayBeCharged)
    {
    }

    private string DescribeUnknownBalance() =>
        $"{_provider.Facts.Name} responded, but its response contains no whole number of credits. "
        + $"See the balance at {_provider.Facts.Website}.";

    private ProviderBalance Read(ProviderResponse response)
    {
        try
        {
            return _provider.ReadBalance(_address, response.ReadAs(_provider.Facts));
        }
        catch (FollowingException e)
        {
            _log.Verbose?.Invoke($"{response.Summary}, {e.Kind}");
            throw response.Complete(e, _key, _maxRetryAfter);
        }
    }
}
