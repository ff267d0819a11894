# The messages of docs/examples/Watch-Following.ps1, and docs/tracking.md.
BeforeDiscovery {
    $formats = 'Slack', 'Teams', 'Discord', 'Ntfy', 'Json' | ForEach-Object { @{ Format = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/WatchShared.ps1"
}

AfterAll {
    $env:TIKTOKFOLLOWING_WEBHOOK = $savedWebhook
    Restore-TestEnvironment $environment
}

Describe 'Watch-Following.ps1: messages' {
    It '<Format>: every change is in one message, within the limits of the service' -ForEach $formats {
        $changes = foreach ($number in 1..130) {
            New-Change $number @{
                Change = 'ProfileChanged'; ChangedProperties = 'DisplayName, Bio'; FollowedBy = "user$($number % 3)"
                ChangeId = "075f1e23010413d$($number % 3)-$number"
                DisplayName = ([string] [char] 0x5199) * (13 * $number % 140); Bio = '<*&_>@' * (7 * $number % 60)
            }
        }
        $messages = @(Get-AllMessage $changes $Format)
        $lines = @($messages | ForEach-Object { Test-Message $_ $Format })
        $lines.Count | Should -Be 130
        foreach ($number in 1..130) { ($lines[$number - 1] -replace '[^a-z0-9]') |
            Should -Match "account$number($|with)" }
    }

    It '<Format>: escapes names and bios' -ForEach $formats {
        $parts = @('@everyone', '@here', '<!channel>', '<!here>', '<@U123>', '<https://evil.example|click>',
            '[click](https://evil.example)', 'https://evil.example/', 'www.evil.example', '**bold**', '`code`',
            '# title', '> quote', '||spoiler||',
            '- item', '1. item', '\', '<at>x</at>', '{{DATE()}}', '&lt;', '&amp;', "`r`n", "`n# x", [char] 0x202E,
                [char] 0x2066, [char] 0x200F, [char] 0x2028, [char] 0, [char] 27 + '[31m', [char] 0xD83D,
                [char] 0xDE00, 'a', ' ', '"', "e$([char] 0x301)" * 9)
        $random = New-Object Random 20261127
        foreach ($round in 1..60) {
            $texts = 1..4 |
                ForEach-Object { -join (1..$random.Next(1, 9) | ForEach-Object { $parts[$random.Next($parts.Count)] }) }
            $change = New-Change 1 @{ Change = 'Renamed'; ChangedProperties = 'Handle, Bio'; Handle = $texts[0]
                PreviousHandle = $texts[1]; DisplayName = $texts[2]; Bio = $texts[3] }
            $body = @(Get-AllMessage $change $Format)
            $body.Count | Should -Be 1
            $lines = @(Test-Message $body[0] $Format)
            $lines.Count | Should -Be 1 -Because 'line breaks stay in their line'
            if ($Format -eq 'Json') { $lines[0] |
                Should -BeExactly ($body | ConvertFrom-Json).changes[0].handle; continue }
            $lines[0] | Should -Not -Match '[\p{Cc}\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\u2028\u2029]'
            $lines[0] | Should -Not -Match '@everyone|@here|://'
            $lines[0] | Should -Not -Match '[\uD800-\uDBFF](?![\uDC00-\uDFFF])'
            if ($Format -eq 'Slack') { $lines[0] | Should -Not -Match '[<>]|&(?!amp;|lt;|gt;)' }
            if ($Format -eq 'Discord') { $lines[0] -replace '\\[\\*_~`|>#+\-\[\]()<:.!{}]' |
                Should -Not -Match '[\\*_~`|>#\[\]<]|^\d+\.' }
            if ($Format -in 'Teams', 'Ntfy') { $lines[0] | Should -Not -Match '\.[a-z]' }
        }
    }

    It 'describes each kind of change' {
        $lines = foreach ($kind in 'Followed', 'Unfollowed', 'Returned', 'Appeared', 'Renamed', 'ProfileChanged') {
            Format-Change (New-Change 1 @{ Change = $kind; Handle = 'name'; PreviousHandle = 'former'
                DisplayName = ''; ChangedProperties = 'IsVerified' }) $false 'Slack'
        }
        $null = Compare-Sequence $lines @(
            'someone follows name', 'someone no longer lists name', 'someone lists name again',
                'someone lists name, which was followed earlier'
            'someone follows name, formerly former', 'someone follows name, with a new profile (IsVerified)')
        Format-Change (New-Change 1) $true 'Slack' | Should -BeExactly '(repeated) someone follows account.1, Name 1'
    }

    It '<Format>: fits one long change into a message' -ForEach $formats {
        $long = ([string] [char] 0x5199) * 5000
        $change = New-Change 1 @{ Change = 'Renamed'; ChangedProperties = 'Handle, Bio'; Handle = '_' * 128
            PreviousHandle = '.' * 128; DisplayName = $long; Bio = '*' * 5000; FollowedBy = 'x' * 128 }
        @(Get-AllMessage $change $Format | ForEach-Object { Test-Message $_ $Format }).Count | Should -Be 1
    }

    It '<Format>: fits changes that consist only of <Letter>, in one line each' -ForEach @(
        foreach ($format in 'Slack', 'Teams', 'Discord', 'Ntfy', 'Json') {
            foreach ($letter in '&', '<', '"', "'", '\', '@', '.', '_', [string] [char] 0x5199, [string] [char] 1) {
                @{ Format = $format; Letter = $letter }
            }
        }
    ) {
        $text = $Letter * 6000
        $changes = foreach ($number in 1..60) {
            New-Change $number @{ Change = 'Renamed'; ChangedProperties = 'Handle, Bio'; Handle = $text
                PreviousHandle = $text; DisplayName = $text; Bio = $text; FollowedBy = $text }
        }
        $messages = @(Get-AllMessage $changes $Format)
        @($messages | ForEach-Object { Test-Message $_ $Format }).Count | Should -Be 60
        if ($Format -eq 'Slack') {
            $texts = @($messages | ForEach-Object { ($_ | ConvertFrom-Json).blocks } |
                Where-Object type -EQ 'section' | ForEach-Object { $_.text.text })
            $texts | Should -Not -Match '&(?!amp;|lt;|gt;)' -Because 'an escaped character is not cut'
        }
    }

    It 'each message names its changes' {
        $state = @{ Users = @{ someone = New-UserState 0 1 } }
        $message = New-WatchMessage @(New-Change 1; New-Change 2; New-Change 3; New-Change 9 @{ FollowedBy = 'b'
            ChangeId = 'f00d-9' }) $state 'Discord'
        $message.Footer | Should -BeExactly 'Change 075f1e23010413d1-1 to 3, f00d-9'
        $message.Title | Should -BeExactly 'TikTok following: 4 changes'
        $message.Lines[0] | Should -Match '^\(repeated\) '
        $message.Lines[1] | Should -Not -Match 'repeated'
    }

    It 'the title names the changes that are set aside, except those of the message' {
        $state = @{ Users = @{ someone = New-UserState 5 5 } }
        $state.Users.someone.SetAside = @{ '1' = $false; '2' = $true; '3' = $false }
        $message = New-WatchMessage @(New-Change 1; New-Change 2; New-Change 6) $state 'Slack'
        $message.Title |
            Should -BeExactly 'TikTok following: 3 changes; set aside, because the service refused them: 1'
        @($message.Lines -match '^\(repeated\)').Count | Should -Be 1
        (New-FirstMessage 1).Lines | Should -BeExactly 'Watching 1 user. Changes are posted here.'
        (New-WatchMessage (New-Change 1) @{ Users = @{} } 'Slack').Title |
            Should -BeExactly 'TikTok following: 1 change'
    }

    It 'the name of the state file does not reveal the address' {
        $one = Get-StateFile 'https://ntfy.sh/topic' $TestDrive
        $one | Should -Match 'watch-[0-9a-f]{16}\.json$'
        Get-StateFile 'https://ntfy.sh/topic' $TestDrive | Should -Be $one
        Get-StateFile 'https://ntfy.sh/topics' $TestDrive | Should -Not -Be $one
    }

    It 'posts to Discord with wait=true, and keeps the query of the address' {
        "$(Get-PostUri 'https://discord.com/api/webhooks/1/x?thread_id=7' 'Discord')" |
            Should -Be 'https://discord.com/api/webhooks/1/x?thread_id=7&wait=true'
        "$(Get-PostUri 'https://ntfy.sh/topic?auth=abc' 'Ntfy')" | Should -Be 'https://ntfy.sh/?auth=abc'
        "$(Get-PostUri 'https://hooks.slack.com/services/a/b/c' 'Slack')" |
            Should -Be 'https://hooks.slack.com/services/a/b/c'
    }
}

Describe 'docs/providers.md' {
    It 'states the charges of the sandbox for accounts without a list' {
        Reset-TestSession
        $null = Start-TikTokFollowingSandbox @Quiet
        $page = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot '../../docs/providers.md'))
        foreach ($provider in $AllProviders) {
            $charges = foreach ($handle in 'missing', 'hidden', 'private') {
                $before = (Get-TikTokFollowingSandbox).Credits
                $null = Invoke-Captured { Get-TikTokFollowing $handle -Provider $provider }
                (Get-TikTokFollowingSandbox).Credits - $before
            }
            $charges[1] | Should -Be $charges[2]
            $page | Should -Match "(?m)^\| $provider \| $($charges[0]) \| $($charges[1]) \| "
        }
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
            foreach ($name in [regex]::Matches(($line -replace '^.*(-File \S+)|pwsh -NoProfile -NonInteractive'),
                '(?<= )-([A-Z]\w+)')) { $known + 'ExecutionPolicy' | Should -Contain $name.Groups[1].Value }
        }
    }

    It 'the steps without a key work as written' {
        Reset-TestSession
        $server = New-Object TikTokFollowingTests.WebhookServer
        $folder = Join-Path $TestDrive 'steps'
        $null = New-Item $folder -ItemType Directory
        Copy-Item $scripts $folder
        $address = "http://127.0.0.1:$($server.Port)/hook"
        function Get-Address { ConvertTo-Key $address }
        Set-Alias Read-Host Get-Address
        Push-Location -LiteralPath $folder
        $steps = @($blocks -match '^\$address = ')[0] + @($blocks -match 'Set-TikTokFollowingSandbox -Day 1')[0]
        try { $run = Invoke-Captured ([scriptblock]::Create($steps)) }
        finally {
            Pop-Location
            $server.Dispose()
        }
        $run.AnyError | Should -BeNullOrEmpty
        @($run.Output -match ' users=1 failed=0 ').Count | Should -Be 2
        $server.Posts.Count | Should -Be 2
        Test-Message $server.Posts[1].Body 'Slack' | Should -Match '^someone '
    }

    It 'states the costs of the providers' {
        foreach ($provider in Get-TikTokFollowingProvider) {
            $costOf = {
                param($Accounts, $Pages)
                if ($provider.CreditsPerRecord) { $Accounts * $provider.CreditsPerRecord }
                else { $Pages * $provider.CreditsPerRequest }
            }
            $day = & $costOf 20 1
            $values = (& $costOf 1000 50), (30 * $day), (4 * (& $costOf 200 10) + 26 * $day),
                (4 * (& $costOf 1000 50) + 26 * $day)
            $row = '| ' + (@($values |
                ForEach-Object { $_.ToString('N0', [cultureinfo]::InvariantCulture) }) -join ' | ') + ' |'
            $page | Should -Match "(?m)^\| $($provider.Provider) \| [^|]+ $([regex]::Escape($row))$"
        }
    }
}
