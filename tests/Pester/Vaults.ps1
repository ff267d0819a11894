# For tests of vaults: a fresh PowerShell with a home of its own, so that nobody's real store is touched. Dot-source it after Shared.ps1.

$HasSecretManagement = [bool] (Get-Module Microsoft.PowerShell.SecretManagement -ListAvailable)
$HasVaults = $HasSecretManagement -and [bool] (Get-Module Microsoft.PowerShell.SecretStore -ListAvailable)
$NoVaults = 'SecretManagement and SecretStore are not installed'
if ($HasVaults -and -not $IsCore) {
    $HasVaults = $false
    $NoVaults = 'on Windows, Windows PowerShell has one store for the whole user, and a test must not touch it'
}
elseif ($HasVaults -and $PSVersionTable.Platform -ne 'Unix') {
    $HasVaults = $false
    $NoVaults = 'on Windows the store lies in the user''s profile whatever HOME says, and a test must not touch it'
}

function New-TestHome {
    $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
    $null = New-Item $folder -ItemType Directory
    $folder
}

# Runs a script there, with the module imported. Its output must be one JSON text; it comes back as an object.
function Invoke-AtHome([string] $TestHome, [string] $Script) {
    $saved = $env:HOME
    $env:HOME = $TestHome
    try { Invoke-FreshPowerShell ("Import-Module `$ModulePath`nfunction ConvertTo-Key([string] `$Text) { ConvertTo-SecureString `$Text -AsPlainText -Force }`n" + $Script) }
    finally { $env:HOME = $saved }
}

$RegisterStore = @'
Import-Module Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
Reset-SecretStore -Authentication None -Interaction None -Force -Confirm:$false -WarningAction SilentlyContinue
Register-SecretVault Store -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault

'@

# A vault in a script. Its body has the four functions that SecretManagement calls; every call goes into calls.txt beside it.
function New-ScriptVault([string] $TestHome, [string] $Name, [hashtable] $Function = @{}) {
    $folder = Join-Path $TestHome "vaults/$Name"
    $inside = Join-Path $folder "$Name.Extension"
    $null = New-Item $inside -ItemType Directory -Force
    Set-Content (Join-Path $folder "$Name.psd1") "@{ ModuleVersion = '1.0'; NestedModules = @('./$Name.Extension'); FunctionsToExport = @(); CmdletsToExport = @() }"
    Set-Content (Join-Path $inside "$Name.Extension.psd1") "@{ ModuleVersion = '1.0'; RootModule = '$Name.Extension.psm1'; FunctionsToExport = @('Get-Secret', 'Set-Secret', 'Remove-Secret', 'Get-SecretInfo', 'Test-SecretVault') }"
    $body = @{ Get = 'return $null'; Set = 'return'; Remove = 'return'; Info = 'return @()' }
    foreach ($key in $Function.Keys) { $body[$key] = $Function[$key] }
    $log = "Add-Content '$folder/calls.txt'"
    Set-Content (Join-Path $inside "$Name.Extension.psm1") @"
function Get-Secret { [CmdletBinding()] param([string] `$Name, [string] `$VaultName, [hashtable] `$AdditionalParameters) $log "get `$Name"; $($body.Get) }
function Set-Secret { [CmdletBinding()] param([string] `$Name, [object] `$Secret, [string] `$VaultName, [hashtable] `$AdditionalParameters) $log "set `$Name"; $($body.Set) }
function Remove-Secret { [CmdletBinding()] param([string] `$Name, [string] `$VaultName, [hashtable] `$AdditionalParameters) $log "remove `$Name"; $($body.Remove) }
function Get-SecretInfo { [CmdletBinding()] param([string] `$Filter, [string] `$VaultName, [hashtable] `$AdditionalParameters) $log "info `$Filter"; $($body.Info) }
function Test-SecretVault { [CmdletBinding()] param([string] `$VaultName, [hashtable] `$AdditionalParameters) `$true }
"@
    "Register-SecretVault $Name -ModuleName '$folder'`n"
}

function Get-VaultCall([string] $TestHome, [string] $Name) {
    $file = Join-Path $TestHome "vaults/$Name/calls.txt"
    if (Test-Path $file) { @(Get-Content $file) } else { @() }
}
