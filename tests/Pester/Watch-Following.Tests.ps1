# Runs of docs/examples/Watch-Following.ps1 with a loopback webhook and the days of the sandbox.
BeforeDiscovery {
    $cultures = 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR' |
        ForEach-Object { @{ Culture = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/WatchShared.ps1"
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
        $first = Invoke-Watch $call @{ Handle = 'someone,@Someone', 'https://www.tiktok.com/@paper.shop?lang=en' }
        $first.Code, $first.Values.users, $first.Values.requests, $first.Values.credits | Should -Be 0, 2, 10, 10
        $server.Posts.Count | Should -Be 1 -Because 'the webhook confirms its first message'
        $server.Posts[0].Body | Should -Match 'Watching 2 users|TikTok following: started'
        Set-TikTokFollowingSandbox -Day 2
        $second = Invoke-Watch $call
        $stored = @(Get-TikTokFollowingHistory someone -Path $call.HistoryPath)
        $stored.Count | Should -BeGreaterThan 1
        $second.Code, $second.Values.requests, $second.Values.changes, $second.Values.posted, $second.Values.pending |
            Should -Be 0, 1, $stored.Count, $stored.Count, 0
        $null = Compare-Sequence (Get-PostedChange $server.Posts[1]).changeId $stored.ChangeId
        (Get-PostedChange $server.Posts[1]).repeated | Should -Not -Contain $true
        $third = Invoke-Watch $call
        $third.Code, $third.Values.changes, $third.Values.posted | Should -Be 0, 0, 0
        $server.Posts.Count | Should -Be 2
    }

    It 'posts no stored changes to a new webhook' {
        $null = Start-TikTokFollowingSandbox @Quiet
        $quietly = @{ WarningAction = 'SilentlyContinue'; InformationAction = 'Ignore' }
        Update-TikTokFollowingHistory someone -Provider SociaVault -Path $call.HistoryPath @quietly
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

    It 'the first message is retried like the others: <Actions>' -ForEach @(
        @{ Actions = @('500'); Delays = @(5000); Code = 0 }
        @{ Actions = @('503', 'die'); Delays = @(5000, 10000); Code = 0 }
        @{ Actions = @('429 Retry-After: 7'); Delays = @(7000); Code = 0 }
        @{ Actions = @('500', '500', '500'); Delays = @(5000, 10000); Code = 2 }
        @{ Actions = @('404'); Delays = @(); Code = 2 }
        @{ Actions = @('429 Retry-After: 1000'); Delays = @(); Code = 2 }
    ) {
        $sandbox = Start-TikTokFollowingSandbox @Quiet
        $server.Next([string[]] $Actions)
        $run = Invoke-Watch $call
        $run.Code | Should -Be $Code
        $null = Compare-Sequence $slept $Delays
        if ($Code -eq 0) {
            $server.Posts.Count | Should -Be ($Actions.Count + 1)
            $run.Values.messages, $run.Values.posted, $run.Values.credits | Should -Be 1, 0, 5
            return
        }
        $run.ErrorText |
            Should -Match "status $($Actions[-1].Substring(0, 3)).*The first message was not delivered, so nothing was"
        (Get-TikTokFollowingSandbox).RequestCount | Should -Be $sandbox.RequestCount -Because 'nothing is charged'
        if ($Actions[0] -like '*1000') {
            $held = Invoke-Watch $call
            $held.Code | Should -Be 2
            $held.ErrorText | Should -Match 'requested a pause until 20.* The first message was not delivered'
            $server.Posts.Count | Should -Be 1
            Reset-Pause $call
        }
        (Invoke-Watch $call).Code | Should -Be 0
        $server.Posts[-1].Body | Should -Match 'TikTok following: started'
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

    It 'reads users from a file, with comments' {
        Start-Watch $call
        $file = Join-Path $TestDrive 'users.txt'
        Set-Content -LiteralPath $file -Encoding UTF8 -Value '# users', '', ' @someone # a friend', 'SOMEONE',
            "`thttps://www.tiktok.com/@someone#top", 'HTTPS://TikTok.com/@Someone/video/1?x=@y', '   # nothing', '@'
        $call.Remove('Handle')
        $run = Invoke-Watch $call @{ UserFile = $file }
        $run.Code, $run.Values.users | Should -Be 0, 1
    }

    It 'a second run at the same time does nothing: exit code 3' {
        Start-Watch $call
        $requests = Get-RequestCount
        $log = Join-Path $TestDrive 'second.log'
        $lock = Get-ChildItem $call.HistoryPath -Filter *.lock
        $held = [System.IO.File]::Open($lock.FullName, 'Open', 'ReadWrite', 'None')
        try { $run = Invoke-Watch $call @{ LogPath = $log; WarningAction = 'Continue' } } finally { $held.Dispose() }
        $run.Code, $run.AnyError.Count | Should -Be 3, 0
        "$($run.Warnings)" | Should -BeExactly 'Another run for the same webhook is in progress. This one did nothing.'
        (Get-Content -LiteralPath $log)[0] | Should -Match 'Another run for the same webhook is in progress'
        $run.Line | Should -Match ' exit=3$'
        Get-RequestCount | Should -Be $requests
        $server.Posts.Count | Should -Be 1
    }

    It 'a damaged state file is an error, not a new start' {
        Start-Watch $call
        $state = Get-ChildItem $call.HistoryPath -Filter watch-*.json
        foreach ($text in '', '{"Users":{"someone":{"Delivered":1}}}', '{"Version":1,"Users"') {
            [System.IO.File]::WriteAllText($state.FullName, $text)
            $run = Invoke-Watch $call
            $run.Code | Should -Be 2
            $run.ErrorText | Should -Match 'is damaged \(.{5,}\)\. Restore a copy\. If you delete it, changes that'
        }
    }

    It 'a renamed user keeps the history, also before its first delivery' {
        Start-Watch $call
        $hook = @{ File = Get-StateFileOf $call }
        $hook.State = Read-WatchState $hook.File
        $id = $hook.State.Users['someone'].History
        $id | Should -BeExactly (Get-TikTokFollowingHistory someone -Path $call.HistoryPath -Summary).HistoryId
        # The history of a user who was renamed, with changes that another command stored.
        $summary = [pscustomobject] @{ Handle = 'Renamed'; HistoryId = $id; ChangeCount = 4 }
        Add-WatchedUser $hook.State 'renamed' $summary
        $hook.State.Users['renamed'].Delivered | Should -Be 0 -Because 'these changes were not delivered'
        $hook.State.Users.ContainsKey('someone') | Should -BeFalse
        $summary.HistoryId = 'another'
        Add-WatchedUser $hook.State 'renamed' $summary
        $hook.State.Users['renamed'].Delivered | Should -Be 4 -Because 'another history starts now'
    }

    It 'a history that was deleted and stored again is watched from its start' {
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 3
        [int] (Invoke-Watch $call).Values.posted | Should -BeGreaterThan 1
        # The id of a history has the second of its first update.
        $hook = @{ File = Get-StateFileOf $call }
        $hook.State = Read-WatchState $hook.File
        $hook.State.Users['someone'].History = '0123456789abcdef'
        Save-WatchState $hook
        Get-ChildItem $call.HistoryPath -Filter *.history.jsonl | Remove-Item
        (Invoke-Watch $call).Code | Should -Be 0
        Set-TikTokFollowingSandbox -Day 4
        $run = Invoke-Watch $call
        [int] $run.Values.changes | Should -BeGreaterThan 0
        $run.Values.posted | Should -Be $run.Values.changes
    }

    It 'posts the pending changes of a user that was removed, and no later ones' {
        $call.Handle = 'someone', 'paper.shop'
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 1
        $server.Next('403')
        $null = Invoke-Watch $call
        $pending = @(Get-TikTokFollowingHistory someone -Path $call.HistoryPath)
        $pending.Count | Should -BeGreaterThan 0
        # Another command still updates this history.
        Set-TikTokFollowingSandbox -Day 3
        $null = Update-TikTokFollowingHistory someone -Provider SociaVault -Path $call.HistoryPath @Quiet
        $less = @{ Handle = 'paper.shop'; WarningAction = 'Continue' }
        $server.Next('403')
        $held = Invoke-Watch $call $less
        $held.Code | Should -Be 1
        [int] $held.Values.pending | Should -BeGreaterOrEqual $pending.Count
        "$($held.Warnings)" | Should -Match 'Users that are no longer watched have changes to post: someone\.'
        (Invoke-Watch $call $less).Code | Should -Be 0
        $posted = @(Get-PostedChange $server.Posts[-1] | Where-Object followedBy -EQ 'someone')
        $null = Compare-Sequence $posted.changeId $pending.ChangeId
        $last = Invoke-Watch $call $less
        $last.Values.posted, $last.Values.pending | Should -Be 0, 0
        "$($last.Warnings)" | Should -Not -Match 'no longer watched'
    }

    It 'names a removed user whose history is no longer in the folder, until -SetAside Discard' {
        $call.Handle = 'someone', 'paper.shop'
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 1
        $server.Next('403')
        $null = Invoke-Watch $call
        Get-ChildItem $call.HistoryPath -Filter someone.history.jsonl | Remove-Item
        $less = @{ Handle = 'paper.shop'; WarningAction = 'Continue' }
        foreach ($number in 1..2) {
            "$((Invoke-Watch $call $less).Warnings)" |
                Should -Match 'the history is not in the folder: someone\. Restore it, or .* -SetAside Discard\.'
        }
        $null = Invoke-Watch $call ($less + @{ SetAside = 'Discard' })
        "$((Invoke-Watch $call $less).Warnings)" | Should -Not -Match 'someone'
    }

    It '-WhatIf prints the messages, and changes nothing' {
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 1
        $server.Next('404')
        (Invoke-Watch $call).Values.pending | Should -BeGreaterThan 0
        $before = Get-ChildItem $call.HistoryPath |
            ForEach-Object { "$($_.Name) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" }
        $run = Invoke-Watch $call @{ WhatIf = $true; Format = 'Ntfy'; InformationAction = 'Continue' }
        "$($run.All -match 'only changes that are stored already are shown')" | Should -Not -BeNullOrEmpty
        "$($run.All -match 'messages to post=1 changes to post=[1-9]')" | Should -Not -BeNullOrEmpty
        $run.Code | Should -Be 0
        @($run.Output).Count | Should -Be 1
        ($run.Output[0] | ConvertFrom-Json).message | Should -Match '^someone '
        $run.Output[0] | Should -Not -Match $token
        $server.Posts.Count | Should -Be 2
        $null = Compare-Sequence (Get-ChildItem $call.HistoryPath |
            ForEach-Object { "$($_.Name) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" }) $before
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
        $run.Line | Should -Match ('^20[-\d]{8}T[\d:]{8}Z users=1 failed=0 requests=1 credits=1 ' +
            'changes=\d+ messages=1 posted=\d+ pending=0 set-aside=0 exit=0$')
        $server.Posts[1].Body | Should -Match "`"detectedAt`":`"$([DateTime]::UtcNow.Year)-"
        (Invoke-Watch $call).Values.posted | Should -Be 0
    }
}
