#Requires -Version 7.4
<#
.SYNOPSIS
    Measures the built module in a real PowerShell, and checks the promised limits.
.DESCRIPTION
    Needs the Release build (out/TikTokFollowing and bench/*/bin/Release). Exits with 0 if every limit of the selected
    sections holds, and with 1 if one does not hold or could not be measured.
.PARAMETER Section
    Specifies what to measure. Default: all sections.
    Race      100 full SociaVault pages: the module, a hand-written Invoke-RestMethod loop, and reading the bytes only
    Start     Fresh processes that import the module and list 100 pages, or that list them with the loop
    Throttle  50 handles of 5 pages, 100 ms a page, with -ThrottleLimit 10
    Memory    100,000 accounts against 1,000
    Import    Import-Module against an empty binary module
    Soak      Many requests over sockets with faults: the resources of the process at the end
.PARAMETER Round
    Specifies the rounds of the race and of the fresh processes, 3 to 100. Default: 9.
.PARAMETER ImportRound
    Specifies the number of fresh processes for each module, 15 to 200. Default: 21.
.PARAMETER SoakRequest
    Specifies the number of requests of the soak, 1,000 to 100,000,000. Default: 20,000. The full soak has 500,000.
.EXAMPLE
    ./bench/Race.ps1 -Section Race, Import
.EXAMPLE
    ./bench/Race.ps1 -Section Soak -SoakRequest 500000
#>
[CmdletBinding()]
param(
    [ValidateSet('Race', 'Start', 'Throttle', 'Memory', 'Import', 'Soak')]
    [string[]] $Section = @('Race', 'Start', 'Throttle', 'Memory', 'Import', 'Soak'),

    [ValidateRange(3, 100)]
    [int] $Round = 9,

    [ValidateRange(15, 200)]
    [int] $ImportRound = 21,

    [ValidateRange(1000, 100000000)]
    [int] $SoakRequest = 20000
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue' # for all runners, as in scripts that need speed
Set-StrictMode -Version 3.0

$root = Split-Path -Parent $PSScriptRoot
$module = Join-Path $root 'out/TikTokFollowing/TikTokFollowing.psd1'
$emptyModule = Join-Path $PSScriptRoot 'EmptyModule/bin/Release/net8.0/EmptyModule.psd1'
$serverFolder = Join-Path $PSScriptRoot 'TikTokFollowing.BenchServer/bin/Release/net8.0'
$serverProgram = Join-Path $serverFolder 'TikTokFollowing.BenchServer.dll'
$plainKey = 'bench-0123456789abcdef0123456789abcdef' # as long as a real one, because every response is searched for it
$pages = 100
$rounds, $importRounds, $soakRequests = $Round, $ImportRound, $SoakRequest
$warmUps = 40
$accounts = 2000
$limits = [Collections.Generic.List[object]]::new()

foreach ($built in $module, $emptyModule, $serverProgram) {
    if (-not (Test-Path -LiteralPath $built)) { throw "$built is missing. Build it with: dotnet build -c Release" }
}

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

# --- The race

# Reads a list as a script written for this provider does: its cursor, its lists that are objects with numbers as keys,
# and its duplicates at the border of two pages.
function Get-FollowingByHand([string] $Address, [string] $Handle, [Collections.Generic.List[string]] $Requested) {
    Set-StrictMode -Off # missing fields are $null
    $headers = @{ 'X-API-Key' = $plainKey }
    $seen = [Collections.Generic.HashSet[string]]::new()
    $position = 0
    $cursor = $null
    do {
        $uri = "$Address/v1/scrape/tiktok/following?handle=$Handle" + $(if ($cursor) { "&min_time=$cursor" })
        if ($null -ne $Requested) { $Requested.Add($uri) }
        $data = (Invoke-RestMethod -Uri $uri -Headers $headers).data
        $retrieved = Get-Date
        $before = if ($cursor) { [DateTimeOffset]::FromUnixTimeSeconds($cursor).LocalDateTime }
        $after = if ($data.min_time) { [DateTimeOffset]::FromUnixTimeSeconds($data.min_time).LocalDateTime }
        foreach ($key in $data.followings.PSObject.Properties.Name | Sort-Object { [int] $_ }) {
            $user = $data.followings.$key
            if (-not $seen.Add($user.uid)) { continue }
            $position++
            [pscustomobject] @{
                Handle         = $user.unique_id
                DisplayName    = $user.nickname
                Id             = $user.uid
                SecUid         = $user.sec_uid
                Bio            = $user.signature
                IsVerified     = [bool] ($user.custom_verify -or $user.enterprise_verify_reason)
                IsPrivate      = [bool] $user.secret
                Region         = $user.region
                Language       = $user.language
                CreatedAt      = if ($user.create_time) {
                    [DateTimeOffset]::FromUnixTimeSeconds($user.create_time).LocalDateTime
                }
                AvatarUrl      = @($user.avatar_larger.url_list.PSObject.Properties.Value -match '\.jpe?g')[0]
                ProfileUrl     = "https://www.tiktok.com/@$($user.unique_id)"
                FollowerCount  = $user.follower_count
                FollowingCount = $user.following_count
                LikeCount      = $user.total_favorited
                VideoCount     = $user.aweme_count
                LikedCount     = $user.favoriting_count
                FollowedBy     = $Handle
                Position       = $position
                FollowedAfter  = $after
                FollowedBefore = $before
                Provider       = 'SociaVault'
                RetrievedAt    = $retrieved
            }
        }
        $cursor = $data.min_time
    } while ($data.has_more -and $cursor)
}

function Initialize-BytesOnly {
    Add-Type -TypeDefinition @'
using System.Net.Http;
public static class BytesOnly
{
    private static readonly HttpClient s_client = new HttpClient();

    public static long Read(string[] addresses)
    {
        byte[] buffer = new byte[128 * 1024];
        long sum = 0;
        foreach (string address in addresses)
        {
            using HttpRequestMessage request = new HttpRequestMessage(HttpMethod.Get, address);
            using HttpResponseMessage response = s_client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            using System.IO.Stream stream = response.Content.ReadAsStream();
            for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;) { sum += read; }
        }
        return sum;
    }
}
'@
}

# Checks that both runners return the same accounts.
function Assert-Equal([object[]] $Module, [object[]] $Loop) {
    if ($Module.Count -ne $accounts -or $Loop.Count -ne $accounts) {
        throw "The module listed $($Module.Count) accounts, the loop $($Loop.Count). The list has $accounts."
    }
    $names = $Loop[0].PSObject.Properties.Name | Where-Object { $_ -ne 'RetrievedAt' }
    for ($i = 0; $i -lt $accounts; $i += 37) {
        foreach ($name in $names) {
            # Unknown values are $null from the module, and empty text from the loop.
            $one, $other = "$($Module[$i].$name)", "$($Loop[$i].$name)"
            if ($one -ne $other -and $name -notin 'FollowedBefore', 'AvatarUrl', 'ProfileUrl') {
                throw "Account $i differs in ${name}: the module has '$one', the loop '$other'."
            }
        }
    }
}

function Measure-Race {
    $server = Start-PageServer
    try {
        Import-Module $module
        Initialize-BytesOnly
        $handle = "list.$pages.0.race"
        $key = New-Key
        $requested = [Collections.Generic.List[string]]::new()
        $runners = [ordered] @{
            'the module'        = {
                Get-TikTokFollowing $handle -Provider SociaVault -All -BaseUri $server.Address -ApiKey $key
            }
            'hand-written loop' = { Get-FollowingByHand $server.Address $handle }
            'bytes only'        = { [BytesOnly]::Read($addresses) }
        }
        # Warms up, and checks that the runners return the same.
        $byHand = @(Get-FollowingByHand $server.Address $handle $requested)
        $addresses = $requested.ToArray()
        Assert-Equal @(& $runners['the module']) $byHand
        $bytes = [BytesOnly]::Read($addresses)
        $byHand = $null
        # .NET compiles frequently used code again while it runs. Reading is fast only after that.
        foreach ($number in 1..$warmUps) {
            $null = & $runners['the module']
            $null = & $runners['bytes only']
        }
        $times = @{}
        $allocated = @{}
        foreach ($name in $runners.Keys) {
            $times[$name] = [Collections.Generic.List[double]]::new()
            $allocated[$name] = [Collections.Generic.List[double]]::new()
        }
        foreach ($number in 0..$rounds) {
            foreach ($name in $runners.Keys) {
                $result = $null
                [GC]::Collect(); [GC]::WaitForPendingFinalizers(); [GC]::Collect()
                $start = [GC]::GetTotalAllocatedBytes($false)
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $result = & $runners[$name]
                $watch.Stop()
                if ($number -eq 0) { continue } # one more round to warm up
                $times[$name].Add($watch.Elapsed.TotalMilliseconds)
                $allocated[$name].Add(([GC]::GetTotalAllocatedBytes($false) - $start) / 1MB)
            }
        }
        $null = $result
    }
    finally { Stop-PageServer $server }

    $least = Get-Median $times['bytes only']
    $most = Get-Median $times['hand-written loop']
    $own = Get-Median $times['the module']
    $rows = foreach ($name in $runners.Keys) {
        $median = Get-Median $times[$name]
        [pscustomobject] @{
            Runner            = $name
            'Median ms'       = $median.ToString('N1')
            'Min .. max'      = Format-Spread $times[$name]
            'us per account'  = ($median * 1000 / $accounts).ToString('N1')
            'MB allocated'    = (Get-Median $allocated[$name]).ToString('N1')
            'Times the bytes' = ($median / $least).ToString('N1')
            'Loop is slower'  = ($most / $median).ToString('N1')
        }
    }
    $size = ($bytes / 1e6).ToString('N1')
    Show-Table "$pages full pages, $accounts accounts, $size MB: $rounds rounds after $warmUps lists to warm up" $rows
    $faster = $most / $own
    $longer = $own / $least
    $measured = "$($faster.ToString('N1')) times"
    Add-Limit 'module against the loop' '15 times as fast or more' $measured ($faster -ge 15)
    $measured = "$($longer.ToString('N1')) times"
    Add-Limit 'module against bytes only' '4 times as long or less' $measured ($longer -le 4)
}

# --- A fresh process

function Measure-Start {
    $prefix = @"
`$ErrorActionPreference = 'Stop'
`$ProgressPreference = 'SilentlyContinue'
`$plainKey = '$plainKey'

"@
    $server = Start-PageServer
    try {
        $handle = "list.$pages.0.start"
        $scripts = [ordered] @{
            'the module'        = $prefix + @"
function New-Key { ${function:New-Key} }
Import-Module '$($module.Replace("'", "''"))'
`$found = Get-TikTokFollowing $handle -Provider SociaVault -All -BaseUri '$($server.Address)' -ApiKey (New-Key)
`$found.Count
"@
            'hand-written loop' = $prefix + @"
function Get-FollowingByHand { ${function:Get-FollowingByHand} }
`$found = Get-FollowingByHand '$($server.Address)' $handle
`$found.Count
"@
            'nothing'           = $prefix + $accounts
        }
        $times = @{}
        foreach ($name in $scripts.Keys) { $times[$name] = [Collections.Generic.List[double]]::new() }
        foreach ($number in 0..$rounds) {
            foreach ($name in $scripts.Keys) {
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $count = Invoke-Fresh $scripts[$name]
                $watch.Stop()
                if ($count -ne $accounts) { throw "'$name' listed $count accounts. The list has $accounts." }
                if ($number -eq 0) { continue } # the first round reads the files from the disk
                $times[$name].Add($watch.Elapsed.TotalMilliseconds)
            }
        }
    }
    finally { Stop-PageServer $server }

    $loop = Get-Median $times['hand-written loop']
    $rows = foreach ($name in $scripts.Keys) {
        $median = Get-Median $times[$name]
        [pscustomobject] @{
            'Runner'         = $name
            'Process ms'     = $median.ToString('N0')
            'Min .. max'     = Format-Spread $times[$name] 'N0'
            'Of the loop'    = ($median / $loop).ToString('P0')
        }
    }
    Show-Table "Import and $pages full pages, each time in a fresh process: $rounds rounds after one to warm up" $rows
    $share = (Get-Median $times['the module']) / $loop
    $measured = $share.ToString('P0')
    Add-Limit 'fresh process against one with the loop' 'a quarter of the time or less' $measured ($share -le 0.25)
}

# --- Several handles at a time

function Measure-Throttle {
    $name = '50 handles, 5 pages, 100 ms'
    $promised = '2.875 s or less (ideal 2.5 s and 15 %)'
    Import-Module $module
    if (-not (Get-Command Get-TikTokFollowing).Parameters.ContainsKey('ThrottleLimit')) {
        Write-Output '' 'This module has no -ThrottleLimit. Several handles at a time were not measured.'
        Add-Limit $name $promised 'not available' $false
        return
    }
    $key = New-Key
    $server = Start-PageServer
    try {
        $times = foreach ($number in 0..3) {
            $handles = 1..50 | ForEach-Object { "list.5.100.$number`_$_" }
            [GC]::Collect()
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $options = @{ Provider = 'SociaVault'; All = $true; BaseUri = $server.Address; ApiKey = $key }
            $found = @($handles | Get-TikTokFollowing -ThrottleLimit 10 @options)
            $watch.Stop()
            if ($found.Count -ne 5000) { throw "$($found.Count) accounts were returned instead of 5,000." }
            if ($number -gt 0) { $watch.Elapsed.TotalMilliseconds }
        }
    }
    finally { Stop-PageServer $server }
    $median = Get-Median $times
    Show-Table '50 handles of 5 pages, 100 ms a page, -ThrottleLimit 10: 3 rounds after one to warm up' @(
        [pscustomobject] @{
            'Median ms'               = $median.ToString('N0')
            'Min .. max'              = Format-Spread $times 'N0'
            'Over the ideal 2,500 ms' = ($median / 2500 - 1).ToString('P1')
        })
    Add-Limit $name $promised "$(($median / 1000).ToString('N2')) s" ($median -le 2500 * 1.15)
}

# --- A long list

function Measure-Memory {
    $server = Start-PageServer
    try {
        $runs = foreach ($number in 1..3) {
            $run = Invoke-Fresh @"
`$ErrorActionPreference = 'Stop'
`$ProgressPreference = 'SilentlyContinue'
Import-Module '$($module.Replace("'", "''"))'
`$key = ConvertTo-SecureString '$plainKey' -AsPlainText -Force
`$more = @{ Provider = 'SociaVault'; All = `$true; BaseUri = '$($server.Address)'; ApiKey = `$key }
function Get-Size {
    foreach (`$i in 1..3) { [GC]::Collect(); [GC]::WaitForPendingFinalizers() }
    `$process = [Diagnostics.Process]::GetCurrentProcess()
    @{
        Held = `$process.WorkingSet64 / 1MB
        Peak = `$process.PeakWorkingSet64 / 1MB
        Heap = [GC]::GetTotalMemory(`$true) / 1MB
    }
}
# Counts the accounts in the pipeline. Measures the size at the last page, when the command holds all ids.
function Read-List([string] `$Handle, [int] `$Count) {
    `$state = @{ Count = 0; Size = `$null }
    Get-TikTokFollowing `$Handle @more |
        ForEach-Object { if (++`$state.Count -eq `$Count - 10) { `$state.Size = Get-Size } }
    if (`$state.Count -ne `$Count) { throw "`$(`$state.Count) accounts were returned instead of `$Count." }
    `$state.Size
}
`$short = Read-List list.50.0.short_$number 1000
`$long = Read-List list.5000.0.big_$number 100000
# The reading code has been compiled for the second time by now, so that reading alone is measured.
`$watch = [Diagnostics.Stopwatch]::StartNew()
Get-TikTokFollowing list.5000.0.long_$number @more | Out-Null
`$seconds = `$watch.Elapsed.TotalSeconds
`$seen = [Collections.Generic.HashSet[string]]::new()
foreach (`$account in Get-TikTokFollowing list.5000.0.different_$number @more) {
    if (-not `$seen.Add(`$account.Id)) { throw "`$(`$account.Id) was returned twice." }
}
if (`$seen.Count -ne 100000) { throw "`$(`$seen.Count) different accounts were returned instead of 100,000." }
@{ Short = `$short; Long = `$long; Seconds = `$seconds } | ConvertTo-Json
"@
            $times = Invoke-RestMethod "$($server.Address)/times?handle=list.5000.0.long_$number"
            $run | Add-Member -PassThru Times $times
        }
    }
    finally { Stop-PageServer $server }

    $rows = foreach ($run in $runs) {
        $times = [double[]] $run.Times
        if (@($times -eq 0).Count) { throw 'Some pages were not requested.' }
        [pscustomobject] @{
            'Seconds'              = $run.Seconds.ToString('N1')
            'At 1,000 MB'          = $run.Short.Held.ToString('N1')
            'At 100,000 MB'        = $run.Long.Held.ToString('N1')
            'Held more MB'         = ($run.Long.Held - $run.Short.Held).ToString('N1')
            'Managed heap more MB' = ($run.Long.Heap - $run.Short.Heap).ToString('N1')
            'Peak more MB'         = ($run.Long.Peak - $run.Short.Peak).ToString('N1')
            'us, first 10th'       = (($times[500] - $times[0]) / 10).ToString('N1')
            'us, last 10th'        = (($times[4999] - $times[4499]) / 10).ToString('N1')
        }
    }
    Show-Table '100,000 accounts against 1,000, measured while the last page is written, in fresh processes' $rows
    $held = Get-Median @($runs | ForEach-Object { $_.Long.Held - $_.Short.Held })
    $peak = Get-Median @($runs | ForEach-Object { $_.Long.Peak - $_.Short.Peak })
    $ratios = $runs | ForEach-Object { ($_.Times[4999] - $_.Times[4499]) / ($_.Times[500] - $_.Times[0]) }
    $slower = Get-Median @($ratios)
    $measured = "$($held.ToString('N1')) MB"
    Add-Limit 'working set near the end, after a full collection' 'at most 40 MB more' $measured ($held -le 40)
    Add-Limit 'peak working set' 'at most 40 MB more' "$($peak.ToString('N1')) MB" ($peak -le 40)
    $measured = "$($slower.ToString('N2')) times"
    Add-Limit 'time per account, last tenth' 'at most 1.10 times the first tenth' $measured ($slower -le 1.1)
}

# --- Import

function Measure-Import {
    $targets = [ordered] @{ 'this module' = $module; 'empty module' = $emptyModule; 'nothing' = '' }
    $inside = @{}
    $whole = @{}
    foreach ($name in $targets.Keys) {
        $inside[$name] = [Collections.Generic.List[double]]::new()
        $whole[$name] = [Collections.Generic.List[double]]::new()
    }
    foreach ($number in 0..$importRounds) {
        # A process without an import precedes each import. Otherwise the processor's caches would favor one of them.
        foreach ($name in 'nothing', 'this module', 'nothing', 'empty module') {
            $import = if ($targets[$name]) { "Import-Module '$($targets[$name].Replace("'", "''"))'" }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $time = Invoke-Fresh @"
`$watch = [Diagnostics.Stopwatch]::StartNew()
$import
`$watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
"@
            $watch.Stop()
            if ($number -eq 0) { continue } # the first round reads the files from the disk
            $inside[$name].Add($time)
            $whole[$name].Add($watch.Elapsed.TotalMilliseconds)
        }
    }
    $rows = foreach ($name in $targets.Keys) {
        [pscustomobject] @{
            'Imported'       = $name
            'Median ms'      = (Get-Median $inside[$name]).ToString('N1')
            'Min .. max'     = Format-Spread $inside[$name]
            'Times empty'    = ((Get-Median $inside[$name]) / (Get-Median $inside['empty module'])).ToString('N2')
            'Process ms'     = (Get-Median $whole[$name]).ToString('N0')
            'Min .. max ms'  = Format-Spread $whole[$name] 'N0'
        }
    }
    Show-Table "Import-Module, each time in a fresh process: $importRounds rounds after one to warm up" $rows
    $ratio = (Get-Median $inside['this module']) / (Get-Median $inside['empty module'])
    Add-Limit 'import' '1.5 times an empty module or less' "$($ratio.ToString('N2')) times" ($ratio -le 1.5)
}

# --- Many requests with faults

function Measure-Soak {
    $server = Start-PageServer soak, 1
    try {
        $script = Join-Path $PSScriptRoot Soak.ps1
        $run = Invoke-Fresh ("& '{0}' -Address '{1}' -Module '{2}' -Request {3}" -f
            $script.Replace("'", "''"), $server.Address, $module.Replace("'", "''"), $soakRequests)
    }
    finally { Stop-PageServer $server }

    $requests = $run.Server.Requests
    $faults = $requests - $run.Server.Faults.None
    $title = "{0:N0} requests of 200 handles with -ThrottleLimit 32, {1:N0} of them with faults, {2:N0} commands cut" -f
        $requests, $faults, $run.Totals.CutPipelines
    Show-Table $title $run.Measures
    Show-Table 'Faults' @($run.Server.Faults.PSObject.Properties |
            Where-Object Name -NE None | Select-Object Name, @{ n = 'Requests'; e = { $_.Value } })
    Show-Table 'Lists read to the end, and errors' @(
        [pscustomobject] @{ Name = 'whole lists'; Count = $run.Totals.WholeLists }
        [pscustomobject] @{ Name = 'lists that ended with an error'; Count = $run.Totals.FailedLists }
        foreach ($id in $run.Totals.Errors.PSObject.Properties) {
            [pscustomobject] @{ Name = $id.Name; Count = $id.Value }
        })

    $first, $last = '1, idle', '10, idle' | ForEach-Object { $run.Measures | Where-Object Tenth -EQ $_ }
    # Threads and mapped files come and go with the thread pool, and the array pool keeps some buffers.
    foreach ($limit in @(('Sockets', 0), ('Threads', 4), ('Handles', 8), ('ManagedMB', 4), ('WorkingMB', 48))) {
        $name, $more = $limit
        if ($null -eq $first.$name) { continue }
        $measured = "$($first.$name), then $($last.$name)"
        $promised = if ($more) { "at most $more more than after the first tenth" } else { 'none more' }
        Add-Limit "soak: $name" $promised $measured ($last.$name - $first.$name -le $more)
    }
}

$runtime = [Runtime.InteropServices.RuntimeInformation]
$processors = [Environment]::ProcessorCount
"PowerShell $($PSVersionTable.PSVersion), $($runtime::FrameworkDescription)"
"$($runtime::OSDescription), $processors processors"
foreach ($name in 'Race', 'Start', 'Throttle', 'Memory', 'Import', 'Soak') {
    if ($name -in $Section) { & "Measure-$name" }
}

Show-Table 'Limits' $limits
$missed = @($limits | Where-Object { -not $_.Holds })
''
if ($missed) {
    "$($missed.Count) of $($limits.Count) limits do not hold: $($missed.Name -join '; ')."
    exit 1
}
"All $($limits.Count) limits hold."
exit 0
