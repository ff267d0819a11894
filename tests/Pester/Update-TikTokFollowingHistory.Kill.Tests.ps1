BeforeDiscovery {
    $isOld = $PSVersionTable.PSEdition -ne 'Core'
    $why = if ($isOld) { ' (skipped: a process is killed by Process.Kill of PowerShell 7)' }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment

    # Starts a process that updates all histories repeatedly.
    function Start-UpdateLoop([string] $Path, [string] $Log, [int] $Throttle) {
        $script = @"
`$ErrorActionPreference = 'Stop'
`$WarningPreference = 'SilentlyContinue'
`$env:SCRAPECREATORS_API_KEY = 'none'
Import-Module '$ModulePath'
`$users = 1..20 | ForEach-Object { "user`$_" }
`$update = @{ Provider = 'ScrapeCreators'; BaseUri = '$($sandbox.BaseUri)'; Path = '$Path' }
`$update.ThrottleLimit = $Throttle
for (`$round = 1; `$true; `$round++) {
    Update-TikTokFollowingHistory `$users @update -Full:(`$round % 3 -eq 0) 6>`$null |
        ForEach-Object {
            [IO.File]::AppendAllText('$Log', "`$(`$_.FollowedBy) `$(`$_.Sequence) `$(`$_.ChangeId)``n")
        }
}
"@
        $file = Join-Path $TestDrive 'loop.ps1'
        Set-Content -LiteralPath $file -Value $script -Encoding Ascii
        $program, $arguments = @(Get-PowerShellCommand) + '-NoProfile', '-NonInteractive', '-File', $file
        $start = [System.Diagnostics.ProcessStartInfo] @{ FileName = $program; UseShellExecute = $false }
        $start.RedirectStandardError = $true
        foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
        [System.Diagnostics.Process]::Start($start)
    }

    # Returns the commits of a history, each with its lines.
    function Read-History([string] $File) {
        $lines = @()
        foreach ($line in Get-Content -LiteralPath $File | Select-Object -Skip 1) {
            $item = $line | ConvertFrom-Json
            if ($null -eq $item.Commit) { $lines += $item; continue }
            [pscustomobject] @{
                Facts   = $item
                Changes = @($lines | ForEach-Object { $_.Changes } | Where-Object { $_ })
                Removed = @($lines | ForEach-Object { $_.Removed } | Where-Object { $_ })
            }
            $lines = @()
        }
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Update-TikTokFollowingHistory: killed processes' {
    AfterEach {
        Reset-TestSession
    }

    It "loses and duplicates no change, and refetches at most one page per kill and user in flight$why" -Skip:$isOld {
        $kills = if ($env:TIKTOKFOLLOWING_FULL -eq '1') { 200 } else { 5 }
        $seed = Get-Random -Maximum 1000000
        $random = [Random]::new($seed)
        $throttle = 4
        $sandbox = Start-TikTokFollowingSandbox -FollowingCount 60 -PageSize 20
        $path = Join-Path $TestDrive 'histories'
        $log = Join-Path $TestDrive 'changes.txt'
        for ($kill = 0; $kill -lt $kills; $kill++) {
            Set-TikTokFollowingSandbox -Day $kill
            $process = Start-UpdateLoop $path $log $throttle
            try {
                # A random number of requests after its first one, and a random moment within the next one.
                $requestCount = $sandbox.Requests + 1 + $random.Next(60)
                Wait-Until { $process.HasExited -or $sandbox.Requests -ge $requestCount } -Seconds 60
                if ($process.HasExited) { throw "The loop ended (seed $seed): $($process.StandardError.ReadToEnd())" }
                [System.Threading.Thread]::SpinWait($random.Next(200000))
            }
            finally {
                $process.Kill($true) # dotnet can be a script that starts another process
                $process.WaitForExit()
                $process.Dispose()
            }
        }

        # Two uninterrupted updates finish the interrupted ones, the second one with whole lists.
        $env:SCRAPECREATORS_API_KEY = 'none'
        $users = 1..20 | ForEach-Object { "user$_" }
        $update = @{ Provider = 'ScrapeCreators'; BaseUri = $sandbox.BaseUri; Path = $path; ThrottleLimit = $throttle }
        foreach ($full in $false, $true) {
            $run = Invoke-Captured { Update-TikTokFollowingHistory $users @update -Full:$full }
            $run.AnyError | Should -BeNullOrEmpty -Because "seed $seed"
        }
        $requests = $sandbox.Requests
        $stored = 0
        $committed = 0
        $emitted = if (Test-Path -LiteralPath $log) { @(Get-Content -LiteralPath $log) } else { @() }
        $identifiers = @{}
        foreach ($line in $emitted) {
            # A process can be killed while it writes the line.
            $user, $sequence, $id, $null = $line -split ' '
            $identifiers["$user $sequence"] | Should -BeIn $null, $id -Because "seed $seed"
            $identifiers["$user $sequence"] = $id
        }
        foreach ($user in $users) {
            $file = Join-Path $path "$user.history.jsonl"
            Join-Path $path "$user.pending.jsonl" | Should -Not -Exist -Because "seed $seed"
            $commits = @(Read-History $file)
            @($commits.Facts.Commit) | Should -Be @(1..$commits.Count) -Because "seed $seed"
            foreach ($commit in $commits) {
                # The number 1 is the default, and is not written.
                $committed += if ($null -eq $commit.Facts.Requests) { 1 } else { $commit.Facts.Requests }
                $stored += $commit.Changes.Count
            }
            # The follows minus the unfollows are the list.
            $kinds = $commits.Changes | Group-Object Change -AsHashTable
            $count = { param($kind) if ($kinds -and $kinds[$kind]) { $kinds[$kind].Count } else { 0 } }
            $gone = (& $count Unfollowed)
            ($commits.Removed | Measure-Object).Count | Should -Be $gone -Because "seed $seed, $user"
        }
        $stored | Should -BeGreaterThan 0
        @($emitted | Select-Object -Unique).Count | Should -Be $emitted.Count -Because "seed $seed"
        $emitted.Count | Should -BeLessOrEqual $stored
        ($requests - $committed) | Should -BeGreaterOrEqual 0
        ($requests - $committed) | Should -BeLessOrEqual ($kills * $throttle) -Because "seed $seed"
    }
}
