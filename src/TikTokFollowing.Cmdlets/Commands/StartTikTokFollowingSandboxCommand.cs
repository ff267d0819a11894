using System.Management.Automation;
using System.Net.Sockets;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Sessions;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Starts a local server that imitates every provider, and sends all requests of this session to it. It needs no
/// key and no credits, and produces faults on request.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "TikTokFollowingSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(Sandbox))]
public sealed class StartTikTokFollowingSandboxCommand : SandboxCmdletBase
{
    /// <summary>Specifies the number of accounts of each list on day 0. Default: 90.</summary>
    [Parameter]
    [ValidateRange(0, 1000000)]
    public int FollowingCount { get; set; } = 90;

    /// <summary>Specifies the number of accounts on a page if the request does not state one. Default: 20.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int PageSize { get; set; } = 20;

    /// <summary>Specifies the port to listen on, on this machine only. Default: any free port.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess("all providers of this session", "Send requests to a local sandbox"))
        {
            return;
        }

        Sandbox? previous = RunningSandbox.Current;
        try
        {
            SandboxOptions options = new()
            {
                Day = Day,
                FollowingCount = FollowingCount,
                PageSize = PageSize,
                LatencyMilliseconds = LatencyMilliseconds,
                Port = Port,
            };
            Sandbox started = RunningSandbox.Start(WithFaults(options), Session.Current);
            if (previous is not null)
            {
                WriteVerbose($"Stopped the previous sandbox at {previous.BaseUri}.");
            }

            WriteObject(started);
        }
        catch (SocketException e)
        {
            if (previous is { IsRunning: false })
            {
                WriteWarning($"The sandbox at {previous.BaseUri} was stopped, because the new one needs its port.");
            }

            ThrowTerminatingError(ErrorRecords.PortUnavailable(e, Port));
        }
    }
}
