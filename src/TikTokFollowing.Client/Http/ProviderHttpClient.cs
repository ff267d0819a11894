using System;
using System.IO;
using System.Net.Http;
using System.Security.Authentication;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// The only way out. Sends a request, waits and repeats where that can help, and comes back with a whole answer or with a <see cref="FollowingException"/>.
/// What an error status means is not decided here: that is the provider's. Lists that are read at the same time share one gate.
/// </summary>
internal sealed class ProviderHttpClient
{
    private static readonly ResiliencePropertyKey<Sending> s_sending = new("TikTokFollowing.Sending");

    private static TimeSpan LongestBackOff { get; } = TimeSpan.FromHours(1);

    private readonly HttpClient _transport;
    private readonly HttpSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ClientLog _log;
    private readonly RateLimitTracker _rates;
    private readonly CancellationToken _closing;
    private readonly ResponseReader _reader;
    private readonly ResiliencePipeline<ProviderResponse> _repeating;
    private readonly ResiliencePipeline _inTime;
    private readonly CircuitBreaker _health = new();

    /// <param name="transport">What sends.</param>
    /// <param name="settings">How patient to be.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Where to tell what happens.</param>
    /// <param name="rates">For tests; null is what this process knows of rate limits.</param>
    /// <param name="closing">From then on nothing is sent: what waits for its turn, or to be repeated, is cancelled. What was sent is answered.</param>
    public ProviderHttpClient(HttpClient transport, HttpSettings settings, TimeProvider clock, ClientLog log, RateLimitTracker? rates = null, CancellationToken closing = default)
    {
        _closing = closing;
        _transport = transport;
        _settings = settings;
        _clock = clock;
        _log = log;
        _rates = rates ?? RateLimitTracker.Shared;
        _reader = new ResponseReader(clock, log, _rates);
        _repeating = BuildRepeating();
        _inTime = BuildInTime();
    }

    /// <summary>Sends until there is an answer that repeating cannot better.</summary>
    /// <param name="facts">Whom it goes to, for messages.</param>
    /// <param name="address">Where it goes; limits are counted there.</param>
    /// <param name="attempts">Makes the requests, one for every attempt, because a request cannot be sent twice; is told how each went.</param>
    /// <param name="key">To keep out of everything that comes back.</param>
    /// <param name="cancellationToken">The user's stop.</param>
    /// <exception cref="FollowingException">No answer came, or none that could be understood.</exception>
    /// <exception cref="OperationCanceledException">The user stopped, or it was not sent because nothing is any more.</exception>
    public async Task<ProviderResponse> SendAsync(ProviderMetadata facts, Uri address, IAttemptObserver attempts, ApiKey key, CancellationToken cancellationToken)
    {
        if (_health.ClosedUntil(_clock.GetUtcNow()) is DateTimeOffset until)
        {
            throw new FollowingException(
                FollowingErrorKind.ProviderUnavailable,
                facts.Name,
                $"{facts.Name} failed {CircuitBreaker.FailuresToOpen} times in a row and is left alone until {LocalTime.Format(until.LocalDateTime, "T")}: it was not asked for {attempts.Subject}. Try again later.")
            {
                RetryAt = until.LocalDateTime,
            };
        }

        Sending sending = new(facts, attempts, key, Limit: $"{facts.Name} {address.Authority} {key.GetFingerprint()}", cancellationToken);
        try
        {
            using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing);
            ProviderResponse answer = await SendRepeatedlyAsync(sending, waiting.Token).ConfigureAwait(false);
            Record(sending, answer);
            return answer;
        }
        catch (FollowingException e) when (e.Kind is FollowingErrorKind.ProviderUnavailable or FollowingErrorKind.ProviderTimeout)
        {
            _health.Failed(_clock.GetUtcNow());
            throw;
        }
    }

    private void Record(Sending sending, ProviderResponse answer)
    {
        int status = (int)answer.Status;
        bool isTransient = IsTransient(sending, answer);
        // A provider that states when to come back limits the rate and is not broken; some state it with 503.
        if (isTransient && answer.RetryAfter is TimeSpan wait && wait > _settings.LongestWait) { _rates.Close(sending.Limit, _clock.GetUtcNow(), wait); }
        bool isBroken = (isTransient && status != 429) || status is >= 500 and <= 599;
        if (isBroken && answer.RetryAfter is null)
        {
            _health.Failed(_clock.GetUtcNow());
        }
        else if (status is >= 200 and <= 299 || answer.Body.ValueKind != JsonValueKind.Undefined || answer.RetryAfter is not null)
        {
            // An error page of a firewall or a router shows nothing about the provider. It concerns one list.
            _health.Succeeded();
        }
    }

    // The token ends the waits between attempts. One that was sent goes on until its answer is there, or the user stops.
    private async Task<ProviderResponse> SendRepeatedlyAsync(Sending sending, CancellationToken cancellationToken)
    {
        ProviderMetadata facts = sending.Facts;
        string subject = sending.Attempts.Subject;
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(s_sending, sending);
            ProviderResponse answer = await _repeating.ExecuteAsync(SendNextAsync, context).ConfigureAwait(false);
            answer.Attempts = sending.Count;
            return answer;
        }
        catch (TimeoutRejectedException e)
        {
            throw Failure(
                FollowingErrorKind.ProviderTimeout,
                $"{facts.Name} did not answer for {subject} within {_settings.Timeout?.TotalSeconds:0.#} s{Tried(sending.Count)}. Try again later, or give it longer with -TimeoutSec.",
                e);
        }
        catch (ProxyAuthenticationException e)
        {
            throw Failure(
                FollowingErrorKind.ProviderUnavailable,
                $"The proxy requires a user name and a password (status 407), so {facts.Name} was not contacted for {subject}. Nothing was charged. "
                    + "Give them with -Proxy and -ProxyCredential, or correct them.",
                e);
        }
        catch (CutShortException e)
        {
            throw Failure(FollowingErrorKind.UnexpectedResponse, $"The answer of {facts.Name} for {subject} broke off in the middle{Tried(sending.Count)}. {(facts.PriceOf(0) > 0 ? "It may have been charged each time. " : "")}Try again later.", e);
        }
        catch (RedirectException e)
        {
            throw Failure(
                FollowingErrorKind.UnexpectedResponse,
                $"{facts.Name} sends us on to another address for {subject} ({e.Message}). That is refused, so that your key goes nowhere else. If you gave -BaseUri, check it; if not, the provider has moved: please report it.",
                e);
        }
        catch (InvalidDataException e)
        {
            // A whole answer came, so it was paid for, though nothing in it says how much.
            throw Failure(
                FollowingErrorKind.UnexpectedResponse,
                $"The answer of {facts.Name} for {subject} cannot be read: {SecretRedactor.RedactKey(e.Message, sending.Key)} {(facts.PriceOf(0) > 0 ? "It may have been charged. " : "")}{ProviderErrors.ReportIt}",
                e,
                facts.PriceOf(0));
        }
        catch (HttpRequestException e)
        {
            throw Failure(
                FollowingErrorKind.ProviderUnavailable,
                $"{facts.Name} could not be reached for {subject}{Tried(sending.Count)}: {TextSanitizer.Sanitize(SecretRedactor.RedactKey(ReasonOf(e), sending.Key)).TrimEnd('.')}. Check the connection (and -BaseUri or -Proxy, if you gave one), or try again later.",
                e);
        }
        catch (Exception e) when (e is (SystemException or JsonException) and not (OperationCanceledException or OutOfMemoryException))
        {
            // No exception of .NET may reach the user: it has no target, and would end the lists that are in flight.
            throw Failure(
                FollowingErrorKind.UnexpectedResponse,
                $"The response of {facts.Name} for {subject} could not be processed: {TextSanitizer.Sanitize(SecretRedactor.RedactKey(e.Message, sending.Key)).TrimEnd('.')}. {ProviderErrors.ReportIt}",
                e,
                sending.IsLastSent ? facts.PriceOf(0) : 0);
        }
        finally
        {
            sending.Hold?.Dispose();
            ResilienceContextPool.Shared.Return(context);
        }

        // .NET quotes what it could not read. If the key is in there, the cause is left out.
        FollowingException Failure(FollowingErrorKind kind, string message, Exception e, long creditsCharged = 0)
        {
            string cause = e.ToString();
            return new FollowingException(kind, facts.Name, message, SecretRedactor.RedactKey(cause, sending.Key) == cause ? e : null) { CreditsCharged = creditsCharged };
        }
    }

    private ResiliencePipeline<ProviderResponse> BuildRepeating()
    {
        ResiliencePipelineBuilder<ProviderResponse> builder = new() { TimeProvider = _clock };
        if (_settings.MaximumRetryCount > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<ProviderResponse>
            {
                MaxRetryAttempts = _settings.MaximumRetryCount,
                BackoffType = DelayBackoffType.Exponential,
                Delay = _settings.RetryInterval,
                MaxDelay = LongestBackOff, // else the twentieth wait takes years, and no timer accepts it
                UseJitter = true,
                ShouldHandle = args => new ValueTask<bool>(IsTransient(SendingOf(args.Context), args.Outcome)),
                DelayGenerator = args => new ValueTask<TimeSpan?>(DelayOf(args.Outcome.Result, args.AttemptNumber)), // null: the back-off
                OnRetry = args =>
                {
                    Repeating(SendingOf(args.Context), args.Outcome.Result, args.RetryDelay);
                    return default;
                },
            });
        }
        return builder.Build();
    }

    // A Retry-After of 0, or one in the past, is no invitation to send five requests in ten milliseconds.
    private TimeSpan? DelayOf(ProviderResponse? answer, int attempt)
    {
        if (answer?.RetryAfter is not TimeSpan wait) { return null; }
        double backOff = Math.Min(_settings.RetryInterval.TotalSeconds * Math.Pow(2, attempt), LongestBackOff.TotalSeconds);
        return wait.TotalSeconds < backOff ? TimeSpan.FromSeconds(backOff) : wait;
    }

    // Inside the retry: per attempt.
    private ResiliencePipeline BuildInTime()
    {
        ResiliencePipelineBuilder builder = new() { TimeProvider = _clock };
        if (_settings.Timeout is TimeSpan timeout) { builder.AddTimeout(new TimeoutStrategyOptions { Timeout = timeout }); }
        return builder.Build();
    }

    private void Repeating(Sending sending, ProviderResponse? answer, TimeSpan delay)
    {
        if (answer is not null)
        {
            sending.Attempts.Repeated(answer);
            // Who is slowed down slows the others down as well, while it waits.
            if (answer.RetryAfter is TimeSpan wait) { sending.Hold = _rates.Hold(sending.Limit, _clock.GetUtcNow() + wait); }
        }
        string what = answer is null ? "" : answer.Summary + "; "; // an attempt without an answer has had its line
        _log.Verbose?.Invoke(FormattableString.Invariant($"{what}repeating in {delay.TotalSeconds:0.0} s"));
        bool isAtOnce = delay < TimeSpan.FromSeconds(0.1);
        sending.Attempts.Waiting(isAtOnce ? $"trying again, attempt {sending.Count} failed" : FormattableString.Invariant($"waiting {delay.TotalSeconds:0.0} s, attempt {sending.Count} failed"));
    }

    private bool IsTransient(Sending sending, Outcome<ProviderResponse> outcome) => outcome switch
    {
        // A certificate that is not trusted will not be trusted a second later.
        { Exception: HttpRequestException { InnerException: AuthenticationException or NotSupportedException } } => false,
        { Exception: ProxyTunnelException tunnel } => tunnel.IsTransient,
        { Exception: HttpRequestException or CutShortException or TimeoutRejectedException } => true,
        { Result: ProviderResponse answer } => IsTransient(sending, answer) && !(answer.RetryAfter > _settings.LongestWait),
        _ => false,
    };

    private static bool IsTransient(Sending sending, ProviderResponse answer)
    {
        try
        {
            return sending.Attempts.IsTransient(answer);
        }
        catch (InvalidOperationException)
        {
            return ProviderErrors.IsTransient(answer.Status); // System.Text.Json, about half a surrogate pair in the name of a field
        }
    }

    private async ValueTask<ProviderResponse> SendNextAsync(ResilienceContext context)
    {
        Sending sending = SendingOf(context);
        sending.Hold?.Dispose(); // it has waited itself
        await WaitForRateAsync(sending, context.CancellationToken).ConfigureAwait(false);
        context.CancellationToken.ThrowIfCancellationRequested();
        await sending.Attempts.PrepareAsync(context.CancellationToken).ConfigureAwait(false);
        sending.Count++;
        return await _inTime.ExecuteAsync(static async (state, token) => await state.Gate.SendOnceAsync(state.Sending, token).ConfigureAwait(false), (Gate: this, Sending: sending), sending.Stopping)
            .ConfigureAwait(false);
    }

    private async Task WaitForRateAsync(Sending sending, CancellationToken cancellationToken)
    {
        TimeSpan wait = _rates.WaitFor(sending.Limit, _clock.GetUtcNow());
        if (wait == TimeSpan.Zero) { return; }
        if (wait > _settings.LongestWait)
        {
            DateTime retryAt = (_clock.GetUtcNow() + wait).LocalDateTime;
            throw new FollowingException(
                FollowingErrorKind.RateLimited, sending.Facts.Name, $"{sending.Facts.Name} allows no more requests before {LocalTime.Format(retryAt)}, by its own count: it was not asked for {sending.Attempts.Subject}. Wait until then.")
            {
                RetryAt = retryAt,
            };
        }
        string why = FormattableString.Invariant($"waiting {wait.TotalSeconds:0.0} s");
        _log.Verbose?.Invoke($"No request is left at {sending.Facts.Name} for now: {why}");
        sending.Attempts.Waiting($"{why} until {sending.Facts.Name} takes requests again");
#if NETFRAMEWORK
        await _clock.Delay(wait, cancellationToken).ConfigureAwait(false);
#else
        await Task.Delay(wait, _clock, cancellationToken).ConfigureAwait(false);
#endif
    }

    private async Task<ProviderResponse> SendOnceAsync(Sending sending, CancellationToken cancellationToken)
    {
        bool hasAnswer = false;
        sending.IsLastSent = false;
        try
        {
            using HttpRequestMessage request = CreateRequest(sending);
            sending.IsLastSent = true;
            try
            {
                ProviderResponse answer = await SendOnceAsync(request, sending, cancellationToken).ConfigureAwait(false);
                hasAnswer = true;
                return answer;
            }
            catch (Exception e) when (IsNotSent(request, e))
            {
                sending.IsLastSent = false;
                throw;
            }
        }
        finally
        {
            if (!hasAnswer) { sending.Attempts.Lost(sending.IsLastSent); }
        }
    }

    private static HttpRequestMessage CreateRequest(Sending sending)
    {
        try
        {
            return sending.Attempts.CreateRequest();
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
        {
            // Without the cause, which may quote a header with the key.
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                sending.Facts.Name,
                $"No request can be made for {sending.Attempts.Subject}. Nothing was sent. Check the handle, the cursor, the key and -BaseUri.");
        }
    }

    private async Task<ProviderResponse> SendOnceAsync(HttpRequestMessage request, Sending sending, CancellationToken cancellationToken)
    {
        long started = _clock.GetTimestamp();
        string Outcome(string what) =>
            FormattableString.Invariant($"{Describe(request)}: {what}, {_clock.GetElapsedTime(started).TotalMilliseconds:0} ms, attempt {sending.Count}");

        try
        {
            HttpResponseMessage response = await _transport.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return await _reader.ReadAsync(response, sending.Attempts, sending.Limit, sending.Key, Outcome, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            _log.Verbose?.Invoke(Outcome("given up")); // a time-out or the user's stop
            if (!cancellationToken.IsCancellationRequested)
            {
                throw new HttpRequestException("the connection was aborted", e);
            }
            throw;
        }
        catch (HttpRequestException e) when (SendFailure.IsTunnelRefused(e))
        {
            int? status = SendFailure.TunnelStatusOf(e);
            _log.Verbose?.Invoke(Outcome(FormattableString.Invariant($"refused by the proxy, status {status}")));
            throw status == 407 ? new ProxyAuthenticationException(e) : new ProxyTunnelException(status, e);
        }
        catch (HttpRequestException e) when (SendFailure.IsMalformed(e) && !IsNotSent(request, e))
        {
            // The provider has answered, and may have charged for it. A retry would pay again.
            string what = TextSanitizer.Sanitize(SecretRedactor.RedactKey(SendFailure.Innermost(e).Message, sending.Key)).TrimEnd('.');
            _log.Verbose?.Invoke(Outcome(what));
            throw new InvalidDataException($"its header is not valid HTTP ({what}).", e);
        }
        catch (HttpRequestException e)
        {
            _log.Verbose?.Invoke(Outcome(TextSanitizer.Sanitize(SecretRedactor.RedactKey(SendFailure.Innermost(e).Message, sending.Key))));
            throw;
        }
        catch (Exception e) when (e is InvalidDataException or RedirectException or ProxyAuthenticationException)
        {
            _log.Verbose?.Invoke(Outcome(e.Message));
            throw;
        }
        catch (CutShortException)
        {
            _log.Verbose?.Invoke(Outcome("the answer broke off"));
            throw;
        }
        catch (IOException e)
        {
            // The header of the answer was cut.
            _log.Verbose?.Invoke(Outcome("the connection broke"));
            throw new HttpRequestException("the connection broke", e);
        }
        catch (Exception e) when (IsNotSent(request, e))
        {
            // Such as NotSupportedException for the scheme of a proxy in the environment.
            _log.Verbose?.Invoke(Outcome(TextSanitizer.Sanitize(SecretRedactor.RedactKey(e.Message, sending.Key))));
            throw new HttpRequestException(e.Message, e);
        }
    }

    /// <summary>
    /// Indicates whether the request cannot have reached the provider, so that it cannot have been charged.
    /// </summary>
    private static bool IsNotSent(HttpRequestMessage request, Exception e) =>
        request.Content is TrackedContent { IsSent: false }
        || e is ProxyAuthenticationException or ProxyTunnelException
        || (e is HttpRequestException failure && SendFailure.IsBeforeSending(failure));

    // The query holds what the user typed and the provider's cursors; the key is in a header.
    private static string Describe(HttpRequestMessage request) =>
        $"{request.Method} {request.RequestUri!.Authority}{TextSanitizer.Sanitize(request.RequestUri.PathAndQuery)}";

    private static string ReasonOf(HttpRequestException e) => e is ProxyTunnelException ? e.Message : SendFailure.Innermost(e).Message;

    private static string Tried(int attempts) => attempts > 1 ? $" (tried {attempts} times)" : "";

    private static Sending SendingOf(ResilienceContext context) => context.Properties.GetValue(s_sending, null!);

    /// <summary>One request on its way, with all of its attempts.</summary>
    private sealed record Sending(ProviderMetadata Facts, IAttemptObserver Attempts, ApiKey Key, string Limit, CancellationToken Stopping)
    {
        /// <summary>Whether the last attempt may have reached the provider.</summary>
        public bool IsLastSent { get; set; }

        /// <summary>How many attempts there were.</summary>
        public int Count { get; set; }

        /// <summary>What keeps others waiting along with it.</summary>
        public IDisposable? Hold { get; set; }
    }
}
