namespace TikTokFollowing;

/// <summary>
/// Provides the state of the running server to <see cref="Sandbox"/>. The server is in an assembly that sessions cannot
/// reference.
/// </summary>
internal interface ISandboxState
{
    Uri BaseUri { get; }

    int Day { get; }

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
