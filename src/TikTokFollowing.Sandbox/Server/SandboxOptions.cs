using System.Diagnostics;
using System.Net.Sockets;

namespace TikTokFollowing.SandboxServer;

/// <summary>Specifies the behavior of the server. The defaults are a server without faults.</summary>
internal sealed record SandboxOptions : SandboxSettings
{
    /// <summary>Gets the port; 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>Gets the clock for the times in responses. The lists do not depend on it.</summary>
    public Func<DateTimeOffset> Clock { get; init; } = static () =>
#pragma warning disable RS0030 // TimeProvider would be one more package on .NET Framework
        DateTimeOffset.UtcNow;
#pragma warning restore RS0030

    /// <summary>Gets the limits of the server.</summary>
    public ServerLimits Limits { get; init; } = ServerLimits.Default;

    /// <summary>Gets the monotonic time for the time limits of connections.</summary>
    public Func<TimeSpan> Elapsed { get; init; } =
        static () => TimeSpan.FromSeconds(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency);

    /// <summary>
    /// Gets the function that accepts a connection with the listener's function. Tests can let it fail.
    /// </summary>
    public Func<Func<Task<Socket>>, Task<Socket>> Accept { get; init; } = static accept => accept();

    /// <summary>Gets the function that waits before the server accepts again after a failure.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = static (time, stop) => Task.Delay(time, stop);

    internal void Validate()
    {
        string? invalid = this switch
        {
            { Day: < 0 or > ListTimeline.MaxDay } => nameof(Day),
            { FollowingCount: < 0 } => nameof(FollowingCount),
            { PageSize: < 1 } => nameof(PageSize),
            { LatencyMilliseconds: < 0 } => nameof(LatencyMilliseconds),
            { FaultEvery: < 0 } => nameof(FaultEvery),
            _ when FaultPage.Any(static page => page < 1) => nameof(FaultPage),
            { FaultProbability: not (null or (>= 0 and <= 1)) } => nameof(FaultProbability),
            { Port: < 0 or > 65535 } => nameof(Port),
            _ => null,
        };
        if (invalid is not null)
        {
            throw new ArgumentOutOfRangeException(invalid);
        }
    }
}
