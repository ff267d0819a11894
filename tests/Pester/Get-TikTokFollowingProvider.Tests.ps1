BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowingProvider' {
    AfterEach {
        Reset-TestSession
    }

    It 'lists all five providers, in alphabetical order' {
        $found = Get-TikTokFollowingProvider
        ($found.Provider | Sort-Object) | Should -Be $found.Provider
        $found.Provider | Should -Be 'DumplingAI', 'ScrapeCreators', 'SocialFetch', 'SociaVault', 'UnifAPI'
        $found | Should -BeOfType ([TikTokFollowing.ProviderDescription])
    }

    It 'sends no request' {
        $sandbox = Start-TikTokFollowingSandbox
        $null = Get-TikTokFollowingProvider
        $sandbox.Requests | Should -Be 0
    }

    It 'finds <Name> as <Wanted>' -ForEach @(
        @{ Name = 'unifapi'; Wanted = 'UnifAPI' }
        @{ Name = 'SOCIAVAULT'; Wanted = 'SociaVault' }
        @{ Name = 'dump*'; Wanted = 'DumplingAI' }
        @{ Name = 'S*F*'; Wanted = 'SocialFetch' }
    ) {
        (Get-TikTokFollowingProvider $Name).Provider | Should -BeExactly $Wanted
    }

    It 'accepts several names, and names from the pipeline' {
        (Get-TikTokFollowingProvider UnifAPI, DumplingAI).Provider | Should -Be 'UnifAPI', 'DumplingAI'
        ('UnifAPI', 'DumplingAI' | Get-TikTokFollowingProvider).Provider | Should -Be 'UnifAPI', 'DumplingAI'
        ([pscustomobject] @{ Provider = 'UnifAPI' } | Get-TikTokFollowingProvider).Provider | Should -Be 'UnifAPI'
    }

    It 'accepts an account, by its property Provider' {
        $null = Start-TikTokFollowingSandbox
        (Get-TikTokFollowing someone -Provider SocialFetch -First 1 @Quiet | Get-TikTokFollowingProvider).Provider |
            Should -Be 'SocialFetch'
    }

    It 'reports an unknown name, and returns the others' {
        $run = Invoke-Captured { Get-TikTokFollowingProvider UnifAPI, Nobody, DumplingAI }
        $run.Output.Provider | Should -Be 'UnifAPI', 'DumplingAI'
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $run.Errors[0].Exception.Message | Should -Match 'SociaVault'
    }

    It 'reports no error for a wildcard that matches no provider' {
        $run = Invoke-Captured { Get-TikTokFollowingProvider 'x*' }
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
    }

    It 'completes names' {
        $line = 'Get-TikTokFollowingProvider d'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText |
            Should -Be 'DumplingAI'
    }

    It 'returns the environment variable and the key source of <Provider>' -ForEach @(
        @{ Provider = 'DumplingAI'; Variable = 'DUMPLINGAI_API_KEY' }
        @{ Provider = 'ScrapeCreators'; Variable = 'SCRAPECREATORS_API_KEY' }
        @{ Provider = 'SociaVault'; Variable = 'SOCIAVAULT_API_KEY' }
        @{ Provider = 'SocialFetch'; Variable = 'SOCIALFETCH_API_KEY' }
        @{ Provider = 'UnifAPI'; Variable = 'UNIFAPI_API_KEY' }
    ) {
        (Get-TikTokFollowingProvider $Provider).EnvironmentVariable | Should -BeExactly $Variable
        (Get-TikTokFollowingProvider $Provider).KeySource | Should -Be $null
        [Environment]::SetEnvironmentVariable($Variable, 'a-key-in-the-environment')
        (Get-TikTokFollowingProvider $Provider).KeySource | Should -Be 'Environment'
        Set-TikTokFollowingCredential $Provider (ConvertTo-Key 'a-key-in-the-session') -Scope Session
        (Get-TikTokFollowingProvider $Provider).KeySource | Should -Be 'Session'
        @(Get-TikTokFollowingProvider | Where-Object KeySource).Count | Should -Be 1
        Get-TikTokFollowingProvider | ConvertTo-Json -Depth 4 | Should -Not -Match 'a-key-in'
    }

    It 'returns the documented properties of <Provider>' -ForEach @(
        @{ Provider = 'DumplingAI'; Server = 'app.dumplingai.com'; Request = 10; Record = $null; PageSize = $true
            Largest = $null; Trim = $false; Times = $true; Id = $false }
        @{ Provider = 'ScrapeCreators'; Server = 'api.scrapecreators.com'; Request = 1; Record = $null
            PageSize = $false; Largest = $null; Trim = $true; Times = $true; Id = $false }
        @{ Provider = 'SociaVault'; Server = 'api.sociavault.com'; Request = 1; Record = $null; PageSize = $false
            Largest = $null; Trim = $true; Times = $true; Id = $false }
        @{ Provider = 'SocialFetch'; Server = 'api.socialfetch.dev'; Request = 1; Record = $null; PageSize = $false
            Largest = $null; Trim = $true; Times = $false; Id = $false }
        @{ Provider = 'UnifAPI'; Server = 'api.unifapi.com'; Request = $null; Record = 1; PageSize = $true
            Largest = 50; Trim = $false; Times = $false; Id = $true }
    ) {
        $found = Get-TikTokFollowingProvider $Provider
        $found.BaseUri.Host | Should -Be $Server
        $found.BaseUri.Scheme | Should -Be 'https'
        $found.CreditsPerRequest | Should -Be $Request
        $found.CreditsPerRecord | Should -Be $Record
        $found.SupportsPageSize | Should -Be $PageSize
        $found.MaximumPageSize | Should -Be $Largest
        $found.SupportsTrim | Should -Be $Trim
        $found.HasFollowTimes | Should -Be $Times
        $found.AcceptsId | Should -Be $Id
        $found.Cost | Should -Not -BeNullOrEmpty
        $found.Website.Scheme | Should -Be 'https'
        $found.Notes.Count | Should -BeGreaterThan 0
        "$found" | Should -BeExactly $Provider
    }

    It 'shows each provider in a table' {
        $text = Get-TikTokFollowingProvider | Out-String -Width 120
        foreach ($name in $AllProviders) { $text | Should -Match "(?m)^$name " }
    }
}
