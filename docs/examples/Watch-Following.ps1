<#
.SYNOPSIS
    Updates the histories of TikTok users, and posts their changes to Slack, Teams, Discord, ntfy or another webhook.
.DESCRIPTION
    Run it on a schedule. Each run updates the histories, then posts all changes that were not delivered before.
    Watch-Following.Messages.ps1 must be in the same folder.
    The address of the webhook is a secret. It is read from SecretManagement or from an environment variable, and is
    never written to a stream or a file.

    Each change is delivered at least once. A change that may have arrived before is marked as repeated.
    A new webhook starts now: it receives a first message, and the changes that this run and later ones find.
    If the service refuses a message in several runs, the message is moved to a file, reported, and skipped.

    The last line of the output describes the run. The exit code is 0 if everything worked, 1 if a user failed or a
    change was not delivered, and 2 if nothing worked.
.PARAMETER Handle
    Specifies the users.
.PARAMETER UserFile
    Specifies a text file with one user on each line. Empty lines and lines that start with # are ignored.
.PARAMETER HistoryPath
    Specifies the folder of the histories. Default: $env:TIKTOKFOLLOWING_HISTORY_PATH.
.PARAMETER Format
    Specifies the service that receives the messages. Teams is a webhook of the Workflows app. Json is plain JSON.
.PARAMETER WebhookVariable
    Specifies the name of the environment variable with the address of the webhook.
.PARAMETER WebhookSecret
    Specifies the name of a SecretManagement secret with the address, instead of the variable.
.PARAMETER Vault
    Specifies the vault of the secret. Default: all vaults.
.PARAMETER FullInterval
    Specifies the time after which whole lists are read, such as 7.00:00:00. This also finds unfollows further down.
.PARAMETER StatePath
    Specifies the folder of the state file, which stores the delivered changes. Default: the folder of the histories.
.PARAMETER LogPath
    Specifies a file to which the line about the run is appended.
.PARAMETER MaxRetryAfterSec
    Specifies the longest Retry-After to wait for. After a longer one, a later run posts the changes.
.PARAMETER MaxFailures
    Specifies in how many runs the service can refuse a message before it is set aside.
.EXAMPLE
    $env:TIKTOKFOLLOWING_WEBHOOK = Read-Host 'Webhook' -MaskInput
    ./Watch-Following.ps1 someone, another -HistoryPath ./history -Provider SociaVault -Format Slack
.EXAMPLE
    ./Watch-Following.ps1 -UserFile users.txt -HistoryPath ./history -Format Discord -WebhookSecret discord -WhatIf
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Position = 0)] [string[]] $Handle,
    [string] $UserFile,
    [string] $HistoryPath = $env:TIKTOKFOLLOWING_HISTORY_PATH,
    [string] $Provider,
    [string[]] $FallbackProvider,
    [int] $PageSize,
    [int] $MaxCredits,
    [string] $FullInterval,
    [switch] $IncludeProfile,
    [int] $ThrottleLimit = 1,
    [ValidateSet('Slack', 'Teams', 'Discord', 'Ntfy', 'Json')] [string] $Format = 'Json',
    [string] $WebhookVariable = 'TIKTOKFOLLOWING_WEBHOOK',
    [string] $WebhookSecret,
    [string] $Vault,
    [string] $StatePath,
    [string] $LogPath,
    [ValidateRange(0.01, 600)] [double] $TimeoutSec = 30,
    [ValidateRange(0, 10)] [int] $MaximumRetryCount = 2,
    [ValidateRange(0, 600)] [int] $RetryIntervalSec = 5,
    [ValidateRange(0, 3600)] [int] $MaxRetryAfterSec = 120,
    [ValidateRange(1, 100)] [int] $MaxFailures = 5,
    [string] $ModuleName = 'TikTokFollowing',
    [uri] $BaseUri
)

. "$PSScriptRoot/Watch-Following.Messages.ps1"
$shownUri = [uri] 'https://example.com/topic' # the topic of ntfy is a secret

function Get-WatchedName([string[]] $Handle, [string] $UserFile) {
    $lines = @($Handle -split ',') # "pwsh -File" passes a list as one text
    if ($UserFile) { $lines += Get-Content -LiteralPath $UserFile -Encoding UTF8 -ErrorAction Stop }
    $seen = @{}
    foreach ($line in $lines | Where-Object { $_ -and $_.Trim() -and -not $_.Trim().StartsWith('#') }) {
        $name = ($line.Trim() -creplace '^(https?://)?([a-z]+\.)?tiktok\.com/@([^/?#]+).*$', '$3').TrimStart('@')
        $key = $name.ToLowerInvariant()
        if (-not $seen.ContainsKey($key)) { $seen[$key] = $true; $name }
    }
}

function Get-WebhookUri([string] $Variable, [string] $Secret, [string] $Vault) {
    $source = if ($Secret) { "the secret $Secret" } else { "the environment variable $Variable" }
    $text = if (-not $Secret) { [Environment]::GetEnvironmentVariable($Variable) }
    elseif ($Vault) { Get-Secret -Name $Secret -Vault $Vault -AsPlainText -ErrorAction Stop }
    else { Get-Secret -Name $Secret -AsPlainText -ErrorAction Stop }
    $uri = $null
    $isUri = $text -and [uri]::TryCreate("$text".Trim(), [UriKind]::Absolute, [ref] $uri)
    if (-not $isUri -or -not ($uri.Scheme -eq 'https' -or ($uri.Scheme -eq 'http' -and $uri.IsLoopback))) {
        throw "The address of the webhook in $source is missing, or does not start with https://."
    }
    $uri
}

# A slow hash, because the name of the state file must not reveal a short address, such as a topic of ntfy.
function Get-StateFile([uri] $Uri, [string] $Folder) {
    $salt = [System.Text.Encoding]::ASCII.GetBytes('TikTokFollowing.Watch')
    $derived = New-Object System.Security.Cryptography.Rfc2898DeriveBytes $Uri.AbsoluteUri, $salt, 100000
    $name = [BitConverter]::ToString($derived.GetBytes(8)).Replace('-', '').ToLowerInvariant()
    $derived.Dispose()
    Join-Path $Folder "watch-$name.json"
}

# The numbers of the last change that was delivered and of the last one that may have arrived.
function New-UserState([long] $Delivered, [long] $Sent, [string] $History) {
    @{ Delivered = $Delivered; Sent = $Sent; History = $History }
}

function Read-WatchState([string] $Path) {
    $state = @{ Users = @{}; Failures = 0; SetAside = 0; NotBefore = $null }
    $state.IsNew = -not [System.IO.File]::Exists($Path)
    if ($state.IsNew) { return $state }
    try {
        $saved = [System.IO.File]::ReadAllText($Path) | ConvertFrom-Json -ErrorAction Stop
        if ($saved.Version -ne 1 -or -not $saved.Users) { throw 'Another version.' }
        foreach ($user in $saved.Users.PSObject.Properties) {
            $last = $user.Value
            if ($null -eq $last.Delivered -or $null -eq $last.Sent) { throw 'A value is missing.' }
            $state.Users[$user.Name] = New-UserState $last.Delivered $last.Sent $last.History
        }
        foreach ($name in 'Failures', 'SetAside') { $state[$name] = [int] $saved.$name }
        if ($saved.NotBeforeTicks) { $state.NotBefore = New-Object DateTime ([long] $saved.NotBeforeTicks), 'Utc' }
    }
    catch { throw "The state file $Path is damaged. Restore a copy, or delete it to start now." }
    $state
}

# Replaced in one step, so that a crash leaves the old file or the new one.
function Save-WatchState([string] $Path, [hashtable] $State) {
    $ticks = if ($State.NotBefore) { "$($State.NotBefore.Ticks)" }
    $saved = @{ Version = 1; Users = $State.Users; NotBeforeTicks = $ticks }
    foreach ($name in 'Failures', 'SetAside') { $saved[$name] = $State[$name] }
    $bytes = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $saved -Depth 4 -Compress))
    $stream = New-Object System.IO.FileStream "$Path.tmp", 'Create'
    try { $stream.Write($bytes, 0, $bytes.Length); $stream.Flush($true) }
    finally { $stream.Dispose() }
    if (Test-Path -LiteralPath $Path) { [System.IO.File]::Replace("$Path.tmp", $Path, [NullString]::Value) }
    else { [System.IO.File]::Move("$Path.tmp", $Path) }
}

# Runs before the update. Stored changes of a history that this webhook has not watched yet are not posted.
function Add-WatchedUser([hashtable] $State, [string[]] $Name, [string] $Path) {
    $added = 0
    foreach ($summary in Get-TikTokFollowingHistory $Name -Path $Path -Summary -ErrorAction Ignore) {
        $key = $summary.Handle.ToLowerInvariant()
        if ($State.Users.ContainsKey($key)) { continue }
        $first = Get-TikTokFollowingHistory $summary.Handle -Path $Path -ErrorAction Ignore | Select-Object -First 1
        $history = if ($first) { ($first.ChangeId -split '-')[0] }
        # A user who was renamed keeps the history.
        $former = $State.Users.Values | Where-Object { $history -and $_.History -eq $history } | Select-Object -First 1
        $count = $summary.ChangeCount
        $State.Users[$key] = if ($former) { $former.Clone() } else { New-UserState $count $count $history }
        $added++
    }
    foreach ($key in $Name | ForEach-Object { $_.ToLowerInvariant() }) {
        if ($State.Users.ContainsKey($key)) { continue }
        $State.Users[$key] = New-UserState
        $added++
    }
    $added -gt 0
}

function Get-UserState([hashtable] $State, $Change) {
    $key = $Change.FollowedBy.ToLowerInvariant()
    if (-not $State.Users.ContainsKey($key)) { $State.Users[$key] = New-UserState }
    $State.Users[$key].History = ($Change.ChangeId -split '-')[0]
    $State.Users[$key]
}

function Get-PostUri([uri] $Uri, [string] $Format) {
    $builder = New-Object System.UriBuilder $Uri
    # ntfy expects JSON at its root. Discord confirms that a message was stored only with wait=true.
    if ($Format -eq 'Ntfy') { $builder.Path = '/' }
    if ($Format -eq 'Discord') { $builder.Query = "$($Uri.Query)&wait=true".TrimStart('?', '&') }
    $builder.Uri
}

function Get-RetryAfter($Response) {
    $values = $null
    if (-not $Response.Headers.TryGetValues('Retry-After', [ref] $values)) { return }
    $seconds = 0.0
    $date = [DateTimeOffset]::MinValue
    $text = @($values)[0]
    if (-not [double]::TryParse($text, 'Float', $invariant, [ref] $seconds)) {
        if (-not [DateTimeOffset]::TryParse($text, $invariant, 'AssumeUniversal', [ref] $date)) { return }
        $now = if ($Response.Headers.Date) { $Response.Headers.Date } else { [DateTimeOffset]::UtcNow }
        $seconds = ($date - $now).TotalSeconds
    }
    [Math]::Max(0.0, [Math]::Min(1e6, $seconds))
}

# IsDelivered; MayHaveArrived without a clear response; IsTransient: retry; IsRefused: the fault of this message.
function Get-PostResult($Response, [string] $Failure, [bool] $IsSent) {
    if (-not $Response) { return @{ IsTransient = $true; MayHaveArrived = $IsSent; Text = $Failure } }
    $status = [int] $Response.StatusCode
    @{
        IsDelivered    = $status -ge 200 -and $status -lt 300
        MayHaveArrived = $status -ge 500 -or $status -eq 408
        IsTransient    = $status -ge 500 -or $status -in 408, 425, 429
        IsRefused      = $status -in 400, 402, 406, 409, 500 -or $status -in 411..424 -or $status -in 426..428
        RetryAfter     = Get-RetryAfter $Response
        Text           = "The service returned status $status."
    }
}

# HttpClient, because the errors and the verbose output of Invoke-WebRequest contain the address.
function Send-WatchMessage([uri] $Uri, [string] $Body, [double] $TimeoutSec) {
    Add-Type -AssemblyName System.Net.Http
    # Windows PowerShell 5.1 does not enable TLS 1.2 on each system.
    $tls = [System.Net.ServicePointManager]::SecurityProtocol -bor [System.Net.SecurityProtocolType]::Tls12
    [System.Net.ServicePointManager]::SecurityProtocol = $tls
    $handler = New-Object System.Net.Http.HttpClientHandler
    $handler.AllowAutoRedirect = $false
    if ($Uri.IsLoopback) { $handler.UseProxy = $false }
    $client = New-Object System.Net.Http.HttpClient $handler
    $client.Timeout = [timespan]::FromSeconds($TimeoutSec)
    $content = New-Object System.Net.Http.StringContent $Body, ([System.Text.Encoding]::UTF8), 'application/json'
    try {
        $task = $client.PostAsync($Uri, $content)
        # Ctrl-C works between two short waits.
        while (-not $task.IsCompleted) { $null = ([System.IAsyncResult] $task).AsyncWaitHandle.WaitOne(50) }
        if ($task.IsCanceled) { return Get-PostResult $null "The service did not respond within $TimeoutSec s." $true }
        if ($task.IsFaulted) {
            $cause = $task.Exception.InnerException.GetBaseException()
            $codes = 'ConnectionRefused', 'HostNotFound', 'TryAgain', 'NoData', 'HostUnreachable', 'NetworkUnreachable'
            if ("$($cause.SocketErrorCode)" -in $codes) { return Get-PostResult $null 'The service cannot be reached.' }
            return Get-PostResult $null 'The connection failed before the service responded.' $true
        }
        Get-PostResult $task.Result
    }
    finally { $client.Dispose() }
}

# Posts the queue. The state is saved before each post, so that a crash leaves a trace of what may have arrived.
function Send-Queue($Queue, [hashtable] $State, [string] $StateFile, [uri] $Uri, [string] $Format) {
    $result = @{ Posted = 0; SetAside = 0 }
    $queue = @($Queue)
    $attempt = 0
    $isWaiting = $State.NotBefore -and [DateTime]::UtcNow -lt $State.NotBefore
    while ($queue -and -not $isWaiting) {
        $message = New-WatchMessage $queue $State $Format
        $count = $message.Changes.Count
        $sent = @{}
        foreach ($change in $message.Changes) {
            $user = Get-UserState $State $change
            if (-not $sent.ContainsKey($change.FollowedBy)) { $sent[$change.FollowedBy] = $user.Sent }
            $user.Sent = [Math]::Max($user.Sent, $change.Sequence)
        }
        Save-WatchState $StateFile $State
        $body = ConvertTo-Body $message $Format $Uri
        $post = Send-WatchMessage (Get-PostUri $Uri $Format) $body $TimeoutSec
        if (-not $post.IsDelivered -and -not $post.MayHaveArrived) {
            foreach ($change in $message.Changes) { (Get-UserState $State $change).Sent = $sent[$change.FollowedBy] }
        }
        $attempt++
        $delay = $post.RetryAfter
        $State.NotBefore = if ($null -ne $delay) { [DateTime]::UtcNow.AddSeconds($delay) }
        if ($null -eq $delay) { $delay = $RetryIntervalSec * [Math]::Pow(2, $attempt - 1) }
        if ($post.IsTransient -and $attempt -le $MaximumRetryCount -and $delay -le $MaxRetryAfterSec) {
            Save-WatchState $StateFile $State
            Start-Sleep -Milliseconds ([int] ($delay * 1000))
            continue
        }
        if ($post.IsRefused) { $State.Failures++ }
        $isSetAside = $post.IsRefused -and $State.Failures -ge $MaxFailures
        if ($isSetAside) {
            $file = "$StateFile.set-aside.jsonl"
            [System.IO.File]::AppendAllText($file, "$(ConvertTo-Body $message $Format $shownUri)`n")
            Write-Error "$($post.Text) After $MaxFailures runs, $count changes are in $file." -ErrorAction Continue
            $result.SetAside += $count
            $State.SetAside += $count
        }
        if ($post.IsDelivered -or $isSetAside) {
            foreach ($change in $message.Changes) { (Get-UserState $State $change).Delivered = $change.Sequence }
            $queue = @($queue | Select-Object -Skip $count)
            if ($post.IsDelivered) { $State.SetAside = 0; $result.Posted += $count }
            $State.Failures = 0
            $attempt = 0
        }
        Save-WatchState $StateFile $State
        if (-not $post.IsDelivered -and -not $isSetAside) {
            Write-Error "$($post.Text) $($queue.Count) pending: a later run posts them." -ErrorAction Continue
            break
        }
    }
    $result.Pending = $queue.Count
    $result
}

# A failure of the first message ends the run before it costs credits.
function Send-FirstMessage([string[]] $Name, [uri] $Uri, [string] $Format) {
    $users = if ($Name.Count -eq 1) { '1 user' } else { "$($Name.Count) users" }
    $message = @{ Title = 'TikTok following: started'; Footer = 'Watch-Following.ps1'; Json = @() }
    $message.Lines = @("Watching $users. Changes are posted here.")
    $post = Send-WatchMessage (Get-PostUri $Uri $Format) (ConvertTo-Body $message $Format $Uri) $TimeoutSec
    if (-not $post.IsDelivered) { throw "$($post.Text) The first message did not arrive, so nothing was updated." }
}

function Get-LastUpdate([string[]] $Name, [string] $Path) {
    Get-TikTokFollowingHistory $Name -Path $Path -Summary -ErrorAction Ignore |
        ForEach-Object { "$_ $($_.LastUpdate.Ticks) $($_.CreditsCharged)" }
}

# Returns the requests, credits and changes of the update, and how many users were updated.
function Update-WatchedUser([string[]] $Name, [string] $Path, [hashtable] $Call) {
    $result = @{ Requests = '0'; Credits = '0'; Changes = 0 }
    $before = @(Get-LastUpdate $Name $Path)
    try {
        Update-TikTokFollowingHistory $Name -Path $Path @Call -Verbose 4>&1 | ForEach-Object {
            if ($_ -isnot [System.Management.Automation.VerboseRecord]) { $result.Changes++ }
            elseif ($_.Message -cmatch '^Total: (.+?) requests?,.*, (.+?) credits? charged') {
                $result.Requests, $result.Credits = $Matches[1], $Matches[2] -creplace '\D'
            }
            else { Write-Verbose $_.Message }
        }
    }
    catch { Write-Error -ErrorRecord $_ -ErrorAction Continue }
    $result.Updated = @(Get-LastUpdate $Name $Path | Where-Object { $_ -notin $before }).Count
    $result
}

function Get-Queue([hashtable] $State, [string[]] $Name, [string] $Path) {
    Get-TikTokFollowingHistory $Name -Path $Path -ErrorAction Ignore |
        Where-Object { $_.Sequence -gt (Get-UserState $State $_).Delivered }
}

if ($MyInvocation.InvocationName -eq '.') { return } # for tests of the functions

$ErrorActionPreference = 'Continue'
$code = 2
$lock = $null
$line = Format-Time ([DateTime]::UtcNow)
try {
    $isLoaded = Get-Command Update-TikTokFollowingHistory -ErrorAction Ignore
    if (-not $isLoaded -or $PSBoundParameters.ContainsKey('ModuleName')) {
        Import-Module $ModuleName -Verbose:$false -ErrorAction Stop
    }
    $names = @(Get-WatchedName $Handle $UserFile)
    if (-not $names) { throw 'There is no user. Specify -Handle or -UserFile.' }
    if (-not $HistoryPath) { throw 'Specify the folder of the histories with -HistoryPath.' }
    $folder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($HistoryPath)
    $stateFolder = if ($StatePath) { $PSCmdlet.GetUnresolvedProviderPathFromPSPath($StatePath) } else { $folder }
    $uri = Get-WebhookUri $WebhookVariable $WebhookSecret $Vault
    $stateFile = Get-StateFile $uri $stateFolder
    $call = @{ ThrottleLimit = $ThrottleLimit; IncludeProfile = $IncludeProfile }
    foreach ($name in 'Provider', 'PageSize', 'MaxCredits', 'FullInterval', 'BaseUri') {
        if ($PSBoundParameters.ContainsKey($name)) { $call[$name] = $PSBoundParameters[$name] }
    }
    if ($FallbackProvider) { $call.FallbackProvider = $FallbackProvider -split ',' }
    if ($WhatIfPreference) {
        Update-TikTokFollowingHistory $names -Path $folder @call
        $state = Read-WatchState $stateFile
        $null = Add-WatchedUser $state $names $folder
        $queue = @(Get-Queue $state $names $folder)
        while ($queue) {
            $message = New-WatchMessage $queue $state $Format
            ConvertTo-Body $message $Format $shownUri
            $queue = @($queue | Select-Object -Skip $message.Changes.Count)
        }
        exit 0
    }
    $null = [System.IO.Directory]::CreateDirectory($folder), [System.IO.Directory]::CreateDirectory($stateFolder)
    try { $lock = [System.IO.File]::Open("$stateFile.lock", 'OpenOrCreate', 'ReadWrite', 'None') }
    catch { throw 'Another run posts to the same webhook. Start this one again when it has ended.' }
    $state = Read-WatchState $stateFile
    if ($state.IsNew) { Send-FirstMessage $names $uri $Format }
    if (Add-WatchedUser $state $names $folder) { Save-WatchState $stateFile $state }
    $update = Update-WatchedUser $names $folder $call
    $posts = Send-Queue @(Get-Queue $state $names $folder) $state $stateFile $uri $Format
    $failed = $names.Count - $update.Updated
    $line += " users=$($names.Count) failed=$failed requests=$($update.Requests) credits=$($update.Credits)" +
        " changes=$($update.Changes) posted=$($posts.Posted) pending=$($posts.Pending) set-aside=$($posts.SetAside)"
    $code = if ($update.Updated -eq 0) { 2 } elseif ($failed -or $posts.Pending -or $posts.SetAside) { 1 } else { 0 }
}
catch {
    $line += " error: $($_.Exception.Message)"
    Write-Error $_.Exception.Message -ErrorAction Continue
}
finally { if ($lock) { $lock.Dispose() } }
$line
if ($LogPath) { Add-Content -LiteralPath $LogPath -Value $line -Encoding UTF8 }
exit $code
