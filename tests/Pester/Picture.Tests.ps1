# The picture of the recipes, and the script that generates it.
BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $docs = Join-Path $PSScriptRoot '../../docs' -Resolve
    $script = Join-Path $docs 'Build-ReportPicture.ps1'
    $recipes = Get-Content (Join-Path $docs 'recipes.md') -Raw -Encoding UTF8
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Picture of the report' {
    It 'is a PNG of less than 150 KB' {
        $bytes = [System.IO.File]::ReadAllBytes((Join-Path $docs 'report-overlap.png'))
        $bytes[0..7] | Should -Be 137, 80, 78, 71, 13, 10, 26, 10
        $bytes.Length | Should -BeLessThan 150kb
    }

    It 'has a description with the numbers of the sandbox' {
        $recipes -match '!\[(?<alt>[^\]]+)\]\(report-overlap\.png\)' | Should -BeTrue
        $alt = $Matches.alt
        $ast = [System.Management.Automation.Language.Parser]::ParseFile($script, [ref] $null, [ref] $null)
        $handles = ($ast.ParamBlock.Parameters |
            Where-Object { $_.Name.VariablePath.UserPath -eq 'Handle' }).DefaultValue.SafeGetValue()
        $handles.Count | Should -Be 5

        $null = Start-TikTokFollowingSandbox
        $lists = @(Get-TikTokFollowing $handles -Provider SociaVault -All @Quiet)
        $shared = @($lists | Group-TikTokFollowing)
        $closest = $lists | Measure-TikTokFollowingOverlap | Sort-Object Jaccard -Descending | Select-Object -First 1

        $alt | Should -Match "\b$($shared.Count) accounts are in at least two of 5 lists\b"
        $alt | Should -Match "\b$([regex]::Escape($shared[0].Handle)) is in all of them\b"
        $shared[0].FollowedByCount | Should -Be 5
        $alt | Should -Match "five lists of $($closest.FirstCount) accounts each"
        $pair = [regex]::Escape("$($closest.First) and $($closest.Second)")
        $alt | Should -Match "\b$pair share $($closest.Shared) accounts"
        $alt | Should -Match ([regex]::Escape((100 * $closest.Jaccard).ToString('0.0',
            [cultureinfo]::InvariantCulture)) + ' percent')
    }

    It 'is kept without a browser, and the script reports that' {
        if ($PSVersionTable.PSVersion -lt [version] '7.4') {
            Set-ItResult -Skipped -Because 'the script needs PowerShell 7.4'
        }
        $saved = $env:PATH, $env:CHROME_PATH
        $file = Join-Path $TestDrive 'kept.png'
        Set-Content $file 'before'
        try {
            $env:PATH, $env:CHROME_PATH = '', ''
            $text = & $script -Destination $file 6>&1
        }
        finally { $env:PATH, $env:CHROME_PATH = $saved }
        "$text" | Should -Be "Skipped $file, because no Chromium, Chrome or Edge was found (CHROME_PATH can name one)."
        Get-Content $file | Should -Be 'before'
    }
}
