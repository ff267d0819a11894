BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters +
        [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
    $cmdlets = foreach ($command in (Get-Module TikTokFollowing).ExportedCmdlets.Values) {
        $shown = $command.Parameters.Values |
            Where-Object {
                $_.Name -notin $common -and
                    -not ($_.Attributes |
                        Where-Object { $_ -is [System.Management.Automation.ParameterAttribute] -and $_.DontShow })
            }
        @{ Name = $command.Name; Parameters = @($shown | ForEach-Object { @{ Parameter = $_.Name } }) }
    }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Help: <Name>' -ForEach $cmdlets {
    BeforeAll {
        $help = Get-Help $Name -Full
        # Without a help file, PowerShell generates help that has only the syntax as its synopsis.
        $examples = @($help.examples.example | Where-Object { $_ })
    }

    It 'has a synopsis of one sentence' {
        $help.Synopsis.Trim() | Should -Not -BeNullOrEmpty
        $help.Synopsis.Trim() | Should -Not -Match "^$Name \["
        $help.Synopsis.Trim().Length | Should -BeLessThan 160
        $help.Synopsis.Trim() | Should -Match '\.$'
    }

    It 'has a description' {
        ($help.description | Out-String).Trim().Length | Should -BeGreaterThan 40
    }

    It 'describes -<Parameter>' -ForEach $Parameters {
        $found = @($help.parameters.parameter | Where-Object name -EQ $Parameter)
        $found.Count | Should -Be 1
        $text = ($found[0].description | Out-String).Trim()
        $text.Length | Should -BeGreaterThan 10
        $text | Should -Not -Match '\{\{'
    }

    It 'describes no parameter that does not exist' {
        foreach ($parameter in $help.parameters.parameter.name | Where-Object { $_ }) {
            (Get-Command $Name).Parameters.Keys | Should -Contain $parameter
        }
    }

    It 'describes the output' {
        ($help.returnValues | Out-String).Trim() | Should -Not -BeNullOrEmpty
    }

    It 'has at least three examples, and their code parses' {
        $examples.Count | Should -BeGreaterOrEqual 3
        foreach ($example in $examples) {
            $problems = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref] $null,
                [ref] $problems)
            $problems | Should -BeNullOrEmpty
            $example.title | Should -Match '[a-z]{3,} [a-z]+' -Because 'the title of an example states its purpose'
        }
    }

    It 'has several links, the first one to its online page' {
        $links = @($help.relatedLinks.navigationLink | Where-Object { $_ })
        $links.Count | Should -BeGreaterThan 1
        $links[0].linkText | Should -Be 'Online Version'
        @($links | Where-Object linkText -EQ 'Online Version').Count | Should -Be 1
        $page = "https://github.com/tiktokfollowing/TikTokFollowing/blob/main/docs/en-US/$Name.md"
        $links[0].uri | Should -BeExactly $page
        (Get-Command $Name).HelpUri |
            Should -BeExactly $page # from the help file, because attributes of cmdlets would slow down the import
        Join-Path $PSScriptRoot "../../docs/en-US/$Name.md" | Should -Exist
    }

    It 'links only to topics that exist' {
        foreach ($link in @($help.relatedLinks.navigationLink | Where-Object linkText -NE 'Online Version')) {
            Get-Help $link.linkText | Should -Not -BeNullOrEmpty -Because $link.linkText
        }
    }
}

Describe 'Help: documentation files' {
    It 'is up to date with docs/en-US' {
        $platyPs = Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable | Where-Object Version -GE 1.0.3
        if (-not $IsCore -or -not $platyPs) {
            Set-ItResult -Skipped -Because 'it requires PowerShell 7 with Microsoft.PowerShell.PlatyPS 1.0.3'; return
        }
        $repository = Join-Path $PSScriptRoot '../..'
        $generated = Join-Path $TestDrive 'en-US'
        # In a separate process, because PlatyPS loads assemblies that cannot be unloaded.
        $script = Join-Path $repository 'docs/Build-Help.ps1'
        $null = Invoke-FreshPowerShell "& '$script' -Destination '$generated'`n'true'"
        $files = @(Get-ChildItem (Join-Path $repository 'src/TikTokFollowing.Cmdlets/en-US'))
        $null = Compare-Sequence (Get-ChildItem $generated).Name $files.Name
        foreach ($file in $files) {
            $new = [IO.File]::ReadAllText((Join-Path $generated $file.Name)) -replace '\r\n', "`n"
            $new -ceq ([IO.File]::ReadAllText($file.FullName) -replace '\r\n', "`n") |
                Should -BeTrue -Because "docs/Build-Help.ps1 generates $($file.Name) from docs/en-US"
        }
    }

    It 'links only to files that exist: <_>' -ForEach @(
        'README.md', 'CONTRIBUTING.md', 'CODE_OF_CONDUCT.md', 'SECURITY.md', 'CHANGELOG.md'
        'docs/architecture.md', 'docs/at-scale.md', 'docs/errors.md', 'docs/history.md', 'docs/journal.md',
            'docs/providers.md', 'docs/recipes.md', 'docs/tracking.md'
    ) {
        $file = Join-Path $PSScriptRoot "../../$_"
        foreach ($link in [regex]::Matches([IO.File]::ReadAllText($file), '\]\((?!https?:|#|mailto:)([^)#\s]+)')) {
            Join-Path (Split-Path $file) $link.Groups[1].Value | Should -Exist
        }
    }
}

Describe 'Help: the module' {
    It 'is in the folder en-US of the module' {
        Test-Path (Join-Path $ModuleFolder 'en-US/TikTokFollowing.Cmdlets.dll-Help.xml') | Should -BeTrue
    }

    It 'has the about topics' {
        Get-ChildItem (Join-Path $ModuleFolder 'en-US') -Filter 'about_*.help.txt' | Should -Not -BeNullOrEmpty
        foreach ($topic in 'about_TikTokFollowing', 'about_TikTokFollowing_History',
            'about_TikTokFollowing_Definitions') {
            (Get-Help $topic | Out-String).Length | Should -BeGreaterThan 500 -Because $topic
        }
    }

    It 'finds the help about histories by Get-Help *history*' {
        $found = @(Get-Help *history*).Name
        foreach ($name in 'about_TikTokFollowing_History', 'Get-TikTokFollowingHistory',
            'Import-TikTokFollowingHistory') {
            $found | Should -Contain $name
        }
    }

    It 'describes every error id' {
        $text = (Get-Help about_TikTokFollowing | Out-String) + ((Get-Module TikTokFollowing).ExportedCmdlets.Keys |
            ForEach-Object { Get-Help $_ -Full | Out-String -Width 200 } | Out-String -Width 400)
        foreach ($kind in [Enum]::GetNames([TikTokFollowing.FollowingErrorKind])) { $text | Should -Match $kind }
    }

    It 'shows no key' {
        $text = Get-ChildItem (Join-Path $ModuleFolder 'en-US') -File |
            ForEach-Object { Get-Content -LiteralPath $_.FullName -Raw } | Out-String
        $text | Should -Not -Match 'sk_(live|test)_\w{8}'
    }
}
