<#
.SYNOPSIS
    Installs the modules that the tests want, in versions that are known to work. Runs on Windows PowerShell 5.1 and PowerShell 7.
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
$pins = [xml] (Get-Content -Raw (Join-Path $PSScriptRoot '../../Directory.Packages.props'))
$wanted = [ordered] @{ Pester = $pins.SelectSingleNode("//PackageVersion[@Include = 'Pester']").Version; PSScriptAnalyzer = '1.25.0' }
foreach ($name in $wanted.Keys) {
    if (Get-Command Install-PSResource -ErrorAction Ignore) { Install-PSResource $name -Version $wanted[$name] -TrustRepository -Scope CurrentUser }
    else { Install-Module $name -RequiredVersion $wanted[$name] -Scope CurrentUser -Force -SkipPublisherCheck }
    Get-Module $name -ListAvailable | Select-Object Name, Version, Path
}
