using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace TikTokFollowing.SandboxServer;

/// <summary>What the server shall be like. Every value has a default that makes a useful server.</summary>
internal sealed class SandboxOptions
{
    /// <summary>How many accounts each list has.</summary>
    public int FollowingCount { get; init; } = 90;

    /// <summary>How many accounts a page has where the request does not say.</summary>
    public int PageSize { get; init; } = SandboxData.UsualPageSize;

    /// <summary>How long each answer is held back.</summary>
    public int LatencyMilliseconds { get; init; }

    /// <summary>What goes wrong: several take turns.</summary>
    public IReadOnlyList<SandboxFault> Fault { get; init; } = [];

    /// <summary>At which requests: 1 is always, 3 is the third, the sixth… 0 is 3 when there is a fault, unless one of the next two says when.</summary>
    public int FaultEvery { get; init; }

    /// <summary>
    /// At which pages of each list, counted from 1. The first fault at the first of them, the second at the second, and around; each happens once in a list. More faults
    /// than pages: the page that has several gives them one after the other.
    /// </summary>
    public IReadOnlyList<int> FaultPage { get; init; } = [];

    /// <summary>How likely each request is to go wrong, 0 to 1. Null is not at random.</summary>
    public double? FaultProbability { get; init; }

    /// <summary>The same seed makes the same requests go wrong in the same ways.</summary>
    public int Seed { get; init; }

    /// <summary>0 is any free port.</summary>
    public int Port { get; init; }

    /// <summary>What the server stamps its answers with. The lists do not depend on it.</summary>
    public Func<DateTimeOffset> Clock { get; init; } = static () =>
#pragma warning disable RS0030 // TimeProvider is a package on .NET Framework, and this assembly shall not need one. The only place that asks the system.
        DateTimeOffset.UtcNow;
#pragma warning restore RS0030

    /// <summary>Gets the bounds of the server.</summary>
    public ServerLimits Limits { get; init; } = ServerLimits.Default;

    /// <summary>Gets the time since any fixed moment, for the time limits of connections. It never goes back.</summary>
    public Func<TimeSpan> Elapsed { get; init; } = StartStopwatch();

    /// <summary>Gets how a connection is accepted, given how the listener does it. A test can let it fail.</summary>
    public Func<Func<Task<Socket>>, Task<Socket>> Accept { get; init; } = static accept => accept();

    /// <summary>Gets how the server waits before it accepts again after a failure.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = static (time, stop) => Task.Delay(time, stop);

    internal void Validate()
    {
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
