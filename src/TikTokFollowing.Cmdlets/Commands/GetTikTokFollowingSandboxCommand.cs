using System.Management.Automation;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Gets the running sandbox with its day, settings and counters; no output if none is running.</summary>
[Cmdlet(VerbsCommon.Get, "TikTokFollowingSandbox")]
[OutputType(typeof(Sandbox))]
public sealed class GetTikTokFollowingSandboxCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (RunningSandbox.Current is { IsRunning: true } running)
        {
            WriteObject(running);
        }
    }
}
