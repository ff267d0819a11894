# The keys of definitions: the places where they are found, and the hosts that receive them.

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/DefinitionShared.ps1"
    . "$PSScriptRoot/Vaults.ps1"
    $environment = Clear-TestEnvironment

    function Get-SentKey($Server) {
        $Server.Requests | ForEach-Object { if ($_ -match '(?im)^x-acme-key: *(\S+)') { $Matches[1] } }
    }
}

AfterAll {
    Reset-Definition
    Restore-TestEnvironment $environment
}

Describe 'Register-TikTokFollowingProvider: keys' {
    BeforeEach {
        $server = New-Object TikTokFollowingTests.RecordingServer
        $other = New-Object TikTokFollowingTests.RecordingServer
        foreach ($one in $server, $other) { $one.Respond((New-WirePage (New-WireRecord))) }
        $file = Save-Definition $server.BaseUri
        $call = @{ Handle = 'someone'; Provider = 'Acme'; MaximumRetryCount = 0; WarningAction = 'SilentlyContinue' }
    }

    AfterEach {
        $server.Dispose()
        $other.Dispose()
        Reset-Definition
    }

    It 'the parameter takes precedence over the session, and the session over the environment' {
        Register-TikTokFollowingProvider $file
        $env:TIKTOKFOLLOWING_ACME_API_KEY = 'key-of-the-environment'
        $null = Get-TikTokFollowing @call
        Set-TikTokFollowingCredential Acme (ConvertTo-Key 'key-of-the-session') -Scope Session
        $null = Get-TikTokFollowing @call
        $null = Get-TikTokFollowing @call -ApiKey (ConvertTo-Key 'key-of-the-parameter')
        Remove-TikTokFollowingCredential Acme -Scope Session @Quiet
        $null = Get-TikTokFollowing @call
        Get-SentKey $server |
            Should -Be 'key-of-the-environment', 'key-of-the-session', 'key-of-the-parameter', 'key-of-the-environment'
        foreach ($request in $server.Requests) {
            $request | Should -Match '^GET /v1/list\?handle=someone HTTP'
            [regex]::Matches($request, 'key-of-the').Count | Should -Be 1 -Because 'the key is in its header only'
        }
    }

    It 'a definition named OpenAI does not receive OPENAI_API_KEY' {
        $saved = $env:OPENAI_API_KEY
        $env:OPENAI_API_KEY = 'the-key-of-another-program'
        try {
            Register-TikTokFollowingProvider (Save-Definition $server.BaseUri 'OpenAI')
            (Get-TikTokFollowingProvider OpenAI).KeySource | Should -Be $null
            $call.Provider = 'OpenAI'
            $run = Invoke-Captured { Get-TikTokFollowing @call }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'MissingApiKey,*'
            $server.Requests | Should -BeNullOrEmpty
            $env:TIKTOKFOLLOWING_OPENAI_API_KEY = 'the-key-for-this-module'
            $null = Get-TikTokFollowing @call
            Get-SentKey $server | Should -Be 'the-key-for-this-module'
        }
        finally { $env:OPENAI_API_KEY = $saved }
    }

    It 'a key that was saved for one host is not sent to another one' {
        Register-TikTokFollowingProvider $file
        Set-TikTokFollowingCredential Acme (ConvertTo-Key 'key-of-the-first-host') -Scope Session
        $null = Get-TikTokFollowing @call
        Register-TikTokFollowingProvider (Save-Definition $other.BaseUri) -Force @Quiet
        (Get-TikTokFollowingProvider Acme).KeySource | Should -Be $null
        $run = Invoke-Captured { Get-TikTokFollowing @call }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'MissingApiKey,*'
        $other.Requests | Should -BeNullOrEmpty
        Set-TikTokFollowingCredential Acme (ConvertTo-Key 'key-of-the-second-host') -Scope Session
        $null = Get-TikTokFollowing @call
        Get-SentKey $other | Should -Be 'key-of-the-second-host'
        Register-TikTokFollowingProvider $file -Force @Quiet
        $null = Get-TikTokFollowing @call
        Get-SentKey $server | Should -Be 'key-of-the-first-host', 'key-of-the-first-host'
    }

    It 'a new address causes a warning, because the variable is not bound to a host' {
        Register-TikTokFollowingProvider $file
        $env:TIKTOKFOLLOWING_ACME_API_KEY = 'key-of-the-environment'
        $run = Invoke-Captured { Register-TikTokFollowingProvider (Save-Definition $other.BaseUri) -Force }
        $run.Warnings |
            Should -Be @(
                "Acme has a new address: $($other.BaseUri). A saved key for $($server.BaseUri) is not sent " +
                "there. The key in `$env:TIKTOKFOLLOWING_ACME_API_KEY is sent to the new address. To save " +
                "the key for the new address: Set-TikTokFollowingCredential Acme")
        (Invoke-Captured { Register-TikTokFollowingProvider (Save-Definition $other.BaseUri) -Force }).Warnings |
            Should -BeNullOrEmpty
    }

    It 'a vault stores the key under the name and the host' {
        if (-not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults; return }
        $second = Save-Definition $other.BaseUri
        $testHome = New-TestHome
        $result = Invoke-AtHome $testHome ($RegisterStore + @"
Register-TikTokFollowingProvider '$file'
Set-TikTokFollowingCredential Acme -ApiKey (ConvertTo-Key 'the-key-of-the-vault')
`$secret = (Get-SecretInfo).Name
`$null = Get-TikTokFollowing someone -Provider Acme -WarningAction Ignore
Register-TikTokFollowingProvider '$second' -Force -WarningAction Ignore
try { `$null = Get-TikTokFollowing someone -Provider Acme } catch { `$id = `$_.FullyQualifiedErrorId }
Register-TikTokFollowingProvider '$file' -Force -WarningAction Ignore
Remove-TikTokFollowingCredential Acme -Confirm:`$false
@{ Secret = `$secret; Id = `$id; Left = @(Get-SecretInfo).Count } | ConvertTo-Json
"@)
        $result.Secret | Should -BeExactly "TikTokFollowing.Acme@127.0.0.1:$($server.BaseUri.Port)"
        $result.Id | Should -BeLike 'MissingApiKey,*'
        $result.Left | Should -Be 0
        Get-SentKey $server | Should -Be 'the-key-of-the-vault'
        $other.Requests | Should -BeNullOrEmpty
    }

    It 'MissingApiKey lists the places for a definition' {
        Register-TikTokFollowingProvider (Save-Definition)
        $run = Invoke-Captured { Get-TikTokFollowing @call }
        $run.Terminating.Exception.Message |
            Should -Be ('No key for Acme was found in -ApiKey, in this session, in $env:TIKTOKFOLLOWING_ACME_API_KEY ' +
            'or in a vault (secret TikTokFollowing.Acme@api.acme.example). Get a key at https://api.acme.example/ ' +
            'and save it with Set-TikTokFollowingCredential Acme.')
    }

    It 'the only provider with a key is the default' {
        Register-TikTokFollowingProvider $file
        Set-TikTokFollowingCredential Acme (ConvertTo-Key 'key-of-the-session') -Scope Session
        (Get-TikTokFollowing someone @Quiet).Provider | Should -Be 'Acme'
    }

    It '-ApiKey is not sent to a fallback' {
        $failing = New-Object TikTokFollowingTests.RecordingServer
        try {
            $failing.Respond(503, '', '{}')
            $definitions = (Save-Definition $failing.BaseUri), (Save-Definition $server.BaseUri 'Beta')
            Register-TikTokFollowingProvider $definitions
            Set-TikTokFollowingCredential Beta (ConvertTo-Key 'key-of-the-fallback') -Scope Session
            $key = ConvertTo-Key 'key-of-the-parameter'
            $accounts = Get-TikTokFollowing @call -FallbackProvider Beta -First 1 -ApiKey $key
            $accounts.Provider | Should -Be 'Beta'
            Get-SentKey $failing | Should -Be 'key-of-the-parameter'
            Get-SentKey $server | Should -Be 'key-of-the-fallback'
        }
        finally { $failing.Dispose() }
    }

    It 'a key with the prefix of a built-in provider causes no warning' {
        Register-TikTokFollowingProvider $file
        $run = Invoke-Captured {
            Set-TikTokFollowingCredential Acme (ConvertTo-Key 'sk_live_0123456789') -Scope Session
        }
        $run.Warnings | Should -BeNullOrEmpty
    }

    It 'Get-TikTokFollowingCredential shows the variable only if the environment is searched' {
        $env:TIKTOKFOLLOWING_DEFINITION_PATH = New-DefinitionFolder Beta
        Register-TikTokFollowingProvider $file
        $text = (Invoke-Captured { Get-TikTokFollowingCredential Acme, Beta }).Output
        $text[0].EnvironmentVariable | Should -Be 'TIKTOKFOLLOWING_ACME_API_KEY'
        $text[1].EnvironmentVariable | Should -Be $null
        ($text | Format-Table | Out-String -Width 120) | Should -Match '(?m)^Acme +none.*TIKTOKFOLLOWING_ACME_API_KEY'
    }
}

Describe 'Register-TikTokFollowingProvider: the balance' {
    BeforeEach {
        $server = New-Object TikTokFollowingTests.RecordingServer
        $call = @{ Provider = 'Acme'; ApiKey = ConvertTo-Key 'the-key-of-acme'; MaximumRetryCount = 0 }
    }

    AfterEach {
        $server.Dispose()
        Reset-Definition
    }

    It 'Get-TikTokFollowingBalance and Test-TikTokFollowingCredential use the request of the definition' {
        $server.Respond('{"credits":41}')
        Register-TikTokFollowingProvider (Save-Definition $server.BaseUri)
        (Get-TikTokFollowingBalance @call).CreditsRemaining | Should -Be 41
        $status = Test-TikTokFollowingCredential @call
        $status.IsValid | Should -BeTrue
        $status.CreditsRemaining | Should -Be 41
        $server.Requests.Count | Should -Be 2
        $server.Requests | Should -Match '^GET /v1/credits HTTP'
    }

    It 'a rejected key is not valid' {
        $server.Respond(401, '', '{"message":"unknown key"}')
        Register-TikTokFollowingProvider (Save-Definition $server.BaseUri)
        (Test-TikTokFollowingCredential @call).IsValid | Should -BeFalse
    }

    It 'without a balance request, both report that, and no page is fetched' {
        $file = Join-Path $TestDrive 'small.json'
        Set-Content -LiteralPath $file -Value (New-SmallDefinition $server.BaseUri)
        Register-TikTokFollowingProvider $file
        $run = Invoke-Captured { Get-TikTokFollowingBalance @call }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].Exception.Message |
            Should -Be "The definition of Acme has no request for the balance. Look it up at $($server.BaseUri)"
        $status = Test-TikTokFollowingCredential @call -WhatIf
        $status.IsValid | Should -Be $null
        $status.Reason |
            Should -Be (
                'The key was not tested: the definition of Acme has no request for the balance. With -Force, ' +
                'a page is fetched to test it, for 2 credits.')
        $server.Requests | Should -BeNullOrEmpty
        $server.Respond((New-WirePage (New-WireRecord)))
        (Test-TikTokFollowingCredential @call -Force).IsValid | Should -BeTrue
        $server.Requests.Count | Should -Be 1
    }
}
