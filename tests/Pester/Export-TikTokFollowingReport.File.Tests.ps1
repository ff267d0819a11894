# The file of a report: files that are replaced or kept, paths and their completion.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $sandbox = Start-TikTokFollowingSandbox
    $accounts = @(Get-TikTokFollowing someone -Provider SociaVault -All @Quiet)
    $utf8 = New-Object System.Text.UTF8Encoding $false, $true

    # Returns the data that the page contains for its script.
    function Read-Report([string] $Path) {
        $page = [System.IO.File]::ReadAllText($Path, $utf8)
        if ($page -notmatch '(?s)<script type="application/json" id="data">(.*?)</script>') {
            throw 'There is no data in it.'
        }
        $Matches[1] | ConvertFrom-Json
    }

    function New-Change {
        [pscustomobject] @{
            PSTypeName = 'Deserialized.TikTokFollowing.FollowingChange'; Change = 'Renamed'; Handle = 'now'
            PreviousHandle = 'then'; DisplayName = 'Some One'; Id = '1'; FollowedBy = 'someone'
            ChangedProperties = 'Handle, Bio'; Bio = 'new words'; PreviousBio = $null; PreviousDisplayName = $null
            ChangedBefore = (New-Object datetime 2026, 1, 2, 0, 0, 0, ([System.DateTimeKind]::Utc))
        }
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Export-TikTokFollowingReport: the file' {
    BeforeEach {
        $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).html"
    }

    Context 'a file that is not a report is replaced only with -Force' {
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
                'another HTML page' = {
                    param($path) $accounts | ConvertTo-Html Handle | Set-Content -LiteralPath $path -Encoding UTF8
                }
                'HTML that mentions this module' = {
                    param($path)
                    $text = '<!doctype html><html><head><title>' + ('x' * 1000) +
                        '</title><meta name="generator" content="TikTokFollowing report"></head></html>'
                    [System.IO.File]::WriteAllText($path, $text)
                }
                'text that mentions this module' = {
                    param($path) [System.IO.File]::WriteAllText($path,
                        'note: <!doctype html><meta name="generator" content="TikTokFollowing report">')
                }
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
            foreach ($options in @{ Path = $path }, @{ LiteralPath = $path }, @{ Path = $path; NoClobber = $true },
                @{ Path = $path; NoClobber = $true; Force = $true }, @{ Path = $path; WhatIf = $true }) {
                $run = Invoke-Captured {
                    Get-TikTokFollowing other -Provider SociaVault -All @Quiet | Export-TikTokFollowingReport @options
                }
                $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportExists,*'
                $run.Terminating.CategoryInfo.Category | Should -Be 'ResourceExists'
                $run.Terminating.TargetObject | Should -Be $path
                if (-not $options.NoClobber) {
                    $run.Terminating.Exception.Message | Should -Match 'not a report.*-Force replaces'
                }
                [Convert]::ToBase64String([System.IO.File]::ReadAllBytes($path)) | Should -BeExactly $before
            }
            $sandbox.Requests | Should -Be $requests -Because 'the target is checked before a page is fetched'

            $accounts | Export-TikTokFollowingReport $path -Force
            (Read-Report $path).summary.accounts | Should -Be 90
        }

        It 'keeps the CSV that is the input of the same pipeline' {
            $path = Join-Path $TestDrive 'now.csv'
            $accounts | Export-Csv $path -NoTypeInformation -Encoding UTF8
            $run = Invoke-Captured { Import-Csv $path -Encoding UTF8 | Export-TikTokFollowingReport $path }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportExists,*'
            @(Import-Csv $path -Encoding UTF8).Count | Should -Be 90
        }

        It 'keeps a file that another command writes while the input is read' {
            $run = Invoke-Captured {
                & { $accounts[0]; Set-Content -LiteralPath $file 'kept' } | Export-TikTokFollowingReport $file
            }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportExists,*'
            Get-Content -LiteralPath $file | Should -Be 'kept'
            @(Get-ChildItem $TestDrive -Force -Filter '*.tmp').Count | Should -Be 0
        }

        It 'replaces a report of this module without -Force, also with a byte order mark or other line ends' {
            foreach ($change in { param($text) $text }, { param($text) [char] 0xfeff + $text }, {
                param($text) $text.Replace("`n", "`r`n")
            }) {
                $accounts | Export-TikTokFollowingReport $file
                [System.IO.File]::WriteAllText($file, (& $change ([System.IO.File]::ReadAllText($file))), $utf8)
                $accounts[0] | Export-TikTokFollowingReport $file
                (Read-Report $file).summary.accounts | Should -Be 1
            }
        }
    }

    Context 'the file' {
        It 'is UTF-8 without a byte order mark, and replaces a longer report' {
            $accounts | Export-TikTokFollowingReport $file -Title ('before' * 100000)
            $accounts[0] | Export-TikTokFollowingReport $file
            $bytes = [System.IO.File]::ReadAllBytes($file)
            $bytes[0] | Should -Be 60
            { $utf8.GetString($bytes) } | Should -Not -Throw
            $utf8.GetString($bytes) | Should -Not -Match 'beforebefore'
        }

        It 'has the specified title, encoded for HTML' {
            $accounts[0] | Export-TikTokFollowingReport $file -Title '<b>Q&A</b>'
            [System.IO.File]::ReadAllText($file) |
                Should -Match ([regex]::Escape('<title>&lt;b&gt;Q&amp;A&lt;/b&gt;</title>'))
        }

        It '-PassThru writes its FileInfo' {
            $written = $accounts | Export-TikTokFollowingReport $file -PassThru
            $written | Should -BeOfType ([System.IO.FileInfo])
            $written.FullName | Should -Be $file
            $written.Length | Should -BeGreaterThan 1000
        }

        It 'is relative to the current location, and its name is literal' {
            Push-Location $TestDrive
            try { $accounts[0] | Export-TikTokFollowingReport 'r[1].html' }
            finally { Pop-Location }
            Test-Path -LiteralPath (Join-Path $TestDrive 'r[1].html') | Should -BeTrue
        }

        It '-WhatIf creates no file, also no temporary one' {
            $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
            $null = New-Item -ItemType Directory $folder
            $accounts | Export-TikTokFollowingReport (Join-Path $folder 'r.html') -WhatIf
            Get-ChildItem $folder -Force | Should -BeNullOrEmpty
        }

        It '-NoClobber keeps an existing file' {
            Set-Content -LiteralPath $file 'before'
            $run = Invoke-Captured { $accounts | Export-TikTokFollowingReport $file -NoClobber }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportExists,*'
            $run.Terminating.CategoryInfo.Category | Should -Be 'ResourceExists'
            Get-Content -LiteralPath $file | Should -Be 'before'
        }

        It 'is kept if it is read-only, unless -Force is used' {
            Set-Content -LiteralPath $file 'before'
            Set-ItemProperty -LiteralPath $file IsReadOnly $true
            $run = Invoke-Captured { $accounts | Export-TikTokFollowingReport $file }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportNotWritten,*'
            Get-Content -LiteralPath $file | Should -Be 'before'
            $accounts | Export-TikTokFollowingReport $file -Force
            (Read-Report $file).summary.accounts | Should -Be 90
        }

        It 'is an error before a request if it cannot be written: <Name>' -ForEach @(
            @{ Name = 'a missing folder'; Where = { Join-Path $TestDrive 'not/there/r.html' } }
            @{ Name = 'a folder'; Where = { "$TestDrive" } }
            @{ Name = 'a path outside the file system'; Where = { 'env:report' } }
            @{ Name = 'a missing drive'; Where = { 'nosuchdrive:report.html' } }
        ) {
            $path = & $Where
            $before = $sandbox.Requests
            $run = Invoke-Captured {
                Get-TikTokFollowing other -Provider SociaVault -All @Quiet | Export-TikTokFollowingReport $path
            }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportNotWritten,*'
            $run.Terminating.CategoryInfo.Category | Should -Be 'WriteError'
            $run.Terminating.Exception.Message | Should -Match ([regex]::Escape($path))
            $sandbox.Requests | Should -Be $before
        }

        It 'is rejected if it is a symbolic link, which stays: <Name>' -ForEach @(
            @{ Name = 'to a file'; Target = 'kept.html' }
            @{ Name = 'to a missing file'; Target = 'missing.html' }
            @{ Name = 'to a folder'; Target = '.' }
        ) {
            if (-not $IsCore -or $IsWindows) {
                Set-ItResult -Skipped -Because 'it creates symbolic links, for which Windows requires a right'
            }
            $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
            $null = New-Item -ItemType Directory $folder
            Set-Content (Join-Path $folder 'kept.html') 'before'
            $link = Join-Path $folder 'link.html'
            $null = New-Item -ItemType SymbolicLink -Path $link -Value (Join-Path $folder $Target) -Force
            $run = Invoke-Captured { $accounts | Export-TikTokFollowingReport $link -Force }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportNotWritten,*'
            (Get-Item -LiteralPath $link).LinkType | Should -Be 'SymbolicLink'
            Get-Content (Join-Path $folder 'kept.html') | Should -Be 'before'
            Compare-Sequence @(Get-ChildItem $folder -Force | Sort-Object Name |
                ForEach-Object Name) @('kept.html', 'link.html') | Should -BeTrue
        }

        # With -WhatIf, so that a defect cannot replace /dev/null of the machine.
        It 'is rejected if it is a device' {
            if (-not $IsCore -or $IsWindows) { Set-ItResult -Skipped -Because 'Windows has no /dev/null' }
            $run = Invoke-Captured { $accounts | Export-TikTokFollowingReport /dev/null -WhatIf }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ReportNotWritten,*'
        }

        It 'is not changed if the pipeline before it ends with an error' {
            $accounts | Export-TikTokFollowingReport $file
            $good = [System.IO.File]::ReadAllText($file)
            $run = Invoke-Captured { & { $accounts[0]; throw 'broken' } | Export-TikTokFollowingReport $file }
            $run.Terminating.Exception.Message | Should -Be 'broken'
            [System.IO.File]::ReadAllText($file) | Should -BeExactly $good
        }

        It 'is rejected without waiting if it is a named pipe' {
            if (-not $IsCore -or $IsWindows) { Set-ItResult -Skipped -Because 'the file system of Windows has no FIFO' }
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
            foreach ($name in 'sub dir', 'only data', 'page.html') {
                $null = New-Item -ItemType Directory (Join-Path $there $name)
            }
            foreach ($name in 'now.csv', 'now.json', 'list.jsonl', 'my report.html', 'UPPER.HTML', 'r[1].html', 'html',
                'only data/then.csv') {
                [System.IO.File]::WriteAllText((Join-Path $there $name), 'x')
            }
            Push-Location $there
        }

        AfterAll { Pop-Location }

        It '<Line> offers folders and HTML files only' -ForEach @(
            @{ Line = 'Export-TikTokFollowingReport '
                Names = 'my report.html', 'only data', 'page.html', 'r[1].html', 'sub dir', 'UPPER.HTML' }
            @{ Line = 'Export-TikTokFollowingReport -Path '
                Names = 'my report.html', 'only data', 'page.html', 'r[1].html', 'sub dir', 'UPPER.HTML' }
            @{ Line = 'Export-TikTokFollowingReport -LiteralPath '
                Names = 'my report.html', 'only data', 'page.html', 'r[1].html', 'sub dir', 'UPPER.HTML' }
            @{ Line = '$x | Export-TikTokFollowingReport no'; Names = @() }
            @{ Line = "Export-TikTokFollowingReport 'my"; Names = @('my report.html') }
            @{ Line = "Export-TikTokFollowingReport 'only data/"; Names = @() }
        ) {
            $found = @([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length,
                $null).CompletionMatches | ForEach-Object ListItemText)
            ($found | Sort-Object) -join '|' | Should -Be (($Names | Sort-Object) -join '|')
        }

        It 'offers the literal name of a file with brackets' {
            $line = 'Export-TikTokFollowingReport r'
            $text = @([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length,
                $null).CompletionMatches)[0].CompletionText
            $text.Trim("'") | Should -Match '^\.[\\/]r\[1\]\.html$'
        }
    }
}
