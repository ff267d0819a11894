<#
.SYNOPSIS
    Signs the files of a module with Authenticode, and adds a signed catalog of all files. Runs on Windows only.
.DESCRIPTION
    Signs only files that have no signature, so that third-party libraries keep theirs.
.PARAMETER ModuleFolder
    Specifies the folder with the manifest. The catalog is written to it.
.PARAMETER Certificate
    Specifies a code-signing certificate with its private key, as a PFX in Base64.
.PARAMETER Password
    Specifies the password of the PFX.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $ModuleFolder,

    [Parameter(Mandatory)]
    [string] $Certificate,

    [Parameter(Mandatory)]
    [securestring] $Password
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

# This constructor keeps the private key in memory; no certificate store is used.
$pfx = [Convert]::FromBase64String($Certificate)
$signer = New-Object Security.Cryptography.X509Certificates.X509Certificate2 $pfx, $Password
$signature = @{
    Certificate     = $signer
    HashAlgorithm   = 'SHA256'
    TimestampServer = 'http://timestamp.digicert.com'
    IncludeChain    = 'NotRoot'
}

function Add-Signature([string] $Path) {
    $result = Set-AuthenticodeSignature -LiteralPath $Path @signature
    if ($result.Status -ne 'Valid') { throw "$Path was not signed: $($result.StatusMessage)" }
}

$unsigned = Get-ChildItem -LiteralPath $ModuleFolder -Recurse -Include *.dll, *.psd1, *.ps1xml |
    Where-Object { (Get-AuthenticodeSignature -LiteralPath $_.FullName).Status -eq 'NotSigned' }
foreach ($file in $unsigned) { Add-Signature $file.FullName }

# The catalog is created in another folder, so that it does not list itself.
$catalog = Join-Path ([IO.Path]::GetTempPath()) 'TikTokFollowing.cat'
$null = New-FileCatalog -Path $ModuleFolder -CatalogFilePath $catalog -CatalogVersion 2
Add-Signature $catalog
Move-Item -LiteralPath $catalog -Destination $ModuleFolder
Get-ChildItem -LiteralPath $ModuleFolder -Recurse -Include *.dll, *.psd1, *.ps1xml, *.cat |
    Get-AuthenticodeSignature |
    Select-Object Status, Path
