using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TikTokFollowing.BenchServer;

/// <summary>
/// Implements a minimal HTTP server: GET without a body, persistent connections, one send per response.
/// <c>/times?handle=…</c> returns the times of the requests for the pages of a list in milliseconds, so that
/// measuring does not disturb the client.
/// </summary>
internal sealed class PageServer(PageTemplates templates) : IDisposable
{
    private const int MaxRequest = 16 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, double[]> _times = new(StringComparer.Ordinal);
    private readonly Stopwatch _clock = Stopwatch.StartNew();

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
        using Socket connection = socket;
        byte[] request = new byte[MaxRequest];
        byte[] body = [];
        byte[] response = [];
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

                string target = Target(request.AsSpan(0, end));
                end += 4;
                request.AsSpan(end, length - end).CopyTo(request);
                length -= end;

                int size = await WriteBodyAsync(target);
                int head = WriteHead(ref response, size);
                body.AsSpan(0, size).CopyTo(response.AsSpan(head));
                int sent = 0;
                while (sent < head + size)
                {
                    sent += await connection.SendAsync(response.AsMemory(sent, head + size - sent));
                }
            }
        }
        catch (SocketException)
        {
            // The client disconnected.
        }

        async ValueTask<int> WriteBodyAsync(string target)
        {
            string handle = Parameter(target, "handle") ?? "";
            if (target.StartsWith("/times", StringComparison.Ordinal))
            {
                return WriteTimes(handle, ref body);
            }

            if (RequestedList.Parse(handle) is not RequestedList list)
            {
                body = "{}"u8.ToArray();
                return body.Length;
            }

            int page = PageTemplates.PageOf(Parameter(target, "min_time"));
            double[] times = _times.GetOrAdd(handle, static (_, pages) => new double[pages], list.Pages);
            if (page < times.Length)
            {
                times[page] = _clock.Elapsed.TotalMilliseconds;
            }

            if (list.Delay > TimeSpan.Zero)
            {
                await Task.Delay(list.Delay);
            }

            return templates.Write(page, list.Pages, ref body);
        }
    }

    private int WriteTimes(string handle, ref byte[] body)
    {
        double[] times = _times.TryGetValue(handle, out double[]? known) ? known : [];
        IEnumerable<string> values = times.Select(static time => time.ToString("0.000", CultureInfo.InvariantCulture));
        body = Encoding.ASCII.GetBytes("[" + string.Join(",", values) + "]");
        return body.Length;
    }

    private static int WriteHead(ref byte[] response, int size)
    {
        string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
            + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {size}\r\n\r\n");
        if (response.Length < head.Length + size)
        {
            response = new byte[head.Length + size];
        }

        return Encoding.ASCII.GetBytes(head, response);
    }

    // Reads the target of "GET /path?query HTTP/1.1".
    private static string Target(ReadOnlySpan<byte> request)
    {
        ReadOnlySpan<byte> rest = request.Slice(request.IndexOf((byte)' ') + 1);
        return Encoding.ASCII.GetString(rest.Slice(0, rest.IndexOf((byte)' ')));
    }

    private static string? Parameter(string target, string name) =>
        target.Split('?', '&')
            .Skip(1)
            .Select(static pair => pair.Split('=', 2))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0] == name)?[1];
}
