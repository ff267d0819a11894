using System;
using System.Collections.Generic;

namespace TikTokFollowing;

/// <summary>What the running server tells of itself. The server lives in an assembly that a session cannot name; this is the bridge to <see cref="Sandbox"/>.</summary>
internal interface ISandboxState
{
    Uri BaseUri { get; }

    int FollowingCount { get; }

    int PageSize { get; }

    int LatencyMilliseconds { get; }

    IReadOnlyList<SandboxFault> Fault { get; }

    int FaultEvery { get; }

    IReadOnlyList<int> FaultPage { get; }

    double? FaultProbability { get; }

    int Seed { get; }

    long Requests { get; }

    long Credits { get; }

    long PagesDelivered { get; }

    IReadOnlyDictionary<string, long> FaultCounts { get; }

    IReadOnlyDictionary<string, long> RequestsByProvider { get; }

    IReadOnlyDictionary<string, long> CreditsByProvider { get; }

    bool IsRunning { get; }
}
