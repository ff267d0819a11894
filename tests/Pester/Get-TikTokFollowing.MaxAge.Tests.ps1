# -MaxAge: the requests, warnings and files of saved lists that are returned, resumed or fetched again.
BeforeDiscovery {
    $cultures = 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR'
    $providers = 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI'
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment

    # Makes a journal older. Times in a journal are UTC in ISO 8601, with seven digits.
    function Set-JournalAge([string] $Path, [timespan] $Age) {
        $time = [datetime]::UtcNow.Subtract($Age).ToString('O', [cultureinfo]::InvariantCulture)
        $text = [IO.File]::ReadAllText($Path) -replace '"RetrievedAt":"[^"]+"', "`"RetrievedAt`":`"$time`""
        [IO.File]::WriteAllText($Path, $text)
    }

    function Get-FileName { @((Get-ChildItem $folder -File).Name | Sort-Object) }

    function Get-Warning($Run) { @($Run.Warnings -notmatch '^Using the sandbox') }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowing -MaxAge' {
    BeforeEach {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        $sandbox = Start-TikTokFollowingSandbox
        $list = @{ Handle = 'someone'; Provider = 'SociaVault'; CheckpointPath = $folder }
        $journal = Join-Path $folder 'SociaVault.someone.jsonl'
        $dated = '^SociaVault\.someone\+\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.jsonl$'
    }

    It 'fetches a finished list again after 12 hours, with its new follows (<_>)' -ForEach $providers {
        $list.Provider = $_
        $journal = Join-Path $folder "$_.someone.jsonl"
        $old = Get-TikTokFollowing @list -All @Quiet
        $requests = $sandbox.Requests
        $bytes = [IO.File]::ReadAllText($journal)
        Set-TikTokFollowingSandbox -Day 3

        Set-JournalAge $journal '11:59:00'
        $same = Invoke-Captured { Get-TikTokFollowing @list -All }
        $sandbox.Requests | Should -Be $requests
        Compare-Sequence $same.Output.Handle $old.Handle | Should -BeTrue
        Get-Warning $same | Should -Match ('^Using the journal of @someone from .+ \(11 hours old\); ' +
            "$_ was not contacted\. To fetch the list again: -MaxAge 0$")

        Set-JournalAge $journal '12:00:01'
        $new = Invoke-Captured { Get-TikTokFollowing @list -All }
        $sandbox.Requests - $requests | Should -BeGreaterOrEqual 5
        @($new.Output.Id | Where-Object { $_ -notin $old.Id }).Count | Should -BeGreaterThan 0
        Get-Warning $new | Should -BeNullOrEmpty
        $files = Get-FileName
        $files.Count | Should -Be 2
        $kept = Join-Path $folder ($files -match '\+')
        ([IO.File]::ReadAllText($kept) -replace '"RetrievedAt":"[^"]+"') |
            Should -BeExactly ($bytes -replace '"RetrievedAt":"[^"]+"')
        $changes = Compare-TikTokFollowing $kept $journal @Quiet
        @($changes | Where-Object Change -EQ 'Followed').Count | Should -BeGreaterThan 0
    }

    It 'always fetches with 0, and keeps each older list in its own file' {
        foreach ($run in 1..4) { $null = Get-TikTokFollowing @list -All -MaxAge 0 @Quiet }
        $sandbox.Requests | Should -Be 20
        $files = Get-FileName
        $files.Count | Should -Be 4
        @($files -match $dated).Count | Should -Be 3
        $warnings = Get-Warning (Invoke-Captured { Get-TikTokFollowing @list -All -MaxAge 365.00:00:00 })
        $warnings | Should -Match 'Using the journal'
        $sandbox.Requests | Should -Be 20
    }

    It 'resumes an unfinished list at any age, with a warning' {
        $null = Get-TikTokFollowing @list -First 40 @Quiet
        Set-JournalAge $journal '3.00:00:00'
        $run = Invoke-Captured { Get-TikTokFollowing @list -All -MaxAge 0 }
        $sandbox.Requests | Should -Be 5
        Compare-Sequence $run.Output.Position (1..90) | Should -BeTrue
        $path = [regex]::Escape($journal)
        Get-Warning $run | Should -Match ('^Resuming the journal of @someone from .+ \(3 days old\), ' +
            'which is older than -MaxAge: changes of the list since then can be missing\. ' +
            "To start again, move $path to another folder\.$")
        Get-FileName | Should -Be 'SociaVault.someone.jsonl'
    }

    It 'does not return old follows for -Since, and reports a saved list' {
        $since = @{ Since = '2025-06-20' }
        $old = Get-TikTokFollowing @list @since @Quiet
        $requests = $sandbox.Requests
        $again = Invoke-Captured { Get-TikTokFollowing @list @since }
        $sandbox.Requests | Should -Be $requests
        Get-Warning $again | Should -Match '^Using the journal of @someone from '
        Set-TikTokFollowingSandbox -Day 3
        Set-JournalAge $journal '1.00:00:00'
        $new = Invoke-Captured { Get-TikTokFollowing @list @since }
        $sandbox.Requests | Should -BeGreaterThan $requests
        @($new.Output.Id | Where-Object { $_ -notin $old.Id }).Count | Should -BeGreaterThan 0
        @(Get-FileName).Count | Should -Be 2
    }

    It 'applies to a whole list and -Since' {
        $null = Get-TikTokFollowing @list -All @Quiet
        $run = Invoke-Captured { Get-TikTokFollowing @list -Since 2025-06-20 }
        $sandbox.Requests | Should -Be 5
        Get-Warning $run | Should -Match '^Using the journal of @someone from '
        $null = Get-TikTokFollowing @list -Since 2025-06-20 -MaxAge 0 @Quiet
        $sandbox.Requests | Should -BeGreaterThan 5
    }

    It 'applies to a command that reads a part of a list (<Name>)' -ForEach @(
        @{ Name = '-First'; Part = @{ First = 30 }; Pages = 2 }
        @{ Name = '-First and -Skip'; Part = @{ First = 5; Skip = 20 }; Pages = 2 }
        @{ Name = '-Skip'; Part = @{ Skip = 20 }; Pages = 2 }
        @{ Name = 'one page'; Part = @{}; Pages = 1 }
        @{ Name = 'the total'; Part = @{ First = 0; IncludeTotalCount = $true }; Pages = 1 }
        @{ Name = 'from a cursor'; Part = @{ MinTime = 1748540000 }; Pages = 1 }
    ) {
        $first = Invoke-Captured { Get-TikTokFollowing @list @Part }
        $sandbox.Requests | Should -Be $Pages
        $again = Invoke-Captured { Get-TikTokFollowing @list @Part }
        $sandbox.Requests | Should -Be $Pages
        @(Get-Warning $again) -match '^Using the journal' | Should -HaveCount 1
        ($again.Output | ConvertTo-Json) | Should -BeExactly ($first.Output | ConvertTo-Json)
        $null = Get-TikTokFollowing @list @Part -MaxAge 0 @Quiet
        $sandbox.Requests | Should -Be (2 * $Pages)
    }

    It 'keeps the pages of a longer command for that command' {
        $null = Get-TikTokFollowing @list -First 60 @Quiet
        Set-JournalAge $journal '1.00:00:00'
        $run = Invoke-Captured { Get-TikTokFollowing @list }
        @(Get-Warning $run) -match 'older than -MaxAge' | Should -HaveCount 1
        (Get-TikTokFollowing @list -All @Quiet).Count | Should -Be 90
        $sandbox.Requests | Should -Be 5
    }

    It 'warns once about several lists, with the age of the oldest' {
        $null = Get-TikTokFollowing one, two -Provider SociaVault -All -CheckpointPath $folder @Quiet
        Set-JournalAge (Join-Path $folder 'SociaVault.two.jsonl') '5:00:00'
        $run = Invoke-Captured { Get-TikTokFollowing one, two -Provider SociaVault -All -CheckpointPath $folder }
        Get-Warning $run | Should -Match ('^Using the journals of 2 lists in .+, the oldest from .+ \(5 hours old\); ' +
            'no request was sent for them\. To fetch these lists again: -MaxAge 0$')
    }

    It 'keeps the older list if the request fails' {
        $null = Get-TikTokFollowing @list -All @Quiet
        $text = [IO.File]::ReadAllText($journal)
        $sandbox = Start-TikTokFollowingSandbox -Fault NoCredits -FaultEvery 1
        $run = Invoke-Captured { Get-TikTokFollowing @list -All -MaxAge 0 }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'CreditsExhausted,*'
        [IO.File]::ReadAllText($journal) | Should -BeExactly $text
        Get-FileName | Should -Be 'SociaVault.someone.jsonl'
    }

    It 'fetches nothing if the older list cannot be copied' {
        $null = Get-TikTokFollowing @list -All @Quiet
        $null = New-Item "$journal.tmp" -ItemType Directory
        $requests = $sandbox.Requests
        $run = Invoke-Captured { Get-TikTokFollowing @list -All -MaxAge 0 }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'CheckpointUnusable,*'
        $run.Terminating.Exception.Message |
            Should -Match 'its copy cannot be written: .+ No page was fetched\. Check the folder'
        $sandbox.Requests | Should -Be $requests
    }

    It 'requires -CheckpointPath' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -MaxAge 1.00:00:00 }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Terminating.Exception.Message | Should -Match '-CheckpointPath'
        $sandbox.Requests | Should -Be 0
    }

    It 'rejects <Value> during binding' -ForEach @(
        @{ Value = 7 }, @{ Value = '7' }, @{ Value = 7.5 }, @{ Value = 864000000000 }, @{ Value = '24:00:00' }
        @{ Value = '1.24:00:00' }, @{ Value = '-1.00:00:00' }, @{ Value = '-12:00:00' },
            @{ Value = [timespan]::FromHours(-1) }
        @{ Value = '' }, @{ Value = 'a day' }, @{ Value = $true }
    ) {
        $run = Invoke-Captured { Get-TikTokFollowing @list -All -MaxAge $Value }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        $sandbox.Requests | Should -Be 0
    }

    It 'accepts time spans under every culture (<_>)' -ForEach $cultures {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::new($_, $false)
            $null = Get-TikTokFollowing @list @Quiet
            Set-JournalAge $journal '6.12:00:00'
            foreach ($span in '7.00:00:00', '6.23:59:59.5', ([timespan]::FromDays(7)), '7:0:0:0') {
                $null = Get-TikTokFollowing @list -MaxAge $span @Quiet
            }
            $sandbox.Requests | Should -Be 1
            foreach ($span in 0, '0', '00:00:00', '23:59:59', '6.11:00:00', [timespan]::Zero) {
                Set-JournalAge $journal '6.12:00:00'
                $null = Get-TikTokFollowing @list -MaxAge $span @Quiet
            }
            $sandbox.Requests | Should -Be 7
            { Get-TikTokFollowing @list -MaxAge 7 @Quiet } |
                Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
            { Get-TikTokFollowing @list -MaxAge '24:00:00' @Quiet } |
                Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }
}
