using System;

namespace TikTokFollowing.Client;

/// <summary>
/// What a command may spend, over all of its lists. A page is reserved at the most it can cost before it is asked for, and settled when it is known what it did cost, so
/// that the maximum is never exceeded.
/// </summary>
internal sealed class CreditBudget(long? maximum)
{
    /// <summary>More than anybody has. An answer that says more is nonsense, and must not make a sum run over.</summary>
    public const long MostCredits = 1_000_000_000_000;

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
            if (credits > maximum - _spent) { return false; }
            _spent = Math.Min(MostCredits, _spent + Math.Min(credits, MostCredits));
            return true;
        }
    }

    /// <summary>Puts what was really charged in place of what was reserved.</summary>
    public void Settle(long reserved, long charged)
    {
        lock (_lock) { _spent = Math.Min(MostCredits, _spent - reserved + Math.Min(charged, MostCredits)); }
    }
}
