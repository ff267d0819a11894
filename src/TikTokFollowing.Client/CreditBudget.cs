using System;

namespace TikTokFollowing.Client;

/// <summary>
/// What a command may spend, over all of its lists. A page is reserved at the most it can cost before it is asked for, and settled when it is known what it did cost, so
/// that the maximum is never exceeded.
/// </summary>
internal sealed class CreditBudget(long? maximum)
{
    private readonly object _lock = new();
    private long _spent;

    public static CreditBudget Unlimited => new(null);

    public long? Maximum => maximum;

    /// <summary>What may still be reserved; null without a maximum.</summary>
    public long? Left
    {
        get { lock (_lock) { return maximum is null ? null : Math.Max(0, maximum.Value - _spent); } }
    }

    /// <summary>Sets credits aside; false if that could exceed the maximum.</summary>
    public bool TryReserve(long credits)
    {
        lock (_lock)
        {
            if (maximum is not null && _spent + credits > maximum) { return false; }
            _spent += credits;
            return true;
        }
    }

    /// <summary>Puts what was really charged in place of what was reserved.</summary>
    public void Settle(long reserved, long charged)
    {
        lock (_lock) { _spent += charged - reserved; }
    }
}
