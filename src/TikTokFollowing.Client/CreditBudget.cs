using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace TikTokFollowing.Client;

/// <summary>
/// What a command may spend, over all of its lists. A page is reserved at the most it can cost before it is asked for, and settled when it is known what it did cost, so
/// that the maximum is never exceeded, however many lists are read at the same time.
/// </summary>
internal sealed class CreditBudget(long? maximum)
{
    /// <summary>More than anybody has. An answer that says more is nonsense, and must not make a sum run over.</summary>
    public const long MostCredits = 1_000_000_000_000;

    private readonly object _lock = new();
    private readonly List<TaskCompletionSource<bool>> _waiting = [];
    private long _charged;
    private long _reserved;

    public static CreditBudget Unlimited => new(null);

    public long? Maximum => maximum;

    /// <summary>What may still be reserved; null without a maximum.</summary>
    public long? Left => LeftFor(null);

    /// <summary>What is left of the maximum, in words; for who has some of it in hand, that included.</summary>
    public string Describe(CreditHold? hold = null) => $"-MaxCredits {maximum} {(LeftFor(hold) is long left and > 0 ? $"leaves {left}" : "is used up")}";

    /// <summary>What may still be reserved by who has some of it in hand; null without a maximum.</summary>
    public long? LeftFor(CreditHold? hold)
    {
        lock (_lock) { return maximum is null ? null : Math.Max(0, maximum.Value - _charged - _reserved + (hold?.Credits ?? 0)); }
    }

    /// <summary>Sets credits aside for one request, of those in hand first; false if that could exceed the maximum.</summary>
    public bool TryReserve(long credits, CreditHold? hold = null)
    {
        lock (_lock)
        {
            long held = hold?.Credits ?? 0;
            if (credits > maximum - _charged - _reserved + held) { return false; }
            long drawn = Math.Min(held, credits);
            if (hold is not null) { hold.Credits -= drawn; }
            _reserved = Math.Min(MostCredits, _reserved + Math.Min(credits - drawn, MostCredits));
            return true;
        }
    }

    /// <summary>Has so many credits in hand for the requests to come: all of them, or, if that could exceed the maximum, none more than before.</summary>
    public bool TryHold(CreditHold hold, long credits)
    {
        lock (_lock)
        {
            long missing = Math.Max(0, credits - hold.Credits);
            if (missing > maximum - _charged - _reserved) { return false; }
            _reserved = Math.Min(MostCredits, _reserved + missing);
            hold.Credits += missing;
            return true;
        }
    }

    /// <summary>Gives back what is still in hand.</summary>
    public void Release(CreditHold hold)
    {
        long credits;
        lock (_lock)
        {
            credits = hold.Credits;
            hold.Credits = 0;
        }
        if (credits > 0) { Settle(credits, 0); }
    }

    /// <summary>Puts what was really charged in place of what was reserved.</summary>
    public void Settle(long reserved, long charged)
    {
        TaskCompletionSource<bool>[] waiting;
        lock (_lock)
        {
            _reserved -= reserved;
            _charged = Math.Min(MostCredits, _charged + Math.Min(charged, MostCredits));
            waiting = [.. _waiting];
            _waiting.Clear();
        }
        foreach (TaskCompletionSource<bool> one in waiting) { one.TrySetResult(true); }
    }

    /// <summary>Waits until another list's page is settled; false if there is none under way that could leave enough for this.</summary>
    public async Task<bool> WaitForAsync(long credits, CreditHold? hold, CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            long held = hold?.Credits ?? 0; // by whoever asks: that is no other list's
            if (credits <= maximum - _charged - _reserved + held) { return true; }
            if (_reserved == held || credits > maximum - _charged) { return false; }
            _waiting.Add(settled);
        }
        using (cancellationToken.Register(static waiting => ((TaskCompletionSource<bool>)waiting!).TrySetCanceled(), settled))
        {
            return await settled.Task.ConfigureAwait(false);
        }
    }
}

/// <summary>Credits that one list has in hand for several requests to come. Its budget keeps count of them.</summary>
internal sealed class CreditHold
{
    public long Credits { get; set; }
}
