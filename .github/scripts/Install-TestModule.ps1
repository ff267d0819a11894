<#
.SYNOPSIS
    Installs the modules that the tests need, in fixed versions. Runs in Windows PowerShell 5.1 and PowerShell 7.
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
# The Gallery requires TLS 1.2, which .NET Framework does not always offer.
[Net.ServicePointManager]::SecurityProtocol =
    [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
$packages = [xml] (Get-Content -Raw (Join-Path $PSScriptRoot '../../Directory.Packages.props'))
$versions = [ordered] @{
    Pester           = $packages.SelectSingleNode("//PackageVersion[@Include = 'Pester']").Version
    PSScriptAnalyzer = '1.25.0'
}
foreach ($name in $versions.Keys) {
    if (Get-Command Install-PSResource -ErrorAction Ignore) {
        Install-PSResource $name -Version $versions[$name] -TrustRepository -Scope CurrentUser
    }
    else { Install-Module $name -RequiredVersion $versions[$name] -Scope CurrentUser -Force -SkipPublisherCheck }
    Get-Module $name -ListAvailable | Select-Object Name, Version, Path
}
