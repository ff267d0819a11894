# Settings, the log and -WhatIf of docs/examples/Watch-Following.ps1.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/WatchShared.ps1"
}

AfterAll {
    $env:TIKTOKFOLLOWING_WEBHOOK = $savedWebhook
    Restore-TestEnvironment $environment
}

Describe 'Watch-Following.ps1: settings' {
    BeforeEach {
        Reset-TestSession
        $slept.Clear()
        $server = New-Object TikTokFollowingTests.WebhookServer
        $call = New-WatchCall $server
        $log = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).log"
        $null = Start-TikTokFollowingSandbox @Quiet
    }

    AfterEach { $server.Dispose() }

    It 'an invalid setting ends the run before anything is posted or charged: <Change>' -ForEach @(
        @{ Change = @{ Provider = 'Nobody' }; Reason = "There is no provider 'Nobody'" }
        @{ Change = @{ FallbackProvider = 'UnifAPI,Nobody' }; Reason = "There is no provider 'Nobody'" }
        @{ Change = @{ FallbackProvider = 'SociaVault' }; Reason = 'repeats a provider' }
        @{ Change = @{ PageSize = 10 }; Reason = 'does not support a page size' }
        @{ Change = @{ PageSize = 'many' }; Reason = "'PageSize'" }
        @{ Change = @{ MaxCredits = 2.5 }; Reason = '2.5 would be rounded' }
        @{ Change = @{ MaxCredits = -1 }; Reason = "'MaxCredits'" }
        @{ Change = @{ MaxCredits = 'few' }; Reason = "'MaxCredits'" }
        @{ Change = @{ FullInterval = '7' }; Reason = "'7' is not a clear time span" }
        @{ Change = @{ FullInterval = 'weekly' }; Reason = 'is not a clear time span' }
        @{ Change = @{ ThrottleLimit = 0 }; Reason = "'ThrottleLimit'" }
        @{ Change = @{ BaseUri = 'http://example.com' }; Reason = 'would send the key unencrypted' }
        @{ Change = @{ Handle = 'b c', 'd/e' }; Reason = "'b c' contains a space" }
        @{ Change = @{ Handle = @() }; Reason = 'There is no user' }
        @{ Change = @{ Handle = '#' }; Reason = 'There is no user' }
        @{ Change = @{ UserFile = 'no-such-file.txt' }; Reason = 'no-such-file.txt' }
        @{ Change = @{ HistoryPath = '' }; Reason = 'Specify the folder of the histories' }
        @{ Change = @{ ModuleName = 'NoSuchModule' }; Reason = 'NoSuchModule' }
        @{ Change = @{ WebhookSecret = 'no-such-secret' }; Reason = '.' }
        @{ Change = @{ WebhookVariable = 'NO_SUCH_VARIABLE' }; Reason = 'variable NO_SUCH_VARIABLE is empty' }
    ) {
        $requests = Get-RequestCount
        $run = Invoke-Watch $call ($Change + @{ LogPath = $log })
        $run.Code | Should -Be 2
        $run.ErrorText | Should -Match ([regex]::Escape($Reason).Replace('\.', '.'))
        $run.Line | Should -Match ' messages=0 posted=0 .* exit=2$'
        $lines = @(Get-Content -LiteralPath $log)
        $lines[-1] | Should -BeExactly $run.Line
        "$($lines -match ' error: ')" | Should -Match ([regex]::Escape($Reason).Replace('\.', '.'))
        $server.Posts.Count, (Get-RequestCount) | Should -Be 0, $requests
        (Invoke-Watch $call ($Change + @{ WhatIf = $true })).Code | Should -Be 2 -Because '-WhatIf finds it too'
    }

    It 'one invalid handle does not stop the others, and costs nothing' {
        $run = Invoke-Watch $call @{ Handle = 'someone', 'b c'; LogPath = $log }
        $run.Code, $run.Values.users, $run.Values.failed, $run.Values.credits | Should -Be 1, 2, 1, 5
        $run.ErrorText | Should -Match "'b c' contains a space"
        (Get-Content -LiteralPath $log) -join "`n" | Should -Match "(?s)error: .*'b c'.*not updated: b c\n"
        (Invoke-Watch $call @{ Handle = 'someone', 'b c'; WhatIf = $true }).Code | Should -Be 1
    }

    It 'the address <Address> is rejected, and not shown: <Reason>' -ForEach @(
        @{ Address = 'http://hooks.example.com/T0K3N'; Reason = 'https://. Only localhost can have http://.' }
        @{ Address = 'ftp://127.0.0.1/T0K3N'; Reason = 'must start with https://' }
        @{ Address = 'hooks.example.com/T0K3N'; Reason = 'is not a valid address' }
        @{ Address = 'https://'; Reason = 'is not a valid address' }
        @{ Address = 'https:///T0K3N'; Reason = 'is not a valid address' }
        @{ Address = 'https://exa mple.com/T0K3N'; Reason = 'is not a valid address' }
        @{ Address = 'https://example.com:99999/T0K3N'; Reason = 'is not a valid address' }
        @{ Address = '/T0K3N'; Reason = 'is not a valid address' }
        @{ Address = '  '; Reason = 'is missing' }
    ) {
        $env:TIKTOKFOLLOWING_WEBHOOK = $Address
        $run = Invoke-Watch $call @{ LogPath = $log }
        $run.Code | Should -Be 2
        $run.ErrorText | Should -Match ([regex]::Escape($Reason))
        "$($run.All) $(Get-Content -LiteralPath $log)" | Should -Not -Match 'T0K3N'
    }

    It 'a log that cannot be written ends the run before it costs credits' {
        $requests = Get-RequestCount
        foreach ($path in $TestDrive, (Join-Path $TestDrive 'no-such-folder/watch.log')) {
            $run = Invoke-Watch $call @{ LogPath = "$path" }
            $run.Code | Should -Be 2
            $run.ErrorText | Should -Match 'The log .* cannot be written'
        }
        $server.Posts.Count, (Get-RequestCount) | Should -Be 0, $requests
    }

    It 'a log that can no longer be written at the end is a warning, and exit code 1' {
        $logFolder = New-Item (Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))) -ItemType Directory
        $server.Next('500')
        function Add-Sleep { Remove-Item -LiteralPath $logFolder.FullName -Recurse }
        $run = Invoke-Watch $call @{ LogPath = Join-Path $logFolder.FullName 'watch.log'; WarningAction = 'Continue' }
        $run.Code | Should -Be 1
        "$($run.Warnings)" | Should -Match 'The log .* could not be written'
    }

    It 'a state folder that cannot be written is not reported as another run' {
        if ($env:OS -eq 'Windows_NT') { Set-ItResult -Skipped -Because 'Windows has no chmod' }
        if ((id -u) -eq 0) { Set-ItResult -Skipped -Because 'root can write to any folder' }
        $folder = New-Item (Join-Path $TestDrive 'locked') -ItemType Directory
        chmod 500 $folder.FullName
        $run = Invoke-Watch $call @{ StatePath = $folder.FullName }
        $run.Code | Should -Be 2
        $run.ErrorText | Should -Match 'denied'
    }

    It 'every parameter has help' {
        $help = Get-Help $watch -Full
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters +
            [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
        foreach ($name in (Get-Command $watch).Parameters.Keys | Where-Object { $_ -notin $common }) {
            $parameter = $help.parameters.parameter | Where-Object name -EQ $name
            "$($parameter.description.Text)".Length | Should -BeGreaterThan 20 -Because $name
            if ($name -in 'MaxCredits', 'PageSize', 'ThrottleLimit') {
                "$($parameter.defaultValue)" | Should -Not -Be '0' -Because '0 would seem to be a limit'
            }
        }
    }
}

Describe 'Watch-Following.ps1: preferences of the caller' {
    BeforeEach {
        Reset-TestSession
        $slept.Clear()
        $server = New-Object TikTokFollowingTests.WebhookServer
        $call = New-WatchCall $server
        $log = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).log"
    }

    AfterEach { $server.Dispose() }

    It 'works in strict mode, in each run' {
        $inner = $watch
        $watch = { Set-StrictMode -Version Latest; & $inner @args; $null.Missing }
        { & $watch -UserFile 'no-such-file.txt' 2>&1 } |
            Should -Throw '*Missing*' -Because 'the mode of the caller is kept'
        $watch = { Set-StrictMode -Version Latest; & $inner @args }
        Start-Watch $call
        foreach ($day in 1..3) {
            Set-TikTokFollowingSandbox -Day $day
            if ($day -eq 2) { $server.Next('500', '400') }
            $run = Invoke-Watch $call @{ MaxFailures = 1; SetAside = 'Resend' }
            $run.Code | Should -Be ([int] ($day -eq 2)) -Because $run.ErrorText
            if ($day -eq 2) { $run.Values.'set-aside' | Should -Be $run.Values.changes }
            else { [int] $run.Values.posted | Should -BeGreaterThan 0 }
        }
        (Invoke-Watch $call @{ WhatIf = $true }).Code | Should -Be 0
    }

    It 'a missing user does not end the run, with <Kind>' -ForEach @(
        @{ Kind = '-ErrorAction Stop' }
        @{ Kind = '$PSDefaultParameterValues' }
        @{ Kind = '$ErrorActionPreference' }
    ) {
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 1
        $more = @{ Handle = 'missing', 'someone'; LogPath = $log }
        if ($Kind -like '-*') { $more.ErrorAction = 'Stop' }
        if ($Kind -like '*Values') { $PSDefaultParameterValues = @{ '*:ErrorAction' = 'Stop' } }
        if ($Kind -like '*Preference') { $ErrorActionPreference = 'Stop' }
        $run = Invoke-Watch $call $more
        $run.Code, $run.Values.failed | Should -Be 1, 1
        [int] $run.Values.posted | Should -BeGreaterThan 0
        $run.Terminating | Should -BeNullOrEmpty
        $lines = @(Get-Content -LiteralPath $log)
        $lines[-1] | Should -BeExactly $run.Line
        @($lines -match 'error: AccountNotFound').Count | Should -Be 1
    }

    It 'keeps the other default values of the caller' {
        Start-Watch $call
        $PSDefaultParameterValues = @{ 'Update-TikTokFollowingHistory:MaxCredits' = 1; '*:ErrorAction' = 'Stop' }
        $run = Invoke-Watch $call @{ Handle = 'someone', 'paper.shop' }
        $run.Code, $run.Values.credits | Should -Be 1, 1
    }
}

Describe 'Watch-Following.ps1: the log and -WhatIf' {
    BeforeEach {
        Reset-TestSession
        $slept.Clear()
        $server = New-Object TikTokFollowingTests.WebhookServer
        $call = New-WatchCall $server
        $log = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).log"
    }

    AfterEach { $server.Dispose() }

    It 'has only the line of each run if nothing fails' {
        $call.LogPath = $log
        $null = Start-TikTokFollowingSandbox @Quiet
        Start-Watch $call
        $run = Invoke-Watch $call
        $lines = @(Get-Content -LiteralPath $log) -notmatch 'warning: Using the sandbox'
        $lines.Count | Should -Be 2
        $lines[-1] | Should -BeExactly $run.Line
        $start, $end = '^20[-\d]{8}T[\d:]{8}Z users=1 failed=0', 'posted=0 pending=0 set-aside=0 exit=0$'
        $lines[0] | Should -Match "$start requests=5 credits=5 changes=0 messages=1 $end"
        $lines[1] | Should -Match "$start requests=1 credits=1 changes=0 messages=0 $end"
    }

    It 'names each user and post that failed, without secrets' {
        $call.LogPath = $log
        Start-Watch $call
        Set-TikTokFollowingSandbox -Day 1
        $server.Next('403')
        $run = Invoke-Watch $call @{ Handle = 'someone', 'missing', 'hidden', 'third', 'fourth'; MaxCredits = 4 }
        $run.Code, $run.Values.failed | Should -Be 1, 4
        $lines = @(Get-Content -LiteralPath $log)
        $text = $lines -join "`n"
        $text | Should -Match 'Z error: AccountNotFound: SociaVault reports that @missing does not exist'
        $text | Should -Match 'Z error: FollowingHidden: SociaVault reports that @hidden '
        $text | Should -Match 'Z error: BudgetReached: Stopped at -MaxCredits 4: .* @third'
        $text | Should -Match 'Z warning: 1 handle was not started: fourth'
        $text | Should -Match 'Z not updated: missing, hidden, third, fourth'
        $text | Should -Match 'Z error: The service returned status 403\. Pending: \d+ changes?\.'
        @($lines -notmatch '^20[-\d]{8}T[\d:]{8}Z \S').Count | Should -Be 0 -Because 'each reason is one line'
        @($lines -match 'BudgetReached').Count | Should -Be 1
        $text | Should -Not -Match $token
        $lines[-1] | Should -BeExactly $run.Line
    }

    It 'a missing key is named before anything is posted' {
        $run = Invoke-Watch $call @{ LogPath = $log }
        $run.Code, $server.Posts.Count | Should -Be 2, 0
        (Get-Content -LiteralPath $log)[0] | Should -Match 'error: No key for SociaVault was found'
        @($run.Errors).Count | Should -Be 1
    }

    It '-WhatIf of <_> needs no key, posts nothing and writes nothing' -ForEach @(
        'SociaVault', 'ScrapeCreators', 'SocialFetch', 'DumplingAI', 'UnifAPI'
    ) {
        $shown = @{ WarningAction = 'Continue'; InformationAction = 'Continue' }
        $run = Invoke-Watch $call ($shown + @{ Provider = $_; WhatIf = $true; LogPath = $log })
        $run.Code, $run.AnyError.Count, $server.Posts.Count | Should -Be 0, 0, 0
        @($run.Warnings).Count | Should -Be 1
        $notes = @($run.All | Where-Object { $_ -is [System.Management.Automation.InformationRecord] })
        $notes[0] | Should -BeExactly 'What if: Nothing is stored yet, so no message about changes can be shown.'
        $summary = 'users to update=1 messages to post=1 changes to post=0'
        $notes[1] | Should -BeExactly "What if: $summary. Nothing was charged, posted or written."
        $run.Warnings[0] | Should -Match "A run needs a key\. No key for $_ was found"
        ($run.Output | ConvertFrom-Json).title | Should -BeExactly 'TikTok following: started'
        Test-Path -LiteralPath $log, $call.HistoryPath | Should -Be @($false, $false)
    }
}
