# The commands of README, the documents, the help and the examples.
BeforeDiscovery {
    $root = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '../..')).ProviderPath
    $files = @(
        Get-ChildItem -LiteralPath $root -File -Filter *.md
        'docs', 'bench' |
            ForEach-Object { Get-ChildItem -LiteralPath (Join-Path $root $_) -Recurse -File -Include *.md, *.ps1 }
        Get-ChildItem -LiteralPath (Join-Path $root src) -Recurse -File -Include *.cs |
            Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]'
    )
    $cases = @($files |
        ForEach-Object { @{ Path = $_.FullName; Name = $_.FullName.Substring($root.Length + 1).Replace('\', '/') } })
}

Describe 'Encodings' {
    BeforeAll {
        # Returns the commands that read or write text in the encoding of the PowerShell that runs them. Windows
        # PowerShell 5.1 reads a file without a byte order mark as ANSI, and Export-Csv writes question marks there.
        function Find-PlainCommand([string] $Text) {
            if ($Text -match '#Requires -Version 7') { return }
            [regex]::Matches($Text, '\b(Get-Content|Export-Csv) [^|;\r\n]*') | ForEach-Object Value |
                Where-Object { $_ -cmatch '^\S+ (-|\$|\(|[.\w/]+\.\w)' -and $_ -notmatch '-Encoding|-AsByteStream' }
        }
    }

    It 'are specified by every command of <Name>' -ForEach $cases {
        Find-PlainCommand (Get-Content -Raw -Encoding UTF8 -LiteralPath $Path) | Should -BeNullOrEmpty
    }

    It 'are reported if they are missing' {
        Find-PlainCommand 'Get-Content users.txt | Get-TikTokFollowing' | Should -BeExactly 'Get-Content users.txt '
        Find-PlainCommand '(Get-Content -Raw ./a.json)' | Should -Not -BeNullOrEmpty
        Find-PlainCommand 'Get-TikTokFollowing x | Export-Csv $file -NoTypeInformation' | Should -Not -BeNullOrEmpty
        Find-PlainCommand 'Get-Content users.txt -Encoding UTF8 | Export-Csv a.csv -Encoding UTF8' |
            Should -BeNullOrEmpty
        Find-PlainCommand 'Accounts from Export-Csv, Import-Clixml and Export-Csv.' | Should -BeNullOrEmpty
    }
}
