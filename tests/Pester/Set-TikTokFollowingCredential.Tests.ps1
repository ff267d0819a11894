BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $secret = 'the-secret-key-of-9876'
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Set-TikTokFollowingCredential' {
    AfterEach {
        Reset-TestSession
    }

    It 'keeps a key for the session (<_>)' -ForEach 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI' {
        Set-TikTokFollowingCredential -Provider $_ -ApiKey (ConvertTo-Key $secret) -Scope Session
        $status = Get-TikTokFollowingCredential $_
        $status.HasKey | Should -BeTrue
        $status.Source | Should -Be 'Session'
        @(Get-TikTokFollowingCredential | Where-Object HasKey).Provider | Should -Be $_
    }

    It 'takes the password of a credential' {
        $credential = New-Object System.Management.Automation.PSCredential 'anybody', (ConvertTo-Key $secret)
        Set-TikTokFollowingCredential UnifAPI -Credential $credential -Scope Session
        (Get-TikTokFollowingCredential UnifAPI).KeyEnding | Should -Be '9876'
    }

    It 'uses that key' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Answer((New-WirePage (New-WireRecord)))
            $credential = New-Object System.Management.Automation.PSCredential 'anybody', (ConvertTo-Key $secret)
            Set-TikTokFollowingCredential scrapecreators -Credential $credential -Scope Session
            $null = Get-TikTokFollowing someone -BaseUri $server.BaseUri
            $server.Requests[0] | Should -Match "(?im)^x-api-key: $secret\r?$"
        }
        finally { $server.Dispose() }
    }

    It 'keeps a copy: the caller may dispose of its own' {
        $key = ConvertTo-Key $secret
        Set-TikTokFollowingCredential UnifAPI $key -Scope Session
        $key.Dispose()
        (Get-TikTokFollowingCredential UnifAPI).KeyEnding | Should -Be '9876'
    }

    It 'writes nothing, and with -PassThru the status without the key' {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -Scope Session | Should -BeNullOrEmpty
        $status = Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -Scope Session -PassThru
        $status | Should -BeOfType ([TikTokFollowing.CredentialStatus])
        $status.Provider | Should -BeExactly 'UnifAPI'
    }

    It 'warns how to make it last; -Scope Session says that one knows' {
        # It would be written into a vault of whoever runs this. Vault.Tests.ps1 has a home of its own for that.
        if ((Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable) -and (Get-SecretVault)) { Set-ItResult -Skipped -Because 'this machine has a vault'; return }
        $run = Invoke-Captured { Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) }
        $run.Warnings.Count | Should -Be 1
        $run.Warnings[0] | Should -Match 'UNIFAPI_API_KEY'
        (Invoke-Captured { Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -Scope Session }).Warnings | Should -BeNullOrEmpty
    }

    It '-WhatIf keeps nothing' {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -WhatIf
        (Get-TikTokFollowingCredential UnifAPI).HasKey | Should -BeFalse
    }

    It 'overwrites' {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key 'the-first-key-1111') -Scope Session
        Set-TikTokFollowingCredential unifapi (ConvertTo-Key 'the-second-key-2222') -Scope Session
        (Get-TikTokFollowingCredential UnifAPI).KeyEnding | Should -Be '2222'
    }

    It 'is known in other runspaces of the process' {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -Scope Session
        $shell = New-TestPowerShell '(Get-TikTokFollowingCredential UnifAPI).Source'
        try { $shell.Invoke() | Should -Be 'Session' }
        finally { $shell.Dispose() }
    }

    It '-ApiKey is a mandatory SecureString, so that PowerShell asks for it with a mask' {
        $parameter = (Get-Command Set-TikTokFollowingCredential).Parameters['ApiKey']
        $parameter.ParameterType | Should -Be ([securestring])
        $parameter.ParameterSets.Values[0].IsMandatory | Should -BeTrue
    }

    It 'refuses a plain text' {
        { Set-TikTokFollowingCredential UnifAPI 'a plain text' -ErrorAction Stop } | Should -Throw
        (Get-TikTokFollowingCredential UnifAPI).HasKey | Should -BeFalse
    }

    It 'refuses a key that is <Name>, and does not show it' -ForEach @(
        @{ Name = 'empty'; Key = '' }
        @{ Name = 'blank'; Key = '   ' }
        @{ Name = 'broken over two lines'; Key = "half-of-the-key`nother-half-of-it" }
        @{ Name = 'with a typographic quote'; Key = "$([char]0x201c)half-of-the-key" }
    ) {
        $run = Invoke-Captured { Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $Key) -Scope Session }
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
        $run.AnyError[0] | Format-List * -Force | Out-String | Should -Not -Match 'half-of'
        (Get-TikTokFollowingCredential UnifAPI).HasKey | Should -BeFalse
    }

    It 'refuses an unknown provider' {
        $run = Invoke-Captured { Set-TikTokFollowingCredential Nobody (ConvertTo-Key $secret) -Scope Session }
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        $run.AnyError[0].Exception.Message | Should -Match "no provider 'Nobody'.*UnifAPI"
    }

    It 'refuses it before it asks for the key' {
        # A question could not be asked here: it would be another error.
        $run = Invoke-FreshPowerShell 'Import-Module $ModulePath; $e = try { Set-TikTokFollowingCredential Nobody } catch { $_ }; @{ Message = $e.Exception.Message } | ConvertTo-Json'
        $run.Message | Should -Match "no provider 'Nobody'.*UnifAPI"
        $run.Message | Should -Not -Match 'ApiKey'
    }

    It 'says how to give a key, to who gives it as plain text' {
        foreach ($script in { Set-TikTokFollowingCredential UnifAPI 'a-key-as-plain-text' }, { Get-TikTokFollowing x -Provider UnifAPI -ApiKey 'a-key-as-plain-text' }, { Get-TikTokFollowingBalance SociaVault -ApiKey 'a-key-as-plain-text' }) {
            $run = Invoke-Captured $script
            $run.AnyError.Count | Should -Be 1
            $run.AnyError[0].Exception.Message | Should -Match 'Read-Host -AsSecureString'
            $run.AnyError[0].Exception.Message | Should -Match 'ConvertTo-SecureString'
            $run.AnyError[0].Exception.ToString() | Should -Not -Match 'plain-text'
        }
    }

    It 'touches no environment variable' {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -Scope Session
        $env:UNIFAPI_API_KEY | Should -BeNullOrEmpty
    }

    It 'shows the key in no stream' {
        $run = Invoke-Captured { Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -Scope Session -PassThru -Verbose -Debug -WarningAction Continue }
        $run.Output.Count | Should -Be 1
        $run.All | ForEach-Object { $_ | Format-List * -Force | Out-String } | Out-String | Should -Not -Match $secret
    }
}
