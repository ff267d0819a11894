using System.Management.Automation;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Sessions;
using TikTokFollowing.SandboxServer;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Changes the day, the latency or the faults of the running sandbox. Its address, its other settings and its counters
/// stay.
/// </summary>
[Cmdlet(VerbsCommon.Set, "TikTokFollowingSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(Sandbox))]
public sealed class SetTikTokFollowingSandboxCommand : SandboxCmdletBase
{
    /// <summary>Returns the sandbox.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFault(nameof(FaultEvery));
        if (!GetSettings().Any())
        {
            throw new PSArgumentException("No setting was specified. Add -Day, -LatencyMilliseconds or -Fault.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => this.TryOrEnd(() =>
    {
        Uri address = RunningSandbox.UseIn(Session.Current) ?? throw RunningSandbox.NotStarted();
        if (!ShouldProcess($"the sandbox at {address}", $"Set {string.Join(", ", GetSettings())}"))
        {
            return;
        }

        Sandbox changed = RunningSandbox.Change(address, Change) ?? throw RunningSandbox.Stopped(address);
        if (PassThru)
        {
            WriteObject(changed);
        }
    });

    private SandboxOptions Change(SandboxOptions options)
    {
        SandboxOptions changed = options with
        {
            Day = this.IsGiven(nameof(Day)) ? Day : options.Day,
            LatencyMilliseconds = this.IsGiven(nameof(LatencyMilliseconds))
                ? LatencyMilliseconds
                : options.LatencyMilliseconds,
        };
        return this.IsGiven(nameof(Fault)) ? WithFaults(changed) : changed;
    }

    private IEnumerable<string> GetSettings() => new[]
    {
        this.IsGiven(nameof(Day)) ? $"day {Day}" : null,
        this.IsGiven(nameof(LatencyMilliseconds)) ? $"latency {LatencyMilliseconds} ms" : null,
        this.IsGiven(nameof(Fault))
            ? $"faults {(Fault.Length == 0 ? nameof(SandboxFault.None) : string.Join(" and ", Fault))}"
            : null,
    }.OfType<string>();
}
