using System;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// A circuit breaker for the lists of one command: after some requests in a row failed with all of their repetitions, the provider is not asked for a while, so that fifty
/// handles do not each wait out a dead service. (Polly's breaker goes by the ratio of failures in a time window, and a request that times out takes longer than any
/// sensible window.)
/// </summary>
internal sealed class CircuitBreaker
{
    public const int FailuresToOpen = 5;

    private readonly object _lock = new();
    private int _failures;
    private DateTimeOffset _opensAt;

    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(30);

    /// <summary>When the provider may be asked again; null if it may be asked now. After the pause one request at a time finds out.</summary>
    public DateTimeOffset? ClosedUntil(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_failures < FailuresToOpen) { return null; }
            if (now < _opensAt) { return _opensAt; }
            _opensAt = now + Pause; // this one finds out; the others wait for it
            return null;
        }
    }

    public void Succeeded()
    {
        lock (_lock) { _failures = 0; }
    }

    public void Failed(DateTimeOffset now)
    {
        lock (_lock)
        {
            _failures++;
            _opensAt = now + Pause;
        }
    }
}
