BeforeDiscovery {
    $cultures = 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR'
    $extensions = 'gexf', 'graphml', 'dot', 'gv', 'csv'
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/OverlapShared.ps1"
    $environment = Clear-TestEnvironment
    $sandbox = Start-TikTokFollowingSandbox
    $live = @('someone', 'another', 'third' | Get-TikTokFollowing -Provider SociaVault -All @Quiet)
    $accounts = @($live.Id | Sort-Object -Unique).Count
    $nodes = $accounts + 3
    function Get-Python([string] $Script) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).py"
        [System.IO.File]::WriteAllText($file, $Script)
        python3 $file
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Export-TikTokFollowingGraph' {
    BeforeEach {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid().ToString('n')))).FullName
    }

    It 'writes GEXF with the right numbers of nodes and edges, and returns nothing' {
        $path = Join-Path $folder follows.gexf
        $run = Invoke-Captured { $live | Export-TikTokFollowingGraph $path -Verbose }
        $run.Output | Should -BeNullOrEmpty
        $run.AnyError | Should -BeNullOrEmpty
        $run.Warnings | Should -BeNullOrEmpty
        $run.Verbose[-1] | Should -Match "The graph contains $nodes nodes and $($live.Count) edges"
        [xml] $xml = [System.IO.File]::ReadAllText($path)
        $graph = $xml.gexf.graph
        $xml.gexf.xmlns | Should -Be 'http://gexf.net/1.3'
        @($graph.nodes.node).Count | Should -Be $nodes
        @($graph.edges.edge).Count | Should -Be $live.Count
        $graph.mode | Should -Be dynamic
        $account = $live[0]
        $node = $graph.nodes.node | Where-Object id -EQ $account.Id
        $node.label | Should -Be $account.Handle
        ($node.attvalues.attvalue | Where-Object for -EQ FollowerCount).value | Should -Be "$($account.FollowerCount)"
        ($node.attvalues.attvalue | Where-Object for -EQ FollowedByCount).value |
            Should -Be "$(@($live | Where-Object Id -EQ $account.Id).Count)"
        $edge = @($graph.edges.edge)[0]
        $edge.source | Should -Be 'handle:someone'
        $edge.target | Should -Be $account.Id
        $edge.start |
            Should -Be $account.FollowedAfter.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ',
                [cultureinfo]::InvariantCulture)
        $edge.end | Should -Be $account.FollowedBefore.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ',
            [cultureinfo]::InvariantCulture)
    }

    It 'writes CSV as two files, and returns both with -PassThru' {
        $files = @($live | Export-TikTokFollowingGraph (Join-Path $folder follows.csv) -PassThru)
        $files.Name | Should -Be 'follows.csv', 'follows.nodes.csv'
        $files[0] | Should -BeOfType System.IO.FileInfo
        $edges = @(Import-Csv $files[0].FullName -Encoding UTF8)
        $edges.Count | Should -Be $live.Count
        $edges[0].Target | Should -Be $live[0].Id
        $rows = @(Import-Csv $files[1].FullName -Encoding UTF8)
        $rows.Count | Should -Be $nodes
        @($rows | Where-Object IsListRead -EQ true).Label | Should -Be 'someone', 'another', 'third'
    }

    It 'keeps only accounts in -MinimumListCount lists, and all users' {
        $path = Join-Path $folder shared.csv
        $live | Export-TikTokFollowingGraph $path -MinimumListCount 2
        $shared = @($live | Group-TikTokFollowing)
        @(Import-Csv (Join-Path $folder shared.nodes.csv) -Encoding UTF8).Count | Should -Be ($shared.Count + 3)
        @(Import-Csv $path -Encoding UTF8).Count | Should -Be ($shared | Measure-Object FollowedByCount -Sum).Sum
    }

    It 'writes one node for a user whose account is in another list' {
        $path = Join-Path $folder x.csv
        @(Get-OverlapSample) + (New-OverlapAccount ann 9 BOB 4) | Export-TikTokFollowingGraph $path
        @(Import-Csv (Join-Path $folder x.nodes.csv) -Encoding UTF8 | Where-Object IsListRead -EQ true).Id |
            Should -Be 'handle:ann', 'handle:cyd', '9'
        @(Import-Csv $path -Encoding UTF8 | Where-Object Source -EQ 9).Target | Should -Be '2', '3'
    }

    It 'writes the same .<_> under every culture' -ForEach $extensions {
        $before = [cultureinfo]::CurrentCulture
        $texts = foreach ($culture in 'en-US', 'en-GB', 'de-DE', 'fr-CA', 'tr-TR', 'th-TH', 'ar-SA', 'fa-IR') {
            try {
                [cultureinfo]::CurrentCulture = $culture
                $files = @($live | Export-TikTokFollowingGraph (Join-Path $folder "$culture.$_") -PassThru)
                ($files | ForEach-Object { [System.IO.File]::ReadAllText($_.FullName) }) -join '|'
            }
            finally { [cultureinfo]::CurrentCulture = $before }
        }
        @($texts | Select-Object -Unique).Count | Should -Be 1
    }

    It 'writes GraphML that networkx reads' {
        if (-not (Get-Command python3 -ErrorAction SilentlyContinue) -or
            -not (& { python3 -c 'import networkx; print(1)' 2>$null })) {
                Set-ItResult -Skipped -Because 'it needs Python with networkx'; return
            }
        $path = Join-Path $folder follows.graphml
        $live | Export-TikTokFollowingGraph $path
        $printed = Get-Python (@(
            'import networkx'
            "g = networkx.read_graphml(r'$path')"
            "n = g.nodes['$($live[0].Id)']"
            "isRead = g.nodes['handle:someone']['IsListRead']"
            "size = (g.number_of_nodes(), g.number_of_edges())"
            "print(g.is_directed(), *size, n['Label'], n['FollowerCount'], isRead)"
        ) -join "`n")
        $printed | Should -Be "True $nodes $($live.Count) $($live[0].Handle) $($live[0].FollowerCount) True"
    }

    It 'writes DOT that Graphviz reads' {
        if (-not (Get-Command gvpr -ErrorAction SilentlyContinue)) { Set-ItResult -Skipped -Because 'it needs Graphviz'
            return }
        $path = Join-Path $folder follows.gv
        $hostile = New-OverlapAccount ann 77 'x' 4
        $hostile.Handle = 'a"b\N<c>&lt;' + [char] 10 + '];evil[label="'
        @($live) + $hostile | Export-TikTokFollowingGraph $path -Force @Quiet
        $counts = gvpr 'BEG_G { printf("%d %d", nNodes($G), nEdges($G)) }' $path
        $counts | Should -Be "$($nodes + 2) $($live.Count + 1)"
    }

    Context 'files' {
        It 'replaces its own .<_>, and no other file without -Force' -ForEach 'gexf', 'graphml', 'dot', 'gv' {
            $path = Join-Path $folder "x.$_"
            Get-OverlapSample | Export-TikTokFollowingGraph $path
            $size = (Get-Item $path).Length
            $live | Export-TikTokFollowingGraph -LiteralPath $path
            (Get-Item $path).Length | Should -BeGreaterThan $size
            foreach ($content in 'mine', '', '<?xml version="1.0"?><gexf/>') {
                [System.IO.File]::WriteAllText($path, $content)
                $requests = $sandbox.Requests
                $run = Invoke-Captured {
                    Get-TikTokFollowing other -Provider SociaVault -All @Quiet | Export-TikTokFollowingGraph $path
                }
                $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'GraphExists,*'
                $run.Terminating.CategoryInfo.Category | Should -Be ResourceExists
                $run.Terminating.Exception.Message | Should -Match 'not a graph.*-Force replaces'
                $sandbox.Requests | Should -Be $requests -Because 'the file is checked before a page is charged'
                [System.IO.File]::ReadAllText($path) | Should -BeExactly $content
            }
            Get-OverlapSample | Export-TikTokFollowingGraph $path -Force
            (Get-Item $path).Length | Should -Be $size
        }

        It 'replaces no CSV without -Force: <_>' -ForEach 'x.csv', 'x.nodes.csv' {
            [System.IO.File]::WriteAllText((Join-Path $folder $_), 'mine')
            $run = Invoke-Captured { Get-OverlapSample | Export-TikTokFollowingGraph (Join-Path $folder x.csv) }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'GraphExists,*'
            $run.Terminating.TargetObject | Should -Be (Join-Path $folder $_)
            @(Get-ChildItem $folder).Count | Should -Be 1
            Get-OverlapSample | Export-TikTokFollowingGraph (Join-Path $folder x.csv) -Force
            (Import-Csv (Join-Path $folder x.nodes.csv)).Count | Should -Be 7
        }

        It '-NoClobber keeps any file, also with -Force' {
            $path = Join-Path $folder x.gexf
            Get-OverlapSample | Export-TikTokFollowingGraph $path -NoClobber
            (Invoke-Captured {
                Get-OverlapSample | Export-TikTokFollowingGraph $path -NoClobber -Force
            }).Terminating.FullyQualifiedErrorId | Should -BeLike 'GraphExists,*'
        }

        It '-WhatIf writes nothing' {
            Get-OverlapSample | Export-TikTokFollowingGraph (Join-Path $folder x.gexf) -WhatIf
            Get-ChildItem $folder | Should -BeNullOrEmpty
        }

        It 'writes nothing without input, and keeps an existing graph' {
            $path = Join-Path $folder x.gexf
            $run = Invoke-Captured { @() | Export-TikTokFollowingGraph $path }
            $run.Warnings | Should -Be 'No list was received, so no graph was written.'
            Get-ChildItem $folder | Should -BeNullOrEmpty
            Get-OverlapSample | Export-TikTokFollowingGraph $path
            $before = [System.IO.File]::ReadAllText($path)
            (Invoke-Captured { $null | Export-TikTokFollowingGraph $path }).Warnings | Should -Match 'was not changed'
            [System.IO.File]::ReadAllText($path) | Should -BeExactly $before
        }

        It 'keeps the old graph, and leaves no other file, after an error of the input' {
            $path = Join-Path $folder x.gexf
            Get-OverlapSample | Export-TikTokFollowingGraph $path
            $before = [System.IO.File]::ReadAllText($path)
            $run = Invoke-Captured {
                @(Get-OverlapSample) + @($live | Group-TikTokFollowing) | Export-TikTokFollowingGraph $path
            }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike 'InvalidRequest,*'
            $run.Terminating.Exception.Message | Should -Match 'shared account of Group-TikTokFollowing'
            [System.IO.File]::ReadAllText($path) | Should -BeExactly $before
            @(Get-ChildItem $folder -Force).Count | Should -Be 1
        }

        It 'treats paths as literal' {
            $path = Join-Path $folder 'a[1].gexf'
            Get-OverlapSample | Export-TikTokFollowingGraph $path
            [System.IO.File]::Exists($path) | Should -BeTrue
        }

        It 'rejects <Path> before any input is read' -ForEach @(
            @{ Path = 'x.xlsx'; Id = 'InvalidRequest'; Message = 'Use .gexf, .graphml, .dot, .gv, .csv' }
            @{ Path = 'x'; Id = 'InvalidRequest'; Message = 'extension' }
            @{ Path = 'nowhere/x.gexf'; Id = 'GraphNotWritten'; Message = 'its folder does not exist' }
            @{ Path = 'env:x.gexf'; Id = 'GraphNotWritten'; Message = 'provider Environment' }
        ) {
            $requests = $sandbox.Requests
            Push-Location $folder
            try { $run = Invoke-Captured {
                Get-TikTokFollowing other -Provider SociaVault -All @Quiet | Export-TikTokFollowingGraph $Path
            } }
            finally { Pop-Location }
            $run.Terminating.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $run.Terminating.Exception.Message | Should -Match ([regex]::Escape($Message))
            $sandbox.Requests | Should -Be $requests
        }

        It 'completes folders and graphs' {
            Get-OverlapSample | Export-TikTokFollowingGraph (Join-Path $folder x.gexf)
            [System.IO.File]::WriteAllText((Join-Path $folder list.csv), '')
            Push-Location $folder
            try { $found = (TabExpansion2 'Export-TikTokFollowingGraph ' 28).CompletionMatches }
            finally { Pop-Location }
            @($found | Where-Object ListItemText -Match '\.').ListItemText | Should -Be 'x.gexf'
        }
    }
}
