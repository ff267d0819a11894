# Functions for tests of vaults. Dot-source this file after Shared.ps1. Tests run in a fresh PowerShell with its own
# home folder, so that the real store of the user is not used.

$HasSecretManagement = [bool] (Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable)
$HasVaults = $HasSecretManagement -and [bool] (Get-Module Microsoft.PowerShell.SecretStore -ListAvailable)
$NoVaults = 'SecretManagement and SecretStore are not installed'
if ($HasVaults -and -not $IsCore) {
    $HasVaults = $false
    $NoVaults = 'on Windows, Windows PowerShell has one store for the whole user, and a test must not touch it'
}
elseif ($HasVaults -and $PSVersionTable.Platform -ne 'Unix') {
    $HasVaults = $false
    $NoVaults = 'on Windows the store is always in the user''s profile, and a test must not touch it'
}

function New-TestHome {
    $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
    $null = New-Item $folder -ItemType Directory
    $folder
}

# Runs a script with that home folder and the module. Its output is one JSON text, which is returned as an object.
function Invoke-AtHome([string] $TestHome, [string] $Script) {
    $saved = $env:HOME
    $env:HOME = $TestHome
    $start = "Import-Module `$ModulePath`n" +
        "function ConvertTo-Key([string] `$Text) { ConvertTo-SecureString `$Text -AsPlainText -Force }`n"
    try { Invoke-FreshPowerShell ($start + $Script) }
    finally { $env:HOME = $saved }
}

$RegisterStore = @'
Import-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
Reset-SecretStore -Authentication None -Interaction None -Force -Confirm:$false -WarningAction SilentlyContinue
Register-SecretVault Store -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault

'@

# Creates a vault as a script module, with the functions that SecretManagement calls. It logs every call in calls.txt.
function New-ScriptVault([string] $TestHome, [string] $Name, [hashtable] $Function = @{}) {
    $folder = Join-Path $TestHome "vaults/$Name"
    $inside = Join-Path $folder "$Name.Extension"
    $null = New-Item $inside -ItemType Directory -Force
    $empty = 'FunctionsToExport = @(); CmdletsToExport = @()'
    $outer = "@{ ModuleVersion = '1.0'; NestedModules = @('./$Name.Extension'); $empty }"
    Set-Content (Join-Path $folder "$Name.psd1") $outer
    $names = "'Get-Secret', 'Set-Secret', 'Remove-Secret', 'Get-SecretInfo', 'Test-SecretVault'"
    $manifest = "@{ ModuleVersion = '1.0'; RootModule = '$Name.Extension.psm1'; FunctionsToExport = @($names) }"
    Set-Content (Join-Path $inside "$Name.Extension.psd1") $manifest
    $body = @{ Get = 'return $null'; Set = 'return'; Remove = 'return'; Info = 'return @()' }
    foreach ($key in $Function.Keys) { $body[$key] = $Function[$key] }
    $log = "Add-Content '$folder/calls.txt'"
    $vault = '[string] $VaultName, [hashtable] $AdditionalParameters'
    Set-Content (Join-Path $inside "$Name.Extension.psm1") @"
function Get-Secret { [CmdletBinding()] param([string] `$Name, $vault) $log "get `$Name"; $($body.Get) }
function Set-Secret {
    [CmdletBinding()] param([string] `$Name, [object] `$Secret, $vault)
    $log "set `$Name"; $($body.Set)
}
function Remove-Secret { [CmdletBinding()] param([string] `$Name, $vault) $log "remove `$Name"; $($body.Remove) }
function Get-SecretInfo { [CmdletBinding()] param([string] `$Filter, $vault) $log "info `$Filter"; $($body.Info) }
function Test-SecretVault { [CmdletBinding()] param($vault) `$true }
"@
    "Register-SecretVault $Name -ModuleName '$folder'`n"
}

function Get-VaultCall([string] $TestHome, [string] $Name) {
    $file = Join-Path $TestHome "vaults/$Name/calls.txt"
    if (Test-Path $file) { @(Get-Content $file) } else { @() }
}
