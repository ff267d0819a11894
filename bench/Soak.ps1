#Requires -Version 7.4
<#
.SYNOPSIS
    Sends many requests through the module, and measures the resources of the process after each tenth of them.
.DESCRIPTION
    Race.ps1 -Section Soak runs it in a fresh process against the server with faults. Returns JSON. Progress is written
    to the standard error.
.PARAMETER Address
    Specifies the address of the server, which TikTokFollowing.BenchServer prints when it is started with "soak 1".
.PARAMETER Module
    Specifies the manifest of the module.
.PARAMETER Request
    Specifies the number of requests. Every 250 requests include one command that Select-Object -First ends early.
.PARAMETER Seed
    Specifies the seed of the commands that end early.
.PARAMETER IdleSecond
    Specifies the idle time before the last measurement of the first and of the last tenth. After a minute, .NET closes
    connections that are not in use, and ends threads.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Address,
    [Parameter(Mandatory)] [string] $Module,
    [ValidateRange(1000, 100000000)] [int] $Request = 20000,
    [int] $Seed = 1,
    [ValidateRange(0, 600)] [int] $IdleSecond = 75
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Set-StrictMode -Version 3.0
Import-Module $Module

$random = [Random]::new($Seed)
$pages, $accounts = 5, 25
$handles = foreach ($number in 1..200) { "soak.$pages.$number" }
$folder = Join-Path ([IO.Path]::GetTempPath()) "TikTokFollowing-soak-$PID"
$key = [securestring]::new()
'bench-0123456789abcdef0123456789abcdef'.ToCharArray().ForEach({ $key.AppendChar($_) })
$common = @{
    Provider         = 'ScrapeCreators'
    All              = $true
    BaseUri          = $Address
    ApiKey           = $key
    ThrottleLimit    = 32
    TimeoutSec       = 2
    RetryIntervalSec = 0
    ErrorAction      = 'SilentlyContinue'
    WarningAction    = 'SilentlyContinue'
}
$client = [Net.Http.HttpClient]::new() # for /state, with one connection that stays open
$totals = [ordered] @{ Accounts = 0; WholeLists = 0; FailedLists = 0; CutPipelines = 0; Errors = @{} }

function Get-State { $client.GetStringAsync("$Address/state").GetAwaiter().GetResult() | ConvertFrom-Json }

# Returns the states of the sockets of this process, from /proc/self/net.
function Get-SocketState {
    $own = [Collections.Generic.HashSet[string]]::new()
    foreach ($file in [IO.Directory]::GetFiles('/proc/self/fd')) {
        try { $target = [IO.FileInfo]::new($file).LinkTarget } catch { continue } # it was closed in the meantime
        if ("$target" -match '^socket:\[(\d+)\]$') { $null = $own.Add($Matches[1]) }
    }
    foreach ($table in '/proc/self/net/tcp', '/proc/self/net/tcp6') {
        if (-not (Test-Path $table)) { continue }
        foreach ($line in [IO.File]::ReadLines($table)) {
            $fields = $line.Trim() -split '\s+'
            if ($fields.Count -gt 9 -and $own.Contains($fields[9])) { $fields[3] }
        }
    }
}

function Get-SocketCount {
    if ($IsMacOS) { return } # only lsof lists the sockets of a process
    $states = @(if ($IsLinux) { Get-SocketState }
        else { (Get-NetTCPConnection -OwningProcess $PID -ErrorAction Ignore).State })
    [pscustomobject] @{
        Open      = @($states -match '^(01|Established)$').Count
        Closing   = @($states -match '^(04|05|08|09|0B|CloseWait|FinWait.*|LastAck|Closing)$').Count
        All       = $states.Count
    }
}

# Waits until the connections of ended commands are closed: until five checks in a row find no change.
function Wait-Settled {
    $last, $same = -1, 0
    for ($i = 0; $i -lt 100 -and $same -lt 5; $i++) {
        Start-Sleep -Milliseconds 100
        $now = (Get-State).Connections
        if ($now -eq $last) { $same++ } else { $last, $same = $now, 0 }
    }
}

function Measure-Process([string] $Tenth, [double] $Seconds, [int] $Requests) {
    $Error.Clear()
    Wait-Settled
    foreach ($i in 1..5) { [GC]::Collect(); [GC]::WaitForPendingFinalizers() }
    $process = [Diagnostics.Process]::GetCurrentProcess()
    $sockets = Get-SocketCount
    $measure = [pscustomobject] @{
        Tenth       = $Tenth
        Requests    = $Requests
        Seconds     = [Math]::Round($Seconds, 1)
        Sockets     = if ($sockets) { $sockets.All }
        Established = if ($sockets) { $sockets.Open }
        Closing     = if ($sockets) { $sockets.Closing }
        Threads     = $process.Threads.Count
        Handles     = if ($IsLinux) { @([IO.Directory]::GetFiles('/proc/self/fd')).Count } else { $process.HandleCount }
        ManagedMB   = [Math]::Round([GC]::GetTotalMemory($true) / 1MB, 1)
        WorkingMB   = [Math]::Round($process.WorkingSet64 / 1MB, 1)
    }
    [Console]::Error.WriteLine(($measure | ConvertTo-Json -Compress))
    $measure
}

function Add-Failure([Collections.ArrayList] $Failure) {
    foreach ($item in $Failure) {
        $id = "$($item.FullyQualifiedErrorId)".Split(',')[0]
        $totals.Errors[$id] = 1 + $totals.Errors[$id]
    }
}

# Reads all lists, and checks that each list is complete or has an error.
function Invoke-Whole([int] $Number) {
    $more = switch ($Number % 4) {
        1 { @{ CheckpointPath = $folder } }
        2 { @{ Proxy = $Address } }
        default { @{} }
    }
    $counts = @{}
    $failed = [Collections.ArrayList]::new()
    $handles | Get-TikTokFollowing @common @more -ErrorVariable +failed |
        ForEach-Object { $counts[$_.FollowedBy] = 1 + $counts[$_.FollowedBy] }
    if (Test-Path $folder) { Remove-Item $folder -Recurse -Force }
    $failures = @{}
    foreach ($item in $failed) { $failures["$($item.TargetObject.Handle)"] = $true }
    foreach ($handle in $handles) {
        if ($counts[$handle] -eq $accounts) { $totals.WholeLists++ }
        elseif ($failures["$handle"] -or $failures["@$handle"]) { $totals.FailedLists++ }
        else { throw "$handle has $($counts[$handle]) of $accounts accounts and no error. Errors: $($failures.Keys)" }
        $totals.Accounts += [int] $counts[$handle]
    }
    Add-Failure $failed
}

function Invoke-Cut {
    $wanted = $random.Next(1, 60)
    $failed = [Collections.ArrayList]::new()
    $found = @($handles | Get-TikTokFollowing @common -ErrorVariable +failed | Select-Object -First $wanted)
    if ($found.Count -ne $wanted) { throw "$($found.Count) accounts were returned instead of $wanted." }
    $totals.CutPipelines++
    Add-Failure $failed
}

$whole = 0
$measures = foreach ($tenth in 1..10) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $before = (Get-State).Requests
    $cuts = [int] [Math]::Ceiling($Request / 2500)
    # The commands that end early are spread over the tenth.
    while (($done = (Get-State).Requests - $before) -lt $Request / 10 -or $cuts -gt 0) {
        $due = [Math]::Min($cuts, 8)
        for ($i = 0; $i -lt $due; $i++) { Invoke-Cut; $cuts-- }
        if ((Get-State).Requests - $before -lt $Request / 10) { Invoke-Whole ($whole++) }
    }
    $watch.Stop()
    Measure-Process $tenth $watch.Elapsed.TotalSeconds $done
    if ($tenth -in 1, 10) {
        Start-Sleep -Seconds $IdleSecond
        Measure-Process "$tenth, idle" $IdleSecond 0
    }
}
@{ Measures = $measures; Totals = $totals; Server = Get-State } | ConvertTo-Json -Depth 5 -Compress
