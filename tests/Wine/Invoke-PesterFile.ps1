<#
.SYNOPSIS
    Runs one test file in PowerShell for Windows, and writes its totals to a JSON file.
.PARAMETER Path
    Specifies the test file.
.PARAMETER Pester
    Specifies the manifest of Pester.
.PARAMETER ModuleFolder
    Specifies the folders with the other modules that the tests use, separated by semicolons.
.PARAMETER Result
    Specifies the file for the totals.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Pester,
    [string] $ModuleFolder = '',
    [Parameter(Mandatory)] [string] $Result
)

$ErrorActionPreference = 'Stop'
$env:PSModulePath = (@($env:PSModulePath) + @($ModuleFolder -split ';' -ne '')) -join ';'
Set-Location -LiteralPath (Join-Path $PSScriptRoot '../..')
Import-Module $Pester
$file = (Get-Item -LiteralPath $Path).FullName
$excluded = @((Import-PowerShellDataFile (Join-Path $PSScriptRoot 'Wine.psd1')).Excluded |
        Where-Object { $_.File -eq (Split-Path -Leaf $file) })

# Finds the lines of the excluded tests. A name that is not in the file is an error, so that no entry outlives its test.
$reasons = @{}
$script = [Management.Automation.Language.Parser]::ParseFile($file, [ref] $null, [ref] $null)
$commands = $script.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true) |
    Where-Object { $_.GetCommandName() -in 'Describe', 'Context', 'It' }
foreach ($entry in $excluded) {
    $found = @($commands | Where-Object { $_.CommandElements[1].Extent.Text.Trim('''"') -ceq $entry.Test })
    if (-not $found) { throw "Wine.psd1 excludes the test '$($entry.Test)', which is not in $($entry.File)." }
    foreach ($command in $found) { $reasons[$command.Extent.StartLineNumber] = $entry.Reason }
}

function Get-Reason($Test) {
    for ($item = $Test; $item; $item = if ($item.PSObject.Properties['Block']) { $item.Block } else { $item.Parent }) {
        if ($reasons.ContainsKey([int] $item.StartLine)) { return $reasons[[int] $item.StartLine] }
    }
}

$run = Invoke-Pester -Configuration @{
    Run    = @{ Path = $file; PassThru = $true }
    Filter = @{ ExcludeLine = @($reasons.Keys | ForEach-Object { "${file}:$_" }) }
    Output = @{ Verbosity = 'Normal'; RenderMode = 'Plaintext' }
}
$skipped = foreach ($test in $run.Skipped) {
    $why = [regex]::Match(((@($test.ExpandedPath) + $test.ErrorRecord) -join ' '), '(\(skipped: |, because )([^)]+)')
    if ($why.Success) { $why.Groups[2].Value } else { "$($test.ExpandedPath) gives no reason" }
}
$left = foreach ($test in $run.NotRun) { Get-Reason $test }
ConvertTo-Json @{
    Result     = "$($run.Result)"
    Passed     = $run.PassedCount
    Failed     = $run.FailedCount + $run.FailedBlocksCount
    Skipped    = $run.SkippedCount + $run.InconclusiveCount + $run.NotRunCount
    SkipReason = @($skipped) + @($left)
    Failure    = @(
        $run.Failed | ForEach-Object { "$($_.ExpandedPath): $($_.ErrorRecord)" }
        $run.FailedBlocks | ForEach-Object { "$($_.ExpandedPath): $($_.ErrorRecord)" }
        $run.FailedContainers | ForEach-Object { "$($_.ErrorRecord)" }
    )
} | Set-Content -LiteralPath $Result -Encoding utf8NoBOM
