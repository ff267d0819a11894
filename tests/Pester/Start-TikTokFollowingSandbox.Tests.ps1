BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Start-TikTokFollowingSandbox' {
    AfterEach {
        Reset-TestSession
    }

    It 'returns its loopback address and its settings' {
        $sandbox = Start-TikTokFollowingSandbox
        $sandbox | Should -BeOfType ([TikTokFollowing.Sandbox])
        $sandbox.BaseUri.Scheme | Should -Be 'http'
        $sandbox.BaseUri.IsLoopback | Should -BeTrue
        $sandbox.Port | Should -Be $sandbox.BaseUri.Port
        $sandbox.Day | Should -Be 0
        $sandbox.FollowingCount | Should -Be 90
        $sandbox.PageSize | Should -Be 20
        $sandbox.LatencyMilliseconds | Should -Be 0
        $sandbox.Fault | Should -Be 'None'
        $sandbox.IsRunning | Should -BeTrue
        $sandbox.Requests | Should -Be 0
        $sandbox.Credits | Should -Be 0
    }

    It 'needs no key' {
        $null = Start-TikTokFollowingSandbox
        (Get-TikTokFollowing someone -Provider SociaVault -First 1 @Quiet).Handle | Should -Not -BeNullOrEmpty
    }

    It 'updates the counters of the returned object' {
        $sandbox = Start-TikTokFollowingSandbox
        $null = Get-TikTokFollowing someone -Provider DumplingAI -First 25 @Quiet
        $sandbox.Requests | Should -Be 2
        $sandbox.Credits | Should -Be 20
        $null = Get-TikTokFollowing someone -Provider UnifAPI -First 3 @Quiet
        $sandbox.Requests | Should -Be 3
        $sandbox.Credits | Should -Be 23
    }

    It 'returns the same list for the same handle, and other lists for others' {
        $null = Start-TikTokFollowingSandbox
        $first = (Get-TikTokFollowing someone -Provider SociaVault -All @Quiet).Id
        $other = (Get-TikTokFollowing other -Provider SociaVault -All @Quiet).Id
        $null = Start-TikTokFollowingSandbox
        Compare-Sequence (Get-TikTokFollowing someone -Provider SociaVault -All @Quiet).Id $first | Should -BeTrue
        @(Compare-Object $first $other -ExcludeDifferent -IncludeEqual).Count |
            Should -BeLessThan 30 -Because 'lists share some accounts'
    }

    It '-FollowingCount sets the length of lists, and -PageSize the length of pages' {
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount 25 -PageSize 10
        (Get-TikTokFollowing someone -Provider SocialFetch -All @Quiet).Count | Should -Be 25
        $sandbox.Requests | Should -Be 3
    }

    It '-Day starts with the list of that day, whose total differs' {
        $sandbox = Start-TikTokFollowingSandbox -Day 200
        $sandbox.Day | Should -Be 200
        $accounts = Get-TikTokFollowing someone -Provider SociaVault -All @Quiet
        $accounts.Count | Should -Be (Get-TikTokFollowingPage someone -Provider SociaVault @Quiet).Total
        $accounts.Count | Should -Not -Be 90
        $sandbox.FollowingCount | Should -Be 90
    }

    It '-LatencyMilliseconds delays responses' {
        $null = Start-TikTokFollowingSandbox -LatencyMilliseconds 150
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $page = Get-TikTokFollowingPage someone -Provider SociaVault @Quiet
        $watch.ElapsedMilliseconds | Should -BeGreaterOrEqual 150
        $page.Duration.TotalMilliseconds | Should -BeGreaterOrEqual 145
    }

    It '-Port specifies the port; one that is in use is an error with the port' {
        $listener = New-Object System.Net.Sockets.TcpListener ([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        try {
            $run = Invoke-Captured { Start-TikTokFollowingSandbox -Port $port }
            $run.Output | Should -BeNullOrEmpty
            $run.AnyError.Count | Should -Be 1
            $run.AnyError[0].CategoryInfo.Category | Should -Be 'ResourceUnavailable'
            $run.AnyError[0].Exception.Message | Should -Match "\b$port\b"
        }
        finally { $listener.Stop() }
        (Start-TikTokFollowingSandbox -Port $port).Port | Should -Be $port
    }

    It 'a second sandbox replaces the first, also on the same port' {
        $first = Start-TikTokFollowingSandbox
        $second = Start-TikTokFollowingSandbox -Port $first.Port
        $first.IsRunning | Should -BeFalse
        $second.IsRunning | Should -BeTrue
        $second.Port | Should -Be $first.Port
        (Get-TikTokFollowing someone -Provider SociaVault -First 1 @Quiet).Position | Should -Be 1
        $second.Requests | Should -Be 1
    }

    It 'keeps the running sandbox, its address and its counters if a new one cannot start' {
        $first = Start-TikTokFollowingSandbox
        $null = Get-TikTokFollowing someone -Provider SociaVault @Quiet
        $listener = New-Object System.Net.Sockets.TcpListener ([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try { $run = Invoke-Captured { Start-TikTokFollowingSandbox -Port $listener.LocalEndpoint.Port } }
        finally { $listener.Stop() }
        $run.AnyError.Count | Should -Be 1
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'SandboxPortUnavailable,*'
        $run.Warnings | Should -BeNullOrEmpty
        $first.IsRunning | Should -BeTrue
        (Get-TikTokFollowing someone -Provider SociaVault @Quiet).Count | Should -Be 20
        $first.Requests | Should -Be 2
        (Stop-TikTokFollowingSandbox).Port | Should -Be $first.Port
    }

    It 'ends the previous one after the new one has started, and reports it with -Verbose' {
        $first = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Start-TikTokFollowingSandbox -Verbose }
        $run.Output[0].Port | Should -Not -Be $first.Port -Because 'the first one was still listening'
        $first.IsRunning | Should -BeFalse
        "$($run.Verbose)" | Should -BeLike "*previous sandbox at $($first.BaseUri)*"
        (Invoke-Captured { Start-TikTokFollowingSandbox -Port $run.Output[0].Port }).AnyError | Should -BeNullOrEmpty
    }

    It '-WhatIf starts nothing' {
        Start-TikTokFollowingSandbox -WhatIf | Should -BeNullOrEmpty
        (Invoke-Captured { Stop-TikTokFollowingSandbox }).Warnings.Count | Should -Be 1
    }

    It 'simulates the fault <_>' -ForEach @(
        'RateLimit', 'ServerError', 'Timeout', 'Truncated', 'Html', 'EmptyPage', 'RepeatedCursor', 'Redirect'
    ) {
        $type = (Get-Command Start-TikTokFollowingSandbox).Parameters['Fault'].ParameterType
        $values = [Enum]::GetNames($type.GetElementType())
        $values | Should -Contain $_
    }

    It '-Fault with -FaultEvery 2 fails each second request, and a retry succeeds (<_>)' -ForEach @(
        'ServerError', 'ConnectionReset', 'Truncated'
    ) {
        $sandbox = Start-TikTokFollowingSandbox -Fault $_ -FaultEvery 2
        $accounts = Get-TikTokFollowing someone -Provider SociaVault -All -RetryIntervalSec 0 @Quiet
        Compare-Sequence $accounts.Position (1..90) | Should -BeTrue
        $sandbox.Requests | Should -Be 9
        $sandbox.Fault | Should -Be $_
        $sandbox.FaultEvery | Should -Be 2
    }

    It 'does not apply the rate limits of an earlier sandbox' {
        # In another process, because a remaining rate limit would delay the following tests.
        $listed = Invoke-FreshPowerShell @'
Import-Module $ModulePath
$listed = [ordered] @{}
$null = Start-TikTokFollowingSandbox -Fault RateLimit -FaultEvery 1
$names = (Get-TikTokFollowingProvider).Provider
$options = @{ MaximumRetryCount = 0; WarningAction = 'SilentlyContinue'; ErrorAction = 'SilentlyContinue' }
foreach ($name in $names) { $null = Get-TikTokFollowing someone -Provider $name @options }
$null = Start-TikTokFollowingSandbox
foreach ($name in $names) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript("Import-Module '$ModulePath'; Get-TikTokFollowing someone -Provider $name -First 1")
    $running = $shell.BeginInvoke()
    $isCompleted = $running.AsyncWaitHandle.WaitOne(4000)
    $listed[$name] = if ($isCompleted) { $shell.EndInvoke($running).Count } else { 'still waiting' }
    $shell.Stop()
}
$listed | ConvertTo-Json
'@
        foreach ($name in $AllProviders) { $listed.$name | Should -Be 1 -Because "$name responds at once" }
    }

    It 'simulates the special handle <Handle> at <Provider>' -ForEach @(
        @{ Provider = 'SociaVault'; Handle = 'hidden'; Id = 'FollowingHidden' }
        @{ Provider = 'SociaVault'; Handle = 'private'; Id = 'AccountPrivate' }
        @{ Provider = 'SociaVault'; Handle = 'missing'; Id = 'AccountNotFound' }
        @{ Provider = 'SociaVault'; Handle = 'empty'; Id = $null }
    ) {
        $null = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing $Handle -Provider $Provider -All }
        $run.Output | Should -BeNullOrEmpty
        if ($Id) { $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike "$Id,*" }
        else { $run.AnyError | Should -BeNullOrEmpty }
    }

    It 'is shared by all runspaces of the process' {
        $sandbox = Start-TikTokFollowingSandbox
        $shell = New-TestPowerShell 'Get-TikTokFollowing someone -Provider SociaVault -First 1'
        try { $shell.Invoke().Count | Should -Be 1 }
        finally { $shell.Dispose() }
        $sandbox.Requests | Should -Be 1
    }

    It 'rejects <Name>' -ForEach @(
        @{ Name = 'a negative count'; With = @{ FollowingCount = -1 } }
        @{ Name = 'a day before the first'; With = @{ Day = -1 } }
        @{ Name = 'a day after the last'; With = @{ Day = 366 } }
        @{ Name = 'empty pages'; With = @{ PageSize = 0 } }
        @{ Name = 'a negative latency'; With = @{ LatencyMilliseconds = -1 } }
        @{ Name = 'an unknown fault'; With = @{ Fault = 'Flood' } }
        @{ Name = 'a fault in every 0 requests'; With = @{ FaultEvery = 0 } }
        @{ Name = 'a port that is too high'; With = @{ Port = 65536 } }
    ) {
        { Start-TikTokFollowingSandbox @With -ErrorAction Stop } | Should -Throw
    }

    It 'shows its counters in a table' {
        $null = Start-TikTokFollowingSandbox
        $null = Get-TikTokFollowing someone -Provider SociaVault -All @Quiet
        $text = Stop-TikTokFollowingSandbox | Out-String -Width 120
        $text | Should -Match 'Requests'
        $text | Should -Match 'Credits'
    }
}
