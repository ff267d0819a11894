using System.Collections.Concurrent;
using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>
/// Provides the base class for cmdlets that wait for tasks. It is the only place in the module that blocks on a task,
/// and it handles Ctrl-C. An operation starts only when the pipeline needs its result, so that no unwanted page is
/// charged. Only messages cross threads.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    // The interval between calls of OnIdle.
    private const int IdleMilliseconds = 250;

    // Most responses in flight arrive within this time. Users expect Ctrl-C to work at once.
    private const int StopGraceMilliseconds = 300;

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<Action> _messages = new();

    // SemaphoreSlim would spin first, and occupy a core that the threads that it waits for can use.
    private readonly AutoResetEvent _completed = new(initialState: false);
    private readonly List<Task> _running = []; // used on the pipeline thread only

    private volatile bool _isStopping;

    /// <summary>Gets a token that is cancelled when the command is stopped.</summary>
    private protected CancellationToken StopToken => _stopping.Token;

    /// <summary>
    /// Cancels running operations. PowerShell calls this on another thread, sometimes after the cmdlet has ended.
    /// </summary>
    protected override void StopProcessing() => Stop();

    private void Stop()
    {
        bool wasStopping = _isStopping;
        _isStopping = true;
        try
        {
            if (!TryStopSending())
            {
                _stopping.Cancel();
            }
            else if (!wasStopping)
            {
                _stopping.CancelAfter(StopGraceMilliseconds);
            }
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet has already ended.
        }
    }

    /// <summary>
    /// Stops new requests where the responses to those in flight are worth a short wait. May be called on any thread.
    /// </summary>
    /// <returns>True if responses in flight may still arrive; false to cancel them at once.</returns>
    private protected virtual bool TryStopSending() => false;

    /// <summary>Cancels running operations and waits for them.</summary>
    public void Dispose()
    {
        if (_running.Exists(static task => !task.IsCompleted))
        {
            Stop(); // no request outlives the cmdlet, also after Select-Object -First or an error downstream
        }

#pragma warning disable RS0030 // the only place that blocks
        if (_running.Count > 0)
        {
            Task.WhenAll(_running).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
#pragma warning restore RS0030
        _completed.Dispose();
        _stopping.Dispose();
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes of the resources of operations, after all operations have ended.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>Starts an operation, which Ctrl-C cancels.</summary>
    internal Task<T> Start<T>(Func<CancellationToken, Task<T>> operation)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        // A host with its own context, such as a window, would otherwise deadlock.
        SynchronizationContext.SetSynchronizationContext(null);
        Task<T> task;
        try
        {
            task = operation(_stopping.Token);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        Track(task);
        return task;
    }

    private void Track(Task task)
    {
        _running.RemoveAll(static running => running.IsCompleted);
        _running.Add(task);
        task.ContinueWith(
            _ => Signal(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void Signal()
    {
        try
        {
            _completed.Set();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet has already ended.
        }
    }

    /// <summary>
    /// Waits until a condition is true. Tests it when a task completes, and writes queued messages meanwhile.
    /// </summary>
    internal void WaitUntil(Func<bool> isReady)
    {
        while (!isReady())
        {
            // Messages do not interrupt the wait.
            if (_completed.WaitOne(IdleMilliseconds))
            {
                continue;
            }

            WriteMessages();
            OnIdle();
        }

        WriteMessages(); // before the results
    }

    private void WriteMessages()
    {
        while (_messages.TryDequeue(out Action? write))
        {
            write();
        }
    }

    /// <summary>Returns the result of a completed task, or throws its exception.</summary>
    internal T ResultOf<T>(Task<T> completed)
    {
        try
        {
            return completed.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_isStopping || _stopping.IsCancellationRequested)
        {
            // A stop, not a time-out. PowerShell expects this exception, and shows no error for it.
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Runs an operation and waits for its result.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> operation)
    {
        Task<T> task = Start(operation);
        WaitUntil(() => task.IsCompleted);
        return ResultOf(task);
    }

    /// <summary>
    /// Returns an action that queues messages for the pipeline thread, from any thread. Messages after the end of the
    /// command are discarded.
    /// </summary>
    private protected Action<string> Queue(Action<string> write) => text => _messages.Enqueue(() => write(text));

    /// <summary>Called regularly while the pipeline waits.</summary>
    private protected virtual void OnIdle()
    {
    }
}
