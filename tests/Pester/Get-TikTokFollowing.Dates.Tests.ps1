BeforeDiscovery {
    $cultures = 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR' |
        ForEach-Object { @{ Culture = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $key = ConvertTo-Key 'key-0123456789abcdef'

    function Invoke-UnderCulture([string] $Culture, [scriptblock] $Script) {
        $saved = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo($Culture)
        try { & $Script }
        finally { [cultureinfo]::CurrentCulture = $saved }
    }

    function ConvertTo-UnixTime([datetime] $Time) { ([DateTimeOffset] $Time).ToUnixTimeSeconds() }

    # Returns the cursor of the first request.
    function Get-SentCursor($Server) {
        [regex]::Match($Server.Requests[0], '[?&]min_time=([^& ]+)').Groups[1].Value
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowing: dates' {
    BeforeEach {
        $server = New-Object TikTokFollowingTests.RecordingServer
        $server.Respond((New-WirePage (New-WireRecord)))
        $at = @{ Provider = 'ScrapeCreators'; BaseUri = $server.BaseUri; ApiKey = $key
            WarningAction = 'SilentlyContinue' }
    }

    AfterEach {
        $server.Dispose()
    }

    Context 'under <Culture>' -ForEach $cultures {
        It '-Before accepts ISO 8601: <Text>' -ForEach @(
            @{ Text = '2026-09-20'; Utc = $null }
            @{ Text = '2026-09-20T10:30:00'; Utc = $null }
            @{ Text = '2026-09-20 10:30'; Utc = $null }
            @{ Text = '2026-09-20T10:30:00Z'; Utc = '2026-09-20T10:30:00Z' }
            @{ Text = '2026-09-20T10:30:00.5+02:00'; Utc = '2026-09-20T08:30:00Z' }
            @{ Text = '2026-03-04'; Utc = $null }
        ) {
            $expected = if ($Utc) { [DateTimeOffset]::Parse($Utc, [cultureinfo]::InvariantCulture).ToUnixTimeSeconds() }
                else { ConvertTo-UnixTime ([datetime]::Parse($Text, [cultureinfo]::InvariantCulture)) }
            $null = Invoke-UnderCulture $Culture { Get-TikTokFollowing someone -Before $Text @at }
            Get-SentCursor $server | Should -Be $expected
        }

        It '-Since accepts ISO 8601, and stops at that time' {
            $since = ConvertTo-UnixTime ([datetime]::new(2025, 9, 20))
            $server.Dispose()
            $server = New-Object TikTokFollowingTests.RecordingServer
            $at.BaseUri = $server.BaseUri
            $server.Respond((New-WirePage (New-WireRecord '1' 'a') 'true' ($since + 100) 9))
            $server.Respond((New-WirePage (New-WireRecord '2' 'b') 'true' ($since - 100) 9))
            $found = Invoke-UnderCulture $Culture { Get-TikTokFollowing someone -Since 2025-09-20 @at }
            $found.Handle | Should -Be 'a', 'b'
            $server.Requests.Count | Should -Be 2
        }
    }

    It '-Before accepts a date object, and returns one page without a warning' {
        $time = [datetime]::SpecifyKind([datetime]::new(2026, 9, 20, 12, 0, 0), 'Utc')
        $at.Remove('WarningAction')
        $run = Invoke-Captured { Get-TikTokFollowing someone -Before $time @at }
        Get-SentCursor $server | Should -Be (ConvertTo-UnixTime $time)
        $run.Warnings | Should -BeNullOrEmpty
        $run.Output.Count | Should -Be 1
    }

    It '-Before accepts a time with an offset' {
        $time = [DateTimeOffset]::new(2026, 9, 20, 12, 0, 0, [timespan]::FromHours(5))
        $null = Get-TikTokFollowing someone -Before $time @at
        Get-SentCursor $server | Should -Be $time.ToUnixTimeSeconds()
    }

    It '-Before works for Get-TikTokFollowingPage' {
        $null = Get-TikTokFollowingPage someone -Before 2026-09-20T00:00:00Z @at
        Get-SentCursor $server | Should -Be 1789862400
    }

    It '-Before never binds by property name' {
        $null = [pscustomobject] @{ Handle = 'someone'; Before = '2026-09-20' } | Get-TikTokFollowing @at
        Get-SentCursor $server | Should -BeNullOrEmpty
    }

    It 'rejects <Name> without a request' -ForEach @(
        @{ Name = '-Before and -MinTime'; With = @{ Before = '2026-09-20'; MinTime = 1789862400 }
            Says = '-MinTime and -Before' }
        @{ Name = '-Before and -Cursor'; With = @{ Before = '2026-09-20'; Cursor = '1789862400' }
            Says = '-Before and -Cursor' }
        @{ Name = '-Before before TikTok'; With = @{ Before = '2012-01-01' }; Says = 'before TikTok existed' }
        @{ Name = 'a number as -Before'; With = @{ Before = 1789862400 }; Says = 'before TikTok existed' }
        @{ Name = '-Before in another century'; With = @{ Before = '2200-01-01' }; Says = 'not in this century' }
        @{ Name = '-Since in the future'; With = @{ Since = '2090-01-01' }; Says = 'in the future' }
        @{ Name = 'a number as -Since'; With = @{ Since = 1 }; Says = 'before TikTok existed' }
    ) {
        foreach ($name in 'en-US', 'ar-SA', 'th-TH', 'fa-IR') {
            $run = Invoke-UnderCulture $name { Invoke-Captured { Get-TikTokFollowing someone @With @at } }
            $run.Terminating.FullyQualifiedErrorId | Should -Match '^InvalidRequest,'
            $run.Terminating.Exception.Message | Should -Match $Says
        }
        $server.Requests.Count | Should -Be 0
    }

    It 'rejects -Before for a provider without follow times' {
        $at.Provider = 'UnifAPI'
        $run = Invoke-Captured { Get-TikTokFollowing someone -Before 2026-09-20 @at }
        $run.Terminating.Exception.Message | Should -Match 'UnifAPI does not return them'
        $server.Requests.Count | Should -Be 0
    }
}

Describe 'Get-TikTokFollowing: -Since without usable follow times' {
    BeforeEach {
        $server = New-Object TikTokFollowingTests.RecordingServer
        $at = @{ BaseUri = $server.BaseUri; ApiKey = $key }
    }

    AfterEach {
        $server.Dispose()
    }

    It 'stops with a warning if a page has no follow time' {
        $server.Respond('{"followingList":[{"user":{"id":"71","uniqueId":"a"}}],' +
            '"minTime":"opaque-cursor","hasMore":true,"total":40}')
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider DumplingAI -Since 2025-01-01 @at }
        $run.Output.Handle | Should -Be 'a'
        $run.Warnings.Count | Should -Be 1
        $run.Warnings[0] | Should -BeLike ('DumplingAI returned a page without a follow time for @someone, *' +
            'Stopped after 1 account for 10 credits. -All reads the whole list.')
        $server.Requests.Count | Should -Be 1
    }

    It 'stops with a warning if the times are not in order' {
        $server.Respond((New-WirePage (New-WireRecord '1' 'a') 'true' 1760000000 40))
        $server.Respond((New-WirePage (New-WireRecord '2' 'b') 'true' 1770000000 40))
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider ScrapeCreators -Since 2025-01-01 @at }
        $run.Output.Handle | Should -Be 'a', 'b'
        $run.Warnings | Should -BeLike '*follow times that are not in order*'
        $server.Requests.Count | Should -Be 2
    }

    It 'does not warn if the list ends there' {
        $server.Respond('{"followingList":[{"user":{"id":"71","uniqueId":"a"}}],"hasMore":false,"total":1}')
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider DumplingAI -Since 2025-01-01 @at }
        $run.Output.Handle | Should -Be 'a'
        $run.Warnings | Should -BeNullOrEmpty
    }

    It 'reads milliseconds as milliseconds' {
        $server.Respond((New-WirePage (New-WireRecord '1' 'a') 'true' 1789996400000 40))
        $server.Respond((New-WirePage (New-WireRecord '2' 'b') 'true' 1735000000000 40))
        $server.Respond((New-WirePage (New-WireRecord '3' 'c') 'true' 1700000000000 40))
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider ScrapeCreators -Since 2025-06-01 @at }
        $run.Output.Handle | Should -Be 'a', 'b'
        $server.Requests.Count | Should -Be 2
        $server.Requests[1] | Should -Match 'min_time=1789996400000'
    }

    It 'compares in UTC in the hour that a clock change repeats' {
        $zone = $env:TZ
        $env:TZ = 'Europe/Berlin'
        try {
            $found = Invoke-FreshPowerShell (". '$($PSScriptRoot -replace "'", "''")/Shared.ps1'`n" + @'
if ($env:OS -eq 'Windows_NT') { '{"Skipped":true}'; return }
$server = New-Object TikTokFollowingTests.RecordingServer
# 02:30 on 25 October 2026 occurs twice in Berlin: at 00:30 and at 01:30 UTC.
$first = [DateTimeOffset]::new(2026, 10, 25, 0, 40, 0, [timespan]::Zero).ToUnixTimeSeconds()
$server.Respond((New-WirePage (New-WireRecord '1' 'a') 'true' $first 40))
$server.Respond((New-WirePage (New-WireRecord '2' 'b') 'false' ($first - 7200) 40))
$with = @{ Provider = 'ScrapeCreators'; BaseUri = $server.BaseUri; ApiKey = (ConvertTo-Key 'key-0123456789abcdef')
    MinTime = $first + 60 }
$accounts = @(Get-TikTokFollowing someone -Since '2026-10-25 02:30' @with)
@{ Skipped = $false; Handles = @($accounts.Handle); Requests = $server.Requests.Count } | ConvertTo-Json
$server.Dispose()
'@)
        }
        finally { $env:TZ = $zone }
        if ($found.Skipped) { Set-ItResult -Skipped -Because 'a time zone is not set by a variable on Windows'; return }
        $found.Handles | Should -Be 'a', 'b'
        $found.Requests | Should -Be 2
    }
}
