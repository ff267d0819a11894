BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $key = ConvertTo-Key 'a-key-for-the-balance'

    function Get-BalanceFrom([string] $Provider, [int] $Status, [string] $Body) {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Respond($Status, '', $Body)
            $run = Invoke-Captured {
                Get-TikTokFollowingBalance $Provider -BaseUri $server.BaseUri -ApiKey $key -MaximumRetryCount 0 -Verbose
            }
            $run | Add-Member Requests $server.Requests
            $run
        }
        finally { $server.Dispose() }
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowingBalance' {
    AfterEach {
        Reset-TestSession
    }

    It 'sends the request to <Provider> at <Path>, with its key in a header' -ForEach @(
        @{ Provider = 'SociaVault'; Path = '/v1/credits'; Header = 'X-API-Key: '
            Body = '{"success":true,"credits":4711}' }
        @{ Provider = 'SocialFetch'; Path = '/v1/balance'; Header = 'x-api-key: '
            Body = '{"data":{"balance":4711},"meta":{"requestId":"r","creditsCharged":0}}' }
        @{ Provider = 'ScrapeCreators'; Path = '/v1/account/credit-balance'; Header = 'x-api-key: '
            Body = '{"success":true,"creditCount":4711}' }
        @{ Provider = 'DumplingAI'; Path = '/api/v2/balance'; Header = 'Authorization: Bearer '
            Body = '{"balance":4711}' }
    ) {
        $run = Get-BalanceFrom $Provider 200 $Body
        $run.AnyError | Should -BeNullOrEmpty
        $run.Output.Count | Should -Be 1
        $run.Output[0] | Should -BeOfType ([TikTokFollowing.CreditBalance])
        $run.Output[0].Provider | Should -BeExactly $Provider
        $run.Output[0].CreditsRemaining | Should -Be 4711
        $run.Output[0].CreditsRemaining | Should -BeOfType ([long])
        $run.Output[0].Note | Should -BeNullOrEmpty
        $run.Output[0].RetrievedAt.Kind | Should -Be 'Local'
        $run.Requests.Count | Should -Be 1
        $run.Requests[0] | Should -Match "^GET $([regex]::Escape($Path)) HTTP"
        $run.Requests[0] | Should -Match "(?im)^${Header}a-key-for-the-balance\r?$"
        ($run.Verbose | Where-Object { $_ -match '^GET ' }) | Should -Match '200, \d+ bytes.*4711 left'
    }

    It 'ScrapeCreators: uses the second address if the first one is not found' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Respond(404, '', '{"success":false,"message":"Not found","errorStatus":404}')
            $server.Respond('{"creditCount":12}')
            (Get-TikTokFollowingBalance ScrapeCreators -BaseUri $server.BaseUri -ApiKey $key).CreditsRemaining |
                Should -Be 12
            Compare-Sequence ($server.Requests -replace '(?s) HTTP.*') ('GET /v1/account/credit-balance',
                'GET /v1/credit-balance') | Should -BeTrue
        }
        finally { $server.Dispose() }
    }

    It 'ScrapeCreators: reports an error if no address is found' {
        $run = Get-BalanceFrom ScrapeCreators 404 '{}'
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'UnexpectedResponse,*'
        $run.Requests.Count | Should -Be 3
    }

    It 'DumplingAI: reads <Body>' -ForEach @(
        @{ Body = '{"credits":"77"}' }
        @{ Body = '{"creditBalance":77,"total":900}' }
        @{ Body = '{"data":{"credits":{"remaining":77,"used":3}}}' }
        @{ Body = '{"success":true,"account":{"availableCredits":77}}' }
    ) {
        (Get-BalanceFrom DumplingAI 200 $Body).Output[0].CreditsRemaining | Should -Be 77
    }

    It 'DumplingAI: reports that it cannot read the balance in <Body>' -ForEach @(@{ Body = '{"plan":"pro"}' },
        @{ Body = '{"balance":-1}' }, @{ Body = '{"balance":1.5}' }, @{ Body = '[]' }) {
        $run = Get-BalanceFrom DumplingAI 200 $Body
        $run.AnyError | Should -BeNullOrEmpty
        $run.Output[0].CreditsRemaining | Should -Be $null
        $run.Output[0].Note | Should -Match 'no whole number of credits'
        $run.Warnings.Count | Should -Be 1
        ($run.Output | Out-String) | Should -Match 'unreadable'
    }

    It '<Provider>: reports the status <Status> as <Id>' -ForEach @(
        @{ Provider = 'SociaVault'; Status = 401; Id = 'AuthenticationFailed' }
        @{ Provider = 'SociaVault'; Status = 403; Id = 'CreditsExhausted' }
        @{ Provider = 'SocialFetch'; Status = 403; Id = 'AuthenticationFailed' }
        @{ Provider = 'DumplingAI'; Status = 403; Id = 'CreditsExhausted' }
        @{ Provider = 'DumplingAI'; Status = 503; Id = 'RateLimited' }
        @{ Provider = 'SocialFetch'; Status = 503; Id = 'ProviderUnavailable' }
        @{ Provider = 'SociaVault'; Status = 404; Id = 'UnexpectedResponse' }
        @{ Provider = 'SociaVault'; Status = 429; Id = 'RateLimited' }
    ) {
        $words = '"nothing for a-key-for-the-balance\u001b[31m"'
        $problem = if ($Provider -eq 'SocialFetch') { '{"code":"forbidden","message":' + $words + '}' } else { $words }
        $run = Get-BalanceFrom $Provider $Status ('{"error":' + $problem + '}')
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $run.AnyError[0].TargetObject.Provider | Should -BeExactly $Provider
        $run.AnyError[0].TargetObject.CreditsCharged | Should -Be 0
        $run.AnyError[0].Exception.Message | Should -Not -Match '[\x00-\x1f]|a-key-for'
        $run.AnyError[0].Exception.Message | Should -Not -Match 'charged'
    }

    It 'retries transient failures, and states no cost' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Respond(503, "Retry-After: 0`r`n", '{}')
            $server.Respond('{"credits":5}')
            $balance = Get-TikTokFollowingBalance SociaVault -BaseUri $server.BaseUri -ApiKey $key -RetryIntervalSec 0
            $balance.CreditsRemaining | Should -Be 5
            $server.Requests.Count | Should -Be 2
        }
        finally { $server.Dispose() }
        $run = Get-BalanceFrom SociaVault 200 '<html>'
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'UnexpectedResponse,*'
        $run.Errors[0].Exception.Message | Should -Not -Match 'charged'
    }

    It 'UnifAPI: reports how to read the balance, and sends no request' {
        $run = Get-BalanceFrom UnifAPI 200 '{}'
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].Exception.Message |
            Should -Match 'Get-TikTokFollowingPage tiktok -Provider UnifAPI -PageSize 1\)\.CreditsRemaining'
        $run.Requests | Should -BeNullOrEmpty
    }

    It 'without -Provider, contacts the providers that have a key, and reports a rejected key last' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Respond(401, '', '{}')
            $server.Respond('{"credits":5}')
            Set-TikTokFollowingCredential ScrapeCreators (ConvertTo-Key 'one-key-for-one') -Scope Session
            Set-TikTokFollowingCredential SociaVault (ConvertTo-Key 'two-key-for-two') -Scope Session
            $run = Invoke-Captured { Get-TikTokFollowingBalance -BaseUri $server.BaseUri }
            $run.Output.Provider | Should -Be 'SociaVault'
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
            $server.Requests.Count | Should -Be 2
        }
        finally { $server.Dispose() }
    }

    It 'requires -Provider for -ApiKey' {
        (Invoke-Captured { Get-TikTokFollowingBalance -ApiKey $key }).Errors[0].FullyQualifiedErrorId |
            Should -BeLike 'InvalidRequest,*'
    }

    It 'rejects an address that would send the key unencrypted' {
        (Invoke-Captured {
            Get-TikTokFollowingBalance SociaVault -ApiKey $key -BaseUri 'http://example.com'
        }).Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
    }

    It 'reads the balance of a running sandbox, which decreases with each page, at no cost' {
        $sandbox = Start-TikTokFollowingSandbox
        $before = @(Get-TikTokFollowingBalance DumplingAI, ScrapeCreators, SociaVault, SocialFetch @Quiet)
        $before.CreditsRemaining | Select-Object -Unique | Should -Be 100000
        $null = Get-TikTokFollowing someone -Provider DumplingAI @Quiet
        (Get-TikTokFollowingBalance DumplingAI @Quiet).CreditsRemaining | Should -Be 99990
        $sandbox.Credits | Should -Be 10
        $sandbox.Requests | Should -Be 6
    }

    It 'reports the faults of the sandbox like the list cmdlets (<Fault>)' -ForEach @(
        @{ Fault = 'Unauthorized'; Id = 'AuthenticationFailed' }
        @{ Fault = 'NoCredits'; Id = 'CreditsExhausted' }
        @{ Fault = 'RateLimit'; Id = 'RateLimited' }
        @{ Fault = 'ServerError'; Id = 'ProviderUnavailable' }
        @{ Fault = 'Html'; Id = 'UnexpectedResponse' }
        @{ Fault = 'Redirect'; Id = 'UnexpectedResponse' }
        @{ Fault = 'Truncated'; Id = 'UnexpectedResponse' }
        @{ Fault = 'ConnectionReset'; Id = 'ProviderUnavailable' }
    ) {
        $sandbox = Start-TikTokFollowingSandbox -Fault $Fault -FaultEvery 1
        $run = Invoke-Captured { Get-TikTokFollowingBalance SocialFetch @Impatient }
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $sandbox.Credits | Should -Be 0
    }

    It 'names no provider in the target if none was specified and none has a key' {
        $run = Invoke-Captured { Get-TikTokFollowingBalance }
        $record = $run.Terminating

        $record.FullyQualifiedErrorId | Should -BeLike 'MissingApiKey,*'
        $record.TargetObject.Provider | Should -BeNullOrEmpty
    }
}
