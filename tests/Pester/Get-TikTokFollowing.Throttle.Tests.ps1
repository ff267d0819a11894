# -ThrottleLimit: several lists at a time, each by demand; failures, budgets, journals, limits and progress over all of them.
BeforeDiscovery {
    $isOld = $PSVersionTable.PSVersion.Major -lt 7
    $parallel = if ($isOld) { ' (skipped: Windows PowerShell has no ForEach-Object -Parallel and no Start-ThreadJob)' } else { '' }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/ListServer.ps1"
    $environment = Clear-TestEnvironment

    # What every call to a list server says. A request that waits for another one that never comes is an error after this time-out.
    function New-Call($Server) {
        @{ Provider = 'ScrapeCreators'; BaseUri = $Server.BaseUri; ApiKey = ConvertTo-Key 'k-throttle-1234567890'; TimeoutSec = 20; MaximumRetryCount = 0; RetryIntervalSec = 0; WarningAction = 'SilentlyContinue' }
    }

    # $true if each handle's accounts are these many of its list, in order; throws where not.
    function Compare-List($Account, [hashtable] $Count) {
        foreach ($name in $Count.Keys) {
            $own = @($Account | Where-Object FollowedBy -EQ $name)
            if ($Count[$name] -eq 0) { if ($own.Count) { throw "there are $($own.Count) of $name" } else { continue } }
            $null = Compare-Sequence $own.Handle (Get-ServedName $name $Count[$name])
            $null = Compare-Sequence $own.Position (1..$Count[$name])
        }
        $sum = ($Count.Values | Measure-Object -Sum).Sum
        if (@($Account).Count -ne $sum) { throw "there are $(@($Account).Count) and not $sum" }
        $true
    }

    # A command in a PowerShell of its own, so that the test can act while it runs.
    function Start-Call([string] $Script, $Server) {
        $shell = New-TestPowerShell "param(`$Call, `$Ended) `$ErrorActionPreference = 'Continue'; try { $Script } catch { `$null = `$Ended.Add(`$_) }"
        $ended = New-Object System.Collections.ArrayList
        $null = $shell.AddParameter('Call', (New-Call $Server)).AddParameter('Ended', $ended)
        $output = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
        $none = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
        $none.Complete()
        [pscustomobject] @{ Shell = $shell; Output = $output; Ended = $ended; Run = $shell.BeginInvoke($none, $output) }
    }

    # Waits for its end; the error that ended it, if one did.
    function Wait-Call($Call) {
        Wait-Until { $Call.Run.IsCompleted }
        $null = $Call.Shell.EndInvoke($Call.Run)
        $Call.Ended
    }
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

    It 'reads that many handles at the same time, and no more' {
        $server = New-Object TikTokFollowingTests.ListServer 2
        $server.Together = 3
        $call = New-Call $server
        $handles = 'a', 'b', 'c', 'd', 'e', 'f'
        $accounts = $handles | Get-TikTokFollowing -All -ThrottleLimit 3 @call
        Compare-List $accounts @{ a = 10; b = 10; c = 10; d = 10; e = 10; f = 10 } | Should -BeTrue
        $server.Requests.Count | Should -Be 12
        $server.MostOpen | Should -Be 3
    }

    It 'reads one at a time without it' {
        $server = New-Object TikTokFollowingTests.ListServer 2
        $call = New-Call $server
        $accounts = 'a', 'b' | Get-TikTokFollowing -All @call
        $server.MostOpen | Should -Be 1
        Compare-Sequence $server.Requests 'a:1', 'a:2', 'b:1', 'b:2' | Should -BeTrue
        Compare-Sequence $accounts.Handle ((Get-ServedName a 10) + (Get-ServedName b 10)) | Should -BeTrue
    }

    It 'takes 1 to 256 (<_>)' -ForEach 0, -1, 257 {
        { Get-TikTokFollowing a -ThrottleLimit $_ } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'reads handles of one argument at the same time too' {
        $server = New-Object TikTokFollowingTests.ListServer 1
        $server.Together = 3
        $call = New-Call $server
        Compare-List (Get-TikTokFollowing a, b, c -All -ThrottleLimit 256 @call) @{ a = 5; b = 5; c = 5 } | Should -BeTrue
    }

    It 'asks for a page when the one before is written: none beyond the first when the consumer stops' {
        $server = New-Object TikTokFollowingTests.ListServer 4
        $server.Together = 3
        $call = New-Call $server
        $accounts = @('a', 'b', 'c', 'd' | Get-TikTokFollowing -All -ThrottleLimit 3 @call | Select-Object -First 1)
        $accounts.Count | Should -Be 1
        Compare-Sequence ($server.Requests | Sort-Object) 'a:1', 'b:1', 'c:1' | Should -BeTrue
    }

    It 'interleaves by page' {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $server.Together = 2
        $call = New-Call $server
        $accounts = @('a', 'b' | Get-TikTokFollowing -All -ThrottleLimit 2 @call)
        Compare-List $accounts @{ a = 15; b = 15 } | Should -BeTrue
        foreach ($page in 0..2) {
            $both = $accounts[($page * 10)..($page * 10 + 9)]
            Compare-Sequence ($both.Handle | Sort-Object) ((1..5 | ForEach-Object { "a_$($page * 5 + $_)"; "b_$($page * 5 + $_)" }) | Sort-Object) | Should -BeTrue
            @($both[0..4].FollowedBy | Select-Object -Unique).Count | Should -Be 1 -Because 'a page is written in one piece'
        }
    }

    It 'gives what -ThrottleLimit 1 gives, and asks for as much (<_>)' -ForEach 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI' {
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
            ($own | ConvertTo-Json) | Should -BeExactly ($one | Where-Object FollowedBy -EQ $handle | Select-Object * -ExcludeProperty RetrievedAt | ConvertTo-Json)
        }
        $many.Count | Should -Be $one.Count
    }

    It '-First is for each of them' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = 1..5 | ForEach-Object { "someone$_" } | Get-TikTokFollowing -Provider SociaVault -First 25 -ThrottleLimit 3 @Quiet
        @($accounts | Group-Object FollowedBy | ForEach-Object { $_.Count }) | Should -Be 25, 25, 25, 25, 25
        $sandbox.Requests | Should -Be 10
    }

    It 'reads a handle that comes twice once, while it is being read and after' {
        $server = New-Object TikTokFollowingTests.ListServer 1
        $call = New-Call $server
        $call.WarningAction = 'Continue'
        $run = Invoke-Captured { 'a', 'A', 'b', 'https://www.tiktok.com/@a' | Get-TikTokFollowing -All -ThrottleLimit 2 @call }
        Compare-List $run.Output @{ a = 5; b = 5 } | Should -BeTrue
        $server.Requests.Count | Should -Be 2
        @($run.Warnings -match 'is not fetched again').Count | Should -Be 2
    }

    It 'writes what has come while handles come slowly' {
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

    Context 'one that fails' {
        It 'does not disturb the others, and is told with its target' {
            $sandbox = Start-TikTokFollowingSandbox
            $run = Invoke-Captured { 'one', 'missing', 'hidden', 'not a handle', 'private', 'two', 'empty' | Get-TikTokFollowing -Provider SociaVault -All -ThrottleLimit 4 }
            $run.Terminating | Should -BeNullOrEmpty
            $told = $run.Errors | ForEach-Object { "$($_.TargetObject.Handle) $($_.FullyQualifiedErrorId -replace ',.*')" } | Sort-Object
            Compare-Sequence $told ('hidden FollowingHidden', 'missing AccountNotFound', 'not a handle InvalidHandle', 'private AccountPrivate' | Sort-Object) | Should -BeTrue
            ($run.Output | Group-Object FollowedBy | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }) | Should -Be 'one 90', 'two 90'
            $sandbox.Requests | Should -Be 14 -Because 'two lists of five pages, and one request for each of the four others'
        }

        It 'in mid-list says where, and goes on from there' {
            $server = New-Object TikTokFollowingTests.ListServer 3
            $server.Answer('b:2', 500, '', '{}')
            $call = New-Call $server
            $run = Invoke-Captured { 'a', 'b', 'c' | Get-TikTokFollowing -All -ThrottleLimit 3 @call }
            Compare-List $run.Output @{ a = 15; b = 5; c = 15 } | Should -BeTrue
            $run.Errors.Count | Should -Be 1
            $target = $run.Errors[0].TargetObject
            $target.Handle | Should -Be 'b'
            $target.AccountsReturned | Should -Be 5
            $target.NextCursor | Should -Be '1699999000'
            Compare-Sequence ($target | Get-TikTokFollowing -All @call).Handle (Get-ServedName b 15)[5..14] | Should -BeTrue
        }

        It 'a slow one does not hold up the others' {
            $server = New-Object TikTokFollowingTests.ListServer 3
            $server.Hold('slow:1')
            $call = Start-Call "'slow', 'a', 'b', 'c' | Get-TikTokFollowing -All -ThrottleLimit 2 @Call" $server
            try {
                Wait-Until { $call.Output.Count -eq 45 }
                @($server.Waiting) | Should -Be 'slow:1'
                $server.Release('slow:1')
                Wait-Call $call | Should -BeNullOrEmpty
                Compare-List $call.Output @{ slow = 15; a = 15; b = 15; c = 15 } | Should -BeTrue
            }
            finally { $call.Shell.Dispose() }
        }
    }

    Context 'a failure that ends the command' {
        # All three have their second page under way when b's comes back as a failure.
        BeforeAll {
            function Invoke-EndingCall($Server, [string] $Script) {
                foreach ($name in 'a:2', 'b:2', 'c:2') { $Server.Hold($name) }
                $call = Start-Call $Script $Server
                try {
                    Wait-Until { $Server.Waiting.Count -eq 3 }
                    $Server.Release('b:2')
                    Wait-Until { $Server.Waiting.Count -eq 2 }
                    $Server.Release('a:2')
                    $Server.Release('c:2')
                    $terminating = Wait-Call $call
                    [pscustomobject] @{
                        Terminating = $terminating
                        Errors      = @($call.Shell.Streams.Error | Where-Object { -not $terminating -or $_.Exception -ne $terminating.Exception })
                        Warnings    = @($call.Shell.Streams.Warning | ForEach-Object { $_.Message })
                        Progress    = @($call.Shell.Streams.Progress)
                        Output      = @($call.Output)
                    }
                }
                finally { $call.Shell.Dispose() }
            }
        }

        It 'what the others have asked for is written, each says where it stopped, and going on buys nothing twice (<Id>)' -ForEach @(
            @{ Id = 'AuthenticationFailed'; Status = 401 }
            @{ Id = 'CreditsExhausted'; Status = 402 }
        ) {
            $server = New-Object TikTokFollowingTests.ListServer 4
            $server.Answer('b:2', $Status, '', '{}')
            $run = Invoke-EndingCall $server "'a', 'b', 'c', 'd' | Get-TikTokFollowing -All -ThrottleLimit 3 @Call"
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $run.Terminating.TargetObject.Handle | Should -Be 'b'
            $run.Errors.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            ($run.Errors.TargetObject.Handle | Sort-Object) | Should -Be 'a', 'c'
            @($run.Output | Where-Object FollowedBy -EQ 'b').Count | Should -Be 5
            $good = @($server.Requests).Count - 1
            $run.Output.Count | Should -Be (5 * $good) -Because 'every page that was bought is written'
            foreach ($one in $run.Errors) { $one.TargetObject.AccountsReturned | Should -Be @($run.Output | Where-Object FollowedBy -EQ $one.TargetObject.Handle).Count }

            $again = New-Call $server
            $rest = @($run.Terminating.TargetObject) + @($run.Errors.TargetObject) | Get-TikTokFollowing -All -ThrottleLimit 3 @again
            foreach ($name in 'a', 'b', 'c') {
                $own = @($run.Output) + @($rest) | Where-Object FollowedBy -EQ $name
                Compare-Sequence $own.Handle (Get-ServedName $name 20) | Should -BeTrue
            }
            $server.Requests.Count | Should -Be 13
            @($server.Requests | Select-Object -Unique).Count | Should -Be 12 -Because 'only b:2 was asked for twice, and the first time it was refused'
        }

        It 'where every error ends the command, the others are written too, and warnings say where they stopped (<Name>)' -ForEach @(
            @{ Name = '-ErrorAction Stop, 401'; Status = 401; Script = "'a', 'b', 'c', 'd' | Get-TikTokFollowing -All -ThrottleLimit 3 -ErrorAction Stop @Call"; Id = 'AuthenticationFailed' }
            @{ Name = '-ErrorAction Stop, 404'; Status = 404; Script = "'a', 'b', 'c', 'd' | Get-TikTokFollowing -All -ThrottleLimit 3 -ErrorAction Stop @Call"; Id = 'AccountNotFound' }
            @{ Name = '$ErrorActionPreference, 402'; Status = 402; Script = "`$ErrorActionPreference = 'Stop'; 'a', 'b', 'c', 'd' | Get-TikTokFollowing -All -ThrottleLimit 3 @Call"; Id = 'CreditsExhausted' }
        ) {
            $server = New-Object TikTokFollowingTests.ListServer 4
            $server.Answer('b:2', $Status, '', '{}')
            $run = Invoke-EndingCall $server "`$Call.WarningAction = 'Continue'; $Script"
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $run.Terminating.TargetObject.Handle | Should -Be 'b'
            $run.Output.Count | Should -Be (5 * ($server.Requests.Count - 1))
            $server.Requests | Should -Not -Contain 'd:1'
            $stopped = @($run.Warnings -match 'is incomplete, because the command ended')
            $stopped.Count | Should -Be 2
            foreach ($text in $stopped) {
                $found = [regex]::Match($text, '@([ac]) is incomplete.* To resume: .* -Cursor (\d+) -All$')
                $found.Success | Should -BeTrue -Because $text
                $name, $cursor = $found.Groups[1].Value, $found.Groups[2].Value
                $read = @($run.Output | Where-Object FollowedBy -EQ $name).Count
                $again = New-Call $server
                $rest = Get-TikTokFollowing $name -Cursor $cursor -All @again
                Compare-Sequence $rest.Handle (Get-ServedName $name 20)[$read..19] | Should -BeTrue
            }
        }

        It 'a list whose last page was under way is whole, and not told as stopped' {
            $server = New-Object TikTokFollowingTests.ListServer 1 # every list has one page
            $server.Answer('b:1', 401, '', '{}')
            $run = Invoke-Captured { $call = New-Call $server; 'a', 'b', 'c' | Get-TikTokFollowing -All -ThrottleLimit 3 @call }
            $run.Terminating.TargetObject.Handle | Should -Be 'b'
            $run.Errors | Should -HaveCount 0
            $run.Output.Count | Should -Be (5 * (@($server.Requests).Count - 1))
        }

        It 'what waits to be asked again is not sent any more, and the command does not wait for it' {
            $server = New-Object TikTokFollowingTests.ListServer 4
            $server.Answer('a:2', 500, '', '{}')
            $server.Answer('b:2', 401, '', '{}')
            $server.Hold('b:2')
            $call = Start-Call "`$Call.MaximumRetryCount = 3; `$Call.RetryIntervalSec = 600; 'a', 'b' | Get-TikTokFollowing -All -ThrottleLimit 2 -Verbose @Call" $server
            try {
                Wait-Until { @($call.Shell.Streams.Verbose) -match 'retrying in' }
                $server.Release('b:2')
                $terminating = Wait-Call $call
                $terminating.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
                Compare-List $call.Output @{ a = 5; b = 5 } | Should -BeTrue
                @($server.Requests -eq 'a:2').Count | Should -Be 1
                $stopped = @($call.Shell.Streams.Error | Where-Object { $_.TargetObject.Handle -eq 'a' })
                $stopped.TargetObject.NextCursor | Should -Be '1699999000'
            }
            finally { $call.Shell.Dispose() }
        }

        It 'a mistake in a later handle''s parameters does not lose what the earlier ones have bought' {
            $server = New-Object TikTokFollowingTests.ListServer 3
            $call = New-Call $server
            $call.Remove('Provider')
            $rows = @([pscustomobject] @{ Handle = 'a'; Provider = 'ScrapeCreators' }, [pscustomobject] @{ Handle = 'b'; Provider = 'Nobody' })
            $run = Invoke-Captured { $rows | Get-TikTokFollowing -All -ThrottleLimit 5 @call }
            $run.Terminating | Should -BeNullOrEmpty -Because 'a mistake in a row is that row''s'
            $run.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $run.Output.Count | Should -Be 15
            $server.Requests.Count | Should -Be 3

            $server = New-Object TikTokFollowingTests.ListServer 3
            $call = New-Call $server
            $run = Invoke-Captured { 'a', 'b' | Get-TikTokFollowing -All -ThrottleLimit 5 -Cursor 1699999000 @call }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*' -Because 'one cursor is no place in two lists'
            $run.Output.Count | Should -Be (5 * $server.Requests.Count)
            $run.Errors.TargetObject.Handle | Should -Be 'a'
        }

        It 'an unusable journal of a later handle does not lose what the earlier ones have bought' {
            $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))) -ItemType Directory
            [IO.File]::WriteAllText((Join-Path $folder 'ScrapeCreators.b.jsonl'), "Monday.`n")
            $server = New-Object TikTokFollowingTests.ListServer 3
            $call = New-Call $server
            $run = Invoke-Captured { 'a', 'b' | Get-TikTokFollowing -All -ThrottleLimit 5 -CheckpointPath $folder @call }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'CheckpointUnusable,*'
            $run.Output.Count | Should -Be (5 * $server.Requests.Count)
        }
    }

    Context '-MaxCredits' {
        It 'is never exceeded over all of them, and the rest can be had from the targets (<Provider>, <Credits>)' -ForEach @(
            @{ Provider = 'SociaVault'; Credits = 7 }
            @{ Provider = 'DumplingAI'; Credits = 79 }
            @{ Provider = 'UnifAPI'; Credits = 103 }
        ) {
            $sandbox = Start-TikTokFollowingSandbox
            $names = 'one', 'two', 'three', 'four'
            $run = Invoke-Captured { $names | Get-TikTokFollowing -Provider $Provider -All -MaxCredits $Credits -ThrottleLimit 4 }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
            $sandbox.Credits | Should -Be $(if ($Provider -eq 'DumplingAI') { 70 } else { $Credits })
            $run.AnyError.Count | Should -Be 4
            ($run.AnyError.TargetObject.Handle | Sort-Object) | Should -Be ($names | Sort-Object)
            $rest = $run.AnyError.TargetObject | Get-TikTokFollowing -All -ThrottleLimit 4 @Quiet
            $all = @($run.Output) + @($rest)
            $all.Count | Should -Be 360
            @($all | Group-Object FollowedBy, Id).Count | Should -Be 360
        }

        It 'is spent to the last credit where a page costs less than was set aside for it' {
            # The last page of each list has 10 accounts, and 20 are set aside: 90 credits are enough for one list, 180 for two.
            $sandbox = Start-TikTokFollowingSandbox
            $run = Invoke-Captured { 'one', 'two' | Get-TikTokFollowing -Provider UnifAPI -All -MaxCredits 180 -ThrottleLimit 2 }
            $run.AnyError | Should -BeNullOrEmpty
            $run.Output.Count | Should -Be 180
            $sandbox.Credits | Should -Be 180
        }
    }

    Context '-CheckpointPath' {
        It 'keeps a journal for each; what was bought is not bought again' {
            $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
            $server = New-Object TikTokFollowingTests.ListServer 4
            $call = New-Call $server
            $names = 'a', 'b', 'c', 'd', 'e'
            $first = Invoke-Captured { $names | Get-TikTokFollowing -All -MaxCredits 9 -ThrottleLimit 3 -CheckpointPath $folder @call }
            $first.Terminating.FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
            $server.Requests.Count | Should -Be 9
            $all = $names | Get-TikTokFollowing -All -ThrottleLimit 3 -CheckpointPath $folder @call
            Compare-List $all @{ a = 20; b = 20; c = 20; d = 20; e = 20 } | Should -BeTrue
            $server.Requests.Count | Should -Be 20
            @($server.Requests | Select-Object -Unique).Count | Should -Be 20
            $again = $names | Get-TikTokFollowing -All -ThrottleLimit 5 -CheckpointPath $folder @call
            Compare-List $again @{ a = 20; b = 20; c = 20; d = 20; e = 20 } | Should -BeTrue
            $server.Requests.Count | Should -Be 20
            (Get-ChildItem $folder -Filter *.jsonl).Count | Should -Be 5
        }
    }

    Context 'rate limits' {
        It 'when an answer says that no request is left, none of them asks' {
            $server = New-Object TikTokFollowingTests.ListServer 3
            $server.Together = 3
            foreach ($name in 'a:1', 'b:1', 'c:1') { $server.Answer($name, 200, "X-RateLimit-Remaining: 0`r`nX-RateLimit-Reset: 3600`r`n", [NullString]::Value) }
            $call = New-Call $server
            $run = Invoke-Captured { 'a', 'b', 'c', 'd', 'e' | Get-TikTokFollowing -All -ThrottleLimit 3 @call }
            $server.Requests.Count | Should -Be 3
            Compare-List $run.Output @{ a = 5; b = 5; c = 5 } | Should -BeTrue
            $run.Errors.Count | Should -Be 5
            $run.Errors.FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
        }

        It 'a 429 with a Retry-After holds back the others as well' {
            $server = New-Object TikTokFollowingTests.ListServer 2
            $server.Answer('a:1', 429, "Retry-After: 2`r`n", '{}')
            $server.Hold('b:1')
            $call = Start-Call "`$Call.MaximumRetryCount = 1; 'a', 'b' | Get-TikTokFollowing -All -ThrottleLimit 2 -Verbose @Call" $server
            try {
                Wait-Until { @($call.Shell.Streams.Verbose) -match 'retrying in 2' }
                $server.Release('b:1')
                Wait-Call $call | Should -BeNullOrEmpty
                Compare-List $call.Output @{ a = 10; b = 10 } | Should -BeTrue
                $asked = $server.Requests
                $asked.Count | Should -Be 5
                $refused = $server.TimeOf([array]::IndexOf($asked, 'a:1'))
                $server.TimeOf([array]::IndexOf($asked, 'b:2')) - $refused | Should -BeGreaterThan 1900 -Because 'b waits for the same time'
            }
            finally { $call.Shell.Dispose() }
        }
    }

    Context 'Stop' {
        It 'Stop() ends all of them within a second, and leaves no error' {
            $sandbox = Start-TikTokFollowingSandbox -LatencyMilliseconds 30000
            $shell = New-TestPowerShell '1..9 | ForEach-Object { "someone$_" } | Get-TikTokFollowing -All -Provider SociaVault -ThrottleLimit 5'
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
        It 'is one record for each list under one for all of them; completed (<Name>)' -ForEach @(
            @{ Name = 'at the end'; Fault = @{}; Script = '{0} | Get-TikTokFollowing -All {1}' }
            @{ Name = 'when one fails'; Fault = @{ Fault = 'Html'; FaultEvery = 4 }; Script = '{0} | Get-TikTokFollowing -All {1}' }
            @{ Name = 'when the command fails'; Fault = @{ Fault = 'NoCredits'; FaultEvery = 7 }; Script = 'try {{ {0} | Get-TikTokFollowing -All {1} }} catch {{ "$_" }}' }
            @{ Name = 'with -ErrorAction Stop'; Fault = @{ Fault = 'Html'; FaultEvery = 5 }; Script = 'try {{ {0} | Get-TikTokFollowing -All {1} -ErrorAction Stop }} catch {{ "$_" }}' }
            @{ Name = 'when the consumer stops'; Fault = @{}; Script = '{0} | Get-TikTokFollowing -All {1} | Select-Object -First 70' }
        ) {
            $null = Start-TikTokFollowingSandbox @Fault
            $shell = New-TestPowerShell ($Script -f "'one', 'two', 'three', 'four'", '-Provider SociaVault -ThrottleLimit 3 -MaximumRetryCount 0 -WarningAction SilentlyContinue')
            try {
                $null = $shell.Invoke()
                $records = @($shell.Streams.Progress)
                $activities = @($records | Group-Object ActivityId)
                $activities.Count | Should -BeGreaterThan 2
                foreach ($activity in $activities) { "$($activity.Name) $($activity.Group[-1].RecordType)" | Should -Be "$($activity.Name) Completed" }
                $all = @($records | Where-Object { $_.RecordType -eq 'Processing' -and $_.ParentActivityId -lt 0 })
                @($all.ActivityId | Select-Object -Unique).Count | Should -Be 1
                $all[-1].StatusDescription | Should -Match ' accounts, .* credits?; .* in progress'
                $children = @($records | Where-Object { $_.RecordType -eq 'Processing' -and $_.ParentActivityId -ge 0 })
                @($children.ParentActivityId | Select-Object -Unique) | Should -Be $all[0].ActivityId
                @($children.ActivityId | Select-Object -Unique).Count | Should -Be 3 -Because 'no more are read at the same time'
            }
            finally { $shell.Dispose() }
        }
    }

    Context "several runspaces$parallel" {
        It 'ForEach-Object -Parallel: all lists whole, over shared connections' -Skip:$isOld {
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
            $server.Connections | Should -BeLessOrEqual 12 -Because 'six lists at the most are read at a time, and a connection is used again'
        }

        It 'Start-ThreadJob: a limit that one of them met holds for the others' -Skip:$isOld {
            $server = New-Object TikTokFollowingTests.ListServer 2
            $server.Answer('a:1', 200, "X-RateLimit-Remaining: 0`r`nX-RateLimit-Reset: 3600`r`n", [NullString]::Value)
            $call = New-Call $server
            $one = Start-ThreadJob { Import-Module $using:ModulePath; $call = $using:call; Get-TikTokFollowing a -First 5 @call } | Receive-Job -Wait -AutoRemoveJob
            $one.Count | Should -Be 5
            $told = Start-ThreadJob {
                Import-Module $using:ModulePath
                $call = $using:call
                'b', 'c' | Get-TikTokFollowing -All -ThrottleLimit 2 -ErrorAction SilentlyContinue -ErrorVariable failed @call
                $failed.FullyQualifiedErrorId
            } | Receive-Job -Wait -AutoRemoveJob
            $told | Should -Be 'RateLimited,TikTokFollowing.Cmdlets.Commands.GetTikTokFollowingCommand', 'RateLimited,TikTokFollowing.Cmdlets.Commands.GetTikTokFollowingCommand'
            Compare-Sequence $server.Requests 'a:1' | Should -BeTrue
        }
    }
}
