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
/// <param name="transport">Sends the requests.</param>
/// <param name="settings">Specifies time-outs and retries.</param>
/// <param name="clock">Provides the time and the delays.</param>
/// <param name="log">Receives verbose and debug lines.</param>
/// <param name="rates">Tracks rate limits; <see langword="null"/> uses the tracker of the process.</param>
/// <param name="closing">
/// Cancels requests that wait for their turn or for a retry. Requests in flight continue.
/// </param>
internal sealed class ProviderHttpClient(
    HttpClient transport,
    HttpSettings settings,
    TimeProvider clock,
    ClientLog log,
    RateLimitTracker? rates = null,
    CancellationToken closing = default)
{
    private readonly RateLimitTracker _rates = rates ?? RateLimitTracker.Shared;
    private readonly AttemptSender _sender =
        new(transport, settings, clock, log, rates ?? RateLimitTracker.Shared);
    private readonly RetryRule _retryRule = new(settings);
    private readonly CircuitBreaker _circuitBreaker = new();

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
        if (_circuitBreaker.GetOpenUntil(clock.GetUtcNow()) is DateTimeOffset openUntil)
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
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing);
        RetryPipeline<ProviderResponse> pipeline = new(
            settings,
            clock,
            (response, error) => _retryRule.ShouldRetry(facts, response, error),
            (response, delay) => OnRetry(operation, response, delay),
            _retryRule.GetDelay);
        try
        {
            ProviderResponse response = await pipeline
                .RunAsync(token => _sender.SendAsync(operation, token), waiting.Token)
                .ConfigureAwait(false);
            response.Attempts = operation.AttemptCount;
            RecordOutcome(operation, response);
            return response;
        }
        catch (Exception e) when (TransportErrors.Map(e, operation, settings.Timeout) is FollowingException mapped)
        {
            if (mapped.Kind is FollowingErrorKind.ProviderUnavailable or FollowingErrorKind.ProviderTimeout)
            {
                _circuitBreaker.RecordFailure(clock.GetUtcNow());
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
        if (isTransient && response.RetryAfter is TimeSpan wait && wait > settings.MaxRetryAfter)
        {
            _rates.Block(operation.Limit, clock.GetUtcNow(), wait);
        }
        bool isBroken = (isTransient && !read.IsRateLimit) || status is >= 500 and <= 599;
        if (isBroken && response.RetryAfter is null)
        {
            _circuitBreaker.RecordFailure(clock.GetUtcNow());
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
                operation.Hold = _rates.Hold(operation.Limit, clock.GetUtcNow() + wait);
            }
        }
        string summary = response is null ? "" : response.Summary + "; "; // without a response, it was logged before
        log.Verbose?.Invoke(FormattableString.Invariant($"{summary}retrying in {delay.TotalSeconds:0.0} s"));
        bool isImmediate = delay < TimeSpan.FromSeconds(0.1);
        operation.Observer.OnDelay(
            isImmediate
                ? $"retrying, attempt {operation.AttemptCount} failed"
                : FormattableString.Invariant(
                    $"waiting {delay.TotalSeconds:0.0} s, attempt {operation.AttemptCount} failed"));
    }
}
