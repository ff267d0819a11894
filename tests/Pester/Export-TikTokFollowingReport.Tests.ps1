# The input and the content of a report.
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

Describe 'Export-TikTokFollowingReport' {
    BeforeEach {
        $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).html"
    }

    Context 'input' {
        It 'accepts accounts from the pipeline, in their order' {
            $accounts | Export-TikTokFollowingReport $file | Should -BeNullOrEmpty
            $data = Read-Report $file
            $data.summary.accounts | Should -Be 90
            Compare-Sequence $data.accounts.handle $accounts.Handle | Should -BeTrue
            Compare-Sequence $data.accounts.followers $accounts.FollowerCount | Should -BeTrue
            $data.summary.verified | Should -Be @($accounts | Where-Object IsVerified).Count
            $data.providers | Should -Be 'SociaVault'
        }

        It 'accepts accounts as an argument' {
            Export-TikTokFollowingReport $file -InputObject $accounts
            (Read-Report $file).summary.accounts | Should -Be 90
        }

        It 'accepts pages' {
            Get-TikTokFollowingPage someone -Provider SociaVault @Quiet | Export-TikTokFollowingReport $file
            Compare-Sequence (Read-Report $file).accounts.handle $accounts[0..19].Handle | Should -BeTrue
        }

        It 'reads the same data from <_>' -ForEach 'CSV', 'CLIXML', 'JSON' {
            $accounts | Export-TikTokFollowingReport $file
            $live = Read-Report $file
            $kept = Join-Path $TestDrive 'kept'
            $again = switch ($_) {
                'CSV' { $accounts | Export-Csv $kept -NoTypeInformation -Encoding UTF8
                    Import-Csv $kept -Encoding UTF8 }
                'CLIXML' { $accounts | Export-Clixml $kept; Import-Clixml $kept }
                'JSON' { ConvertTo-Json $accounts | ConvertFrom-Json | ForEach-Object { $_ } }
            }
            $again | Export-TikTokFollowingReport $file
            $data = Read-Report $file
            foreach ($name in 'handle', 'profile', 'displayName', 'id', 'bio', 'isVerified', 'isPrivate', 'region',
                'followers', 'following', 'likes', 'videos', 'position') {
                Compare-Sequence $data.accounts.$name $live.accounts.$name | Should -BeTrue
            }
            ($data.summary | ConvertTo-Json -Depth 5) | Should -BeExactly ($live.summary | ConvertTo-Json -Depth 5)
            Compare-Sequence $data.accounts.window.of $live.accounts.window.of | Should -BeTrue
            if ($_ -ne 'CSV') { $data.readFrom | Should -Be $live.readFrom } # a CSV has whole seconds
        }

        It 'accepts a selection of properties' {
            $accounts | Select-Object Handle, FollowerCount | Export-TikTokFollowingReport $file
            $data = Read-Report $file
            $data.summary.accounts | Should -Be 90
            $data.accounts.bio | Should -BeNullOrEmpty
            $data.summary.private | Should -BeNullOrEmpty
        }

        It 'accepts changes, with their previous values' {
            New-Change | Export-TikTokFollowingReport $file
            $data = Read-Report $file
            $data.changes.Count | Should -Be 1
            $data.changes[0].kind | Should -BeExactly 'Renamed'
            Compare-Sequence $data.changes[0].edits[0] @('Handle', 'then', 'now') | Should -BeTrue
            Compare-Sequence $data.changes[0].edits[1] @('Bio', $null, 'new words') | Should -BeTrue
            $data.changed.handle | Should -Be 'now'
            $data.changed.window.values[0][1] | Should -Be 1767312000000
            $data.summary.accounts | Should -Be 0
            [System.IO.File]::ReadAllText($file) |
                Should -Match '<title>Changes in the accounts that @someone follows</title>'
        }

        It 'accepts changes of a history, from <_>' -ForEach 'live objects', 'CSV', 'CLIXML', 'JSON' {
            $start = New-Object datetime 2026, 11, 5, 14, 3, 4, ([System.DateTimeKind]::Local)
            $changes = foreach ($day in 0, 7) {
                [pscustomobject] @{
                    Change = 'Unfollowed'; Handle = "account$day"; Id = '1'; FollowedBy = 'someone'
                    FollowerCount = 100 + $day
                    ChangedAfter = $null; ChangedBefore = $start.AddDays($day); DetectedAt = $start.AddDays($day)
                    Confirmed = $(if ($day) { $start.AddDays($day + 1) })
                }
            }
            $kept = Join-Path $TestDrive 'kept'
            $times = 0, 7 | ForEach-Object { ([DateTimeOffset] $start.AddDays($_)).ToUnixTimeMilliseconds() }
            foreach ($culture in 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR') {
                $before = [cultureinfo]::CurrentCulture
                try {
                    [System.Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo]::GetCultureInfo($culture)
                    $again = switch ($_) {
                        'CSV' { $changes | Export-Csv $kept -NoTypeInformation -Encoding UTF8
                            Import-Csv $kept -Encoding UTF8 }
                        'CLIXML' { $changes | Export-Clixml $kept; Import-Clixml $kept }
                        'JSON' { ConvertTo-Json $changes | ConvertFrom-Json | ForEach-Object { $_ } }
                        default { $changes }
                    }
                    $again | Export-TikTokFollowingReport $file
                }
                finally { [System.Threading.Thread]::CurrentThread.CurrentCulture = $before }
                $data = Read-Report $file
                Compare-Sequence $data.history.detected $times | Should -BeTrue
                Compare-Sequence @($data.history.confirmed) @(1) | Should -BeTrue
                Compare-Sequence @($data.history.growth)[0] @(1, $times[0], 100, $times[1], 107) | Should -BeTrue
            }
        }

        It 'accepts all kinds of live changes' {
            function New-Old([int] $At, [hashtable] $With) {
                $old = $accounts[$At] | Select-Object *
                foreach ($name in $With.Keys) { $old.$name = $With[$name] }
                $old
            }
            $gone = New-Old 5 @{ Id = '1'; SecUid = ''; Handle = 'gone.one'; DisplayName = 'Gone' }
            $old = @($accounts[0]; New-Old 1 @{ Handle = 'former.name' }
                New-Old 2 @{ Bio = 'old words'; IsVerified = -not $accounts[2].IsVerified }; $gone)
            # Without positions, partial lists cannot be recognized and count as whole lists.
            $old, $new = $old, $accounts[0..3] | ForEach-Object { , @($_ | Select-Object * -ExcludeProperty Position) }
            $changes = @(Compare-TikTokFollowing $old $new -IncludeProfile -IncludeEqual @Quiet)
            $changes | Export-TikTokFollowingReport $file
            $data = Read-Report $file
            Compare-Sequence $data.changes.kind @('Equal', 'Renamed', 'ProfileChanged', 'Followed', 'Unfollowed') |
                Should -BeTrue
            Compare-Sequence $data.changed.handle (@($accounts[0..3].Handle) + 'gone.one') | Should -BeTrue
            Compare-Sequence $data.changes[1].edits[0] @('Handle', 'former.name', $accounts[1].Handle) | Should -BeTrue
            Compare-Sequence $data.changes[2].edits[0] @('Bio', 'old words', $accounts[2].Bio) | Should -BeTrue
            Compare-Sequence $data.changes[2].edits[1] @('IsVerified', "$(-not $accounts[2].IsVerified)",
                "$($accounts[2].IsVerified)") | Should -BeTrue
            foreach ($at in 0, 3, 4) { @($data.changes[$at].edits).Count | Should -Be 0 }
            Compare-Sequence $data.changed.followers $changes.FollowerCount | Should -BeTrue
            $data.summary.accounts | Should -Be 0
        }

        It 'rejects <Name> with one error of the module' -ForEach @(
            @{ Name = 'a text'; Thing = 'someone'; Type = 'System.String' }
            @{ Name = 'a number'; Thing = 5; Type = 'System.Int32' }
            @{ Name = 'a table'; Thing = @{ Handle = 'x'; Bio = 'y' }; Type = 'System.Collections.Hashtable' }
            @{ Name = 'an object with a handle only'; Thing = [pscustomobject] @{ Handle = 'x' }
                Type = 'PSCustomObject' }
        ) {
            $run = Invoke-Captured { $Thing, $accounts[0], $Thing | Export-TikTokFollowingReport $file }
            $run.Errors.Count | Should -Be 1
            $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'NotForReport,*'
            $run.Errors[0].CategoryInfo.Category | Should -Be 'InvalidType'
            $run.Errors[0].Exception.Message | Should -Match ([regex]::Escape($Type))
            (Read-Report $file).summary.accounts | Should -Be 1
        }

        It 'names the properties that are missing: <Name>' -ForEach @(
            @{ Name = 'selected names'; Make = { $accounts[0..2] | Select-Object Handle, Id }
                Says = 'at least one of these properties, too: ' +
                    'FollowedBy, FollowerCount, DisplayName, ProfileUrl, Bio, IsVerified' }
            @{ Name = 'other columns'; Make = { "Name,Mail`na,b" | ConvertFrom-Csv }
                Says = 'It has no Handle, Id or SecUid\. Its properties: Name, Mail\.' }
            @{ Name = 'selected counts'; Make = { $accounts[0] | Select-Object FollowerCount, Bio }
                Says = 'It has no Handle, Id or SecUid\. Its properties: FollowerCount, Bio\.' }
        ) {
            $run = Invoke-Captured { & $Make | Export-TikTokFollowingReport $file }
            $run.Errors.Count | Should -Be 1
            $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'NotForReport,*'
            $run.Errors[0].Exception.Message | Should -Match $Says
        }

        It 'writes no report if all input was rejected' {
            $run = Invoke-Captured { $sandbox | Export-TikTokFollowingReport $file -PassThru }
            $run.Errors.Count | Should -Be 1
            $run.Warnings.Count | Should -Be 1
            $run.Output | Should -BeNullOrEmpty
            Test-Path -LiteralPath $file | Should -BeFalse
        }
    }

    Context 'writes nothing without input, and keeps an existing report' {
        It '<Name>' -ForEach @(
            @{ Name = 'an empty pipeline'; Run = { @() | Export-TikTokFollowingReport $file @Options }
                Says = '^No input was received' }
            @{ Name = 'a pipeline of $null'; Run = { $null, $null | Export-TikTokFollowingReport $file @Options }
                Says = '^No input was received' }
            @{ Name = 'a command that emits nothing'
                Run = { Get-TikTokFollowing empty -Provider SociaVault @Quiet |
                    Export-TikTokFollowingReport $file @Options }; Says = '^No input was received' }
            @{ Name = 'a command that fails'
                Run = { Get-TikTokFollowing missing -Provider SociaVault @Quiet -ErrorAction SilentlyContinue |
                    Export-TikTokFollowingReport $file @Options }; Says = '^No input was received' }
            @{ Name = 'no pipeline'; Run = { Export-TikTokFollowingReport $file @Options }
                Says = '^No input was received' }
            @{ Name = 'an empty argument'; Run = { Export-TikTokFollowingReport $file -InputObject @() @Options }
                Says = '^No input was received' }
            @{ Name = 'a null argument'; Run = { Export-TikTokFollowingReport $file -InputObject $null @Options }
                Says = '^No input was received' }
            @{ Name = 'a filter that removes every object'
                Run = { $accounts | Where-Object Handle -EQ 'nobody here' |
                    Export-TikTokFollowingReport $file @Options }; Says = '^No input was received' }
            @{ Name = 'a CSV with a header only'
                Run = { 'Handle,Bio' | ConvertFrom-Csv | Export-TikTokFollowingReport $file @Options }
                Says = '^No input was received' }
            @{ Name = 'a page without accounts'
                Run = { Get-TikTokFollowingPage empty -Provider SociaVault @Quiet |
                    Export-TikTokFollowingReport $file @Options }; Says = '^The input has no account and no change' }
            @{ Name = 'other objects'
                Run = { 1, 'two' | Export-TikTokFollowingReport $file @Options -ErrorAction SilentlyContinue }
                Says = '^The input has no account and no change' }
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

    It 'links only to TikTok, and its policy blocks external content' {
        $accounts | Export-TikTokFollowingReport $file
        $page = [System.IO.File]::ReadAllText($file)
        $page | Should -Match ("content=`"default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; " +
            "img-src 'none'; base-uri 'none'; form-action 'none'`"")
        [regex]::Matches($page, 'https?://[^/"\s]+').Value | Sort-Object -Unique |
            Should -Be 'http://www.w3.org', 'https://www.tiktok.com'
        $page | Should -Not -Match 'tiktokcdn'
    }
}
