# Objects that pass through a job also pass through a remote session, because Start-Job uses another process and the
# remoting protocol. Sessions themselves require WSMan or SSH.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $sandbox = Start-TikTokFollowingSandbox
    $there = @{ Provider = 'SociaVault'; BaseUri = [string] $sandbox.BaseUri; WarningAction = 'SilentlyContinue' }
    $key = ConvertTo-Key 'k-remoting-1234567890'

    # Runs a script in another process, with the module, the server's address ($there) and the key ($key). Returns its
    # output and its errors.
    function Invoke-There([scriptblock] $Script) {
        $job = Start-Job -ArgumentList $ModulePath, $there, $key, $Script.ToString() -ScriptBlock {
            param($ModulePath, $there, $key, $text)
            $ErrorActionPreference = 'Continue'
            Import-Module $ModulePath -ErrorAction Stop
            $null = $there, $key
            . ([scriptblock]::Create($text))
        }
        try {
            $output = Receive-Job $job -Wait -ErrorVariable reported -ErrorAction SilentlyContinue
            [pscustomobject] @{ Output = @($output); Errors = @($reported) }
        }
        finally { Remove-Job $job -Force }
    }

    # Returns $true if the objects have the same values of the same types; throws otherwise.
    function Compare-Value($Actual, $Expected, [string[]] $Except = @()) {
        foreach ($property in $Expected.PSObject.Properties | Where-Object Name -NotIn $Except) {
            $is, $should = $Actual.($property.Name), $property.Value
            if ($null -eq $should) {
                if ($null -ne $is) { throw "$($property.Name) is '$is' and not null" }
                continue
            }
            if ($is.GetType() -ne $should.GetType()) {
                throw "$($property.Name) is a $($is.GetType()) and not a $($should.GetType())"
            }
            if ($is -cne $should) { throw "$($property.Name) is '$is' and not '$should'" }
            if ($should -is [datetime] -and $is.Kind -ne 'Local') {
                throw "$($property.Name) is $($is.Kind) and not local"
            }
        }
        $true
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Remoting: objects that pass through a job' {
    Context 'accounts' {
        BeforeAll {
            $here = @(Get-TikTokFollowing someone -All -ApiKey $key @there)
            $received = (Invoke-There { Get-TikTokFollowing someone -All -ApiKey $key @there }).Output
        }

        It 'keep their type name' {
            $received.Count | Should -Be 90
            @($received | Where-Object { $_.PSTypeNames[0] -ne 'Deserialized.TikTokFollowing.FollowedAccount' }).Count |
                Should -Be 0
        }

        It 'keep every value and its type' {
            for ($i = 0; $i -lt 90; $i++) { Compare-Value $received[$i] $here[$i] -Except RetrievedAt | Should -BeTrue }
            $received[0].FollowedAfter | Should -BeOfType datetime
            $received[0].FollowerCount | Should -BeOfType long
            $received[0].IsVerified | Should -BeOfType bool
            $received[0].Position | Should -BeOfType int
            @($received | Where-Object { $null -eq $_.Raw }).Count | Should -Be 90
            @($here | Where-Object { $null -eq $_.Region }).Count |
                Should -Be @($received | Where-Object { $null -eq $_.Region }).Count
            $received[0].RetrievedAt.Kind | Should -Be 'Local'
            [Math]::Abs(((Get-Date) - $received[0].RetrievedAt).TotalMinutes) | Should -BeLessThan 5
        }

        It 'can be piped to Get-TikTokFollowing' {
            $next = $received | Select-Object -First 2 | Get-TikTokFollowing -First 3 -ApiKey $key @there
            ($next | Group-Object FollowedBy | ForEach-Object { $_.Name } | Sort-Object) |
                Should -Be ($received[0..1].Handle | Sort-Object)
        }

        It 'can be compared' {
            Compare-TikTokFollowing -ReferenceObject $here -DifferenceObject $received | Should -BeNullOrEmpty
            $change = @(Compare-TikTokFollowing -ReferenceObject $here -DifferenceObject ($received |
                Select-Object -Skip 1))
            $change.Count | Should -Be 1
            $change[0].Id | Should -Be $here[0].Id
        }

        It 'can be exported to a report' {
            $file = Join-Path $TestDrive 'received.html'
            $null = $received | Export-TikTokFollowingReport -Path $file
            $text = [IO.File]::ReadAllText($file)
            $text.Contains($here[0].Handle) -and $text.Contains($here[89].Handle) | Should -BeTrue
        }
    }

    Context 'pages' {
        BeforeAll {
            $here = Get-TikTokFollowingPage someone -ApiKey $key @there
            $received = (Invoke-There { Get-TikTokFollowingPage someone -ApiKey $key @there }).Output[0]
        }

        It 'keep their type name, their values and their accounts' {
            $received.PSTypeNames[0] | Should -Be 'Deserialized.TikTokFollowing.FollowingPage'
            Compare-Value $received $here -Except Accounts, RequestId, Duration | Should -BeTrue
            $received.Duration | Should -BeOfType timespan
            $received.Accounts.Count | Should -Be 20
            $received.Accounts[0].PSTypeNames[0] | Should -Be 'Deserialized.TikTokFollowing.FollowedAccount'
            for ($i = 0; $i -lt 20; $i++) {
                Compare-Value $received.Accounts[$i] $here.Accounts[$i] -Except RetrievedAt | Should -BeTrue
            }
        }

        It 'can be resumed, without a duplicate at the page boundary' {
            $rest = @($received | Get-TikTokFollowing -All -ApiKey $key @there)
            @($received.Accounts.Id) + @($rest.Id) | Select-Object -Unique | Should -HaveCount 90
            $rest.Count | Should -Be 70
        }
    }

    Context 'errors' {
        BeforeAll {
            $run = Invoke-There {
                'missing', 'hidden' | Get-TikTokFollowing -All -ApiKey $key @there
                Get-TikTokFollowing someone -All -MaxCredits 2 -ApiKey $key @there
            }
        }

        It 'keep their ids, categories and targets' {
            ($run.Errors |
                ForEach-Object {
                    "$($_.FullyQualifiedErrorId -replace ',.*') $($_.CategoryInfo.Category) $($_.TargetObject.Handle)"
                }) |
                Should -Be 'AccountNotFound ObjectNotFound missing', 'FollowingHidden PermissionDenied hidden',
                    'BudgetReached LimitsExceeded someone'
            $target = $run.Errors[2].TargetObject
            $target.AccountsReturned | Should -Be 40
            $target.CreditsCharged | Should -Be 2
            $target.Provider | Should -Be 'SociaVault'
            "$($run.Errors[2].Exception.Message)" | Should -Match '-MaxCredits 2'
        }

        It 'can be resumed, without a duplicate at the page boundary' {
            $rest = @($run.Errors[2].TargetObject | Get-TikTokFollowing -All -ApiKey $key @there)
            $rest.Count | Should -Be 50
            @($run.Output.Id) + @($rest.Id) | Select-Object -Unique | Should -HaveCount 90
        }

        It 'have targets that start a list from which no page was returned' {
            $target = $run.Errors[0].TargetObject
            $target.Handle = 'someone'
            @($target | Get-TikTokFollowing -All -ApiKey $key @there).Count | Should -Be 90
        }
    }

    Context 'keys' {
        BeforeAll {
            $server = New-Object TikTokFollowingTests.RecordingServer
            $server.Respond((New-WirePage (New-WireRecord)))
            $recorded = @{ Provider = 'ScrapeCreators'; BaseUri = [string] $server.BaseUri
                WarningAction = 'SilentlyContinue' }
        }

        AfterAll { $server.Dispose() }

        It 'are passed as SecureString' {
            $job = Start-Job { Import-Module $using:ModulePath; $to = $using:recorded
                Get-TikTokFollowing someone -ApiKey $using:key @to }
            (Receive-Job $job -Wait -AutoRemoveJob).Handle | Should -Be 'some.one'
            $server.Requests[-1] | Should -Match '(?im)^x-api-key: k-remoting-1234567890\r?$'
        }

        It 'are found in the environment of the job' {
            $job = Start-Job { Import-Module $using:ModulePath; $to = $using:recorded
                $env:SCRAPECREATORS_API_KEY = 'k-of-the-far-side-123'; Get-TikTokFollowing someone @to }
            (Receive-Job $job -Wait -AutoRemoveJob).Handle | Should -Be 'some.one'
            $server.Requests[-1] | Should -Match '(?im)^x-api-key: k-of-the-far-side-123\r?$'
        }

        It 'are saved for the session of the job' {
            $job = Start-Job {
                Import-Module $using:ModulePath
                $to = $using:recorded
                Set-TikTokFollowingCredential ScrapeCreators -ApiKey $using:key -Scope Session
                Get-TikTokFollowing someone @to
            }
            (Receive-Job $job -Wait -AutoRemoveJob).Handle | Should -Contain 'some.one'
            $server.Requests[-1] | Should -Match '(?im)^x-api-key: k-remoting-1234567890\r?$'
        }

        It 'are reported by the job if they are missing' {
            $job = Start-Job { Import-Module $using:ModulePath; Get-TikTokFollowing someone -Provider ScrapeCreators }
            Receive-Job $job -Wait -AutoRemoveJob -ErrorVariable reported -ErrorAction SilentlyContinue
            $reported[0].FullyQualifiedErrorId | Should -BeLike 'MissingApiKey,*'
        }
    }
}
