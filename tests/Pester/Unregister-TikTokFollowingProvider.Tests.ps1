BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/DefinitionShared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Reset-Definition
    Restore-TestEnvironment $environment
}

Describe 'Unregister-TikTokFollowingProvider' {
    BeforeEach { Register-TikTokFollowingProvider (Save-Definition), (Save-Definition -Name Beta) }
    AfterEach { Reset-Definition }

    It 'removes a provider case-insensitively, without output, and keeps the file' {
        $file = (Get-TikTokFollowingProvider Acme).Source
        Unregister-TikTokFollowingProvider acme | Should -BeNullOrEmpty
        (Get-TikTokFollowingProvider).Provider | Should -Not -Contain 'Acme'
        (Get-TikTokFollowingProvider).Provider | Should -Contain 'Beta'
        Test-Path -LiteralPath $file | Should -BeTrue
    }

    It 'accepts several names, and providers from the pipeline' {
        Unregister-TikTokFollowingProvider -Name Acme, Beta
        Register-TikTokFollowingProvider (Save-Definition), (Save-Definition -Name Beta)
        Get-TikTokFollowingProvider | Where-Object Source -NE 'Built-in' | Unregister-TikTokFollowingProvider
        @(Get-TikTokFollowingProvider).Count | Should -Be 5
    }

    It 'rejects built-in and unknown names, and continues with the others' {
        $run = Invoke-Captured { Unregister-TikTokFollowingProvider SociaVault, Nothing, Acme }
        $run.Errors.Count | Should -Be 2
        $run.Errors.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].Exception.Message | Should -BeLike 'SociaVault is built in and cannot be unregistered.*'
        $run.Errors[1].Exception.Message | Should -BeLike "There is no provider 'Nothing'.*"
        (Get-TikTokFollowingProvider).Provider | Should -Not -Contain 'Acme'
    }

    It '-WhatIf removes nothing' {
        Unregister-TikTokFollowingProvider Acme -WhatIf
        (Get-TikTokFollowingProvider).Provider | Should -Contain 'Acme'
    }

    It 'does not load a definition of the folder until the folder is read again' {
        $env:TIKTOKFOLLOWING_DEFINITION_PATH = New-DefinitionFolder Gamma
        Unregister-TikTokFollowingProvider Gamma
        (Get-TikTokFollowingProvider).Provider | Should -Not -Contain 'Gamma'
        $folder = $env:TIKTOKFOLLOWING_DEFINITION_PATH
        $env:TIKTOKFOLLOWING_DEFINITION_PATH = $null
        $null = Get-TikTokFollowingProvider
        $env:TIKTOKFOLLOWING_DEFINITION_PATH = $folder
        (Get-TikTokFollowingProvider).Provider | Should -Contain 'Gamma'
    }

    It 'keeps a saved key for the name and the host' {
        Set-TikTokFollowingCredential Acme (ConvertTo-Key 'the-key-of-acme') -Scope Session
        Unregister-TikTokFollowingProvider Acme
        Register-TikTokFollowingProvider (Save-Definition)
        (Get-TikTokFollowingCredential Acme).Source | Should -Be 'Session'
    }

    It 'completes only providers of definitions' {
        $line = 'Unregister-TikTokFollowingProvider '
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText |
            Should -Be 'Acme', 'Beta'
    }
}
