namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>
/// Simulates a clock without waiting: a timer fires as soon as it is created, advances the time by its length, and is
/// recorded. Timers of at least <c>holdFrom</c> (the time-out of an attempt) wait until <see cref="Advance"/> reaches
/// them.
/// </summary>
internal sealed class FakeClock(TimeSpan? holdFrom = null) : TimeProvider
{
#if NETFRAMEWORK
    private readonly object _lock = new();
#else
    private readonly Lock _lock = new();
#endif
    private readonly List<TimeSpan> _waits = [];
    private readonly List<HeldTimer> _held = [];
    private DateTimeOffset _now = Start;

    public static DateTimeOffset Start { get; } = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Gets the waits that ended at once, in their order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get { lock (_lock) { return [.. _waits]; } }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) { return _now; }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        HeldTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        HeldTimer[] due;
        lock (_lock)
        {
            _now += by;
            due = [.. _held.Where(timer => timer.Due <= _now)];
            _held.RemoveAll(timer => due.Contains(timer));
        }
        foreach (HeldTimer timer in due) { timer.Fire(); }
    }

    private void Set(HeldTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _held.Remove(timer);
            if (dueTime < TimeSpan.Zero) { return; } // never
            if (dueTime >= holdFrom)
            {
                timer.Due = _now + dueTime;
                _held.Add(timer);
                return;
            }
            _waits.Add(dueTime);
            _now += dueTime;
        }
        timer.Fire();
    }

    private void Forget(HeldTimer timer)
    {
        lock (_lock) { _held.Remove(timer); }
    }

    private sealed class HeldTimer(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime);
            return true;
        }

        public void Dispose() => clock.Forget(this);

        public System.Threading.Tasks.ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
