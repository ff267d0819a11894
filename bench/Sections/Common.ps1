# Functions that the sections of Race.ps1 share. They use its variables.

$plainKey = 'bench-0123456789abcdef0123456789abcdef' # as long as a real one, because every response is searched for it

function Add-Limit([string] $Name, [string] $Limit, [string] $Measured, [bool] $Holds) {
    $limits.Add([pscustomobject] @{ Name = $Name; Promised = $Limit; Measured = $Measured; Holds = $Holds })
}

function New-Key {
    $key = [securestring]::new()
    foreach ($letter in $plainKey.ToCharArray()) { $key.AppendChar($letter) }
    $key
}

function Get-Median([double[]] $Value) {
    $sorted = @($Value | Sort-Object)
    $middle = [int] [Math]::Floor($sorted.Count / 2)
    if ($sorted.Count % 2) { $sorted[$middle] } else { ($sorted[$middle - 1] + $sorted[$middle]) / 2 }
}

function Format-Spread([double[]] $Value, [string] $Format = 'N1') {
    $least, $most = ($Value | Measure-Object -Minimum -Maximum).ForEach({ $_.Minimum; $_.Maximum })
    "$($least.ToString($Format)) .. $($most.ToString($Format))"
}

function Show-Table([string] $Title, [object[]] $Row) {
    Write-Output '' $Title ''
    ($Row | Format-Table -AutoSize | Out-String -Width 200).Trim([char[]] "`r`n")
}

# Starts the server in another process. It ends with its standard input.
function Start-PageServer([string[]] $Argument) {
    $start = [Diagnostics.ProcessStartInfo] @{
        FileName               = 'dotnet'
        UseShellExecute        = $false
        RedirectStandardInput  = $true
        RedirectStandardOutput = $true
    }
    foreach ($item in @($serverProgram) + $Argument) { $start.ArgumentList.Add($item) }
    $process = [Diagnostics.Process]::Start($start)
    $address = $process.StandardOutput.ReadLine()
    if (-not $address) { throw 'The page server did not start.' }
    [pscustomobject] @{ Process = $process; Address = $address }
}

function Stop-PageServer([object] $Server) {
    $Server.Process.StandardInput.Close()
    if (-not $Server.Process.WaitForExit(5000)) { $Server.Process.Kill() }
    $Server.Process.Dispose()
}

# Runs a script in a fresh process of this PowerShell, and returns its output converted from JSON.
function Invoke-Fresh([string] $Script) {
    $path = (Get-Process -Id $PID).Path
    $arguments = @('-NoLogo', '-NoProfile', '-NonInteractive', '-Command', $Script)
    # The .NET tool of PowerShell is a pwsh.dll that dotnet runs.
    if ((Split-Path -Leaf $path) -match '^dotnet(\.exe)?$') {
        $arguments = @(Join-Path $PSHOME 'pwsh.dll') + $arguments
    }
    $output = & $path @arguments
    if ($LASTEXITCODE -ne 0) { throw "A fresh PowerShell exited with $LASTEXITCODE." }
    $output | ConvertFrom-Json
}
