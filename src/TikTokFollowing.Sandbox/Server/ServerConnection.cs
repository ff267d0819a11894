using System;
using System.Net.Sockets;

namespace TikTokFollowing.SandboxServer;

internal enum ConnectionPhase
{
    /// <summary>No byte of the next request has arrived.</summary>
    Idle,

    /// <summary>A part of a request has arrived.</summary>
    Reading,

    /// <summary>A response is prepared, delayed or sent.</summary>
    Answering,

    /// <summary>The last response was sent, and the client has to close the connection.</summary>
    Closing,
}

/// <summary>A connection, what it waits for, and until when.</summary>
internal sealed class ServerConnection(Socket socket, Func<TimeSpan> elapsed) : IDisposable
{
    private readonly object _gate = new();
    private ConnectionPhase _phase;
    private TimeSpan _since;
    private TimeSpan _deadline = TimeSpan.MaxValue;

    public Socket Socket { get; } = socket;

    /// <summary>Gets since when the phase lasts; null where the connection must not be closed to make room for another one.</summary>
    public TimeSpan? WaitingSince
    {
        get
        {
            lock (_gate)
            {
                return _phase == ConnectionPhase.Answering ? null : _since;
            }
        }
    }

    public void Enter(ConnectionPhase phase, TimeSpan limit)
    {
        TimeSpan now = elapsed();
        lock (_gate)
        {
            _phase = phase;
            _since = now;
            _deadline = now + limit;
        }
    }

    public bool IsOverdue(TimeSpan now)
    {
        lock (_gate)
        {
            return now > _deadline;
        }
    }

    public void Dispose() => Socket.Dispose();
}
