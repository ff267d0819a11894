BeforeDiscovery {
    $cultures = 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR'
    $forms = 'objects', 'one array', 'hashtables', 'Import-Csv', 'ConvertFrom-Json', 'Import-Clixml',
        'the path of a CSV', 'the path of JSON', 'the path of CLIXML', 'the files of three lists', 'a job'
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/OverlapShared.ps1"
    $environment = Clear-TestEnvironment
    $sandbox = Start-TikTokFollowingSandbox
    $users = 'someone', 'another', 'third'
    $live = @($users | Get-TikTokFollowing -Provider SociaVault -All @Quiet)
    function Show($Accounts) {
        @($Accounts | ForEach-Object { "$($_.Id) $($_.FollowedByCount)/$($_.ListCount) $($_.FollowedBy)" })
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Group-TikTokFollowing' {
    It 'returns the shared accounts, the one in most lists first, from <_>' -ForEach $forms {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid().ToString('n')))
        $form = (Get-OverlapForm $folder.FullName)[$_]
        $run = Invoke-Captured { & $form | Group-TikTokFollowing }
        Show $run.Output | Should -Be '3 3/3 ann, bob, cyd', '2 2/3 ann, bob'
        $run.AnyError | Should -BeNullOrEmpty
        $run.Warnings | Should -BeNullOrEmpty
        $run.Output[0] | Should -BeOfType TikTokFollowing.SharedAccount
    }

    It 'accepts -InputObject and -MinimumListCount' {
        Show (Group-TikTokFollowing -InputObject (Get-OverlapSample) -MinimumListCount 3) |
            Should -Be '3 3/3 ann, bob, cyd'
        Show (Group-TikTokFollowing -InputObject (Get-OverlapSample) -MinimumListCount 1) |
            Should -Be '3 3/3 ann, bob, cyd', '2 2/3 ann, bob', '4 1/3 cyd', '1 1/3 ann'
        Group-TikTokFollowing -InputObject (Get-OverlapSample) -MinimumListCount 4 | Should -BeNullOrEmpty
        (Invoke-Captured {
            Get-OverlapSample | Group-TikTokFollowing -MinimumListCount 0
        }).Terminating.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,*'
    }

    It 'returns the groups of Group-Object for live lists, with profiles, at no cost' {
        $requests = $sandbox.Requests
        $run = Invoke-Captured { $live | Group-TikTokFollowing }
        $sandbox.Requests | Should -Be $requests
        $run.Warnings | Should -BeNullOrEmpty
        $expected = @($live | Group-Object Id | Where-Object Count -GT 1)
        $expected.Count | Should -BeGreaterThan 0 -Because 'lists of the sandbox share accounts'
        ($run.Output.Id | Sort-Object) -join ' ' | Should -Be (($expected.Name | Sort-Object) -join ' ')
        foreach ($account in $run.Output) {
            $same = @($live | Where-Object Id -EQ $account.Id)
            $account.FollowedByCount | Should -Be $same.Count
            $account.FollowedBy | Should -Be ((@($same.FollowedBy | Sort-Object)) -join ', ')
            foreach ($name in 'Handle', 'DisplayName', 'SecUid', 'Bio', 'IsVerified', 'Region', 'FollowerCount',
                'FollowingCount', 'VideoCount', 'AvatarUrl', 'ProfileUrl', 'CreatedAt') {
                    $account.$name | Should -Be $same[-1].$name
                }
        }
    }

    It 'reads journals' {
        $folder = Join-Path $TestDrive journals
        $null = $users | Get-TikTokFollowing -Provider SociaVault -All -CheckpointPath $folder @Quiet
        $run = Invoke-Captured { Get-ChildItem $folder -Filter *.jsonl | Group-TikTokFollowing }
        $run.Warnings | Should -BeNullOrEmpty
        ($run.Output.Id | Sort-Object) -join ' ' |
            Should -Be ((($live | Group-TikTokFollowing).Id | Sort-Object) -join ' ')
    }

    It 'reads pages, and names the incomplete lists' {
        $pages = @($users | ForEach-Object { Get-TikTokFollowingPage $_ -Provider SociaVault @Quiet })
        $run = Invoke-Captured { $pages | Group-TikTokFollowing -MinimumListCount 1 }
        $run.Output.Count | Should -Be @($pages.Accounts.Id | Sort-Object -Unique).Count
        $run.Warnings.Count | Should -Be 1
        $run.Warnings[0] | Should -Match (
            '^3 of 3 lists are incomplete.*@someone \(20 accounts, not read to its end\), @another.*@third.*-All')
    }

    It 'names lists that were read with -First, and filtered ones, in one warning' {
        $first = @(Get-TikTokFollowing someone -Provider SociaVault -First 30 @Quiet)
        $gaps = @($live | Where-Object FollowedBy -EQ another | Where-Object Position -NE 5)
        $run = Invoke-Captured {
            @($first) + $gaps + @($live | Where-Object FollowedBy -EQ third) | Group-TikTokFollowing
        }
        $run.Warnings.Count | Should -Be 1
        $run.Warnings[0] | Should -Match (
            '^2 of 3 lists are incomplete.*@someone \(30 accounts, not read to its end\), ' +
            '@another \(\d+ accounts, positions are missing\)\. ')
    }

    It 'warns about a single list, and writes nothing without input' {
        $run = Invoke-Captured { Get-OverlapSample | Where-Object FollowedBy -EQ ann | Group-TikTokFollowing }
        $run.Output | Should -BeNullOrEmpty
        $run.Warnings | Should -Be 'The input has one list, the one of @ann. Use the lists of several users.'
        $run = Invoke-Captured { $null, @() | Group-TikTokFollowing }
        $run.All | Should -BeNullOrEmpty
    }

    It 'returns accounts that pipe to Get-TikTokFollowing' {
        $shared = @($live | Group-TikTokFollowing | Select-Object -First 2)
        $next = @($shared | Get-TikTokFollowing -Provider SociaVault -First 1 @Quiet)
        $next.FollowedBy | Should -Be $shared.Handle
    }

    It 'returns accounts that are the same after Export-Csv, under <_>' -ForEach $cultures {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            $shared = @($live | Group-TikTokFollowing)
            $file = Join-Path $TestDrive "$_.csv"
            $shared | Export-Csv $file -NoTypeInformation -Encoding UTF8
            $rows = @(Import-Csv $file -Encoding UTF8)
            Show $rows | Should -Be (Show $shared)
            $rows[0].FollowerCount | Should -Be "$($shared[0].FollowerCount)"
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }

    It 'returns accounts that pipe to the report: <_>' -ForEach 'live', 'CSV', 'CLIXML' {
        $shared = @($live | Group-TikTokFollowing)
        $file = Join-Path $TestDrive "shared.$_"
        $report = Join-Path $TestDrive "$_.html"
        switch ($_) {
            'CSV' { $shared | Export-Csv $file -NoTypeInformation -Encoding UTF8
                $shared = Import-Csv $file -Encoding UTF8 }
            'CLIXML' { $shared | Export-Clixml $file; $shared = Import-Clixml $file }
        }
        $run = Invoke-Captured { $shared | Export-TikTokFollowingReport $report }
        $run.AnyError | Should -BeNullOrEmpty
        $page = [System.IO.File]::ReadAllText($report)
        $null = $page -match '(?s)<script type="application/json" id="data">(.*?)</script>'
        $data = $Matches[1] | ConvertFrom-Json
        $sum = ($shared | Measure-Object FollowedByCount -Sum).Sum
        @($data.accounts.handle).Count | Should -Be $sum -Because 'it has one row for each list'
    }

    It 'returns accounts that <_> rejects' -ForEach 'Compare-TikTokFollowing', 'Group-TikTokFollowing',
        'Measure-TikTokFollowingOverlap' {
        $shared = @($live | Group-TikTokFollowing)
        $command = if ($_ -eq 'Compare-TikTokFollowing') { { $args[0] | Compare-TikTokFollowing $live } } else {
            [scriptblock]::Create("`$args[0] | $_")
        }
        $file = Join-Path $TestDrive rejected.csv
        $shared | Export-Csv $file -NoTypeInformation -Encoding UTF8
        $copy = [System.Management.Automation.PSSerializer]::Deserialize(
            [System.Management.Automation.PSSerializer]::Serialize($shared))
        foreach ($objects in @($shared), @(Import-Csv $file -Encoding UTF8), @($copy), @($file)) {
            $run = Invoke-Captured { & $command $objects }
            $run.Output | Should -BeNullOrEmpty
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $run.Terminating.CategoryInfo.Category | Should -Be InvalidArgument
            $run.Terminating.Exception.Message | Should -Match 'shared account of Group-TikTokFollowing'
        }
    }

    It 'rejects <Name>, and returns nothing' -ForEach @(
        @{ Name = 'an account without FollowedBy'; Item = [pscustomobject] @{ Handle = 'x'; Id = '1' }
            Id = 'InvalidRequest'; Message = 'no FollowedBy' }
        @{ Name = 'a change'
            Item = [pscustomobject] @{ Handle = 'x'; Id = '1'; FollowedBy = 'ann'; Change = 'Followed' }
            Id = 'InvalidRequest'; Message = 'It is a change' }
        @{ Name = 'a handle'; Item = 'someone'; Id = 'InvalidRequest'; Message = 'not the path of a CSV' }
        @{ Name = 'a process'; Item = (Get-Process -Id $PID); Id = 'InvalidRequest'; Message = 'not an account' }
        @{ Name = 'a file that does not exist'; Item = 'nowhere.csv'; Id = 'InvalidRequest'
            Message = 'does not exist' }
        @{ Name = 'a rounded id'; Item = [pscustomobject] @{ Handle = 'x'; Id = 6.9e18; FollowedBy = 'ann' }
            Id = 'InvalidInput'; Message = 'lost digits' }
    ) {
        $run = Invoke-Captured { @(Get-OverlapSample) + $Item | Group-TikTokFollowing }
        $run.Output | Should -BeNullOrEmpty
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $run.Terminating.Exception.Message | Should -Match $Message
    }

    It 'shows a table' {
        $text = $live | Group-TikTokFollowing | Out-String -Width 120
        $text | Should -Match 'Handle\s+Lists\s+Followers\s+Verified\s+Region\s+Followed by'
        $text | Should -Match '[23] of 3 .*(another|someone), '
    }

    It 'shows no control characters in any view' {
        $hostile = [char] 27 + '[31m' + [char] 0x202e
        $accounts = @('ann', 'bob' | ForEach-Object { New-OverlapAccount $_ 1 "x$hostile" 1 })
        $accounts | ForEach-Object { $_.DisplayName = "n$hostile" }
        $shared = $accounts | Group-TikTokFollowing
        $shared.Handle | Should -BeExactly "x$hostile" -Because 'the object keeps the text'
        foreach ($text in ($shared | Out-String), ($shared | Format-List | Out-String),
            ($shared | Format-Wide | Out-String)) { $text | Should -Not -Match "$([char] 0x202e)|x$([char] 27)" }
        ($shared | Format-Wide | Out-String) | Should -Match '2 of 2'
    }
}
