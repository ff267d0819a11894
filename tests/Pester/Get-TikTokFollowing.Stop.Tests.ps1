# What a stop keeps, and what the last verbose line states.
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
        $shell = $null
    }

    AfterEach {
        if ($shell) { $shell.Dispose() }
        $server.Dispose()
    }

    It 'saves the page that arrives right after it, and sends no more requests' {
        $server.Hold('a:2')
        $shell = New-TestPowerShell "Get-TikTokFollowing a -All -Provider ScrapeCreators -BaseUri $($server.BaseUri) -ApiKey (ConvertTo-SecureString key-0123456789abcdef -AsPlainText -Force) -CheckpointPath '$folder'"
        $running = $shell.BeginInvoke()
        Wait-Until { $server.Waiting -contains 'a:2' }

        $stopping = $shell.BeginStop($null, $null)
        $server.Release('a:2')
        $shell.EndStop($stopping)

        $running.IsCompleted | Should -BeTrue
        @($server.Requests) | Should -Be 'a:1', 'a:2'
        @(Get-Content -LiteralPath (Join-Path $folder 'ScrapeCreators.a.jsonl')).Count | Should -Be 3 # a header and two pages
    }

    It 'ends although the response does not arrive' {
        $server.Hold('a:2')
        $shell = New-TestPowerShell "Get-TikTokFollowing a -All -Provider ScrapeCreators -BaseUri $($server.BaseUri) -ApiKey (ConvertTo-SecureString key-0123456789abcdef -AsPlainText -Force) -CheckpointPath '$folder'"
        $null = $shell.BeginInvoke()
        Wait-Until { $server.Waiting -contains 'a:2' }
        $shell.Stop()
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        @(Get-Content -LiteralPath (Join-Path $folder 'ScrapeCreators.a.jsonl')).Count | Should -Be 2
    }
}

Describe 'The last verbose line' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        Reset-TestSession
        $null = Start-TikTokFollowingSandbox
    }

    AfterAll {
        Reset-TestSession
    }

    It 'states the totals: <Name>' -ForEach @(
        @{ Name = 'one page'; Script = { Get-TikTokFollowing someone -Provider SociaVault -Verbose }; Says = 'Total: 1 request, 20 accounts received, 1 credit charged.' }
        @{ Name = 'two lists'; Script = { Get-TikTokFollowing a, b -All -Provider UnifAPI -Verbose }; Says = 'Total: 10 requests, 180 accounts received, 180 credits charged.' }
        @{ Name = 'a handle that is missing'; Script = { Get-TikTokFollowing missing -Provider SocialFetch -Verbose }; Says = 'Total: 1 request, 0 accounts received, 1 credit charged.' }
        @{ Name = 'a budget'; Script = { Get-TikTokFollowing someone -All -MaxCredits 2 -Provider SociaVault -Verbose }; Says = 'Total: 2 requests, 40 accounts received, 2 credits charged.' }
        @{ Name = 'a page'; Script = { Get-TikTokFollowingPage someone -Provider DumplingAI -Verbose }; Says = 'Total: 1 request, 20 accounts received, 10 credits charged.' }
        @{ Name = 'a page that fails'; Script = { Get-TikTokFollowingPage missing -Provider SociaVault -Verbose }; Says = 'Total: 1 request, 0 accounts received, 1 credit charged.' }
        @{ Name = 'nothing'; Script = { Get-TikTokFollowing someone -First 0 -Provider SociaVault -Verbose }; Says = 'Total: 0 requests, 0 accounts received, 0 credits charged.' }
    ) {
        $run = Invoke-Captured $Script
        $run.Verbose[-1] | Should -BeExactly $Says
        @($run.Verbose -like 'Total: *').Count | Should -Be 1
    }

    It 'counts what journals held' {
        $null = Get-TikTokFollowing someone -First 40 -Provider SociaVault -CheckpointPath $folder @Quiet
        $run = Invoke-Captured { Get-TikTokFollowing someone -All -Provider SociaVault -CheckpointPath $folder -Verbose }
        $run.Verbose[-1] | Should -BeExactly 'Total: 3 requests, 50 accounts received, 40 accounts from journals, 3 credits charged.'
    }

    It 'is written where an error ends the command' {
        $run = Invoke-Captured { Get-TikTokFollowing missing -Provider SociaVault -Verbose -ErrorAction Stop }
        $run.Terminating | Should -Not -BeNullOrEmpty
        @($run.Verbose -like 'Total: *').Count | Should -Be 1
    }
}
