using System.Net;
using System.Net.Sockets;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Serves all providers on one loopback port; their paths differ. Requests are counted and charged before their
/// response is sent, so that the counters are never behind what a client has received.
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
    private readonly CancellationToken _stopToken;
    private Exception? _failure;
    private int _isDisposed;

    private SandboxHttpServer(SandboxOptions options)
    {
        _options = options;
        _stopToken = _stop.Token;
        _handler = new RequestHandler(options);
        _pool = new ConnectionPool(options.Limits, options.Elapsed);
        _listener = new TcpListener(IPAddress.Loopback, options.Port);
        if (Environment.OSVersion.Platform == PlatformID.Win32NT)
        {
            // Otherwise Windows lets two servers share a port. Elsewhere it would block a port that was in use before.
            _listener.ExclusiveAddressUse = true;
        }

        _listener.Start(backlog: 512);
        int port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        BaseUri = new UriBuilder(Uri.UriSchemeHttp, IPAddress.Loopback.ToString(), port).Uri;
        _deadlines = new Timer(
            static server => ((SandboxHttpServer)server!).CloseOverdue(), this, s_checkInterval, s_checkInterval);
    }

    public Uri BaseUri { get; }

    public int Day => _handler.Options.Day;

    public int FollowingCount => _options.FollowingCount;

    public int PageSize => _options.PageSize;

    public int LatencyMilliseconds => _handler.Options.LatencyMilliseconds;

    public IReadOnlyList<SandboxFault> Fault => _handler.Schedule.Faults;

    public int FaultEvery => _handler.Schedule.Every;

    public IReadOnlyList<int> FaultPage => _handler.Options.FaultPage;

    public double? FaultProbability => _handler.Options.FaultProbability;

    public int Seed => _handler.Options.Seed;

    public long Requests => _handler.Requests;

    public long Credits => _handler.Ledger.Credits;

    public long PagesDelivered => _handler.Ledger.Pages;

    public IReadOnlyDictionary<string, long> FaultCounts => _handler.Ledger.FaultCounts;

    public IReadOnlyDictionary<string, long> RequestsByProvider => _handler.Ledger.RequestsByProvider;

    public IReadOnlyDictionary<string, long> CreditsByProvider => _handler.Ledger.CreditsByProvider;

    public bool IsRunning => Volatile.Read(ref _isDisposed) == 0;

    /// <summary>Gets the first unexpected exception; null if there was none.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Gets a copy of the newest requests, oldest first.</summary>
    public IReadOnlyList<LoggedRequest> Log => _handler.Log;

    /// <summary>Gets the number of open connections.</summary>
    public int Connections => _pool.Count;

    /// <summary>Starts a server. It listens on 127.0.0.1 when the method returns.</summary>
    /// <exception cref="SocketException">The port is not available.</exception>
    public static SandboxHttpServer Start(SandboxOptions options)
    {
        options.Validate();
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
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _stop.Cancel();
        _deadlines.Dispose();
        _listener.Stop();
        _pool.Dispose();
        _stop.Dispose();
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
                ServerConnection connection = await _pool.AddAsync(socket, _stopToken).ConfigureAwait(false);
                _ = Task.Run(() => ServeAsync(connection));
            }
            catch (SocketException) when (IsRunning)
            {
                // The client has disconnected, or the process has no descriptor left. The latter lasts: without a pause
                // this loop would occupy a processor.
                if (!await TryPauseAsync(pause).ConfigureAwait(false))
                {
                    return;
                }

                pause = pause + pause < s_maxPause ? pause + pause : s_maxPause;
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException
                or InvalidOperationException or OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Waits before the next connection is accepted. Returns false if the server stops.</summary>
    private async Task<bool> TryPauseAsync(TimeSpan pause)
    {
        try
        {
            await _options.Delay(pause, _stopToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ServeAsync(ServerConnection connection)
    {
        try
        {
            using NetworkStream stream = new(connection.Socket, ownsSocket: false);
            HttpWire wire = new(stream, _options.Limits);
            bool canContinue = IsRunning; // Dispose may have closed the connections before this one was added.
            while (canContinue)
            {
                canContinue = await ServeRequestAsync(connection, wire).ConfigureAwait(false);
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
            _pool.Remove(connection);
        }
    }

    /// <summary>Serves the next request. Returns false if no other request can follow on the connection.</summary>
    private async Task<bool> ServeRequestAsync(ServerConnection connection, HttpWire wire)
    {
        ServerLimits limits = _options.Limits;
        SandboxRequest? request;
        connection.Enter(ConnectionPhase.Idle, limits.Idle);
        try
        {
            request = await wire.ReadRequestAsync(() => connection.Enter(ConnectionPhase.Reading, limits.Request))
                .ConfigureAwait(false);
        }
        catch (WireException e)
        {
            connection.Enter(ConnectionPhase.Responding, limits.Response);
            SandboxResponse error = SandboxResponse.PlainError(e.Status, e.Message);
            await wire.WriteAsync(error, _options.Clock(), compresses: false, keepsAlive: false).ConfigureAwait(false);
            await CloseGracefullyAsync(connection, wire).ConfigureAwait(false);
            return false;
        }

        return request is not null && await RespondAsync(connection, wire, request).ConfigureAwait(false);
    }

    private async Task<bool> RespondAsync(ServerConnection connection, HttpWire wire, SandboxRequest request)
    {
        TimeSpan latency = TimeSpan.FromMilliseconds(LatencyMilliseconds);
        connection.Enter(ConnectionPhase.Responding, latency + _options.Limits.Response);
        (Exchange exchange, SandboxResponse? response) = _handler.Handle(request);
        if (latency > TimeSpan.Zero)
        {
            await Task.Delay(latency, _stopToken).ConfigureAwait(false);
        }

        if (response is null)
        {
            await WithholdResponseAsync(connection, wire, exchange.FaultApplied).ConfigureAwait(false);
            return false;
        }

        BodyDelivery delivery = exchange.FaultApplied switch
        {
            SandboxFault.Truncated => BodyDelivery.Half,
            SandboxFault.CutWithoutLength => BodyDelivery.HalfWithoutLength,
            SandboxFault.TooLarge => BodyDelivery.Padded,
            _ => BodyDelivery.Whole,
        };
        bool keepsAlive = request.KeepsAlive && delivery == BodyDelivery.Whole && !_pool.IsFull;
        await wire.WriteAsync(response, exchange.Now, request.AcceptsGzip, keepsAlive, delivery).ConfigureAwait(false);
        if (!keepsAlive)
        {
            await CloseGracefullyAsync(connection, wire).ConfigureAwait(false);
        }

        return keepsAlive;
    }

    private async Task WithholdResponseAsync(ServerConnection connection, HttpWire wire, SandboxFault fault)
    {
        if (fault == SandboxFault.Timeout)
        {
            connection.Enter(ConnectionPhase.Responding, _options.Limits.Withheld);
            await wire.WaitForCloseAsync().ConfigureAwait(false);
            return;
        }

        connection.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        connection.Socket.Close();
    }

    /// <summary>Closes a connection after the client has received everything.</summary>
    /// <remarks>A socket that is closed with unread bytes sends a reset, which can overtake the response.</remarks>
    private async Task CloseGracefullyAsync(ServerConnection connection, HttpWire wire)
    {
        connection.Enter(ConnectionPhase.Closing, _options.Limits.Closing);
        connection.Socket.Shutdown(SocketShutdown.Send);
        await wire.WaitForCloseAsync().ConfigureAwait(false);
    }
}
