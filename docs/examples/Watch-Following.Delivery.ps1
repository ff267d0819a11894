# The webhook, the state and the posts of Watch-Following.ps1, which loads this file from its own folder.

# A longer pause would let a daily run skip a day.
$maxPause = [timespan]::FromHours(12)

function Get-WebhookUri([string] $Variable, [string] $Secret, [string] $Vault) {
    $source = if ($Secret) { "the secret $Secret" } else { "the environment variable $Variable" }
    $text = if (-not $Secret) { [Environment]::GetEnvironmentVariable($Variable) }
    elseif ($Vault) { Get-Secret -Name $Secret -Vault $Vault -AsPlainText -ErrorAction Stop }
    else { Get-Secret -Name $Secret -AsPlainText -ErrorAction Stop }
    $uri = $null
    if (-not "$text".Trim()) { throw "The address of the webhook is missing: $source is empty." }
    if (-not [uri]::TryCreate("$text".Trim(), [UriKind]::Absolute, [ref] $uri) -or -not $uri.Host) {
        throw "The address of the webhook in $source is not a valid address, such as https://example.com/path."
    }
    if ($uri.Scheme -ne 'https' -and -not ($uri.Scheme -eq 'http' -and $uri.IsLoopback)) {
        throw "The address of the webhook in $source must start with https://. Only localhost can have http://."
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

# The numbers of the last change that was delivered, of the last one that may have arrived, and of the last one that was
# stored when the user was watched. SetAside has the numbers that were set aside; the value shows whether the change may
# have arrived.
function New-UserState([long] $Delivered, [long] $Sent, [string] $History, [long] $Stored = $Delivered) {
    @{ Delivered = $Delivered; Sent = $Sent; History = $History; Stored = $Stored; SetAside = @{} }
}

# IsNew: the first message was not delivered yet.
function Read-WatchState([string] $Path) {
    $state = @{ Users = @{}; Failures = 0; IsNew = $true; PausedUntil = $null }
    if (-not [System.IO.File]::Exists($Path)) { return $state }
    try {
        $saved = [System.IO.File]::ReadAllText($Path) | ConvertFrom-Json -ErrorAction Stop
        if ($saved.Version -ne 1 -or -not $saved.Users) { throw 'Another version.' }
        foreach ($user in $saved.Users.PSObject.Properties) {
            $last = $user.Value
            if ($null -eq $last.Delivered -or $null -eq $last.Sent) { throw 'A value is missing.' }
            $stored = [Math]::Max([long] $last.Stored, [long] $last.Delivered)
            $state.Users[$user.Name] = New-UserState $last.Delivered $last.Sent $last.History $stored
            foreach ($aside in $last.SetAside.PSObject.Properties) {
                $state.Users[$user.Name].SetAside[$aside.Name] = [bool] $aside.Value
            }
        }
        $state.Failures = [int] $saved.Failures
        $state.IsNew = [bool] $saved.IsNew
        $ticks = $saved.PausedUntilTicks
        if ($ticks) { $state.PausedUntil = New-Object DateTime ([long] $ticks), 'Utc' }
    }
    catch {
        $text = "The state file $Path is damaged ($($_.Exception.GetBaseException().Message.TrimEnd('.')))."
        throw "$text Restore a copy. If you delete it, changes that were not delivered are not posted."
    }
    $state
}

# Replaced in one step, so that a crash leaves the old file or the new one.
function Save-WatchState([hashtable] $Hook) {
    $state = $Hook.State
    $saved = @{ Version = 1; Users = $state.Users; Failures = $state.Failures; IsNew = $state.IsNew }
    if ($state.PausedUntil) { $saved.PausedUntilTicks = "$($state.PausedUntil.Ticks)" }
    $bytes = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $saved -Depth 5 -Compress))
    $stream = New-Object System.IO.FileStream "$($Hook.File).tmp", 'Create'
    try { $stream.Write($bytes, 0, $bytes.Length); $stream.Flush($true) }
    finally { $stream.Dispose() }
    if (-not (Test-Path -LiteralPath $Hook.File)) { [System.IO.File]::Move("$($Hook.File).tmp", $Hook.File) }
    else { [System.IO.File]::Replace("$($Hook.File).tmp", $Hook.File, [NullString]::Value) }
}

# Returns nothing if another run holds the lock.
function Open-Lock([string] $Path) {
    try { [System.IO.File]::Open($Path, 'OpenOrCreate', 'ReadWrite', 'None') }
    catch {
        # The error numbers of sharing violations on Windows, Linux and macOS.
        if ($_.Exception.GetBaseException().HResult -notin -2147024864, 11, 35) { throw }
    }
}

# Stored changes of a history that this webhook has not watched yet are not posted.
function Add-WatchedUser([hashtable] $State, [string[]] $Name, $Summaries) {
    foreach ($summary in $Summaries) {
        $key = $summary.Handle.ToLowerInvariant()
        $known = $State.Users[$key]
        if ($known -and $known.History -in $summary.HistoryId, '') {
            $known.History = $summary.HistoryId
            $known.Stored = $summary.ChangeCount
            continue
        }
        # A user who was renamed keeps the history. A history that was deleted and stored again starts now.
        $former = @($State.Users.Keys | Where-Object { $State.Users[$_].History -eq $summary.HistoryId })[0]
        $State.Users[$key] = if ($former) { $State.Users[$former] }
        else { New-UserState $summary.ChangeCount $summary.ChangeCount $summary.HistoryId }
        if ($former) { $State.Users.Remove($former) }
        $State.Users[$key].Stored = $summary.ChangeCount
    }
    foreach ($key in $Name | ForEach-Object { $_.ToLowerInvariant() }) {
        if (-not $State.Users.ContainsKey($key)) { $State.Users[$key] = New-UserState }
    }
}

function Get-UserState([hashtable] $State, $Change) {
    $key = $Change.FollowedBy.ToLowerInvariant()
    if (-not $State.Users.ContainsKey($key)) { $State.Users[$key] = New-UserState }
    $State.Users[$key]
}

function Get-SetAsideCount([hashtable] $State) {
    $count = 0
    foreach ($user in $State.Users.Values) { $count += $user.SetAside.Count }
    $count
}

# Returns the users that are no longer watched, but have changes that were not delivered.
function Get-FormerUser([hashtable] $State, [string[]] $Name) {
    $State.Users.Keys | Sort-Object | Where-Object {
        $user = $State.Users[$_]
        $_ -notin $Name -and ($user.Stored -gt $user.Delivered -or $user.SetAside.Count)
    }
}

# Returns those of them whose histories are no longer in the folder.
function Get-LostUser([hashtable] $State, [string[]] $Name, [string] $Path) {
    $former = @(Get-FormerUser $State $Name)
    if (-not $former) { return }
    $ids = @(Get-Summary $former $Path).HistoryId
    $former | Where-Object { $State.Users[$_].History -notin $ids }
}

function Get-FormerNotice([hashtable] $State, [string[]] $Name, [string] $Path, $Queue) {
    $pending = @($Queue.FollowedBy | Where-Object { $_ -and $_ -notin $Name } | Select-Object -Unique)
    if ($pending) { "Users that are no longer watched have changes to post: $($pending -join ', ')." }
    $lost = @(Get-LostUser $State $Name $Path)
    if ($lost) {
        $text = "Changes cannot be posted, because the history is not in the folder: $($lost -join ', ')."
        "$text Restore it, or forget them with -SetAside Discard."
    }
}

# Of users that are no longer watched, only the changes that were stored before. Another webhook may watch them.
function Get-Queue([hashtable] $State, [string[]] $Name, [string] $Path) {
    $lost = @(Get-LostUser $State $Name $Path)
    $names = @($Name) + @(Get-FormerUser $State $Name | Where-Object { $_ -notin $lost })
    Get-TikTokFollowingHistory $names -Path $Path -ErrorAction Ignore | Where-Object {
        $user = Get-UserState $State $_
        $last = if ($_.FollowedBy -in $Name) { [long]::MaxValue } else { $user.Stored }
        ($_.Sequence -gt $user.Delivered -and $_.Sequence -le $last) -or
            ($SetAside -eq 'Resend' -and (Test-SetAside $State $_))
    }
}

function Test-SetAside([hashtable] $State, $Change) {
    (Get-UserState $State $Change).SetAside.ContainsKey("$($Change.Sequence)")
}

function Test-Repeated([hashtable] $State, $Change) {
    $user = Get-UserState $State $Change
    if (Test-SetAside $State $Change) { $user.SetAside["$($Change.Sequence)"] } else { $Change.Sequence -le $user.Sent }
}

# Stores that changes may arrive (Sent), or what happened to them (Delivered, SetAside).
function Set-ChangeState($Changes, [hashtable] $State, [string] $To) {
    foreach ($change in $Changes) {
        $user = Get-UserState $State $change
        $key = "$($change.Sequence)"
        $isAside = Test-SetAside $State $change
        if ($To -eq 'Sent') {
            if ($isAside) { $user.SetAside[$key] = $true }
            else { $user.Sent = [Math]::Max($user.Sent, $change.Sequence) }
            continue
        }
        if ($To -eq 'Delivered') { $user.SetAside.Remove($key) }
        elseif (-not $isAside) { $user.SetAside[$key] = $change.Sequence -le $user.Sent }
        $user.Delivered = [Math]::Max($user.Delivered, $change.Sequence)
    }
}

function Format-Pause([double] $Seconds) {
    if ($Seconds -lt 600) { [string]::Format($invariant, '{0:0.#} s', $Seconds) }
    else { [string]::Format($invariant, '{0:#,0.#} h', $Seconds / 3600) }
}

# Waits for the end of a pause that an earlier run stored. Returns whether it ended.
function Wait-Pause([hashtable] $State) {
    $seconds = if ($State.PausedUntil) { ($State.PausedUntil - [DateTime]::UtcNow).TotalSeconds } else { 0 }
    # The seconds are more than the largest pause if the clock was set back.
    if ($seconds -le 0 -or $seconds -gt $maxPause.TotalSeconds) { return $true }
    if ($seconds -gt $MaxRetryAfterSec) { return $false }
    Start-Sleep -Milliseconds ([int] ($seconds * 1000))
    $true
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
    if (-not [double]::IsNaN($seconds)) { [Math]::Max(0.0, [Math]::Min(1e8, $seconds)) }
}

# IsDelivered; MayHaveArrived without a clear response; IsTransient: retry; IsRefused: the fault of this message, not of
# the address (such as 401 and 404) or of the service (5xx).
function Get-PostResult($Response, [string] $Failure, [bool] $IsSent) {
    if (-not $Response) { return @{ IsTransient = $true; MayHaveArrived = $IsSent; Text = $Failure } }
    $status = [int] $Response.StatusCode
    @{
        IsDelivered    = $status -ge 200 -and $status -lt 300
        MayHaveArrived = $status -ge 500 -or $status -eq 408
        IsTransient    = $status -ge 500 -or $status -in 408, 425, 429
        IsRefused      = $status -in 400, 402, 406, 409 -or $status -in 411..424 -or $status -in 426..428
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

# Posts the first message of the queue, and retries transient failures. The state is saved before each post, so that a
# crash leaves a trace of what may have arrived.
function Send-Message($Queue, [hashtable] $Hook) {
    $state = $Hook.State
    for ($attempt = 1; ; $attempt++) {
        $message = if ($Queue) { New-WatchMessage $Queue $state $Format } else { New-FirstMessage $Hook.Users }
        $before = @{}
        foreach ($change in $message.Changes) {
            $user = (Get-UserState $state $change).Clone()
            $user.SetAside = $user.SetAside.Clone()
            if (-not $before.ContainsKey($change.FollowedBy)) { $before[$change.FollowedBy] = $user }
        }
        Set-ChangeState $message.Changes $state 'Sent'
        Save-WatchState $Hook
        $body = ConvertTo-Body $message $Format $Hook.Uri
        $post = Send-WatchMessage (Get-PostUri $Hook.Uri $Format) $body $TimeoutSec
        if (-not $post.IsDelivered -and -not $post.MayHaveArrived) {
            foreach ($handle in $before.Keys) { $state.Users[$handle.ToLowerInvariant()] = $before[$handle] }
        }
        $post.Changes = $message.Changes
        $state.PausedUntil = $null
        $delay = $RetryIntervalSec * [Math]::Pow(2, $attempt - 1)
        if (-not $post.IsDelivered -and $null -ne $post.RetryAfter) {
            $delay = [Math]::Min($post.RetryAfter, $maxPause.TotalSeconds)
            $state.PausedUntil = [DateTime]::UtcNow.AddSeconds($delay)
            $post.Text += " It requested a pause of $(Format-Pause $post.RetryAfter) (Retry-After)"
            $post.Text += if ($delay -lt $post.RetryAfter) { ", which counts as $(Format-Pause $delay)." } else { '.' }
        }
        if (-not $post.IsTransient -or $attempt -gt $MaximumRetryCount -or $delay -gt $MaxRetryAfterSec) {
            return $post
        }
        Save-WatchState $Hook
        Start-Sleep -Milliseconds ([int] ($delay * 1000))
    }
}

# A failure of the first message ends the run before it costs credits.
function Send-FirstMessage([hashtable] $Hook, $Run) {
    $post = if (Wait-Pause $Hook.State) { Send-Message $null $Hook }
    else { @{ Text = "The service requested a pause until $(Format-Time $Hook.State.PausedUntil)." } }
    if ($post.IsDelivered) { $Run.messages++ }
    $Hook.State.IsNew = -not $post.IsDelivered
    Save-WatchState $Hook
    if (-not $post.IsDelivered) { throw "$($post.Text) The first message was not delivered, so nothing was updated." }
}

# Posts the queue. Adds the messages, and the changes that were posted and not posted, to the values of the run.
function Send-Queue($Queue, [hashtable] $Hook, $Run) {
    $state = $Hook.State
    $queue = @($Queue)
    $text = if ($queue -and -not (Wait-Pause $state)) {
        "The service requested a pause until $(Format-Time $state.PausedUntil) (Retry-After)."
    }
    while ($queue -and -not $text) {
        $post = Send-Message $queue $Hook
        $count = @($post.Changes).Count
        if ($post.IsRefused) { $state.Failures++ }
        $isSetAside = $post.IsRefused -and $state.Failures -ge $MaxFailures
        if ($post.IsDelivered) {
            Set-ChangeState $post.Changes $state 'Delivered'
            $Run.messages++
            $Run.posted += $count
        }
        elseif ($isSetAside) {
            Set-ChangeState $post.Changes $state 'SetAside'
            Write-Failure "$($post.Text) $(Format-Count $count) set aside after refusals in $($state.Failures) runs."
        }
        else { $text = $post.Text }
        if (-not $text) {
            $state.Failures = 0
            $queue = @($queue | Select-Object -Skip $count)
        }
        Save-WatchState $Hook
    }
    $Run.pending = $queue.Count
    if ($queue) { Write-Failure "$text Pending: $(Format-Count $queue.Count). A later run posts them." }
}
