# Errors of providers: id, category, end of the command, target and message.

BeforeDiscovery {
    $providers = 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI'
    $faults = foreach ($provider in $providers) {
        @{ Provider = $provider; Fault = 'Unauthorized'; Id = 'AuthenticationFailed'; Category = 'AuthenticationError'
            Ends = $true; Says = 'Set-TikTokFollowingCredential' }
        @{ Provider = $provider; Fault = 'NoCredits'; Id = 'CreditsExhausted'; Category = 'QuotaExceeded'; Ends = $true
            Says = 'To resume: ' }
        @{ Provider = $provider; Fault = 'ServerError'; Id = 'ProviderUnavailable'; Category = 'ResourceUnavailable'
            Ends = $false; Says = 'later' }
        @{ Provider = $provider; Fault = 'ConnectionReset'; Id = 'ProviderUnavailable'
            Category = 'ResourceUnavailable'; Ends = $false; Says = 'later' }
        @{ Provider = $provider; Fault = 'Truncated'; Id = 'UnexpectedResponse'; Category = 'InvalidData'
            Ends = $false; Says = 'later|report' }
        @{ Provider = $provider; Fault = 'Html'; Id = 'UnexpectedResponse'; Category = 'InvalidData'; Ends = $false
            Says = 'report' }
        @{ Provider = $provider; Fault = 'Redirect'; Id = 'UnexpectedResponse'; Category = 'InvalidData'; Ends = $false
            Says = 'report' }
        # UnifAPI states the end of a rate limit, which applies to the whole process. Another test covers it.
        if ($provider -ne 'UnifAPI') {
            @{ Provider = $provider; Fault = 'RateLimit'; Id = 'RateLimited'; Category = 'LimitsExceeded'
                Ends = $false; Says = 'Retry (after|in) ' }
        }
    }
    $refusals = foreach ($provider in 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch') {
        @{ Provider = $provider; Handle = 'missing'; Id = 'AccountNotFound'; Category = 'ObjectNotFound'
            Says = 'misspelt|changed|banned' }
        @{ Provider = $provider; Handle = 'private'; Id = 'AccountPrivate'; Category = 'PermissionDenied'
            Says = 'private' }
        @{ Provider = $provider; Handle = 'hidden'; Id = 'FollowingHidden'; Category = 'PermissionDenied'
            Says = 'hides' }
    }
    $refusals += @{ Provider = 'UnifAPI'; Handle = 'missing'; Id = 'AccountNotFound'; Category = 'ObjectNotFound'
        Says = 'misspelt|changed|banned' }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/ErrorShared.ps1"
    $environment = Clear-TestEnvironment
    $expected = (Get-WireList someone (Start-TikTokFollowingSandbox)).unique_id
    $pagesOf = @{}
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Errors: the third page of <Provider> fails with <Fault>' -ForEach $faults {
    BeforeAll {
        if (-not $pagesOf.ContainsKey($Provider)) {
            $null = Start-TikTokFollowingSandbox
            $pagesOf[$Provider] = @(Get-TikTokFollowingPage someone -Provider $Provider @Quiet)
            $pagesOf[$Provider] += $pagesOf[$Provider][0] | Get-TikTokFollowingPage @Quiet
        }
        $pages = $pagesOf[$Provider]
        $sandbox = Start-TikTokFollowingSandbox -Fault $Fault -FaultEvery 3
        $run = Invoke-Captured { Get-TikTokFollowing someone, other -Provider $Provider -All @Impatient }
        $record = $run.AnyError[0]
        $requests = $sandbox.Requests
        $fromSomeone = @($run.Output | Where-Object FollowedBy -EQ 'someone')
    }

    AfterAll {
        Reset-TestSession
    }

    It 'is <Id> in the category <Category>, ends the command: <Ends>, and keeps the returned accounts' {
        $record.FullyQualifiedErrorId | Should -BeExactly "$Id,$cmdlet"
        $record.CategoryInfo.Category | Should -Be $Category
        $record.Exception | Should -BeOfType ([TikTokFollowing.FollowingException])
        $record.Exception.Kind | Should -Be $Id
        $record.Exception.Provider | Should -BeExactly $Provider
        Compare-Sequence $fromSomeone.Handle $expected[0..39] | Should -BeTrue
        if ($Ends) {
            $run.Terminating | Should -Not -BeNullOrEmpty
            $run.AnyError.Count | Should -Be 1
            @($run.Output | Where-Object FollowedBy -EQ 'other') | Should -BeNullOrEmpty
            $requests | Should -Be 3
        }
        else {
            $run.Terminating | Should -BeNullOrEmpty
            @($run.Output | Where-Object FollowedBy -EQ 'other').Count | Should -Be 40
        }
    }

    It 'states what to do, without a key or a body' {
        $record.Exception.Message | Should -Match $Says
        $record.Exception.Message | Should -Match $Provider
        $record.Exception.Message | Should -Not -Match '[{}<>]'
    }

    It 'has a target that resumes the list without gaps' {
        $target = $record.TargetObject
        Assert-Target $target someone $Provider
        $target.NextCursor | Should -BeExactly $pages[1].NextCursor
        $target.AccountsReturned | Should -Be 40
        $paid = ($pages | Measure-Object CreditsCharged -Sum).Sum
        $target.CreditsCharged | Should -BeGreaterOrEqual $paid
        if ($Fault -notin 'Truncated', 'Html') { $target.CreditsCharged | Should -Be $paid }

        $sandbox = Start-TikTokFollowingSandbox
        $rest = $target | Get-TikTokFollowing -All @Quiet
        Compare-Sequence (@($fromSomeone.Handle) + @($rest.Handle)) $expected | Should -BeTrue
        $sandbox.Requests | Should -Be 3
    }
}

Describe 'Errors: @<Handle> at <Provider>' -ForEach $refusals {
    BeforeAll {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { Get-TikTokFollowing $Handle, other -Provider $Provider -First 1 }
    }

    AfterAll {
        Reset-TestSession
    }

    It 'is <Id> in the category <Category> after one request; the others are read' {
        $run.Terminating | Should -BeNullOrEmpty
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "$Id,$cmdlet"
        $run.Errors[0].CategoryInfo.Category | Should -Be $Category
        $run.Output.FollowedBy | Should -Be 'other'
        $sandbox.Requests | Should -Be 2
    }

    It 'states the resume point and the cost' {
        $target = $run.Errors[0].TargetObject
        Assert-Target $target $Handle $Provider
        $target.NextCursor | Should -BeNullOrEmpty
        $target.AccountsReturned | Should -Be 0
        $price = if ($Provider -eq 'DumplingAI') { 10 } else { 1 }
        $rest = $sandbox.Credits - $price
        $target.CreditsCharged | Should -Be $rest -Because 'the sandbox charged the rest for the other handle'
        $run.Errors[0].Exception.Message | Should -Match $Says
        $run.Errors[0].Exception.Message | Should -Match "@$Handle"
    }
}

Describe 'Errors: no key' {
    AfterEach {
        Reset-TestSession
    }

    It 'MissingApiKey ends the command, lists the three places and names the sandbox (<_>)' -ForEach $providers {
        $run = Invoke-Captured { Get-TikTokFollowing someone, other -Provider $_ }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "MissingApiKey,$cmdlet"
        $run.Terminating.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $run.AnyError.Count | Should -Be 1
        $message = $run.Terminating.Exception.Message
        $message | Should -Match '-ApiKey'
        $message | Should -Match 'Set-TikTokFollowingCredential'
        $message | Should -Match "$($_.ToUpperInvariant())_API_KEY"
        $message | Should -Match 'Start-TikTokFollowingSandbox'
        Assert-Target $run.Terminating.TargetObject someone $_
    }

    It 'MissingApiKey without a provider states how to specify one' {
        $run = Invoke-Captured { Get-TikTokFollowing someone }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "MissingApiKey,$cmdlet"
        $run.Terminating.Exception.Message | Should -Match '-Provider'
        $run.Terminating.Exception.Message | Should -Match 'Start-TikTokFollowingSandbox'
        $run.Terminating.TargetObject.Handle | Should -Be 'someone'
        $run.Terminating.TargetObject.Provider | Should -Be $null
    }

    It 'a key that cannot be sent is AuthenticationFailed, and is not shown' {
        $run = Invoke-Captured {
            Get-TikTokFollowing someone -Provider SociaVault -ApiKey (ConvertTo-Key "half-of-it`r`nother-half")
        }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "AuthenticationFailed,$cmdlet"
        $run.Terminating | Format-List * -Force | Out-String | Should -Not -Match 'half'
    }
}

Describe 'Errors: status codes' {
    It '<Provider> <Status> <Body> is <Id>' -ForEach @(
        foreach ($provider in 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI') {
            @{ Provider = $provider; Status = 400; Body = '{}'; Id = 'InvalidRequest' }
            @{ Provider = $provider; Status = 422; Body = '{}'; Id = 'InvalidRequest' }
            @{ Provider = $provider; Status = 401; Body = '{}'; Id = 'AuthenticationFailed' }
            @{ Provider = $provider; Status = 402; Body = '{}'; Id = 'CreditsExhausted' }
            @{ Provider = $provider; Status = 404; Body = '{}'; Id = 'AccountNotFound' }
            @{ Provider = $provider; Status = 429; Body = '{}'; Id = 'RateLimited' }
            @{ Provider = $provider; Status = 500; Body = 'oops'; Id = 'ProviderUnavailable' }
            @{ Provider = $provider; Status = 502; Body = '<html></html>'; Id = 'ProviderUnavailable' }
            @{ Provider = $provider; Status = 200; Body = '{}'; Id = 'UnexpectedResponse' }
            @{ Provider = $provider; Status = 200; Body = '[]'; Id = 'UnexpectedResponse' }
            @{ Provider = $provider; Status = 200; Body = 'null'; Id = 'UnexpectedResponse' }
            @{ Provider = $provider; Status = 200; Body = ''; Id = 'UnexpectedResponse' }
            @{ Provider = $provider; Status = 200; Body = '{"a":'; Id = 'UnexpectedResponse' }
        }
        @{ Provider = 'DumplingAI'; Status = 403; Body = '{}'; Id = 'CreditsExhausted' }
        @{ Provider = 'DumplingAI'; Status = 503; Body = '{}'; Id = 'RateLimited' }
        @{ Provider = 'SociaVault'; Status = 403; Body = '{"error":"x","message":"y","statusCode":403}'
            Id = 'CreditsExhausted' }
        @{ Provider = 'ScrapeCreators'; Status = 200; Body = '{"success":false,"message":"gone","errorStatus":404}'
            Id = 'AccountNotFound' }
        @{ Provider = 'ScrapeCreators'; Status = 200; Body = '{"success":false,"message":"none","errorStatus":402}'
            Id = 'CreditsExhausted' }
        @{ Provider = 'ScrapeCreators'; Status = 403; Body = '{"success":false,"error":"forbidden","message":"no"}'
            Id = 'FollowingHidden' }
        @{ Provider = 'SocialFetch'; Status = 402; Body = '{"error":{"code":"payment_required","message":"no"}}'
            Id = 'AuthenticationFailed' }
        @{ Provider = 'SocialFetch'; Status = 404; Body = '{"error":{"code":"not_found","message":"no"}}'
            Id = 'ProviderUnavailable' }
        @{ Provider = 'SocialFetch'; Status = 200; Body = '{"data":{"lookupStatus":"banned","accounts":[]}}'
            Id = 'UnexpectedResponse' }
        foreach ($provider in 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI') {
            foreach ($status in 401, 402, 403, 404) {
                @{ Provider = $provider; Status = $status; Body = '<html><body>Just a moment...</body></html>'
                    Id = 'ProviderUnavailable' }
                @{ Provider = $provider; Status = $status; Body = '{"message":"no Route matched with those values"}'
                    Id = 'ProviderUnavailable' }
            }
        }
        @{ Provider = 'ScrapeCreators'; Status = 200; Body = '{"status_code":2065}'; Id = 'AccountNotFound' }
        @{ Provider = 'ScrapeCreators'; Status = 200; Body = '{"status_code":2096}'; Id = 'AccountPrivate' }
        @{ Provider = 'ScrapeCreators'; Status = 200; Body = '{"status_code":3002060}'; Id = 'FollowingHidden' }
        @{ Provider = 'DumplingAI'; Status = 200; Body = '{"statusCode":10221}'; Id = 'AccountNotFound' }
        @{ Provider = 'SocialFetch'; Status = 200
            Body = '{"data":{"lookupStatus":"hidden"},"meta":{"creditsCharged":1}}'; Id = 'FollowingHidden' }
        @{ Provider = 'UnifAPI'; Status = 400; Body = '{"error":{"type":"insufficient_credits"}}'
            Id = 'CreditsExhausted' }
    ) {
        $run = Get-ResponseError $Status '' $Body $Provider
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeExactly "$Id,$cmdlet"
        [bool] $run.Terminating | Should -Be ($Id -in 'AuthenticationFailed', 'CreditsExhausted')
        $run.Requests | Should -Be 1
        Assert-Target $run.AnyError[0].TargetObject someone $Provider
    }

    It 'InvalidRequest is in the category InvalidArgument' {
        (Get-ResponseError 400 '' '{}' SociaVault).Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'UnifAPI: truncated_due_to_balance is CreditsExhausted after its accounts' {
        $body = '{"data":[{"id":"6900000000000000001","username":"a.one"},' +
            '{"id":"6900000000000000002","username":"b.two"}],"pagination":{"has_more":true,"next_cursor":"c2"},' +
            '"billing":{"credits_charged":2,"records_charged":2,"balance_remaining":0,"truncated_due_to_balance":true}}'
        foreach ($with in @{ All = $true }, @{}) {
            $run = Get-ResponseError 200 '' $body UnifAPI $with
            $run.Output.Handle | Should -Be 'a.one', 'b.two'
            $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "CreditsExhausted,$cmdlet"
            $run.Terminating.TargetObject.AccountsReturned | Should -Be 2
            $run.Terminating.TargetObject.CreditsCharged | Should -Be 2
            $run.Requests | Should -Be 1
        }
    }

    It 'a Retry-After beyond the limit is RateLimited without a wait, and states the time' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Respond(429, "Retry-After: 7200`r`n", '{}')
            $target = @{ Provider = 'SociaVault'; BaseUri = $server.BaseUri; ApiKey = (ConvertTo-Key $secret) }
            $run = Invoke-Captured { Get-TikTokFollowing someone @target }
            $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "RateLimited,$cmdlet"
            $run.Errors[0].CategoryInfo.Category | Should -Be 'LimitsExceeded'
            $server.Requests.Count | Should -Be 1
            $back = $run.Errors[0].Exception.RetryAt
            $back | Should -BeGreaterThan (Get-Date).AddMinutes(110)
            $back | Should -BeLessThan (Get-Date).AddMinutes(125)
            $run.Errors[0].Exception.Message | Should -Match ([regex]::Escape($back.ToString('G')))
        }
        finally { $server.Dispose() }
    }

    It 'reports ProviderTimeout after -TimeoutSec, in the category OperationTimeout; reads the next handle' {
        $null = Start-TikTokFollowingSandbox -Fault Timeout -FaultEvery 2
        try {
            $run = Invoke-Captured {
                Get-TikTokFollowing one, two, three -Provider SociaVault -First 1 -TimeoutSec 1 @Impatient
            }
            $run.Output.FollowedBy | Should -Be 'one', 'three'
            $run.Errors.Count | Should -Be 1
            $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "ProviderTimeout,$cmdlet"
            $run.Errors[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
            $run.Errors[0].Exception.Message | Should -Match '-TimeoutSec'
            Assert-Target $run.Errors[0].TargetObject two SociaVault
        }
        finally { Reset-TestSession }
    }

    It 'an address without a server is ProviderUnavailable' {
        $listener = New-Object System.Net.Sockets.TcpListener ([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $target = @{ Provider = 'SociaVault'; BaseUri = "http://127.0.0.1:$port"; ApiKey = (ConvertTo-Key $secret) }
        $run = Invoke-Captured { Get-TikTokFollowing someone @target @Impatient }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "ProviderUnavailable,$cmdlet"
        $run.Errors[0].Exception.Message | Should -Match '-BaseUri'
    }
}

Describe 'Errors: a provider that repeats pages (<_>)' -ForEach $providers {
    AfterEach {
        Reset-TestSession
    }

    It 'causes PagingStalled; returned accounts are kept, and no more pages are fetched' {
        $sandbox = Start-TikTokFollowingSandbox -Fault RepeatedCursor -FaultEvery 3
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $_ -All @Impatient }
        $run.Terminating | Should -BeNullOrEmpty
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "PagingStalled,$cmdlet"
        $run.Errors[0].CategoryInfo.Category | Should -Be 'InvalidData'
        Compare-Sequence $run.Output.Position (1..60) | Should -BeTrue
        $sandbox.Requests | Should -Be 3
        Assert-Target $run.Errors[0].TargetObject someone $_
        $run.Errors[0].TargetObject.AccountsReturned | Should -Be 60
    }

    It 'endless empty pages in mid-list are RateLimited, and the target resumes the list' {
        $sandbox = Start-TikTokFollowingSandbox -Fault EmptyPage -FaultEvery 3
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $_ -All @Impatient }
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "RateLimited,$cmdlet"
        $run.Output.Count | Should -Be 40
        $sandbox.Requests | Should -Be 3
        $null = Start-TikTokFollowingSandbox
        $rest = $run.Errors[0].TargetObject | Get-TikTokFollowing -All @Quiet
        Compare-Sequence (@($run.Output.Handle) + @($rest.Handle)) $expected | Should -BeTrue
    }
}
