using System.Net.Http;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>Sends one attempt of a request, and reports whether it may have been charged.</summary>
internal sealed class AttemptSender(
    HttpClient transport, HttpSettings settings, TimeProvider clock, ClientLog log, RateLimitTracker rates)
{
    private readonly ResponseReader _reader = new(clock, log, rates);

    /// <summary>Waits for the rate limit, sends one attempt and reads its response.</summary>
    /// <param name="operation">The request.</param>
    /// <param name="cancellationToken">
    /// Ends the waits before the attempt. The attempt itself ends with its time-out or the user's stop.
    /// </param>
    public async Task<ProviderResponse> SendAsync(SendOperation operation, CancellationToken cancellationToken)
    {
        operation.Hold?.Dispose(); // this request has waited already
        await WaitForRateLimitAsync(operation, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await operation.Observer.PrepareAsync(cancellationToken).ConfigureAwait(false);
        operation.AttemptCount++;

        using CancellationTokenSource timeout = CreateTimeout();
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, operation.CancellationToken);
        long started = clock.GetTimestamp();
        HttpRequestMessage? request = null;
        ProviderResponse? response = null;
        operation.IsLastSent = false;
        try
        {
            request = CreateRequest(operation);
            operation.IsLastSent = true;
            HttpResponseMessage message = await transport
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token)
                .ConfigureAwait(false);
            response = await _reader.ReadAsync(message, operation, Summarize, either.Token).ConfigureAwait(false);
            return response;
        }
        catch (Exception e) when (request is not null)
        {
            (string? outcome, Exception error) = Map(e, request, operation, timeout.Token);
            if (outcome is not null)
            {
                log.Verbose?.Invoke(Summarize(outcome));
            }
            operation.IsLastSent = !IsNotSent(request, error);
            if (error != e)
            {
                throw error;
            }
            throw;
        }
        finally
        {
            request?.Dispose();
            if (response is null)
            {
                operation.Observer.OnNoResponse(operation.IsLastSent);
            }
        }

        string Summarize(string outcome)
        {
            double elapsed = clock.GetElapsedTime(started).TotalMilliseconds;
            return FormattableString.Invariant(
                $"{Describe(request!)}: {outcome}, {elapsed:0} ms, attempt {operation.AttemptCount}");
        }
    }

    private static HttpRequestMessage CreateRequest(SendOperation operation)
    {
        try
        {
            HttpRequestMessage request = operation.Observer.CreateRequest();
            AuthenticationHandler.Authenticate(request, operation.Facts.KeyHeader, operation.Key);
            return request;
        }
        catch (Exception e)
            when (e is ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
        {
            // Without the cause, which may quote a header with the key.
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                operation.Facts.Name,
                $"No request can be created for {operation.Observer.Description}. Nothing was sent. "
                    + "Check the handle, the cursor, the key and -BaseUri.");
        }
    }

    // Returns the outcome for the log, and the exception in place of the one that was thrown.
    private static (string? Outcome, Exception Error) Map(
        Exception e, HttpRequestMessage request, SendOperation operation, CancellationToken timeout)
    {
        string Quote(Exception shown) => SecretRedactor.Quote(shown.Message, operation.Key);

        switch (e)
        {
            case OperationCanceledException when operation.CancellationToken.IsCancellationRequested:
                return ("cancelled", e);
            case OperationCanceledException when timeout.IsCancellationRequested:
                return ("cancelled", new TimeoutException(e.Message, e));
            case OperationCanceledException:
                return ("cancelled", new HttpRequestException("the connection was aborted", e));
            case HttpRequestException failure when SendFailure.IsTunnelRefused(failure):
                int? status = SendFailure.GetTunnelStatus(failure);
                return (
                    FormattableString.Invariant($"refused by the proxy, status {status}"),
                    status == 407 ? new ProxyAuthenticationException(e) : new ProxyTunnelException(status, e));
            case HttpRequestException failure when SendFailure.IsMalformed(failure) && !IsNotSent(request, e):
                // The provider has responded, and may have charged for it. A retry could be charged again.
                string reason = Quote(SendFailure.GetInnermost(e)).TrimEnd('.');
                return (reason, new InvalidDataException($"its header is not valid HTTP ({reason}).", e));
            case HttpRequestException:
                return (Quote(SendFailure.GetInnermost(e)), e);
            case InvalidDataException or RedirectException or ProxyAuthenticationException:
                return (e.Message, e);
            case CutShortException:
                return ("the response was cut off", e);
            case IOException: // the header of the response was cut off
                return ("the connection was lost", new HttpRequestException("the connection was lost", e));
            default:
                // Such as NotSupportedException for the scheme of a proxy in the environment.
                return IsNotSent(request, e) ? (Quote(e), new HttpRequestException(e.Message, e)) : (null, e);
        }
    }

    /// <summary>
    /// Indicates whether the request cannot have reached the provider, so that it cannot have been charged.
    /// </summary>
    private static bool IsNotSent(HttpRequestMessage request, Exception e) =>
#if NETFRAMEWORK
        SingleSendHandler.IsBeforeHandshake(request)
#else
        request.Content is TrackedContent { IsSent: false }
#endif
        || e is ProxyAuthenticationException or ProxyTunnelException
        || (e is HttpRequestException failure && SendFailure.IsBeforeSending(failure));

    // The query contains user input and the provider's cursors. The key is in a header.
    private static string Describe(HttpRequestMessage request) =>
        $"{request.Method} {request.RequestUri!.Authority}{TextSanitizer.Sanitize(request.RequestUri.PathAndQuery)}";

    private CancellationTokenSource CreateTimeout()
    {
        TimeSpan timeout = settings.Timeout ?? Timeout.InfiniteTimeSpan;
#if NETFRAMEWORK
        return clock.CreateCancellationTokenSource(timeout);
#else
        return new CancellationTokenSource(timeout, clock);
#endif
    }

    private Task WaitForRateLimitAsync(SendOperation operation, CancellationToken cancellationToken)
    {
        TimeSpan wait = rates.GetWait(operation.Limit, clock.GetUtcNow());
        if (wait == TimeSpan.Zero)
        {
            return Task.CompletedTask;
        }
        string provider = operation.Facts.Name;
        if (wait > settings.MaxRetryAfter)
        {
            DateTime retryAt = (clock.GetUtcNow() + wait).LocalDateTime;
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
        log.Verbose?.Invoke(reason);
        operation.Observer.OnDelay(reason);
#if NETFRAMEWORK
        return clock.Delay(wait, cancellationToken);
#else
        return Task.Delay(wait, clock, cancellationToken);
#endif
    }
}
