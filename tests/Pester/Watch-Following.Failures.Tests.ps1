# Failures of the webhook, random failures and killed processes.
BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Vaults.ps1"
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Vaults.ps1"
    . "$PSScriptRoot/WatchShared.ps1"
}

AfterAll {
    $env:TIKTOKFOLLOWING_WEBHOOK = $savedWebhook
    Restore-TestEnvironment $environment
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
        @{
            Action = "429 Date: Fri, 27 Nov 2026 10:00:00 GMT`r`nRetry-After: Fri, 27 Nov 2026 10:00:30 GMT"
            Posts = 2; Repeated = $false; Delays = @(30000)
        }
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

    It 'Retry-After "<Value>" does not stop the delivery' -ForEach @(
        @{ Value = 'NaN'; Delays = @(5000) }
        @{ Value = ''; Delays = @(5000) }
        @{ Value = 'soon'; Delays = @(5000) }
        @{ Value = '-1'; Delays = @(0) }
        @{ Value = 'Thu, 01 Jan 1970 00:00:00 GMT'; Delays = @(0) }
        @{ Value = 'Fri, 31 Dec 9999 23:59:59 GMT'; IsHeld = $true }
        @{ Value = 'Infinity'; IsHeld = $true }
        @{ Value = '99999999999999999999999999'; IsHeld = $true }
        @{ Value = '1e999' } # an invalid number in Windows PowerShell 5.1
    ) {
        $server.Next("429 Retry-After: $Value")
        $run = Invoke-Watch $call
        $run.ErrorText | Should -Not -Match 'NaN|overflow|cannot be|Exception'
        if ($null -ne $Delays) {
            $run.Code, $run.Values.pending | Should -Be 0, 0
            $null = Compare-Sequence $slept $Delays
            return
        }
        if ($IsHeld) { $run.Code | Should -Be 1 }
        Reset-Pause $call
        (Invoke-Watch $call).Values.pending | Should -Be 0
        $server.Posts.Count | Should -Be 3
    }

    It 'keeps the changes pending if no server listens, and does not mark them as repeated' {
        $port = $server.Port
        $server.Dispose()
        $run = Invoke-Watch $call
        $run.Code, $run.Values.posted | Should -Be 1, 0
        [int] $run.Values.pending | Should -BeGreaterThan 0
        "$($run.Errors[-1])" | Should -Match 'cannot be reached'
        (Read-WatchState (Get-StateFileOf $call)).Users['someone'].Sent | Should -Be 0
        $port | Should -BeGreaterThan 0
    }

    It 'Retry-After <Seconds> s: a later run waits or is postponed, with the reason' -ForEach @(
        @{ Seconds = 90; Limit = 60; Requested = '90 s'; Kept = 90; Counts = '' }
        @{ Seconds = 4000; Limit = 120; Requested = '1.1 h'; Kept = 4000; Counts = '' }
        @{ Seconds = 1000000; Limit = 3600; Requested = '277.8 h'; Kept = 43200; Counts = ', which counts as 12 h' }
        @{ Seconds = 9e12; Limit = 120; Requested = '27,777.8 h'; Kept = 43200; Counts = ', which counts as 12 h' }
    ) {
        $log = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).log"
        $call += @{ LogPath = $log; MaxRetryAfterSec = $Limit }
        $server.Next("429 Retry-After: $Seconds")
        $run = Invoke-Watch $call
        $run.Code, $run.Values.posted, $slept.Count | Should -Be 1, 0, 0
        $run.ErrorText | Should -Match "status 429. It requested a pause of $Requested \(Retry-After\)$Counts\."
        $run.ErrorText | Should -Match "Pending: $($run.Values.pending) changes?\. A later run posts them\."
        $until = (Read-WatchState (Get-StateFileOf $call)).PausedUntil
        ($until - [DateTime]::UtcNow).TotalSeconds | Should -BeGreaterThan ($Kept - 60)
        ($until - [DateTime]::UtcNow).TotalSeconds | Should -BeLessOrEqual $Kept

        $postponed = Invoke-Watch $call
        $postponed.Code, $postponed.Values.posted, $postponed.Values.pending | Should -Be 1, 0, $run.Values.pending
        $server.Posts.Count | Should -Be 2 -Because 'the service requested a pause'
        $reason = "The service requested a pause until $(Format-Time $until) \(Retry-After\)\. Pending: "
        $postponed.ErrorText | Should -Match $reason
        (Get-Content -LiteralPath $log)[-2] | Should -Match "^20[-\d]{8}T[\d:]{8}Z error: $reason"
    }

    It 'waits for the rest of a pause that an earlier run stored' {
        $server.Next('429 Retry-After: 90')
        (Invoke-Watch $call @{ MaxRetryAfterSec = 60 }).Values.posted | Should -Be 0
        $run = Invoke-Watch $call
        $run.Code, $run.Values.pending | Should -Be 0, 0
        $slept.Count | Should -Be 1
        $slept[0] | Should -BeIn (60000..90000)
        (Read-WatchState (Get-StateFileOf $call)).PausedUntil | Should -BeNullOrEmpty
    }

    It 'a pause beyond the limit, such as after the clock was set back, is ignored' {
        $hook = @{ File = Get-StateFileOf $call }
        $hook.State = Read-WatchState $hook.File
        $hook.State.PausedUntil = [DateTime]::UtcNow.AddDays(11)
        Save-WatchState $hook
        (Invoke-Watch $call).Code | Should -Be 0
    }

    It 'a rejected address keeps the changes, in any number of runs' {
        foreach ($status in '401', '403', '404', '410', '302') {
            $server.Next($status)
            (Invoke-Watch $call @{ MaxFailures = 1 }).Values.'set-aside' | Should -Be 0
        }
        $run = Invoke-Watch $call
        $run.Code | Should -Be 0
        (Get-PostedChange $server.Posts[-1]).repeated | Should -Not -Contain $true
    }

    It 'an outage (<_>) keeps the changes, in any number of runs' -ForEach @(
        '500', '502', '503', '408', '425', '429', 'die'
    ) {
        foreach ($number in 1..2) {
            $server.Next($_)
            $run = Invoke-Watch $call @{ MaxFailures = 1; MaximumRetryCount = 0 }
            $run.Code, $run.Values.'set-aside' | Should -Be 1, 0
        }
        (Invoke-Watch $call).Values.pending | Should -Be 0
    }

    It 'a message that is rejected in -MaxFailures runs is set aside and reported, and the next one follows' {
        $pending = 0
        $log = Join-Path $TestDrive 'aside.log'
        foreach ($number in 1..3) {
            $server.Next('400')
            $run = Invoke-Watch $call @{ MaxFailures = 3; LogPath = $log }
            $run.Code | Should -Be 1
            if ($number -lt 3) { $pending = [int] $run.Values.pending }
        }
        $changes = if ($pending -eq 1) { '1 change' } else { "$pending changes" }
        $run.Values.'set-aside', $run.Values.pending | Should -Be $pending, 0
        $run.ErrorText | Should -Match "status 400\. $changes set aside after refusals in 3 runs\."
        (Get-Content -LiteralPath $log)[-3] | Should -Match "error: .*status 400\. $changes set aside"

        Set-TikTokFollowingSandbox -Day 3
        foreach ($number in 1..2) {
            $run = Invoke-Watch $call @{ LogPath = $log; WarningAction = 'Continue' }
            $run.Code, $run.Values.'set-aside' | Should -Be 1, $pending -Because 'it is reported until it is resolved'
            $reason = "because the service refused them: $changes of someone\. See -SetAside\."
            "$($run.Warnings)" | Should -Match "Set aside, $reason"
            (Get-Content -LiteralPath $log)[-2] | Should -Match 'warning: Set aside'
        }
        $server.Posts[-1].Body | Should -Match "set aside, because the service refused them: $pending"
    }

    It '-SetAside Resend posts what was set aside, in order and once; <Status> was repeated: <IsRepeated>' -ForEach @(
        @{ Status = @('400'); IsRepeated = $false }
        @{ Status = @('500', '400'); IsRepeated = $true }
    ) {
        $server.Next([string[]] $Status)
        $aside = Invoke-Watch $call @{ MaxFailures = 1 }
        Set-TikTokFollowingSandbox -Day 3
        $later = Invoke-Watch $call
        [int] $later.Values.posted | Should -BeGreaterThan 0
        $stored = @(Get-TikTokFollowingHistory someone -Path $call.HistoryPath)
        $count = [int] $aside.Values.'set-aside'
        $preview = Invoke-Watch $call @{ SetAside = 'Resend'; WhatIf = $true }
        @(($preview.Output[-1] | ConvertFrom-Json).changes).Count | Should -Be $count

        $server.Next('404')
        (Invoke-Watch $call @{ SetAside = 'Resend' }).Values.pending | Should -Be $count
        $run = Invoke-Watch $call @{ SetAside = 'Resend' }
        $run.Code, $run.Values.posted, $run.Values.'set-aside' | Should -Be 0, $count, 0
        $posted = @(Get-PostedChange $server.Posts[-1])
        $null = Compare-Sequence $posted.changeId $stored[0..($count - 1)].ChangeId
        @($posted.repeated | Select-Object -Unique) | Should -Be @($IsRepeated)
        (Invoke-Watch $call @{ SetAside = 'Resend' }).Values.posted | Should -Be 0
    }

    It 'a resend that may have arrived is repeated the next time' {
        $server.Next('400')
        $null = Invoke-Watch $call @{ MaxFailures = 1 }
        $server.Next('die')
        $null = Invoke-Watch $call @{ SetAside = 'Resend'; MaximumRetryCount = 0 }
        (Get-PostedChange $server.Posts[-1]).repeated | Should -Not -Contain $true
        $null = Invoke-Watch $call @{ SetAside = 'Resend' }
        (Get-PostedChange $server.Posts[-1]).repeated | Should -Not -Contain $false
    }

    It '-SetAside Discard discards them' {
        $server.Next('400')
        $null = Invoke-Watch $call @{ MaxFailures = 1 }
        $run = Invoke-Watch $call @{ SetAside = 'Discard' }
        $run.Code, $run.Values.'set-aside', $run.Values.posted | Should -Be 0, 0, 0
        (Invoke-Watch $call @{ SetAside = 'Resend' }).Values.posted | Should -Be 0
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
            ($Error | ForEach-Object { "$_ $($_.Exception) $($_.TargetObject) $($_.ScriptStackTrace)" } |
                Out-String -Width 4096)
        $text += (Get-Content -LiteralPath $log -Raw) + ((Get-ChildItem $call.HistoryPath -Recurse -File |
            ForEach-Object { $_.FullName + (Get-Content -LiteralPath $_.FullName -Raw) }) -join "`n")
        $text.Length | Should -BeGreaterThan 1000
        $text.Contains($token) | Should -BeFalse
        $server.Posts[-1].Path | Should -Be '/' -Because 'ntfy expects JSON there'
        ($server.Posts[-1].Body | ConvertFrom-Json).topic | Should -Be "hook/$token"
    }

    It 'reads the address from SecretManagement' {
        if (-not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults }
        $testHome = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        $null = New-Item $testHome -ItemType Directory
        $result = Invoke-AtHome $testHome ($RegisterStore + @"
Set-Secret -Name hook -Secret '$env:TIKTOKFOLLOWING_WEBHOOK'
. '$watch'
@{ Uri = "`$(Get-WebhookUri '' 'hook' '')" } | ConvertTo-Json
"@)
        $result.Uri | Should -BeExactly $env:TIKTOKFOLLOWING_WEBHOOK
    }
}

Describe 'Watch-Following.ps1: random failures and kills' {
    BeforeAll {
        # Returns an error text, or nothing. Every post was read completely; a 4xx status means that it was rejected.
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

    It 'delivers every change, and marks every repeat, after random failures' {
        $runs = if ($env:TIKTOKFOLLOWING_FULL -eq '1') { 320 } else { 24 }
        $random = New-Object Random 15
        $actions = '200', '202', '204', '400', '404', '429 Retry-After: 1', '429', '500', '503', 'die', 'stall'
        Start-Watch $call
        $call += @{ IncludeProfile = $true; RetryIntervalSec = 0; ErrorAction = 'SilentlyContinue' }
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
                $server.Next([string[]] (0..$random.Next(3) |
                    ForEach-Object { $actions[$random.Next($actions.Count)] }))
                $call.Format = 'Json'
                $call.MaximumRetryCount = $random.Next(3)
                $call.MaxFailures = $random.Next(1, 4)
                $call.SetAside = 'Keep', 'Keep', 'Resend' | Select-Object -Index $random.Next(3)
                $shell = [powershell]::Create()
                $shell.Runspace = $runspace
                $null = $shell.AddScript('param($Script, $Call) function Start-Sleep { }; & $Script @Call')
                $null = $shell.AddArgument($watch).AddArgument($call)
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
        Reset-Pause $call
        $call.TimeoutSec = 10
        $call.SetAside = 'Resend'
        $run = Invoke-Watch $call
        $run.Code, $run.Values.pending | Should -Be 0, 0 -Because $run.Line
        $stored = @(Get-TikTokFollowingHistory -Path $call.HistoryPath)
        $stored.Count | Should -BeGreaterThan $runs
        $kills | Should -BeGreaterThan ($runs / 10)
        Find-DeliveryError $server.Posts $stored | Should -BeNullOrEmpty
        $run.Values.'set-aside' | Should -Be 0
    }

    It 'delivers every change, and marks every repeat, after processes were killed' {
        $runs = if ($env:TIKTOKFOLLOWING_FULL -eq '1') { 12 } else { 2 }
        $sandbox = Start-TikTokFollowingSandbox @Quiet
        $call.BaseUri = $sandbox.BaseUri
        $env:SOCIAVAULT_API_KEY = 'sv-watch-1234567890'
        (Invoke-Watch $call).Code | Should -Be 0
        $random = New-Object Random 7
        $file = Join-Path $TestDrive 'killed.ps1'
        $parameters = "-Provider SociaVault -HistoryPath '$($call.HistoryPath)' -ModuleName '$ModulePath'"
        $command = "& '$watch' someone $parameters -BaseUri '$($sandbox.BaseUri)'"
        Set-Content -LiteralPath $file -Encoding Ascii -Value $command
        $program, $arguments = @(Get-PowerShellCommand) +
            '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', "`"$file`""
        foreach ($number in 1..$runs) {
            Set-TikTokFollowingSandbox -Day (3 * $number)
            $posts = $server.Posts.Count
            $server.Next('stall')
            $files = @{
                RedirectStandardOutput = Join-Path $TestDrive 'out.txt'
                RedirectStandardError  = Join-Path $TestDrive 'err.txt'
            }
            $process = Start-Process $program -ArgumentList $arguments -NoNewWindow -PassThru @files
            Wait-Until { $process.HasExited -or $server.Posts.Count -gt $posts } -Seconds 120
            if (-not $process.HasExited) { $process.Kill(); $process.WaitForExit() }
            $errorText = Get-Content -Raw -Encoding UTF8 -LiteralPath $files.RedirectStandardError
            $server.Posts.Count | Should -Be ($posts + 1) -Because $errorText
            if ($random.Next(2)) { (Invoke-Watch $call).Code | Should -Be 0 }
        }
        (Invoke-Watch $call).Values.pending | Should -Be 0
        $stored = @(Get-TikTokFollowingHistory -Path $call.HistoryPath)
        Find-DeliveryError $server.Posts $stored | Should -BeNullOrEmpty
        @($server.Posts | ForEach-Object { Get-PostedChange $_ } | Where-Object repeated).Count |
            Should -BeGreaterThan 0
    }
}
