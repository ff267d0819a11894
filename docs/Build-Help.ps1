#Requires -Version 7.4
#Requires -Modules @{ ModuleName = 'Microsoft.PowerShell.PlatyPS'; ModuleVersion = '1.0.3' }
# Generates the help files of the module (src/TikTokFollowing.Cmdlets/en-US) from docs/en-US.
# They are committed, so that a build needs no PlatyPS.
[CmdletBinding()]
param(
    [string] $Source = (Join-Path $PSScriptRoot 'en-US'),
    [string] $Destination = (Join-Path $PSScriptRoot '../src/TikTokFollowing.Cmdlets/en-US')
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3

$namespaces = @{
    command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    maml    = 'http://schemas.microsoft.com/maml/2004/10'
    dev     = 'http://schemas.microsoft.com/maml/dev/2004/10'
}

function Find($Node, [string] $XPath) {
    $manager = [System.Xml.XmlNamespaceManager]::new($xml.NameTable)
    foreach ($prefix in $namespaces.Keys) { $manager.AddNamespace($prefix, $namespaces[$prefix]) }
    $Node.SelectNodes($XPath, $manager)
}

function New-Element($Parent, [string] $Name, [string] $Text) {
    $prefix, $local = $Name -split ':'
    $element = $Parent.OwnerDocument.CreateElement($prefix, $local, $namespaces[$prefix])
    if ($Text) { $element.InnerText = $Text }
    $null = $Parent.AppendChild($element)
    $element
}

# Get-Help shows plain text: Markdown marks are removed, and each list item is a paragraph.
function Split-Paragraph([string] $Markdown) {
    foreach ($block in $Markdown.Trim() -split '(?:\r?\n){2,}') {
        foreach ($item in $block -split '\r?\n(?=- )') { ($item -replace '\s*\r?\n\s*', ' ') -replace '`', '' }
    }
}

function Set-Paragraph($Element, [string[]] $Paragraphs) {
    $Element.InnerXml = ''
    foreach ($text in $Paragraphs) { $null = New-Element $Element 'maml:para' $text }
}

$pages = Get-ChildItem (Join-Path $Source '*-*.md')
$work = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
try {
    $commands = $pages | Import-MarkdownCommandHelp
    $null = $commands | Export-MamlCommandHelp -OutputFolder $work
    $file = Get-ChildItem $work -Recurse -Filter *-Help.xml
    $xml = [xml]::new()
    $xml.Load($file.FullName)

    foreach ($help in $commands) {
        $node = @(Find $xml "//command:command[command:details/command:name='$($help.Title)']")[0]

        foreach ($text in Find $node './/maml:description | .//maml:alert') {
            $markdown = (Find $text 'maml:para' | ForEach-Object InnerText) -join "`n`n"
            if ($markdown) { Set-Paragraph $text @(Split-Paragraph $markdown) }
        }

        # PlatyPS 1.0.3 omits default values, and in the syntax all attributes except the position.
        foreach ($parameter in $help.Parameters) {
            $self = "command:parameter[maml:name='$($parameter.Name)']"
            $described = @(Find $node "command:parameters/$self")[0]
            $null = New-Element $described 'dev:defaultValue' $parameter.DefaultValue
            foreach ($inSyntax in Find $node "command:syntax/command:syntaxItem/$self") {
                foreach ($name in 'pipelineInput', 'globbing', 'aliases') {
                    $inSyntax.SetAttribute($name, $described.GetAttribute($name))
                }
            }
        }

        # PlatyPS puts the whole example in its introduction. The code belongs in dev:code, where the tests read it.
        for ($i = 0; $i -lt $help.Examples.Count; $i++) {
            $example = @(Find $node 'command:examples/command:example')[$i]
            $example.InnerXml = ''
            $remarks = $help.Examples[$i].Remarks -replace '\r\n', "`n"
            $code, $output = '', ''
            if ($remarks -match '(?s)```powershell\n(.*?)\n```') { $code = $Matches[1] }
            if ($remarks -match '(?s)```Output\n(.*?)\n```') { $output = $Matches[1] }
            $null = New-Element $example 'maml:title' ('-------- ' + $help.Examples[$i].Title + ' --------')
            $words = @(Split-Paragraph ($remarks -replace '(?s)```.*?\n```', ''))
            # Get-Help writes no line end between an introduction and the code, so the text is placed after the code.
            $null = New-Element $example 'dev:code' $code
            Set-Paragraph (New-Element $example 'dev:remarks') (@($words + $output | Where-Object { $_ }) + '')
        }

        # PlatyPS adds its own "Online Version" before the link of the page.
        $online = @(Find $node "command:relatedLinks/maml:navigationLink[maml:linkText='Online Version']")
        foreach ($link in $online | Select-Object -SkipLast 1) { $null = $link.ParentNode.RemoveChild($link) }
        # Get-Help finds other topics by their names alone.
        $topics = "command:relatedLinks/maml:navigationLink[maml:linkText!='Online Version']"
        foreach ($uri in Find $node "$topics/maml:uri") { $uri.InnerText = '' }
    }

    $settings = [System.Xml.XmlWriterSettings]@{
        Indent       = $true
        NewLineChars = "`n"
        Encoding     = [Text.UTF8Encoding]::new($false)
    }
    $null = New-Item $Destination -ItemType Directory -Force
    $writer = [System.Xml.XmlWriter]::Create((Join-Path (Convert-Path $Destination) $file.Name), $settings)
    try { $xml.Save($writer) }
    finally { $writer.Dispose() }
}
finally {
    Remove-Item $work -Recurse -Force -ErrorAction Ignore
}

# Get-Help shows the topic unchanged, so it is plain text of 79 columns. Lines of one paragraph are joined first.
function Join-Paragraph([string[]] $Line) {
    $isCode = $false
    $paragraph = $null
    foreach ($text in $Line) {
        $isFence = $text.StartsWith('```')
        if ($isFence) { $isCode = -not $isCode }
        if ($isCode -or $isFence -or $text -match '^(#|$)') {
            if ($paragraph) { $paragraph }
            $paragraph = $null
            $text
        }
        elseif (-not $paragraph) { $paragraph = $text }
        elseif ($text.StartsWith('- ')) {
            $paragraph
            $paragraph = $text
        }
        else { $paragraph += ' ' + $text.Trim() }
    }
    if ($paragraph) { $paragraph }
}

foreach ($topic in Get-ChildItem (Join-Path $Source 'about_*.md')) {
    $lines = [Collections.Generic.List[string]]::new()
    $isCode = $false
    foreach ($line in Join-Paragraph (Get-Content $topic)) {
        if ($line.StartsWith('```')) { $isCode = -not $isCode; continue }
        if ($isCode) { $lines.Add("        $line".TrimEnd()); continue }
        if ($line -match '^# (.*)') { $lines.Add('TOPIC'); $lines.Add("    $($Matches[1])"); continue }
        if ($line -match '^##+ (.*)') { $lines.Add($Matches[1].ToUpperInvariant()); continue }
        if ($line -eq '') { $lines.Add(''); continue }
        $indent = if ($line.StartsWith('- ')) { '      ' } else { '    ' }
        $row = '   '
        foreach ($word in ($line -replace '`', '' -replace '\[([^\]]+)\]\([^)]+\)', '$1') -split ' ') {
            if (($row + ' ' + $word).Length -gt 79) { $lines.Add($row); $row = $indent.Substring(1) }
            $row += ' ' + $word
        }
        $lines.Add($row)
    }
    $file = Join-Path (Convert-Path $Destination) ($topic.BaseName + '.help.txt')
    [IO.File]::WriteAllText($file, (($lines -join "`n").Trim() + "`n"), [Text.UTF8Encoding]::new($false))
}
