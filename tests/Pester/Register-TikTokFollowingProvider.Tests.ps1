# The commands that add definitions: paths, names, the folder in the environment and the scope of a registration.

BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/DefinitionShared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Reset-Definition
    Restore-TestEnvironment $environment
}

Describe 'Register-TikTokFollowingProvider' {
    AfterEach { Reset-Definition }

    It 'adds the provider without output, and lists it among the others' {
        $file = Save-Definition
        Register-TikTokFollowingProvider -Path $file | Should -BeNullOrEmpty
        (Get-TikTokFollowingProvider).Provider |
            Should -Be 'Acme', 'DumplingAI', 'ScrapeCreators', 'SocialFetch', 'SociaVault', 'UnifAPI'
        $acme = Get-TikTokFollowingProvider acme
        $acme.Provider | Should -BeExactly 'Acme'
        $acme.Source | Should -BeExactly $file
        $acme.BaseUri | Should -Be 'https://api.acme.example/'
        $acme.Cost | Should -Be '2 credits a page'
        $acme.CreditsPerRequest | Should -Be 2
        $acme.EnvironmentVariable | Should -BeExactly 'TIKTOKFOLLOWING_ACME_API_KEY'
        $acme.SecretName | Should -BeExactly 'TikTokFollowing.Acme@api.acme.example'
        (Get-TikTokFollowingProvider SociaVault).Source | Should -BeExactly 'Built-in'
        (Get-TikTokFollowingProvider SociaVault).SecretName | Should -BeExactly 'TikTokFollowing.SociaVault'
    }

    It '-PassThru returns it' {
        $added = Register-TikTokFollowingProvider (Save-Definition) -PassThru
        $added | Should -BeOfType ([TikTokFollowing.ProviderDescription])
        $added.Provider | Should -BeExactly 'Acme'
    }

    It 'accepts files from the pipeline, several paths, and the alias LiteralPath' {
        $folder = New-DefinitionFolder Acme, Beta
        Get-ChildItem -LiteralPath $folder | Register-TikTokFollowingProvider
        (Get-TikTokFollowingProvider Acme, Beta).Provider | Should -Be 'Acme', 'Beta'
        Register-TikTokFollowingProvider (Join-Path $folder 'Acme.json'), (Join-Path $folder 'Beta.json') -Force
        Register-TikTokFollowingProvider -LiteralPath (Join-Path $folder 'Acme.json') -Force
    }

    It 'accepts strings from the pipeline, and prefers the path of an object to its text' {
        $folder = New-DefinitionFolder Acme, Beta
        (Join-Path $folder 'Acme.json') | Register-TikTokFollowingProvider
        [pscustomobject]@{ PSPath = Join-Path $folder 'Beta.json' } | Register-TikTokFollowingProvider
        (Get-TikTokFollowingProvider Acme, Beta).Provider | Should -Be 'Acme', 'Beta'
    }

    It 'rejects a file that is already registered, unless -Force reads it again' {
        $file = Save-Definition
        Register-TikTokFollowingProvider $file
        $run = Invoke-Captured { Register-TikTokFollowingProvider $file }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].Exception.Message |
            Should -Be "$file is registered already, as Acme. To read it again, use -Force."
        [System.IO.File]::WriteAllText($file, (New-Definition).Replace('"perRequest": 2', '"perRequest": 3'))
        Register-TikTokFollowingProvider $file -Force
        (Get-TikTokFollowingProvider Acme).CreditsPerRequest | Should -Be 3
    }

    It 'rejects a path with a null character by an error of the module' {
        $run = Invoke-Captured { Register-TikTokFollowingProvider "a$([char]0)b" }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].Exception.Message |
            Should -BeLike "-Path 'a*b' cannot be used: The path contains a null character."
    }

    It 'shows a host with letters of other scripts in its encoded form' {
        $file = Join-Path $TestDrive 'homograph.json'
        [System.IO.File]::WriteAllText($file, (New-Definition).Replace('api.acme', "$([char]0x0430)pi.acme"))
        $added = Register-TikTokFollowingProvider $file -PassThru
        "$($added.BaseUri)" | Should -BeExactly 'https://xn--pi-6kc.acme.example/'
        $added.SecretName | Should -BeExactly 'TikTokFollowing.Acme@xn--pi-6kc.acme.example'
    }

    It 'expands no wildcards, and finds a relative path in the current folder' {
        $folder = New-DefinitionFolder
        $null = Save-Definition -Name Acme -File (Join-Path $folder 'a[1].json')
        Push-Location -LiteralPath $folder
        try {
            Register-TikTokFollowingProvider './a[1].json'
            (Get-TikTokFollowingProvider Acme).Source | Should -BeExactly (Join-Path $folder 'a[1].json')
            $run = Invoke-Captured { Register-TikTokFollowingProvider '*.json' }
            $run.AnyError[0].Exception.Message |
                Should -Match "^-Path '\*\.json' .*\. Wildcards are not expanded\.$" # Windows reports another reason
        }
        finally { Pop-Location }
    }

    It 'rejects <Kind>' -ForEach @(
        @{ Kind = 'a missing file'; Value = 'missing.json'; Id = 'InvalidRequest' }
        @{ Kind = 'a folder'; Value = '.'; Id = 'InvalidRequest' }
        @{ Kind = 'a path of another provider'; Value = 'env:PATH'; Id = 'InvalidRequest' }
        @{ Kind = 'a drive that does not exist'; Value = 'nodrive:\a.json'; Id = 'InvalidRequest' }
    ) {
        $run = Invoke-Captured { Register-TikTokFollowingProvider $Value }
        $run.Errors.Count | Should -Be 1 -Because 'the other files are independent'
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        @(Get-TikTokFollowingProvider).Count | Should -Be 5
    }

    It 'ends with an error that names the file if a definition cannot be used' {
        $broken = Join-Path $TestDrive 'broken.json'
        Set-Content -LiteralPath $broken -Value '{ "version": 1 }'
        $run = Invoke-Captured { Register-TikTokFollowingProvider $broken, (Save-Definition) }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidDefinition,*'
        $run.Terminating.CategoryInfo.Category | Should -Be 'InvalidData'
        $run.Terminating.Exception.Message | Should -Match 'broken\.json'
        @(Get-TikTokFollowingProvider).Count | Should -Be 5
    }

    It 'rejects a built-in name, also with -Force' {
        $run = Invoke-Captured { Register-TikTokFollowingProvider (Save-Definition -Name 'sociavault') -Force }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidDefinition,*'
        (Get-TikTokFollowingProvider SociaVault).Source | Should -Be 'Built-in'
    }

    It 'rejects a registered name and names both files, unless -Force replaces it' {
        $first = Save-Definition
        $second = Save-Definition 'https://other.acme.example' 'ACME'
        Register-TikTokFollowingProvider $first
        $run = Invoke-Captured { Register-TikTokFollowingProvider $second }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].Exception.Message |
            Should -Be "ACME is defined by $first already, and $second was not registered. To replace it, use -Force."
        (Get-TikTokFollowingProvider Acme).Source | Should -BeExactly $first

        $forced = Invoke-Captured { Register-TikTokFollowingProvider $second -Force }
        $forced.AnyError | Should -BeNullOrEmpty
        $forced.Warnings |
            Should -Be @(
                'ACME has a new address: https://other.acme.example/. A saved key for ' +
                'https://api.acme.example/ is not sent there. To save the key for the new address: ' +
                'Set-TikTokFollowingCredential ACME')
        (Get-TikTokFollowingProvider Acme).Source | Should -BeExactly $second
        @(Get-TikTokFollowingProvider).Count | Should -Be 6
    }

    It '-WhatIf registers nothing, and reports a definition that cannot be used' {
        Register-TikTokFollowingProvider (Save-Definition) -WhatIf
        @(Get-TikTokFollowingProvider).Count | Should -Be 5
        { Register-TikTokFollowingProvider (Save-Definition -Name UnifAPI) -WhatIf } |
            Should -Throw -ErrorId 'InvalidDefinition,*'
    }

    It 'reports how to register a provider if one is unknown' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider Acme }
        $run.AnyError[0].Exception.Message |
            Should -BeLike '*To add one that a file defines: Register-TikTokFollowingProvider -Path <file>'
    }

    It 'completes JSON files, and the provider everywhere' {
        $folder = New-DefinitionFolder Acme
        Set-Content (Join-Path $folder 'notes.txt') ''
        $line = "Register-TikTokFollowingProvider $folder/"
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.ListItemText |
            Should -Be 'Acme.json'
        Register-TikTokFollowingProvider (Join-Path $folder 'Acme.json')
        $commands = @(
            'Get-TikTokFollowing x -Provider A'
            'Get-TikTokFollowing x -FallbackProvider A'
            'Update-TikTokFollowingHistory x -Provider A'
            'Get-TikTokFollowingProvider A'
            'Get-TikTokFollowingBalance A'
            'Set-TikTokFollowingCredential A'
            'Get-TikTokFollowingCredential A'
            'Remove-TikTokFollowingCredential A'
            'Test-TikTokFollowingCredential A'
        )
        foreach ($command in $commands) {
            $match = (TabExpansion2 -inputScript $command -cursorColumn $command.Length).CompletionMatches
            $match.CompletionText | Should -Be 'Acme' -Because $command
            $match.ToolTip | Should -Be '2 credits a page; page size fixed; no key found'
        }
    }
}

Describe 'Register-TikTokFollowingProvider: the folder in the environment' {
    AfterEach { Reset-Definition }

    It 'is read on first use, and its definitions read no key from the environment' {
        $folder = New-DefinitionFolder Acme, Beta
        $env:TIKTOKFOLLOWING_DEFINITION_PATH = $folder
        $env:TIKTOKFOLLOWING_ACME_API_KEY = 'a-key-of-the-environment'
        $found = Get-TikTokFollowingProvider Acme
        $found.Source | Should -BeExactly (Join-Path $folder 'Acme.json')
        $found.EnvironmentVariable | Should -Be $null
        $found.KeySource | Should -Be $null
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider Acme }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'MissingApiKey,*'
        $run.Terminating.Exception.Message | Should -Not -Match '\$env:'
        $run.Terminating.Exception.Message | Should -Match 'Register-TikTokFollowingProvider'

        Register-TikTokFollowingProvider $found.Source
        (Get-TikTokFollowingProvider Acme).KeySource |
            Should -Be 'Environment' -Because 'the user has registered the file now'
    }

    It 'warns once about each file that cannot be used, and loads the others' {
        $folder = New-DefinitionFolder Acme
        Set-Content -LiteralPath (Join-Path $folder 'broken.json') -Value '{ "version": 1 }'
        $env:TIKTOKFOLLOWING_DEFINITION_PATH = $folder
        $run = Invoke-Captured { Get-TikTokFollowingProvider }
        $run.Output.Provider | Should -Contain 'Acme'
        $run.Warnings.Count | Should -Be 1
        $run.Warnings[0] | Should -Match 'broken\.json'
        (Invoke-Captured { Get-TikTokFollowingProvider }).Warnings | Should -BeNullOrEmpty
    }

    It 'is ignored if its path is relative: <_>' -ForEach '.', 'definitions', './definitions', '..' {
        $folder = New-DefinitionFolder Acme
        Push-Location -LiteralPath $folder
        try {
            $env:TIKTOKFOLLOWING_DEFINITION_PATH = $_
            $run = Invoke-Captured { Get-TikTokFollowingProvider }
            $run.Output.Count | Should -Be 5
            $run.Warnings |
                Should -Be @(
                    "No definition was loaded from `$env:TIKTOKFOLLOWING_DEFINITION_PATH '$_': it is not a " +
                    "full path. Set the variable to the full path of a folder.")
        }
        finally { Pop-Location }
    }

    It 'is never the current folder by default' {
        Push-Location -LiteralPath (New-DefinitionFolder Acme)
        try { @(Get-TikTokFollowingProvider).Count | Should -Be 5 } finally { Pop-Location }
    }

    It 'is read again if the variable changes' {
        $env:TIKTOKFOLLOWING_DEFINITION_PATH = New-DefinitionFolder Acme
        (Get-TikTokFollowingProvider).Provider | Should -Contain 'Acme'
        $env:TIKTOKFOLLOWING_DEFINITION_PATH = New-DefinitionFolder Beta
        (Get-TikTokFollowingProvider).Provider | Should -Not -Contain 'Acme'
        (Get-TikTokFollowingProvider).Provider | Should -Contain 'Beta'
        $env:TIKTOKFOLLOWING_DEFINITION_PATH = $null
        @(Get-TikTokFollowingProvider).Count | Should -Be 5
    }
}

Describe 'Register-TikTokFollowingProvider: the scope of a registration' {
    AfterEach { Reset-Definition }

    It 'is the process: ForEach-Object -Parallel and Start-ThreadJob use it' {
        if (-not $IsCore) {
            $reason = 'Windows PowerShell has no ForEach-Object -Parallel and no Start-ThreadJob'
            Set-ItResult -Skipped -Because $reason
        }
        Register-TikTokFollowingProvider (Save-Definition)
        1..2 |
            ForEach-Object -Parallel {
                Import-Module $using:ModulePath
                (Get-TikTokFollowingProvider Acme).Provider
            } |
            Should -Be 'Acme', 'Acme'
        Start-ThreadJob { Import-Module $using:ModulePath; (Get-TikTokFollowingProvider Acme).Provider } |
            Receive-Job -Wait -AutoRemoveJob |
            Should -Be 'Acme'
    }

    It 'Start-Job has another process, which has the folder but not the registration' {
        $env:TIKTOKFOLLOWING_DEFINITION_PATH = New-DefinitionFolder Beta
        Register-TikTokFollowingProvider (Save-Definition)
        $names = Start-Job -ArgumentList $ModulePath {
            param($module)
            Import-Module $module
            (Get-TikTokFollowingProvider).Provider
        } | Receive-Job -Wait -AutoRemoveJob
        $names | Should -Contain 'Beta'
        $names | Should -Not -Contain 'Acme'
    }

    It 'ends with the last session that removes the module, as Import-Module -Force does' {
        $file = Save-Definition
        $counts = Invoke-FreshPowerShell @"
Import-Module `$ModulePath
Register-TikTokFollowingProvider '$file'
`$before = @(Get-TikTokFollowingProvider).Count
Import-Module `$ModulePath -Force
@{ Before = `$before; After = @(Get-TikTokFollowingProvider).Count } | ConvertTo-Json
"@
        $counts.Before | Should -Be 6
        $counts.After | Should -Be 5
    }
}

Describe 'Register-TikTokFollowingProvider: the sandbox' {
    AfterEach { Reset-Definition }

    It 'a defined provider is an error, and no request is sent: <_>' -ForEach 'provider', 'fallback', 'balance' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            Register-TikTokFollowingProvider (Save-Definition $server.BaseUri)
            Set-TikTokFollowingCredential Acme (ConvertTo-Key 'the-key-of-acme') -Scope Session
            $sandbox = Start-TikTokFollowingSandbox
            $case = $_
            $run = switch ($case) {
                'provider' { Invoke-Captured { Get-TikTokFollowing someone -Provider Acme -First 1 } }
                'fallback' {
                    Invoke-Captured {
                        Get-TikTokFollowing someone -Provider SociaVault -FallbackProvider Acme -First 1
                    }
                }
                'balance' { Invoke-Captured { Test-TikTokFollowingCredential Acme -Force } }
            }
            $message = if ($case -eq 'balance') {
                $run.Warnings -match 'sandbox does not'
            } else {
                $run.AnyError[0].Exception.Message
            }
            $message |
                Should -BeLike (
                    '*The sandbox does not imitate Acme, which a file defines, so no request was sent. Use a ' +
                    'built-in provider, or specify the address of a test server with -BaseUri. To send ' +
                    'requests to the providers again: Stop-TikTokFollowingSandbox')
            $server.Requests | Should -BeNullOrEmpty
            $sandbox.Requests | Should -Be 0
        }
        finally { $server.Dispose() }
    }

    It 'wildcards match only the built-in providers' {
        Register-TikTokFollowingProvider (Save-Definition)
        $null = Start-TikTokFollowingSandbox
        (Test-TikTokFollowingCredential * -Force @Quiet).Provider | Should -Be ($AllProviders | Sort-Object)
    }
}
