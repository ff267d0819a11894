using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Credits;

/// <summary>
/// Limits the credits of a command over all of its lists. Before a page is fetched, its highest possible price is
/// reserved, and afterwards its charge is committed. So concurrent lists do not exceed the maximum together.
/// </summary>
internal sealed class CreditBudget(long? maximum)
{
    /// <summary>Limits charges. A higher one is an error of the provider, and must not make a sum overflow.</summary>
    public const long MaxCredits = 1_000_000_000_000;

    private readonly object _lock = new();
    private readonly List<TaskCompletionSource<bool>> _waiting = [];
    private long _charged;
    private long _reserved;

    public static CreditBudget Unlimited => new(null);

    public long? Maximum => maximum;

    /// <summary>Gets the credits that can still be reserved; null without a maximum.</summary>
    public long? Left
    {
        get
        {
            lock (_lock)
            {
                return maximum is null ? null : Math.Max(0, maximum.Value - _charged - _reserved);
            }
        }
    }

    /// <summary>Describes what is left of the maximum.</summary>
    public string Describe() =>
        $"-MaxCredits {maximum} {(Left is long left and > 0 ? $"leaves {left}" : "is used up")}";

    /// <summary>Describes the end of the budget, as the start of a sentence that ends with the next price.</summary>
    public string DescribeStop()
    {
        long charged;
        lock (_lock)
        {
            charged = _charged;
        }
        string rest = Left is long left and > 0
            ? $" {Quantity.Of(left, "credit")} {(left == 1 ? "is" : "are")} left, and"
            : charged > maximum
                ? $" {Quantity.Of(charged, "credit")} count already, because a price is higher than it was, and"
                : "";
        return $"Stopped at -MaxCredits {maximum}:{rest}";
    }

    /// <summary>Reserves credits for one request.</summary>
    /// <returns>True if they were reserved; false if they could exceed the maximum.</returns>
    public bool TryReserve(long credits)
    {
        lock (_lock)
        {
            if (!Fits(credits))
            {
                return false;
            }
            _reserved = Math.Min(MaxCredits, _reserved + Math.Min(credits, MaxCredits));
            return true;
        }
    }

    /// <summary>Replaces a reservation by a charge.</summary>
    public void Commit(long reserved, long charged)
    {
        TaskCompletionSource<bool>[] waiting;
        lock (_lock)
        {
            _reserved -= reserved;
            _charged = Math.Min(MaxCredits, _charged + Math.Min(charged, MaxCredits));
            waiting = [.. _waiting];
            _waiting.Clear();
        }
        foreach (TaskCompletionSource<bool> one in waiting)
        {
            one.TrySetResult(true);
        }
    }

    /// <summary>Waits until the requests in flight leave enough credits, or cannot leave enough any more.</summary>
    /// <returns>True if enough credits are left. Another list may still reserve them first.</returns>
    public async Task<bool> WaitForAsync(long credits, CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource<bool> commit = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                if (Fits(credits))
                {
                    return true;
                }
                bool canFit = _reserved > 0 && credits <= maximum - _charged;
                if (!canFit)
                {
                    return false;
                }
                _waiting.Add(commit);
            }
            using (cancellationToken.Register(
                static source => ((TaskCompletionSource<bool>)source!).TrySetCanceled(), commit))
            {
                await commit.Task.ConfigureAwait(false);
            }
        }
    }

    private bool Fits(long credits) => !(credits > maximum - _charged - _reserved);
}
