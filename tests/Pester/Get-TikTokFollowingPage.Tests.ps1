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

Describe 'Get-TikTokFollowingPage: parameters' {
    It 'does not have -<_>, which is for whole lists' -ForEach 'All', 'First', 'Skip', 'IncludeTotalCount', 'Since',
        'CheckpointPath', 'ThrottleLimit' {
        (Get-Command Get-TikTokFollowingPage).Parameters.Keys | Should -Not -Contain $_
    }

    It 'has -<_> like Get-TikTokFollowing' -ForEach 'Handle', 'Page', 'Provider', 'Cursor', 'MinTime', 'PageSize',
        'Trim', 'IncludeRaw', 'ApiKey', 'BaseUri', 'TimeoutSec', 'MaximumRetryCount', 'RetryIntervalSec' {
        $page = (Get-Command Get-TikTokFollowingPage).Parameters[$_]
        $list = (Get-Command Get-TikTokFollowing).Parameters[$_]
        $page.ParameterType | Should -Be $list.ParameterType
        $page.Aliases | Should -Be $list.Aliases
        $page.ParameterSets.Values[0].ValueFromPipelineByPropertyName |
            Should -Be $list.ParameterSets.Values[0].ValueFromPipelineByPropertyName
    }
}

Describe 'Get-TikTokFollowingPage: pages of <_>' -ForEach $providers {
    BeforeAll {
        $provider = $_
        $expected = (Get-WireList someone (Start-TikTokFollowingSandbox)).unique_id
    }

    It 'returns the first page for one request' {
        $sandbox = Start-TikTokFollowingSandbox
        $page = Get-TikTokFollowingPage someone -Provider $provider @Quiet
        $page | Should -BeOfType ([TikTokFollowing.FollowingPage])
        $page.Handle | Should -BeExactly 'someone'
        $page.Provider | Should -BeExactly $provider
        $page.Count | Should -Be 20
        Compare-Sequence $page.Accounts.Handle $expected[0..19] | Should -BeTrue
        $page.HasMore | Should -BeTrue
        $page.NextCursor | Should -Not -BeNullOrEmpty
        $page.Attempts | Should -Be 1
        $page.Duration | Should -BeGreaterThan ([timespan]::Zero)
        $page.CreditsCharged | Should -Be $sandbox.Credits
        "$page" | Should -BeExactly 'someone'
        $sandbox.Requests | Should -Be 1
    }

    It 'warns only about the sandbox' {
        $null = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowingPage one, two -Provider $provider }
        $run.Warnings.Count | Should -Be 1
        $run.Warnings[0] | Should -Match 'sandbox'
    }

    It 'returns the next page of a piped page, and fetches nothing after the last one' {
        $sandbox = Start-TikTokFollowingSandbox
        $page = Get-TikTokFollowingPage someone -Provider $provider @Quiet
        $names = @()
        $pages = 0
        while ($page) {
            $pages++
            $pages | Should -BeLessOrEqual 5
            $names += $page.Accounts.Handle
            $last = $page
            $page = $page | Get-TikTokFollowingPage @Quiet
        }
        $pages | Should -Be 5
        Compare-Sequence $names $expected | Should -BeTrue -Because 'the account at the page boundary is returned once'
        $last.HasMore | Should -BeFalse
        $last.NextCursor | Should -BeNullOrEmpty
        $sandbox.Requests | Should -Be 5
    }

    It 'continues twice in one pipeline' {
        $sandbox = Start-TikTokFollowingSandbox
        $page = Get-TikTokFollowingPage someone -Provider $provider @Quiet | Get-TikTokFollowingPage @Quiet |
            Get-TikTokFollowingPage @Quiet
        Compare-Sequence $page.Accounts.Handle $expected[40..59] | Should -BeTrue
        $sandbox.Requests | Should -Be 3
    }

    It 'accepts a page as an argument' {
        $null = Start-TikTokFollowingSandbox
        $page = Get-TikTokFollowingPage someone -Provider $provider @Quiet
        $next = Get-TikTokFollowingPage -Page $page @Quiet
        Compare-Sequence $next.Accounts.Handle $expected[20..39] | Should -BeTrue
    }

    It 'binds handle, provider and cursor by property name' {
        $null = Start-TikTokFollowingSandbox
        $page = Get-TikTokFollowingPage someone -Provider $provider @Quiet
        $row = [pscustomobject] @{ Handle = $page.Handle; Provider = $page.Provider; NextCursor = $page.NextCursor }
        $next = $row | Get-TikTokFollowingPage @Quiet
        Compare-Sequence @($next.Accounts.Handle | Where-Object { $_ -ne $expected[19] }) $expected[20..39] |
            Should -BeTrue
    }

    It 'continues from a page in a file, and fetches nothing after the last one' {
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount 30
        $file = Join-Path $TestDrive "page-$provider.clixml"
        Get-TikTokFollowingPage someone -Provider $provider @Quiet | Export-Clixml $file
        $next = Import-Clixml $file | Get-TikTokFollowingPage @Quiet
        Compare-Sequence $next.Accounts.Handle $expected[20..29] | Should -BeTrue
        $next | Export-Clixml $file
        Import-Clixml $file | Get-TikTokFollowingPage @Quiet | Should -BeNullOrEmpty
        $sandbox.Requests | Should -Be 2
    }

    It 'returns one empty page for a user who follows no accounts' {
        $sandbox = Start-TikTokFollowingSandbox
        $page = @(Get-TikTokFollowingPage empty -Provider $provider @Quiet)
        $page.Count | Should -Be 1
        $page[0].Count | Should -Be 0
        $page[0].HasMore | Should -BeFalse
        $page[0].NextCursor | Should -BeNullOrEmpty
        $sandbox.Requests | Should -Be 1
    }

    It 'has the request id of its response' {
        $null = Start-TikTokFollowingSandbox
        $pages = Get-TikTokFollowingPage one, two -Provider $provider @Quiet
        if ($provider -eq 'DumplingAI') {
            $pages[0].RequestId | Should -BeNullOrEmpty -Because 'its responses have none'
        }
        else {
            $pages[0].RequestId | Should -Not -BeNullOrEmpty
            $pages[0].RequestId | Should -Not -Be $pages[1].RequestId
        }
    }
}

Describe 'Get-TikTokFollowingPage: values that each provider returns' {
    BeforeAll {
        $null = Start-TikTokFollowingSandbox
        $pages = @{}
        foreach ($name in $AllProviders) { $pages[$name] = Get-TikTokFollowingPage someone -Provider $name @Quiet }
    }

    It '<_> returns the total' -ForEach 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch' {
        $pages[$_].Total | Should -Be 90
    }

    It 'UnifAPI returns no total, but the remaining credits' {
        $pages['UnifAPI'].Total | Should -Be $null
        $pages['UnifAPI'].CreditsRemaining | Should -BeGreaterThan 0
    }

    It '<_> returns the remaining requests' -ForEach 'DumplingAI', 'UnifAPI' {
        $pages[$_].RateLimitRemaining | Should -BeGreaterThan 0
    }

    It '<_> does not return the remaining requests' -ForEach 'SociaVault', 'SocialFetch', 'ScrapeCreators' {
        $pages[$_].RateLimitRemaining | Should -Be $null
    }

    It '<_> returns the time window of the follows, in local time' -ForEach 'DumplingAI', 'ScrapeCreators',
        'SociaVault' {
        $page = $pages[$_]
        $page.FollowedAfter | Should -BeOfType ([datetime])
        $page.FollowedAfter.Kind | Should -Be 'Local'
        $page.FollowedBefore.Kind | Should -Be 'Local'
        $page.FollowedBefore | Should -BeGreaterThan $page.FollowedAfter
        $epoch = New-Object DateTime 1970, 1, 1, 0, 0, 0, ([DateTimeKind]::Utc)
        $page.FollowedAfter.ToUniversalTime() | Should -Be $epoch.AddSeconds([long]$page.NextCursor)
    }

    It '<_> does not return follow times' -ForEach 'SocialFetch', 'UnifAPI' {
        $pages[$_].FollowedAfter | Should -Be $null
        $pages[$_].FollowedBefore | Should -Be $null
    }

    It 'the time window of a page ends at the start of the previous one (<_>)' -ForEach 'DumplingAI', 'ScrapeCreators',
        'SociaVault' {
        $next = $pages[$_] | Get-TikTokFollowingPage @Quiet
        $next.FollowedBefore | Should -BeLessOrEqual $pages[$_].FollowedAfter
    }

    It '<Provider> charges <Credits>' -ForEach @(
        @{ Provider = 'DumplingAI'; Credits = 10 }
        @{ Provider = 'ScrapeCreators'; Credits = 1 }
        @{ Provider = 'SociaVault'; Credits = 1 }
        @{ Provider = 'SocialFetch'; Credits = 1 }
        @{ Provider = 'UnifAPI'; Credits = 20 }
    ) {
        $pages[$Provider].CreditsCharged | Should -Be $Credits
    }
}

Describe 'Get-TikTokFollowingPage: failures' {
    AfterEach {
        Reset-TestSession
    }

    It 'reports one error for an invalid handle, and reads the others' {
        $null = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowingPage one, missing, two -Provider SociaVault }
        $run.Output.Handle | Should -Be 'one', 'two'
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId |
            Should -Be 'AccountNotFound,TikTokFollowing.Cmdlets.Commands.GetTikTokFollowingPageCommand'
    }

    It 'the target of an error resumes the list' {
        $null = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 2
        $page = Get-TikTokFollowingPage someone -Provider SociaVault @Impatient
        $run = Invoke-Captured { $page | Get-TikTokFollowingPage @Impatient }
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].TargetObject.NextCursor | Should -BeExactly $page.NextCursor
        $expected = (Get-WireList someone (Start-TikTokFollowingSandbox)).unique_id
        $next = $run.Errors[0].TargetObject | Get-TikTokFollowingPage @Quiet
        Compare-Sequence $next.Accounts.Handle $expected[20..39] | Should -BeTrue
    }

    It 'counts the attempts for a page' {
        $null = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 2
        $page = Get-TikTokFollowingPage someone -Provider SociaVault -RetryIntervalSec 0 @Quiet
        $page.Attempts | Should -Be 1
        $next = $page | Get-TikTokFollowingPage -RetryIntervalSec 0 @Quiet
        $next.Attempts | Should -Be 2
    }

    It 'retries an empty page in mid-list' {
        $null = Start-TikTokFollowingSandbox -Fault EmptyPage -FaultEvery 2
        $page = Get-TikTokFollowingPage someone -Provider SociaVault -RetryIntervalSec 0 @Quiet |
            Get-TikTokFollowingPage -RetryIntervalSec 0 @Quiet
        $page.Count | Should -Be 20
        $page.Attempts | Should -Be 2
        $page.CreditsCharged | Should -Be 2 -Because 'the empty page was charged too'
    }
}
