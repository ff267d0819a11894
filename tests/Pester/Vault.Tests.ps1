BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Vaults.ps1"
    $environment = Clear-TestEnvironment
    $server = New-Object TikTokFollowingTests.RecordingServer
    $server.Respond((New-WirePage (New-WireRecord)))
    $request = "`$null = Get-TikTokFollowing someone -Provider ScrapeCreators -BaseUri '$($server.BaseUri)'`n"

    function Get-SentKey { ([regex]::Match($server.Requests[-1], '(?im)^x-api-key: (.*?)\r?$')).Groups[1].Value }
}

AfterAll {
    $server.Dispose()
    Restore-TestEnvironment $environment
}

Describe 'Vault: SecretStore' {
    BeforeEach {
        if (-not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults; return }
        $testHome = New-TestHome
    }

    It 'a key that one process saves is used by the next process, and can be removed' {
        $first = Invoke-AtHome $testHome ($RegisterStore + @'
$warned = $null
$quiet = @{ WarningVariable = 'warned'; WarningAction = 'SilentlyContinue' }
$key = ConvertTo-Key 'key-from-another-process'
$status = Set-TikTokFollowingCredential ScrapeCreators -ApiKey $key -PassThru @quiet
@{ Source = $status.Source; Name = $status.SourceName; Ending = $status.KeyEnding; Warnings = @($warned).Count
    Secret = (Get-SecretInfo).Name } | ConvertTo-Json
'@)
        $first.Source | Should -BeExactly 'Vault'
        $first.Name | Should -BeExactly 'Store'
        $first.Ending | Should -BeExactly 'cess'
        $first.Warnings | Should -Be 0
        $first.Secret | Should -BeExactly 'TikTokFollowing.ScrapeCreators'

        $second = Invoke-AtHome $testHome ($request + 'Get-TikTokFollowingCredential ScrapeCreators | ConvertTo-Json')
        Get-SentKey | Should -BeExactly 'key-from-another-process'
        $second.Source | Should -BeExactly 'Vault'
        $second.SourceName | Should -BeExactly 'Store'
        $second.KeyEnding | Should -BeExactly 'cess'

        $third = Invoke-AtHome $testHome @'
Remove-TikTokFollowingCredential ScrapeCreators -Confirm:$false
$status = Get-TikTokFollowingCredential ScrapeCreators
@{ Left = @(Get-SecretInfo).Count; HasKey = $status.HasKey } | ConvertTo-Json
'@
        $third.Left | Should -Be 0
        $third.HasKey | Should -BeFalse

        $before = $server.Requests.Count
        $fourth = Invoke-AtHome $testHome (
            "try { $request } catch { @{ Id = `$_.FullyQualifiedErrorId } | ConvertTo-Json }")
        $fourth.Id | Should -BeLike 'MissingApiKey,*'
        $server.Requests.Count | Should -Be $before
    }

    It 'finds the only provider that has a key in a vault' {
        $null = Invoke-AtHome $testHome ($RegisterStore + @'
Set-TikTokFollowingCredential ScrapeCreators -ApiKey (ConvertTo-Key 'the-only-key-there-is'); 1
'@)
        $found = Invoke-AtHome $testHome @"
`$account = @(Get-TikTokFollowing someone -BaseUri '$($server.BaseUri)')[0]
@{ Provider = `$account.Provider } | ConvertTo-Json
"@
        $found.Provider | Should -BeExactly 'ScrapeCreators'
        Get-SentKey | Should -BeExactly 'the-only-key-there-is'
    }

    It 'the session and the environment take precedence over the vault' {
        $run = Invoke-AtHome $testHome ($RegisterStore + @'
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'the-key-of-the-vault')
$env:UNIFAPI_API_KEY = 'the-key-of-the-environment'
$one = (Get-TikTokFollowingCredential UnifAPI).Source
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'the-key-of-the-session') -Scope Session
$two = (Get-TikTokFollowingCredential UnifAPI).Source
$quiet = @{ WarningVariable = 'warned'; WarningAction = 'SilentlyContinue' }
$null = Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'the-key-of-the-vault') @quiet
$three = (Get-TikTokFollowingCredential UnifAPI).Source
@{ One = $one; Two = $two; Three = $three; Warning = "$warned" } | ConvertTo-Json
'@)
        $run.One | Should -BeExactly 'Environment'
        $run.Two | Should -BeExactly 'Session'
        $run.Three |
            Should -BeExactly 'Environment' -Because 'a key that is set again removes the older one from the session'
        $run.Warning | Should -Match 'UNIFAPI_API_KEY takes precedence'
    }

    It 'accepts only text and credentials as keys (<Kind>)' -ForEach @(
        @{ Kind = 'string'; Secret = "'a-plain-text-key'"; Ending = '-key' }
        @{ Kind = 'PSCredential'; Secret = "(New-Object PSCredential 'any', (ConvertTo-Key 'a-credential-key'))"
            Ending = '-key' }
        @{ Kind = 'byte[]'; Secret = '([byte[]] (1, 2, 3))'; Ending = $null }
        @{ Kind = 'Hashtable'; Secret = '@{ key = "value" }'; Ending = $null }
    ) {
        $run = Invoke-AtHome $testHome ($RegisterStore + @"
`$ErrorActionPreference = 'Continue'
Set-Secret TikTokFollowing.UnifAPI -Secret $Secret 2>`$null
`$status = Get-TikTokFollowingCredential UnifAPI -ErrorVariable failed -ErrorAction SilentlyContinue
`$target = @{ Provider = 'UnifAPI'; BaseUri = '$($server.BaseUri)' }
`$message = try { Get-TikTokFollowing someone @target 2>`$null 3>`$null } catch { `$_ }
@{ HasKey = `$status.HasKey; Ending = `$status.KeyEnding; Reason = `$status.Reason
    Id = "`$(`$failed.FullyQualifiedErrorId)"; Ended = "`$(`$message.FullyQualifiedErrorId)" } | ConvertTo-Json
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

    It 'reports a locked vault by a FollowingException that names it and its remedy' {
        $null = Invoke-AtHome $testHome ($RegisterStore + @'
Set-TikTokFollowingCredential ScrapeCreators -ApiKey (ConvertTo-Key 'key-behind-a-password')
$lock = @{ Authentication = 'Password'; Interaction = 'None'; Password = (ConvertTo-Key 'password'); Confirm = $false }
Set-SecretStoreConfiguration @lock; 1
'@)
        $run = Invoke-AtHome $testHome (@'
$ErrorActionPreference = 'Continue'
$reported = @()
'@ + "`n`$reported += try { $request } catch { `$_ }`n" + @'
$reported += try { Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'key-that-was-not-kept') } catch { $_ }
$reported += try { Remove-TikTokFollowingCredential UnifAPI -Confirm:$false } catch { $_ }
$statuses = @(Get-TikTokFollowingCredential -ErrorVariable failed -ErrorAction SilentlyContinue)
$reported += $failed
$foreign = @($Error | Where-Object { $_.Exception.GetType().FullName -ne 'TikTokFollowing.FollowingException' })
Unlock-SecretStore -Password (ConvertTo-Key 'password')
@{ Ids = @($reported.FullyQualifiedErrorId); Messages = @($reported.Exception.Message); Foreign = $foreign.Count
    Statuses = $statuses.Count; Reason = $statuses[0].Reason
    After = (Get-TikTokFollowingCredential ScrapeCreators).KeyEnding } | ConvertTo-Json
'@)
        Compare-Sequence ($run.Ids -replace ',.*') ('MissingApiKey', 'AuthenticationFailed', 'AuthenticationFailed',
            'MissingApiKey') | Should -BeTrue
        foreach ($message in $run.Messages) {
            $message | Should -Match "The vault 'Store' returned an error: A valid password is required "
            $message | Should -Match "A valid password is required .* to access the store\. "
            $message | Should -Not -Match 'preference variable'
            $message | Should -Match "Unlock-SecretVault -Name 'Store'"
            $message | Should -Not -Match "`n"
        }
        $run.Statuses | Should -Be 5 -Because 'one error, and not one for each provider'
        $run.Reason | Should -Match 'A valid password is required'
        $run.Foreign | Should -Be 0 -Because 'the errors of the vault are not left in $Error'
        $run.After | Should -BeExactly 'word' -Because 'a vault that was locked is searched again'
    }

    It '-Vault selects another vault, and an unknown one is an invalid request' {
        $extra = New-ScriptVault $testHome Other @{ Set = 'return' }
        $run = Invoke-AtHome $testHome ($RegisterStore + $extra + @'
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'a-key-for-the-other') -Vault Other
$unused = @{ ApiKey = (ConvertTo-Key 'a-key-that-is-not-saved') }
$none = try { Set-TikTokFollowingCredential UnifAPI @unused -Vault Nowhere } catch { $_ }
$both = try { Set-TikTokFollowingCredential UnifAPI @unused -Vault Other -Scope Session } catch { $_ }
$line = 'Set-TikTokFollowingCredential -Vault '
$completion = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)
@{ None = $none.FullyQualifiedErrorId; Message = $none.Exception.Message; Both = $both.FullyQualifiedErrorId
    Completed = @($completion.CompletionMatches.CompletionText) } | ConvertTo-Json
'@)
        $run.None | Should -BeLike 'InvalidRequest,*'
        $run.Message | Should -Match "No vault 'Nowhere' is registered.*Store, Other"
        $run.Both | Should -BeLike 'InvalidRequest,*'
        Compare-Sequence ($run.Completed | Sort-Object) ('Other', 'Store') | Should -BeTrue
        Compare-Sequence (Get-VaultCall $testHome Other) 'set TikTokFollowing.UnifAPI' | Should -BeTrue
    }

    It '-WhatIf does not save or remove a key' {
        # The output of -WhatIf is not JSON, so the message of the error contains it.
        $shown = try { Invoke-AtHome $testHome ($RegisterStore + @'
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'a-key-for-the-vault')
Set-TikTokFollowingCredential SociaVault -ApiKey (ConvertTo-Key 'a-key-for-the-vault') -WhatIf
Remove-TikTokFollowingCredential UnifAPI -WhatIf
"Names: $((Get-SecretInfo).Name)."
'@) } catch { "$_" }
        $shown | Should -Match 'What if'
        $shown | Should -Match 'Names: TikTokFollowing\.UnifAPI\.'
    }

    It 'removal from a vault requires a confirmation' {
        $command = Get-Command Remove-TikTokFollowingCredential
        ([System.Attribute]::GetCustomAttribute($command.ImplementingType,
            [System.Management.Automation.CmdletAttribute])).ConfirmImpact | Should -Be 'High'
        $run = Invoke-AtHome $testHome ($RegisterStore + @'
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'a-key-for-the-vault')
$prompt = try { Remove-TikTokFollowingCredential UnifAPI; 'no' } catch { "$($_.Exception.Message)" }
@{ Prompt = $prompt; Left = @(Get-SecretInfo).Count } | ConvertTo-Json
'@)
        $run.Prompt |
            Should -Match 'NonInteractive.*not removed.*-Confirm:\$false' -Because 'no prompt can be shown there'
        $run.Left | Should -Be 1
    }
}

Describe 'Vault: number of searches' {
    BeforeEach {
        if (-not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults; return }
        $testHome = New-TestHome
    }

    It 'is one for a provider without a key, also after twenty calls' {
        $vault = New-ScriptVault $testHome Counting
        $run = Invoke-AtHome $testHome ($vault + @"
1..20 | ForEach-Object { try { $request } catch { `$id = `$_.FullyQualifiedErrorId } }
@{ Id = `$id } | ConvertTo-Json
"@)
        $run.Id | Should -BeLike 'MissingApiKey,*'
        Compare-Sequence (Get-VaultCall $testHome Counting) 'get TikTokFollowing.ScrapeCreators' | Should -BeTrue
    }

    It 'is one, and all later calls use the key' {
        $vault = New-ScriptVault $testHome Counting @{ Get = "return 'the-key-of-the-script'" }
        $before = $server.Requests.Count
        $null = Invoke-AtHome $testHome ($vault + "1..3 | ForEach-Object { $request }; 1")
        $server.Requests.Count - $before | Should -Be 3
        Get-SentKey | Should -BeExactly 'the-key-of-the-script'
        Compare-Sequence (Get-VaultCall $testHome Counting) 'get TikTokFollowing.ScrapeCreators' | Should -BeTrue
    }

    It 'is none if a source with precedence has a key, and for sandbox, completion and Get-TikTokFollowingProvider' {
        $vault = New-ScriptVault $testHome Counting
        $run = Invoke-AtHome $testHome ($vault + @"
`$null = Get-TikTokFollowingProvider
`$null = [System.Management.Automation.CommandCompletion]::CompleteInput('Get-TikTokFollowing x -Provider ', 32, `$null)
`$line = 'Set-TikTokFollowingCredential -Vault '
`$null = [System.Management.Automation.CommandCompletion]::CompleteInput(`$line, `$line.Length, `$null)
`$target = @{ Provider = 'ScrapeCreators'; BaseUri = '$($server.BaseUri)' }
`$null = Get-TikTokFollowing someone -ApiKey (ConvertTo-Key 'a-key-for-this-call') @target
`$env:SCRAPECREATORS_API_KEY = 'a-key-of-the-environment'
$request
`$null = Get-TikTokFollowing someone -BaseUri '$($server.BaseUri)'
`$env:SCRAPECREATORS_API_KEY = ''
Set-TikTokFollowingCredential ScrapeCreators -ApiKey (ConvertTo-Key 'a-key-of-the-session') -Scope Session
$request
`$null = Start-TikTokFollowingSandbox
`$null = Get-TikTokFollowing someone -Provider UnifAPI -WarningAction SilentlyContinue
`$null = Get-TikTokFollowingBalance SociaVault -WarningAction SilentlyContinue
`$null = Test-TikTokFollowingCredential UnifAPI -WarningAction SilentlyContinue
1
"@)
        Get-VaultCall $testHome Counting | Should -BeNullOrEmpty
    }

    It 'is one more after a key was set or removed' {
        $vault = New-ScriptVault $testHome Counting @{ Get = "return 'the-key-of-the-script'"
            Info = '$type = "Microsoft.PowerShell.SecretManagement.SecretInformation"
                return @(New-Object $type "TikTokFollowing.UnifAPI", "String", $VaultName)' }
        $null = Invoke-AtHome $testHome ($vault + @'
$null = Get-TikTokFollowingCredential UnifAPI
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'another-key-for-it') -Vault Counting
$null = Get-TikTokFollowingCredential UnifAPI
Remove-TikTokFollowingCredential UnifAPI -Confirm:$false
$null = Get-TikTokFollowingCredential UnifAPI; 1
'@)
        Compare-Sequence (@(Get-VaultCall $testHome Counting) -replace ' .*') ('get', 'set', 'get', 'info', 'remove',
            'get') | Should -BeTrue
    }
}

Describe 'Vault: errors' {
    It '<Verb>: a FollowingException names the vault, without the key' -ForEach @(
        @{ Verb = 'Get'; Command = 'Get-TikTokFollowing someone -Provider UnifAPI'; Id = 'MissingApiKey' }
        @{ Verb = 'Set'
            Command = "Set-TikTokFollowingCredential UnifAPI -Vault Bad -ApiKey (ConvertTo-Key 'a-secret-that-leaks')"
            Id = 'AuthenticationFailed' }
        @{ Verb = 'Info'; Command = 'Remove-TikTokFollowingCredential UnifAPI -Confirm:$false'
            Id = 'AuthenticationFailed' }
    ) {
        if (-not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults; return }
        $testHome = New-TestHome
        $script = '$shown = if ($Secret) { (New-Object PSCredential "u", $Secret).GetNetworkCredential().Password }
            Write-Warning "w $shown"; throw "it is broken`n' + [char]27 + '[31m $shown"'
        $vault = New-ScriptVault $testHome Bad @{ $Verb = $script }
        $run = Invoke-AtHome $testHome ($vault + @"
`$reported = try { & { $Command } 3>&1 } catch { `$_ }
`$all = (`$Error | Format-List * -Force | Out-String) + (`$reported | Out-String)
@{ Id = "`$(`$reported.FullyQualifiedErrorId)"; Message = "`$(`$reported.Exception.Message)"
    All = `$all; Errors = `$Error.Count } | ConvertTo-Json
"@)
        $run.Id | Should -BeLike "$Id,*"
        $run.Message | Should -Match "The vault 'Bad' returned an error: "
        $run.Message | Should -Not -Match '[\x00-\x1f]'
        $run.All | Should -Not -Match 'secret-that'
        $run.Errors | Should -Be 1
    }
}

Describe 'Vault: none' {
    It 'warns with the command that installs SecretStore if only SecretManagement is installed' {
        if (-not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults; return }
        $module = Split-Path -Parent (Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable)[0].Path
        $run = Invoke-AtHome (New-TestHome) (@"
Import-Module Microsoft.PowerShell.Security, Microsoft.PowerShell.Utility
Import-Module '$module/Microsoft.PowerShell.SecretManagement.psd1'
`$env:PSModulePath = ''; `$PSModuleAutoLoadingPreference = 'None'

"@ + @'
$quiet = @{ WarningVariable = 'warned'; WarningAction = 'SilentlyContinue' }
Set-TikTokFollowingCredential UnifAPI -ApiKey (ConvertTo-Key 'kept-for-the-session') @quiet
@{ Warning = "$warned" } | ConvertTo-Json
'@)
        $run.Warning |
            Should -Match 'yours: Install-(PSResource|Module) Microsoft\.PowerShell\.SecretStore; Register-SecretVault'
    }

    It 'without a vault the key is saved for the session, and a warning shows the missing commands' {
        # Without SecretManagement, no vault of the user can be changed by the test.
        if (-not $HasVaults -and $HasSecretManagement) { Set-ItResult -Skipped -Because $NoVaults; return }
        $hidden = @'
Import-Module Microsoft.PowerShell.Security, Microsoft.PowerShell.Utility
$env:PSModulePath = ''; $PSModuleAutoLoadingPreference = 'None'

'@
        foreach ($hide in '', $hidden) {
            $run = Invoke-AtHome (New-TestHome) ($hide + @'
$quiet = @{ WarningVariable = 'warned'; WarningAction = 'SilentlyContinue' }
$key = ConvertTo-Key 'kept-for-the-session'
$status = Set-TikTokFollowingCredential UnifAPI -ApiKey $key -PassThru @quiet
$wanted = try { Set-TikTokFollowingCredential UnifAPI -ApiKey $key -Scope Vault } catch { $_ }
@{ Source = $status.Source; Warning = "$warned"; Id = $wanted.FullyQualifiedErrorId
    Message = $wanted.Exception.Message } | ConvertTo-Json
'@)
            $run.Source | Should -BeExactly 'Session'
            $register = 'Register-SecretVault SecretStore -ModuleName Microsoft\.PowerShell\.SecretStore -DefaultVault$'
            $modules = 'Microsoft\.PowerShell\.SecretManagement, Microsoft\.PowerShell\.SecretStore'
            $install = "Install-(PSResource|Module) $modules; "
            # Only the commands that are missing: installed modules are not installed again.
            $expected = if ($hide -or -not $HasVaults) { "yours: $install$register" } else { "yours: $register" }
            $run.Warning | Should -Match $expected
            $run.Message | Should -Match $expected
            $run.Id | Should -BeLike 'InvalidRequest,*'
        }
    }
}
