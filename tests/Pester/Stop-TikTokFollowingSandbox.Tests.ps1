BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Stop-TikTokFollowingSandbox' {
    AfterEach {
        Reset-TestSession
    }

    It 'stops it, and tells what it counted' {
        $sandbox = Start-TikTokFollowingSandbox
        $null = Get-TikTokFollowing someone -Provider SociaVault -All @Quiet
        $stopped = Stop-TikTokFollowingSandbox
        $stopped | Should -BeOfType ([TikTokFollowing.Sandbox])
        $stopped.Requests | Should -Be 5
        $stopped.Credits | Should -Be 5
        $stopped.IsRunning | Should -BeFalse
        $sandbox.IsRunning | Should -BeFalse
        { (New-Object System.Net.Sockets.TcpClient).Connect('127.0.0.1', $sandbox.Port) } | Should -Throw
    }

    It 'then the providers are asked again: without a key that is an error' {
        $null = Start-TikTokFollowingSandbox
        $null = Stop-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault }
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'MissingApiKey,*'
    }

    It 'warns where none runs' {
        $run = Invoke-Captured { Stop-TikTokFollowingSandbox }
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
        $run.Warnings.Count | Should -Be 1
    }

    It '-WhatIf leaves it running' {
        $sandbox = Start-TikTokFollowingSandbox
        Stop-TikTokFollowingSandbox -WhatIf | Should -BeNullOrEmpty
        $sandbox.IsRunning | Should -BeTrue
    }

    It 'cuts off what is under way, which is then an error and not a wait' {
        $sandbox = Start-TikTokFollowingSandbox -LatencyMilliseconds 30000
        $shell = New-TestPowerShell 'Get-TikTokFollowing someone -Provider SociaVault -MaximumRetryCount 0'
        try {
            $running = $shell.BeginInvoke()
            Wait-Until { $sandbox.Requests -eq 1 }
            $null = Stop-TikTokFollowingSandbox
            $running.AsyncWaitHandle.WaitOne(5000) | Should -BeTrue
            $null = $shell.EndInvoke($running)
            $shell.Streams.Error.Count | Should -Be 1
            $shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'ProviderUnavailable,*'
        }
        finally { $shell.Dispose() }
    }
}
