using System;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// The only way out. Sends a request, waits and repeats where that can help, and comes back with a whole answer or with a <see cref="FollowingException"/>.
/// What an error status means is not decided here: that is the provider's. Lists that are read at the same time share one gate.
/// </summary>
internal sealed class ProviderHttp
{
    private static readonly ResiliencePropertyKey<Sending> s_sending = new("TikTokFollowing.Sending");

    private readonly HttpClient _transport;
    private readonly HttpSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ClientLog _log;
    private readonly RateWindows _rates;
    private readonly CancellationToken _closing;
    private readonly AnswerReader _reader;
    private readonly ResiliencePipeline<HttpAnswer> _repeating;
    private readonly ResiliencePipeline _inTime;
    private readonly ProviderHealth _health = new();

    /// <param name="transport">What sends.</param>
    /// <param name="settings">How patient to be.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Where to tell what happens.</param>
    /// <param name="rates">For tests; null is what this process knows of rate limits.</param>
    /// <param name="closing">From then on nothing is sent: what waits for its turn, or to be repeated, is cancelled. What was sent is answered.</param>
    public ProviderHttp(HttpClient transport, HttpSettings settings, TimeProvider clock, ClientLog log, RateWindows? rates = null, CancellationToken closing = default)
    {
        _closing = closing;
        _transport = transport;
        _settings = settings;
        _clock = clock;
        _log = log;
        _rates = rates ?? RateWindows.Shared;
        _reader = new AnswerReader(clock, log, _rates);
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
    public async Task<HttpAnswer> SendAsync(ProviderFacts facts, Uri address, IAttempts attempts, ApiKey key, CancellationToken cancellationToken)
    {
        if (_health.ClosedUntil(_clock.GetUtcNow()) is DateTimeOffset until)
        {
            throw new FollowingException(
                FollowingErrorKind.ProviderUnavailable,
                facts.Name,
                $"{facts.Name} failed {ProviderHealth.FailuresToOpen} times in a row and is left alone until {until.LocalDateTime:T}: it was not asked for {attempts.Subject}. Try again later.")
            {
                RetryAt = until.LocalDateTime,
            };
        }

        Sending sending = new(facts, attempts, key, Limit: $"{facts.Name} {address.Authority} {key.GetFingerprint()}", cancellationToken);
        try
        {
            using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing);
            HttpAnswer answer = await SendRepeatedlyAsync(sending, waiting.Token).ConfigureAwait(false);
            // Who says when to come back is slowed down, and not broken; some say it with 503.
            bool isBroken = (int)answer.Status is 408 or (>= 500 and <= 599) && answer.RetryAfter is null;
            bool isLimited = (int)answer.Status is 429 or 503 && answer.RetryAfter > _settings.LongestWait;
            if (isLimited && answer.RetryAt is DateTimeOffset opensAt) { _rates.Close(sending.Limit, opensAt); }
            if (isBroken) { _health.Failed(_clock.GetUtcNow()); }
            else { _health.Succeeded(); }
            return answer;
        }
        catch (FollowingException e) when (e.Kind is FollowingErrorKind.ProviderUnavailable or FollowingErrorKind.ProviderTimeout)
        {
            _health.Failed(_clock.GetUtcNow());
            throw;
        }
    }

    // The token ends the waits between attempts. One that was sent goes on until its answer is there, or the user stops.
    private async Task<HttpAnswer> SendRepeatedlyAsync(Sending sending, CancellationToken cancellationToken)
    {
        ProviderFacts facts = sending.Facts;
        string subject = sending.Attempts.Subject;
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(s_sending, sending);
            HttpAnswer answer = await _repeating.ExecuteAsync(SendNextAsync, context).ConfigureAwait(false);
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
                $"The answer of {facts.Name} for {subject} cannot be read: {Redaction.WithoutKey(e.Message, sending.Key)} {(facts.PriceOf(0) > 0 ? "It may have been charged. " : "")}{Failures.ReportIt}",
                e,
                facts.PriceOf(0));
        }
        catch (HttpRequestException e)
        {
            throw Failure(
                FollowingErrorKind.ProviderUnavailable,
                $"{facts.Name} could not be reached for {subject}{Tried(sending.Count)}: {Redaction.Printable(Redaction.WithoutKey(Innermost(e).Message, sending.Key)).TrimEnd('.')}. Check the connection (and -BaseUri or -Proxy, if you gave one), or try again later.",
                e);
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
            return new FollowingException(kind, facts.Name, message, Redaction.WithoutKey(cause, sending.Key) == cause ? e : null) { CreditsCharged = creditsCharged };
        }
    }

    private ResiliencePipeline<HttpAnswer> BuildRepeating()
    {
        ResiliencePipelineBuilder<HttpAnswer> builder = new() { TimeProvider = _clock };
        if (_settings.MaximumRetryCount > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpAnswer>
            {
                MaxRetryAttempts = _settings.MaximumRetryCount,
                BackoffType = DelayBackoffType.Exponential,
                Delay = _settings.RetryInterval,
                UseJitter = true,
                ShouldHandle = args => new ValueTask<bool>(IsTransient(SendingOf(args.Context), args.Outcome)),
                DelayGenerator = static args => new ValueTask<TimeSpan?>(args.Outcome.Result?.RetryAfter), // null: the back-off
                OnRetry = args =>
                {
                    Repeating(SendingOf(args.Context), args.Outcome.Result, args.RetryDelay);
                    return default;
                },
            });
        }
        return builder.Build();
    }

    // Inside the retry: per attempt.
    private ResiliencePipeline BuildInTime()
    {
        ResiliencePipelineBuilder builder = new() { TimeProvider = _clock };
        if (_settings.Timeout is TimeSpan timeout) { builder.AddTimeout(new TimeoutStrategyOptions { Timeout = timeout }); }
        return builder.Build();
    }

    private void Repeating(Sending sending, HttpAnswer? answer, TimeSpan delay)
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

    private bool IsTransient(Sending sending, Outcome<HttpAnswer> outcome) => outcome switch
    {
        // A certificate that is not trusted will not be trusted a second later.
        { Exception: HttpRequestException { InnerException: AuthenticationException } } => false,
        { Exception: HttpRequestException or CutShortException or TimeoutRejectedException } => true,
        { Result: HttpAnswer answer } => sending.Attempts.IsTransient(answer) && !(answer.RetryAfter > _settings.LongestWait),
        _ => false,
    };

    private async ValueTask<HttpAnswer> SendNextAsync(ResilienceContext context)
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
                FollowingErrorKind.RateLimited, sending.Facts.Name, $"{sending.Facts.Name} allows no more requests before {retryAt:G}, by its own count: it was not asked for {sending.Attempts.Subject}. Wait until then.")
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

    private async Task<HttpAnswer> SendOnceAsync(Sending sending, CancellationToken cancellationToken)
    {
        bool hasAnswer = false;
        bool canHaveArrived = true;
        try
        {
            using HttpRequestMessage request = sending.Attempts.CreateRequest();
            HttpAnswer answer = await SendOnceAsync(request, sending, cancellationToken).ConfigureAwait(false);
            hasAnswer = true;
            return answer;
        }
        catch (HttpRequestException e) when (IsRefusedConnection(e))
        {
            canHaveArrived = false;
            throw;
        }
        finally
        {
            if (!hasAnswer) { sending.Attempts.Lost(canHaveArrived); }
        }
    }

    private async Task<HttpAnswer> SendOnceAsync(HttpRequestMessage request, Sending sending, CancellationToken cancellationToken)
    {
        long started = _clock.GetTimestamp();
        string Outcome(string what) =>
            FormattableString.Invariant($"{Describe(request)}: {what}, {_clock.GetElapsedTime(started).TotalMilliseconds:0} ms, attempt {sending.Count}");

        try
        {
            HttpResponseMessage response = await _transport.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return await _reader.ReadAsync(response, sending.Attempts, sending.Limit, sending.Key, Outcome, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _log.Verbose?.Invoke(Outcome("given up")); // a time-out or the user's stop
            throw;
        }
        catch (HttpRequestException e)
        {
            _log.Verbose?.Invoke(Outcome(Redaction.Printable(Redaction.WithoutKey(Innermost(e).Message, sending.Key))));
            throw;
        }
        catch (Exception e) when (e is InvalidDataException or RedirectException)
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
    }

    // Nobody listens, the name is unknown, no route, no trust: the request never left.
    private static bool IsRefusedConnection(HttpRequestException e) =>
        Innermost(e) is SocketException { SocketErrorCode: not (SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.TimedOut) } or AuthenticationException;

    // The query holds what the user typed and the provider's cursors; the key is in a header.
    private static string Describe(HttpRequestMessage request) =>
        $"{request.Method} {request.RequestUri!.Authority}{Redaction.Printable(request.RequestUri.PathAndQuery)}";

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is Exception inner) { e = inner; }
        return e;
    }

    private static string Tried(int attempts) => attempts > 1 ? $" (tried {attempts} times)" : "";

    private static Sending SendingOf(ResilienceContext context) => context.Properties.GetValue(s_sending, null!);

    /// <summary>One request on its way, with all of its attempts.</summary>
    private sealed record Sending(ProviderFacts Facts, IAttempts Attempts, ApiKey Key, string Limit, CancellationToken Stopping)
    {
        /// <summary>How many attempts there were.</summary>
        public int Count { get; set; }

        /// <summary>What keeps others waiting along with it.</summary>
        public IDisposable? Hold { get; set; }
    }
}
