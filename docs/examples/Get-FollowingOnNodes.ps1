<#
.SYNOPSIS
    Fetches the lists of many users on several machines or processes, or updates their histories there.
.DESCRIPTION
    Get-FollowingOnNodes.Node.ps1 must be in the same folder.
    A hash of the names of node and user selects the node of each list. The order of the nodes therefore does not
    matter, and a new node takes only its share. A list that is saved on the disk of one node stays there.
    To resume, run the same command again: saved pages are not charged again.

    If a node fails or is silent, the other nodes continue its lists. They do so only if all nodes share the folder in
    -JournalPath or -HistoryPath, and without -MaxCreditsPerNode. Otherwise, other nodes would be charged for the lists
    again, so an error has the lists as target.

    Errors and warnings start with the name of the node. -ErrorAction, -WarningAction and -Verbose apply to them.
.PARAMETER Handle
    Specifies the users, also from the pipeline. Different spellings of a name (@name, an address, capitals) are one
    user.
.PARAMETER Provider
    Specifies the provider.
.PARAMETER JournalPath
    Specifies the folder for the journals, as a path on the nodes: a share, or a folder on the disk of each node.
.PARAMETER HistoryPath
    Specifies the folder for the histories, as a path on the nodes. The nodes then run Update-TikTokFollowingHistory,
    and the output consists of the changes.
.PARAMETER OutputPath
    Specifies a folder for CSV files, as a path on the nodes. Each node writes a file for each complete list. The
    output is then one object for each file, instead of the accounts.
    A relative path, also in -JournalPath and -HistoryPath, starts at the current folder of a remote session, which is
    usually its home folder. For processes, it starts at the current folder here.
.PARAMETER MaxAge
    Specifies the age from which finished lists are fetched again, such as 3.00:00:00 for 3 days. It must be
    longer than a run and its repetitions take. Default: 1.00:00:00 (a day).
.PARAMETER Session
    Specifies the nodes as open sessions, in any order. Their computer names must differ.
.PARAMETER HostName
    Specifies the nodes as host names for SSH, such as user@one. The sessions are closed at the end.
.PARAMETER SshOption
    Specifies options of ssh, such as @{ Port = 2222 }. By default, ServerAliveInterval is 10 and ServerAliveCountMax 3:
    the session of a frozen machine then ends after about 40 seconds.
.PARAMETER ProcessCount
    Specifies the number of processes on this machine to use as nodes. Default: 2.
.PARAMETER NodeTimeoutSec
    Specifies the seconds without a heartbeat after which a node is abandoned. Default: 60. Nodes send a heartbeat
    every few seconds, even if the provider is slow.
.PARAMETER ThrottleLimit
    Specifies the number of lists that each node fetches at the same time. Default: 10.
.PARAMETER ApiKey
    Specifies one key for all nodes, as a SecureString, or a hashtable with the key of each node by its name.
    By default, each node uses its own key. Keys are sent only in the encrypted session.
.PARAMETER MaxCreditsPerNode
    Specifies the maximum number of credits that each node can spend in this run. Default: no limit.
.PARAMETER Option
    Specifies further parameters of the command on the nodes, such as @{ PageSize = 50 }.
.PARAMETER ModuleName
    Specifies the name or path of the module on the nodes. Default: TikTokFollowing.
.EXAMPLE
    $nodes = @{ HostName = 'one', 'two'; JournalPath = '/mnt/share/journals' }
    ./Get-FollowingOnNodes.ps1 (Get-Content handles.txt -Encoding UTF8) -Provider SociaVault @nodes |
        Export-Csv all.csv -Encoding UTF8

    Fetches the lists on two machines over SSH, with a shared folder.
.EXAMPLE
    $session = New-PSSession -ComputerName one, two
    $keys = @{ one = Read-Host 'Key of one' -AsSecureString; two = Read-Host 'Key of two' -AsSecureString }
    ./Get-FollowingOnNodes.ps1 a, b, c -Provider SociaVault -Session $session -ApiKey $keys -HistoryPath D:\histories

    Updates histories in two sessions, each with its own key.
.EXAMPLE
    $sandbox = Start-TikTokFollowingSandbox
    $try = @{ Provider = 'SociaVault'; Option = @{ BaseUri = $sandbox.BaseUri }; ProcessCount = 2 }
    $try.ApiKey = ConvertTo-SecureString sandbox -AsPlainText -Force
    'someone', 'another' | ./Get-FollowingOnNodes.ps1 @try -JournalPath ./journals -OutputPath ./lists

    Tries the script with two processes and the free sandbox, and writes a CSV file for each list.
#>
[System.Diagnostics.CodeAnalysis.SuppressMessageAttribute(
    'PSUseProcessBlockForPipelineCommand', '', Justification = 'The script reads $input.')]
[CmdletBinding(DefaultParameterSetName = 'Process')]
param(
    [Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
    [AllowEmptyString()] # for blank lines of a file
    [string[]] $Handle,

    [Parameter(Mandatory = $true)] [string] $Provider,
    [string] $JournalPath,
    [string] $HistoryPath,
    [string] $OutputPath,

    # Without a type: PowerShell would read 7 as 700 nanoseconds. Get-TikTokFollowing rejects it.
    $MaxAge = '1.00:00:00',

    [Parameter(Mandatory = $true, ParameterSetName = 'Session')]
    [System.Management.Automation.Runspaces.PSSession[]] $Session,

    [Parameter(Mandatory = $true, ParameterSetName = 'HostName')] [string[]] $HostName,
    [Parameter(ParameterSetName = 'HostName')] [hashtable] $SshOption = @{},
    [Parameter(ParameterSetName = 'Process')] [ValidateRange(1, 64)] [int] $ProcessCount = 2,
    [ValidateRange(1, 86400)] [int] $NodeTimeoutSec = 60,
    [ValidateRange(1, 256)] [int] $ThrottleLimit = 10,
    [ValidateScript({ $_ -is [securestring] -or $_ -is [hashtable] })] $ApiKey,
    [ValidateRange(0, [int]::MaxValue)] [int] $MaxCreditsPerNode,
    [hashtable] $Option = @{},
    [string] $ModuleName = 'TikTokFollowing'
)

Set-StrictMode -Off # the caller may have another mode
# Without a process block, $Handle has only the last value of the pipeline.
if ($MyInvocation.ExpectingInput) { $Handle = @($input | ForEach-Object { $_ }) }

# Shows the text without a line of this script.
function Stop-Script([string] $Text, [string] $Id = 'InvalidNodeCall', [string] $Category = 'InvalidArgument') {
    $cause = New-Object System.InvalidOperationException $Text
    $PSCmdlet.ThrowTerminatingError((New-Object System.Management.Automation.ErrorRecord $cause, $Id, $Category, $null))
}

if (-not $JournalPath -eq -not $HistoryPath) { Stop-Script 'Specify either -JournalPath or -HistoryPath.' }
if ($OutputPath -and $HistoryPath) { Stop-Script '-OutputPath cannot be used with -HistoryPath.' }
# A new process starts in another folder.
if (-not $Session -and -not $HostName) {
    foreach ($name in 'JournalPath', 'HistoryPath', 'OutputPath', 'ModuleName') {
        $path = Get-Variable $name -ValueOnly
        if (-not $path -or ($name -eq 'ModuleName' -and $path -notmatch '[\\/]')) { continue }
        Set-Variable $name $PSCmdlet.GetUnresolvedProviderPathFromPSPath($path)
    }
}
$folder = "$JournalPath$HistoryPath"
$run = [guid]::NewGuid().ToString('n')
$signal = "TikTokFollowing.Node.$run"
$clock = [System.Diagnostics.Stopwatch]::StartNew()

# The scripts that run on the nodes.
$remote = & "$PSScriptRoot/Get-FollowingOnNodes.Node.ps1"

function Get-UniqueUser([string[]] $Handle) {
    $seen = @{}
    $address = '^(https?://)?([a-z]+\.)?tiktok\.com/@([^/?#]+).*$'
    foreach ($text in $Handle) {
        $user = [regex]::Replace("$text".Trim(), $address, '$3', 'IgnoreCase, CultureInvariant').TrimStart('@')
        $key = $user.ToLowerInvariant()
        if ($user -and -not $seen.ContainsKey($key)) { $seen[$key] = $true; $user }
    }
}

function Test-Open($Node) { "$($Node.Runspace.RunspaceStateInfo.State)" -eq 'Opened' }
function Format-Count([int] $Count) { if ($Count -eq 1) { '1 list' } else { "$Count lists" } }

# The node with the highest hash has the list. GetHashCode differs between processes and versions of .NET.
function Select-Node([string] $User, $Candidate) {
    $best = $null
    foreach ($node in $Candidate) {
        $bytes = [System.Text.Encoding]::UTF8.GetBytes("$($node.Name)|$User".ToLowerInvariant())
        $hash = [BitConverter]::ToUInt64($sha.ComputeHash($bytes), 0)
        if ($null -eq $best -or $hash -gt $highest) { $best, $highest = $node, $hash }
    }
    $best
}

function Open-Node([string[]] $Name) {
    $sessions = @($Session)
    if ($HostName) {
        $options = @{ ServerAliveInterval = 10; ServerAliveCountMax = 3; ConnectTimeout = $NodeTimeoutSec }
        foreach ($key in $SshOption.Keys) { $options[$key] = $SshOption[$key] }
        $ssh = @{ HostName = $HostName; Options = $options; ConnectingTimeout = $NodeTimeoutSec * 1000 }
        $sessions = @(New-PSSession @ssh -ErrorAction SilentlyContinue -ErrorVariable problems)
    }
    foreach ($one in $Name) {
        $node = @{ Name = $one; Next = New-Object System.Collections.Generic.List[string] }
        $node.Session = $sessions | Where-Object { $_.ComputerName -eq $one } | Select-Object -First 1
        $node.Problem = $problems | Where-Object { "$_".StartsWith("[$one] ") } | Select-Object -First 1
        $node.Runspace = $node.Session.Runspace
        if (-not $Session -and -not $HostName) {
            $instance = New-Object System.Management.Automation.Runspaces.PowerShellProcessInstance
            $node.Process = $instance.Process
            $node.Runspace = [runspacefactory]::CreateOutOfProcessRunspace($null, $instance)
            $node.Runspace.Open()
        }
        $node
    }
}

function Start-Node($Node, [scriptblock] $Script, [hashtable] $Argument) {
    $Node.Silence = 0.0
    $Node.Output = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $none = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $none.Complete()
    $call = @{ Script = "$Script"; Argument = $Argument; Signal = $signal }
    $call.Interval = [Math]::Min(5000, $NodeTimeoutSec * 200)
    $Node.Shell = [powershell]::Create()
    $Node.Shell.Runspace = $Node.Runspace
    $null = $Node.Shell.AddScript("$($remote.Frame)", $true).AddParameters($call)
    $Node.Run = $Node.Shell.BeginInvoke($none, $Node.Output)
}

function Start-Fetch($Node) {
    $Node.Users = $Node.Next.ToArray()
    $Node.Next.Clear()
    $call = $Option.Clone()
    $call.Provider = $Provider
    $call.ThrottleLimit = $ThrottleLimit
    if ($ApiKey) { $call.ApiKey = if ($ApiKey -is [hashtable]) { $ApiKey[$Node.Name] } else { $ApiKey } }
    if ($isLimited) { $call.MaxCredits = $MaxCreditsPerNode }
    if ($VerbosePreference -ne 'SilentlyContinue') { $call.Verbose = $true }
    if ($JournalPath) {
        $call.MaxAge = $MaxAge
        # The lists that a lost node finished in this run are not fetched again.
        $age = $clock.Elapsed + [timespan]::FromHours(1)
        if ($Node.Since -and [timespan] $MaxAge -lt $age) { $call.MaxAge = $age }
    }
    $argument = @{ Folder = $folder; Run = $run; Pattern = $pattern; Users = $Node.Users; Call = $call }
    $argument += @{ IsUpdate = [bool] $HistoryPath; Since = $Node.Since; OutputPath = $OutputPath }
    Start-Node $Node $remote.Fetch $argument
}

function Get-OpenUser($Node) { @($Node.Users) + $Node.Next | Where-Object { $_ -and -not $ended.ContainsKey($_) } }

function Write-NodeError($Node, [System.Management.Automation.ErrorRecord] $Record) {
    if ($Record.TargetObject.Handle) { $ended["$($Record.TargetObject.Handle)"] = $true }
    $Record.ErrorDetails = New-Object System.Management.Automation.ErrorDetails "[$($Node.Name)] $Record"
    $PSCmdlet.WriteError($Record)
}

function Write-ListError($Node, [string] $Reason, [string[]] $User) {
    $text = "$Reason $(Format-Count $User.Count) may be unfinished. To resume, run the same command again."
    $arguments = (New-Object System.InvalidOperationException $text), 'NodeFailed', 'OperationStopped', $User
    Write-NodeError $Node (New-Object System.Management.Automation.ErrorRecord $arguments)
}

# Writes the received output, and counts the seconds without a heartbeat.
function Receive-Node($Node, [double] $Seconds) {
    $signs = $Node.Runspace.Events.ReceivedEvents.Count
    $items = $Node.Output.ReadAll()
    $Node.Silence = if ($signs -ne $Node.Signs -or $items.Count) { 0.0 } else { $Node.Silence + $Seconds }
    $Node.Signs = $signs
    foreach ($item in $items) {
        if ($item.PSObject.Properties['NodeStream']) {
            $text = "[$($Node.Name)] $($item.Text)"
            & "Write-$($item.NodeStream)" $text
            continue
        }
        if (-not $isFetching) { $Node.Result = $item; continue }
        if ($OutputPath) { $ended[$item.FollowedBy] = $true }
        elseif ($JournalPath -and $isShared) {
            # After a takeover, the other node returns the list from its start.
            if ($item.Position -le $positions[$item.FollowedBy]) { continue }
            $positions[$item.FollowedBy] = $item.Position
        }
        $item
    }
    foreach ($record in $Node.Shell.Streams.Error.ReadAll()) { Write-NodeError $Node $record }
}

# Gives the lists of a node to the others, or reports them.
function Remove-Node($Node, [string] $Reason, [switch] $Close) {
    $Node.Run = $null
    $Node.IsReady = $false
    # In the background, because a frozen node does not respond.
    if ($Close) { $Node.Runspace.CloseAsync() }
    $rest = @(Get-OpenUser $Node)
    $heirs = @($nodes | Where-Object { $_.IsReady -and (Test-Open $_) })
    if (-not $isFetching -or -not $rest) { Write-Warning "[$($Node.Name)] $Reason" }
    elseif (-not $isShared -or -not $heirs -or $isLimited) { Write-ListError $Node $Reason $rest }
    else {
        Write-Warning "[$($Node.Name)] $Reason The other nodes take over $(Format-Count $rest.Count)."
        foreach ($user in $rest) {
            $heir = Select-Node $user $heirs
            $heir.Next.Add($user)
            if (-not $heir.Since -or $heir.Since -gt $Node.Time) { $heir.Since = $Node.Time }
        }
        foreach ($heir in $heirs) { if ($heir.Next.Count -and -not $heir.Run) { Start-Fetch $heir } }
    }
}

function Complete-Node($Node) {
    $state = $Node.Shell.InvocationStateInfo
    $Node.Run = $null
    $Node.Shell.Dispose()
    $record = $state.Reason.ErrorRecord
    if ($state.State -eq 'Completed') { if ($Node.Next.Count) { Start-Fetch $Node } }
    elseif (-not (Test-Open $Node)) { Remove-Node $Node "The node failed: $($state.Reason.Message)" }
    elseif (-not $isFetching) { Remove-Node $Node "The node cannot be used: $record" }
    else {
        # An error that ends the command, such as a lack of credits. Other nodes would probably fail too.
        $Node.IsReady = $false
        Write-NodeError $Node $record
        $rest = @(Get-OpenUser $Node)
        if ($rest) { Write-ListError $Node 'The node stopped.' $rest }
    }
}

function Wait-Node {
    $last = $clock.Elapsed.TotalSeconds
    while ($running = @($nodes | Where-Object { $_.Run })) {
        Start-Sleep -Milliseconds 50
        # Time in which this script did not run is not silence of the nodes.
        $seconds = [Math]::Min(1.0, $clock.Elapsed.TotalSeconds - $last)
        $last = $clock.Elapsed.TotalSeconds
        foreach ($node in $running) {
            $isCompleted = $node.Run.IsCompleted # read before the output, so that no output is missed
            Receive-Node $node $seconds
            $silent = "The node was silent for $NodeTimeoutSec s."
            if ($isCompleted) { Complete-Node $node }
            elseif ($node.Process -and $node.Process.HasExited) { Remove-Node $node 'The process ended.' -Close }
            elseif ($node.Silence -ge $NodeTimeoutSec) { Remove-Node $node $silent -Close }
        }
    }
}

$isLimited = $PSBoundParameters.ContainsKey('MaxCreditsPerNode')
# The messages of Update-TikTokFollowingHistory are shown by default.
if (-not $PSBoundParameters.ContainsKey('InformationAction')) { $InformationPreference = 'Continue' }
$isFetching = $false
$isShared = $false
$ended = @{}
$positions = @{}
$sha = [System.Security.Cryptography.SHA256]::Create()
$users = @(Get-UniqueUser $Handle)
$names = @(if ($Session) { $Session | ForEach-Object { $_.ComputerName } }
    elseif ($HostName) { $HostName -replace '^.*@' -replace '^([^:]+):\d+$', '$1' }
    else { 1..$ProcessCount | ForEach-Object { "process $_" } })
$double = $names | Group-Object | Where-Object { $_.Count -gt 1 } | Select-Object -First 1
if ($double) { Stop-Script "Several nodes have the name $($double.Name). Use different names, such as aliases of ssh." }
$keyless = @($names | Where-Object { $ApiKey -is [hashtable] -and -not $ApiKey[$_] })
if ($keyless) { Stop-Script "-ApiKey has no key for the node $($keyless[0])." }
$pattern = '^' + [regex]::Escape($Provider) + '\.(.+?)(\+trim)?\.jsonl$'
if ($HistoryPath) { $pattern = '^(.+)\.(history|pending)\.jsonl$' }
$nodes = @()
try {
    $nodes = @(Open-Node $names)
    foreach ($node in $nodes) {
        $node.IsReady = $node.Runspace -and "$($node.Runspace.RunspaceAvailability)" -eq 'Available'
        $node.Marker = "nodes-$run-$([array]::IndexOf($nodes, $node))"
        $argument = @{ Module = $ModuleName; Folder = $folder; Pattern = $pattern; Marker = $node.Marker }
        if ($node.IsReady) { Start-Node $node $remote.Prepare $argument }
        else { Write-Warning "[$($node.Name)] The session is closed or busy. $($node.Problem)".TrimEnd() }
    }
    Wait-Node
    $ready = @($nodes | Where-Object { $_.IsReady })
    foreach ($node in $ready) {
        $node.Time = $node.Result.Time
        $node.Saved = @{}
        # The names of histories are encoded.
        foreach ($user in $node.Result.Users -split '/') { $node.Saved[[uri]::UnescapeDataString($user)] = $true }
        Start-Node $node $remote.CountMarker @{ Folder = $folder; Markers = @($ready | ForEach-Object { $_.Marker }) }
    }
    Wait-Node
    $ready = @($nodes | Where-Object { $_.IsReady })
    if (-not $ready) { Stop-Script 'No node can be used.' 'NoNode' 'ResourceUnavailable' }
    $isShared = $ready.Count -gt 1 -and -not ($ready | Where-Object { $_.Result -lt $ready.Count })

    $left = New-Object System.Collections.Generic.List[string]
    foreach ($user in $users) {
        $candidates = $ready
        if (-not $isShared) {
            $savers = @(foreach ($node in $ready) { if ($node.Saved.ContainsKey($user)) { $node } })
            if ($savers) { $candidates = $savers }
            elseif ($ready.Count -lt $nodes.Count) { $left.Add($user); continue }
        }
        (Select-Node $user $candidates).Next.Add($user)
    }
    $isFetching = $true
    foreach ($node in $ready) { Start-Fetch $node }
    if ($left.Count) {
        $reason = 'The node is missing. Lists that may be saved only on its disk were left out.'
        Write-ListError ($nodes | Where-Object { -not $_.IsReady } | Select-Object -First 1) $reason $left.ToArray()
    }
    Wait-Node
}
finally {
    $sha.Dispose()
    $running = @($nodes | Where-Object { $_.Run })
    foreach ($node in $running) { $null = $node.Shell.BeginStop($null, $null) }
    $limit = $clock.Elapsed.TotalSeconds + 5
    while ($clock.Elapsed.TotalSeconds -lt $limit -and ($running | Where-Object { -not $_.Run.IsCompleted })) {
        [System.Threading.Thread]::Sleep(50)
    }
    foreach ($node in $nodes) {
        if ($node.Process -and -not $node.Process.HasExited) { $node.Process.Kill() }
        if ($Session -or -not (Test-Open $node)) { continue }
        # In the background, if the node does not respond.
        if ($node.Session -and (-not $node.Run -or $node.Run.IsCompleted)) { Remove-PSSession $node.Session }
        else { $node.Runspace.CloseAsync() }
    }
    Get-Event -SourceIdentifier $signal -ErrorAction Ignore | Remove-Event
}
