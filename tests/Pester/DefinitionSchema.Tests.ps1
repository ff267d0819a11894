# The schema is for editors. Test-Json of PowerShell 7.4 and later reads its draft.
BeforeDiscovery {
    $twins = "$PSScriptRoot/../TikTokFollowing.Client.Tests/Definitions/Twins/*.json",
        "$PSScriptRoot/../../docs/definitions/*.json" |
        Get-ChildItem -Exclude *.schema.json | ForEach-Object { @{ Name = $_.BaseName; Path = $_.FullName } }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    # Windows PowerShell has no Test-Json.
    $testJson = Get-Command ('Test', 'Json' -join '-') -ErrorAction SilentlyContinue
    $canTest = $testJson -and $testJson.Parameters.ContainsKey('Options')
    $noTestJson = 'it takes Test-Json of PowerShell 7.4 or later'
    $schema = Join-Path $ModuleFolder 'definitions/provider-definition.schema.json'
    $lenient = @{ SchemaFile = $schema; Options = 'IgnoreComments', 'AllowTrailingCommas'
        ErrorAction = 'SilentlyContinue' }
    $minimal = @'
{
  "$schema": "./provider-definition.schema.json",
  "version": 1,
  "name": "Minimal",
  "address": "https://api.minimal.example", // a comment
  "auth": { "header": "x-api-key" },
  "cost": { "perRequest": 1 },
  "request": { "path": "following", "query": { "user": "{handle}", "cursor": "{cursor}" } },
  "page": { "items": "users", "next": "cursor" },
  "record": { "handle": "name" },
}
'@
}

Describe 'The schema of provider definitions' {
    It 'is a part of the module and of the documentation, and is the same in both' {
        $document = Join-Path $PSScriptRoot '../../docs/definitions/provider-definition.schema.json'
        (Get-FileHash -LiteralPath $schema).Hash | Should -Be (Get-FileHash -LiteralPath $document).Hash
    }

    It 'accepts <Name> as a definition' -ForEach $twins {
        if (-not $canTest) { Set-ItResult -Skipped -Because $noTestJson }
        & $testJson -LiteralPath $Path @lenient | Should -BeTrue
    }

    It 'accepts a minimal definition with comments and trailing commas' {
        if (-not $canTest) { Set-ItResult -Skipped -Because $noTestJson }
        & $testJson -Json $minimal @lenient | Should -BeTrue
    }

    It 'accepts an address with a path and a port, and a price of 0' {
        if (-not $canTest) { Set-ItResult -Skipped -Because $noTestJson }
        $other = $minimal.Replace('api.minimal.example', 'api.minimal.example:8443/v1/').Replace('"perRequest": 1',
            '"perRequest": 0')
        & $testJson -Json $other @lenient | Should -BeTrue
    }

    It 'rejects <Old> replaced by <New>' -ForEach @(
        @{ Old = '"version": 1'; New = '"version": 2' }
        @{ Old = '"name": "Minimal"'; New = '"name": "a-b"' }
        @{ Old = 'https://api.minimal.example'; New = 'https://me:pw@api.minimal.example' }
        @{ Old = 'https://api.minimal.example'; New = 'ftp://api.minimal.example' }
        @{ Old = '"auth"'; New = '"atuh"' }
        @{ Old = '"perRequest": 1'; New = '"perRequest": -1' }
        @{ Old = '"perRequest": 1'; New = '"text": "free"' }
        @{ Old = 'https://api.minimal.example'; New = 'https://api.minimal.example/a/../b' }
        @{ Old = 'https://api.minimal.example'; New = 'https://api.minimal.example//b' }
        @{ Old = '"cost"'; New = '"headers": { "X-User": "{handle}" }, "cost"' }
        @{ Old = '"path": "following"'; New = '"method": "PUT", "path": "following"' }
        @{ Old = '"items": "users"'; New = '"items": "users.*"' }
        @{ Old = '"items": "users"'; New = '"itmes": "users"' }
        @{ Old = '"next": "cursor"'; New = '"next": { "base64Json": "cursor" }' }
        @{ Old = '{ "handle": "name" }'; New = '{ "bio": "name" }' }
        @{ Old = '{ "handle": "name" }'; New = '{ "handle": "$.data[0]" }' }
    ) {
        if (-not $canTest) { Set-ItResult -Skipped -Because $noTestJson }
        $minimal.Contains($Old) | Should -BeTrue
        & $testJson -Json $minimal.Replace($Old, $New) @lenient | Should -BeFalse
    }
}
