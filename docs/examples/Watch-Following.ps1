<#
.SYNOPSIS
    Updates the histories of TikTok users, and posts their changes to Slack, Teams, Discord, ntfy or another webhook.
.DESCRIPTION
    Run this script on a schedule. Each run updates the histories, and then posts all changes that were not delivered
    before.
    Watch-Following.Delivery.ps1 and Watch-Following.Messages.ps1 must be in the same folder.
    The address of the webhook is a secret. It is read from SecretManagement or from an environment variable, and is
    never written to a stream or a file.

    Each change is delivered at least once. A change that may have arrived before is marked as repeated.
    A new webhook starts now: it receives a first message, and the changes of this run and later runs.
    If the service refuses a message in several runs, its changes are set aside, and the next ones are posted.
    If the service requests a pause (Retry-After), later runs respect it. A pause is limited to 12 hours.

    All settings are checked before anything is posted or charged.
    The last line of the output describes the run. Exit codes:
    0  Everything worked.
    1  A user failed, changes are pending or set aside, or the log could not be written.
    2  Nothing worked: no user was updated and nothing was posted, or a setting is wrong.
    3  Another run for the same webhook is in progress, so this one did nothing.
.PARAMETER Handle
    Specifies the users: names with or without @, or addresses of profiles.
.PARAMETER UserFile
    Specifies a text file with one user on each line. Text after # is ignored.
.PARAMETER HistoryPath
    Specifies the folder of the histories. Default: $env:TIKTOKFOLLOWING_HISTORY_PATH.
.PARAMETER Provider
    Specifies the provider of the lists, such as SociaVault. Default: the only one that has a key.
.PARAMETER FallbackProvider
    Specifies providers that continue a list if the first one is down or out of credits. Each one needs a key.
.PARAMETER PageSize
    Specifies the number of accounts on a page, for providers that support it, such as DumplingAI and UnifAPI.
.PARAMETER MaxCredits
    Specifies the maximum number of credits that a run can spend. Default: no limit.
.PARAMETER FullInterval
    Specifies the interval at which whole lists are read, such as 7.00:00:00. This also finds unfollows further down.
.PARAMETER IncludeProfile
    Also reports changes of names, bios, and verified and private flags of the accounts that were read.
.PARAMETER ThrottleLimit
    Specifies the number of lists that are read at the same time. Default: 1.
.PARAMETER Format
    Specifies the service that receives the messages. Teams is a webhook of the Workflows app. Json is plain JSON.
.PARAMETER WebhookVariable
    Specifies the name of the environment variable with the address of the webhook. The address starts with https://.
    For a service on this computer, it can start with http://, such as http://localhost:8080/changes.
.PARAMETER WebhookSecret
    Specifies the name of a SecretManagement secret with the address, instead of the variable.
.PARAMETER Vault
    Specifies the vault of the secret. Default: all vaults.
.PARAMETER StatePath
    Specifies the folder of the state file, which stores the delivered changes. Default: the folder of the histories.
.PARAMETER LogPath
    Specifies the log file. Each run appends one line for each error and warning, and then the line about the run.
.PARAMETER TimeoutSec
    Specifies the time limit for a response of the service, in seconds. Default: 30.
.PARAMETER MaximumRetryCount
    Specifies the maximum number of retries of a post within a run. Default: 2.
.PARAMETER RetryIntervalSec
    Specifies the seconds before the first retry. The delay doubles with each retry. Default: 5.
.PARAMETER MaxRetryAfterSec
    Specifies the longest pause (Retry-After) to wait for within a run, in seconds. After a longer pause, a later run
    posts the changes. Default: 120.
.PARAMETER MaxFailures
    Specifies the number of runs in which the service can refuse a message before its changes are set aside. Default: 5.
.PARAMETER SetAside
    Specifies the action for changes that were set aside. Keep (the default) reports them in each run, Resend posts
    them again, and Discard forgets them. They stay in the history.
.PARAMETER ModuleName
    Specifies the name of the module, or its folder if it is not installed.
.PARAMETER BaseUri
    Specifies another address for the requests to the provider, such as a sandbox in another process.
.EXAMPLE
    $env:TIKTOKFOLLOWING_WEBHOOK = Read-Host 'Webhook' -MaskInput
    ./Watch-Following.ps1 someone, another -HistoryPath ./history -Provider SociaVault -Format Slack

    Updates the histories of two users, and posts their changes to Slack.
.EXAMPLE
    ./Watch-Following.ps1 -UserFile users.txt -HistoryPath ./history -Format Discord -WebhookSecret discord -WhatIf

    Shows the users that a run would read, and the messages that it would post. No key is necessary.
.EXAMPLE
    ./Watch-Following.ps1 -UserFile users.txt -HistoryPath ./history -Provider SociaVault -LogPath ./watch.log

    Also appends the errors, the warnings and the line about the run to a log file.
.EXAMPLE
    ./Watch-Following.ps1 -UserFile users.txt -HistoryPath ./history -Provider SociaVault -SetAside Resend

    Posts the changes again that the service refused, for example after a wrong -Format was corrected.
.EXAMPLE
    $sandbox = Start-TikTokFollowingSandbox
    ./Watch-Following.ps1 someone -HistoryPath ./try -Provider SociaVault -BaseUri $sandbox.BaseUri

    Tries the script with fictitious accounts of the sandbox, which costs nothing.
#>
[System.Diagnostics.CodeAnalysis.SuppressMessageAttribute(
    'PSAvoidUsingPlainTextForPassword', 'MaxCredits', Justification = 'It is a number.')]
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Position = 0)] [string[]] $Handle,
    [string] $UserFile,
    [string] $HistoryPath = $env:TIKTOKFOLLOWING_HISTORY_PATH,
    # The module checks these values, so that a wrong one is logged.
    [string] $Provider,
    [string[]] $FallbackProvider,
    [string] $PageSize,
    [object] $MaxCredits,
    [string] $FullInterval,
    [switch] $IncludeProfile,
    [string] $ThrottleLimit,
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
    [ValidateSet('Keep', 'Resend', 'Discard')] [string] $SetAside = 'Keep',
    [string] $ModuleName = 'TikTokFollowing',
    [string] $BaseUri
)

. "$PSScriptRoot/Watch-Following.Messages.ps1"
. "$PSScriptRoot/Watch-Following.Delivery.ps1"

# The lines of the log before the line about the run.
$reasons = New-Object System.Collections.ArrayList
function Add-Reason([string] $Text) { $null = $reasons.Add((Protect-Text $Text 'Json' 500)) }

# $PSCmdlet shows an error without the line of the script. With -ErrorAction Stop, it would end the run.
function Show-Error([System.Management.Automation.ErrorRecord] $Record) {
    if ($isStop) { Write-Error -ErrorRecord $Record -ErrorAction Continue } else { $PSCmdlet.WriteError($Record) }
}

function Write-Failure([string] $Text) {
    Add-Reason "error: $Text"
    Show-Error (New-Object System.Management.Automation.ErrorRecord $Text, 'WatchFailed', 'NotSpecified', $null)
}

function Write-Notice([string] $Text) {
    Add-Reason "warning: $Text"
    Write-Warning $Text
}

function Write-ModuleFailure([System.Management.Automation.ErrorRecord] $Record) {
    Add-Reason "error: $($Record.FullyQualifiedErrorId -creplace ',.*$'): $Record"
    Show-Error $Record
}

function Get-WatchedName([string[]] $Handle, [string] $UserFile) {
    $lines = @($Handle -split ',') # "pwsh -File" passes a list as one text
    if ($UserFile) { $lines += Get-Content -LiteralPath $UserFile -Encoding UTF8 -ErrorAction Stop }
    $seen = @{}
    foreach ($line in $lines) {
        $text = ("$line" -creplace '#.*$').Trim()
        $name = ($text -replace '^(https?://)?([a-z]+\.)?tiktok\.com/@([^/?]+).*$', '$3').TrimStart('@')
        $key = $name.ToLowerInvariant()
        if ($name -and -not $seen.ContainsKey($key)) { $seen[$key] = $true; $name }
    }
}

# Sends no request. Returns the users whose handles are valid; wrong settings and missing keys end the run.
function Get-ValidUser([string[]] $Name, [string] $Path, [hashtable] $Call) {
    $null = @() | Update-TikTokFollowingHistory -Path $Path @Call
    $list = @{}
    foreach ($key in $Call.Keys | Where-Object { $_ -notin 'FullInterval', 'IncludeProfile' }) {
        $list[$key] = $Call[$key]
    }
    $quiet = @{ ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
    $null = Get-TikTokFollowing $Name -First 0 @list @quiet -ErrorVariable failures
    foreach ($failure in $failures) { Write-Failure "$failure" }
    $invalid = @($failures | ForEach-Object { "$($_.TargetObject)" })
    $Name | Where-Object { $_ -notin $invalid }
}

# Adds the requests, credits and changes of the update to the values of the run.
function Update-WatchedUser([string[]] $Name, [string] $Path, [hashtable] $Call, $Run) {
    try {
        Update-TikTokFollowingHistory $Name -Path $Path @Call -WarningVariable warnings -Verbose 2>&1 4>&1 |
            ForEach-Object {
                if ($_ -is [System.Management.Automation.ErrorRecord]) { Write-ModuleFailure $_ }
                elseif ($_ -isnot [System.Management.Automation.VerboseRecord]) { $Run.changes++ }
                elseif ($_.Message -cmatch '^Total: (.+?) requests?,.*, (.+?) credits? charged') {
                    $Run.requests, $Run.credits = $Matches[1], $Matches[2] -creplace '\D'
                }
                else { Write-Verbose $_.Message }
            }
    }
    catch { Write-ModuleFailure $_ }
    foreach ($warning in $warnings) { Add-Reason "warning: $warning" }
}

function Get-Summary([string[]] $Name, [string] $Path) {
    Get-TikTokFollowingHistory $Name -Path $Path -Summary -ErrorAction Ignore
}

# Returns the users whose histories were not updated.
function Get-FailedUser([string[]] $Name, $Before, $After) {
    $marks = @($Before | ForEach-Object { "$_ $($_.LastUpdate.Ticks) $($_.CreditsCharged)" })
    $updated = @($After | Where-Object { "$_ $($_.LastUpdate.Ticks) $($_.CreditsCharged)" -notin $marks }).Handle
    $Name | Where-Object { $_ -notin $updated }
}

# Shows the reads and posts of a run.
function Show-Run([string[]] $Name, [string] $Path, [hashtable] $Call, [hashtable] $Hook) {
    Update-TikTokFollowingHistory $Name -Path $Path @Call -WarningAction SilentlyContinue
    $uri = [uri] 'https://example.com/topic' # the topic of ntfy is a secret
    $isStored = [bool] @(Get-Summary $Name $Path).Count
    $messages = [int] $Hook.State.IsNew
    if ($messages) { ConvertTo-Body (New-FirstMessage $Name.Count) $Format $uri }
    Add-WatchedUser $Hook.State $Name (Get-Summary $Name $Path)
    $queue = @(Get-Queue $Hook.State $Name $Path)
    $count = $queue.Count
    while ($queue) {
        $messages++
        $message = New-WatchMessage $queue $Hook.State $Format
        ConvertTo-Body $message $Format $uri
        $queue = @($queue | Select-Object -Skip $message.Changes.Count)
    }
    if ($isStored) { Write-Information 'What if: No list is read, so only changes that are stored already are shown.' }
    else { Write-Information 'What if: Nothing is stored yet, so no message about changes can be shown.' }
    $text = "users to update=$($Name.Count) messages to post=$messages changes to post=$count"
    Write-Information "What if: $text. Nothing was charged, posted or written."
}

if ($MyInvocation.InvocationName -eq '.') { return } # for tests of the functions

# Preferences of the caller must not end a run before its line and its exit code.
Set-StrictMode -Off
$isStop = $ErrorActionPreference -eq 'Stop'
$ErrorActionPreference = 'Continue'
$defaults = @{}
foreach ($key in $PSDefaultParameterValues.Keys | Where-Object { $_ -notmatch ':(ErrorAction|ea)$' }) {
    $defaults[$key] = $PSDefaultParameterValues[$key]
}
$PSDefaultParameterValues = $defaults
$code = 2
$lock = $null
$time = Format-Time ([DateTime]::UtcNow)
$run = [ordered] @{}
foreach ($name in 'users', 'failed', 'requests', 'credits', 'changes', 'messages', 'posted', 'pending', 'set-aside') {
    $run[$name] = 0
}
try {
    if ($LogPath) {
        $LogPath = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($LogPath)
        try { if (-not $WhatIfPreference) { [System.IO.File]::AppendAllText($LogPath, '') } }
        catch { throw "The log $LogPath cannot be written: $($_.Exception.GetBaseException().Message)" }
    }
    $isLoaded = Get-Command Update-TikTokFollowingHistory -ErrorAction Ignore
    if (-not $isLoaded -or $PSBoundParameters.ContainsKey('ModuleName')) {
        Import-Module $ModuleName -Verbose:$false -ErrorAction Stop
    }
    $names = @(Get-WatchedName $Handle $UserFile)
    $run.users = $run.failed = $names.Count
    if (-not $names) { throw 'There is no user. Specify -Handle or -UserFile.' }
    if (-not $HistoryPath) { throw 'Specify the folder of the histories with -HistoryPath.' }
    $folder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($HistoryPath)
    $stateFolder = if ($StatePath) { $PSCmdlet.GetUnresolvedProviderPathFromPSPath($StatePath) } else { $folder }
    $uri = Get-WebhookUri $WebhookVariable $WebhookSecret $Vault
    $hook = @{ Uri = $uri; File = Get-StateFile $uri $stateFolder; Users = $names.Count }
    $call = @{ IncludeProfile = $IncludeProfile }
    foreach ($name in 'Provider', 'PageSize', 'MaxCredits', 'FullInterval', 'ThrottleLimit', 'BaseUri') {
        if ($PSBoundParameters.ContainsKey($name)) { $call[$name] = $PSBoundParameters[$name] }
    }
    if ($FallbackProvider) { $call.FallbackProvider = $FallbackProvider -split ',' }
    try { $valid = @(Get-ValidUser $names $folder $call) }
    catch {
        if (-not $WhatIfPreference -or $_.FullyQualifiedErrorId -notlike 'MissingApiKey,*') { throw }
        Write-Notice "A run needs a key. $_"
        $call.ApiKey = New-Object System.Security.SecureString
        'none'.ToCharArray() | ForEach-Object { $call.ApiKey.AppendChar($_) } # no request is sent with it
        $valid = @(Get-ValidUser $names $folder $call)
    }
    if (-not $valid) { throw 'No handle is valid, so nothing was updated.' }
    if (-not $WhatIfPreference) {
        $null = [System.IO.Directory]::CreateDirectory($folder), [System.IO.Directory]::CreateDirectory($stateFolder)
        $lock = Open-Lock "$($hook.File).lock"
    }
    $hook.State = Read-WatchState $hook.File
    if ($WhatIfPreference) {
        if (-not $PSBoundParameters.ContainsKey('InformationAction')) { $InformationPreference = 'Continue' }
        Show-Run $valid $folder $call $hook
        exit [int] ($valid.Count -lt $names.Count)
    }
    if ($lock) {
        if ($hook.State.IsNew) { Send-FirstMessage $hook $run }
        if ($SetAside -eq 'Discard') {
            foreach ($user in $hook.State.Users.Values) { $user.SetAside.Clear() }
            foreach ($key in Get-LostUser $hook.State $valid $folder) { $hook.State.Users.Remove($key) }
        }
        $before = @(Get-Summary $valid $folder)
        Add-WatchedUser $hook.State $valid $before
        Save-WatchState $hook
        Update-WatchedUser $valid $folder $call $run
        $after = @(Get-Summary $valid $folder)
        # Also stores the ids of new histories, in case a user is renamed before the next run.
        Add-WatchedUser $hook.State $valid $after
        Save-WatchState $hook
        $failed = @(Get-FailedUser $names $before $after)
        $run.failed = $failed.Count
        if ($failed) { Add-Reason "not updated: $($failed -join ', ')" }
        $queue = @(Get-Queue $hook.State $valid $folder)
        foreach ($notice in Get-FormerNotice $hook.State $valid $folder $queue) { Write-Notice $notice }
        Send-Queue $queue $hook $run
        $run.'set-aside' = Get-SetAsideCount $hook.State
        if ($run.'set-aside') {
            $of = @($hook.State.Users.Keys | Where-Object { $hook.State.Users[$_].SetAside.Count } | Sort-Object)
            $text = "$(Format-Count $run.'set-aside') of $($of -join ', ')"
            Write-Notice "Set aside, because the service refused them: $text. See -SetAside."
        }
        $code = if ($run.failed -eq $run.users -and -not $run.posted) { 2 }
        else { [int] [bool] ($run.failed -or $run.pending -or $run.'set-aside') }
    }
    else {
        $code = 3
        Write-Notice 'Another run for the same webhook is in progress. This one did nothing.'
    }
}
catch { Write-Failure $_.Exception.Message }
finally { if ($lock) { $lock.Dispose() } }
$line = "$time $(@($run.Keys | ForEach-Object { "$_=$($run[$_])" }) -join ' ') exit=$code"
$line
if ($LogPath -and -not $WhatIfPreference) {
    $lines = @($reasons | ForEach-Object { "$time $_" }) + $line
    try { [System.IO.File]::AppendAllLines($LogPath, [string[]] $lines) }
    catch {
        Write-Warning "The log $LogPath could not be written: $($_.Exception.GetBaseException().Message)"
        if ($code -eq 0) { $code = 1 }
    }
}
exit $code
