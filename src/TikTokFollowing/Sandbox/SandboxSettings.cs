namespace TikTokFollowing;

/// <summary>Specifies the lists and the faults of the sandbox. The defaults are lists without faults.</summary>
internal record SandboxSettings
{
    /// <summary>Gets the number of days that have passed.</summary>
    public int Day { get; init; }

    /// <summary>Gets the number of accounts of each list on day 0.</summary>
    public int FollowingCount { get; init; } = 90;

    /// <summary>Gets the number of accounts on a page if the request does not state one.</summary>
    public int PageSize { get; init; } = 20;

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
}
