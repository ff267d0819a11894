using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// The only way out. Sends a request, waits and repeats where that can help, and comes back with a whole answer or with a <see cref="FollowingException"/>.
/// What an error status means is not decided here: that is the provider's.
/// </summary>
internal sealed class ProviderHttp
{
    // Headers that -Debug may show: about limits, costs and names of requests, never about who asks.
    private static readonly string[] s_shownHeaders =
        ["content-type", "content-encoding", "date", "retry-after", "server", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-request-id"];

    private readonly HttpClient _transport;
    private readonly HttpSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ClientLog _log;
    private readonly RateWindows _rates;
    private readonly ProviderHealth _health = new();

    public ProviderHttp(HttpClient transport, HttpSettings settings, TimeProvider clock, ClientLog log, RateWindows? rates = null)
    {
        _rates = rates ?? RateWindows.Shared;
        _transport = transport;
        _settings = settings;
        _clock = clock;
        _log = log;
    }

    /// <summary>Sends until there is an answer that repeating cannot better.</summary>
    /// <param name="facts">Whom it goes to, for messages.</param>
    /// <param name="address">Where it goes; limits are counted there.</param>
    /// <param name="attempts">Makes the requests, one for every attempt, because a request cannot be sent twice; is told how each went.</param>
    /// <param name="key">To keep out of everything that comes back.</param>
    /// <param name="cancellationToken">The user's stop.</param>
    /// <exception cref="FollowingException">No answer came, or none that could be understood.</exception>
    public async Task<HttpAnswer> SendAsync(ProviderFacts facts, Uri address, IAttempts attempts, ApiKey key, CancellationToken cancellationToken)
    {
        if (_health.ClosedUntil(_clock.GetUtcNow()) is DateTimeOffset until)
        {
            throw new FollowingException(
                FollowingErrorKind.ProviderUnavailable,
                facts.Name,
                $"{facts.Name} failed {ProviderHealth.FailuresToOpen} times in a row, each time with all repetitions, and is not asked again before {until.LocalDateTime:T}. Try again later.")
            {
                RetryAt = until.LocalDateTime,
            };
        }

        string limit = $"{facts.Name} {address.Authority} {key.GetFingerprint()}";
        await WaitForRateAsync(facts, limit, cancellationToken).ConfigureAwait(false);
        try
        {
            HttpAnswer answer = await SendRepeatedlyAsync(facts, attempts, limit, key, cancellationToken).ConfigureAwait(false);
            bool isBroken = (int)answer.Status is 408 or (>= 500 and <= 599);
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

    private async Task WaitForRateAsync(ProviderFacts facts, string limit, CancellationToken cancellationToken)
    {
        TimeSpan wait = _rates.WaitFor(limit, _clock.GetUtcNow());
        if (wait == TimeSpan.Zero) { return; }
        if (wait > _settings.LongestWait)
        {
            DateTime retryAt = (_clock.GetUtcNow() + wait).LocalDateTime;
            throw new FollowingException(
                FollowingErrorKind.RateLimited, facts.Name, $"No request is left at {facts.Name} before {retryAt:g}, by its own count. Go on from here after that.") { RetryAt = retryAt };
        }
        _log.Verbose(FormattableString.Invariant($"No request is left at {facts.Name} for now: waiting {wait.TotalSeconds:0.0} s"));
#if NETFRAMEWORK
        await _clock.Delay(wait, cancellationToken).ConfigureAwait(false);
#else
        await Task.Delay(wait, _clock, cancellationToken).ConfigureAwait(false);
#endif
    }

    private async Task<HttpAnswer> SendRepeatedlyAsync(ProviderFacts facts, IAttempts order, string limit, ApiKey key, CancellationToken cancellationToken)
    {
        int attempts = 0;
        try
        {
            HttpAnswer answer = await BuildPipeline(order).ExecuteAsync(
                async token =>
                {
                    attempts++;
                    return await SendOnceAsync(order, limit, key, attempts, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            answer.Attempts = attempts;
            return answer;
        }
        catch (TimeoutRejectedException e)
        {
            throw Failure(
                FollowingErrorKind.ProviderTimeout,
                $"{facts.Name} did not answer within {_settings.Timeout?.TotalSeconds:0.#} s{Tried(attempts)}. Try again later, or give it longer with -TimeoutSec.",
                e);
        }
        catch (CutShortException e)
        {
            throw Failure(FollowingErrorKind.UnexpectedResponse, $"The answer of {facts.Name} broke off in the middle{Tried(attempts)}. Try again later.", e);
        }
        catch (RedirectException e)
        {
            throw Failure(
                FollowingErrorKind.UnexpectedResponse,
                $"{facts.Name} sends us on to another address ({e.Message}). That is refused, so that your key goes nowhere else. If you gave -BaseUri, check it; if not, the provider has moved: please report it.",
                e);
        }
        catch (InvalidDataException e)
        {
            // A whole answer came, so it was paid for, though nothing in it says how much.
            throw Failure(
                FollowingErrorKind.UnexpectedResponse,
                $"The answer of {facts.Name} cannot be read: {Redaction.WithoutKey(e.Message, key)} It may have been charged. If it stays so, the provider has changed something: please report it.",
                e,
                facts.PriceOf(0));
        }
        catch (HttpRequestException e)
        {
            throw Failure(
                FollowingErrorKind.ProviderUnavailable,
                $"{facts.Name} could not be reached{Tried(attempts)}: {Redaction.Printable(Redaction.WithoutKey(Innermost(e).Message, key)).TrimEnd('.')}. Check the connection (and -BaseUri or -Proxy, if you gave one), or try again later.",
                e);
        }

        // .NET quotes what it could not read. If the key is in there, the cause is left out.
        FollowingException Failure(FollowingErrorKind kind, string message, Exception e, long creditsCharged = 0)
        {
            string cause = e.ToString();
            return new FollowingException(kind, facts.Name, message, Redaction.WithoutKey(cause, key) == cause ? e : null) { CreditsCharged = creditsCharged };
        }
    }

    private ResiliencePipeline<HttpAnswer> BuildPipeline(IAttempts order)
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
                ShouldHandle = args => new ValueTask<bool>(IsTransient(args.Outcome)),
                DelayGenerator = static args => new ValueTask<TimeSpan?>(args.Outcome.Result?.RetryAfter), // null: the back-off
                OnRetry = args =>
                {
                    if (args.Outcome.Result is HttpAnswer answer) { order.Repeated(answer); }
                    string what = args.Outcome.Result is null ? "" : args.Outcome.Result.Summary + "; "; // an attempt without an answer has had its line
                    _log.Verbose(FormattableString.Invariant($"{what}repeating in {args.RetryDelay.TotalSeconds:0.0} s"));
                    return default;
                },
            });
        }
        if (_settings.Timeout is TimeSpan timeout)
        {
            builder.AddTimeout(new TimeoutStrategyOptions { Timeout = timeout }); // inside the retry: per attempt
        }
        return builder.Build();
    }

    private bool IsTransient(Outcome<HttpAnswer> outcome) => outcome switch
    {
        // A certificate that is not trusted will not be trusted a second later.
        { Exception: HttpRequestException { InnerException: AuthenticationException } } => false,
        { Exception: HttpRequestException or CutShortException or TimeoutRejectedException } => true,
        { Result: HttpAnswer answer } => answer.Status is HttpStatusCode.RequestTimeout or (HttpStatusCode)429 or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            && !(answer.RetryAfter > _settings.LongestWait),
        _ => false,
    };

    private async Task<HttpAnswer> SendOnceAsync(IAttempts order, string limit, ApiKey key, int attempt, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = order.CreateRequest();
        bool hasAnswer = false;
        bool canHaveArrived = true;
        try
        {
            HttpAnswer answer = await SendOnceAsync(request, limit, key, attempt, cancellationToken).ConfigureAwait(false);
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
            if (!hasAnswer) { order.Lost(canHaveArrived); }
        }
    }

    private async Task<HttpAnswer> SendOnceAsync(HttpRequestMessage request, string limit, ApiKey key, int attempt, CancellationToken cancellationToken)
    {
        string target = Describe(request);
        long started = _clock.GetTimestamp();
        string Outcome(string what) =>
            FormattableString.Invariant($"{target}: {what}, {_clock.GetElapsedTime(started).TotalMilliseconds:0} ms, attempt {attempt}");

        try
        {
            using HttpResponseMessage response = await _transport.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(response, limit, key, Outcome, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _log.Verbose(Outcome("given up")); // a time-out or the user's stop
            throw;
        }
        catch (HttpRequestException e)
        {
            _log.Verbose(Outcome(Redaction.Printable(Redaction.WithoutKey(Innermost(e).Message, key))));
            throw;
        }
        catch (Exception e) when (e is InvalidDataException or RedirectException)
        {
            _log.Verbose(Outcome(e.Message));
            throw;
        }
        catch (CutShortException)
        {
            _log.Verbose(Outcome("the answer broke off"));
            throw;
        }
        catch (IOException e)
        {
            // The header of the answer was cut.
            _log.Verbose(Outcome("the connection broke"));
            throw new HttpRequestException("the connection broke", e);
        }
    }

    private async Task<HttpAnswer> ReadAsync(
        HttpResponseMessage response, string limit, ApiKey key, Func<string, string> outcome, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        LogHeaders(response, key);
        _rates.Note(limit, response, _clock.GetUtcNow());
        if (status is >= 300 and < 400)
        {
            throw new RedirectException($"status {status}");
        }

        ArraySegment<byte> body;
        // .NET Framework looks at its token before it reads, not while it waits for the rest: closing the answer is what ends the wait.
        using (cancellationToken.Register(static answer => ((HttpResponseMessage)answer!).Dispose(), response))
        {
            try
            {
                body = await BodyReader.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new CutShortException("the answer broke off", e);
            }
        }

        Redaction.BlotOut(body.AsSpan(), key);
        (DateTimeOffset? retryAt, TimeSpan? retryAfter) = RetryAfter(response.Headers.RetryAfter);
        if (retryAfter is null && status is (429 or 503) && _rates.WaitFor(limit, _clock.GetUtcNow()) is { Ticks: > 0 } untilReset)
        {
            (retryAt, retryAfter) = (_clock.GetUtcNow() + untilReset, untilReset);
        }
        return new HttpAnswer(response.StatusCode, Parse(response, body))
        {
            RetryAt = retryAt,
            RetryAfter = retryAfter,
            RateLimitRemaining = RateWindows.NumberIn(response, "X-RateLimit-Remaining"),
            Summary = outcome(FormattableString.Invariant($"{status}, {body.Count} bytes")),
        };
    }

    private static JsonDocument? Parse(HttpResponseMessage response, ArraySegment<byte> body)
    {
        try
        {
            JsonDocument? document = BodyReader.Parse(body);
            if (document is not null || !response.IsSuccessStatusCode) { return document; }
        }
        catch (JsonException e)
        {
            if (!response.IsSuccessStatusCode) { return null; } // a gateway's page in HTML; the status says enough
            bool isHtml = response.Content.Headers.ContentType?.MediaType?.Contains("html") == true;
            throw new InvalidDataException(isHtml ? "it is a web page (of a proxy or a sign-in?) and not JSON." : "it is not JSON.", e);
        }

        // The JSON ends too early. Where the length was announced and kept, this is what the provider sent, and paid for; else the connection was cut.
        if (response.Content.Headers.ContentLength == body.Count || response.StatusCode == HttpStatusCode.NoContent) { throw new InvalidDataException(body.Count == 0 ? "it is empty." : "its JSON is not complete."); }
        throw new CutShortException("the answer broke off", null);
    }

    /// <summary><c>Retry-After</c> in either form, never before now.</summary>
    private (DateTimeOffset? At, TimeSpan? After) RetryAfter(RetryConditionHeaderValue? header)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        TimeSpan? after = header?.Delta ?? header?.Date - now;
        if (after is not TimeSpan wait) { return (null, null); }
        if (wait < TimeSpan.Zero) { wait = TimeSpan.Zero; }
        return (DateTimeOffset.MaxValue - now > wait ? now + wait : DateTimeOffset.MaxValue, wait);
    }

    // Nobody listens, the name is unknown, no route, no trust: the request never left.
    private static bool IsRefusedConnection(HttpRequestException e) =>
        Innermost(e) is SocketException { SocketErrorCode: not (SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.TimedOut) } or AuthenticationException;

    [SuppressMessage("Globalization", "CA1308", Justification = "Header names are shown the way HTTP/2 writes them.")]
    private void LogHeaders(HttpResponseMessage response, ApiKey key)
    {
        IEnumerable<string> shown = response.Headers.Concat(response.Content.Headers)
            .Where(header => s_shownHeaders.Contains(header.Key.ToLowerInvariant()))
            .Select(header => $"{header.Key.ToLowerInvariant()}: {Redaction.Printable(Redaction.WithoutKey(string.Join(", ", header.Value), key))}");
        _log.Debug($"{(int)response.StatusCode} {string.Join("; ", shown)}");
    }

    // The query holds what the user typed and the provider's cursors; the key is in a header.
    private static string Describe(HttpRequestMessage request) =>
        $"{request.Method} {request.RequestUri!.Authority}{Redaction.Printable(request.RequestUri.PathAndQuery)}";

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is Exception inner) { e = inner; }
        return e;
    }

    private static string Tried(int attempts) => attempts > 1 ? $" (tried {attempts} times)" : "";

    /// <summary>The answer is another address to go to.</summary>
    private sealed class RedirectException(string message) : Exception(message);

    /// <summary>The connection ended before the answer did. Nothing of it was used, so asking again is right, though it may have been charged.</summary>
    private sealed class CutShortException(string message, Exception? inner) : IOException(message, inner);
}
