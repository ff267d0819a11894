<#
.SYNOPSIS
    Signs the module in a folder with Authenticode, and then lists all of it in a signed catalog. Windows only.
.DESCRIPTION
    Signs what has no signature yet: libraries of others keep theirs.
.PARAMETER ModuleFolder
    The folder with the manifest. The catalog comes beside it.
.PARAMETER Certificate
    A code-signing certificate with its key, as PFX in Base64.
.PARAMETER Password
    The password of the PFX.
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

# Two arguments only: the key stays in memory and in no store.
$signer = New-Object Security.Cryptography.X509Certificates.X509Certificate2 ([Convert]::FromBase64String($Certificate)), $Password
$how = @{ Certificate = $signer; HashAlgorithm = 'SHA256'; TimestampServer = 'http://timestamp.digicert.com'; IncludeChain = 'NotRoot' }

function Add-Signature([string] $Path) {
    $signed = Set-AuthenticodeSignature -LiteralPath $Path @how
    if ($signed.Status -ne 'Valid') { throw "$Path was not signed: $($signed.StatusMessage)" }
}

$files = Get-ChildItem -LiteralPath $ModuleFolder -Recurse -Include *.dll, *.psd1, *.ps1xml
foreach ($file in $files | Where-Object { (Get-AuthenticodeSignature -LiteralPath $_.FullName).Status -eq 'NotSigned' }) { Add-Signature $file.FullName }

# The catalog is made elsewhere, so that it does not list itself.
$catalog = Join-Path ([IO.Path]::GetTempPath()) 'TikTokFollowing.cat'
$null = New-FileCatalog -Path $ModuleFolder -CatalogFilePath $catalog -CatalogVersion 2
Add-Signature $catalog
Move-Item -LiteralPath $catalog -Destination $ModuleFolder
Get-ChildItem -LiteralPath $ModuleFolder -Recurse -Include *.dll, *.psd1, *.ps1xml, *.cat | Get-AuthenticodeSignature | Select-Object Status, Path
