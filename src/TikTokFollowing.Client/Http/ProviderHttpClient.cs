using System.Net.Http;
using System.Text.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Sends every request to a provider, and retries transient failures. Lists that are read at the same time share one
/// client. The provider decides what an error status means.
/// </summary>
internal sealed class ProviderHttpClient
{
    private readonly HttpSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ClientLog _log;
    private readonly RateLimitTracker _rates;
    private readonly CancellationToken _closing;
    private readonly AttemptSender _sender;
    private readonly RetryRule _retryRule;
    private readonly CircuitBreaker _circuitBreaker = new();

    /// <param name="transport">Sends the requests.</param>
    /// <param name="settings">Specifies time-outs and retries.</param>
    /// <param name="clock">Provides the time and the delays.</param>
    /// <param name="log">Receives verbose and debug lines.</param>
    /// <param name="rates">Tracks rate limits; <see langword="null"/> uses the tracker of the process.</param>
    /// <param name="closing">
    /// Cancels requests that wait for their turn or for a retry. Requests in flight continue.
    /// </param>
    public ProviderHttpClient(
        HttpClient transport,
        HttpSettings settings,
        TimeProvider clock,
        ClientLog log,
        RateLimitTracker? rates = null,
        CancellationToken closing = default)
    {
        _closing = closing;
        _settings = settings;
        _clock = clock;
        _log = log;
        _rates = rates ?? RateLimitTracker.Shared;
        _sender = new AttemptSender(transport, new ResponseReader(clock, log, _rates), clock, log);
        _retryRule = new RetryRule(settings);
    }

    /// <summary>Sends a request until its response is complete and no retry can help.</summary>
    /// <param name="facts">Specifies the provider.</param>
    /// <param name="address">Specifies the address that rate limits apply to.</param>
    /// <param name="observer">Creates a new request for each attempt, and observes the attempts.</param>
    /// <param name="key">Specifies the key to redact from everything that is returned.</param>
    /// <param name="cancellationToken">Cancels the request and its retries.</param>
    /// <exception cref="FollowingException">No usable response was received.</exception>
    /// <exception cref="OperationCanceledException">
    /// The user stopped the command, or the client was closing before the request was sent.
    /// </exception>
    public async Task<ProviderResponse> SendAsync(
        ProviderMetadata facts, Uri address, IAttemptObserver observer, ApiKey key, CancellationToken cancellationToken)
    {
        if (_circuitBreaker.GetOpenUntil(_clock.GetUtcNow()) is DateTimeOffset openUntil)
        {
            string retryTime = LocalTime.Format(openUntil.LocalDateTime, "T");
            throw new FollowingException(
                FollowingErrorKind.ProviderUnavailable,
                facts.Name,
                $"{facts.Name} failed {CircuitBreaker.FailureThreshold} times in a row, "
                    + $"so it was not contacted for {observer.Description}. Retry after {retryTime}.")
            {
                RetryAt = openUntil.LocalDateTime,
            };
        }

        string limit = $"{facts.Name} {address.Authority} {key.GetFingerprint()}";
        SendOperation operation = new(facts, observer, key, limit, cancellationToken);
        // Ends the delays between attempts. An attempt in flight ends with its response or the user's stop.
        using CancellationTokenSource waiting =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing);
        RetryPipeline<ProviderResponse> pipeline = new(
            _settings,
            _clock,
            (response, error) => _retryRule.ShouldRetry(facts, response, error),
            (response, delay) => OnRetry(operation, response, delay),
            _retryRule.GetDelay);
        try
        {
            ProviderResponse response = await pipeline
                .RunAsync(token => SendAttemptAsync(operation, token), waiting.Token)
                .ConfigureAwait(false);
            response.Attempts = operation.AttemptCount;
            RecordOutcome(operation, response);
            return response;
        }
        catch (Exception e) when (new TransportErrors(operation, _settings.Timeout).Map(e) is FollowingException mapped)
        {
            if (mapped.Kind is FollowingErrorKind.ProviderUnavailable or FollowingErrorKind.ProviderTimeout)
            {
                _circuitBreaker.RecordFailure(_clock.GetUtcNow());
            }
            throw mapped;
        }
        finally
        {
            operation.Hold?.Dispose();
        }
    }

    private void RecordOutcome(SendOperation operation, ProviderResponse response)
    {
        int status = (int)response.Status;
        ErrorResponse read = response.ReadAs(operation.Facts);
        bool isTransient = read.IsTransient;
        // A provider that states a retry time is rate limiting and not broken. Some state it with status 503.
        if (isTransient && response.RetryAfter is TimeSpan wait && wait > _settings.MaxRetryAfter)
        {
            _rates.Block(operation.Limit, _clock.GetUtcNow(), wait);
        }
        bool isBroken = (isTransient && !read.IsRateLimit) || status is >= 500 and <= 599;
        if (isBroken && response.RetryAfter is null)
        {
            _circuitBreaker.RecordFailure(_clock.GetUtcNow());
        }
        else if (status is >= 200 and <= 299
            || response.Body.ValueKind != JsonValueKind.Undefined
            || response.RetryAfter is not null)
        {
            // An error page of a firewall or a router shows nothing about the provider, so it is not a success.
            _circuitBreaker.RecordSuccess();
        }
    }

    private void OnRetry(SendOperation operation, ProviderResponse? response, TimeSpan delay)
    {
        if (response is not null)
        {
            operation.Observer.OnRetrying(response);
            // A throttled request also delays other requests under the same limit.
            if (response.RetryAfter is TimeSpan wait)
            {
                operation.Hold = _rates.Hold(operation.Limit, _clock.GetUtcNow() + wait);
            }
        }
        string summary = response is null ? "" : response.Summary + "; "; // without a response, it was logged before
        _log.Verbose?.Invoke(FormattableString.Invariant($"{summary}retrying in {delay.TotalSeconds:0.0} s"));
        bool isImmediate = delay < TimeSpan.FromSeconds(0.1);
        operation.Observer.OnDelay(
            isImmediate
                ? $"retrying, attempt {operation.AttemptCount} failed"
                : FormattableString.Invariant(
                    $"waiting {delay.TotalSeconds:0.0} s, attempt {operation.AttemptCount} failed"));
    }

    // The token ends the waits before the attempt. The attempt itself ends with its time-out or the user's stop.
    private async Task<ProviderResponse> SendAttemptAsync(SendOperation operation, CancellationToken cancellationToken)
    {
        operation.Hold?.Dispose(); // this request has waited already
        await WaitForRateLimitAsync(operation, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await operation.Observer.PrepareAsync(cancellationToken).ConfigureAwait(false);
        operation.AttemptCount++;

        using CancellationTokenSource timeout = CreateTimeout();
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, operation.CancellationToken);
        try
        {
            return await _sender.SendAsync(operation, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
            when (timeout.IsCancellationRequested && !operation.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(e.Message, e);
        }
    }

    private CancellationTokenSource CreateTimeout()
    {
        TimeSpan timeout = _settings.Timeout ?? Timeout.InfiniteTimeSpan;
#if NETFRAMEWORK
        return _clock.CreateCancellationTokenSource(timeout);
#else
        return new CancellationTokenSource(timeout, _clock);
#endif
    }

    private Task WaitForRateLimitAsync(SendOperation operation, CancellationToken cancellationToken)
    {
        TimeSpan wait = _rates.GetWait(operation.Limit, _clock.GetUtcNow());
        if (wait == TimeSpan.Zero)
        {
            return Task.CompletedTask;
        }
        string provider = operation.Facts.Name;
        if (wait > _settings.MaxRetryAfter)
        {
            DateTime retryAt = (_clock.GetUtcNow() + wait).LocalDateTime;
            throw new FollowingException(
                FollowingErrorKind.RateLimited,
                provider,
                $"{provider} is rate limiting requests, so it was not contacted for {operation.Observer.Description}. "
                    + $"Retry after {LocalTime.Format(retryAt)}.")
            {
                RetryAt = retryAt,
            };
        }
        string reason =
            FormattableString.Invariant($"waiting {wait.TotalSeconds:0.0} s for the rate limit of {provider}");
        _log.Verbose?.Invoke(reason);
        operation.Observer.OnDelay(reason);
#if NETFRAMEWORK
        return _clock.Delay(wait, cancellationToken);
#else
        return Task.Delay(wait, _clock, cancellationToken);
#endif
    }
}
