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

    It '-Handle is the first one, mandatory, from the pipeline by value and by property name' {
        $attribute = $parameters['Handle'].ParameterSets.Values | Select-Object -First 1
        $attribute.Position | Should -Be 0
        $attribute.IsMandatory | Should -BeTrue
        $attribute.ValueFromPipeline | Should -BeTrue
        $attribute.ValueFromPipelineByPropertyName | Should -BeTrue
    }

    It '-<_> binds by property name' -ForEach 'Provider', 'Cursor' {
        ($parameters[$_].ParameterSets.Values | Select-Object -First 1).ValueFromPipelineByPropertyName | Should -BeTrue
    }

    It '-Page takes a page from the pipeline' {
        $parameters['Page'].ParameterType | Should -Be ([TikTokFollowing.FollowingPage])
        ($parameters['Page'].ParameterSets.Values | Select-Object -First 1).ValueFromPipeline | Should -BeTrue
    }

    It '-NextCursor is another name of -Cursor' {
        $parameters['Cursor'].Aliases | Should -Contain 'NextCursor'
    }

    It 'completes the names of providers after -Provider' {
        $line = 'Get-TikTokFollowing someone -Provider soc'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Sort-Object | Should -Be 'SocialFetch', 'SociaVault'
    }
}

Describe 'Get-TikTokFollowing: whole lists from <_>' -ForEach $providers {
    BeforeAll {
        $provider = $_
        $expected = (Get-WireList someone (Start-TikTokFollowingSandbox)).unique_id
    }

    It 'lists 90 accounts in order, each once, in 5 requests' {
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

    It 'shows nothing and no error for somebody who follows nobody' {
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

    It '-First 25 is the first 25, each once, border included' {
        $null = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $provider -First 25 @Quiet
        Compare-Sequence $accounts.Handle $expected[0..24] | Should -BeTrue
    }

    It '-First is for each handle anew' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing one, two -Provider $provider -First 3 @Quiet
        $accounts.FollowedBy | Should -Be 'one', 'one', 'one', 'two', 'two', 'two'
        $sandbox.Requests | Should -Be 2
    }

    It '-Skip 5 -First 10 shows the sixth to the fifteenth and buys one page' {
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

    It '-Skip 85 -All shows the last five' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $provider -Skip 85 -All @Quiet
        Compare-Sequence $accounts.Handle $expected[85..89] | Should -BeTrue
        $sandbox.Requests | Should -Be 5
    }

    It 'buys one page for Select-Object -First 3' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $provider -All @Quiet | Select-Object -First 3
        $accounts.Handle | Should -Be $expected[0..2]
        $sandbox.Requests | Should -Be 1
    }

    It 'buys one page without -All, and a warning says how to get the rest' {
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
        if ($provider -ne 'UnifAPI') { $warning | Should -Match '\b90\b' -Because 'it says how many there are' }
    }

    It 'the two ways to have the rest cost what the warning says' {
        $sandbox = Start-TikTokFollowingSandbox
        $warning = (Invoke-Captured { Get-TikTokFollowing someone -Provider $provider }).Warnings | Where-Object { $_ -match '-All' }
        $page = $sandbox.Credits
        $null = Get-TikTokFollowing someone -Provider $provider -All @Quiet
        $all = $sandbox.Credits - $page
        $warning -match '-All -Cursor (\S+) fetches only the rest' | Should -BeTrue
        $null = Get-TikTokFollowing someone -Provider $provider -All -Cursor $Matches[1] @Quiet
        $rest = $sandbox.Credits - $page - $all
        $warning | Should -Match $(if ($provider -eq 'UnifAPI') { 'It costs 1 credit an account, at least 1 a page\.$' } else { "from the start \(about 5 pages, $all credits\); -All -Cursor \S+ fetches only the rest \(about 4 pages, $rest credits\)\.$" })
    }

    It 'does not warn of more with <Name>' -ForEach @(
        @{ Name = '-All'; With = @{ All = $true }; Count = 90 }
        @{ Name = '-First'; With = @{ First = 20 }; Count = 90 }
        @{ Name = 'a list of one page'; With = @{}; Count = 20 }
    ) {
        $null = Start-TikTokFollowingSandbox -FollowingCount $Count
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $provider @With }
        $run.Warnings.Count | Should -Be 1 -Because 'the one about the sandbox is the only one'
        $run.Warnings[0] | Should -Match 'sandbox'
    }

    It '-Cursor starts there, without a warning of more' {
        $null = Start-TikTokFollowingSandbox
        $cursor = (Get-TikTokFollowingPage someone -Provider $provider @Quiet).NextCursor
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $provider -Cursor $cursor }
        $run.Warnings.Count | Should -Be 1
        # The cursor means "on or before": the account on the border may come once more.
        Compare-Sequence @($run.Output.Handle | Where-Object { $_ -ne $expected[19] }) $expected[20..39] | Should -BeTrue
        $run.Output[0].Position | Should -Be 1 -Because 'it counts what this command walked'
        $again = Get-TikTokFollowing someone -Provider $provider -NextCursor $cursor @Quiet
        Compare-Sequence $again.Handle $run.Output.Handle | Should -BeTrue
    }

    It '-Cursor with -All is the rest' {
        $sandbox = Start-TikTokFollowingSandbox
        $page = Get-TikTokFollowingPage someone -Provider $provider @Quiet
        $rest = Get-TikTokFollowing someone -Provider $provider -Cursor $page.NextCursor -All @Quiet
        Compare-Sequence @($rest.Handle | Where-Object { $_ -ne $expected[19] }) $expected[20..89] | Should -BeTrue
        $sandbox.Requests | Should -Be 5
    }

    It '-Cursor <Name> is the start of the list' -ForEach @(@{ Name = '$null'; Value = $null }, @{ Name = "''"; Value = '' }) {
        $null = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $provider -Cursor $Value -First 3 @Quiet
        $accounts.Handle | Should -Be $expected[0..2]
    }

    It '-IncludeRaw is the provider''s own JSON; without it Raw is null' {
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
            $wire.Contains($account.Raw) | Should -BeTrue -Because "the record of $($account.Handle) is passed on as it is"
            $account.Raw | Should -Match ([regex]::Escape($account.Handle))
            { $account.Raw | ConvertFrom-Json } | Should -Not -Throw
        }
        Get-TikTokFollowing someone -Provider $provider -First 1 @Quiet | ForEach-Object { $_.Raw } | Should -BeNullOrEmpty
    }

    It 'finds the provider in any case' {
        $null = Start-TikTokFollowingSandbox
        (Get-TikTokFollowing someone -Provider $provider.ToUpperInvariant() -First 1 @Quiet).Provider | Should -BeExactly $provider
        (Get-TikTokFollowing someone -Provider $provider.ToLowerInvariant() -First 1 @Quiet).Provider | Should -BeExactly $provider
    }

    It 'a page and -All are the rest of the list: nothing twice, nothing missing' {
        $sandbox = Start-TikTokFollowingSandbox
        $page = Get-TikTokFollowingPage someone -Provider $provider @Quiet
        $rest = $page | Get-TikTokFollowing -All @Quiet
        Compare-Sequence (@($page.Accounts.Handle) + @($rest.Handle)) $expected | Should -BeTrue
        $sandbox.Requests | Should -Be 5
    }

    It 'a page that has been through Export-Clixml goes on as well' {
        $sandbox = Start-TikTokFollowingSandbox
        $file = Join-Path $TestDrive "$provider.clixml"
        Get-TikTokFollowingPage someone -Provider $provider @Quiet | Export-Clixml $file
        $page = Import-Clixml $file
        $rest = $page | Get-TikTokFollowing -All @Quiet
        Compare-Sequence (@($page.Accounts.Handle) + @($rest.Handle)) $expected | Should -BeTrue
        $sandbox.Requests | Should -Be 5
    }

    It 'the last page buys nothing, living or deserialized' {
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

Describe 'Get-TikTokFollowing: what is particular to a provider' {
    It 'UnifAPI is asked for no more records than are wanted: -First <First> costs <Credits> credits in <Requests> requests' -ForEach @(
        @{ First = 3; Credits = 3; Requests = 1 }
        @{ First = 25; Credits = 25; Requests = 2 }
        @{ First = 40; Credits = 40; Requests = 2 }
    ) {
        $sandbox = Start-TikTokFollowingSandbox
        (Get-TikTokFollowing someone -Provider UnifAPI -First $First @Quiet).Count | Should -Be $First
        $sandbox.Credits | Should -Be $Credits
        $sandbox.Requests | Should -Be $Requests
    }

    It '<Provider> costs <Credits> credits for 90 accounts' -ForEach @(
        @{ Provider = 'DumplingAI'; Credits = 50 }
        @{ Provider = 'ScrapeCreators'; Credits = 5 }
        @{ Provider = 'SociaVault'; Credits = 5 }
        @{ Provider = 'SocialFetch'; Credits = 5 }
        @{ Provider = 'UnifAPI'; Credits = 90 }
    ) {
        $sandbox = Start-TikTokFollowingSandbox
        $null = Get-TikTokFollowing someone -Provider $Provider -All @Quiet
        $sandbox.Credits | Should -Be $Credits
    }

    It '-PageSize <Size> with <Provider> needs <Requests> requests' -ForEach @(
        @{ Provider = 'UnifAPI'; Size = 50; Requests = 2 }
        @{ Provider = 'UnifAPI'; Size = 1; Requests = 90 }
        @{ Provider = 'DumplingAI'; Size = 30; Requests = 3 }
        @{ Provider = 'DumplingAI'; Size = 100; Requests = 1 }
    ) {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $Provider -PageSize $Size -All @Quiet
        Compare-Sequence $accounts.Position (1..90) | Should -BeTrue
        @($accounts.Handle | Select-Object -Unique).Count | Should -Be 90
        $sandbox.Requests | Should -Be $Requests
    }

    It '-MinTime with <_> is the same as -Cursor' -ForEach 'DumplingAI', 'ScrapeCreators', 'SociaVault' {
        $sandbox = Start-TikTokFollowingSandbox
        $cursor = (Get-TikTokFollowingPage someone -Provider $_ @Quiet).NextCursor
        $byCursor = Get-TikTokFollowing someone -Provider $_ -Cursor $cursor @Quiet
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $_ -MinTime ([long]$cursor) }
        Compare-Sequence $run.Output.Handle $byCursor.Handle | Should -BeTrue
        $run.Warnings.Count | Should -Be 1
        $sandbox.Requests | Should -Be 3
    }

    It '-Trim with <_> lists everybody, without a request too many' -ForEach 'ScrapeCreators', 'SociaVault', 'SocialFetch' {
        $sandbox = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing someone -Provider $_ -Trim -All @Quiet
        Compare-Sequence $accounts.Position (1..90) | Should -BeTrue
        @($accounts.Handle | Select-Object -Unique).Count | Should -Be 90
        $sandbox.Requests | Should -Be 5
    }

    It '-Trim without -All with <_> still warns that there is more' -ForEach 'ScrapeCreators', 'SociaVault', 'SocialFetch' {
        $null = Start-TikTokFollowingSandbox
        (Invoke-Captured { Get-TikTokFollowing someone -Provider $_ -Trim }).Warnings | Where-Object { $_ -match '-All' } | Should -Not -BeNullOrEmpty
    }

    It 'UnifAPI takes the <Kind>' -ForEach @(@{ Kind = 'Id' }, @{ Kind = 'SecUid' }) {
        $null = Start-TikTokFollowingSandbox
        # ScrapeCreators says both; whose list is asked for is then said by either.
        $somebody = Get-TikTokFollowing someone -Provider ScrapeCreators -First 1 @Quiet
        $byHandle = Get-TikTokFollowing $somebody.Handle -Provider UnifAPI -First 3 @Quiet
        $byOther = Get-TikTokFollowing $somebody.$Kind -Provider UnifAPI -First 3 @Quiet
        $byOther.Handle | Should -Be $byHandle.Handle
    }

    It 'UnifAPI: a handle that it wants the id of is looked up once, and everything follows' {
        $sandbox = Start-TikTokFollowingSandbox
        $expected = (Get-WireList needsid $sandbox).unique_id
        $before = $sandbox.Requests
        $accounts = Get-TikTokFollowing needsid -Provider UnifAPI -All @Quiet
        Compare-Sequence $accounts.Handle $expected | Should -BeTrue
        $sandbox.Requests - $before | Should -Be 7 -Because 'the refusal and the lookup come before the five pages'

        $page = Get-TikTokFollowingPage needsid -Provider UnifAPI @Quiet
        $before = $sandbox.Requests
        $rest = Get-TikTokFollowing needsid -Provider UnifAPI -Cursor $page.NextCursor -All @Quiet
        Compare-Sequence (@($page.Accounts.Handle) + @($rest.Handle)) $expected | Should -BeTrue
        $sandbox.Requests - $before | Should -Be 4 -Because 'the cursor carries the id'
    }

    It 'UnifAPI: a hidden list is an empty one, and a verbose line says that it may be hidden' {
        $null = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing hidden -Provider UnifAPI -All -Verbose }
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
        $run.Verbose -match 'hidden' | Should -Not -BeNullOrEmpty
    }
}

Describe 'Get-TikTokFollowing: -IncludeTotalCount' {
    It 'writes the total before the accounts (<_>)' -ForEach 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch' {
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

    It 'says that it is unknown where the provider does not say (UnifAPI)' {
        $null = Start-TikTokFollowingSandbox
        $output = @(Get-TikTokFollowing someone -Provider UnifAPI -First 3 -IncludeTotalCount @Quiet)
        $output.Count | Should -Be 4
        $output[0].Accuracy | Should -Be 0
    }

    It 'writes it once, however many pages there are' {
        $null = Start-TikTokFollowingSandbox
        $output = @(Get-TikTokFollowing someone -Provider SociaVault -All -IncludeTotalCount @Quiet)
        $output.Count | Should -Be 91
    }
}

Describe 'Get-TikTokFollowing: handles' {
    BeforeEach {
        $sandbox = Start-TikTokFollowingSandbox
        $env:TIKTOKFOLLOWING_PROVIDER = 'SociaVault'
    }

    AfterEach {
        Reset-TestSession
    }

    It 'takes the handle as <_>' -ForEach 'someone', '@someone', ' someone ', 'https://www.tiktok.com/@someone', 'https://www.tiktok.com/@someone?lang=en', 'https://www.tiktok.com/@someone/video/7', 'http://tiktok.com/@someone/', 'www.tiktok.com/@someone', 'https://m.tiktok.com/@someone' {
        $account = Get-TikTokFollowing $_ -First 1 @Quiet
        $account.FollowedBy | Should -BeExactly 'someone'
        $sandbox.Requests | Should -Be 1
    }

    It 'takes several, one after the other' {
        $accounts = Get-TikTokFollowing one, '@two', 'https://www.tiktok.com/@three' -All @Quiet
        Compare-Sequence $accounts.FollowedBy (@('one') * 90 + @('two') * 90 + @('three') * 90) | Should -BeTrue
        $accounts[90].Position | Should -Be 1 -Because 'the position is counted within each list'
        $sandbox.Requests | Should -Be 15
    }

    It 'takes them from the pipeline' {
        ('one', '@two' | Get-TikTokFollowing -First 1 @Quiet).FollowedBy | Should -Be 'one', 'two'
    }

    It 'takes objects with a Handle' {
        $objects = [pscustomobject] @{ Handle = 'one'; Team = 'A' }, [pscustomobject] @{ Handle = '@two'; Team = 'B' }
        ($objects | Get-TikTokFollowing -First 1 @Quiet).FollowedBy | Should -Be 'one', 'two'
    }

    It 'takes rows of a CSV, with provider and cursor' {
        $page = Get-TikTokFollowingPage two -Provider ScrapeCreators @Quiet
        $file = Join-Path $TestDrive 'handles.csv'
        Set-Content $file "Handle,Provider,NextCursor", "one,unifapi,", "two,ScrapeCreators,$($page.NextCursor)" -Encoding Ascii
        $accounts = Import-Csv $file | Get-TikTokFollowing -First 2 @Quiet
        $accounts.FollowedBy | Should -Be 'one', 'one', 'two', 'two'
        $accounts.Provider | Should -Be 'UnifAPI', 'UnifAPI', 'ScrapeCreators', 'ScrapeCreators'
        $page.Accounts.Handle[0..18] | Should -Not -Contain $accounts[2].Handle
    }

    It 'takes rows of a CSV with the column Handle only' {
        $file = Join-Path $TestDrive 'only.csv'
        Set-Content $file 'Handle', 'one', 'two' -Encoding Ascii
        (Import-Csv $file | Get-TikTokFollowing -First 1 @Quiet).FollowedBy | Should -Be 'one', 'two'
    }

    It 'an empty provider in a row is none: the default is taken' {
        ([pscustomobject] @{ Handle = 'one'; Provider = '' } | Get-TikTokFollowing -First 1 @Quiet).Provider | Should -Be 'SociaVault'
    }

    It 'takes accounts: one step further into the graph' {
        $first = Get-TikTokFollowing someone -Provider UnifAPI -First 2 @Quiet
        $second = $first | Get-TikTokFollowing -First 2 @Quiet
        $second.FollowedBy | Should -Be $first[0].Handle, $first[0].Handle, $first[1].Handle, $first[1].Handle
        $second.Provider | Select-Object -Unique | Should -Be 'UnifAPI'
    }

    It 'takes accounts in one pipeline, and as an argument' {
        $names = (Get-TikTokFollowing someone -First 2 @Quiet).Handle
        (Get-TikTokFollowing someone -First 2 @Quiet | Get-TikTokFollowing -First 1 @Quiet).FollowedBy | Should -Be $names
        (Get-TikTokFollowing (Get-TikTokFollowing someone -First 2 @Quiet) -First 1 @Quiet).FollowedBy | Should -Be $names
    }

    It 'takes accounts that were deserialized' {
        $file = Join-Path $TestDrive 'accounts.clixml'
        $accounts = Get-TikTokFollowing someone -First 2 @Quiet
        $accounts | Export-Clixml $file
        (Import-Clixml $file | Get-TikTokFollowing -First 1 @Quiet).FollowedBy | Should -Be $accounts.Handle
    }

    It 'one bad handle among good ones is one error; the others are listed' {
        $run = Invoke-Captured { Get-TikTokFollowing one, missing, two, 'not a handle', hidden, three -First 2 }
        $run.Terminating | Should -BeNullOrEmpty
        $run.Output.FollowedBy | Should -Be 'one', 'one', 'two', 'two', 'three', 'three'
        $run.Errors.Count | Should -Be 3
        $run.Errors.TargetObject.Handle | Should -Be 'missing', 'not a handle', 'hidden'
    }

    It 'does the same from the pipeline' {
        $run = Invoke-Captured { 'one', '', $null, 'missing', 'two' | Get-TikTokFollowing -First 1 }
        $run.Terminating | Should -BeNullOrEmpty
        $run.Output.FollowedBy | Should -Be 'one', 'two'
        $run.Errors.Count | Should -Be 3
    }

    It 'the same handle twice is bought once' {
        $accounts = Get-TikTokFollowing someone, '@Someone', 'https://www.tiktok.com/@someone' -All @Quiet
        $accounts.Count | Should -Be 90
        $sandbox.Requests | Should -Be 5
    }

    It 'the same handle twice from the pipeline is bought once' {
        $accounts = 'someone', 'other', '@SOMEONE' | Get-TikTokFollowing -First 1 @Quiet
        $accounts.FollowedBy | Should -Be 'someone', 'other'
        $sandbox.Requests | Should -Be 2
    }

    It 'an empty array asks for nothing' {
        $run = Invoke-Captured { Get-TikTokFollowing -Handle @() }
        $run.Output | Should -BeNullOrEmpty
        $sandbox.Requests | Should -Be 0
    }

    It 'says once that the sandbox answers, however many handles and pages there are' {
        $run = Invoke-Captured { 'one', 'two' | Get-TikTokFollowing -All }
        $run.Warnings.Count | Should -Be 1
        $run.Warnings[0] | Should -Match 'sandbox'
        $run.Warnings[0] | Should -Match 'fictitious'
        (Invoke-Captured { Get-TikTokFollowing three -All }).Warnings.Count | Should -Be 1 -Because 'every command says it'
    }
}

Describe 'Get-TikTokFollowing: nothing to show' {
    BeforeEach {
        Reset-TestSession
        $env:TIKTOKFOLLOWING_PROVIDER = 'SociaVault'
        $sandbox = Start-TikTokFollowingSandbox
    }

    AfterEach {
        Reset-TestSession
    }

    It 'a parameter that asks for what there is not is warned of, once, with the price: <Name>' -ForEach @(
        @{ Name = '-Skip 500 -All'; Script = { Get-TikTokFollowing someone -Skip 500 -All }; Credits = 1; Says = '-Skip 500 skips the whole list of @someone (about 90 accounts). It cost 1 credit.' }
        @{ Name = '-Skip 90'; Script = { Get-TikTokFollowing someone -Skip 90 }; Credits = 1; Says = '-Skip 90 skips the whole list of @someone (about 90 accounts). It cost 1 credit.' }
        @{ Name = '-Skip 90 -First 10'; Script = { Get-TikTokFollowing someone -Skip 90 -First 10 }; Credits = 1; Says = '-Skip 90 skips the whole list of @someone (about 90 accounts). It cost 1 credit.' }
        @{ Name = '-Skip, and no total is told'; Script = { Get-TikTokFollowing someone -Provider UnifAPI -Skip 90 }; Credits = 90; Says = '-Skip 90 skips the whole list of @someone (90 accounts). It cost 90 credits.' }
        @{ Name = '-Skip 90, five lists'; Script = { Get-TikTokFollowing a, b, c, d, e -Skip 90 }; Credits = 5; Says = '-Skip 90 skips 5 whole lists: @a, @b, @c and 2 more. They cost 5 credits.' }
        @{ Name = '-Cursor 1'; Script = { Get-TikTokFollowing someone -Cursor 1 }; Credits = 1; Says = 'The list of @someone has no accounts from -Cursor 1 onwards. It cost 1 credit.' }
        @{ Name = '-Cursor 1 -All'; Script = { Get-TikTokFollowing someone -Cursor 1 -All }; Credits = 1; Says = 'The list of @someone has no accounts from -Cursor 1 onwards. It cost 1 credit.' }
        @{ Name = '-MinTime 1'; Script = { Get-TikTokFollowing someone -MinTime 1 -First 3 }; Credits = 1; Says = 'The list of @someone has no accounts from -MinTime 1 onwards. It cost 1 credit.' }
        @{ Name = '-Before'; Script = { Get-TikTokFollowing someone -Before 2015-01-01 -All }; Credits = 1; Says = "The list of @someone has no accounts from -Before $(([datetime] '2015-01-01').ToString('G')) onwards. It cost 1 credit." }
        @{ Name = 'a list of no accounts'; Script = { Get-TikTokFollowing empty -All }; Credits = 1; Says = '@empty follows no accounts, according to SociaVault. It cost 1 credit.' }
        @{ Name = 'a list of no accounts, one page'; Script = { Get-TikTokFollowing empty }; Credits = 1; Says = '@empty follows no accounts, according to SociaVault. It cost 1 credit.' }
        @{ Name = 'a list of no accounts, and -Skip'; Script = { Get-TikTokFollowing empty -Skip 5 }; Credits = 1; Says = '@empty follows no accounts, according to SociaVault. It cost 1 credit.' }
        @{ Name = 'a row''s NextCursor'; Script = { [pscustomobject] @{ Handle = 'a'; NextCursor = '1' }, [pscustomobject] @{ Handle = 'b'; NextCursor = '2' } | Get-TikTokFollowing -All }; Credits = 2; Says = '2 lists have no accounts from their start points onwards: @a, @b. They cost 2 credits.' }
    ) {
        $run = Invoke-Captured $Script
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
        @($run.Warnings -notmatch '^Using the sandbox') | Should -BeExactly $Says
        $sandbox.Credits | Should -Be $Credits
    }

    It 'an ordinary answer is told to who listens, with the price: <Name>' -ForEach @(
        @{ Name = 'nobody new'; Script = { Get-TikTokFollowing someone -Since '2026-01-01' -Verbose }; Says = '@someone: no accounts since *, for 1 credit.' }
        @{ Name = 'nothing behind a page'; Script = { [pscustomobject] @{ Handle = 'someone'; HasMore = $true; NextCursor = '1' } | Get-TikTokFollowing -All -Verbose }; Says = '@someone: no more accounts, for 1 credit.' }
    ) {
        $run = Invoke-Captured $Script
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
        @($run.Warnings -notmatch '^Using the sandbox') | Should -BeNullOrEmpty
        @($run.Verbose -like $Says).Count | Should -Be 1
        $sandbox.Credits | Should -Be 1
    }

    It 'nothing that was asked for is nothing to explain: -First 0' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -First 0 -Verbose }
        @($run.Warnings -notmatch '^Using the sandbox') | Should -BeNullOrEmpty
        @($run.Verbose -match '^@someone') | Should -BeNullOrEmpty
        $sandbox.Credits | Should -Be 0
    }

    It 'fetches nothing for a total that the provider does not state' {
        $run = Invoke-Captured { Get-TikTokFollowing one -Provider UnifAPI -First 0 -IncludeTotalCount }
        $run.Warnings | Should -Contain 'UnifAPI does not state totals, so nothing was fetched for @one.'
        $run.Output.Count | Should -Be 1
        $run.Output[0] | Should -Be 0
        $sandbox.Credits | Should -Be 0
    }

    It 'states what a total costs before it is fetched, once for several handles' {
        $run = Invoke-Captured { Get-TikTokFollowing one, two -First 0 -IncludeTotalCount -Verbose }
        @($run.Warnings -notmatch '^Using the sandbox') | Should -BeExactly '-IncludeTotalCount fetches the first page of each list, which costs 1 credit a page.'
        $sandbox.Credits | Should -Be 2
        $run = Invoke-Captured { Get-TikTokFollowing one -First 0 -IncludeTotalCount -MaxCredits 0 }
        $run.Terminating.FullyQualifiedErrorId | Should -Match '^BudgetReached,'
        $sandbox.Credits | Should -Be 2
    }

    It 'what a journal had cost nothing, and nothing is said of a price' {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        $null = Get-TikTokFollowing someone -All -CheckpointPath $folder @Quiet
        $run = Invoke-Captured { Get-TikTokFollowing someone -Skip 90 -CheckpointPath $folder }
        @($run.Warnings -match '-Skip') | Should -BeExactly '-Skip 90 skips the whole list of @someone (about 90 accounts).'
    }

    It 'is said before the error that ends the command' {
        $run = Invoke-Captured { Get-TikTokFollowing someone, other, third -Skip 90 -MaxCredits 1 }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
        @($run.Warnings -match '-Skip 90 skips the whole list of @someone').Count | Should -Be 1
        @($run.Warnings -match 'not started') | Should -Be '1 handle was not started: third.'
    }
}

Describe 'Get-TikTokFollowing: which provider' {
    BeforeEach {
        Reset-TestSession
        $sandbox = Start-TikTokFollowingSandbox
    }

    AfterEach {
        Reset-TestSession
    }

    It 'the parameter goes before the environment variable' {
        $env:TIKTOKFOLLOWING_PROVIDER = 'SociaVault'
        (Get-TikTokFollowing someone -Provider UnifAPI -First 1 @Quiet).Provider | Should -Be 'UnifAPI'
    }

    It 'the environment variable, in any case' {
        $env:TIKTOKFOLLOWING_PROVIDER = 'socialfetch'
        (Get-TikTokFollowing someone -First 1 @Quiet).Provider | Should -BeExactly 'SocialFetch'
    }

    It 'the environment variable goes before the only one with a key' {
        $env:TIKTOKFOLLOWING_PROVIDER = 'SociaVault'
        $env:UNIFAPI_API_KEY = 'some-key-of-mine'
        (Get-TikTokFollowing someone -First 1 @Quiet).Provider | Should -Be 'SociaVault'
    }

    It 'the only one that has a key in the environment' {
        $env:DUMPLINGAI_API_KEY = 'some-key-of-mine'
        (Get-TikTokFollowing someone -First 1 @Quiet).Provider | Should -Be 'DumplingAI'
    }

    It 'the only one that has a key in the session' {
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key 'some-key-of-mine') -Scope Session
        (Get-TikTokFollowing someone -First 1 @Quiet).Provider | Should -Be 'UnifAPI'
    }

    It 'several with a key are an error that names them and says what to do' {
        $env:DUMPLINGAI_API_KEY = 'some-key-of-mine'
        Set-TikTokFollowingCredential UnifAPI (ConvertTo-Key 'some-key-of-mine') -Scope Session
        $run = Invoke-Captured { Get-TikTokFollowing someone -First 1 }
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError.Count | Should -Be 1
        $message = $run.AnyError[0].Exception.Message
        $message | Should -Match 'DumplingAI'
        $message | Should -Match 'UnifAPI'
        $message | Should -Match '-Provider'
        $message | Should -Match 'TIKTOKFOLLOWING_PROVIDER'
        $sandbox.Requests | Should -Be 0
    }

    It 'none with a key, while the sandbox runs, is an error that says what to do' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -First 1 }
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].Exception.Message | Should -Match '-Provider'
        $sandbox.Requests | Should -Be 0
    }

    It 'an unknown one is an error that names the known ones (<_>)' -ForEach 'parameter', 'environment' {
        if ($_ -eq 'environment') {
            $env:TIKTOKFOLLOWING_PROVIDER = 'Nobody'
            $run = Invoke-Captured { Get-TikTokFollowing someone -First 1 }
        }
        else { $run = Invoke-Captured { Get-TikTokFollowing someone -Provider Nobody -First 1 } }
        $run.AnyError.Count | Should -Be 1
        foreach ($name in $AllProviders + 'Nobody') { $run.AnyError[0].Exception.Message | Should -Match $name }
        $sandbox.Requests | Should -Be 0
    }
}

Describe 'Get-TikTokFollowing: keys and addresses' {
    BeforeEach {
        Reset-TestSession
        $server = New-Object TikTokFollowingTests.RecordingServer
        $server.Answer((New-WirePage (New-WireRecord)))
        $gate = @{ Handle = 'someone'; Provider = 'ScrapeCreators'; BaseUri = $server.BaseUri; WarningAction = 'SilentlyContinue' }
    }

    AfterEach {
        $server.Dispose()
        Reset-TestSession
    }

    It 'the parameter goes before the session, and the session before the environment' {
        $env:SCRAPECREATORS_API_KEY = 'key-of-the-environment'
        $null = Get-TikTokFollowing @gate
        Set-TikTokFollowingCredential ScrapeCreators (ConvertTo-Key 'key-of-the-session') -Scope Session
        $null = Get-TikTokFollowing @gate
        $null = Get-TikTokFollowing @gate -ApiKey (ConvertTo-Key 'key-of-the-parameter')
        Remove-TikTokFollowingCredential ScrapeCreators -Scope Session @Quiet
        $null = Get-TikTokFollowing @gate
        $sent = $server.Requests | ForEach-Object { if ($_ -match '(?im)^x-api-key: *(\S+)') { $Matches[1] } }
        $sent | Should -Be 'key-of-the-environment', 'key-of-the-session', 'key-of-the-parameter', 'key-of-the-environment'
    }

    It '<Provider> gets its key in the header <Header>, never in the address or the body' -ForEach @(
        @{ Provider = 'DumplingAI'; Header = 'Authorization'; Value = 'Bearer the-key-itself' }
        @{ Provider = 'ScrapeCreators'; Header = 'x-api-key'; Value = 'the-key-itself' }
        @{ Provider = 'SociaVault'; Header = 'X-API-Key'; Value = 'the-key-itself' }
        @{ Provider = 'SocialFetch'; Header = 'x-api-key'; Value = 'the-key-itself' }
        @{ Provider = 'UnifAPI'; Header = 'Authorization'; Value = 'Bearer the-key-itself' }
    ) {
        $gate.Provider = $Provider
        $null = Get-TikTokFollowing @gate -ApiKey (ConvertTo-Key ' the-key-itself ') -ErrorAction SilentlyContinue -MaximumRetryCount 0
        $request = $server.Requests[0]
        $request | Should -Match "(?im)^$($Header): $Value\r?$"
        ([regex]::Matches($request, 'the-key-itself')).Count | Should -Be 1
    }

    It 'says who it is: our name and the version of the manifest' {
        $null = Get-TikTokFollowing @gate -ApiKey (ConvertTo-Key 'the-key-itself')
        $version = (Get-Module TikTokFollowing).Version
        $server.Requests[0] | Should -Match "(?im)^User-Agent: TikTokFollowing/$([regex]::Escape($version))"
    }

    It '-BaseUri goes before the sandbox, which then hears nothing, and is not warned of' {
        $sandbox = Start-TikTokFollowingSandbox
        $gate.Remove('WarningAction')
        $run = Invoke-Captured { Get-TikTokFollowing @gate -ApiKey (ConvertTo-Key 'the-key-itself') }
        $run.Output.Count | Should -Be 1
        $run.Warnings | Should -BeNullOrEmpty
        $sandbox.Requests | Should -Be 0
        $server.Requests.Count | Should -Be 1
    }

    It '-BaseUri with a path keeps it' {
        $gate.BaseUri = [uri] "$($server.BaseUri)gateway/tiktok/"
        $null = Get-TikTokFollowing @gate -ApiKey (ConvertTo-Key 'the-key-itself')
        $server.Requests[0] | Should -Match '^GET /gateway/tiktok/v1/tiktok/user/following\?handle=someone '
    }

    It 'follows no redirect: the key goes to nobody else' {
        $other = New-Object TikTokFollowingTests.RecordingServer
        try {
            $moved = New-Object TikTokFollowingTests.RecordingServer
            $moved.Answer(302, "Location: $($other.BaseUri)`r`n", '{}')
            $gate.BaseUri = $moved.BaseUri
            $run = Invoke-Captured { Get-TikTokFollowing @gate -MaximumRetryCount 0 -ApiKey (ConvertTo-Key 'the-key-itself') }
            $run.AnyError.Count | Should -Be 1
            $other.Requests | Should -BeNullOrEmpty
        }
        finally {
            $other.Dispose()
            $moved.Dispose()
        }
    }

    It 'asks again after a failure in passing, and says how often' {
        $failing = New-Object TikTokFollowingTests.RecordingServer
        try {
            $failing.Answer(503, '', '{}')
            $failing.Answer(429, "Retry-After: 0`r`n", '{}')
            $failing.Answer((New-WirePage (New-WireRecord)))
            $gate.BaseUri = $failing.BaseUri
            $page = Get-TikTokFollowingPage @gate -RetryIntervalSec 0 -ApiKey (ConvertTo-Key 'the-key-itself')
            $page.Count | Should -Be 1
            $page.Attempts | Should -Be 3
        }
        finally { $failing.Dispose() }
    }

    It '-MaximumRetryCount 2 asks three times and not more' {
        $failing = New-Object TikTokFollowingTests.RecordingServer
        try {
            $failing.Answer(500, '', '{}')
            $gate.BaseUri = $failing.BaseUri
            $null = Get-TikTokFollowing @gate -MaximumRetryCount 2 -RetryIntervalSec 0 -ApiKey (ConvertTo-Key 'the-key-itself') -ErrorAction SilentlyContinue
            $failing.Requests.Count | Should -Be 3
        }
        finally { $failing.Dispose() }
    }
}

Describe 'Get-TikTokFollowing: streams' {
    BeforeAll {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider DumplingAI -All -Verbose -Debug -WarningAction Continue }
    }

    It 'a verbose line for each request: method, host, path, status, bytes, milliseconds, attempt, credits' {
        $lines = @($run.Verbose -match 'POST')
        $lines.Count | Should -Be 5
        foreach ($line in $lines) {
            $line | Should -Match '/api/v1/get-tiktok-user-following'
            $line | Should -Match ([regex]::Escape($sandbox.BaseUri.Authority))
            $line | Should -Match '\b200\b'
            $line | Should -Match '\d+ bytes'
            $line | Should -Match '\d+ ms'
            $line | Should -Match 'attempt 1'
            $line | Should -Match '10 credits'
        }
    }

    It 'a debug line with the allowed headers for each request' {
        @($run.Debug -match 'x-ratelimit-remaining').Count | Should -Be 5
    }

    # No line is made where nobody listens, so who listens must be known.
    It 'are heard <Name>' -ForEach @(
        @{ Name = 'by the preference'; Verbose = 1; Debug = 1; Script = { $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'; Get-TikTokFollowing someone -Provider DumplingAI } }
        @{ Name = 'from a function that was told to'; Verbose = 1; Debug = 0; Script = { function Get-It { [CmdletBinding()] param() Get-TikTokFollowing someone -Provider DumplingAI }; Get-It -Verbose } }
        @{ Name = 'by one of them'; Verbose = 1; Debug = 0; Script = { Get-TikTokFollowing someone -Provider DumplingAI -Verbose } }
        @{ Name = 'by nobody'; Verbose = 0; Debug = 0; Script = { Get-TikTokFollowing someone -Provider DumplingAI } }
        @{ Name = 'by nobody, if the switch says so'; Verbose = 0; Debug = 0; Script = { $VerbosePreference = 'Continue'; Get-TikTokFollowing someone -Provider DumplingAI -Verbose:$false } }
    ) {
        $heard = Invoke-Captured $Script
        @($heard.Verbose -match 'POST').Count | Should -Be $Verbose
        @($heard.Debug -match 'x-ratelimit-remaining').Count | Should -Be $Debug
    }

    It 'nothing but accounts in the output' {
        @($run.Output | Where-Object { $_ -isnot [TikTokFollowing.FollowedAccount] }) | Should -BeNullOrEmpty
    }
}

Describe 'Get-TikTokFollowing: stopping' {
    AfterEach {
        Reset-TestSession
    }

    It 'Stop() ends within a second, and leaves no error (<_>)' -ForEach 'Get-TikTokFollowing someone -All', 'Get-TikTokFollowingPage someone' {
        $sandbox = Start-TikTokFollowingSandbox -LatencyMilliseconds 30000
        $shell = New-TestPowerShell "$_ -Provider SociaVault"
        try {
            $running = $shell.BeginInvoke()
            Wait-Until { $sandbox.Requests -eq 1 }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 1
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $shell.Streams.Error.Count | Should -Be 0
            { $shell.EndInvoke($running) } | Should -Throw
            $sandbox.Requests | Should -Be 1
        }
        finally { $shell.Dispose() }
    }

    It 'Stop() while waiting to ask again ends within a second' {
        $sandbox = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 1
        $shell = New-TestPowerShell 'Get-TikTokFollowing someone -All -Provider SociaVault -RetryIntervalSec 600'
        try {
            $null = $shell.BeginInvoke()
            Wait-Until { $sandbox.Requests -eq 1 }
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 1
            $shell.Streams.Error.Count | Should -Be 0
        }
        finally { $shell.Dispose() }
    }

    It 'a consumer that throws buys no further page' {
        $sandbox = Start-TikTokFollowingSandbox
        { Get-TikTokFollowing someone -Provider SociaVault -All @Quiet | ForEach-Object { throw 'enough' } } | Should -Throw 'enough'
        $sandbox.Requests | Should -Be 1
    }

    It '-ErrorAction Stop ends at the first failure' {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing one, missing, two -Provider SociaVault -First 1 -ErrorAction Stop }
        $run.Terminating | Should -Not -BeNullOrEmpty
        $run.Output.FollowedBy | Should -Be 'one'
        $sandbox.Requests | Should -Be 2
    }

    It '-ErrorAction SilentlyContinue shows none and keeps it in -ErrorVariable' {
        $null = Start-TikTokFollowingSandbox
        $accounts = Get-TikTokFollowing one, missing, two -Provider SociaVault -First 1 -ErrorAction SilentlyContinue -ErrorVariable problem @Quiet
        $accounts.FollowedBy | Should -Be 'one', 'two'
        $problem.Count | Should -Be 1
    }

    It 'buys the next page only when the one before was consumed' {
        $sandbox = Start-TikTokFollowingSandbox
        $seen = Get-TikTokFollowing someone -Provider SociaVault -All @Quiet | ForEach-Object { "$($_.Position) $($sandbox.Requests)" }
        $seen[19] | Should -Be '20 1'
        $seen[20] | Should -Be '21 2'
        $seen[89] | Should -Be '90 5'
    }
}

Describe 'Get-TikTokFollowing: progress' {
    AfterEach {
        Reset-TestSession
    }

    It 'ends as completed: <Name>' -ForEach @(
        @{ Name = 'the whole list'; Fault = 'None'; Script = 'Get-TikTokFollowing someone -Provider SociaVault -All' }
        @{ Name = 'two lists'; Fault = 'None'; Script = 'Get-TikTokFollowing one, two -Provider SociaVault -All' }
        @{ Name = 'one page'; Fault = 'None'; Script = 'Get-TikTokFollowing someone -Provider SociaVault' }
        @{ Name = '-First'; Fault = 'None'; Script = 'Get-TikTokFollowing someone -Provider SociaVault -First 25' }
        @{ Name = 'Select-Object -First'; Fault = 'None'; Script = 'Get-TikTokFollowing someone -Provider SociaVault -All | Select-Object -First 25' }
        @{ Name = 'an error in mid-list'; Fault = 'ServerError'; Script = 'Get-TikTokFollowing someone -Provider SociaVault -All -MaximumRetryCount 0' }
        @{ Name = 'an error that ends the command'; Fault = 'Unauthorized'; Script = 'Get-TikTokFollowing someone -Provider SociaVault -All' }
        @{ Name = 'a consumer that throws'; Fault = 'None'; Script = 'Get-TikTokFollowing someone -Provider SociaVault -All | ForEach-Object { if ($_.Position -gt 20) { throw "enough" } }' }
    ) {
        $null = Start-TikTokFollowingSandbox -Fault $Fault
        $shell = New-TestPowerShell $Script
        try {
            try { $null = $shell.Invoke() } catch { $null = $_ }
            $records = @($shell.Streams.Progress)
            $records.Count | Should -BeGreaterThan 0
            foreach ($activity in $records | Group-Object ActivityId) { $activity.Group[-1].RecordType | Should -Be 'Completed' }
        }
        finally { $shell.Dispose() }
    }

    # Written a few times a second at the most, so each page has to take its time.
    It 'tells handle, accounts of total and credits' {
        $null = Start-TikTokFollowingSandbox -LatencyMilliseconds 300
        $shell = New-TestPowerShell 'Get-TikTokFollowing someone -Provider SociaVault -All'
        try {
            $null = $shell.Invoke()
            $texts = @($shell.Streams.Progress | Where-Object RecordType -EQ 'Processing' | ForEach-Object { "$($_.Activity) $($_.StatusDescription) $($_.CurrentOperation) $($_.PercentComplete)" })
            $texts[0] | Should -Match 'someone.*requesting the first page'
            $second = @($texts -match '\b40 of ~90')[0]
            $second | Should -Match 'someone'
            $second | Should -Match '\b90\b'
            $second | Should -Match '\b2 credits, page 2\b'
            $second | Should -Match ' 44$'
        }
        finally { $shell.Dispose() }
    }
}
