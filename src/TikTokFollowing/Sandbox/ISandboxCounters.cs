namespace TikTokFollowing;

/// <summary>
/// Provides the counters of the running server to <see cref="Sandbox"/>. The dictionaries are copies.
/// </summary>
internal interface ISandboxCounters
{
    long Requests { get; }

    long Credits { get; }

    long Pages { get; }

    IReadOnlyDictionary<string, long> FaultCounts { get; }

    IReadOnlyDictionary<string, long> RequestsByProvider { get; }

    IReadOnlyDictionary<string, long> CreditsByProvider { get; }
}
