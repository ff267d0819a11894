BeforeDiscovery {
    # Without culture data (invariant globalization, a slim container), all cultures are the same.
    $names = 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR'
    $hasCultures = [cultureinfo]::GetCultureInfo('de-DE').DateTimeFormat.DateSeparator -eq '.' -and
        [cultureinfo]::GetCultureInfo('tr-TR').TextInfo.ToUpper('i') -ne 'I'
    $why = if ($hasCultures) { '' } else { ' (skipped: this .NET has no culture data)' }
    $cultures = @($names | ForEach-Object { @{ Culture = $_ } })
    $pairs = @(foreach ($writer in $names) { foreach ($reader in $names) { @{ Writer = $writer; Reader = $reader } } })
    $formats = 'Export-Csv', 'Export-Csv -UseCulture', 'ConvertTo-Json', 'Export-Clixml'
    $rounds = @(foreach ($format in $formats) {
        foreach ($pair in $pairs) { @{ Format = $format; Writer = $pair.Writer; Reader = $pair.Reader } }
    })
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $original = [cultureinfo]::CurrentCulture

    function Use-Culture([string] $Name, [scriptblock] $Script) {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::new($Name, $false)
            & $Script
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }

    # Two accounts with times from this day of November on. Day and month are ambiguous up to the 12th.
    function New-Row([int] $Day) {
        $at = { param($d, $h, $m, $s) [datetime]::SpecifyKind([datetime]::new(2026, 11, $d, $h, $m, $s), 'Local') }
        foreach ($i in 0, 1) {
            [pscustomobject] [ordered] @{
                Handle = "user.$i"; Id = "710000000000000001$i"; SecUid = ''; DisplayName = "Name $i"
                IsVerified = $true; IsPrivate = $false
                FollowerCount = 1234567; FollowedBy = 'someone'; Position = $i + 1; FollowedAfter = (& $at $Day 8 0 0)
                FollowedBefore = (& $at ($Day + 1) 14 3 4); Provider = 'SociaVault'
                RetrievedAt = (& $at ($Day + 2) 0 5 6)
            }
        }
    }

    function Write-Row($Rows, [string] $Format) {
        $base = Join-Path $TestDrive ([guid]::NewGuid().ToString('N'))
        switch ($Format) {
            'Export-Csv' { $Rows | Export-Csv "$base.csv" -NoTypeInformation -Encoding UTF8; "$base.csv" }
            'Export-Csv -UseCulture' { $Rows | Export-Csv "$base.csv" -NoTypeInformation -Encoding UTF8 -UseCulture
                "$base.csv" }
            'ConvertTo-Json' { ConvertTo-Json @($Rows) | Set-Content "$base.json" -Encoding UTF8; "$base.json" }
            'Export-Clixml' { $Rows | Export-Clixml "$base.xml"; "$base.xml" }
        }
    }

    function Read-Row([string] $Path) {
        switch ([System.IO.Path]::GetExtension($Path)) {
            '.csv' {
                $header = Get-Content $Path -TotalCount 1 -Encoding UTF8
                Import-Csv $Path -Encoding UTF8 -Delimiter ([regex]::Match($header, '"(.)"').Groups[1].Value)
            }
            '.json' { Get-Content $Path -Raw -Encoding UTF8 | ConvertFrom-Json | ForEach-Object { $_ } }
            '.xml' { Import-Clixml $Path }
        }
    }

    # Returns the time window of the second account, or the error id.
    function Get-Window($Rows) {
        $run = Invoke-Captured {
            Compare-TikTokFollowing ([pscustomobject] @{ Id = '7100000000000000010' }) $Rows -Complete
        }
        if ($run.Terminating) { $byCompare = $run.Terminating.FullyQualifiedErrorId -replace ',.*'
            $message = $run.Terminating.Exception.Message }
        else {
            $change = @($run.Output | Where-Object Change -EQ Followed)[0]
            $byCompare = '{0} {1}' -f $change.ChangedAfter.ToString('s', [cultureinfo]::InvariantCulture),
                $change.ChangedBefore.ToString('s', [cultureinfo]::InvariantCulture)
        }
        [pscustomobject] @{ Window = $byCompare; Message = $message }
    }

    function Get-ReportWindow($Rows) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('N')).html"
        $run = Invoke-Captured { $Rows | Export-TikTokFollowingReport $file }
        if ($run.Terminating) { return $run.Terminating.FullyQualifiedErrorId -replace ',.*' }
        if ([System.IO.File]::ReadAllText($file) -notmatch '"window":\{"values":\[\[(-?\d+),(-?\d+)\]') {
            return 'none'
        }
        $ends = foreach ($end in $Matches[1], $Matches[2]) {
            [DateTimeOffset]::FromUnixTimeMilliseconds([long] $end).LocalDateTime.ToString('s',
                [cultureinfo]::InvariantCulture)
        }
        $ends -join ' '
    }
}

AfterAll {
    [cultureinfo]::CurrentCulture = $original
    Restore-TestEnvironment $environment
}

Describe "Cultures: files that are written under one culture and read under another$why" -Skip:(-not $hasCultures) {
    It '<Format> of <Writer>, read under <Reader>: reads an unambiguous date' -ForEach $rounds {
        $path = Use-Culture $Writer { Write-Row (New-Row 20) $Format }
        Use-Culture $Reader {
            (Get-Window (Read-Row $path)).Window | Should -BeExactly '2026-11-20T08:00:00 2026-11-21T14:03:04'
            (Get-Window $path).Window | Should -BeExactly '2026-11-20T08:00:00 2026-11-21T14:03:04'
            Get-ReportWindow (Read-Row $path) | Should -BeExactly '2026-11-20T08:00:00 2026-11-21T14:03:04'
        }
    }

    It '<Format> of <Writer> under <Reader>: reads 5 November, or rejects it with column and row' -ForEach $rounds {
        $path = Use-Culture $Writer { Write-Row (New-Row 5) $Format }
        Use-Culture $Reader {
            $right = '2026-11-05T08:00:00 2026-11-06T14:03:04'
            $read = Get-Window (Read-Row $path)
            if ($Writer -eq $Reader -or $Format -notlike 'Export-Csv*' -or
                $Writer -in 'de-DE', 'tr-TR', 'fr-CA', 'th-TH', 'ar-SA', 'fa-IR') {
                $read.Window | Should -BeExactly $right
            }
            if ($read.Window -ne $right) {
                $read.Window | Should -BeExactly 'InvalidInput'
                $read.Message | Should -Match 'column FollowedAfter, row 1 '
            }
            (Get-Window $path).Window | Should -BeExactly $read.Window
            Get-ReportWindow (Read-Row $path) | Should -BeExactly $read.Window
        }
    }
}

Describe "Cultures: <Culture>$why" -Skip:(-not $hasCultures) -ForEach $cultures {
    It 'reads dates in the format of de-DE' {
        $rows = 'Handle,Id,FollowedBy,FollowedAfter,FollowedBefore,RetrievedAt',
            'user.0,7100000000000000010,someone,05.11.2026 08:00:00,06.11.2026 09:00:00,07.11.2026 10:00:00',
            'user.1,7100000000000000001,someone,05.11.2026 08:00:00,06.11.2026 09:00:00,07.11.2026 10:00:00' |
                ConvertFrom-Csv
        Use-Culture $Culture {
            (Get-Window $rows).Window | Should -BeExactly '2026-11-05T08:00:00 2026-11-06T09:00:00'
            Get-ReportWindow $rows | Should -BeExactly '2026-11-05T08:00:00 2026-11-06T09:00:00'
        }
    }

    It 'reads ISO 8601' {
        foreach ($text in '2026-11-05T08:00:00', '2026-11-05 08:00:00', '2026-11-05 08:00') {
            $rows = foreach ($id in '7100000000000000010', '7100000000000000001') {
                [pscustomobject] @{ Id = $id; Handle = "h$id"; FollowedBy = 'someone'; FollowedAfter = $text
                    FollowedBefore = '2026-11-06T09:00:00Z' }
            }
            Use-Culture $Culture { (Get-Window $rows).Window | Should -BeLike '2026-11-05T08:00:00 *' }
        }
    }

    It 'reads the JSON dates of Windows PowerShell' {
        $milliseconds = [DateTimeOffset]::new([datetime]::SpecifyKind([datetime]::new(2026, 11, 5, 8, 0, 0),
            'Local')).ToUnixTimeMilliseconds()
        $path = "$TestDrive/51-$Culture.json"
        $record = '{{"Id":"{0}","Handle":"h{0}","FollowedBy":"someone",' +
            '"FollowedAfter":"\/Date({1})\/","FollowedBefore":"\/Date({1})\/"}}'
        $json = '{"value":[' + (($record -f '7100000000000000010', $milliseconds),
            ($record -f '7100000000000000001', $milliseconds) -join ',') + '],"Count":2}'
        [System.IO.File]::WriteAllText($path, $json)
        Use-Culture $Culture { (Get-Window $path).Window | Should -BeExactly '2026-11-05T08:00:00 2026-11-05T08:00:00' }
    }

    It 'matches providers by wildcards, and reads flags and counts' {
        Use-Culture $Culture {
            (Get-TikTokFollowingProvider *api).Provider | Should -BeExactly 'UnifAPI'
            (Get-TikTokFollowingProvider UNIFAPI).Provider | Should -BeExactly 'UnifAPI'
            @(Get-TikTokFollowingProvider s*i*).Count | Should -BeGreaterThan 1
            $old = [pscustomobject] @{ Id = '1'; IsVerified = 'TRUE'; IsPrivate = 'false'; FollowerCount = '1' }
            $new = [pscustomobject] @{ Id = '1'; IsVerified = 'True'; IsPrivate = 'TRUE'; FollowerCount = '1,234,567' }
            $change = Compare-TikTokFollowing $old $new -IncludeProfile
            $change.ChangedProperties | Should -BeExactly 'IsPrivate'
            $change.FollowerCount | Should -Be 1234567
        }
    }

    It 'reads live accounts from Export-Csv, a job, Export-Clixml and ConvertTo-Json' {
        Use-Culture $Culture {
            $null = Start-TikTokFollowingSandbox -FollowingCount 40
            try { $live = @(Get-TikTokFollowing someone -Provider SociaVault -All @Quiet) }
            finally { Stop-TikTokFollowingSandbox }
            foreach ($format in 'Export-Csv', 'ConvertTo-Json', 'Export-Clixml') {
                $back = @(Compare-TikTokFollowing ($live[5] |
                    Select-Object Id) (Read-Row (Write-Row $live $format)) -Complete @Quiet)
                $back.Count | Should -Be 39
                foreach ($change in $back) {
                    $was = $live | Where-Object Id -EQ $change.Id
                    $change.ChangedBefore.ToString('s', [cultureinfo]::InvariantCulture) | Should -BeExactly $(
                        if ($was.FollowedBefore) { $was.FollowedBefore } else { $was.RetrievedAt }).ToString('s',
                            [cultureinfo]::InvariantCulture)
                    $change.FollowerCount | Should -Be $was.FollowerCount
                    $change.IsVerified | Should -Be $was.IsVerified
                }
            }
        }
    }
}

Describe 'Cultures: invalid dates' {
    It 'rejects <Name>' -ForEach @(
        @{ Name = 'a text that is not a date'; Rows = { [pscustomobject] @{ Id = '1'; RetrievedAt = 'yesterday' } }
            Says = "'yesterday' in column RetrievedAt, row 1 " }
        @{ Name = 'dates in two orders'
            Rows = { foreach ($text in '11/20/2026 08:00:00', '20/11/2026 08:00:00') {
                [pscustomobject] @{ Id = $text.Substring(0, 2); RetrievedAt = $text }
            } }; Says = 'row 2 ' }
    ) {
        $rows = & $Rows
        foreach ($run in (Invoke-Captured { Compare-TikTokFollowing $rows $null }),
            (Invoke-Captured { Compare-TikTokFollowing $null $rows })) {
            $run.Terminating.FullyQualifiedErrorId |
                Should -BeExactly 'InvalidInput,TikTokFollowing.Cmdlets.Commands.CompareTikTokFollowingCommand'
            $run.Terminating.CategoryInfo.Category | Should -Be InvalidData
            $run.Terminating.Exception.Message | Should -Match $Says
            $run.Output | Should -BeNullOrEmpty
        }
    }
}
