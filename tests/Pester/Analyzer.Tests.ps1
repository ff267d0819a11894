BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    $analyzer = Get-Module PSScriptAnalyzer -ListAvailable | Where-Object Version -ge '1.21'
    $why = if ($analyzer) { '' } else { ' (skipped: PSScriptAnalyzer 1.21 or later is not installed)' }
    $root = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '../..')).ProviderPath
    # The manifest in the root refers to files that only the module contains, so the copy in the module is read.
    $files = @('.github', 'bench', 'docs', 'src', 'tests' | ForEach-Object { Join-Path $root $_ } |
        Where-Object { Test-Path -LiteralPath $_ } |
        ForEach-Object { Get-ChildItem -LiteralPath $_ -Recurse -File -Include *.ps1, *.psm1, *.psd1 }) +
        @(Get-ChildItem -LiteralPath $root -File |
            Where-Object { $_.Extension -in '.ps1', '.psd1' -and $_.Name -ne 'TikTokFollowing.psd1' })
    $cases = @($files | Where-Object { $_.FullName -notmatch '[\\/](bin|obj)[\\/]' } |
        ForEach-Object { @{ Path = $_.FullName; Name = $_.FullName.Substring($root.Length + 1).Replace('\', '/') } }) +
        @(@{ Path = $ModulePath; Name = 'the manifest' })

    # Commands outside scripts: the code of the documents, of the help, and of the format and type files.
    $documents = @(
        Get-ChildItem -LiteralPath $root -File -Filter *.md
        Get-ChildItem -LiteralPath (Join-Path $root docs), (Join-Path $root bench) -Recurse -File -Filter *.md
        Get-ChildItem -LiteralPath (Split-Path -Parent $ModulePath) -File -Filter *.ps1xml
    ) | ForEach-Object { @{ Path = $_.FullName; Name = Split-Path -Leaf $_.FullName } }
    # Not every build of PSScriptAnalyzer has these profiles. A profile is named after its system.
    $target = 'win-48_x64_10.0.17763.0_5.1.17763.316_x64_4.0.30319.42000_framework'
    $profiles = if ($analyzer) {
        Join-Path ($analyzer | Select-Object -First 1).ModuleBase "compatibility_profiles/$target.json"
    }
    $hasProfile = $analyzer -and (Test-Path -LiteralPath $profiles)
    $whyNoProfile = if ($hasProfile) { '' } else {
        ' (skipped: PSScriptAnalyzer has no profile of Windows PowerShell 5.1)'
    }
}

Describe "PSScriptAnalyzer$why" {
    BeforeAll {
        $settings = Join-Path $PSScriptRoot '../../PSScriptAnalyzerSettings.psd1'
        $compatible = @{
            IncludeRules = 'PSUseCompatibleSyntax', 'PSUseCompatibleCmdlets'
            Rules        = @{
                PSUseCompatibleSyntax  = @{ Enable = $true; TargetVersions = @('5.1', '7.0') }
                PSUseCompatibleCmdlets = @{ Compatibility = @('desktop-5.1.14393.206-windows') }
            }
        }

        # A script, the blocks of a Markdown file, or the scripts of a format or type file.
        function Get-Code([string] $Path) {
            $text = Get-Content -Raw -Encoding UTF8 -LiteralPath $Path
            if ($Path -like '*.md') {
                return [regex]::Matches($text, '(?ms)^```(?:powershell|PowerShell)\r?\n(.*?)^```') |
                    ForEach-Object { $_.Groups[1].Value }
            }
            if ($text -match '#Requires -Version 7') { return }
            if ($Path -notlike '*.ps1xml') { return $text }
            ([xml] $text).SelectNodes('//ScriptBlock | //GetScriptBlock | //Script') | ForEach-Object { $_.InnerText }
        }

        # The analyzer reports a variable of BeforeAll that a test uses as unused, and one that a job gets from its
        # session as missing.
        $blindSpots = 'PSUseDeclaredVarsMoreThanAssignments', 'PSUseUsingScopeModifierInNewRunspaces'
    }

    It 'reports nothing for <Name>' -ForEach $cases -Skip:(-not $analyzer) {
        $found = @(Invoke-ScriptAnalyzer -Path $Path -Settings $settings -ErrorAction Stop)
        if ($Name -like 'tests/*') { $found = @($found | Where-Object RuleName -notin $blindSpots) }
        $found | ForEach-Object { "$($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }

    It 'reports violations of the configured rules' -Skip:(-not $analyzer) {
        # A rule that is not enabled would also report nothing.
        $found = @(Invoke-ScriptAnalyzer -ScriptDefinition '$a = $b ? 1 : 2; gci $a' -Settings $settings)
        $found.RuleName | Should -Contain 'PSUseCompatibleSyntax'
        $found.RuleName | Should -Contain 'PSAvoidUsingCmdletAliases'
    }

    It 'finds no syntax or cmdlet in <Name> that Windows PowerShell 5.1 lacks' -Skip:(-not $analyzer) -ForEach (
        $documents + $cases
    ) {
        $found = foreach ($code in Get-Code $Path) {
            Invoke-ScriptAnalyzer -ScriptDefinition $code -Settings $compatible -ErrorAction Stop
        }
        # The command list of the rule lacks functions, and the commands of PowerShellGet.
        $found | Where-Object { $_ -and $_.Extent.Text -notin 'Get-Verb', 'Install-Module' } |
            ForEach-Object { "$($_.RuleName): $($_.Extent.Text): $($_.Message)" } | Should -BeNullOrEmpty
    }

    It 'analyzes the code of documents and of format files' -Skip:(-not $analyzer) -ForEach @{
        Format = @($documents.Path -like '*.format.ps1xml')[0]
    } {
        @(Get-Code (Join-Path $PSScriptRoot '../../README.md')).Count | Should -BeGreaterThan 0
        @(Get-Code $Format).Count | Should -BeGreaterThan 0
        $found = Invoke-ScriptAnalyzer -ScriptDefinition 'Test-Json $a; $a = $b ?? 1' -Settings $compatible
        $found.RuleName | Should -Contain PSUseCompatibleSyntax
        $found.RuleName | Should -Contain PSUseCompatibleCmdlets
    }

    It "finds only commands and types of 5.1 in <Name>$whyNoProfile" -ForEach $cases -Skip:(-not $hasProfile) {
        $settings = @{
            IncludeRules = 'PSUseCompatibleCommands', 'PSUseCompatibleTypes'
            Rules        = @{
                PSUseCompatibleCommands = @{ Enable = $true; TargetProfiles = @($target) }
                PSUseCompatibleTypes    = @{ Enable = $true; TargetProfiles = @($target) }
            }
        }
        if ((Get-Content -Raw -Encoding UTF8 -LiteralPath $Path) -match '#Requires -Version 7') { return }
        @(Invoke-ScriptAnalyzer -Path $Path -Settings $settings -ErrorAction Stop) |
            ForEach-Object { "$($_.Line): $($_.Message)" } | Should -BeNullOrEmpty
    }
}
