namespace TikTokFollowing.Client.Http;

/// <summary>Specifies time-outs and retries.</summary>
internal sealed record HttpSettings
{
    /// <summary>
    /// Gets the time-out of one attempt, including its body; <see langword="null"/> waits without a limit.
    /// </summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Gets the maximum number of retries; 0 disables retries.</summary>
    public int MaximumRetryCount { get; init; } = 4;

    /// <summary>Gets the delay before the first retry. Each further retry doubles it, with jitter.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the longest <c>Retry-After</c> to wait for. A longer one is reported as an error.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(1);
}
