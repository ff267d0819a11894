# The types of the output, their views, and text that could control the terminal.
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
    $esc = [char] 27

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
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Output: FollowedAccount' {
    It 'has exactly the properties of the contract' {
        $accountNames | Sort-Object |
            Should -Be (('Handle', 'DisplayName', 'Id', 'SecUid', 'Bio', 'IsVerified', 'IsPrivate', 'Region',
                'Language', 'CreatedAt', 'AvatarUrl', 'ProfileUrl',
            'FollowerCount', 'FollowingCount', 'LikeCount', 'VideoCount', 'LikedCount', 'FollowedBy', 'Position',
                'FollowedAfter', 'FollowedBefore', 'Provider', 'RetrievedAt', 'Raw') | Sort-Object)
    }

    It '<Name> is <Type><Sign>, and read-only' -ForEach @(
        foreach ($name in 'Handle', 'DisplayName', 'Id', 'SecUid', 'Bio', 'Region', 'Language', 'AvatarUrl',
            'ProfileUrl', 'FollowedBy', 'Provider', 'Raw') { @{ Name = $name; Type = 'String'; Sign = '' } }
        foreach ($name in 'FollowerCount', 'FollowingCount', 'LikeCount', 'VideoCount', 'LikedCount') {
            @{ Name = $name; Type = 'Int64'; Sign = '?' }
        }
        foreach ($name in 'IsVerified', 'IsPrivate') { @{ Name = $name; Type = 'Boolean'; Sign = '?' } }
        foreach ($name in 'CreatedAt', 'FollowedAfter', 'FollowedBefore') {
            @{ Name = $name; Type = 'DateTime'; Sign = '?' }
        }
        @{ Name = 'RetrievedAt'; Type = 'DateTime'; Sign = '' }
        @{ Name = 'Position'; Type = 'Int32'; Sign = '' }
    ) {
        $property = [TikTokFollowing.FollowedAccount].GetProperty($Name)
        $inner = [Nullable]::GetUnderlyingType($property.PropertyType)
        if ($Sign) { $inner.Name | Should -Be $Type }
        else { $property.PropertyType.Name | Should -Be $Type }
        $property.CanRead | Should -BeTrue
        $null -eq $property.GetSetMethod($false) | Should -BeTrue
    }

    It 'converts to its handle' {
        "$($lists['SociaVault'][0])" | Should -BeExactly $lists['SociaVault'][0].Handle
    }

    It 'is the same for every provider (<_>)' -ForEach $providers {
        $found = $lists[$_]
        Compare-Sequence $found.Handle $wire.unique_id | Should -BeTrue
        Compare-Sequence $found.DisplayName $wire.nickname | Should -BeTrue
        Compare-Sequence ($found | ForEach-Object { "$($_.Bio)" }) ($wire | ForEach-Object { "$($_.signature)" }) |
            Should -BeTrue
        Compare-Sequence $found.FollowerCount $wire.follower_count | Should -BeTrue
        Compare-Sequence $found.FollowingCount $wire.following_count | Should -BeTrue
        Compare-Sequence $found.ProfileUrl ($wire | ForEach-Object { "https://www.tiktok.com/@$($_.unique_id)" }) |
            Should -BeTrue
        for ($i = 0; $i -lt 90; $i++) {
            if ($found[$i].Id -and $found[$i].Id -cne $wire[$i].uid) { throw "The id of $i is $($found[$i].Id)" }
            if ($found[$i].SecUid -and $found[$i].SecUid -cne $wire[$i].sec_uid) {
                throw "The sec_uid of $i is $($found[$i].SecUid)"
            }
        }
        @($found | Where-Object Id).Count | Should -BeGreaterThan 80
    }

    It 'has null for unknown values, never an empty string or 1970 (<_>)' -ForEach $providers {
        $bad = foreach ($account in $lists[$_]) {
            foreach ($name in $accountNames) {
                $value = $account.$name
                if (($value -is [string] -and $value.Length -eq 0) -or
                    ($value -is [datetime] -and $value.Year -lt 2011)) { "$name of $account" }
            }
        }
        $bad | Should -BeNullOrEmpty
    }

    It '<Provider> does not return <Property>: it is null' -ForEach @(
        foreach ($property in 'SecUid', 'CreatedAt', 'Language', 'LikedCount', 'FollowedAfter', 'FollowedBefore') {
            @{ Provider = 'UnifAPI'; Property = $property }
        }
        foreach ($property in 'FollowedAfter', 'FollowedBefore') { @{ Provider = 'SocialFetch'; Property = $property } }
    ) {
        @($lists[$Provider] | Where-Object { $null -ne $_.$Property }) | Should -BeNullOrEmpty
    }

    It '<Provider> returns <Property>' -ForEach @(
        foreach ($provider in 'ScrapeCreators', 'SociaVault') {
            foreach ($property in 'SecUid', 'LikeCount', 'VideoCount', 'LikedCount', 'AvatarUrl', 'IsPrivate',
                'CreatedAt', 'Region', 'Language', 'Bio', 'FollowedAfter') {
                    @{ Provider = $provider; Property = $property }
                }
        }
        foreach ($property in 'SecUid', 'LikeCount', 'VideoCount', 'LikedCount', 'AvatarUrl', 'IsVerified', 'IsPrivate',
            'Bio', 'FollowedAfter') { @{ Provider = 'DumplingAI'; Property = $property } }
        foreach ($property in 'SecUid', 'VideoCount', 'AvatarUrl', 'IsVerified', 'IsPrivate', 'CreatedAt', 'Region',
            'Language', 'Bio') { @{ Provider = 'SocialFetch'; Property = $property } }
        foreach ($property in 'LikeCount', 'VideoCount', 'AvatarUrl', 'IsVerified', 'IsPrivate', 'Region', 'Bio') {
            @{ Provider = 'UnifAPI'; Property = $property }
        }
    ) {
        @($lists[$Provider] | Where-Object { $null -ne $_.$Property }).Count | Should -BeGreaterThan 40
    }

    It 'IsVerified depends on the verification text, not on verification_type (<_>)' -ForEach 'ScrapeCreators',
        'SociaVault' {
        $expected = $wire | ForEach-Object {
            if ("$($_.custom_verify)$($_.enterprise_verify_reason)") { 'True' }
            elseif ($null -ne $_.custom_verify -or $null -ne $_.enterprise_verify_reason) { 'False' }
            else { '' }
        }
        Compare-Sequence ($lists[$_] | ForEach-Object { "$($_.IsVerified)" }) $expected | Should -BeTrue
        @($lists[$_] | Where-Object IsVerified).Count | Should -BeGreaterThan 0
        @($lists[$_] | Where-Object { $_.IsVerified -eq $false }).Count | Should -BeGreaterThan 0
    }

    It 'a trimmed response does not contain <_>: it is null' -ForEach 'IsVerified', 'IsPrivate', 'LikeCount',
        'VideoCount', 'LikedCount' {
        $property = $_
        foreach ($provider in 'ScrapeCreators', 'SociaVault') {
            $trimmed = Get-TikTokFollowing someone -Provider $provider -Trim -First 5 @Quiet
            $trimmed.Count | Should -Be 5
            @($trimmed | Where-Object { $null -ne $_.$property }) | Should -BeNullOrEmpty
        }
    }

    It 'has local times (<_>)' -ForEach $providers {
        foreach ($name in 'CreatedAt', 'FollowedAfter', 'FollowedBefore', 'RetrievedAt') {
            @($lists[$_].$name | Where-Object { $null -ne $_ -and $_.Kind -ne 'Local' }) | Should -BeNullOrEmpty
        }
        $lists[$_][0].RetrievedAt | Should -BeGreaterThan (Get-Date).AddMinutes(-10)
        $lists[$_][0].RetrievedAt | Should -BeLessOrEqual (Get-Date)
    }

    It 'a time can be compared with Get-Date on either side' {
        (Get-Date) -gt $lists['SociaVault'][0].FollowedBefore | Should -BeTrue
        $lists['SociaVault'][0].FollowedBefore -lt (Get-Date) | Should -BeTrue
    }

    It 'has valid time windows of follows, newest first (<_>)' -ForEach 'DumplingAI', 'ScrapeCreators', 'SociaVault' {
        $last = [datetime]::MaxValue
        foreach ($account in $lists[$_]) {
            if ($account.FollowedBefore -lt $account.FollowedAfter) {
                throw "The window of $account is the wrong way round"
            }
            if ($account.FollowedBefore -gt $last) { throw "$account is newer than the one before it" }
            $last = $account.FollowedBefore
        }
    }

    It 'prefers jpeg for the avatar, and heic last' {
        @($lists['SociaVault'] | Where-Object { ([uri] $_.AvatarUrl).AbsolutePath -notmatch '\.(jpe?g|webp)$' }) |
            Should -BeNullOrEmpty
        $jpegs = 0
        for ($i = 0; $i -lt 90; $i++) {
            if (($wire[$i] | ConvertTo-Json -Depth 8 -Compress) -notmatch '\.jpe?g') { continue }
            $jpegs++
            if (([uri] $lists['ScrapeCreators'][$i].AvatarUrl).AbsolutePath -notmatch '\.jpe?g$') {
                throw "$($lists['ScrapeCreators'][$i].AvatarUrl)"
            }
        }
        $jpegs | Should -BeGreaterThan 20
    }
}

Describe 'Output: other types' {
    It '<Type> has exactly the properties of the contract' -ForEach @(
        @{ Type = 'TikTokFollowing.FollowingPage'
            Names = 'Handle', 'Provider', 'Accounts', 'Count', 'Total', 'HasMore', 'NextCursor', 'FollowedAfter',
                'FollowedBefore', 'CreditsCharged', 'CreditsRemaining', 'RateLimitRemaining', 'RequestId', 'Attempts',
                    'Duration' }
        @{ Type = 'TikTokFollowing.SharedAccount'
            Names = 'Handle', 'DisplayName', 'FollowedByCount', 'ListCount', 'FollowedBy', 'Id', 'SecUid', 'Bio',
                'IsVerified', 'IsPrivate', 'Region', 'Language', 'CreatedAt', 'AvatarUrl', 'ProfileUrl',
                    'FollowerCount', 'FollowingCount', 'LikeCount', 'VideoCount', 'LikedCount' }
        @{ Type = 'TikTokFollowing.ListOverlap'
            Names = 'First', 'Second', 'FirstCount', 'SecondCount', 'Shared', 'Jaccard', 'OverlapCoefficient' }
        @{ Type = 'TikTokFollowing.ResumePoint'
            Names = 'Handle', 'Provider', 'NextCursor', 'AccountsReturned', 'CreditsCharged', 'RequestId', 'LastIds' }
    ) {
        ($Type -as [type]).GetProperties().Name | Sort-Object | Should -Be ($Names | Sort-Object)
    }

    It 'all properties are read-only (<_>)' -ForEach 'FollowingPage', 'ResumePoint', 'ProviderDescription',
        'CredentialStatus', 'Sandbox', 'FollowingException', 'SharedAccount', 'ListOverlap' {
        @(("TikTokFollowing.$_" -as [type]).GetProperties() |
            Where-Object { $_.DeclaringType.Namespace -eq 'TikTokFollowing' -and $null -ne $_.GetSetMethod($false) }) |
                Should -BeNullOrEmpty
    }
}

Describe 'Output: Format-Wide' {
    BeforeAll {
        $accounts = $lists['SociaVault']
        $before = $accounts[1] | Select-Object *
        $before.Handle = 'former.name'
        $stopped = (Invoke-Captured { Get-TikTokFollowing missing -Provider SociaVault @Quiet }).Errors[0].TargetObject
        $two = @($accounts[0..1]
            foreach ($account in $accounts[1..2]) {
                $account | Select-Object * -ExcludeProperty FollowedBy | Add-Member FollowedBy another -PassThru
            })
        $samples = @{
            FollowedAccount = $accounts[0..1]; FollowingPage = $page
            FollowingChange = Compare-TikTokFollowing (@($accounts[0]; $before) |
                Select-Object * -ExcludeProperty Position) ($accounts[0..2] |
                    Select-Object * -ExcludeProperty Position) @Quiet
            ProviderDescription = Get-TikTokFollowingProvider
            CredentialStatus = Get-TikTokFollowingCredential SociaVault
            CreditBalance = Get-TikTokFollowingBalance SociaVault @Quiet
            Sandbox = $sandbox; ResumePoint = $stopped; SharedAccount = $two | Group-TikTokFollowing @Quiet
            ListOverlap = $two | Measure-TikTokFollowingOverlap @Quiet
        }
        $shown = @{
            FollowedAccount = $accounts[0..1].Handle; FollowingPage = 'someone: 20 of 90'
            FollowingChange = "Renamed: $($accounts[1].Handle)", "Followed: $($accounts[2].Handle)"
            ProviderDescription = $AllProviders; CredentialStatus = 'SociaVault: none'
            CreditBalance = "SociaVault: $('{0:N0}' -f $samples.CreditBalance.CreditsRemaining)"
            Sandbox = "$($sandbox.BaseUri)"; ResumePoint = 'missing, SociaVault'
            SharedAccount = "$($accounts[1].Handle), 2 of 2"; ListOverlap = 'someone, another: 1'
        }
    }

    It '<_> shows its name, also after a job, at 80 and 120 columns' -ForEach 'FollowedAccount', 'FollowingPage',
        'FollowingChange', 'ProviderDescription', 'CredentialStatus', 'CreditBalance', 'Sandbox', 'ResumePoint',
            'SharedAccount', 'ListOverlap' {
        $serializer = [System.Management.Automation.PSSerializer]
        foreach ($objects in @($samples[$_]), @($serializer::Deserialize($serializer::Serialize($samples[$_])))) {
            foreach ($width in 80, 120) {
                $text = $objects | Format-Wide | Out-String -Width $width
                $cells = @($text -split '\r?\n' | Where-Object { $_ -notmatch '^\s*Followed by:' } |
                    ForEach-Object { $_.Trim() -split '\s{2,}' } | Where-Object { $_ })
                ($cells | Sort-Object) -join '|' | Should -BeExactly (($shown[$_] | Sort-Object) -join '|')
            }
        }
    }

    It 'shows the name or the id of an account without a handle' {
        $account = [pscustomobject] @{ PSTypeName = 'Deserialized.TikTokFollowing.FollowedAccount'; Handle = $null
            DisplayName = "Some $([char] 0x202e)One"; Id = '1' }
        ($account | Format-Wide | Out-String).Trim() | Should -BeExactly 'Some  One'
        $account.DisplayName = $null
        ($account | Format-Wide | Out-String).Trim() | Should -BeExactly '1'
    }

    It 'lists the counters of a sandbox by name' {
        $text = $sandbox | Format-List | Out-String -Width 200
        $text | Should -Match '(?m)^RequestsByProvider\s+: .*SociaVault \d'
        $text | Should -Not -Match '\[SociaVault, \d'
    }

    It '-PassThru of a report shows the columns of Get-Item' {
        $file = Join-Path $TestDrive 'passed.html'
        $shown = $accounts | Export-TikTokFollowingReport $file -PassThru | Out-String -Width 120
        $shown | Should -BeExactly (Get-Item -LiteralPath $file | Out-String -Width 120)
        $shown | Should -Match ((Get-Item -LiteralPath $file).Length)
    }
}

Describe 'Output: table' {
    It 'at 120 columns: headers, right-aligned numbers with group separators' {
        $text = Use-Culture 'en-US' { $lists['SociaVault'] | Out-String -Width 120 }
        foreach ($header in 'Handle', 'Name', 'Followers', 'Following', 'Videos', 'Verified', 'Region') {
            $text | Should -Match "(?m)^Handle.*\b$header|^$header\b"
        }
        $lines = $text -split '\r?\n'
        $head = @($lines | Where-Object { $_ -match '^Handle ' })[0]
        $end = $head.IndexOf('Followers') + 'Followers'.Length
        $checked = 0
        foreach ($account in $lists['SociaVault']) {
            $line = @($lines | Where-Object { $_.StartsWith("$($account.Handle) ") })
            if ($line.Count -ne 1 -or $account.DisplayName -match '[^\x20-\x7e]') {
                continue
            } # wide characters take two columns, and move the text after them
            $number = $account.FollowerCount.ToString('N0', [System.Globalization.CultureInfo]::GetCultureInfo('en-US'))
            if ($line[0].Substring(0, $end) -notmatch "(^| )$([regex]::Escape($number))$") {
                throw "$number does not end under its header: $($line[0])"
            }
            $checked++
        }
        $checked | Should -BeGreaterThan 20
        $text | Should -Match '\d,\d{3}\b'
        @($lines | Where-Object { $_.TrimEnd().Length -gt 120 }) | Should -BeNullOrEmpty
    }

    It 'uses the group separators of the culture' {
        Use-Culture 'de-DE' { $lists['SociaVault'] | Out-String -Width 120 } | Should -Match '\d\.\d{3}\b'
    }

    It 'at <_> columns handles are complete, and names use the rest of the window' -ForEach 80, 120, 200 {
        $width = $_
        $shown = @(($lists['SociaVault'] | Out-String -Width $width) -split '\r?\n')
        foreach ($account in $lists['SociaVault']) {
            $line = @($shown | Where-Object { $_.StartsWith("$($account.Handle) ") })
            if ($line.Count -lt 1) { throw "@$($account.Handle) is not to be seen whole" }
            if ($width -ge 120 -and -not $line[0].TrimEnd().EndsWith($account.DisplayName.TrimEnd())) {
                throw "cut: $($line[0])"
            }
        }
        @($shown | Where-Object { $_ -match '^[\x20-\x7e]*$' -and $_.TrimEnd().Length -gt $width }) |
            Should -BeNullOrEmpty
    }

    It 'at 80 columns no column is lost (<_>)' -ForEach $providers {
        $text = $lists[$_] | Out-String -Width 80
        foreach ($header in 'Handle', 'Name', 'Followers', 'Following', 'Videos', 'Verified', 'Region') {
            $text | Should -Match "(?m)^Handle.*\b$header\b|^$header\b"
        }
    }

    It 'shows likes if there are no videos, or both' {
        # Handle, name, followers, following, likes or videos, verified, region.
        $lists['UnifAPI'] | Out-String -Width 120 | Should -Match '\b(Likes|Videos)\b'
    }

    It 'shows the user of the list' {
        $lists['SociaVault'] | Out-String -Width 120 | Should -Match 'Followed by: someone'
    }

    It 'the list view shows all properties' {
        $text = $lists['SociaVault'][0] | Format-List | Out-String -Width 300
        foreach ($name in $accountNames) { $text | Should -Match "(?m)^$name +:" }
        $text.Contains($lists['SociaVault'][0].SecUid) | Should -BeTrue
        (Get-TikTokFollowing someone -Provider SociaVault -First 1 @Quiet | Format-List | Out-String -Width 300) |
            Should -Not -Match '(?m)^Raw '
    }

    It 'the page has a table at 80 columns: <_>' -ForEach 'Handle', 'Provider', 'Count', 'Total', 'Credits', 'More',
        'NextCursor' {
        $page | Out-String -Width 80 | Should -Match "(?m)^Handle.*\b$_\b|^$_\b"
    }

    It 'a deserialized account has the same table' {
        $file = Join-Path $TestDrive 'table.clixml'
        $lists['SociaVault'][0..4] | Export-Clixml $file
        (Import-Clixml $file | Out-String -Width 120) |
            Should -BeExactly ($lists['SociaVault'][0..4] | Out-String -Width 120)
    }
}

Describe 'Output: external text cannot control the terminal' {
    BeforeAll {
        # Red, a bell, a carriage return that would overwrite the line, a C1 introducer, a mark that reverses text.
        $hostile = "ab\u001b[31mcd\u0007ef\rgh\u009b31mij\u202ekl\nmn\u2028op\u061cqr"
        $fields = 'nickname', 'signature', 'region', 'language', 'sec_uid', 'custom_verify' |
            ForEach-Object { "`"$_`":`"$hostile`"" }
        $record = '{"uid":"6900000000000000001","unique_id":"x' + $hostile + '",' + ($fields -join ',') +
            ',"avatar_medium":{"url_list":["https://example.com/' + $hostile + '.jpeg"]},"follower_count":1}'
        $server = New-Object TikTokFollowingTests.RecordingServer
        $server.Respond('{"followings":[' + $record + '],"has_more":true,"min_time":"' + $hostile +
            '","total":50,"status_code":0,"extra":{"logid":"' + $hostile + '"}}')
        $call = @{ Handle = 'someone'; Provider = 'ScrapeCreators'; BaseUri = $server.BaseUri
            ApiKey = (ConvertTo-Key 'some-key-of-mine') }
        $run = Invoke-Captured { Get-TikTokFollowing @call -Verbose -Debug -WarningAction Continue }
        $hostilePage = Get-TikTokFollowingPage @call -ErrorAction SilentlyContinue
        $server.Respond(400, '', '{"error":{"code":"' + $hostile + '","message":"' + $hostile + '"}}')
        $failed = Invoke-Captured { Get-TikTokFollowing @call -Verbose }
        $controls = '\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f'
        $marks = '\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029'
        $dangerous = "$esc\[31m|[$controls$marks]|\r(?!\n)"
        if ($IsCore) {
            $rendering = $PSStyle.OutputRendering
            $PSStyle.OutputRendering = 'Ansi' # PlainText would remove the escapes that the module must remove
        }
    }

    AfterAll {
        $server.Dispose()
        if ($IsCore) { $PSStyle.OutputRendering = $rendering }
    }

    It 'keeps the original text in the object' {
        $run.Output.Count | Should -Be 1
        $run.Output[0].DisplayName | Should -Match "$esc\[31m"
    }

    It 'shows no control characters in the table' {
        $run.Output | Format-Table | Out-String -Width 200 | Should -Not -Match $dangerous
    }

    It 'shows no control characters in the wide view' {
        $run.Output | Format-Wide | Out-String -Width 200 | Should -Not -Match $dangerous
        $hostilePage | Format-Wide | Out-String -Width 200 | Should -Not -Match $dangerous
        $failed.Errors[0].TargetObject | Format-Wide | Out-String -Width 200 | Should -Not -Match $dangerous
    }

    It 'shows no control characters in the list view' {
        $run.Output | Format-List | Out-String -Width 500 | Should -Not -Match $dangerous
    }

    It 'shows no control characters of the raw record, whose JSON can contain them' {
        # The response has the characters themselves, because their escapes would be harmless.
        $letters = "x$([char] 0x9b)31m$([char] 0x202e)y$([char] 0x61c)z"
        $raw = New-Object TikTokFollowingTests.RecordingServer
        try {
            $raw.Respond('{"followings":[{"uid":"6900000000000000001","unique_id":"some.one","nickname":"' + $letters +
                '"}],"has_more":false,"min_time":0,"total":1,"status_code":0}')
            $target = @{ Provider = 'ScrapeCreators'; BaseUri = $raw.BaseUri; ApiKey = $call.ApiKey }
            $account = Get-TikTokFollowing someone @target -IncludeRaw
            $account.Raw.Contains($letters) | Should -BeTrue
            $text = $account | Format-List | Out-String -Width 500
            $text | Should -Match 'Raw +: .*\{"uid"'
            $text | Should -Not -Match $dangerous
        }
        finally { $raw.Dispose() }
    }

    It 'shows no control characters in the table of a page' {
        $hostilePage | Format-Table | Out-String -Width 200 | Should -Not -Match $dangerous
    }

    It 'shows no control characters in a warning' {
        # Such a cursor is ignored, so no warning states a next page.
        $run.Warnings | Out-String -Width 500 | Should -Not -Match $dangerous
    }

    It 'shows no control characters in verbose and debug messages' {
        $run.Verbose + $run.Debug + $failed.Verbose | Out-String -Width 500 | Should -Not -Match $dangerous
    }

    It 'shows no control characters in an error, which has one line' {
        $failed.AnyError.Count | Should -Be 1
        $failed.AnyError[0].Exception.Message | Should -Not -Match $dangerous
        $failed.AnyError[0].Exception.Message | Should -Not -Match '\n'
    }
}
