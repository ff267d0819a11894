#Requires -Version 7.4
<#
.SYNOPSIS
    Measures the built module in a real PowerShell, and checks the promised limits.
.DESCRIPTION
    Needs the Release build (out/TikTokFollowing and bench/*/bin/Release). Exits with 0 if every limit of the selected
    sections holds, and with 1 if one does not hold or could not be measured.
.PARAMETER Section
    Specifies what to measure. Default: all sections.
    Race      100 full SociaVault pages: the module, a hand-written Invoke-RestMethod loop, and reading the bytes only
    Start     Fresh processes that import the module and list 100 pages, or that list them with the loop
    Throttle  50 handles of 5 pages, 100 ms a page, with -ThrottleLimit 10
    Memory    100,000 accounts against 1,000
    Import    Import-Module against an empty binary module
    Soak      Many requests over sockets with faults: the resources of the process at the end
.PARAMETER Round
    Specifies the rounds of the race and of the fresh processes, 3 to 100. Default: 9.
.PARAMETER ImportRound
    Specifies the number of fresh processes for each module, 15 to 200. Default: 21.
.PARAMETER SoakRequest
    Specifies the number of requests of the soak, 1,000 to 100,000,000. Default: 20,000. The full soak has 500,000.
.EXAMPLE
    ./bench/Race.ps1 -Section Race, Import
.EXAMPLE
    ./bench/Race.ps1 -Section Soak -SoakRequest 500000
#>
[CmdletBinding()]
param(
    [ValidateSet('Race', 'Start', 'Throttle', 'Memory', 'Import', 'Soak')]
    [string[]] $Section = @('Race', 'Start', 'Throttle', 'Memory', 'Import', 'Soak'),

    [ValidateRange(3, 100)]
    [int] $Round = 9,

    [ValidateRange(15, 200)]
    [int] $ImportRound = 21,

    [ValidateRange(1000, 100000000)]
    [int] $SoakRequest = 20000
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue' # for all runners, as in scripts that need speed
Set-StrictMode -Version 3.0

$root = Split-Path -Parent $PSScriptRoot
$module = Join-Path $root 'out/TikTokFollowing/TikTokFollowing.psd1'
$emptyModule = Join-Path $PSScriptRoot 'EmptyModule/bin/Release/net8.0/EmptyModule.psd1'
$serverFolder = Join-Path $PSScriptRoot 'TikTokFollowing.BenchServer/bin/Release/net8.0'
$serverProgram = Join-Path $serverFolder 'TikTokFollowing.BenchServer.dll'
$rounds, $importRounds, $soakRequests = $Round, $ImportRound, $SoakRequest
$limits = [Collections.Generic.List[object]]::new()

foreach ($built in $module, $emptyModule, $serverProgram) {
    if (-not (Test-Path -LiteralPath $built)) { throw "$built is missing. Build it with: dotnet build -c Release" }
}

foreach ($part in 'Common', 'Reading', 'Resources') { . (Join-Path $PSScriptRoot "Sections/$part.ps1") }

$runtime = [Runtime.InteropServices.RuntimeInformation]
$processors = [Environment]::ProcessorCount
"PowerShell $($PSVersionTable.PSVersion), $($runtime::FrameworkDescription)"
"$($runtime::OSDescription), $processors processors"
foreach ($name in 'Race', 'Start', 'Throttle', 'Memory', 'Import', 'Soak') {
    if ($name -in $Section) { & "Measure-$name" }
}

Show-Table 'Limits' $limits
$missed = @($limits | Where-Object { -not $_.Holds })
''
if ($missed) {
    "$($missed.Count) of $($limits.Count) limits do not hold: $($missed.Name -join '; ')."
    exit 1
}
"All $($limits.Count) limits hold."
exit 0
