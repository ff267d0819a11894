BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Remove-TikTokFollowingCredential' {
    BeforeEach {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key 'a-key-of-the-session') -Scope Session
        Set-TikTokFollowingCredential SociaVault (ConvertTo-Key 'a-key-of-the-session') -Scope Session
    }

    AfterEach {
        Reset-TestSession
    }

    It 'removes only the key of that provider, and writes nothing' {
        $run = Invoke-Captured { Remove-TikTokFollowingCredential unifapi -Scope Session }
        $run.All | Should -BeNullOrEmpty
        (Get-TikTokFollowingCredential UnifAPI).HasKey | Should -BeFalse
        (Get-TikTokFollowingCredential SociaVault).HasKey | Should -BeTrue
    }

    It 'accepts several providers, and objects with a Provider from the pipeline' {
        Remove-TikTokFollowingCredential UnifAPI, SociaVault -Scope Session
        @(Get-TikTokFollowingCredential | Where-Object HasKey) | Should -BeNullOrEmpty
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key 'a-key-of-the-session') -Scope Session
        Get-TikTokFollowingCredential UnifAPI | Remove-TikTokFollowingCredential -Scope Session
        (Get-TikTokFollowingCredential UnifAPI).HasKey | Should -BeFalse
    }

    It '-WhatIf removes nothing' {
        Remove-TikTokFollowingCredential UnifAPI -Scope Session -WhatIf
        (Get-TikTokFollowingCredential UnifAPI).HasKey | Should -BeTrue
    }

    It 'warns about a key in the environment, and keeps it' {
        $env:UNIFAPI_API_KEY = 'a-key-of-the-environment'
        $run = Invoke-Captured { Remove-TikTokFollowingCredential UnifAPI -Scope Session }
        $run.Warnings.Count | Should -Be 1
        $run.Warnings[0] | Should -Match 'UNIFAPI_API_KEY'
        $env:UNIFAPI_API_KEY | Should -Be 'a-key-of-the-environment'
        (Get-TikTokFollowingCredential UnifAPI).Source | Should -Be 'Environment'
    }

    It 'reports no error if no key is stored' {
        (Invoke-Captured { Remove-TikTokFollowingCredential DumplingAI -Scope Session }).All | Should -BeNullOrEmpty
    }

    It 'reports an unknown provider, and continues with the others' {
        $run = Invoke-Captured { Remove-TikTokFollowingCredential Nobody, UnifAPI -Scope Session }
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        (Get-TikTokFollowingCredential UnifAPI).HasKey | Should -BeFalse
    }

    It '-Provider is mandatory: a command without it does not remove all keys' {
        (Get-Command Remove-TikTokFollowingCredential).Parameters['Provider'].ParameterSets.Values[0].IsMandatory |
            Should -BeTrue
    }
}
