using System;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace TikTokFollowing.Cmdlets.Pipeline;

/// <summary>
/// A cmdlet that waits for tasks: the only place in the module that blocks on one, and the owner of the user's stop. Work is pulled, never pushed: nothing runs
/// while the pipeline does not wait for it, so nothing is bought that nobody asked for.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private volatile BlockingCollection<Action>? _inbox;

    /// <summary>Cancels what is under way. PowerShell calls this on another thread, sometimes after the cmdlet has ended.</summary>
    protected override void StopProcessing()
    {
        try { _stopping.Cancel(); }
        catch (ObjectDisposedException) { } // it had ended already
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the stop.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) { _stopping.Dispose(); }
    }

    /// <summary>Runs an operation and waits for it, writing meanwhile what it posts. The user's stop ends it.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> operation)
    {
        using BlockingCollection<Action> inbox = new();
        _inbox = inbox;
        CancellationToken stop = _stopping.Token;
        // On the pool: a host with a synchronisation context (a window) would otherwise wait for itself.
        Task<T> task = Task.Run(() => operation(stop), CancellationToken.None);
        Task closed = task.ContinueWith(_ => inbox.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            foreach (Action write in inbox.GetConsumingEnumerable()) { write(); } // on the pipeline's thread
            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ours, not a time-out. PowerShell expects this exception, and shows no error for it.
            throw new PipelineStoppedException();
        }
        finally
        {
            if (!task.IsCompleted) { _stopping.Cancel(); } // a write threw: the fetch must not outlive the cmdlet
#pragma warning disable RS0030 // the one place that blocks
            closed.Wait(CancellationToken.None);
#pragma warning restore RS0030
            _inbox = null;
        }
    }

    /// <summary>Has something written on the pipeline's thread, from any thread. What comes after the end is dropped.</summary>
    private protected void Post(Action write)
    {
        try { _inbox?.Add(write); }
        catch (InvalidOperationException) { } // completed or disposed a moment ago
    }
}
