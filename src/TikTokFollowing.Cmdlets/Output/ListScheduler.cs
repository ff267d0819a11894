using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;

namespace TikTokFollowing.Cmdlets.Output;

/// <summary>
/// Runs the lists of a command, up to <c>-ThrottleLimit</c> of them concurrently, and shows their progress. All results
/// are written on the pipeline thread.
/// </summary>
/// <param name="cmdlet">The cmdlet, which waits for the steps and reports failures.</param>
/// <param name="throttleLimit">The number of lists that run concurrently.</param>
internal sealed class ListScheduler(FollowingCmdletBase cmdlet, int throttleLimit) : IDisposable
{
    private readonly List<ListOperation> _running = []; // the next one to be completed is first
    private readonly HashSet<string> _keys = new(StringComparer.OrdinalIgnoreCase); // of all lists that did not fail
    private readonly ProgressReporter _progress = new(cmdlet.WriteProgress, hasParent: throttleLimit > 1);
    private Queue<string?> _notStarted = new();

    /// <summary>Indicates whether the command reads, or has read, the same list.</summary>
    public bool Contains(ListOperation operation) => _keys.Contains(operation.Key);

    /// <summary>Starts the lists of one input object, and completes the steps that are ready meanwhile.</summary>
    /// <param name="handles">The handles of the lists.</param>
    /// <param name="open">Creates the operation for a handle; null if there is nothing to do.</param>
    public void Run(IEnumerable<string?> handles, Func<string?, ListOperation?> open)
    {
        _notStarted = new Queue<string?>(handles);
        try
        {
            while (_notStarted.Count > 0)
            {
                Start(_notStarted.Dequeue(), open);
                // If the next handle arrives late, results that are ready do not wait for it.
                foreach (ListOperation ready in _running.FindAll(IsReady))
                {
                    CompleteStep(TakeCompleted([ready])); // writes its messages before its result
                }
                CompleteUntilBelow(throttleLimit);
            }
        }
        catch
        {
            _progress.CompleteAll();
            throw;
        }
    }

    /// <summary>Completes all lists.</summary>
    public void RunToEnd()
    {
        try
        {
            CompleteUntilBelow(1);
        }
        finally
        {
            _progress.CompleteAll();
        }
    }

    /// <summary>
    /// Writes the pages in flight, which are paid for, when a failure ends the command. Reports where each list
    /// stopped, and which handles were not started.
    /// </summary>
    public void Terminate(FollowingException reason)
    {
        cmdlet.StopSending();
        List<ListOperation> pending = [.. _running];
        List<(ListOperation Operation, FollowingException Failure)> unfinished = [];
        if (pending.Count > 0)
        {
            // The responses can take as long as -TimeoutSec, and no error is visible until then.
            cmdlet.WriteVerbose($"Waiting for responses in flight. No further request is sent: {reason.WhatHappened}");
        }
        while (pending.Count > 0)
        {
            ListOperation ready = TakeCompleted(pending);
            pending.Remove(ready);
            if (CompleteLastStep(ready, reason) is FollowingException failure)
            {
                unfinished.Add((ready, failure));
            }
        }
        // After all pages, because the first error ends the command with -ErrorAction Stop.
        foreach ((ListOperation operation, FollowingException failure) in unfinished)
        {
            cmdlet.WriteStopped(failure, operation);
        }
        Dispose();
        _progress.CompleteAll();
        if (_notStarted.Count > 0)
        {
            string handles = Quantity.Of(_notStarted.Count, "handle") + (_notStarted.Count == 1 ? " was" : " were");
            cmdlet.WriteWarning($"{handles} not started: {DeferredWarnings.Join(_notStarted)}.");
            _notStarted.Clear();
        }
    }

    /// <summary>Updates the progress.</summary>
    public void OnIdle() => _progress.Update();

    /// <summary>Disposes the lists. No step may be running any more.</summary>
    public void Dispose()
    {
        foreach (ListOperation operation in _running)
        {
            operation.Dispose();
        }
        _running.Clear();
    }

    private void Start(string? handle, Func<string?, ListOperation?> open)
    {
        try
        {
            if (open(handle) is ListOperation operation)
            {
                _running.Add(operation);
                _keys.Add(operation.Key);
                operation.StartStep(cmdlet);
                _progress.AddList(operation); // while the request is in flight
            }
        }
        catch (FollowingException e)
        {
            cmdlet.WriteFailure(e, handle);
        }
    }

    private ListOperation TakeCompleted(List<ListOperation> operations)
    {
        if (!operations.Exists(IsReady))
        {
            WarmUp.Run(); // while the first request is in flight
        }
        ListOperation? ready = null;
        cmdlet.WaitUntil(() => (ready = operations.Find(IsReady)) is not null);
        return ready!;
    }

    private void CompleteStep(ListOperation operation)
    {
        _running.Remove(operation);
        _running.Add(operation); // after the others
        bool continues = false;
        try
        {
            continues = operation.CompleteStep(cmdlet);
            if (!continues)
            {
                operation.OnListCompleted();
            }
        }
        catch (FollowingException e)
        {
            _running.Remove(operation);
            _keys.Remove(operation.Key);
            cmdlet.WriteFailure(e, operation.TypedHandle, operation.Pager, operation.AccountsReturned);
        }
        finally
        {
            if (!continues)
            {
                RemoveList(operation);
            }
        }
        if (continues)
        {
            operation.StartStep(cmdlet);
        }
        _progress.Update();
    }

    // Returns the reason for which the rest of the list is missing; null if nothing is.
    private FollowingException? CompleteLastStep(ListOperation operation, FollowingException reason)
    {
        try
        {
            bool continues = operation.CompleteStep(cmdlet);
            if (!continues || operation.IsComplete)
            {
                operation.OnListCompleted();
                return null;
            }
        }
        catch (FollowingException e)
        {
            return e;
        }
        catch (OperationCanceledException)
        {
            // The request had not been sent.
        }
        return new FollowingException(
            reason.Kind,
            operation.Pager.Facts.Name,
            $"The list of @{operation.Pager.Handle} is incomplete, because the command ended: {reason.WhatHappened}");
    }

    private void RemoveList(ListOperation operation)
    {
        _running.Remove(operation);
        operation.Dispose();
        _progress.RemoveList(operation);
    }

    private void CompleteUntilBelow(int count)
    {
        while (_running.Count >= count)
        {
            CompleteStep(TakeCompleted(_running));
        }
    }

    private static bool IsReady(ListOperation operation) => operation.Step.IsCompleted;
}
