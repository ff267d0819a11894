BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $key = ConvertTo-Key 'a-key-to-be-tested'
    $unifPage = '{"request_id":"r","data":[{"id":"1","username":"some.one"}],' +
        '"pagination":{"has_more":true,"next_cursor":"c"},"billing":{"credits_charged":1,"balance_remaining":41}}'

    function Test-KeyAgainst([string] $Provider, [int] $Status, [string] $Body, [hashtable] $With = @{}) {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Respond($Status, '', $Body)
            $call = @{ Provider = $Provider; BaseUri = $server.BaseUri; ApiKey = $key; MaximumRetryCount = 0 }
            $run = Invoke-Captured { Test-TikTokFollowingCredential @call @With }
            $run | Add-Member Requests $server.Requests
            $run
        }
        finally { $server.Dispose() }
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Test-TikTokFollowingCredential' {
    AfterEach {
        Reset-TestSession
    }

    It 'returns true and the balance for an accepted key, by one free request' {
        $run = Test-KeyAgainst SociaVault 200 '{"credits":7}'
        $run.AnyError | Should -BeNullOrEmpty
        $run.Output[0] | Should -BeOfType ([TikTokFollowing.CredentialStatus])
        $run.Output[0].IsValid | Should -Be $true
        $run.Output[0].CreditsRemaining | Should -Be 7
        $run.Output[0].HasKey | Should -BeTrue
        $run.Output[0].Source | Should -BeExactly 'Parameter'
        $run.Output[0].KeyEnding | Should -BeExactly 'sted'
        $run.Output[0].Reason | Should -Be $null
        $run.Requests.Count | Should -Be 1
        $run.Requests[0] | Should -Match '^GET /v1/credits '
        (Test-KeyAgainst SociaVault 200 '{"credits":7}' @{ Quiet = $true }).Output | Should -Be @($true)
    }

    It 'returns <Valid> for the status <Status>' -ForEach @(
        @{ Status = 401; Valid = $false; Reason = 'rejected the key'; Warnings = 0 }
        @{ Status = 402; Valid = $true; Reason = 'no credits left'; Warnings = 0 }
        @{ Status = 500; Valid = $null; Reason = 'could not be tested'; Warnings = 1 }
        @{ Status = 429; Valid = $null; Reason = 'could not be tested'; Warnings = 1 }
    ) {
        $run = Test-KeyAgainst SociaVault $Status '{"error":"no"}'
        $run.AnyError | Should -BeNullOrEmpty
        $run.Output[0].IsValid | Should -Be $Valid
        $run.Output[0].Reason | Should -Match $Reason
        $run.Warnings.Count | Should -Be $Warnings -Because 'the table shows only that the result is unknown'
        if ($Warnings) { $run.Warnings[0] | Should -BeExactly $run.Output[0].Reason }
        (Test-KeyAgainst SociaVault $Status '{"error":"no"}' @{ Quiet = $true }).Output | Should -Be @($Valid -eq $true)
    }

    It 'warns with the reason if the provider cannot be reached' {
        $test = @{ Provider = 'SociaVault'; ApiKey = ConvertTo-Key 'a-key-that-was-tested'
            BaseUri = 'http://127.0.0.1:9'; MaximumRetryCount = 0 }
        $run = Invoke-Captured { Test-TikTokFollowingCredential @test }
        $run.AnyError | Should -BeNullOrEmpty
        $run.Output[0].IsValid | Should -Be $null
        $run.Warnings | Should -Be @($run.Output[0].Reason)
        $run.Warnings[0] | Should -Match 'could not be tested.*SociaVault'
        (Invoke-Captured { Test-TikTokFollowingCredential @test -Quiet }).Warnings | Should -BeNullOrEmpty
    }

    It 'returns false without a key, and sends no request' {
        $run = Invoke-Captured { Test-TikTokFollowingCredential SociaVault }
        $run.Output[0].IsValid | Should -Be $false
        $run.Output[0].HasKey | Should -BeFalse
        $run.Output[0].Reason | Should -Match 'No key for SociaVault'
        (Invoke-Captured { Test-TikTokFollowingCredential SociaVault -Quiet }).Output | Should -Be @($false)
        (Invoke-Captured { Test-TikTokFollowingCredential }).Terminating.FullyQualifiedErrorId |
            Should -BeLike 'MissingApiKey,*'
    }

    It 'UnifAPI: -Force fetches one record' {
        $run = Test-KeyAgainst UnifAPI 200 $unifPage @{ Force = $true }
        $run.Output[0].IsValid | Should -Be $true
        $run.Output[0].CreditsRemaining | Should -Be 41
        $run.Requests.Count | Should -Be 1
        $run.Requests[0] | Should -Match '^GET /tiktok/users/tiktok/following\?limit=1 '
        (Test-KeyAgainst UnifAPI 200 $unifPage @{ Confirm = $false }).Requests.Count | Should -Be 1
        $rejected = '{"error":{"type":"unauthorized","message":"no"}}'
        (Test-KeyAgainst UnifAPI 401 $rejected @{ Force = $true }).Output[0].IsValid | Should -Be $false
    }

    It 'UnifAPI: -WhatIf fetches no record, and reports that' {
        $run = Test-KeyAgainst UnifAPI 200 $unifPage @{ WhatIf = $true }
        $run.Requests | Should -BeNullOrEmpty
        $run.Output[0].IsValid | Should -Be $null
        $run.Output[0].Reason | Should -Match 'not tested.*no free request that tests a key\. With -Force.*1 credit'
    }

    It 'UnifAPI: prompts before it fetches a record' {
        $run = Invoke-FreshPowerShell @'
Import-Module $ModulePath
$env:UNIFAPI_API_KEY = 'a-key-that-is-not-tested'
$failure = try { Test-TikTokFollowingCredential UnifAPI -BaseUri 'http://127.0.0.1:9' } catch { $_ }
@{ Message = $failure.Exception.Message; Id = $failure.FullyQualifiedErrorId } | ConvertTo-Json
'@
        $run.Message |
            Should -Match 'NonInteractive.*not tested.*1 credit.*-Force or -Confirm:\$false' -Because 'it cannot prompt'
        $run.Id | Should -BeLike 'InvalidOperation,*'
    }

    It 'UnifAPI: treats the end of the input as No' -Skip:($PSVersionTable.PSEdition -ne 'Core') {
        $file = Join-Path $TestDrive 'ended.ps1'
        Set-Content -LiteralPath $file -Encoding Ascii -Value @"
Import-Module '$($ModulePath -replace "'", "''")'
`$env:UNIFAPI_API_KEY = 'a-key-that-is-not-sent'
try { (Test-TikTokFollowingCredential UnifAPI -BaseUri 'http://127.0.0.1:9').Reason } catch { "ERROR `$_" }
"@
        $program = (Get-Process -Id $PID).Path
        $first = if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
            Join-Path $PSHOME 'pwsh.dll'
        }
        $arguments = @($first | Where-Object { $_ }) + '-NoProfile', '-File', $file
        # An empty pipeline closes the standard input.
        $lines = @() | & $program @arguments 2>&1 | Out-String
        $lines | Should -Match 'The key was not tested'
        $lines | Should -Not -Match 'ERROR'
    }

    It 'DumplingAI: fetches a page with -Force if the balance cannot be read' {
        $run = Test-KeyAgainst DumplingAI 200 '{"plan":"pro"}' @{ WhatIf = $true }
        $run.Requests.Count | Should -Be 1
        $run.Output[0].IsValid | Should -Be $null
        $run.Output[0].Reason | Should -Match '10 credits'
        $forced = Test-KeyAgainst DumplingAI 200 '{"plan":"pro","followingList":[]}' @{ Force = $true }
        $forced.Requests.Count | Should -BeGreaterThan 1
    }

    It 'accepts all keys in the sandbox, without a prompt' {
        $sandbox = Start-TikTokFollowingSandbox
        $found = @(Test-TikTokFollowingCredential @Quiet)
        $found.Count | Should -Be 5
        $found.IsValid | Select-Object -Unique | Should -Be $true
        $sandbox.Credits | Should -Be 1
    }

    It 'reports an unknown provider, and tests the others' {
        $null = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Test-TikTokFollowingCredential Nobody, SociaVault -Quiet }
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Output | Should -Be @($true)
    }
}
