#Requires -Version 7.4
# Makes the picture of the README (docs/terminal.svg): types the commands into a real PowerShell in tmux, against the sandbox, and draws what the terminal then shows.
# Needs tmux, pwsh on the PATH, and the built module. The text stays text; colours follow the reader's light or dark theme.
[CmdletBinding()]
param(
    [string] $Module = (Join-Path $PSScriptRoot '../out/TikTokFollowing'),
    [string] $Destination = (Join-Path $PSScriptRoot 'terminal.svg'),
    [string] $Handle = 'paper.shop',
    [string[]] $Command = @(
        "Get-TikTokFollowing $Handle -First 4"
        '$before = Import-Csv last-week.csv'
        "`$now = Get-TikTokFollowing $Handle -All -CheckpointPath today"
        'Compare-TikTokFollowing $before $now'
        '$now | Export-TikTokFollowingReport report.html'
        "Get-TikTokFollowing $Handle -All -MaxCredits 3 | Export-Csv some.csv"
        'Stop-TikTokFollowingSandbox'
    )
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3

$columns, $rows = 92, 60
$size, $advance, $leading, $margin = 14, 8.43, 20, 18 # pixels; a letter of a monospaced font is 0.602 of its size wide

# What the session starts from: a list of last week, without the two newest accounts, with one since renamed and one since unfollowed.
# That all is made up is said in the README below the picture and not in each command's warning.
$before = @"
Import-Module '$(Convert-Path $Module)'
`$PSDefaultParameterValues['*-TikTok*:WarningAction'] = 'SilentlyContinue'
`$env:TIKTOKFOLLOWING_PROVIDER = 'SociaVault'
`$null = Start-TikTokFollowingSandbox -FollowingCount 91
`$list = Get-TikTokFollowing $Handle -All | Select-Object * -ExcludeProperty Position, Raw
`$list[3].Handle = 'island.before'
`$list | Select-Object -Skip 2 | Export-Csv last-week.csv
`$null = Start-TikTokFollowingSandbox -FollowingCount 90
Set-PSReadLineOption -PredictionSource None -HistorySaveStyle SaveNothing
function prompt { 'PS> ' }
Clear-Host
"@

function Invoke-Tmux {
    $said = & tmux -L tiktokfollowing-picture @args
    if ($LASTEXITCODE -ne 0) { throw "tmux $($args -join ' ') ended with $LASTEXITCODE." }
    $said
}

# The screen, once the last line of it is a prompt and nothing else.
function Get-Screen([int] $Prompts) {
    for ($i = 0; $i -lt 300; $i++) {
        $lines = @((Invoke-Tmux capture-pane -p -t shell) -join "`n" -replace '\s+$' -split "`n")
        if ($lines[-1] -ceq 'PS>' -and @($lines -cmatch '^PS>').Count -ge $Prompts) { return }
        Start-Sleep -Milliseconds 100
    }
    throw "No prompt came back. The screen: $($lines -join "`n")"
}

# The text of a line, cut into pieces of one style. The style goes on from line to line, as tmux writes its changes only.
$style = @{ Colour = ''; IsBold = $false }
function Split-Style([string] $Line) {
    foreach ($part in [regex]::Matches($Line, '\e\[([\d;]*)m|([^\e]+)|\e.')) {
        if ($part.Groups[2].Success) { [pscustomobject] @{ Text = $part.Value; Colour = $style.Colour; IsBold = $style.IsBold }; continue }
        foreach ($code in @(if ($part.Groups[1].Value) { [int[]] ($part.Groups[1].Value -split ';') } else { 0 })) {
            switch ($code) {
                0 { $style.Colour, $style.IsBold = '', $false }
                1 { $style.IsBold = $true }
                22 { $style.IsBold = $false }
                39 { $style.Colour = '' }
                { $_ -in 30..37 } { $style.Colour = "c$($_ - 30)" }
                { $_ -in 90..97 } { $style.Colour = "c$($_ - 90)" }
            }
        }
    }
}

# How many columns a text takes: letters of East Asia and pictures take two, marks that join others none.
function Measure-Column([string] $Text) {
    $sum = 0
    foreach ($rune in $Text.EnumerateRunes()) {
        $value = $rune.Value
        $sum += if ([Text.Rune]::GetUnicodeCategory($rune) -in 'NonSpacingMark', 'EnclosingMark', 'Format' -or $value -eq 0xFE0F) { 0 }
        elseif ($value -ge 0x1F300 -or ($value -ge 0x2E80 -and $value -le 0xFFDC) -or $value -in 0x2728, 0x2705, 0x274C, 0x2B50, 0x26A1) { 2 } else { 1 }
    }
    $sum
}

$work = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
$null = New-Item $work -ItemType Directory
try {
    $start = Join-Path $work 'start.ps1'
    Set-Content $start $before
    Invoke-Tmux -f /dev/null new-session -d -s shell -x $columns -y $rows -c $work -e LANG=C.UTF-8 -e POWERSHELL_UPDATECHECK=Off "pwsh -NoLogo -NoProfile -NoExit -Command '. $start'"
    Get-Screen 1
    $prompts = 1
    foreach ($line in $Command) {
        Invoke-Tmux send-keys -t shell -l $line
        Invoke-Tmux send-keys -t shell Enter
        Get-Screen (++$prompts)
    }
    $screen = (Invoke-Tmux capture-pane -e -p -t shell) -join "`n" -replace '(\s|\e\[[\d;]*m)+$' -split "`n"
    $screen = $screen[0..($screen.Count - 2)] # not the last, empty prompt
    while (($screen[-1] -replace '\e\[[\d;]*m').Trim() -eq '') { $screen = $screen[0..($screen.Count - 2)] }
}
finally {
    & tmux -L tiktokfollowing-picture kill-server 2> $null
    Remove-Item $work -Recurse -Force -ErrorAction Ignore
}

$invariant = [cultureinfo]::InvariantCulture
$width = [int] ($columns * $advance + 2 * $margin)
$height = $screen.Count * $leading + 2 * $margin
$drawn = [Text.StringBuilder]::new()
for ($row = 0; $row -lt $screen.Count; $row++) {
    $column = 0
    foreach ($piece in Split-Style $screen[$row]) {
        # Each word stands at its own column, so that nothing shifts where the reader's font has other widths.
        foreach ($word in [regex]::Matches($piece.Text, '[\x21-\x7E]+( [\x21-\x7E]+)*|[^\x20-\x7E]+')) {
            $at = $column + (Measure-Column $piece.Text.Substring(0, $word.Index))
            $class = (@($piece.Colour; if ($piece.IsBold) { 'b' }) | Where-Object { $_ }) -join ' '
            $null = $drawn.AppendFormat($invariant, '<text x="{0:0.#}" y="{1}" textLength="{2:0.#}"{3}>{4}</text>' + "`n",
                ($margin + $at * $advance), ($margin + $row * $leading + $size), ((Measure-Column $word.Value) * $advance),
                $(if ($class) { " class=`"$class`"" }), [Security.SecurityElement]::Escape($word.Value))
        }
        $column += Measure-Column $piece.Text
    }
}

$svg = @"
<svg xmlns="http://www.w3.org/2000/svg" width="$width" height="$height" viewBox="0 0 $width $height" role="img" aria-labelledby="title">
<title id="title">A PowerShell session with TikTokFollowing, against its sandbox</title>
<style>
text { font: ${size}px ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace; fill: #1f2328; white-space: pre }
rect { fill: #f6f8fa; stroke: #d0d7de }
.b { font-weight: 600 }
.c0, .c7 { fill: #57606a } .c1 { fill: #b3202a } .c2 { fill: #116329 } .c3 { fill: #7d4e00 } .c4 { fill: #0550ae } .c5 { fill: #6639ba } .c6 { fill: #1b6770 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } rect { fill: #0d1117; stroke: #30363d }
.c0, .c7 { fill: #9da7b1 } .c1 { fill: #ff8b80 } .c2 { fill: #56d364 } .c3 { fill: #e3b341 } .c4 { fill: #79c0ff } .c5 { fill: #d2a8ff } .c6 { fill: #56d4dd }
}
</style>
<rect x="0.5" y="0.5" width="$($width - 1)" height="$($height - 1)" rx="8"/>
$($drawn.ToString().TrimEnd())
</svg>

"@
[IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination), ($svg -replace '\r\n', "`n"), [Text.UTF8Encoding]::new($false))
