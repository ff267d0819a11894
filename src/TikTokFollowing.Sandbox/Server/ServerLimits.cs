using System;

namespace TikTokFollowing.SandboxServer;

/// <summary>Bounds what clients can make the server hold: connections, bytes and time.</summary>
internal sealed class ServerLimits
{
    public static ServerLimits Default { get; } = new();

    /// <summary>Gets the most connections at a time. Two commands with the largest -ThrottleLimit fit.</summary>
    public int Connections { get; init; } = 512;

    /// <summary>Gets the most bytes of a request line. A cursor of 8,192 characters fits.</summary>
    public int RequestLine { get; init; } = 16 * 1024;

    /// <summary>Gets the most bytes of a request line and its header fields.</summary>
    public int Head { get; init; } = 32 * 1024;

    public int HeaderFields { get; init; } = 100;

    /// <summary>Gets the most bytes of a body. The only endpoint with a body reads a handle and a cursor.</summary>
    public int Body { get; init; } = 64 * 1024;

    /// <summary>
    /// Gets how long a connection may wait for its next request. Longer than clients keep a connection, so that they close it and no request meets a closed one.
    /// </summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets how long a request may take to arrive, from its first byte to its last.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how long a client may take to read a response.</summary>
    public TimeSpan Response { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets how long <see cref="SandboxFault.Timeout"/> withholds a response.</summary>
    public TimeSpan Withheld { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gets how long a client may take to close a connection after the last response.</summary>
    public TimeSpan Closing { get; init; } = TimeSpan.FromSeconds(10);
}
