# docs/examples/Watch-Following.ps1 with a loopback webhook and the days of the sandbox.
BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Vaults.ps1"
    $cultures = 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR' | ForEach-Object { @{ Culture = $_ } }
    $formats = 'Slack', 'Teams', 'Discord', 'Ntfy', 'Json' | ForEach-Object { @{ Format = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Vaults.ps1"
    . "$PSScriptRoot/WebhookServer.ps1"
    $environment = Clear-TestEnvironment
    $savedWebhook = $env:TIKTOKFOLLOWING_WEBHOOK
    $watch = (Resolve-Path (Join-Path $PSScriptRoot '../../docs/examples/Watch-Following.ps1')).ProviderPath
    $messages = $watch -replace '\.ps1$', '.Messages.ps1'
    $token = 'T0K3N-that-must-stay-secret'

    # The script and its functions use these names, and sleep by this function.
    $slept = New-Object System.Collections.ArrayList
    function Add-Sleep([int] $Milliseconds) { $null = $slept.Add($Milliseconds) }
    Set-Alias Start-Sleep Add-Sleep

    function New-WatchCall($Server, [string] $Folder = (Join-Path $TestDrive ([guid]::NewGuid().ToString('n')))) {
        $env:TIKTOKFOLLOWING_WEBHOOK = "http://127.0.0.1:$($Server.Port)/hook/$token"
        @{
            Handle = 'someone'; Provider = 'SociaVault'; HistoryPath = $Folder; ModuleName = $ModulePath
            TimeoutSec = 5; WarningAction = 'SilentlyContinue'; InformationAction = 'Ignore'
        }
    }

    # Runs the script, and returns its streams, its exit code and the values of its line.
    function Invoke-Watch([hashtable] $Call, [hashtable] $More = @{}) {
        $merged = $Call.Clone()
        foreach ($name in $More.Keys) { $merged[$name] = $More[$name] }
        $run = Invoke-Captured { & $watch @merged }
        $run | Add-Member @{ Code = $LASTEXITCODE; Line = @($run.Output)[-1]; Values = @{} }
        foreach ($match in [regex]::Matches("$($run.Line)", '([a-z-]+)=(\S+)')) { $run.Values[$match.Groups[1].Value] = $match.Groups[2].Value }
        $run
    }

    function Start-Watch($Call) {
        $null = Start-TikTokFollowingSandbox @Quiet
        $first = Invoke-Watch $Call
        if ($first.Code -ne 0) { throw "The first run failed: $($first.Line)" }
    }

    function Get-PostedChange($Post) { @(($Post.Body | ConvertFrom-Json).changes) }

    function New-Change([int] $Number, [hashtable] $Values = @{}) {
        $change = @{
            Change = 'Followed'; Handle = "account.$Number"; PreviousHandle = $null; DisplayName = "Name $Number"; Bio = $null; FollowedBy = 'someone'
            ChangedProperties = $null; DetectedAt = New-Object DateTime 2026, 11, 27, 9, 0, 0; Sequence = [long] $Number; ChangeId = "075f1e23010413d1-$Number"
        }
        foreach ($name in $Values.Keys) { $change[$name] = $Values[$name] }
        [pscustomobject] $change
    }

    # The functions of the script, in this scope.
    . $watch

    function Get-AllMessage($Changes, [string] $Format, [hashtable] $State = @{ Users = @{}; SetAside = 0 }) {
        $queue = @($Changes)
        while ($queue) {
            $message = New-WatchMessage $queue $State $Format
            ConvertTo-Body $message $Format ([uri] 'https://example.com/some-topic')
            $queue = @($queue | Select-Object -Skip $message.Changes.Count)
        }
    }

    # Returns the texts of a message that contain changes, and throws if the message exceeds a limit of its service.
    function Test-Message([string] $Body, [string] $Format) {
        $message = $Body | ConvertFrom-Json
        switch ($Format) {
            'Slack' {
                $message.blocks.Count | Should -BeIn (3..50)
                $message.text.Length | Should -BeLessOrEqual 4000
                $message.blocks[0].type, $message.blocks[0].text.type | Should -Be 'header', 'plain_text'
                $message.blocks[0].text.text.Length | Should -BeIn (1..150)
                $sections = @($message.blocks | Where-Object type -EQ 'section')
                foreach ($section in $sections) {
                    $section.text.type | Should -Be 'plain_text'
                    $section.text.text.Length | Should -BeIn (1..3000)
                }
                $message.blocks[-1].type, $message.blocks[-1].elements[0].type | Should -Be 'context', 'plain_text'
                $message.blocks[-1].elements[0].text.Length | Should -BeIn (1..3000)
                ($message.blocks | ConvertTo-Json -Depth 9 -Compress).Length | Should -BeLessThan 13000 -Because 'Slack refuses more as msg_blocks_too_long'
                $sections | ForEach-Object { $_.text.text -split "`n" }
            }
            'Teams' {
                2 * $Body.Length | Should -BeLessThan 28KB
                [System.Text.Encoding]::UTF8.GetByteCount($Body) | Should -BeLessThan 28KB
                $message.type | Should -Be 'message'
                @($message.attachments).Count | Should -Be 1
                $message.attachments[0].contentType | Should -Be 'application/vnd.microsoft.card.adaptive'
                $card = $message.attachments[0].content
                $card.type, $card.version | Should -Be 'AdaptiveCard', '1.2'
                @($card.body | Where-Object type -EQ 'TextBlock').Count | Should -Be 1 -Because 'a TextBlock interprets Markdown'
                $texts = @($card.body | Where-Object type -EQ 'RichTextBlock')
                foreach ($text in $texts) { $text.inlines[0].type | Should -Be 'TextRun' }
                $texts | Select-Object -SkipLast 1 | ForEach-Object { $_.inlines[0].text }
            }
            'Discord' {
                @($message.embeds).Count | Should -Be 1
                $embed = $message.embeds[0]
                $embed.title.Length | Should -BeIn (1..256)
                $embed.description.Length | Should -BeIn (1..4096)
                $embed.footer.text.Length | Should -BeIn (1..2048)
                $embed.title.Length + $embed.description.Length + $embed.footer.text.Length | Should -BeLessOrEqual 6000
                $Body | Should -Match '"allowed_mentions":\{"parse":\[\]\}'
                $embed.description -split "`n"
            }
            'Ntfy' {
                [System.Text.Encoding]::UTF8.GetByteCount($message.message) | Should -BeIn (1..4096)
                $message.topic | Should -BeExactly 'some-topic'
                $message.title | Should -Match '^[ -~]{1,100}$'
                $message.message -split "`n" | Select-Object -SkipLast 1
            }
            'Json' { foreach ($change in $message.changes) { $change.handle } }
        }
    }
}

AfterAll {
    $env:TIKTOKFOLLOWING_WEBHOOK = $savedWebhook
    Restore-TestEnvironment $environment
}

Describe 'Watch-Following.ps1: runs' {
    BeforeEach {
        Reset-TestSession
        $slept.Clear()
        $server = New-Object TikTokFollowingTests.WebhookServer
        $call = New-WatchCall $server
    }

    AfterEach { $server.Dispose() }

    It 'stores baselines, then posts each change once' {
        $null = Start-TikTokFollowingSandbox @Quiet
        $first = Invoke-Watch $call @{ Handle = 'someone', '@Someone', 'https://www.tiktok.com/@paper.shop?lang=en' }
        $first.Code, $first.Values.users, $first.Values.requests, $first.Values.credits | Should -Be 0, 2, 10, 10
        $server.Posts.Count | Should -Be 1 -Because 'the webhook confirms its first message'
        $server.Posts[0].Body | Should -Match 'Watching 2 users|TikTok following: started'
        Set-TikTokFollowingSandbox -Day 2
        $second = Invoke-Watch $call
        $stored = @(Get-TikTokFollowingHistory someone -Path $call.HistoryPath)
        $stored.Count | Should -BeGreaterThan 1
        $second.Code, $second.Values.requests, $second.Values.changes, $second.Values.posted, $second.Values.pending | Should -Be 0, 1, $stored.Count, $stored.Count, 0
        $null = Compare-Sequence (Get-PostedChange $server.Posts[1]).changeId $stored.ChangeId
        (Get-PostedChange $server.Posts[1]).repeated | Should -Not -Contain $true
        $third = Invoke-Watch $call
        $third.Code, $third.Values.changes, $third.Values.posted | Should -Be 0, 0, 0
        $server.Posts.Count | Should -Be 2
    }

    It 'a new webhook starts now, and does not receive stored changes' {
        $null = Start-TikTokFollowingSandbox @Quiet
        Update-TikTokFollowingHistory someone -Provider SociaVault -Path $call.HistoryPath @Quiet -InformationAction Ignore
        Set-TikTokFollowingSandbox -Day 1
        $old = @(Update-TikTokFollowingHistory someone -Provider SociaVault -Path $call.HistoryPath @Quiet)
        $old.Count | Should -BeGreaterThan 0
        Set-TikTokFollowingSandbox -Day 2
        $run = Invoke-Watch $call
        $run.Values.posted | Should -Be $run.Values.changes
        [int] $run.Values.posted | Should -BeGreaterThan 0
        @((Get-PostedChange $server.Posts[1]).sequence)[0] | Should -Be ($old[-1].Sequence + 1)
    }

    It 'changes that another command stored are posted too' {
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 1
        $others = @(Update-TikTokFollowingHistory someone -Provider SociaVault -Path $call.HistoryPath @Quiet)
        $run = Invoke-Watch $call
        $run.Values.changes, $run.Values.posted | Should -Be 0, $others.Count
    }

    It 'without an accepted first message, nothing is paid for' {
        $sandbox = Start-TikTokFollowingSandbox @Quiet
        $server.Next('404')
        $run = Invoke-Watch $call
        $run.Code | Should -Be 2
        $run.Line | Should -Match 'status 404'
        (Get-TikTokFollowingSandbox).RequestCount | Should -Be $sandbox.RequestCount
        (Invoke-Watch $call).Code | Should -Be 0
        $server.Posts.Count | Should -Be 2
    }

    It 'reports users that failed, and posts the changes of the others: exit code 1, or 2 if all failed' {
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 1
        $run = Invoke-Watch $call @{ Handle = 'someone', 'missing' }
        $run.Code, $run.Values.users, $run.Values.failed | Should -Be 1, 2, 1
        [int] $run.Values.posted | Should -BeGreaterThan 0
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'AccountNotFound*'
        $none = Invoke-Watch $call @{ Handle = 'missing' }
        $none.Code, $none.Values.failed | Should -Be 2, 1
        $budget = Invoke-Watch $call @{ Handle = 'someone', 'paper.shop', 'third'; MaxCredits = 2 }
        $budget.Code, $budget.Values.failed, $budget.Values.credits | Should -Be 1, 2, 2
    }

    It 'reads users from a file, and names what is missing' {
        Start-Watch $call
        $file = Join-Path $TestDrive 'users.txt'
        Set-Content -LiteralPath $file -Value '# users', '', ' @someone ', 'SOMEONE' -Encoding UTF8
        $call.Remove('Handle')
        (Invoke-Watch $call @{ UserFile = $file }).Values.users | Should -Be 1
        (Invoke-Watch $call).Line | Should -Match 'There is no user'
        $env:TIKTOKFOLLOWING_WEBHOOK = 'http://hooks.example.com/' + $token
        $run = Invoke-Watch $call @{ UserFile = $file }
        $run.Code | Should -Be 2
        $run.Line | Should -Match 'environment variable TIKTOKFOLLOWING_WEBHOOK is missing, or does not start with https'
        $run.Line | Should -Not -Match $token
    }

    It 'a second run at the same time does not post' {
        Start-Watch $call
        $lock = Get-ChildItem $call.HistoryPath -Filter *.lock
        $held = [System.IO.File]::Open($lock.FullName, 'Open', 'ReadWrite', 'None')
        try { $run = Invoke-Watch $call } finally { $held.Dispose() }
        $run.Code | Should -Be 2
        $run.Line | Should -Match 'Another run'
    }

    It 'a damaged state file is an error, not a new start' {
        Start-Watch $call
        $state = Get-ChildItem $call.HistoryPath -Filter watch-*.json
        foreach ($text in '', '{"Users":{"someone":{"Delivered":1}}}', '{"Version":1,"Users"') {
            [System.IO.File]::WriteAllText($state.FullName, $text)
            $run = Invoke-Watch $call
            $run.Code | Should -Be 2
            $run.Line | Should -Match 'is damaged'
        }
    }

    It 'a renamed user keeps the delivered changes' {
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 1
        $null = Invoke-Watch $call
        $state = Read-WatchState (Get-ChildItem $call.HistoryPath -Filter watch-*.json).FullName
        $state.Users['former.name'] = $state.Users['someone']
        $state.Users.Remove('someone')
        Add-WatchedUser $state 'someone' $call.HistoryPath | Should -BeTrue
        $state.Users['someone'].Delivered | Should -Be $state.Users['former.name'].Delivered
    }

    It '-WhatIf prints the messages, and changes nothing' {
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 1
        $server.Next('404')
        (Invoke-Watch $call).Values.pending | Should -BeGreaterThan 0
        $before = Get-ChildItem $call.HistoryPath | ForEach-Object { "$($_.Name) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" }
        $run = Invoke-Watch $call @{ WhatIf = $true; Format = 'Ntfy' }
        $run.Code | Should -Be 0
        @($run.Output).Count | Should -Be 1
        ($run.Output[0] | ConvertFrom-Json).message | Should -Match '^someone '
        $run.Output[0] | Should -Not -Match $token
        $server.Posts.Count | Should -Be 2
        $null = Compare-Sequence (Get-ChildItem $call.HistoryPath | ForEach-Object { "$($_.Name) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" }) $before
    }

    It 'writes the line to -LogPath too' {
        $log = Join-Path $TestDrive 'watch.log'
        Start-Watch ($call + @{ LogPath = $log })
        $run = Invoke-Watch $call @{ LogPath = $log }
        (Get-Content -LiteralPath $log)[-1] | Should -BeExactly $run.Line
        $run.Line | Should -Match '^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ users=1 failed=0 requests=1 credits=1 changes=0 posted=0 pending=0 set-aside=0$'
    }

    It '<Culture>: the line, the state and the message are the same' -ForEach $cultures {
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 3
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $Culture
            $run = Invoke-Watch $call @{ IncludeProfile = $true }
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
        $run.Code | Should -Be 0
        $run.Line | Should -Match '^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ users=1 failed=0 requests=1 credits=1 changes=\d+ posted=\d+ pending=0 set-aside=0$'
        $server.Posts[1].Body | Should -Match "`"detectedAt`":`"$([DateTime]::UtcNow.Year)-"
        (Invoke-Watch $call).Values.posted | Should -Be 0
    }
}

Describe 'Watch-Following.ps1: failures of the webhook' {
    BeforeEach {
        Reset-TestSession
        $slept.Clear()
        $server = New-Object TikTokFollowingTests.WebhookServer
        $call = New-WatchCall $server
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 1
    }

    AfterEach { $server.Dispose() }

    It '<Action>: <Posts> posts, repeated <Repeated>' -ForEach @(
        @{ Action = '202'; Posts = 1; Repeated = $false; Delays = @() }
        @{ Action = '429 Retry-After: 7'; Posts = 2; Repeated = $false; Delays = @(7000) }
        @{ Action = '429 Retry-After: 0.25'; Posts = 2; Repeated = $false; Delays = @(250) }
        @{ Action = "429 Date: Fri, 27 Nov 2026 10:00:00 GMT`r`nRetry-After: Fri, 27 Nov 2026 10:00:30 GMT"; Posts = 2; Repeated = $false; Delays = @(30000) }
        @{ Action = '500'; Posts = 2; Repeated = $true; Delays = @(5000) }
        @{ Action = '503'; Posts = 2; Repeated = $true; Delays = @(5000) }
        @{ Action = 'die'; Posts = 2; Repeated = $true; Delays = @(5000) }
        @{ Action = 'stall'; Posts = 2; Repeated = $true; Delays = @(5000) }
    ) {
        $server.Next($Action)
        if ($Action -eq 'stall') { $call.TimeoutSec = 0.3 }
        $run = Invoke-Watch $call
        $run.Code, $run.Values.pending | Should -Be 0, 0
        $server.Posts.Count | Should -Be ($Posts + 1)
        @((Get-PostedChange $server.Posts[-1]).repeated | Select-Object -Unique) | Should -Be @($Repeated)
        $null = Compare-Sequence $slept $Delays
    }

    It 'nothing listens: the changes are pending, and not repeated later' {
        $port = $server.Port
        $server.Dispose()
        $run = Invoke-Watch $call
        $run.Code, $run.Values.posted | Should -Be 1, 0
        [int] $run.Values.pending | Should -BeGreaterThan 0
        "$($run.Errors[-1])" | Should -Match 'cannot be reached'
        (Read-WatchState (Get-ChildItem $call.HistoryPath -Filter watch-*.json).FullName).Users['someone'].Sent | Should -Be 0
        $port | Should -BeGreaterThan 0
    }

    It 'a long Retry-After is kept for later runs' {
        $server.Next('429 Retry-After: 4000')
        $run = Invoke-Watch $call
        $run.Code, $run.Values.posted | Should -Be 1, 0
        $slept.Count | Should -Be 0
        (Invoke-Watch $call).Values.posted | Should -Be 0
        $server.Posts.Count | Should -Be 2 -Because 'the service asked for a pause'
    }

    It 'an address that is refused keeps the changes, in any number of runs' {
        foreach ($status in '401', '403', '404', '410', '302') {
            $server.Next($status)
            (Invoke-Watch $call @{ MaxFailures = 1 }).Code | Should -Be 1
        }
        $run = Invoke-Watch $call
        $run.Code | Should -Be 0
        (Get-PostedChange $server.Posts[-1]).repeated | Should -Not -Contain $true
    }

    It 'a message that is refused in -MaxFailures runs is set aside and reported, and the next one follows' {
        $pending = 0
        foreach ($number in 1..3) {
            $server.Next('400')
            $run = Invoke-Watch $call @{ MaxFailures = 3 }
            $run.Code | Should -Be 1
            if ($number -lt 3) { $pending = [int] $run.Values.pending }
        }
        $run.Values.'set-aside', $run.Values.pending | Should -Be $pending, 0
        "$($run.Errors[-1])" | Should -Match "status 400.*After 3 runs, $pending changes are in"
        $aside = Get-ChildItem $call.HistoryPath -Filter *.set-aside.jsonl
        @((Get-Content -LiteralPath $aside.FullName -Raw | ConvertFrom-Json).changes).Count | Should -Be $pending
        Set-TikTokFollowingSandbox -Day 3
        (Invoke-Watch $call).Code | Should -Be 0
        $server.Posts[-1].Body | Should -Match "set aside before, because the service refused them: $pending"
        Set-TikTokFollowingSandbox -Day 5
        $null = Invoke-Watch $call
        $server.Posts[-1].Body | Should -Not -Match 'set aside'
    }

    It 'no stream and no file contains the address' {
        $server.Next('500', '429', 'die')
        $null = Invoke-Watch $call @{ Format = 'Ntfy'; MaxFailures = 1 }
        $server.Next('400')
        $log = Join-Path $TestDrive 'secret.log'
        $Error.Clear()
        $run = Invoke-Watch $call @{ Format = 'Ntfy'; MaxFailures = 1; LogPath = $log; Verbose = $true; Debug = $true }
        $run.Values.'set-aside' | Should -BeGreaterThan 0
        $text = ($run.All | Format-List * -Force | Out-String -Width 4096) + ($run.All | Out-String -Width 4096) +
            ($Error | ForEach-Object { "$_ $($_.Exception) $($_.TargetObject) $($_.ScriptStackTrace)" } | Out-String -Width 4096)
        $text += (Get-Content -LiteralPath $log -Raw) + ((Get-ChildItem $call.HistoryPath -Recurse -File | ForEach-Object { $_.FullName + (Get-Content -LiteralPath $_.FullName -Raw) }) -join "`n")
        $text.Length | Should -BeGreaterThan 1000
        $text.Contains($token) | Should -BeFalse
        $server.Posts[-1].Path | Should -Be '/' -Because 'ntfy expects JSON there'
        ($server.Posts[-1].Body | ConvertFrom-Json).topic | Should -Be "hook/$token"
    }

    It 'reads the address from SecretManagement' -Skip:(-not $HasVaults) {
        $place = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        $null = New-Item $place -ItemType Directory
        $result = Invoke-AtHome $place ($RegisterStore + @"
Set-Secret -Name hook -Secret '$env:TIKTOKFOLLOWING_WEBHOOK'
. '$watch'
@{ Uri = "`$(Get-WebhookUri '' 'hook' '')" } | ConvertTo-Json
"@)
        $result.Uri | Should -BeExactly $env:TIKTOKFOLLOWING_WEBHOOK
    }
}

Describe 'Watch-Following.ps1: messages' {
    It '<Format>: every change is in one message, within the limits of the service' -ForEach $formats {
        $changes = foreach ($number in 1..130) {
            New-Change $number @{
                Change = 'ProfileChanged'; ChangedProperties = 'DisplayName, Bio'; FollowedBy = "user$($number % 3)"; ChangeId = "075f1e23010413d$($number % 3)-$number"
                DisplayName = ([string] [char] 0x5199) * (13 * $number % 140); Bio = '<*&_>@' * (7 * $number % 60)
            }
        }
        $messages = @(Get-AllMessage $changes $Format)
        $lines = @($messages | ForEach-Object { Test-Message $_ $Format })
        $lines.Count | Should -Be 130
        foreach ($number in 1..130) { ($lines[$number - 1] -replace '[^a-z0-9]') | Should -Match "account$number($|with)" }
    }

    It '<Format>: names and bios stay text' -ForEach $formats {
        $parts = @('@everyone', '@here', '<!channel>', '<!here>', '<@U123>', '<https://evil.example|click>', '[click](https://evil.example)', 'https://evil.example/', 'www.evil.example', '**bold**', '`code`', '# title', '> quote', '||spoiler||',
            '- item', '1. item', '\', '<at>x</at>', '{{DATE()}}', '&lt;', '&amp;', "`r`n", "`n# x", [char] 0x202E, [char] 0x2066, [char] 0x200F, [char] 0x2028, [char] 0, [char] 27 + '[31m', [char] 0xD83D, [char] 0xDE00, 'a', ' ', '"', "e$([char] 0x301)" * 9)
        $random = New-Object Random 20261127
        foreach ($round in 1..60) {
            $texts = 1..4 | ForEach-Object { -join (1..$random.Next(1, 9) | ForEach-Object { $parts[$random.Next($parts.Count)] }) }
            $change = New-Change 1 @{ Change = 'Renamed'; ChangedProperties = 'Handle, Bio'; Handle = $texts[0]; PreviousHandle = $texts[1]; DisplayName = $texts[2]; Bio = $texts[3] }
            $body = @(Get-AllMessage $change $Format)
            $body.Count | Should -Be 1
            $lines = @(Test-Message $body[0] $Format)
            $lines.Count | Should -Be 1 -Because 'line breaks stay in their line'
            if ($Format -eq 'Json') { $lines[0] | Should -BeExactly ($body | ConvertFrom-Json).changes[0].handle; continue }
            $lines[0] | Should -Not -Match '[\p{Cc}\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\u2028\u2029]'
            $lines[0] | Should -Not -Match '@everyone|@here|://'
            $lines[0] | Should -Not -Match '[\uD800-\uDBFF](?![\uDC00-\uDFFF])'
            if ($Format -eq 'Slack') { $lines[0] | Should -Not -Match '[<>]|&(?!amp;|lt;|gt;)' }
            if ($Format -eq 'Discord') { $lines[0] -replace '\\[\\*_~`|>#+\-\[\]()<:.!{}]' | Should -Not -Match '[\\*_~`|>#\[\]<]|^\d+\.' }
            if ($Format -in 'Teams', 'Ntfy') { $lines[0] | Should -Not -Match '\.[a-z]' }
        }
    }

    It 'describes each kind of change' {
        $lines = foreach ($kind in 'Followed', 'Unfollowed', 'Returned', 'Appeared', 'Renamed', 'ProfileChanged') {
            Format-Change (New-Change 1 @{ Change = $kind; Handle = 'name'; PreviousHandle = 'former'; DisplayName = ''; ChangedProperties = 'IsVerified' }) $false 'Slack'
        }
        $null = Compare-Sequence $lines @(
            'someone follows name', 'someone no longer lists name', 'someone lists name again', 'someone lists name, which was followed earlier'
            'someone follows name, formerly former', 'someone follows name, with a new profile (IsVerified)')
        Format-Change (New-Change 1) $true 'Slack' | Should -BeExactly '(repeated) someone follows account.1, Name 1'
    }

    It '<Format>: one long change fits too' -ForEach $formats {
        $long = ([string] [char] 0x5199) * 5000
        $change = New-Change 1 @{ Change = 'Renamed'; ChangedProperties = 'Handle, Bio'; Handle = '_' * 128; PreviousHandle = '.' * 128; DisplayName = $long; Bio = '*' * 5000; FollowedBy = 'x' * 128 }
        @(Get-AllMessage $change $Format | ForEach-Object { Test-Message $_ $Format }).Count | Should -Be 1
    }

    It 'each message names its changes' {
        $state = @{ Users = @{ someone = @{ Delivered = 0; Sent = 1; History = $null } }; SetAside = 0 }
        $message = New-WatchMessage @(New-Change 1; New-Change 2; New-Change 3; New-Change 9 @{ FollowedBy = 'b'; ChangeId = 'f00d-9' }) $state 'Discord'
        $message.Footer | Should -BeExactly 'Change 075f1e23010413d1-1 to 3, f00d-9'
        $message.Title | Should -BeExactly 'TikTok following: 4 changes'
        $message.Lines[0] | Should -Match '^\(repeated\) '
        $message.Lines[1] | Should -Not -Match 'repeated'
    }

    It 'the name of the state file does not reveal the address' {
        $one = Get-StateFile 'https://ntfy.sh/topic' $TestDrive
        $one | Should -Match 'watch-[0-9a-f]{16}\.json$'
        Get-StateFile 'https://ntfy.sh/topic' $TestDrive | Should -Be $one
        Get-StateFile 'https://ntfy.sh/topics' $TestDrive | Should -Not -Be $one
    }

    It 'posts to Discord with wait=true, and keeps the query of the address' {
        "$(Get-PostUri 'https://discord.com/api/webhooks/1/x?thread_id=7' 'Discord')" | Should -Be 'https://discord.com/api/webhooks/1/x?thread_id=7&wait=true'
        "$(Get-PostUri 'https://ntfy.sh/topic?auth=abc' 'Ntfy')" | Should -Be 'https://ntfy.sh/?auth=abc'
        "$(Get-PostUri 'https://hooks.slack.com/services/a/b/c' 'Slack')" | Should -Be 'https://hooks.slack.com/services/a/b/c'
    }
}

Describe 'Watch-Following.ps1: random failures and kills' {
    BeforeAll {
        # Returns an error text, or nothing. Every post was read completely; a 4xx status means that it was refused.
        function Find-DeliveryError($Posts, $Stored) {
            $arrived = @{}
            $accepted = @{}
            foreach ($post in $Posts) {
                foreach ($change in Get-PostedChange $post) {
                    $id = $change.changeId
                    if ($arrived.ContainsKey($id) -and -not $change.repeated) { "$id arrived again without a mark" }
                    if ($post.Action -notmatch '^4') { $arrived[$id] = $true }
                    if ($post.Action -match '^2') { $accepted[$id] = $true }
                }
            }
            foreach ($id in $Stored.ChangeId) { if (-not $accepted.ContainsKey($id)) { "$id is lost" } }
            foreach ($id in $accepted.Keys) { if ($id -notin $Stored.ChangeId) { "$id is unknown" } }
        }
    }

    BeforeEach {
        Reset-TestSession
        $server = New-Object TikTokFollowingTests.WebhookServer
        $call = New-WatchCall $server
    }

    AfterEach { $server.Dispose() }

    It 'every change arrives, every repeat is marked, and nothing is lost' {
        $runs = if ($env:TIKTOKFOLLOWING_FULL -eq '1') { 320 } else { 24 }
        $random = New-Object Random 15
        $actions = '200', '202', '204', '400', '404', '429 Retry-After: 1', '429', '500', '503', 'die', 'stall'
        Start-Watch $call
        $call += @{ IncludeProfile = $true; RetryIntervalSec = 0; MaxFailures = 100; ErrorAction = 'SilentlyContinue' }
        $call.Handle = 'someone', 'paper.shop'
        $call.TimeoutSec = 0.2
        $runspace = [runspacefactory]::CreateRunspace()
        $runspace.Open()
        $kills = 0
        try {
            $day = 0
            foreach ($number in 1..$runs) {
                if ($random.Next(3) -gt 0) { Set-TikTokFollowingSandbox -Day (++$day) }
                $server.Reset()
                $server.Next([string[]] (0..$random.Next(3) | ForEach-Object { $actions[$random.Next($actions.Count)] }))
                $call.Format = 'Json'
                $call.MaximumRetryCount = $random.Next(3)
                $shell = [powershell]::Create()
                $shell.Runspace = $runspace
                $null = $shell.AddScript('param($Script, $Call) function Start-Sleep { }; & $Script @Call').AddArgument($watch).AddArgument($call)
                $async = $shell.BeginInvoke()
                # A stopped pipeline ends between two statements, like a killed process: no catch block runs.
                if ($random.Next(2) -eq 0) {
                    $posts = $server.Posts.Count
                    if ($random.Next(2) -eq 0) { $null = $async.AsyncWaitHandle.WaitOne($random.Next(150)) }
                    else { Wait-Until { $async.IsCompleted -or $server.Posts.Count -gt $posts } -Seconds 30 }
                    if (-not $async.IsCompleted) { $kills++ }
                    $shell.Stop()
                }
                else { Wait-Until { $async.IsCompleted } -Seconds 60 }
                $shell.Dispose()
            }
        }
        finally { $runspace.Dispose() }
        $server.Reset()
        $state = (Get-ChildItem $call.HistoryPath -Filter watch-*.json).FullName
        # The pause of a Retry-After ends.
        $ended = Read-WatchState $state
        $ended.NotBefore = $null
        Save-WatchState $state $ended
        $call.TimeoutSec = 10
        $run = Invoke-Watch $call
        $run.Code, $run.Values.pending | Should -Be 0, 0 -Because $run.Line
        $stored = @(Get-TikTokFollowingHistory -Path $call.HistoryPath)
        $stored.Count | Should -BeGreaterThan $runs
        $kills | Should -BeGreaterThan ($runs / 10)
        Find-DeliveryError $server.Posts $stored | Should -BeNullOrEmpty
        Get-ChildItem $call.HistoryPath -Filter *.set-aside.jsonl | Should -BeNullOrEmpty
    }

    It 'the same after processes were killed' {
        $runs = if ($env:TIKTOKFOLLOWING_FULL -eq '1') { 12 } else { 2 }
        $sandbox = Start-TikTokFollowingSandbox @Quiet
        $call.BaseUri = $sandbox.BaseUri
        $env:SOCIAVAULT_API_KEY = 'sv-watch-1234567890'
        (Invoke-Watch $call).Code | Should -Be 0
        $random = New-Object Random 7
        $file = Join-Path $TestDrive 'killed.ps1'
        Set-Content -LiteralPath $file -Encoding Ascii -Value "& '$watch' someone -Provider SociaVault -HistoryPath '$($call.HistoryPath)' -ModuleName '$ModulePath' -BaseUri '$($sandbox.BaseUri)'"
        # The .NET tool has only a pwsh.dll.
        $program = @('pwsh', 'pwsh.exe', 'powershell.exe' | ForEach-Object { Join-Path $PSHOME $_ } | Where-Object { Test-Path -LiteralPath $_ -PathType Leaf }) + 'dotnet'
        $arguments = @(if ($program[0] -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' }) + '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', "`"$file`""
        foreach ($number in 1..$runs) {
            Set-TikTokFollowingSandbox -Day (3 * $number)
            $posts = $server.Posts.Count
            $server.Next('stall')
            $process = Start-Process $program[0] -ArgumentList $arguments -PassThru -RedirectStandardOutput (Join-Path $TestDrive 'out.txt') -RedirectStandardError (Join-Path $TestDrive 'err.txt')
            Wait-Until { $process.HasExited -or $server.Posts.Count -gt $posts } -Seconds 120
            if (-not $process.HasExited) { $process.Kill(); $process.WaitForExit() }
            $server.Posts.Count | Should -Be ($posts + 1)
            if ($random.Next(2)) { (Invoke-Watch $call).Code | Should -Be 0 }
        }
        (Invoke-Watch $call).Values.pending | Should -Be 0
        $stored = @(Get-TikTokFollowingHistory -Path $call.HistoryPath)
        Find-DeliveryError $server.Posts $stored | Should -BeNullOrEmpty
        @($server.Posts | ForEach-Object { Get-PostedChange $_ } | Where-Object repeated).Count | Should -BeGreaterThan 0
    }
}

Describe 'docs/tracking.md' {
    BeforeAll {
        $page = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot '../../docs/tracking.md')) -replace '\r\n', "`n"
        $blocks = @([regex]::Matches($page, '(?s)```powershell\n(.*?)```') | ForEach-Object { $_.Groups[1].Value })
    }

    It 'the code parses, and uses parameters of the script' {
        $blocks.Count | Should -BeGreaterThan 4
        $known = (Get-Command $watch).Parameters.Keys
        foreach ($block in $blocks) {
            $problems = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($block, [ref] $null, [ref] $problems)
            $problems | Should -BeNullOrEmpty
        }
        foreach ($line in $page -split "`n" -match 'Watch-Following\.ps1 .*-|-UserFile') {
            foreach ($name in [regex]::Matches(($line -replace '^.*(-File \S+)|pwsh -NoProfile -NonInteractive'), '(?<= )-([A-Z]\w+)')) { $known + 'ExecutionPolicy' | Should -Contain $name.Groups[1].Value }
        }
    }

    It 'the steps without a key work as written' {
        Reset-TestSession
        $server = New-Object TikTokFollowingTests.WebhookServer
        $place = Join-Path $TestDrive 'steps'
        $null = New-Item $place -ItemType Directory
        Copy-Item $watch, $messages $place
        $address = "http://127.0.0.1:$($server.Port)/hook"
        function Get-Address { $address }
        Set-Alias Read-Host Get-Address
        Push-Location -LiteralPath $place
        try { $run = Invoke-Captured ([scriptblock]::Create(@($blocks -match 'Set-TikTokFollowingSandbox -Day 1')[0])) }
        finally {
            Pop-Location
            $server.Dispose()
        }
        $run.AnyError | Should -BeNullOrEmpty
        @($run.Output -match ' users=1 failed=0 ').Count | Should -Be 2
        $server.Posts.Count | Should -Be 2
        Test-Message $server.Posts[1].Body 'Slack' | Should -Match '^someone '
    }

    It 'the costs are those of the providers' {
        foreach ($provider in Get-TikTokFollowingProvider) {
            $costOf = { param($Accounts, $Pages) if ($provider.CreditsPerRecord) { $Accounts * $provider.CreditsPerRecord } else { $Pages * $provider.CreditsPerRequest } }
            $day = & $costOf 20 1
            $values = (& $costOf 1000 50), (30 * $day), (4 * (& $costOf 200 10) + 26 * $day), (4 * (& $costOf 1000 50) + 26 * $day)
            $row = '| ' + (@($values | ForEach-Object { $_.ToString('N0', [cultureinfo]::InvariantCulture) }) -join ' | ') + ' |'
            $page | Should -Match "(?m)^\| $($provider.Provider) \| [^|]+ $([regex]::Escape($row))$"
        }
    }
}
