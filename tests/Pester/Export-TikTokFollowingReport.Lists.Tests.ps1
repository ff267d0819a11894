# The report of several lists: shared accounts, the overlap of the lists, and several snapshots of a list.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/OverlapShared.ps1"
    $environment = Clear-TestEnvironment
    $sandbox = Start-TikTokFollowingSandbox
    $live = @(Get-TikTokFollowing someone, another, third -Provider SociaVault -All @Quiet)

    function Get-Page([string] $Path) { [System.IO.File]::ReadAllText($Path) }

    # Returns the data that the page contains for its script.
    function Read-Report([string] $Path) {
        if ((Get-Page $Path) -notmatch '(?s)<script type="application/json" id="data">(.*?)</script>') {
            throw 'There is no data in it.'
        }
        $Matches[1] | ConvertFrom-Json
    }

    # Returns a line for each shared account: its handle, and the users that follow it.
    function Show-Shared($Data) {
        foreach ($rows in $Data.overlap.shared) {
            $users = $rows | ForEach-Object { $Data.accounts.list.values[$Data.accounts.list.of[$_]] } | Sort-Object
            "$($Data.accounts.handle[$rows[0]]): $($rows.Count) $($users -join ', ')"
        }
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Export-TikTokFollowingReport: several lists' {
    BeforeEach {
        $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).html"
    }

    It 'agrees with Group-TikTokFollowing and Measure-TikTokFollowingOverlap, and costs nothing' {
        $requests = $sandbox.Requests
        $live | Export-TikTokFollowingReport $file
        $sandbox.Requests | Should -Be $requests
        $data = Read-Report $file
        $shared = @($live | Group-TikTokFollowing)
        $shared.Count | Should -BeGreaterThan 3
        @(Show-Shared $data) |
            Should -Be @($shared | ForEach-Object { "$($_.Handle): $($_.FollowedByCount) $($_.FollowedBy)" })
        $pairs = @($live | Measure-TikTokFollowingOverlap)
        $data.overlap.lists | Should -Be 'someone', 'another', 'third'
        $data.overlap.counts | Should -Be $pairs[0].FirstCount, $pairs[0].SecondCount, $pairs[1].SecondCount
        @($data.overlap.pairs | ForEach-Object { $_[0] }) | Should -Be $pairs.Shared
        for ($i = 0; $i -lt 3; $i++) {
            [Math]::Abs($data.overlap.pairs[$i][1] - $pairs[$i].Jaccard) | Should -BeLessThan 0.0001
            [Math]::Abs($data.overlap.pairs[$i][2] - $pairs[$i].OverlapCoefficient) | Should -BeLessThan 0.0001
        }
        $data.summary.inSeveralLists | Should -Be $shared.Count
        $data.overlap.incomplete | Should -BeNullOrEmpty
    }

    It 'is the same for input from <_>' -ForEach 'objects', 'Import-Csv', 'ConvertFrom-Json', 'Import-Clixml', 'a job' {
        $folder = "$TestDrive" # the input forms read it
        & (Get-OverlapForm $folder)[$_] | Export-TikTokFollowingReport $file
        $data = Read-Report $file
        @(Show-Shared $data) | Should -Be 'three: 3 ann, bob, cyd', 'two: 2 ann, bob'
        $data.overlap.counts | Should -Be 3, 2, 2
        @($data.overlap.pairs | ForEach-Object { $_[0] }) | Should -Be 2, 1, 1
        $data.summary.replaced | Should -Be 1 -Because 'cyd lists an account twice'
    }

    It 'permits only its own script and style in its policy' {
        $live | Export-TikTokFollowingReport $file
        $page = Get-Page $file
        foreach ($kind in 'script', 'style') {
            $text = [regex]::Match($page, "(?s)<$kind>(.*?)</$kind>").Groups[1].Value
            $sha = [System.Security.Cryptography.SHA256]::Create()
            $hash = [Convert]::ToBase64String($sha.ComputeHash([System.Text.Encoding]::UTF8.GetBytes($text)))
            $sha.Dispose()
            $page | Should -Match ([regex]::Escape("$kind-src 'sha256-$hash'"))
        }
        [regex]::Matches($page, 'https?://[^/"\s]+').Value | Sort-Object -Unique |
            Should -Be 'http://www.w3.org', 'https://www.tiktok.com'
    }

    It 'shows no overlap for one list' {
        $live | Where-Object FollowedBy -EQ someone | Export-TikTokFollowingReport $file
        (Read-Report $file).PSObject.Properties.Name | Should -Not -Contain 'overlap'
        (Read-Report $file).summary.PSObject.Properties.Name | Should -Not -Contain 'replaced'
        Get-Page $file | Should -Not -Match '--level-1|matrixSection'
    }

    It 'shows the users of SharedAccount objects, without a matrix: <_>' -ForEach 'live', 'CSV', 'CLIXML', 'JSON' {
        $shared = @($live | Group-TikTokFollowing)
        $kept = Join-Path $TestDrive "kept.$_"
        $again = switch ($_) {
            'live' { $shared }
            'CSV' { $shared | Export-Csv $kept -NoTypeInformation -Encoding UTF8; Import-Csv $kept -Encoding UTF8 }
            'CLIXML' { $shared | Export-Clixml $kept; Import-Clixml $kept }
            'JSON' { ConvertTo-Json $shared | ConvertFrom-Json | ForEach-Object { $_ } }
        }
        $again | Export-TikTokFollowingReport $file
        $data = Read-Report $file
        @(Show-Shared $data) |
            Should -Be @($shared | ForEach-Object { "$($_.Handle): $($_.FollowedByCount) $($_.FollowedBy)" })
        $data.overlap.lists | Should -BeNullOrEmpty
        $data.overlap.pairs | Should -BeNullOrEmpty
    }

    It 'names lists that were not read to their end' {
        $first = @(Get-TikTokFollowing someone, another -Provider SociaVault -First 20 @Quiet)
        $first | Export-TikTokFollowingReport $file
        $both = (Read-Report $file).overlap.incomplete
        $both | Should -Match '^2 of 2 lists are incomplete.*@someone \(20 accounts, not read to its end\), @another'
        Get-TikTokFollowingPage someone, another -Provider SociaVault @Quiet | Export-TikTokFollowingReport $file
        (Read-Report $file).overlap.incomplete | Should -BeExactly $both
    }

    It 'has one row for each account of two stored lists of a user' {
        $history = Join-Path $TestDrive history
        $null = Update-TikTokFollowingHistory someone, another -Provider SociaVault -Path $history @Quiet
        Set-TikTokFollowingSandbox -Day 9
        Start-Sleep -Milliseconds 20 # the lists have times to the millisecond
        $between = Get-Date
        $null = Update-TikTokFollowingHistory someone, another -Provider SociaVault -Path $history -Full @Quiet
        $old = @(Get-TikTokFollowingHistory someone -Path $history -AsOf $between @Quiet)
        $new = @(Get-TikTokFollowingHistory someone, another -Path $history -AsOf (Get-Date) @Quiet)
        @($old) + @($new) | Export-TikTokFollowingReport $file
        $data = Read-Report $file

        $both = @(@($old) + @($new) | ForEach-Object { "$($_.FollowedBy) $($_.Id)" })
        $different = @($both | Sort-Object -Unique)
        $different.Count | Should -BeLessThan $both.Count
        $data.summary.entries | Should -Be $different.Count
        $data.summary.replaced | Should -Be ($both.Count - $different.Count)
        $data.summary.lists | Should -Be 2
        $renamed = @($new |
            Where-Object { $account = $_
                $account.FollowedBy -eq 'someone' -and
                    ($old | Where-Object { $_.Id -eq $account.Id -and $_.Handle -ne $account.Handle }) })
        foreach ($account in $renamed) { $data.accounts.handle | Should -Contain $account.Handle }
    }
}
