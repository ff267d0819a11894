using System.Diagnostics;
using System.Net.Sockets;

namespace TikTokFollowing.SandboxServer;

/// <summary>Specifies the behavior of the server. The defaults are a server without faults.</summary>
internal sealed record SandboxOptions
{
    /// <summary>Gets the number of days that have passed.</summary>
    public int Day { get; init; }

    /// <summary>Gets the number of accounts of each list on day 0.</summary>
    public int FollowingCount { get; init; } = 90;

    /// <summary>Gets the number of accounts on a page if the request does not state one.</summary>
    public int PageSize { get; init; } = SandboxData.DefaultPageSize;

    /// <summary>Gets the delay of each response in milliseconds.</summary>
    public int LatencyMilliseconds { get; init; }

    /// <summary>Gets the faults. Several faults take turns.</summary>
    public IReadOnlyList<SandboxFault> Fault { get; init; } = [];

    /// <summary>
    /// Gets the interval of faulty requests: 1 is every request, 3 is every third one. 0 is 3 if there are faults,
    /// unless <see cref="FaultPage"/> or <see cref="FaultProbability"/> is set.
    /// </summary>
    public int FaultEvery { get; init; }

    /// <summary>
    /// Gets the faulty pages of each list, counted from 1. Faults are assigned to the pages in turn, and each occurs
    /// once in a list. If there are more faults than pages, a page has several of them in sequence.
    /// </summary>
    public IReadOnlyList<int> FaultPage { get; init; } = [];

    /// <summary>Gets the probability of a fault for each request, 0 to 1; null if faults are not random.</summary>
    public double? FaultProbability { get; init; }

    /// <summary>Gets the seed: the same seed produces the same faults for the same requests.</summary>
    public int Seed { get; init; }

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
    public Func<TimeSpan> Elapsed { get; init; } = StartStopwatch();

    /// <summary>
    /// Gets the function that accepts a connection with the listener's function. Tests can let it fail.
    /// </summary>
    public Func<Func<Task<Socket>>, Task<Socket>> Accept { get; init; } = static accept => accept();

    /// <summary>Gets the function that waits before the server accepts again after a failure.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = static (time, stop) => Task.Delay(time, stop);

    internal void Validate()
    {
        Require(Day is >= 0 and <= ListTimeline.MaxDay, nameof(Day));
        Require(FollowingCount >= 0, nameof(FollowingCount));
        Require(PageSize >= 1, nameof(PageSize));
        Require(LatencyMilliseconds >= 0, nameof(LatencyMilliseconds));
        Require(FaultEvery >= 0, nameof(FaultEvery));
        Require(FaultPage.All(static page => page >= 1), nameof(FaultPage));
        Require(FaultProbability is null or (>= 0 and <= 1), nameof(FaultProbability));
        Require(Port is >= 0 and <= 65535, nameof(Port));
    }

    private static Func<TimeSpan> StartStopwatch()
    {
        Stopwatch watch = Stopwatch.StartNew();
        return () => watch.Elapsed;
    }

    private static void Require(bool holds, string name)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name);
        }
    }
}
