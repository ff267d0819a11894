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
/// Serves the providers of one run by HTTP/1.1 on plain sockets: <c>http://127.0.0.1:port/provider/…</c>. It keeps
/// connections open, ends them by FIN or RST according to the plan, and records every request in the ledger. Each run
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

    /// <summary>Gets the errors of this server.</summary>
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
    /// Waits until the ledger has every request that was sent. A connection that has ended can have an unread one.
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
            while (await ReceiveAsync(socket, buffer) is ParsedRequest parsed)
            {
                if (!await RespondAsync(socket, buffer, parsed))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client closed the connection, or the run has ended.
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

    /// <summary>Parses the next request without reading it. Returns null if the connection is closed.</summary>
    private async Task<ParsedRequest?> ReceiveAsync(Socket socket, byte[] buffer)
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

    private ParsedRequest Parse(string request)
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
        return new ParsedRequest
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

    /// <summary>Responds to one request. Returns false if the connection has ended.</summary>
    private async Task<bool> RespondAsync(Socket socket, byte[] buffer, ParsedRequest parsed)
    {
        Random random = _ledger.OnArrival(parsed);
        for (int i = random.Next(12); i > 0; i--)
        {
            await Task.Yield(); // lets other requests overtake
        }
        if (parsed.Fault is ServerFault.BeforeRead)
        {
            _ledger.OnLeave(parsed);
            await EndAsync(socket, buffer, parsed.Ending, unread: parsed.Length);
            return false;
        }

        for (int read = 0; read < parsed.Length;)
        {
            read += await socket.ReceiveAsync(buffer.AsMemory(0, parsed.Length - read));
        }
        (int status, string json) = new ListPages(_ledger, parsed).Respond(random);
        byte[] body = Encoding.UTF8.GetBytes(json);
        if (parsed.Fault is ServerFault.CutJson && status != 200)
        {
            parsed.Fault = ServerFault.None; // the status is an error
        }
        if (parsed.Fault is ServerFault.CutJson)
        {
            body = body[..random.Next(1, body.Length)];
        }
        (byte[] header, byte[] framed) = Frame(parsed, status, body, random);
        int sent = parsed.Fault switch
        {
            ServerFault.BeforeFirstByte => 0,
            ServerFault.InHeader => random.Next(1, header.Length),
            ServerFault.AfterHeader => header.Length,
            // Cuts within the JSON, because only the frame follows it.
            ServerFault.InBody => header.Length + random.Next(1, body.Length),
            _ => header.Length + framed.Length,
        };
        byte[] response = [.. header, .. framed];
        _ledger.OnLeave(parsed);
        for (int at = 0; at < sent;)
        {
            // Sends one part, or several.
            int count = Math.Min(sent - at, random.Next(3) == 0 ? random.Next(1, sent + 1) : sent);
            at += await socket.SendAsync(response.AsMemory(at, count));
        }
        if (parsed.HasResponse && parsed.Fault is not (ServerFault.AfterBody or ServerFault.BrokenFrame))
        {
            return true;
        }
        await EndAsync(socket, buffer, parsed.Fault is ServerFault.BrokenFrame ? Ending.Fin : parsed.Ending, unread: 0);
        return false;
    }

    private static (byte[] Header, byte[] Body) Frame(ParsedRequest parsed, int status, byte[] body, Random random)
    {
        StringBuilder header =
            new($"HTTP/1.1 {status} {(status < 300 ? "OK" : "Error")}\r\nContent-Type: application/json\r\n");
        if (parsed is { Fault: ServerFault.AfterBody, Ending: Ending.Rst })
        {
            // Otherwise, the next request could be in flight when the connection is reset, and would not be counted.
            header.Append("Connection: close\r\n");
        }
        bool isBroken = parsed.Fault is ServerFault.BrokenFrame;
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

    // After a FIN the client can still send. Such a request has reached the server, which does not respond.
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
        while (await ReceiveAsync(socket, buffer) is ParsedRequest late)
        {
            _ledger.OnDeadArrival(late);
            for (int left = late.Length; left > 0;)
            {
                left -= await socket.ReceiveAsync(buffer.AsMemory(0, left));
            }
        }
    }
}

/// <summary>Represents a parsed request.</summary>
internal sealed class ParsedRequest : Arrival
{
    public required string Handle { get; init; }

    public string? Cursor { get; init; }

    /// <summary>Gets the bytes of the request.</summary>
    public int Length { get; init; }
}
