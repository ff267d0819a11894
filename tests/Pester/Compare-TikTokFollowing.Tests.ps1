BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $null = Start-TikTokFollowingSandbox -FollowingCount 60
    $whole = @(Get-TikTokFollowing someone -Provider SociaVault -All @Quiet)

    function New-Account([string] $Id, [string] $Handle = "h$Id", [hashtable] $With = @{}) {
        $account = [ordered] @{ Id = $Id; SecUid = ''; Handle = $Handle; DisplayName = "Name $Id"; Bio = 'b'
            IsVerified = 'False'; IsPrivate = 'False'; FollowedBy = 'someone' }
        foreach ($name in $With.Keys) { $account[$name] = $With[$name] }
        [pscustomobject] $account
    }

    function Format-Change($Changes) { @($Changes | ForEach-Object { "$($_.Change) $($_.Handle)" }) }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Compare-TikTokFollowing: changes' {
    It 'returns follows, unfollows and renames, in the order of the difference list and then of the reference list' {
        $old = (New-Account 1), (New-Account 2), (New-Account 3), (New-Account 4)
        $new = (New-Account 5), (New-Account 3 'renamed'), (New-Account 1)
        $changes = @($new | Compare-TikTokFollowing $old @Quiet)
        Compare-Sequence (Format-Change $changes) ('Followed h5', 'Renamed renamed', 'Unfollowed h2', 'Unfollowed h4') |
            Should -BeTrue
        $changes[1].PreviousHandle | Should -BeExactly 'h3'
        $changes[1].ChangedProperties | Should -BeExactly 'Handle'
        $changes[1].Id | Should -BeExactly '3'
        $changes[0].PreviousHandle | Should -Be $null
        $changes[0].FollowedBy | Should -BeExactly 'someone'
    }

    It 'reports an unfollow and a follow if another user took over a handle' {
        $changes = Compare-TikTokFollowing (New-Account 1 'h') (New-Account 2 'h') @Quiet
        Compare-Sequence (Format-Change $changes) ('Followed h', 'Unfollowed h') | Should -BeTrue
    }

    It 'compares handles case-insensitively, and finds an account without an id by its handle' {
        Compare-TikTokFollowing (New-Account '' 'Some.One') (New-Account 7 'some.one') @Quiet | Should -BeNullOrEmpty
    }

    It '-IncludeEqual returns unchanged accounts, and -IncludeProfile changed profiles' {
        $old = (New-Account 1), (New-Account 2)
        $new = (New-Account 1), (New-Account 2 -With @{ Bio = 'other'; IsVerified = $true; DisplayName = $null })
        Compare-TikTokFollowing $old $new @Quiet | Should -BeNullOrEmpty
        Compare-Sequence (Format-Change (Compare-TikTokFollowing $old $new -IncludeEqual @Quiet)) ('Equal h1',
            'Equal h2') | Should -BeTrue
        $changes = @(Compare-TikTokFollowing $old $new -IncludeProfile @Quiet)
        Compare-Sequence (Format-Change $changes) 'ProfileChanged h2' | Should -BeTrue
        $changes[0].ChangedProperties | Should -BeExactly 'Bio, IsVerified'
        "$($changes[0].PreviousBio) $($changes[0].Bio) $($changes[0].PreviousIsVerified) $($changes[0].IsVerified)" |
            Should -BeExactly 'b other False True'
    }

    It 'compares each list with the list of the same user' {
        $old = (New-Account 1 -With @{ FollowedBy = 'a' }), (New-Account 2 -With @{ FollowedBy = 'b' })
        $new = (New-Account 2 -With @{ FollowedBy = 'A' }), (New-Account 2 -With @{ FollowedBy = 'b' })
        Compare-Sequence (Format-Change (Compare-TikTokFollowing $old $new @Quiet)) ('Followed h2', 'Unfollowed h1') |
            Should -BeTrue
    }

    It 'warns about a list that only one side has' {
        $ofA = New-Account 1 -With @{ FollowedBy = 'a' }
        $ofB = New-Account 2 -With @{ FollowedBy = 'b' }
        $run = Invoke-Captured { Compare-TikTokFollowing $ofA $ofB }
        $run.Output.Count | Should -Be 2
        @($run.Warnings -match '@b is on the difference side only').Count | Should -Be 1
        @($run.Warnings -match '@a is on the reference side only').Count | Should -Be 1
    }

    It 'returns the time window of a change' {
        $later = $whole[0].RetrievedAt.AddDays(1)
        $new = New-Account 1 -With @{ RetrievedAt = $later.ToString('o') }
        $change = Compare-TikTokFollowing $whole ($whole + $new) | Where-Object Change -EQ Followed
        $change.ChangedAfter | Should -Be $whole[0].RetrievedAt
        $change.ChangedBefore | Should -Be $later
    }
}

Describe 'Compare-TikTokFollowing: input formats' {
    It 'finds no change after <Name>, and then one removed and one added account' -ForEach @(
        @{ Name = 'nothing'; Through = { param($list) $list } }
        @{ Name = 'Export-Csv'
            Through = { param($list) $list | Export-Csv "$TestDrive/x.csv" -NoTypeInformation -Encoding UTF8
                Import-Csv "$TestDrive/x.csv" -Encoding UTF8 } }
        @{ Name = 'Export-Clixml'
            Through = { param($list) $list | Export-Clixml "$TestDrive/x.xml"; Import-Clixml "$TestDrive/x.xml" } }
        @{ Name = 'ConvertTo-Json'; Through = { param($list) , (ConvertTo-Json @($list) | ConvertFrom-Json) } }
        @{ Name = 'Select-Object'; Through = { param($list) $list | Select-Object Handle, Id } }
        @{ Name = 'hashtables'
            Through = { param($list) $list | ForEach-Object { @{ Id = $_.Id; Handle = $_.Handle } } } }
    ) {
        Compare-TikTokFollowing (& $Through $whole) $whole -IncludeProfile @Quiet | Should -BeNullOrEmpty
        Compare-TikTokFollowing $whole (& $Through $whole) -IncludeProfile @Quiet | Should -BeNullOrEmpty
        $changes = Compare-TikTokFollowing (& $Through $whole[1..59]) ($whole[0..29] + $whole[31..59]) @Quiet
        Compare-Sequence (Format-Change $changes) ("Followed $($whole[0])", "Unfollowed $($whole[30])") | Should -BeTrue
    }

    It 'reads a journal by its path and from its file object' {
        $null = Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath "$TestDrive/journals" @Quiet
        $file = Get-ChildItem "$TestDrive/journals" -Filter *.jsonl
        $run = Invoke-Captured { Compare-TikTokFollowing $file.FullName $whole[1..59] -IncludeEqual }
        $run.Output.Count | Should -Be 60
        Compare-Sequence (Format-Change ($run.Output | Where-Object Change -NE Equal)) "Unfollowed $($whole[0])" |
            Should -BeTrue
        Compare-TikTokFollowing $whole $file | Should -BeNullOrEmpty
    }

    It 'reads live and deserialized pages, and reports no unfollows after their end' {
        $page = Get-TikTokFollowingPage someone -Provider SociaVault @Quiet
        $page | Export-Clixml "$TestDrive/page.xml"
        foreach ($kept in $page, (Import-Clixml "$TestDrive/page.xml")) {
            $run = Invoke-Captured { $kept | Compare-TikTokFollowing $whole }
            $run.Output | Should -BeNullOrEmpty
            @($run.Warnings -match 'difference side was not read to its end').Count | Should -Be 1
            @($run.Warnings -match '40 accounts of the reference side are beyond the end').Count | Should -Be 1
        }
    }

    It 'accepts $null and an empty list, as in a first run' {
        $run = Invoke-Captured { $whole | Compare-TikTokFollowing $null }
        $run.Warnings | Should -BeNullOrEmpty
        @($run.Output | Where-Object Change -EQ Followed).Count | Should -Be 60
        @(Compare-TikTokFollowing @() $whole).Count | Should -Be 60
        Compare-TikTokFollowing $null $null | Should -BeNullOrEmpty
        $run = Invoke-Captured { @() | Compare-TikTokFollowing $whole }
        @($run.Output | Where-Object Change -EQ Unfollowed).Count | Should -Be 60
        @($run.Warnings -match 'empty on the difference side').Count | Should -Be 1
    }

    It 'rejects <Name>' -ForEach @(
        @{ Name = 'a process'; Item = { Get-Process -Id $PID } }
        @{ Name = 'a number'; Item = { 5 } }
        @{ Name = 'a row without a name'; Item = { [pscustomobject] @{ Colour = 'red' } } }
        @{ Name = 'a file that is not a journal'; Item = { 'following.csv' } }
        @{ Name = 'a missing journal'; Item = { 'nowhere.jsonl' } }
        @{ Name = 'a change'; Item = { Compare-TikTokFollowing $null $whole[0] } }
    ) {
        $item = & $Item
        foreach ($run in (Invoke-Captured { Compare-TikTokFollowing $whole $item }),
            (Invoke-Captured { Compare-TikTokFollowing $item $whole })) {
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $run.Output | Should -BeNullOrEmpty
        }
    }
}

Describe 'Compare-TikTokFollowing: incomplete lists' {
    It 'does not warn about whole lists' {
        (Invoke-Captured {
            Compare-TikTokFollowing $whole ($whole | Where-Object Position -NE 7) -IncludeEqual
        }).Warnings | Where-Object { $_ -notmatch 'positions' } | Should -BeNullOrEmpty
        (Invoke-Captured { Compare-TikTokFollowing $whole $whole }).Warnings | Should -BeNullOrEmpty
    }

    It 'detects <Name>' -ForEach @(
        @{ Name = 'a truncated list'; Old = { $whole }; New = { $whole[0..19] }
            Says = 'difference side was not read to its end' }
        @{ Name = 'a truncated reference list'; Old = { $whole[0..19] }; New = { $whole }
            Says = 'reference side was not read to its end' }
        @{ Name = 'a list that starts at another position'; Old = { $whole }; New = { $whole[20..59] }
            Says = 'difference side starts at position 21' }
        @{ Name = 'gaps'; Old = { $whole | Where-Object Position -NE 30 }; New = { $whole }
            Says = 'reference side has 59 of the positions 1 to 60' }
        @{ Name = 'lists of only the newest accounts'; Old = { $whole[1..20] | Select-Object Id, Handle }
            New = { $whole[0..19] | Select-Object Id, Handle }; Says = 'difference side looks cut off' }
    ) {
        $run = Invoke-Captured { Compare-TikTokFollowing (& $Old) (& $New) }
        @($run.Warnings -match $Says).Count | Should -Be 1
    }

    It 'warns about the properties that a trimmed list does not have' {
        $trimmed = Get-TikTokFollowing someone -Provider SociaVault -All -Trim @Quiet
        $run = Invoke-Captured { $trimmed | Compare-TikTokFollowing $whole -IncludeProfile }
        $run.Output | Should -BeNullOrEmpty
        @($run.Warnings -match 'side has no IsVerified, IsPrivate for any account').Count | Should -Be 1
    }
}

Describe 'Compare-TikTokFollowing: output' {
    BeforeAll {
        $hostile = "a$([char] 27)[31mb$([char] 7)c"
        $changes = @(Compare-TikTokFollowing (New-Account 1),
            (New-Account 2) (New-Account 1 'other' @{ DisplayName = $hostile }), (New-Account 3) -IncludeProfile @Quiet)
    }

    It 'keeps its values through <Name>' -ForEach @(
        @{ Name = 'Export-Csv'
            Through = { param($list) $list | Export-Csv "$TestDrive/c.csv" -NoTypeInformation -Encoding UTF8
                Import-Csv "$TestDrive/c.csv" -Encoding UTF8 } }
        @{ Name = 'ConvertTo-Json'
            Through = { param($list) ConvertTo-Json @($list) | ConvertFrom-Json | ForEach-Object { $_ } } }
        @{ Name = 'Export-Clixml'
            Through = { param($list) $list | Export-Clixml "$TestDrive/c.xml"; Import-Clixml "$TestDrive/c.xml" } }
        @{ Name = 'Start-Job'
            Through = { param($list) Start-Job { param($all) $all } -ArgumentList (, $list) |
                Receive-Job -Wait -AutoRemoveJob } }
    ) {
        $back = @(& $Through $changes)
        $back.Count | Should -Be 3
        foreach ($property in [TikTokFollowing.FollowingChange].GetProperties().Name) {
            for ($i = 0; $i -lt 3; $i++) { "$($back[$i].$property)" | Should -BeExactly "$($changes[$i].$property)" }
        }
        @($back | Where-Object Change -EQ 'Followed').Count | Should -Be 1
    }

    It 'shows no control characters in the table and the list view' {
        $table = $changes | Out-String -Width 120
        $table | Should -Match 'Renamed +other +.* +was h1; DisplayName'
        $table | Should -Match 'Followed by: someone'
        $table + ($changes | Format-List | Out-String -Width 200) | Should -Not -Match "$([char] 27)\[31m|$([char] 7)"
        "$($changes[0])" | Should -BeExactly 'other'
    }
}
