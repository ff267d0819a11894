BeforeDiscovery {
    $cultures = 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR'
    $forms = 'objects', 'one array', 'hashtables', 'Import-Csv', 'ConvertFrom-Json', 'Import-Clixml',
        'the path of a CSV', 'the path of JSON', 'the path of CLIXML', 'the files of three lists', 'a job'
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/OverlapShared.ps1"
    $environment = Clear-TestEnvironment
    function Show($Pairs) {
        @($Pairs | ForEach-Object {
            [string]::Format([cultureinfo]::InvariantCulture, '{0} {1} {2} {3} {4} {5:0.###} {6:0.###}', $_.First,
                $_.Second, $_.FirstCount, $_.SecondCount, $_.Shared, $_.Jaccard, $_.OverlapCoefficient)
        })
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Measure-TikTokFollowingOverlap' {
    It 'returns each pair in input order, from <_>' -ForEach $forms {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid().ToString('n')))
        $form = (Get-OverlapForm $folder.FullName)[$_]
        $run = Invoke-Captured { & $form | Measure-TikTokFollowingOverlap }
        Show $run.Output | Should -Be 'ann bob 3 2 2 0.667 1', 'ann cyd 3 2 1 0.25 0.5', 'bob cyd 2 2 1 0.333 0.5'
        $run.AnyError | Should -BeNullOrEmpty
        $run.Output[0] | Should -BeOfType TikTokFollowing.ListOverlap
    }

    It 'measures the lists of the sandbox' {
        $null = Start-TikTokFollowingSandbox
        $live = @('someone', 'another' | Get-TikTokFollowing -Provider SociaVault -All @Quiet)
        $pair = $live | Measure-TikTokFollowingOverlap
        $first = @($live | Where-Object FollowedBy -EQ someone).Id
        $second = @($live | Where-Object FollowedBy -EQ another).Id
        $pair.Shared | Should -Be @($first | Where-Object { $_ -in $second }).Count
        $pair.Shared | Should -BeGreaterThan 0
        $pair.FirstCount | Should -Be $first.Count
        $pair.Jaccard | Should -Be ($pair.Shared / ($first.Count + $second.Count - $pair.Shared))
    }

    It 'names incomplete lists in one warning' {
        $null = Start-TikTokFollowingSandbox
        $run = Invoke-Captured {
            'someone', 'another' | Get-TikTokFollowing -Provider SociaVault -First 30 @Quiet |
                Measure-TikTokFollowingOverlap
        }
        $run.Warnings.Count | Should -Be 1
        $run.Warnings[0] | Should -Match '^2 of 2 lists are incomplete'
    }

    It 'warns about a single list, and writes nothing without input' {
        $run = Invoke-Captured { Get-OverlapSample | Where-Object FollowedBy -EQ ann | Measure-TikTokFollowingOverlap }
        $run.Output | Should -BeNullOrEmpty
        $run.Warnings | Should -Be 'The input has one list, the one of @ann. Use the lists of several users.'
        (Invoke-Captured { $null | Measure-TikTokFollowingOverlap }).All | Should -BeNullOrEmpty
    }

    It 'keeps its values in a CSV under <_>, and shows a table' -ForEach $cultures {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            $pairs = @(Get-OverlapSample | Measure-TikTokFollowingOverlap)
            Show $pairs | Should -Be 'ann bob 3 2 2 0.667 1', 'ann cyd 3 2 1 0.25 0.5', 'bob cyd 2 2 1 0.333 0.5'
            $file = Join-Path $TestDrive "$_.csv"
            $pairs | Export-Csv $file -NoTypeInformation -Encoding UTF8
            [double]::Parse((Import-Csv $file -Encoding UTF8)[1].Jaccard, [cultureinfo]::CurrentCulture) |
                Should -Be 0.25
            $pairs | Out-String -Width 120 | Should -Match 'Shared\s+Jaccard\s+Overlap\s+1st\s+2nd\s+First\s+Second'
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }
}
