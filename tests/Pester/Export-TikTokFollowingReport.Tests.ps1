BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $sandbox = Start-TikTokFollowingSandbox
    $accounts = @(Get-TikTokFollowing someone -Provider SociaVault -All @Quiet)
    $utf8 = New-Object System.Text.UTF8Encoding $false, $true

    # What stands in the page for its script.
    function Read-Report([string] $Path) {
        $page = [System.IO.File]::ReadAllText($Path, $utf8)
        if ($page -notmatch '(?s)<script type="application/json" id="data">(.*?)</script>') { throw 'There is no data in it.' }
        $Matches[1] | ConvertFrom-Json
    }

    function New-Change {
        [pscustomobject] @{
            PSTypeName = 'Deserialized.TikTokFollowing.FollowingChange'; Change = 'Renamed'; Handle = 'now'; PreviousHandle = 'then'; DisplayName = 'Some One'; Id = '1'; FollowedBy = 'someone'
            ChangedProperties = 'Handle, Bio'; Bio = 'new words'; PreviousBio = $null; PreviousDisplayName = $null; ChangedBefore = (New-Object datetime 2026, 1, 2, 0, 0, 0, ([System.DateTimeKind]::Utc))
        }
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Export-TikTokFollowingReport' {
    BeforeEach {
        $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).html"
    }

    Context 'what it takes' {
        It 'accounts from the pipeline, in their order' {
            $accounts | Export-TikTokFollowingReport $file | Should -BeNullOrEmpty
            $data = Read-Report $file
            $data.summary.accounts | Should -Be 90
            Compare-Sequence $data.accounts.handle $accounts.Handle | Should -BeTrue
            Compare-Sequence $data.accounts.followers $accounts.FollowerCount | Should -BeTrue
            $data.summary.verified | Should -Be @($accounts | Where-Object IsVerified).Count
            $data.providers | Should -Be 'SociaVault'
        }

        It 'accounts as an argument' {
            Export-TikTokFollowingReport $file -InputObject $accounts
            (Read-Report $file).summary.accounts | Should -Be 90
        }

        It 'pages' {
            Get-TikTokFollowingPage someone -Provider SociaVault @Quiet | Export-TikTokFollowingReport $file
            Compare-Sequence (Read-Report $file).accounts.handle $accounts[0..19].Handle | Should -BeTrue
        }

        It 'the same from <_>' -ForEach 'CSV', 'CLIXML', 'JSON' {
            $accounts | Export-TikTokFollowingReport $file
            $live = Read-Report $file
            $kept = Join-Path $TestDrive 'kept'
            $again = switch ($_) {
                'CSV' { $accounts | Export-Csv $kept -NoTypeInformation -Encoding UTF8; Import-Csv $kept -Encoding UTF8 }
                'CLIXML' { $accounts | Export-Clixml $kept; Import-Clixml $kept }
                'JSON' { ConvertTo-Json $accounts | ConvertFrom-Json | ForEach-Object { $_ } }
            }
            $again | Export-TikTokFollowingReport $file
            $data = Read-Report $file
            foreach ($name in 'handle', 'profile', 'displayName', 'id', 'bio', 'isVerified', 'isPrivate', 'region', 'followers', 'following', 'likes', 'videos', 'position') {
                Compare-Sequence $data.accounts.$name $live.accounts.$name | Should -BeTrue
            }
            ($data.summary | ConvertTo-Json -Depth 5) | Should -BeExactly ($live.summary | ConvertTo-Json -Depth 5)
            Compare-Sequence $data.accounts.window.of $live.accounts.window.of | Should -BeTrue
            if ($_ -ne 'CSV') { $data.readFrom | Should -Be $live.readFrom } # a CSV has whole seconds
        }

        It 'a selection of properties' {
            $accounts | Select-Object Handle, FollowerCount | Export-TikTokFollowingReport $file
            $data = Read-Report $file
            $data.summary.accounts | Should -Be 90
            $data.accounts.bio | Should -BeNullOrEmpty
            $data.summary.private | Should -BeNullOrEmpty
        }

        It 'changes, with what was there before' {
            New-Change | Export-TikTokFollowingReport $file
            $data = Read-Report $file
            $data.changes.Count | Should -Be 1
            $data.changes[0].kind | Should -BeExactly 'Renamed'
            Compare-Sequence $data.changes[0].edits[0] @('Handle', 'then', 'now') | Should -BeTrue
            Compare-Sequence $data.changes[0].edits[1] @('Bio', $null, 'new words') | Should -BeTrue
            $data.changed.handle | Should -Be 'now'
            $data.changed.window.values[0][1] | Should -Be 1767312000000
            $data.summary.accounts | Should -Be 0
            [System.IO.File]::ReadAllText($file) | Should -Match '<title>Changes in the accounts that @someone follows</title>'
        }

        It 'all kinds of live changes' {
            function New-Old([int] $At, [hashtable] $With) {
                $old = $accounts[$At] | Select-Object *
                foreach ($name in $With.Keys) { $old.$name = $With[$name] }
                $old
            }
            $gone = New-Old 5 @{ Id = '1'; SecUid = ''; Handle = 'gone.one'; DisplayName = 'Gone' }
            $old = @($accounts[0]; New-Old 1 @{ Handle = 'former.name' }; New-Old 2 @{ Bio = 'old words'; IsVerified = -not $accounts[2].IsVerified }; $gone)
            # Without positions, the parts of the two lists count as the lists.
            $old, $new = $old, $accounts[0..3] | ForEach-Object { , @($_ | Select-Object * -ExcludeProperty Position) }
            $changes = @(Compare-TikTokFollowing $old $new -IncludeProfile -IncludeEqual @Quiet)
            $changes | Export-TikTokFollowingReport $file
            $data = Read-Report $file
            Compare-Sequence $data.changes.kind @('Equal', 'Renamed', 'ProfileChanged', 'Followed', 'Unfollowed') | Should -BeTrue
            Compare-Sequence $data.changed.handle (@($accounts[0..3].Handle) + 'gone.one') | Should -BeTrue
            Compare-Sequence $data.changes[1].edits[0] @('Handle', 'former.name', $accounts[1].Handle) | Should -BeTrue
            Compare-Sequence $data.changes[2].edits[0] @('Bio', 'old words', $accounts[2].Bio) | Should -BeTrue
            Compare-Sequence $data.changes[2].edits[1] @('IsVerified', "$(-not $accounts[2].IsVerified)", "$($accounts[2].IsVerified)") | Should -BeTrue
            foreach ($at in 0, 3, 4) { @($data.changes[$at].edits).Count | Should -Be 0 }
            Compare-Sequence $data.changed.followers $changes.FollowerCount | Should -BeTrue
            $data.summary.accounts | Should -Be 0
        }

        It 'nothing else: <Name> is an error of our own, told once' -ForEach @(
            @{ Name = 'a text'; Thing = 'someone'; Type = 'System.String' }
            @{ Name = 'a number'; Thing = 5; Type = 'System.Int32' }
            @{ Name = 'a table'; Thing = @{ Handle = 'x'; Bio = 'y' }; Type = 'System.Collections.Hashtable' }
            @{ Name = 'an object with a handle only'; Thing = [pscustomobject] @{ Handle = 'x' }; Type = 'PSCustomObject' }
        ) {
            $run = Invoke-Captured { $Thing, $accounts[0], $Thing | Export-TikTokFollowingReport $file }
            $run.Errors.Count | Should -Be 1
            $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'NotForReport,*'
            $run.Errors[0].CategoryInfo.Category | Should -Be 'InvalidType'
            $run.Errors[0].Exception.Message | Should -Match ([regex]::Escape($Type))
            (Read-Report $file).summary.accounts | Should -Be 1
        }

        It 'names the properties that are missing: <Name>' -ForEach @(
            @{ Name = 'selected names'; Make = { $accounts[0..2] | Select-Object Handle, Id }; Says = 'at least one of these properties, too: FollowedBy, FollowerCount, DisplayName, ProfileUrl, Bio, IsVerified' }
            @{ Name = 'other columns'; Make = { "Name,Mail`na,b" | ConvertFrom-Csv }; Says = 'It has no Handle, Id or SecUid\. Its properties: Name, Mail\.' }
            @{ Name = 'selected counts'; Make = { $accounts[0] | Select-Object FollowerCount, Bio }; Says = 'It has no Handle, Id or SecUid\. Its properties: FollowerCount, Bio\.' }
        ) {
            $run = Invoke-Captured { & $Make | Export-TikTokFollowingReport $file }
            $run.Errors.Count | Should -Be 1
            $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'NotForReport,*'
            $run.Errors[0].Exception.Message | Should -Match $Says
        }

        It 'and writes nothing where nothing else came' {
            $run = Invoke-Captured { $sandbox | Export-TikTokFollowingReport $file -PassThru }
            $run.Errors.Count | Should -Be 1
            $run.Warnings.Count | Should -Be 1
            $run.Output | Should -BeNullOrEmpty
            Test-Path -LiteralPath $file | Should -BeFalse
        }
    }

    Context 'no input writes nothing, and an existing report stays' {
        It '<Name>' -ForEach @(
            @{ Name = 'an empty pipeline'; Run = { @() | Export-TikTokFollowingReport $file @Options }; Says = '^No input was received' }
            @{ Name = 'a pipeline of $null'; Run = { $null, $null | Export-TikTokFollowingReport $file @Options }; Says = '^No input was received' }
            @{ Name = 'a command that emits nothing'; Run = { Get-TikTokFollowing empty -Provider SociaVault @Quiet | Export-TikTokFollowingReport $file @Options }; Says = '^No input was received' }
            @{ Name = 'a command that fails'; Run = { Get-TikTokFollowing missing -Provider SociaVault @Quiet -ErrorAction SilentlyContinue | Export-TikTokFollowingReport $file @Options }; Says = '^No input was received' }
            @{ Name = 'no pipeline'; Run = { Export-TikTokFollowingReport $file @Options }; Says = '^No input was received' }
            @{ Name = 'an empty argument'; Run = { Export-TikTokFollowingReport $file -InputObject @() @Options }; Says = '^No input was received' }
            @{ Name = 'a null argument'; Run = { Export-TikTokFollowingReport $file -InputObject $null @Options }; Says = '^No input was received' }
            @{ Name = 'a filter that lets nothing pass'; Run = { $accounts | Where-Object Handle -EQ 'nobody here' | Export-TikTokFollowingReport $file @Options }; Says = '^No input was received' }
            @{ Name = 'a CSV with a header only'; Run = { 'Handle,Bio' | ConvertFrom-Csv | Export-TikTokFollowingReport $file @Options }; Says = '^No input was received' }
            @{ Name = 'a page without accounts'; Run = { Get-TikTokFollowingPage empty -Provider SociaVault @Quiet | Export-TikTokFollowingReport $file @Options }; Says = '^The input has no account and no change' }
            @{ Name = 'other objects'; Run = { 1, 'two' | Export-TikTokFollowingReport $file @Options -ErrorAction SilentlyContinue }; Says = '^The input has no account and no change' }
        ) {
            $Options = @{ PassThru = $true }
            $empty = Invoke-Captured $Run
            $empty.Warnings.Count | Should -Be 1
            "$($empty.Warnings[0])" | Should -Match $Says
            "$($empty.Warnings[0])" | Should -Not -Match 'was not changed'
            $empty.Output | Should -BeNullOrEmpty
            $empty.Terminating | Should -BeNullOrEmpty
            Test-Path -LiteralPath $file | Should -BeFalse

            $accounts | Export-TikTokFollowingReport $file
            $good = [System.IO.File]::ReadAllText($file)
            foreach ($Options in @{}, @{ Force = $true }) {
                $again = Invoke-Captured $Run
                "$($again.Warnings[0])" | Should -Match "$($Says).*$([regex]::Escape($file)).* was not changed"
                [System.IO.File]::ReadAllText($file) | Should -BeExactly $good
            }
        }
    }

    Context 'a file that is no report is replaced only with -Force' {
        BeforeAll {
            $foreign = @{
                'a CSV' = { param($path) $accounts | Export-Csv $path -NoTypeInformation -Encoding UTF8 }
                'a CSV in UTF-16' = { param($path) $accounts | Export-Csv $path -NoTypeInformation -Encoding Unicode }
                'JSON' = { param($path) ConvertTo-Json $accounts | Set-Content -LiteralPath $path -Encoding UTF8 }
                'CLIXML' = { param($path) $accounts | Export-Clixml -LiteralPath $path }
                'a journal' = {
                    param($path)
                    $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
                    $null = Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath $folder @Quiet
                    Move-Item -LiteralPath (Get-ChildItem $folder -File | Select-Object -First 1).FullName $path
                }
                'another HTML page' = { param($path) $accounts | ConvertTo-Html Handle | Set-Content -LiteralPath $path -Encoding UTF8 }
                'HTML that mentions this module' = {
                    param($path)
                    $text = '<!doctype html><html><head><title>' + ('x' * 1000) + '</title><meta name="generator" content="TikTokFollowing report"></head></html>'
                    [System.IO.File]::WriteAllText($path, $text)
                }
                'text that mentions this module' = { param($path) [System.IO.File]::WriteAllText($path, 'note: <!doctype html><meta name="generator" content="TikTokFollowing report">') }
                'an empty file' = { param($path) [System.IO.File]::WriteAllBytes($path, [byte[]] @()) }
                'a binary file' = { param($path) [System.IO.File]::WriteAllBytes($path, [byte[]] (0..255)) }
            }
        }

        It '<Name> (.<Extension>)' -ForEach @(
            @{ Name = 'a CSV'; Extension = 'csv' }
            @{ Name = 'a CSV'; Extension = 'html' }
            @{ Name = 'a CSV in UTF-16'; Extension = 'csv' }
            @{ Name = 'JSON'; Extension = 'json' }
            @{ Name = 'CLIXML'; Extension = 'xml' }
            @{ Name = 'a journal'; Extension = 'jsonl' }
            @{ Name = 'another HTML page'; Extension = 'html' }
            @{ Name = 'HTML that mentions this module'; Extension = 'html' }
            @{ Name = 'text that mentions this module'; Extension = 'html' }
            @{ Name = 'an empty file'; Extension = 'html' }
            @{ Name = 'a binary file'; Extension = 'html' }
        ) {
            $path = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).$Extension"
            & $foreign[$Name] $path
            $before = [Convert]::ToBase64String([System.IO.File]::ReadAllBytes($path))
            $requests = $sandbox.Requests
            foreach ($options in @{ Path = $path }, @{ LiteralPath = $path }, @{ Path = $path; NoClobber = $true }, @{ Path = $path; NoClobber = $true; Force = $true }, @{ Path = $path; WhatIf = $true }) {
                $run = Invoke-Captured { Get-TikTokFollowing other -Provider SociaVault -All @Quiet | Export-TikTokFollowingReport @options }
                $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportExists,*'
                $run.Terminating.CategoryInfo.Category | Should -Be 'ResourceExists'
                $run.Terminating.TargetObject | Should -Be $path
                if (-not $options.NoClobber) { $run.Terminating.Exception.Message | Should -Match 'not a report.*-Force replaces' }
                [Convert]::ToBase64String([System.IO.File]::ReadAllBytes($path)) | Should -BeExactly $before
            }
            $sandbox.Requests | Should -Be $requests -Because 'the target is checked before a page is fetched'

            $accounts | Export-TikTokFollowingReport $path -Force
            (Read-Report $path).summary.accounts | Should -Be 90
        }

        It 'also the CSV that the report is made from, in the same pipeline' {
            $path = Join-Path $TestDrive 'now.csv'
            $accounts | Export-Csv $path -NoTypeInformation -Encoding UTF8
            $run = Invoke-Captured { Import-Csv $path -Encoding UTF8 | Export-TikTokFollowingReport $path }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportExists,*'
            @(Import-Csv $path -Encoding UTF8).Count | Should -Be 90
        }

        It 'also one that another command writes while the input is read' {
            $run = Invoke-Captured { & { $accounts[0]; Set-Content -LiteralPath $file 'kept' } | Export-TikTokFollowingReport $file }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportExists,*'
            Get-Content -LiteralPath $file | Should -Be 'kept'
            @(Get-ChildItem $TestDrive -Force -Filter '*.tmp').Count | Should -Be 0
        }

        It 'a report of this module is replaced without -Force, also with a byte order mark or other line ends' {
            foreach ($change in { param($text) $text }, { param($text) [char] 0xfeff + $text }, { param($text) $text.Replace("`n", "`r`n") }) {
                $accounts | Export-TikTokFollowingReport $file
                [System.IO.File]::WriteAllText($file, (& $change ([System.IO.File]::ReadAllText($file))), $utf8)
                $accounts[0] | Export-TikTokFollowingReport $file
                (Read-Report $file).summary.accounts | Should -Be 1
            }
        }
    }

    Context 'the file' {
        It 'is UTF-8 without a mark, and replaces a longer report' {
            $accounts | Export-TikTokFollowingReport $file -Title ('before' * 100000)
            $accounts[0] | Export-TikTokFollowingReport $file
            $bytes = [System.IO.File]::ReadAllBytes($file)
            $bytes[0] | Should -Be 60
            { $utf8.GetString($bytes) } | Should -Not -Throw
            $utf8.GetString($bytes) | Should -Not -Match 'beforebefore'
        }

        It 'has the title that was given, as text' {
            $accounts[0] | Export-TikTokFollowingReport $file -Title '<b>Q&A</b>'
            [System.IO.File]::ReadAllText($file) | Should -Match ([regex]::Escape('<title>&lt;b&gt;Q&amp;A&lt;/b&gt;</title>'))
        }

        It '-PassThru writes its FileInfo' {
            $written = $accounts | Export-TikTokFollowingReport $file -PassThru
            $written | Should -BeOfType ([System.IO.FileInfo])
            $written.FullName | Should -Be $file
            $written.Length | Should -BeGreaterThan 1000
        }

        It 'is found from where the session is, and its name has no wildcards' {
            Push-Location $TestDrive
            try { $accounts[0] | Export-TikTokFollowingReport 'r[1].html' }
            finally { Pop-Location }
            Test-Path -LiteralPath (Join-Path $TestDrive 'r[1].html') | Should -BeTrue
        }

        It '-WhatIf writes nothing, not even beside it' {
            $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
            $null = New-Item -ItemType Directory $folder
            $accounts | Export-TikTokFollowingReport (Join-Path $folder 'r.html') -WhatIf
            Get-ChildItem $folder -Force | Should -BeNullOrEmpty
        }

        It '-NoClobber keeps what is there' {
            Set-Content -LiteralPath $file 'before'
            $run = Invoke-Captured { $accounts | Export-TikTokFollowingReport $file -NoClobber }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportExists,*'
            $run.Terminating.CategoryInfo.Category | Should -Be 'ResourceExists'
            Get-Content -LiteralPath $file | Should -Be 'before'
        }

        It 'that is read-only is kept, but for -Force' {
            Set-Content -LiteralPath $file 'before'
            Set-ItemProperty -LiteralPath $file IsReadOnly $true
            $run = Invoke-Captured { $accounts | Export-TikTokFollowingReport $file }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportNotWritten,*'
            Get-Content -LiteralPath $file | Should -Be 'before'
            $accounts | Export-TikTokFollowingReport $file -Force
            (Read-Report $file).summary.accounts | Should -Be 90
        }

        It 'that cannot be is an error before anything is bought: <Name>' -ForEach @(
            @{ Name = 'no such folder'; Where = { Join-Path $TestDrive 'not/there/r.html' } }
            @{ Name = 'a folder'; Where = { "$TestDrive" } }
            @{ Name = 'no file system'; Where = { 'env:report' } }
            @{ Name = 'no such drive'; Where = { 'nosuchdrive:report.html' } }
        ) {
            $path = & $Where
            $before = $sandbox.Requests
            $run = Invoke-Captured { Get-TikTokFollowing other -Provider SociaVault -All @Quiet | Export-TikTokFollowingReport $path }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportNotWritten,*'
            $run.Terminating.CategoryInfo.Category | Should -Be 'WriteError'
            $run.Terminating.Exception.Message | Should -Match ([regex]::Escape($path))
            $sandbox.Requests | Should -Be $before
        }

        It 'that is a symbolic link is refused, and the link stays: <Name>' -Skip:($PSVersionTable.PSEdition -ne 'Core' -or $IsWindows) -ForEach @(
            @{ Name = 'to a file'; Target = 'kept.html' }
            @{ Name = 'to nothing'; Target = 'missing.html' }
            @{ Name = 'to a folder'; Target = '.' }
        ) {
            $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
            $null = New-Item -ItemType Directory $folder
            Set-Content (Join-Path $folder 'kept.html') 'before'
            $link = Join-Path $folder 'link.html'
            $null = New-Item -ItemType SymbolicLink -Path $link -Value (Join-Path $folder $Target) -Force
            $run = Invoke-Captured { $accounts | Export-TikTokFollowingReport $link -Force }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportNotWritten,*'
            (Get-Item -LiteralPath $link).LinkType | Should -Be 'SymbolicLink'
            Get-Content (Join-Path $folder 'kept.html') | Should -Be 'before'
            Compare-Sequence @(Get-ChildItem $folder -Force | Sort-Object Name | ForEach-Object Name) @('kept.html', 'link.html') | Should -BeTrue
        }

        # -WhatIf, so that a mistake here does not cost the machine its /dev/null.
        It 'that is a device is refused' -Skip:($PSVersionTable.PSEdition -ne 'Core' -or $IsWindows) {
            $run = Invoke-Captured { $accounts | Export-TikTokFollowingReport /dev/null -WhatIf }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportNotWritten,*'
        }

        It 'stays as it was when the pipeline in front of it ends with an error' {
            $accounts | Export-TikTokFollowingReport $file
            $good = [System.IO.File]::ReadAllText($file)
            $run = Invoke-Captured { & { $accounts[0]; throw 'broken' } | Export-TikTokFollowingReport $file }
            $run.Terminating.Exception.Message | Should -Be 'broken'
            [System.IO.File]::ReadAllText($file) | Should -BeExactly $good
        }

        It 'that is a named pipe is refused at once' -Skip:($PSVersionTable.PSEdition -ne 'Core' -or $IsWindows) {
            $path = Join-Path $TestDrive 'pipe.html'
            mkfifo $path
            $run = Invoke-Captured { $accounts | Export-TikTokFollowingReport $path -Force }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportNotWritten,*'
            (Get-Item -LiteralPath $path).UnixStat.ItemType | Should -Be 'NamedPipe'
        }
    }

    Context 'completion of -Path' {
        BeforeAll {
            $there = Join-Path $TestDrive 'completion'
            foreach ($name in 'sub dir', 'only data', 'page.html') { $null = New-Item -ItemType Directory (Join-Path $there $name) }
            foreach ($name in 'now.csv', 'now.json', 'list.jsonl', 'my report.html', 'UPPER.HTML', 'r[1].html', 'html', 'only data/then.csv') {
                [System.IO.File]::WriteAllText((Join-Path $there $name), 'x')
            }
            Push-Location $there
        }

        AfterAll { Pop-Location }

        It '<Line> offers folders and HTML files only' -ForEach @(
            @{ Line = 'Export-TikTokFollowingReport '; Names = 'my report.html', 'only data', 'page.html', 'r[1].html', 'sub dir', 'UPPER.HTML' }
            @{ Line = 'Export-TikTokFollowingReport -Path '; Names = 'my report.html', 'only data', 'page.html', 'r[1].html', 'sub dir', 'UPPER.HTML' }
            @{ Line = 'Export-TikTokFollowingReport -LiteralPath '; Names = 'my report.html', 'only data', 'page.html', 'r[1].html', 'sub dir', 'UPPER.HTML' }
            @{ Line = '$x | Export-TikTokFollowingReport no'; Names = @() }
            @{ Line = "Export-TikTokFollowingReport 'my"; Names = @('my report.html') }
            @{ Line = "Export-TikTokFollowingReport 'only data/"; Names = @() }
        ) {
            $found = @([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches | ForEach-Object ListItemText)
            ($found | Sort-Object) -join '|' | Should -Be (($Names | Sort-Object) -join '|')
        }

        It 'offers the literal name of a file with brackets' {
            $line = 'Export-TikTokFollowingReport r'
            $text = @([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches)[0].CompletionText
            $text.Trim("'") | Should -Match '^\.[\\/]r\[1\]\.html$'
        }
    }

    It 'refers to nothing outside but TikTok, and its policy lets nothing in' {
        $accounts | Export-TikTokFollowingReport $file
        $page = [System.IO.File]::ReadAllText($file)
        $page | Should -Match "content=`"default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src 'none'; base-uri 'none'; form-action 'none'`""
        [regex]::Matches($page, 'https?://[^/"\s]+').Value | Sort-Object -Unique | Should -Be 'http://www.w3.org', 'https://www.tiktok.com'
        $page | Should -Not -Match 'tiktokcdn'
    }
}
