# The histories are written by Import-TikTokFollowingHistory: a baseline of 30 accounts, and two later lists.
BeforeDiscovery {
    $cultures = 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR' |
        ForEach-Object { @{ Culture = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $first = New-Object DateTime 2026, 9, 20, 12, 0, 0
    $second = $first.AddDays(1)
    $third = $first.AddDays(2)

    function New-List([int[]] $Numbers, [datetime] $Time, [string] $FollowedBy = 'someone', [hashtable] $Names = @{}) {
        $position = 0
        foreach ($number in $Numbers) {
            $position++
            [pscustomobject] @{
                Handle = if ($Names[$number]) { $Names[$number] } else { "account.$number" }
                DisplayName = "Name $number"
                Id = "69000000000000$($number.ToString('00000'))"
                SecUid = "MS4wLjABAAAA$number"
                Bio = 'bio'; IsVerified = $number -eq 5; FollowerCount = 1000 + $number; FollowedBy = $FollowedBy
                Position = $position
                FollowedAfter = $null
                FollowedBefore = $null
                Provider = 'SocialFetch'
                RetrievedAt = $Time
            }
        }
    }

    function Import-List($List, [string] $Path) {
        $null = $List |
            Import-TikTokFollowingHistory -Path $Path -Complete @Quiet -InformationAction Ignore -ErrorAction Stop
    }

    function Format-Change($Changes) { @($Changes | ForEach-Object { "$($_.Change) $($_.Handle)" }) }

    $folder = Join-Path $TestDrive 'histories [1]'
    Import-List (New-List (30..1) $first) $folder
    Import-List (New-List (@(32, 31) + 30..21 + 19..1) $second) $folder
    Import-List (New-List (@(33, 32, 31) + 30..21 + 19..1) $third -Names @{ 30 = 'renamed' }) $folder
    Import-List (New-List (9..1) $first -FollowedBy 'other') $folder
    $changes = @(Get-TikTokFollowingHistory someone -Path $folder)
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowingHistory: changes' {
    It 'returns the changes in the order of their numbers' {
        $expected = 'Followed account.32', 'Followed account.31', 'Unfollowed account.20', 'Followed account.33',
            'Renamed renamed'
        $null = Compare-Sequence (Format-Change $changes) $expected
        $null = Compare-Sequence $changes.Sequence (1..5)
        @($changes.ChangeId | Select-Object -Unique).Count | Should -Be 5
        $changes[0].DetectedAt | Should -Be $second
        $changes[0].FollowedBy | Should -BeExactly 'someone'
        $changes[4].PreviousHandle | Should -BeExactly 'account.30'
        $changes[2].Confirmed | Should -BeNullOrEmpty
        $changes[0] | Should -BeOfType TikTokFollowing.FollowingChange
    }

    It 'returns no change for the baseline' {
        Get-TikTokFollowingHistory other -Path $folder | Should -BeNullOrEmpty
    }

    It '-After excludes its time, and -Before includes it' {
        $at = @{ Path = $folder; Handle = 'someone' }
        @(Get-TikTokFollowingHistory @at -After $second).Count | Should -Be 2
        @(Get-TikTokFollowingHistory @at -After $second.AddSeconds(-1)).Count | Should -Be 5
        @(Get-TikTokFollowingHistory @at -Before $second).Count | Should -Be 3
        @(Get-TikTokFollowingHistory @at -Before $second.AddSeconds(-1)).Count | Should -Be 0
        @(Get-TikTokFollowingHistory @at -After $second -Before $third).Count | Should -Be 2
        @(Get-TikTokFollowingHistory @at -After $second.ToUniversalTime()).Count | Should -Be 2
        @(Get-TikTokFollowingHistory @at -After ([DateTimeOffset] $second)).Count | Should -Be 2
    }

    It '-Change selects kinds of changes, case-insensitively' {
        $changes = Get-TikTokFollowingHistory -Path $folder -Change unfollowed, Renamed
        $null = Compare-Sequence (Format-Change $changes) ('Unfollowed account.20', 'Renamed renamed')
        Get-TikTokFollowingHistory -Path $folder -Change Returned | Should -BeNullOrEmpty
        { Get-TikTokFollowingHistory -Path $folder -Change Equal } |
            Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'returns no more than the pipeline needs' {
        @(Get-TikTokFollowingHistory -Path $folder | Select-Object -First 1).Count | Should -Be 1
        Import-List (New-List (9..1) $second -FollowedBy 'other') $folder
    }

    It '<Culture>: the same dates select the same changes' -ForEach $cultures {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $Culture
            $window = @{ After = '2026-09-21 12:00'; Before = '2026-09-22T12:00:00' }
            @(Get-TikTokFollowingHistory someone -Path $folder @window).Count | Should -Be 2
            @(Get-TikTokFollowingHistory someone -Path $folder -AsOf '2026-09-21').Count | Should -Be 30
            (Get-TikTokFollowingHistory someone -Path $folder -Summary).LastUpdate | Should -Be $third
            Get-TikTokFollowingHistory -Path $folder | Out-String -Width 120 | Should -Match 'Followed\s+account\.32'
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }
}

Describe 'Get-TikTokFollowingHistory: -AsOf' {
    It 'returns the list of that time, newest follow first' {
        $numbers = {
            param($time)
            @(Get-TikTokFollowingHistory someone -Path $folder -AsOf $time).Id |
                ForEach-Object { [int] $_.Substring(14) }
        }
        $null = Compare-Sequence (& $numbers $first) (30..1)
        $null = Compare-Sequence (& $numbers $second.AddSeconds(-1)) (30..1)
        $null = Compare-Sequence (& $numbers $second) (@(32, 31) + 30..21 + 19..1)
        $null = Compare-Sequence (& $numbers (Get-Date).AddYears(1)) (@(33, 32, 31) + 30..21 + 19..1)
    }

    It 'returns accounts with their user, position, provider and time' {
        $accounts = @(Get-TikTokFollowingHistory someone -Path $folder -AsOf $third)
        $accounts[0] | Should -BeOfType TikTokFollowing.FollowedAccount
        $null = Compare-Sequence $accounts.Position (1..32)
        $accounts[3].Handle | Should -BeExactly 'renamed'
        $accounts[0].FollowedBy | Should -BeExactly 'someone'
        $accounts[0].Provider | Should -BeExactly 'SocialFetch'
        $accounts[0].RetrievedAt | Should -Be $third
        $accounts[0].DisplayName | Should -BeExactly 'Name 33'
        $accounts[0].FollowerCount | Should -Be $null
    }

    It 'reports HistoryNotFound before the baseline, and returns the other users' {
        Import-List (New-List (9..1) $third -FollowedBy 'late') $folder
        $run = Invoke-Captured { Get-TikTokFollowingHistory -Path $folder -AsOf $second }
        @($run.Errors | ForEach-Object { $_.FullyQualifiedErrorId }) | Should -BeLike 'HistoryNotFound,*'
        "$($run.Errors[0].CategoryInfo.Category)" | Should -Be 'ObjectNotFound'
        $run.Errors[0].TargetObject.Handle | Should -Be 'late'
        @($run.Output.FollowedBy | Select-Object -Unique).Count | Should -Be 2
    }
}

Describe 'Get-TikTokFollowingHistory: -Summary' {
    It 'counts accounts and changes' {
        $summary = Get-TikTokFollowingHistory someone -Path $folder -Summary
        $summary | Should -BeOfType TikTokFollowing.HistorySummary
        $summary.Handle, $summary.AccountCount, $summary.ChangeCount, $summary.PendingCount, $summary.CreditsCharged |
            Should -Be @('someone', 32, 5, 0, 0)
        $summary.FirstUpdate, $summary.LastUpdate, $summary.LastFullUpdate | Should -Be @($first, $third, $third)
        $summary.IsComplete, $summary.IsOrderProven | Should -Be @($true, $true)
        $summary.Total | Should -Be $null
        "$summary" | Should -BeExactly 'someone'
        foreach ($change in Get-TikTokFollowingHistory someone -Path $folder) {
            $change.ChangeId | Should -BeExactly "$($summary.HistoryId)-$($change.Sequence)"
        }
    }

    It 'returns objects that pipe to Get-TikTokFollowingHistory' {
        @(Get-TikTokFollowingHistory some* -Path $folder -Summary | Get-TikTokFollowingHistory -Path $folder).Count |
            Should -Be 5
    }
}

Describe 'Get-TikTokFollowingHistory: users' {
    It 'matches handles by wildcards' {
        $all = @(Get-TikTokFollowingHistory -Path $folder -Summary).Handle
        @(Get-TikTokFollowingHistory * -Path $folder -Summary).Handle | Should -Be $all
        @(Get-TikTokFollowingHistory '@SOME*', '*the[r]' -Path $folder -Summary).Handle | Should -Be 'someone', 'other'
        Get-TikTokFollowingHistory 'x*' -Path $folder -Summary | Should -BeNullOrEmpty
    }

    It 'accepts handles and addresses from the pipeline' {
        $users = 'someone', '@Other', 'https://www.tiktok.com/@someone?lang=en'
        @($users | Get-TikTokFollowingHistory -Path $folder -Summary).Handle | Should -Be 'someone', 'other', 'someone'
        @([pscustomobject] @{ Handle = 'someone' } | Get-TikTokFollowingHistory -Path $folder -Summary).Handle |
            Should -Be 'someone'
    }

    It 'reports HistoryNotFound for a handle without a history, and returns the others' {
        $run = Invoke-Captured { Get-TikTokFollowingHistory absent, someone, 'ab`*sent' -Path $folder -Summary }
        $run.Output.Handle | Should -Be 'someone'
        $run.Errors.Count | Should -Be 2
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'HistoryNotFound,*'
        $run.Errors[0].TargetObject.Handle | Should -Be 'absent'
        $run.Errors[1].FullyQualifiedErrorId |
            Should -BeLike 'InvalidHandle,*' -Because 'an escaped wildcard is a character'
    }

    It 'advises -Path if the handle is a folder' {
        $run = Invoke-Captured { Get-TikTokFollowingHistory ./history -Path $folder }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidHandle,*'
        $run.Errors[0].Exception.Message | Should -BeLike '*with -Path.'
    }

    It 'completes the handles in the folder' {
        $line = "Get-TikTokFollowingHistory -Path '$folder' -Handle "
        @((TabExpansion2 $line $line.Length).CompletionMatches.CompletionText) | Should -Be 'late', 'other', 'someone'
        $line += 'SO'
        @((TabExpansion2 $line $line.Length).CompletionMatches.CompletionText) | Should -Be 'someone'
        $line = 'Get-TikTokFollowingHistory -Change U'
        @((TabExpansion2 $line $line.Length).CompletionMatches.CompletionText) | Should -Be 'Unfollowed'
    }
}

Describe 'Get-TikTokFollowingHistory: folder' {
    It 'the default of -Path is an environment variable, relative to the current location' {
        $saved = $env:TIKTOKFOLLOWING_HISTORY_PATH
        Push-Location -LiteralPath $TestDrive
        try {
            $env:TIKTOKFOLLOWING_HISTORY_PATH = 'histories [1]'
            (Get-TikTokFollowingHistory someone -Summary).Handle | Should -Be 'someone'
            $line = 'Get-TikTokFollowingHistory so'
            @((TabExpansion2 $line $line.Length).CompletionMatches.CompletionText) | Should -Be 'someone'
            $env:TIKTOKFOLLOWING_HISTORY_PATH = $null
            { Get-TikTokFollowingHistory } |
                Should -Throw -ErrorId 'InvalidRequest,*' -ExpectedMessage '*TIKTOKFOLLOWING_HISTORY_PATH*'
        }
        finally {
            Pop-Location
            $env:TIKTOKFOLLOWING_HISTORY_PATH = $saved
        }
    }

    It 'reports HistoryNotFound for a missing folder, and InvalidRequest for a file or another drive' {
        $run = Invoke-Captured { Get-TikTokFollowingHistory -Path (Join-Path $TestDrive 'missing') }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'HistoryNotFound,*'
        { Get-TikTokFollowingHistory -Path $PSCommandPath } | Should -Throw -ErrorId 'InvalidRequest,*'
        { Get-TikTokFollowingHistory -LiteralPath 'Env:/x' } | Should -Throw -ErrorId 'InvalidRequest,*'
    }

    It 'reports one error each for a damaged history and a copy, and returns the others' {
        $damaged = Join-Path $TestDrive 'damaged'
        foreach ($name in 'a', 'b', 'c') { Import-List (New-List (9..1) $first -FollowedBy $name) $damaged }
        $file = Join-Path $damaged 'a.history.jsonl'
        Set-Content -LiteralPath $file ((Get-Content -LiteralPath $file -Raw) -replace 'Name 7', 'Name 8') -NoNewline
        Copy-Item -LiteralPath (Join-Path $damaged 'b.history.jsonl') (Join-Path $damaged 'b (1).history.jsonl')
        $run = Invoke-Captured { Get-TikTokFollowingHistory -Path $damaged -Summary }
        $run.Output.Handle | Should -Be 'c'
        @($run.Errors | ForEach-Object { "$($_.FullyQualifiedErrorId -replace ',.*') $($_.CategoryInfo.Category)" }) |
            Should -Be @('HistoryUnusable InvalidData', 'HistoryUnusable InvalidData')
    }

    It 'does not wait for a writer, and does not block one' {
        $file = Join-Path $folder 'someone.history.jsonl'
        $share = if ($IsCore -and -not $IsWindows) { 'None' } else { 'Read' }
        $writer = [IO.File]::Open($file, 'Open', 'ReadWrite', $share)
        try { @(Get-TikTokFollowingHistory someone -Path $folder).Count | Should -Be 5 }
        finally { $writer.Dispose() }
        Get-TikTokFollowingHistory -Path $folder | ForEach-Object {
            $open = [IO.File]::Open($file, 'Open', 'ReadWrite', $share)
            $open.Dispose()
        }
    }
}

Describe 'Get-TikTokFollowingHistory: requests' {
    It 'sends none while a sandbox runs' {
        $sandbox = Start-TikTokFollowingSandbox
        try {
            $run = Invoke-Captured {
                Get-TikTokFollowingHistory -Path $folder
                Get-TikTokFollowingHistory -Path $folder -Summary
            }
            $sandbox.Requests | Should -Be 0
            $run.Warnings | Should -BeNullOrEmpty
        }
        finally { $null = Stop-TikTokFollowingSandbox }
    }
}

Describe 'Get-TikTokFollowingHistory: other cmdlets and formats' {
    BeforeAll {
        $before = @(Get-TikTokFollowingHistory someone -Path $folder -AsOf $first)
        $after = @(Get-TikTokFollowingHistory someone -Path $folder -AsOf $third)
        $expected = 'Followed account.33', 'Followed account.32', 'Followed account.31', 'Renamed renamed',
            'Unfollowed account.20'
        $properties = $changes[0].PSObject.Properties.Name
    }

    It 'Compare-TikTokFollowing compares two lists of a history' {
        $run = Invoke-Captured { $after | Compare-TikTokFollowing $before }
        $null = Compare-Sequence (Format-Change $run.Output) $expected
        $run.Warnings | Should -BeNullOrEmpty -Because 'both lists are complete'
    }

    It 'Compare-TikTokFollowing reads lists of a history from <_>' -ForEach 'CSV', 'JSON', 'CLIXML', 'a job' {
        $form = $_
        $files = foreach ($list in @{ Name = 'before'; Items = $before }, @{ Name = 'after'; Items = $after }) {
            $file = Join-Path $TestDrive "$($list.Name).$form"
            switch ($form) {
                'CSV' { $list.Items | Export-Csv $file -NoTypeInformation -Encoding UTF8 }
                'JSON' { $list.Items | ConvertTo-Json | Set-Content $file -Encoding UTF8 }
                'CLIXML' { $list.Items | Export-Clixml $file }
            }
            $file
        }
        if ($form -eq 'a job') {
            $job = Start-Job -ArgumentList $ModulePath, $folder, $first {
                param($module, $folder, $time)
                Import-Module $module
                Get-TikTokFollowingHistory someone -Path $folder -AsOf $time
            }
            $changes = Compare-TikTokFollowing ($job | Receive-Job -Wait -AutoRemoveJob) $after -Complete
        }
        else { $changes = Compare-TikTokFollowing $files[0] $files[1] -Complete }
        $null = Compare-Sequence (Format-Change $changes) $expected
    }

    It 'changes keep their values through <_>' -ForEach 'CSV', 'JSON', 'CLIXML', 'a job' {
        $file = Join-Path $TestDrive 'changes'
        $read = @(switch ($_) {
                'CSV' { $changes | Export-Csv $file -NoTypeInformation -Encoding UTF8; Import-Csv $file -Encoding UTF8 }
                'JSON' { $changes | ConvertTo-Json | ConvertFrom-Json | ForEach-Object { $_ } }
                'CLIXML' { $changes | Export-Clixml $file; Import-Clixml $file }
                'a job' {
                    $job = Start-Job -ArgumentList $ModulePath, $folder {
                        param($module, $folder)
                        Import-Module $module
                        Get-TikTokFollowingHistory someone -Path $folder
                    }
                    $job | Receive-Job -Wait -AutoRemoveJob
                }
            })
        $read.Count | Should -Be 5
        for ($i = 0; $i -lt 5; $i++) {
            foreach ($name in $properties) {
                $value = $read[$i].$name
                if ($changes[$i].$name -is [datetime]) {
                    # Export-Csv writes dates in the current culture, which a cast does not read.
                    if ($value -is [string]) { $value = [datetime]::Parse($value) }
                    $value | Should -Be $changes[$i].$name
                }
                elseif ($null -eq $changes[$i].$name) { "$value" | Should -BeNullOrEmpty }
                else { "$value" | Should -BeExactly "$($changes[$i].$name)" }
            }
        }
    }

    It 'Export-TikTokFollowingReport accepts changes and accounts' {
        $report = Join-Path $TestDrive 'report.html'
        $run = Invoke-Captured { @($changes) + @($after) | Export-TikTokFollowingReport $report }
        $run.AnyError | Should -BeNullOrEmpty
        $run.Warnings | Should -BeNullOrEmpty
        $text = [IO.File]::ReadAllText($report)
        $text | Should -Match 'account\.20'
        $text | Should -Match 'Unfollowed'
    }

    It 'the tables fit in 80 columns' {
        $table = (Get-TikTokFollowingHistory -Path $folder -Summary | Out-String -Width 80) -split '\r?\n'
        ($table | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        "$table" | Should -Match 'Handle\s+Accounts\s+Changes\s+Pending\s+Credits\s+LastUpdate'
        "$table" | Should -Match 'someone\s+32\s+5\s+0\s+0'
        $table = $changes | Out-String -Width 80
        $table | Should -Match 'Change\s+Handle\s+DetectedAt\s+FollowedBy'
        $table | Should -Match 'Unfollowed\s+account\.20'
    }

    It 'OutputType states one type for each parameter set' {
        $command = Get-Command Get-TikTokFollowingHistory
        @($command.ParameterSets.Name | Sort-Object) | Should -Be 'AsOf', 'Changes', 'Summary'
        $types = @{}
        $outputType = [System.Management.Automation.OutputTypeAttribute]
        foreach ($attribute in $command.ImplementingType.GetCustomAttributes($outputType, $false)) {
            foreach ($set in $attribute.ParameterSetName) { $types[$set] = $attribute.Type.Name }
        }
        $types.Changes, $types.AsOf, $types.Summary |
            Should -Be 'TikTokFollowing.FollowingChange', 'TikTokFollowing.FollowedAccount',
                'TikTokFollowing.HistorySummary'
    }
}
