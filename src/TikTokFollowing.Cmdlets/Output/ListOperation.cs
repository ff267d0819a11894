using System.Diagnostics;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Cmdlets.Abstractions;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>
/// Represents one list of a command. It runs in steps: <see cref="ListScheduler"/> starts a step, and completes it on
/// the pipeline thread. The next step starts only then, so that no page is fetched before the last one was used.
/// </summary>
/// <param name="pager">The list.</param>
/// <param name="typedHandle">The handle as it was specified.</param>
/// <param name="startCursor">The cursor of the first page; null for the newest follow.</param>
internal abstract class ListOperation(ListPager pager, string? typedHandle, string? startCursor) : IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public virtual ListPager Pager => pager;

    /// <summary>Gets the handle as it was specified.</summary>
    public string? TypedHandle { get; } = typedHandle;

    /// <summary>Gets a key that is equal for the same list from the same start, which is not read twice.</summary>
    public string Key { get; } = $"{pager.Facts.Name} {pager.Handle} {startCursor}";

    /// <summary>Gets the step that is running or has completed.</summary>
    public Task Step { get; private set; } = Task.CompletedTask;

    /// <summary>Indicates whether nothing of the list is missing. Set when a step completes.</summary>
    public bool IsComplete { get; private protected set; }

    /// <summary>Gets the number of accounts that were returned to the pipeline.</summary>
    public virtual int AccountsReturned => 0;

    /// <summary>Gets the number of pages that were received.</summary>
    public int Pages { get; private protected set; }

    /// <summary>Gets the number of accounts to read; null if it is unknown.</summary>
    public long? Goal { get; private protected set; }

    /// <summary>Indicates whether <see cref="Goal"/> was requested. A total of the provider is approximate.</summary>
    public bool IsGoalExact { get; private protected set; }

    /// <summary>Gets the estimated seconds until the list is read; null if they cannot be estimated.</summary>
    public int? SecondsLeft
    {
        get
        {
            int read = Pager.AccountsRead;
            double seconds = _watch.Elapsed.TotalSeconds;
            return Goal > read && read > 0 && seconds >= 1
                ? (int)Math.Min(int.MaxValue, seconds * (Goal.Value - read) / read)
                : null;
        }
    }

    /// <summary>Starts the next step.</summary>
    public void StartStep(AsyncCmdlet cmdlet) => Step = CreateStep(cmdlet);

    /// <summary>Completes the step on the pipeline thread: writes its result, or throws its exception.</summary>
    /// <returns>True if another step follows.</returns>
    /// <exception cref="FollowingException">The list cannot be continued.</exception>
    public abstract bool CompleteStep(AsyncCmdlet cmdlet);

    /// <summary>Called once, after the last step of a list that did not fail.</summary>
    public virtual void OnListCompleted()
    {
    }

    private protected abstract Task CreateStep(AsyncCmdlet cmdlet);

    public virtual void Dispose() => Pager.Dispose();
}
