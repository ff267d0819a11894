BeforeDiscovery {
    $cultures = 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR' |
        ForEach-Object { @{ Culture = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $null = Start-TikTokFollowingSandbox -FollowingCount 60
    $live = @(Get-TikTokFollowing someone -Provider SociaVault -All @Quiet)
    $hidden = @{ InformationAction = 'Ignore'; WarningAction = 'SilentlyContinue' }
    $past = (Get-Date).AddDays(-1)

    function New-Folder { Join-Path $TestDrive ([guid]::NewGuid().ToString('n')) }

    function Get-Summary([string] $Folder) { Get-TikTokFollowingHistory -Path $Folder -Summary }

    # The list without its newest accounts, as records without positions.
    function Get-Earlier([int] $Skip) { $live | Select-Object -Skip $Skip -Property Handle, Id, FollowedBy, Provider }

    # Returns rows as a scheduled script would have stored them, with the id and the time of each list.
    function New-Row([int[]] $Numbers, [datetime] $Time, [string] $FollowedBy = 'someone') {
        $position = 0
        foreach ($number in $Numbers) {
            $position++
            [pscustomobject] @{
                Handle = "account.$number"
                Id = "69000000000000$($number.ToString('00000'))"
                FollowedBy = $FollowedBy
                Position = $position
                Provider = 'SocialFetch'
                RetrievedAt = $Time
            }
        }
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Import-TikTokFollowingHistory: input' {
    It 'stores <_> as a baseline, without a change or a request' -ForEach 'live accounts', 'pages', 'a journal',
        'a CSV', 'rows', 'JSON', 'CLIXML', 'a job' {
        $folder = New-Folder
        $null = New-Item $folder -ItemType Directory
        $file = Join-Path $folder 'list'
        $requests = (Get-TikTokFollowingSandbox).Requests
        $complete = @{ Complete = $true }
        $items = switch ($_) {
            'live accounts' { $live; $complete = @{} }
            'pages' {
                $page = Get-TikTokFollowingPage someone -Provider SociaVault @Quiet
                while ($true) {
                    $page
                    if (-not $page.HasMore) { break }
                    $page = $page | Get-TikTokFollowingPage @Quiet
                }
                $complete = @{}
            }
            'a journal' {
                $null = Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath $folder @Quiet
                Get-Item (Join-Path $folder '*.jsonl')
                $complete = @{}
            }
            'a CSV' { $live | Export-Csv "$file.csv" -NoTypeInformation -Encoding UTF8; "$file.csv" }
            'rows' { $live | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv }
            'JSON' { $live | ConvertTo-Json | Set-Content "$file.json" -Encoding UTF8; Get-Item "$file.json" }
            'CLIXML' { $live | Export-Clixml "$file.xml"; "$file.xml" }
            'a job' {
                $job = Start-Job -ArgumentList $ModulePath, (Get-TikTokFollowingSandbox).BaseUri {
                    param($module, $uri)
                    Import-Module $module
                    $env:SOCIAVAULT_API_KEY = 'k'
                    Get-TikTokFollowing someone -Provider SociaVault -All -BaseUri $uri -WarningAction Ignore
                }
                $job | Receive-Job -Wait -AutoRemoveJob
            }
        }
        if ($_ -in 'live accounts', 'a CSV', 'rows', 'JSON', 'CLIXML') {
            (Get-TikTokFollowingSandbox).Requests | Should -Be $requests
        }
        $requests = (Get-TikTokFollowingSandbox).Requests
        $history = Join-Path $folder 'history'
        $run = Invoke-Captured { $items | Import-TikTokFollowingHistory -Path $history @complete }
        $run.AnyError | Should -BeNullOrEmpty
        $run.Warnings | Should -BeNullOrEmpty
        @($run.Output | Where-Object { $_ -isnot [System.Management.Automation.InformationRecord] }) |
            Should -BeNullOrEmpty
        @($run.All | Where-Object { $_ -is [System.Management.Automation.InformationRecord] }).Count |
            Should -Be 1 -Because 'one line reports the baseline'
        $summary = Get-Summary $history
        $summary.Handle, $summary.AccountCount, $summary.ChangeCount, $summary.CreditsCharged, $summary.IsComplete |
            Should -Be @('someone', 60, 0, 0, $true)
        $null = Compare-Sequence @(Get-TikTokFollowingHistory -Path $history -AsOf (Get-Date)).Id $live.Id
        (Get-TikTokFollowingSandbox).Requests | Should -Be $requests
    }

    It 'accepts paths by position, also several' {
        $folder = New-Folder
        New-Row (30..1) $past | Export-Csv "$TestDrive/one.csv" -NoTypeInformation
        New-Row (31..1) $past.AddHours(1) | Export-Csv "$TestDrive/two.csv" -NoTypeInformation
        $files = "$TestDrive/two.csv", "$TestDrive/one.csv"
        $changes = @(Import-TikTokFollowingHistory $files -Path $folder -Complete @hidden)
        @($changes | ForEach-Object { "$($_.Change) $($_.Handle)" }) | Should -Be 'Followed account.31'
    }

    It '<Culture>: reads the same lists from a CSV' -ForEach $cultures {
        $before = [cultureinfo]::CurrentCulture
        $time = New-Object DateTime 2026, 9, 20, 12, 0, 0
        $folder = New-Folder
        try {
            [cultureinfo]::CurrentCulture = $Culture
            New-Row (30..1) $time | Export-Csv "$TestDrive/culture.csv" -NoTypeInformation
            Import-TikTokFollowingHistory "$TestDrive/culture.csv" -Path $folder -Complete @hidden
            Get-Earlier 0 | Select-Object Handle, Id, @{ Name = 'FollowedBy'; Expression = { 'istanbul' } } |
                Import-TikTokFollowingHistory -Path $folder -ReadAt '2026-09-20 12:00' @hidden
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        $summaries = @(Get-Summary $folder)
        @($summaries.FirstUpdate) | Should -Be @($time, $time)
        @((Get-ChildItem -LiteralPath $folder).Name) | Should -Be 'istanbul.history.jsonl', 'someone.history.jsonl'
    }

    It 'writes one file for each user' {
        $folder = New-Folder
        $rows = foreach ($number in 1..9) {
            foreach ($user in 'a', 'B', 'c') {
                New-Row $number $past $user | ForEach-Object { $_.Position = $number; $_ }
            }
        }
        $run = Invoke-Captured { $rows | Import-TikTokFollowingHistory -Path $folder -Complete }
        @(Get-Summary $folder).AccountCount | Should -Be 9, 9, 9
        @((Get-ChildItem -LiteralPath $folder).Name) |
            Should -Be 'a.history.jsonl', 'b.history.jsonl', 'c.history.jsonl'
        "$($run.All)" | Should -Match '3 baselines'
    }

    It 'writes no file without input, and warns' {
        $folder = New-Folder
        $run = Invoke-Captured {
            @() | Import-TikTokFollowingHistory -Path $folder
            $null | Import-TikTokFollowingHistory -Path $folder
        }
        $run.AnyError | Should -BeNullOrEmpty
        $run.Warnings.Count | Should -Be 2
        Test-Path -LiteralPath $folder | Should -BeFalse
    }
}

Describe 'Import-TikTokFollowingHistory: later lists' {
    It 'returns the changes of a later list, and stores them' {
        $folder = New-Folder
        Get-Earlier 4 | Import-TikTokFollowingHistory -Path $folder -ReadAt $past -Complete @hidden
        $changes = @($live | Import-TikTokFollowingHistory -Path $folder @hidden)
        $changes.Count | Should -Be 4
        @($changes.Change | Select-Object -Unique) | Should -Be 'Followed'
        $null = Compare-Sequence $changes.Id $live[0..3].Id
        $null = Compare-Sequence @(Get-TikTokFollowingHistory -Path $folder).ChangeId $changes.ChangeId
    }

    It 'stores several lists of one user in the order of their time' {
        $folder = New-Folder
        $rows = @(New-Row (31..22 + 20..1) $past.AddHours(2)) +
            @(New-Row (30..1) $past) +
            @(New-Row (31..1) $past.AddHours(1))
        $changes = @($rows | Import-TikTokFollowingHistory -Path $folder -Complete @hidden)
        @($changes | ForEach-Object { "$($_.Sequence) $($_.Change) $($_.Handle)" }) |
            Should -Be '1 Followed account.31', '2 Unfollowed account.21'
        @(Get-TikTokFollowingHistory -Path $folder -AsOf $past.AddMinutes(90)).Count | Should -Be 31
    }

    It 'rejects an older list, and stores the later ones' {
        $folder = New-Folder
        New-Row (30..1) $past | Import-TikTokFollowingHistory -Path $folder -Complete @hidden
        $rows = @(New-Row (29..1) $past.AddHours(-1)) + @(New-Row (31..1) $past.AddHours(1))
        $run = Invoke-Captured { $rows | Import-TikTokFollowingHistory -Path $folder -Complete }
        @($run.Errors | ForEach-Object { $_.FullyQualifiedErrorId }) | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].Exception.Message | Should -BeLike '*is older than the last update of its history*'
        $run.Errors[0].TargetObject.Handle | Should -Be 'someone'
        @($run.Output | ForEach-Object { $_.Handle }) | Should -Be 'account.31'
    }

    It 'skips a list that is already stored' {
        $folder = New-Folder
        $rows = @(New-Row (30..1) $past) + @(New-Row (31..1) $past.AddHours(1))
        $rows | Import-TikTokFollowingHistory -Path $folder -Complete @hidden | Should -Not -BeNullOrEmpty
        $run = Invoke-Captured { $rows | Import-TikTokFollowingHistory -Path $folder -Complete -Verbose }
        $run.AnyError | Should -BeNullOrEmpty
        $run.Output | Should -BeNullOrEmpty
        @($run.Verbose -match 'is already stored').Count | Should -Be 2
        (Get-Summary $folder).ChangeCount | Should -Be 1
    }

    It '-IncludeProfile and -IncludeCount store and report more' {
        $folder = New-Folder
        $rows = New-Row (30..1) $past |
            Select-Object *, @{ Name = 'Bio'; Expression = { 'old' } }, @{ Name = 'FollowerCount'; Expression = { 1 } }
        $rows | Import-TikTokFollowingHistory -Path $folder -Complete -IncludeCount @hidden
        $new = New-Row (30..1) $past.AddHours(1) |
            Select-Object *, @{ Name = 'Bio'; Expression = { if ($_.Position -eq 7) { 'new' } else { 'old' } } }
        $changes = @($new | Import-TikTokFollowingHistory -Path $folder -Complete -IncludeProfile @hidden)
        $changes |
            ForEach-Object { "$($_.Change) $($_.Handle) $($_.ChangedProperties) $($_.PreviousBio) $($_.Bio)" } |
            Should -Be 'ProfileChanged account.24 Bio old new'
        @(Get-TikTokFollowingHistory -Path $folder -AsOf (Get-Date))[0].FollowerCount | Should -Be 1
    }

    It 'stores a partial list as an incomplete baseline, with a warning' {
        $folder = New-Folder
        $part = @(Get-TikTokFollowing someone -Provider SociaVault -First 25 @Quiet)
        $run = Invoke-Captured { $part | Import-TikTokFollowingHistory -Path $folder }
        @($run.Warnings -match 'baseline is incomplete.*@someone').Count | Should -Be 1
        (Get-Summary $folder).IsComplete | Should -BeFalse
    }

    It 'an update continues an imported list, for one request' {
        $folder = New-Folder
        $live | Import-TikTokFollowingHistory -Path $folder @hidden
        Set-TikTokFollowingSandbox -Day 1
        try {
            $later = @(Get-TikTokFollowing someone -Provider SociaVault -All @Quiet)
            $requests = (Get-TikTokFollowingSandbox).Requests
            $changes = @(Update-TikTokFollowingHistory someone -Provider SociaVault -Path $folder @hidden)
            (Get-TikTokFollowingSandbox).Requests - $requests | Should -Be 1
        }
        finally { Set-TikTokFollowingSandbox -Day 0 }
        $follows = @(Compare-TikTokFollowing $live $later @Quiet | Where-Object Change -EQ 'Followed')
        $null = Compare-Sequence @($changes | Where-Object Change -EQ 'Followed').Id $follows.Id
        $null = Compare-Sequence @(Get-TikTokFollowingHistory -Path $folder).ChangeId $changes.ChangeId
    }

    It 'accepts a list of another history' {
        $folder = New-Folder
        $other = New-Folder
        $live | Import-TikTokFollowingHistory -Path $folder @hidden
        Get-TikTokFollowingHistory -Path $folder -AsOf (Get-Date) | Import-TikTokFollowingHistory -Path $other @hidden
        (Get-Summary $other).AccountCount, (Get-Summary $other).IsComplete | Should -Be @(60, $true)
    }
}

Describe 'Import-TikTokFollowingHistory: errors' {
    It '<Name> is <Id>, and nothing is stored' -ForEach @(
        @{
            Name = 'a filtered list'
            Items = { $live | Where-Object Position -NE 3 }
            Id = 'InvalidRequest'
            Says = '*lacks 1 account between its positions 1 and 60*'
        }
        @{
            Name = 'a list from a cursor'
            Items = { Get-TikTokFollowing someone -Provider SociaVault -All -Before '2025-04-01' @Quiet }
            Id = 'InvalidRequest'
            Says = '*not with the newest follow*'
        }
        @{
            Name = 'a list without its start'
            Items = { $live | Select-Object -Skip 20 }
            Id = 'InvalidRequest'
            Says = '*starts at position 21*'
        }
        @{ Name = 'a list without a time'; Items = { Get-Earlier 0 }; Id = 'InvalidRequest'; Says = '*-ReadAt*' }
        @{
            Name = 'a list without a user'
            Items = { $live | Select-Object Handle, Id, RetrievedAt }
            Id = 'InvalidRequest'
            Says = '*without FollowedBy*'
        }
        @{
            Name = 'a user with invalid characters'
            Items = { New-Row (9..1) $past 'a b' }
            Id = 'InvalidHandle'
            Says = '*space*'
        }
        @{
            Name = 'a process'
            Items = { Get-Process -Id $PID }
            Id = 'InvalidRequest'
            Says = '*Nothing was imported*'
        }
        @{
            Name = 'a change'
            Items = { [pscustomobject] @{ Change = 'Followed'; Handle = 'x'; FollowedBy = 'someone' } }
            Id = 'InvalidRequest'
            Says = '*It is a change*'
        }
        @{
            Name = 'a file that does not exist'
            Items = { 'missing.csv' }
            Id = 'InvalidRequest'
            Says = "*'missing.csv'*does not exist*"
        }
        @{
            Name = 'a rounded id'
            Items = { [pscustomobject] @{ Handle = 'x'; Id = '6.9E+18'; FollowedBy = 'someone' } }
            Id = 'InvalidInput'
            Says = '*has lost digits*'
        }
        @{
            Name = 'an ambiguous date'
            Items = {
                [pscustomobject] @{ Handle = 'x'; Id = '69'; FollowedBy = 'someone'; RetrievedAt = '03/04/05 1:00' }
            }
            Id = 'InvalidInput'
            Says = '*RetrievedAt*'
        }
    ) {
        $folder = New-Folder
        $list = @(& $Items)
        $run = Invoke-Captured { $list | Import-TikTokFollowingHistory -Path $folder }
        @($run.AnyError | ForEach-Object { $_.FullyQualifiedErrorId -replace ',.*' }) | Should -Be $Id
        $run.AnyError[0].Exception.Message | Should -BeLike $Says
        @(Get-ChildItem -LiteralPath $folder -ErrorAction Ignore).Count | Should -Be 0
    }

    It 'reports HistoryUnusable for a list of another user with the same handle' {
        $folder = New-Folder
        New-Row (30..1) $past | Import-TikTokFollowingHistory -Path $folder -Complete @hidden
        $run = Invoke-Captured {
            New-Row (90..61) $past.AddHours(1) | Import-TikTokFollowingHistory -Path $folder -Complete
        }
        @($run.Errors | ForEach-Object { $_.FullyQualifiedErrorId }) | Should -BeLike 'HistoryUnusable,*'
        (Get-Summary $folder).AccountCount | Should -Be 30
    }

    It 'reports HistoryInUse for a history that another command is writing, and stores the others' {
        $folder = New-Folder
        New-Row (9..1) $past | Import-TikTokFollowingHistory -Path $folder -Complete @hidden
        $share = if ($IsCore -and -not $IsWindows) { 'None' } else { 'Read' }
        $writer = [IO.File]::Open((Join-Path $folder 'someone.history.jsonl'), 'Open', 'ReadWrite', $share)
        try {
            $rows = @(New-Row (9..1) $past.AddHours(1)) + @(New-Row (9..1) $past 'other')
            $run = Invoke-Captured { $rows | Import-TikTokFollowingHistory -Path $folder -Complete }
        }
        finally { $writer.Dispose() }
        @($run.Errors | ForEach-Object { "$($_.FullyQualifiedErrorId -replace ',.*') $($_.CategoryInfo.Category)" }) |
            Should -Be 'HistoryInUse ResourceBusy'
        @(Get-Summary $folder).Handle | Should -Be 'other', 'someone'
    }

    It 'does not mix lists of the sandbox and of providers' {
        $folder = New-Folder
        New-Row (9..1) $past | Import-TikTokFollowingHistory -Path $folder -Complete @hidden
        $null = Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath "$TestDrive" @Quiet
        $null = Stop-TikTokFollowingSandbox
        try {
            $run = Invoke-Captured {
                New-Row (9..1) $past.AddHours(1) | Import-TikTokFollowingHistory -Path $folder -Complete
            }
            $other = New-Folder
            Import-TikTokFollowingHistory "$TestDrive/SociaVault.someone.jsonl" -Path $other @hidden
            $header = Get-Content (Join-Path $other 'someone.history.jsonl') -TotalCount 1
        }
        finally { $null = Start-TikTokFollowingSandbox -FollowingCount 60 }
        @($run.Errors | ForEach-Object { $_.FullyQualifiedErrorId }) | Should -BeLike 'HistoryUnusable,*'
        $header | Should -Match '"Sandbox":true' -Because 'the journal is of the sandbox'
    }
}

Describe 'Import-TikTokFollowingHistory: -WhatIf' {
    It 'writes nothing, and names the list and the file' {
        $folder = New-Folder
        $text = Invoke-FreshScript @"
Import-Module `$ModulePath
[pscustomobject] @{ Handle = 'x'; Id = '69'; FollowedBy = 'someone' } |
    Import-TikTokFollowingHistory -Path '$folder' -ReadAt '2026-09-20' -WhatIf
Test-Path -LiteralPath '$folder'
"@
        $text | Should -Match 'What if: .*Import the list of 1 account from .*History of @someone in '
        $text | Should -Match 'False$'
    }

    It '-Confirm:$false stores without a prompt' {
        $folder = New-Folder
        New-Row (9..1) $past | Import-TikTokFollowingHistory -Path $folder -Complete -Confirm:$false @hidden
        (Get-Summary $folder).AccountCount | Should -Be 9
    }
}
