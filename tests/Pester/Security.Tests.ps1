# The threats of SECURITY.md that no other file tests.

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $escape = [string] [char] 27
    $hostile = "$escape]0;title$([char]7)$escape[31mred$([char]0x9b)2J$([char]0x202e)turned`r`nsecond"
    $controls = '[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]'
    $json = ConvertTo-Json $hostile

    # Returns the output without the colours and line breaks of PowerShell.
    function Show([scriptblock] $Script) {
        ((& $Script | Out-String -Width 4096) -replace "`r`n", "`n" -replace "$escape\[[0-9;]*m", '')
    }

    function Get-HostileServer {
        $server = New-Object TikTokFollowingTests.RecordingServer
        $fields = 'unique_id', 'nickname', 'signature', 'region', 'language' | ForEach-Object { "`"$_`":$json" }
        $record = '{"uid":"1",' + ($fields -join ',') + ',"sec_uid":"s"}'
        $server.Respond((New-WirePage $record))
        $server
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Security: control characters of a provider' {
    BeforeAll {
        $server = Get-HostileServer
        $target = @{ Provider = 'ScrapeCreators'; ApiKey = (ConvertTo-Key 'a-key-for-the-hostile')
            BaseUri = $server.BaseUri; WarningAction = 'SilentlyContinue' }
        $account = Get-TikTokFollowing someone @target
        $page = Get-TikTokFollowingPage someone @target
        $server.Dispose()
    }

    It 'are kept in the objects' {
        $account.DisplayName | Should -BeExactly $hostile
        $account.Bio | Should -BeExactly $hostile
        $page.Accounts[0].Bio | Should -BeExactly $hostile
    }

    It 'are not shown in any view of <_>' -ForEach 'an account', 'a page', 'a deserialized account' {
        $item = switch ($_) {
            'an account' { $account } 'a page' { $page } default {
                $serialized = [System.Management.Automation.PSSerializer]::Serialize($account)
                [System.Management.Automation.PSSerializer]::Deserialize($serialized)
            }
        }
        # Show would remove an escape sequence of the provider as one of PowerShell, so the output is searched for it.
        foreach ($view in { $item }, { $item | Format-Table }, { $item | Format-List }) {
            $raw = & $view | Out-String -Width 4096
            $raw.Contains("$escape[31mred") | Should -BeFalse
            $raw.Contains("$escape]0;") | Should -BeFalse
            (Show $view) | Should -Not -Match $controls
        }
        (Show { $item }) | Should -Match 'red|someone'
    }

    It 'are not shown in the note of a balance and in the reason of a key' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Respond(401, '', '{"error":' + $json + '}')
            $key = ConvertTo-Key 'a-key-for-the-hostile'
            $status = Test-TikTokFollowingCredential SociaVault -ApiKey $key -BaseUri $server.BaseUri
            $status.IsValid | Should -Be $false
            $status.Reason | Should -Match 'red'
            $status.Reason | Should -Not -Match '[\x00-\x1f]'
            (Show { $status | Format-List }) | Should -Not -Match $controls
        }
        finally { $server.Dispose() }
    }

    It 'are not shown in an error and its target: status <_>' -ForEach 400, 401, 402, 404, 429, 500 {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Respond($_, "X-Request-Id: x`r`n", '{"error":' + $json + ',"message":' + $json + '}')
            $target = @{ Provider = 'ScrapeCreators'; ApiKey = (ConvertTo-Key 'a-key-for-the-hostile') }
            $run = Invoke-Captured {
                Get-TikTokFollowing someone @target -BaseUri $server.BaseUri -Verbose -Debug @Impatient
            }
            $run.AnyError.Count | Should -Be 1
            $run.AnyError[0].Exception.Message | Should -Match 'red'
            foreach ($text in @($run.AnyError[0].Exception.Message) + $run.Verbose + $run.Debug) {
                $text | Should -Not -Match '[\x00-\x1f\x7f-\x9f\u202a-\u202e]'
            }
            foreach ($view in 'NormalView', 'CategoryView') {
                $ErrorView = $view
                (Show { $run.AnyError[0] }) | Should -Not -Match $controls
            }
            (Show { $run.AnyError[0].TargetObject }) | Should -Not -Match $controls
        }
        finally { $server.Dispose() }
    }
}

Describe 'Security: a hostile handle' {
    It 'is reported on one line, and no request is sent' {
        $server = Get-HostileServer
        try {
            $rows = @([pscustomobject] @{ Handle = $hostile }, [pscustomobject] @{ Handle = "a/../../v1/credits?x=1" },
                [pscustomobject] @{ Handle = "a`r`nX-More: 1" })
            $target = @{ Provider = 'ScrapeCreators'; ApiKey = (ConvertTo-Key 'a-key-for-the-hostile') }
            $run = Invoke-Captured {
                $rows | Get-TikTokFollowing @target -BaseUri $server.BaseUri -Verbose @Impatient
            }
            $run.Errors.Count | Should -Be 3
            foreach ($problem in $run.Errors) {
                $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidHandle,*'
                $problem.Exception.Message | Should -Not -Match '[\x00-\x1f\x7f-\x9f\u202a-\u202e]'
                "$($problem.TargetObject)" | Should -Not -Match '[\x00-\x1f\x7f-\x9f\u202a-\u202e]'
                (Show { $problem.TargetObject }) | Should -Not -Match $controls
                $ErrorView = 'CategoryView'
                (Show { $problem }) | Should -Not -Match $controls
            }
            $run.Errors[0].TargetObject.Handle | Should -BeExactly $hostile -Because 'the object keeps it'
            $server.Requests | Should -BeNullOrEmpty
        }
        finally { $server.Dispose() }
    }
}

Describe 'Security: recipients of the key' {
    It 'the key is sent only to -BaseUri' {
        $server = Get-HostileServer
        try {
            $target = @{ Provider = 'ScrapeCreators'; ApiKey = (ConvertTo-Key 'a-key-for-one-address') }
            $null = Get-TikTokFollowing someone @target -BaseUri $server.BaseUri @Quiet
            $server.Requests.Count | Should -Be 1
            ([regex]::Matches($server.Requests[0], 'a-key-for-one-address')).Count | Should -Be 1
            ($server.Requests[0] -split "`r`n")[0] | Should -Not -Match 'a-key-for'
        }
        finally { $server.Dispose() }
    }

    It 'the key is not sent to <_>' -ForEach 'http://example.com', 'ftp://example.com', 'https://user:pass@example.com',
        'https://example.com/?to=me', 'https://example.com/#there' {
        foreach ($command in 'Get-TikTokFollowing', 'Get-TikTokFollowingPage', 'Get-TikTokFollowingBalance',
            'Test-TikTokFollowingCredential') {
            $target = @{ Provider = 'SociaVault'; ApiKey = (ConvertTo-Key 'a-key-that-is-not-sent'); BaseUri = $_ }
            $handle = if ($command -like '*Following' -or $command -like '*Page') { @{ Handle = 'someone' } } else {
                @{}
            }
            $run = Invoke-Captured {
                & $command @handle @target -MaximumRetryCount 0
            }
            $run.Terminating.FullyQualifiedErrorId |
                Should -BeLike 'InvalidRequest,*' -Because "$command sends no request there"
        }
    }
}

Describe 'Security: an exported bio' {
    It 'keeps a formula, which the command in SECURITY.md disables' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Respond((New-WirePage '{"uid":"1","unique_id":"some.one","signature":"=HYPERLINK(\"http://x\")"}'))
            $target = @{ Provider = 'ScrapeCreators'; ApiKey = (ConvertTo-Key 'a-key-for-the-formula') }
            $account = Get-TikTokFollowing someone @target -BaseUri $server.BaseUri @Quiet
        }
        finally { $server.Dispose() }
        ($account | ConvertTo-Csv | ConvertFrom-Csv).Bio | Should -BeExactly '=HYPERLINK("http://x")'
        $disabled = $account |
            Select-Object *, @{ n = 'Bio'; e = { $_.Bio -replace '^[=+\-@\t\r]', '''$0' } } -ExcludeProperty Bio
        ($disabled | ConvertTo-Csv | ConvertFrom-Csv).Bio | Should -BeExactly '''=HYPERLINK("http://x")'
    }
}
