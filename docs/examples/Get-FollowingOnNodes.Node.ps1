<#
.SYNOPSIS
    Returns the scripts that Get-FollowingOnNodes.ps1 runs on its nodes.
#>
@{
    # Runs another script on a node. Its timer sends heartbeats while the script waits for the provider. Warnings and
    # messages are sent as output, because otherwise the session would show them without the name of the node.
    Frame = {
        param([string] $Script, [hashtable] $Argument, [string] $Signal, [int] $Interval)
        Set-StrictMode -Off # the session may have another mode
        $ProgressPreference = 'SilentlyContinue'
        $timer = New-Object System.Timers.Timer $Interval
        $null = Register-ObjectEvent $timer Elapsed -SourceIdentifier $Signal -Forward
        $timer.Start()
        try {
            & ([scriptblock]::Create($Script)) @Argument 3>&1 4>&1 6>&1 | & {
                process {
                    if ($_.GetType().Name -cnotmatch '^(Warning|Verbose|Information)Record$') { $_ }
                    else { [pscustomobject] @{ NodeStream = $Matches[1]; Text = "$_" } }
                }
            }
        }
        catch { throw } # without it, PowerShell would continue after an error that ends the command
        finally {
            $timer.Dispose()
            Unregister-Event $Signal
        }
    }

    # Returns the users whose files are on the node, and leaves a file by which other nodes recognize a shared folder.
    Prepare = {
        param([string] $Module, [string] $Folder, [string] $Pattern, [string] $Marker)
        Import-Module $Module -ErrorAction Stop
        $null = New-Item $Folder -ItemType Directory -Force -ErrorAction Stop
        $null = New-Item (Join-Path $Folder $Marker) -ItemType File -ErrorAction Stop
        $users = Get-ChildItem -LiteralPath $Folder -Name | ForEach-Object { if ($_ -match $Pattern) { $Matches[1] } }
        [pscustomobject] @{ Time = [DateTime]::UtcNow; Users = $users -join '/' }
    }

    CountMarker = {
        param($Folder, $Markers)
        @($Markers | Where-Object { Test-Path -LiteralPath (Join-Path $Folder $_) }).Count
    }

    # Fetches lists or updates histories. After a takeover, Since is the start of the run on the clock of the lost node.
    Fetch = {
        param($Folder, $Run, $Pattern, [string[]] $Users, [hashtable] $Call, [bool] $IsUpdate, $Since, $OutputPath)
        $files = @(Get-ChildItem -LiteralPath $Folder)
        foreach ($file in $files | Where-Object { $_.Name -like "nodes-$Run-*" }) {
            # On Windows, Remove-Item ends the script if another node has just deleted the file.
            try { $file.Delete() } catch { $null = $_ }
        }
        $rest = @{}
        foreach ($user in $Users) { $rest[$user] = $true }
        if ($IsUpdate) {
            if ($Since) {
                $stored = Get-TikTokFollowingHistory $Users -Path $Folder -Summary -ErrorAction Ignore
                $start = $Since.AddSeconds(-1) # histories store whole seconds
                foreach ($user in $stored) {
                    if ($user.LastUpdate.ToUniversalTime() -gt $start) { $rest.Remove($user.Handle) }
                }
            }
            return $Users | Where-Object { $rest[$_] } | Update-TikTokFollowingHistory -Path $Folder @Call
        }
        foreach ($file in $files) {
            # Get-TikTokFollowing would end at a journal that another process has open, such as that of a frozen node.
            if ($file.Name -notmatch $Pattern -or -not $rest[$Matches[1]]) { continue }
            $target = [pscustomobject] @{ Handle = $Matches[1] }
            try { $file.Open('Open', 'ReadWrite', 'None').Dispose() }
            catch [System.UnauthorizedAccessException] { continue } # a read-only journal can be used
            catch {
                $rest.Remove($target.Handle)
                $text = "Another process uses the journal of @$($target.Handle). When it ends, run the command again."
                Write-Error $text -ErrorId JournalInUse -Category ResourceBusy -TargetObject $target
            }
        }
        $Users = @($Users | Where-Object { $rest[$_] })
        if (-not $OutputPath) { return $Users | Get-TikTokFollowing -All -CheckpointPath $Folder @Call }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        try { $Users | Get-TikTokFollowing -All -CheckpointPath $Folder @Call | Out-Null }
        catch { $failure = $_ }
        # Reads the journals. Without a budget, an unfinished list fails instead of being charged.
        $saved = $Call.Clone()
        $saved.MaxAge = [timespan] $Call.MaxAge + $clock.Elapsed + [timespan]::FromHours(1)
        $saved += @{ CheckpointPath = $Folder; WarningAction = 'SilentlyContinue'; ErrorAction = 'Stop' }
        $saved.MaxCredits = 0
        $target = (New-Item $OutputPath -ItemType Directory -Force -ErrorAction Stop).FullName
        foreach ($user in $Users) {
            try { $accounts = @(Get-TikTokFollowing $user -All @saved) }
            catch { continue } # the first command has reported it
            $file = Join-Path $target "$($Call.Provider).$($user.ToLowerInvariant()).csv"
            $null = New-Item "$file.tmp" -ItemType File -Force -ErrorAction Stop
            $accounts | Export-Csv -LiteralPath "$file.tmp" -NoTypeInformation -Encoding UTF8
            Move-Item -LiteralPath "$file.tmp" $file -Force -ErrorAction Stop
            [pscustomobject] @{ FollowedBy = $user; AccountCount = $accounts.Count; Path = $file }
        }
        if ($failure) { throw $failure }
    }
}
