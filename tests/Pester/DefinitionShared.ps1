# Definitions of a fictitious vendor whose lists are those of ListServer.ps1. Dot-source it after Shared.ps1.

# Returns the JSON of a definition. A page costs 2 credits.
function New-Definition([uri] $Address = 'https://api.acme.example', [string] $Name = 'Acme') {
    @"
{
  // The lists of a fictitious vendor.
  "version": 1,
  "name": "$Name",
  "address": "$Address",
  "auth": { "header": "X-Acme-Key" },
  "cost": { "perRequest": 2 },
  "request": { "path": "v1/list", "query": { "handle": "{handle}", "min_time": "{cursor}" } },
  "page": {
    "items": ["followings"], "hasMore": ["has_more"], "next": ["min_time"], "cursorIsFollowTime": true,
    "total": ["total"]
  },
  "errors": { "message": ["message"] },
  "balance": { "request": { "path": "v1/credits" }, "credits": ["credits"] },
  "record": { "id": ["uid"], "handle": ["unique_id"], "displayName": ["nickname"], "followerCount": ["follower_count"] }
}
"@
}

# Returns the JSON of a definition without a balance request.
function New-SmallDefinition([uri] $Address, [string] $Name = 'Acme') {
    (New-Definition $Address $Name) -replace '(?m)^  "balance": .*\r?\n'
}

# Writes a definition, and returns its full path.
function Save-Definition([uri] $Address = 'https://api.acme.example', [string] $Name = 'Acme', [string] $File) {
    if (-not $File) { $File = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).json" }
    [System.IO.File]::WriteAllText($File, (New-Definition $Address $Name))
    $File
}

# Writes a definition into a new folder, and returns the folder.
function New-DefinitionFolder([string[]] $Name) {
    $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))) -ItemType Directory).FullName
    foreach ($one in $Name) { $null = Save-Definition -Name $one -File (Join-Path $folder "$one.json") }
    $folder
}

# Restores the state of a new session, without the keys of definitions.
function Reset-Definition {
    $defined = @(Get-TikTokFollowingProvider -WarningAction SilentlyContinue | Where-Object Source -NE 'Built-in')
    foreach ($one in $defined) {
        Remove-TikTokFollowingCredential $one.Provider -Scope Session -WarningAction SilentlyContinue
    }
    foreach ($name in 'ACME', 'BETA', 'OPENAI') {
        [Environment]::SetEnvironmentVariable("TIKTOKFOLLOWING_${name}_API_KEY", $null)
    }
    Reset-TestSession
}
