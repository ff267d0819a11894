# Proxies, damaged responses, lost requests, times and keys, as a user sees them.

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $key = ConvertTo-Key 'sk_live_connection_0123456789'
    $good = New-WirePage (New-WireRecord)

    function New-Server { New-Object TikTokFollowingTests.RecordingServer }

    function Get-Target($Server) {
        @{ Provider = 'ScrapeCreators'; ApiKey = $key; BaseUri = $Server.BaseUri; WarningAction = 'SilentlyContinue' }
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Connection: the system proxy' {
    It 'is not used for loopback addresses and the sandbox: <_>' -ForEach 'http_proxy',
        'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY' {
        $proxy = New-Server
        $server = New-Server
        try {
            $server.Respond($good)
            $proxy.Respond(502, '', '{}')
            $found = Invoke-FreshPowerShell @"
foreach (`$name in 'http_proxy', 'https_proxy', 'all_proxy', 'no_proxy') {
    [Environment]::SetEnvironmentVariable(`$name, `$null)
    [Environment]::SetEnvironmentVariable(`$name.ToUpperInvariant(), `$null)
}
`$once = @{ MaximumRetryCount = 0; WarningAction = 'SilentlyContinue' }
[Environment]::SetEnvironmentVariable('$_', '$($proxy.BaseUri)')
Import-Module `$ModulePath
`$key = ConvertTo-SecureString 'sk_live_connection_0123456789' -AsPlainText -Force
`$counts = foreach (`$address in '$($server.BaseUri)', 'http://localhost:$($server.BaseUri.Port)/') {
    @(Get-TikTokFollowing someone -Provider ScrapeCreators -BaseUri `$address -ApiKey `$key @once).Count
}
`$null = Start-TikTokFollowingSandbox -WarningAction SilentlyContinue
`$counts += @(Get-TikTokFollowing someone -Provider SociaVault -First 1 @once).Count
`$balance = (Get-TikTokFollowingBalance SociaVault -WarningAction SilentlyContinue).CreditsRemaining
`$null = Stop-TikTokFollowingSandbox -WarningAction SilentlyContinue
ConvertTo-Json @{ Counts = `$counts; Balance = `$balance }
"@
            $found.Counts | Should -Be 1, 1, 1
            $found.Balance | Should -BeGreaterThan 0
            $proxy.Requests | Should -BeNullOrEmpty
            $server.Requests.Count | Should -Be 2
        }
        finally { $proxy.Dispose(); $server.Dispose() }
    }

    # Windows PowerShell takes its proxy from the settings of Windows.
    It 'is used for other addresses' {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'Windows PowerShell reads its proxy from the settings of Windows'
        }
        $proxy = New-Server
        try {
            $proxy.Respond(403, '', '')
            $null = Invoke-FreshPowerShell @"
[Environment]::SetEnvironmentVariable('https_proxy', '$($proxy.BaseUri)')
[Environment]::SetEnvironmentVariable('no_proxy', `$null)
Import-Module `$ModulePath
`$key = ConvertTo-SecureString 'sk_live_connection_0123456789' -AsPlainText -Force
`$target = @{ Provider = 'ScrapeCreators'; BaseUri = 'https://provider.invalid/'; ApiKey = `$key }
Get-TikTokFollowing someone @target -MaximumRetryCount 0 -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
ConvertTo-Json @{ Done = `$true }
"@
            @($proxy.Requests).Count | Should -Be 1
            $proxy.Requests[0] | Should -BeLike 'CONNECT provider.invalid:443 *'
            $proxy.Requests[0] | Should -Not -BeLike '*sk_live*'
        }
        finally { $proxy.Dispose() }
    }
}

Describe 'Connection: -Proxy' {
    It 'rejects <Proxy>, and shows the correct form' -ForEach @(
        @{ Proxy = 'proxy.corp:8080'; Shown = 'http://proxy.corp:8080' }
        @{ Proxy = 'ftp://proxy.corp:8080'; Shown = 'http://proxy.corp:8080' }
        @{ Proxy = '10.0.0.1:3128'; Shown = 'http://10.0.0.1:3128' }
        @{ Proxy = 'proxy.corp'; Shown = 'http://proxy.corp' }
        @{ Proxy = '/proxy'; Shown = 'http://proxy.example.com:8080' }
        @{ Proxy = 'http://me:secret@proxy.corp:8080'; Shown = '-ProxyCredential' }
        @{ Proxy = 'http://proxy.corp/proxy.pac'; Shown = 'http://proxy.corp' }
    ) {
        $server = New-Server
        try {
            $server.Respond($good)
            $target = Get-Target $server
            foreach ($script in { Get-TikTokFollowing someone @target -Proxy $Proxy }, {
                Get-TikTokFollowingPage someone @target -Proxy $Proxy
            }) {
                $run = Invoke-Captured $script
                $run.AnyError.Count | Should -Be 1
                $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
                "$($run.AnyError[0])" | Should -BeLike "*$Shown*"
                "$($run.AnyError[0])" | Should -Not -BeLike '*secret*'
            }
            $server.Requests | Should -BeNullOrEmpty
        }
        finally { $server.Dispose() }
    }

    It 'is tried once without its password; the error names -ProxyCredential: <Address>' -ForEach @{
        Address = 'http://127.0.0.1:9/'
    }, @{ Address = 'https://provider.invalid/' } {
        $proxy = New-Server
        try {
            $proxy.Respond(407, "Proxy-Authenticate: Basic realm=`"x`"`r`n", '<html></html>')
            $target = @{ Provider = 'ScrapeCreators'; ApiKey = $key; BaseUri = $Address; Proxy = $proxy.BaseUri }
            $run = Invoke-Captured { Get-TikTokFollowing someone @target -RetryIntervalSec 0 -MaxCredits 1 }
            $run.AnyError.Count | Should -Be 1
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'ProviderUnavailable,*'
            "$($run.AnyError[0])" | Should -BeLike '*-ProxyCredential*'
            $run.AnyError[0].TargetObject.Handle | Should -Be 'someone'
            $run.AnyError[0].TargetObject.CreditsCharged | Should -Be 0
            @($proxy.Requests).Count | Should -Be 1
        }
        finally { $proxy.Dispose() }
    }

    It 'is used for loopback addresses too' {
        $proxy = New-Server
        try {
            $proxy.Respond($good)
            $target = @{ Provider = 'ScrapeCreators'; ApiKey = $key; BaseUri = 'http://127.0.0.1:9/' }
            $account = Get-TikTokFollowing someone @target -Proxy $proxy.BaseUri @Quiet
            $account.Handle | Should -Be 'some.one'
            $proxy.Requests[0] | Should -BeLike 'GET http://127.0.0.1:9/*'
        }
        finally { $proxy.Dispose() }
    }

    It 'does not use up -MaxCredits if it opens no tunnel' {
        $proxy = New-Server
        $server = New-Server
        try {
            $proxy.Respond(502, '', '')
            $target = @{ Provider = 'ScrapeCreators'; ApiKey = $key; BaseUri = 'https://provider.invalid/'
                Proxy = $proxy.BaseUri; MaximumRetryCount = 1; RetryIntervalSec = 0 }
            $run = Invoke-Captured { 'a', 'b', 'c' | Get-TikTokFollowing @target -MaxCredits 1 }
            $run.AnyError.Count | Should -Be 3
            $run.AnyError | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'ProviderUnavailable,*' }
        }
        finally { $proxy.Dispose(); $server.Dispose() }
    }
}

Describe 'Connection: requests and responses that are lost or damaged' {
    It 'counts each request to a server that closes the connection without a response' {
        $server = New-Server
        try {
            $target = Get-Target $server
            $run = Invoke-Captured { Get-TikTokFollowing someone @target -MaximumRetryCount 0 -MaxCredits 3 -Verbose }
            @($server.Requests).Count | Should -Be 1
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'ProviderUnavailable,*'
            @($run.Verbose | Where-Object { $_ -like 'GET *' }).Count | Should -Be 1
        }
        finally { $server.Dispose() }
    }

    It 'limits lost requests to -MaxCredits' {
        $server = New-Server
        try {
            $target = Get-Target $server
            $run = Invoke-Captured {
                Get-TikTokFollowing someone @target -MaximumRetryCount 10 -RetryIntervalSec 0 -MaxCredits 3
            }
            @($server.Requests).Count | Should -Be 3
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
        }
        finally { $server.Dispose() }
    }

    It 'reports an invalid header line as UnexpectedResponse, without a retry and without the key' {
        $server = New-Server
        try {
            $server.Respond(200, "no colon sk_live_connection_0123456789`r`n", $good)
            $target = Get-Target $server
            $run = Invoke-Captured { Get-TikTokFollowing someone @target -RetryIntervalSec 0 -Verbose -Debug }
            @($server.Requests).Count | Should -Be 1
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'UnexpectedResponse,*'
            $run.AnyError[0].TargetObject.CreditsCharged | Should -Be 1
            ($run.All | ForEach-Object { "$_" }) -join "`n" | Should -Not -BeLike '*sk_live_connection*'
        }
        finally { $server.Dispose() }
    }

    It 'reports a body with the wrong encoding <_> for one handle only' -ForEach 'gzip', 'br', 'deflate',
        'zstd' {
        $server = New-Server
        try {
            $server.Respond(200, "Content-Encoding: $_`r`n", '"')
            $server.Respond($good)
            $target = Get-Target $server
            $run = Invoke-Captured { 'broken', 'fine' | Get-TikTokFollowing @target -RetryIntervalSec 0 }
            @($server.Requests).Count | Should -Be 2
            $run.AnyError.Count | Should -Be 1
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'UnexpectedResponse,*'
            $run.AnyError[0].TargetObject.Handle | Should -Be 'broken'
            $run.AnyError[0].TargetObject.CreditsCharged | Should -Be 1
            $run.Output.Handle | Should -Be 'some.one'
        }
        finally { $server.Dispose() }
    }

    It 'retries after a transient status of a CDN (<_>)' -ForEach 425, 520, 521, 522, 523, 524, 527, 529, 530 {
        $server = New-Server
        try {
            $server.Respond($_, '', '<html>')
            $server.Respond($good)
            $target = Get-Target $server
            (Get-TikTokFollowing someone @target -RetryIntervalSec 0).Handle | Should -Be 'some.one'
            @($server.Requests).Count | Should -Be 2
        }
        finally { $server.Dispose() }
    }

    It '-Debug shows the headers about credits and requests, without the key' {
        $server = New-Server
        try {
            $headers = 'X-Credits-Left: 77', 'X-Request-Id: req_5', 'X-Credit-Key: sk_live_connection_0123456789',
                'X-Other: hidden' | ForEach-Object { "$_`r`n" }
            $server.Respond(200, -join $headers, $good)
            $target = Get-Target $server
            $line = (Invoke-Captured { Get-TikTokFollowing someone @target -Debug }).Debug -join "`n"
            $line | Should -BeLike '*x-credits-left: 77*'
            $line | Should -BeLike '*x-request-id: req_5*'
            $line | Should -Not -BeLike '*sk_live*'
            $line | Should -Not -BeLike '*hidden*'
        }
        finally { $server.Dispose() }
    }
}

Describe 'Connection: Retry-After' {
    It 'delays the retry: <Value>' -ForEach @{ Value = '0.2' }, @{ Value = 'now' }, @{ Value = 'milliseconds' } {
        $epoch = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
        $text = switch ($Value) { 'now' { "$($epoch + 1)" } 'milliseconds' { "$($epoch + 1)000" } default { $Value } }
        $server = New-Server
        try {
            $server.Respond(429, "Retry-After: $text`r`n", '{"error":"Too many"}')
            $server.Respond($good)
            $target = Get-Target $server
            (Get-TikTokFollowing someone @target -RetryIntervalSec 0).Handle | Should -Be 'some.one'
            @($server.Requests).Count | Should -Be 2
        }
        finally { $server.Dispose() }
    }

    It 'blocks requests for at most an hour: <_>' -ForEach 'Fri, 31 Dec 9999 23:59:59 GMT', '315360000', '4102444800',
        '9999999999999' {
        $server = New-Server
        try {
            $server.Respond(429, "Retry-After: $_`r`n", '{"error":"Too many"}')
            $target = Get-Target $server
            foreach ($i in 1, 2) {
                $run = Invoke-Captured { Get-TikTokFollowing someone @target }
                $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
                $run.AnyError[0].Exception.RetryAt | Should -BeLessOrEqual ([DateTime]::Now.AddHours(1).AddSeconds(1))
            }
            @($server.Requests).Count | Should -Be 1
        }
        finally { $server.Dispose() }
    }

    It 'delays the retry although the time is in the past' {
        $server = New-Server
        try {
            $headers = "Date: Thu, 15 Jan 2026 12:00:00 GMT`r`nRetry-After: Thu, 15 Jan 2026 11:59:00 GMT`r`n"
            $server.Respond(429, $headers, '{"error":"Too many"}')
            $target = Get-Target $server
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $run = Invoke-Captured { Get-TikTokFollowing someone @target -MaximumRetryCount 1 -Verbose }
            $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
            $run.Verbose -join "`n" | Should -BeLike '*retrying in 1.0 s*'
        }
        finally { $server.Dispose() }
    }

    It 'is reported under the culture <_>' -ForEach 'ar-SA', 'fa-IR', 'th-TH', 'de-DE' {
        $server = New-Server
        $before = [System.Globalization.CultureInfo]::CurrentCulture
        try {
            $server.Respond(429, "Retry-After: Mon, 01 Jan 2125 00:00:00 GMT`r`n", '{"error":"Too many"}')
            $target = Get-Target $server
            [System.Threading.Thread]::CurrentThread.CurrentCulture =
                [System.Globalization.CultureInfo]::GetCultureInfo($_)
            foreach ($i in 1, 2) {
                $run = Invoke-Captured { Get-TikTokFollowing someone @target }
                $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'RateLimited,*'
                $run.AnyError[0].TargetObject.Handle | Should -Be 'someone'
            }
            $run = Invoke-Captured { Get-TikTokFollowing someone @target -Since ([datetime] 1) }
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $run = Invoke-Captured { Get-TikTokFollowing someone @target -Since ([datetime]::MaxValue) }
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        }
        finally {
            [System.Threading.Thread]::CurrentThread.CurrentCulture = $before
            $server.Dispose()
        }
    }
}

Describe 'Connection: keys that are invalid in a header' {
    It 'rejects a key with <Name>' -ForEach @{ Name = '100 kB'; Text = 'sk_live_' * 12500 }, @{ Name = 'a line break'
        Text = "sk_live_a`r`nX-Other: 1" }, @{ Name = 'a NUL'; Text = "sk_live_$([char] 0)a" }, @{ Name = 'an emoji'
        Text = "sk_live_$([char]::ConvertFromUtf32(0x1F511))" } {
        if ($Name -eq 'a NUL') { $given = @{ ApiKey = ConvertTo-Key $Text } } else { $given = @{}
            $env:SCRAPECREATORS_API_KEY = $Text }
        $server = New-Server
        try {
            $server.Respond($good)
            $run = Invoke-Captured {
                Get-TikTokFollowing someone -Provider ScrapeCreators -BaseUri $server.BaseUri @given -Verbose -Debug
            }
            $run.AnyError.Count | Should -Be 1
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
            ($run.All | ForEach-Object { "$_" }) -join "`n" | Should -Not -BeLike '*sk_live_*'
            $server.Requests | Should -BeNullOrEmpty
        }
        finally {
            $env:SCRAPECREATORS_API_KEY = $null
            $server.Dispose()
        }
    }
}
