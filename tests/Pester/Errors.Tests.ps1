# The table of errors: id, category, whether the command ends, what the target says, what the message says.

BeforeDiscovery {
    $providers = 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI'
    $faults = foreach ($provider in $providers) {
        @{ Provider = $provider; Fault = 'Unauthorized'; Id = 'AuthenticationFailed'; Category = 'AuthenticationError'; Ends = $true; Says = 'Set-TikTokFollowingCredential' }
        @{ Provider = $provider; Fault = 'NoCredits'; Id = 'CreditsExhausted'; Category = 'QuotaExceeded'; Ends = $true; Says = 'To resume: ' }
        @{ Provider = $provider; Fault = 'ServerError'; Id = 'ProviderUnavailable'; Category = 'ResourceUnavailable'; Ends = $false; Says = 'later' }
        @{ Provider = $provider; Fault = 'ConnectionReset'; Id = 'ProviderUnavailable'; Category = 'ResourceUnavailable'; Ends = $false; Says = 'later' }
        @{ Provider = $provider; Fault = 'Truncated'; Id = 'UnexpectedResponse'; Category = 'InvalidData'; Ends = $false; Says = 'later|report' }
        @{ Provider = $provider; Fault = 'Html'; Id = 'UnexpectedResponse'; Category = 'InvalidData'; Ends = $false; Says = 'report' }
        @{ Provider = $provider; Fault = 'Redirect'; Id = 'UnexpectedResponse'; Category = 'InvalidData'; Ends = $false; Says = 'report' }
        # UnifAPI says with a rate limit when the next request may be made, and that holds for the whole process: it has a test of its own.
        if ($provider -ne 'UnifAPI') {
            @{ Provider = $provider; Fault = 'RateLimit'; Id = 'RateLimited'; Category = 'LimitsExceeded'; Ends = $false; Says = 'Retry (after|in) ' }
        }
    }
    $refusals = foreach ($provider in 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch') {
        @{ Provider = $provider; Handle = 'missing'; Id = 'AccountNotFound'; Category = 'ObjectNotFound'; Says = 'misspelt|changed|banned' }
        @{ Provider = $provider; Handle = 'private'; Id = 'AccountPrivate'; Category = 'PermissionDenied'; Says = 'private' }
        @{ Provider = $provider; Handle = 'hidden'; Id = 'FollowingHidden'; Category = 'PermissionDenied'; Says = 'hides' }
    }
    $refusals += @{ Provider = 'UnifAPI'; Handle = 'missing'; Id = 'AccountNotFound'; Category = 'ObjectNotFound'; Says = 'misspelt|changed|banned' }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $cmdlet = 'TikTokFollowing.Cmdlets.Commands.GetTikTokFollowingCommand'
    $expected = (Get-WireList someone (Start-TikTokFollowingSandbox)).unique_id
    $pagesOf = @{}
    $secret = 'sk_live_a-key/that+nobody=sees'

    function Assert-Target($Target, $Handle, $Provider) {
        $null -eq $Target | Should -BeFalse
        $names = @($Target.PSObject.Properties.Name)
        foreach ($name in 'Handle', 'Provider', 'NextCursor', 'AccountsReturned', 'CreditsCharged') { $names | Should -Contain $name }
        $Target.Handle | Should -BeExactly $Handle
        $Target.Provider | Should -BeExactly $Provider
    }

    # What a server answers to the first request, and what then is the error.
    function Get-AnswerError([int] $Status, [string] $Headers, [string] $Body, [string] $Provider, [hashtable] $With = @{}) {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Answer($Status, $Headers, $Body)
            $run = Invoke-Captured { Get-TikTokFollowing someone -Provider $Provider -BaseUri $server.BaseUri -ApiKey (ConvertTo-Key $secret) @With @Impatient }
            $run | Add-Member -NotePropertyName Requests -NotePropertyValue $server.Requests.Count -PassThru
        }
        finally { $server.Dispose() }
    }
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

    It 'is <Id>, <Category>, ends the command: <Ends>; what was read stays' {
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

    It 'says what to do, without a key or a body' {
        $record.Exception.Message | Should -Match $Says
        $record.Exception.Message | Should -Match $Provider
        $record.Exception.Message | Should -Not -Match '[{}<>]'
    }

    It 'says where it stopped, and goes on there: the union is the list' {
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

    It 'is <Id> in the category <Category>, asked for once; the others go on' {
        $run.Terminating | Should -BeNullOrEmpty
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "$Id,$cmdlet"
        $run.Errors[0].CategoryInfo.Category | Should -Be $Category
        $run.Output.FollowedBy | Should -Be 'other'
        $sandbox.Requests | Should -Be 2
    }

    It 'says where it stopped and what it cost' {
        $target = $run.Errors[0].TargetObject
        Assert-Target $target $Handle $Provider
        $target.NextCursor | Should -BeNullOrEmpty
        $target.AccountsReturned | Should -Be 0
        $price = if ($Provider -eq 'DumplingAI') { 10 } else { 1 }
        $target.CreditsCharged | Should -Be ($sandbox.Credits - $price) -Because 'the page of the other handle is the rest of what the sandbox charged'
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

    It 'MissingApiKey without a provider: says how to choose one' {
        $run = Invoke-Captured { Get-TikTokFollowing someone }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "MissingApiKey,$cmdlet"
        $run.Terminating.Exception.Message | Should -Match '-Provider'
        $run.Terminating.Exception.Message | Should -Match 'Start-TikTokFollowingSandbox'
        $run.Terminating.TargetObject.Handle | Should -Be 'someone'
        $run.Terminating.TargetObject.Provider | Should -Be $null
    }

    It 'a key that cannot be sent is AuthenticationFailed, and is not shown' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -ApiKey (ConvertTo-Key "half-of-it`r`nother-half") }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "AuthenticationFailed,$cmdlet"
        $run.Terminating | Format-List * -Force | Out-String | Should -Not -Match 'half'
    }
}

Describe 'Errors: by status' {
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
        @{ Provider = 'SociaVault'; Status = 403; Body = '{"error":"x","message":"y","statusCode":403}'; Id = 'CreditsExhausted' }
        @{ Provider = 'ScrapeCreators'; Status = 200; Body = '{"success":false,"message":"gone","errorStatus":404}'; Id = 'AccountNotFound' }
        @{ Provider = 'ScrapeCreators'; Status = 200; Body = '{"success":false,"message":"none","errorStatus":402}'; Id = 'CreditsExhausted' }
        @{ Provider = 'ScrapeCreators'; Status = 403; Body = '{"success":false,"error":"forbidden","message":"no"}'; Id = 'FollowingHidden' }
        @{ Provider = 'SocialFetch'; Status = 402; Body = '{"error":{"code":"payment_required","message":"no"}}'; Id = 'AuthenticationFailed' }
        @{ Provider = 'SocialFetch'; Status = 404; Body = '{"error":{"code":"not_found","message":"no"}}'; Id = 'ProviderUnavailable' }
        @{ Provider = 'SocialFetch'; Status = 200; Body = '{"data":{"lookupStatus":"banned","accounts":[]}}'; Id = 'UnexpectedResponse' }
        foreach ($provider in 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI') {
            foreach ($status in 401, 402, 403, 404) {
                @{ Provider = $provider; Status = $status; Body = '<html><body>Just a moment...</body></html>'; Id = 'ProviderUnavailable' }
                @{ Provider = $provider; Status = $status; Body = '{"message":"no Route matched with those values"}'; Id = 'ProviderUnavailable' }
            }
        }
        @{ Provider = 'ScrapeCreators'; Status = 200; Body = '{"status_code":2065}'; Id = 'AccountNotFound' }
        @{ Provider = 'ScrapeCreators'; Status = 200; Body = '{"status_code":2096}'; Id = 'AccountPrivate' }
        @{ Provider = 'ScrapeCreators'; Status = 200; Body = '{"status_code":3002060}'; Id = 'FollowingHidden' }
        @{ Provider = 'DumplingAI'; Status = 200; Body = '{"statusCode":10221}'; Id = 'AccountNotFound' }
        @{ Provider = 'SocialFetch'; Status = 200; Body = '{"data":{"lookupStatus":"hidden"},"meta":{"creditsCharged":1}}'; Id = 'FollowingHidden' }
        @{ Provider = 'UnifAPI'; Status = 400; Body = '{"error":{"type":"insufficient_credits"}}'; Id = 'CreditsExhausted' }
    ) {
        $run = Get-AnswerError $Status '' $Body $Provider
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeExactly "$Id,$cmdlet"
        [bool] $run.Terminating | Should -Be ($Id -in 'AuthenticationFailed', 'CreditsExhausted')
        $run.Requests | Should -Be 1
        Assert-Target $run.AnyError[0].TargetObject someone $Provider
    }

    It 'InvalidRequest is in the category InvalidArgument' {
        (Get-AnswerError 400 '' '{}' SociaVault).Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'UnifAPI: truncated_due_to_balance is CreditsExhausted after its accounts' {
        $body = '{"data":[{"id":"6900000000000000001","username":"a.one"},{"id":"6900000000000000002","username":"b.two"}],"pagination":{"has_more":true,"next_cursor":"c2"},' +
            '"billing":{"credits_charged":2,"records_charged":2,"balance_remaining":0,"truncated_due_to_balance":true}}'
        foreach ($with in @{ All = $true }, @{}) {
            $run = Get-AnswerError 200 '' $body UnifAPI $with
            $run.Output.Handle | Should -Be 'a.one', 'b.two'
            $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "CreditsExhausted,$cmdlet"
            $run.Terminating.TargetObject.AccountsReturned | Should -Be 2
            $run.Terminating.TargetObject.CreditsCharged | Should -Be 2
            $run.Requests | Should -Be 1
        }
    }

    It 'a Retry-After longer than anybody waits is RateLimited at once, and says when to come back' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $server.Answer(429, "Retry-After: 7200`r`n", '{}')
            $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -BaseUri $server.BaseUri -ApiKey (ConvertTo-Key $secret) }
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

    It 'ProviderTimeout after -TimeoutSec, in the category OperationTimeout; the next handle goes on' {
        $null = Start-TikTokFollowingSandbox -Fault Timeout -FaultEvery 2
        try {
            $run = Invoke-Captured { Get-TikTokFollowing one, two, three -Provider SociaVault -First 1 -TimeoutSec 1 @Impatient }
            $run.Output.FollowedBy | Should -Be 'one', 'three'
            $run.Errors.Count | Should -Be 1
            $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "ProviderTimeout,$cmdlet"
            $run.Errors[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
            $run.Errors[0].Exception.Message | Should -Match '-TimeoutSec'
            Assert-Target $run.Errors[0].TargetObject two SociaVault
        }
        finally { Reset-TestSession }
    }

    It 'nobody at the address is ProviderUnavailable' {
        $listener = New-Object System.Net.Sockets.TcpListener ([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -BaseUri "http://127.0.0.1:$port" -ApiKey (ConvertTo-Key $secret) @Impatient }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "ProviderUnavailable,$cmdlet"
        $run.Errors[0].Exception.Message | Should -Match '-BaseUri'
    }
}

Describe 'Errors: a provider that runs in circles (<_>)' -ForEach $providers {
    AfterEach {
        Reset-TestSession
    }

    It 'PagingStalled: what was read stays, and nothing more is bought' {
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

    It 'empty pages in mid-list that do not end are RateLimited, and it goes on from there' {
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

Describe 'Errors: handles that cannot be' {
    BeforeAll {
        $sandbox = Start-TikTokFollowingSandbox
    }

    AfterAll {
        Reset-TestSession
    }

    It 'InvalidHandle for <Name>, without a request' -ForEach @(
        @{ Name = 'an empty text'; Handle = '' }
        @{ Name = 'blanks'; Handle = '   ' }
        @{ Name = '$null'; Handle = $null }
        @{ Name = 'an @ alone'; Handle = '@' }
        @{ Name = 'a blank inside'; Handle = 'some one' }
        @{ Name = 'a slash'; Handle = 'some/one' }
        @{ Name = 'a question mark'; Handle = 'someone?x=1' }
        @{ Name = 'a line break'; Handle = "some`none" }
        @{ Name = 'an emoji'; Handle = "some$([char]::ConvertFromUtf32(0x1F600))one" }
        @{ Name = 'an invisible letter'; Handle = "some$([char]0x3164)one" }
        @{ Name = 'dots only'; Handle = '..' }
        @{ Name = '129 characters'; Handle = 'a' * 129 }
        @{ Name = 'an address elsewhere'; Handle = 'https://example.com/@someone' }
        @{ Name = 'an address that only looks like it'; Handle = 'https://tiktok.com.example.com/@someone' }
        @{ Name = 'a short link'; Handle = 'https://vm.tiktok.com/ZMabc/' }
        @{ Name = 'a page without a name'; Handle = 'https://www.tiktok.com/foryou' }
    ) {
        $before = $sandbox.Requests
        $run = Invoke-Captured { Get-TikTokFollowing $Handle -Provider SociaVault -First 1 }
        $run.Terminating | Should -BeNullOrEmpty
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "InvalidHandle,$cmdlet"
        $run.Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $null -eq $run.Errors[0].TargetObject | Should -BeFalse
        $sandbox.Requests | Should -Be $before
    }

    It 'InvalidHandle for <Kind> with a provider that takes handles only' -ForEach @(@{ Kind = 'Id' }, @{ Kind = 'SecUid' }) {
        $account = Get-TikTokFollowing someone -Provider ScrapeCreators -First 1 @Quiet
        $before = $sandbox.Requests
        $run = Invoke-Captured { Get-TikTokFollowing $account.$Kind -Provider SociaVault -First 1 }
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "InvalidHandle,$cmdlet"
        $run.Errors[0].Exception.Message | Should -Match 'UnifAPI'
        $sandbox.Requests | Should -Be $before
    }

    It 'the target names the provider that would have been asked, however it was chosen (<_>)' -ForEach 'parameter', 'environment' {
        if ($_ -eq 'environment') {
            $env:TIKTOKFOLLOWING_PROVIDER = 'sociavault'
            $run = Invoke-Captured { Get-TikTokFollowing 'some one' }
        }
        else { $run = Invoke-Captured { Get-TikTokFollowing 'some one' -Provider sociavault } }
        $env:TIKTOKFOLLOWING_PROVIDER = $null
        Assert-Target $run.Errors[0].TargetObject 'some one' SociaVault
    }
}

Describe 'Errors: parameter mistakes' {
    BeforeAll {
        $sandbox = Start-TikTokFollowingSandbox
    }

    AfterAll {
        Reset-TestSession
    }

    It '<Name>: an error that says <Says>, and no request' -ForEach @(
        foreach ($provider in 'SocialFetch', 'UnifAPI') { @{ Name = "-MinTime with $provider"; Says = '-Cursor'; With = @{ Provider = $provider; MinTime = 1700000000 } } }
        @{ Name = '-MinTime 0'; Says = '-MinTime'; With = @{ Provider = 'SociaVault'; MinTime = 0 } }
        @{ Name = '-MinTime and -Cursor'; Says = '-MinTime'; With = @{ Provider = 'SociaVault'; MinTime = 1700000000; Cursor = '1700000000' } }
        foreach ($provider in 'SociaVault', 'SocialFetch', 'ScrapeCreators') { @{ Name = "-PageSize with $provider"; Says = '-PageSize'; With = @{ Provider = $provider; PageSize = 20 } } }
        @{ Name = '-PageSize 51 with UnifAPI'; Says = '50'; With = @{ Provider = 'UnifAPI'; PageSize = 51 } }
        @{ Name = '-PageSize 0 with UnifAPI'; Says = '-PageSize'; With = @{ Provider = 'UnifAPI'; PageSize = 0 } }
        @{ Name = '-PageSize -1 with DumplingAI'; Says = '-PageSize'; With = @{ Provider = 'DumplingAI'; PageSize = -1 } }
        foreach ($provider in 'DumplingAI', 'UnifAPI') { @{ Name = "-Trim with $provider"; Says = '-Trim'; With = @{ Provider = $provider; Trim = $true } } }
        @{ Name = 'plain http to another machine'; Says = 'https'; With = @{ Provider = 'SociaVault'; BaseUri = 'http://gateway.example.com/' } }
        @{ Name = 'plain http to an address of the network'; Says = 'https'; With = @{ Provider = 'SociaVault'; BaseUri = 'http://10.0.0.1/' } }
        @{ Name = 'an address that only looks like this machine'; Says = 'https'; With = @{ Provider = 'SociaVault'; BaseUri = 'http://localhost.example.com/' } }
        @{ Name = 'an ftp address'; Says = 'https'; With = @{ Provider = 'SociaVault'; BaseUri = 'ftp://gateway.example.com/' } }
        @{ Name = 'half an address'; Says = 'https'; With = @{ Provider = 'SociaVault'; BaseUri = 'gateway' } }
        @{ Name = 'an address with a password'; Says = 'password'; With = @{ Provider = 'SociaVault'; BaseUri = 'https://me:hunter2@gateway.example.com/' } }
        @{ Name = 'an address with a query'; Says = '\?'; With = @{ Provider = 'SociaVault'; BaseUri = 'https://gateway.example.com/?a=b' } }
    ) {
        foreach ($command in 'Get-TikTokFollowing', 'Get-TikTokFollowingPage') {
            $run = Invoke-Captured { & $command one, two @With }
            $run.Output | Should -BeNullOrEmpty
            $run.AnyError.Count | Should -Be 1 -Because 'it holds for every handle'
            $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $run.AnyError[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
            $run.AnyError[0].Exception.Message | Should -Match $Says
            $run.AnyError[0].Exception.Message | Should -Not -Match 'hunter2'
        }
        $sandbox.Requests | Should -Be 0
    }

    It '<Name>: PowerShell refuses it, and no request is made' -ForEach @(
        @{ Name = '-TimeoutSec -1'; With = @{ TimeoutSec = -1 } }
        @{ Name = '-MaximumRetryCount -1'; With = @{ MaximumRetryCount = -1 } }
        @{ Name = '-RetryIntervalSec -1'; With = @{ RetryIntervalSec = -1 } }
        @{ Name = '-ApiKey as plain text'; With = @{ ApiKey = 'a plain text' } }
        @{ Name = '-MinTime as a word'; With = @{ MinTime = 'yesterday' } }
        @{ Name = '-First -1'; With = @{ First = -1 } }
    ) {
        { Get-TikTokFollowing someone -Provider SociaVault @With -ErrorAction Stop @Quiet } | Should -Throw
        $sandbox.Requests | Should -Be 0
    }

    It '<_> is this machine: plain http is allowed' -ForEach 'localhost', '127.0.0.1', '127.1.2.3', '[::1]' {
        # Nobody listens there; the error is that, and not the address.
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -BaseUri "http://$($_):9/" -ApiKey (ConvertTo-Key $secret) @Impatient }
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'ProviderUnavailable,*'
    }
}

Describe 'Errors: budget and journal' {
    AfterEach {
        Reset-TestSession
    }

    It 'BudgetReached ends the command before the page that could exceed it, and says where (<Provider>)' -ForEach @(
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

    It 'the budget is over all handles' {
        $sandbox = Start-TikTokFollowingSandbox
        $run = Invoke-Captured { 'one', 'two', 'three' | Get-TikTokFollowing -Provider SociaVault -First 5 -MaxCredits 2 @Impatient }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "BudgetReached,$cmdlet"
        $run.Output.Count | Should -Be 10
        $sandbox.Credits | Should -Be 2
    }

    It 'CheckpointUnusable ends the command; the file stays as it was, and nothing is bought' {
        $sandbox = Start-TikTokFollowingSandbox
        $folder = Join-Path $TestDrive 'journals'
        $null = Get-TikTokFollowing someone -Provider SociaVault -First 5 -CheckpointPath $folder @Quiet
        $journal = @(Get-ChildItem $folder -File)
        $journal.Count | Should -Be 1
        [System.IO.File]::WriteAllText($journal[0].FullName, 'notes of mine')
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -First 5 -CheckpointPath $folder @Impatient }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "CheckpointUnusable,$cmdlet"
        $run.Terminating.CategoryInfo.Category | Should -Be 'InvalidData'
        $run.Output | Should -BeNullOrEmpty
        [System.IO.File]::ReadAllText($journal[0].FullName) | Should -BeExactly 'notes of mine'
        $sandbox.Requests | Should -Be 1
        Assert-Target $run.Terminating.TargetObject someone SociaVault
    }
}

Describe 'Errors: the key is nowhere' {
    It 'not in any stream, error or exception, when <Provider> echoes it with <Status>' -ForEach @(
        foreach ($provider in 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI') {
            foreach ($status in 200, 400, 401, 429) { @{ Provider = $provider; Status = $status } }
        }
    ) {
        $escaped = [uri]::EscapeDataString($secret)
        $base64 = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($secret))
        $body = '{"error":{"message":"bad key ' + $secret + '"},"message":"Authorization: Bearer ' + $secret + '","status_msg":"' + $escaped + ' ' + $base64 + '"}'
        $run = Get-AnswerError $Status "X-Request-Id: $secret`r`nServer: $base64`r`nX-Other: $secret`r`n" $body $Provider @{ Verbose = $true; Debug = $true }
        $run.AnyError.Count | Should -Be 1
        $run.Verbose.Count | Should -BeGreaterThan 0
        $run.Debug.Count | Should -BeGreaterThan 0
        $text = @($run.All) + @($run.AnyError) | ForEach-Object {
            $_ | Out-String -Width 4096
            $_ | Format-List * -Force | Out-String -Width 4096
            if ($_ -is [System.Management.Automation.ErrorRecord]) { for ($e = $_.Exception; $e; $e = $e.InnerException) { "$e"; $e | Format-List * -Force | Out-String -Width 4096 } }
        } | Out-String -Width 4096
        foreach ($form in $secret, $escaped, $base64) { $text.Contains($form) | Should -BeFalse -Because 'the key is shown in no form' }
    }

    It 'not in the accounts either, when a record echoes it' {
        $record = (New-WireRecord) -replace 'Some One', "Some $secret One"
        $run = Get-AnswerError 200 '' (New-WirePage $record) ScrapeCreators @{ IncludeRaw = $true }
        $run.Output.Count | Should -Be 1
        ($run.Output | Format-List * -Force | Out-String -Width 4096).Contains($secret) | Should -BeFalse
    }

    It 'not in $Error' {
        $Error.Clear()
        $null = Get-AnswerError 401 '' "{`"error`":`"$secret`"}" SociaVault
        ($Error | ForEach-Object { $_ | Format-List * -Force | Out-String -Width 4096 } | Out-String -Width 4096).Contains($secret) | Should -BeFalse
    }
}

Describe 'Errors: messages' {
    BeforeAll {
        $null = Start-TikTokFollowingSandbox
    }

    AfterAll {
        Reset-TestSession
    }

    It '<Name> ends with what came, what it cost and how to go on' -ForEach @(
        @{ Name = 'a failure in mid-list'; Fault = 'ServerError'; Says = '40 accounts returned for 2 credits\. To resume: \$Error\[0\] \| Get-TikTokFollowing -All$' }
        @{ Name = 'no credits'; Fault = 'NoCredits'; Says = '40 accounts returned for 2 credits \(-OutVariable or -CheckpointPath keeps them where an assignment does not\)\. To resume: \$Error\[0\] \| Get-TikTokFollowing -All$' }
        @{ Name = 'an answer that may have been charged'; Fault = 'Html'; Says = '40 accounts returned for at most 3 credits\. To resume: ' }
    ) {
        $null = Start-TikTokFollowingSandbox -Fault $Fault -FaultEvery 3
        (Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -All @Impatient }).AnyError[0].Exception.Message | Should -Match $Says
        $null = Start-TikTokFollowingSandbox
    }

    It 'nothing came and nothing was charged: nothing is said of it' {
        $null = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 1
        $message = (Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -All @Impatient }).AnyError[0].Exception.Message
        $message | Should -Match 'Try again later\.$'
        $message | Should -Not -Match 'credit|TargetObject'
        $null = Start-TikTokFollowingSandbox
    }

    It 'a refusal that was charged says so; one that was not does not' {
        (Invoke-Captured { Get-TikTokFollowing hidden -Provider SociaVault @Quiet }).Errors[0].Exception.Message | Should -Match 'It cost 1 credit\.$'
        (Invoke-Captured { Get-TikTokFollowing hidden -Provider DumplingAI @Quiet }).Errors[0].Exception.Message | Should -Match 'It cost 10 credits\.$'
        (Invoke-Captured { Get-TikTokFollowing missing -Provider UnifAPI @Quiet }).Errors[0].Exception.Message | Should -Not -Match 'cost'
    }

    It 'a budget says what is left of it: -MaxCredits <Budget>' -ForEach @(
        @{ Budget = 20; Says = '^Stopped at -MaxCredits 20: the next page of @someone at DumplingAI could cost 10 credits\. 40 accounts returned for 20 credits' }
        @{ Budget = 15; Says = '^Stopped at -MaxCredits 15: 5 credits are left, and the next page of @someone at DumplingAI could cost 10 credits\. 20 accounts returned for 10 credits' }
        @{ Budget = 0; Says = '^Stopped at -MaxCredits 0: the next page of @someone at DumplingAI could cost 10 credits\.$' }
    ) {
        (Invoke-Captured { Get-TikTokFollowing someone -Provider DumplingAI -All -MaxCredits $Budget @Quiet }).Terminating.Exception.Message | Should -Match $Says
    }

    It 'a list that stalls counts once' {
        $null = Start-TikTokFollowingSandbox -Fault RepeatedCursor -FaultEvery 2
        $message = (Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -All @Impatient }).Errors[0].Exception.Message
        $message | Should -Match '40 of about 90 accounts were returned\. .*They cost 2 credits\.$'
        $null = Start-TikTokFollowingSandbox
    }

    It 'a warning of a fallback tells the failure and not what to do without one' {
        $null = Start-TikTokFollowingSandbox -Fault ServerError -FaultPage 2
        $warnings = (Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -All -FallbackProvider UnifAPI -MaximumRetryCount 0 }).Warnings
        $takesOver = @($warnings -match 'takes over')
        $takesOver.Count | Should -Be 1
        $takesOver[0] | Should -Match '@someone.* UnifAPI takes over from the start of the list, .*\(20 accounts\) is paid for again'
        $takesOver[0] | Should -Not -Match 'Try again|TargetObject'
        $null = Start-TikTokFollowingSandbox
    }

    It 'an object without a handle is told by what it has: <Name>' -ForEach @(
        @{ Name = 'a row'; Thing = [pscustomobject] @{ Name = 'x'; Fans = 2 }; Says = 'no property Handle.* PSCustomObject with Name, Fans\.' }
        @{ Name = 'a table'; Thing = @{ Name = 'x' }; Says = 'no property Handle.* Hashtable with Name\.' }
        @{ Name = 'something else'; Thing = [guid]::Empty; Says = 'no property Handle.* Guid\.' }
        @{ Name = 'a wide row'; Thing = [pscustomobject] @{ A = 1; B = 2; C = 3; D = 4; E = 5; F = 6 }; Says = 'PSCustomObject with A, B, C, D, E and 1 more\.' }
    ) {
        $run = Invoke-Captured { $Thing, 'someone' | Get-TikTokFollowing -Provider SociaVault -First 1 }
        $run.Output.FollowedBy | Should -Be 'someone'
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "InvalidHandle,$cmdlet"
        $run.Errors[0].Exception.Message | Should -Match $Says
    }

    It 'a row with a provider that there is not is told, and the other rows are read' {
        $rows = [pscustomobject] @{ Handle = 'one'; Provider = 'Nobody' }, [pscustomobject] @{ Handle = 'two'; Provider = 'SociaVault' }
        $run = Invoke-Captured { $rows | Get-TikTokFollowing -First 1 }
        $run.Terminating | Should -BeNullOrEmpty
        $run.Output.FollowedBy | Should -Be 'two'
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeExactly "InvalidRequest,$cmdlet"
        $run.Errors[0].TargetObject.Handle | Should -Be 'one'
        $run.Errors[0].Exception.Message | Should -Match "'Nobody'"
    }

    It 'a row whose provider does not know a parameter is told, and the other rows are read' {
        $rows = [pscustomobject] @{ Handle = 'one'; Provider = 'SociaVault' }, [pscustomobject] @{ Handle = 'two'; Provider = 'UnifAPI' }
        $run = Invoke-Captured { $rows | Get-TikTokFollowing -First 1 -PageSize 5 }
        $run.Output.FollowedBy | Should -Be 'two'
        $run.Errors.FullyQualifiedErrorId | Should -BeExactly "InvalidRequest,$cmdlet"
    }

    It 'what was typed wrong ends the command all the same: <_>' -ForEach '-Provider Nobody', '-Provider UnifAPI -Trim', '-FallbackProvider Nobody' {
        $run = Invoke-Captured ([scriptblock]::Create("[pscustomobject] @{ Handle = 'one'; Provider = 'SociaVault' }, [pscustomobject] @{ Handle = 'two'; Provider = 'SociaVault' } | Get-TikTokFollowing -First 1 $_"))
        $run.Output | Should -BeNullOrEmpty
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "InvalidRequest,$cmdlet"
        $run.AnyError.Count | Should -Be 1
    }

    It 'two providers in -Provider: says where the second goes' {
        (Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault, UnifAPI }).Terminating.Exception.Message | Should -Match '-FallbackProvider'
        (Invoke-Captured { Get-TikTokFollowing someone -Provider @('SociaVault') -First 1 }).Output.FollowedBy | Should -Be 'someone'
    }

    It 'a file in place of the folder of -CheckpointPath is a mistake of the parameter' {
        $file = Join-Path $TestDrive 'not-a-folder'
        Set-Content -LiteralPath $file -Value 'x'
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -CheckpointPath $file }
        $run.Terminating.FullyQualifiedErrorId | Should -BeExactly "InvalidRequest,$cmdlet"
        $run.Terminating.Exception.Message | Should -Match 'is a file'
    }

    It 'a page by -Cursor tells the next cursor to who listens, and warns nobody' {
        $first = Get-TikTokFollowingPage someone -Provider SociaVault @Quiet
        $second = $first | Get-TikTokFollowingPage @Quiet
        $run = Invoke-Captured { Get-TikTokFollowing someone -Provider SociaVault -Cursor $first.NextCursor -Verbose }
        @($run.Verbose -match "-Cursor $($second.NextCursor) fetches the next page").Count | Should -Be 1
        @($run.Warnings -notmatch 'sandbox') | Should -BeNullOrEmpty
    }

    It 'has no doubled punctuation and no jargon: <_>' -ForEach @(
        'someone -Cursor 5 -MinTime 5', 'someone -PageSize 5', 'someone -BaseUri ftp://x', 'x/y', "''", 'https://example.com/@x', '7000000000000000000', 'someone -Since 2999-01-01', 'hidden', 'private', 'missing',
        'someone -MaxCredits 0', 'someone -MinTime -5', 'someone -FallbackProvider SociaVault'
    ) {
        $run = Invoke-Captured ([scriptblock]::Create("Get-TikTokFollowing $_ -Provider SociaVault -WarningAction SilentlyContinue"))
        $run.AnyError.Count | Should -Be 1
        $message = $run.AnyError[0].Exception.Message
        $message | Should -Match '[.?]$'
        $message | Should -Not -Match '\.\.|,,|;;| \.|System\.|Exception|\n'
        $message.Length | Should -BeLessThan 260
    }
}

Describe 'Errors: what is piped in, and what is given' {
    BeforeEach {
        Reset-TestSession
        $env:TIKTOKFOLLOWING_PROVIDER = 'SociaVault'
        $sandbox = Start-TikTokFollowingSandbox
    }

    AfterAll {
        Reset-TestSession
    }

    # Its list would be read from the start, and paid for again; a loop over pages would never end.
    It 'a page is no argument in place of a handle: <Name>' -ForEach @(
        @{ Name = 'the next page'; Script = { Get-TikTokFollowingPage $page } }
        @{ Name = 'the rest'; Script = { Get-TikTokFollowing $page -All } }
        @{ Name = 'the target of an error'; Script = { Get-TikTokFollowing $target -All } }
        @{ Name = 'by name'; Script = { Get-TikTokFollowing -Handle $page, $page -All } }
    ) {
        $page = Get-TikTokFollowingPage someone @Quiet
        $target = (Invoke-Captured { Get-TikTokFollowing someone -All -MaxCredits 1 }).Terminating.TargetObject
        $credits = $sandbox.Credits
        $run = Invoke-Captured $Script
        $run.Output | Should -BeNullOrEmpty
        foreach ($record in $run.AnyError) {
            $record.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $record.Exception.Message | Should -Match '\$page \| Get-TikTokFollowing'
        }
        $run.AnyError.Count | Should -BeGreaterThan 0
        $sandbox.Credits | Should -Be $credits
    }

    It 'an error stands for its target: <Name>' -ForEach @(
        @{ Name = 'the record'; Piped = { $run.Terminating } }
        @{ Name = 'what -ErrorVariable holds'; Piped = { $found } }
        @{ Name = 'its target'; Piped = { $run.Terminating.TargetObject } }
        @{ Name = 'its target from a CSV'; Piped = { $run.Terminating.TargetObject | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv } }
        @{ Name = 'its target from JSON'; Piped = { $run.Terminating.TargetObject | ConvertTo-Json | ConvertFrom-Json } }
    ) {
        $found = $null
        $run = Invoke-Captured { Get-TikTokFollowing someone -All -MaxCredits 2 -ErrorVariable +script:found }
        $found = $script:found
        $rest = @(& $Piped | Get-TikTokFollowing -All @Quiet)
        $rest.Count | Should -Be 50
        $all = @($run.Output) + $rest
        @($all.Id | Sort-Object -Unique).Count | Should -Be 90
        $script:found = $null
    }

    It 'a target keeps its last ids through an error before anything was asked' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -All -MaxCredits 2 }
        $null = Stop-TikTokFollowingSandbox
        $second = Invoke-Captured { $run.Terminating.TargetObject | Get-TikTokFollowing -All }
        $second.Terminating.FullyQualifiedErrorId | Should -BeLike 'MissingApiKey,*'
        $second.Terminating.TargetObject.LastIds | Should -BeExactly $run.Terminating.TargetObject.LastIds
        @($run.Terminating.TargetObject.LastIds -split ' ').Count | Should -BeGreaterOrEqual 20 # with the account on the border
    }

    It 'a row without a provider does not end the command' {
        $env:TIKTOKFOLLOWING_PROVIDER = $null
        $rows = "Handle,Provider`na,SociaVault`nb,`nc,UnifAPI" | ConvertFrom-Csv
        $run = Invoke-Captured { $rows | Get-TikTokFollowing -First 1 }
        @($run.Output.FollowedBy) | Should -Be 'a', 'c'
        $run.Terminating | Should -BeNullOrEmpty
        $run.Errors.Count | Should -Be 1
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].TargetObject.Handle | Should -Be 'b'
    }

    # Asking again would only make it longer.
    It 'who says to come back much later is not asked for the next handle: <_>' -ForEach 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI' {
        $sandbox = Start-TikTokFollowingSandbox -Fault RateLimitLong -FaultEvery 1
        $provider = $_
        $run = Invoke-Captured { 1..8 | ForEach-Object { "user$_" } | Get-TikTokFollowing -Provider $provider -All }
        @($run.Errors.FullyQualifiedErrorId -replace ',.*' | Sort-Object -Unique) | Should -Be 'RateLimited'
        $run.Errors.Count | Should -Be 8
        $sandbox.Requests | Should -Be 1
    }

    It 'an answer that breaks off each time may have been charged each time' {
        $null = Start-TikTokFollowingSandbox -Fault CutWithoutLength -FaultEvery 1
        $run = Invoke-Captured { Get-TikTokFollowing someone @Impatient }
        $run.Errors[0].Exception.Message | Should -Match 'may have been charged'
    }

    It 'a cursor below 1 is no time: <_>' -ForEach '-5', '0' {
        $run = Invoke-Captured { Get-TikTokFollowing someone -Cursor $_ }
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $sandbox.Requests | Should -Be 0
    }
}
