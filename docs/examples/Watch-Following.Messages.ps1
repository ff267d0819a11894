# The messages of Watch-Following.ps1, which loads this file from its own folder.

$invariant = [cultureinfo]::InvariantCulture
# Rules of the services, with a margin. Slack: 3,000 characters in a section, about 13,000 in all blocks. Teams: 28 KB,
# which it counts in UTF-16. Discord: 4,096 characters in a description. ntfy: 4,096 bytes, 8,192 as JSON. Json has only
# the count.
$limits = @{ Slack = 8500; Teams = 11000; Discord = 3900; Ntfy = 3700; Json = [int]::MaxValue }
$maxChanges = 50

function Format-Count([int] $Count) { if ($Count -eq 1) { '1 change' } else { "$Count changes" } }

function Format-Time([datetime] $Time) { $Time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', $invariant) }

# One line without control characters and direction marks. A zero-width space separates what services turn into
# mentions and links. Slack and Discord do not link a bare domain here, so handles can be copied from them.
function Protect-Text([string] $Text, [string] $Format, [int] $MaxLength = 100) {
    $line = ($Text -creplace '[\p{C}\p{Zl}\p{Zp}-[\u200C\u200D\uD800-\uDFFF]]', ' ' -creplace '\s+', ' ').Trim()
    $line = $line -creplace '[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]', '?'
    $line = $line -creplace '(\p{M}{3})\p{M}+', '$1'
    if ($line.Length -gt $MaxLength) {
        $line = ($line.Substring(0, $MaxLength) -creplace '[\uD800-\uDBFF]$', '') + [char] 0x2026
    }
    if ($Format -eq 'Json') { return $line }
    $break = [string] [char] 0x200B
    $line = $line.Replace('@', "@$break").Replace('://', ":$break//")
    if ($Format -in 'Teams', 'Ntfy') { $line = $line -creplace '(?<=[\p{L}\p{N}])\.(?=\p{L})', ".$break" }
    if ($Format -eq 'Slack') {
        $line = $line.Replace('&', '&amp;').Replace('<', '&lt;').Replace('>', '&gt;')
        # Many escaped characters would exceed the limit of a section.
        $max = 4 * $MaxLength
        if ($line.Length -gt $max) { $line = ($line.Substring(0, $max) -creplace '&[a-z]*$') + [char] 0x2026 }
        return $line
    }
    if ($Format -eq 'Discord') { return $line -creplace '([\\*_~`|>#+\-\[\]()<:.!{}])', '\$1' }
    $line
}

function Format-Change($Change, [bool] $IsRepeated, [string] $Format) {
    $user = Protect-Text $Change.FollowedBy $Format
    $account = Protect-Text $(if ($Change.Handle) { $Change.Handle } else { "$Change" }) $Format
    $text = switch ($Change.Change) {
        'Followed' { "$user follows $account" }
        'Unfollowed' { "$user no longer lists $account" }
        'Returned' { "$user lists $account again" }
        'Appeared' { "$user lists $account, which was followed earlier" }
        'Renamed' { "$user follows $account, formerly $(Protect-Text $Change.PreviousHandle $Format)" }
        default { "$user follows $account, with a new profile ($($Change.ChangedProperties))" }
    }
    $name = Protect-Text $Change.DisplayName $Format
    if ($name) { $text += ", $name" }
    $bio = if ("$($Change.ChangedProperties)" -clike '*Bio*') { Protect-Text $Change.Bio $Format 200 }
    if ($bio) { $text += ": $bio" }
    if ($IsRepeated) { "(repeated) $text" } else { $text }
}

function ConvertTo-JsonChange($Change, [bool] $IsRepeated) {
    $result = [ordered] @{ changeId = ''; repeated = $IsRepeated }
    foreach ($property in $Change.PSObject.Properties | Where-Object { $null -ne $_.Value }) {
        $name = $property.Name.Substring(0, 1).ToLowerInvariant() + $property.Name.Substring(1)
        $result[$name] = if ($property.Value -is [datetime]) { Format-Time $property.Value } else { $property.Value }
    }
    $result
}

function Get-TextCost([string] $Text, [string] $Format) {
    $json = ConvertTo-Json $Text -Compress
    $bytes, $jsonBytes = $Text, $json | ForEach-Object { [System.Text.Encoding]::UTF8.GetByteCount($_) }
    switch ($Format) {
        'Slack' { $json.Length }
        'Teams' { [Math]::Max($json.Length, $jsonBytes / 2) + 80 }
        'Ntfy' { [Math]::Max($bytes, $jsonBytes / 2) + 1 }
        default { $Text.Length + 1 }
    }
}

# Takes as many changes from the queue as one message can have.
function New-WatchMessage($Queue, [hashtable] $State, [string] $Format) {
    $changes = @()
    $lines = @()
    $ids = [ordered] @{}
    $left = $limits[$Format]
    $aside = Get-SetAsideCount $State
    foreach ($change in $Queue) {
        $isRepeated = Test-Repeated $State $change
        $line = Format-Change $change $isRepeated $Format
        $history, $number = $change.ChangeId -split '-'
        $left -= (Get-TextCost $line $Format) + $(if ($ids.Contains($history)) { 0 } else { 50 })
        if ($changes -and ($left -lt 0 -or $changes.Count -ge $maxChanges)) { break }
        if ($ids.Contains($history)) { $number = "$(($ids[$history] -split ' to ')[0]) to $number" }
        $ids[$history] = $number
        if (Test-SetAside $State $change) { $aside-- }
        $lines += $line
        $changes += if ($Format -eq 'Json') { ConvertTo-JsonChange $change $isRepeated } else { 1 }
    }
    $title = Format-Count $lines.Count
    if ($aside) { $title += "; set aside, because the service refused them: $aside" }
    $footer = @($ids.Keys | ForEach-Object { "$_-$($ids[$_])" }) -join ', '
    @{
        Changes = @($Queue | Select-Object -First $lines.Count)
        Title   = "TikTok following: $title"
        Lines   = $lines
        Footer  = "Change $footer"
        Json    = $changes
    }
}

function New-FirstMessage([int] $UserCount) {
    $users = if ($UserCount -eq 1) { '1 user' } else { "$UserCount users" }
    @{
        Changes = @()
        Title   = 'TikTok following: started'
        Lines   = @("Watching $users. Changes are posted here.")
        Footer  = 'Watch-Following.ps1'
        Json    = @()
    }
}

# Slack and Teams do not look for mentions, links or formatting in these. Teams would, in a TextBlock.
function New-PlainText([string] $Text) { @{ type = 'plain_text'; text = $Text; emoji = $false } }
function New-TextRun([string] $Text) { @{ type = 'RichTextBlock'; inlines = @(@{ type = 'TextRun'; text = $Text }) } }

function ConvertTo-Body([hashtable] $Message, [string] $Format, [uri] $Uri) {
    $title = $Message.Title
    $body = switch ($Format) {
        'Slack' {
            $sections = @('')
            foreach ($line in $Message.Lines) {
                if ($sections[-1].Length + $line.Length -ge 2900) { $sections += '' }
                $sections[-1] += $(if ($sections[-1]) { "`n" }) + $line
            }
            $blocks = @(@{ type = 'header'; text = New-PlainText $title })
            $blocks += $sections | ForEach-Object { @{ type = 'section'; text = New-PlainText $_ } }
            $blocks += @{ type = 'context'; elements = @(New-PlainText $Message.Footer) }
            @{ text = $title; blocks = $blocks; unfurl_links = $false; unfurl_media = $false }
        }
        'Teams' {
            $card = @(@{ type = 'TextBlock'; text = $title; weight = 'Bolder'; wrap = $true })
            $card += @($Message.Lines) + $Message.Footer | ForEach-Object { New-TextRun $_ }
            $schema = 'http://adaptivecards.io/schemas/adaptive-card.json'
            $content = @{ '$schema' = $schema; type = 'AdaptiveCard'; version = '1.2'; body = $card }
            $type = 'application/vnd.microsoft.card.adaptive'
            @{ type = 'message'; attachments = @(@{ contentType = $type; contentUrl = $null; content = $content }) }
        }
        'Discord' {
            $embed = @{ title = $title; description = $Message.Lines -join "`n"; footer = @{ text = $Message.Footer } }
            @{ embeds = @($embed); allowed_mentions = @{ parse = @() } }
        }
        'Ntfy' {
            $text = (@($Message.Lines) + $Message.Footer) -join "`n"
            @{ topic = $Uri.AbsolutePath.Trim('/'); title = $title; message = $text }
        }
        'Json' { [ordered] @{ title = $title; changes = @($Message.Json) } }
    }
    ConvertTo-Json $body -Depth 12 -Compress
}
