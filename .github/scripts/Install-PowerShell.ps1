<#
.SYNOPSIS
    Installs the newest patch of a PowerShell release, and prepends it to the PATH of the steps that follow.
.DESCRIPTION
    Downloads the archive from the release page of PowerShell/PowerShell, and checks the hash that is published there.
    Needs the gh of the runner, and GH_TOKEN.
.PARAMETER Release
    Specifies the major and minor number, such as 7.4.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [ValidatePattern('^\d+\.\d+$')]
    [string] $Release
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

$architecture = [Runtime.InteropServices.RuntimeInformation]::OSArchitecture.ToString().ToLowerInvariant()
$asset = if ($IsWindows) { "PowerShell-{0}-win-$architecture.zip" }
elseif ($IsMacOS) { "powershell-{0}-osx-$architecture.tar.gz" }
else { "powershell-{0}-linux-$architecture.tar.gz" }

# The pattern excludes previews, such as v7.4.1-preview.1.
$versions = gh api "repos/PowerShell/PowerShell/git/matching-refs/tags/v$Release." --jq '.[].ref' |
    Where-Object { $_ -match '^refs/tags/v(\d+\.\d+\.\d+)$' } |
    ForEach-Object { [version] $Matches[1] } |
    Sort-Object -Descending
if (-not $versions) { throw "There is no final version of PowerShell $Release." }
$version = @($versions)[0]
$file = $asset -f $version

$download = Join-Path $env:RUNNER_TEMP "powershell-$version"
gh release download "v$version" --repo PowerShell/PowerShell --dir $download --pattern $file --pattern hashes.sha256
if ($LASTEXITCODE -ne 0) { throw "$file could not be downloaded." }

$line = Get-Content (Join-Path $download 'hashes.sha256') |
    Where-Object { $_ -match "\*?$([regex]::Escape($file))\s*$" } |
    Select-Object -First 1
$expected = @("$line" -split '\s+')[0]
$actual = (Get-FileHash -Algorithm SHA256 -LiteralPath (Join-Path $download $file)).Hash
if (-not $expected -or $expected -ne $actual) { throw "The hash of $file is '$actual', not '$expected'." }

$folder = New-Item -ItemType Directory -Force (Join-Path $env:RUNNER_TEMP "pwsh-$version")
if ($IsWindows) { Expand-Archive -LiteralPath (Join-Path $download $file) -DestinationPath $folder.FullName }
else {
    tar -xzf (Join-Path $download $file) -C $folder.FullName
    chmod +x (Join-Path $folder.FullName 'pwsh')
}
$folder.FullName | Add-Content -LiteralPath $env:GITHUB_PATH
"Installed PowerShell $version in $($folder.FullName)"
