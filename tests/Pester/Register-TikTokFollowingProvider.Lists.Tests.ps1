# A fictitious vendor on loopback that one file defines: lists, histories, fallbacks, budgets and journals.

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/DefinitionShared.ps1"
    . "$PSScriptRoot/ListServer.ps1"
    . "$PSScriptRoot/KeySearch.ps1"
    $environment = Clear-TestEnvironment
    $vendorKey = 'qZ7xW93vKhJYg2B5mT8nDkR4-acme'
}

AfterAll {
    Reset-Definition
    Restore-TestEnvironment $environment
}

Describe 'Register-TikTokFollowingProvider: lists' {
    BeforeEach {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $file = Save-Definition $server.BaseUri
        Register-TikTokFollowingProvider $file
        Set-TikTokFollowingCredential Acme (ConvertTo-Key $vendorKey) -Scope Session
        $call = @{
            Provider = 'Acme'
            MaximumRetryCount = 0
            RetryIntervalSec = 0
            TimeoutSec = 20
            WarningAction = 'SilentlyContinue'
        }
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
    }

    AfterEach {
        $server.Dispose()
        Reset-Definition
    }

    It '-All returns the whole list, three pages for six credits' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -All @call -Verbose }
        Compare-List $run.Output @{ someone = 15 } | Should -BeTrue
        $run.Output.Provider | Select-Object -Unique | Should -Be 'Acme'
        $run.Output[0].Id | Should -Be '6900001000001'
        $run.Output[0].FollowerCount | Should -Be 1
        $server.Requests | Should -Be 'someone:1', 'someone:2', 'someone:3'
        $run.Verbose[-1] | Should -Be 'Total: 3 requests, 15 accounts received, 6 credits charged.'
    }

    It 'resumes a list from a page and from an error' {
        $page = Get-TikTokFollowingPage someone @call
        $page.Count | Should -Be 5
        $page.CreditsCharged | Should -Be 2
        $page.Total | Should -Be 15
        $server.Respond('someone:2', 503, '', '{}')
        $run = Invoke-Captured { $page | Get-TikTokFollowing -All @call }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'ProviderUnavailable,*'
        $run.Errors[0].TargetObject.Provider | Should -Be 'Acme'
        $rest = $run.Errors[0].TargetObject | Get-TikTokFollowing -All @call
        Compare-Sequence (@($page.Accounts.Handle) + @($rest.Handle)) (Get-ServedName someone 15) | Should -BeTrue
    }

    It 'Update-TikTokFollowingHistory stores a baseline, and then the changes' {
        $baseline = Update-TikTokFollowingHistory someone -Path $folder @call
        $baseline | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be 3
        $newest = '{"followings":[{"uid":"6999999999999","unique_id":"new.one","nickname":"N","follower_count":1},' +
            (((1..5) | ForEach-Object {
                "{`"uid`":`"6900001$('{0:d6}' -f $_)`",`"unique_id`":`"someone_$_`"," +
                    "`"nickname`":`"N`",`"follower_count`":1}"
            }) -join ',') +
            '],"has_more":true,"min_time":1699999000,"total":16,"status_code":0}'
        $server.Respond('someone:1', 200, '', $newest)
        $changes = @(Update-TikTokFollowingHistory someone -Path $folder @call)
        $changes.Count | Should -Be 1
        $changes[0].Change | Should -Be 'Followed'
        $changes[0].Handle | Should -Be 'new.one'
        $server.Requests.Count | Should -Be 4
        $summary = Get-TikTokFollowingHistory someone -Path $folder -Summary
        $summary.AccountCount | Should -Be 16
        $summary.CreditsCharged | Should -Be 8
    }

    It 'continues a list of a built-in provider in mid-list' {
        $server.Respond('someone:2', 503, '', '{}')
        $both = $call + @{ BaseUri = $server.BaseUri; FallbackProvider = 'Acme' }
        $both.Provider = 'ScrapeCreators'
        $accounts = Get-TikTokFollowing someone -All @both -ApiKey (ConvertTo-Key 'a-key-for-the-first')
        Compare-List $accounts @{ someone = 15 } | Should -BeTrue
        ($accounts | Group-Object Provider -NoElement).Name | Should -Be 'Acme', 'ScrapeCreators'
        @($accounts | Where-Object Provider -EQ 'ScrapeCreators').Count | Should -Be 5
        $server.Requests |
            Should -Be 'someone:1', 'someone:2', 'someone:2', 'someone:3' -Because 'both cursors are follow times'
    }

    It '-ThrottleLimit reads lists concurrently, within one budget' {
        $server.Together = 3
        $accounts = 'a', 'b', 'c' | Get-TikTokFollowing -First 5 -ThrottleLimit 3 @call
        Compare-List $accounts @{ a = 5; b = 5; c = 5 } | Should -BeTrue
        $server.MostOpen | Should -Be 3
    }

    It '-MaxCredits stops before the page that could exceed it' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -All -MaxCredits 5 @call }
        $run.Output.Count | Should -Be 10
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'BudgetReached,*'
        $run.Terminating.TargetObject.CreditsCharged | Should -Be 4
        $server.Requests.Count | Should -Be 2
    }

    It '-CheckpointPath resumes after a failure, and returns a finished list without a request' {
        $server.Respond('someone:3', 500, '', '{}')
        $first = Invoke-Captured { Get-TikTokFollowing someone -All -CheckpointPath $folder @call }
        $first.Output.Count | Should -Be 10
        $second = Get-TikTokFollowing someone -All -CheckpointPath $folder @call
        Compare-List $second @{ someone = 15 } | Should -BeTrue
        $server.Requests | Should -Be 'someone:1', 'someone:2', 'someone:3', 'someone:3'
        Compare-List (Get-TikTokFollowing someone -All -CheckpointPath $folder @call) @{ someone = 15 } | Should -BeTrue
        $server.Requests.Count | Should -Be 4
    }

    It 'no stream and no file contains the key' {
        $search = New-Object TikTokFollowingTests.KeySearch $vendorKey
        $echo = '{"message":"key ' + $vendorKey + ' is not known"}'
        $server.Respond('someone:2', 500, "X-Request-Id: $vendorKey`r`n", $echo)
        $server.Respond('other:1', 401, "Server: $vendorKey`r`n", $echo)
        $Error.Clear()
        $runs = @(
            Invoke-Captured {
                Get-TikTokFollowing someone -All -IncludeRaw -CheckpointPath $folder @call -Verbose -Debug
            }
            Invoke-Captured { Get-TikTokFollowing other -All @call -Verbose -Debug }
            Invoke-Captured { Update-TikTokFollowingHistory someone -Path "$folder-history" @call -Verbose -Debug }
            Invoke-Captured { Register-TikTokFollowingProvider $file -Force -PassThru -Verbose -Debug }
            Invoke-Captured { Get-TikTokFollowingCredential Acme -Verbose -Debug; Get-TikTokFollowingProvider Acme }
            Invoke-Captured { Unregister-TikTokFollowingProvider Acme -Verbose -Debug }
        )
        $text = @(
            foreach ($run in $runs) { Get-Everything $run.All; Get-Everything $run.Terminating }
            Get-Everything @($Error)
        ) | Out-String -Width 4096
        $text | Should -Match 'AuthenticationFailed' -Because 'the provider has rejected the key, and quotes it'
        $search.Find($text) | Should -Be $null
        $files = @(Get-ChildItem -LiteralPath $folder, "$folder-history" -Recurse -File)
        $files.Count | Should -BeGreaterThan 1
        foreach ($one in $files) {
            $search.Find([System.IO.File]::ReadAllText($one.FullName)) | Should -Be $null -Because $one.Name
        }
        foreach ($request in $server.Requests) { $search.Find($request) | Should -Be $null }
    }
}

Describe 'Register-TikTokFollowingProvider: data of a provider that is not registered' {
    BeforeEach {
        $server = New-Object TikTokFollowingTests.ListServer 3
        Register-TikTokFollowingProvider (Save-Definition $server.BaseUri)
        Set-TikTokFollowingCredential Acme (ConvertTo-Key $vendorKey) -Scope Session
        $call = @{ Provider = 'Acme'; MaximumRetryCount = 0; WarningAction = 'SilentlyContinue' }
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
    }

    AfterEach {
        $server.Dispose()
        Reset-Definition
    }

    It 'histories, journals, lists and reports can be read' {
        $null = Update-TikTokFollowingHistory someone -Path "$folder-h" @call
        $accounts = Get-TikTokFollowing someone -All -CheckpointPath $folder @call
        $accounts | Export-Csv -LiteralPath "$folder.csv" -NoTypeInformation
        Unregister-TikTokFollowingProvider Acme
        $before = $server.Requests.Count

        @(Get-TikTokFollowingHistory someone -Path "$folder-h" -AsOf (Get-Date).AddMinutes(1)).Count | Should -Be 15
        $journal = (Get-ChildItem -LiteralPath $folder -File)[0].FullName
        Import-TikTokFollowingHistory $journal -Path "$folder-i" @Quiet 6>$null
        @(Get-TikTokFollowingHistory someone -Path "$folder-i" -AsOf (Get-Date).AddMinutes(1)).Count | Should -Be 15
        @(Compare-TikTokFollowing $journal (Import-Csv -LiteralPath "$folder.csv") @Quiet).Count | Should -Be 0
        Import-Csv -LiteralPath "$folder.csv" | Export-TikTokFollowingReport "$folder.html"
        Test-Path -LiteralPath "$folder.html" | Should -BeTrue
        $server.Requests.Count | Should -Be $before
    }

    It 'a page cannot be resumed; the error advises to register the provider' {
        $page = Get-TikTokFollowingPage someone @call
        Unregister-TikTokFollowingProvider Acme
        $runs = @(
            Invoke-Captured { $page | Get-TikTokFollowing -All }
            Invoke-Captured { $page | Get-TikTokFollowing -All -Provider SociaVault -ApiKey (ConvertTo-Key 'a-key') }
        )
        foreach ($run in $runs) {
            $run.AnyError.Count | Should -Be 1
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $run.AnyError[0].Exception.Message |
                Should -BeLike "There is no provider 'Acme'.*Register-TikTokFollowingProvider -Path <file>*"
        }
        $server.Requests.Count | Should -Be 1
    }

    It 'its interrupted update is neither discarded nor charged again' {
        $server.Respond('someone:2', 500, '', '{}')
        $null = Invoke-Captured { Update-TikTokFollowingHistory someone -Path $folder @call }
        $file = (Get-TikTokFollowingProvider Acme).Source
        Unregister-TikTokFollowingProvider Acme
        $other = @{
            Provider = 'ScrapeCreators'
            BaseUri = $server.BaseUri
            ApiKey = ConvertTo-Key 'a-key-for-the-other'
        }
        $run = Invoke-Captured { Update-TikTokFollowingHistory someone -Path $folder @other @Quiet }
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].Exception.Message |
            Should -BeLike (
                'The interrupted update of @someone has paid pages of Acme, which is not registered in this ' +
                'session. To discard them, delete the file *. To resume the update: ' +
                'Register-TikTokFollowingProvider -Path <file>')
        $server.Requests.Count | Should -Be 2
        Register-TikTokFollowingProvider $file
        $null = Update-TikTokFollowingHistory someone -Path $folder @call
        $server.Requests | Should -Be 'someone:1', 'someone:2', 'someone:2', 'someone:3'
    }
}
