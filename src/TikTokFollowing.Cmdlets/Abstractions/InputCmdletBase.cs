using System.Management.Automation;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Provides the base class for cmdlets that process lists of the input and send no request.</summary>
public abstract class InputCmdletBase : AsyncCmdlet
{
    /// <summary>
    /// Runs an action that can be stopped. A failure ends the command, because a partial result would be wrong.
    /// </summary>
    private protected void Run(Action action) => this.TryOrEnd(() =>
    {
        try
        {
            action();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            // PowerShell expects this exception, and shows no error for it.
            throw new PipelineStoppedException();
        }
    });
}
