using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// A loopback server that answers like each of the providers. One port for all of them: their paths differ. It counts and charges when a request
/// has come in and before its answer goes out, so the counters are never behind what a client has seen.
/// </summary>
internal sealed class SandboxHttpServer : ISandboxState, IDisposable
{
    private const int ManyLevels = 5000;
    private const int ShortWait = 1;
    private const int LongWait = 7200;

    private static readonly TimeSpan s_checkInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_fullInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private static readonly IEndpoint[] s_routes =
        [new DumplingAIEndpoint(), new ScrapeCreatorsEndpoint(), new SocialFetchEndpoint(), new SociaVaultEndpoint(), new UnifApiEndpoint()];

    private readonly SandboxOptions _options;
    private readonly TcpListener _listener;
    private readonly FaultSchedule _schedule;
    private readonly ServerMemory _memory;
    private readonly ConcurrentDictionary<ServerConnection, bool> _connections = new();
    private readonly SemaphoreSlim _places;
    private readonly RequestLog _log = new();
    private readonly Timer _deadlines;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopToken;
    private Exception? _failure;
    private long _requests;
    private bool _isFull;
    private int _isDisposed;

    private SandboxHttpServer(SandboxOptions options)
    {
        _options = options;
        _stopToken = _stop.Token;
        _schedule = new FaultSchedule(options);
        _places = new SemaphoreSlim(options.Limits.Connections);
        _memory = new ServerMemory(options.Clock());
        foreach (IEndpoint route in s_routes)
        {
            Ledger.Expect(route.Provider);
        }

        foreach (SandboxFault fault in _schedule.Faults)
        {
            Ledger.Expect(fault);
        }

        _listener = new TcpListener(IPAddress.Loopback, options.Port);
        if (Environment.OSVersion.Platform == PlatformID.Win32NT)
        {
            // Windows would let two servers share a port. Elsewhere they can not, and asking for it would forbid to start again on the port just left.
            _listener.ExclusiveAddressUse = true;
        }

        _listener.Start(backlog: 512);
        BaseUri = new UriBuilder(Uri.UriSchemeHttp, IPAddress.Loopback.ToString(), ((IPEndPoint)_listener.LocalEndpoint).Port).Uri;
        _deadlines = new Timer(static server => ((SandboxHttpServer)server!).CloseOverdue(), this, s_checkInterval, s_checkInterval);
    }

    public Uri BaseUri { get; }

    public int FollowingCount => _options.FollowingCount;

    public int PageSize => _options.PageSize;

    public int LatencyMilliseconds => _options.LatencyMilliseconds;

    public IReadOnlyList<SandboxFault> Fault => _schedule.Faults;

    public int FaultEvery => _schedule.Every;

    public IReadOnlyList<int> FaultPage => _options.FaultPage;

    public double? FaultProbability => _options.FaultProbability;

    public int Seed => _options.Seed;

    public long Requests => Interlocked.Read(ref _requests);

    public long Credits => Ledger.Credits;

    public long PagesDelivered => Ledger.Pages;

    public IReadOnlyDictionary<string, long> FaultCounts => Ledger.FaultCounts;

    public IReadOnlyDictionary<string, long> RequestsByProvider => Ledger.RequestsByProvider;

    public IReadOnlyDictionary<string, long> CreditsByProvider => Ledger.CreditsByProvider;

    public bool IsRunning => Volatile.Read(ref _isDisposed) == 0;

    /// <summary>The first exception that nobody expected; null is as it should be.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Gets a copy of the newest requests, oldest first.</summary>
    public IReadOnlyList<LoggedRequest> Log => _log.ToArray();

    /// <summary>Gets how many connections are open.</summary>
    public int Connections => _connections.Count;

    private RequestLedger Ledger => _memory.Ledger;

    /// <summary>Listens on 127.0.0.1 when it returns.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static SandboxHttpServer Start(SandboxOptions options)
    {
        options.Validate();
        SandboxHttpServer server = new(options);

        // Task.Run, so that the caller's synchronization context has no part in it.
        _ = Task.Run(server.AcceptAsync);
        return server;
    }

    /// <summary>Stops at once; what is under way is cut off.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _stop.Cancel();
        _deadlines.Dispose();
        _listener.Stop();
        foreach (ServerConnection connection in _connections.Keys)
        {
            connection.Dispose();
        }

        _stop.Dispose();
    }

    /// <summary>Closes the connections that are idle or slow beyond their time. A timer calls it every second.</summary>
    internal void CloseOverdue()
    {
        TimeSpan now = _options.Elapsed();
        foreach (ServerConnection connection in _connections.Keys)
        {
            if (connection.IsOverdue(now))
            {
                connection.Dispose();
            }
        }
    }

    private async Task AcceptAsync()
    {
        TimeSpan pause = s_firstPause;
        while (IsRunning)
        {
            try
            {
                Socket socket = await _options.Accept(_listener.AcceptSocketAsync).ConfigureAwait(false);
                pause = s_firstPause;
                await AdmitAsync(socket).ConfigureAwait(false);
            }
            catch (SocketException) when (IsRunning)
            {
                // The client was gone already, or the process has no descriptor left, which lasts: without a pause, this loop would use a whole processor.
                if (!await TryPauseAsync(pause).ConfigureAwait(false))
                {
                    return;
                }

                pause = pause + pause < s_longestPause ? pause + pause : s_longestPause;
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException or InvalidOperationException or OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Returns false where the server stops meanwhile.</summary>
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

    /// <summary>
    /// Serves a connection as soon as there is a place for it. If there is none, the connection that waits longest for its client is closed; where all of them
    /// work, this one and those behind it wait.
    /// </summary>
    private async Task AdmitAsync(Socket socket)
    {
        ServerConnection connection = new(socket, _options.Elapsed);
        try
        {
            socket.NoDelay = true;
            if (!_places.Wait(0, CancellationToken.None))
            {
                Volatile.Write(ref _isFull, true); // connections that work are closed after their response
                do
                {
                    LongestWaiting()?.Dispose();
                }
                while (!await _places.WaitAsync(s_fullInterval, _stopToken).ConfigureAwait(false)); // one that worked may wait now
                Volatile.Write(ref _isFull, false);
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        // Before the next one is accepted: it is counted, and it can make room.
        connection.Enter(ConnectionPhase.Idle, _options.Limits.Idle);
        _connections.TryAdd(connection, true);
        _ = Task.Run(() => ServeAsync(connection));
    }

    private ServerConnection? LongestWaiting()
    {
        ServerConnection? longest = null;
        TimeSpan? since = null;
        foreach (ServerConnection connection in _connections.Keys)
        {
            if (connection.WaitingSince is { } time && (since is null || time < since))
            {
                (longest, since) = (connection, time);
            }
        }

        return longest;
    }

    private async Task ServeAsync(ServerConnection connection)
    {
        try
        {
            using NetworkStream stream = new(connection.Socket, ownsSocket: false);
            HttpWire wire = new(stream, _options.Limits);
            bool goesOn = IsRunning; // Dispose may have looked at the connections before this one was among them.
            while (goesOn)
            {
                goesOn = await ServeOneAsync(connection, wire).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client hung up, took too long, or the server stops: either way nobody is left to be told.
        }
        catch (Exception e)
        {
            // A bug of this server. The client sees a closed connection, which could be taken for a fault that was asked for: so it is kept for who wonders.
            Interlocked.CompareExchange(ref _failure, e, null);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            connection.Dispose();
            _places.Release();
        }
    }

    /// <summary>Whether another request may follow on this connection.</summary>
    private async Task<bool> ServeOneAsync(ServerConnection connection, HttpWire wire)
    {
        ServerLimits limits = _options.Limits;
        SandboxRequest? request;
        connection.Enter(ConnectionPhase.Idle, limits.Idle);
        try
        {
            request = await wire.ReadRequestAsync(() => connection.Enter(ConnectionPhase.Reading, limits.Request)).ConfigureAwait(false);
        }
        catch (WireException e)
        {
            connection.Enter(ConnectionPhase.Answering, limits.Response);
            await wire.WriteAsync(SandboxResponse.PlainError(e.Status, e.Message), _options.Clock(), compresses: false, keepsAlive: false).ConfigureAwait(false);
            await HangUpAsync(connection, wire).ConfigureAwait(false);
            return false;
        }

        if (request is null)
        {
            return false;
        }

        connection.Enter(ConnectionPhase.Answering, TimeSpan.FromMilliseconds(_options.LatencyMilliseconds) + limits.Response);
        (Exchange exchange, SandboxResponse? answer, SandboxFault fault) = Answer(request);
        if (_options.LatencyMilliseconds > 0)
        {
            await Task.Delay(_options.LatencyMilliseconds, _stopToken).ConfigureAwait(false);
        }

        if (answer is null)
        {
            await WithholdAnswerAsync(connection, wire, fault).ConfigureAwait(false);
            return false;
        }

        BodyDelivery delivery = fault switch
        {
            SandboxFault.Truncated => BodyDelivery.Half,
            SandboxFault.CutWithoutLength => BodyDelivery.HalfWithoutLength,
            SandboxFault.TooLarge => BodyDelivery.Padded,
            _ => BodyDelivery.Whole,
        };
        bool keepsAlive = request.KeepsAlive && delivery == BodyDelivery.Whole && !Volatile.Read(ref _isFull);
        await wire.WriteAsync(answer, exchange.Now, request.AcceptsGzip, keepsAlive, delivery).ConfigureAwait(false);
        if (!keepsAlive)
        {
            await HangUpAsync(connection, wire).ConfigureAwait(false);
        }

        return keepsAlive;
    }

    /// <summary>Counts, charges and logs. No answer means that the fault is to give none.</summary>
    private (Exchange Exchange, SandboxResponse? Answer, SandboxFault Fault) Answer(SandboxRequest request)
    {
        long number = Interlocked.Increment(ref _requests);
        IEndpoint? route = Array.Find(s_routes, candidate => candidate.Owns(request.Path));
        Exchange exchange = new(request, _options, _memory, route?.Provider, number);
        SandboxResponse? answer = route is null ? SandboxResponse.PlainError(404, "Not found") : Answer(route, exchange);
        SandboxFault applied = exchange.FaultApplied;
        bool isPage = exchange.HasPage && !IsUnreadable(applied);
        Count(exchange, isPage);
        _log.Add(new LoggedRequest
        {
            Number = number,
            Method = request.Method,
            Path = request.Path,
            Query = request.Query,
            HasKey = route?.HasKey(request) ?? false,
            Handle = exchange.Handle,
            Cursor = exchange.Cursor,
            Provider = route?.Provider,
            Fault = applied,
            StatusCode = answer?.Status ?? 0,
            Credits = exchange.Credits,
            IsPage = isPage,
        });
        return (exchange, answer, applied);
    }

    private static bool IsUnreadable(SandboxFault fault) =>
        fault is SandboxFault.Truncated or SandboxFault.CutWithoutLength or SandboxFault.Html or SandboxFault.NotJson or SandboxFault.TooLarge or SandboxFault.TooDeep;

    private void Count(Exchange exchange, bool isPage)
    {
        if (exchange.Provider is { } provider)
        {
            Ledger.NoteRequest(provider);
        }

        if (exchange.FaultApplied != SandboxFault.None)
        {
            Ledger.NoteFault(exchange.FaultApplied);
        }

        if (isPage)
        {
            Ledger.NotePage();
        }
    }

    private SandboxResponse? Answer(IEndpoint route, Exchange exchange)
    {
        route.Identify(exchange);
        (int page, int time) = _schedule.GoesByPage && exchange is { IsList: true, Handle: { } handle }
            ? _memory.AskedPages.Note(route.Provider, handle, exchange.Cursor)
            : default;
        exchange.Fault = _schedule.Due(exchange.Number, page, time);
        if (exchange.Takes(SandboxFault.Timeout) || exchange.Takes(SandboxFault.ConnectionReset))
        {
            return null;
        }

        if (exchange.Takes(SandboxFault.Redirect))
        {
            return SandboxResponse.Html(302, "<html><body>Found</body></html>").With("Location", "http://other.invalid" + exchange.Request.Target);
        }

        if (RefusalOf(route, exchange) is { } refusal)
        {
            return WithTimeToComeBack(route.Refuse(refusal, null, exchange), exchange);
        }

        if (!route.HasKey(exchange.Request))
        {
            return route.Refuse(Refusal.Unauthorized, null, exchange);
        }

        return OnItsWay(route.Answer(exchange), exchange);
    }

    /// <summary>The faults that happen to an answer behind the service, which has charged for it.</summary>
    private static SandboxResponse OnItsWay(SandboxResponse answer, Exchange exchange)
    {
        if (exchange.Takes(SandboxFault.Html))
        {
            return SandboxResponse.Html(200, "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in to the network</h1></body></html>\n");
        }

        if (exchange.Takes(SandboxFault.NotJson))
        {
            return SandboxResponse.Garbage(200, "{'data': [undefined, NaN,], <%= page %>\u0000\ufffd");
        }

        if (exchange.Takes(SandboxFault.TooDeep))
        {
            return answer.WithMember("\"deep\":" + new string('[', ManyLevels) + new string(']', ManyLevels));
        }

        if (exchange.HasPage && exchange.Takes(SandboxFault.RateLimitHeaders))
        {
            return answer.With("X-RateLimit-Remaining", "0").With("X-RateLimit-Reset", Text(SoonAfter(exchange).ToUnixTimeSeconds()));
        }

        // These are the wire's.
        _ = exchange.Takes(SandboxFault.Truncated) || exchange.Takes(SandboxFault.CutWithoutLength) || exchange.Takes(SandboxFault.TooLarge);
        return answer;
    }

    private static Refusal? RefusalOf(IEndpoint route, Exchange exchange)
    {
        Refusal? refusal = exchange.Fault switch
        {
            SandboxFault.Unauthorized => Refusal.Unauthorized,
            SandboxFault.NoCredits => Refusal.NoCredits,
            SandboxFault.BalanceTruncated when !route.CutsToBalance => Refusal.NoCredits,
            SandboxFault.RateLimit => Refusal.RateLimited,
            SandboxFault.RetryAfterSeconds or SandboxFault.RetryAfterDate or SandboxFault.RateLimitLong => Refusal.ToldToWait,
            SandboxFault.ServerError => Refusal.ServerError,
            SandboxFault.BadGateway => Refusal.BadGateway,
            SandboxFault.ServiceUnavailable => Refusal.Unavailable,
            SandboxFault.ChargedError => Refusal.ChargedError,
            _ => null,
        };
        if (refusal is not null)
        {
            exchange.Takes(exchange.Fault);
        }

        return refusal;
    }

    private static SandboxResponse WithTimeToComeBack(SandboxResponse answer, Exchange exchange)
    {
        (string Header, DateTimeOffset Time)? told = exchange.Fault switch
        {
            SandboxFault.RateLimit => ("0", exchange.Now),
            SandboxFault.RetryAfterSeconds => (Text(ShortWait), exchange.Now.AddSeconds(ShortWait)),
            SandboxFault.RetryAfterDate => (SoonAfter(exchange).ToString("r", CultureInfo.InvariantCulture), SoonAfter(exchange)),
            SandboxFault.RateLimitLong => (Text(LongWait), exchange.Now.AddSeconds(LongWait)),
            _ => null,
        };
        if (told is not { } wait)
        {
            return answer;
        }

        answer.With("Retry-After", wait.Header);

        // Where the service tells the end of its window with every answer, it is not to contradict itself.
        return answer.Has("X-RateLimit-Reset") ? answer.With("X-RateLimit-Reset", Text(wait.Time.ToUnixTimeSeconds())) : answer;
    }

    /// <summary>The first full second that is at least the short wait away.</summary>
    private static DateTimeOffset SoonAfter(Exchange exchange) => DateTimeOffset.FromUnixTimeSeconds(exchange.UnixNow + 1 + ShortWait);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task WithholdAnswerAsync(ServerConnection connection, HttpWire wire, SandboxFault fault)
    {
        if (fault == SandboxFault.Timeout)
        {
            connection.Enter(ConnectionPhase.Answering, _options.Limits.Withheld);
            await wire.WaitForHangUpAsync().ConfigureAwait(false);
            return;
        }

        connection.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        connection.Socket.Close();
    }

    /// <summary>
    /// Closes so that the client gets everything: a socket that is closed with unread bytes in it sends a reset, and that may overtake the
    /// answer.
    /// </summary>
    private async Task HangUpAsync(ServerConnection connection, HttpWire wire)
    {
        connection.Enter(ConnectionPhase.Closing, _options.Limits.Closing);
        connection.Socket.Shutdown(SocketShutdown.Send);
        await wire.WaitForHangUpAsync().ConfigureAwait(false);
    }
}
