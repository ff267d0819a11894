<#
.SYNOPSIS
    Runs Pester tests, and writes their totals and the reasons for skipped tests to a JSON file.
.PARAMETER Path
    Specifies a test file or a folder of test files.
.PARAMETER Pester
    Specifies the manifest of Pester.
.PARAMETER Result
    Specifies the file for the totals.
.PARAMETER ModuleFolder
    Specifies the folders with other modules that the tests use, separated by semicolons.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Result,
    [string] $ModuleFolder = ''
)

$ErrorActionPreference = 'Stop'
if ($ModuleFolder) { $env:PSModulePath = "$env:PSModulePath;$ModuleFolder" }
Set-Location -LiteralPath (Join-Path $PSScriptRoot '..')
Import-Module $Pester
$run = Invoke-Pester -Configuration @{ Run = @{ Path = $Path; PassThru = $true } }
$reasons = foreach ($test in $run.Skipped) {
    $why = [regex]::Match(((@($test.ExpandedPath) + $test.ErrorRecord) -join ' '), '(\(skipped: |, because )([^)]+)')
    if ($why.Success) { $why.Groups[2].Value } else { "$($test.ExpandedPath) gives no reason" }
}
$failures = foreach ($item in @($run.Failed) + @($run.FailedBlocks) + @($run.FailedContainers)) {
    if ($item) { "$(if ($item.PSObject.Properties['ExpandedPath']) { "$($item.ExpandedPath): " })$($item.ErrorRecord)" }
}
$hasProblem = $run.Result -ne 'Passed' -and $run.FailedCount -eq 0
ConvertTo-Json @{
    Result     = "$($run.Result)"
    Passed     = $run.PassedCount
    Failed     = $run.FailedCount
    Skipped    = $run.SkippedCount + $run.InconclusiveCount
    SkipReason = @($reasons)
    Failure    = @($failures)
    Problem    = if ($hasProblem) { 'a test file has errors, or failed outside its tests.' }
} | Set-Content -LiteralPath $Result -Encoding UTF8
