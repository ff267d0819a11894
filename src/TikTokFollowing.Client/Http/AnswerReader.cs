using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Http;

/// <summary>Makes a whole answer of a response that has begun: its body within limits, its JSON as far as it is read, its words about limits, and the key nowhere in it.</summary>
internal sealed class AnswerReader(TimeProvider clock, ClientLog log, RateWindows rates)
{
    // Headers that -Debug may show: about limits, costs and names of requests, never about who asks.
    private static readonly string[] s_shownHeaders =
        ["content-type", "content-encoding", "date", "retry-after", "server", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-request-id"];

    /// <param name="response">What has begun to arrive. Disposed of here, when nobody reads it any more.</param>
    /// <param name="attempts">Who asked, and reads it.</param>
    /// <param name="limit">What rate limits are counted by.</param>
    /// <param name="key">To keep out of what comes back.</param>
    /// <param name="summary">Makes the line that <see cref="HttpAnswer.Summary"/> is.</param>
    /// <param name="cancellationToken">The user's stop, or the attempt's time-out.</param>
    /// <exception cref="RedirectException">It leads elsewhere.</exception>
    /// <exception cref="CutShortException">It broke off.</exception>
    /// <exception cref="InvalidDataException">It is whole, and too large or no JSON.</exception>
    public async Task<HttpAnswer> ReadAsync(
        HttpResponseMessage response, IAttempts attempts, string limit, ApiKey key, Func<string, string> summary, CancellationToken cancellationToken)
    {
        bool isLeft = false;
        try
        {
            return await ReadWholeAsync(response, attempts, limit, key, summary, () => isLeft = true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isLeft) { response.Dispose(); }
        }
    }

    private async Task<HttpAnswer> ReadWholeAsync(
        HttpResponseMessage response, IAttempts attempts, string limit, ApiKey key, Func<string, string> summary, Action leave, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        if (log.Debug is Action<string> debug) { debug(HeadersOf(response, key)); }
        rates.Note(limit, response, clock.GetUtcNow());
        if (status is >= 300 and < 400)
        {
            throw new RedirectException($"status {status}");
        }

        Body body = await ReadBodyAsync(response, leave, cancellationToken).ConfigureAwait(false);
        SparseJson? json = null;
        bool isAnswer = false;
        try
        {
            // A service that echoes what it was sent would put the key into an object or a message.
            byte[][] secrets = Redaction.TracesOf(key);
            json = Parse(response, body, response.IsSuccessStatusCode ? attempts.Fields : null, secrets);
            (DateTimeOffset? retryAt, TimeSpan? retryAfter) = RetryAfter(response.Headers.RetryAfter);
            if (retryAfter is null && status is (429 or 503) && rates.WaitFor(limit, clock.GetUtcNow()) is { Ticks: > 0 } untilReset)
            {
                (retryAt, retryAfter) = (clock.GetUtcNow() + untilReset, untilReset);
            }
            HttpAnswer answer = new(response.StatusCode, body, json)
            {
                RetryAt = retryAt,
                RetryAfter = retryAfter,
                RateLimitRemaining = RateWindows.NumberIn(response, "X-RateLimit-Remaining"),
                Summary = log.Verbose is null ? "" : summary(FormattableString.Invariant($"{status}, {body.Length} bytes")),
            };
            isAnswer = true;
            return answer;
        }
        finally
        {
            if (!isAnswer)
            {
                json?.Dispose();
                body.Dispose();
            }
        }
    }

    private static async Task<Body> ReadBodyAsync(HttpResponseMessage response, Action leave, CancellationToken cancellationToken)
    {
        Task<Body> reading = BodyReader.ReadAsync(response.Content, cancellationToken);
        TaskCompletionSource<bool> cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(static source => ((TaskCompletionSource<bool>)source!).TrySetResult(true), cancelled))
        {
            if (await Task.WhenAny(reading, cancelled.Task).ConfigureAwait(false) != reading)
            {
                // .NET Framework looks at its token before it reads, not while it waits for the rest. To close the answer would end the wait, but pull the decompressor's memory
                // from under a thread that is in it, and so end the process. It is left to end by itself.
                leave();
                _ = reading.ContinueWith(static (ended, answer) => Clear(ended, (HttpResponseMessage)answer!), response, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                throw new OperationCanceledException(cancellationToken);
            }
        }
        try
        {
            return await reading.ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new CutShortException("the answer broke off", e);
        }
    }

    private static void Clear(Task<Body> reading, HttpResponseMessage response)
    {
        if (reading.Status == TaskStatus.RanToCompletion) { reading.GetAwaiter().GetResult().Dispose(); }
        else { _ = reading.Exception; } // nobody is interested
        response.Dispose();
    }

    private static SparseJson? Parse(HttpResponseMessage response, Body body, FieldNames? names, byte[][] secrets)
    {
        try
        {
            SparseJson? json = BodyReader.Parse(body.Bytes, names, secrets);
            if (json is not null || !response.IsSuccessStatusCode) { return json; }
        }
        catch (JsonException e)
        {
            if (!response.IsSuccessStatusCode) { return null; } // a gateway's page in HTML; the status says enough
            bool isHtml = response.Content.Headers.ContentType?.MediaType?.Contains("html") == true;
            throw new InvalidDataException(isHtml ? "it is a web page (of a proxy or a sign-in?) and not JSON." : "it is not JSON.", e);
        }

        // The JSON ends too early. Where the length was announced and kept, this is what the provider sent, and paid for; else the connection was cut.
        if (response.Content.Headers.ContentLength == body.Length || response.StatusCode == HttpStatusCode.NoContent) { throw new InvalidDataException(body.Length == 0 ? "it is empty." : "its JSON is not complete."); }
        throw new CutShortException("the answer broke off", null);
    }

    /// <summary><c>Retry-After</c> in either form, never before now.</summary>
    private (DateTimeOffset? At, TimeSpan? After) RetryAfter(RetryConditionHeaderValue? header)
    {
        DateTimeOffset now = clock.GetUtcNow();
        TimeSpan? after = header?.Delta ?? header?.Date - now;
        if (after is not TimeSpan wait) { return (null, null); }
        if (wait < TimeSpan.Zero) { wait = TimeSpan.Zero; }
        return (DateTimeOffset.MaxValue - now > wait ? now + wait : DateTimeOffset.MaxValue, wait);
    }

    [SuppressMessage("Globalization", "CA1308", Justification = "Header names are shown the way HTTP/2 writes them.")]
    private static string HeadersOf(HttpResponseMessage response, ApiKey key)
    {
        IEnumerable<string> shown = response.Headers.Concat(response.Content.Headers)
            .Where(header => s_shownHeaders.Contains(header.Key.ToLowerInvariant()))
            .Select(header => $"{header.Key.ToLowerInvariant()}: {Redaction.Printable(Redaction.WithoutKey(string.Join(", ", header.Value), key))}");
        return $"{(int)response.StatusCode} {string.Join("; ", shown)}";
    }
}
