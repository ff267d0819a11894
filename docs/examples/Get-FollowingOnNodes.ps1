<#
.SYNOPSIS
    Fetches the lists of many handles on several machines or processes, and writes all accounts here.
.DESCRIPTION
    A hash of the handle selects the node of each list, the same in every run with the same number of nodes.
    Each node keeps a journal for each list, so that a run after a crash is charged only for missing pages.
    Accounts are written as they are received. A node that fails is reported as an error, and the other nodes continue.
    To resume, run the same command again.
.PARAMETER Handle
    Specifies the users whose lists are fetched. Different spellings of a name (@name, an address, capitals) are one
    user.
.PARAMETER Provider
    Specifies the provider.
.PARAMETER JournalPath
    Specifies the folder for the journals, as a path on the nodes: a share, or a folder on the disk of each node.
    If each node uses its own disk, specify the same nodes in the same order in every run. Otherwise lists are charged
    again.
.PARAMETER MaxAge
    Specifies the age from which finished lists are fetched again, such as 3.00:00:00 for 3 days. Specify more than a
    run and its repetitions take. Default: 1.00:00:00 (a day).
.PARAMETER Session
    Specifies the nodes, as open sessions, such as those of New-PSSession -HostName one, two.
.PARAMETER JobCount
    Specifies the number of processes on this machine to use instead of sessions. Default: 2.
.PARAMETER ThrottleLimit
    Specifies how many lists each node fetches at the same time. Default: 10.
.PARAMETER ApiKey
    Specifies one key for all nodes, or one for each node in their order. By default, each node uses its own key.
.PARAMETER MaxCreditsPerNode
    Specifies the most credits that each node may spend in this run. Default: no limit.
.PARAMETER ModuleName
    Specifies the name or path of the module on the nodes. Default: TikTokFollowing.
.PARAMETER BaseUri
    Specifies an address to use instead of the provider's own.
.EXAMPLE
    $nodes = @{ Session = New-PSSession -HostName one, two; JournalPath = '/mnt/share/journals' }
    ./Get-FollowingOnNodes.ps1 (Get-Content handles.txt -Encoding UTF8) -Provider SociaVault @nodes |
        Export-Csv all.csv -NoTypeInformation -Encoding UTF8
#>
[CmdletBinding(DefaultParameterSetName = 'Job')]
param(
    [Parameter(Mandatory = $true, Position = 0)]
    [AllowEmptyString()] # for blank lines of a file
    [string[]] $Handle,

    [Parameter(Mandatory = $true)]
    [string] $Provider,

    [Parameter(Mandatory = $true)]
    [string] $JournalPath,

    # Without a type: PowerShell would read 7 as 700 nanoseconds. Get-TikTokFollowing rejects it.
    $MaxAge = '1.00:00:00',

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
if ($ApiKey -and $ApiKey.Count -notin 1, $nodeCount) {
    throw "There are $($ApiKey.Count) keys for $nodeCount nodes. Specify one key for all nodes, or one for each node."
}

# One spelling for each user, so that no list is fetched on two nodes.
$names = $Handle |
    ForEach-Object { ($_.Trim() -replace '^(https?://)?([a-z]+\.)?tiktok\.com/@([^/?#]+).*$', '$3').TrimStart('@') } |
    Where-Object { $_ } |
    Sort-Object -Unique

# GetHashCode differs between processes.
$hash = [System.Security.Cryptography.SHA256]::Create()
$parts = @{}
foreach ($name in $names) {
    $bytes = $hash.ComputeHash([System.Text.Encoding]::UTF8.GetBytes($name.ToLowerInvariant()))
    $node = [int] ([System.BitConverter]::ToUInt32($bytes, 0) % $nodeCount)
    if (-not $parts.ContainsKey($node)) { $parts[$node] = New-Object System.Collections.Generic.List[string] }
    $parts[$node].Add($name)
}
$hash.Dispose()

# Runs on each node. A process of this machine first reports its id.
$fetch = {
    param([string] $ModuleName, [string[]] $Names, [hashtable] $Call, $Node)
    if ($null -ne $Node) { [pscustomobject] @{ Node = $Node; NodeProcessId = $PID } }
    Import-Module $ModuleName -ErrorAction Stop
    $Names | Get-TikTokFollowing -All @Call
}

$jobs = foreach ($node in $parts.Keys | Sort-Object) {
    $call = @{ Provider = $Provider; CheckpointPath = $JournalPath; ThrottleLimit = $ThrottleLimit; MaxAge = $MaxAge }
    if ($ApiKey) { $call.ApiKey = if ($ApiKey.Count -eq 1) { $ApiKey[0] } else { $ApiKey[$node] } }
    if ($PSBoundParameters.ContainsKey('MaxCreditsPerNode')) { $call.MaxCredits = $MaxCreditsPerNode }
    if ($BaseUri) { $call.BaseUri = $BaseUri.AbsoluteUri }
    $arguments = @($ModuleName, $parts[$node].ToArray(), $call)
    if ($Session) {
        $job = Invoke-Command -Session $Session[$node] -ScriptBlock $fetch -ArgumentList $arguments -AsJob
        $machine = $Session[$node].ComputerName
    }
    else {
        $job = Start-Job -ScriptBlock $fetch -ArgumentList ($arguments + $node)
        $machine = 'this machine'
    }
    $job | Add-Member @{ Node = $node; Machine = $machine } -PassThru
}

# A broken session ends its job. A killed process does not: its job stays 'Running', and Remove-Job never returns.
$processes = @{}
function Test-Killed([System.Management.Automation.Job] $Job) {
    $id = $processes[$Job.Node]
    $id -and -not (Get-Process -Id $id -ErrorAction SilentlyContinue)
}

$dead = @()
$suspects = @()
try {
    $open = @($jobs)
    while ($open) {
        $null = Wait-Job $open -Any -Timeout 1
        # The states are read before the output. Otherwise the last accounts of a job could be missed.
        $ended = @($open | Where-Object { $_.State -notin 'NotStarted', 'Running' })
        $killed = @($open | Where-Object { $_ -notin $ended -and (Test-Killed $_) })
        # A process can end shortly before its job does, so a job is dead only if it is found twice.
        $dead += @($killed | Where-Object { $_ -in $suspects })
        $suspects = $killed
        foreach ($item in Receive-Job $open -ErrorAction Continue) {
            if ($item.PSObject.Properties['NodeProcessId']) { $processes[$item.Node] = $item.NodeProcessId }
            else { $item }
        }
        foreach ($job in $open | Where-Object { $_ -in $dead -or ($_ -in $ended -and $_.State -ne 'Completed') }) {
            $handles = $parts[$job.Node].ToArray()
            $message = "Node $($job.Node) ($($job.Machine)) failed before all of its $($handles.Count) lists were " +
                'complete. Run the same command again to resume: pages in its journals are not charged again.'
            Write-Error $message -ErrorAction Continue -TargetObject $handles
        }
        $open = @($open | Where-Object { $_ -notin $ended -and $_ -notin $dead })
    }
}
finally {
    $jobs | Where-Object { $_.State -ne 'Running' -or -not (Test-Killed $_) } | Remove-Job -Force
}
