using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Represents one connection of a <see cref="HostileServer"/>, for its script.</summary>
internal sealed class HostileConnection(Socket socket, HostileServer server) : IDisposable
{
    private readonly StringBuilder _unread = new();
    private readonly byte[] _buffer = new byte[8192];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private bool _isReset;

    /// <summary>Gets the address of a server that must receive nothing.</summary>
    public Uri Elsewhere => server.Elsewhere!;

    /// <summary>Reads the next request; <see langword="null"/> if the client has closed the connection.</summary>
    public async Task<string?> ReadRequestAsync()
    {
        while (true)
        {
            string text = _unread.ToString();
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                Match length = Regex.Match(text.Substring(0, end), "(?im)^content-length: *([0-9]+)");
                int whole = end + 4 + (length.Success ? int.Parse(
                    length.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0);
                if (text.Length >= whole)
                {
                    _unread.Remove(0, whole);
                    string request = text.Substring(0, whole);
                    server.Record(request);
                    return request;
                }
            }
            int read = await ReadAsync(_buffer.Length);
            if (read == 0)
            {
                return null;
            }
            _unread.Append(Encoding.ASCII.GetString(_buffer, 0, read));
        }
    }

    /// <summary>Reads up to this number of bytes, such as the beginning of a request.</summary>
    public Task<int> ReadAsync(int count) => _stream.ReadAsync(_buffer, 0, Math.Min(count, _buffer.Length));

    /// <summary>Waits until a byte has arrived, without reading it.</summary>
    public Task WaitForByteAsync() => Task.Run(() =>
    {
        while (socket.Available == 0) { }
    });

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public Task SendAsync(byte[] bytes) => _stream.WriteAsync(bytes, 0, bytes.Length);

    /// <summary>Sends the text repeatedly until the client closes the connection.</summary>
    /// <param name="text">The text.</param>
    /// <param name="step">The time that passes for the client with each text, up to its time-out.</param>
    public async Task FloodAsync(string text, TimeSpan step = default)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (TimeSpan elapsed = TimeSpan.Zero; elapsed < HostileRun.Timeout; elapsed += step)
        {
            await SendAsync(bytes);
            server.Advance(step);
        }
        await WaitForCloseAsync();
    }

    /// <summary>
    /// Sends one byte at a time. With a step, that much time passes for the client with each byte, up to its time-out.
    /// </summary>
    public async Task DripAsync(string text, TimeSpan step = default)
    {
        socket.NoDelay = true;
        TimeSpan elapsed = TimeSpan.Zero;
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            await SendAsync([one]);
            server.Advance(step);
            elapsed += step;
            if (elapsed >= HostileRun.Timeout)
            {
                await WaitForCloseAsync();
                return;
            }
        }
    }

    /// <summary>Sends nothing for longer than the time-out of the client.</summary>
    public async Task StallAsync()
    {
        server.Advance(HostileRun.Timeout);
        await WaitForCloseAsync();
    }

    /// <summary>Closes the connection with a RST.</summary>
    public void Reset()
    {
        _isReset = true;
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    /// <summary>
    /// Closes the connection with a FIN, and waits for that of the client, because unread bytes would reset it.
    /// </summary>
    public async Task CloseAsync()
    {
        if (_isReset)
        {
            return;
        }
        if (_stream is SslStream tls)
        {
            await tls.ShutdownAsync();
        }
        socket.Shutdown(SocketShutdown.Send);
        await WaitForCloseAsync();
    }

    /// <summary>Continues with TLS, as the server.</summary>
    public async Task UseTlsAsync(X509Certificate certificate, SslProtocols protocols = SslProtocols.Tls12)
    {
        SslStream tls = new(_stream);
        _stream = tls;
        await tls.AuthenticateAsServerAsync(
            certificate, clientCertificateRequired: false, protocols, checkCertificateRevocation: false);
    }

    public void Dispose() => _stream.Dispose();

    private async Task WaitForCloseAsync()
    {
        while (await ReadAsync(_buffer.Length) > 0) { }
    }
}
