using System;

namespace TikTokFollowing.Client.Http;

/// <summary>How patient the gate is.</summary>
internal sealed record HttpSettings
{
    /// <summary>For one attempt, its body included; <see langword="null"/> waits for ever.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a failed request is repeated; 0 is never.</summary>
    public int MaximumRetryCount { get; init; } = 4;

    /// <summary>The wait before the first repetition; each next one doubles it, with jitter.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A longer <c>Retry-After</c> is told instead of waited for.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);
}
