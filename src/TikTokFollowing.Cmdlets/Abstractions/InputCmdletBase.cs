using System;
using System.Management.Automation;
using System.Threading;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Provides the base class for cmdlets that process lists of the input and send no request.</summary>
public abstract class InputCmdletBase : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Gets a token that is cancelled when the command is stopped.</summary>
    private protected CancellationToken StopToken => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the resources of the cmdlet.</summary>
    /// <param name="disposing">True if <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stopping.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet has already ended.
        }
    }

    /// <summary>
    /// Runs an action that can be stopped. A failure ends the command, because a partial result would be wrong.
    /// </summary>
    private protected void Run(Action action)
    {
        try
        {
            action();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // PowerShell expects this exception, and shows no error for it.
            throw new PipelineStoppedException();
        }
        catch (FollowingException e)
        {
            ThrowTerminatingError(e.ToErrorRecord(new ResumePoint()));
        }
    }
}
