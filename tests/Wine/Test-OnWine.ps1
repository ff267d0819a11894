#Requires -Version 7.4
<#
.SYNOPSIS
    Runs the Pester suite in PowerShell for Windows, under Wine.
.DESCRIPTION
    Lays PowerShell and .NET for Windows out in a cache folder, from the NuGet packages of Wine.psd1, and runs each test
    file in a process of its own with a time limit. Returns the totals and the reason for each skipped test.
.PARAMETER Module
    Specifies the folder of the built module.
.PARAMETER Pester
    Specifies the manifest of Pester.
.PARAMETER ResultFolder
    Specifies the folder for the totals and the output of each test file.
.PARAMETER Name
    Specifies the names of the test files to run, with wildcards.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $ResultFolder,
    [string[]] $Name = '*'
)

$ErrorActionPreference = 'Stop'
$InformationPreference = 'Continue'
Set-StrictMode -Version 3.0
$data = Import-PowerShellDataFile (Join-Path $PSScriptRoot 'Wine.psd1')
$root = (Get-Item -LiteralPath (Join-Path $PSScriptRoot '../..')).FullName
$cacheRoot = if ($env:XDG_CACHE_HOME) { $env:XDG_CACHE_HOME } else { Join-Path $HOME '.cache' }
$version = ($data.Packages | ForEach-Object { $_.Version }) -join '-'
$cache = Join-Path $cacheRoot "tiktokfollowing-wine/$version"

# Wine shows the root of the file system as drive Z.
function ConvertTo-WindowsPath([string] $Path) {
    'Z:' + $Path.Replace('/', '\')
}

function Install-NuGetPackage {
    $null = New-Item -ItemType Directory -Path $cache -Force
    $project = Join-Path $cache 'packages.csproj'
    $items = $data.Packages | ForEach-Object {
        "<PackageDownload Include=`"$($_.Id)`" Version=`"[$($_.Version)]`" />"
    }
    Set-Content -LiteralPath $project -Value (
        '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>' +
        "<ItemGroup>$($items -join '')</ItemGroup></Project>")
    $log = dotnet restore $project --nologo
    if ($LASTEXITCODE -ne 0) { throw "The packages for Wine could not be restored: $($log -match 'error' -join ' ')" }
    $packages = dotnet msbuild $project -getProperty:NuGetPackageRoot
    foreach ($package in $data.Packages) {
        $folder = Join-Path $packages "$($package.Id.ToLowerInvariant())/$($package.Version)"
        $metadata = Get-Content -Raw -Encoding UTF8 -LiteralPath (Join-Path $folder '.nupkg.metadata') | ConvertFrom-Json
        if ($metadata.contentHash -cne $package.Hash) {
            throw "The package $($package.Id) $($package.Version) has the hash $($metadata.contentHash), not the one of Wine.psd1."
        }
        @{ Folder = $folder; Version = $package.Version }
    }
}

# A layout that was interrupted has no marker, and is made again.
function Install-PowerShell {
    $marker = Join-Path $cache 'complete'
    if (Test-Path -LiteralPath $marker) { return }
    Write-Information "Laying out PowerShell for Windows in $cache..."
    if (Test-Path -LiteralPath $cache) { Remove-Item -LiteralPath $cache -Recurse -Force }
    $runtime, $desktop, $shell = Install-NuGetPackage
    $frameworks = @{ 'Microsoft.NETCore.App' = $runtime; 'Microsoft.WindowsDesktop.App' = $desktop }
    foreach ($framework in $frameworks.Keys) {
        $package = $frameworks[$framework]
        $target = Join-Path $cache "dotnet/shared/$framework/$($package.Version)"
        $null = New-Item -ItemType Directory -Path $target
        'lib/net10.0', 'native' | ForEach-Object { Join-Path $package.Folder "runtimes/win-x64/$_/*" } |
            Where-Object { Test-Path $_ } | ForEach-Object { Copy-Item -Path $_ -Destination $target -Recurse }
    }
    $resolver = New-Item -ItemType Directory -Path (Join-Path $cache "dotnet/host/fxr/$($runtime.Version)")
    Copy-Item -LiteralPath (Join-Path $runtime.Folder 'runtimes/win-x64/native/hostfxr.dll') -Destination $resolver
    Copy-Item -LiteralPath (Join-Path $shell.Folder 'tools/net10.0/any/win') -Destination (Join-Path $cache 'pwsh') -Recurse
    wineboot --init *> $null
    if ($LASTEXITCODE -ne 0) { throw "wineboot exited with $LASTEXITCODE." }
    $null = New-Item -ItemType File -Path $marker
}

# The folders of the modules that the tests use if they are installed. Other modules of this system are not for Windows.
function Get-ModuleFolder {
    $names = 'PSScriptAnalyzer', 'Microsoft.PowerShell.SecretManagement', 'Microsoft.PowerShell.SecretStore'
    Get-Module -ListAvailable $names |
        ForEach-Object {
            for ($folder = $_.ModuleBase; (Split-Path -Leaf $folder) -ne $_.Name; $folder = Split-Path $folder) { }
            ConvertTo-WindowsPath (Split-Path $folder)
        } |
        Select-Object -Unique
}

# PowerShell under Wine needs a terminal, which script creates.
function Invoke-TestFile([string] $File, [string] $Pester, [string] $Result) {
    $arguments = @(
        '-NoProfile', '-NonInteractive'
        '-File', (ConvertTo-WindowsPath (Join-Path $root 'tests/Invoke-PesterSuite.ps1'))
        '-Path', (ConvertTo-WindowsPath $File)
        '-Pester', (ConvertTo-WindowsPath $Pester)
        '-ModuleFolder', (@(Get-ModuleFolder) -join ';')
        '-Result', (ConvertTo-WindowsPath $Result)
    ) | ForEach-Object { "'" + $_.Replace("'", "'\''") + "'" }
    $command = "exec wine '$(ConvertTo-WindowsPath (Join-Path $cache 'pwsh/pwsh.exe'))' $($arguments -join ' ')"
    $start = @{
        FilePath               = 'script'
        ArgumentList           = '-qefc', ('"{0}"' -f $command.Replace('\', '\\').Replace('"', '\"')), '/dev/null'
        RedirectStandardInput  = '/dev/null'
        RedirectStandardOutput = [IO.Path]::ChangeExtension($Result, 'log')
    }
    $process = Start-Process @start -PassThru
    if (-not $process.WaitForExit($data.TimeLimit * 1000)) {
        wineserver --kill
        $process.Kill($true)
        return "it did not end within $($data.TimeLimit) s."
    }
    if (-not (Test-Path -LiteralPath $Result)) { "it exited with $($process.ExitCode) without totals." }
}

$saved = @{}
$variables = @{
    WINEPREFIX                   = Join-Path $cache 'prefix'
    WINEDEBUG                    = '-all'
    DISPLAY                      = ''
    DOTNET_ROOT                  = ConvertTo-WindowsPath (Join-Path $cache 'dotnet')
    DOTNET_EnableWriteXorExecute = '0' # Wine cannot map memory twice
    TIKTOKFOLLOWING_MODULE       = ConvertTo-WindowsPath (Join-Path $Module 'TikTokFollowing.psd1')
}
$broken = @()
$total = @{ Passed = 0; Failed = 0; Skipped = 0; SkipReason = @(); Note = '' }
try {
    foreach ($variable in @($variables.Keys | Where-Object { $_ -ne 'DOTNET_ROOT' })) {
        $saved[$variable] = [Environment]::GetEnvironmentVariable($variable)
        [Environment]::SetEnvironmentVariable($variable, $variables[$variable])
    }
    Install-PowerShell
    # Not before dotnet has restored the packages.
    $saved.DOTNET_ROOT = $env:DOTNET_ROOT
    $env:DOTNET_ROOT = $variables.DOTNET_ROOT

    $files = Get-ChildItem -LiteralPath (Join-Path $root 'tests/Pester') -Filter *.Tests.ps1 |
        Where-Object { $file = $_; $Name | Where-Object { $file.Name -like $_ } }
    foreach ($file in $files) {
        $excluded = $data.Excluded | Where-Object { $_.File -eq $file.Name }
        if ($excluded) {
            $total.Skipped++
            $total.SkipReason += "$($file.Name): $($excluded.Reason)"
            continue
        }
        $result = Join-Path $ResultFolder "$($file.BaseName).json"
        $reason = Invoke-TestFile $file.FullName $Pester $result
        if ($reason) {
            Write-Information "$($file.Name): $reason"
            $broken += "$($file.Name): $reason"
            continue
        }
        $run = Get-Content -Raw -Encoding UTF8 -LiteralPath $result | ConvertFrom-Json
        Write-Information "$($file.Name): $($run.Passed) passed, $($run.Failed) failed, $($run.Skipped) skipped"
        $run.Failure | ForEach-Object { Write-Information "  $_" }
        foreach ($count in 'Passed', 'Failed', 'Skipped') { $total[$count] += $run.$count }
        $total.SkipReason += @($run.SkipReason)
        if ($run.Problem) { $broken += "$($file.Name): $($run.Problem)" }
    }
}
finally {
    foreach ($variable in $saved.Keys) { [Environment]::SetEnvironmentVariable($variable, $saved[$variable]) }
}
$ran = $total.Passed + $total.Failed
$total.Note = if ($ran -eq 0) { 'no test ran.' } else { $broken -join ' ' }
$total.IsBroken = $broken.Count -gt 0 -or $ran -eq 0
$total
