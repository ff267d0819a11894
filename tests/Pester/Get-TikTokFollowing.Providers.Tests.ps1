# The provider, its key and its address: how they are selected, and what is specific to each provider.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowing: differences between providers' {
    It 'UnifAPI returns no extra records: -First <First> costs <Credits> credits in <Requests> requests' -ForEach @(
        @{ First = 3; Credits = 3; Requests = 1 }
        @{ First = 25; Credits = 25; Requests = 2 }
        @{ First = 40; Credits = 40; Requests = 2 }
    ) {
        $sandbox = Start-TikTokFollowingSandbox
        (Get-TikTokFollowing someone -Provider UnifAPI -First $First @Quiet).Count | Should -Be $First
        $sandbox.Credits | Should -Be $Credits
        $sandbox.Requests | Should -Be $Requests
    }

    It '<Provider> costs <Credits> credits for 90 accounts' -ForEach @(
        @{ Provider = 'DumplingAI'; Credits = 50 }
        @{ Provider = 'ScrapeCreators'; Credits = 5 }
        @{ Provider = 'SociaVault'; Credits = 5 }
        @{ Provider = 'SocialFetch'; Credits = 5 }
        @{ Provider = 'UnifAPI'; Credits = 90 }
    ) {
        $sandbox = Start-TikTokFollowingSandbox
        $null = Get-TikTokFollowing someone -Provider $Provider -All @Quiet
        $sandbox.Credits | Should -Be $Credits
    }

    It '-PageSize <Size> with <Provider> needs <Requests> requests' -ForEach @(
        @{ Provider = 'UnifAPI'; Size = 50; Requests = 2 }
        @{ Provider = 'UnifAPI'; Size = 1; Requests = 90 }
        @{ Provider = 'DumplingAI'; Size = 30; Requests = 3 }
        @{ Provider = 'DumplingAI'; Size = 100; Requests = 1 }
    ) {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $Provider -PageSize $Size -All @Quiet
        Compare-Sequence $accounts.Position (1..90) | Should -BeTrue
        @($accounts.Handle | Select-Object -Unique).Count | Should -Be 90
        $sandbox.Requests | Should -Be $Requests
    }

    It '-MinTime with <_> is the same as -Cursor' -ForEach 'DumplingAI', 'ScrapeCreators', 'SociaVault' {
        $sandbox = Start-TikTokFollowingSandbox
        $cursor = (Get-TikTokFollowingPage someone -Provider $_ @Quiet).NextCursor
        $byCursor = Get-TikTokFollowing someone -Provider $_ -Cursor $cursor @Quiet
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $_ -MinTime ([long]$cursor) }
        Compare-Sequence $run.Output.Handle $byCursor.Handle | Should -BeTrue
        $run.Warnings.Count | Should -Be 1
        $sandbox.Requests | Should -Be 3
    }

    It '-Trim with <_> returns the whole list, without an extra request' -ForEach 'ScrapeCreators', 'SociaVault',
        'SocialFetch' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $_ -Trim -All @Quiet
        Compare-Sequence $accounts.Position (1..90) | Should -BeTrue
        @($accounts.Handle | Select-Object -Unique).Count | Should -Be 90
        $sandbox.Requests | Should -Be 5
    }

    It '-Trim without -All with <_> warns about more accounts' -ForEach 'ScrapeCreators', 'SociaVault', 'SocialFetch' {
        $null = Start-TikTokFollowingSandbox
        (Invoke-Captured { Get-TikTokFollowing someone -Provider $_ -Trim }).Warnings |
            Where-Object { $_ -match '-All' } | Should -Not -BeNullOrEmpty
    }

    It 'UnifAPI accepts the <Kind>' -ForEach @(@{ Kind = 'Id' }, @{ Kind = 'SecUid' }) {
        $null = Start-TikTokFollowingSandbox
        # ScrapeCreators returns both. Each of them identifies the list.
        $account = Get-TikTokFollowing someone -Provider ScrapeCreators -First 1 @Quiet
        $byHandle = Get-TikTokFollowing $account.Handle -Provider UnifAPI -First 3 @Quiet
        $byOther = Get-TikTokFollowing $account.$Kind -Provider UnifAPI -First 3 @Quiet
        $byOther.Handle | Should -Be $byHandle.Handle
    }

    It 'UnifAPI: a handle that needs an id is looked up once, and the whole list is returned' {
        $sandbox = Start-TikTokFollowingSandbox
        $expected = (Get-WireList needsid $sandbox).unique_id
        $before = $sandbox.Requests
        $accounts = Get-TikTokFollowing needsid -Provider UnifAPI -All @Quiet
        Compare-Sequence $accounts.Handle $expected | Should -BeTrue
        $sandbox.Requests - $before | Should -Be 7 -Because 'a rejected request and a lookup precede the five pages'

        $page = Get-TikTokFollowingPage needsid -Provider UnifAPI @Quiet
        $before = $sandbox.Requests
        $rest = Get-TikTokFollowing needsid -Provider UnifAPI -Cursor $page.NextCursor -All @Quiet
        Compare-Sequence (@($page.Accounts.Handle) + @($rest.Handle)) $expected | Should -BeTrue
        $sandbox.Requests - $before | Should -Be 4 -Because 'the cursor carries the id'
    }

    It 'UnifAPI: a hidden list is empty, and a verbose message states that it may be hidden' {
        $null = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing hidden -Provider UnifAPI -All -Verbose }
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
        $run.Verbose -match 'hidden' | Should -Not -BeNullOrEmpty
    }
}

Describe 'Get-TikTokFollowing: selection of the provider' {
    BeforeEach {
        Reset-TestSession
        $sandbox = Start-TikTokFollowingSandbox
    }

    AfterEach {
        Reset-TestSession
    }

    It 'the parameter takes precedence over the environment variable' {
        $env:TIKTOKFOLLOWING_PROVIDER = 'SociaVault'
        (Get-TikTokFollowing someone -Provider UnifAPI -First 1 @Quiet).Provider | Should -Be 'UnifAPI'
    }

    It 'uses the environment variable, case-insensitively' {
        $env:TIKTOKFOLLOWING_PROVIDER = 'socialfetch'
        (Get-TikTokFollowing someone -First 1 @Quiet).Provider | Should -BeExactly 'SocialFetch'
    }

    It 'the environment variable takes precedence over the only provider with a key' {
        $env:TIKTOKFOLLOWING_PROVIDER = 'SociaVault'
        $env:UNIFAPI_API_KEY = 'some-key-of-mine'
        (Get-TikTokFollowing someone -First 1 @Quiet).Provider | Should -Be 'SociaVault'
    }

    It 'uses the only provider with a key in the environment' {
        $env:DUMPLINGAI_API_KEY = 'some-key-of-mine'
        (Get-TikTokFollowing someone -First 1 @Quiet).Provider | Should -Be 'DumplingAI'
    }

    It 'uses the only provider with a key in the session' {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key 'some-key-of-mine') -Scope Session
        (Get-TikTokFollowing someone -First 1 @Quiet).Provider | Should -Be 'UnifAPI'
    }

    It 'rejects several providers with a key, names them and states what to do' {
        $env:DUMPLINGAI_API_KEY = 'some-key-of-mine'
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key 'some-key-of-mine') -Scope Session
        $run = Invoke-Captured { Get-TikTokFollowing someone -First 1 }
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError.Count | Should -Be 1
        $message = $run.AnyError[0].Exception.Message
        $message | Should -Match 'DumplingAI'
        $message | Should -Match 'UnifAPI'
        $message | Should -Match '-Provider'
        $message | Should -Match 'TIKTOKFOLLOWING_PROVIDER'
        $sandbox.Requests | Should -Be 0
    }

    It 'states what to do if no provider has a key while a sandbox is running' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -First 1 }
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].Exception.Message | Should -Match '-Provider'
        $sandbox.Requests | Should -Be 0
    }

    It 'rejects an unknown provider, and lists the known ones (<_>)' -ForEach 'parameter', 'environment' {
        if ($_ -eq 'environment') {
            $env:TIKTOKFOLLOWING_PROVIDER = 'Nobody'
            $run = Invoke-Captured { Get-TikTokFollowing someone -First 1 }
        }
        else { $run = Invoke-Captured { Get-TikTokFollowing someone -Provider Nobody -First 1 } }
        $run.AnyError.Count | Should -Be 1
        foreach ($name in $AllProviders + 'Nobody') { $run.AnyError[0].Exception.Message | Should -Match $name }
        $sandbox.Requests | Should -Be 0
    }
}

Describe 'Get-TikTokFollowing: keys and addresses' {
    BeforeEach {
        Reset-TestSession
        $server = New-Object TikTokFollowingTests.RecordingServer
        $server.Respond((New-WirePage (New-WireRecord)))
        $call = @{ Handle = 'someone'; Provider = 'ScrapeCreators'; BaseUri = $server.BaseUri
            WarningAction = 'SilentlyContinue' }
    }

    AfterEach {
        $server.Dispose()
        Reset-TestSession
    }

    It 'the parameter takes precedence over the session, and the session over the environment' {
        $env:SCRAPECREATORS_API_KEY = 'key-of-the-environment'
        $null = Get-TikTokFollowing @call
        Set-TikTokFollowingCredential ScrapeCreators (ConvertTo-Key 'key-of-the-session') -Scope Session
        $null = Get-TikTokFollowing @call
        $null = Get-TikTokFollowing @call -ApiKey (ConvertTo-Key 'key-of-the-parameter')
        Remove-TikTokFollowingCredential ScrapeCreators -Scope Session @Quiet
        $null = Get-TikTokFollowing @call
        $sent = $server.Requests | ForEach-Object { if ($_ -match '(?im)^x-api-key: *(\S+)') { $Matches[1] } }
        $sent | Should -Be 'key-of-the-environment', 'key-of-the-session', 'key-of-the-parameter',
            'key-of-the-environment'
    }

    It 'sends the key of <Provider> in the header <Header>, never in the address or the body' -ForEach @(
        @{ Provider = 'DumplingAI'; Header = 'Authorization'; Value = 'Bearer the-key-itself' }
        @{ Provider = 'ScrapeCreators'; Header = 'x-api-key'; Value = 'the-key-itself' }
        @{ Provider = 'SociaVault'; Header = 'X-API-Key'; Value = 'the-key-itself' }
        @{ Provider = 'SocialFetch'; Header = 'x-api-key'; Value = 'the-key-itself' }
        @{ Provider = 'UnifAPI'; Header = 'Authorization'; Value = 'Bearer the-key-itself' }
    ) {
        $call.Provider = $Provider
        $call.ApiKey = ConvertTo-Key ' the-key-itself '
        $null = Get-TikTokFollowing @call -ErrorAction SilentlyContinue -MaximumRetryCount 0
        $request = $server.Requests[0]
        $request | Should -Match "(?im)^$($Header): $Value\r?$"
        ([regex]::Matches($request, 'the-key-itself')).Count | Should -Be 1
    }

    It 'sends the module name and the manifest version as User-Agent' {
        $null = Get-TikTokFollowing @call -ApiKey (ConvertTo-Key 'the-key-itself')
        $version = (Get-Module TikTokFollowing).Version
        $server.Requests[0] | Should -Match "(?im)^User-Agent: TikTokFollowing/$([regex]::Escape($version))"
    }

    It '-BaseUri takes precedence over the sandbox, which is not contacted and not mentioned' {
        $sandbox = Start-TikTokFollowingSandbox
        $call.Remove('WarningAction')
        $run = Invoke-Captured { Get-TikTokFollowing @call -ApiKey (ConvertTo-Key 'the-key-itself') }
        $run.Output.Count | Should -Be 1
        $run.Warnings | Should -BeNullOrEmpty
        $sandbox.Requests | Should -Be 0
        $server.Requests.Count | Should -Be 1
    }

    It 'keeps the path of -BaseUri' {
        $call.BaseUri = [uri] "$($server.BaseUri)gateway/tiktok/"
        $null = Get-TikTokFollowing @call -ApiKey (ConvertTo-Key 'the-key-itself')
        $server.Requests[0] | Should -Match '^GET /gateway/tiktok/v1/tiktok/user/following\?handle=someone '
    }

    It 'follows no redirect, so that no other host receives the key' {
        $other = New-Object TikTokFollowingTests.RecordingServer
        try {
            $redirecting = New-Object TikTokFollowingTests.RecordingServer
            $redirecting.Respond(302, "Location: $($other.BaseUri)`r`n", '{}')
            $call.BaseUri = $redirecting.BaseUri
            $run = Invoke-Captured {
                Get-TikTokFollowing @call -MaximumRetryCount 0 -ApiKey (ConvertTo-Key 'the-key-itself')
            }
            $run.AnyError.Count | Should -Be 1
            $other.Requests | Should -BeNullOrEmpty
        }
        finally {
            $other.Dispose()
            $redirecting.Dispose()
        }
    }

    It 'retries after transient failures, and counts the attempts' {
        $failing = New-Object TikTokFollowingTests.RecordingServer
        try {
            $failing.Respond(503, '', '{}')
            $failing.Respond(429, "Retry-After: 0`r`n", '{}')
            $failing.Respond((New-WirePage (New-WireRecord)))
            $call.BaseUri = $failing.BaseUri
            $page = Get-TikTokFollowingPage @call -RetryIntervalSec 0 -ApiKey (ConvertTo-Key 'the-key-itself')
            $page.Count | Should -Be 1
            $page.Attempts | Should -Be 3
        }
        finally { $failing.Dispose() }
    }

    It '-MaximumRetryCount 2 sends three requests' {
        $failing = New-Object TikTokFollowingTests.RecordingServer
        try {
            $failing.Respond(500, '', '{}')
            $call.BaseUri = $failing.BaseUri
            $call.ApiKey = ConvertTo-Key 'the-key-itself'
            $null = Get-TikTokFollowing @call -MaximumRetryCount 2 -RetryIntervalSec 0 -ErrorAction SilentlyContinue
            $failing.Requests.Count | Should -Be 3
        }
        finally { $failing.Dispose() }
    }
}
