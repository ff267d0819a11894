BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $null = Start-TikTokFollowingSandbox -FollowingCount 90
    $list = @{ Handle = 'someone'; Provider = 'SociaVault'; WarningAction = 'SilentlyContinue' }
    $whole = @(Get-TikTokFollowing @list -All)

    function Format-Change($Changes) { @($Changes | ForEach-Object { "$($_.Change) $($_.Handle)" }) }
    function Save-List($Accounts, [string] $Extension) {
        $path = Join-Path $TestDrive "$([guid]::NewGuid().ToString('N')).$Extension"
        switch ($Extension) {
            'csv' { $Accounts | Export-Csv $path -NoTypeInformation -Encoding UTF8 }
            'json' { ConvertTo-Json @($Accounts) | Set-Content $path -Encoding UTF8 }
            'jsonl' { $Accounts | ForEach-Object { ConvertTo-Json $_ -Compress } | Set-Content $path -Encoding UTF8 }
            'xml' { $Accounts | Export-Clixml $path }
        }
        $path
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Compare-TikTokFollowing: lists that were partly read' {
    It 'reports no unfollow for a list from <Name>, and no follow in the other direction' -ForEach @(
        @{ Name = '-First'; Read = { Get-TikTokFollowing @list -First 20 } }
        @{ Name = '-First, within a page'; Read = { Get-TikTokFollowing @list -First 33 } }
        @{ Name = '-Skip and -First'; Read = { Get-TikTokFollowing @list -Skip 30 -First 20 } }
        @{ Name = 'one page'; Read = { Get-TikTokFollowing @list } }
        @{ Name = '-Since'; Read = { Get-TikTokFollowing @list -Since $whole[25].FollowedBefore } }
        @{ Name = '-Cursor'; Read = { Get-TikTokFollowing @list -Cursor (Get-TikTokFollowingPage @list).NextCursor } }
        @{ Name = '-Cursor -All'
            Read = { Get-TikTokFollowing @list -Cursor (Get-TikTokFollowingPage @list).NextCursor -All } }
        @{ Name = 'Get-TikTokFollowingPage'; Read = { Get-TikTokFollowingPage @list } }
        @{ Name = 'Select-Object -First, which stops the command'
            Read = { Get-TikTokFollowing @list -All | Select-Object -First 20 } }
    ) {
        $part = @(& $Read)
        $run = Invoke-Captured { Compare-TikTokFollowing $whole $part }
        $run.Output | Should -BeNullOrEmpty
        @($run.Warnings -match 'cannot be compared|not compared').Count | Should -Be 1
        $run = Invoke-Captured { Compare-TikTokFollowing $part $whole }
        $run.Output | Should -BeNullOrEmpty
        @($run.Warnings -match 'cannot be compared|not compared').Count | Should -Be 1
        # -Complete does not override what the list itself records.
        Compare-TikTokFollowing $whole $part -Complete @Quiet | Should -BeNullOrEmpty
    }

    It 'reports follows and unfollows within the range' {
        $part = @(Get-TikTokFollowing @list -First 40)
        $changes = Compare-TikTokFollowing ($whole | Where-Object Position -NE 5) ($part |
            Where-Object Position -NE 9) @Quiet
        Format-Change $changes | Should -Be "Followed $($whole[4])", "Unfollowed $($whole[8])"
    }

    It 'reports an unfollow at the end of a whole live list' {
        $old = @($whole) + [pscustomobject] @{ Id = '1'; Handle = 'gone'; FollowedBy = 'someone' }
        Format-Change (Compare-TikTokFollowing $old $whole @Quiet) | Should -Be 'Unfollowed gone'
    }

    It 'does not extend the range to an account that was followed again' {
        # It was at position 80, and is first now.
        $part = @($whole[79]) + $whole[0..18] | Select-Object Handle, Id, FollowedBy
        Compare-TikTokFollowing $whole $part @Quiet | Should -BeNullOrEmpty
    }
}

Describe 'Compare-TikTokFollowing: lists of unknown extent' {
    It '<Extension>: compares only 20 of 90 accounts, or reports 70 unfollows with -Complete' -ForEach @(
        @{ Extension = 'csv' }, @{ Extension = 'json' }, @{ Extension = 'jsonl' }, @{ Extension = 'xml' }
    ) {
        $path = Save-List $whole[0..19] $Extension
        $run = Invoke-Captured { Compare-TikTokFollowing $whole $path }
        $run.Output | Should -BeNullOrEmpty
        @($run.Warnings -match '70 accounts of the reference side .* -Complete').Count | Should -Be 1
        @(Compare-TikTokFollowing $whole $path -Complete @Quiet | Where-Object Change -EQ Unfollowed).Count |
            Should -Be 70
        Compare-TikTokFollowing $path $whole @Quiet | Should -BeNullOrEmpty
        @(Compare-TikTokFollowing $path $whole -Complete @Quiet | Where-Object Change -EQ Followed).Count |
            Should -Be 70
    }

    It 'does not apply -Complete to a list without position 1 (from <From>, as <As>)' -ForEach @(
        @{ From = 4; As = 'csv' }, @{ From = 2; As = 'csv' }, @{ From = 40; As = 'json' }
    ) {
        $path = Save-List $whole[($From - 1)..89] $As
        $run = Invoke-Captured { Compare-TikTokFollowing $whole $path -Complete }
        $run.Output | Should -BeNullOrEmpty
        @($run.Warnings -match "starts at position $From, so it is incomplete").Count | Should -Be 1
        @($run.Warnings -match 'known to be incomplete, so -Complete does not apply').Count | Should -Be 1
        # Accounts within the range are still compared.
        $cut = Save-List @($whole[($From - 1)..89] | Where-Object Position -NE 60) $As
        Format-Change (Compare-TikTokFollowing $whole $cut -Complete @Quiet) | Should -Be "Unfollowed $($whole[59])"
    }

    It 'rejects a file with other columns, and names the file and the columns (<Extension>)' -ForEach @(
        @{ Extension = 'csv' }, @{ Extension = 'json' }, @{ Extension = 'xml' }
    ) {
        $path = Save-List ([pscustomobject] @{ Name = 'a'; Mail = 'b' }) $Extension
        foreach ($script in { Compare-TikTokFollowing $path $whole }, { Compare-TikTokFollowing $whole $path }) {
            $run = Invoke-Captured $script
            $run.Output | Should -BeNullOrEmpty
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $run.Terminating.Exception.Message | Should -Match ([regex]::Escape((Split-Path -Leaf $path)))
            $run.Terminating.Exception.Message |
                Should -Match 'It has no Handle, Id or SecUid\. Its properties: Name, Mail\.'
            $run.Terminating.Exception.Message | Should -Not -Match 'Dictionary'
        }
    }

    It 'rejects a row that is a change, and a row without values' {
        $change = Save-List ([pscustomobject] @{ Change = 'Followed'; Handle = 'a' }) csv
        (Invoke-Captured { Compare-TikTokFollowing $whole $change }).Terminating.Exception.Message |
            Should -Match 'It is a change and not an account\.'
        $empty = Save-List ([pscustomobject] @{ Handle = ''; Id = '' }) csv
        (Invoke-Captured { Compare-TikTokFollowing $whole $empty }).Terminating.Exception.Message |
            Should -Match 'It has no value in Handle or Id\.'
    }

    It 'reports a follow and an unfollow within the first <Count>, and not the rest as unfollows' -ForEach @(
        @{ Count = 20 }, @{ Count = 50 }, @{ Count = 88 }, @{ Count = 89 }
    ) {
        $now = @([pscustomobject] @{ Id = '1'; Handle = 'new.one'; FollowedBy = 'someone'
            Position = 1 }) + @($whole[0..($Count - 1)] | Where-Object Position -NE 7)
        Format-Change (Compare-TikTokFollowing (Save-List $whole csv) (Save-List ($now |
            Select-Object Handle, Id, FollowedBy, Position) csv) @Quiet) |
            Should -Be 'Followed new.one', "Unfollowed $($whole[6])"
    }

    It 'reports newer accounts as follows if the reference list starts at -MinTime' {
        $since = ([DateTimeOffset]'2025-06-20Z').ToUnixTimeSeconds()
        $path = Save-List (Get-TikTokFollowing @list -All -MinTime $since) csv
        Format-Change (Compare-TikTokFollowing (Import-Csv $path -Encoding UTF8) $whole @Quiet) |
            Should -Be ($whole[0..4] | ForEach-Object { "Followed $_" })
        # In the other direction, the start of the list is unknown, so no unfollow is reported.
        Compare-TikTokFollowing $whole $path @Quiet | Should -BeNullOrEmpty
    }

    It 'reads objects of Select-Object from Export-Clixml' {
        $path = Save-List ($whole | Select-Object Handle, Id, FollowedBy) xml
        Compare-TikTokFollowing $path $whole @Quiet | Should -BeNullOrEmpty
    }

    It 'restores the order of a list that was sorted by name' {
        $path = Save-List ($whole[0..19] | Sort-Object Handle) csv
        Compare-TikTokFollowing $whole $path @Quiet | Should -BeNullOrEmpty
    }

    It 'reports no unfollow for an unordered list that looks cut off' {
        $now = $whole[0..19] | Sort-Object Handle | Select-Object Handle, Id, FollowedBy
        $old = $whole | Sort-Object Id | Select-Object Handle, Id, FollowedBy
        $run = Invoke-Captured { Compare-TikTokFollowing $old $now }
        $run.Output | Should -BeNullOrEmpty
        $run.Warnings | Should -Match 'looks cut off\. 70 accounts of the reference side are outside its range'
    }
}

Describe 'Compare-TikTokFollowing: ids' {
    It 'rejects ids that a spreadsheet rounded, on both sides' {
        $csv = @'
"Handle","Id","SecUid","FollowedBy","Position","Provider"
"user.0","6812345678901230000","S0","someone","1","SociaVault"
"user.1","6812419534995070000","S1","someone","2","SociaVault"
'@ | ConvertFrom-Csv
        $now = @'
"Handle","Id","SecUid","FollowedBy","Position","Provider"
"user.0","6812345678901234567","S0","someone","1","SociaVault"
"user.1","6812419534995072032","S1","someone","2","SociaVault"
'@ | ConvertFrom-Csv
        foreach ($run in (Invoke-Captured { Compare-TikTokFollowing $csv $now }),
            (Invoke-Captured { Compare-TikTokFollowing $now $csv }),
            (Invoke-Captured { Compare-TikTokFollowing $csv[0] $now[0] }),
                (Invoke-Captured { $csv | Export-TikTokFollowingReport "$TestDrive/r.html" })) {
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidInput,*'
            $run.Output | Should -BeNullOrEmpty
        }
        Test-Path "$TestDrive/r.html" | Should -BeFalse
    }

    It 'rejects an id as <Id>' -ForEach @(@{ Id = '6.81E+18' }, @{ Id = '6,81E+18' }, @{ Id = 6.81e18 }) {
        $row = [pscustomobject] @{ Id = $Id; Handle = 'x'; FollowedBy = 'someone' }
        (Invoke-Captured { Compare-TikTokFollowing $row $null }).Terminating.FullyQualifiedErrorId |
            Should -BeLike 'InvalidInput,*'
        (Invoke-Captured {
            $row | Export-TikTokFollowingReport "$TestDrive/r.html"
        }).Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidInput,*'
    }

    It 'matches accounts by sec_uid if the ids differ, with a warning' {
        $run = Invoke-Captured {
            Compare-TikTokFollowing ([pscustomobject] @{ Id = '1'; SecUid = 'S'
                Handle = 'a' }) ([pscustomobject] @{ Id = '2'; SecUid = 'S'; Handle = 'a' })
        }
        $run.Output | Should -BeNullOrEmpty
        @($run.Warnings -match 'different Ids').Count | Should -Be 1
    }
}

Describe 'Compare-TikTokFollowing: files' {
    It 'reads a CSV in <Name>' -ForEach @(
        @{ Name = 'UTF-8'; Encoding = { [System.Text.UTF8Encoding]::new($false) } }
        @{ Name = 'UTF-8 with a BOM'; Encoding = { [System.Text.UTF8Encoding]::new($true) } }
        @{ Name = 'UTF-16'; Encoding = { [System.Text.UnicodeEncoding]::new($false, $true) } }
        @{ Name = 'UTF-16 without a BOM'; Encoding = { [System.Text.UnicodeEncoding]::new($false, $false) } }
        @{ Name = 'big-endian UTF-16'; Encoding = { [System.Text.UnicodeEncoding]::new($true, $true) } }
        @{ Name = 'big-endian UTF-16 without a BOM'; Encoding = { [System.Text.UnicodeEncoding]::new($true, $false) } }
        @{ Name = 'UTF-32'; Encoding = { [System.Text.UTF32Encoding]::new($false, $true) } }
    ) {
        $encoding = & $Encoding
        $text = ($whole | ConvertTo-Csv -NoTypeInformation) -join "`r`n"
        [System.IO.File]::WriteAllText("$TestDrive/e.csv", $text, $encoding)
        Compare-TikTokFollowing $whole "$TestDrive/e.csv" -IncludeProfile @Quiet | Should -BeNullOrEmpty
        # A file that was truncated within a row or within a character is rejected.
        $bytes = [System.IO.File]::ReadAllBytes("$TestDrive/e.csv")
        [System.IO.File]::WriteAllBytes("$TestDrive/e.csv", $bytes[0..($bytes.Length - 6)])
        (Invoke-Captured { Compare-TikTokFollowing $whole "$TestDrive/e.csv" }).Terminating.FullyQualifiedErrorId |
            Should -BeLike 'InvalidInput,*'
    }

    It 'rejects Windows-1252, and returns nothing' {
        $ascii = [System.Text.Encoding]::ASCII
        [System.IO.File]::WriteAllBytes("$TestDrive/w.csv",
            [byte[]] ($ascii.GetBytes("Handle,DisplayName`na,b`nc,") + 0xE4 + 10))
        [System.IO.File]::WriteAllBytes("$TestDrive/w.json", [byte[]] (
            $ascii.GetBytes('[{"Handle":"a"},{"Handle":"c","DisplayName":"') + 0xE4 + $ascii.GetBytes('"}]')))
        foreach ($file in 'w.csv', 'w.json') {
            $run = Invoke-Captured { Compare-TikTokFollowing "$TestDrive/$file" $null }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidInput,*'
            $run.Output | Should -BeNullOrEmpty
        }
    }

    It 'reads a whole journal in UTF-16, and in UTF-8 with a byte order mark' {
        $null = Get-TikTokFollowing @list -All -CheckpointPath "$TestDrive/journals"
        $journal = (Get-ChildItem "$TestDrive/journals" -Filter *.jsonl).FullName
        foreach ($encoding in [System.Text.UnicodeEncoding]::new($false, $true),
            [System.Text.UnicodeEncoding]::new($true, $false), [System.Text.UTF8Encoding]::new($true)) {
            [System.IO.File]::WriteAllText("$TestDrive/other.jsonl", [System.IO.File]::ReadAllText($journal), $encoding)
            $run = Invoke-Captured { Compare-TikTokFollowing $whole "$TestDrive/other.jsonl" -IncludeEqual }
            @($run.Output | Where-Object Change -EQ Equal).Count | Should -Be 90
            $run.Warnings | Should -BeNullOrEmpty
        }
    }

    It 'treats file names as literal' {
        $path = Join-Path $TestDrive 'list[1].csv'
        [System.IO.File]::WriteAllText($path, ($whole | ConvertTo-Csv -NoTypeInformation) -join "`n")
        Push-Location $TestDrive
        try { Compare-TikTokFollowing $whole 'list[1].csv' @Quiet | Should -BeNullOrEmpty }
        finally { Pop-Location }
    }

    It 'rejects <Name>' -ForEach @(
        @{ Name = 'truncated JSON'; File = 'a.json'; Text = '[{"Handle":"a"},{"Handle":"b"' }
        @{ Name = 'JSON without its last bracket'; File = 'a.json'; Text = '[{"Handle":"a"}' }
        @{ Name = 'JSON that is followed by other text'; File = 'a.json'; Text = '[{"Handle":"a"}] nonsense' }
        @{ Name = 'deep nesting'; File = 'a.json'; Text = ('[' * 5000) + (']' * 5000) }
        @{ Name = 'a row that is too short'; File = 'a.csv'; Text = "Handle,Id`na,1`nb" }
        @{ Name = 'truncated CLIXML'; File = 'a.xml'
            Text = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0">' }
        @{ Name = 'XML that is not CLIXML'; File = 'a.xml'; Text = '<a/>' }
    ) {
        [System.IO.File]::WriteAllText("$TestDrive/$File", $Text)
        foreach ($run in (Invoke-Captured { Compare-TikTokFollowing "$TestDrive/$File" $whole }),
            (Invoke-Captured { Compare-TikTokFollowing $whole "$TestDrive/$File" })) {
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidInput,*'
            $run.Output | Should -BeNullOrEmpty
        }
    }

    It 'rejects a FIFO, a device and a folder without waiting' {
        if ($env:OS -eq 'Windows_NT') { Set-ItResult -Skipped -Because 'the file system of Windows has no FIFO' }
        & mkfifo "$TestDrive/fifo.csv" "$TestDrive/fifo.jsonl" "$TestDrive/fifo.json" "$TestDrive/fifo.xml"
        $null = New-Item -ItemType SymbolicLink -Path "$TestDrive/zero.csv" -Target /dev/zero
        $null = New-Item -ItemType Directory -Path "$TestDrive/folder.csv"
        foreach ($name in 'fifo.csv', 'fifo.json', 'fifo.xml', 'zero.csv', 'folder.csv') {
            (Invoke-Captured { Compare-TikTokFollowing "$TestDrive/$name" $whole }).Terminating.FullyQualifiedErrorId |
                Should -BeLike 'InvalidInput,*'
        }
        (Invoke-Captured { Compare-TikTokFollowing "$TestDrive/fifo.jsonl" $whole }).Terminating.FullyQualifiedErrorId |
            Should -BeLike 'CheckpointUnusable,*'
    }
}

Describe 'Compare-TikTokFollowing: circular references' {
    BeforeAll {
        $list1 = [object[]]::new(2)
        $list1[0] = [pscustomobject] @{ Handle = 'a'; FollowedBy = 'someone' }
        $list1[1] = $list1
        $list2 = [System.Collections.ArrayList]::new()
        $null = $list2.Add(@(, $list2))
        $page = [pscustomobject] @{ Handle = 'someone'; HasMore = $true; NextCursor = '5'; Accounts = $null }
        $page.Accounts = @($page)
        $nested = @('x')
        for ($i = 0; $i -lt 5000; $i++) { $nested = , $nested }
        $endless = @(
            @{ Name = 'a list that contains itself'; Item = $list1 }
            @{ Name = 'a list in a list that contains it'; Item = $list2 }
            @{ Name = 'deep nesting'; Item = $nested }
        )
    }

    It 'are rejected in a list, also by the report' {
        foreach ($case in $endless) {
            foreach ($run in (Invoke-Captured { Compare-TikTokFollowing $case.Item $null }),
                (Invoke-Captured { Compare-TikTokFollowing $null $case.Item }),
                (Invoke-Captured { Export-TikTokFollowingReport "$TestDrive/endless.html" -InputObject $case.Item })) {
                $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidInput,*' -Because $case.Name
            }
        }
    }

    It 'are rejected in a page, also by the report' {
        (Invoke-Captured { Compare-TikTokFollowing $page $null }).Terminating.FullyQualifiedErrorId |
            Should -BeLike 'InvalidInput,*'
        (Invoke-Captured {
            $page | Export-TikTokFollowingReport "$TestDrive/endless.html"
        }).Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidInput,*'
        $page.Accounts = $list1
        (Invoke-Captured { Compare-TikTokFollowing $page $null }).Terminating.FullyQualifiedErrorId |
            Should -BeLike 'InvalidInput,*'
    }

    It 'are errors in -Page and -Handle' {
        $before = (Get-TikTokFollowingBalance SociaVault @Quiet).CreditsRemaining
        $page.Accounts = $list1
        (Invoke-Captured { Get-TikTokFollowingPage -Page $page -Provider SociaVault }).Terminating |
            Should -Not -BeNullOrEmpty
        $run = Invoke-Captured { Get-TikTokFollowing $list1 -Provider SociaVault }
        $run.Output | Should -HaveCount 20 # the list of @a; the nested list is not a handle
        @($run.Errors).Count + @($run.Terminating).Count | Should -BeGreaterThan 0
        (Invoke-Captured { Get-TikTokFollowing ([pscustomobject] @{ Handle = $list1 }) -Provider SociaVault }).Output |
            Should -BeNullOrEmpty
    }
}

Describe 'Compare-TikTokFollowing: lists that end within their last page' {
    BeforeAll {
        Reset-TestSession
        $null = Start-TikTokFollowingSandbox -FollowingCount 60
        $whole = @(Get-TikTokFollowing someone -Provider SociaVault -All @Quiet)
        $rows = $whole | ConvertTo-Csv -NoTypeInformation
    }

    AfterAll {
        Reset-TestSession
    }

    It 'finds no change in -First <First> -Skip <Skip>' -ForEach @(
        @{ First = 41; Skip = 0 }
        @{ First = 50; Skip = 0 }
        @{ First = 59; Skip = 0 }
        @{ First = 50; Skip = 1 }
        @{ First = 59; Skip = 1 }
    ) {
        $part = @(Get-TikTokFollowing someone -Provider SociaVault -First $First -Skip $Skip @Quiet)
        @(Compare-TikTokFollowing $whole $part @Quiet).Count | Should -Be 0
        @(Compare-TikTokFollowing $part $whole @Quiet).Count | Should -Be 0
    }

    It 'finds no change in the first <_> of live accounts' -ForEach 1, 5, 20, 58, 59 {
        @(Compare-TikTokFollowing $whole ($whole | Select-Object -First $_) @Quiet).Count | Should -Be 0
        @(Compare-TikTokFollowing ($whole | Select-Object -First $_) $whole @Quiet).Count | Should -Be 0
    }

    It 'finds no change in a CSV without its last <_> rows, and warns' -ForEach 1, 2, 10 {
        $cut = @($rows | Select-Object -SkipLast $_ | ConvertFrom-Csv)
        foreach ($pair in @{ A = $cut; B = $whole }, @{ A = $whole; B = $cut }) {
            $run = Invoke-Captured { Compare-TikTokFollowing $pair.A $pair.B }
            $run.Output | Should -BeNullOrEmpty
            $run.Warnings | Should -Not -BeNullOrEmpty
        }
    }

    It 'accepts the id of a live account that ends with zeros' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Respond((New-WirePage (New-WireRecord '7100000000000000000' 'a')))
            $call = @{ Provider = 'ScrapeCreators'; BaseUri = $server.BaseUri
                ApiKey = ConvertTo-Key 'key-0123456789abcdef' }
            $live = @(Get-TikTokFollowing someone @call @Quiet)
            @(Compare-TikTokFollowing $live $live @Quiet).Count | Should -Be 0
        }
        finally { $server.Dispose() }
    }
}

Describe 'Compare-TikTokFollowing: completion of paths' {
    It 'completes <_> to a path that can be read' -ForEach 'a[1].csv', 'with space.csv', "it's.json" {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        $null = New-Item $folder -ItemType Directory
        $file = Join-Path $folder $_
        [IO.File]::WriteAllText($file, '')
        [IO.File]::WriteAllText((Join-Path $folder 'notes.txt'), '')
        $line = "Compare-TikTokFollowing $folder$([IO.Path]::DirectorySeparatorChar)"
        $found = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length,
            $null).CompletionMatches
        $found.Count | Should -Be 1
        & ([scriptblock]::Create($found[0].CompletionText)) | Should -BeExactly $file
    }
}
