using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http;
#if !NETFRAMEWORK
using System.Net.Http.Headers;
#endif
using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Reads a response: enforces the size limit, parses the JSON, reads the rate-limit headers and redacts the key.
/// </summary>
internal sealed class ResponseReader(TimeProvider clock, ClientLog log, RateLimitTracker rates)
{
    // Headers that -Debug can show: about limits, costs and request ids, never about the user.
    private static readonly string[] s_shownHeaders =
    [
        "content-type", "content-encoding", "date", "retry-after", "server",
        "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-request-id",
    ];

    // Allows a read that observes its token to return the part of the body that was received.
    private static readonly TimeSpan s_readEnd = TimeSpan.FromMilliseconds(100);

    // SociaVault reports the remaining credits in a header that is not in its documentation.
    private const string ShownPrefix = "x-credit";

    /// <summary>Reads a response to its end and disposes it.</summary>
    /// <param name="message">Specifies the response, of which the headers have been received.</param>
    /// <param name="operation">Specifies the fields to read, the rate limit and the key to redact.</param>
    /// <param name="summarize">Creates <see cref="ProviderResponse.Summary"/> from the outcome.</param>
    /// <param name="cancellationToken">Cancels the read: the user's stop or the time-out.</param>
    /// <exception cref="RedirectException">The response is a redirect.</exception>
    /// <exception cref="ProxyAuthenticationException">A proxy requires a user name and a password.</exception>
    /// <exception cref="CutShortException">The response was cut off.</exception>
    /// <exception cref="InvalidDataException">The response is complete, but too large or not JSON.</exception>
    public async Task<ProviderResponse> ReadAsync(
        HttpResponseMessage message,
        SendOperation operation,
        Func<string, string> summarize,
        CancellationToken cancellationToken)
    {
        bool isInUse = false;
        try
        {
            log.Debug?.Invoke(FormatHeaders(message, operation.Key));
            rates.Record(operation.Limit, message, clock.GetUtcNow());
            ThrowIfNotFromProvider((int)message.StatusCode);
            Task<PooledBuffer> reading = BodyReader.ReadAsync(
                message.Content, message.Headers.TransferEncodingChunked == true, cancellationToken);
            using CancellationTokenSource readEnd = new();
            using (cancellationToken.Register(
                static source => ((CancellationTokenSource)source!).CancelAfter(s_readEnd), readEnd))
            {
                Task ended = Task.Delay(Timeout.Infinite, readEnd.Token);
                if (await Task.WhenAny(reading, ended).ConfigureAwait(false) != reading)
                {
                    // .NET Framework checks its token before a read, and not while the read waits. The response stays
                    // open until that read has ended.
                    isInUse = true;
                    _ = reading.ContinueWith(
                        static (ended, state) => CleanUp(ended, (HttpResponseMessage)state!),
                        message,
                        CancellationToken.None,
                        TaskContinuationOptions.ExecuteSynchronously,
                        TaskScheduler.Default);
                    throw new OperationCanceledException(cancellationToken);
                }
            }
            PooledBuffer received = await reading.ConfigureAwait(false);
            PooledBuffer body = ContentDecoder.Decode(received, [.. message.Content.Headers.ContentEncoding]);
            SparseJson? json = Parse(message, body, operation, cancellationToken);
            TimeSpan? retryAfter = ReadRetryAfter(message, operation.Limit);
            return new ProviderResponse(message.StatusCode, body, json)
            {
                Headers = ReadHeaders(message, operation),
                IsFromIntermediary = !message.IsSuccessStatusCode && IsFromIntermediary(message),
                RetryAt = clock.GetUtcNow() + retryAfter,
                RetryAfter = retryAfter,
                RateLimitRemaining = RateLimitTracker.ReadNumber(message, "X-RateLimit-Remaining"),
                Summary = log.Verbose is null
                    ? ""
                    : summarize(FormattableString.Invariant($"{(int)message.StatusCode}, {body.Length} bytes")),
            };
        }
        finally
        {
            if (!isInUse) { message.Dispose(); }
        }
    }

    private static void ThrowIfNotFromProvider(int status)
    {
        if (status is >= 300 and < 400)
        {
            throw new RedirectException($"status {status}");
        }
        if (status == 407)
        {
            throw new ProxyAuthenticationException(null);
        }
    }

    private TimeSpan? ReadRetryAfter(HttpResponseMessage message, string limit)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (RetryAfter.Read(GetValues(message, "Retry-After"), message.Headers.Date, now) is TimeSpan retryAfter)
        {
            return retryAfter;
        }
        bool isLimited = (int)message.StatusCode is 429 or 503;
        return isLimited && rates.GetWait(limit, now) is { Ticks: > 0 } untilReset ? untilReset : null;
    }

    private static void CleanUp(Task<PooledBuffer> reading, HttpResponseMessage message)
    {
        if (reading.Status == TaskStatus.RanToCompletion)
        {
            reading.GetAwaiter().GetResult().Dispose();
        }
        else
        {
            _ = reading.Exception; // marks the exception as observed
        }
        message.Dispose();
    }

    private static SparseJson? Parse(
        HttpResponseMessage message, PooledBuffer body, SendOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            FieldNames? names = message.IsSuccessStatusCode ? operation.Observer.Fields : null;
            // A provider that echoes the request would put the key into an object or a message.
            return Parse(message, body, names, SecretRedactor.GetDataForms(operation.Key));
        }
        catch (Exception e)
        {
            body.Dispose();
            if (body.Failure is OperationCanceledException && e is InvalidDataException or CutShortException)
            {
                throw new OperationCanceledException(cancellationToken); // the body is not complete
            }
            throw;
        }
    }

    private static SparseJson? Parse(
        HttpResponseMessage message, PooledBuffer body, FieldNames? names, SecretForms secrets)
    {
        try
        {
            SparseJson? json = BodyReader.Parse(body.Bytes, names, secrets);
            if (json is not null)
            {
                return json;
            }
        }
        catch (JsonException e)
        {
            // Such as an HTML page of a gateway. The status is enough.
            if (!message.IsSuccessStatusCode)
            {
                return null;
            }
            if (body.End == BodyEnd.Corrupt)
            {
                throw CannotDecompress(body);
            }
            if (e is JsonLimitException)
            {
                throw new InvalidDataException(e.Message, e);
            }
            bool isHtml = message.Content.Headers.ContentType?.MediaType?.Contains("html") == true;
            throw new InvalidDataException(
                isHtml ? "it is a web page (of a proxy or a sign-in?) and not JSON." : "it is not JSON.", e);
        }

        // The JSON ends too early. If the body ended as announced, the provider sent no more, and charged for it.
        // Otherwise the connection was cut, and a retry can help.
        if (!message.IsSuccessStatusCode && body.End != BodyEnd.Cut)
        {
            return null;
        }
        if (message.IsSuccessStatusCode && body.End == BodyEnd.Corrupt)
        {
            throw CannotDecompress(body);
        }
        if (body.End is BodyEnd.Complete || message.StatusCode == HttpStatusCode.NoContent)
        {
            throw new InvalidDataException(body.Length == 0 ? "it is empty." : "its JSON is not complete.");
        }
        throw new CutShortException("the response was cut off", body.Failure);
    }

    private static InvalidDataException CannotDecompress(PooledBuffer body) => new(
        body.Failure is NotSupportedException unknown
            ? $"{unknown.Message}."
            : "it is damaged and cannot be decompressed.",
        body.Failure);

    // Firewalls and proxies mark their own responses.
    private static bool IsFromIntermediary(HttpResponseMessage message) =>
        message.Headers.Contains("cf-mitigated") || message.Headers.Contains("X-Squid-Error");

    private static SparseJson? ReadHeaders(HttpResponseMessage message, SendOperation operation)
    {
        if (operation.Facts.Rules?.HeaderNames is not { Count: > 0 } names)
        {
            return null;
        }
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            foreach (string name in names)
            {
                if (GetValues(message, name) is { Length: > 0 } values)
                {
                    writer.WriteString(name, values[0]);
                }
            }
            writer.WriteEndObject();
        }
        return SparseJson.Parse(json.ToArray(), secrets: SecretRedactor.GetDataForms(operation.Key));
    }

    // As received: the parser of .NET accepts less than providers send.
    private static string[] GetValues(HttpResponseMessage message, string name)
    {
#if NETFRAMEWORK
        return message.Headers.TryGetValues(name, out IEnumerable<string>? values) ? [.. values] : [];
#else
        return message.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? [.. values] : [];
#endif
    }

    [SuppressMessage("Globalization", "CA1308", Justification = "Header names are shown in lower case, as in HTTP/2.")]
    private static string FormatHeaders(HttpResponseMessage message, ApiKey key)
    {
        IEnumerable<string> shown = message.Headers.Concat(message.Content.Headers)
            .Where(header => IsShown(header.Key))
            .Select(header =>
                $"{header.Key.ToLowerInvariant()}: {SecretRedactor.Quote(string.Join(", ", header.Value), key)}");
        return $"{(int)message.StatusCode} {string.Join("; ", shown)}";

        static bool IsShown(string name) =>
            s_shownHeaders.Contains(name.ToLowerInvariant())
            || name.StartsWith(ShownPrefix, StringComparison.OrdinalIgnoreCase);

    }
}
