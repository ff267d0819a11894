namespace TikTokFollowing.Client.Http;

/// <summary>
/// Stops requests of one command to a provider that failed several times in a row. Otherwise, each of fifty handles
/// would wait for a provider that is down. The breaker of Polly measures the ratio of failures in a time window, and a
/// request that times out takes longer than any sensible window.
/// </summary>
internal sealed class CircuitBreaker
{
    /// <summary>Specifies the number of failures in a row that opens the circuit.</summary>
    public const int FailureThreshold = 5;

    private readonly object _lock = new();
    private int _failures;
    private DateTimeOffset _openUntil;

    /// <summary>Gets the time for which an open circuit blocks requests.</summary>
    public static TimeSpan BreakDuration { get; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Returns the time until which the circuit is open, or <see langword="null"/> if a request can be sent now. After
    /// the break, one request at a time can be sent as a probe.
    /// </summary>
    public DateTimeOffset? GetOpenUntil(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_failures < FailureThreshold)
            {
                return null;
            }
            if (now < _openUntil)
            {
                return _openUntil;
            }
            _openUntil = now + BreakDuration; // this request is the probe, others wait for its outcome
            return null;
        }
    }

    /// <summary>Closes the circuit.</summary>
    public void RecordSuccess()
    {
        lock (_lock) { _failures = 0; }
    }

    /// <summary>Counts a failure, and opens the circuit at <see cref="FailureThreshold"/>.</summary>
    public void RecordFailure(DateTimeOffset now)
    {
        lock (_lock)
        {
            _failures++;
            _openUntil = now + BreakDuration;
        }
    }
}
