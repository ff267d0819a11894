using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>
/// Keeps its connections open, counts every request, and responds to the n-th request with its n-th step.
/// </summary>
internal sealed class KeepAliveServer : IDisposable
{
    /// <summary>Closes the connection after the request, without a response.</summary>
    public const string Fin = "fin";

    /// <summary>Resets the connection after the request.</summary>
    public const string Reset = "rst";

    /// <summary>Never responds.</summary>
    public const string Hang = "hang";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string[] _steps;
    private readonly List<string> _requests = [];
    private readonly Lock _lock = new();

    /// <param name="steps">
    /// The bytes to send, or one of the constants above. Bytes that end within a header close the connection. The last
    /// step is repeated.
    /// </param>
    public KeepAliveServer(params string[] steps)
    {
        _steps = steps;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    public IReadOnlyList<string> Requests
    {
        get { lock (_lock) { return [.. _requests]; } }
    }

    public static string Page(string json) =>
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) { _ = ServeAsync(await _listener.AcceptTcpClientAsync()); }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        try
        {
            using (connection)
            {
                NetworkStream stream = connection.GetStream();
                StringBuilder text = new();
                while (await ReadRequestAsync(stream, text) is string request)
                {
                    string step;
                    lock (_lock)
                    {
                        _requests.Add(request);
                        step = _steps[Math.Min(_requests.Count, _steps.Length) - 1];
                    }
                    switch (step)
                    {
                        case Fin:
                            return;
                        case Reset:
                            connection.Client.LingerState = new LingerOption(true, 0);
                            return;
                        case Hang:
                            await ReadRequestAsync(stream, text);
                            return;
                        default:
                            await stream.WriteAsync(Encoding.UTF8.GetBytes(step));
                            if (!step.Contains("\r\n\r\n", StringComparison.Ordinal)) { return; }
                            break;
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client has closed the connection.
        }
    }

    private static async Task<string?> ReadRequestAsync(NetworkStream stream, StringBuilder text)
    {
        byte[] buffer = new byte[8192];
        while (true)
        {
            string all = text.ToString();
            int end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                Match length = Regex.Match(all[..end], "(?im)^content-length: *([0-9]+)");
                int whole = end + 4 + (
                    length.Success ? int.Parse(
                        length.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0);
                if (all.Length >= whole)
                {
                    text.Remove(0, whole);
                    return all[..whole];
                }
            }
            int read = await stream.ReadAsync(buffer);
            if (read == 0) { return null; }
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
    }
}
