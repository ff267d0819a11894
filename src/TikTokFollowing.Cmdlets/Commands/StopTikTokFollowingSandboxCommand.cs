using System.Management.Automation;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>Stops the sandbox and returns its counters. Later requests are sent to the providers.</summary>
[Cmdlet(VerbsLifecycle.Stop, "TikTokFollowingSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(Sandbox))]
public sealed class StopTikTokFollowingSandboxCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Session session = Session.Current;
        if (RunningSandbox.Current is Sandbox running)
        {
            if (ShouldProcess($"the sandbox at {running.BaseUri}", "Stop")
                && RunningSandbox.Stop(session) is Sandbox stopped)
            {
                WriteObject(stopped);
            }
        }
        else if (RunningSandbox.EndedFor(session) is not Uri ended)
        {
            WriteWarning("No sandbox is running.");
        }
        else if (ShouldProcess($"the sandbox at {ended}, which has ended", "Use the providers again"))
        {
            RunningSandbox.Stop(session);
            WriteWarning(
                $"The sandbox at {ended} had ended already. Requests of this session are sent to the providers again.");
        }
    }
}
