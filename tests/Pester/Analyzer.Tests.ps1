BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    $analyzer = Get-Module PSScriptAnalyzer -ListAvailable | Where-Object Version -ge '1.21'
    $why = if ($analyzer) { '' } else { ' (skipped: there is no PSScriptAnalyzer 1.21 or later)' }
    $root = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '../..')).ProviderPath
    # The manifest at the root names files that lie beside it only in the module: the copy there is read instead.
    $files = @('.github', 'bench', 'docs', 'src', 'tests' | ForEach-Object { Join-Path $root $_ } | Where-Object { Test-Path -LiteralPath $_ } |
        ForEach-Object { Get-ChildItem -LiteralPath $_ -Recurse -File -Include *.ps1, *.psm1, *.psd1 }) +
        @(Get-ChildItem -LiteralPath $root -File | Where-Object { $_.Extension -in '.ps1', '.psd1' -and $_.Name -ne 'TikTokFollowing.psd1' })
    $cases = @($files | Where-Object { $_.FullName -notmatch '[\\/](bin|obj)[\\/]' } | ForEach-Object { @{ Path = $_.FullName; Name = $_.FullName.Substring($root.Length + 1).Replace('\', '/') } }) +
        @(@{ Path = $ModulePath; Name = 'the manifest' })
}

Describe "PSScriptAnalyzer$why" {
    BeforeAll {
        $settings = Join-Path $PSScriptRoot '../../PSScriptAnalyzerSettings.psd1'
        # To the analyzer, a variable of BeforeAll that a test uses is one that nobody uses, and one that a job gets by its session is one that it lacks.
        $blindSpots = 'PSUseDeclaredVarsMoreThanAssignments', 'PSUseUsingScopeModifierInNewRunspaces'
    }

    It 'finds nothing in <Name>' -ForEach $cases -Skip:(-not $analyzer) {
        $found = @(Invoke-ScriptAnalyzer -Path $Path -Settings $settings -ErrorAction Stop)
        if ($Name -like 'tests/*') { $found = @($found | Where-Object RuleName -notin $blindSpots) }
        $found | ForEach-Object { "$($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }

    It 'looks at what is there' -Skip:(-not $analyzer) {
        # A rule of the settings that is not asked would find nothing either.
        $found = @(Invoke-ScriptAnalyzer -ScriptDefinition '$a = $b ? 1 : 2; gci $a' -Settings $settings)
        $found.RuleName | Should -Contain 'PSUseCompatibleSyntax'
        $found.RuleName | Should -Contain 'PSAvoidUsingCmdletAliases'
    }
}
