using System.Diagnostics;
using System.Management.Automation;
using Xunit;

namespace TikTokFollowing.InProcess.Tests;

/// <summary>Tests the end of a command: after the list, after an error, and after Ctrl-C.</summary>
public sealed class StopTests : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Stop_cancels_a_request_within_a_second_without_an_error()
    {
        PSObject sandbox = _session.StartSandbox("-Fault Timeout -FaultEvery 1");
        using PowerShell shell = _session.Script("Get-TikTokFollowing someone -Provider SociaVault -All");
        IAsyncResult run = shell.BeginInvoke();
        Assert.True(SpinWait.SpinUntil(() => sandbox.Get<long>("Requests") > 0, s_timeout));

        Stopwatch clock = Stopwatch.StartNew();
        shell.Stop();
        clock.Stop();

        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(run));
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Empty(shell.Streams.Error);
        Assert.Equal(1, sandbox.Get<long>("Requests"));
    }

    [Theory]
    [InlineData("", "Get-TikTokFollowing someone -Provider SociaVault -All")]
    [InlineData("", "Get-TikTokFollowing someone -Provider SociaVault -All | Select-Object -First 25")]
    [InlineData("-Fault Html -FaultPage 2", "Get-TikTokFollowing someone -Provider SociaVault -All")]
    [InlineData(
        "-Fault NoCredits -FaultPage 2", "try { Get-TikTokFollowing someone -Provider SociaVault -All } catch { }")]
    public void Progress_is_completed_however_the_command_ends(string sandbox, string command)
    {
        _session.StartSandbox(sandbox);
        using PowerShell shell = _session.Script("$WarningPreference = 'SilentlyContinue'\n" + command);
        shell.Invoke();

        ILookup<int, ProgressRecord> activities = shell.Streams.Progress.ToLookup(static record => record.ActivityId);
        Assert.NotEmpty(activities);
        Assert.All(activities, static records => Assert.Equal(ProgressRecordType.Completed, records.Last().RecordType));
        Assert.Contains(shell.Streams.Progress, static record => record.RecordType == ProgressRecordType.Processing);
    }
}
