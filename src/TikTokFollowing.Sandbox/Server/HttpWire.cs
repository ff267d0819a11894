using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace TikTokFollowing.SandboxServer;

/// <summary>Indicates that the bytes are not a valid request. The connection cannot continue.</summary>
internal sealed class WireException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>
/// Implements HTTP/1.1 on one connection. HttpListener needs a URL reservation on Windows, has different
/// implementations, and cannot cut a body or reset a connection.
/// </summary>
internal sealed class HttpWire(Stream stream, ServerLimits limits)
{
    private const int ReadLength = 4096;
    private const int MinCompressedLength = 1024;
    private const int PaddingLines = 80 * 1024;
    private const int PaddingLineLength = 1024;

    private byte[] _received = [];

    /// <summary>Reads the next request.</summary>
    /// <param name="onStarted">An action that is called when its first bytes arrive.</param>
    /// <returns>The request; null if the client has closed the connection after the previous one.</returns>
    /// <exception cref="WireException">The bytes are not a request, or exceed a limit.</exception>
    public async Task<SandboxRequest?> ReadRequestAsync(Action onStarted)
    {
        if (_received.Length == 0 && !await FillAsync().ConfigureAwait(false))
        {
            return null;
        }

        onStarted();
        int end = FindHeadEnd();
        while (end < 0)
        {
            if (!await FillAsync().ConfigureAwait(false))
            {
                return null;
            }

            end = FindHeadEnd();
        }

        string[] lines = Encoding.ASCII.GetString(Take(end + 4), 0, end).Split(["\r\n"], StringSplitOptions.None);
        string[] parts = lines[0].Split(' ');
        if (parts.Length != 3 || parts[1].Length == 0 || !parts[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            throw new WireException(400, "Bad request line");
        }

        if (lines.Length > 1 + limits.HeaderFields)
        {
            throw new WireException(431, "Too many request header fields");
        }

        string[][] fields = [.. lines.Skip(1).Select(static line => line.Split([':'], 2))];
        if (Array.Exists(fields, static field => field.Length == 1 || field[0].Length == 0))
        {
            throw new WireException(400, "Bad header line");
        }

        ILookup<string, string> headers = fields.ToLookup(
            static field => field[0], static field => field[1].Trim(), StringComparer.OrdinalIgnoreCase);
        byte[] body = await ReadBodyAsync(headers).ConfigureAwait(false);
        return new SandboxRequest(parts[0], parts[1], parts[2] != "HTTP/1.0", headers, body);
    }

    /// <summary>Waits until the client has closed the connection. Discards all data received meanwhile.</summary>
    public async Task WaitForCloseAsync()
    {
        do
        {
            _received = [];
        }
        while (await FillAsync().ConfigureAwait(false));
    }

    /// <summary>Sends a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="date">The value of the Date header.</param>
    /// <param name="compresses">True if the client accepts gzip.</param>
    /// <param name="keepsAlive">True if another request can follow. It is false after a fault.</param>
    /// <param name="fault">
    /// The fault of the response. It sends half of the body, with or without its length, or a body of 80 MB. The latter
    /// is generated while it is sent.
    /// </param>
    public async Task WriteAsync(
        SandboxResponse response,
        DateTimeOffset date,
        bool compresses,
        bool keepsAlive,
        SandboxFault fault = SandboxFault.None)
    {
        if (fault == SandboxFault.TooLarge)
        {
            await SendAsync(stream, CreateHead(response, date, null, compresses, keepsAlive)).ConfigureAwait(false);
            await WritePaddedAsync(response.Body, compresses).ConfigureAwait(false);
            return;
        }

        bool isCompressed = compresses && response.Body.Length > MinCompressedLength;
        byte[] body = isCompressed ? Compress(response.Body) : response.Body;
        int? length = fault == SandboxFault.CutWithoutLength ? null : body.Length;
        byte[] head = CreateHead(response, date, length, isCompressed, keepsAlive);
        bool isCut = fault is SandboxFault.Truncated or SandboxFault.CutWithoutLength;

        // In one segment, so that clients do not wait for a second one.
        byte[] message = [.. head, .. body.AsSpan(0, isCut ? body.Length / 2 : body.Length)];
        await SendAsync(stream, message).ConfigureAwait(false);
    }

    private async Task WritePaddedAsync(byte[] body, bool compresses)
    {
        using GZipStream? gzip = compresses ? new(stream, CompressionLevel.Fastest, leaveOpen: true) : null;
        Stream target = gzip ?? stream;
        byte[] line = Encoding.ASCII.GetBytes("\"" + new string('x', PaddingLineLength - 4) + "\",\n");
        await SendAsync(target, [.. "{\"padding\":["u8]).ConfigureAwait(false);
        for (int i = 0; i < PaddingLines; i++)
        {
            await SendAsync(target, line).ConfigureAwait(false);
        }

        byte[] end = [.. "\"\"],"u8, .. body.AsSpan(1)]; // without the opening brace
        await SendAsync(target, end).ConfigureAwait(false);
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

    private static byte[] CreateHead(
        SandboxResponse response,
        DateTimeOffset date,
        int? length,
        bool isCompressed,
        bool keepsAlive)
    {
        (string Name, string? Value)[] headers =
        [
            ("Date", date.ToString("r", CultureInfo.InvariantCulture)),
            ("Server", "TikTokFollowing.Sandbox"),
            ("Content-Type", response.ContentType),
            ("Content-Length", length?.ToString(CultureInfo.InvariantCulture)),
            ("Vary", "Accept-Encoding"),
            ("Content-Encoding", isCompressed ? "gzip" : null),
            .. response.Headers,
            ("Connection", keepsAlive ? "keep-alive" : "close"),
        ];
        IEnumerable<string> lines = headers
            .Where(static header => header.Value is not null)
            .Select(static header => $"{header.Name}: {header.Value}\r\n");
        return Encoding.ASCII.GetBytes(
            FormattableString.Invariant($"HTTP/1.1 {response.Status} {Reason(response.Status)}\r\n")
            + string.Concat(lines) + "\r\n");
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

    /// <summary>Returns the index of the end of the head; -1 while it is missing.</summary>
    /// <exception cref="WireException">The request line or the whole head is too long.</exception>
    private int FindHeadEnd()
    {
        int end = _received.AsSpan().IndexOf("\r\n\r\n"u8);
        int length = end < 0 ? _received.Length : end + 4;
        if (length > limits.RequestLine && Array.IndexOf(_received, (byte)'\n', 0, limits.RequestLine) < 0)
        {
            throw new WireException(414, "Request target too long");
        }

        if (length > limits.Head)
        {
            throw new WireException(431, "Request header too large");
        }

        return end;
    }

    private async Task<byte[]> ReadBodyAsync(ILookup<string, string> headers)
    {
        if (headers.Contains("Transfer-Encoding"))
        {
            throw new WireException(411, "Length required");
        }

        if (!headers.Contains("Content-Length"))
        {
            return [];
        }

        string text = string.Join(", ", headers["Content-Length"]);
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length))
        {
            throw new WireException(400, "Bad content length");
        }

        if (length > limits.Body)
        {
            throw new WireException(413, "Request body too large");
        }

        // HttpClient on .NET Framework sends this header with every POST, and waits 350 ms for the response.
        if (headers["Expect"].Contains("100-continue", StringComparer.OrdinalIgnoreCase))
        {
            await SendAsync(stream, [.. "HTTP/1.1 100 Continue\r\n\r\n"u8]).ConfigureAwait(false);
        }

        while (_received.Length < length)
        {
            if (!await FillAsync().ConfigureAwait(false))
            {
                throw new IOException("The client closed the connection in its request.");
            }
        }

        return Take((int)length);
    }

    /// <summary>Receives more bytes. Returns false at the end of the connection.</summary>
    private async Task<bool> FillAsync()
    {
        byte[] part = new byte[ReadLength];
#if NET
        int count = await stream.ReadAsync(part).ConfigureAwait(false);
#else
        int count = await stream.ReadAsync(part, 0, part.Length).ConfigureAwait(false);
#endif
        _received = [.. _received, .. part.AsSpan(0, count)];
        return count > 0;
    }

    /// <summary>Removes the first bytes received, and returns them.</summary>
    private byte[] Take(int count)
    {
        byte[] taken = _received.AsSpan(0, count).ToArray();
        _received = _received.AsSpan(count).ToArray();
        return taken;
    }

    private static Task SendAsync(Stream target, byte[] bytes) =>
#if NET
        target.WriteAsync(bytes).AsTask();
#else
        target.WriteAsync(bytes, 0, bytes.Length);
#endif
}
