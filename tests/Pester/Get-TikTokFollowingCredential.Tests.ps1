BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowingCredential' {
    AfterEach {
        Reset-TestSession
    }

    It 'lists all five providers, with or without a key' {
        $found = Get-TikTokFollowingCredential
        $found.Count | Should -Be 5
        $found | Should -BeOfType ([TikTokFollowing.CredentialStatus])
        $found.HasKey | Select-Object -Unique | Should -Be $false
        foreach ($status in $found) {
            $status.Source | Should -Be $null
            $status.SourceName | Should -Be $null
            $status.KeyEnding | Should -Be $null
            $status.EnvironmentVariable | Should -Be "$($status.Provider.ToUpperInvariant())_API_KEY"
        }
    }

    It 'finds a key in the environment, and names the variable' {
        $env:SOCIAVAULT_API_KEY = 'a-key-of-many-letters'
        $status = Get-TikTokFollowingCredential sociavault
        $status.Provider | Should -BeExactly 'SociaVault'
        $status.HasKey | Should -BeTrue
        $status.Source | Should -Be 'Environment'
        $status.SourceName | Should -Be 'SOCIAVAULT_API_KEY'
        $status.KeyEnding | Should -Be 'ters'
    }

    It 'prefers the key of the session to the key of the environment' {
        $env:SOCIAVAULT_API_KEY = 'a-key-of-the-environment'
        Set-TikTokFollowingCredential SociaVault (ConvertTo-Key 'a-key-of-the-session') -Scope Session
        $status = Get-TikTokFollowingCredential SociaVault
        $status.Source | Should -Be 'Session'
        $status.KeyEnding | Should -Be 'sion'
    }

    It 'ignores a blank variable' {
        $env:SOCIAVAULT_API_KEY = '   '
        (Get-TikTokFollowingCredential SociaVault).HasKey | Should -BeFalse
    }

    It 'shows no part of a short key' {
        $env:SOCIAVAULT_API_KEY = 'shortkey'
        $status = Get-TikTokFollowingCredential SociaVault
        $status.HasKey | Should -BeTrue
        $status.KeyEnding | Should -Be $null
    }

    It 'never shows the key: not as a table, a list, JSON, CSV or CLIXML' {
        $env:SOCIAVAULT_API_KEY = 'a-key-of-the-environment'
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key 'a-key-of-the-session') -Scope Session
        $found = Get-TikTokFollowingCredential
        $file = Join-Path $TestDrive 'status.clixml'
        $found | Export-Clixml $file
        $text = @($found | Format-Table | Out-String -Width 200; $found | Format-List * -Force | Out-String
            $found | ConvertTo-Json; $found | ConvertTo-Csv; Get-Content $file) | Out-String
        $text | Should -Not -Match 'a-key-of'
        $text | Should -Match 'ment'
    }

    It 'accepts wildcards and pipeline input' {
        (Get-TikTokFollowingCredential 'S*').Provider | Sort-Object |
            Should -Be 'ScrapeCreators', 'SocialFetch', 'SociaVault'
        ('UnifAPI', 'DumplingAI' | Get-TikTokFollowingCredential).Provider | Should -Be 'UnifAPI', 'DumplingAI'
    }

    It 'reports an unknown provider, and returns the others' {
        $run = Invoke-Captured { Get-TikTokFollowingCredential Nobody, UnifAPI }
        $run.Output.Provider | Should -Be 'UnifAPI'
        $run.Errors.Count | Should -Be 1
    }

    It 'shows the key ending and the source in a table' {
        $env:SOCIAVAULT_API_KEY = 'a-key-of-the-environment'
        $text = Get-TikTokFollowingCredential | Out-String -Width 120
        $text | Should -Match '(?m)^SociaVault .*\bment\b.*Environment.*SOCIAVAULT_API_KEY'
        $text | Should -Match '(?m)^UnifAPI .*none'
    }
}
