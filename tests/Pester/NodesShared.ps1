# Starts three SSH servers on loopback addresses as nodes, each with its own disk. Dot-source it after Shared.ps1.
# As root, each server has its own mount namespace, which mounts a separate disk on the same folder. Without root,
# each server uses its own folder.

# Marks the processes of a node.
$TestNodeVariable = 'TIKTOKFOLLOWING_TEST_NODE'

# Returns the reason why nodes cannot be started, or nothing.
function Get-NodeObstacle {
    if ($PSVersionTable.PSEdition -ne 'Core' -or -not $IsLinux) { return 'it needs PowerShell 7 on Linux' }
    foreach ($program in 'ssh', 'ssh-keygen') {
        if (-not (Get-Command $program -CommandType Application -ErrorAction Ignore)) { return "there is no $program" }
    }
    if (-not (Find-Sshd)) { return 'there is no sshd' }
}

function Find-Sshd {
    $found = @(Get-Command sshd -CommandType Application -ErrorAction Ignore | ForEach-Object { $_.Source })
    @($found + '/usr/sbin/sshd' | Where-Object { Test-Path -LiteralPath $_ })[0]
}

function Get-FreePort {
    $listener = New-Object System.Net.Sockets.TcpListener ([System.Net.IPAddress]::Any), 0
    $listener.Start()
    try { $listener.LocalEndpoint.Port } finally { $listener.Stop() }
}

function Start-NodeServer([string] $Root) {
    $isRoot = (& id -u) -eq '0'
    if ($isRoot) { $null = New-Item /run/sshd -ItemType Directory -Force } # sshd requires it for privilege separation
    & unshare --mount true 2>$null
    $hasNamespace = $isRoot -and $LASTEXITCODE -eq 0
    $null = New-Item $Root, "$Root/disk" -ItemType Directory -Force
    & ssh-keygen -q -t ed25519 -N '' -f "$Root/host"
    & ssh-keygen -q -t ed25519 -N '' -f "$Root/user"
    & test -x "$PSHOME/pwsh"
    $program = if ($LASTEXITCODE -eq 0) { "'$PSHOME/pwsh'" } else { "dotnet '$PSHOME/pwsh.dll'" } # the .NET tool
    $port = Get-FreePort
    $servers = foreach ($number in 1..3) {
        $address = "127.0.0.$number"
        $own = "$Root/$address"
        $null = New-Item $own -ItemType Directory -Force
        $disk = if ($hasNamespace) { "$Root/disk" } else { $own }
        $variables = 'PATH', 'PSModulePath', 'DOTNET_ROOT', 'DOTNET_CLI_HOME', 'LANG', 'LC_ALL' |
            Where-Object { [Environment]::GetEnvironmentVariable($_) } |
            ForEach-Object { "export $_='$([Environment]::GetEnvironmentVariable($_))'" }
        Set-Content "$Root/pwsh-$number" (@('#!/bin/sh') + $variables + @(
                'export POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off'
                "export HOME='$disk' XDG_CONFIG_HOME='$disk/.config' XDG_CACHE_HOME='$disk/.cache'"
                "export $TestNodeVariable='$own'"
                "cd '$disk'"
                "exec $program -sshs -NoProfile -NoLogo"))
        & chmod +x "$Root/pwsh-$number"
        Set-Content "$Root/sshd-$number.conf" @(
            "ListenAddress ${address}:$port"
            "HostKey $Root/host"
            "AuthorizedKeysFile $Root/user.pub"
            'PidFile none'
            'StrictModes no'
            'UsePAM no'
            'PermitRootLogin prohibit-password'
            'PasswordAuthentication no'
            'KbdInteractiveAuthentication no'
            "Subsystem powershell $Root/pwsh-$number")
        $start = "exec '$(Find-Sshd)' -D -e -f '$Root/sshd-$number.conf'"
        $file = '/bin/sh'
        $arguments = @('-c', "`"$start`"")
        if ($hasNamespace) {
            $file = 'unshare'
            $bind = "mount --bind '$own' '$disk' && $start"
            $arguments = @('--mount', '--propagation', 'private', '/bin/sh', '-c', "`"$bind`"")
        }
        $log = @{ RedirectStandardError = "$Root/sshd-$number.log"; RedirectStandardOutput = "$Root/sshd-$number.out" }
        Start-Process $file -ArgumentList $arguments -PassThru @log
    }
    foreach ($number in 1..3) {
        $log = "$Root/sshd-$number.log"
        Wait-Until { "$(Get-Content $log -Raw -ErrorAction Ignore)" -match 'Server listening' } -Seconds 20
    }
    [pscustomobject] @{
        Root      = $Root
        Servers   = $servers
        HostName  = 1..3 | ForEach-Object { "127.0.0.$_" }
        SshOption = @{
            Port = $port; IdentityFile = "$Root/user"; IdentitiesOnly = 'yes'; UserKnownHostsFile = '/dev/null'
            StrictHostKeyChecking = 'no'; LogLevel = 'ERROR'; BatchMode = 'yes'
        }
    }
}

# Returns the ids of the processes of a node's sessions: the connections of its sshd, and each PowerShell with its mark.
# A stored id could be that of another process by now, so only the mark and the running sshd identify a process.
function Get-NodeProcess($Nodes, [string] $Name) {
    $mark = "${TestNodeVariable}=$($Nodes.Root)/$Name"
    $server = $Nodes.Servers[[array]::IndexOf($Nodes.HostName, $Name)]
    foreach ($process in Get-Process | Where-Object { $_.Id -gt 1 -and $_.Id -ne $PID }) {
        $isConnection = -not $server.HasExited -and $process.Parent.Id -eq $server.Id
        $path = "/proc/$($process.Id)/environ"
        $variables = try { [IO.File]::ReadAllText($path) -split "`0" } catch { @() } # of another user, or ended
        if ($isConnection -or $variables -ccontains $mark) { $process.Id }
    }
}

# Sends a signal, such as KILL or STOP, to all processes of a node's sessions.
function Send-NodeSignal($Nodes, [string] $Name, [string] $Signal) {
    foreach ($id in Get-NodeProcess $Nodes $Name) { & env kill "-$Signal" $id 2>$null }
}

function Stop-NodeServer($Nodes) {
    foreach ($name in $Nodes.HostName) { Send-NodeSignal $Nodes $name KILL }
    $Nodes.Servers | Stop-Process -Force -ErrorAction Ignore
}
