# Output that is written to CSV, JSON, CLIXML and jobs, and read again without a loss.
BeforeDiscovery {
    $providers = 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI'
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $sandbox = Start-TikTokFollowingSandbox
    $wire = @(Get-WireList someone $sandbox)
    $lists = @{}
    foreach ($name in $AllProviders) {
        $lists[$name] = @(Get-TikTokFollowing someone -Provider $name -All -IncludeRaw @Quiet)
    }
    $page = Get-TikTokFollowingPage someone -Provider SociaVault @Quiet
    $accountNames = [TikTokFollowing.FollowedAccount].GetProperties().Name

    # Runs the script under this culture.
    function Use-Culture([string] $Name, [scriptblock] $Script) {
        $thread = [System.Threading.Thread]::CurrentThread
        $saved = $thread.CurrentCulture
        try {
            $thread.CurrentCulture = [System.Globalization.CultureInfo]::GetCultureInfo($Name)
            & $Script
        }
        finally { $thread.CurrentCulture = $saved }
    }

    # Returns $true, or throws at the first value that differs. Times are compared as points in time.
    function Compare-Value($Actual, $Expected, [string[]] $Property, [timespan] $Tolerance = [timespan]::Zero) {
        $actualList = @($Actual); $expectedList = @($Expected)
        if ($actualList.Count -ne $expectedList.Count) {
            throw "there are $($actualList.Count) and not $($expectedList.Count)"
        }
        for ($i = 0; $i -lt $expectedList.Count; $i++) {
            foreach ($name in $Property) {
                $a = $actualList[$i].$name; $e = $expectedList[$i].$name
                if ($null -eq $e) {
                    if ($null -ne $a -and "$a" -ne '') { throw "$name of $i is '$a' and not null" }
                }
                elseif ($e -is [datetime]) {
                    if ($a -isnot [datetime]) {
                        $a = [datetime]::Parse($a, [System.Globalization.CultureInfo]::InvariantCulture)
                    }
                    if (($a.ToUniversalTime() - $e.ToUniversalTime()).Duration() -gt $Tolerance) {
                        throw "$name of $i is '$($a.ToString('o'))' and not '$($e.ToString('o'))'"
                    }
                }
                elseif ("$a" -cne "$e") { throw "$name of $i is '$a' and not '$e'" }
            }
        }
        $true
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Output: round trips without loss (<_>)' -ForEach $providers {
    BeforeAll {
        $list = $lists[$_]
        $provider = $_
    }

    It 'accounts keep their values through Export-Csv' {
        $file = Join-Path $TestDrive "$provider.csv"
        # PowerShell writes times in the format of the culture.
        Use-Culture 'en-US' { $list | Export-Csv $file -NoTypeInformation -Encoding UTF8 }
        $back = @(Import-Csv $file -Encoding UTF8)
        $back.Count | Should -Be 90
        # A CSV contains times to the second.
        Compare-Value $back $list $accountNames -Tolerance ([timespan]::FromSeconds(1)) | Should -BeTrue
    }

    It 'accounts keep their values through ConvertTo-Json' {
        $back = @($list | ConvertTo-Json | ConvertFrom-Json | ForEach-Object { $_ })
        $back.Count | Should -Be 90
        $back[0].PSObject.Properties.Name | Sort-Object | Should -Be ($accountNames | Sort-Object)
        Compare-Value $back $list $accountNames -Tolerance ([timespan]::FromMilliseconds(1)) | Should -BeTrue
        $back[0].FollowerCount -is [long] -or $back[0].FollowerCount -is [int] | Should -BeTrue
        $back[0].Id | Should -BeOfType ([string])
    }

    It 'accounts keep their values through Export-Clixml' {
        $file = Join-Path $TestDrive "$provider.clixml"
        $list | Export-Clixml $file
        $back = @(Import-Clixml $file)
        $back.Count | Should -Be 90
        Compare-Value $back $list $accountNames | Should -BeTrue
        $back[0].RetrievedAt.Kind | Should -Be 'Local'
        $back[0].FollowerCount | Should -BeOfType ([long])
    }
}

Describe 'Output: round trips of pages, and jobs' {
    It 'a page keeps its accounts as accounts through Export-Clixml' {
        $file = Join-Path $TestDrive 'page.clixml'
        $page | Export-Clixml $file
        $back = Import-Clixml $file
        $names = [TikTokFollowing.FollowingPage].GetProperties().Name | Where-Object { $_ -ne 'Accounts' }
        Compare-Value $back $page $names | Should -BeTrue
        Compare-Value $back.Accounts $page.Accounts $accountNames | Should -BeTrue
    }

    It 'a page keeps its accounts through ConvertTo-Json' {
        $back = $page | ConvertTo-Json -Depth 3 | ConvertFrom-Json
        $back.Accounts.Count | Should -Be 20
        $back.Accounts[7].Id | Should -BeExactly $page.Accounts[7].Id
        $back.NextCursor | Should -BeExactly $page.NextCursor
    }

    It 'a <Type> is the same after <Kind>, written and read under <Culture>' -ForEach @(
        foreach ($type in 'SharedAccount', 'ListOverlap') {
            foreach ($kind in 'Export-Csv', 'ConvertTo-Json', 'Export-Clixml', 'a job') {
                foreach ($culture in 'en-US', 'de-DE', 'th-TH', 'ar-SA', 'fa-IR') {
                    @{ Type = $type; Kind = $kind; Culture = $culture }
                }
            }
        }
    ) {
        $two = @($lists['SociaVault']
            foreach ($account in $lists['SociaVault'][5..30]) {
                $account | Select-Object * -ExcludeProperty FollowedBy | Add-Member FollowedBy another -PassThru
            })
        $objects = @(if ($Type -eq 'SharedAccount') { $two | Group-TikTokFollowing @Quiet } else {
            $two | Measure-TikTokFollowingOverlap @Quiet
        })
        $objects.Count | Should -Be $(if ($Type -eq 'SharedAccount') { 26 } else { 1 })
        $file = Join-Path $TestDrive "$Type.kept"
        $back = @(Use-Culture $Culture {
                switch ($Kind) {
                    'Export-Csv' { $objects | Export-Csv $file -NoTypeInformation -Encoding UTF8
                        Import-Csv $file -Encoding UTF8 }
                    'ConvertTo-Json' { ConvertTo-Json $objects | ConvertFrom-Json | ForEach-Object { $_ } }
                    'Export-Clixml' { $objects | Export-Clixml $file; Import-Clixml $file }
                    'a job' { $objects |
                        ForEach-Object {
                            [System.Management.Automation.PSSerializer]::Deserialize(
                                [System.Management.Automation.PSSerializer]::Serialize($_))
                        } }
                }
            })
        # Export-Csv writes numbers and times in the format of the culture.
        $names = ("TikTokFollowing.$Type" -as [type]).GetProperties().Name |
            Where-Object { $Kind -ne 'Export-Csv' -or $_ -notin 'CreatedAt', 'Jaccard', 'OverlapCoefficient' }
        Compare-Value $back $objects $names -Tolerance ([timespan]::FromMilliseconds(1)) | Should -BeTrue
    }

    It 'the target of an error resumes the list after Export-Clixml' {
        $broken = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 2
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -All @Impatient }
        $file = Join-Path $TestDrive 'error.clixml'
        $run.Errors[0].TargetObject | Export-Clixml $file
        $null = Start-TikTokFollowingSandbox -Port $broken.Port
        $rest = Import-Clixml $file | Get-TikTokFollowing -All @Quiet
        $all = @($run.Output.Handle) + @($rest.Handle)
        Compare-Sequence @($all | Select-Object -Unique) $wire.unique_id | Should -BeTrue
        $run.Output.Count | Should -Be 20
        $null = Start-TikTokFollowingSandbox -Port $broken.Port
    }

    It 'a job returns the same accounts, and pages that resume the list' {
        $here = Start-TikTokFollowingSandbox
        $call = @{ Provider = 'SociaVault'; BaseUri = $here.BaseUri; ApiKey = (ConvertTo-Key 'some-key-of-mine') }
        $list = @(Get-TikTokFollowing someone -All @call)
        $job = Start-Job -ArgumentList $ModulePath, "$($here.BaseUri)" -ScriptBlock {
            param($path, $uri)
            Import-Module $path
            $key = New-Object System.Security.SecureString
            'some-key-of-mine'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
            Get-TikTokFollowing someone -All -Provider SociaVault -BaseUri $uri -ApiKey $key
            Get-TikTokFollowingPage someone -Provider SociaVault -BaseUri $uri -ApiKey $key
        }
        try { $back = @($job | Wait-Job -Timeout 30 | Receive-Job) }
        finally { $job | Remove-Job -Force }
        $back.Count | Should -Be 91
        Compare-Value $back[0..89] $list ($accountNames | Where-Object { $_ -ne 'RetrievedAt' }) | Should -BeTrue
        $back[0].RetrievedAt | Should -BeOfType ([datetime])
        $back[0].RetrievedAt.Kind | Should -Be 'Local'
        $rest = $back[90] | Get-TikTokFollowing -All -BaseUri $here.BaseUri -ApiKey $call.ApiKey
        Compare-Sequence $rest.Handle $list[20..89].Handle | Should -BeTrue
        $back[0..4] | Out-String -Width 120 | Should -BeExactly ($list[0..4] | Out-String -Width 120)
    }
}
