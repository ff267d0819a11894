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
            $output = Receive-Job $job -Wait -ErrorVariable told -ErrorAction SilentlyContinue
            [pscustomobject] @{ Output = @($output); Errors = @($told) }
        }
        finally { Remove-Job $job -Force }
    }

    # $true if they have the same values of the same types; throws where not.
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

Describe 'Through a job, as through a remote session' {
    Context 'accounts' {
        BeforeAll {
            $here = @(Get-TikTokFollowing someone -All -ApiKey $key @there)
            $come = (Invoke-There { Get-TikTokFollowing someone -All -ApiKey $key @there }).Output
        }

        It 'keep the name of their type' {
            $come.Count | Should -Be 90
            @($come | Where-Object { $_.PSTypeNames[0] -ne 'Deserialized.TikTokFollowing.FollowedAccount' }).Count |
                Should -Be 0
        }

        It 'keep every value and its type' {
            for ($i = 0; $i -lt 90; $i++) { Compare-Value $come[$i] $here[$i] -Except RetrievedAt | Should -BeTrue }
            $come[0].FollowedAfter | Should -BeOfType datetime
            $come[0].FollowerCount | Should -BeOfType long
            $come[0].IsVerified | Should -BeOfType bool
            $come[0].Position | Should -BeOfType int
            @($come | Where-Object { $null -eq $_.Raw }).Count | Should -Be 90
            @($here | Where-Object { $null -eq $_.Region }).Count |
                Should -Be @($come | Where-Object { $null -eq $_.Region }).Count
            $come[0].RetrievedAt.Kind | Should -Be 'Local'
            [Math]::Abs(((Get-Date) - $come[0].RetrievedAt).TotalMinutes) | Should -BeLessThan 5
        }

        It 'can be piped on to Get-TikTokFollowing' {
            $next = $come | Select-Object -First 2 | Get-TikTokFollowing -First 3 -ApiKey $key @there
            ($next | Group-Object FollowedBy | ForEach-Object { $_.Name } | Sort-Object) |
                Should -Be ($come[0..1].Handle | Sort-Object)
        }

        It 'can be compared' {
            Compare-TikTokFollowing -ReferenceObject $here -DifferenceObject $come | Should -BeNullOrEmpty
            $change = @(Compare-TikTokFollowing -ReferenceObject $here -DifferenceObject ($come |
                Select-Object -Skip 1))
            $change.Count | Should -Be 1
            $change[0].Id | Should -Be $here[0].Id
        }

        It 'can be reported on' {
            $file = Join-Path $TestDrive 'come.html'
            $null = $come | Export-TikTokFollowingReport -Path $file
            $text = [IO.File]::ReadAllText($file)
            $text.Contains($here[0].Handle) -and $text.Contains($here[89].Handle) | Should -BeTrue
        }
    }

    Context 'pages' {
        BeforeAll {
            $here = Get-TikTokFollowingPage someone -ApiKey $key @there
            $come = (Invoke-There { Get-TikTokFollowingPage someone -ApiKey $key @there }).Output[0]
        }

        It 'keep the name of their type, their values and their accounts' {
            $come.PSTypeNames[0] | Should -Be 'Deserialized.TikTokFollowing.FollowingPage'
            Compare-Value $come $here -Except Accounts, RequestId, Duration | Should -BeTrue
            $come.Duration | Should -BeOfType timespan
            $come.Accounts.Count | Should -Be 20
            $come.Accounts[0].PSTypeNames[0] | Should -Be 'Deserialized.TikTokFollowing.FollowedAccount'
            for ($i = 0; $i -lt 20; $i++) {
                Compare-Value $come.Accounts[$i] $here.Accounts[$i] -Except RetrievedAt | Should -BeTrue
            }
        }

        It 'can be gone on from, without the account on the border' {
            $rest = @($come | Get-TikTokFollowing -All -ApiKey $key @there)
            @($come.Accounts.Id) + @($rest.Id) | Select-Object -Unique | Should -HaveCount 90
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

        It 'come through with their ids, categories and targets' {
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

        It 'can be gone on from, without the account on the border' {
            $rest = @($run.Errors[2].TargetObject | Get-TikTokFollowing -All -ApiKey $key @there)
            $rest.Count | Should -Be 50
            @($run.Output.Id) + @($rest.Id) | Select-Object -Unique | Should -HaveCount 90
        }

        It 'of a list that never began start it' {
            $target = $run.Errors[0].TargetObject
            $target.Handle = 'someone'
            @($target | Get-TikTokFollowing -All -ApiKey $key @there).Count | Should -Be 90
        }
    }

    Context 'keys' {
        BeforeAll {
            # Returns its parameters.
            $server = New-Object TikTokFollowingTests.RecordingServer
            $server.Respond((New-WirePage (New-WireRecord)))
            $recorded = @{ Provider = 'ScrapeCreators'; BaseUri = [string] $server.BaseUri
                WarningAction = 'SilentlyContinue' }
        }

        AfterAll { $server.Dispose() }

        It 'go along as SecureString' {
            $job = Start-Job { Import-Module $using:ModulePath; $to = $using:recorded
                Get-TikTokFollowing someone -ApiKey $using:key @to }
            (Receive-Job $job -Wait -AutoRemoveJob).Handle | Should -Be 'some.one'
            $server.Requests[-1] | Should -Match '(?im)^x-api-key: k-remoting-1234567890\r?$'
        }

        It 'are found there, in the environment' {
            $job = Start-Job { Import-Module $using:ModulePath; $to = $using:recorded
                $env:SCRAPECREATORS_API_KEY = 'k-of-the-far-side-123'; Get-TikTokFollowing someone @to }
            (Receive-Job $job -Wait -AutoRemoveJob).Handle | Should -Be 'some.one'
            $server.Requests[-1] | Should -Match '(?im)^x-api-key: k-of-the-far-side-123\r?$'
        }

        It 'are kept there for the session' {
            $job = Start-Job {
                Import-Module $using:ModulePath
                $to = $using:recorded
                Set-TikTokFollowingCredential ScrapeCreators -ApiKey $using:key -Scope Session
                Get-TikTokFollowing someone @to
            }
            (Receive-Job $job -Wait -AutoRemoveJob).Handle | Should -Contain 'some.one'
            $server.Requests[-1] | Should -Match '(?im)^x-api-key: k-remoting-1234567890\r?$'
        }

        It 'that are missing there are told from there' {
            $job = Start-Job { Import-Module $using:ModulePath; Get-TikTokFollowing someone -Provider ScrapeCreators }
            Receive-Job $job -Wait -AutoRemoveJob -ErrorVariable told -ErrorAction SilentlyContinue
            $told[0].FullyQualifiedErrorId | Should -BeLike 'MissingApiKey,*'
        }
    }
}
