#Requires -Version 7.4
# Generates the picture of the README (docs/terminal.svg). It types the commands into a real PowerShell in tmux, against
# the sandbox, and draws the content of the terminal. Needs tmux, pwsh on the PATH, and the built module. Without tmux,
# it reports that it is skipped, and keeps the picture.
# The text stays text, and the colours follow the light or dark theme of the reader.
[CmdletBinding()]
param(
    [string] $Module = (Join-Path $PSScriptRoot '../out/TikTokFollowing'),
    [string] $Destination = (Join-Path $PSScriptRoot 'terminal.svg'),
    [string[]] $Handle = @('paper.shop', 'slow.cycling'),
    [string[]] $Command = @(
        "Update-TikTokFollowingHistory $($Handle -join ', ') -Path history"
        'Set-TikTokFollowingSandbox -Day 1    # a day passes in the sandbox'
        "Update-TikTokFollowingHistory $($Handle -join ', ') -Path history"
        'Get-TikTokFollowingHistory -Path history | Export-TikTokFollowingReport report.html'
        'Stop-TikTokFollowingSandbox'
    )
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3

if (-not (Get-Command tmux -ErrorAction Ignore)) {
    Write-Information "Skipped $Destination, because tmux was not found." -InformationAction Continue
    return
}

$columns, $rows = 103, 60
# In pixels. A letter of a monospaced font is 0.602 of its size wide.
$size, $advance, $leading, $margin = 14, 8.43, 20, 18

# The caption in the README states that the accounts are fictitious, so the warnings are off.
$before = @"
Import-Module '$(Convert-Path $Module)'
`$PSDefaultParameterValues['*-TikTok*:WarningAction'] = 'SilentlyContinue'
`$env:TIKTOKFOLLOWING_PROVIDER = 'SociaVault'
`$null = Start-TikTokFollowingSandbox
Set-PSReadLineOption -PredictionSource None -HistorySaveStyle SaveNothing
function prompt { 'PS> ' }
Clear-Host
"@

function Invoke-Tmux {
    $output = & tmux -L tiktokfollowing-picture @args
    if ($LASTEXITCODE -ne 0) { throw "tmux $($args -join ' ') exited with $LASTEXITCODE." }
    $output
}

# Waits until the last line of the screen is an empty prompt.
function Wait-Prompt([int] $Prompts) {
    for ($i = 0; $i -lt 300; $i++) {
        $lines = @((Invoke-Tmux capture-pane -p -t shell) -join "`n" -replace '\s+$' -split "`n")
        if ($lines[-1] -ceq 'PS>' -and @($lines -cmatch '^PS>').Count -ge $Prompts) { return }
        Start-Sleep -Milliseconds 100
    }
    throw "The prompt did not appear. The screen: $($lines -join "`n")"
}

# Splits a line into pieces of one style. tmux writes only changes, so the style continues on the next line.
$style = @{ Colour = ''; IsBold = $false }
function Split-Style([string] $Line) {
    foreach ($part in [regex]::Matches($Line, '\e\[([\d;]*)m|([^\e]+)|\e.')) {
        if ($part.Groups[2].Success) {
            [pscustomobject] @{ Text = $part.Value; Colour = $style.Colour; IsBold = $style.IsBold }
            continue
        }
        $codes = $part.Groups[1].Value
        foreach ($code in @(if ($codes) { [int[]] ($codes -split ';') } else { 0 })) {
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

# Counts the columns of a text. East Asian letters and emoji occupy two columns, and combining marks none.
$emoji = 0x2728, 0x2705, 0x274C, 0x2B50, 0x26A1
function Measure-Column([string] $Text) {
    $sum = 0
    foreach ($rune in $Text.EnumerateRunes()) {
        $value = $rune.Value
        $category = [Text.Rune]::GetUnicodeCategory($rune)
        $isWide = $value -ge 0x1F300 -or ($value -ge 0x2E80 -and $value -le 0xFFDC) -or $value -in $emoji
        $sum += if ($category -in 'NonSpacingMark', 'EnclosingMark', 'Format') { 0 } elseif ($isWide) { 2 } else { 1 }
    }
    $sum
}

$work = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
$null = New-Item $work -ItemType Directory
try {
    $start = Join-Path $work 'start.ps1'
    Set-Content $start $before
    $environment = '-e', 'LANG=C.UTF-8', '-e', 'POWERSHELL_UPDATECHECK=Off'
    $shell = "pwsh -NoLogo -NoProfile -NoExit -Command '. $start'"
    Invoke-Tmux -f /dev/null new-session -d -s shell -x $columns -y $rows -c $work @environment $shell
    Wait-Prompt 1
    $prompts = 1
    foreach ($line in $Command) {
        Invoke-Tmux send-keys -t shell -l $line
        Invoke-Tmux send-keys -t shell Enter
        Wait-Prompt (++$prompts)
    }
    $screen = (Invoke-Tmux capture-pane -e -p -t shell) -join "`n" -replace '(\s|\e\[[\d;]*m)+$' -split "`n"
    $screen = $screen[0..($screen.Count - 2)] # without the last, empty prompt
    while (($screen[-1] -replace '\e\[[\d;]*m').Trim() -eq '') { $screen = $screen[0..($screen.Count - 2)] }
}
finally {
    & tmux -L tiktokfollowing-picture kill-server 2> $null
    Remove-Item $work -Recurse -Force -ErrorAction Ignore
}

$invariant = [cultureinfo]::InvariantCulture
$width = [int] ($columns * $advance + 2 * $margin)
$height = $screen.Count * $leading + 2 * $margin
$textElements = [Text.StringBuilder]::new()
$form = '<text x="{0:0.#}" y="{1}" textLength="{2:0.#}"{3}>{4}</text>' + "`n"
for ($row = 0; $row -lt $screen.Count; $row++) {
    $column = 0
    foreach ($piece in Split-Style $screen[$row]) {
        # Each word has its own position, so that the columns stay aligned if the reader's font has other widths.
        foreach ($word in [regex]::Matches($piece.Text, '[\x21-\x7E]+( [\x21-\x7E]+)*|[^\x20-\x7E]+')) {
            $left = $margin + ($column + (Measure-Column $piece.Text.Substring(0, $word.Index))) * $advance
            $length = (Measure-Column $word.Value) * $advance
            $class = (@($piece.Colour; if ($piece.IsBold) { 'b' }) | Where-Object { $_ }) -join ' '
            $attribute = if ($class) { " class=`"$class`"" }
            $null = $textElements.AppendFormat($invariant, $form, $left, ($margin + $row * $leading + $size), $length,
                $attribute, [Security.SecurityElement]::Escape($word.Value))
        }
        $column += Measure-Column $piece.Text
    }
}

$svg = @"
<svg xmlns="http://www.w3.org/2000/svg" width="$width" height="$height" viewBox="0 0 $width $height"
     role="img" aria-labelledby="title">
<title id="title">A PowerShell session with TikTokFollowing, against its sandbox</title>
<style>
text {
    font: ${size}px ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono',
        monospace;
    fill: #1f2328; white-space: pre
}
rect { fill: #f6f8fa; stroke: #d0d7de }
.b { font-weight: 600 }
.c0, .c7 { fill: #57606a } .c1 { fill: #b3202a } .c2 { fill: #116329 } .c3 { fill: #7d4e00 }
.c4 { fill: #0550ae } .c5 { fill: #6639ba } .c6 { fill: #1b6770 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } rect { fill: #0d1117; stroke: #30363d }
.c0, .c7 { fill: #9da7b1 } .c1 { fill: #ff8b80 } .c2 { fill: #56d364 } .c3 { fill: #e3b341 }
.c4 { fill: #79c0ff } .c5 { fill: #d2a8ff } .c6 { fill: #56d4dd }
}
</style>
<rect x="0.5" y="0.5" width="$($width - 1)" height="$($height - 1)" rx="8"/>
$($textElements.ToString().TrimEnd())
</svg>

"@
$path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination)
[IO.File]::WriteAllText($path, ($svg -replace '\r\n', "`n"), [Text.UTF8Encoding]::new($false))
