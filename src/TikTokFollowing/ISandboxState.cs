using System;

namespace TikTokFollowing;

/// <summary>What the running server tells of itself. The server lives in an assembly that a session cannot name; this is the bridge to <see cref="Sandbox"/>.</summary>
internal interface ISandboxState
{
    Uri BaseUri { get; }

    int FollowingCount { get; }

    int PageSize { get; }

    int LatencyMilliseconds { get; }

    SandboxFault Fault { get; }

    int FaultEvery { get; }

    long Requests { get; }

    long Credits { get; }

    bool IsRunning { get; }
}
