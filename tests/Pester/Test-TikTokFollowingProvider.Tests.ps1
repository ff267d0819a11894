BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/DefinitionShared.ps1"
    $environment = Clear-TestEnvironment

    function Save-Response([string] $Body) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).json"
        [System.IO.File]::WriteAllText($file, $Body)
        $file
    }
}

AfterAll {
    Reset-Definition
    Restore-TestEnvironment $environment
}

Describe 'Test-TikTokFollowingProvider' {
    BeforeEach {
        $server = New-Object TikTokFollowingTests.RecordingServer
        $file = Save-Definition $server.BaseUri
        $two = (New-WireRecord), (New-WireRecord '6900000000000000002' 'some.two')
    }

    AfterEach {
        $server.Requests | Should -BeNullOrEmpty -Because 'a test sends no request'
        $server.Dispose()
        Reset-Definition
    }

    It 'describes a definition that can be used, without registering it' {
        $test = Test-TikTokFollowingProvider $file
        $test | Should -BeOfType ([TikTokFollowing.ProviderDefinitionTest])
        $test.Name | Should -BeExactly 'Acme'
        $test.Path | Should -BeExactly $file
        $test.IsValid | Should -BeTrue
        $test.Page, $test.ErrorId, $test.Message | Should -Be $null, $null, $null
        @($test.UnmatchedField).Count | Should -Be 0
        "$test" | Should -BeExactly 'Acme'
        @(Get-TikTokFollowingProvider).Count | Should -Be 5
    }

    It 'describes a definition that cannot be used' {
        $broken = Join-Path $TestDrive 'broken.json'
        Set-Content -LiteralPath $broken -Value '{ "version": 1 }'
        $run = Invoke-Captured { Test-TikTokFollowingProvider $broken }
        $run.AnyError | Should -BeNullOrEmpty
        $run.Output[0].IsValid | Should -BeFalse
        $run.Output[0].Name | Should -Be $null
        $run.Output[0].ErrorId | Should -Be 'InvalidDefinition'
        $run.Output[0].Message | Should -Match 'broken\.json'
        "$($run.Output[0])" | Should -BeExactly $broken
    }

    It 'accepts files from the pipeline' {
        $folder = New-DefinitionFolder Acme, Beta
        (Get-ChildItem -LiteralPath $folder | Test-TikTokFollowingProvider).Name | Should -Be 'Acme', 'Beta'
        ((Get-ChildItem -LiteralPath $folder).FullName | Test-TikTokFollowingProvider).Name | Should -Be 'Acme', 'Beta'
    }

    It 'reports a missing file, and tests the others' {
        $run = Invoke-Captured {
            [pscustomobject] @{ LiteralPath = 'missing.json' }, [pscustomobject] @{ LiteralPath = $file } |
                Test-TikTokFollowingProvider
        }
        $run.Output.Name | Should -Be 'Acme'
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
        $run.Errors[0].Exception.Message | Should -Be "-Path 'missing.json' does not exist. Wildcards are not expanded."
    }

    It 'reads a page: accounts, cursor, total and cost' {
        $response = Save-Response (New-WirePage $two 'true' '1699999000' 15)
        $test = Test-TikTokFollowingProvider $file -ResponsePath $response
        $test.IsValid | Should -BeTrue
        $test.Page | Should -BeOfType ([TikTokFollowing.FollowingPage])
        $test.Page.Accounts.Handle | Should -Be 'some.one', 'some.two'
        $test.Page.Accounts[0].FollowerCount | Should -Be 1234567
        $test.Page.NextCursor | Should -Be '1699999000'
        $test.Page.HasMore | Should -BeTrue
        $test.Page.Total | Should -Be 15
        $test.Page.CreditsCharged | Should -Be 2
        $test.ErrorId | Should -Be $null
        ($test | Out-String) | Should -Match 'accounts: 2, credits: 2, next cursor 1699999000'
    }

    It 'names the fields that match nothing' {
        $response = Save-Response '{"followings":[{"uid":"1","name":"some.one"}],"more":false}'
        $test = Test-TikTokFollowingProvider $file $response
        $test.UnmatchedField |
            Should -Be @(
                'page.hasMore', 'page.total', 'page.next', 'record.handle', 'record.displayName',
                'record.followerCount')
        ($test | Out-String -Width 200) | Should -Match 'UnmatchedField : page\.hasMore, page\.total'
    }

    It 'reports a page with more accounts but no cursor as invalid' {
        $response = Save-Response '{"followings":[{"uid":"1","unique_id":"some.one"}],"has_more":true}'
        $test = Test-TikTokFollowingProvider $file $response
        $test.IsValid | Should -BeFalse
        $test.ErrorId | Should -Be 'UnexpectedResponse'
        $test.Message | Should -Be 'Acme reported more accounts but returned no cursor.'
        $test.UnmatchedField | Should -Contain 'page.next'
    }

    It 'reads an error of the provider: <Id>' -ForEach @(
        @{ Status = 401; Id = 'AuthenticationFailed' }
        @{ Status = 402; Id = 'CreditsExhausted' }
        @{ Status = 429; Id = 'RateLimited' }
    ) {
        $response = Save-Response '{"message":"the words of the provider"}'
        $test = Test-TikTokFollowingProvider $file -ResponsePath $response -StatusCode $Status
        $test.IsValid | Should -BeTrue -Because 'the definition reads it as an error'
        $test.Page | Should -Be $null
        $test.ErrorId | Should -Be $Id
        $test.Message | Should -Not -BeNullOrEmpty
    }

    It 'reports a response that is not JSON as invalid' {
        $test = Test-TikTokFollowingProvider $file (Save-Response '<html>')
        $test.IsValid | Should -BeFalse
        $test.ErrorId | Should -Be 'UnexpectedResponse'
    }

    It '-Header specifies the headers of the response' {
        $withHeader = (New-Definition $server.BaseUri) -replace '"total": \["total"\]',
            '"total": ["total"], "creditsRemaining": [{ "header": "X-Credits-Left" }]'
        $definition = Save-Response $withHeader
        $response = Save-Response (New-WirePage $two)
        $test = Test-TikTokFollowingProvider $definition $response -Header @{ 'X-Credits-Left' = 41 }
        $test.Page.CreditsRemaining | Should -Be 41
    }

    It '-Quiet returns only true or false' {
        Test-TikTokFollowingProvider $file -Quiet | Should -BeExactly $true
        Test-TikTokFollowingProvider (Save-Response '{') -Quiet | Should -BeExactly $false
        Test-TikTokFollowingProvider $file (Save-Response (New-WirePage $two)) -Quiet | Should -BeExactly $true
        $run = Invoke-Captured { Test-TikTokFollowingProvider $file (Save-Response '[]') -Quiet -Verbose }
        $run.Output | Should -BeExactly $false
        $run.Verbose.Count | Should -BeGreaterThan 0
    }

    It '-StatusCode and -Header require -ResponsePath' {
        (Get-Command Test-TikTokFollowingProvider).Parameters['StatusCode'].ParameterSets.Keys | Should -Be 'Response'
        (Get-Command Test-TikTokFollowingProvider).Parameters['Header'].ParameterSets.Keys | Should -Be 'Response'
    }

    It 'keeps its values through Export-Clixml, and shows no control characters' {
        $hostile = Save-Response ((New-WirePage (New-WireRecord)) -replace 'Some One', "x$([char] 0x202e)y")
        $test = Test-TikTokFollowingProvider $file $hostile
        $text = $test | Out-String -Width 200
        $text | Should -Not -Match "$([char] 0x202e)"
        $test | Export-Clixml -LiteralPath (Join-Path $TestDrive 't.xml')
        $back = Import-Clixml -LiteralPath (Join-Path $TestDrive 't.xml')
        $back.Page.Accounts[0].Handle | Should -Be 'some.one'
        ($back | Format-Wide | Out-String).Trim() | Should -Be 'Acme: valid'
        ($back | Format-Table | Out-String -Width 120) | Should -Match '(?m)^Acme +True +1 '
    }
}
