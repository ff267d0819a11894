namespace TikTokFollowing.SandboxServer;

/// <summary>Specifies limits for the connections, bytes and time that clients can use.</summary>
internal sealed class ServerLimits
{
    public static ServerLimits Default { get; } = new();

    /// <summary>Gets the maximum number of connections. Two commands with the largest -ThrottleLimit fit.</summary>
    public int Connections { get; init; } = 512;

    /// <summary>Gets the maximum number of bytes of a request line. A cursor of 8,192 characters fits.</summary>
    public int RequestLine { get; init; } = 16 * 1024;

    /// <summary>Gets the maximum number of bytes of a request line with its header fields.</summary>
    public int Head { get; init; } = 32 * 1024;

    public int HeaderFields { get; init; } = 100;

    /// <summary>
    /// Gets the maximum number of bytes of a body. Only one endpoint reads a body, which contains a handle and a
    /// cursor.
    /// </summary>
    public int Body { get; init; } = 64 * 1024;

    /// <summary>
    /// Gets the time that a connection can be idle. It is longer than clients keep a connection, so that they close it
    /// and no request meets a closed one.
    /// </summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets the time in which a request must arrive completely.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the time in which a client must read a response.</summary>
    public TimeSpan Response { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets the time for which <see cref="SandboxFault.Timeout"/> withholds a response.</summary>
    public TimeSpan Withheld { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gets the time in which a client must close a connection after the last response.</summary>
    public TimeSpan Closing { get; init; } = TimeSpan.FromSeconds(10);
}
