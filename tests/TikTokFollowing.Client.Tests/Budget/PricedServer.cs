using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Web;

namespace TikTokFollowing.Client.Tests.Budget;

/// <summary>
/// An HTTP/1.1 server on plain sockets for the providers of one run: <c>http://127.0.0.1:port/provider/…</c>. It keeps
/// connections open, ends them by FIN or RST according to the plan, and writes every request into the ledger. Each run
/// has its own server, so that a connection that ends does not affect the next run.
/// </summary>
internal sealed class PricedServer : IDisposable
{
    private const int MostBytes = 16 * 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<Socket, bool> _connections = new();
    private readonly ConcurrentQueue<Exception> _errors = new();
    private readonly Ledger _ledger;

    public PricedServer(Ledger ledger)
    {
        _ledger = ledger;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        _ = AcceptAsync();
    }

    /// <summary>The mistakes of the server itself.</summary>
    public IReadOnlyCollection<Exception> Errors => _errors;

    public Uri AddressOf(string provider) =>
        new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/{provider}");

    public void Dispose()
    {
        _listener.Dispose();
        foreach (Socket socket in _connections.Keys)
        {
            socket.Dispose();
        }
    }

    /// <summary>
    /// Waits until every request that was sent is in the ledger; one on a connection that was ended can lie there
    /// unread.
    /// </summary>
    public async Task SettleAsync()
    {
        while (_connections.Keys.Any(HasUnread))
        {
            await Task.Yield();
        }

        static bool HasUnread(Socket socket)
        {
            try
            {
                return socket.Available > 0;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return false; // it is closed, and nothing of it was unread
            }
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                Socket socket = await _listener.AcceptAsync();
                socket.NoDelay = true;
                _connections.TryAdd(socket, true);
                _ = Task.Run(() => ServeAsync(socket));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        byte[] buffer = new byte[MostBytes];
        try
        {
            while (await ReceiveAsync(socket, buffer) is Asked asked)
            {
                if (!await AnswerAsync(socket, buffer, asked))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client closed the connection, or the run is over.
        }
        catch (Exception e)
        {
            _errors.Enqueue(e);
        }
        finally
        {
            _connections.TryRemove(socket, out _);
            socket.Dispose();
        }
    }

    /// <summary>Looks at the next request without reading it; null when the client has closed the connection.</summary>
    private async Task<Asked?> ReceiveAsync(Socket socket, byte[] buffer)
    {
        for (int seen = 0; ;)
        {
            int count = await socket.ReceiveAsync(buffer, SocketFlags.Peek);
            if (count == 0)
            {
                return null;
            }
            if (LengthOf(buffer.AsSpan(0, count)) is int length)
            {
                return Parse(Encoding.ASCII.GetString(buffer, 0, length));
            }
            if (count == seen)
            {
                await Task.Yield(); // the rest is about to come
            }
            seen = count;
        }
    }

    private static int? LengthOf(ReadOnlySpan<byte> request)
    {
        int end = request.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }
        int length = end + 4;
        foreach (string line in Encoding.ASCII.GetString(request[..end]).Split("\r\n"))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length += int.Parse(
                    line.AsSpan("Content-Length:".Length),
                    NumberStyles.AllowLeadingWhite,
                    CultureInfo.InvariantCulture);
            }
        }
        return length <= request.Length ? length : null;
    }

    private Asked Parse(string request)
    {
        string[] head = request[..request.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
        string target = head[0].Split(' ')[1];
        string[] path = target.Split('?')[0].Split('/', 3); // "", provider, the rest
        NameValueCollection query =
            HttpUtility.ParseQueryString(target.Contains('?') ? target[target.IndexOf('?')..] : "");
        string send = "";
        foreach (string line in head)
        {
            if (line.StartsWith(ObservedProvider.Header + ":", StringComparison.OrdinalIgnoreCase))
            {
                send = line[(ObservedProvider.Header.Length + 1)..].Trim();
            }
        }
        ProviderPlan provider = null!;
        foreach (ProviderPlan one in _ledger.Plan.Providers)
        {
            if (one.Name == path[1])
            {
                provider = one;
            }
        }

        string? handle = query["handle"] ?? query["username"];
        string? cursor = query["min_time"] ?? query["cursor"];
        string? limit = query["limit"];
        string[] rest = path[2].Split('/');
        if (provider.Name == "UnifAPI" && handle is null)
        {
            handle = rest[2];
        }
        else if (provider.Name == "SocialFetch")
        {
            handle = rest[3];
        }
        else if (provider.Name == "DumplingAI")
        {
            using JsonDocument body =
                JsonDocument.Parse(request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
            handle = body.RootElement.GetProperty("handle").GetString();
            cursor = body.RootElement.TryGetProperty("minTime", out JsonElement time) ? time.ToString() : null;
            limit = body.RootElement.TryGetProperty("count", out JsonElement count) ? count.ToString() : null;
        }
        return new Asked
        {
            Provider = provider,
            Send = _ledger.SendOf(long.Parse(send, CultureInfo.InvariantCulture)),
            Handle = handle!,
            Cursor = cursor,
            Limit = limit is null ? null : int.Parse(limit, CultureInfo.InvariantCulture),
            IsLookup = path[2].EndsWith("/resolve", StringComparison.Ordinal),
            Name = $"{provider.Name} {handle}"
                + (path[2].EndsWith("/resolve", StringComparison.Ordinal) ? " lookup" : "")
                + (cursor is null ? "" : $" from {cursor}"),
            Length = request.Length,
        };
    }

    /// <summary>Answers one request; false if the connection has ended.</summary>
    private async Task<bool> AnswerAsync(Socket socket, byte[] buffer, Asked asked)
    {
        Random random = _ledger.OnArrival(asked);
        for (int i = random.Next(12); i > 0; i--)
        {
            await Task.Yield(); // lets other requests overtake
        }
        if (asked.Fault is ServerFault.BeforeRead)
        {
            _ledger.OnLeave(asked);
            await EndAsync(socket, buffer, asked.Ending, unread: asked.Length);
            return false;
        }

        for (int read = 0; read < asked.Length;)
        {
            read += await socket.ReceiveAsync(buffer.AsMemory(0, asked.Length - read));
        }
        (int status, string json) = new ListPages(_ledger, asked).Answer(random);
        byte[] body = Encoding.UTF8.GetBytes(json);
        if (asked.Fault is ServerFault.CutJson && status != 200)
        {
            asked.Fault = ServerFault.None; // the status says enough
        }
        if (asked.Fault is ServerFault.CutJson)
        {
            body = body[..random.Next(1, body.Length)];
        }
        (byte[] header, byte[] framed) = Frame(asked, status, body, random);
        int sent = asked.Fault switch
        {
            ServerFault.BeforeFirstByte => 0,
            ServerFault.InHeader => random.Next(1, header.Length),
            ServerFault.AfterHeader => header.Length,
            // Within the JSON: what is behind it is only the frame.
            ServerFault.InBody => header.Length + random.Next(1, body.Length),
            _ => header.Length + framed.Length,
        };
        byte[] response = [.. header, .. framed];
        _ledger.OnLeave(asked);
        for (int at = 0; at < sent;)
        {
            // In one piece, or in several.
            int count = Math.Min(sent - at, random.Next(3) == 0 ? random.Next(1, sent + 1) : sent);
            at += await socket.SendAsync(response.AsMemory(at, count));
        }
        if (asked.HasResponse && asked.Fault is not (ServerFault.AfterBody or ServerFault.BrokenFrame))
        {
            return true;
        }
        await EndAsync(socket, buffer, asked.Fault is ServerFault.BrokenFrame ? Ending.Fin : asked.Ending, unread: 0);
        return false;
    }

    private static (byte[] Header, byte[] Body) Frame(Asked asked, int status, byte[] body, Random random)
    {
        StringBuilder header =
            new($"HTTP/1.1 {status} {(status < 300 ? "OK" : "Error")}\r\nContent-Type: application/json\r\n");
        if (asked is { Fault: ServerFault.AfterBody, Ending: Ending.Rst })
        {
            // Otherwise, the next request could be in flight when the connection is reset, and would not be counted.
            header.Append("Connection: close\r\n");
        }
        bool isBroken = asked.Fault is ServerFault.BrokenFrame;
        if (random.Next(2) == 0)
        {
            header.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length + (isBroken ? 10 : 0)}\r\n\r\n");
            return (Encoding.ASCII.GetBytes(header.ToString()), body);
        }
        header.Append("Transfer-Encoding: chunked\r\n\r\n");
        List<byte> chunks = [];
        for (int at = 0; at < body.Length;)
        {
            int count = Math.Min(body.Length - at, random.Next(1, body.Length + 1));
            chunks.AddRange(Encoding.ASCII.GetBytes(count.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
            chunks.AddRange(body.AsSpan(at, count));
            chunks.AddRange("\r\n"u8);
            at += count;
        }
        if (!isBroken)
        {
            chunks.AddRange("0\r\n\r\n"u8);
        }
        return (Encoding.ASCII.GetBytes(header.ToString()), [.. chunks]);
    }

    // After a FIN the client may still send: a request that comes then has reached the server, which does not answer
    // it.
    private async Task EndAsync(Socket socket, byte[] buffer, Ending ending, int unread)
    {
        if (ending is Ending.Rst)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
            return;
        }
        socket.Shutdown(SocketShutdown.Send);
        for (int left = unread; left > 0;)
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(0, left));
            if (count == 0)
            {
                return;
            }
            left -= count;
        }
        while (await ReceiveAsync(socket, buffer) is Asked late)
        {
            _ledger.OnDeadArrival(late);
            for (int left = late.Length; left > 0;)
            {
                left -= await socket.ReceiveAsync(buffer.AsMemory(0, left));
            }
        }
    }
}

/// <summary>A request as it was parsed.</summary>
internal sealed class Asked : Arrival
{
    public required string Handle { get; init; }

    public string? Cursor { get; init; }

    /// <summary>The bytes of the request.</summary>
    public int Length { get; init; }
}
