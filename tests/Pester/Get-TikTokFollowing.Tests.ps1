BeforeDiscovery {
    $providers = 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI'
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowing: parameters' {
    BeforeAll {
        $parameters = (Get-Command Get-TikTokFollowing).Parameters
    }

    It '-<Name> is <Type>' -ForEach @(
        @{ Name = 'Handle'; Type = 'System.String[]' }
        @{ Name = 'Provider'; Type = 'System.String' }
        @{ Name = 'All'; Type = 'System.Management.Automation.SwitchParameter' }
        @{ Name = 'First'; Type = 'System.UInt64' }
        @{ Name = 'Skip'; Type = 'System.UInt64' }
        @{ Name = 'IncludeTotalCount'; Type = 'System.Management.Automation.SwitchParameter' }
        @{ Name = 'Cursor'; Type = 'System.String' }
        @{ Name = 'MinTime'; Type = 'System.Int64' }
        @{ Name = 'PageSize'; Type = 'System.Int32' }
        @{ Name = 'Trim'; Type = 'System.Management.Automation.SwitchParameter' }
        @{ Name = 'IncludeRaw'; Type = 'System.Management.Automation.SwitchParameter' }
        @{ Name = 'TimeoutSec'; Type = 'System.Int32' }
        @{ Name = 'MaximumRetryCount'; Type = 'System.Int32' }
        @{ Name = 'RetryIntervalSec'; Type = 'System.Int32' }
        @{ Name = 'ApiKey'; Type = 'System.Security.SecureString' }
        @{ Name = 'BaseUri'; Type = 'System.Uri' }
    ) {
        $found = $parameters[$Name].ParameterType
        $nullable = [Nullable]::GetUnderlyingType($found)
        if ($nullable) { $found = $nullable }
        $found.FullName | Should -Be $Type
    }

    It '-Handle is at position 0, mandatory, and accepts pipeline input by value and by property name' {
        $attribute = $parameters['Handle'].ParameterSets.Values | Select-Object -First 1
        $attribute.Position | Should -Be 0
        $attribute.IsMandatory | Should -BeTrue
        $attribute.ValueFromPipeline | Should -BeTrue
        $attribute.ValueFromPipelineByPropertyName | Should -BeTrue
    }

    It '-<_> binds by property name' -ForEach 'Provider', 'Cursor' {
        ($parameters[$_].ParameterSets.Values | Select-Object -First 1).ValueFromPipelineByPropertyName | Should -BeTrue
    }

    It '-Page accepts a page from the pipeline' {
        $parameters['Page'].ParameterType | Should -Be ([TikTokFollowing.FollowingPage])
        ($parameters['Page'].ParameterSets.Values | Select-Object -First 1).ValueFromPipeline | Should -BeTrue
    }

    It '-NextCursor is an alias of -Cursor' {
        $parameters['Cursor'].Aliases | Should -Contain 'NextCursor'
    }

    It 'completes provider names for -Provider' {
        $line = 'Get-TikTokFollowing someone -Provider soc'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Sort-Object |
            Should -Be 'SocialFetch', 'SociaVault'
    }
}

Describe 'Get-TikTokFollowing: whole lists from <_>' -ForEach $providers {
    BeforeAll {
        $provider = $_
        $expected = (Get-WireList someone (Start-TikTokFollowingSandbox)).unique_id
    }

    It 'returns 90 accounts in order without duplicates, in 5 requests' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $provider -All @Quiet
        $sandbox.Requests | Should -Be 5
        Compare-Sequence $accounts.Position (1..90) | Should -BeTrue
        Compare-Sequence $accounts.Handle $expected | Should -BeTrue
        @($accounts.Handle | Select-Object -Unique).Count | Should -Be 90
        @($accounts.Id | Where-Object { $_ } | Group-Object | Where-Object Count -GT 1) | Should -BeNullOrEmpty
        $accounts.FollowedBy | Select-Object -Unique | Should -Be 'someone'
        $accounts.Provider | Select-Object -Unique | Should -BeExactly $provider
    }

    It 'needs <Requests> requests for <Count> accounts' -ForEach @(
        @{ Count = 0; Requests = 1 }
        @{ Count = 1; Requests = 1 }
        @{ Count = 20; Requests = 1 }
        @{ Count = 21; Requests = 2 }
        @{ Count = 40; Requests = 2 }
        @{ Count = 100; Requests = 5 }
    ) {
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount $Count
        $accounts = @(Get-TikTokFollowing someone -Provider $provider -All -ErrorVariable problem @Quiet)
        $accounts.Count | Should -Be $Count
        $sandbox.Requests | Should -Be $Requests
        $problem | Should -BeNullOrEmpty
    }

    It 'returns no output and no error for a user who follows no accounts' {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing empty -Provider $provider }
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
        $sandbox.Requests | Should -Be 1
    }

    It 'needs <Requests> requests for -First <First>' -ForEach @(
        @{ First = 0; Requests = 0 }
        @{ First = 1; Requests = 1 }
        @{ First = 3; Requests = 1 }
        @{ First = 20; Requests = 1 }
        @{ First = 25; Requests = 2 }
        @{ First = 40; Requests = 2 }
        @{ First = 500; Requests = 5 }
    ) {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = @(Get-TikTokFollowing someone -Provider $provider -First $First @Quiet)
        $sandbox.Requests | Should -Be $Requests
        $shown = [Math]::Min($First, 90)
        $accounts.Count | Should -Be $shown
        if ($shown) { Compare-Sequence $accounts.Position (1..$shown) | Should -BeTrue }
    }

    It '-First 25 returns the first 25 accounts without the duplicate between two pages' {
        $null = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $provider -First 25 @Quiet
        Compare-Sequence $accounts.Handle $expected[0..24] | Should -BeTrue
    }

    It '-First applies to each handle' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing one, two -Provider $provider -First 3 @Quiet
        $accounts.FollowedBy | Should -Be 'one', 'one', 'one', 'two', 'two', 'two'
        $sandbox.Requests | Should -Be 2
    }

    It '-Skip 5 -First 10 returns accounts 6 to 15 and fetches one page' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $provider -Skip 5 -First 10 @Quiet
        Compare-Sequence $accounts.Handle $expected[5..14] | Should -BeTrue
        Compare-Sequence $accounts.Position (6..15) | Should -BeTrue
        $sandbox.Requests | Should -Be 1
    }

    It '-Skip 15 -First 10 needs two pages' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $provider -Skip 15 -First 10 @Quiet
        Compare-Sequence $accounts.Handle $expected[15..24] | Should -BeTrue
        $sandbox.Requests | Should -Be 2
    }

    It '-Skip 85 -All returns the last five accounts' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $provider -Skip 85 -All @Quiet
        Compare-Sequence $accounts.Handle $expected[85..89] | Should -BeTrue
        $sandbox.Requests | Should -Be 5
    }

    It 'fetches one page for Select-Object -First 3' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $provider -All @Quiet | Select-Object -First 3
        $accounts.Handle | Should -Be $expected[0..2]
        $sandbox.Requests | Should -Be 1
    }

    It 'fetches one page without -All, and a warning states how to get the rest' {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $provider }
        Compare-Sequence $run.Output.Handle $expected[0..19] | Should -BeTrue
        $sandbox.Requests | Should -Be 1
        $run.Warnings.Count | Should -Be 2 -Because 'one is about the sandbox and one about the rest'
        $warning = $run.Warnings | Where-Object { $_ -match '-All' }
        $warning | Should -Match '-Cursor (\S+)'
        $null = $warning -match '-Cursor (\S+)'
        $page = Get-TikTokFollowingPage someone -Provider $provider @Quiet
        $Matches[1].TrimEnd('.') | Should -BeExactly $page.NextCursor
        if ($provider -ne 'UnifAPI') { $warning | Should -Match '\b90\b' -Because 'it states the total' }
    }

    It 'both ways to get the rest cost the price in the warning' {
        $sandbox = Start-TikTokFollowingSandbox
        $warning = (Invoke-Captured { Get-TikTokFollowing someone -Provider $provider }).Warnings |
            Where-Object { $_ -match '-All' }
        $page = $sandbox.Credits
        $null = Get-TikTokFollowing someone -Provider $provider -All @Quiet
        $all = $sandbox.Credits - $page
        $warning -match '-All -Cursor (\S+) fetches only the rest' | Should -BeTrue
        $null = Get-TikTokFollowing someone -Provider $provider -All -Cursor $Matches[1] @Quiet
        $rest = $sandbox.Credits - $page - $all
        $warning | Should -Match $(if ($provider -eq 'UnifAPI') {
            'It costs 1 credit an account, at least 1 a page\.$'
        } else {
            "from the start \(about 5 pages, $all credits\); " +
            "-All -Cursor \S+ fetches only the rest \(about 4 pages, $rest credits\)\.$"
        })
    }

    It 'does not warn about more accounts with <Name>' -ForEach @(
        @{ Name = '-All'; With = @{ All = $true }; Count = 90 }
        @{ Name = '-First'; With = @{ First = 20 }; Count = 90 }
        @{ Name = 'a list of one page'; With = @{}; Count = 20 }
    ) {
        $null = Start-TikTokFollowingSandbox -FollowingCount $Count
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $provider @With }
        $run.Warnings.Count | Should -Be 1 -Because 'only the sandbox causes a warning'
        $run.Warnings[0] | Should -Match 'sandbox'
    }

    It '-Cursor starts at the cursor, without a warning about more accounts' {
        $null = Start-TikTokFollowingSandbox
        $cursor = (Get-TikTokFollowingPage someone -Provider $provider @Quiet).NextCursor
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $provider -Cursor $cursor }
        $run.Warnings.Count | Should -Be 1
        # The cursor means "on or before", so the account at the page boundary may be returned again.
        Compare-Sequence @($run.Output.Handle | Where-Object { $_ -ne $expected[19] }) $expected[20..39] |
            Should -BeTrue
        $run.Output[0].Position | Should -Be 1 -Because 'it counts the accounts of this command'
        $again = Get-TikTokFollowing someone -Provider $provider -NextCursor $cursor @Quiet
        Compare-Sequence $again.Handle $run.Output.Handle | Should -BeTrue
    }

    It '-Cursor with -All returns the rest' {
        $sandbox = Start-TikTokFollowingSandbox
        $page = Get-TikTokFollowingPage someone -Provider $provider @Quiet
        $rest = Get-TikTokFollowing someone -Provider $provider -Cursor $page.NextCursor -All @Quiet
        Compare-Sequence @($rest.Handle | Where-Object { $_ -ne $expected[19] }) $expected[20..89] | Should -BeTrue
        $sandbox.Requests | Should -Be 5
    }

    It '-Cursor <Name> is the start of the list' -ForEach @(@{ Name = '$null'; Value = $null }, @{ Name = "''"
        Value = '' }) {
        $null = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $provider -Cursor $Value -First 3 @Quiet
        $accounts.Handle | Should -Be $expected[0..2]
    }

    It '-IncludeRaw returns the provider''s own JSON; without it Raw is null' {
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount 20
        $accounts = Get-TikTokFollowing someone -Provider $provider -All -IncludeRaw @Quiet
        $wire = switch ($provider) {
            'DumplingAI' { Invoke-Wire "$($sandbox.BaseUri)api/v1/get-tiktok-user-following" '{"handle":"someone"}' }
            'ScrapeCreators' { Invoke-Wire "$($sandbox.BaseUri)v1/tiktok/user/following?handle=someone" }
            'SociaVault' { Invoke-Wire "$($sandbox.BaseUri)v1/scrape/tiktok/following?handle=someone" }
            'SocialFetch' { Invoke-Wire "$($sandbox.BaseUri)v1/tiktok/profiles/someone/following" }
            'UnifAPI' { Invoke-Wire "$($sandbox.BaseUri)tiktok/users/someone/following" }
        }
        foreach ($account in $accounts) {
            $wire.Contains($account.Raw) |
                Should -BeTrue -Because "the record of $($account.Handle) is returned unchanged"
            $account.Raw | Should -Match ([regex]::Escape($account.Handle))
            { $account.Raw | ConvertFrom-Json } | Should -Not -Throw
        }
        Get-TikTokFollowing someone -Provider $provider -First 1 @Quiet | ForEach-Object { $_.Raw } |
            Should -BeNullOrEmpty
    }

    It 'finds the provider case-insensitively' {
        $null = Start-TikTokFollowingSandbox
        (Get-TikTokFollowing someone -Provider $provider.ToUpperInvariant() -First 1 @Quiet).Provider |
            Should -BeExactly $provider
        (Get-TikTokFollowing someone -Provider $provider.ToLowerInvariant() -First 1 @Quiet).Provider |
            Should -BeExactly $provider
    }

    It 'a piped page with -All returns the rest of the list, without gaps and duplicates' {
        $sandbox = Start-TikTokFollowingSandbox
        $page = Get-TikTokFollowingPage someone -Provider $provider @Quiet
        $rest = $page | Get-TikTokFollowing -All @Quiet
        Compare-Sequence (@($page.Accounts.Handle) + @($rest.Handle)) $expected | Should -BeTrue
        $sandbox.Requests | Should -Be 5
    }

    It 'a page from Import-Clixml also resumes the list' {
        $sandbox = Start-TikTokFollowingSandbox
        $file = Join-Path $TestDrive "$provider.clixml"
        Get-TikTokFollowingPage someone -Provider $provider @Quiet | Export-Clixml $file
        $page = Import-Clixml $file
        $rest = $page | Get-TikTokFollowing -All @Quiet
        Compare-Sequence (@($page.Accounts.Handle) + @($rest.Handle)) $expected | Should -BeTrue
        $sandbox.Requests | Should -Be 5
    }

    It 'the last page, live or deserialized, fetches nothing' {
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount 5
        $file = Join-Path $TestDrive "$provider-last.clixml"
        $page = Get-TikTokFollowingPage someone -Provider $provider @Quiet
        $page | Export-Clixml $file
        $page.HasMore | Should -BeFalse
        $page | Get-TikTokFollowing -All @Quiet | Should -BeNullOrEmpty
        Import-Clixml $file | Get-TikTokFollowing -All @Quiet | Should -BeNullOrEmpty
        Import-Clixml $file | Get-TikTokFollowing @Quiet | Should -BeNullOrEmpty
        $sandbox.Requests | Should -Be 1
    }
}

Describe 'Get-TikTokFollowing: -IncludeTotalCount' {
    It 'writes the total before the accounts (<_>)' -ForEach 'DumplingAI', 'ScrapeCreators', 'SociaVault',
        'SocialFetch' {
        $sandbox = Start-TikTokFollowingSandbox
        $output = @(Get-TikTokFollowing someone -Provider $_ -First 3 -IncludeTotalCount @Quiet)
        $output.Count | Should -Be 4
        $output[0] | Should -BeOfType ([uint64])
        [uint64] $output[0] | Should -Be 90
        $output[0].Accuracy | Should -BeGreaterThan 0
        $output[0].Accuracy | Should -BeLessThan 1 -Because 'the total of a provider is never exact'
        $output[1..3].Position | Should -Be 1, 2, 3
        $sandbox.Requests | Should -Be 1
    }

    It 'has the accuracy 0 if the provider states no total (UnifAPI)' {
        $null = Start-TikTokFollowingSandbox
        $output = @(Get-TikTokFollowing someone -Provider UnifAPI -First 3 -IncludeTotalCount @Quiet)
        $output.Count | Should -Be 4
        $output[0].Accuracy | Should -Be 0
    }

    It 'writes the total once for several pages' {
        $null = Start-TikTokFollowingSandbox
        $output = @(Get-TikTokFollowing someone -Provider SociaVault -All -IncludeTotalCount @Quiet)
        $output.Count | Should -Be 91
    }
}
