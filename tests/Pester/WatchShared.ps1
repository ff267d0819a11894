# Functions for the tests of docs/examples/Watch-Following.ps1; dot-source it in BeforeAll after Shared.ps1.
. "$PSScriptRoot/WebhookServer.ps1"
$environment = Clear-TestEnvironment
$savedWebhook = $env:TIKTOKFOLLOWING_WEBHOOK
$watch = (Resolve-Path (Join-Path $PSScriptRoot '../../docs/examples/Watch-Following.ps1')).ProviderPath
$scripts = @(Get-ChildItem (Split-Path -Parent $watch) -Filter Watch-Following*.ps1 | ForEach-Object FullName)
$token = 'T0K3N-that-must-stay-secret'

# The script and its functions use these names, and this function in place of a sleep.
$slept = New-Object System.Collections.ArrayList
function Add-Sleep([int] $Milliseconds) { $null = $slept.Add($Milliseconds) }
Set-Alias Start-Sleep Add-Sleep

function New-WatchCall($Server, [string] $Folder = (Join-Path $TestDrive ([guid]::NewGuid().ToString('n')))) {
    $env:TIKTOKFOLLOWING_WEBHOOK = "http://127.0.0.1:$($Server.Port)/hook/$token"
    @{
        Handle = 'someone'; Provider = 'SociaVault'; HistoryPath = $Folder; ModuleName = $ModulePath
        TimeoutSec = 5; WarningAction = 'SilentlyContinue'; InformationAction = 'Ignore'
    }
}

# Runs the script, and returns its streams, its exit code and the values of its line.
function Invoke-Watch([hashtable] $Call, [hashtable] $More = @{}) {
    $merged = $Call.Clone()
    foreach ($name in $More.Keys) { $merged[$name] = $More[$name] }
    $run = Invoke-Captured { & $watch @merged }
    $run | Add-Member @{
        Code = $LASTEXITCODE; Line = @($run.Output)[-1]; Values = @{}; ErrorText = "$($run.AnyError -join ' | ')"
    }
    foreach ($match in [regex]::Matches("$($run.Line)",
        '([a-z-]+)=(\S+)')) { $run.Values[$match.Groups[1].Value] = $match.Groups[2].Value }
    $run
}

function Start-Watch($Call) {
    $null = Start-TikTokFollowingSandbox @Quiet
    $first = Invoke-Watch $Call
    if ($first.Code -ne 0) { throw "The first run failed: $($first.Line)" }
}

function Get-StateFileOf([hashtable] $Call) { (Get-ChildItem $Call.HistoryPath -Filter watch-*.json).FullName }

# Ends the pause that the service requested.
function Reset-Pause([hashtable] $Call) {
    $hook = @{ File = Get-StateFileOf $Call }
    $hook.State = Read-WatchState $hook.File
    $hook.State.PausedUntil = $null
    Save-WatchState $hook
}

function Get-RequestCount { (Get-TikTokFollowingSandbox).RequestCount }

function Get-PostedChange($Post) { @(($Post.Body | ConvertFrom-Json).changes) }

function New-Change([int] $Number, [hashtable] $Values = @{}) {
    $change = @{
        Change = 'Followed'; Handle = "account.$Number"; PreviousHandle = $null; DisplayName = "Name $Number"
        Bio = $null; FollowedBy = 'someone'; ChangedProperties = $null; DetectedAt = [datetime]::new(2026, 11, 27)
        Sequence = [long] $Number; ChangeId = "075f1e23010413d1-$Number"
    }
    foreach ($name in $Values.Keys) { $change[$name] = $Values[$name] }
    [pscustomobject] $change
}

# Loads the functions of the script into this scope.
. $watch

function Get-AllMessage($Changes, [string] $Format, [hashtable] $State = @{ Users = @{} }) {
    $queue = @($Changes)
    while ($queue) {
        $message = New-WatchMessage $queue $State $Format
        ConvertTo-Body $message $Format ([uri] 'https://example.com/some-topic')
        $queue = @($queue | Select-Object -Skip $message.Changes.Count)
    }
}

# Returns the texts of a message that contain changes, and throws if the message exceeds a limit of its service.
function Test-Message([string] $Body, [string] $Format) {
    $message = $Body | ConvertFrom-Json
    switch ($Format) {
        'Slack' {
            $message.blocks.Count | Should -BeIn (3..50)
            $message.text.Length | Should -BeLessOrEqual 4000
            $message.blocks[0].type, $message.blocks[0].text.type | Should -Be 'header', 'plain_text'
            $message.blocks[0].text.text.Length | Should -BeIn (1..150)
            $sections = @($message.blocks | Where-Object type -EQ 'section')
            foreach ($section in $sections) {
                $section.text.type | Should -Be 'plain_text'
                $section.text.text.Length | Should -BeIn (1..3000)
            }
            $message.blocks[-1].type, $message.blocks[-1].elements[0].type | Should -Be 'context', 'plain_text'
            $message.blocks[-1].elements[0].text.Length | Should -BeIn (1..3000)
            ($message.blocks | ConvertTo-Json -Depth 9 -Compress).Length |
                Should -BeLessThan 13000 -Because 'Slack refuses more as msg_blocks_too_long'
            $sections | ForEach-Object { $_.text.text -split "`n" }
        }
        'Teams' {
            2 * $Body.Length | Should -BeLessThan 28KB
            [System.Text.Encoding]::UTF8.GetByteCount($Body) | Should -BeLessThan 28KB
            $message.type | Should -Be 'message'
            @($message.attachments).Count | Should -Be 1
            $message.attachments[0].contentType | Should -Be 'application/vnd.microsoft.card.adaptive'
            $card = $message.attachments[0].content
            $card.type, $card.version | Should -Be 'AdaptiveCard', '1.2'
            @($card.body | Where-Object type -EQ 'TextBlock').Count |
                Should -Be 1 -Because 'a TextBlock interprets Markdown'
            $texts = @($card.body | Where-Object type -EQ 'RichTextBlock')
            foreach ($text in $texts) { $text.inlines[0].type | Should -Be 'TextRun' }
            $texts | Select-Object -SkipLast 1 | ForEach-Object { $_.inlines[0].text }
        }
        'Discord' {
            @($message.embeds).Count | Should -Be 1
            $embed = $message.embeds[0]
            $embed.title.Length | Should -BeIn (1..256)
            $embed.description.Length | Should -BeIn (1..4096)
            $embed.footer.text.Length | Should -BeIn (1..2048)
            $embed.title.Length + $embed.description.Length + $embed.footer.text.Length | Should -BeLessOrEqual 6000
            $Body | Should -Match '"allowed_mentions":\{"parse":\[\]\}'
            $embed.description -split "`n"
        }
        'Ntfy' {
            [System.Text.Encoding]::UTF8.GetByteCount($message.message) | Should -BeIn (1..4096)
            $message.topic | Should -BeExactly 'some-topic'
            $message.title | Should -Match '^[ -~]{1,100}$'
            $message.message -split "`n" | Select-Object -SkipLast 1
        }
        'Json' { foreach ($change in $message.changes) { $change.handle } }
    }
}
