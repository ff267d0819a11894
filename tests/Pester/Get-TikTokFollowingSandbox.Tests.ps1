BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowingSandbox' {
    AfterEach {
        Reset-TestSession
    }

    It 'returns the running sandbox with its day, settings and counters' {
        $started = Start-TikTokFollowingSandbox -Day 3 -FollowingCount 40 -Fault RateLimit -FaultEvery 9
        $null = Get-TikTokFollowing someone -Provider DumplingAI @Quiet
        $sandbox = Get-TikTokFollowingSandbox
        $sandbox | Should -BeOfType ([TikTokFollowing.Sandbox])
        $sandbox.BaseUri | Should -Be $started.BaseUri
        $sandbox.Day | Should -Be 3
        $sandbox.FollowingCount | Should -Be 40
        $sandbox.FaultPlan | Should -BeExactly 'RateLimit, every 9'
        $sandbox.Requests | Should -Be 1
        $sandbox.Credits | Should -Be 10
        $sandbox.IsRunning | Should -BeTrue
    }

    It 'returns nothing if none is running, without an error or a warning (<_>)' -ForEach 'never started', 'stopped' {
        if ($_ -eq 'stopped') { $null = Start-TikTokFollowingSandbox; $null = Stop-TikTokFollowingSandbox }
        $run = Invoke-Captured { Get-TikTokFollowingSandbox }
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
        $run.Warnings | Should -BeNullOrEmpty
    }

    It 'returns the second of two sandboxes' {
        $null = Start-TikTokFollowingSandbox
        $second = Start-TikTokFollowingSandbox
        (Get-TikTokFollowingSandbox).Port | Should -Be $second.Port
    }

    It 'finds it in another runspace' {
        $sandbox = Start-TikTokFollowingSandbox
        $shell = New-TestPowerShell 'Get-TikTokFollowingSandbox'
        try { $shell.Invoke().BaseUri | Should -Be $sandbox.BaseUri }
        finally { $shell.Dispose() }
    }

    It 'sends no request, and states what it writes' {
        $sandbox = Start-TikTokFollowingSandbox
        $null = Get-TikTokFollowingSandbox
        $sandbox.Requests | Should -Be 0
        (Get-Command Get-TikTokFollowingSandbox).OutputType.Type | Should -Be ([TikTokFollowing.Sandbox])
    }

    It 'has a table of at most 80 columns that shows the day and the counters, also after a job (<_>)' -ForEach @(
        'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR'
    ) {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::new($_, $false)
            $null = Start-TikTokFollowingSandbox -Day 365 -FollowingCount 1000000 -PageSize 1000
            foreach ($i in 1..2) { $null = Get-TikTokFollowing someone -Provider DumplingAI -First 1 @Quiet }
            $sandbox = Get-TikTokFollowingSandbox
            $serializer = [System.Management.Automation.PSSerializer]
            foreach ($object in $sandbox, $serializer::Deserialize($serializer::Serialize($sandbox))) {
                $text = ($object | Out-String -Width 80) -replace '\e\[[\d;]*m'
                $lines = @($text -split '\r?\n' | Where-Object { $_.Trim() })
                $lines.Count | Should -Be 3
                ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
                -split $lines[0] | Should -Be @(
                    'BaseUri', 'Running', 'Day', 'Following', 'PageSize', 'Requests', 'Credits', 'Fault')
                $lines[2] | Should -Match "^$([regex]::Escape($sandbox.BaseUri)) +True +365 .+ 2 +20 None\s*$"
                $lines[2] | Should -Match ([regex]::Escape((1000).ToString('N0')))
                $object | Format-List | Out-String | Should -Match '(?m)^(\e\[[\d;]*m)*Day +: (\e\[[\d;]*m)*365\s*$'
            }
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }
}
