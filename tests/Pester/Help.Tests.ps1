BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
    $cmdlets = foreach ($command in (Get-Module TikTokFollowing).ExportedCmdlets.Values) {
        $shown = $command.Parameters.Values | Where-Object { $_.Name -notin $common -and -not ($_.Attributes | Where-Object { $_ -is [System.Management.Automation.ParameterAttribute] -and $_.DontShow }) }
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
        # Without a help file PowerShell makes one up: the syntax as synopsis, and nothing else.
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

    It 'says of no parameter that is not there' {
        foreach ($parameter in $help.parameters.parameter.name | Where-Object { $_ }) { (Get-Command $Name).Parameters.Keys | Should -Contain $parameter }
    }

    It 'tells what comes out' {
        ($help.returnValues | Out-String).Trim() | Should -Not -BeNullOrEmpty
    }

    It 'has examples, and their code parses' {
        $examples.Count | Should -BeGreaterThan 0
        foreach ($example in $examples) {
            $problems = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref] $null, [ref] $problems)
            $problems | Should -BeNullOrEmpty
            $example.title | Should -Match '[a-z]{3,} [a-z]+' -Because 'an example has a title that says what it is for'
        }
    }

    It 'has examples that run against the sandbox, one after the other, and show what they say' {
        $temporary = 'TMPDIR', 'TMP', 'TEMP'
        $saved = @{}
        foreach ($variable in $temporary) {
            $saved[$variable] = [Environment]::GetEnvironmentVariable($variable)
            [Environment]::SetEnvironmentVariable($variable, "$TestDrive")
        }
        $shell = New-TestPowerShell "Set-Location '$TestDrive'"
        try {
            $null = $shell.Invoke()
            foreach ($example in $examples) {
                $shell.Commands.Clear()
                $shell.Streams.ClearStreams()
                $output = $shell.AddScript($example.code, $false).Invoke()
                $said = $example.remarks | Out-String -Width 4096
                foreach ($problem in $shell.Streams.Error) {
                    # An error that an example shows on purpose stands in its text.
                    $said -replace '\s+', ' ' | Should -BeLike "*$([WildcardPattern]::Escape(($problem.Exception.Message -replace '\s+', ' ')))*" -Because "$($example.title) shows it"
                }
                foreach ($line in $output | Where-Object { $_.BaseObject -is [string] -or $_.BaseObject -is [ValueType] }) {
                    if ($line.BaseObject -is [datetime]) { continue }
                    $said | Should -Match "(?m)(^|\s)$([regex]::Escape("$line"))\s*$" -Because "$($example.title) writes it"
                }
            }
        }
        finally {
            $shell.Dispose()
            foreach ($variable in $temporary) { [Environment]::SetEnvironmentVariable($variable, $saved[$variable]) }
            Reset-TestSession
        }
    }

    It 'has links' {
        @($help.relatedLinks.navigationLink | Where-Object { $_ }).Count | Should -BeGreaterThan 0
    }
}

Describe 'Help: in general' {
    It 'lies in en-US beside the manifest' {
        Test-Path (Join-Path $ModuleFolder 'en-US/TikTokFollowing.Cmdlets.dll-Help.xml') | Should -BeTrue
    }

    It 'has an about page' {
        Get-ChildItem (Join-Path $ModuleFolder 'en-US') -Filter 'about_*.help.txt' | Should -Not -BeNullOrEmpty
        (Get-Help about_TikTokFollowing | Out-String).Length | Should -BeGreaterThan 500
    }

    It 'says of every error id what it means' {
        $text = (Get-Help about_TikTokFollowing | Out-String) + ((Get-Module TikTokFollowing).ExportedCmdlets.Keys | ForEach-Object { Get-Help $_ -Full | Out-String -Width 200 } | Out-String -Width 400)
        foreach ($kind in [Enum]::GetNames([TikTokFollowing.FollowingErrorKind])) { $text | Should -Match $kind }
    }

    It 'shows no key and no account of a real person' {
        $text = Get-ChildItem (Join-Path $ModuleFolder 'en-US') -File | ForEach-Object { Get-Content -LiteralPath $_.FullName -Raw } | Out-String
        $text | Should -Not -Match 'sk_(live|test)_\w{8}'
    }
}
