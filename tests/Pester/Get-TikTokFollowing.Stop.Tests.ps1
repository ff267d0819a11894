# Stops by Ctrl-C, by a consumer and by errors: the pages that are kept, and the requests that are not sent.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/ListServer.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowing: a stop with journals' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        $server = New-Object TikTokFollowingTests.ListServer 3
        $call = @{ Provider = 'ScrapeCreators'; BaseUri = $server.BaseUri; CheckpointPath = $folder
            ApiKey = ConvertTo-Key 'key-0123456789abcdef' }
        $shell = $null
    }

    AfterEach {
        if ($shell) { $shell.Dispose() }
        $server.Dispose()
    }

    It 'saves a page that arrives right after the stop, and sends no more requests' {
        $server.Hold('a:2')
        $shell = New-TestPowerShell 'param($Call) Get-TikTokFollowing a -All @Call'
        $null = $shell.AddParameter('Call', $call)
        $running = $shell.BeginInvoke()
        Wait-Until { $server.Waiting -contains 'a:2' }

        $stopping = $shell.BeginStop($null, $null)
        $server.Release('a:2')
        $shell.EndStop($stopping)

        $running.IsCompleted | Should -BeTrue
        @($server.Requests) | Should -Be 'a:1', 'a:2'
        @(Get-Content -LiteralPath (Join-Path $folder 'ScrapeCreators.a.jsonl')).Count |
            Should -Be 3 # a header and two pages
    }

    It 'ends without waiting for a missing response' {
        $server.Hold('a:2')
        $shell = New-TestPowerShell 'param($Call) Get-TikTokFollowing a -All @Call'
        $null = $shell.AddParameter('Call', $call)
        $null = $shell.BeginInvoke()
        Wait-Until { $server.Waiting -contains 'a:2' }
        $shell.Stop()
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        @(Get-Content -LiteralPath (Join-Path $folder 'ScrapeCreators.a.jsonl')).Count | Should -Be 2
    }
}

Describe 'Get-TikTokFollowing: stopping' {
    AfterEach {
        Reset-TestSession
    }

    It 'Stop() ends within a second, and leaves no error (<_>)' -ForEach 'Get-TikTokFollowing someone -All',
        'Get-TikTokFollowingPage someone' {
        $sandbox = Start-TikTokFollowingSandbox -LatencyMilliseconds 30000
        $shell = New-TestPowerShell "$_ -Provider SociaVault"
        try {
            $running = $shell.BeginInvoke()
            Wait-Until { $sandbox.Requests -eq 1 }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 1
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $shell.Streams.Error.Count | Should -Be 0
            { $shell.EndInvoke($running) } | Should -Throw
            $sandbox.Requests | Should -Be 1
        }
        finally { $shell.Dispose() }
    }

    It 'Stop() before a retry ends within a second' {
        $sandbox = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 1
        $shell = New-TestPowerShell 'Get-TikTokFollowing someone -All -Provider SociaVault -RetryIntervalSec 600'
        try {
            $null = $shell.BeginInvoke()
            Wait-Until { $sandbox.Requests -eq 1 }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 1
            $shell.Streams.Error.Count | Should -Be 0
        }
        finally { $shell.Dispose() }
    }

    It 'fetches no further page if a downstream command throws' {
        $sandbox = Start-TikTokFollowingSandbox
        { Get-TikTokFollowing someone -Provider SociaVault -All @Quiet | ForEach-Object { throw 'enough' } } |
            Should -Throw 'enough'
        $sandbox.Requests | Should -Be 1
    }

    It '-ErrorAction Stop ends the command at the first error' {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing one, missing, two -Provider SociaVault -First 1 -ErrorAction Stop }
        $run.Terminating | Should -Not -BeNullOrEmpty
        $run.Output.FollowedBy | Should -Be 'one'
        $sandbox.Requests | Should -Be 2
    }

    It '-ErrorAction SilentlyContinue shows no error and keeps it in -ErrorVariable' {
        $null = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing one, missing,
            two -Provider SociaVault -First 1 -ErrorAction SilentlyContinue -ErrorVariable problem @Quiet
        $accounts.FollowedBy | Should -Be 'one', 'two'
        $problem.Count | Should -Be 1
    }

    It 'fetches the next page only after the last one was consumed' {
        $sandbox = Start-TikTokFollowingSandbox
        $seen = Get-TikTokFollowing someone -Provider SociaVault -All @Quiet |
            ForEach-Object { "$($_.Position) $($sandbox.Requests)" }
        $seen[19] | Should -Be '20 1'
        $seen[20] | Should -Be '21 2'
        $seen[89] | Should -Be '90 5'
    }
}
