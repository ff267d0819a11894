<#
.SYNOPSIS
    Builds, tests, demonstrates, measures and packs the module.
.DESCRIPTION
    Runs in Windows PowerShell 5.1 and PowerShell 7, and needs the .NET SDK 10.

    build   Builds the solution and lays the module out in out/TikTokFollowing.
    test    Builds, runs all test suites, and prints the coverage and the totals. Results: artifacts/tests.
            Needs Pester 5.5 or later, installed or from NuGet.
    demo    Builds, and lists accounts of the sandbox with the built module.
    pack    Builds, and creates the package for the PowerShell Gallery in artifacts/gallery. Needs PSResourceGet.
    picture Builds, and generates the pictures of the documents. Skips those without their program (tmux, Chromium).
    bench   Builds, and measures speed, memory and import time (bench/README.md). Needs PowerShell 7.4; takes minutes.
.PARAMETER Task
    Specifies the task. Default: build.
.PARAMETER ModulePath
    With test and pack: specifies an existing module to use instead of a new build, as a folder or a package (.nupkg).
    With test, only Pester runs.
.PARAMETER Destination
    With pack: specifies the folder for the package. Its content is deleted first. Default: artifacts/gallery.
.PARAMETER Full
    With test: runs all chaos and fuzz cases (minutes) instead of a sample.
.PARAMETER Wine
    With test: runs only the Pester suite, in PowerShell for Windows under Wine on Linux. PowerShell and .NET are
    downloaded from NuGet into a cache folder. -Argument selects test files by name.
.PARAMETER Argument
    Specifies more arguments for dotnet build (build), dotnet test (test) or bench/Race.ps1 (bench).
.EXAMPLE
    ./build.ps1 test
.EXAMPLE
    ./build.ps1 test --filter FullyQualifiedName~Paging
.EXAMPLE
    ./build.ps1 test -ModulePath ./artifacts/gallery/TikTokFollowing.0.1.0.nupkg
.EXAMPLE
    ./build.ps1 test -Wine Paths.Tests.ps1
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [string] $Task = 'build',

    [switch] $Full,

    [switch] $Wine,

    [string] $ModulePath,

    [string] $Destination = 'artifacts/gallery',

    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Argument = @()
)

$ErrorActionPreference = 'Stop'
$InformationPreference = 'Continue'
Set-StrictMode -Version 3.0
$module = Join-Path $PSScriptRoot 'out/TikTokFollowing'
$results = Join-Path $PSScriptRoot 'artifacts/tests'
$gallery = if ([IO.Path]::IsPathRooted($Destination)) { $Destination } else { Join-Path $PSScriptRoot $Destination }
$restoreLimit = 180 # seconds

class SuiteResult {
    [string] $Suite
    [int] $Passed
    [int] $Failed
    [int] $Skipped
    [string[]] $SkipReason # one per skipped test
    [string] $Note
    [bool] $IsBroken
}

function Exit-Task([string] $Reason, [int] $Code = 1) {
    $Host.UI.WriteErrorLine($Reason)
    exit $Code
}

function Invoke-Build([string[]] $Option) {
    dotnet build -c Release --nologo @Option | Out-Host
    if ($LASTEXITCODE -ne 0) { Exit-Task 'The build failed.' }
}

# "dotnet build" always prints a summary; this prints problems only.
function Invoke-QuietBuild {
    Write-Information 'Building...'
    dotnet msbuild -restore -m -nologo -tl:off -v:quiet -p:Configuration=Release | Out-Host
    if ($LASTEXITCODE -ne 0) { Exit-Task 'The build failed.' }
}

# Returns the folder of an existing module. A package is unpacked without the files that only NuGet needs.
function Resolve-ModuleFolder([string] $Path) {
    if (-not (Test-Path -LiteralPath $Path)) { Exit-Task "$Path was not found." 2 }
    $found = Get-Item -LiteralPath $Path
    if ($found.Extension -eq '.psd1') { return $found.DirectoryName }
    if ($found.PSIsContainer) { return $found.FullName }
    $folder = Join-Path $PSScriptRoot 'artifacts/package/TikTokFollowing'
    if (Test-Path $folder) { Remove-Item $folder -Recurse -Force }
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    [IO.Compression.ZipFile]::ExtractToDirectory($found.FullName, $folder)
    $ofNuGet = '_rels', 'package', '[Content_Types].xml', 'TikTokFollowing.nuspec' |
        ForEach-Object { Join-Path $folder $_ } | Where-Object { Test-Path -LiteralPath $_ }
    Remove-Item -LiteralPath $ofNuGet -Recurse -Force # -Force: some are hidden
    $folder
}

# A separate process loads the build: a session cannot load a second build, and on Windows it would lock the files.
function Invoke-FreshPowerShell([string] $Script) {
    $path = (Get-Process -Id $PID).Path
    $arguments = @('-NoLogo', '-NoProfile', '-NonInteractive', '-Command', $Script)
    # As a .NET tool, PowerShell is a pwsh.dll that runs in dotnet.
    if ((Split-Path -Leaf $path) -match '^dotnet(\.exe)?$') {
        $arguments = @(Join-Path $PSHOME 'pwsh.dll') + $arguments
    }
    & $path @arguments | Out-Host
}

function Read-Trx([string] $Suite, [string] $Folder, [int] $Code) {
    $passed = $failed = $skipped = 0
    $reasons = foreach ($file in Get-ChildItem $Folder -Filter *.trx -ErrorAction Ignore) {
        $trx = [xml] (Get-Content -Raw -Encoding UTF8 -LiteralPath $file.FullName)
        $counters = $trx.TestRun.ResultSummary.Counters
        $passed += [int] $counters.passed
        $failed += [int] $counters.executed - [int] $counters.passed
        $skipped += [int] $counters.total - [int] $counters.executed # notExecuted is always 0
        $trx.SelectNodes("//*[@outcome = 'NotExecuted']//*[local-name() = 'Message']") | ForEach-Object InnerText
    }
    $note = if ($Code -ne 0 -and $failed -eq 0) { "dotnet test exited with $Code before all tests had run." }
    elseif ($passed + $failed -eq 0) { 'no test ran.' }
    [SuiteResult] @{
        Suite      = $Suite
        Passed     = $passed
        Failed     = $failed
        Skipped    = $skipped
        SkipReason = $reasons
        Note       = $note
        IsBroken   = $Code -ne 0 -or $passed + $failed -eq 0
    }
}

# Runs dotnet test on the build. Measures coverage only when all tests run: that of selected tests is misleading.
function Invoke-DotNetTest([string] $Suite, [string] $Folder, [string[]] $Option, [string] $ModuleToCover) {
    $coverage = @()
    if (-not $Argument) {
        $coverage = '--collect', 'XPlat Code Coverage', '--settings', 'tests/coverage.runsettings'
        if ($ModuleToCover) {
            $folders = 'bin/net8.0', 'bin/net8.0/dependencies' | ForEach-Object { Join-Path $ModuleToCover $_ }
            $setting = 'DataCollectionRunSettings.DataCollectors.DataCollector.Configuration.IncludeDirectory'
            $coverage += '--', "$setting=$($folders -join ',')"
        }
    }
    $log = 'trx;LogFilePrefix=xunit'
    dotnet test @Option -c Release --no-build --nologo --logger $log --results-directory $Folder @coverage @Argument |
        Out-Host
    Read-Trx $Suite $Folder $LASTEXITCODE
}

# Restores a project that is not in the solution, because not every feed has its packages.
# Returns the reason if that fails, otherwise nothing.
function Restore-Project([string] $Project) {
    if (-not (Get-Command dotnet -ErrorAction Ignore)) { return 'the .NET SDK was not found' }
    $log = Join-Path $results 'restore.log'
    $restore = Start-Process dotnet -ArgumentList 'restore', $Project, '--nologo' -NoNewWindow -PassThru `
        -RedirectStandardOutput $log
    $null = $restore.Handle # without it, 5.1 loses the exit code
    if (-not $restore.WaitForExit($restoreLimit * 1000)) {
        $restore.Kill()
        return "dotnet restore took over $restoreLimit seconds"
    }
    if ($restore.ExitCode -eq 0) { return }
    $problem = [regex]::Match((Get-Content -Raw $log), 'error (NU\d+: .*?)(\. |\.?\r?\n|$)')
    if ($problem.Success) { $problem.Groups[1].Value } else { "dotnet restore exited with $($restore.ExitCode)" }
}

function Invoke-InProcessSuite {
    $suite = 'xunit, in process'
    if ($Argument) {
        $note = 'left out, because the additional arguments are for the xunit suite.'
        return [SuiteResult] @{ Suite = $suite; Note = $note }
    }
    $project = 'tests/TikTokFollowing.InProcess.Tests'
    $reason = Restore-Project $project
    if ($reason) {
        $note = "skipped, because Microsoft.PowerShell.SDK could not be restored ($reason)."
        return [SuiteResult] @{ Suite = $suite; Note = $note }
    }
    dotnet build $project -c Release --no-restore --nologo -v:quiet | Out-Host
    if ($LASTEXITCODE -ne 0) { return [SuiteResult] @{ Suite = $suite; Note = 'the build failed.'; IsBroken = $true } }

    # coverlet rewrites assemblies during the run, and needs their symbols beside them. The copy keeps out/ unchanged.
    $copy = Join-Path $results 'module'
    Copy-Item $module $copy -Recurse
    foreach ($assembly in Get-ChildItem (Join-Path $copy 'bin/net8.0') -Filter TikTokFollowing*.dll -Recurse) {
        Copy-Item "src/$($assembly.BaseName)/bin/Release/net8.0/$($assembly.BaseName).pdb" $assembly.DirectoryName
    }
    $saved = $env:TIKTOKFOLLOWING_MODULE
    $env:TIKTOKFOLLOWING_MODULE = Join-Path $copy 'TikTokFollowing.psd1'
    try { Invoke-DotNetTest $suite (Join-Path $results 'in-process') $project $copy }
    finally {
        $env:TIKTOKFOLLOWING_MODULE = $saved
        Remove-Item $copy -Recurse -Force
    }
}

# Runs the tests of the build for Windows PowerShell, on .NET Framework or Mono.
function Invoke-NetFrameworkSuite {
    $suite = 'net472'
    $program = 'tests/TikTokFollowing.NetFramework.Tests/bin/Release/net472/TikTokFollowing.NetFramework.Tests.exe'
    $runner = if ($env:OS -ne 'Windows_NT') { 'mono' }
    if ($runner -and -not (Get-Command $runner -ErrorAction Ignore)) {
        $note = 'skipped, because neither .NET Framework nor Mono (Debian: mono-devel) was found.'
        return [SuiteResult] @{ Suite = $suite; Note = $note }
    }
    $output = @(if ($runner) { & $runner $program $module } else { & (Join-Path $PSScriptRoot $program) $module })
    $code = $LASTEXITCODE
    if ($code -eq 3) { return [SuiteResult] @{ Suite = $suite; Note = "skipped: $($output[-1])." } }
    $end = [regex]::Match("$($output | Select-Object -Last 1)", '^(\d+) passed, (\d+) failed$')
    $output | Select-Object -SkipLast ([int] $end.Success) | Out-Host
    if (-not $end.Success) {
        return [SuiteResult] @{ Suite = $suite; Note = "it exited with $code without totals."; IsBroken = $true }
    }
    [SuiteResult] @{
        Suite    = $suite
        Passed   = $end.Groups[1].Value
        Failed   = $end.Groups[2].Value
        IsBroken = $code -ne 0
    }
}

# Returns the path of Pester, or a SuiteResult with the reason why Pester is missing.
function Find-Pester([string] $Suite) {
    $pester = Get-Module Pester -ListAvailable | Where-Object { $_.Version -ge '5.5' -and $_.Version.Major -eq 5 } |
        Sort-Object Version | Select-Object -Last 1 -ExpandProperty Path
    if ($pester) { return $pester }
    $project = 'tests/Pester/PesterPackage.csproj'
    $reason = Restore-Project $project
    if ($reason) {
        $note = "skipped, because Pester 5 (5.5 or later) is not installed and could not be restored ($reason)."
        return [SuiteResult] @{ Suite = $Suite; Note = $note }
    }
    $pester = Join-Path (dotnet msbuild $project -getProperty:PkgPester) 'tools/Pester.psd1'
    Write-Information "Pester 5 (5.5 or later) is not installed. Using $pester."
    $pester
}

function Invoke-WineSuite {
    $suite = 'Pester on Wine'
    $pester = Find-Pester $suite
    if ($pester -is [SuiteResult]) { return $pester }
    $folder = Join-Path $results 'wine'
    $null = New-Item $folder -ItemType Directory
    $names = if ($Argument) { $Argument } else { '*' }
    $run = & ./tests/Wine/Test-OnWine.ps1 -Module $module -Pester $pester -ResultFolder $folder -Name $names
    [SuiteResult] ($run + @{ Suite = $suite })
}

function Invoke-PesterSuite {
    $pester = Find-Pester 'Pester'
    if ($pester -is [SuiteResult]) { return $pester }
    $summary = Join-Path $results 'pester.json'
    # Single quotes only: Windows PowerShell loses double quotes when it starts a process.
    $paths = $pester, $summary | ForEach-Object { "'" + $_.Replace("'", "''") + "'" }
    Invoke-FreshPowerShell "./tests/Invoke-PesterSuite.ps1 -Path tests/Pester -Pester $($paths[0]) -Result $($paths[1])"
    if (-not (Test-Path $summary)) {
        return [SuiteResult] @{ Suite = 'Pester'; Note = 'it ended without totals.'; IsBroken = $true }
    }
    $run = Get-Content -Raw -Encoding UTF8 -LiteralPath $summary | ConvertFrom-Json
    $ran = $run.Passed + $run.Failed
    [SuiteResult] @{
        Suite      = 'Pester'
        Passed     = $run.Passed
        Failed     = $run.Failed
        Skipped    = $run.Skipped
        SkipReason = $run.SkipReason
        Note       = if ($ran -eq 0) { 'no test ran.' } else { $run.Problem }
        IsBroken   = $run.Result -ne 'Passed' -or $ran -eq 0
    }
}

function Invoke-TestTask {
    if (-not $ModulePath) { Invoke-QuietBuild }
    if (Test-Path $results) { Remove-Item $results -Recurse -Force }
    $null = New-Item $results -ItemType Directory
    $suites = @(
        if ($Wine) { Invoke-WineSuite }
        elseif (-not $ModulePath) {
            Invoke-DotNetTest 'xunit' $results
            Invoke-InProcessSuite
            Invoke-NetFrameworkSuite
            Invoke-PesterSuite
        }
        else {
            $env:TIKTOKFOLLOWING_MODULE = Join-Path $module 'TikTokFollowing.psd1'
            Invoke-PesterSuite
        }
    )
    Write-Information ''
    & ./tests/Write-Coverage.ps1 -Path $results
    foreach ($suite in $suites) {
        if ($suite.Note) { Write-Information "$($suite.Suite): $($suite.Note)" }
        $suite.SkipReason | Group-Object |
            ForEach-Object { Write-Information "$($suite.Suite): $($_.Count) skipped: $($_.Name)" }
    }
    $sum = @{}
    foreach ($count in 'Passed', 'Failed', 'Skipped') { $sum[$count] = ($suites | Measure-Object $count -Sum).Sum }
    Write-Information "$($sum.Passed) passed, $($sum.Failed) failed, $($sum.Skipped) skipped"
    if ($sum.Failed -gt 0 -or ($suites | Where-Object IsBroken)) { exit 1 }
}

function Invoke-DemoTask {
    Invoke-QuietBuild
    Invoke-FreshPowerShell @'
$commands = 'Import-Module ./out/TikTokFollowing',
    'Start-TikTokFollowingSandbox',
    'Get-TikTokFollowing someone -Provider SociaVault -First 12',
    'Stop-TikTokFollowingSandbox'
foreach ($command in $commands) {
    'PS> ' + $command
    & ([scriptblock]::Create($command)) | Out-Default
}
'@
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

function Invoke-BenchTask {
    if ($PSVersionTable.PSVersion -lt [version] '7.4') {
        Exit-Task 'bench needs PowerShell 7.4 or later, because it measures the module on .NET. Nothing was done.' 3
    }
    Invoke-QuietBuild
    Invoke-FreshPowerShell "& ./bench/Race.ps1 $Argument; exit `$LASTEXITCODE"
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

function Invoke-PackTask {
    if (-not (Get-Command Publish-PSResource -ErrorAction Ignore)) {
        Exit-Task ('pack needs PSResourceGet. Nothing was done. To install it: ' +
            'Install-Module Microsoft.PowerShell.PSResourceGet') 3
    }
    if (-not $ModulePath) { Invoke-QuietBuild }
    if (Test-Path $gallery) { Remove-Item $gallery -Recurse -Force }
    $null = New-Item $gallery -ItemType Directory
    $repository = "TikTokFollowing-pack-$PID"
    Register-PSResourceRepository -Name $repository -Uri $gallery -Trusted
    try { Publish-PSResource -Path $module -Repository $repository }
    finally { Unregister-PSResourceRepository -Name $repository }
    Write-Information "Created $((Get-ChildItem $gallery -Filter *.nupkg).FullName)"
}

$tasks = 'build', 'test', 'demo', 'bench', 'pack', 'picture'
if ($Task -eq 'help' -or "$Argument" -eq '--help') {
    Get-Help $PSCommandPath -Full | Out-Host
    exit 0
}
if ($Task -notin $tasks) { Exit-Task "'$Task' is not a task. The tasks are: $($tasks -join ', ')." 2 }
if ($Argument -and $Task -notin 'build', 'test', 'bench') { Exit-Task "The task $Task takes no arguments: $Argument" 2 }
if ($ModulePath -and $Task -notin 'test', 'pack') { Exit-Task "The task $Task does not take -ModulePath." 2 }
if (-not $ModulePath -and -not (Get-Command dotnet -ErrorAction Ignore)) {
    Exit-Task 'The .NET SDK 10 was not found (https://dotnet.microsoft.com/download). Nothing was done.'
}
if ($Wine) {
    if ($Task -ne 'test') { Exit-Task "The task $Task does not take -Wine." 2 }
    $missing = 'wine', 'wineboot', 'wineserver', 'script' | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) }
    if ($missing) {
        Exit-Task ("test -Wine needs Wine 8 or later (Debian: wine and wine64) and script (bsdutils). " +
            "Not found: $($missing -join ', '). Nothing was done.") 3
    }
}
if ($Full) { $env:TIKTOKFOLLOWING_FULL = '1' }
if ($ModulePath) { $module = Resolve-ModuleFolder $ModulePath }
Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'build' { Invoke-Build $Argument }
        'test' { Invoke-TestTask }
        'demo' { Invoke-DemoTask }
        'pack' { Invoke-PackTask }
        'bench' { Invoke-BenchTask }
        'picture' {
            Invoke-QuietBuild
            Invoke-FreshPowerShell './docs/Build-Picture.ps1; ./docs/Build-ReportPicture.ps1'
            if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
        }
    }
}
finally { Pop-Location }
