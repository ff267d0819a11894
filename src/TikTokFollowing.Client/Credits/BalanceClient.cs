using System.Net.Http;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Credits;

/// <summary>Gets the remaining credits from a provider. The request is free.</summary>
/// <param name="provider">The provider, which has a balance.</param>
/// <param name="key">The key for the provider.</param>
/// <param name="baseUri">Another address for the provider; null for its own.</param>
/// <param name="settings">The time-out and the retries; null for the defaults.</param>
/// <param name="log">Receives the messages.</param>
/// <param name="transport">The HTTP client of a proxy or a test; null for the one of the process.</param>
/// <param name="clock">The clock of a test; null for the system's.</param>
/// <param name="rates">The rate limits of a test; null for those of the process.</param>
internal sealed class BalanceClient(
    IFollowingProvider provider,
    ApiKey key,
    Uri? baseUri = null,
    HttpSettings? settings = null,
    ClientLog? log = null,
    HttpClient? transport = null,
    TimeProvider? clock = null,
    RateLimitTracker? rates = null) : IAttemptObserver
{
    private readonly BalanceRules _rules = provider.Balance!;
    private readonly ProviderMetadata _freeOfCharge =
        provider.Facts with { CreditsPerRequest = 0, CreditsPerRecord = 0 };
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly ClientLog _log = log ?? ClientLog.None;
    private readonly Uri _baseUri = baseUri ?? provider.Facts.BaseUri;
    private readonly HttpSettings _settings = settings ?? new HttpSettings();
    private int _address;

    /// <exception cref="FollowingException">There was no response, or it was an error.</exception>
    public async Task<CreditBalance> GetAsync(CancellationToken cancellationToken)
    {
        DateTime requestedAt = DateTimeOffset.FromUnixTimeSeconds(_clock.GetUtcNow().ToUnixTimeSeconds()).LocalDateTime;
        ProviderHttpClient http = new(transport ?? SharedHttpClient.Client, _settings, _clock, _log, rates);
        for (_address = 0; ; _address++)
        {
            using ProviderResponse response = await http
                .SendAsync(_freeOfCharge, _baseUri, this, key, cancellationToken)
                .ConfigureAwait(false);
            ErrorResponse read = response.ReadAs(provider.Facts);
            if (read.Status == 404 && _address + 1 < _rules.Requests.Count)
            {
                _log.Verbose?.Invoke($"{response.Summary}, no balance at this address; trying the other one");
                continue;
            }
            long? credits = Read(response, read);
            _log.Verbose?.Invoke(
                $"{response.Summary}, {(credits is null ? "no number of credits found" : $"{credits} left")}");
            return new CreditBalance
            {
                Provider = provider.Facts.Name,
                CreditsRemaining = credits,
                Note = credits is null
                    ? $"{provider.Facts.Name} responded, but its response contains no whole number of credits. "
                        + $"See the balance at {provider.Facts.Website}."
                    : null,
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

    HttpRequestMessage IAttemptObserver.CreateRequest() => _rules.CreateRequest(_address, _baseUri);

    void IAttemptObserver.OnRetrying(ProviderResponse response)
    {
    }

    void IAttemptObserver.OnNoResponse(bool mayBeCharged)
    {
    }

    private long? Read(ProviderResponse response, ErrorResponse read)
    {
        try
        {
            return _rules.Read(read);
        }
        catch (FollowingException e)
        {
            _log.Verbose?.Invoke($"{response.Summary}, {e.Kind}");
            throw response.Complete(e, key, _settings.MaxRetryAfter);
        }
    }
}
