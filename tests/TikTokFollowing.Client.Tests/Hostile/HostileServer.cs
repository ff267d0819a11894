using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Runs a script for each connection, and records what it receives.</summary>
internal sealed class HostileServer : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<HostileConnection, Task> _script;
    private readonly Action<TimeSpan> _advance;
    private readonly List<string> _requests = [];
    private readonly List<string> _tunnels = [];
    private readonly List<Exception> _failures = [];
    private readonly object _lock = new();

    /// <param name="script">Serves one connection.</param>
    /// <param name="advance">Advances the clock of the client.</param>
    /// <param name="address">The address to listen at.</param>
    public HostileServer(
        Func<HostileConnection, Task> script, Action<TimeSpan> advance, IPAddress? address = null)
    {
        _script = script;
        _advance = advance;
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    /// <summary>Gets the address of a server that must receive nothing.</summary>
    public Uri? Elsewhere { get; init; }

    /// <summary>Gets the requests that were read completely, without those for a tunnel.</summary>
    public IReadOnlyList<string> Requests
    {
        get { lock (_lock) { return [.. _requests]; } }
    }

    /// <summary>Gets the requests for a tunnel, which a proxy can read.</summary>
    public IReadOnlyList<string> Tunnels
    {
        get { lock (_lock) { return [.. _tunnels]; } }
    }

    /// <summary>Gets the mistakes of the scripts.</summary>
    public IReadOnlyList<Exception> Failures
    {
        get { lock (_lock) { return [.. _failures]; } }
    }

    public void Start() => _ = AcceptAsync();

    /// <summary>Ends the listener as soon as a connection waits for it, which resets that connection.</summary>
    public void CloseAtFirstConnection() => _ = Task.Run(() =>
    {
        while (!_listener.Pending()) { }
        _listener.Stop();
    });

    public void Dispose() => _listener.Stop();

    public void Advance(TimeSpan time) => _advance(time);

    public void Record(string request)
    {
        lock (_lock)
        {
            (request.StartsWith("CONNECT ", StringComparison.Ordinal) ? _tunnels : _requests).Add(request);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                HostileConnection connection = new(await _listener.AcceptSocketAsync(), this);
                _ = Task.Run(() => ServeAsync(connection));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(HostileConnection connection)
    {
        using (connection)
        {
            try
            {
                await _script(connection);
                await connection.CloseAsync();
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException
                or AuthenticationException)
            {
                // The client closed the connection, or refused the certificate.
            }
            catch (Exception e)
            {
                lock (_lock) { _failures.Add(e); }
            }
        }
    }
}
