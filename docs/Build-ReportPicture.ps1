#Requires -Version 7.4
# Generates the picture of the recipes (docs/report-overlap.png): the part of a report that several lists add. It reads
# the lists from the sandbox, writes their report, and lets a browser draw it. Needs Chromium, Chrome or Edge, on the
# PATH or in CHROME_PATH, and the built module. Without a browser, it reports that it is skipped, and keeps the picture.
[CmdletBinding()]
param(
    [string] $Module = (Join-Path $PSScriptRoot '../out/TikTokFollowing'),
    [string] $Destination = (Join-Path $PSScriptRoot 'report-overlap.png'),
    [string[]] $Handle = @('paper.shop', 'slow.cycling', 'nordic_bakery', 'old.town.vinyl', 'coastal.pottery')
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3

$width, $height = 1000, 948 # in pixels; the height of the part below
$limit = 150kb

$browser = $env:CHROME_PATH
if (-not $browser) {
    $names = 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'msedge'
    $browser = Get-Command $names -CommandType Application -ErrorAction Ignore |
        Select-Object -First 1 -ExpandProperty Source
}
if (-not $browser) {
    $reason = 'no Chromium, Chrome or Edge was found (CHROME_PATH can name one)'
    Write-Information "Skipped $Destination, because $reason." -InformationAction Continue
    return
}

# Only the new part is drawn, with five of the shared accounts. The policy of the report forbids another style.
$crop = @'
<style>
:root { color-scheme: light only; }
.page-head, .page-foot, #totals, .charts, #accounts, #shared .pager, #shared .bio, #matrix details {
    display: none !important;
}
#shared tbody tr:nth-child(n + 6) { display: none; }
#shared { margin-top: 0; }
</style>
</head>
'@

$work = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
$null = New-Item $work -ItemType Directory
Import-Module (Convert-Path $Module)
try {
    $page = Join-Path $work 'report.html'
    $null = Start-TikTokFollowingSandbox
    Get-TikTokFollowing $Handle -Provider SociaVault -All -WarningAction Ignore | Export-TikTokFollowingReport $page
    $null = Stop-TikTokFollowingSandbox
    $html = Get-Content $page -Raw -Encoding utf8
    $html = ($html -replace '<meta http-equiv="Content-Security-Policy"[^>]*>').Replace('</head>', $crop)
    Set-Content $page $html -Encoding utf8 -NoNewline

    $picture = Join-Path $work 'picture.png'
    $options = @("--screenshot=$picture", "--window-size=$width,$height", "--user-data-dir=$(Join-Path $work profile)")
    $options += '--headless', '--hide-scrollbars', '--disable-gpu', '--no-first-run', '--lang=en-US'
    if ($IsLinux -and (id -u) -eq '0') { $options += '--no-sandbox' } # Chromium refuses to start as root with it
    & $browser @options ([uri]::new($page)).AbsoluteUri 2>&1 | Write-Verbose
    if (-not (Test-Path $picture)) { throw "$browser wrote no picture. For its messages, use -Verbose." }
    $size = (Get-Item $picture).Length
    if ($size -gt $limit) { throw "The picture has $size bytes; the limit is $limit." }
    Copy-Item $picture $Destination
}
finally {
    Remove-Item $work -Recurse -Force -ErrorAction Ignore
}
