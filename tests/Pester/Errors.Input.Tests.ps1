# Invalid handles, parameters and input objects: the errors, and the requests that are not sent.

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/ErrorShared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Errors: invalid handles' {
    BeforeAll {
        $sandbox = Start-TikTokFollowingSandbox
    }

    AfterAll {
        Reset-TestSession
    }

    It 'reports InvalidHandle for <Name>, without a request' -ForEach @(
        @{ Name = 'an empty text'; Handle = '' }
        @{ Name = 'spaces'; Handle = '   ' }
        @{ Name = '$null'; Handle = $null }
        @{ Name = 'an @ alone'; Handle = '@' }
        @{ Name = 'a space inside'; Handle = 'some one' }
        @{ Name = 'a slash'; Handle = 'some/one' }
        @{ Name = 'a question mark'; Handle = 'someone?x=1' }
        @{ Name = 'a line break'; Handle = "some`none" }
        @{ Name = 'an emoji'; Handle = "some$([char]::ConvertFromUtf32(0x1F600))one" }
        @{ Name = 'an invisible letter'; Handle = "some$([char]0x3164)one" }
        @{ Name = 'dots only'; Handle = '..' }
        @{ Name = '129 characters'; Handle = 'a' * 129 }
        @{ Name = 'an address of another site'; Handle = 'https://example.com/@someone' }
        @{ Name = 'an address that resembles a profile address'; Handle = 'https://tiktok.com.example.com/@someone' }
        @{ Name = 'a short link'; Handle = 'https://vm.tiktok.com/ZMabc/' }
        @{ Name = 'a page without a name'; Handle = 'https://www.tiktok.com/foryou' }
    ) {
        $before = $sandbox.Requests
        $run = Invoke-Captured { Get-TikTokFollowing $Handle -Provider SociaVault -First 1 }
        $run.Terminating | Should -BeNullOrEmpty
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "InvalidHandle,$cmdlet"
        $run.Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $null -eq $run.Errors[0].TargetObject | Should -BeFalse
        $sandbox.Requests | Should -Be $before
    }

    It 'reports InvalidHandle for <Kind> with a provider that accepts handles only' -ForEach @(@{ Kind = 'Id' },
        @{ Kind = 'SecUid' }) {
        $account = Get-TikTokFollowing someone -Provider ScrapeCreators -First 1 @Quiet
        $before = $sandbox.Requests
        $run = Invoke-Captured { Get-TikTokFollowing $account.$Kind -Provider SociaVault -First 1 }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "InvalidHandle,$cmdlet"
        $run.Errors[0].Exception.Message | Should -Match 'UnifAPI'
        $sandbox.Requests | Should -Be $before
    }

    It 'names the selected provider in the target (<_>)' -ForEach 'parameter', 'environment' {
        if ($_ -eq 'environment') {
            $env:TIKTOKFOLLOWING_PROVIDER = 'sociavault'
            $run = Invoke-Captured { Get-TikTokFollowing 'some one' }
        }
        else { $run = Invoke-Captured { Get-TikTokFollowing 'some one' -Provider sociavault } }
        $env:TIKTOKFOLLOWING_PROVIDER = $null
        Assert-Target $run.Errors[0].TargetObject 'some one' SociaVault
    }
}

Describe 'Errors: invalid parameters' {
    BeforeAll {
        $sandbox = Start-TikTokFollowingSandbox
    }

    AfterAll {
        Reset-TestSession
    }

    It '<Name> is an error that mentions <Says>, without a request' -ForEach @(
        foreach ($provider in 'SocialFetch', 'UnifAPI') {
            @{ Name = "-MinTime with $provider"; Says = '-Cursor'
                With = @{ Provider = $provider; MinTime = 1700000000 } }
        }
        @{ Name = '-MinTime 0'; Says = '-MinTime'; With = @{ Provider = 'SociaVault'; MinTime = 0 } }
        @{ Name = '-MinTime and -Cursor'; Says = '-MinTime'
            With = @{ Provider = 'SociaVault'; MinTime = 1700000000; Cursor = '1700000000' } }
        foreach ($provider in 'SociaVault', 'SocialFetch', 'ScrapeCreators') {
            @{ Name = "-PageSize with $provider"; Says = '-PageSize'; With = @{ Provider = $provider; PageSize = 20 } }
        }
        @{ Name = '-PageSize 51 with UnifAPI'; Says = '50'; With = @{ Provider = 'UnifAPI'; PageSize = 51 } }
        @{ Name = '-PageSize 0 with UnifAPI'; Says = '-PageSize'; With = @{ Provider = 'UnifAPI'; PageSize = 0 } }
        @{ Name = '-PageSize -1 with DumplingAI'; Says = '-PageSize'
            With = @{ Provider = 'DumplingAI'; PageSize = -1 } }
        foreach ($provider in 'DumplingAI', 'UnifAPI') {
            @{ Name = "-Trim with $provider"; Says = '-Trim'; With = @{ Provider = $provider; Trim = $true } }
        }
        @{ Name = 'plain http to another machine'; Says = 'https'
            With = @{ Provider = 'SociaVault'; BaseUri = 'http://gateway.example.com/' } }
        @{ Name = 'plain http to an address of the network'; Says = 'https'
            With = @{ Provider = 'SociaVault'; BaseUri = 'http://10.0.0.1/' } }
        @{ Name = 'an address that resembles localhost'; Says = 'https'
            With = @{ Provider = 'SociaVault'; BaseUri = 'http://localhost.example.com/' } }
        @{ Name = 'an ftp address'; Says = 'https'
            With = @{ Provider = 'SociaVault'; BaseUri = 'ftp://gateway.example.com/' } }
        @{ Name = 'an incomplete address'; Says = 'https'; With = @{ Provider = 'SociaVault'; BaseUri = 'gateway' } }
        @{ Name = 'an address with a password'; Says = 'password'
            With = @{ Provider = 'SociaVault'; BaseUri = 'https://me:hunter2@gateway.example.com/' } }
        @{ Name = 'an address with a query'; Says = '\?'
            With = @{ Provider = 'SociaVault'; BaseUri = 'https://gateway.example.com/?a=b' } }
    ) {
        foreach ($command in 'Get-TikTokFollowing', 'Get-TikTokFollowingPage') {
            $run = Invoke-Captured { & $command one, two @With }
            $run.Output | Should -BeNullOrEmpty
            $run.AnyError.Count | Should -Be 1 -Because 'it applies to every handle'
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $run.AnyError[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
            $run.AnyError[0].Exception.Message | Should -Match $Says
            $run.AnyError[0].Exception.Message | Should -Not -Match 'hunter2'
        }
        $sandbox.Requests | Should -Be 0
    }

    It '<Name> is rejected by PowerShell, without a request' -ForEach @(
        @{ Name = '-TimeoutSec -1'; With = @{ TimeoutSec = -1 } }
        @{ Name = '-MaximumRetryCount -1'; With = @{ MaximumRetryCount = -1 } }
        @{ Name = '-RetryIntervalSec -1'; With = @{ RetryIntervalSec = -1 } }
        @{ Name = '-ApiKey as plain text'; With = @{ ApiKey = 'a plain text' } }
        @{ Name = '-MinTime as a word'; With = @{ MinTime = 'yesterday' } }
        @{ Name = '-First -1'; With = @{ First = -1 } }
    ) {
        { Get-TikTokFollowing someone -Provider SociaVault @With -ErrorAction Stop @Quiet } | Should -Throw
        $sandbox.Requests | Should -Be 0
    }

    It 'allows http for the loopback address <_>' -ForEach 'localhost', '127.0.0.1', '127.1.2.3', '[::1]' {
        # No server listens there, so the error is about the connection and not about the address.
        $target = @{ Provider = 'SociaVault'; BaseUri = "http://$($_):9/"; ApiKey = (ConvertTo-Key $secret) }
        $run = Invoke-Captured { Get-TikTokFollowing someone @target @Impatient }
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'ProviderUnavailable,*'
    }
}

Describe 'Errors: input objects' {
    BeforeEach {
        Reset-TestSession
        $env:TIKTOKFOLLOWING_PROVIDER = 'SociaVault'
        $sandbox = Start-TikTokFollowingSandbox
    }

    AfterAll {
        Reset-TestSession
    }

    # Its list would be read from the start, and charged again; a loop over pages would never end.
    It 'rejects a page as a handle: <Name>' -ForEach @(
        @{ Name = 'the next page'; Script = { Get-TikTokFollowingPage $page } }
        @{ Name = 'the rest'; Script = { Get-TikTokFollowing $page -All } }
        @{ Name = 'the target of an error'; Script = { Get-TikTokFollowing $target -All } }
        @{ Name = 'by name'; Script = { Get-TikTokFollowing -Handle $page, $page -All } }
    ) {
        $page = Get-TikTokFollowingPage someone @Quiet
        $target = (Invoke-Captured { Get-TikTokFollowing someone -All -MaxCredits 1 }).Terminating.TargetObject
        $credits = $sandbox.Credits
        $run = Invoke-Captured $Script
        $run.Output | Should -BeNullOrEmpty
        foreach ($record in $run.AnyError) {
            $record.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $record.Exception.Message | Should -Match '\$page \| Get-TikTokFollowing'
        }
        $run.AnyError.Count | Should -BeGreaterThan 0
        $sandbox.Credits | Should -Be $credits
    }

    It 'accepts an error in place of its target: <Name>' -ForEach @(
        @{ Name = 'the error record'; Piped = { $run.Terminating } }
        @{ Name = 'the variable of -ErrorVariable'; Piped = { $found } }
        @{ Name = 'its target'; Piped = { $run.Terminating.TargetObject } }
        @{ Name = 'its target from a CSV'
            Piped = { $run.Terminating.TargetObject | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv } }
        @{ Name = 'its target from JSON'
            Piped = { $run.Terminating.TargetObject | ConvertTo-Json | ConvertFrom-Json } }
    ) {
        $found = $null
        $run = Invoke-Captured { Get-TikTokFollowing someone -All -MaxCredits 2 -ErrorVariable +script:found }
        $found = $script:found
        $rest = @(& $Piped | Get-TikTokFollowing -All @Quiet)
        $rest.Count | Should -Be 50
        $all = @($run.Output) + $rest
        @($all.Id | Sort-Object -Unique).Count | Should -Be 90
        $script:found = $null
    }

    It 'keeps LastIds of a target if the next command sends no request' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -All -MaxCredits 2 }
        $null = Stop-TikTokFollowingSandbox
        $second = Invoke-Captured { $run.Terminating.TargetObject | Get-TikTokFollowing -All }
        $second.Terminating.FullyQualifiedErrorId | Should -BeLike 'MissingApiKey,*'
        $second.Terminating.TargetObject.LastIds | Should -BeExactly $run.Terminating.TargetObject.LastIds
        @($run.Terminating.TargetObject.LastIds -split ' ').Count |
            Should -BeGreaterOrEqual 20 # including the account at the page boundary
    }

    It 'continues after a row without a provider' {
        $env:TIKTOKFOLLOWING_PROVIDER = $null
        $rows = "Handle,Provider`na,SociaVault`nb,`nc,UnifAPI" | ConvertFrom-Csv
        $run = Invoke-Captured { $rows | Get-TikTokFollowing -First 1 }
        @($run.Output.FollowedBy) | Should -Be 'a', 'c'
        $run.Terminating | Should -BeNullOrEmpty
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].TargetObject.Handle | Should -Be 'b'
    }

    # Another request would only extend the rate limit.
    It 'does not send the next handle to a provider with a long Retry-After: <_>' -ForEach 'DumplingAI',
        'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI' {
        $sandbox = Start-TikTokFollowingSandbox -Fault RateLimitLong -FaultEvery 1
        $provider = $_
        $run = Invoke-Captured { 1..8 | ForEach-Object { "user$_" } | Get-TikTokFollowing -Provider $provider -All }
        @($run.Errors.FullyQualifiedErrorId -replace ',.*' | Sort-Object -Unique) | Should -Be 'RateLimited'
        $run.Errors.Count | Should -Be 8
        $sandbox.Requests | Should -Be 1
    }

    It 'states that incomplete responses may have been charged' {
        $null = Start-TikTokFollowingSandbox -Fault CutWithoutLength -FaultEvery 1
        $run = Invoke-Captured { Get-TikTokFollowing someone @Impatient }
        $run.Errors[0].Exception.Message | Should -Match 'may have been charged'
    }

    It 'rejects a cursor below 1: <_>' -ForEach '-5', '0' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -Cursor $_ }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $sandbox.Requests | Should -Be 0
    }
}
