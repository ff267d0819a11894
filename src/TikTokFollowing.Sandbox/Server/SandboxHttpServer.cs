using System.Net;
using System.Net.Sockets;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Serves all providers on one loopback port; their paths differ. Requests are counted and charged before their
/// response is sent, so that the counters include every response that a client has received.
/// </summary>
internal sealed class SandboxHttpServer : ISandboxState, IDisposable
{
    private static readonly TimeSpan s_checkInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_minPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_maxPause = TimeSpan.FromSeconds(1);

    private readonly SandboxOptions _options;
    private readonly TcpListener _listener;
    private readonly RequestHandler _handler;
    private readonly ConnectionPool _pool;
    private readonly Timer _deadlines;
    private readonly CancellationTokenSource _stop = new();
    private Exception? _failure;

    private SandboxHttpServer(SandboxOptions options)
    {
        _options = options;
        _handler = new RequestHandler(options);
        _pool = new ConnectionPool(options.Limits, options.Elapsed);
        _listener = new TcpListener(IPAddress.Loopback, options.Port);
        if (Environment.OSVersion.Platform == PlatformID.Win32NT)
        {
            // Otherwise Windows lets two servers share a port. Elsewhere it would block a port that was in use before.
            _listener.ExclusiveAddressUse = true;
        }

        _listener.Start(backlog: 512);
        BaseUri = new Uri($"http://{_listener.LocalEndpoint}");
        _deadlines = new Timer(_ => CloseOverdue(), null, s_checkInterval, s_checkInterval);
    }

    public Uri BaseUri { get; }

    public SandboxSettings Settings => _handler.State.Settings;

    public ISandboxCounters Ledger => _handler.Ledger;

    public bool IsRunning => !_stop.IsCancellationRequested;

    /// <summary>Gets the first unexpected exception; null if there was none.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Gets the number of open connections.</summary>
    public int Connections => _pool.Count;

    /// <summary>Starts a server. It listens on 127.0.0.1 when the method returns.</summary>
    /// <exception cref="SocketException">The port is not available.</exception>
    public static SandboxHttpServer Start(SandboxOptions options)
    {
        SandboxHttpServer server = new(options);

        // Task.Run, so that the loop does not run on the caller's synchronization context.
        _ = Task.Run(server.AcceptAsync);
        return server;
    }

    /// <summary>
    /// Changes the day, the latency or the faults. Requests in flight are not affected, and the counters continue.
    /// </summary>
    public void Change(Func<SandboxOptions, SandboxOptions> change) => _handler.Change(change);

    /// <summary>Stops immediately. Requests in flight are aborted.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _deadlines.Dispose();
        _listener.Stop();
        _pool.Dispose();
    }

    /// <summary>Closes the connections that exceed their time. A timer calls it every second.</summary>
    internal void CloseOverdue() => _pool.CloseOverdue();

    private async Task AcceptAsync()
    {
        TimeSpan pause = s_minPause;
        while (IsRunning)
        {
            try
            {
                Socket socket = await _options.Accept(_listener.AcceptSocketAsync).ConfigureAwait(false);
                pause = s_minPause;
                await _pool.AddAsync(socket, _stop.Token).ConfigureAwait(false);
                _ = Task.Run(() => ServeAsync(socket));
            }
            catch (SocketException) when (IsRunning)
            {
                // The client has disconnected, or the process has no descriptor left. The latter lasts: without a pause
                // this loop would occupy a processor.
                await _options.Delay(pause, _stop.Token).ConfigureAwait(false);
                pause = pause + pause < s_maxPause ? pause + pause : s_maxPause;
            }
            catch (Exception) when (!IsRunning)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using NetworkStream stream = new(socket, ownsSocket: false);
            HttpWire wire = new(stream, _options.Limits);
            bool canContinue = IsRunning; // Dispose may have closed the connections before this one was added.
            while (canContinue)
            {
                canContinue = await ServeRequestAsync(socket, wire).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or SocketException
            or ObjectDisposedException or OperationCanceledException)
        {
            // The client disconnected or exceeded its time, or the server stops. There is no client to inform.
        }
        catch (Exception e)
        {
            // A bug of this server. The client sees a closed connection, which looks like an injected fault.
            Interlocked.CompareExchange(ref _failure, e, null);
        }
        finally
        {
            _pool.Remove(socket);
        }
    }

    /// <summary>Serves the next request. Returns false if no other request can follow on the connection.</summary>
    private async Task<bool> ServeRequestAsync(Socket socket, HttpWire wire)
    {
        ServerLimits limits = _options.Limits;
        SandboxRequest? request;
        _pool.Enter(socket, limits.Idle);
        try
        {
            request = await wire.ReadRequestAsync(() => _pool.Enter(socket, limits.Request))
                .ConfigureAwait(false);
        }
        catch (WireException e)
        {
            _pool.Enter(socket, limits.Response, isActive: true);
            SandboxResponse error = SandboxResponse.Error(e.Status, e.Message);
            await wire.WriteAsync(error, _options.Clock(), compresses: false, keepsAlive: false).ConfigureAwait(false);
            await CloseGracefullyAsync(socket, wire).ConfigureAwait(false);
            return false;
        }

        return request is not null && await RespondAsync(socket, wire, request).ConfigureAwait(false);
    }

    private async Task<bool> RespondAsync(Socket socket, HttpWire wire, SandboxRequest request)
    {
        TimeSpan latency = TimeSpan.FromMilliseconds(_handler.State.Options.LatencyMilliseconds);
        _pool.Enter(socket, latency + _options.Limits.Response, isActive: true);
        (Exchange exchange, SandboxResponse? response) = _handler.Handle(request);
        if (latency > TimeSpan.Zero)
        {
            await Task.Delay(latency, _stop.Token).ConfigureAwait(false);
        }

        if (response is null)
        {
            await WithholdResponseAsync(socket, wire, exchange.FaultApplied).ConfigureAwait(false);
            return false;
        }

        SandboxFault fault = exchange.FaultApplied;
        bool isWhole = fault is not (SandboxFault.Truncated or SandboxFault.CutWithoutLength or SandboxFault.TooLarge);
        bool keepsAlive = request.KeepsAlive && isWhole && !_pool.IsFull;
        await wire.WriteAsync(response, exchange.Now, request.AcceptsGzip, keepsAlive, fault).ConfigureAwait(false);
        if (!keepsAlive)
        {
            await CloseGracefullyAsync(socket, wire).ConfigureAwait(false);
        }

        return keepsAlive;
    }

    private async Task WithholdResponseAsync(Socket socket, HttpWire wire, SandboxFault fault)
    {
        if (fault == SandboxFault.Timeout)
        {
            _pool.Enter(socket, _options.Limits.Withheld, isActive: true);
            await wire.WaitForCloseAsync().ConfigureAwait(false);
            return;
        }

        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>Closes a connection after the client has received everything.</summary>
    /// <remarks>A socket that is closed with unread bytes sends a reset, which can overtake the response.</remarks>
    private async Task CloseGracefullyAsync(Socket socket, HttpWire wire)
    {
        _pool.Enter(socket, _options.Limits.Closing);
        socket.Shutdown(SocketShutdown.Send);
        await wire.WaitForCloseAsync().ConfigureAwait(false);
    }
}
