# Failures, budgets, journals and rate limits over lists that are read concurrently.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/ListServer.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowing -ThrottleLimit: failures and budgets' {
    AfterEach {
        if ($server) { $server.Dispose() }
        $server = $null
        Reset-TestSession
    }

    Context 'a list that fails' {
        It 'does not affect the others, and is an error with its target' {
            $sandbox = Start-TikTokFollowingSandbox
            $run = Invoke-Captured {
                'one', 'missing', 'hidden', 'not a handle', 'private', 'two', 'empty' |
                    Get-TikTokFollowing -Provider SociaVault -All -ThrottleLimit 4
            }
            $run.Terminating | Should -BeNullOrEmpty
            $found = $run.Errors |
                ForEach-Object { "$($_.TargetObject.Handle) $($_.FullyQualifiedErrorId -replace ',.*')" } | Sort-Object
            Compare-Sequence $found ('hidden FollowingHidden', 'missing AccountNotFound', 'not a handle InvalidHandle',
                'private AccountPrivate' | Sort-Object) | Should -BeTrue
            ($run.Output | Group-Object FollowedBy | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }) |
                Should -Be 'one 90', 'two 90'
            $sandbox.Requests |
                Should -Be 14 -Because 'two lists of five pages, and one request for each of the four others'
        }

        It 'has a resume point that returns the rest after a failure in mid-list' {
            $server = New-Object TikTokFollowingTests.ListServer 3
            $server.Respond('b:2', 500, '', '{}')
            $call = New-Call $server
            $run = Invoke-Captured { 'a', 'b', 'c' | Get-TikTokFollowing -All -ThrottleLimit 3 @call }
            Compare-List $run.Output @{ a = 15; b = 5; c = 15 } | Should -BeTrue
            $run.Errors.Count | Should -Be 1
            $target = $run.Errors[0].TargetObject
            $target.Handle | Should -Be 'b'
            $target.AccountsReturned | Should -Be 5
            $target.NextCursor | Should -Be '1699999000'
            Compare-Sequence ($target | Get-TikTokFollowing -All @call).Handle (Get-ServedName b 15)[5..14] |
                Should -BeTrue
        }

        It 'a slow list does not delay the others' {
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
        # The second pages of all three are in flight when the page of b fails.
        BeforeAll {
            function Invoke-EndingCall($Server, [string] $Script) {
                foreach ($name in 'a:2', 'b:2', 'c:2') { $Server.Hold($name) }
                $call = Start-Call "`$Call.Verbose = `$true; $Script" $Server
                try {
                    Wait-Until { $Server.Waiting.Count -eq 3 }
                    $Server.Release('b:2')
                    # Lists whose pages arrive before the command has processed the failure continue.
                    Wait-Until { @($call.Shell.Streams.Verbose) -match '^Waiting for responses in flight' }
                    $Server.Release('a:2')
                    $Server.Release('c:2')
                    $terminating = Wait-Call $call
                    [pscustomobject] @{
                        Terminating = $terminating
                        Errors      = @($call.Shell.Streams.Error |
                            Where-Object { -not $terminating -or $_.Exception -ne $terminating.Exception })
                        Warnings    = @($call.Shell.Streams.Warning | ForEach-Object { $_.Message })
                        Progress    = @($call.Shell.Streams.Progress)
                        Output      = @($call.Output)
                    }
                }
                finally { $call.Shell.Dispose() }
            }
        }

        It 'writes pages in flight and a resume point for each list, and fetches no page twice (<Id>)' -ForEach @(
            @{ Id = 'AuthenticationFailed'; Status = 401 }
            @{ Id = 'CreditsExhausted'; Status = 402 }
        ) {
            $server = New-Object TikTokFollowingTests.ListServer 4
            $server.Respond('b:2', $Status, '', '{}')
            $run = Invoke-EndingCall $server "'a', 'b', 'c', 'd' | Get-TikTokFollowing -All -ThrottleLimit 3 @Call"
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $run.Terminating.TargetObject.Handle | Should -Be 'b'
            $run.Errors.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            ($run.Errors.TargetObject.Handle | Sort-Object) | Should -Be 'a', 'c'
            $server.Requests.Count | Should -Be 6 -Because 'no request follows the failure'
            Compare-List $run.Output @{ a = 10; b = 5; c = 10 } | Should -BeTrue
            $run.Errors.TargetObject.AccountsReturned | Should -Be 10, 10

            $again = New-Call $server
            $rest = @($run.Terminating.TargetObject) + @($run.Errors.TargetObject) |
                Get-TikTokFollowing -All -ThrottleLimit 3 @again
            foreach ($name in 'a', 'b', 'c') {
                $own = @($run.Output) + @($rest) | Where-Object FollowedBy -EQ $name
                Compare-Sequence $own.Handle (Get-ServedName $name 20) | Should -BeTrue
            }
            $server.Requests.Count | Should -Be 13
            @($server.Requests | Select-Object -Unique).Count |
                Should -Be 12 -Because 'only b:2 was requested twice, and it failed the first time'
        }

        It 'writes the pages in flight and a warning with the resume point for each list (<Name>)' -ForEach @(
            @{ Name = '-ErrorAction Stop, 401'; Status = 401
                Script = "'a', 'b', 'c', 'd' | Get-TikTokFollowing -All -ThrottleLimit 3 -ErrorAction Stop @Call"
                Id = 'AuthenticationFailed' }
            @{ Name = '-ErrorAction Stop, 404'; Status = 404
                Script = "'a', 'b', 'c', 'd' | Get-TikTokFollowing -All -ThrottleLimit 3 -ErrorAction Stop @Call"
                Id = 'AccountNotFound' }
            @{ Name = '$ErrorActionPreference, 402'; Status = 402
                Script = "`$ErrorActionPreference = 'Stop'; " +
                    "'a', 'b', 'c', 'd' | Get-TikTokFollowing -All -ThrottleLimit 3 @Call"
                Id = 'CreditsExhausted' }
        ) {
            $server = New-Object TikTokFollowingTests.ListServer 4
            $server.Respond('b:2', $Status, '', '{}')
            $run = Invoke-EndingCall $server "`$Call.WarningAction = 'Continue'; $Script"
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $run.Terminating.TargetObject.Handle | Should -Be 'b'
            $server.Requests.Count | Should -Be 6 -Because 'no request follows the failure'
            Compare-List $run.Output @{ a = 10; b = 5; c = 10 } | Should -BeTrue
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

        It 'does not retry the pages in flight' {
            $server = New-Object TikTokFollowingTests.ListServer 4
            $server.Respond('a:2', 500, '', '{}')
            $server.Respond('b:2', 401, '', '{}')
            $run = Invoke-EndingCall $server (
                "`$Call.MaximumRetryCount = 1; 'a', 'b', 'c' | Get-TikTokFollowing -All -ThrottleLimit 3 @Call")
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
            $server.Requests.Count | Should -Be 6 -Because 'no request follows the failure'
            Compare-List $run.Output @{ a = 5; b = 5; c = 10 } | Should -BeTrue
            $failed = $run.Errors | Where-Object { $_.TargetObject.Handle -eq 'a' }
            $failed.Exception.Message | Should -BeLike 'The list of @a is incomplete, because the command ended: *'
            $failed.TargetObject.NextCursor | Should -Be '1699999000'
        }

        It 'does not report a list whose last page was in flight' {
            $server = New-Object TikTokFollowingTests.ListServer 1 # every list has one page
            $server.Respond('b:1', 401, '', '{}')
            $run = Invoke-Captured { $call = New-Call $server
                'a', 'b', 'c' | Get-TikTokFollowing -All -ThrottleLimit 3 @call }
            $run.Terminating.TargetObject.Handle | Should -Be 'b'
            $run.Errors | Should -HaveCount 0
            $run.Output.Count | Should -Be (5 * (@($server.Requests).Count - 1))
        }

        It 'does not send or await pending retries' {
            $server = New-Object TikTokFollowingTests.ListServer 4
            $server.Respond('a:2', 500, '', '{}')
            $server.Respond('b:2', 401, '', '{}')
            $server.Hold('b:2')
            $script = "`$Call.MaximumRetryCount = 3; `$Call.RetryIntervalSec = 600; " +
                "'a', 'b' | Get-TikTokFollowing -All -ThrottleLimit 2 -Verbose @Call"
            $call = Start-Call $script $server
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

        It 'keeps the pages of earlier handles if a later one has invalid parameters' {
            $server = New-Object TikTokFollowingTests.ListServer 3
            $call = New-Call $server
            $call.Remove('Provider')
            $rows = @([pscustomobject] @{ Handle = 'a'; Provider = 'ScrapeCreators' }, [pscustomobject] @{ Handle = 'b'
                Provider = 'Nobody' })
            $run = Invoke-Captured { $rows | Get-TikTokFollowing -All -ThrottleLimit 5 @call }
            $run.Terminating | Should -BeNullOrEmpty -Because 'an error in a row affects only that row'
            $run.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $run.Output.Count | Should -Be 15
            $server.Requests.Count | Should -Be 3

            # The list of a cannot end before b is an error: each handle completes at most one page of it.
            $server = New-Object TikTokFollowingTests.ListServer 5
            $call = New-Call $server
            $run = Invoke-Captured { 'a', 'b' | Get-TikTokFollowing -All -ThrottleLimit 5 -Cursor 1699999000 @call }
            $run.Terminating.FullyQualifiedErrorId |
                Should -BeLike 'InvalidRequest,*' -Because 'one cursor cannot be a position in two lists'
            $run.Output.Count | Should -Be (5 * $server.Requests.Count)
            $run.Errors.TargetObject.Handle | Should -Be 'a'
        }

        It 'keeps the pages of earlier handles if the journal of a later one is unusable' {
            $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))) -ItemType Directory
            [IO.File]::WriteAllText((Join-Path $folder 'ScrapeCreators.b.jsonl'), "Monday.`n")
            $server = New-Object TikTokFollowingTests.ListServer 3
            $call = New-Call $server
            $run = Invoke-Captured {
                'a', 'b' | Get-TikTokFollowing -All -ThrottleLimit 5 -CheckpointPath $folder @call
            }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'CheckpointUnusable,*'
            $run.Output.Count | Should -Be (5 * $server.Requests.Count)
        }
    }

    Context '-MaxCredits' {
        It 'is never exceeded over all lists, and the targets return the rest (<Provider>, <Credits>)' -ForEach @(
            @{ Provider = 'SociaVault'; Credits = 7 }
            @{ Provider = 'DumplingAI'; Credits = 79 }
            @{ Provider = 'UnifAPI'; Credits = 103 }
        ) {
            $sandbox = Start-TikTokFollowingSandbox
            $names = 'one', 'two', 'three', 'four'
            $run = Invoke-Captured {
                $names | Get-TikTokFollowing -Provider $Provider -All -MaxCredits $Credits -ThrottleLimit 4
            }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
            $sandbox.Credits | Should -Be $(if ($Provider -eq 'DumplingAI') { 70 } else { $Credits })
            $run.AnyError.Count | Should -Be 4
            ($run.AnyError.TargetObject.Handle | Sort-Object) | Should -Be ($names | Sort-Object)
            $rest = $run.AnyError.TargetObject | Get-TikTokFollowing -All -ThrottleLimit 4 @Quiet
            $all = @($run.Output) + @($rest)
            $all.Count | Should -Be 360
            @($all | Group-Object FollowedBy, Id).Count | Should -Be 360
        }

        It 'is used completely if pages cost less than was reserved' {
            # The last page of each list has 10 accounts, and 20 credits are reserved. 90 credits are enough for one
            # list, and 180 for two.
            $sandbox = Start-TikTokFollowingSandbox
            $run = Invoke-Captured {
                'one', 'two' | Get-TikTokFollowing -Provider UnifAPI -All -MaxCredits 180 -ThrottleLimit 2
            }
            $run.AnyError | Should -BeNullOrEmpty
            $run.Output.Count | Should -Be 180
            $sandbox.Credits | Should -Be 180
        }
    }

    Context '-CheckpointPath' {
        It 'keeps a journal for each list, and fetches no page twice' {
            $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
            $server = New-Object TikTokFollowingTests.ListServer 4
            $call = New-Call $server
            $names = 'a', 'b', 'c', 'd', 'e'
            $first = Invoke-Captured {
                $names | Get-TikTokFollowing -All -MaxCredits 9 -ThrottleLimit 3 -CheckpointPath $folder @call
            }
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
        It 'sends no request after a response reports that no requests are left' {
            $server = New-Object TikTokFollowingTests.ListServer 3
            $server.Together = 3
            foreach ($name in 'a:1', 'b:1', 'c:1') {
                $server.Respond($name, 200, "X-RateLimit-Remaining: 0`r`nX-RateLimit-Reset: 3600`r`n",
                    [NullString]::Value)
            }
            $call = New-Call $server
            $run = Invoke-Captured { 'a', 'b', 'c', 'd', 'e' | Get-TikTokFollowing -All -ThrottleLimit 3 @call }
            $server.Requests.Count | Should -Be 3
            Compare-List $run.Output @{ a = 5; b = 5; c = 5 } | Should -BeTrue
            $run.Errors.Count | Should -Be 5
            $run.Errors.FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
        }

        It 'delays the other lists after a 429 with Retry-After' {
            $server = New-Object TikTokFollowingTests.ListServer 2
            $server.Respond('a:1', 429, "Retry-After: 2`r`n", '{}')
            $server.Hold('b:1')
            $script = "`$Call.MaximumRetryCount = 1; " +
                "'a', 'b' | Get-TikTokFollowing -All -ThrottleLimit 2 -Verbose @Call"
            $call = Start-Call $script $server
            try {
                Wait-Until { @($call.Shell.Streams.Verbose) -match 'retrying in 2' }
                $server.Release('b:1')
                Wait-Call $call | Should -BeNullOrEmpty
                Compare-List $call.Output @{ a = 10; b = 10 } | Should -BeTrue
                $requests = $server.Requests
                $requests.Count | Should -Be 5
                $rejected = $server.TimeOf([array]::IndexOf($requests, 'a:1'))
                $server.TimeOf([array]::IndexOf($requests, 'b:2')) - $rejected |
                    Should -BeGreaterThan 1900 -Because 'b waits as long as a'
            }
            finally { $call.Shell.Dispose() }
        }
    }
}
