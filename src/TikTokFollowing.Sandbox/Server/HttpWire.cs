using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace TikTokFollowing.SandboxServer;

/// <summary>Indicates that the bytes are not a valid request. The connection cannot continue.</summary>
internal sealed class WireException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>Specifies how a body is sent.</summary>
internal enum BodyDelivery
{
    Whole,

    /// <summary>The length is stated, but only half of the body is sent.</summary>
    Half,

    /// <summary>The length is not stated, and only half of the body is sent.</summary>
    HalfWithoutLength,

    /// <summary>
    /// A member at the start extends the body to 80 MB. It is generated while it is sent, without a stated length.
    /// </summary>
    Padded,
}

/// <summary>
/// Implements HTTP/1.1 on one connection. HttpListener needs a URL reservation on Windows, has different
/// implementations, and cannot cut a body or reset a connection.
/// </summary>
internal sealed class HttpWire(Stream stream, ServerLimits limits)
{
    private const int InitialBuffer = 2048;
    private const int MaxKeptBuffer = 8 * 1024;
    private const int MinCompressedLength = 1024;
    private const int MinSeparateLength = 16 * 1024;
    private const int PaddingLines = 80 * 1024;
    private const int PaddingLineLength = 1024;

    private static readonly byte[] s_continue = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");

    private byte[] _buffer = new byte[InitialBuffer];
    private int _start;
    private int _end;

    /// <summary>Reads the next request.</summary>
    /// <param name="onStarted">An action that is called when its first bytes arrive.</param>
    /// <returns>The request; null if the client has closed the connection after the previous one.</returns>
    /// <exception cref="WireException">The bytes are not a request, or exceed a limit.</exception>
    public async Task<SandboxRequest?> ReadRequestAsync(Action onStarted)
    {
        if (_start == _end)
        {
            if (_buffer.Length > MaxKeptBuffer)
            {
                _buffer = new byte[InitialBuffer]; // connections can be idle for minutes
                _start = _end = 0;
            }

            if (!await FillAsync().ConfigureAwait(false))
            {
                return null;
            }
        }

        onStarted();
        int headLength = await ReadHeadAsync().ConfigureAwait(false);
        if (headLength == 0)
        {
            return null;
        }

        string[] lines = Encoding.ASCII.GetString(_buffer, _start, headLength).Split(["\r\n"], StringSplitOptions.None);
        _start += headLength;
        string[] parts = lines[0].Split(' ');
        if (parts.Length != 3 || parts[1].Length == 0 || !parts[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            throw new WireException(400, "Bad request line");
        }

        Dictionary<string, string> headers = ReadHeaders(lines);
        byte[] body = await ReadBodyAsync(headers).ConfigureAwait(false);
        return new SandboxRequest(parts[0], parts[1], parts[2] != "HTTP/1.0", headers, body);
    }

    /// <summary>Waits until the client has closed the connection. Discards all data received meanwhile.</summary>
    public async Task WaitForCloseAsync()
    {
        do
        {
            _start = _end = 0;
        }
        while (await FillAsync().ConfigureAwait(false));
    }

    /// <summary>Sends a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="date">The value of the Date header.</param>
    /// <param name="compresses">True if the client accepts gzip.</param>
    /// <param name="keepsAlive">True if another request can follow.</param>
    /// <param name="delivery">
    /// The part of the body that is sent. If it is not <see cref="BodyDelivery.Whole"/>, the connection must be closed.
    /// </param>
    public async Task WriteAsync(
        SandboxResponse response,
        DateTimeOffset date,
        bool compresses,
        bool keepsAlive,
        BodyDelivery delivery = BodyDelivery.Whole)
    {
        if (delivery == BodyDelivery.Padded)
        {
            byte[] start = Encoding.ASCII.GetBytes(Head(response, date, null, compresses, keepsAlive: false));
            await SendAsync(start, start.Length).ConfigureAwait(false);
            await WritePaddedAsync(response.Body, compresses).ConfigureAwait(false);
            return;
        }

        byte[] body = response.Body;
        bool isCompressed = compresses && body.Length > MinCompressedLength;
        if (isCompressed)
        {
            body = Compress(body);
        }

        int? statedLength = delivery == BodyDelivery.HalfWithoutLength ? null : body.Length;
        byte[] head = Encoding.ASCII.GetBytes(Head(response, date, statedLength, isCompressed, keepsAlive));
        int bodyLength = delivery == BodyDelivery.Whole ? body.Length : body.Length / 2;
        if (bodyLength < MinSeparateLength)
        {
            // In one segment, so that clients do not wait for a second one.
            byte[] both = new byte[head.Length + bodyLength];
            head.CopyTo(both, 0);
            Array.Copy(body, 0, both, head.Length, bodyLength);
            await SendAsync(both, both.Length).ConfigureAwait(false);
            return;
        }

        await SendAsync(head, head.Length).ConfigureAwait(false);
        await SendAsync(body, bodyLength).ConfigureAwait(false);
    }

    private async Task WritePaddedAsync(byte[] body, bool compresses)
    {
        byte[] line = Encoding.ASCII.GetBytes("\"" + new string('x', PaddingLineLength - 4) + "\",\n");
        if (!compresses)
        {
            await WritePaddedAsync(stream, body, line).ConfigureAwait(false);
            return;
        }

        using GZipStream gzip = new(stream, CompressionLevel.Fastest, leaveOpen: true);
        await WritePaddedAsync(gzip, body, line).ConfigureAwait(false);
    }

    private static async Task WritePaddedAsync(Stream target, byte[] body, byte[] line)
    {
        await SendAsync(target, Encoding.ASCII.GetBytes("{\"padding\":["), 0).ConfigureAwait(false);
        for (int i = 0; i < PaddingLines; i++)
        {
            await SendAsync(target, line, 0).ConfigureAwait(false);
        }

        await SendAsync(target, Encoding.ASCII.GetBytes("\"\"],"), 0).ConfigureAwait(false);
        await SendAsync(target, body, 1).ConfigureAwait(false); // without its opening brace
    }

    private static byte[] Compress(byte[] body)
    {
        using MemoryStream compressed = new(body.Length / 4);
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(body, 0, body.Length);
        }

        return compressed.ToArray();
    }

    private static string Head(
        SandboxResponse response,
        DateTimeOffset date,
        int? length,
        bool isCompressed,
        bool keepsAlive)
    {
        List<string> lines =
        [
            FormattableString.Invariant($"HTTP/1.1 {response.Status} {Reason(response.Status)}"),
            FormattableString.Invariant($"Date: {date:r}"),
            "Server: TikTokFollowing.Sandbox",
            "Content-Type: " + response.ContentType,
        ];
        if (length is { } announced)
        {
            lines.Add(FormattableString.Invariant($"Content-Length: {announced}"));
        }

        lines.Add("Vary: Accept-Encoding");
        if (isCompressed)
        {
            lines.Add("Content-Encoding: gzip");
        }

        lines.AddRange(response.Headers.Select(static header => $"{header.Name}: {header.Value}"));
        lines.Add(keepsAlive ? "Connection: keep-alive" : "Connection: close");
        return string.Join("\r\n", lines) + "\r\n\r\n";
    }

    private static string Reason(int status) => status switch
    {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        411 => "Length Required",
        413 => "Content Too Large",
        414 => "URI Too Long",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Unnamed",
    };

    private Dictionary<string, string> ReadHeaders(string[] lines)
    {
        if (lines.Length - 3 > limits.HeaderFields) // without the request line and the two parts of the empty last line
        {
            throw new WireException(431, "Too many request header fields");
        }

        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 1; i < lines.Length && lines[i].Length > 0; i++)
        {
            int colon = lines[i].IndexOf(':');
            if (colon <= 0)
            {
                throw new WireException(400, "Bad header line");
            }

            string name = lines[i].Substring(0, colon);
            string value = lines[i].Substring(colon + 1).Trim();
            headers[name] = headers.TryGetValue(name, out string? before) ? before + ", " + value : value;
        }

        return headers;
    }

    /// <summary>Returns the length of the head with its empty line; 0 at the end of the connection.</summary>
    private async Task<int> ReadHeadAsync()
    {
        int searched = _start;
        while (true)
        {
            int length = HeadLength(searched);
            CheckHead(length > 0 ? length : _end - _start);
            if (length > 0)
            {
                return length;
            }

            int read = _end - _start;
            if (!await FillAsync().ConfigureAwait(false))
            {
                return 0;
            }

            searched = _start + read;
        }
    }

    /// <summary>Returns the length of a complete head; 0 while its empty line is missing.</summary>
    private int HeadLength(int searched)
    {
        for (int i = Math.Max(searched, _start + 3); i < _end; i++)
        {
            if (_buffer[i] == '\n' && _buffer[i - 1] == '\r' && _buffer[i - 2] == '\n' && _buffer[i - 3] == '\r')
            {
                return i + 1 - _start;
            }
        }

        return 0;
    }

    /// <exception cref="WireException">The request line or the whole head is too long.</exception>
    private void CheckHead(int length)
    {
        if (length > limits.RequestLine && Array.IndexOf(_buffer, (byte)'\n', _start, limits.RequestLine) < 0)
        {
            throw new WireException(414, "Request target too long");
        }

        if (length > limits.Head)
        {
            throw new WireException(431, "Request header too large");
        }
    }

    private async Task<byte[]> ReadBodyAsync(Dictionary<string, string> headers)
    {
        if (headers.ContainsKey("Transfer-Encoding"))
        {
            throw new WireException(411, "Length required");
        }

        if (!headers.TryGetValue("Content-Length", out string? text))
        {
            return [];
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length))
        {
            throw new WireException(400, "Bad content length");
        }

        if (length > limits.Body)
        {
            throw new WireException(413, "Request body too large");
        }

        // HttpClient on .NET Framework sends this header with every POST, and waits 350 ms for the response.
        if (headers.TryGetValue("Expect", out string? expected)
            && string.Equals(expected, "100-continue", StringComparison.OrdinalIgnoreCase))
        {
            await SendAsync(s_continue, s_continue.Length).ConfigureAwait(false);
        }

        while (_end - _start < length)
        {
            if (!await FillAsync().ConfigureAwait(false))
            {
                throw new IOException("The client closed the connection in its request.");
            }
        }

        byte[] body = new byte[(int)length];
        Array.Copy(_buffer, _start, body, 0, body.Length);
        _start += body.Length;
        return body;
    }

    /// <summary>Reads more bytes. Returns false at the end of the connection.</summary>
    private async Task<bool> FillAsync()
    {
        if (_start > 0)
        {
            Array.Copy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

#if NET
        int read = await stream.ReadAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
#else
        int read = await stream.ReadAsync(_buffer, _end, _buffer.Length - _end).ConfigureAwait(false);
#endif
        _end += read;
        return read > 0;
    }

    private Task SendAsync(byte[] bytes, int count) =>
#if NET
        stream.WriteAsync(bytes.AsMemory(0, count)).AsTask();
#else
        stream.WriteAsync(bytes, 0, count);
#endif

    private static Task SendAsync(Stream target, byte[] bytes, int first) =>
#if NET
        target.WriteAsync(bytes.AsMemory(first)).AsTask();
#else
        target.WriteAsync(bytes, first, bytes.Length - first);
#endif
}
