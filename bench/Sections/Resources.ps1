# The sections of Race.ps1 that measure memory, the import, and resources under faults.

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
        $script = Join-Path $PSScriptRoot ../Soak.ps1
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
    # The thread pool changes the number of threads and mapped files, and the array pool keeps some buffers.
    foreach ($limit in @(('Sockets', 0), ('Threads', 4), ('Handles', 8), ('ManagedMB', 4), ('WorkingMB', 48))) {
        $name, $more = $limit
        if ($null -eq $first.$name) { continue }
        $measured = "$($first.$name), then $($last.$name)"
        $promised = if ($more) { "at most $more more than after the first tenth" } else { 'none more' }
        Add-Limit "soak: $name" $promised $measured ($last.$name - $first.$name -le $more)
    }
}
