<#
.SYNOPSIS
    Reads the lists of many handles on several machines (or processes) and writes all accounts here.
.DESCRIPTION
    Each handle has its node, by a hash of its name: the same at every run with as many nodes. There it is read with a journal, so that a run after a crash buys only what is
    missing. An account that comes is written as it comes. What a node could not do is an error; running the same command again goes on there.
.PARAMETER Handle
    Whose lists. Names that mean the same user (with @, as an address, in capitals) are read once.
.PARAMETER Provider
    Whom to ask.
.PARAMETER JournalPath
    The folder for the journals, as the nodes see it: on a share, or at each node's own disk. On own disks, give the same nodes in the same order again, or lists are bought anew.
.PARAMETER Session
    The nodes: open sessions, for example from New-PSSession -HostName one, two.
.PARAMETER JobCount
    Without sessions: how many processes of this machine. Default 2.
.PARAMETER ThrottleLimit
    How many lists each node reads at the same time. Default 10.
.PARAMETER ApiKey
    A key for all nodes, or one for each of them, in their order. Default: each node finds its own.
.PARAMETER MaxCreditsPerNode
    What each node may spend in this run. Default: no limit.
.PARAMETER ModuleName
    The module, as the nodes find it. Default TikTokFollowing.
.PARAMETER BaseUri
    Another address for the provider.
.EXAMPLE
    ./Get-FollowingOnNodes.ps1 (Get-Content handles.txt) -Provider SociaVault -Session (New-PSSession -HostName one, two) -JournalPath /mnt/share/journals | Export-Csv all.csv
#>
[CmdletBinding(DefaultParameterSetName = 'Job')]
param(
    [Parameter(Mandatory = $true, Position = 0)]
    [AllowEmptyString()] # a blank line of a file
    [string[]] $Handle,

    [Parameter(Mandatory = $true)]
    [string] $Provider,

    [Parameter(Mandatory = $true)]
    [string] $JournalPath,

    [Parameter(Mandatory = $true, ParameterSetName = 'Session')]
    [System.Management.Automation.Runspaces.PSSession[]] $Session,

    [Parameter(ParameterSetName = 'Job')]
    [ValidateRange(1, 64)]
    [int] $JobCount = 2,

    [ValidateRange(1, 256)]
    [int] $ThrottleLimit = 10,

    [securestring[]] $ApiKey,

    [ValidateRange(0, [int]::MaxValue)]
    [int] $MaxCreditsPerNode,

    [string] $ModuleName = 'TikTokFollowing',

    [uri] $BaseUri
)

$nodeCount = if ($Session) { $Session.Count } else { $JobCount }
if ($ApiKey -and $ApiKey.Count -notin 1, $nodeCount) { throw "There are $($ApiKey.Count) keys for $nodeCount nodes. Give one for all of them, or one for each." }

# One spelling for each user, so that nobody is read on two nodes.
$names = $Handle | ForEach-Object { ($_.Trim() -replace '^(https?://)?([a-z]+\.)?tiktok\.com/@([^/?#]+).*$', '$3').TrimStart('@') } | Where-Object { $_ } | Sort-Object -Unique

# Not GetHashCode: that differs from process to process.
$hash = [System.Security.Cryptography.SHA256]::Create()
$parts = @{}
foreach ($name in $names) {
    $bytes = $hash.ComputeHash([System.Text.Encoding]::UTF8.GetBytes($name.ToLowerInvariant()))
    $node = [System.BitConverter]::ToUInt32($bytes, 0) % $nodeCount
    if (-not $parts.ContainsKey([int] $node)) { $parts[[int] $node] = New-Object System.Collections.Generic.List[string] }
    $parts[[int] $node].Add($name)
}
$hash.Dispose()

# What a node does. A process of this machine says first which one it is.
$read = {
    param([string] $ModuleName, [string[]] $Names, [hashtable] $Call, $Node)
    if ($null -ne $Node) { [pscustomobject] @{ Node = $Node; NodeProcessId = $PID } }
    Import-Module $ModuleName -ErrorAction Stop
    $Names | Get-TikTokFollowing -All @Call
}

$jobs = foreach ($node in $parts.Keys | Sort-Object) {
    $call = @{ Provider = $Provider; CheckpointPath = $JournalPath; ThrottleLimit = $ThrottleLimit }
    if ($ApiKey) { $call.ApiKey = if ($ApiKey.Count -eq 1) { $ApiKey[0] } else { $ApiKey[$node] } }
    if ($PSBoundParameters.ContainsKey('MaxCreditsPerNode')) { $call.MaxCredits = $MaxCreditsPerNode }
    if ($BaseUri) { $call.BaseUri = $BaseUri.AbsoluteUri }
    $arguments = @($ModuleName, $parts[$node].ToArray(), $call)
    $job = if ($Session) { Invoke-Command -Session $Session[$node] -ScriptBlock $read -ArgumentList $arguments -AsJob } else { Start-Job -ScriptBlock $read -ArgumentList ($arguments + $node) }
    $where = if ($Session) { $Session[$node].ComputerName } else { 'this machine' }
    $job | Add-Member -NotePropertyName Node -NotePropertyValue $node -PassThru | Add-Member -NotePropertyName Where -NotePropertyValue $where -PassThru
}

# A session that breaks ends its job. A process that dies does not: its job stays 'Running' for ever, and waits for ever when it is removed.
$processes = @{}
function Test-Gone([System.Management.Automation.Job] $Job) {
    $processes.ContainsKey($Job.Node) -and -not (Get-Process -Id $processes[$Job.Node] -ErrorAction SilentlyContinue)
}
$dead = @()
$suspects = @()
try {
    $open = @($jobs)
    while ($open) {
        $null = Wait-Job $open -Any -Timeout 1
        # First who has ended, then what came: or the last accounts would be missed.
        $ended = @($open | Where-Object { $_.State -notin 'NotStarted', 'Running' })
        $gone = @($open | Where-Object { $_ -notin $ended -and (Test-Gone $_) })
        $dead += @($gone | Where-Object { $_ -in $suspects }) # and not only about to say that it has ended
        $suspects = $gone
        foreach ($item in Receive-Job $open -ErrorAction Continue) {
            if ($item.PSObject.Properties['NodeProcessId']) { $processes[$item.Node] = $item.NodeProcessId }
            else { $item }
        }
        foreach ($job in $open | Where-Object { $_ -in $dead -or ($_ -in $ended -and $_.State -ne 'Completed') }) {
            $count = $parts[$job.Node].Count
            Write-Error "Node $($job.Node) ($($job.Where)) broke off. Of its $count lists some may not be whole. Run this again: what is in its journals is not bought again." -ErrorAction Continue -TargetObject $parts[$job.Node].ToArray()
        }
        $open = @($open | Where-Object { $_ -notin $ended -and $_ -notin $dead })
    }
}
finally {
    $jobs | Where-Object { $_.State -ne 'Running' -or -not (Test-Gone $_) } | Remove-Job -Force
}
