using System.Management.Automation;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.Cmdlets.Abstractions;

/// <summary>Provides the base class for cmdlets that set the day, the latency and the faults of the sandbox.</summary>
public abstract class SandboxCmdletBase : PSCmdlet
{
    /// <summary>
    /// Specifies the number of days that have passed in the sandbox. Each day adds a few follows, unfollows, renames
    /// and profile changes to each list. Default: 0.
    /// </summary>
    [Parameter]
    [ValidateRange(0, ListTimeline.MaxDay)]
    public int Day { get; set; }

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

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        string[] schedules = [nameof(FaultEvery), nameof(FaultPage), nameof(FaultProbability)];
        string[] given = [.. schedules.Where(this.IsGiven)];
        if (given.Length > 1)
        {
            throw new PSArgumentException(
                $"-{string.Join(" and -", given)} cannot be combined: each specifies when a fault occurs. "
                + "Use only one of them.");
        }

        RequireFault(nameof(FaultPage), nameof(FaultProbability));
        if (this.IsGiven(nameof(Seed)) && !this.IsGiven(nameof(FaultProbability)))
        {
            throw new PSArgumentException(
                "-Seed has no effect without -FaultProbability. Add it, for example -FaultProbability 0.2.");
        }
    }

    /// <summary>Rejects a schedule of faults without a fault.</summary>
    private protected void RequireFault(params string[] schedules)
    {
        if (!this.IsGiven(nameof(Fault)) && schedules.FirstOrDefault(this.IsGiven) is string schedule)
        {
            throw new PSArgumentException(
                $"-{schedule} specifies when a fault occurs, but not which one. Add -Fault, for example "
                + $"-Fault {nameof(SandboxFault.ServerError)}.");
        }
    }

    /// <summary>Returns the options with the faults and the schedule of the command.</summary>
    private protected SandboxOptions WithFaults(SandboxOptions options) => options with
    {
        Fault = Fault,
        FaultEvery = FaultPage.Length > 0 || this.IsGiven(nameof(FaultProbability)) ? 0 : FaultEvery,
        FaultPage = FaultPage,
        FaultProbability = this.IsGiven(nameof(FaultProbability)) ? FaultProbability : null,
        Seed = Seed,
    };
}
