# Every example of every help page, each in its own session and folder. A sandbox is started first, as the first example
# of a page states.
BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Vaults.ps1"

    # These write to a vault. They run in a fresh PowerShell with a temporary home, whose default vault is Store.
    $needVault = @(
        'Get-TikTokFollowingCredential 3'
        'Remove-TikTokFollowingCredential 3'
        'Set-TikTokFollowingCredential 1'
        'Set-TikTokFollowingCredential 4'
    )
    # Help ends each paragraph with the line end of the system. In a regular expression, "$" matches before "`n" only.
    function ConvertTo-Lf([string] $Text) { $Text -replace '\r\n', "`n" }

    $examples = foreach ($name in (Get-Module TikTokFollowing).ExportedCmdlets.Keys | Sort-Object) {
        $number = 0
        foreach ($example in (Get-Help $name -Full).examples.example) {
            $number++
            $texts = @($example.remarks | ForEach-Object Text | Where-Object { $_ } |
                ForEach-Object { ConvertTo-Lf $_ })
            @{
                Id      = "$name $number"
                Title   = $example.title.Trim('- ')
                Code    = ConvertTo-Lf $example.code
                Words   = $texts[0]
                Shown   = $texts[-1]
                Text    = ConvertTo-Lf ($example.remarks | Out-String -Width 4096)
                InVault = "$name $number" -in $needVault
            }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Vaults.ps1"
    $environment = Clear-TestEnvironment
    $folder = Get-Location

    function Test-Text([string] $Text, [string[]] $Errors, [string[]] $Warnings, [string[]] $Lines) {
        $flat = $Text -replace '\s+', ' '
        # The text of an example must show its errors. A request id differs from run to run.
        foreach ($message in $Errors -replace ' Request id: \S+\.') {
            $pattern = [WildcardPattern]::Escape(($message -replace '\s+', ' '))
            $flat | Should -BeLike "*$pattern*" -Because 'the text must show each error'
        }
        # The warning about the sandbox, which a page shows once, and warnings with a time are not compared.
        foreach ($message in $Warnings) {
            if ($message -notmatch '^Using the sandbox at |\d:\d\d') {
                $pattern = [WildcardPattern]::Escape(($message -replace '\s+', ' '))
                $flat | Should -BeLike "*$pattern*" -Because 'the text must show each warning'
            }
        }
        foreach ($line in $Lines) {
            $Text | Should -Match "(?m)(^|\s)$([regex]::Escape($line))\s*$" -Because 'the text must show the output'
        }
        foreach ($shown in [regex]::Matches($Text, '(?m)^\s*WARNING: (.*?)\s*$')) {
            $Warnings | Should -Contain $shown.Groups[1].Value -Because 'its text shows this warning'
        }
    }

    # Compares the tables word by word. Ports differ from run to run, and times depend on the time zone, so both are
    # ignored.
    # The invariant culture formats the dates, so that the lines that hold them are recognized on every machine.
    function Test-Shown([string] $Shown, $Output) {
        $culture = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
        try { $real = $Output | Out-String -Width 80 }
        finally { [cultureinfo]::CurrentCulture = $culture }
        $words = foreach ($text in $real, $Shown) {
            $lines = $text -replace '\e\[[\d;]*m' -replace '127\.0\.0\.1:\d+' -split '\r?\n' -notmatch
                '^WARNING: |^[A-Z][a-z]+-TikTok\w+: |\d\d/\d\d/\d{4} '
            , (($lines -join ' ') -replace '\s+', ' ').Trim()
        }
        $words[1] | Should -BeExactly $words[0] -Because 'the text must show the output'
    }
}

AfterAll {
    Restore-TestEnvironment $environment
    Set-Location $folder
}

Describe 'Example: <Id>' -ForEach $examples {
    It 'is described by a sentence, in lines of 80 columns' {
        $Title | Should -Match '^Example \d+: .+[a-z]{2,}'
        $Words | Should -Match '^[A-Z\-].+\.$'
        foreach ($line in $Code -split '\r?\n') { $line.Length | Should -BeLessOrEqual 80 -Because $line }
    }

    It 'runs with the output that its text shows: <Title>' {
        if ($InVault -and -not $HasVaults) { Set-ItResult -Skipped -Because $NoVaults; return }
        $testHome = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        $null = New-Item $testHome -ItemType Directory
        if ($InVault) {
            $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($Code))
            $result = Invoke-AtHome $testHome ($RegisterStore + @"
`$code = [Text.Encoding]::Unicode.GetString([Convert]::FromBase64String('$encoded'))
`$ErrorActionPreference = 'Continue'
`$out = @(& ([scriptblock]::Create(`$code)) 2>&1 3>`$null)
@{
    Errors = @(`$out | Where-Object { `$_ -is [Management.Automation.ErrorRecord] } |
        ForEach-Object { `$_.Exception.Message })
    Lines  = @(`$out | Where-Object { `$_ -is [string] -or `$_ -is [ValueType] } | ForEach-Object { "`$_" })
    Count  = `$out.Count
} | ConvertTo-Json
"@)
            Test-Text $Text $result.Errors @() $result.Lines
            $count = $result.Count
        }
        else {
            Reset-TestSession
            $null = Start-TikTokFollowingSandbox
            $temporary = 'TMPDIR', 'TMP', 'TEMP'
            $saved = @{}
            foreach ($variable in $temporary) {
                $saved[$variable] = [Environment]::GetEnvironmentVariable($variable)
                [Environment]::SetEnvironmentVariable($variable, $testHome)
            }
            $shell = New-TestPowerShell "Set-Location -LiteralPath '$testHome'"
            try {
                $null = $shell.Invoke()
                $shell.Commands.Clear()
                $shell.Streams.ClearStreams()
                $output = @($shell.AddScript($Code, $false).Invoke())
                Test-Text $Text @($shell.Streams.Error |
                    ForEach-Object { $_.Exception.Message }) @($shell.Streams.Warning |
                        ForEach-Object { $_.Message }) @(
                    $output | Where-Object {
                        $_.BaseObject -is [string] -or
                            ($_.BaseObject -is [ValueType] -and $_.BaseObject -isnot [datetime])
                    } | ForEach-Object { "$_" })
                $count = $output.Count + $shell.Streams.Warning.Count
                if ($Text.Trim() -ne $Words.Trim()) { Test-Shown $Shown $output }
            }
            finally {
                $shell.Dispose()
                foreach ($variable in $temporary) {
                    [Environment]::SetEnvironmentVariable($variable, $saved[$variable])
                }
                Reset-TestSession
            }
        }
        if ($Text.Trim() -ne $Words.Trim()) {
            $count | Should -BeGreaterThan 0 -Because 'the text shows an output'
        }
    }
}
