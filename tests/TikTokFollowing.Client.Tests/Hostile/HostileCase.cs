namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Specifies the way to the server of a case.</summary>
internal enum HostileRoute
{
    Http,
    Https,

    /// <summary>The server is the proxy for an address with http on this machine.</summary>
    HttpThroughProxy,

    /// <summary>The server is the proxy, and its script continues as the provider in the tunnel.</summary>
    HttpsThroughProxy,

    /// <summary>As above, with the credential of <see cref="HostileRun"/>.</summary>
    HttpsThroughProxyWithCredential,

    /// <summary>The server listens only at ::1, which the address names.</summary>
    HttpIPv6,

    /// <summary>The server listens only at ::1, and the address has a host name.</summary>
    HttpsIPv6Name,

    /// <summary>Nothing listens at the port.</summary>
    Refused,

    /// <summary>The listener closes while the connection waits for it.</summary>
    ClosedListener,

    /// <summary>The host name does not exist.</summary>
    UnknownName,
}

/// <summary>Specifies a limit for the memory that a case allocates, in the client and the server.</summary>
internal enum HostileMemory
{
    /// <summary>32 MB: far less is needed, but tests that ended before can still allocate.</summary>
    Small,

    /// <summary>128 MB: a body of 32 MB, and the smaller arrays that it outgrew.</summary>
    Body,
}

/// <summary>Describes a server or a proxy that misbehaves, and the expected outcome.</summary>
/// <param name="Name">The name, which is unique.</param>
/// <param name="Error">The expected error; <see langword="null"/> expects the page.</param>
/// <param name="Script">Serves one connection.</param>
internal sealed record HostileCase(string Name, FollowingErrorKind? Error, Func<HostileConnection, Task> Script)
{
    public HostileRoute Route { get; init; }

    /// <summary>Gets the number of retries.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Gets the number of requests that the server reads.</summary>
    public int Requests { get; init; } = 1;

    /// <summary>Gets the credits that the budget counts. A page costs 1.</summary>
    public int Counted { get; init; } = 1;

    /// <summary>
    /// Indicates whether the connection can end before or after the request is sent, so that up to
    /// <see cref="Counted"/> credits are counted.
    /// </summary>
    public bool IsRace { get; init; }

    /// <summary>Gets the number of attempts that end by the time-out.</summary>
    public int TimeOuts { get; init; }

    public HostileMemory Memory { get; init; }

    /// <summary>Gets the reason why Mono shows nothing about .NET Framework in this case.</summary>
    public string? NotOnMono { get; init; }

    public override string ToString() => Name;
}
