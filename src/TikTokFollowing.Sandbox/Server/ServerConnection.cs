using System.Net.Sockets;

namespace TikTokFollowing.SandboxServer;

internal enum ConnectionPhase
{
    /// <summary>No byte of the next request has arrived.</summary>
    Idle,

    /// <summary>A part of a request has arrived.</summary>
    Reading,

    /// <summary>A response is prepared, delayed or sent.</summary>
    Responding,

    /// <summary>The last response was sent, and the client has to close the connection.</summary>
    Closing,
}

/// <summary>Represents a connection with its phase and deadline.</summary>
internal sealed class ServerConnection(Socket socket, Func<TimeSpan> elapsed) : IDisposable
{
    private readonly object _gate = new();
    private ConnectionPhase _phase;
    private TimeSpan _since;
    private TimeSpan _deadline = TimeSpan.MaxValue;

    public Socket Socket { get; } = socket;

    /// <summary>
    /// Gets the start of the phase; null if the connection must not be closed to make room for another one.
    /// </summary>
    public TimeSpan? WaitingSince
    {
        get
        {
            lock (_gate)
            {
                return _phase == ConnectionPhase.Responding ? null : _since;
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
