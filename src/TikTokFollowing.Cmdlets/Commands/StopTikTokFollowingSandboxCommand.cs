using System.Management.Automation;
using TikTokFollowing.Cmdlets.Pipeline;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Stops the sandbox; requests go to the providers again. Writes what it counted.</summary>
[Cmdlet(VerbsLifecycle.Stop, "TikTokFollowingSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(Sandbox))]
public sealed class StopTikTokFollowingSandboxCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (RunningSandbox.Current is not Sandbox running)
        {
            WriteWarning("No sandbox is running.");
            return;
        }
        if (ShouldProcess($"the sandbox at {running.BaseUri}", "Stop") && RunningSandbox.Stop() is Sandbox stopped) { WriteObject(stopped); }
    }
}
