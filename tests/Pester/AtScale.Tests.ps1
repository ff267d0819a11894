# docs/examples/Get-FollowingOnNodes.ps1, with processes of this machine as the nodes. Nodes.Tests.ps1 uses SSH.
BeforeDiscovery {
    # Finds the processes of the jobs among the children of this process.
    $canFind = $PSVersionTable.PSVersion.Major -ge 7 -or (Get-Command Get-CimInstance -ErrorAction SilentlyContinue)
    $why = if ($canFind) { '' } else { ' (skipped: the process of a job cannot be found)' }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/ListServer.ps1"
    $environment = Clear-TestEnvironment
    $onNodes = Join-Path $PSScriptRoot '../../docs/examples/Get-FollowingOnNodes.ps1'
    $names = 1..9 | ForEach-Object { "name$_" }

    function New-NodeCall($Server) {
        @{
            Provider = 'ScrapeCreators'; Option = @{ BaseUri = $Server.BaseUri }
            ApiKey = ConvertTo-Key 'k-nodes-1234567890'
            ModuleName = $ModulePath; ThrottleLimit = 3
            JournalPath = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
            WarningAction = 'SilentlyContinue'; ErrorAction = 'Continue'
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
        if ($PSVersionTable.PSVersion.Major -ge 7) {
            Get-Process | Where-Object { $_.Parent.Id -eq $PID } | ForEach-Object { $_.Id }
        }
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

    It 'fetches each list once, in any spelling, and returns all accounts' {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $call = New-NodeCall $server
        $spellings = '@name1', 'NAME2', 'https://www.tiktok.com/@name3?lang=en'
        $accounts = & $onNodes ($names + $spellings) -ProcessCount 3 @call
        Compare-Whole $accounts 15 | Should -BeTrue
        $accounts[0].PSTypeNames[0] | Should -Be 'Deserialized.TikTokFollowing.FollowedAccount'
        $accounts[0].PSObject.Properties.Name | Should -Not -Contain 'PSComputerName'
        $server.Requests.Count | Should -Be 27
        # The check for a shared folder leaves no marker file behind.
        (Get-ChildItem $call.JournalPath).Name | Sort-Object |
            Should -Be ($names | ForEach-Object { "ScrapeCreators.$_.jsonl" })

        $again = & $onNodes $names -ProcessCount 4 @call
        Compare-Whole $again 15 | Should -BeTrue
        $server.Requests.Count | Should -Be 27
    }

    It 'assigns lists by name, the same in every edition and culture, and moves few of them to a new node' {
        $tokens = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseFile($onNodes, [ref] $tokens, [ref] $null)
        $function = $tree.Find({
            param($node) $node -is [System.Management.Automation.Language.FunctionDefinitionAst] -and
                $node.Name -eq 'Select-Node'
        }, $true)
        . ([scriptblock]::Create($function.Extent.Text))
        $sha = [System.Security.Cryptography.SHA256]::Create()
        $nodes = 'one', 'two', 'three', 'four' | ForEach-Object { @{ Name = $_ } }
        $culture = [cultureinfo]::CurrentCulture
        try {
            foreach ($name in 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR') {
                [cultureinfo]::CurrentCulture = $name
                $selected = 'someone', 'ANOTHER', 'Iris', "caf$([char] 0xe9)" |
                    ForEach-Object { (Select-Node $_ $nodes).Name }
                $selected -join ' ' | Should -Be 'one one four four'
            }
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
        $users = 1..1000 | ForEach-Object { "user$_" }
        $before = $users | ForEach-Object { (Select-Node $_ $nodes[2, 0, 1]).Name }
        $after = $users | ForEach-Object { (Select-Node $_ $nodes).Name }
        $moved = @(0..999 | Where-Object { $before[$_] -ne $after[$_] })
        @($moved | Where-Object { $after[$_] -ne 'four' }).Count | Should -Be 0
        $moved.Count | Should -BeIn (200..300)
        ($before | Group-Object | Measure-Object Count -Minimum).Minimum | Should -BeGreaterThan 280
    }

    It 'reports an error with its node, id and target, and fetches the other lists' {
        $server = New-Object TikTokFollowingTests.ListServer 1
        $server.Respond('name5:1', 404, '', '{}')
        $call = New-NodeCall $server
        $run = Invoke-Captured { & $onNodes $names @call }
        $run.Output.Count | Should -Be 40
        $run.AnyError.Count | Should -Be 1
        $run.AnyError[0].FullyQualifiedErrorId | Should -BeLike 'AccountNotFound,*'
        $run.AnyError[0].TargetObject.Handle | Should -Be 'name5'
        "$($run.AnyError[0])" | Should -Match '^\[process [12]\] .*@name5'
    }

    It 'honors -ErrorAction and -WarningAction' {
        $server = New-Object TikTokFollowingTests.ListServer 1
        $call = New-NodeCall $server
        $null = & $onNodes $names @call
        $call.Remove('WarningAction')
        $run = Invoke-Captured { & $onNodes $names @call }
        $run.Warnings.Count | Should -Be 2
        $run.Warnings | Should -Match '^\[process [12]\] Using the journals? of '
        $call.WarningAction = 'SilentlyContinue'
        (Invoke-Captured { & $onNodes $names @call }).Warnings | Should -BeNullOrEmpty

        1..9 | ForEach-Object { $server.Respond("other${_}:1", 404, '', '{}') }
        $others = 1..9 | ForEach-Object { "other$_" }
        $call.ErrorAction = 'SilentlyContinue'
        (Invoke-Captured { & $onNodes $others @call }).AnyError | Should -BeNullOrEmpty
        $call.ErrorAction = 'Stop'
        1..9 | ForEach-Object { $server.Respond("other${_}:1", 404, '', '{}') }
        $run = Invoke-Captured { & $onNodes $others @call }
        $run.AnyError.Count | Should -Be 1
        $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'AccountNotFound,*'
    }

    It 'applies the budget to each node, and resumes' {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $call = New-NodeCall $server
        $run = Invoke-Captured { & $onNodes $names -MaxCreditsPerNode 4 @call }
        $server.Requests.Count | Should -Be 8
        $run.Output.Count | Should -Be 40
        @($run.AnyError.FullyQualifiedErrorId -like 'BudgetReached,*').Count | Should -BeGreaterThan 1
        @($run.AnyError.FullyQualifiedErrorId -like 'NodeFailed,*').Count | Should -Be 2
        $rest = & $onNodes $names @call
        Compare-Whole $rest 15 | Should -BeTrue
        $server.Requests.Count | Should -Be 27
    }

    It 'writes a CSV file for each complete list on the nodes, also after the budget is reached' {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $call = New-NodeCall $server
        $call.OutputPath = Join-Path $TestDrive 'csv'
        $run = Invoke-Captured { & $onNodes $names -MaxCreditsPerNode 10 -ThrottleLimit 1 @call }
        $run.Output.Count | Should -Be 6
        @($run.AnyError.FullyQualifiedErrorId -like 'BudgetReached,*').Count | Should -Be 2
        $all = & $onNodes $names @call
        ($all.FollowedBy | Sort-Object) -join ' ' | Should -Be ($names -join ' ')
        ($all.AccountCount | Measure-Object -Sum).Sum | Should -Be 135
        (Get-ChildItem $call.OutputPath).Name | Sort-Object |
            Should -Be ($names | ForEach-Object { "ScrapeCreators.$_.csv" })
        Compare-Whole (Get-ChildItem $call.OutputPath | ForEach-Object { Import-Csv $_.FullName -Encoding UTF8 }) 15 |
            Should -BeTrue
        $server.Requests.Count | Should -Be 27
    }

    It 'updates histories, and returns the changes' {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $call = New-NodeCall $server
        $call.HistoryPath = $call.JournalPath
        $call.Remove('JournalPath')
        $run = Invoke-Captured { & $onNodes $names @call }
        $run.AnyError | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be 27
        @($run.All | Where-Object { "$_" -match '^\[process [12]\] \d baselines? stored' }).Count | Should -Be 2
        & $onNodes $names @call | Should -BeNullOrEmpty
        $server.Requests.Count | Should -Be 36
        @(Get-TikTokFollowingHistory $names -Path $call.HistoryPath -Summary).Count | Should -Be 9
    }

    It "stops the nodes when the pipeline needs no more accounts$why" -Skip:(-not $canFind) {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $names | ForEach-Object { $server.Hold("${_}:3") }
        $before = @(Get-ChildId)
        $call = New-NodeCall $server
        @(& $onNodes $names @call | Select-Object -First 3).Count | Should -Be 3
        Wait-Until { -not (Get-ChildId | Where-Object { $_ -notin $before }) }
        Get-Event | Where-Object SourceIdentifier -Like 'TikTokFollowing*' | Should -BeNullOrEmpty
    }

    It 'accepts handles from the pipeline and relative paths, in strict mode' {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $call = New-NodeCall $server
        $call.JournalPath, $call.OutputPath = './journals', 'lists'
        $location = New-Item (Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))) -ItemType Directory
        Push-Location $location.FullName
        try {
            Set-StrictMode -Version Latest
            $files = $names + '' | & $onNodes @call
        }
        finally { Pop-Location }
        ($files.FollowedBy | Sort-Object) -join ' ' | Should -Be ($names -join ' ')
        @(Get-ChildItem (Join-Path $location.FullName lists)).Count | Should -Be 9
        @(Get-ChildItem (Join-Path $location.FullName journals)).Count | Should -Be 9
        $server.Requests.Count | Should -Be 27
    }

    It 'every example has a description' {
        foreach ($script in $onNodes, (Join-Path (Split-Path -Parent $onNodes) 'Watch-Following.ps1')) {
            $examples = @((Get-Help $script -Full).examples.example)
            $examples.Count | Should -BeGreaterThan 2
            foreach ($example in $examples) { "$($example.remarks[0].Text)" | Should -Match '^\s*[A-Z].*\.\s*$' }
        }
    }

    It 'rejects ambiguous calls before a node is used' {
        $call = @{ Provider = 'ScrapeCreators' }
        { & $onNodes a @call } | Should -Throw 'Specify either*' -ErrorId 'InvalidNodeCall,Get-FollowingOnNodes.ps1'
        { & $onNodes a -JournalPath a -HistoryPath b @call } | Should -Throw 'Specify either*'
        { & $onNodes a -HistoryPath a -OutputPath b @call } | Should -Throw '-OutputPath cannot*'
        { & $onNodes a -JournalPath a -ApiKey @{ 'process 1' = ConvertTo-Key 'k-1' } @call } |
            Should -Throw '*no key for the node process 2.'
    }

    It "gives the lists of a killed node to the others, and refetches only pages in flight$why" -Skip:(-not $canFind) {
        $server = New-Object TikTokFollowingTests.ListServer 3
        $held = $names | ForEach-Object { "${_}:2" }
        foreach ($request in $held) { $server.Hold($request) }
        $call = New-NodeCall $server
        $call.ThrottleLimit = 2
        $before = @(Get-ChildId)
        $shell = [powershell]::Create().AddScript('param($Script, $Names, $Call) & $Script $Names @Call')
        $null = $shell.AddParameters(@{ Script = $onNodes; Names = $names; Call = $call })
        $run = $shell.BeginInvoke()
        Wait-Until { $server.Waiting.Count -eq 4 } -Seconds 60
        $processes = @(Get-ChildId | Where-Object { $_ -notin $before })
        $processes.Count | Should -Be 2
        Stop-Process -Id $processes[0] -Force
        foreach ($request in $held) { $server.Release($request) }
        Wait-Until { $run.IsCompleted } -Seconds 60
        $accounts = @($shell.EndInvoke($run))
        $shell.Streams.Error | Should -BeNullOrEmpty
        Compare-Whole $accounts 15 | Should -BeTrue
        $twice = @($server.Requests | Group-Object | Where-Object Count -gt 1)
        @($twice | Where-Object { $_.Count -gt 2 -or $_.Name -notin $held }).Count |
            Should -Be 0 -Because 'saved pages are not fetched again'
        $twice.Count | Should -Be 2 -Because 'the killed node had two pages in flight'
        $server.Requests.Count | Should -Be 29

        $null = & $onNodes $names @call
        $server.Requests.Count | Should -Be 29
    }
}
