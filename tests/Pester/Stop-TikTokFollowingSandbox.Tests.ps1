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

    It 'stops the sandbox and returns its counters' {
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

    It 'sends requests to the providers again, which need a key' {
        $null = Start-TikTokFollowingSandbox
        $null = Stop-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault }
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'MissingApiKey,*'
    }

    It 'warns if no sandbox is running' {
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

    It 'aborts requests in flight with an error' {
        $sandbox = Start-TikTokFollowingSandbox -LatencyMilliseconds 30000
        $shell = New-TestPowerShell 'Get-TikTokFollowing someone -Provider SociaVault -MaximumRetryCount 0'
        try {
            $running = $shell.BeginInvoke()
            Wait-Until { $sandbox.Requests -eq 1 }
            $null = Stop-TikTokFollowingSandbox
            $running.AsyncWaitHandle.WaitOne(5000) | Should -BeTrue
            $null = $shell.EndInvoke($running)
            $shell.Streams.Error.Count | Should -Be 1
            $shell.Streams.Error[0].FullyQualifiedErrorId |
                Should -BeLike 'SandboxStopped,*' -Because 'that session did not stop it'
        }
        finally { $shell.Dispose() }
    }
}

Describe 'SandboxStopped: a sandbox that the session did not stop' {
    BeforeAll {
        # The key must not be sent. The proxy does not exist, so a request to a provider causes ProviderUnavailable.
        $badProxy = @{ Proxy = 'http://127.0.0.1:9'; MaximumRetryCount = 0; WarningAction = 'SilentlyContinue' }
        $request = @(
            'try {'
            '$options = @{ Proxy = "http://127.0.0.1:9"; MaximumRetryCount = 0; WarningAction = "SilentlyContinue" };'
            '@(Get-TikTokFollowing someone -Provider SociaVault @options -ErrorAction Stop).Count'
            '} catch { "$($_.FullyQualifiedErrorId)" -replace ",.*" }'
        ) -join ' '

        # Runs a script in another runspace of this process.
        function Invoke-Elsewhere([string] $Script) {
            $shell = New-TestPowerShell $Script
            try { $shell.Invoke() } finally { $shell.Dispose() }
        }
    }

    BeforeEach { $env:SOCIAVAULT_API_KEY = 'a-key-that-costs-money' }

    AfterEach { Reset-TestSession }

    It '<Command>: ends with an error, and contacts no provider' -ForEach @(
        @{ Command = 'Get-TikTokFollowing'; Request = { Get-TikTokFollowing a, b -Provider SociaVault @badProxy } }
        @{
            Command = 'Get-TikTokFollowing -ThrottleLimit'
            Request = { Get-TikTokFollowing a, b, c -Provider SociaVault -ThrottleLimit 3 @badProxy }
        }
        @{
            Command = 'Get-TikTokFollowing -FallbackProvider'
            Request = { Get-TikTokFollowing a -Provider SociaVault -FallbackProvider UnifAPI @badProxy }
        }
        @{ Command = 'Get-TikTokFollowing without -Provider'; Request = { Get-TikTokFollowing a @badProxy } }
        @{ Command = 'Get-TikTokFollowingPage'; Request = { Get-TikTokFollowingPage a -Provider SociaVault @badProxy } }
        @{ Command = 'Get-TikTokFollowingBalance'; Request = { Get-TikTokFollowingBalance SociaVault @badProxy } }
        @{ Command = 'Get-TikTokFollowingBalance of all'; Request = { Get-TikTokFollowingBalance @badProxy } }
        @{
            Command = 'Test-TikTokFollowingCredential'
            Request = { Test-TikTokFollowingCredential SociaVault -Force @badProxy }
        }
    ) {
        $sandbox = Start-TikTokFollowingSandbox
        $null = Invoke-Elsewhere 'Stop-TikTokFollowingSandbox'
        $sandbox.IsRunning | Should -BeFalse
        foreach ($time in 1, 2) {
            $run = Invoke-Captured { & $Request }
            $run.Output | Should -BeNullOrEmpty
            $run.AnyError.Count | Should -Be 1 -Because "time $time"
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'SandboxStopped,*'
            $run.Terminating.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
            $message = $run.Terminating.Exception.Message
            $reason = "$($sandbox.BaseUri) was stopped by Stop-TikTokFollowingSandbox."
            $message | Should -Match ([regex]::Escape($reason))
            $message | Should -Match 'Start-TikTokFollowingSandbox.*Stop-TikTokFollowingSandbox'
        }
    }

    It 'Stop-TikTokFollowingSandbox acknowledges it; -WhatIf does not' {
        $null = Start-TikTokFollowingSandbox
        $null = Invoke-Elsewhere 'Stop-TikTokFollowingSandbox'
        Stop-TikTokFollowingSandbox -WhatIf
        & ([scriptblock]::Create($request)) | Should -Be 'SandboxStopped'
        $run = Invoke-Captured { Stop-TikTokFollowingSandbox }
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
        $run.Warnings | Should -BeLike '*had ended already*providers again*'
        & ([scriptblock]::Create($request)) | Should -Be 'ProviderUnavailable'
    }

    It 'Start-TikTokFollowingSandbox acknowledges it' {
        $null = Start-TikTokFollowingSandbox
        $null = Invoke-Elsewhere 'Stop-TikTokFollowingSandbox'
        $null = Start-TikTokFollowingSandbox
        (Get-TikTokFollowing someone -Provider SociaVault @Quiet).Count | Should -Be 20
    }

    It '-BaseUri is not affected' {
        $null = Start-TikTokFollowingSandbox
        $null = Invoke-Elsewhere 'Stop-TikTokFollowingSandbox'
        $run = Invoke-Captured {
            Get-TikTokFollowing someone -Provider SociaVault -BaseUri 'http://127.0.0.1:9' @Impatient
        }
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'ProviderUnavailable,*'
    }

    It 'is also reported in a session that used the sandbox of another session' {
        $null = Start-TikTokFollowingSandbox
        $shell = New-TestPowerShell (
            '(Get-TikTokFollowing someone -Provider SociaVault -WarningAction SilentlyContinue).Count')
        try {
            $shell.Invoke() | Should -Be 20
            $null = Stop-TikTokFollowingSandbox
            $shell.Commands.Clear()
            $null = $shell.AddScript($request)
            $shell.Invoke() | Should -Be 'SandboxStopped'
            & ([scriptblock]::Create($request)) |
                Should -Be 'ProviderUnavailable' -Because 'this session stopped it itself'
        }
        finally { $shell.Dispose() }
    }

    It 'is also reported in a new runspace, until one of the sessions acknowledges it' {
        $null = Start-TikTokFollowingSandbox
        $null = Invoke-Elsewhere 'Stop-TikTokFollowingSandbox'
        Invoke-Elsewhere $request | Should -Be 'SandboxStopped'
        $results = @(
            Invoke-Elsewhere "$request; Stop-TikTokFollowingSandbox -WarningAction SilentlyContinue; $request")
        Compare-Sequence $results @('SandboxStopped', 'ProviderUnavailable') | Should -BeTrue
        Stop-TikTokFollowingSandbox @Quiet
        Invoke-Elsewhere $request | Should -Be 'ProviderUnavailable'
    }

    It 'keeps the accounts that were returned, and contacts no provider for the rest' {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured {
            $options = @{ Provider = 'SociaVault'; FallbackProvider = 'UnifAPI'; All = $true; MaximumRetryCount = 0 }
            Get-TikTokFollowing someone @options -Verbose | ForEach-Object {
                if ($sandbox.IsRunning) { $null = Invoke-Elsewhere 'Stop-TikTokFollowingSandbox' }
                $_
            }
        }
        $run.Output.Count | Should -Be 20
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'SandboxStopped,*'
        $run.Terminating.TargetObject.NextCursor | Should -Not -BeNullOrEmpty
        "$($run.Verbose)" | Should -Not -Match 'sociavault\.com|unifapi\.com'
    }

    It 'a command whose sandbox is replaced reports the address of the new one' {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured {
            Get-TikTokFollowing someone -Provider SociaVault -All -MaximumRetryCount 0 | ForEach-Object {
                if ($sandbox.IsRunning) { $script:second = Start-TikTokFollowingSandbox }
            }
        }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'SandboxStopped,*'
        $reason = "$($sandbox.BaseUri) was replaced by the sandbox at $($second.BaseUri)."
        $run.Terminating.Exception.Message | Should -Match ([regex]::Escape($reason))
        $second.IsRunning | Should -BeTrue
        $second.Requests | Should -Be 0
    }

    It 'states that the module was removed after <Name> in this session' -ForEach @(
        @{ Name = 'Import-Module -Force'; Script = 'Import-Module $ModulePath -Force' }
        @{ Name = 'Remove-Module'; Script = 'Remove-Module TikTokFollowing; Import-Module $ModulePath' }
    ) {
        $result = Invoke-FreshPowerShell @"
`$env:SOCIAVAULT_API_KEY = 'a-key-that-costs-money'
Import-Module `$ModulePath
`$sandbox = Start-TikTokFollowingSandbox
$Script
`$options = @{ Proxy = 'http://127.0.0.1:9'; MaximumRetryCount = 0; ErrorAction = 'Stop' }
`$message = try { Get-TikTokFollowing someone -Provider SociaVault @options } catch { `$_.Exception.Message }
[ordered] @{ Address = "`$(`$sandbox.BaseUri)"; Message = `$message } | ConvertTo-Json
"@
        $reason = "$($result.Address) ended when the last session removed the module"
        $result.Message | Should -Match ([regex]::Escape($reason))
        $result.Message | Should -Not -Match 'did not stop'
    }

    It 'is reported after Import-Module -Force in this session, and no provider is contacted' {
        $result = Invoke-FreshPowerShell @"
`$env:SOCIAVAULT_API_KEY = 'a-key-that-costs-money'
Import-Module `$ModulePath
`$sandbox = Start-TikTokFollowingSandbox
Import-Module `$ModulePath -Force
[ordered] @{
    Running = `$sandbox.IsRunning
    Then = (& { $request })
    Stopped = (& { Stop-TikTokFollowingSandbox 3>`$null; $request })
} | ConvertTo-Json
"@
        $result.Running | Should -BeFalse
        $result.Then | Should -Be 'SandboxStopped'
        $result.Stopped | Should -Be 'ProviderUnavailable'
    }
}
