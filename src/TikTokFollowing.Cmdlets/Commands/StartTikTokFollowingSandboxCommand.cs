using System.Linq;
using System.Management.Automation;
using System.Net.Sockets;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Sessions;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Starts a local server that stands in for every provider, and sends all requests of this session to it. It needs no
/// key and no credits, and produces faults on request.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "TikTokFollowingSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(Sandbox))]
public sealed class StartTikTokFollowingSandboxCommand : PSCmdlet
{
    /// <summary>Specifies the number of accounts of each list. Default: 90.</summary>
    [Parameter]
    [ValidateRange(0, 1000000)]
    public int FollowingCount { get; set; } = 90;

    /// <summary>Specifies the number of accounts on a page if the request does not state one. Default: 20.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int PageSize { get; set; } = 20;

    /// <summary>Specifies how long each response is delayed, in milliseconds. Default: 0.</summary>
    [Parameter]
    [ValidateRange(0, 600000)]
    public int LatencyMilliseconds { get; set; }

    /// <summary>Specifies the faults to inject. Several faults take turns. Default: none.</summary>
    [Parameter]
    [ValidateNotNull]
    public SandboxFault[] Fault { get; set; } = [];

    /// <summary>
    /// Specifies the interval of faulty requests: 1 is every request, 3 is every third one. Default: 3, unless
    /// -FaultPage or -FaultProbability is used.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int FaultEvery { get; set; } = 3;

    /// <summary>
    /// Specifies the faulty pages of each list, counted from 1 in the order of their first request. Each fault occurs
    /// once in each list, so that a retry succeeds. Several faults are assigned to the pages in turn. If there are more
    /// faults than pages, a page has several of them in sequence.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    public int[] FaultPage { get; set; } = [];

    /// <summary>Specifies the probability of a fault for each request, from 0 to 1. It is drawn from -Seed.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double FaultProbability { get; set; }

    /// <summary>
    /// Specifies the seed of -FaultProbability. The same seed produces the same faults for the same sequence of
    /// requests. Default: 0.
    /// </summary>
    [Parameter]
    public int Seed { get; set; }

    /// <summary>Specifies the port to listen on, on this machine only. Default: any free port.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        string[] schedules = [nameof(FaultEvery), nameof(FaultPage), nameof(FaultProbability)];
        string[] given = [.. schedules.Where(IsGiven)];
        if (given.Length > 1)
        {
            throw new PSArgumentException(
                $"-{string.Join(" and -", given)} cannot be combined: each specifies when a fault occurs. "
                + "Use only one of them.");
        }

        if (!IsGiven(nameof(Fault)) && given.Any(name => name != nameof(FaultEvery)))
        {
            throw new PSArgumentException(
                $"-{given[0]} specifies when a fault occurs, but not which one. Add -Fault, for example "
                + $"-Fault {nameof(SandboxFault.ServerError)}.");
        }

        if (IsGiven(nameof(Seed)) && !IsGiven(nameof(FaultProbability)))
        {
            throw new PSArgumentException(
                "-Seed has no effect without -FaultProbability. Add it, for example -FaultProbability 0.2.");
        }
    }

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
            Sandbox started = RunningSandbox.Start(CreateOptions(), Session.Current);
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

    private SandboxOptions CreateOptions() => new()
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
    };

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
