using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net.Sockets;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Sessions;
using TikTokFollowing.SandboxServer;

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

    /// <summary>What goes wrong; several take turns. Default: nothing.</summary>
    [Parameter]
    [ValidateNotNull]
    public SandboxFault[] Fault { get; set; } = [];

    /// <summary>At which requests it goes wrong: every so many, counted from the start; 1 is all of them. Default 3, unless -FaultPage or -FaultProbability says when.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int FaultEvery { get; set; } = 3;

    /// <summary>
    /// At which pages of each list it goes wrong, counted from 1 in the order in which they are asked for. Once in each list, so that asking again helps. With several faults, the
    /// first goes to the first of these pages, the second to the second, and around; where there are more faults than pages, a page gives several of them one after the other.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    public int[] FaultPage { get; set; } = [];

    /// <summary>How likely each request is to go wrong, from 0 to 1. Drawn from -Seed.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double FaultProbability { get; set; }

    /// <summary>For -FaultProbability: the same seed makes the same row of requests go wrong in the same ways. Default 0.</summary>
    [Parameter]
    public int Seed { get; set; }

    /// <summary>The port to listen on, on this machine only. Default: any free one.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        List<string> when = [.. new[] { nameof(FaultEvery), nameof(FaultPage), nameof(FaultProbability) }.Where(IsGiven)];
        if (when.Count > 1) { throw new PSArgumentException($"-{string.Join(" and -", when)} cannot be combined: each says when something goes wrong. Leave out all but one."); }
        if (!IsGiven(nameof(Fault)) && when.Any(name => name != nameof(FaultEvery)))
        {
            throw new PSArgumentException($"-{when[0]} says when something goes wrong, but not what: add -Fault, for example -Fault {nameof(SandboxFault.ServerError)}.");
        }
        if (IsGiven(nameof(Seed)) && !IsGiven(nameof(FaultProbability)))
        {
            throw new PSArgumentException("-Seed is what -FaultProbability draws from: give both, for example -FaultProbability 0.2. Without it nothing is left to chance.");
        }
    }

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
                FaultEvery = FaultPage.Length > 0 || IsGiven(nameof(FaultProbability)) ? 0 : FaultEvery,
                FaultPage = FaultPage,
                FaultProbability = IsGiven(nameof(FaultProbability)) ? FaultProbability : null,
                Seed = Seed,
                Port = Port,
            }, Session.Current));
        }
        catch (SocketException e)
        {
            ThrowTerminatingError(ErrorRecords.PortUnavailable(e, Port));
        }
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
