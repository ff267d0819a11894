using System.Management.Automation;
using System.Net.Sockets;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Pipeline;
using TikTokFollowing.StandIn;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Starts a local stand-in for every provider and makes it the address of all of them in this session: no key, no credits, faults on demand.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "TikTokFollowingSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(Sandbox))]
public sealed class StartTikTokFollowingSandboxCommand : PSCmdlet
{
    /// <summary>How many accounts each list has. Default 90.</summary>
    [Parameter]
    [ValidateRange(0, 1000000)]
    public int FollowingCount { get; set; } = 90;

    /// <summary>How many accounts a page has, where the request does not say. Default 20.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int PageSize { get; set; } = 20;

    /// <summary>How long to hold each answer back. Default 0.</summary>
    [Parameter]
    [ValidateRange(0, 600000)]
    public int LatencyMilliseconds { get; set; }

    /// <summary>What goes wrong. Default: nothing.</summary>
    [Parameter]
    public SandboxFault Fault { get; set; } = SandboxFault.None;

    /// <summary>At which requests it goes wrong: every so many, counted from the start; 1 is all of them. Default 3.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int FaultEvery { get; set; } = 3;

    /// <summary>The port to listen on, on this machine only. Default: any free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess("every provider in this session", "Answer from a local sandbox")) { return; }
        if (RunningSandbox.Current is Sandbox earlier) { WriteVerbose($"The sandbox at {earlier.BaseUri} is stopped first."); }
        try
        {
            WriteObject(RunningSandbox.Start(new SandboxOptions
            {
                FollowingCount = FollowingCount,
                PageSize = PageSize,
                LatencyMilliseconds = LatencyMilliseconds,
                Fault = Fault,
                FaultEvery = FaultEvery,
                Port = Port,
            }));
        }
        catch (SocketException e)
        {
            ThrowTerminatingError(ErrorRecords.PortUnavailable(e, Port));
        }
    }
}
