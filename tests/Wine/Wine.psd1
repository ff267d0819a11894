# The programs and the scope of "build.ps1 test -Wine".
@{
    # NuGet computes the hash of a package that it installs. Another hash ends the task.
    Packages  = @(
        @{
            Id      = 'Microsoft.NETCore.App.Runtime.win-x64'
            Version = '10.0.12'
            Hash    = 'H3eh1w8Yevp6yO2+R3zbOPfwJ1vs2c/5PKa1ez7igGCF8EIycnzZr8gTjeVBAKjCPbyGuOdMSazLUnNqMsfTkw=='
        }
        @{
            Id      = 'Microsoft.WindowsDesktop.App.Runtime.win-x64'
            Version = '10.0.12'
            Hash    = 'VsVtDEmt6l3gyhSs1G6B2u5BJoW2a7p9S4Kllui9YZv8jEwnlfpxpcZm9U3Wuc29zvw7iQ7bwddsc36KvGtwwg=='
        }
        @{
            Id      = 'PowerShell'
            Version = '7.6.9'
            Hash    = 'Mbe0ZL/+PD3apnlrNzTDwtAYNXTeYs/fdWpEYVmFYPEmCy8N42NMwiBg2Bh//OCoAUu2L7AXxWZKiY+2JFtSuQ=='
        }
    )

    # Seconds for each test file. A file that takes longer is reported and ended.
    TimeLimit = 600

    # Test files that are left out.
    Excluded  = @(
        @{
            File   = 'Leak.Tests.ps1'
            Reason = 'in 600 s under Wine, 30 of its 151 tests had run'
        }
    )
}
