using System.Collections.Concurrent;
using System.Net.Sockets;

namespace TikTokFollowing.SandboxServer;

/// <summary>Holds the open connections. Limits their number, and closes those that exceed their time.</summary>
internal sealed class ConnectionPool(ServerLimits limits, Func<TimeSpan> elapsed) : IDisposable
{
    private static readonly TimeSpan s_fullInterval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<ServerConnection, bool> _connections = new();
    private readonly SemaphoreSlim _places = new(limits.Connections);
    private bool _isFull;

    /// <summary>Gets the number of open connections.</summary>
    public int Count => _connections.Count;

    /// <summary>Indicates whether a client waits for a place, so that connections close after their response.</summary>
    public bool IsFull => Volatile.Read(ref _isFull);

    /// <summary>
    /// Returns a connection for a socket as soon as a place is free. If none is free, the connection that has been
    /// idle for the longest time is closed. If all of them are active, the method waits.
    /// </summary>
    public async Task<ServerConnection> AddAsync(Socket socket, CancellationToken stop)
    {
        ServerConnection connection = new(socket, elapsed);
        try
        {
            socket.NoDelay = true;
            if (!_places.Wait(0, CancellationToken.None))
            {
                Volatile.Write(ref _isFull, true);
                do
                {
                    FindLongestWaiting()?.Dispose();
                }
                while (!await _places.WaitAsync(s_fullInterval, stop).ConfigureAwait(false)); // active ones become idle
                Volatile.Write(ref _isFull, false);
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        // Before the next connection is accepted, so that this one is counted and can be closed for it.
        connection.Enter(ConnectionPhase.Idle, limits.Idle);
        _connections.TryAdd(connection, true);
        return connection;
    }

    /// <summary>Closes a connection and releases its place.</summary>
    public void Remove(ServerConnection connection)
    {
        _connections.TryRemove(connection, out _);
        connection.Dispose();
        _places.Release();
    }

    /// <summary>Closes the connections that exceed their time.</summary>
    public void CloseOverdue()
    {
        TimeSpan now = elapsed();
        foreach (ServerConnection connection in _connections.Keys)
        {
            if (connection.IsOverdue(now))
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>Closes all connections. Their tasks then release their places in the semaphore.</summary>
    public void Dispose()
    {
        foreach (ServerConnection connection in _connections.Keys)
        {
            connection.Dispose();
        }
    }

    private ServerConnection? FindLongestWaiting()
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
}
