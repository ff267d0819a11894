using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
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

    public ProviderHttp(HttpClient transport, HttpSettings settings, TimeProvider clock, ClientLog log)
    {
        _transport = transport;
        _settings = settings;
        _clock = clock;
        _log = log;
    }

    /// <summary>Sends until there is an answer that repeating cannot better.</summary>
    /// <param name="facts">Whom it goes to, for messages.</param>
    /// <param name="createRequest">Makes the request; called once for every attempt, because a request cannot be sent twice.</param>
    /// <param name="key">To keep out of everything that comes back.</param>
    /// <param name="cancellationToken">The user's stop.</param>
    /// <exception cref="FollowingException">No answer came, or none that could be understood.</exception>
    public async Task<HttpAnswer> SendAsync(ProviderFacts facts, Func<HttpRequestMessage> createRequest, ApiKey key, CancellationToken cancellationToken)
    {
        int attempts = 0;
        try
        {
            HttpAnswer answer = await BuildPipeline().ExecuteAsync(
                async token =>
                {
                    attempts++;
                    return await SendOnceAsync(createRequest, key, attempts, token).ConfigureAwait(false);
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
        catch (InvalidDataException e)
        {
            throw Failure(
                FollowingErrorKind.UnexpectedResponse,
                $"The answer of {facts.Name} cannot be read: {Redaction.WithoutKey(e.Message, key)} It may have been charged. If it stays so, the provider has changed something: please report it.",
                e);
        }
        catch (HttpRequestException e)
        {
            throw Failure(
                FollowingErrorKind.ProviderUnavailable,
                $"{facts.Name} could not be reached{Tried(attempts)}: {Redaction.Printable(Redaction.WithoutKey(Innermost(e).Message, key))} Check the connection (and -BaseUri, if you gave one), or try again later.",
                e);
        }

        FollowingException Failure(FollowingErrorKind kind, string message, Exception e) => new(kind, facts.Name, message, e);
    }

    private ResiliencePipeline<HttpAnswer> BuildPipeline()
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
                    string what = args.Outcome.Result?.Summary ?? args.Outcome.Exception!.Message;
                    _log.Verbose(FormattableString.Invariant($"{what}; repeating in {args.RetryDelay.TotalSeconds:0.0} s"));
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

    private async Task<HttpAnswer> SendOnceAsync(Func<HttpRequestMessage> createRequest, ApiKey key, int attempt, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = createRequest();
        string target = Describe(request);
        long started = _clock.GetTimestamp();
        string Outcome(string what) =>
            FormattableString.Invariant($"{target}: {what}, {_clock.GetElapsedTime(started).TotalMilliseconds:0} ms, attempt {attempt}");

        HttpResponseMessage response;
        try
        {
            response = await _transport.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            _log.Verbose(Outcome(Redaction.Printable(Redaction.WithoutKey(Innermost(e).Message, key))));
            throw;
        }
        catch (IOException e)
        {
            // The header of the answer was cut.
            _log.Verbose(Outcome("the connection broke"));
            throw new HttpRequestException(e.Message, e);
        }

        using (response)
        {
            LogHeaders(response, key);
            if ((int)response.StatusCode is >= 300 and < 400)
            {
                throw new InvalidDataException($"it sends us on to another address (status {(int)response.StatusCode}), which is refused, so that your key goes nowhere else.");
            }

            ArraySegment<byte> body;
            try
            {
                body = await BodyReader.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or HttpRequestException && e is not InvalidDataException && !cancellationToken.IsCancellationRequested)
            {
                _log.Verbose(Outcome($"{(int)response.StatusCode}, the answer broke off"));
                throw new CutShortException(Outcome("the answer broke off"), e);
            }

            Redaction.BlotOut(body.AsSpan(), key);
            (DateTimeOffset? retryAt, TimeSpan? retryAfter) = RetryAfter(response.Headers.RetryAfter);
            string summary = Outcome(FormattableString.Invariant($"{(int)response.StatusCode}, {body.Count} bytes"));
            return new HttpAnswer(response.StatusCode, Parse(response, body, summary))
            {
                RetryAt = retryAt,
                RetryAfter = retryAfter,
                RateLimitRemaining = NumberIn(response.Headers, "X-RateLimit-Remaining"),
                Summary = summary,
            };
        }
    }

    private static JsonDocument? Parse(HttpResponseMessage response, ArraySegment<byte> body, string summary)
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
        if (response.Content.Headers.ContentLength == body.Count) { throw new InvalidDataException("its JSON is not complete."); }
        throw new CutShortException(summary, null);
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

    private static long? NumberIn(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

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

    /// <summary>The connection ended before the answer did. Nothing of it was used, so asking again is right, though it may have been charged.</summary>
    private sealed class CutShortException(string message, Exception? inner) : IOException(message, inner);
}
