# docs/examples/Get-FollowingOnNodes.ps1 over three SSH servers: killed and frozen nodes, both kinds of disks, keys.
# With TIKTOKFOLLOWING_FULL=1, more rounds fail at random moments.
BeforeDiscovery {
    . "$PSScriptRoot/NodesShared.ps1"
    $missing = Get-NodeObstacle
    $why = if ($missing) { " (skipped: $missing)" } else { '' }
    $disks = @(@{ Disks = 'shared'; IsShared = $true }, @{ Disks = 'separate'; IsShared = $false })
    $rounds = if ($env:TIKTOKFOLLOWING_FULL) { 1..5 | ForEach-Object { $disks } } else { @() }
}

Describe "Get-FollowingOnNodes.ps1 over SSH$why" -Skip:([bool] $missing) {
    BeforeAll {
        . "$PSScriptRoot/Shared.ps1"
        . "$PSScriptRoot/ListServer.ps1"
        . "$PSScriptRoot/NodesShared.ps1"
        $environment = Clear-TestEnvironment
        $onNodes = Join-Path $PSScriptRoot '../../docs/examples/Get-FollowingOnNodes.ps1'
        # A short path, because TestDrive can have a long one.
        $root = Join-Path ([IO.Path]::GetTempPath()) "nodes-$([guid]::NewGuid().ToString('n').Substring(0, 8))"
        $nodes = Start-NodeServer $root

        function New-SshCall($Server, [bool] $IsShared) {
            @{
                Provider = 'ScrapeCreators'; ApiKey = ConvertTo-Key 'k-nodes-1234567890'; ThrottleLimit = 4
                Option = @{ BaseUri = $Server.BaseUri }; ModuleName = $ModulePath
                # A relative path is on the disk of each node.
                JournalPath = "$(if ($IsShared) { "$root/share/" })$([guid]::NewGuid().ToString('n'))"
                HostName = @($nodes.HostName | Sort-Object { Get-Random }); SshOption = $nodes.SshOption
            }
        }

        # Runs the script in a separate PowerShell, so that the test can act while it runs.
        function Start-NodeRun([string[]] $Name, [hashtable] $Call) {
            $shell = [powershell]::Create().AddScript('param($Script, $Names, $Call) & $Script $Names @Call')
            $null = $shell.AddParameter('Script', $onNodes).AddParameter('Names', $Name).AddParameter('Call', $Call)
            [pscustomobject] @{ Shell = $shell; Run = $shell.BeginInvoke() }
        }

        function Wait-NodeRun($Started) {
            Wait-Until { $Started.Run.IsCompleted } -Seconds 120
            $output = @($Started.Shell.EndInvoke($Started.Run))
            $warnings = @($Started.Shell.Streams.Warning | ForEach-Object { "$_" })
            [pscustomobject] @{ Output = $output; Errors = @($Started.Shell.Streams.Error); Warnings = $warnings }
        }

        function Compare-All($Account, [string[]] $Name, [int] $Count) {
            $groups = $Account | Group-Object FollowedBy -AsHashTable -AsString
            foreach ($user in $Name) {
                $null = Compare-Sequence $groups[$user].Handle (Get-ServedName $user $Count)
                $null = Compare-Sequence $groups[$user].Position (1..$Count)
            }
            if (@($Account).Count -ne $Name.Count * $Count) { throw "there are $(@($Account).Count)" }
            $true
        }

        function Get-Repeat($Server) { @($Server.Requests | Group-Object | Where-Object Count -gt 1) }
    }

    AfterAll {
        Stop-NodeServer $nodes
        Remove-Item -LiteralPath $root -Recurse -Force
        Restore-TestEnvironment $environment
    }

    AfterEach {
        if ($server) { $server.Dispose() }
        $server = $null
    }

    It 'completes 60 lists on <Disks> disks after a kill and a freeze, and then sends no request' -ForEach $disks {
        $server = New-Object TikTokFollowingTests.ListServer 2
        $users = 1..60 | ForEach-Object { "user$_" }
        $held = $users | ForEach-Object { "${_}:2" }
        foreach ($request in $held) { $server.Hold($request) }
        $call = New-SshCall $server $IsShared
        $started = Start-NodeRun $users ($call + @{ NodeTimeoutSec = 5 })
        Wait-Until { $server.Waiting.Count -eq 12 } -Seconds 60
        Send-NodeSignal $nodes 127.0.0.1 KILL
        Send-NodeSignal $nodes 127.0.0.2 STOP
        foreach ($request in $held) { $server.Release($request) }
        $first = Wait-NodeRun $started
        Send-NodeSignal $nodes 127.0.0.2 KILL

        $reports = @($first.Warnings + $first.Errors | Where-Object { "$_" -match 'failed: |was silent for 5 s' })
        $reports.Count | Should -Be 2
        "$($reports -match '^\[127\.0\.0\.1\] The node failed: ')" | Should -Not -BeNullOrEmpty
        "$($reports -match '^\[127\.0\.0\.2\] The node was silent for 5 s\.')" | Should -Not -BeNullOrEmpty
        $unfinished = if ($IsShared) {
            $reports | Should -Match 'The other nodes take over \d+ lists\.'
            # The frozen node still has the journals of four lists open.
            $first.Errors.FullyQualifiedErrorId | Should -BeLike 'JournalInUse*'
            "$($first.Errors -notmatch '^\[127\.0\.0\.3\] ')" | Should -BeNullOrEmpty
            $first.Errors.TargetObject.Handle
        }
        else {
            $first.Errors.FullyQualifiedErrorId | Should -BeLike 'NodeFailed,*'
            $first.Errors.TargetObject
        }
        if ($IsShared) { $unfinished.Count | Should -Be 4 }
        $complete = @($users | Where-Object { $_ -notin $unfinished })
        Compare-All @($first.Output | Where-Object FollowedBy -In $complete) $complete 10 | Should -BeTrue

        $call.HostName = $nodes.HostName[2, 0, 1]
        $second = Wait-NodeRun (Start-NodeRun $users $call)
        $second.Errors | Should -BeNullOrEmpty
        Compare-All $second.Output $users 10 | Should -BeTrue
        $twice = Get-Repeat $server
        $saved = @($twice | Where-Object { $_.Count -gt 2 -or $_.Name -notin $held })
        $saved.Count | Should -Be 0 -Because 'saved pages are not fetched again'
        $twice.Count | Should -BeIn (4..8) -Because 'each node had four pages in flight'
        $requests = $server.Requests.Count

        $call.HostName = $nodes.HostName[1, 2, 0]
        $third = Wait-NodeRun (Start-NodeRun $users $call)
        $third.Errors | Should -BeNullOrEmpty
        Compare-All $third.Output $users 10 | Should -BeTrue
        $server.Requests.Count | Should -Be $requests
        $requests | Should -Be (120 + $twice.Count)
    }

    It 'sends each node its own key, in any order of the sessions' {
        $server = New-Object TikTokFollowingTests.ListServer 1
        $call = New-SshCall $server $false
        $call.ApiKey = @{}
        foreach ($name in $nodes.HostName) { $call.ApiKey[$name] = ConvertTo-Key "k-of-the-node-$name" }
        $sessions = @(New-PSSession -HostName $nodes.HostName -Options $nodes.SshOption)
        $call.Remove('HostName')
        $call.Remove('SshOption')
        try {
            foreach ($round in 1..4) {
                $users = 1..12 | ForEach-Object { "round${round}user$_" }
                $call.Session = @($sessions | Sort-Object { Get-Random })
                $accounts = & $onNodes $users @call
                Compare-All $accounts $users 5 | Should -BeTrue
            }
            $saved = @{}
            foreach ($one in $sessions) {
                Invoke-Command $one -ArgumentList $call.JournalPath { param($Path) Get-ChildItem $Path -Name } |
                    ForEach-Object { $saved[($_ -split '\.')[1]] = "k-of-the-node-$($one.ComputerName)" }
            }
            $sessions.State | Should -Be 'Opened', 'Opened', 'Opened' -Because 'the sessions of the caller stay open'
        }
        finally { $sessions | Remove-PSSession }
        $requests = $server.Requests
        $requests.Count | Should -Be 48
        ($saved.Values | Select-Object -Unique).Count | Should -Be 3
        for ($i = 0; $i -lt 48; $i++) { $server.Keys[$i] | Should -Be $saved[($requests[$i] -split ':')[0]] }
    }

    It 'keeps saved lists on their nodes when a node is added, and skips lists that a missing node may have' {
        $server = New-Object TikTokFollowingTests.ListServer 1
        $users = 1..12 | ForEach-Object { "user$_" }
        $call = New-SshCall $server $false
        $call.HostName = $nodes.HostName[1, 0]
        $first = Wait-NodeRun (Start-NodeRun $users $call)
        Compare-All $first.Output $users 5 | Should -BeTrue
        $call.HostName = $nodes.HostName
        $second = Wait-NodeRun (Start-NodeRun $users $call)
        Compare-All $second.Output $users 5 | Should -BeTrue
        $server.Requests.Count | Should -Be 12

        $call.HostName = $nodes.HostName[0, 2] + '127.0.0.9' # no server has this address
        $third = Wait-NodeRun (Start-NodeRun $users $call)
        "$($third.Warnings -match '^\[127\.0\.0\.9\] The session is closed or busy\. ')" | Should -Not -BeNullOrEmpty
        $third.Errors.FullyQualifiedErrorId | Should -BeLike 'NodeFailed,*'
        "$($third.Errors)" | Should -Match '^\[127\.0\.0\.9\] The node is missing\.'
        $left = @($third.Errors.TargetObject)
        $left.Count | Should -BeIn (1..11)
        Compare-All $third.Output @($users | Where-Object { $_ -notin $left }) 5 | Should -BeTrue

        $call.HostName = '127.0.0.9'
        { & $onNodes $users @call -WarningAction SilentlyContinue } | Should -Throw 'No node can be used.'

        # One node alone cannot know whether it shares its folder.
        $call.HostName = '127.0.0.1', '127.0.0.9'
        $fourth = Wait-NodeRun (Start-NodeRun $users $call)
        Compare-All $fourth.Output @($users | Where-Object { $_ -notin $fourth.Errors.TargetObject }) 5 | Should -BeTrue
        $server.Requests.Count | Should -Be 12
    }

    It 'updates the histories of a killed node on another node, and none of them twice' {
        $server = New-Object TikTokFollowingTests.ListServer 2
        $users = 1..24 | ForEach-Object { "user$_" }
        $call = New-SshCall $server $true
        $call.HistoryPath = $call.JournalPath
        $call.Remove('JournalPath')
        # One list stays in flight when the others are complete.
        $server.Hold('user24:2')
        $started = Start-NodeRun $users $call
        Wait-Until { $server.Requests.Count -eq 48 -and $server.Waiting.Count -eq 1 } -Seconds 60
        $killed = $null
        foreach ($name in $nodes.HostName) {
            $files = Get-NodeProcess $nodes $name | ForEach-Object { Get-ChildItem "/proc/$_/fd" -ErrorAction Ignore }
            if ("$($files.Target)" -like '*user24.pending.jsonl*') { $killed = $name }
        }
        $killed | Should -Not -BeNullOrEmpty
        Send-NodeSignal $nodes $killed KILL
        $server.Release('user24:2')
        $run = Wait-NodeRun $started
        $run.Errors | Should -BeNullOrEmpty
        "$($run.Warnings)" | Should -Match "\[$([regex]::Escape($killed))\] The node failed: .* take over \d+ lists?\."
        $repeats = @(Get-Repeat $server)
        $repeats.Name | Should -Contain 'user24:2'
        $repeats.Count | Should -BeLessOrEqual 4
        @($repeats | Where-Object Name -NotLike '*:2') | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be (48 + $repeats.Count)
        $summaries = @(Get-TikTokFollowingHistory $users -Path $call.HistoryPath -Summary)
        $summaries.Count | Should -Be 24
        $lines = Get-ChildItem $call.HistoryPath -Filter *.history.jsonl | Get-Content
        @($lines -match '^{"Commit":').Count | Should -Be 24
    }

    It 'completes all lists although nodes fail at random moments, on <Disks> disks' -ForEach $rounds {
        $server = New-Object TikTokFollowingTests.ListServer 4
        $users = 1..60 | ForEach-Object { "user$_" }
        $call = New-SshCall $server $IsShared
        $started = Start-NodeRun $users ($call + @{ NodeTimeoutSec = 5 })
        $failing = @($nodes.HostName | Sort-Object { Get-Random })
        $moment = Get-Random -Minimum 1 -Maximum 200
        Wait-Until { $server.Requests.Count -ge $moment } -Seconds 60
        Send-NodeSignal $nodes $failing[0] KILL
        Send-NodeSignal $nodes $failing[1] STOP
        $null = Wait-NodeRun $started
        Send-NodeSignal $nodes $failing[1] KILL
        $second = Wait-NodeRun (Start-NodeRun $users $call)
        $second.Errors | Should -BeNullOrEmpty
        Compare-All $second.Output $users 20 | Should -BeTrue
        $server.Requests.Count | Should -BeLessOrEqual 248 -Because "at $moment, each node had four in flight"
        $requests = $server.Requests.Count
        $third = Wait-NodeRun (Start-NodeRun $users $call)
        Compare-All $third.Output $users 20 | Should -BeTrue
        $server.Requests.Count | Should -Be $requests
    }
}
