using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TikTokFollowing.BenchServer;

/// <summary>
/// Sends lists in the format of ScrapeCreators, with faults at random. The seed, the handle, the page and the number of
/// its requests decide, so that the order in which requests arrive does not. <c>/state</c> returns the numbers of
/// requests, faults and connections.
/// </summary>
internal sealed class SoakServer(int seed) : IDisposable
{
    public const int AccountsPerPage = 5;

    private const int MaxRequest = 16 * 1024;
    private const long Newest = 1_750_000_000;
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

    // In 100,000 requests. The module retries all but DamagedGzip and the five faults after it.
    private static readonly (SoakFault Fault, int Count)[] s_faults =
    [
        (SoakFault.ServerError, 500), (SoakFault.UnavailablePage, 300), (SoakFault.RateLimit, 400),
        (SoakFault.ResetBeforeResponse, 500), (SoakFault.CloseBeforeResponse, 500), (SoakFault.CutHeader, 300),
        (SoakFault.CutBody, 500), (SoakFault.CutChunk, 300), (SoakFault.CloseAfterResponse, 500),
        (SoakFault.Drip, 300), (SoakFault.DamagedGzip, 100), (SoakFault.CutJson, 100), (SoakFault.WebPage, 50),
        (SoakFault.Redirect, 50), (SoakFault.HeaderFlood, 50), (SoakFault.NotHttp, 50), (SoakFault.Stall, 10),
        (SoakFault.EndlessBody, 4),
    ];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, int> _requestsOfPage = new(StringComparer.Ordinal);
    private readonly int[] _counts = new int[Enum.GetValues<SoakFault>().Length];
    private int _connections;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Start()
    {
        _listener.Start(backlog: 512);
        _ = Task.Run(AcceptAsync);
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket = await _listener.AcceptSocketAsync();
            socket.NoDelay = true;
            _ = Task.Run(() => ServeAsync(socket));
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _connections);
        using Socket connection = socket;
        byte[] request = new byte[MaxRequest];
        int length = 0;
        try
        {
            while (true)
            {
                int end;
                while ((end = request.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
                {
                    int read = await connection.ReceiveAsync(request.AsMemory(length));
                    if (read == 0)
                    {
                        return;
                    }

                    length += read;
                }

                string[] words = Encoding.ASCII.GetString(request, 0, end).Split(' ', 3);
                end += 4;
                request.AsSpan(end, length - end).CopyTo(request);
                length -= end;
                if (!await RespondAsync(connection, words[1]))
                {
                    return;
                }
            }
        }
        catch (SocketException)
        {
            // The client disconnected.
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    // Returns whether the connection stays open.
    private async Task<bool> RespondAsync(Socket connection, string target)
    {
        if (target.EndsWith("/state", StringComparison.Ordinal))
        {
            await SendAsync(connection, Frame(Encoding.ASCII.GetBytes(DescribeState())));
            return true;
        }

        string handle = Parameter(target, "handle") ?? "";
        int page = (int)(Newest - long.Parse(
            Parameter(target, "min_time") ?? $"{Newest}", NumberStyles.None, CultureInfo.InvariantCulture));
        string name = string.Create(CultureInfo.InvariantCulture, $"{seed} {handle} {page}");
        uint random = Hash(name, _requestsOfPage.AddOrUpdate(name, 1, static (_, count) => count + 1));
        SoakFault fault = Choose(random % 100_000);
        Interlocked.Increment(ref _counts[(int)fault]);
        byte[] body = Encoding.ASCII.GetBytes(CreatePage(handle, page));
        bool isCompressed = (random >> 20) % 2 == 0;
        switch (fault)
        {
            case SoakFault.None or SoakFault.CloseAfterResponse:
                await SendAsync(connection, isCompressed ? Frame(Compress(body), "gzip") : Frame(body));
                return fault == SoakFault.None;
            case SoakFault.ServerError:
                await SendAsync(connection, Frame("{\"message\":\"try again\"}"u8, status: "500 Error"));
                return true;
            case SoakFault.UnavailablePage:
                await SendAsync(connection, Frame("<html>busy</html>"u8, status: "503 Unavailable"));
                return true;
            case SoakFault.RateLimit:
                await SendAsync(connection, Frame("{\"message\":\"slow\"}"u8, status: "429 Wait\r\nRetry-After: 0"));
                return true;
            case SoakFault.ResetBeforeResponse:
                connection.LingerState = new LingerOption(enable: true, seconds: 0);
                return false;
            case SoakFault.CloseBeforeResponse:
                return false;
            case SoakFault.Drip:
                foreach (byte one in Frame(body))
                {
                    await SendAsync(connection, [one]);
                }

                return true;
            case SoakFault.Stall:
                await SendAsync(connection, Encoding.ASCII.GetBytes(Head));
                await connection.ReceiveAsync(new byte[1]); // returns when the client closes the connection
                return false;
            case SoakFault.EndlessBody:
                await SendAsync(connection, Encoding.ASCII.GetBytes(Head + "\r\n"));
                byte[] spaces = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
                while (true)
                {
                    await SendAsync(connection, spaces);
                }

            default:
                await SendAsync(connection, Damage(fault, body));
                return fault is SoakFault.CutJson or SoakFault.WebPage or SoakFault.Redirect or SoakFault.DamagedGzip;
        }
    }

    private static byte[] Damage(SoakFault fault, byte[] body)
    {
        switch (fault)
        {
            case SoakFault.CutHeader:
                return Encoding.ASCII.GetBytes(Head[..30]);
            case SoakFault.CutBody:
                return Frame(body)[..^20];
            case SoakFault.CutChunk:
                return [.. Encoding.ASCII.GetBytes(Head + "Transfer-Encoding: chunked\r\n\r\n80\r\n"), .. body[..60]];
            case SoakFault.DamagedGzip:
                byte[] packed = Compress(body);
                for (int at = 14; at < packed.Length; at++)
                {
                    packed[at] ^= 0x5A;
                }

                return Frame(packed, "gzip");
            case SoakFault.CutJson:
                return Frame(body.AsSpan(0, body.Length / 2));
            case SoakFault.WebPage:
                return Frame("<html>sign in</html>"u8);
            case SoakFault.Redirect:
                return Frame([], status: "302 Found\r\nLocation: http://127.0.0.1:9/");
            case SoakFault.HeaderFlood:
                string line = "X-Flood: " + new string('x', 1000) + "\r\n";
                return Encoding.ASCII.GetBytes(Head + string.Concat(Enumerable.Repeat(line, 100)) + "\r\n");
            default:
                return Encoding.ASCII.GetBytes("SSH-2.0-Server\r\n\r\n");
        }
    }

    private static byte[] Frame(ReadOnlySpan<byte> body, string? encoding = null, string status = "200 OK")
    {
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n");
        string rest = encoding is null ? "\r\n" : $"Content-Encoding: {encoding}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(header + rest), .. body];
    }

    private static byte[] Compress(byte[] body)
    {
        using MemoryStream packed = new();
        using (GZipStream packer = new(packed, CompressionLevel.Fastest))
        {
            packer.Write(body);
        }

        return packed.ToArray();
    }

    private static async Task SendAsync(Socket connection, byte[] bytes)
    {
        for (int sent = 0; sent < bytes.Length;)
        {
            sent += await connection.SendAsync(bytes.AsMemory(sent));
        }
    }

    // A handle is soak.{pages}.{number}. Its number is a part of the ids, so that lists do not share accounts.
    private static string CreatePage(string handle, int page)
    {
        string[] parts = handle.Split('.');
        int pages = int.Parse(parts[1], CultureInfo.InvariantCulture);
        StringBuilder text = new("{\"followings\":[");
        for (int i = 1; i <= AccountsPerPage; i++)
        {
            int position = (page * AccountsPerPage) + i;
            text.Append(i == 1 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $"{{\"uid\":\"69{int.Parse(parts[2], CultureInfo.InvariantCulture):d8}{position:d8}\",");
            text.Append(CultureInfo.InvariantCulture, $"\"unique_id\":\"{handle}.{position}\",\"follower_count\":1}}");
        }

        bool hasMore = page < pages - 1;
        return text.Append(
            CultureInfo.InvariantCulture,
            $"],\"has_more\":{(hasMore ? "true" : "false")},\"min_time\":{(hasMore ? Newest - page - 1 : 0)},")
            .Append(CultureInfo.InvariantCulture, $"\"total\":{pages * AccountsPerPage},\"status_code\":0}}")
            .ToString();
    }

    private string DescribeState()
    {
        IEnumerable<string> faults = Enum.GetValues<SoakFault>().Select(fault => $"\"{fault}\":{_counts[(int)fault]}");
        return $"{{\"Requests\":{_counts.Sum()},\"Connections\":{_connections},"
            + $"\"Faults\":{{{string.Join(",", faults)}}}}}";
    }

    private static SoakFault Choose(uint number)
    {
        foreach ((SoakFault fault, int count) in s_faults)
        {
            if (number < count)
            {
                return fault;
            }

            number -= (uint)count;
        }

        return SoakFault.None;
    }

    // FNV-1a, with the last step of MurmurHash3, because string.GetHashCode differs in each process.
    private static uint Hash(string text, int number)
    {
        uint hash = 2_166_136_261;
        foreach (char c in string.Create(CultureInfo.InvariantCulture, $"{text} {number}"))
        {
            hash = (hash ^ c) * 16_777_619;
        }

        hash = (hash ^ (hash >> 16)) * 0x85EB_CA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2_AE35;
        return hash ^ (hash >> 16);
    }

    private static string? Parameter(string target, string name) =>
        target.Split('?', '&')
            .Skip(1)
            .Select(static pair => pair.Split('=', 2))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0] == name)?[1];
}
