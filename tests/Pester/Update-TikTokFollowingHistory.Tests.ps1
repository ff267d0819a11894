BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $savedPath = $env:TIKTOKFOLLOWING_HISTORY_PATH

    function New-HistoryPath { Join-Path $TestDrive ([guid]::NewGuid().ToString('n')) }

    # Runs an update and returns its streams, and the number of requests that it sent.
    function Invoke-Update([hashtable] $Parameters) {
        $before = (Get-TikTokFollowingSandbox).Requests
        $run = Invoke-Captured { Update-TikTokFollowingHistory @Parameters }
        $run | Add-Member Requests ((Get-TikTokFollowingSandbox).Requests - $before)
        $run | Add-Member Information (
            @($run.All | Where-Object { $_ -is [System.Management.Automation.InformationRecord] }))
        $run
    }

    function Get-ChangeText($Change) { @($Change | ForEach-Object { "$($_.Change) $($_.Handle)" } | Sort-Object) }

    # The differences of two lists of records in TikTok's format, without renames.
    function Get-Difference($Old, $New) {
        $oldIds = @($Old | ForEach-Object uid)
        $newIds = @($New | ForEach-Object uid)
        @(
            $New | Where-Object { $oldIds -cnotcontains $_.uid } | ForEach-Object { "Followed $($_.unique_id)" }
            $Old | Where-Object { $newIds -cnotcontains $_.uid } | ForEach-Object { "Unfollowed $($_.unique_id)" }
        ) | Sort-Object
    }
}

AfterAll {
    $env:TIKTOKFOLLOWING_HISTORY_PATH = $savedPath
    Restore-TestEnvironment $environment
}

Describe 'Update-TikTokFollowingHistory' {
    BeforeEach {
        $env:TIKTOKFOLLOWING_HISTORY_PATH = $null
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount 90 -PageSize 20
        $path = New-HistoryPath
    }

    AfterEach {
        Reset-TestSession
    }

    Context 'the days of the sandbox, from <_>' -ForEach @(
        'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI'
    ) {
        It 'stores a baseline, and then the changes' {
            $provider = $_
            $parameters = @{ Handle = 'someone'; Provider = $provider; Path = $path }
            $first = @(Get-WireList someone $sandbox)
            $baseline = Invoke-Update $parameters
            $baseline.Output | Should -BeNullOrEmpty
            $baseline.AnyError | Should -BeNullOrEmpty
            $baseline.Requests | Should -Be 5
            @($baseline.Information).Count | Should -Be 1
            "$($baseline.Information)" | Should -BeLike '1 baseline stored: 90 accounts for *'
            $baseline.Information[0].Tags | Should -Contain 'PSHOST'

            $quiet = Invoke-Update $parameters
            $quiet.Output | Should -BeNullOrEmpty
            $quiet.Information | Should -BeNullOrEmpty
            $quiet.Requests | Should -Be 1

            $changes = @()
            $warnings = @()
            foreach ($day in 1..3) {
                Set-TikTokFollowingSandbox -Day $day
                $run = Invoke-Update $parameters
                $run.AnyError | Should -BeNullOrEmpty
                $run.Requests | Should -Be 1
                $changes += $run.Output
                $warnings += @($run.Warnings -like '*total fell*')
            }
            $last = @(Get-WireList someone $sandbox)
            $expected = @(Get-Difference $first $last)
            # Accounts that were followed again are in both lists, and in the last one they are on top.
            $top = @($last | Select-Object -First 9 | ForEach-Object { "Followed $($_.unique_id)" })
            $changes | Where-Object Change -eq Followed | ForEach-Object { "Followed $($_.Handle)" } | Should -BeIn $top
            $expected -like 'Followed*' | Should -BeIn (Get-ChangeText $changes)
            @($warnings).Count | Should -Be $(if ($provider -eq 'UnifAPI') { 0 } else { 1 })

            $full = Invoke-Update ($parameters + @{ Full = $true })
            $full.Requests | Should -Be 5
            $changes += $full.Output
            $texts = @(Get-ChangeText $changes)
            $expected | Should -BeIn $texts
            $texts -like 'Unfollowed*' | Should -Be @($expected -like 'Unfollowed*')
            @($changes.Sequence) | Should -Be @(1..$changes.Count)
            @($changes.ChangeId | Select-Object -Unique).Count | Should -Be $changes.Count
            $changes[0] | Should -BeOfType ([TikTokFollowing.FollowingChange])
            $changes[0].DetectedAt | Should -BeOfType ([datetime])
            $changes[0].FollowedBy | Should -BeExactly 'someone'
        }

        It 'resumes within a budget, without a second charge' {
            $page = @{ UnifAPI = 20; DumplingAI = 10 }[$_]
            if (-not $page) { $page = 1 }
            $parameters = @{ Handle = 'someone'; Provider = $_; Path = $path }
            $run = Invoke-Update ($parameters + @{ MaxCredits = 2 * $page })
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
            "$($run.Terminating)" |
                Should -BeLike '*Saved so far: * accounts for * credits. To resume, run the same command again.'
            $run.Requests | Should -Be 2
            $resumed = Invoke-Update $parameters
            $resumed.AnyError | Should -BeNullOrEmpty
            $resumed.Requests | Should -Be 3
            "$($resumed.Information)" | Should -BeLike '1 baseline stored: 90 accounts*'
        }
    }

    Context 'users' {
        It 'accepts strings, rows, profile addresses, errors and summaries' {
            $row = [pscustomobject] @{ Handle = 'row.one'; Note = 'x' }
            $budget = $null
            try { $null = Get-TikTokFollowing point -Provider SociaVault -All -MaxCredits 1 @Quiet }
            catch { $budget = $_ }
            $run = Invoke-Captured {
                'plain', '@at', 'https://www.tiktok.com/@address', $row, $budget, $budget.TargetObject |
                    Update-TikTokFollowingHistory -Provider SociaVault -Path $path
            }
            $run.AnyError | Should -BeNullOrEmpty
            (Get-ChildItem -LiteralPath $path).Name | Sort-Object | Should -Be @(
                'address', 'at', 'plain', 'point', 'row.one' | ForEach-Object { "$_.history.jsonl" })
            "$($run.All | Where-Object { $_ -is [System.Management.Automation.InformationRecord] })" |
                Should -BeLike '5 baselines stored: 450 accounts for 25 credits.*'
            $run.Warnings -like '*was specified twice, so its history is updated only once*' |
                Should -Not -BeNullOrEmpty
        }

        It 'rejects accounts and changes, before a request (<Name>)' -ForEach @(
            @{ Name = 'account'; Get = {
                    Get-TikTokFollowing someone -Provider SociaVault @Quiet | Select-Object -First 1 } }
            @{ Name = 'row of a CSV'; Get = {
                    Get-TikTokFollowing someone -Provider SociaVault @Quiet | Select-Object -First 1 |
                        ConvertTo-Csv | ConvertFrom-Csv } }
            @{ Name = 'shared account'; Get = { [pscustomobject] @{ Handle = 'x'; FollowedByCount = 2 } } }
        ) {
            $item = & $Get
            $before = (Get-TikTokFollowingSandbox).Requests
            $run = Invoke-Captured { $item | Update-TikTokFollowingHistory -Provider SociaVault -Path $path }
            $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            "$($run.Errors[0])" | Should -BeLike '*would cost a baseline*'
            (Get-TikTokFollowingSandbox).Requests | Should -Be $before
            Test-Path -LiteralPath $path | Should -BeFalse
        }

        It 'reports an error per user and updates the others' {
            $run = Invoke-Update @{ Handle = 'missing', 'one', 'hidden', 'two'; Provider = 'SociaVault'; Path = $path }
            @($run.Errors.FullyQualifiedErrorId) -replace ',.*' | Should -Be 'AccountNotFound', 'FollowingHidden'
            "$($run.Information)" | Should -BeLike '2 baselines stored: 180 accounts*'
            $run.Terminating | Should -BeNullOrEmpty
        }

        It 'starts no history for an empty list that may be hidden' {
            $run = Invoke-Update @{ Handle = 'hidden'; Provider = 'UnifAPI'; Path = $path }
            $run.AnyError | Should -BeNullOrEmpty
            $run.Warnings -like '*No history was started*' | Should -Not -BeNullOrEmpty
            Get-ChildItem -LiteralPath $path | Should -BeNullOrEmpty
        }

        It 'reads several lists concurrently within one budget' {
            $parameters = @{ Provider = 'SociaVault'; Path = $path; ThrottleLimit = 4 }
            $parameters.Handle = @(1..8 | ForEach-Object { "user$_" })
            $run = Invoke-Update ($parameters + @{ MaxCredits = 17 })
            $run.AnyError[-1].FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
            $run.Requests | Should -Be 17
            $rest = Invoke-Update $parameters
            $rest.AnyError | Should -BeNullOrEmpty
            $stored = @(Get-ChildItem -LiteralPath $path -Filter *.history.jsonl)
            $stored.Count | Should -Be 8
            # A finished baseline needs one more request, for its update.
            $finished = 8 - [int] ("$($rest.Information)" -replace ' .*')
            $rest.Requests | Should -Be (8 * 5 - 17 + $finished)
        }

        It 'rejects a history that another program has open' {
            $parameters = @{ Handle = 'someone'; Provider = 'SociaVault'; Path = $path }
            $null = Invoke-Update $parameters
            $file = [System.IO.File]::Open((Join-Path $path 'someone.history.jsonl'), 'Open', 'ReadWrite', 'None')
            try { $run = Invoke-Update $parameters } finally { $file.Dispose() }
            $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'HistoryInUse,*'
            "$($run.Errors[0].CategoryInfo.Category)" | Should -Be 'ResourceBusy'
            $run.Requests | Should -Be 0
        }

        It 'states the number of changes of each update with -Verbose' {
            $parameters = @{ Handle = 'someone'; Provider = 'SociaVault'; Path = $path; Verbose = $true }
            (Invoke-Update $parameters).Verbose | Should -Not -Contain '@someone: 0 changes.'
            (Invoke-Update $parameters).Verbose | Should -Contain '@someone: 0 changes.'
            Set-TikTokFollowingSandbox -Day 1
            (Invoke-Update $parameters).Verbose | Should -Contain '@someone: 2 changes.'
        }

        It 'does not merge two users by -FormerHandle' {
            $parameters = @{ Provider = 'SociaVault'; Path = $path }
            $null = Invoke-Update ($parameters + @{ Handle = 'anna', 'ben' })
            $both = Invoke-Update ($parameters + @{ Handle = 'ben'; FormerHandle = 'anna' })
            $both.Errors[0].FullyQualifiedErrorId | Should -BeLike 'HistoryUnusable,*'
            $both.Requests | Should -Be 0
            $other = Invoke-Update ($parameters + @{ Handle = 'dora'; FormerHandle = 'anna' })
            $other.Errors[0].FullyQualifiedErrorId | Should -BeLike 'HistoryUnusable,*'
            "$($other.Errors[0])" | Should -BeLike '*none or hardly any of its 90 accounts*'
            $other.Output | Should -BeNullOrEmpty
        }

        It 'continues the history of a former handle' {
            $parameters = @{ Handle = 'someone'; Provider = 'SociaVault'; Path = $path }
            $null = Invoke-Update $parameters
            $both = Invoke-Update @{ Handle = 'a', 'b'; FormerHandle = 'x'; Provider = 'SociaVault'; Path = $path }
            $both.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $parameters.Handle = 'renamed'
            $none = Invoke-Update ($parameters + @{ FormerHandle = 'absent' })
            $none.Errors[0].FullyQualifiedErrorId | Should -BeLike 'HistoryNotFound,*'
            $none.Requests | Should -Be 0
        }
    }

    Context 'parameters' {
        It 'requires a folder, and states how to specify one' {
            $run = Invoke-Update @{ Handle = 'someone'; Provider = 'SociaVault' }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            "$($run.Terminating)" | Should -BeLike '*-Path*$env:TIKTOKFOLLOWING_HISTORY_PATH*'
            $run.Requests | Should -Be 0
        }

        It 'uses the folder in the environment variable, and a literal -Path' {
            $env:TIKTOKFOLLOWING_HISTORY_PATH = $path
            $null = Invoke-Update @{ Handle = 'someone'; Provider = 'SociaVault' }
            Join-Path $path someone.history.jsonl | Should -Exist
            $null = New-Item -ItemType Directory "$path/a[b]" -Force
            $null = Invoke-Update @{ Handle = 'someone'; Provider = 'SociaVault'; LiteralPath = "$path/a[b]" }
            Test-Path -LiteralPath "$path/a[b]/someone.history.jsonl" | Should -BeTrue
        }

        It 'rejects the time span <Span>, which <Problem>' -ForEach @(
            foreach ($unclear in 7, '7', 1.5, '1.5', '24:00:00', '36:00', 'weekly') {
                @{ Span = $unclear; Problem = 'is not a clear time span. Use days.hours:minutes:seconds' }
            }
            foreach ($negative in '-1.00:00:00', '-0:30', ([timespan] '-1.00:00:00')) {
                @{ Span = $negative; Problem = 'is negative. Use a time span of 0 or more' }
            }
        ) {
            { Update-TikTokFollowingHistory x -Path $path -FullInterval $Span } |
                Should -Throw "*$Problem*" -ErrorId 'ParameterArgumentTransformationError,*'
        }

        It 'accepts the time span <_>' -ForEach '7.00:00:00', '12:00:00', '23:59', 0, '0', ([timespan] '1.00:00:00') {
            $parameters = @{ Handle = 'x'; Path = $path; Provider = 'SociaVault'; WhatIf = $true }
            $run = Invoke-Update ($parameters + @{ FullInterval = $_ })
            $run.AnyError | Should -BeNullOrEmpty
        }

        It 'reads the whole list when the last full update is older than -FullInterval' {
            $parameters = @{ Handle = 'someone'; Provider = 'SociaVault'; Path = $path }
            $null = Invoke-Update $parameters
            (Invoke-Update ($parameters + @{ FullInterval = '7.00:00:00' })).Requests | Should -Be 1
            (Invoke-Update ($parameters + @{ FullInterval = 0 })).Requests | Should -Be 5
        }

        It 'sends nothing and changes nothing with -WhatIf, and states the price' {
            $text = Invoke-FreshScript @"
Import-Module `$ModulePath
`$sandbox = Start-TikTokFollowingSandbox -FollowingCount 90 -PageSize 20 -WarningAction SilentlyContinue
`$p = @{ Handle = 'someone'; Provider = 'SociaVault'; Path = '$path'; WarningAction = 'SilentlyContinue' }
Update-TikTokFollowingHistory @p -WhatIf
"exists: `$(Test-Path -LiteralPath '$path')"
Update-TikTokFollowingHistory @p 6>`$null
`$requests = (Get-TikTokFollowingSandbox).Requests
Update-TikTokFollowingHistory @p -WhatIf
Update-TikTokFollowingHistory @p -Full -WhatIf
"requests: `$((Get-TikTokFollowingSandbox).Requests - `$requests)"
"@
            $lines = $text -split '\r?\n'
            $lines[0] | Should -BeLike 'What if: Read the whole list of @someone as its baseline from SociaVault (1*'
            $lines[1] | Should -Be 'exists: False'
            $lines[2] | Should -BeLike 'What if: Read the newest accounts of @someone *: 1 credit or more.*'
            $lines[3] | Should -BeLike 'What if: Read the whole list *: about 5 credits for 90 stored accounts.*'
            $lines[4] | Should -Be 'requests: 0'
        }
    }

    Context 'output' {
        It 'shows the change, the handle, the time and the list in a table' {
            $parameters = @{ Handle = 'someone'; Provider = 'SociaVault'; Path = $path }
            $null = Invoke-Update $parameters
            Set-TikTokFollowingSandbox -Day 1
            $changes = @((Invoke-Update $parameters).Output)
            $text = $changes | Format-Table | Out-String -Width 120
            $text | Should -Match 'Change\s+Handle\s+DetectedAt\s+FollowedBy'
            $text | Should -Match ([regex]::Escape($changes[0].Handle))
            $text | Should -Match 'someone'
            $changes | Export-Clixml -Path "$path.xml"
            (Import-Clixml -Path "$path.xml" | Format-Table | Out-String -Width 120) |
                Should -Match 'Change\s+Handle\s+DetectedAt\s+FollowedBy'
        }

        It 'shows no key in any stream or file' {
            $run = Invoke-Captured {
                $DebugPreference = 'Continue'
                Update-TikTokFollowingHistory someone -Provider SociaVault -Path $path -BaseUri $sandbox.BaseUri `
                    -ApiKey (ConvertTo-Key 'sk_test_0123456789abcdef') -Verbose
            }
            $run.AnyError | Should -BeNullOrEmpty
            "$($run.All)" | Should -Not -Match 'sk_test_0123456789abcdef'
            Get-ChildItem -LiteralPath $path -File |
                ForEach-Object { Get-Content -LiteralPath $_.FullName -Raw } | Should -Not -Match 'sk_test'
        }
    }
}
