# Tab completes the known values of each parameter, and no others. It opens no vault and sends no request.

BeforeDiscovery {
    $providers = 'DumplingAI', 'ScrapeCreators', 'SocialFetch', 'SociaVault', 'UnifAPI'
    $lists = 'Get-TikTokFollowing', 'Get-TikTokFollowingPage'
    $withBaseUri = $lists + 'Get-TikTokFollowingBalance', 'Test-TikTokFollowingCredential'
    $vaulted = 'Set-TikTokFollowingCredential', 'Remove-TikTokFollowingCredential'
    $named = 'Get-TikTokFollowingProvider', 'Get-TikTokFollowingCredential', 'Get-TikTokFollowingBalance',
        'Test-TikTokFollowingCredential'
    $cases = @(
        foreach ($command in $lists + $named + $vaulted) { @{ Line = "$command -Provider "; Offers = $providers } }
        foreach ($command in $named + $vaulted) { @{ Line = "$command "; Offers = $providers } }
        foreach ($command in $lists) {
            @{ Line = "$command x -FallbackProvider "; Offers = $providers }
            @{ Line = "$command x -FallbackProvider UnifAPI, So"; Offers = 'SocialFetch', 'SociaVault' }
            @{ Line = "$command x -Provider sociavault -FallbackProvider "
                Offers = $providers | Where-Object { $_ -ne 'SociaVault' } }
            @{ Line = "$command "; Offers = 'empty', 'hidden', 'missing', 'private', 'someone' }
            @{ Line = "$command -Handle mi"; Offers = 'missing' }
        }
        @{ Line = 'Get-TikTokFollowing x -Provider so'; Offers = 'SocialFetch', 'SociaVault' }
        @{ Line = "Get-TikTokFollowing x -Provider 'un"; Offers = 'UnifAPI' }
        foreach ($command in $vaulted) { @{ Line = "$command SociaVault -Scope "; Offers = 'Session', 'Vault' } }
        @{ Line = 'Start-TikTokFollowingSandbox -Fault Rate'
            Offers = 'RateLimit', 'RateLimitHeaders', 'RateLimitLong' }
        @{ Line = 'Start-TikTokFollowingSandbox -Fault ServerError, Time'; Offers = 'Timeout' }
    )
    $addresses = foreach ($command in $withBaseUri) { @{ Command = $command } }
    $files = 'Get-TikTokFollowing x -CheckpointPath ', 'Compare-TikTokFollowing -ReferenceObject ',
        'Compare-TikTokFollowing $a -DifferenceObject '
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $sandbox = Start-TikTokFollowingSandbox

    function Get-Completion([string] $Line) {
        @((TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches)
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Completion' {
    It '<Line>' -ForEach $cases {
        (Get-Completion $Line).ListItemText | Sort-Object | Should -Be ($Offers | Sort-Object)
    }

    It '<Command> -BaseUri offers the running sandbox' -ForEach $addresses {
        (Get-Completion "$Command -BaseUri ").CompletionText | Should -Be "$($sandbox.BaseUri)"
    }

    It 'offers files: <_>' -ForEach $files {
        Set-Content -LiteralPath (Join-Path $TestDrive 'a-list.jsonl') -Value ''
        Push-Location $TestDrive
        try { (Get-Completion "$_./a-l").ListItemText | Should -Contain 'a-list.jsonl' }
        finally { Pop-Location }
    }

    It 'completes every enumeration parameter of every cmdlet' {
        $checked = 0
        foreach ($command in Get-Command -Module TikTokFollowing) {
            foreach ($parameter in $command.Parameters.Values) {
                $type = $parameter.ParameterType
                if ($type.IsArray) { $type = $type.GetElementType() }
                if ($null -ne [Nullable]::GetUnderlyingType($type)) { $type = [Nullable]::GetUnderlyingType($type) }
                if (-not $type.IsEnum -or $type.Namespace -notlike 'TikTokFollowing*') { continue }
                (Get-Completion "$($command.Name) -$($parameter.Name) ").ListItemText | Sort-Object |
                    Should -Be ([Enum]::GetNames($type) | Sort-Object)
                $checked++
            }
        }
        $checked | Should -BeGreaterThan 2
    }

    It 'shows the cost, the page size and the key source of a provider in a tooltip' {
        $env:UNIFAPI_API_KEY = 'a-key-of-the-environment'
        $tips = @{}
        foreach ($match in Get-Completion 'Get-TikTokFollowing x -Provider ') {
            $tips[$match.CompletionText] = $match.ToolTip
        }
        $tips['UnifAPI'] |
            Should -Be '1 credit an account, at least 1 a page; page size 1 to 50; key found (environment)'
        $tips['SociaVault'] | Should -Be '1 credit a page; page size fixed; no key found'
        $tips['DumplingAI'] | Should -Be '10 credits a page (older documents: 1); page size to choose; no key found'
    }

    It 'sends no request' {
        $sandbox.Requests | Should -Be 0
    }

    It 'offers no address and no handle without a sandbox' {
        $null = Stop-TikTokFollowingSandbox
        (Get-Completion 'Get-TikTokFollowing mi').ListItemText | Should -Not -Contain 'missing'
        (Get-Completion 'Get-TikTokFollowing x -BaseUri http').ListItemText | Should -Not -Match '^http'
    }
}
