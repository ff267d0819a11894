# docs/examples/Get-FollowingOnNodes.ps1, with processes of this machine as the nodes.
BeforeDiscovery {
    # The processes of the jobs are looked for among this one's children.
    $canFind = $PSVersionTable.PSVersion.Major -ge 7 -or (Get-Command Get-CimInstance -ErrorAction SilentlyContinue)
    $why = if ($canFind) { '' } else { ' (skipped: the process of a job cannot be found)' }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/ListServer.ps1"
    $environment = Clear-TestEnvironment
    $onNodes = Join-Path $PSScriptRoot '../../docs/examples/Get-FollowingOnNodes.ps1'
    $names = 1..9 | ForEach-Object { "name$_" } # five and four of two nodes, by their hashes

    function New-NodeCall($Server) {
        @{
            Provider = 'ScrapeCreators'; BaseUri = $Server.BaseUri; ApiKey = ConvertTo-Key 'k-nodes-1234567890'; ModuleName = $ModulePath; ThrottleLimit = 3
            JournalPath = Join-Path $TestDrive ([guid]::NewGuid().ToString('n')); WarningAction = 'SilentlyContinue'; ErrorAction = 'Continue'
        }
    }

    function Compare-Whole($Account, [int] $Count) {
        foreach ($name in $names) {
            $own = @($Account | Where-Object FollowedBy -EQ $name)
            $null = Compare-Sequence $own.Handle (Get-ServedName $name $Count)
            $null = Compare-Sequence $own.Position (1..$Count)
        }
        if (@($Account).Count -ne $names.Count * $Count) { throw "there are $(@($Account).Count)" }
        $true
    }

    function Get-ChildId {
        if ($PSVersionTable.PSVersion.Major -ge 7) { Get-Process | Where-Object { $_.Parent.Id -eq $PID } | ForEach-Object { $_.Id } }
        else { Get-CimInstance Win32_Process -Filter "ParentProcessId = $PID" | ForEach-Object { $_.ProcessId } }
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Get-FollowingOnNodes.ps1' {
    AfterEach {
        if ($server) { $server.Dispose() }
        $server = $null
    }

    It 'reads each list once, whichever way it is spelt, and writes all accounts' {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $call = New-NodeCall $server
        $accounts = & $onNodes ($names + '@name1' + 'NAME2' + 'https://www.tiktok.com/@name3?lang=en') -JobCount 3 @call
        Compare-Whole $accounts 15 | Should -BeTrue
        $accounts[0].PSTypeNames[0] | Should -Be 'Deserialized.TikTokFollowing.FollowedAccount'
        $server.Requests.Count | Should -Be 27
        (Get-ChildItem $call.JournalPath -Filter *.jsonl).Count | Should -Be 9

        # Again, on more nodes: the journals are on a share, as it were.
        $again = & $onNodes $names -JobCount 4 @call
        Compare-Whole $again 15 | Should -BeTrue
        $server.Requests.Count | Should -Be 27
    }

    It 'tells what failed with its id and target, and reads the others' {
        $server = New-Object TikTokFollowingTests.ListServer 1
        $server.Answer('name5:1', 404, '', '{}')
        $call = New-NodeCall $server
        $run = Invoke-Captured { & $onNodes $names @call }
        $run.Output.Count | Should -Be 40
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'AccountNotFound,*'
        $run.AnyError[0].TargetObject.Handle | Should -Be 'name5'
    }

    It 'gives each node its budget and its key, and wants as many keys as nodes' {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $call = New-NodeCall $server
        $run = Invoke-Captured { & $onNodes $names -JobCount 2 -MaxCreditsPerNode 4 @call }
        $server.Requests.Count | Should -Be 8
        $run.Output.Count | Should -Be 40
        @($run.AnyError.FullyQualifiedErrorId -like 'BudgetReached,*').Count | Should -BeGreaterThan 1
        $rest = & $onNodes $names -JobCount 2 @call
        Compare-Whole $rest 15 | Should -BeTrue
        $server.Requests.Count | Should -Be 27
        $call.ApiKey = 1..2 | ForEach-Object { ConvertTo-Key "k-nodes-$_" }
        { & $onNodes $names -JobCount 3 @call } | Should -Throw '*2 keys for 3 nodes*'
    }

    It "goes on after a node was killed, and buys again only what was on its way$why" -Skip:(-not $canFind) {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $held = $names | ForEach-Object { "${_}:2" }
        foreach ($request in $held) { $server.Hold($request) }
        $call = New-NodeCall $server
        $before = @(Get-ChildId)
        $shell = [powershell]::Create().AddScript('param($Script, $Names, $Call) & $Script $Names -JobCount 2 @Call').AddParameter('Script', $onNodes).AddParameter('Names', $names).AddParameter('Call', $call)
        # Not disposed of: closing a runspace waits a minute for the job of a process that is gone.
        $run = $shell.BeginInvoke()
        Wait-Until { $server.Waiting.Count -eq 6 } -Seconds 60
        $nodes = @(Get-ChildId | Where-Object { $_ -notin $before })
        $nodes.Count | Should -Be 2
        Stop-Process -Id $nodes[0] -Force
        foreach ($request in $held) { $server.Release($request) }
        Wait-Until { $run.IsCompleted } -Seconds 60
        $accounts = @($shell.EndInvoke($run))
        $told = @($shell.Streams.Error | Where-Object { "$_" -match 'failed before all' })
        $told.Count | Should -Be 1
        $lost = @($told[0].TargetObject)
        $lost.Count | Should -BeIn (1..8)
        foreach ($name in $names | Where-Object { $_ -notin $lost }) {
            Compare-Sequence @($accounts | Where-Object FollowedBy -EQ $name).Handle (Get-ServedName $name 15) | Should -BeTrue
        }

        $all = & $onNodes $names -JobCount 2 @call
        Compare-Whole $all 15 | Should -BeTrue
        $twice = @($server.Requests | Group-Object | Where-Object Count -gt 1)
        @($twice | Where-Object { $_.Count -gt 2 -or $_.Name -notin $held }).Count | Should -Be 0 -Because 'pages that were written are not bought again'
        $twice.Count | Should -Be 3 -Because 'the killed node had three pages on their way'
    }
}
