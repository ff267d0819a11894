@{
    Severity     = @('Error', 'Warning', 'Information')

    ExcludeRules = @(
        # Our own small functions read as sentences.
        'PSAvoidUsingPositionalParameters'
        # No function leaves the script that it stands in: the module's commands are cmdlets, and those support -WhatIf.
        'PSUseShouldProcessForStateChangingFunctions'
    )

    Rules        = @{
        # Every script runs on Windows PowerShell 5.1 too. 7.0 is the newest syntax that the rule knows.
        PSUseCompatibleSyntax         = @{ Enable = $true; TargetVersions = @('5.1', '7.0') }
        PSPlaceOpenBrace              = @{ Enable = $true; OnSameLine = $true; NewLineAfter = $false; IgnoreOneLineBlock = $true }
        PSUseConsistentIndentation    = @{ Enable = $false }
        PSAvoidLongLines              = @{ Enable = $false }
        PSAvoidSemicolonsAsLineTerminators = @{ Enable = $true }
    }
}
