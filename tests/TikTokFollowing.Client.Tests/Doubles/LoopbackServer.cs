using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>Sends the next response to each connection, byte for byte, and closes it.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[][] _responses;
    private readonly List<string> _requests = [];
    private readonly Lock _lock = new();

    public LoopbackServer(params byte[][] responses)
    {
        _responses = responses;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = ServeAsync();
    }

    public Uri Address { get; }

    public IReadOnlyList<string> Requests
    {
        get { lock (_lock) { return [.. _requests]; } }
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        foreach (byte[] response in _responses)
        {
            try
            {
                using TcpClient connection = await _listener.AcceptTcpClientAsync();
                NetworkStream stream = connection.GetStream();
                string request = await ReadHeaderAsync(stream);
                lock (_lock) { _requests.Add(request); }
                await stream.WriteAsync(response);
                connection.Client.Shutdown(SocketShutdown.Send);
                while (await stream.ReadAsync(new byte[1024]) > 0) { } // unread bytes would reset the connection
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                if (!_listener.Server.IsBound)
                {
                    return;
                }
            }
        }
    }

    private static async Task<string> ReadHeaderAsync(NetworkStream stream)
    {
        StringBuilder header = new();
        byte[] buffer = new byte[1024];
        while (!header.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer);
            if (read == 0) { break; }
            header.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        return header.ToString();
    }
}
