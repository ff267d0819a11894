# Each path that a system cannot use is reported by an error of the module, in every cmdlet that takes a path.
BeforeDiscovery {
    $long = 'x' * 300
    $isOnWindows = $env:OS -eq 'Windows_NT'
    # Bad: no system can use the path. WindowsOnly: Windows cannot, and other systems can.
    $bad = [ordered] @{
        'a null character'         = "a$([char] 0)b"
        'a name of 300 characters' = $long
        'an unknown drive'         = 'nodrive:\a'
        'an unknown provider'      = 'NoProvider::a'
        'another provider'         = 'Env:\a'
    }
    $windowsOnly = [ordered] @{
        'con'                        = 'con'
        'NUL with another extension' = 'NUL.tar'
        'aux'                        = 'aux'
        'a port'                     = 'com1'
        'a port with a superscript'  = "LPT$([char] 0xB9)"
        'a device'                   = '\\.\nul'
        'a <'                        = 'a<b'
        'a >'                        = 'a>b'
        'a |'                        = 'a|b'
        'a ?'                        = 'a?b'
        'a *'                        = 'a*b'
        'a colon'                    = 'C:\a:b'
        'a quotation mark'           = 'a"b'
        'a tab'                      = "a`tb"
    }
    $cases = @(
        foreach ($name in $bad.Keys) { @{ Name = $name; Path = $bad[$name] } }
        if ($isOnWindows) { foreach ($name in $windowsOnly.Keys) { @{ Name = $name; Path = $windowsOnly[$name] } } }
    )
    $handles = 'con', 'nul', 'aux', 'prn', 'com1', 'lpt9', 'con.x', 'nul.jsonl'
    $why = if ($isOnWindows) { '' } else { ' (skipped: only Windows reserves names and locks open files)' }
}

Describe 'A path that cannot be used' {
    BeforeAll {
        . "$PSScriptRoot/Shared.ps1"
        $saved = Clear-TestEnvironment
        $null = Start-TikTokFollowingSandbox -FollowingCount 3 @Quiet
        $account = Get-TikTokFollowing someone -Provider SociaVault -All @Quiet
        Push-Location $TestDrive

        function Get-OwnError([scriptblock] $Script) {
            $result = Invoke-Captured $Script
            $result.AnyError.Count | Should -Be 1 -Because "$($result.AnyError)"
            "$($result.AnyError[0].FullyQualifiedErrorId -replace ',.*')"
            $result.AnyError[0].Exception.Message | Should -Not -Match '[\x00-\x1f]'
        }
    }
    AfterAll {
        Pop-Location
        Restore-TestEnvironment $saved
    }

    Context '<Name>' -ForEach $cases {
        It 'is rejected as a report' {
            Get-OwnError { $account | Export-TikTokFollowingReport -Path "$Path.html" } | Should -Be ReportNotWritten
        }
        It 'is rejected as a graph' {
            Get-OwnError { $account | Export-TikTokFollowingGraph -Path "$Path.gexf" } | Should -Be GraphNotWritten
        }
        It 'is rejected as a graph of two files' {
            Get-OwnError { $account | Export-TikTokFollowingGraph -Path "$Path.csv" } | Should -Be GraphNotWritten
        }
        It 'is rejected as a folder of journals, before a page is charged' {
            $before = (Get-TikTokFollowingSandbox).Requests
            Get-OwnError { Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath $Path @Quiet } |
                Should -BeIn InvalidRequest, CheckpointUnusable
            (Get-TikTokFollowingSandbox).Requests | Should -Be $before
        }
        It 'is rejected as a folder of histories, before a page is charged' {
            $before = (Get-TikTokFollowingSandbox).Requests
            Get-OwnError { Update-TikTokFollowingHistory someone -Provider SociaVault -Path $Path @Quiet } |
                Should -BeIn InvalidRequest, HistoryUnusable
            (Get-TikTokFollowingSandbox).Requests | Should -Be $before
        }
        It 'is rejected as a folder of histories for an import' {
            Get-OwnError { $account | Import-TikTokFollowingHistory -Path $Path -Complete @Quiet } |
                Should -BeIn InvalidRequest, HistoryUnusable
        }
        It 'is rejected as a folder of histories to read' {
            Get-OwnError { Get-TikTokFollowingHistory -Path $Path } |
                Should -BeIn InvalidRequest, HistoryUnusable, HistoryNotFound
        }
        It 'is rejected as a list to compare' {
            Get-OwnError { Compare-TikTokFollowing "$Path.csv" "$Path.json" } |
                Should -BeIn InvalidRequest, InvalidInput
        }
        It 'is rejected as a list to import' {
            Get-OwnError { Import-TikTokFollowingHistory "$Path.jsonl" -Path (Join-Path $TestDrive 'imported') } |
                Should -BeIn InvalidRequest, InvalidInput, CheckpointUnusable
        }
    }

    It "is named in the message with the reason on Windows$why" -Skip:(-not $isOnWindows) {
        $result = Invoke-Captured { $account | Export-TikTokFollowingReport -Path aux.html }
        $result.Terminating.Exception.Message | Should -Be (
            "The report 'aux.html' cannot be written: Windows reserves the name 'aux.html' for a device.")
    }
}

Describe 'A path of more than 260 characters' {
    BeforeAll {
        . "$PSScriptRoot/Shared.ps1"
        $saved = Clear-TestEnvironment
        $null = Start-TikTokFollowingSandbox -FollowingCount 3 @Quiet
        $folder = $TestDrive
        foreach ($i in 1..6) { $folder = Join-Path $folder ("$i" * 60) }
        $null = [IO.Directory]::CreateDirectory($folder)
        $folder.Length | Should -BeGreaterThan 300
    }
    AfterAll { Restore-TestEnvironment $saved }

    # Windows PowerShell requires a policy for such paths.
    It 'is used by every cmdlet, or rejected by an error of the module' {
        $results = @(
            Invoke-Captured {
                Get-TikTokFollowing long -Provider SociaVault -All -CheckpointPath (Join-Path $folder j) @Quiet |
                    Export-TikTokFollowingReport (Join-Path $folder report.html)
            }
            Invoke-Captured {
                Update-TikTokFollowingHistory long -Provider SociaVault -Path (Join-Path $folder h) @Quiet
            }
            Invoke-Captured { Get-TikTokFollowingHistory -Path (Join-Path $folder h) -Summary }
        )
        $ids = @($results.AnyError | ForEach-Object { $_.FullyQualifiedErrorId -replace ',.*' })
        if ($IsCore) { $ids | Should -BeNullOrEmpty }
        $own = 'ReportNotWritten', 'CheckpointUnusable', 'HistoryUnusable', 'HistoryNotFound', 'InvalidRequest'
        $ids | Where-Object { $_ -notin $own } | Should -BeNullOrEmpty
    }
}

Describe 'The handle <_>, which Windows reserves as a file name' -ForEach $handles {
    BeforeAll {
        . "$PSScriptRoot/Shared.ps1"
        $saved = Clear-TestEnvironment
        $null = Start-TikTokFollowingSandbox -FollowingCount 3 @Quiet
        $folder = Join-Path $TestDrive "histories-$_"
    }
    AfterAll { Restore-TestEnvironment $saved }

    It 'has a history and a journal like any other' {
        $null = Update-TikTokFollowingHistory $_ -Provider SociaVault -Path $folder @Quiet
        $summary = Get-TikTokFollowingHistory -Path $folder -Summary
        $summary.Handle | Should -Be $_
        $summary.AccountCount | Should -Be 3
        @(Get-TikTokFollowingHistory $_ -Path $folder -AsOf (Get-Date)).Count | Should -Be 3

        $first = @(Get-TikTokFollowing $_ -Provider SociaVault -All -CheckpointPath $folder @Quiet)
        $before = (Get-TikTokFollowingSandbox).Requests
        $again = @(Get-TikTokFollowing $_ -Provider SociaVault -All -CheckpointPath $folder @Quiet)
        (Get-TikTokFollowingSandbox).Requests | Should -Be $before
        Compare-Sequence $again.Handle $first.Handle | Should -BeTrue
        @(Get-ChildItem -LiteralPath $folder -File | Where-Object Length -eq 0) | Should -BeNullOrEmpty
    }
}

Describe 'A file that another program has open' {
    BeforeAll {
        . "$PSScriptRoot/Shared.ps1"
        $saved = Clear-TestEnvironment
        $null = Start-TikTokFollowingSandbox -FollowingCount 3 @Quiet
        $account = Get-TikTokFollowing someone -Provider SociaVault -All @Quiet

        # Runs a script while a file is open, and returns its error ids.
        function Get-IdWhileOpen([string] $File, [IO.FileShare] $Share, [scriptblock] $Script) {
            $open = [IO.FileStream]::new($File, 'Open', 'Read', $Share)
            try { $result = Invoke-Captured $Script }
            finally { $open.Dispose() }
            $result.AnyError | ForEach-Object { $_.FullyQualifiedErrorId -replace ',.*' }
        }
    }
    AfterAll { Restore-TestEnvironment $saved }

    It "keeps its content, and no other file stays in its folder: a report$why" -Skip:(-not $isOnWindows) {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive reports)
        $file = Join-Path $folder report.html
        $account | Export-TikTokFollowingReport $file
        $before = (Get-FileHash -LiteralPath $file).Hash
        Get-IdWhileOpen $file Read { $account | Select-Object -First 1 | Export-TikTokFollowingReport $file } |
            Should -BeExactly ReportNotWritten
        (Get-FileHash -LiteralPath $file).Hash | Should -BeExactly $before
        (Get-ChildItem -LiteralPath $folder -Force).Name | Should -BeExactly 'report.html'
    }

    It 'is reported before a page is charged: a journal' {
        $folder = Join-Path $TestDrive journals
        $null = Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath $folder @Quiet
        $before = (Get-TikTokFollowingSandbox).Requests
        $file = @(Get-ChildItem -LiteralPath $folder)[0].FullName
        Get-IdWhileOpen $file None {
            Get-TikTokFollowing someone -Provider SociaVault -All -CheckpointPath $folder @Quiet
        } |
            Should -BeExactly CheckpointUnusable
        (Get-TikTokFollowingSandbox).Requests | Should -Be $before
    }

    It 'is reported before a page is charged: a history' {
        $folder = Join-Path $TestDrive histories
        $null = Update-TikTokFollowingHistory someone -Provider SociaVault -Path $folder @Quiet
        $before = (Get-TikTokFollowingSandbox).Requests
        $file = @(Get-ChildItem -LiteralPath $folder -Filter *.history.jsonl)[0].FullName
        Get-IdWhileOpen $file None { Update-TikTokFollowingHistory someone -Provider SociaVault -Path $folder @Quiet } |
            Should -BeExactly HistoryInUse
        (Get-TikTokFollowingSandbox).Requests | Should -Be $before
    }

    It 'is read while a program that allows it writes to it: a history' {
        $folder = Join-Path $TestDrive read
        $null = Update-TikTokFollowingHistory someone -Provider SociaVault -Path $folder @Quiet
        $file = @(Get-ChildItem -LiteralPath $folder -Filter *.history.jsonl)[0].FullName
        $open = [IO.FileStream]::new($file, 'Open', 'ReadWrite', 'Read')
        try { $summary = Get-TikTokFollowingHistory -Path $folder -Summary }
        finally { $open.Dispose() }
        $summary.AccountCount | Should -Be 3
    }
}
