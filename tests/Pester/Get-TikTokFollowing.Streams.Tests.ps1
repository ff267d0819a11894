# Output, warnings, verbose and debug messages, and progress.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowing: empty output' {
    BeforeEach {
        Reset-TestSession
        $env:TIKTOKFOLLOWING_PROVIDER = 'SociaVault'
        $sandbox = Start-TikTokFollowingSandbox
    }

    AfterEach {
        Reset-TestSession
    }

    It 'warns once, with the cost, about parameters that match no account: <Name>' -ForEach @(
        @{ Name = '-Skip 500 -All'; Script = { Get-TikTokFollowing someone -Skip 500 -All }; Credits = 1
            Says = '-Skip 500 skips the whole list of @someone (about 90 accounts). It cost 1 credit.' }
        @{ Name = '-Skip 90'; Script = { Get-TikTokFollowing someone -Skip 90 }; Credits = 1
            Says = '-Skip 90 skips the whole list of @someone (about 90 accounts). It cost 1 credit.' }
        @{ Name = '-Skip 90 -First 10'; Script = { Get-TikTokFollowing someone -Skip 90 -First 10 }; Credits = 1
            Says = '-Skip 90 skips the whole list of @someone (about 90 accounts). It cost 1 credit.' }
        @{ Name = '-Skip without a total'; Script = { Get-TikTokFollowing someone -Provider UnifAPI -Skip 90 }
            Credits = 90; Says = '-Skip 90 skips the whole list of @someone (90 accounts). It cost 90 credits.' }
        @{ Name = '-Skip 90, five lists'; Script = { Get-TikTokFollowing a, b, c, d, e -Skip 90 }; Credits = 5
            Says = '-Skip 90 skips 5 whole lists: @a, @b, @c and 2 more. They cost 5 credits.' }
        @{ Name = '-Cursor 1'; Script = { Get-TikTokFollowing someone -Cursor 1 }; Credits = 1
            Says = 'The list of @someone has no accounts from -Cursor 1 onwards. It cost 1 credit.' }
        @{ Name = '-Cursor 1 -All'; Script = { Get-TikTokFollowing someone -Cursor 1 -All }; Credits = 1
            Says = 'The list of @someone has no accounts from -Cursor 1 onwards. It cost 1 credit.' }
        @{ Name = '-MinTime 1'; Script = { Get-TikTokFollowing someone -MinTime 1 -First 3 }; Credits = 1
            Says = 'The list of @someone has no accounts from -MinTime 1 onwards. It cost 1 credit.' }
        @{ Name = '-Before'; Script = { Get-TikTokFollowing someone -Before 2015-01-01 -All }; Credits = 1
            Says = 'The list of @someone has no accounts from -Before ' +
                "$(([datetime] '2015-01-01').ToString('G')) onwards. It cost 1 credit." }
        @{ Name = 'an empty list'; Script = { Get-TikTokFollowing empty -All }; Credits = 1
            Says = '@empty follows no accounts, according to SociaVault. It cost 1 credit.' }
        @{ Name = 'an empty list, one page'; Script = { Get-TikTokFollowing empty }; Credits = 1
            Says = '@empty follows no accounts, according to SociaVault. It cost 1 credit.' }
        @{ Name = 'an empty list, and -Skip'; Script = { Get-TikTokFollowing empty -Skip 5 }; Credits = 1
            Says = '@empty follows no accounts, according to SociaVault. It cost 1 credit.' }
        @{ Name = 'a row''s NextCursor'
            Script = { [pscustomobject] @{ Handle = 'a'; NextCursor = '1' }, [pscustomobject] @{ Handle = 'b'
                NextCursor = '2' } | Get-TikTokFollowing -All }; Credits = 2
                    Says = '2 lists have no accounts from their start points onwards: @a, @b. They cost 2 credits.' }
    ) {
        $run = Invoke-Captured $Script
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
        @($run.Warnings -notmatch '^Using the sandbox') | Should -BeExactly $Says
        $sandbox.Credits | Should -Be $Credits
    }

    It 'explains an expected empty result in a verbose message with the cost: <Name>' -ForEach @(
        @{ Name = 'no new account'; Script = { Get-TikTokFollowing someone -Since '2026-01-01' -Verbose }
            Says = '@someone: no accounts since *, for 1 credit.' }
        @{ Name = 'no account after a page'
            Script = { [pscustomobject] @{ Handle = 'someone'; HasMore = $true; NextCursor = '1' } |
                Get-TikTokFollowing -All -Verbose }; Says = '@someone: no more accounts, for 1 credit.' }
    ) {
        $run = Invoke-Captured $Script
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
        @($run.Warnings -notmatch '^Using the sandbox') | Should -BeNullOrEmpty
        @($run.Verbose -like $Says).Count | Should -Be 1
        $sandbox.Credits | Should -Be 1
    }

    It 'does not explain the empty output of -First 0' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -First 0 -Verbose }
        @($run.Warnings -notmatch '^Using the sandbox') | Should -BeNullOrEmpty
        @($run.Verbose -match '^@someone') | Should -BeNullOrEmpty
        $sandbox.Credits | Should -Be 0
    }

    It 'fetches nothing for a total that the provider does not state' {
        $run = Invoke-Captured { Get-TikTokFollowing one -Provider UnifAPI -First 0 -IncludeTotalCount }
        $run.Warnings | Should -Contain 'UnifAPI does not state totals, so nothing was fetched for @one.'
        $run.Output.Count | Should -Be 1
        $run.Output[0] | Should -Be 0
        $sandbox.Credits | Should -Be 0
    }

    It 'states what a total costs before it is fetched, once for several handles' {
        $run = Invoke-Captured { Get-TikTokFollowing one, two -First 0 -IncludeTotalCount -Verbose }
        @($run.Warnings -notmatch '^Using the sandbox') |
            Should -BeExactly '-IncludeTotalCount fetches the first page of each list, which costs 1 credit a page.'
        $sandbox.Credits | Should -Be 2
        $run = Invoke-Captured { Get-TikTokFollowing one -First 0 -IncludeTotalCount -MaxCredits 0 }
        $run.Terminating.FullyQualifiedErrorId | Should -Match '^BudgetReached,'
        $sandbox.Credits | Should -Be 2
    }

    It 'states no cost for a list from a journal' {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        $null = Get-TikTokFollowing someone -All -CheckpointPath $folder @Quiet
        $run = Invoke-Captured { Get-TikTokFollowing someone -Skip 90 -CheckpointPath $folder }
        @($run.Warnings -match '-Skip') |
            Should -BeExactly '-Skip 90 skips the whole list of @someone (about 90 accounts).'
    }

    It 'warns before the error that ends the command' {
        $run = Invoke-Captured { Get-TikTokFollowing someone, other, third -Skip 90 -MaxCredits 1 }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
        @($run.Warnings -match '-Skip 90 skips the whole list of @someone').Count | Should -Be 1
        @($run.Warnings -match 'not started') | Should -Be '1 handle was not started: third.'
    }
}

Describe 'Get-TikTokFollowing: streams' {
    BeforeAll {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured {
            Get-TikTokFollowing someone -Provider DumplingAI -All -Verbose -Debug -WarningAction Continue
        }
    }

    It 'writes a verbose message for each request: method, host, path, status, bytes, milliseconds, attempt, credits' {
        $lines = @($run.Verbose -match 'POST')
        $lines.Count | Should -Be 5
        foreach ($line in $lines) {
            $line | Should -Match '/api/v1/get-tiktok-user-following'
            $line | Should -Match ([regex]::Escape($sandbox.BaseUri.Authority))
            $line | Should -Match '\b200\b'
            $line | Should -Match '\d+ bytes'
            $line | Should -Match '\d+ ms'
            $line | Should -Match 'attempt 1'
            $line | Should -Match '10 credits'
        }
    }

    It 'writes a debug message with the allowed headers for each request' {
        @($run.Debug -match 'x-ratelimit-remaining').Count | Should -Be 5
    }

    # Messages are not created for a disabled stream.
    It 'enables the streams <Name>' -ForEach @(
        @{ Name = 'by the preference'; Verbose = 1; Debug = 1
            Script = { $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'
                Get-TikTokFollowing someone -Provider DumplingAI } }
        @{ Name = 'in a function with -Verbose'; Verbose = 1; Debug = 0
            Script = { function Get-It { [CmdletBinding()] param() Get-TikTokFollowing someone -Provider DumplingAI }
                Get-It -Verbose } }
        @{ Name = 'by -Verbose'; Verbose = 1; Debug = 0
            Script = { Get-TikTokFollowing someone -Provider DumplingAI -Verbose } }
        @{ Name = 'by default: neither'; Verbose = 0; Debug = 0
            Script = { Get-TikTokFollowing someone -Provider DumplingAI } }
        @{ Name = 'by a switch with $false: neither'; Verbose = 0; Debug = 0
            Script = { $VerbosePreference = 'Continue'
                Get-TikTokFollowing someone -Provider DumplingAI -Verbose:$false } }
    ) {
        $run = Invoke-Captured $Script
        @($run.Verbose -match 'POST').Count | Should -Be $Verbose
        @($run.Debug -match 'x-ratelimit-remaining').Count | Should -Be $Debug
    }

    It 'writes only accounts to the output' {
        @($run.Output | Where-Object { $_ -isnot [TikTokFollowing.FollowedAccount] }) | Should -BeNullOrEmpty
    }
}

Describe 'Get-TikTokFollowing: the closing verbose message' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        Reset-TestSession
        $null = Start-TikTokFollowingSandbox
    }

    AfterAll {
        Reset-TestSession
    }

    It 'states the totals: <Name>' -ForEach @(
        @{ Name = 'one page'; Script = { Get-TikTokFollowing someone -Provider SociaVault -Verbose }
            Says = 'Total: 1 request, 20 accounts received, 1 credit charged.' }
        @{ Name = 'two lists'; Script = { Get-TikTokFollowing a, b -All -Provider UnifAPI -Verbose }
            Says = 'Total: 10 requests, 180 accounts received, 180 credits charged.' }
        @{ Name = 'a handle that is missing'; Script = { Get-TikTokFollowing missing -Provider SocialFetch -Verbose }
            Says = 'Total: 1 request, 0 accounts received, 1 credit charged.' }
        @{ Name = 'a budget'; Script = { Get-TikTokFollowing someone -All -MaxCredits 2 -Provider SociaVault -Verbose }
            Says = 'Total: 2 requests, 40 accounts received, 2 credits charged.' }
        @{ Name = 'a page'; Script = { Get-TikTokFollowingPage someone -Provider DumplingAI -Verbose }
            Says = 'Total: 1 request, 20 accounts received, 10 credits charged.' }
        @{ Name = 'a page that fails'; Script = { Get-TikTokFollowingPage missing -Provider SociaVault -Verbose }
            Says = 'Total: 1 request, 0 accounts received, 1 credit charged.' }
        @{ Name = 'nothing'; Script = { Get-TikTokFollowing someone -First 0 -Provider SociaVault -Verbose }
            Says = 'Total: 0 requests, 0 accounts received, 0 credits charged.' }
    ) {
        $run = Invoke-Captured $Script
        $run.Verbose[-1] | Should -BeExactly $Says
        @($run.Verbose -like 'Total: *').Count | Should -Be 1
    }

    It 'counts the accounts from journals' {
        $null = Get-TikTokFollowing someone -First 40 -Provider SociaVault -CheckpointPath $folder @Quiet
        $run = Invoke-Captured {
            Get-TikTokFollowing someone -All -Provider SociaVault -CheckpointPath $folder -Verbose
        }
        $run.Verbose[-1] |
            Should -BeExactly 'Total: 3 requests, 50 accounts received, 40 accounts from journals, 3 credits charged.'
    }

    It 'is written if an error ends the command' {
        $run = Invoke-Captured { Get-TikTokFollowing missing -Provider SociaVault -Verbose -ErrorAction Stop }
        $run.Terminating | Should -Not -BeNullOrEmpty
        @($run.Verbose -like 'Total: *').Count | Should -Be 1
    }
}

Describe 'Get-TikTokFollowing: progress' {
    AfterEach {
        Reset-TestSession
    }

    It 'is completed: <Name>' -ForEach @(
        @{ Name = 'the whole list'; Fault = 'None'; Script = 'Get-TikTokFollowing someone -Provider SociaVault -All' }
        @{ Name = 'two lists'; Fault = 'None'; Script = 'Get-TikTokFollowing one, two -Provider SociaVault -All' }
        @{ Name = 'one page'; Fault = 'None'; Script = 'Get-TikTokFollowing someone -Provider SociaVault' }
        @{ Name = '-First'; Fault = 'None'; Script = 'Get-TikTokFollowing someone -Provider SociaVault -First 25' }
        @{ Name = 'Select-Object -First'; Fault = 'None'
            Script = 'Get-TikTokFollowing someone -Provider SociaVault -All | Select-Object -First 25' }
        @{ Name = 'an error in mid-list'; Fault = 'ServerError'
            Script = 'Get-TikTokFollowing someone -Provider SociaVault -All -MaximumRetryCount 0' }
        @{ Name = 'an error that ends the command'; Fault = 'Unauthorized'
            Script = 'Get-TikTokFollowing someone -Provider SociaVault -All' }
        @{ Name = 'a consumer that throws'; Fault = 'None'
            Script = 'Get-TikTokFollowing someone -Provider SociaVault -All | ' +
                'ForEach-Object { if ($_.Position -gt 20) { throw "enough" } }' }
    ) {
        $null = Start-TikTokFollowingSandbox -Fault $Fault
        $shell = New-TestPowerShell $Script
        try {
            try { $null = $shell.Invoke() } catch { $null = $_ }
            $records = @($shell.Streams.Progress)
            $records.Count | Should -BeGreaterThan 0
            foreach ($activity in $records | Group-Object ActivityId) {
                $activity.Group[-1].RecordType | Should -Be 'Completed'
            }
        }
        finally { $shell.Dispose() }
    }

    # Progress is written only a few times a second, so each page must take longer than that.
    It 'shows the handle, the accounts of the total and the credits' {
        $null = Start-TikTokFollowingSandbox -LatencyMilliseconds 300
        $shell = New-TestPowerShell 'Get-TikTokFollowing someone -Provider SociaVault -All'
        try {
            $null = $shell.Invoke()
            $texts = @($shell.Streams.Progress | Where-Object RecordType -EQ 'Processing' |
                ForEach-Object {
                    "$($_.Activity) $($_.StatusDescription) $($_.CurrentOperation) $($_.PercentComplete)"
                })
            $texts[0] | Should -Match 'someone.*requesting the first page'
            $second = @($texts -match '\b40 of ~90')[0]
            $second | Should -Match 'someone'
            $second | Should -Match '\b90\b'
            $second | Should -Match '\b2 credits, page 2\b'
            $second | Should -Match ' 44$'
        }
        finally { $shell.Dispose() }
    }
}
