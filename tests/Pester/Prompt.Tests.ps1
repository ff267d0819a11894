BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'A handle typed as @someone without quotes' {
    BeforeAll { $common = @{ Provider = 'SociaVault' } }

    It '<Line> is an error that advises quotes, without a request' -ForEach @(
        foreach ($running in $true, $false) {
            @{ Running = $running; Line = 'Get-TikTokFollowing @someone'; Name = 'someone' }
            @{ Running = $running; Line = 'Get-TikTokFollowing @someone -All -Provider SociaVault'; Name = 'someone' }
            @{ Running = $running; Line = 'Get-TikTokFollowing -All @someone @common'; Name = 'someone' }
            @{ Running = $running; Line = 'Get-TikTokFollowing -Handle @someone'; Name = 'someone' }
            @{ Running = $running; Line = 'Get-TikTokFollowingPage @user_1 @common'; Name = 'user_1' }
            @{ Running = $running; Line = 'Get-TikTokFollowing @null @common'; Name = 'null' }
            @{ Running = $running; Line = 'Get-TikTokFollowing @pid @common'; Name = 'pid' }
            @{ Running = $running; Line = 'Get-TikTokFollowing @host @common'; Name = 'host' }
            @{ Running = $running; Line = '$x = Get-TikTokFollowing @someone @common | Select-Object -First 1'
                Name = 'someone' }
            @{ Running = $running; Line = '& { Get-TikTokFollowing @someone @common }'; Name = 'someone' }
        }
    ) {
        $sandbox = if ($Running) { Start-TikTokFollowingSandbox }
        try {
            $run = Invoke-Captured ([scriptblock]::Create($Line))
            $run.AnyError.Count | Should -Be 1
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHandle,*'
            $run.AnyError[0].Exception.Message | Should -BeLike "*Quote the handle*: Get-TikTokFollowing* '@$Name'"
            if ($Running) { $sandbox.Requests | Should -Be 0 }
        }
        finally { $null = Stop-TikTokFollowingSandbox @Quiet }
    }

    It 'does not affect splatted parameters' {
        $null = Start-TikTokFollowingSandbox
        try {
            (Get-TikTokFollowing someone @common -First 1 @Quiet).FollowedBy | Should -Be 'someone'
            ('someone' | Get-TikTokFollowing @common -First 1 @Quiet).FollowedBy | Should -Be 'someone'
            $whole = @{ Handle = '@someone'; Provider = 'SociaVault'; First = 1 }
            (Get-TikTokFollowing @whole @Quiet).FollowedBy | Should -Be 'someone'
            $list = , 'someone'
            (Get-TikTokFollowing @list @common -First 1 @Quiet).FollowedBy | Should -Be 'someone'
            (Get-TikTokFollowing '@someone' @common -First 1 @Quiet).FollowedBy | Should -Be 'someone'
        }
        finally { $null = Stop-TikTokFollowingSandbox @Quiet }
    }

    It 'an empty variable that is not splatted is the error for an empty handle' {
        $null = Start-TikTokFollowingSandbox
        try {
            $run = Invoke-Captured { Get-TikTokFollowing $undefined @common }
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHandle,*'
            $run.AnyError[0].Exception.Message | Should -Not -Match 'Quote'
        }
        finally { $null = Stop-TikTokFollowingSandbox @Quiet }
    }
}

Describe 'A misspelt provider' {
    BeforeAll {
        $sandbox = Start-TikTokFollowingSandbox
        $key = ConvertTo-Key 'a-key-of-mine-1'
    }

    AfterAll { $null = Stop-TikTokFollowingSandbox @Quiet }

    It '<Name> suggests the correct name' -ForEach @(
        @{ Name = 'Get-TikTokFollowing -Provider'; Run = { Get-TikTokFollowing x -Provider SocialVault } }
        @{ Name = 'Get-TikTokFollowing -FallbackProvider'
            Run = { Get-TikTokFollowing x -Provider UnifAPI -FallbackProvider SocialFetch, socia-vault } }
        @{ Name = 'Get-TikTokFollowingPage -Provider'; Run = { Get-TikTokFollowingPage x -Provider SociaValut } }
        @{ Name = 'Get-TikTokFollowingPage -FallbackProvider'
            Run = { Get-TikTokFollowingPage x -Provider UnifAPI -FallbackProvider sociavualt } }
        @{ Name = 'Get-TikTokFollowingProvider'; Run = { Get-TikTokFollowingProvider SocialVault } }
        @{ Name = 'Get-TikTokFollowingBalance'; Run = { Get-TikTokFollowingBalance SocialVault } }
        @{ Name = 'Get-TikTokFollowingCredential'; Run = { Get-TikTokFollowingCredential SocialVault } }
        @{ Name = 'Test-TikTokFollowingCredential'; Run = { Test-TikTokFollowingCredential SocialVault } }
        @{ Name = 'Set-TikTokFollowingCredential'
            Run = { Set-TikTokFollowingCredential SocialVault -ApiKey $key -Scope Session } }
        @{ Name = 'Remove-TikTokFollowingCredential'; Run = { Remove-TikTokFollowingCredential SocialVault } }
        @{ Name = '$env:TIKTOKFOLLOWING_PROVIDER'
            Run = { $env:TIKTOKFOLLOWING_PROVIDER = 'SocialVault'
                try { Get-TikTokFollowing x } finally { $env:TIKTOKFOLLOWING_PROVIDER = $null } } }
        @{ Name = 'a row of a CSV'
            Run = { [pscustomobject] @{ Handle = 'x'; Provider = 'SocialVault' } | Get-TikTokFollowing } }
    ) {
        $run = Invoke-Captured $Run
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].Exception.Message | Should -Match 'Did you mean SociaVault\?'
        $sandbox.Requests | Should -Be 0
    }
}
