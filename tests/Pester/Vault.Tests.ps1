BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Vaults.ps1"
    $environment = Clear-TestEnvironment
    $server = New-Object TikTokFollowingTests.RecordingServer
    $server.Answer((New-WirePage (New-WireRecord)))
    $ask = "`$null = Get-TikTokFollowing someone -Provider ScrapeCreators -BaseUri '$($server.BaseUri)'`n"

    function Get-SentKey { ([regex]::Match($server.Requests[-1], '(?im)^x-api-key: (.*?)\r?$')).Groups[1].Value }
}

AfterAll {
    $server.Dispose()
    Restore-TestEnvironment $environment
}

Describe 'Vault: SecretStore' {
    BeforeEach {
        if (-not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults; return }
        $place = New-TestHome
    }

    It 'a key that is set in one process is used in the next, removed, and gone' {
        $first = Invoke-AtHome $place ($RegisterStore + @'
$warned = $null
$status = Set-TikTokFollowingCredential ScrapeCreators -ApiKey (ConvertTo-Key 'key-from-another-process') -PassThru -WarningVariable warned -WarningAction SilentlyContinue
@{ Source = $status.Source; Name = $status.SourceName; Ending = $status.KeyEnding; Warnings = @($warned).Count; Secret = (Get-SecretInfo).Name } | ConvertTo-Json
'@)
        $first.Source | Should -BeExactly 'Vault'
        $first.Name | Should -BeExactly 'Store'
        $first.Ending | Should -BeExactly 'cess'
        $first.Warnings | Should -Be 0
        $first.Secret | Should -BeExactly 'TikTokFollowing.ScrapeCreators'

        $second = Invoke-AtHome $place ($ask + 'Get-TikTokFollowingCredential ScrapeCreators | ConvertTo-Json')
        Get-SentKey | Should -BeExactly 'key-from-another-process'
        $second.Source | Should -BeExactly 'Vault'
        $second.SourceName | Should -BeExactly 'Store'
        $second.KeyEnding | Should -BeExactly 'cess'

        $third = Invoke-AtHome $place ('Remove-TikTokFollowingCredential ScrapeCreators -Confirm:$false; @{ Left = @(Get-SecretInfo).Count; HasKey = (Get-TikTokFollowingCredential ScrapeCreators).HasKey } | ConvertTo-Json')
        $third.Left | Should -Be 0
        $third.HasKey | Should -BeFalse

        $before = $server.Requests.Count
        $fourth = Invoke-AtHome $place "try { $ask } catch { @{ Id = `$_.FullyQualifiedErrorId } | ConvertTo-Json }"
        $fourth.Id | Should -BeLike 'MissingApiKey,*'
        $server.Requests.Count | Should -Be $before
    }

    It 'finds the only provider that has a key in a vault' {
        $null = Invoke-AtHome $place ($RegisterStore + "Set-TikTokFollowingCredential ScrapeCreators -ApiKey (ConvertTo-Key 'the-only-key-there-is'); 1")
        $found = Invoke-AtHome $place "@{ Provider = @(Get-TikTokFollowing someone -BaseUri '$($server.BaseUri)')[0].Provider } | ConvertTo-Json"
        $found.Provider | Should -BeExactly 'ScrapeCreators'
        Get-SentKey | Should -BeExactly 'the-only-key-there-is'
    }

    It 'the session and the environment go before the vault' {
        $run = Invoke-AtHome $place ($RegisterStore + @'
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'the-key-of-the-vault')
$env:UNIFAPI_API_KEY = 'the-key-of-the-environment'
$one = (Get-TikTokFollowingCredential UnifAPI).Source
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'the-key-of-the-session') -Scope Session
$two = (Get-TikTokFollowingCredential UnifAPI).Source
$null = Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'the-key-of-the-vault') -WarningVariable warned -WarningAction SilentlyContinue
@{ One = $one; Two = $two; Three = (Get-TikTokFollowingCredential UnifAPI).Source; Warning = "$warned" } | ConvertTo-Json
'@)
        $run.One | Should -BeExactly 'Environment'
        $run.Two | Should -BeExactly 'Session'
        $run.Three | Should -BeExactly 'Environment' -Because 'a key that is set again removes the older one from the session'
        $run.Warning | Should -Match 'UNIFAPI_API_KEY takes precedence'
    }

    It 'takes a plain text and a credential as a key, and nothing else (<Kind>)' -ForEach @(
        @{ Kind = 'string'; Secret = "'a-plain-text-key'"; Ending = '-key' }
        @{ Kind = 'PSCredential'; Secret = "(New-Object PSCredential 'any', (ConvertTo-Key 'a-credential-key'))"
            Ending = '-key' }
        @{ Kind = 'byte[]'; Secret = '([byte[]] (1, 2, 3))'; Ending = $null }
        @{ Kind = 'Hashtable'; Secret = '@{ key = "value" }'; Ending = $null }
    ) {
        $run = Invoke-AtHome $place ($RegisterStore + @"
`$ErrorActionPreference = 'Continue'
Set-Secret TikTokFollowing.UnifAPI -Secret $Secret 2>`$null
`$status = Get-TikTokFollowingCredential UnifAPI -ErrorVariable failed -ErrorAction SilentlyContinue
`$message = try { Get-TikTokFollowing someone -Provider UnifAPI -BaseUri '$($server.BaseUri)' 2>`$null 3>`$null } catch { `$_ }
@{ HasKey = `$status.HasKey; Ending = `$status.KeyEnding; Reason = `$status.Reason; Id = "`$(`$failed.FullyQualifiedErrorId)"; Ended = "`$(`$message.FullyQualifiedErrorId)" } | ConvertTo-Json
"@)
        $run.Ending | Should -Be $Ending
        $run.HasKey | Should -Be ($null -ne $Ending)
        if ($Kind -eq 'byte[]') {
            $run.Reason |
                Should -Match "'TikTokFollowing\.UnifAPI' in the vault 'Store' is not a key; its type is Byte\[\]"
            $run.Reason | Should -Match "Remove-Secret -Vault 'Store' -Name TikTokFollowing\.UnifAPI"
            $run.Id | Should -BeLike 'MissingApiKey,*'
            $run.Ended | Should -BeLike 'MissingApiKey,*'
        }
    }

    It 'a locked vault: an error of ours that names it and says what to do' {
        $null = Invoke-AtHome $place ($RegisterStore + @'
Set-TikTokFollowingCredential ScrapeCreators -ApiKey (ConvertTo-Key 'key-behind-a-password')
Set-SecretStoreConfiguration -Authentication Password -Interaction None -Password (ConvertTo-Key 'password') -Confirm:$false; 1
'@)
        $run = Invoke-AtHome $place (@'
$ErrorActionPreference = 'Continue'
$told = @()
'@ + "`n`$told += try { $ask } catch { `$_ }`n" + @'
$told += try { Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'key-that-was-not-kept') } catch { $_ }
$told += try { Remove-TikTokFollowingCredential UnifAPI -Confirm:$false } catch { $_ }
$statuses = @(Get-TikTokFollowingCredential -ErrorVariable failed -ErrorAction SilentlyContinue)
$told += $failed
$foreign = @($Error | Where-Object { $_.Exception.GetType().FullName -ne 'TikTokFollowing.FollowingException' })
Unlock-SecretStore -Password (ConvertTo-Key 'password')
@{ Ids = @($told.FullyQualifiedErrorId); Messages = @($told.Exception.Message); Foreign = $foreign.Count; Statuses = $statuses.Count; Reason = $statuses[0].Reason; After = (Get-TikTokFollowingCredential ScrapeCreators).KeyEnding } | ConvertTo-Json
'@)
        Compare-Sequence ($run.Ids -replace ',.*') ('MissingApiKey', 'AuthenticationFailed', 'AuthenticationFailed',
            'MissingApiKey') | Should -BeTrue
        foreach ($message in $run.Messages) {
            $message | Should -Match "The vault 'Store' returned an error: A valid password is required .* to access the store\. "
            $message | Should -Not -Match 'preference variable'
            $message | Should -Match "Unlock-SecretVault -Name 'Store'"
            $message | Should -Not -Match "`n"
        }
        $run.Statuses | Should -Be 5 -Because 'one error, and not one for each provider'
        $run.Reason | Should -Match 'A valid password is required'
        $run.Foreign | Should -Be 0 -Because 'the errors of the vault are not left in $Error'
        $run.After | Should -BeExactly 'word' -Because 'a vault that was locked is searched again'
    }

    It '-Vault names another one; one that there is not is a mistake' {
        $extra = New-ScriptVault $place Other @{ Set = 'return' }
        $run = Invoke-AtHome $place ($RegisterStore + $extra + @'
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'a-key-for-the-other') -Vault Other
$none = try { Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'a-key-for-nobody') -Vault Nowhere } catch { $_ }
$both = try { Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'a-key-for-nobody') -Vault Other -Scope Session } catch { $_ }
@{ None = $none.FullyQualifiedErrorId; Message = $none.Exception.Message; Both = $both.FullyQualifiedErrorId
   Completed = @([System.Management.Automation.CommandCompletion]::CompleteInput('Set-TikTokFollowingCredential -Vault ', 37, $null).CompletionMatches.CompletionText) } | ConvertTo-Json
'@)
        $run.None | Should -BeLike 'InvalidRequest,*'
        $run.Message | Should -Match "No vault 'Nowhere' is registered.*Store, Other"
        $run.Both | Should -BeLike 'InvalidRequest,*'
        Compare-Sequence ($run.Completed | Sort-Object) ('Other', 'Store') | Should -BeTrue
        Compare-Sequence (Get-VaultCall $place Other) 'set TikTokFollowing.UnifAPI' | Should -BeTrue
    }

    It '-WhatIf neither keeps nor removes' {
        # What -WhatIf shows is no JSON: all of it comes back in the message of an error.
        $shown = try { Invoke-AtHome $place ($RegisterStore + @'
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'a-key-for-the-vault')
Set-TikTokFollowingCredential SociaVault -ApiKey (ConvertTo-Key 'a-key-for-the-vault') -WhatIf
Remove-TikTokFollowingCredential UnifAPI -WhatIf
"Names: $((Get-SecretInfo).Name)."
'@) } catch { "$_" }
        $shown | Should -Match 'What if'
        $shown | Should -Match 'Names: TikTokFollowing\.UnifAPI\.'
    }

    It 'removing from a vault asks unless told not to' {
        $command = Get-Command Remove-TikTokFollowingCredential
        ([System.Attribute]::GetCustomAttribute($command.ImplementingType,
            [System.Management.Automation.CmdletAttribute])).ConfirmImpact | Should -Be 'High'
        $run = Invoke-AtHome $place ($RegisterStore + @'
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'a-key-for-the-vault')
$asked = try { Remove-TikTokFollowingCredential UnifAPI; 'no' } catch { "$($_.Exception.Message)" }
@{ Asked = $asked; Left = @(Get-SecretInfo).Count } | ConvertTo-Json
'@)
        $run.Asked | Should -Match 'NonInteractive.*not removed.*-Confirm:\$false' -Because 'no prompt can be shown there'
        $run.Left | Should -Be 1
    }
}

Describe 'Vault: number of searches' {
    BeforeEach {
        if (-not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults; return }
        $place = New-TestHome
    }

    It 'once for a provider, also when it has no key; twenty calls later still once' {
        $vault = New-ScriptVault $place Counting
        $run = Invoke-AtHome $place ($vault + "1..20 | ForEach-Object { try { $ask } catch { `$id = `$_.FullyQualifiedErrorId } }; @{ Id = `$id } | ConvertTo-Json")
        $run.Id | Should -BeLike 'MissingApiKey,*'
        Compare-Sequence (Get-VaultCall $place Counting) 'get TikTokFollowing.ScrapeCreators' | Should -BeTrue
    }

    It 'once, and its key is used by all calls that follow' {
        $vault = New-ScriptVault $place Counting @{ Get = "return 'the-key-of-the-script'" }
        $before = $server.Requests.Count
        $null = Invoke-AtHome $place ($vault + "1..3 | ForEach-Object { $ask }; 1")
        $server.Requests.Count - $before | Should -Be 3
        Get-SentKey | Should -BeExactly 'the-key-of-the-script'
        Compare-Sequence (Get-VaultCall $place Counting) 'get TikTokFollowing.ScrapeCreators' | Should -BeTrue
    }

    It 'not when something nearer has a key, and not by the sandbox, completion, import or Get-TikTokFollowingProvider' {
        $vault = New-ScriptVault $place Counting
        $run = Invoke-AtHome $place ($vault + @"
`$null = Get-TikTokFollowingProvider
`$null = [System.Management.Automation.CommandCompletion]::CompleteInput('Get-TikTokFollowing x -Provider ', 32, `$null)
`$null = [System.Management.Automation.CommandCompletion]::CompleteInput('Set-TikTokFollowingCredential -Vault ', 37, `$null)
`$null = Get-TikTokFollowing someone -Provider ScrapeCreators -ApiKey (ConvertTo-Key 'a-key-for-this-call') -BaseUri '$($server.BaseUri)'
`$env:SCRAPECREATORS_API_KEY = 'a-key-of-the-environment'
$ask
`$null = Get-TikTokFollowing someone -BaseUri '$($server.BaseUri)'
`$env:SCRAPECREATORS_API_KEY = ''
Set-TikTokFollowingCredential ScrapeCreators -ApiKey (ConvertTo-Key 'a-key-of-the-session') -Scope Session
$ask
`$null = Start-TikTokFollowingSandbox
`$null = Get-TikTokFollowing someone -Provider UnifAPI -WarningAction SilentlyContinue
`$null = Get-TikTokFollowingBalance SociaVault -WarningAction SilentlyContinue
`$null = Test-TikTokFollowingCredential UnifAPI -WarningAction SilentlyContinue
1
"@)
        Get-VaultCall $place Counting | Should -BeNullOrEmpty
    }

    It 'again after a key was set or removed' {
        $vault = New-ScriptVault $place Counting @{ Get = "return 'the-key-of-the-script'"
            Info = 'return @(New-Object Microsoft.PowerShell.SecretManagement.SecretInformation "TikTokFollowing.UnifAPI", "String", $VaultName)' }
        $null = Invoke-AtHome $place ($vault + @'
$null = Get-TikTokFollowingCredential UnifAPI
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'another-key-for-it') -Vault Counting
$null = Get-TikTokFollowingCredential UnifAPI
Remove-TikTokFollowingCredential UnifAPI -Confirm:$false
$null = Get-TikTokFollowingCredential UnifAPI; 1
'@)
        Compare-Sequence (@(Get-VaultCall $place Counting) -replace ' .*') ('get', 'set', 'get', 'info', 'remove',
            'get') | Should -BeTrue
    }
}

Describe 'Vault: one that throws' {
    It '<Verb>: an error of ours that names the vault, without the key' -ForEach @(
        @{ Verb = 'Get'; Command = 'Get-TikTokFollowing someone -Provider UnifAPI'; Id = 'MissingApiKey' }
        @{ Verb = 'Set'
            Command = "Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'a-secret-that-the-vault-tells') -Vault Bad"; Id = 'AuthenticationFailed' }
        @{ Verb = 'Info'; Command = 'Remove-TikTokFollowingCredential UnifAPI -Confirm:$false'
            Id = 'AuthenticationFailed' }
    ) {
        if (-not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults; return }
        $place = New-TestHome
        $tell = '$shown = if ($Secret) { (New-Object PSCredential "u", $Secret).GetNetworkCredential().Password }; Write-Warning "w $shown"; throw "it is broken`n' + [char]27 + '[31m $shown"'
        $vault = New-ScriptVault $place Bad @{ $Verb = $tell }
        $run = Invoke-AtHome $place ($vault + @"
`$told = try { & { $Command } 3>&1 } catch { `$_ }
@{ Id = "`$(`$told.FullyQualifiedErrorId)"; Message = "`$(`$told.Exception.Message)"; All = (`$Error | Format-List * -Force | Out-String) + (`$told | Out-String); Errors = `$Error.Count } | ConvertTo-Json
"@)
        $run.Id | Should -BeLike "$Id,*"
        $run.Message | Should -Match "The vault 'Bad' returned an error: "
        $run.Message | Should -Not -Match '[\x00-\x1f]'
        $run.All | Should -Not -Match 'secret-that'
        $run.Errors | Should -Be 1
    }
}

Describe 'Vault: none' {
    It 'with SecretManagement only, a warning installs SecretStore only' {
        if (-not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults; return }
        $module = Split-Path -Parent (Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable)[0].Path
        $run = Invoke-AtHome (New-TestHome) (@"
Import-Module '$module/Microsoft.PowerShell.SecretManagement.psd1', Microsoft.PowerShell.Security, Microsoft.PowerShell.Utility
`$env:PSModulePath = ''; `$PSModuleAutoLoadingPreference = 'None'

"@ + @'
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'kept-for-the-session') -WarningVariable warned -WarningAction SilentlyContinue
@{ Warning = "$warned" } | ConvertTo-Json
'@)
        $run.Warning |
            Should -Match 'yours: Install-(PSResource|Module) Microsoft\.PowerShell\.SecretStore; Register-SecretVault'
    }

    It 'without SecretManagement, or without a vault, the key is saved for the session, and a warning gives the missing commands' {
        # Where SecretManagement is not installed, there is no store that a test could touch.
        if (-not $HasVaults -and $HasSecretManagement) { Set-ItResult -Skipped -Because $NoVaults; return }
        foreach ($hide in '',
            "Import-Module Microsoft.PowerShell.Security, Microsoft.PowerShell.Utility; `$env:PSModulePath = ''; `$PSModuleAutoLoadingPreference = 'None'`n") {
            $run = Invoke-AtHome (New-TestHome) ($hide + @'
$status = Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'kept-for-the-session') -PassThru -WarningVariable warned -WarningAction SilentlyContinue
$wanted = try { Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'kept-for-the-session') -Scope Vault } catch { $_ }
@{ Source = $status.Source; Warning = "$warned"; Id = $wanted.FullyQualifiedErrorId; Message = $wanted.Exception.Message } | ConvertTo-Json
'@)
            $run.Source | Should -BeExactly 'Session'
            $register = 'Register-SecretVault SecretStore -ModuleName Microsoft\.PowerShell\.SecretStore -DefaultVault$'
            $install = 'Install-(PSResource|Module) Microsoft\.PowerShell\.SecretManagement, Microsoft\.PowerShell\.SecretStore; '
            # Only the commands that are missing: installed modules are not installed again.
            $expected = if ($hide -or -not $HasVaults) { "yours: $install$register" } else { "yours: $register" }
            $run.Warning | Should -Match $expected
            $run.Message | Should -Match $expected
            $run.Id | Should -BeLike 'InvalidRequest,*'
        }
    }
}
