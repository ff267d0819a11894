# Budgets, journals, fallbacks, -Since and proxies: the requests and credits of the cmdlet.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowing: budgets, journals and fallbacks' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        $sandbox = Start-TikTokFollowingSandbox
    }

    Context '-MaxCredits' {
        It 'applies to all handles, and is never exceeded (<Provider>, <Credits> credits)' -ForEach @(
            @{ Provider = 'SociaVault'; Credits = 7; Spent = 7 }
            @{ Provider = 'DumplingAI'; Credits = 29; Spent = 20 }
            @{ Provider = 'UnifAPI'; Credits = 103; Spent = 103 }
        ) {
            $run = Invoke-Captured { Get-TikTokFollowing someone, other -Provider $Provider -All -MaxCredits $Credits }
            $sandbox.Credits | Should -Be $Spent
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
            $run.Terminating.CategoryInfo.Category | Should -Be 'LimitsExceeded'
        }

        It 'resumes at the target of its error' {
            $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -All -MaxCredits 3 }
            $rest = $run.Terminating.TargetObject | Get-TikTokFollowing -All @Quiet
            @($run.Output.Id) + @($rest.Id) | Select-Object -Unique | Should -HaveCount 90
            @($run.Output).Count + @($rest).Count | Should -Be 90
        }
    }

    Context '-CheckpointPath' {
        It 'returns the saved accounts, and fetches only the rest (<_>)' -ForEach 'DumplingAI', 'ScrapeCreators',
            'SociaVault', 'SocialFetch', 'UnifAPI' {
            $first = Get-TikTokFollowing someone -Provider $_ -First 40 -CheckpointPath $folder @Quiet
            $sandbox.Requests | Should -Be 2
            $all = Get-TikTokFollowing someone -Provider $_ -All -CheckpointPath $folder @Quiet
            $sandbox.Requests | Should -Be 5
            Compare-Sequence $all.Position (1..90) | Should -BeTrue
            ($all[0..39] | ConvertTo-Json) | Should -BeExactly ($first | ConvertTo-Json)
        }

        It 'sends no request for a complete list, and states its time' {
            $all = Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath $folder @Quiet
            $again = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath $folder }
            $sandbox.Requests | Should -Be 5
            ($again.Output | ConvertTo-Json) | Should -BeExactly ($all | ConvertTo-Json)
            $journalWarnings = @($again.Warnings -notmatch '^Using the sandbox')
            $journalWarnings.Count | Should -Be 1
            $journalWarnings[0] | Should -Match ('^Using the journal of @someone from .+ \(\d+ seconds? old\); ' +
                'SociaVault was not contacted\. To fetch the list again: -MaxAge 0$')
        }

        It 'warns once about several complete lists: number, time and folder (-ThrottleLimit <_>)' -ForEach 1, 3 {
            $names = 1..5 | ForEach-Object { "name$_" }
            $all = Get-TikTokFollowing $names -Provider SociaVault -All -CheckpointPath $folder @Quiet
            $before = $sandbox.Requests
            $again = Invoke-Captured {
                $names | Get-TikTokFollowing -Provider SociaVault -All -CheckpointPath $folder -ThrottleLimit $_
            }
            $sandbox.Requests | Should -Be $before
            $again.Output.Count | Should -Be $all.Count
            $journalWarnings = @($again.Warnings -notmatch '^Using the sandbox')
            $journalWarnings.Count | Should -Be 1
            $journalWarnings[0] | Should -Match ("^Using the journals of 5 lists in $([regex]::Escape($folder)), " +
                'the oldest from .+ \(\d+ seconds? old\); no request was sent for them\. ' +
                'To fetch these lists again: -MaxAge 0$')
        }

        It 'counts only complete lists, and warns before an error that ends the command' {
            $null = Get-TikTokFollowing one, two -Provider SociaVault -All -CheckpointPath $folder @Quiet
            $run = Invoke-Captured {
                Get-TikTokFollowing one, two, three -Provider SociaVault -All -CheckpointPath $folder -MaxCredits 2
            }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
            @($run.Warnings -match 'the journals of 2 lists').Count | Should -Be 1
            $run = Invoke-Captured { Get-TikTokFollowing one, three -Provider SociaVault -All -CheckpointPath $folder }
            @($run.Warnings -match 'the journal of @one ').Count | Should -Be 1
            @($run.Warnings -match 'three').Count | Should -Be 0 -Because 'its last pages were fetched'
        }

        It 'writes a verbose message about the accounts from the journal' {
            $null = Get-TikTokFollowing someone -Provider SociaVault -CheckpointPath $folder @Quiet
            $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -CheckpointPath $folder -Verbose }
            @($run.Verbose -match '20 accounts from the journal').Count | Should -Be 1
        }

        It 'reduces the price in the warning about more accounts (<_>)' -ForEach 'SociaVault', 'DumplingAI' {
            $price = if ($_ -eq 'DumplingAI') { 10 } else { 1 }
            $list = @{ Handle = 'someone'; Provider = $_; CheckpointPath = $folder }
            $of = { "@someone: 20 of about 90 accounts returned. -All returns the whole list ($args)." }
            @((Invoke-Captured { Get-TikTokFollowing @list }).Warnings -match '-All') |
                Should -BeExactly (& $of "about 4 more pages, $(4 * $price) credits; the journal has 1 page")
            $null = Get-TikTokFollowing @list -First 60 @Quiet
            @((Invoke-Captured { Get-TikTokFollowing @list }).Warnings -match '-All') |
                Should -BeExactly (& $of "about 2 more pages, $(2 * $price) credits; the journal has 3 pages")
            $before = $sandbox.Credits
            (Get-TikTokFollowing @list -All @Quiet).Count | Should -Be 90
            $sandbox.Credits - $before | Should -Be (2 * $price)
        }

        It 'contains one JSON object on each line, and no key' {
            $null = Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath $folder @Quiet
            $lines = Get-Content (Join-Path $folder 'SociaVault.someone.jsonl') -Encoding UTF8 | ConvertFrom-Json
            $lines.Count | Should -Be 6
            $lines[0].Format | Should -BeExactly 'TikTokFollowing journal'
            @($lines[1].Accounts).Count | Should -Be 20
        }

        It 'discards an incomplete last line' {
            $null = Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath $folder @Quiet
            $file = Get-Item (Join-Path $folder 'SociaVault.someone.jsonl')
            $stream = $file.Open('Open', 'ReadWrite')
            $stream.SetLength($file.Length - 100)
            $stream.Dispose()
            $again = Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath $folder @Quiet
            Compare-Sequence $again.Position (1..90) | Should -BeTrue
            $sandbox.Requests | Should -Be 6
        }

        It 'does not change a file that is not its journal (<Name>)' -ForEach @(
            @{ Name = 'another text file'; Text = "Monday.`n" }
            @{ Name = 'another format'
                Text = '{"Format":"TikTokFollowing journal","Version":99,"Provider":"SociaVault",' +
                    '"Handle":"someone","Cursor":null,"IsFictitious":true}' + "`n" }
            @{ Name = 'another list'
                Text = '{"Format":"TikTokFollowing journal","Version":1,"Provider":"SociaVault",' +
                    '"Handle":"other","Cursor":null,"IsFictitious":true}' + "`n" }
            @{ Name = 'real accounts'
                Text = '{"Format":"TikTokFollowing journal","Version":1,"Provider":"SociaVault",' +
                    '"Handle":"someone","Cursor":null}' + "`n" }
        ) {
            $null = New-Item $folder -ItemType Directory
            $file = Join-Path $folder 'SociaVault.someone.jsonl'
            [IO.File]::WriteAllText($file, $Text)
            $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath $folder }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'CheckpointUnusable,*'
            $run.Terminating.CategoryInfo.Category | Should -Be 'InvalidData'
            [IO.File]::ReadAllText($file) | Should -BeExactly $Text
            $sandbox.Requests | Should -Be 0
        }

        It 'must be a folder in the file system' {
            $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -CheckpointPath 'env:\journals' }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $sandbox.Requests | Should -Be 0
        }
    }

    Context '-FallbackProvider' {
        It 'resumes at the same point if both cursors are follow times' {
            $sandbox = Start-TikTokFollowingSandbox -Fault NoCredits -FaultEvery 7
            # The third page of the next list is then the seventh request.
            $null = Get-TikTokFollowing other -Provider SociaVault -First 80 @Quiet
            $run = Invoke-Captured {
                Get-TikTokFollowing someone -Provider SociaVault -FallbackProvider ScrapeCreators -All
            }
            Compare-Sequence $run.Output.Position (1..90) | Should -BeTrue
            $run.Output.Id | Select-Object -Unique | Should -HaveCount 90
            "$($run.Warnings)" | Should -Match 'at the same account'
            ($run.Output | Where-Object Provider -EQ 'SociaVault').Count | Should -Be 40
        }

        It 'reads the list from the start if a cursor is not a follow time, without duplicates' {
            $sandbox = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 7
            $null = Get-TikTokFollowing other -Provider SociaVault -First 80 @Quiet
            $run = Invoke-Captured {
                Get-TikTokFollowing someone -Provider SociaVault -FallbackProvider UnifAPI -All -MaximumRetryCount 0
            }
            Compare-Sequence $run.Output.Position (1..90) | Should -BeTrue
            $run.Output.Id | Select-Object -Unique | Should -HaveCount 90
            "$($run.Warnings)" | Should -Match 'reads the list from its start'
            ($run.Output | Where-Object Provider -EQ 'UnifAPI').Count | Should -Be 50
        }

        It 'is named in the warning about more accounts, whose price assumes no journal' {
            $sandbox = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 2
            $null = Get-TikTokFollowing other -Provider SociaVault @Quiet
            $call = @{ Provider = 'SociaVault'; FallbackProvider = 'ScrapeCreators'; MaximumRetryCount = 0
                CheckpointPath = $folder }
            $run = Invoke-Captured { Get-TikTokFollowing someone @call }
            @($run.Warnings -match '-All') | Should -BeExactly ('@someone: 20 of about 90 accounts returned. ' +
                '-All fetches the list from the start (about 5 pages, 5 credits); ' +
                '-All -Cursor 1748540000 -Provider ScrapeCreators fetches only the rest (about 4 pages, 4 credits).')
        }

        It 'is skipped if -MaxCredits does not cover a new account: <Name>' -ForEach @(
            @{ Name = 'an account without credits ends the command'; Fault = 'NoCredits'; Id = 'CreditsExhausted' }
            @{ Name = 'an unavailable provider ends the list'; Fault = 'ServerError'; Id = 'ProviderUnavailable' }
        ) {
            $sandbox = Start-TikTokFollowingSandbox -Fault $Fault -FaultEvery 3
            $call = @{ Provider = 'SociaVault'; FallbackProvider = 'UnifAPI'; MaxCredits = 42; MaximumRetryCount = 0 }
            $run = Invoke-Captured { Get-TikTokFollowing someone -All @call }
            $run.Output.Count | Should -Be 40
            $run.AnyError.Count | Should -Be 1
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $run.AnyError[0].Exception.Message | Should -Match (
                'UnifAPI was skipped: it would charge 41 credits before it returns a new account, ' +
                'and -MaxCredits 42 leaves 40\. ' +
                '40 accounts returned for 2 credits( \(-OutVariable .*\))?\. To resume: ')
            $run.AnyError[0].TargetObject.Provider | Should -Be 'SociaVault'
            @($run.Warnings -match 'continues the list|reads the list') | Should -BeNullOrEmpty
            $sandbox.Requests | Should -Be 3
            $sandbox.Credits | Should -Be 2
        }

        It 'does not move the resume point back if it fails before a new account' {
            $sandbox = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 2
            $call = @{ Provider = 'DumplingAI'; FallbackProvider = 'UnifAPI'; PageSize = 60; MaximumRetryCount = 0 }
            $run = Invoke-Captured { Get-TikTokFollowing someone -All @call }
            $run.AnyError.Count | Should -Be 1
            $run.AnyError[0].Exception.Message | Should -Match '^UnifAPI returned an error'
            $target = $run.AnyError[0].TargetObject
            $target.Provider | Should -Be 'DumplingAI' -Because 'UnifAPI had reached only the twentieth account'
            $target.AccountsReturned | Should -Be 60
            $sandbox.Requests | Should -Be 4
            $sandbox = Start-TikTokFollowingSandbox
            $rest = $target | Get-TikTokFollowing -All @Quiet
            $sandbox.Requests | Should -Be 2
            @($run.Output.Id) + @($rest.Id) | Select-Object -Unique | Should -HaveCount 90
            $rest.Count | Should -Be 30
        }

        It 'is used if one more credit covers a new account' {
            $sandbox = Start-TikTokFollowingSandbox -Fault NoCredits -FaultEvery 7
            $null = Get-TikTokFollowing other -Provider SociaVault -First 80 @Quiet
            $run = Invoke-Captured {
                Get-TikTokFollowing someone -Provider SociaVault -FallbackProvider UnifAPI -All -MaxCredits 43
            }
            Compare-Sequence $run.Output.Position (1..41) | Should -BeTrue
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
            @($run.Warnings -match 'charges again for 40 accounts already read').Count | Should -Be 1
            $sandbox.Credits | Should -Be (4 + 43)
        }

        It 'continues with the next provider that -MaxCredits covers' {
            $sandbox = Start-TikTokFollowingSandbox -Fault NoCredits -FaultEvery 7
            $null = Get-TikTokFollowing other -Provider SociaVault -First 80 @Quiet
            $run = Invoke-Captured {
                Get-TikTokFollowing someone -Provider SociaVault -FallbackProvider UnifAPI, DumplingAI,
                    ScrapeCreators -All -MaxCredits 10
            }
            $run.AnyError | Should -BeNullOrEmpty
            Compare-Sequence $run.Output.Position (1..90) | Should -BeTrue
            $run.Output.Provider | Select-Object -Unique | Should -Be 'SociaVault', 'ScrapeCreators'
            $warning = @($run.Warnings -match 'continues the list')
            $warning.Count | Should -Be 1
            $warning[0] | Should -Match ('UnifAPI was skipped: .+ leaves 8\. ' +
                'DumplingAI was skipped: its next page could cost 10 credits, and -MaxCredits 10 leaves 8\. ' +
                'ScrapeCreators continues the list at the same account')
            $sandbox.Credits | Should -Be (4 + 5)
        }

        It 'ends one list with an error, and the next handle is read' {
            $sandbox = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 3
            $run = Invoke-Captured {
                Get-TikTokFollowing a, b,
                    c -Provider SociaVault -FallbackProvider UnifAPI -First 50 -MaxCredits 40 -MaximumRetryCount 0
            }
            $run.Terminating | Should -BeNullOrEmpty -Because 'the budget is not used up'
            $run.AnyError.FullyQualifiedErrorId | ForEach-Object { $_ | Should -BeLike 'ProviderUnavailable,*' }
            $run.Output.Count | Should -Be 120
            $sandbox.Credits | Should -Be 6
        }

        It 'does not receive the key in -ApiKey' {
            $null = Stop-TikTokFollowingSandbox
            $key = ConvertTo-Key 'k-secret-1234567890'
            $run = Invoke-Captured {
                Get-TikTokFollowing someone -Provider SociaVault -FallbackProvider UnifAPI -ApiKey $key
            }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'MissingApiKey,*'
            $run.Terminating.Exception.Message | Should -Match 'UnifAPI'
        }
    }

    Context '-Since' {
        It 'stops after the first page that reaches beyond it (<_>)' -ForEach 'SociaVault', 'ScrapeCreators',
            'DumplingAI' {
            $since = (Get-TikTokFollowing someone -Provider $_ -First 21 @Quiet)[-1].FollowedAfter.AddSeconds(1)
            $before = $sandbox.Requests
            $accounts = Get-TikTokFollowing someone -Provider $_ -Since $since @Quiet
            $accounts.Count | Should -Be 40
            $sandbox.Requests - $before | Should -Be 2
            $utc = Get-TikTokFollowing someone -Provider $_ -Since $since.ToUniversalTime() @Quiet
            $utc.Count | Should -Be 40
        }

        It 'is rejected without a request for <_>' -ForEach 'SocialFetch', 'UnifAPI' {
            $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $_ -Since (Get-Date) }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $sandbox.Requests | Should -Be 0
        }
    }

    Context 'waiting' {
        It 'reports a Retry-After of two hours without waiting' {
            $sandbox = Start-TikTokFollowingSandbox -Fault RateLimitLong -FaultEvery 1
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault }
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
            $run.AnyError[0].Exception.RetryAt | Should -BeGreaterThan (Get-Date).AddHours(1)
            $sandbox.Requests | Should -Be 1
        }

        It 'does not wait for an unavailable provider with each handle' {
            $sandbox = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 1
            $handles = 1..20 | ForEach-Object { "someone$_" }
            $run = Invoke-Captured {
                Get-TikTokFollowing $handles -Provider SociaVault -MaximumRetryCount 1 -RetryIntervalSec 0
            }
            $run.AnyError.Count | Should -Be 20
            $sandbox.Requests | Should -Be 10
        }
    }

    Context '-Proxy' {
        It 'sends the requests through the proxy' {
            $call = @{ Provider = 'SociaVault'; BaseUri = 'http://localhost:9/'; Proxy = $sandbox.BaseUri
                ApiKey = ConvertTo-Key 'k-secret-1234567890' }
            $run = Invoke-Captured { Get-TikTokFollowing someone -All @call }
            $run.AnyError | Should -BeNullOrEmpty
            $run.Output.Count | Should -Be 90
        }

        It 'is required by -ProxyCredential' {
            $credential = New-Object PSCredential 'me', (ConvertTo-Key 'secret')
            $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -ProxyCredential $credential }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        }
    }
}
