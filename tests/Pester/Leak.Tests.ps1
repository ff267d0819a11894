# Runs every cmdlet through every failure with all streams, and searches all of its output for the key.

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Vaults.ps1"
    . "$PSScriptRoot/KeySearch.ps1"
    $environment = Clear-TestEnvironment

    # No word contains eight of its characters, and all of its encodings differ from it.
    $leakKey = 'qZ7/xW+93vK_hJ~Yg2"B5mT-8n&DkR4='
    $secureKey = ConvertTo-Key $leakKey
    # Not in TestDrive, which Pester empties after each Describe: the last one searches all files.
    $produced = Join-Path ([System.IO.Path]::GetTempPath()) "leak-$([guid]::NewGuid().ToString('n'))"
    $null = New-Item $produced -ItemType Directory
    $script:calls = 0
    $script:number = 0

    $search = New-Object TikTokFollowingTests.KeySearch $leakKey

    # Runs one call, searches its output for the key, and writes the output to a file.
    function Invoke-Searched([string] $Name, [scriptblock] $Call) {
        $script:calls++
        $Error.Clear()
        $run = Invoke-Captured { $ProgressPreference = 'Continue'; & $Call }
        $text = @("=== $Name"; Get-Everything $run.All; Get-Everything $run.Terminating; Get-Everything @($Error)) |
            Out-String -Width 4096
        $found = $search.Find($text)
        if ($found) { throw "$Name shows the key: $found" }
        [System.IO.File]::WriteAllText((Join-Path $produced ('{0:0000}.txt' -f ++$script:number)), $text)
        $run
    }

    $commands = @(
        @{ Name = 'Get-TikTokFollowing'
            Script = {
                $journal = Join-Path $produced "j$script:calls"
                Get-TikTokFollowing someone -All -IncludeRaw -CheckpointPath $journal @target @fast -Verbose -Debug
            } }
        @{ Name = 'Get-TikTokFollowingPage'
            Script = { Get-TikTokFollowingPage someone -IncludeRaw @target @fast -Verbose -Debug } }
        @{ Name = 'Get-TikTokFollowingBalance'; Script = { Get-TikTokFollowingBalance @target @fast -Verbose -Debug } }
        @{ Name = 'Test-TikTokFollowingCredential'
            Script = { Test-TikTokFollowingCredential @target @fast -Force -Verbose -Debug } }
    )
    $fast = @{ MaximumRetryCount = 1; RetryIntervalSec = 0; TimeoutSec = 1 }
}

AfterAll {
    Remove-Item -LiteralPath $produced -Recurse -Force
    Restore-TestEnvironment $environment
}

Describe 'Leak: the search for the key' {
    It 'finds the key <Kind>' -ForEach @(
        @{ Kind = 'as plain text'; Make = { $args[0] } }
        @{ Kind = 'in upper case'; Make = { $args[0].ToUpperInvariant() } }
        @{ Kind = 'in an address'; Make = { 'https://x/?key=' + [uri]::EscapeDataString($args[0]) } }
        @{ Kind = 'in base64'; Make = { [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes($args[0])) } }
        @{ Kind = 'in base64 of a header'
            Make = { [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes('Bearer ' + $args[0])) } }
        @{ Kind = 'in base64 of a longer text'
            Make = { [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes('{"k":"' + $args[0] + '"}')) } }
        @{ Kind = 'in hexadecimal digits'
            Make = {
                $bytes = [Text.Encoding]::ASCII.GetBytes($args[0])
                ([BitConverter]::ToString($bytes) -replace '-').ToLowerInvariant()
            } }
        @{ Kind = 'in JSON'; Make = { ConvertTo-Json $args[0] } }
        @{ Kind = 'in XML'; Make = { [System.Security.SecurityElement]::Escape($args[0]) } }
        @{ Kind = 'as a fragment of eight characters'; Make = { $args[0].Substring(11, 8) } }
        @{ Kind = 'as its last eight characters'; Make = { $args[0].Substring($args[0].Length - 8) } }
    ) {
        $search.Find('before ' + (& $Make $leakKey) + ' after') | Should -Not -BeNullOrEmpty
    }

    It 'finds the key in every escaping' {
        foreach ($style in $escapings.Keys) {
            $search.Find('before ' + (& $escapings[$style] $leakKey) + ' after') |
                Should -Not -BeNullOrEmpty -Because $style
        }
        $search.Find('before ' + (& $escapings.Lower $leakKey.Substring($leakKey.Length - 4)) + ' after') |
            Should -Be $null
    }

    It 'does not find its last four characters, or other text' {
        $search.Find('before ' + $leakKey.Substring($leakKey.Length - 4) + ' after') | Should -Be $null
        $search.Find((Get-Command Get-TikTokFollowing | Format-List * | Out-String)) | Should -Be $null
    }

    It 'finds a key that is planted in <Where>' -ForEach @(
        @{ Where = 'an output'; Script = { [pscustomobject] @{ Note = $leakKey } } }
        @{ Where = 'a verbose line'; Script = { $VerbosePreference = 'Continue'; Write-Verbose "sent $leakKey" } }
        @{ Where = 'a debug line'; Script = { $DebugPreference = 'Continue'; Write-Debug $leakKey } }
        @{ Where = 'a warning'; Script = { Write-Warning $leakKey } }
        @{ Where = 'an error'; Script = { Write-Error $leakKey } }
        @{ Where = 'the data of an exception inside an error'
            Script = { $inner = New-Object Exception 'inner'; $inner.Data['sent'] = $leakKey
                throw (New-Object Exception 'outer', $inner) } }
        @{ Where = 'an error that was caught'; Script = { try { throw $leakKey } catch { 'caught' } } }
    ) {
        { Invoke-Searched 'planted' $Script } | Should -Throw '*shows the key*'
    }
}

Describe 'Leak: the sandbox' {
    AfterEach { Reset-TestSession }

    # The sandbox receives the key only as an explicit -BaseUri.
    It 'shows no key with the fault <_>' -ForEach 'None', 'RateLimit', 'ServerError', 'Timeout', 'Truncated', 'Html',
        'EmptyPage', 'RepeatedCursor', 'Redirect', 'ConnectionReset', 'Unauthorized', 'NoCredits', 'BadGateway',
        'ServiceUnavailable', 'RateLimitLong', 'NotJson', 'CutWithoutLength', 'TooLarge', 'TooDeep',
        'BalanceTruncated', 'ChargedError' {
        $fault = $_
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount 12 -PageSize 5 -Fault $fault -FaultEvery 1
        foreach ($provider in $AllProviders) {
            # Each time-out takes a second.
            if ($fault -in 'Timeout', 'TooLarge' -and $provider -ne 'SociaVault') { continue }
            $target = @{ Provider = $provider; ApiKey = $secureKey; BaseUri = $sandbox.BaseUri }
            foreach ($command in $commands) {
                $run = Invoke-Searched "$($command.Name) $provider $fault" $command.Script
                if ($fault -eq 'None' -and -not ($provider -eq 'UnifAPI' -and $command.Name -like '*Balance')) {
                    $run.Output.Count | Should -BeGreaterThan 0
                }
            }
        }
        $sandbox.Requests | Should -BeGreaterThan 0
        $null = Invoke-Searched 'the counters' { $sandbox; $sandbox.RequestsByProvider; $sandbox.CreditsByProvider
            $sandbox.FaultCounts; Stop-TikTokFollowingSandbox }
    }

    It 'shows no key for the handle <_>' -ForEach 'hidden', 'private', 'missing', 'empty', 'no good/../handle' {
        $sandbox = Start-TikTokFollowingSandbox
        foreach ($provider in $AllProviders) {
            $target = @{ Provider = $provider; ApiKey = $secureKey; BaseUri = $sandbox.BaseUri }
            $handle = $_
            $null = Invoke-Searched "$provider $handle" { Get-TikTokFollowing $handle @target @fast -Verbose -Debug }
        }
    }
}

Describe 'Leak: a provider that echoes the request' {
    It 'shows no key: <Status>, <Provider>' -ForEach @(foreach ($provider in 'DumplingAI', 'ScrapeCreators',
        'SociaVault', 'SocialFetch', 'UnifAPI') {
            foreach ($status in 200, 302, 400, 401, 402, 403, 404, 418, 422, 429, 500, 503) {
                @{ Provider = $provider; Status = $status }
            }
        }) {
        $bytes = [Text.Encoding]::ASCII.GetBytes($leakKey)
        $echo = @{ plain = $leakKey; url = [uri]::EscapeDataString($leakKey)
            base64 = [Convert]::ToBase64String($bytes)
            header = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes("Bearer $leakKey"))
            hex = [BitConverter]::ToString($bytes) -replace '-' } | ConvertTo-Json -Compress
        $words = ConvertTo-Json "key $leakKey is not known"
        $body = @"
{"error":{"code":"x","message":$words},"message":$words,"echo":$echo,
"followings":[{"uid":"1","unique_id":"some.one","signature":$words,"echo":$echo}],
"followingList":[{"user":{"id":"1","uniqueId":"some.one","signature":$words}}],
"data":{"followings":{"0":{"uid":"1","unique_id":"a","signature":$words}},"accounts":[{"handle":"a","bio":$words}]}}
"@
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            $location = "http://127.0.0.1:9/$([uri]::EscapeDataString($leakKey))"
            $headers = "X-Request-Id: $leakKey", "Server: $leakKey", "Location: $location", 'Retry-After: 0' |
                ForEach-Object { "$_`r`n" }
            $server.Respond($Status, -join $headers, $body)
            $target = @{ Provider = $Provider; ApiKey = $secureKey; BaseUri = $server.BaseUri }
            foreach ($command in $commands) {
                $null = Invoke-Searched "$($command.Name) $Provider $Status echo" $command.Script
            }
            "$($server.Requests)".Contains($leakKey) | Should -BeTrue -Because 'otherwise the response has no key'
            foreach ($request in $server.Requests) {
                $search.Find(($request -split "`r`n")[0]) | Should -Be $null -Because 'no address holds the key'
            }
        }
        finally { $server.Dispose() }
    }

    It 'shows no key that a JSON library escaped: <Status>, <Provider>' -ForEach @(foreach ($provider in 'DumplingAI',
        'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI') {
            foreach ($status in 200, 400, 401, 500) { @{ Provider = $provider; Status = $status } }
        }) {
        $texts = @(foreach ($style in $escapings.Keys) {
            '"' + $style + ' ' + (& $escapings[$style] $leakKey) + ' end"'
        })
        $records = @(for ($i = 0; $i -lt $texts.Count; $i++) {
                $t = $texts[$i]
                $ids = 'uid', 'id' | ForEach-Object { "`"$_`":`"$(100 + $i)`"" }
                $handles = 'unique_id', 'uniqueId', 'handle', 'username' | ForEach-Object { "`"$_`":`"a$i`"" }
                $names = 'nickname', 'display_name', 'displayName', 'signature', 'bio' |
                    ForEach-Object { "`"$_`":$t" }
                '{' + (($ids + $handles + $names) -join ',') + ',"extra":{' + $t + ':' + $t + '}}'
            })
        $numbered = @(for ($i = 0; $i -lt $records.Count; $i++) { '"' + $i + '":' + $records[$i] }) -join ','
        $list = $records -join ','
        $error0 = $texts[3]
        $body = switch ($Provider) {
            'SociaVault' {
                '{"success":true,"message":' + $error0 + ',"error":' + $error0 +
                ',"data":{"followings":{' + $numbered + '},"has_more":false,"total":12}}'
            }
            'SocialFetch' {
                '{"error":{"code":"x","message":' + $error0 + '},"data":{"accounts":[' + $list +
                '],"lookupStatus":"found","page":{"hasMore":false}},"meta":{"creditsCharged":1}}'
            }
            'UnifAPI' {
                '{"error":{"type":"x","message":' + $error0 + '},"data":[' + $list +
                '],"pagination":{"has_more":false},"billing":{"credits_charged":12}}'
            }
            'DumplingAI' {
                '{"error":' + $error0 + ',"followingList":[' + (($records |
                    ForEach-Object { '{"user":' + $_ + '}' }) -join ',') + '],"hasMore":false,"total":12}'
            }
            default {
                '{"error":"x","message":' + $error0 + ',"followings":[' + $list + '],"has_more":false,"total":12}'
            }
        }
        { $body | ConvertFrom-Json } | Should -Not -Throw
        $server = New-Object TikTokFollowingTests.RecordingServer
        try {
            if ($Status -eq 200) {
                $body = $body.Replace('"error":' + $error0 + ',', '').Replace('"error":"x",',
                    '') -replace '"error":\{[^}]*\},', ''
            }
            $server.Respond($Status, "Server: $(& $escapings.Lower $leakKey)`r`nRetry-After: 0`r`n", $body)
            $target = @{ Provider = $Provider; ApiKey = $secureKey; BaseUri = $server.BaseUri }
            foreach ($command in $commands) {
                $run = Invoke-Searched "$($command.Name) $Provider $Status escapings" $command.Script
                if ($Status -eq 200 -and $command.Name -eq 'Get-TikTokFollowing') {
                    $run.Output.Count | Should -Be $escapings.Count
                    foreach ($account in $run.Output) {
                        $account.DisplayName | Should -BeLike '*end'
                        { $account.Raw | ConvertFrom-Json } | Should -Not -Throw -Because 'it is still JSON'
                    }
                }
            }
        }
        finally { $server.Dispose() }
    }

    It 'shows no key in concurrent runspaces' {
        $server = New-Object TikTokFollowingTests.RecordingServer
        $server.Respond((New-WirePage ('{"uid":"1","unique_id":"some.one","nickname":"' + (& $escapings.Gson $leakKey) +
                    '","signature":"' + (& $escapings.InJson $leakKey) + '"}')))
        $shells = @(1..4 | ForEach-Object {
                New-TestPowerShell @'
param($key, $uri)
Set-TikTokFollowingCredential ScrapeCreators -ApiKey $key -Scope Session
Get-TikTokFollowing a, b -Provider ScrapeCreators -BaseUri $uri -IncludeRaw -Verbose -Debug
Get-TikTokFollowingCredential
Remove-Module TikTokFollowing
Get-TikTokFollowing a -Provider ScrapeCreators -BaseUri $uri
'@
            })
        try {
            $running = @($shells |
                ForEach-Object {
                    $_.AddParameter('key', $secureKey).AddParameter('uri', $server.BaseUri).BeginInvoke()
                })
            for ($i = 0; $i -lt $shells.Count; $i++) {
                $output = $shells[$i].EndInvoke($running[$i])
                $streams = $shells[$i].Streams
                $null = Invoke-Searched "runspace $i" { $output; $streams.Error; $streams.Warning; $streams.Verbose
                    $streams.Debug; $streams.Progress }
                @($output).Count | Should -BeGreaterThan 2
            }
            "$($server.Requests)".Contains($leakKey) | Should -BeTrue
        }
        finally {
            $shells | ForEach-Object { $_.Dispose() }
            $server.Dispose()
            Reset-TestSession
        }
    }

    It 'sends loopback requests to -Proxy, but not to a system proxy (<_>)' -ForEach 'http_proxy',
        'HTTP_PROXY', 'ALL_PROXY', 'all_proxy' {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'Windows PowerShell reads its proxy from the settings of Windows'
        }
        $proxy = New-Object TikTokFollowingTests.RecordingServer
        $proxy.Respond((New-WirePage (New-WireRecord)))
        $server = New-Object TikTokFollowingTests.RecordingServer
        $server.Respond((New-WirePage (New-WireRecord)))
        $bytes = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes($leakKey))
        try {
            $shown = Invoke-FreshScript @"
[Environment]::SetEnvironmentVariable('$_', '$($proxy.BaseUri)')
Import-Module `$ModulePath
`$text = [Text.Encoding]::ASCII.GetString([Convert]::FromBase64String('$bytes'))
`$key = ConvertTo-SecureString `$text -AsPlainText -Force
`$target = @{ Provider = 'ScrapeCreators'; ApiKey = `$key; MaximumRetryCount = 0; WarningAction = 'SilentlyContinue' }
`$direct = @(try { Get-TikTokFollowing someone @target -BaseUri '$($server.BaseUri)' -Verbose } catch { "`$_" })
`$null = Start-TikTokFollowingSandbox
`$once = @{ MaximumRetryCount = 0; WarningAction = 'SilentlyContinue' }
`$sandbox = @(try { Get-TikTokFollowing someone -Provider ScrapeCreators @once } catch { "`$_" })
`$null = Stop-TikTokFollowingSandbox
"direct `$(`$direct.Count) sandbox `$(`$sandbox.Count)"
exit 0
"@
            $search.Find($shown) | Should -Be $null
            $search.Find("$($proxy.Requests)") | Should -Be $null
            $proxy.Requests | Should -BeNullOrEmpty
            $shown | Should -Match 'direct 1 sandbox 20$'

            # An explicit proxy receives the key, so the search must find it there.
            $target = @{ Provider = 'ScrapeCreators'; ApiKey = $secureKey; BaseUri = $server.BaseUri }
            $null = Get-TikTokFollowing someone @target -Proxy $proxy.BaseUri -MaximumRetryCount 0 @Quiet
            $search.Find("$($proxy.Requests)") | Should -Not -BeNullOrEmpty
        }
        finally {
            $proxy.Dispose()
            $server.Dispose()
        }
    }

    It 'shows no key if the server or the proxy is missing' {
        foreach ($provider in $AllProviders) {
            foreach ($more in @{ BaseUri = 'http://127.0.0.1:9' }, @{ BaseUri = 'http://localhost:9'
                Proxy = 'http://127.0.0.1:9' }, @{ BaseUri = 'http://example.com' }) {
                $target = @{ Provider = $provider; ApiKey = $secureKey } + $more
                foreach ($command in $commands) {
                    $null = Invoke-Searched "$($command.Name) $provider $($more.Values)" $command.Script
                }
            }
        }
    }
}

Describe 'Leak: the credential cmdlets' {
    AfterEach { Reset-TestSession }

    It 'shows no key when it is saved, listed and removed: <_>' -ForEach 'DumplingAI', 'ScrapeCreators',
        'SociaVault', 'SocialFetch', 'UnifAPI' {
        $provider = $_
        $credential = New-Object System.Management.Automation.PSCredential 'any', $secureKey
        $null = Invoke-Searched 'set' {
            Set-TikTokFollowingCredential $provider -ApiKey $secureKey -Scope Session -PassThru -Verbose -Debug
        }
        $null = Invoke-Searched 'set' {
            Set-TikTokFollowingCredential $provider -Credential $credential -Scope Session -PassThru -Verbose -Debug
        }
        $null = Invoke-Searched 'set -WhatIf' {
            Set-TikTokFollowingCredential $provider -ApiKey $secureKey -Scope Session -WhatIf -Verbose
        }
        $run = Invoke-Searched 'get' { Get-TikTokFollowingCredential -Verbose -Debug }
        ($run.Output | Where-Object HasKey).KeyEnding | Should -BeExactly $leakKey.Substring($leakKey.Length - 4)
        $null = Invoke-Searched 'provider' { Get-TikTokFollowingProvider -Verbose -Debug }
        [Environment]::SetEnvironmentVariable("$($provider.ToUpperInvariant())_API_KEY", $leakKey)
        $null = Invoke-Searched 'remove' { Remove-TikTokFollowingCredential $provider -Scope Session -Verbose -Debug }
        $null = Invoke-Searched 'get' { Get-TikTokFollowingCredential -Verbose -Debug }
        $null = Invoke-Searched 'no such provider' {
            Get-TikTokFollowing x -Provider Unknown -ApiKey $secureKey -Verbose
        }
        $null = Invoke-Searched 'no such provider' { Set-TikTokFollowingCredential Unknown -ApiKey $secureKey }
    }

    It 'shows no invalid key' {
        foreach ($bad in "$leakKey with a blank", "$leakKey`r`nX-More: 1",
            "$($leakKey.Substring(0, 9))$([char]0x201c)$($leakKey.Substring(9))") {
            $badKey = ConvertTo-Key $bad
            $run = Invoke-Searched 'bad key' {
                Set-TikTokFollowingCredential SociaVault -ApiKey $badKey -Scope Session -Verbose -Debug
            }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
            $null = Invoke-Searched 'bad key' {
                Get-TikTokFollowing x -Provider SociaVault -ApiKey $badKey -BaseUri 'http://127.0.0.1:9' -Verbose -Debug
            }
        }
    }

    It 'shows no key of a vault, also if the vault echoes it in an error' {
        if (-not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults; return }
        $testHome = New-TestHome
        $show = '$shown = if ($Secret) { (New-Object PSCredential "u", $Secret).GetNetworkCredential().Password }
            Write-Warning "w $shown"; Write-Verbose "v $shown" -Verbose; Write-Error "e $shown"; throw "t $shown"'
        $vault = New-ScriptVault $testHome Bad @{ Set = $show }
        $transcript = Join-Path $produced 'transcript.txt'
        $errors = Join-Path $produced 'errors.txt'
        $bytes = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes($leakKey))
        # The output is not JSON, so the message of the error contains it.
        $screen = try { Invoke-AtHome $testHome ($RegisterStore + $vault + @"
`$ErrorActionPreference = 'Continue'
`$env:LEAK = [Text.Encoding]::ASCII.GetString([Convert]::FromBase64String('$bytes'))
`$once = @{ BaseUri = 'http://127.0.0.1:9'; MaximumRetryCount = 0; Verbose = `$true; Debug = `$true }
`$key = ConvertTo-Key `$env:LEAK
`$null = Start-Transcript '$transcript' -IncludeInvocationHeader
`$output = & {
    Set-TikTokFollowingCredential SociaVault -ApiKey `$key -PassThru -Verbose -Debug
    try { Set-TikTokFollowingCredential UnifAPI -ApiKey `$key -Vault Bad -Verbose -Debug } catch { `$_ }
    Get-TikTokFollowingCredential -Verbose -Debug
    foreach (`$provider in 'SociaVault', 'UnifAPI') {
        try { Get-TikTokFollowing someone -Provider `$provider @once } catch { `$_ }
        try { Get-TikTokFollowingBalance `$provider @once } catch { `$_ }
        try { Test-TikTokFollowingCredential `$provider -Force @once } catch { `$_ }
        try { Remove-TikTokFollowingCredential `$provider -Confirm:`$false -Verbose -Debug } catch { `$_ }
    }
} *>&1
`$output | Out-Default
`$null = Stop-Transcript
`$env:LEAK = ''
`$texts = @(
    `$output | Format-List * -Force | Out-String -Width 4096
    `$Error | Format-List * -Force | Out-String -Width 4096
    `$Error | ForEach-Object { `$_.Exception.ToString() } | Out-String -Width 4096
)
-join `$texts | Set-Content '$errors'
'the end'
"@) } catch { "$_" }
        $screen | Should -Match 'wrote no JSON'
        $screen | Should -Match 'the end'
        $screen | Should -Match "The vault 'Bad' returned an error"
        $search.Find($screen) | Should -Be $null
        $script:calls += 11
        (Get-Content $transcript -Raw) | Should -Match "The vault 'Bad' returned an error"
        (Get-Content $errors -Raw).Length | Should -BeGreaterThan 1000
    }
}

Describe 'Leak: progress, transcripts, and the cmdlets without a key' {
    AfterEach { Reset-TestSession }

    # Progress cannot be redirected, so a separate PowerShell records it.
    It 'shows no key in progress: <_>' -ForEach 'None', 'RateLimit', 'ServerError', 'Truncated', 'Html', 'Unauthorized',
        'NoCredits', 'ConnectionReset' {
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount 30 -PageSize 10 -Fault $_ -FaultEvery 2
        foreach ($provider in $AllProviders) {
            $shell = New-TestPowerShell ''
            try {
                $shell.Commands.Clear()
                $null = $shell.AddCommand('Get-TikTokFollowing').AddParameter('Handle',
                    @('one', 'two')).AddParameter('All').AddParameter('ThrottleLimit', 2).AddParameter('Provider',
                        $provider).AddParameter('ApiKey', $secureKey).AddParameter('BaseUri',
                            $sandbox.BaseUri).AddParameter('MaximumRetryCount', 1).AddParameter('RetryIntervalSec', 0)
                try { $null = $shell.Invoke() } catch { $null = $_ }
                $records = @($shell.Streams.Progress)
                $records.Count | Should -BeGreaterThan 0
                $null = Invoke-Searched "progress $provider" { $records; $shell.Streams.Error; $shell.Streams.Warning }
            }
            finally { $shell.Dispose() }
        }
    }

    It 'finds a key that is planted in a progress record' {
        $shell = New-TestPowerShell 'param($key) Write-Progress -Activity "reading" -Status $key'
        try {
            $null = $shell.AddParameter('key', $leakKey).Invoke()
            { Invoke-Searched 'planted' { @($shell.Streams.Progress) } } | Should -Throw '*shows the key*'
        }
        finally { $shell.Dispose() }
    }

    It 'shows no key in comparisons, overlaps, graphs and reports, and by the sandbox cmdlets' {
        Set-TikTokFollowingCredential SociaVault -ApiKey $secureKey -Scope Session
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount 30 -PageSize 10
        $target = @{ Provider = 'SociaVault'; ApiKey = $secureKey; BaseUri = $sandbox.BaseUri }
        $list = @(Get-TikTokFollowing someone @target -All -IncludeRaw)
        $list.Count | Should -Be 30
        $null = Invoke-Searched 'compare' {
            Compare-TikTokFollowing $list[0..9] $list -IncludeProfile -IncludeEqual -Verbose -Debug
        }
        $null = Invoke-Searched 'compare an invalid list' { Compare-TikTokFollowing $list 5 -Verbose -Debug }
        $null = Invoke-Searched 'report' {
            $list | Export-TikTokFollowingReport (Join-Path $produced 'report.html') -PassThru -Verbose -Debug
        }
        $null = Invoke-Searched 'report nowhere' {
            $list | Export-TikTokFollowingReport (Join-Path $produced 'none/report.html') -Verbose -Debug
        }
        $other = @(Get-TikTokFollowing another @target -All -IncludeRaw)
        $both = $list + $other
        foreach ($extension in 'gexf', 'graphml', 'dot', 'csv') {
            $null = Invoke-Searched "graph $extension" {
                $both | Export-TikTokFollowingGraph (Join-Path $produced "graph.$extension") -PassThru -Verbose -Debug
            }
        }
        $null = Invoke-Searched 'graph nowhere' {
            $both | Export-TikTokFollowingGraph (Join-Path $produced 'none/graph.gexf') -Verbose -Debug
        }
        $null = Invoke-Searched 'report of two lists' {
            $both | Export-TikTokFollowingReport (Join-Path $produced 'two.html') -PassThru -Verbose -Debug
        }
        (Invoke-Searched 'group' { $both | Group-TikTokFollowing -Verbose -Debug }).Output.Count |
            Should -BeGreaterThan 0
        (Invoke-Searched 'measure' { $both | Measure-TikTokFollowingOverlap -Verbose -Debug }).Output.Count |
            Should -BeGreaterThan 0
        $null = Invoke-Searched 'group of none' { 5 | Group-TikTokFollowing -Verbose -Debug }
        $null = Invoke-Searched 'sandbox' { Start-TikTokFollowingSandbox -Verbose -Debug
            Stop-TikTokFollowingSandbox -Verbose -Debug }
        foreach ($file in 'report.html', 'two.html', 'graph.gexf', 'graph.nodes.csv') {
            Join-Path $produced $file | Should -Exist
        } # the last Describe searches all files
    }

    It 'shows no key in a transcript of failing and succeeding calls' {
        $transcript = Join-Path $produced 'calls.txt'
        $bytes = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes($leakKey))
        $shown = Invoke-FreshScript @"
Import-Module `$ModulePath
`$ErrorActionPreference = 'Continue'
`$key = New-Object System.Security.SecureString
`$text = [Text.Encoding]::ASCII.GetString([Convert]::FromBase64String('$bytes'))
foreach (`$letter in `$text.ToCharArray()) { `$key.AppendChar(`$letter) }
`$null = Start-Transcript '$transcript' -IncludeInvocationHeader
`$calls = 0
`$commands = { Get-TikTokFollowing someone @target }, { Get-TikTokFollowingPage someone @target },
    { Get-TikTokFollowingBalance @target }, { Test-TikTokFollowingCredential -Force @target }
foreach (`$fault in 'None', 'Unauthorized', 'NoCredits', 'ServerError', 'Html', 'Truncated', 'Redirect',
    'RateLimitLong') {
    `$sandbox = Start-TikTokFollowingSandbox -Fault `$fault -FaultEvery 1
    foreach (`$provider in 'DumplingAI', 'ScrapeCreators', 'SociaVault', 'SocialFetch', 'UnifAPI') {
        `$target = @{ Provider = `$provider; ApiKey = `$key; BaseUri = `$sandbox.BaseUri; MaximumRetryCount = 0
            Verbose = `$true; Debug = `$true }
        foreach (`$command in `$commands) {
            `$calls++
            try { & `$command *>&1 | Out-Default } catch { `$_ | Out-Default }
        }
    }
}
`$null = Stop-Transcript
"calls: `$calls"
exit 0
"@
        $shown | Should -Match 'calls: 160$'
        $script:calls += 160
        $text = Get-Content $transcript -Raw
        $text | Should -Match 'rejected the key'
        $search.Find($text) | Should -Be $null
        $search.Find($shown) | Should -Be $null
    }
}

Describe 'Leak: all files on disk' {
    It 'transcripts, journals and logs of all calls contain no form of the key' {
        $files = @(Get-ChildItem $produced -Recurse -File -Force)
        foreach ($file in $files) {
            $search.Find([System.IO.File]::ReadAllText($file.FullName)) |
                Should -Be $null -Because "$($file.Name) is a file of a user"
        }
        @($files | Where-Object { $_.Extension -notin '.txt' }).Count |
            Should -BeGreaterThan 5 -Because 'journals are among them'
        $totals = "$script:calls calls, $($search.Bytes) bytes, $($search.Forms) forms, $($files.Count) files"
        Write-Information -InformationAction Continue "    Leak search: $totals"
        $script:calls | Should -BeGreaterThan 300
        $search.Bytes | Should -BeGreaterThan 1000000
        $search.Forms | Should -BeGreaterThan 100
    }
}
