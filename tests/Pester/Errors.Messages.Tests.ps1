# The messages of errors: their content, and the key that they never contain.

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/ErrorShared.ps1"
    $environment = Clear-TestEnvironment
    $expected = (Get-WireList someone (Start-TikTokFollowingSandbox)).unique_id
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Errors: budget and journal' {
    AfterEach {
        Reset-TestSession
    }

    It 'BudgetReached ends the command before a page that could exceed it, with a resume point (<Provider>)' -ForEach @(
        @{ Provider = 'SociaVault'; Budget = 2; Accounts = 40; Requests = 2 }
        @{ Provider = 'DumplingAI'; Budget = 19; Accounts = 20; Requests = 1 }
        @{ Provider = 'SocialFetch'; Budget = 0; Accounts = 0; Requests = 0 }
    ) {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $Provider -All -MaxCredits $Budget @Impatient }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "BudgetReached,$cmdlet"
        $run.Terminating.CategoryInfo.Category | Should -Be 'LimitsExceeded'
        $run.Output.Count | Should -Be $Accounts
        $sandbox.Requests | Should -Be $Requests
        $sandbox.Credits | Should -BeLessOrEqual $Budget
        $run.Terminating.Exception.Message | Should -Match '-MaxCredits'
        Assert-Target $run.Terminating.TargetObject someone $Provider
        $run.Terminating.TargetObject.AccountsReturned | Should -Be $Accounts
        $rest = $run.Terminating.TargetObject | Get-TikTokFollowing -All @Quiet
        Compare-Sequence (@($run.Output | ForEach-Object Handle) + @($rest.Handle)) $expected | Should -BeTrue
    }

    It 'the budget applies to all handles' {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured {
            'one', 'two', 'three' | Get-TikTokFollowing -Provider SociaVault -First 5 -MaxCredits 2 @Impatient
        }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "BudgetReached,$cmdlet"
        $run.Output.Count | Should -Be 10
        $sandbox.Credits | Should -Be 2
    }

    It 'CheckpointUnusable ends the command without a request, and does not change the file' {
        $sandbox = Start-TikTokFollowingSandbox
        $folder = Join-Path $TestDrive 'journals'
        $null = Get-TikTokFollowing someone -Provider SociaVault -First 5 -CheckpointPath $folder @Quiet
        $journal = @(Get-ChildItem $folder -File)
        $journal.Count | Should -Be 1
        [System.IO.File]::WriteAllText($journal[0].FullName, 'notes of mine')
        $run = Invoke-Captured {
            Get-TikTokFollowing someone -Provider SociaVault -First 5 -CheckpointPath $folder @Impatient
        }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "CheckpointUnusable,$cmdlet"
        $run.Terminating.CategoryInfo.Category | Should -Be 'InvalidData'
        $run.Output | Should -BeNullOrEmpty
        [System.IO.File]::ReadAllText($journal[0].FullName) | Should -BeExactly 'notes of mine'
        $sandbox.Requests | Should -Be 1
        Assert-Target $run.Terminating.TargetObject someone SociaVault
    }
}

Describe 'Errors: the key is never shown' {
    It 'is in no stream, error or exception if <Provider> echoes it with <Status>' -ForEach @(
        foreach ($provider in 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI') {
            foreach ($status in 200, 400, 401, 429) { @{ Provider = $provider; Status = $status } }
        }
    ) {
        $escaped = [uri]::EscapeDataString($secret)
        $base64 = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($secret))
        $body = '{"error":{"message":"bad key ' + $secret + '"},"message":"Authorization: Bearer ' + $secret +
            '","status_msg":"' + $escaped + ' ' + $base64 + '"}'
        $headers = "X-Request-Id: $secret`r`nServer: $base64`r`nX-Other: $secret`r`n"
        $run = Get-ResponseError $Status $headers $body $Provider @{ Verbose = $true; Debug = $true }
        $run.AnyError.Count | Should -Be 1
        $run.Verbose.Count | Should -BeGreaterThan 0
        $run.Debug.Count | Should -BeGreaterThan 0
        $text = @($run.All) + @($run.AnyError) | ForEach-Object {
            $_ | Out-String -Width 4096
            $_ | Format-List * -Force | Out-String -Width 4096
            if ($_ -is [System.Management.Automation.ErrorRecord]) {
                for ($e = $_.Exception; $e; $e = $e.InnerException) { "$e"
                    $e | Format-List * -Force | Out-String -Width 4096 }
            }
        } | Out-String -Width 4096
        foreach ($form in $secret, $escaped, $base64) {
            $text.Contains($form) | Should -BeFalse -Because 'the key is shown in no form'
        }
    }

    It 'is not in the accounts if a record echoes it' {
        $record = (New-WireRecord) -replace 'Some One', "Some $secret One"
        $run = Get-ResponseError 200 '' (New-WirePage $record) ScrapeCreators @{ IncludeRaw = $true }
        $run.Output.Count | Should -Be 1
        ($run.Output | Format-List * -Force | Out-String -Width 4096).Contains($secret) | Should -BeFalse
    }

    It 'is not in $Error' {
        $Error.Clear()
        $null = Get-ResponseError 401 '' "{`"error`":`"$secret`"}" SociaVault
        ($Error | ForEach-Object { $_ | Format-List * -Force | Out-String -Width 4096 } |
            Out-String -Width 4096).Contains($secret) | Should -BeFalse
    }
}

Describe 'Errors: messages' {
    BeforeAll {
        $null = Start-TikTokFollowingSandbox
    }

    AfterAll {
        Reset-TestSession
    }

    It '<Name>: the message ends with the accounts, the cost and how to resume' -ForEach @(
        @{ Name = 'a failure in mid-list'; Fault = 'ServerError'
            Says = '40 accounts returned for 2 credits\. To resume: \$Error\[0\] \| Get-TikTokFollowing -All$' }
        @{ Name = 'no credits'; Fault = 'NoCredits'
            Says = '40 accounts returned for 2 credits \(-OutVariable and -CheckpointPath keep them; ' +
                'an assignment does not\)\. To resume: \$Error\[0\] \| Get-TikTokFollowing -All$' }
        @{ Name = 'a response that may have been charged'; Fault = 'Html'
            Says = '40 accounts returned for at most 3 credits\. To resume: ' }
    ) {
        $null = Start-TikTokFollowingSandbox -Fault $Fault -FaultEvery 3
        (Invoke-Captured {
            Get-TikTokFollowing someone -Provider SociaVault -All @Impatient
        }).AnyError[0].Exception.Message | Should -Match $Says
        $null = Start-TikTokFollowingSandbox
    }

    It 'states no cost if nothing was returned and charged' {
        $null = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 1
        $message = (Invoke-Captured {
            Get-TikTokFollowing someone -Provider SociaVault -All @Impatient
        }).AnyError[0].Exception.Message
        $message | Should -Match 'Retry later\.$'
        $message | Should -Not -Match 'credit|TargetObject'
        $null = Start-TikTokFollowingSandbox
    }

    It 'states the cost of a rejection only if it was charged' {
        (Invoke-Captured { Get-TikTokFollowing hidden -Provider SociaVault @Quiet }).Errors[0].Exception.Message |
            Should -Match 'It cost 1 credit\.$'
        (Invoke-Captured { Get-TikTokFollowing hidden -Provider DumplingAI @Quiet }).Errors[0].Exception.Message |
            Should -Match 'It cost 10 credits\.$'
        (Invoke-Captured { Get-TikTokFollowing missing -Provider UnifAPI @Quiet }).Errors[0].Exception.Message |
            Should -Not -Match 'cost'
    }

    It 'states the remaining budget: -MaxCredits <Budget>' -ForEach @(
        @{ Budget = 20
            Says = '^Stopped at -MaxCredits 20: the next page of @someone at DumplingAI could cost 10 credits\. ' +
                '40 accounts returned for 20 credits' }
        @{ Budget = 15
            Says = '^Stopped at -MaxCredits 15: 5 credits are left, and the next page of @someone at DumplingAI ' +
                'could cost 10 credits\. 20 accounts returned for 10 credits' }
        @{ Budget = 0
            Says = '^Stopped at -MaxCredits 0: the next page of @someone at DumplingAI could cost 10 credits\.$' }
    ) {
        (Invoke-Captured {
            Get-TikTokFollowing someone -Provider DumplingAI -All -MaxCredits $Budget @Quiet
        }).Terminating.Exception.Message | Should -Match $Says
    }

    It 'states the accounts of a stalled list once' {
        $null = Start-TikTokFollowingSandbox -Fault RepeatedCursor -FaultEvery 2
        $message = (Invoke-Captured {
            Get-TikTokFollowing someone -Provider SociaVault -All @Impatient
        }).Errors[0].Exception.Message
        $message | Should -Match '40 of about 90 accounts were returned\. .*They cost 2 credits\.$'
        $null = Start-TikTokFollowingSandbox
    }

    It 'a warning about a fallback states the failure without its advice' {
        $null = Start-TikTokFollowingSandbox -Fault ServerError -FaultPage 2
        $warnings = (Invoke-Captured {
            Get-TikTokFollowing someone -Provider SociaVault -All -FallbackProvider UnifAPI -MaximumRetryCount 0
        }).Warnings
        $fallback = @($warnings -match 'reads the list from its start')
        $fallback.Count | Should -Be 1
        $start = 'UnifAPI reads the list from its start'
        $fallback[0] | Should -Match "@someone.* $start, .*charges again for 20 accounts already read"
        $fallback[0] | Should -Not -Match 'Retry later|TargetObject'
        $null = Start-TikTokFollowingSandbox
    }

    It 'describes an object without a handle: <Name>' -ForEach @(
        @{ Name = 'a row'; Thing = [pscustomobject] @{ Name = 'x'; Fans = 2 }
            Says = 'no property Handle.* PSCustomObject with Name, Fans\.' }
        @{ Name = 'a table'; Thing = @{ Name = 'x' }; Says = 'no property Handle.* Hashtable with Name\.' }
        @{ Name = 'something else'; Thing = [guid]::Empty; Says = 'no property Handle.* Guid\.' }
        @{ Name = 'a wide row'; Thing = [pscustomobject] @{ A = 1; B = 2; C = 3; D = 4; E = 5; F = 6 }
            Says = 'PSCustomObject with A, B, C, D, E and 1 more\.' }
    ) {
        $run = Invoke-Captured { $Thing, 'someone' | Get-TikTokFollowing -Provider SociaVault -First 1 }
        $run.Output.FollowedBy | Should -Be 'someone'
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "InvalidHandle,$cmdlet"
        $run.Errors[0].Exception.Message | Should -Match $Says
    }

    It 'reports a row with an unknown provider, and reads the other rows' {
        $rows = [pscustomobject] @{ Handle = 'one'; Provider = 'Unknown' }, [pscustomobject] @{ Handle = 'two'
            Provider = 'SociaVault' }
        $run = Invoke-Captured { $rows | Get-TikTokFollowing -First 1 }
        $run.Terminating | Should -BeNullOrEmpty
        $run.Output.FollowedBy | Should -Be 'two'
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "InvalidRequest,$cmdlet"
        $run.Errors[0].TargetObject.Handle | Should -Be 'one'
        $run.Errors[0].Exception.Message | Should -Match "'Unknown'"
    }

    It 'reports a row whose provider does not support a parameter, and reads the other rows' {
        $rows = [pscustomobject] @{ Handle = 'one'; Provider = 'SociaVault' }, [pscustomobject] @{ Handle = 'two'
            Provider = 'UnifAPI' }
        $run = Invoke-Captured { $rows | Get-TikTokFollowing -First 1 -PageSize 5 }
        $run.Output.FollowedBy | Should -Be 'two'
        $run.Errors.FullyQualifiedErrorId | Should -BeExactly "InvalidRequest,$cmdlet"
    }

    It 'an invalid argument ends the command, also with rows: <_>' -ForEach '-Provider Unknown',
        '-Provider UnifAPI -Trim', '-FallbackProvider Unknown' {
        $rows = 'one', 'two' | ForEach-Object { [pscustomobject] @{ Handle = $_; Provider = 'SociaVault' } }
        $run = Invoke-Captured ([scriptblock]::Create("`$rows | Get-TikTokFollowing -First 1 $_"))
        $run.Output | Should -BeNullOrEmpty
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "InvalidRequest,$cmdlet"
        $run.AnyError.Count | Should -Be 1
    }

    It 'two providers in -Provider are an error that mentions -FallbackProvider' {
        (Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault, UnifAPI }).Terminating.Exception.Message |
            Should -Match '-FallbackProvider'
        (Invoke-Captured { Get-TikTokFollowing someone -Provider @('SociaVault') -First 1 }).Output.FollowedBy |
            Should -Be 'someone'
    }

    It 'rejects a file as -CheckpointPath' {
        $file = Join-Path $TestDrive 'not-a-folder'
        Set-Content -LiteralPath $file -Value 'x'
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -CheckpointPath $file }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "InvalidRequest,$cmdlet"
        $run.Terminating.Exception.Message | Should -Match 'is a file'
    }

    It 'states the next cursor in a verbose message for a page by -Cursor, without a warning' {
        $first = Get-TikTokFollowingPage someone -Provider SociaVault @Quiet
        $second = $first | Get-TikTokFollowingPage @Quiet
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -Cursor $first.NextCursor -Verbose }
        @($run.Verbose -match "-Cursor $($second.NextCursor) fetches the next page").Count | Should -Be 1
        @($run.Warnings -notmatch 'sandbox') | Should -BeNullOrEmpty
    }

    It 'has correct punctuation and no type names: <_>' -ForEach @(
        'someone -Cursor 5 -MinTime 5', 'someone -PageSize 5', 'someone -BaseUri ftp://x', 'x/y', "''",
            'https://example.com/@x', '7000000000000000000', 'someone -Since 2999-01-01', 'hidden', 'private',
                'missing',
        'someone -MaxCredits 0', 'someone -MinTime -5', 'someone -FallbackProvider SociaVault'
    ) {
        $call = "Get-TikTokFollowing $_ -Provider SociaVault -WarningAction SilentlyContinue"
        $run = Invoke-Captured ([scriptblock]::Create($call))
        $run.AnyError.Count | Should -Be 1
        $message = $run.AnyError[0].Exception.Message
        $message | Should -Match '[.?]$'
        $message | Should -Not -Match '\.\.|,,|;;| \.|System\.|Exception|\n'
        $message.Length | Should -BeLessThan 260
    }
}
