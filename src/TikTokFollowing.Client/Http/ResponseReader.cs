using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
#if !NETFRAMEWORK
using System.Net.Http.Headers;
#endif
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>Makes a whole answer of a response that has begun: its body within limits, its JSON as far as it is read, its words about limits, and the key nowhere in it.</summary>
internal sealed class ResponseReader(TimeProvider clock, ClientLog log, RateLimitTracker rates)
{
    // Headers that -Debug may show: about limits, costs and names of requests, never about who asks.
    private static readonly string[] s_shownHeaders =
        ["content-type", "content-encoding", "date", "retry-after", "server", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-request-id"];

    private static readonly TimeSpan s_readEnd = TimeSpan.FromMilliseconds(100);

    // SociaVault states the remaining credits in a header that its documents do not name.
    private const string ShownPrefix = "x-credit";

    /// <param name="response">What has begun to arrive. Disposed of here, when nobody reads it any more.</param>
    /// <param name="attempts">Who asked, and reads it.</param>
    /// <param name="limit">What rate limits are counted by.</param>
    /// <param name="key">To keep out of what comes back.</param>
    /// <param name="summary">Makes the line that <see cref="ProviderResponse.Summary"/> is.</param>
    /// <param name="cancellationToken">The user's stop, or the attempt's time-out.</param>
    /// <exception cref="RedirectException">It leads elsewhere.</exception>
    /// <exception cref="ProxyAuthenticationException">A proxy sent it, and wants to know the user.</exception>
    /// <exception cref="CutShortException">It broke off.</exception>
    /// <exception cref="InvalidDataException">It is whole, and too large or no JSON.</exception>
    public async Task<ProviderResponse> ReadAsync(
        HttpResponseMessage response, IAttemptObserver attempts, string limit, ApiKey key, Func<string, string> summary, CancellationToken cancellationToken)
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

    private async Task<ProviderResponse> ReadWholeAsync(
        HttpResponseMessage response, IAttemptObserver attempts, string limit, ApiKey key, Func<string, string> summary, Action leave, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        if (log.Debug is Action<string> debug) { debug(HeadersOf(response, key)); }
        rates.Note(limit, response, clock.GetUtcNow());
        if (status is >= 300 and < 400)
        {
            throw new RedirectException($"status {status}");
        }
        if (status == 407)
        {
            throw new ProxyAuthenticationException(null);
        }

        PooledBuffer body = await ReadBodyAsync(response, leave, cancellationToken).ConfigureAwait(false);
        body = ContentDecoder.Decode(body, [.. response.Content.Headers.ContentEncoding]);
        SparseJson? json = null;
        bool isAnswer = false;
        try
        {
            // A service that echoes what it was sent would put the key into an object or a message.
            SecretForms secrets = SecretRedactor.GetDataForms(key);
            json = Parse(response, body, response.IsSuccessStatusCode ? attempts.Fields : null, secrets, cancellationToken);
            if (!response.IsSuccessStatusCode && IsFromIntermediary(response))
            {
                json?.Dispose();
                json = null; // whatever it says, the provider did not say it
            }
            DateTimeOffset now = clock.GetUtcNow();
            TimeSpan? retryAfter = RetryAfter.Read(ValuesOf(response, "Retry-After"), response.Headers.Date, now);
            if (retryAfter is null && status is (429 or 503) && rates.WaitFor(limit, now) is { Ticks: > 0 } untilReset) { retryAfter = untilReset; }
            ProviderResponse answer = new(response.StatusCode, body, json)
            {
                RetryAt = now + retryAfter,
                RetryAfter = retryAfter,
                RateLimitRemaining = RateLimitTracker.NumberIn(response, "X-RateLimit-Remaining"),
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

    private static async Task<PooledBuffer> ReadBodyAsync(HttpResponseMessage response, Action leave, CancellationToken cancellationToken)
    {
        Task<PooledBuffer> reading = BodyReader.ReadAsync(response.Content, response.Headers.TransferEncodingChunked == true, cancellationToken);
        TaskCompletionSource<bool> cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(static source => ((TaskCompletionSource<bool>)source!).TrySetResult(true), cancelled))
        {
            bool isRead = await Task.WhenAny(reading, cancelled.Task).ConfigureAwait(false) == reading
                // Where the read observes its token, it ends at once with what has arrived.
                || await Task.WhenAny(reading, Task.Delay(s_readEnd, CancellationToken.None)).ConfigureAwait(false) == reading;
            if (!isRead)
            {
                // .NET Framework checks its token before it reads, and not while it waits for the rest. The response
                // stays open until that read has ended.
                leave();
                _ = reading.ContinueWith(static (ended, answer) => Clear(ended, (HttpResponseMessage)answer!), response, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                throw new OperationCanceledException(cancellationToken);
            }
        }
        return await reading.ConfigureAwait(false);
    }

    private static void Clear(Task<PooledBuffer> reading, HttpResponseMessage response)
    {
        if (reading.Status == TaskStatus.RanToCompletion) { reading.GetAwaiter().GetResult().Dispose(); }
        else { _ = reading.Exception; } // nobody is interested
        response.Dispose();
    }

    private static SparseJson? Parse(
        HttpResponseMessage response, PooledBuffer body, FieldNames? names, SecretForms secrets, CancellationToken cancellationToken)
    {
        try
        {
            return Parse(response, body, names, secrets);
        }
        catch (Exception e) when (body.Failure is OperationCanceledException && e is InvalidDataException or CutShortException)
        {
            throw new OperationCanceledException(cancellationToken); // not all of it had arrived
        }
    }

    private static SparseJson? Parse(HttpResponseMessage response, PooledBuffer body, FieldNames? names, SecretForms secrets)
    {
        try
        {
            SparseJson? json = BodyReader.Parse(body.Bytes, names, secrets);
            if (json is not null) { return json; }
        }
        catch (JsonException e)
        {
            if (!response.IsSuccessStatusCode) { return null; } // a gateway's page in HTML; the status says enough
            if (body.End == BodyEnd.Corrupt) { throw NotDecompressed(body); }
            bool isHtml = response.Content.Headers.ContentType?.MediaType?.Contains("html") == true;
            throw new InvalidDataException(isHtml ? "it is a web page (of a proxy or a sign-in?) and not JSON." : "it is not JSON.", e);
        }

        // The JSON ends too early. Where the body ended as announced, this is what the provider sent and charged for.
        // Otherwise the connection was cut, and a retry can help.
        if (!response.IsSuccessStatusCode && body.End != BodyEnd.Cut) { return null; }
        if (response.IsSuccessStatusCode && body.End == BodyEnd.Corrupt) { throw NotDecompressed(body); }
        if (body.End is BodyEnd.Complete || response.StatusCode == HttpStatusCode.NoContent)
        {
            throw new InvalidDataException(body.Length == 0 ? "it is empty." : "its JSON is not complete.");
        }
        throw new CutShortException("the answer broke off", body.Failure);
    }

    private static InvalidDataException NotDecompressed(PooledBuffer body) =>
        new(body.Failure is NotSupportedException unknown ? $"{unknown.Message}." : "it is damaged and cannot be decompressed.", body.Failure);

    // A firewall or a proxy marks the responses that it makes itself.
    private static bool IsFromIntermediary(HttpResponseMessage response) =>
        response.Headers.Contains("cf-mitigated") || response.Headers.Contains("X-Squid-Error");

    // As received: the parser of .NET accepts less than providers send.
    private static string[] ValuesOf(HttpResponseMessage response, string name)
    {
#if NETFRAMEWORK
        return response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? [.. values] : [];
#else
        return response.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? [.. values] : [];
#endif
    }

    [SuppressMessage("Globalization", "CA1308", Justification = "Header names are shown the way HTTP/2 writes them.")]
    private static string HeadersOf(HttpResponseMessage response, ApiKey key)
    {
        IEnumerable<string> shown = response.Headers.Concat(response.Content.Headers)
            .Where(header => s_shownHeaders.Contains(header.Key.ToLowerInvariant()) || header.Key.StartsWith(ShownPrefix, StringComparison.OrdinalIgnoreCase))
            .Select(header => $"{header.Key.ToLowerInvariant()}: {TextSanitizer.Sanitize(SecretRedactor.RedactKey(string.Join(", ", header.Value), key))}");
        return $"{(int)response.StatusCode} {string.Join("; ", shown)}";
    }
}
