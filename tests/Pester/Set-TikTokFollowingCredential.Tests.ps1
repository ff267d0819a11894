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

    It 'keeps a key for the session (<_>)' -ForEach 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch',
        'UnifAPI' {
        Set-TikTokFollowingCredential -Provider $_ -ApiKey (ConvertTo-Key $secret) -Scope Session
        $status = Get-TikTokFollowingCredential $_
        $status.HasKey | Should -BeTrue
        $status.Source | Should -Be 'Session'
        @(Get-TikTokFollowingCredential | Where-Object HasKey).Provider | Should -Be $_
    }

    It 'accepts the password of a credential' {
        $credential = New-Object System.Management.Automation.PSCredential 'anybody', (ConvertTo-Key $secret)
        Set-TikTokFollowingCredential UnifAPI -Credential $credential -Scope Session
        (Get-TikTokFollowingCredential UnifAPI).KeyEnding | Should -Be '9876'
    }

    It 'saves the key that later requests send' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Respond((New-WirePage (New-WireRecord)))
            $credential = New-Object System.Management.Automation.PSCredential 'anybody', (ConvertTo-Key $secret)
            Set-TikTokFollowingCredential scrapecreators -Credential $credential -Scope Session
            $null = Get-TikTokFollowing someone -BaseUri $server.BaseUri
            $server.Requests[0] | Should -Match "(?im)^x-api-key: $secret\r?$"
        }
        finally { $server.Dispose() }
    }

    It 'keeps a copy, so that the caller can dispose of the key' {
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

    It 'warns how to save the key permanently, unless -Scope Session is specified' {
        # The key would be written to a vault of the user. Vault.Tests.ps1 has its own home for that.
        if ((Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable) -and (Get-SecretVault)) {
            Set-ItResult -Skipped -Because 'this machine has a vault'; return
        }
        $run = Invoke-Captured { Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) }
        $run.Warnings.Count | Should -Be 1
        $run.Warnings[0] | Should -Match 'UNIFAPI_API_KEY'
        (Invoke-Captured { Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -Scope Session }).Warnings |
            Should -BeNullOrEmpty
    }

    It '-WhatIf saves nothing' {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -WhatIf
        (Get-TikTokFollowingCredential UnifAPI).HasKey | Should -BeFalse
    }

    It 'overwrites an earlier key' {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key 'the-first-key-1111') -Scope Session
        Set-TikTokFollowingCredential unifapi (ConvertTo-Key 'the-second-key-2222') -Scope Session
        (Get-TikTokFollowingCredential UnifAPI).KeyEnding | Should -Be '2222'
    }

    It 'saves the key for all runspaces of the process' {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -Scope Session
        $shell = New-TestPowerShell '(Get-TikTokFollowingCredential UnifAPI).Source'
        try { $shell.Invoke() | Should -Be 'Session' }
        finally { $shell.Dispose() }
    }

    It '-ApiKey is a mandatory SecureString, so that PowerShell prompts for it with a mask' {
        $parameter = (Get-Command Set-TikTokFollowingCredential).Parameters['ApiKey']
        $parameter.ParameterType | Should -Be ([securestring])
        $parameter.ParameterSets.Values[0].IsMandatory | Should -BeTrue
    }

    It 'rejects plain text' {
        { Set-TikTokFollowingCredential UnifAPI 'a plain text' -ErrorAction Stop } | Should -Throw
        (Get-TikTokFollowingCredential UnifAPI).HasKey | Should -BeFalse
    }

    It 'rejects a key that is <Name>, and does not show it' -ForEach @(
        @{ Name = 'empty'; Key = '' }
        @{ Name = 'blank'; Key = '   ' }
        @{ Name = 'broken over two lines'; Key = "half-of-the-key`nother-half-of-it" }
        @{ Name = 'with a typographic quote'; Key = "half-of$([char]0x201c)the-key" }
    ) {
        $run = Invoke-Captured { Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $Key) -Scope Session }
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].CategoryInfo.Category | Should -Be 'AuthenticationError'
        $run.AnyError[0] | Format-List * -Force | Out-String | Should -Not -Match 'half-of'
        (Get-TikTokFollowingCredential UnifAPI).HasKey | Should -BeFalse
    }

    It 'rejects an unknown provider' {
        $run = Invoke-Captured { Set-TikTokFollowingCredential Nobody (ConvertTo-Key $secret) -Scope Session }
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        $run.AnyError[0].Exception.Message | Should -Match "no provider 'Nobody'.*UnifAPI"
    }

    It 'rejects an unknown provider before it prompts for the key' {
        # A prompt cannot be shown here, so it would cause another error.
        $run = Invoke-FreshPowerShell @'
Import-Module $ModulePath
$e = try { Set-TikTokFollowingCredential Nobody } catch { $_ }
@{ Message = $e.Exception.Message } | ConvertTo-Json
'@
        $run.Message | Should -Match "no provider 'Nobody'.*UnifAPI"
        $run.Message | Should -Not -Match 'ApiKey'
    }

    It 'states how to specify a key if it is plain text' {
        foreach ($script in { Set-TikTokFollowingCredential UnifAPI 'a-key-as-plain-text' }, {
            Get-TikTokFollowing x -Provider UnifAPI -ApiKey 'a-key-as-plain-text'
        }, { Get-TikTokFollowingBalance SociaVault -ApiKey 'a-key-as-plain-text' }) {
            $run = Invoke-Captured $script
            $run.AnyError.Count | Should -Be 1
            $run.AnyError[0].Exception.Message | Should -Match 'Read-Host -AsSecureString'
            $run.AnyError[0].Exception.Message | Should -Match 'ConvertTo-SecureString'
            $run.AnyError[0].Exception.ToString() | Should -Not -Match 'plain-text'
        }
    }

    It 'changes no environment variable' {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -Scope Session
        $env:UNIFAPI_API_KEY | Should -BeNullOrEmpty
    }

    It 'shows the key in no stream' {
        $shown = @{ Verbose = $true; Debug = $true; WarningAction = 'Continue' }
        $run = Invoke-Captured {
            Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key $secret) -Scope Session -PassThru @shown
        }
        $run.Output.Count | Should -Be 1
        $run.All | ForEach-Object { $_ | Format-List * -Force | Out-String } | Out-String | Should -Not -Match $secret
    }
}

Describe 'A key that was copied with other characters' {
    BeforeAll {
        $bare = 'sk_live_0123456789abcdef'
        $wrapped = @(
            '"{0}"', "'{0}'", "``{0}``", ([string][char]0x201c + '{0}' + [char]0x201d),
                ([string][char]0x2018 + '{0}' + [char]0x2019), ([string][char]0x201e + '{0}' + [char]0x201c),
            ([string][char]0xab + '{0}' + [char]0xbb), ' "{0}" ', '" {0} "', '"{0}",', '{0}"', 'Bearer {0}',
                'bearer  {0}', 'Authorization: Bearer {0}', 'x-api-key: {0}', 'X-API-Key:{0}', '"x-api-key": "{0}"',
            'SOCIAVAULT_API_KEY={0}', '$env:SOCIAVAULT_API_KEY = "{0}"', 'api_key={0}') | ForEach-Object { $_ -f $bare }
        function Get-Sent($Server) { if ($Server.Requests[0] -match '(?im)^x-api-key: (.*?)\r?$') { $Matches[1] } }
    }

    BeforeEach {
        $server = New-Object TikTokFollowingTests.RecordingServer
        $server.Respond('{"data":{"followings":{},"has_more":false,"total":0}}')
        $there = @{ Provider = 'SociaVault'; BaseUri = $server.BaseUri; MaximumRetryCount = 0 }
    }

    AfterEach {
        $server.Dispose()
        Reset-TestSession
    }

    It 'is sent without them from -ApiKey, with a warning that does not show the key' {
        foreach ($text in $wrapped) {
            $server = New-Object TikTokFollowingTests.RecordingServer
            try {
                $server.Respond('{"data":{"followings":{},"has_more":false,"total":0}}')
                $key = ConvertTo-Key $text
                $run = Invoke-Captured {
                    Get-TikTokFollowing x,
                        y -Provider SociaVault -BaseUri $server.BaseUri -ApiKey $key -MaximumRetryCount 0
                }
                Get-Sent $server | Should -BeExactly $bare -Because $text
                @($run.Warnings | Where-Object { $_ -like '*SociaVault in -ApiKey has quotation marks*' }).Count |
                    Should -Be 1 -Because $text
                "$($run.Warnings)" | Should -Not -Match $bare
            }
            finally { $server.Dispose() }
        }
    }

    It 'causes no warning if they are white space' {
        $env:SOCIAVAULT_API_KEY = " $bare`r`n"
        $run = Invoke-Captured { Get-TikTokFollowing x @there }
        Get-Sent $server | Should -BeExactly $bare
        "$($run.Warnings)" | Should -Not -Match 'key'
    }

    It 'is sent without them from the environment, with a warning' {
        $env:SOCIAVAULT_API_KEY = "`"$bare`""
        $run = Invoke-Captured { Get-TikTokFollowing x @there }
        Get-Sent $server | Should -BeExactly $bare
        "$($run.Warnings)" | Should -Match 'in \$env:SOCIAVAULT_API_KEY has quotation marks'
        (Get-TikTokFollowingCredential SociaVault).KeyEnding | Should -BeExactly 'cdef'
    }

    It 'is ignored in the environment if the quotation marks are empty' {
        $env:SOCIAVAULT_API_KEY = '""'
        (Get-TikTokFollowingCredential SociaVault).HasKey | Should -BeFalse
    }

    It 'is saved without them' {
        $key = ConvertTo-Key "`"$bare`""
        $run = Invoke-Captured { Set-TikTokFollowingCredential SociaVault -ApiKey $key -Scope Session -PassThru }
        $run.Output.KeyEnding | Should -BeExactly 'cdef'
        @($run.Warnings).Count | Should -Be 1
        $run = Invoke-Captured { Get-TikTokFollowing x @there }
        Get-Sent $server | Should -BeExactly $bare
        "$($run.Warnings)" | Should -Not -Match 'quotation'
    }

    It 'is rejected if nothing else remains: <_>' -ForEach 'Bearer ', 'x-api-key:', '""' {
        $key = ConvertTo-Key $_
        $run = Invoke-Captured { Set-TikTokFollowingCredential SociaVault -ApiKey $key -Scope Session }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
    }
}

Describe 'A key of another provider' {
    AfterEach { Reset-TestSession }

    # As the providers document their keys: SociaVault sk_live_, Social Fetch sfk_, DumplingAI sk_.
    It 'causes a warning that names its provider: <Key> for <Provider>, <Owner>' -ForEach @(
        @{ Provider = 'SociaVault'; Key = 'sk_live_0123456789'; Owner = '' }
        @{ Provider = 'SociaVault'; Key = 'sfk_0123456789'; Owner = 'SocialFetch' }
        @{ Provider = 'SociaVault'; Key = 'sk_0123456789'; Owner = 'DumplingAI' }
        @{ Provider = 'SociaVault'; Key = 'x0123456789'; Owner = '' }
        @{ Provider = 'SocialFetch'; Key = 'sfk_0123456789'; Owner = '' }
        @{ Provider = 'SocialFetch'; Key = 'sk_live_0123456789'; Owner = 'SociaVault' }
        @{ Provider = 'SocialFetch'; Key = 'sk_0123456789'; Owner = 'DumplingAI' }
        @{ Provider = 'DumplingAI'; Key = 'sk_0123456789'; Owner = '' }
        @{ Provider = 'DumplingAI'; Key = 'sfk_0123456789'; Owner = 'SocialFetch' }
        @{ Provider = 'DumplingAI'; Key = 'sk_live_0123456789'; Owner = 'SociaVault' }
        @{ Provider = 'UnifAPI'; Key = '"sfk_0123456789"'; Owner = 'SocialFetch' }
        @{ Provider = 'UnifAPI'; Key = 'u0123456789'; Owner = '' }
        @{ Provider = 'ScrapeCreators'; Key = 'Bearer sk_live_0123456789'; Owner = 'SociaVault' }
    ) {
        $text = $Key
        $secure = ConvertTo-Key $text
        $variable = "$($Provider.ToUpperInvariant())_API_KEY"
        # No server listens at 127.0.0.1:9. The warning precedes the request.
        $there = @{ Provider = $Provider; BaseUri = 'http://127.0.0.1:9'; MaximumRetryCount = 0; Verbose = $true }
        foreach ($way in 'ApiKey', 'Environment', 'Session') {
            Reset-TestSession
            $run = switch ($way) {
                'ApiKey' { Invoke-Captured { Get-TikTokFollowing x @there -ApiKey $secure } }
                'Environment' { [Environment]::SetEnvironmentVariable($variable, $text)
                    Invoke-Captured { Get-TikTokFollowing x @there } }
                'Session' { Invoke-Captured { Set-TikTokFollowingCredential $Provider -ApiKey $secure -Scope Session } }
            }
            $warnings = @($run.Warnings | Where-Object { $_ -like '*like a key of*' })
            $warnings.Count | Should -Be ([int]($Owner -ne '')) -Because $way
            "$($run.All)" | Should -Not -Match '0123456789'
            if (-not $Owner) { continue }
            $warnings[0] | Should -Match "for $Provider.* like a key of $Owner\."
            if ($way -ne 'Session') {
                $order = @($run.All |
                    ForEach-Object {
                        if ($_ -is [System.Management.Automation.WarningRecord] -and "$_" -like '*like a key*') {
                            'warned'
                        } elseif ($_ -is [System.Management.Automation.VerboseRecord] -and
                            "$_" -like '*127.0.0.1:9*attempt*') { 'sent' }
                    })
                $order[0] | Should -Be 'warned'
                $order | Should -Contain 'sent'
            }
        }
    }

    It 'causes no warning with the sandbox' {
        $null = Start-TikTokFollowingSandbox
        $key = ConvertTo-Key 'sfk_0123456789'
        $run = Invoke-Captured { Get-TikTokFollowing x -Provider SociaVault -ApiKey $key }
        "$($run.Warnings)" | Should -Not -Match 'like a key of'
    }
}
