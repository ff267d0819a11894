using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>
/// A cmdlet that waits for tasks: the only place in the module that blocks on one, and the owner of the user's stop. Work is pulled, never pushed: nothing is begun that the
/// pipeline did not ask for, so nothing is bought that nobody wants. Only messages cross threads.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<Action> _inbox = new();
    private readonly SemaphoreSlim _ended = new(0);
    private readonly List<Task> _running = []; // touched by the pipeline's thread only

    /// <summary>How often <see cref="Tick"/> is called while nothing else happens.</summary>
    private protected static TimeSpan TickInterval { get; } = TimeSpan.FromMilliseconds(250);

    // A response that is arriving ends within this time, or not soon. Users expect Ctrl-C to work at once.
    private static readonly TimeSpan s_stopGrace = TimeSpan.FromMilliseconds(300);

    private volatile bool _isStopping;

    /// <summary>Cancels what is under way. PowerShell calls this on another thread, sometimes after the cmdlet has ended.</summary>
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
                _stopping.CancelAfter(s_stopGrace);
            }
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet had ended already.
        }
    }

    /// <summary>
    /// Stops new requests where the responses to those in flight are worth a short wait. May be called on any thread.
    /// </summary>
    /// <returns>Whether responses in flight may still arrive; otherwise they are cancelled at once.</returns>
    private protected virtual bool TryStopSending() => false;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what is still under way, and releases the stop.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) { return; }
        if (_running.TrueForAll(static task => task.IsCompleted))
        {
            _stopping.Cancel();
        }
        else
        {
            Stop(); // no request outlives the cmdlet: after Select-Object -First, or when something downstream threw
        }
#pragma warning disable RS0030 // the one place that blocks
        if (_running.Count > 0) { Task.WhenAll(_running).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None); }
#pragma warning restore RS0030
        _ended.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Begins an operation. The user's stop ends it.</summary>
    private protected Task<T> Start<T>(Func<CancellationToken, Task<T>> operation)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        // A host with a context of its own (a window) would otherwise wait for itself.
        SynchronizationContext.SetSynchronizationContext(null);
        Task<T> task;
        try { task = operation(_stopping.Token); }
        finally { SynchronizationContext.SetSynchronizationContext(context); }
        _running.RemoveAll(static ended => ended.IsCompleted);
        _running.Add(task);
        task.ContinueWith(static (_, cmdlet) => ((AsyncCmdlet)cmdlet!).Wake(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }

    private void Wake()
    {
        try { _ended.Release(); }
        catch (ObjectDisposedException) { } // nobody waits any more
    }

    /// <summary>Waits until one of them has ended, writing meanwhile what is posted.</summary>
    private protected void WaitForAny(IReadOnlyCollection<Task> tasks)
    {
        while (!tasks.Any(static task => task.IsCompleted))
        {
            // Messages do not wake anybody: they are written now and then, and when something has ended.
            if (_ended.Wait(TickInterval)) { continue; }
            WriteMessages();
            Tick();
        }
        WriteMessages(); // what it said comes before what it gives
    }

    private void WriteMessages()
    {
        while (_inbox.TryDequeue(out Action? write)) { write(); }
    }

    /// <summary>What an operation gave, or its exception.</summary>
    private protected T ResultOf<T>(Task<T> ended)
    {
        try
        {
            return ended.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_isStopping || _stopping.IsCancellationRequested)
        {
            // Ours, not a time-out. PowerShell expects this exception, and shows no error for it.
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Runs an operation and waits for it.</summary>
    private protected T Await<T>(Func<CancellationToken, Task<T>> operation)
    {
        Task<T> task = Start(operation);
        WaitForAny([task]);
        return ResultOf(task);
    }

    /// <summary>Has something written on the pipeline's thread, from any thread, within a moment. What comes after the end is dropped.</summary>
    private protected void Post(Action write) => _inbox.Enqueue(write);

    /// <summary>Called now and then while the pipeline waits.</summary>
    private protected virtual void Tick()
    {
    }
}
