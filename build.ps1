<#
.SYNOPSIS
    Builds, tests, shows and packs the module.
.DESCRIPTION
    Runs on Windows PowerShell 5.1 and PowerShell 7. Needs the .NET SDK 10; the task test also wants Pester 5 (5.5 or later), installed or
    from NuGet, and pack wants PSResourceGet.
    build   lays the importable module out in out/TikTokFollowing
    test    builds, runs the xunit tests, the module inside a test process (where Microsoft.PowerShell.SDK can be had), the net472 half (on Windows or with Mono),
            then the Pester suite against the built module; results in artifacts/tests
    demo    builds, and lists accounts with the built module against the sandbox
    pack    builds, and makes the package for the PowerShell Gallery in artifacts/gallery
    bench   builds, and measures the built module in a fresh PowerShell 7.4 or later: speed, several handles at a time, memory, import; minutes (bench/README.md)
.PARAMETER Task
    What to do. Default: build.
.PARAMETER ModulePath
    With test and pack: this module instead of a new build. Its folder, or a package of it (.nupkg). With test, only Pester runs.
.PARAMETER Destination
    With pack: the folder for the package; what is in it goes. Default: artifacts/gallery.
.PARAMETER Full
    With test: the whole of the chaos and fuzz suites (minutes) instead of a slice.
.PARAMETER Argument
    More words for the tool behind the task: for dotnet build (build), dotnet test (test) or bench/Race.ps1 (bench).
.EXAMPLE
    ./build.ps1 test
.EXAMPLE
    ./build.ps1 test --filter FullyQualifiedName~Paging
.EXAMPLE
    ./build.ps1 test -ModulePath ./artifacts/gallery/TikTokFollowing.0.1.0.nupkg
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('build', 'test', 'demo', 'bench', 'pack')]
    [string] $Task = 'build',

    [switch] $Full,

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
    [string[]] $SkipReason # of each skipped test
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

# The same, but silent as long as all goes well: "dotnet build" does not let its summary be turned off.
function Invoke-QuietBuild {
    Write-Information 'Building...'
    dotnet msbuild -restore -m -nologo -tl:off -v:quiet -p:Configuration=Release | Out-Host
    if ($LASTEXITCODE -ne 0) { Exit-Task 'The build failed.' }
}

# The folder of a module that is there already. A package is unpacked; what only NuGet needs of it is left out, as an installation leaves it out.
function Resolve-ModuleFolder([string] $Path) {
    if (-not (Test-Path -LiteralPath $Path)) { Exit-Task "There is nothing at $Path." 2 }
    $found = Get-Item -LiteralPath $Path
    if ($found.Extension -eq '.psd1') { return $found.DirectoryName }
    if ($found.PSIsContainer) { return $found.FullName }
    $folder = Join-Path $PSScriptRoot 'artifacts/package/TikTokFollowing'
    if (Test-Path $folder) { Remove-Item $folder -Recurse -Force }
    Add-Type -AssemblyName System.IO.Compression.FileSystem
    [IO.Compression.ZipFile]::ExtractToDirectory($found.FullName, $folder)
    $ofNuGet = '_rels', 'package', '[Content_Types].xml', 'TikTokFollowing.nuspec' | ForEach-Object { Join-Path $folder $_ } | Where-Object { Test-Path -LiteralPath $_ }
    Remove-Item -LiteralPath $ofNuGet -Recurse -Force # some of it is hidden
    $folder
}

# What was built is loaded by a process of its own: a session that loaded it could not load the next build, and on Windows would hold its files.
function Invoke-FreshPowerShell([string] $Script) {
    $path = (Get-Process -Id $PID).Path
    $arguments = @('-NoLogo', '-NoProfile', '-NonInteractive', '-Command', $Script)
    # As a .NET tool, PowerShell is a pwsh.dll that dotnet runs.
    if ((Split-Path -Leaf $path) -match '^dotnet(\.exe)?$') { $arguments = @(Join-Path $PSHOME 'pwsh.dll') + $arguments }
    & $path @arguments | Out-Host
}

function Read-Trx([string] $Suite, [string] $Folder, [int] $Code) {
    $passed = $failed = $skipped = 0
    $reasons = foreach ($file in Get-ChildItem $Folder -Filter *.trx -ErrorAction Ignore) {
        $trx = [xml] (Get-Content -Raw -Encoding UTF8 -LiteralPath $file.FullName)
        $counters = $trx.TestRun.ResultSummary.Counters
        $passed += [int] $counters.passed
        $failed += [int] $counters.executed - [int] $counters.passed
        $skipped += [int] $counters.total - [int] $counters.executed # the file's own notExecuted is always 0
        $trx.SelectNodes("//*[@outcome = 'NotExecuted']//*[local-name() = 'Message']") | ForEach-Object InnerText
    }
    $note = if ($Code -ne 0 -and $failed -eq 0) { "dotnet test ended with $Code before all tests had run." } elseif ($passed + $failed -eq 0) { 'no test ran.' }
    $isBroken = $Code -ne 0 -or $passed + $failed -eq 0
    [SuiteResult] @{ Suite = $Suite; Passed = $passed; Failed = $failed; Skipped = $skipped; SkipReason = $reasons; Note = $note; IsBroken = $isBroken }
}

function Invoke-Xunit {
    dotnet test -c Release --no-build --nologo --logger 'trx;LogFilePrefix=xunit' --results-directory $results @Argument | Out-Host
    Read-Trx 'xunit' $results $LASTEXITCODE
}

# For projects that are not in the solution, as not every feed has their packages. Says why they cannot be had, or nothing.
function Restore-Project([string] $Project) {
    if (-not (Get-Command dotnet -ErrorAction Ignore)) { return 'there is no .NET SDK' }
    $log = Join-Path $results 'restore.log'
    $restore = Start-Process dotnet -ArgumentList 'restore', $Project, '--nologo' -NoNewWindow -PassThru -RedirectStandardOutput $log
    $null = $restore.Handle # without it, 5.1 forgets the exit code
    if (-not $restore.WaitForExit($restoreLimit * 1000)) {
        $restore.Kill()
        return "dotnet restore took over $restoreLimit seconds"
    }
    if ($restore.ExitCode -eq 0) { return }
    $problem = [regex]::Match((Get-Content -Raw $log), 'error (NU\d+: .*?)(\. |\.?\r?\n|$)')
    if ($problem.Success) { $problem.Groups[1].Value } else { "dotnet restore ended with $($restore.ExitCode)" }
}

function Invoke-InProcessSuite {
    $suite = 'xunit, in process'
    if ($Argument) { return [SuiteResult] @{ Suite = $suite; Note = 'left out, as more words were given for the other tests.' } }
    $project = 'tests/TikTokFollowing.InProcess.Tests'
    $folder = Join-Path $results 'in-process'
    $reason = Restore-Project $project
    if ($reason) { return [SuiteResult] @{ Suite = $suite; Note = "skipped, as Microsoft.PowerShell.SDK cannot be had ($reason)." } }
    dotnet build $project -c Release --no-restore --nologo -v:quiet | Out-Host
    if ($LASTEXITCODE -ne 0) { return [SuiteResult] @{ Suite = $suite; Note = 'it could not be built.'; IsBroken = $true } }
    dotnet test $project -c Release --no-build --nologo --logger 'trx;LogFilePrefix=in-process' --results-directory $folder | Out-Host
    Read-Trx $suite $folder $LASTEXITCODE
}

# The build for Windows PowerShell: its runtime is a part of Windows, and Mono a relative of it.
function Invoke-NetFrameworkSuite {
    $suite = 'net472'
    $program = 'tests/TikTokFollowing.NetFramework.Tests/bin/Release/net472/TikTokFollowing.NetFramework.Tests.exe'
    $runner = if ($env:OS -ne 'Windows_NT') { 'mono' }
    if ($runner -and -not (Get-Command $runner -ErrorAction Ignore)) { return [SuiteResult] @{ Suite = $suite; Note = 'skipped, as there is no .NET Framework and no Mono (Debian: mono-devel).' } }
    $said = @(if ($runner) { & $runner $program $module } else { & (Join-Path $PSScriptRoot $program) $module })
    $code = $LASTEXITCODE
    if ($code -eq 3) { return [SuiteResult] @{ Suite = $suite; Note = "skipped: $($said[-1])." } }
    $end = [regex]::Match("$($said | Select-Object -Last 1)", '^(\d+) passed, (\d+) failed$')
    $said | Select-Object -SkipLast ([int] $end.Success) | Out-Host
    if (-not $end.Success) { return [SuiteResult] @{ Suite = $suite; Note = "it ended with $code before it could say what passed."; IsBroken = $true } }
    [SuiteResult] @{ Suite = $suite; Passed = $end.Groups[1].Value; Failed = $end.Groups[2].Value; IsBroken = $code -ne 0 }
}

function Invoke-PesterSuite {
    if (-not (Get-ChildItem (Join-Path $PSScriptRoot 'tests/Pester') -Filter *.Tests.ps1 -Recurse -ErrorAction Ignore)) {
        return [SuiteResult] @{ Suite = 'Pester'; Note = 'skipped, as tests/Pester holds no tests.' }
    }
    $pester = Get-Module Pester -ListAvailable | Where-Object { $_.Version -ge '5.5' -and $_.Version.Major -eq 5 } | Sort-Object Version | Select-Object -Last 1 -ExpandProperty Path
    if (-not $pester) {
        $project = 'tests/Pester/PesterPackage.csproj'
        $reason = Restore-Project $project
        if ($reason) { return [SuiteResult] @{ Suite = 'Pester'; Note = "skipped, as no Pester 5 (5.5 or later) is installed and its package cannot be had ($reason)." } }
        $pester = Join-Path (dotnet msbuild $project -getProperty:PkgPester) 'tools/Pester.psd1'
        Write-Information "There is no Pester 5 (5.5 or later) installed. Taking $pester."
    }
    # Single quotes only: Windows PowerShell loses double ones on the way to another process.
    Invoke-FreshPowerShell ("`$pester = '$($pester -replace "'", "''")'`n" + @'
$ErrorActionPreference = 'Stop'
Import-Module $pester
$run = Invoke-Pester -Configuration @{ Run = @{ Path = 'tests/Pester'; PassThru = $true } }
$reasons = foreach ($test in $run.Skipped) {
    $why = [regex]::Match(((@($test.ExpandedPath) + $test.ErrorRecord) -join ' '), '(\(skipped: |, because )([^)]+)')
    if ($why.Success) { $why.Groups[2].Value } else { 'not for this PowerShell or system' }
}
$counts = $run | Select-Object Result, PassedCount, FailedCount, SkippedCount, InconclusiveCount
$counts | Add-Member SkipReasons ($reasons -join [char] 10) -PassThru | ConvertTo-Json | Set-Content artifacts/tests/pester.json
'@)
    $summary = Join-Path $results 'pester.json'
    if (-not (Test-Path $summary)) { return [SuiteResult] @{ Suite = 'Pester'; Note = 'it ended before it could say what passed.'; IsBroken = $true } }
    $run = Get-Content -Raw $summary | ConvertFrom-Json
    $ran = $run.PassedCount + $run.FailedCount
    $note = if ($ran -eq 0) { 'no test ran.' } elseif ($run.Result -ne 'Passed' -and $run.FailedCount -eq 0) { 'a test file could not be read, or failed outside its tests.' }
    $isBroken = $run.Result -ne 'Passed' -or $ran -eq 0
    $skipped = $run.SkippedCount + $run.InconclusiveCount
    $reasons = @($run.SkipReasons -split "`n" -ne '')
    [SuiteResult] @{ Suite = 'Pester'; Passed = $run.PassedCount; Failed = $run.FailedCount; Skipped = $skipped; SkipReason = $reasons; Note = $note; IsBroken = $isBroken }
}

function Invoke-TestTask {
    if (-not $ModulePath) { Invoke-QuietBuild }
    if (Test-Path $results) { Remove-Item $results -Recurse -Force }
    $null = New-Item $results -ItemType Directory
    $suites = @(
        if (-not $ModulePath) {
            Invoke-Xunit
            Invoke-InProcessSuite
            Invoke-NetFrameworkSuite
        }
        else { $env:TIKTOKFOLLOWING_MODULE = Join-Path $module 'TikTokFollowing.psd1' }
        Invoke-PesterSuite
    )
    Write-Information ''
    foreach ($suite in $suites) {
        if ($suite.Note) { Write-Information "$($suite.Suite): $($suite.Note)" }
        $suite.SkipReason | Group-Object | ForEach-Object { Write-Information "$($suite.Suite): $($_.Count) skipped: $($_.Name)" }
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
    if ($PSVersionTable.PSVersion -lt [version] '7.4') { Exit-Task 'bench needs PowerShell 7.4 or later: it measures the module on .NET. Nothing was done.' 3 }
    Invoke-QuietBuild
    Invoke-FreshPowerShell "& ./bench/Race.ps1 $Argument; exit `$LASTEXITCODE"
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

function Invoke-PackTask {
    if (-not (Get-Command Publish-PSResource -ErrorAction Ignore)) {
        Exit-Task 'pack needs PSResourceGet. Install it with: Install-Module Microsoft.PowerShell.PSResourceGet. Nothing was done.' 3
    }
    if (-not $ModulePath) { Invoke-QuietBuild }
    if (Test-Path $gallery) { Remove-Item $gallery -Recurse -Force }
    $null = New-Item $gallery -ItemType Directory
    $repository = "TikTokFollowing-pack-$PID"
    Register-PSResourceRepository -Name $repository -Uri $gallery -Trusted
    try { Publish-PSResource -Path $module -Repository $repository }
    finally { Unregister-PSResourceRepository -Name $repository }
    Write-Information "Made $((Get-ChildItem $gallery -Filter *.nupkg).FullName)"
}

if ($Argument -and $Task -notin 'build', 'test', 'bench') { Exit-Task "The task $Task takes no more words: $Argument" 2 }
if (-not $ModulePath -and -not (Get-Command dotnet -ErrorAction Ignore)) { Exit-Task 'The .NET SDK 10 is needed (https://dotnet.microsoft.com/download).' }
if ($ModulePath -and $Task -notin 'test', 'pack') { Exit-Task "The task $Task takes no -ModulePath." 2 }
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
    }
}
finally { Pop-Location }
