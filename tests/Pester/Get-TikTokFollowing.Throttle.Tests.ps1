# Lists that are read concurrently: pages on demand, order, progress, stops and runspaces.
BeforeDiscovery {
    $isOld = $PSVersionTable.PSVersion.Major -lt 7
    $parallel = if ($isOld) {
        ' (skipped: Windows PowerShell has no ForEach-Object -Parallel and no Start-ThreadJob)'
    } else { '' }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/ListServer.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowing -ThrottleLimit' {
    AfterEach {
        if ($server) { $server.Dispose() }
        $server = $null
        Reset-TestSession
    }

    It 'reads that many handles concurrently, and no more' {
        $server = New-Object TikTokFollowingTests.ListServer 2
        $server.Together = 3
        $call = New-Call $server
        $handles = 'a', 'b', 'c', 'd', 'e', 'f'
        $accounts = $handles | Get-TikTokFollowing -All -ThrottleLimit 3 @call
        Compare-List $accounts @{ a = 10; b = 10; c = 10; d = 10; e = 10; f = 10 } | Should -BeTrue
        $server.Requests.Count | Should -Be 12
        $server.MostOpen | Should -Be 3
    }

    It 'reads one handle at a time by default' {
        $server = New-Object TikTokFollowingTests.ListServer 2
        $call = New-Call $server
        $accounts = 'a', 'b' | Get-TikTokFollowing -All @call
        $server.MostOpen | Should -Be 1
        Compare-Sequence $server.Requests 'a:1', 'a:2', 'b:1', 'b:2' | Should -BeTrue
        Compare-Sequence $accounts.Handle ((Get-ServedName a 10) + (Get-ServedName b 10)) | Should -BeTrue
    }

    It 'rejects values outside 1 to 256 (<_>)' -ForEach 0, -1, 257 {
        { Get-TikTokFollowing a -ThrottleLimit $_ } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'reads the handles of one argument concurrently' {
        $server = New-Object TikTokFollowingTests.ListServer 1
        $server.Together = 3
        $call = New-Call $server
        Compare-List (Get-TikTokFollowing a, b, c -All -ThrottleLimit 256 @call) @{ a = 5; b = 5; c = 5 } |
            Should -BeTrue
    }

    It 'requests a page only after the previous one was written, also if the consumer stops' {
        $server = New-Object TikTokFollowingTests.ListServer 4
        $server.Together = 3
        $call = New-Call $server
        $accounts = @('a', 'b', 'c', 'd' | Get-TikTokFollowing -All -ThrottleLimit 3 @call | Select-Object -First 1)
        $accounts.Count | Should -Be 1
        Compare-Sequence ($server.Requests | Sort-Object) 'a:1', 'b:1', 'c:1' | Should -BeTrue
    }

    It 'interleaves the pages of several lists' {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $server.Together = 2
        $call = New-Call $server
        $accounts = @('a', 'b' | Get-TikTokFollowing -All -ThrottleLimit 2 @call)
        Compare-List $accounts @{ a = 15; b = 15 } | Should -BeTrue
        foreach ($page in 0..2) {
            $both = $accounts[($page * 10)..($page * 10 + 9)]
            Compare-Sequence ($both.Handle |
                Sort-Object) ((1..5 | ForEach-Object { "a_$($page * 5 + $_)"; "b_$($page * 5 + $_)" }) | Sort-Object) |
                    Should -BeTrue
            @($both[0..4].FollowedBy | Select-Object -Unique).Count |
                Should -Be 1 -Because 'a page is written in one piece'
        }
    }

    It 'returns the same accounts for the same requests as -ThrottleLimit 1 (<_>)' -ForEach 'DumplingAI',
        'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI' {
        $handles = 1..5 | ForEach-Object { "someone$_" }
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount 45
        $one = $handles | Get-TikTokFollowing -Provider $_ -All @Quiet
        $requests, $credits = $sandbox.Requests, $sandbox.Credits
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount 45
        $many = $handles | Get-TikTokFollowing -Provider $_ -All -ThrottleLimit 3 @Quiet
        $sandbox.Requests | Should -Be $requests
        $sandbox.Credits | Should -Be $credits
        foreach ($handle in $handles) {
            $own = $many | Where-Object FollowedBy -EQ $handle | Select-Object * -ExcludeProperty RetrievedAt
            ($own | ConvertTo-Json) |
                Should -BeExactly ($one | Where-Object FollowedBy -EQ $handle |
                    Select-Object * -ExcludeProperty RetrievedAt | ConvertTo-Json)
        }
        $many.Count | Should -Be $one.Count
    }

    It '-First applies to each list' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = 1..5 | ForEach-Object { "someone$_" } |
            Get-TikTokFollowing -Provider SociaVault -First 25 -ThrottleLimit 3 @Quiet
        @($accounts | Group-Object FollowedBy | ForEach-Object { $_.Count }) | Should -Be 25, 25, 25, 25, 25
        $sandbox.Requests | Should -Be 10
    }

    It 'reads a duplicate handle once, during and after its list' {
        $server = New-Object TikTokFollowingTests.ListServer 1
        $call = New-Call $server
        $call.WarningAction = 'Continue'
        $run = Invoke-Captured {
            'a', 'A', 'b', 'https://www.tiktok.com/@a' | Get-TikTokFollowing -All -ThrottleLimit 2 @call
        }
        Compare-List $run.Output @{ a = 5; b = 5 } | Should -BeTrue
        $server.Requests.Count | Should -Be 2
        @($run.Warnings -match 'is fetched only once').Count | Should -Be 2
    }

    It 'writes results while the next handle is awaited' {
        $server = New-Object TikTokFollowingTests.ListServer 1
        $call = New-Call $server
        $seen = New-Object System.Collections.ArrayList
        $sent = New-Object System.Collections.ArrayList
        & {
            foreach ($i in 1..200) {
                $null = $sent.Add($i)
                "a$i"
                if ($seen.Count) { break }
                [System.Threading.Thread]::Sleep(10)
            }
        } | Get-TikTokFollowing -All -ThrottleLimit 256 @call | ForEach-Object { $null = $seen.Add($_) }
        $sent.Count | Should -BeLessThan 200 -Because 'the first list is there long before 200 are'
        $seen.Count | Should -Be ($sent.Count * 5)
    }

    Context 'Stop' {
        It 'Stop() ends all lists within a second, without an error' {
            $sandbox = Start-TikTokFollowingSandbox -LatencyMilliseconds 30000
            $shell = New-TestPowerShell ('1..9 | ForEach-Object { "someone$_" } | ' +
                'Get-TikTokFollowing -All -Provider SociaVault -ThrottleLimit 5')
            try {
                $running = $shell.BeginInvoke()
                Wait-Until { $sandbox.Requests -eq 5 }
                $watch = [System.Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                $watch.Elapsed.TotalSeconds | Should -BeLessThan 1
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
                $shell.Streams.Error.Count | Should -Be 0
                { $shell.EndInvoke($running) } | Should -Throw
                $sandbox.Requests | Should -Be 5
            }
            finally { $shell.Dispose() }
        }
    }

    Context 'progress' {
        It 'has one record for each list below one for all lists, and is completed (<Name>)' -ForEach @(
            @{ Name = 'at the end'; Fault = @{}; Script = '{0} | Get-TikTokFollowing -All {1}' }
            @{ Name = 'when one fails'; Fault = @{ Fault = 'Html'; FaultEvery = 4 }
                Script = '{0} | Get-TikTokFollowing -All {1}' }
            @{ Name = 'when the command fails'; Fault = @{ Fault = 'NoCredits'; FaultEvery = 7 }
                Script = 'try {{ {0} | Get-TikTokFollowing -All {1} }} catch {{ "$_" }}' }
            @{ Name = 'with -ErrorAction Stop'; Fault = @{ Fault = 'Html'; FaultEvery = 5 }
                Script = 'try {{ {0} | Get-TikTokFollowing -All {1} -ErrorAction Stop }} catch {{ "$_" }}' }
            @{ Name = 'when the consumer stops'; Fault = @{}
                Script = '{0} | Get-TikTokFollowing -All {1} | Select-Object -First 70' }
        ) {
            $null = Start-TikTokFollowingSandbox @Fault
            $shell = New-TestPowerShell ($Script -f "'one', 'two', 'three', 'four'",
                '-Provider SociaVault -ThrottleLimit 3 -MaximumRetryCount 0 -WarningAction SilentlyContinue')
            try {
                $null = $shell.Invoke()
                $records = @($shell.Streams.Progress)
                $activities = @($records | Group-Object ActivityId)
                $activities.Count | Should -BeGreaterThan 2
                foreach ($activity in $activities) {
                    "$($activity.Name) $($activity.Group[-1].RecordType)" | Should -Be "$($activity.Name) Completed"
                }
                $all = @($records | Where-Object { $_.RecordType -eq 'Processing' -and $_.ParentActivityId -lt 0 })
                @($all.ActivityId | Select-Object -Unique).Count | Should -Be 1
                $all[-1].StatusDescription | Should -Match ' accounts, .* credits?; .* in progress'
                $children = @($records | Where-Object { $_.RecordType -eq 'Processing' -and $_.ParentActivityId -ge 0 })
                @($children.ParentActivityId | Select-Object -Unique) | Should -Be $all[0].ActivityId
                @($children.ActivityId | Select-Object -Unique).Count |
                    Should -Be 3 -Because 'no more are read at the same time'
            }
            finally { $shell.Dispose() }
        }
    }

    Context "several runspaces$parallel" {
        It 'ForEach-Object -Parallel returns whole lists over shared connections' -Skip:$isOld {
            $server = New-Object TikTokFollowingTests.ListServer 6
            $call = New-Call $server
            $accounts = 1..6 | ForEach-Object -ThrottleLimit 3 -Parallel {
                Import-Module $using:ModulePath
                $call = $using:call
                "x$_", "y$_" | Get-TikTokFollowing -All -ThrottleLimit 2 @call
            }
            $expected = @{}
            1..6 | ForEach-Object { $expected["x$_"] = 30; $expected["y$_"] = 30 }
            Compare-List $accounts $expected | Should -BeTrue
            $server.Requests.Count | Should -Be 72
            $server.Connections |
                Should -BeLessOrEqual 12 -Because 'at most six lists are read at a time, and connections are reused'
        }

        It 'Start-ThreadJob shares the rate limit with other jobs' -Skip:$isOld {
            $server = New-Object TikTokFollowingTests.ListServer 2
            $server.Respond('a:1', 200, "X-RateLimit-Remaining: 0`r`nX-RateLimit-Reset: 3600`r`n", [NullString]::Value)
            $call = New-Call $server
            $one = Start-ThreadJob { Import-Module $using:ModulePath; $call = $using:call
                Get-TikTokFollowing a -First 5 @call } | Receive-Job -Wait -AutoRemoveJob
            $one.Count | Should -Be 5
            $errorIds = Start-ThreadJob {
                Import-Module $using:ModulePath
                $call = $using:call
                'b', 'c' |
                    Get-TikTokFollowing -All -ThrottleLimit 2 -ErrorAction SilentlyContinue -ErrorVariable failed @call
                $failed.FullyQualifiedErrorId
            } | Receive-Job -Wait -AutoRemoveJob
            $errorIds | Should -Be 'RateLimited,TikTokFollowing.Cmdlets.Commands.GetTikTokFollowingCommand',
                'RateLimited,TikTokFollowing.Cmdlets.Commands.GetTikTokFollowingCommand'
            Compare-Sequence $server.Requests 'a:1' | Should -BeTrue
        }
    }
}
