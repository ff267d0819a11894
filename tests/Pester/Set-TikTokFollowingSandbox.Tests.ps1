BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment

    function Get-List([string] $Handle = 'someone', [string] $Provider = 'SociaVault') {
        Get-TikTokFollowing $Handle -Provider $Provider -All @Quiet
    }

    function Get-FirstErrorId([scriptblock] $Script) {
        (Invoke-Captured $Script).AnyError[0].FullyQualifiedErrorId
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Set-TikTokFollowingSandbox' {
    AfterEach {
        Reset-TestSession
    }

    It '-Day shows the list of that day, and of an earlier day again' {
        $sandbox = Start-TikTokFollowingSandbox
        $before = Get-List
        Set-TikTokFollowingSandbox -Day 1 | Should -BeNullOrEmpty
        $sandbox.Day | Should -Be 1
        $after = Get-List
        $changes = Compare-TikTokFollowing $before $after -Complete
        @($changes | Where-Object Change -EQ 'Followed').Count | Should -BeGreaterOrEqual 1
        @($changes | Where-Object Change -EQ 'Unfollowed').Count | Should -BeGreaterOrEqual 1
        $after[0].Id | Should -BeIn @($changes | Where-Object Change -EQ 'Followed').Id
        Set-TikTokFollowingSandbox -Day 0
        Compare-Sequence (Get-List).Id $before.Id | Should -BeTrue
    }

    It 'shows the same list and total at every provider on day <_>' -ForEach 0, 1, 7, 100, 365 {
        $null = Start-TikTokFollowingSandbox -Day $_
        $expected = (Get-List).Handle
        foreach ($provider in $AllProviders) {
            Compare-Sequence (Get-List -Provider $provider).Handle $expected | Should -BeTrue -Because $provider
            $total = (Get-TikTokFollowingPage someone -Provider $provider @Quiet).Total
            if ($provider -ne 'UnifAPI') { $total | Should -Be $expected.Count }
        }
    }

    It 'shows the same list as Start-TikTokFollowingSandbox -Day' {
        $null = Start-TikTokFollowingSandbox -Day 5
        $started = Get-List
        $null = Start-TikTokFollowingSandbox
        Set-TikTokFollowingSandbox -Day 5
        Compare-Sequence (Get-List).Id $started.Id | Should -BeTrue
    }

    It 'renames an account, which keeps its id and its list' {
        $null = Start-TikTokFollowingSandbox
        $before = Get-List
        Set-TikTokFollowingSandbox -Day 7
        $rename = Compare-TikTokFollowing $before (Get-List) -Complete |
            Where-Object Change -EQ 'Renamed' | Select-Object -First 1
        $rename.Id | Should -Not -BeNullOrEmpty
        $list = (Get-List $rename.Handle).Id
        Compare-Sequence (Get-TikTokFollowing $rename.Id -Provider UnifAPI -All @Quiet).Id $list | Should -BeTrue
        Get-FirstErrorId { Get-List $rename.PreviousHandle } | Should -BeLike 'AccountNotFound,*'
    }

    It 'keeps follow times, which are in the past' {
        $null = Start-TikTokFollowingSandbox -PageSize 1 -FollowingCount 5
        $windows = @{}
        foreach ($day in 0, 1, 2, 365) {
            Set-TikTokFollowingSandbox -Day $day
            foreach ($account in Get-TikTokFollowing someone -Provider DumplingAI -First 5 @Quiet) {
                if ($account.FollowedBefore) {
                    $account.FollowedBefore | Should -BeLessThan (Get-Date)
                    if ($windows[$account.Id]) {
                        $account.FollowedBefore | Should -BeGreaterOrEqual $windows[$account.Id]
                    }
                }
                if ($account.FollowedAfter) { $windows[$account.Id] = $account.FollowedAfter }
            }
        }
        $windows.Count | Should -BeGreaterThan 5
    }

    It 'keeps the address, the counters and the other settings' {
        $settings = @{ FollowingCount = 30; PageSize = 10; LatencyMilliseconds = 1 }
        $sandbox = Start-TikTokFollowingSandbox @settings -Fault ServerError -FaultEvery 50
        $null = Get-TikTokFollowingPage someone -Provider SociaVault @Quiet
        $changed = Set-TikTokFollowingSandbox -Day 2 -PassThru
        $changed.BaseUri | Should -Be $sandbox.BaseUri
        $changed.Requests | Should -Be 1
        $changed.PageSize | Should -Be 10
        $changed.FaultPlan | Should -BeExactly 'ServerError, every 50'
        $changed.LatencyMilliseconds | Should -Be 1
        $changed.Day | Should -Be 2
    }

    It 'replaces faults and their schedule, and ends them with None' {
        $sandbox = Start-TikTokFollowingSandbox -Fault RateLimit -FaultPage 3
        Set-TikTokFollowingSandbox -Fault ServerError, BadGateway -FaultEvery 1
        $sandbox.FaultPlan | Should -BeExactly 'ServerError, BadGateway, every 1'
        $sandbox.FaultPage | Should -BeNullOrEmpty
        Get-FirstErrorId { Get-TikTokFollowing someone -Provider SociaVault @Impatient } |
            Should -BeLike 'ProviderUnavailable,*'
        $sandbox.FaultCounts['ServerError'] | Should -Be 1
        Set-TikTokFollowingSandbox -Fault None
        $sandbox.FaultPlan | Should -BeExactly 'None'
        (Get-List).Count | Should -Be 90
        Set-TikTokFollowingSandbox -Fault RateLimit
        $sandbox.FaultPlan | Should -BeExactly 'RateLimit, every 3'
    }

    It '-LatencyMilliseconds delays the following responses' {
        $null = Start-TikTokFollowingSandbox
        Set-TikTokFollowingSandbox -LatencyMilliseconds 150
        $page = Get-TikTokFollowingPage someone -Provider SociaVault @Quiet
        $page.Duration.TotalMilliseconds | Should -BeGreaterOrEqual 145
    }

    It '-WhatIf names the settings and changes nothing' {
        $sandbox = Start-TikTokFollowingSandbox
        Set-TikTokFollowingSandbox -Day 2 -LatencyMilliseconds 1500 -Fault RateLimit, Html -PassThru -WhatIf |
            Should -BeNullOrEmpty
        $sandbox.Day | Should -Be 0
        $sandbox.LatencyMilliseconds | Should -Be 0
        $sandbox.FaultPlan | Should -BeExactly 'None'
    }

    It 'shows the same prompt under every culture' {
        # -WhatIf writes to the host, whose text only another process returns.
        $text = Invoke-FreshScript @"
Import-Module `$ModulePath
`$null = Start-TikTokFollowingSandbox
foreach (`$name in 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR') {
    [cultureinfo]::CurrentCulture = [cultureinfo]::new(`$name, `$false)
    Set-TikTokFollowingSandbox -Day 21 -LatencyMilliseconds 1500 -Fault RateLimit, Html -WhatIf
}
"@
        $lines = @($text -split '\r?\n')
        $lines.Count | Should -Be 8
        @($lines | Select-Object -Unique).Count | Should -Be 1
        $changes = '"Set day 21, latency 1500 ms, faults RateLimit and Html"'
        $lines[0] | Should -BeLike "*$changes*`"the sandbox at http://127.0.0.1:*/`"*"
    }

    It 'reports the command that starts a sandbox if none is running (<_>)' -ForEach 'never started', 'stopped' {
        if ($_ -eq 'stopped') { $null = Start-TikTokFollowingSandbox; $null = Stop-TikTokFollowingSandbox }
        $run = Invoke-Captured { Set-TikTokFollowingSandbox -Day 1 }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'SandboxStopped,*'
        $run.Terminating.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        $run.Terminating.Exception.Message |
            Should -BeExactly 'No sandbox is running. To start one: Start-TikTokFollowingSandbox'
    }

    It 'reports that another runspace stopped the sandbox' {
        $sandbox = Start-TikTokFollowingSandbox
        $shell = New-TestPowerShell 'Stop-TikTokFollowingSandbox'
        try { $null = $shell.Invoke() }
        finally { $shell.Dispose() }
        $run = Invoke-Captured { Set-TikTokFollowingSandbox -Day 1 }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'SandboxStopped,*'
        $run.Terminating.Exception.Message |
            Should -BeLike "The sandbox at $($sandbox.BaseUri) was stopped by Stop-TikTokFollowingSandbox.*"
    }

    It 'rejects <Name>' -ForEach @(
        @{ Name = 'no setting'; With = @{} }
        @{ Name = '-PassThru alone'; With = @{ PassThru = $true } }
        @{ Name = 'a day before the first'; With = @{ Day = -1 } }
        @{ Name = 'a day after the last'; With = @{ Day = 366 } }
        @{ Name = 'a schedule without a fault'; With = @{ FaultEvery = 2 } }
        @{ Name = 'pages without a fault'; With = @{ FaultPage = 2; Day = 1 } }
        @{ Name = 'two schedules'; With = @{ Fault = 'Html'; FaultPage = 2; FaultEvery = 2 } }
    ) {
        $sandbox = Start-TikTokFollowingSandbox
        { Set-TikTokFollowingSandbox @With -ErrorAction Stop } | Should -Throw
        $sandbox.Day | Should -Be 0
        $sandbox.FaultPlan | Should -BeExactly 'None'
    }

    It 'completes the faults and its parameters' {
        $complete = { param($Line) (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
        & $complete 'Set-TikTokFollowingSandbox -Fault Retry' | Should -Be 'RetryAfterDate', 'RetryAfterSeconds'
        & $complete 'Set-TikTokFollowingSandbox -D' | Should -Contain '-Day'
        & $complete 'Set-TikTokFollowingSandbox -Pass' | Should -Be '-PassThru'
    }

    It 'returns the same shared accounts in the lists of five handles' {
        $null = Start-TikTokFollowingSandbox -Day 3
        $lists = 'someone', 'another', 'paper.shop', 'third.one', 'creator' | ForEach-Object { , (Get-List $_) }
        $shared = $lists | ForEach-Object { $_ } | Group-Object Id | Where-Object Count -GE 2
        $shared.Count | Should -BeGreaterOrEqual 10
        ($shared | Measure-Object Count -Maximum).Maximum | Should -BeGreaterOrEqual 3
        foreach ($group in $shared) {
            foreach ($property in 'Handle', 'SecUid', 'DisplayName', 'Bio', 'IsVerified', 'FollowerCount', 'Region') {
                $values = @($group.Group.$property | Select-Object -Unique)
                $values.Count | Should -BeLessOrEqual 1 -Because "$property of $($group.Group[0].Handle)"
            }
        }
    }
}
