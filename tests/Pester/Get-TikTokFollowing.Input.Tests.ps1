# Handles, start points and budgets: accepted input, and errors before a request.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-TikTokFollowing: input objects' {
    BeforeEach {
        $sandbox = Start-TikTokFollowingSandbox
    }

    It 'rejects <Name>' -ForEach @(
        @{ Name = 'a process'; Value = { Get-Process -Id $PID } }
        @{ Name = 'a file'; Value = { Get-Item -LiteralPath $PSCommandPath } }
        @{ Name = 'a date'; Value = { Get-Date } }
        @{ Name = 'a hashtable without a handle'; Value = { @{ Name = 'someone' } } }
        @{ Name = 'an object without a handle'; Value = { [pscustomobject] @{ Name = 'someone' } } }
        @{ Name = 'an object with an empty handle'; Value = { [pscustomobject] @{ Handle = '' } } }
        @{ Name = 'a boolean'; Value = { $true } }
        @{ Name = 'an error of another command'
            Value = { try { Get-Item /no/such/file -ErrorAction Stop } catch { $_ } } }
        @{ Name = 'an exception of another command'
            Value = { try { Get-Item /no/such/file -ErrorAction Stop } catch { $_.Exception } } }
        @{ Name = 'a number with a fraction'; Value = { 1.5 } }
        @{ Name = 'an incomplete sec_uid'; Value = { 'MS4wLjABAAAAv7iSuuXD' } }
    ) {
        $object = & $Value
        $run = Invoke-Captured { $object | Get-TikTokFollowing -Provider SociaVault }
        @($run.AnyError | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be 'InvalidHandle'
        $run.Output | Should -HaveCount 0
        $sandbox.Requests | Should -Be 0
    }

    It 'reports that an error of another command has no resume point: <Name>' -ForEach @(
        @{ Name = 'from the pipeline'; Script = { $failed | Get-TikTokFollowing -Provider SociaVault -All } }
        @{ Name = 'as an argument'; Script = { Get-TikTokFollowing $failed -Provider SociaVault -All } }
    ) {
        $failed = try { Get-Item /no/such/file -ErrorAction Stop } catch { $_ }
        $run = Invoke-Captured $Script
        $run.AnyError[0].Exception.Message | Should -Match (
            'no resume point, because it is not an error of Get-TikTokFollowing or Get-TikTokFollowingPage')
        $run.AnyError[0].Exception.Message | Should -Not -Match 'a ErrorRecord|\.\.\.|\}\.$'
        $sandbox.Requests | Should -Be 0
    }

    It 'names the properties of an object without a handle' {
        $run = Invoke-Captured {
            [pscustomobject] @{ A = 1; B = 2; C = 3; D = 4; E = 5; F = 6; G = 7 } |
                Get-TikTokFollowing -Provider SociaVault
        }
        $run.AnyError[0].Exception.Message | Should -Match 'Its type is PSCustomObject with A, B, C, D, E and 2 more\.'
    }

    It 'reads the handle of <Name>' -ForEach @(
        @{ Name = 'a text'; Value = { 'someone' } }
        @{ Name = 'an address'; Value = { [uri] 'https://www.tiktok.com/@someone' } }
        @{ Name = 'a hashtable'; Value = { @{ Handle = 'someone' } } }
        @{ Name = 'an object'; Value = { [pscustomobject] @{ Handle = '@someone'; Other = 1 } } }
        @{ Name = 'a row of a CSV'; Value = { "Handle,Other`nsomeone,1" | ConvertFrom-Csv } }
    ) {
        $object = & $Value
        $accounts = @($object | Get-TikTokFollowing -Provider SociaVault -First 3 @Quiet)
        @($accounts.FollowedBy | Select-Object -Unique) | Should -Be 'someone'
        $sandbox.Requests | Should -Be 1
    }
}

Describe 'Get-TikTokFollowing: start points' {
    BeforeEach {
        $sandbox = Start-TikTokFollowingSandbox
        $page = Get-TikTokFollowingPage someone -Provider SociaVault @Quiet
    }

    It 'rejects one -Cursor for several handles (<Name>)' -ForEach @(
        @{ Name = 'in a list'; Script = { Get-TikTokFollowing one, two -Provider SociaVault -Cursor $page.NextCursor }
            Requests = 1 }
        @{ Name = 'from the pipeline'
            Script = { 'one', 'two' | Get-TikTokFollowing -Provider SociaVault -Cursor $page.NextCursor }
            Requests = 2 }
    ) {
        $run = Invoke-Captured $Script
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Terminating.Exception.Message | Should -Match '-Cursor'
        $sandbox.Requests |
            Should -Be $Requests # the page above, and the first handle before the second one was read
    }

    It 'accepts a cursor for each handle, by property name' {
        $rows = 'one', 'two' | ForEach-Object { [pscustomobject] @{ Handle = $_; NextCursor = $page.NextCursor } }
        $accounts = @($rows | Get-TikTokFollowing -Provider SociaVault @Quiet)
        @($accounts.FollowedBy | Select-Object -Unique) | Should -Be 'one', 'two'
    }

    It 'rejects a resume point of SociaVault for <Other>' -ForEach @{ Other = 'UnifAPI' }, @{ Other = 'SocialFetch' } {
        $run = Invoke-Captured { $page | Get-TikTokFollowing -Provider $Other -All }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Terminating.Exception.Message | Should -Match "SociaVault.*$Other"
        $sandbox.Requests | Should -Be 1
    }

    It 'resumes with <Other>, whose cursor is a follow time, too' -ForEach @{ Other = 'ScrapeCreators' },
        @{ Other = 'DumplingAI' } {
        $rest = @($page | Get-TikTokFollowing -Provider $Other -All @Quiet)
        @($page.Accounts.Id) + @($rest.Id) | Select-Object -Unique | Should -HaveCount 90
        $rest | Should -HaveCount 70
    }

    It 'rejects a -Since in the future' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -Since (Get-Date).AddDays(1) }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $sandbox.Requests | Should -Be 1
    }
}

Describe '<_>: -MaxCredits is a whole number' -ForEach 'Get-TikTokFollowing', 'Get-TikTokFollowingPage' {
    BeforeAll {
        $command = $_
    }

    BeforeEach {
        $sandbox = Start-TikTokFollowingSandbox
    }

    It 'rejects <Name> without a request' -ForEach @(
        @{ Name = '2.5'; Value = 2.5 }
        @{ Name = '2.5 as a decimal'; Value = 2.5d }
        @{ Name = "'2.5'"; Value = '2.5' }
        @{ Name = "'0.5'"; Value = '0.5' }
        @{ Name = "'1e-1'"; Value = '1e-1' }
        @{ Name = "'2,5', which PowerShell reads as 25"; Value = '2,5' }
        @{ Name = "'1.000', which is a thousand in some countries"; Value = '1.000' }
        @{ Name = "'1,000', which is one in some countries"; Value = '1,000' }
    ) {
        $run = Invoke-Captured { & $command someone -Provider SociaVault -MaxCredits $Value }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        $run.Terminating.Exception.Message |
            Should -Match '-MaxCredits accepts a whole number.+ (would be rounded|can be read in two ways)\.$'
        $sandbox.Requests | Should -Be 0
    }

    It 'accepts <Name>' -ForEach @(
        @{ Name = '2'; Value = 2 }
        @{ Name = '2.0'; Value = 2.0 }
        @{ Name = '2.0 as a decimal'; Value = 2.0d }
        @{ Name = "'2'"; Value = '2' }
        @{ Name = "'2.0'"; Value = '2.0' }
        @{ Name = 'a long'; Value = [long] 2 }
    ) {
        $run = Invoke-Captured { & $command someone -Provider SociaVault -MaxCredits $Value }
        $run.AnyError | Should -BeNullOrEmpty
        $sandbox.Requests | Should -Be 1
    }

    It 'lets PowerShell reject <Name>' -ForEach @(
        @{ Name = 'a word'; Value = 'much' }
        @{ Name = 'a number that is too large'; Value = 1e12 }
        @{ Name = 'a negative number'; Value = -1 }
        @{ Name = '$null'; Value = $null }
    ) {
        $run = Invoke-Captured { & $command someone -Provider SociaVault -MaxCredits $Value }
        $run.Terminating.FullyQualifiedErrorId |
            Should -Match '^(CannotConvertArgumentNoMessage|ParameterArgumentValidationError),'
        $sandbox.Requests | Should -Be 0
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

    It 'accepts the handle as <_>' -ForEach 'someone', '@someone', ' someone ', 'https://www.tiktok.com/@someone',
        'https://www.tiktok.com/@someone?lang=en', 'https://www.tiktok.com/@someone/video/7',
            'http://tiktok.com/@someone/', 'www.tiktok.com/@someone', 'https://m.tiktok.com/@someone' {
        $account = Get-TikTokFollowing $_ -First 1 @Quiet
        $account.FollowedBy | Should -BeExactly 'someone'
        $sandbox.Requests | Should -Be 1
    }

    It 'reads several handles in order' {
        $accounts = Get-TikTokFollowing one, '@two', 'https://www.tiktok.com/@three' -All @Quiet
        Compare-Sequence $accounts.FollowedBy (@('one') * 90 + @('two') * 90 + @('three') * 90) | Should -BeTrue
        $accounts[90].Position | Should -Be 1 -Because 'the position is counted within each list'
        $sandbox.Requests | Should -Be 15
    }

    It 'accepts handles from the pipeline' {
        ('one', '@two' | Get-TikTokFollowing -First 1 @Quiet).FollowedBy | Should -Be 'one', 'two'
    }

    It 'accepts objects with a Handle' {
        $objects = [pscustomobject] @{ Handle = 'one'; Team = 'A' }, [pscustomobject] @{ Handle = '@two'; Team = 'B' }
        ($objects | Get-TikTokFollowing -First 1 @Quiet).FollowedBy | Should -Be 'one', 'two'
    }

    It 'accepts rows of a CSV with provider and cursor' {
        $page = Get-TikTokFollowingPage two -Provider ScrapeCreators @Quiet
        $file = Join-Path $TestDrive 'handles.csv'
        Set-Content $file "Handle,Provider,NextCursor", "one,unifapi,",
            "two,ScrapeCreators,$($page.NextCursor)" -Encoding Ascii
        $accounts = Import-Csv $file | Get-TikTokFollowing -First 2 @Quiet
        $accounts.FollowedBy | Should -Be 'one', 'one', 'two', 'two'
        $accounts.Provider | Should -Be 'UnifAPI', 'UnifAPI', 'ScrapeCreators', 'ScrapeCreators'
        $page.Accounts.Handle[0..18] | Should -Not -Contain $accounts[2].Handle
    }

    It 'accepts rows of a CSV with only the column Handle' {
        $file = Join-Path $TestDrive 'only.csv'
        Set-Content $file 'Handle', 'one', 'two' -Encoding Ascii
        (Import-Csv $file | Get-TikTokFollowing -First 1 @Quiet).FollowedBy | Should -Be 'one', 'two'
    }

    It 'uses the default provider if the provider of a row is empty' {
        ([pscustomobject] @{ Handle = 'one'; Provider = '' } | Get-TikTokFollowing -First 1 @Quiet).Provider |
            Should -Be 'SociaVault'
    }

    It 'accepts accounts, and reads their lists' {
        $first = Get-TikTokFollowing someone -Provider UnifAPI -First 2 @Quiet
        $second = $first | Get-TikTokFollowing -First 2 @Quiet
        $second.FollowedBy | Should -Be $first[0].Handle, $first[0].Handle, $first[1].Handle, $first[1].Handle
        $second.Provider | Select-Object -Unique | Should -Be 'UnifAPI'
    }

    It 'accepts accounts in one pipeline, and as an argument' {
        $names = (Get-TikTokFollowing someone -First 2 @Quiet).Handle
        (Get-TikTokFollowing someone -First 2 @Quiet | Get-TikTokFollowing -First 1 @Quiet).FollowedBy |
            Should -Be $names
        (Get-TikTokFollowing (Get-TikTokFollowing someone -First 2 @Quiet) -First 1 @Quiet).FollowedBy |
            Should -Be $names
    }

    It 'accepts deserialized accounts' {
        $file = Join-Path $TestDrive 'accounts.clixml'
        $accounts = Get-TikTokFollowing someone -First 2 @Quiet
        $accounts | Export-Clixml $file
        (Import-Clixml $file | Get-TikTokFollowing -First 1 @Quiet).FollowedBy | Should -Be $accounts.Handle
    }

    It 'reports one error for each invalid handle, and reads the others' {
        $run = Invoke-Captured { Get-TikTokFollowing one, missing, two, 'not a handle', hidden, three -First 2 }
        $run.Terminating | Should -BeNullOrEmpty
        $run.Output.FollowedBy | Should -Be 'one', 'one', 'two', 'two', 'three', 'three'
        $run.Errors.Count | Should -Be 3
        $run.Errors.TargetObject.Handle | Should -Be 'missing', 'not a handle', 'hidden'
    }

    It 'reports one error for each invalid handle from the pipeline, and reads the others' {
        $run = Invoke-Captured { 'one', '', $null, 'missing', 'two' | Get-TikTokFollowing -First 1 }
        $run.Terminating | Should -BeNullOrEmpty
        $run.Output.FollowedBy | Should -Be 'one', 'two'
        $run.Errors.Count | Should -Be 3
    }

    It 'fetches the same handle once' {
        $accounts = Get-TikTokFollowing someone, '@Someone', 'https://www.tiktok.com/@someone' -All @Quiet
        $accounts.Count | Should -Be 90
        $sandbox.Requests | Should -Be 5
    }

    It 'fetches the same handle from the pipeline once' {
        $accounts = 'someone', 'other', '@SOMEONE' | Get-TikTokFollowing -First 1 @Quiet
        $accounts.FollowedBy | Should -Be 'someone', 'other'
        $sandbox.Requests | Should -Be 2
    }

    It 'sends no request for an empty array' {
        $run = Invoke-Captured { Get-TikTokFollowing -Handle @() }
        $run.Output | Should -BeNullOrEmpty
        $sandbox.Requests | Should -Be 0
    }

    It 'warns about the sandbox once for several handles and pages' {
        $run = Invoke-Captured { 'one', 'two' | Get-TikTokFollowing -All }
        $run.Warnings.Count | Should -Be 1
        $run.Warnings[0] | Should -Match 'sandbox'
        $run.Warnings[0] | Should -Match 'fictitious'
        (Invoke-Captured { Get-TikTokFollowing three -All }).Warnings.Count |
            Should -Be 1 -Because 'every command warns about the sandbox'
    }
}
