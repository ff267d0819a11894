# The sections of Race.ps1 that measure the time to read lists.

$pages = 100
$accounts = 2000
$warmUps = 40

# --- The race

# Reads a list as a script written for this provider does: its cursor, its lists that are objects with numbers as keys,
# and its duplicates at the border of two pages.
function Get-FollowingByHand([string] $Address, [string] $Handle, [Collections.Generic.List[string]] $Requested) {
    Set-StrictMode -Off # missing fields are $null
    $headers = @{ 'X-API-Key' = $plainKey }
    $seen = [Collections.Generic.HashSet[string]]::new()
    $position = 0
    $cursor = $null
    do {
        $uri = "$Address/v1/scrape/tiktok/following?handle=$Handle" + $(if ($cursor) { "&min_time=$cursor" })
        if ($null -ne $Requested) { $Requested.Add($uri) }
        $data = (Invoke-RestMethod -Uri $uri -Headers $headers).data
        $retrieved = Get-Date
        $before = if ($cursor) { [DateTimeOffset]::FromUnixTimeSeconds($cursor).LocalDateTime }
        $after = if ($data.min_time) { [DateTimeOffset]::FromUnixTimeSeconds($data.min_time).LocalDateTime }
        foreach ($key in $data.followings.PSObject.Properties.Name | Sort-Object { [int] $_ }) {
            $user = $data.followings.$key
            if (-not $seen.Add($user.uid)) { continue }
            $position++
            [pscustomobject] @{
                Handle         = $user.unique_id
                DisplayName    = $user.nickname
                Id             = $user.uid
                SecUid         = $user.sec_uid
                Bio            = $user.signature
                IsVerified     = [bool] ($user.custom_verify -or $user.enterprise_verify_reason)
                IsPrivate      = [bool] $user.secret
                Region         = $user.region
                Language       = $user.language
                CreatedAt      = if ($user.create_time) {
                    [DateTimeOffset]::FromUnixTimeSeconds($user.create_time).LocalDateTime
                }
                AvatarUrl      = @($user.avatar_larger.url_list.PSObject.Properties.Value -match '\.jpe?g')[0]
                ProfileUrl     = "https://www.tiktok.com/@$($user.unique_id)"
                FollowerCount  = $user.follower_count
                FollowingCount = $user.following_count
                LikeCount      = $user.total_favorited
                VideoCount     = $user.aweme_count
                LikedCount     = $user.favoriting_count
                FollowedBy     = $Handle
                Position       = $position
                FollowedAfter  = $after
                FollowedBefore = $before
                Provider       = 'SociaVault'
                RetrievedAt    = $retrieved
            }
        }
        $cursor = $data.min_time
    } while ($data.has_more -and $cursor)
}

function Initialize-BytesOnly {
    Add-Type -TypeDefinition @'
using System.Net.Http;
public static class BytesOnly
{
    private static readonly HttpClient s_client = new HttpClient();

    public static long Read(string[] addresses)
    {
        byte[] buffer = new byte[128 * 1024];
        long sum = 0;
        foreach (string address in addresses)
        {
            using HttpRequestMessage request = new HttpRequestMessage(HttpMethod.Get, address);
            using HttpResponseMessage response = s_client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            using System.IO.Stream stream = response.Content.ReadAsStream();
            for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;) { sum += read; }
        }
        return sum;
    }
}
'@
}

# Checks that both runners return the same accounts.
function Assert-Equal([object[]] $Module, [object[]] $Loop) {
    if ($Module.Count -ne $accounts -or $Loop.Count -ne $accounts) {
        throw "The module listed $($Module.Count) accounts, the loop $($Loop.Count). The list has $accounts."
    }
    $names = $Loop[0].PSObject.Properties.Name | Where-Object { $_ -ne 'RetrievedAt' }
    for ($i = 0; $i -lt $accounts; $i += 37) {
        foreach ($name in $names) {
            # Unknown values are $null from the module, and empty text from the loop.
            $one, $other = "$($Module[$i].$name)", "$($Loop[$i].$name)"
            if ($one -ne $other -and $name -notin 'FollowedBefore', 'AvatarUrl', 'ProfileUrl') {
                throw "Account $i differs in ${name}: the module has '$one', the loop '$other'."
            }
        }
    }
}

function Measure-Race {
    $server = Start-PageServer
    try {
        Import-Module $module
        Initialize-BytesOnly
        $handle = "list.$pages.0.race"
        $key = New-Key
        $requested = [Collections.Generic.List[string]]::new()
        $runners = [ordered] @{
            'the module'        = {
                Get-TikTokFollowing $handle -Provider SociaVault -All -BaseUri $server.Address -ApiKey $key
            }
            'hand-written loop' = { Get-FollowingByHand $server.Address $handle }
            'bytes only'        = { [BytesOnly]::Read($addresses) }
        }
        # Warms up, and checks that the runners return the same.
        $byHand = @(Get-FollowingByHand $server.Address $handle $requested)
        $addresses = $requested.ToArray()
        Assert-Equal @(& $runners['the module']) $byHand
        $bytes = [BytesOnly]::Read($addresses)
        $byHand = $null
        # .NET compiles frequently used code again while it runs. Reading is fast only after that.
        foreach ($number in 1..$warmUps) {
            $null = & $runners['the module']
            $null = & $runners['bytes only']
        }
        $times = @{}
        $allocated = @{}
        foreach ($name in $runners.Keys) {
            $times[$name] = [Collections.Generic.List[double]]::new()
            $allocated[$name] = [Collections.Generic.List[double]]::new()
        }
        foreach ($number in 0..$rounds) {
            foreach ($name in $runners.Keys) {
                $result = $null
                [GC]::Collect(); [GC]::WaitForPendingFinalizers(); [GC]::Collect()
                $start = [GC]::GetTotalAllocatedBytes($false)
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $result = & $runners[$name]
                $watch.Stop()
                if ($number -eq 0) { continue } # one more round to warm up
                $times[$name].Add($watch.Elapsed.TotalMilliseconds)
                $allocated[$name].Add(([GC]::GetTotalAllocatedBytes($false) - $start) / 1MB)
            }
        }
        $null = $result
    }
    finally { Stop-PageServer $server }

    $least = Get-Median $times['bytes only']
    $most = Get-Median $times['hand-written loop']
    $own = Get-Median $times['the module']
    $rows = foreach ($name in $runners.Keys) {
        $median = Get-Median $times[$name]
        [pscustomobject] @{
            Runner            = $name
            'Median ms'       = $median.ToString('N1')
            'Min .. max'      = Format-Spread $times[$name]
            'us per account'  = ($median * 1000 / $accounts).ToString('N1')
            'MB allocated'    = (Get-Median $allocated[$name]).ToString('N1')
            'Times the bytes' = ($median / $least).ToString('N1')
            'Loop is slower'  = ($most / $median).ToString('N1')
        }
    }
    $size = ($bytes / 1e6).ToString('N1')
    Show-Table "$pages full pages, $accounts accounts, $size MB: $rounds rounds after $warmUps lists to warm up" $rows
    $faster = $most / $own
    $longer = $own / $least
    $measured = "$($faster.ToString('N1')) times"
    Add-Limit 'module against the loop' '15 times as fast or more' $measured ($faster -ge 15)
    $measured = "$($longer.ToString('N1')) times"
    Add-Limit 'module against bytes only' '4 times as long or less' $measured ($longer -le 4)
}

# --- A fresh process

function Measure-Start {
    $prefix = @"
`$ErrorActionPreference = 'Stop'
`$ProgressPreference = 'SilentlyContinue'

"@
    # As in a scheduled job, both get the key from the environment of the process.
    $variable = 'SOCIAVAULT_API_KEY'
    $before = [Environment]::GetEnvironmentVariable($variable)
    [Environment]::SetEnvironmentVariable($variable, $plainKey)
    $server = Start-PageServer
    try {
        $handle = "list.$pages.0.start"
        $scripts = [ordered] @{
            'the module'        = $prefix + @"
Import-Module '$($module.Replace("'", "''"))'
`$found = Get-TikTokFollowing $handle -Provider SociaVault -All -BaseUri '$($server.Address)'
`$found.Count
"@
            'hand-written loop' = $prefix + @"
function Get-FollowingByHand { ${function:Get-FollowingByHand} }
`$plainKey = `$env:$variable
`$found = Get-FollowingByHand '$($server.Address)' $handle
`$found.Count
"@
            'nothing'           = $prefix + $accounts
        }
        $times = @{}
        foreach ($name in $scripts.Keys) { $times[$name] = [Collections.Generic.List[double]]::new() }
        foreach ($number in 0..$rounds) {
            foreach ($name in $scripts.Keys) {
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $count = Invoke-Fresh $scripts[$name]
                $watch.Stop()
                if ($count -ne $accounts) { throw "'$name' listed $count accounts. The list has $accounts." }
                if ($number -eq 0) { continue } # the first round reads the files from the disk
                $times[$name].Add($watch.Elapsed.TotalMilliseconds)
            }
        }
    }
    finally {
        Stop-PageServer $server
        [Environment]::SetEnvironmentVariable($variable, $before)
    }

    $loop = Get-Median $times['hand-written loop']
    $rows = foreach ($name in $scripts.Keys) {
        $median = Get-Median $times[$name]
        [pscustomobject] @{
            'Runner'         = $name
            'Process ms'     = $median.ToString('N0')
            'Min .. max'     = Format-Spread $times[$name] 'N0'
            'Of the loop'    = ($median / $loop).ToString('P0')
        }
    }
    Show-Table "Import and $pages full pages, each time in a fresh process: $rounds rounds after one to warm up" $rows
    $share = (Get-Median $times['the module']) / $loop
    $measured = $share.ToString('P0')
    Add-Limit 'fresh process against one with the loop' 'a quarter of the time or less' $measured ($share -le 0.25)
}

# --- Several handles at a time

function Measure-Throttle {
    $name = '50 handles, 5 pages, 100 ms'
    $promised = '2.875 s or less (ideal 2.5 s and 15 %)'
    Import-Module $module
    $key = New-Key
    $server = Start-PageServer
    try {
        $times = foreach ($number in 0..3) {
            $handles = 1..50 | ForEach-Object { "list.5.100.$number`_$_" }
            [GC]::Collect()
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $options = @{ Provider = 'SociaVault'; All = $true; BaseUri = $server.Address; ApiKey = $key }
            $found = @($handles | Get-TikTokFollowing -ThrottleLimit 10 @options)
            $watch.Stop()
            if ($found.Count -ne 5000) { throw "$($found.Count) accounts were returned instead of 5,000." }
            if ($number -gt 0) { $watch.Elapsed.TotalMilliseconds }
        }
    }
    finally { Stop-PageServer $server }
    $median = Get-Median $times
    Show-Table '50 handles of 5 pages, 100 ms a page, -ThrottleLimit 10: 3 rounds after one to warm up' @(
        [pscustomobject] @{
            'Median ms'               = $median.ToString('N0')
            'Min .. max'              = Format-Spread $times 'N0'
            'Over the ideal 2,500 ms' = ($median / 2500 - 1).ToString('P1')
        })
    Add-Limit $name $promised "$(($median / 1000).ToString('N2')) s" ($median -le 2500 * 1.15)
}
