BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    # An endless list. Only a loop that checks for a stop can end it.
    if (-not ('TikTokFollowingTests.EndlessList' -as [type])) {
        Add-Type -TypeDefinition @'
using System.Collections;
using System.Threading;

namespace TikTokFollowingTests
{
    public sealed class EndlessList : IEnumerable
    {
        public readonly ManualResetEvent IsReading = new ManualResetEvent(false);

        public IEnumerator GetEnumerator()
        {
            for (int i = 0; ; i++)
            {
                if (i == 100) { IsReading.Set(); }
                yield return null;
            }
        }
    }
}
'@
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Stopping within one input' {
    It '<Name> stops' -ForEach @(
        @{ Name = 'Compare-TikTokFollowing, earlier list'
            Script = 'param($list) Compare-TikTokFollowing -ReferenceObject (, $list) -DifferenceObject $null' }
        @{ Name = 'Compare-TikTokFollowing, later list'
            Script = 'param($list) Compare-TikTokFollowing -ReferenceObject $null -DifferenceObject (, $list)' }
        @{ Name = 'Export-TikTokFollowingReport'
            Script = 'param($list, $path) Export-TikTokFollowingReport $path -InputObject (, $list)' }
        @{ Name = 'Group-TikTokFollowing'; Script = 'param($list) Group-TikTokFollowing -InputObject (, $list)' }
        @{ Name = 'Measure-TikTokFollowingOverlap'
            Script = 'param($list) Measure-TikTokFollowingOverlap -InputObject (, $list)' }
        @{ Name = 'Export-TikTokFollowingGraph'
            Script = 'param($list, $path) Export-TikTokFollowingGraph "$path.gexf" -InputObject (, $list)' }
    ) {
        $list = [TikTokFollowingTests.EndlessList]::new()
        $shell = (New-TestPowerShell $Script).AddArgument($list).AddArgument("$TestDrive/stopped.html")
        $run = $shell.BeginInvoke()
        $list.IsReading.WaitOne(60000) | Should -BeTrue
        $stop = $shell.BeginStop($null, $null)
        $stop.AsyncWaitHandle.WaitOne(60000) | Should -BeTrue
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $shell.Streams.Error | Should -BeNullOrEmpty
        Test-Path "$TestDrive/stopped.html*" | Should -BeFalse
        $shell.Dispose()
    }
}
