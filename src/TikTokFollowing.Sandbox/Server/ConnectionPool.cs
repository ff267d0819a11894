using System.Collections.Concurrent;
using System.Net.Sockets;

namespace TikTokFollowing.SandboxServer;

/// <summary>Holds the open connections. Limits their number, and closes those that exceed their time.</summary>
internal sealed class ConnectionPool(ServerLimits limits, Func<TimeSpan> elapsed) : IDisposable
{
    private static readonly TimeSpan s_fullInterval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<Socket, Phase> _connections = new();
    private readonly SemaphoreSlim _slots = new(limits.Connections);
    private volatile bool _isFull;

    /// <summary>Gets the number of open connections.</summary>
    public int Count => _connections.Count;

    /// <summary>Indicates whether a client waits for a slot, so that connections close after their response.</summary>
    public bool IsFull => _isFull;

    /// <summary>
    /// Adds a connection as soon as a slot is free. If none is free, the connection that has been idle for the longest
    /// time is closed. If all of them are active, the method waits.
    /// </summary>
    public async Task AddAsync(Socket socket, CancellationToken stop)
    {
        try
        {
            socket.NoDelay = true;
            while (_isFull = !await _slots.WaitAsync(_isFull ? s_fullInterval : TimeSpan.Zero, stop)
                .ConfigureAwait(false))
            {
                // If all of them are active, one becomes idle after some intervals.
                _connections.Where(static connection => !connection.Value.IsActive)
                    .OrderBy(static connection => connection.Value.Since)
                    .FirstOrDefault()
                    .Key?.Dispose();
            }
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        // Before the next connection is accepted, so that this one is counted and can be closed for it.
        Enter(socket, limits.Idle);
    }

    /// <summary>Starts the next phase of a connection.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="limit">The time after which the connection is closed.</param>
    /// <param name="isActive">True if the connection must not be closed to make room for another one.</param>
    public void Enter(Socket socket, TimeSpan limit, bool isActive = false)
    {
        TimeSpan now = elapsed();
        _connections[socket] = new Phase(now, now + limit, isActive);
    }

    /// <summary>Closes a connection and releases its slot.</summary>
    public void Remove(Socket socket)
    {
        _connections.TryRemove(socket, out _);
        socket.Dispose();
        _slots.Release();
    }

    /// <summary>Closes the connections that exceed their time.</summary>
    public void CloseOverdue()
    {
        TimeSpan now = elapsed();
        foreach (KeyValuePair<Socket, Phase> connection in _connections)
        {
            if (now > connection.Value.Deadline)
            {
                connection.Key.Dispose();
            }
        }
    }

    /// <summary>Closes all connections. Their tasks then release their slots in the semaphore.</summary>
    public void Dispose()
    {
        foreach (Socket socket in _connections.Keys)
        {
            socket.Dispose();
        }
    }

    private readonly record struct Phase(TimeSpan Since, TimeSpan Deadline, bool IsActive);
}
