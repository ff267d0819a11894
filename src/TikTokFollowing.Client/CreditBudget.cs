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
    public long? Left
    {
        get { lock (_lock) { return maximum is null ? null : Math.Max(0, maximum.Value - _charged - _reserved); } }
    }

    /// <summary>Sets credits aside; false if that could exceed the maximum.</summary>
    public bool TryReserve(long credits)
    {
        lock (_lock)
        {
            if (credits > maximum - _charged - _reserved) { return false; }
            _reserved = Math.Min(MostCredits, _reserved + Math.Min(credits, MostCredits));
            return true;
        }
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
    public async Task<bool> WaitForAsync(long credits, CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (credits <= maximum - _charged - _reserved) { return true; }
            if (_reserved == 0 || credits > maximum - _charged) { return false; }
            _waiting.Add(settled);
        }
        using (cancellationToken.Register(static waiting => ((TaskCompletionSource<bool>)waiting!).TrySetCanceled(), settled))
        {
            return await settled.Task.ConfigureAwait(false);
        }
    }
}
