using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace TikTokFollowing.BenchServer;

/// <summary>
/// The least of an HTTP server: GET without a body, connections kept, one send an answer. <c>/asked?handle=…</c> tells at which milliseconds the pages of a list were asked
/// for, so that the reader need not be disturbed to learn how fast it is.
/// </summary>
internal sealed class PageServer(PageTemplates templates) : IDisposable
{
    private const int LongestRequest = 16 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, double[]> _asked = new(StringComparer.Ordinal);
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
        byte[] request = new byte[LongestRequest];
        byte[] body = [];
        byte[] answer = [];
        int length = 0;
        try
        {
            while (true)
            {
                int end;
                while ((end = request.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
                {
                    int read = await connection.ReceiveAsync(request.AsMemory(length));
                    if (read == 0) { return; }
                    length += read;
                }
                string target = Target(request.AsSpan(0, end));
                end += 4;
                request.AsSpan(end, length - end).CopyTo(request);
                length -= end;

                int size = await AnswerAsync(target);
                int head = WriteHead(ref answer, size);
                body.AsSpan(0, size).CopyTo(answer.AsSpan(head));
                for (int sent = 0; sent < head + size;) { sent += await connection.SendAsync(answer.AsMemory(sent, head + size - sent)); }
            }
        }
        catch (SocketException) { } // the reader went away

        async ValueTask<int> AnswerAsync(string target)
        {
            string handle = Parameter(target, "handle") ?? "";
            if (target.StartsWith("/asked", StringComparison.Ordinal)) { return WriteAsked(handle, ref body); }
            if (AskedList.Parse(handle) is not AskedList list)
            {
                body = "{}"u8.ToArray();
                return body.Length;
            }
            int page = PageTemplates.PageOf(Parameter(target, "min_time"));
            double[] asked = _asked.GetOrAdd(handle, static (_, pages) => new double[pages], list.Pages);
            if (page < asked.Length) { asked[page] = _clock.Elapsed.TotalMilliseconds; }
            if (list.Delay > TimeSpan.Zero) { await Task.Delay(list.Delay); }
            return templates.Write(page, list.Pages, ref body);
        }
    }

    private int WriteAsked(string handle, ref byte[] body)
    {
        double[] asked = _asked.TryGetValue(handle, out double[]? known) ? known : [];
        body = Encoding.ASCII.GetBytes("[" + string.Join(",", asked.Select(time => time.ToString("0.000", CultureInfo.InvariantCulture))) + "]");
        return body.Length;
    }

    private static int WriteHead(ref byte[] answer, int size)
    {
        string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {size}\r\n\r\n");
        if (answer.Length < head.Length + size) { answer = new byte[head.Length + size]; }
        return Encoding.ASCII.GetBytes(head, answer);
    }

    // "GET /path?query HTTP/1.1"
    private static string Target(ReadOnlySpan<byte> request)
    {
        ReadOnlySpan<byte> rest = request.Slice(request.IndexOf((byte)' ') + 1);
        return Encoding.ASCII.GetString(rest.Slice(0, rest.IndexOf((byte)' ')));
    }

    private static string? Parameter(string target, string name) =>
        target.Split('?', '&').Skip(1).Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0] == name)?[1];
}
