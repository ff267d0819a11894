@{
    Severity     = @('Error', 'Warning', 'Information')

    ExcludeRules = @(
        # The functions of the scripts have few parameters, in an obvious order.
        'PSAvoidUsingPositionalParameters'
        # All functions are private to their scripts. The commands of the module are cmdlets, which support -WhatIf.
        'PSUseShouldProcessForStateChangingFunctions'
    )

    Rules        = @{
        # All scripts also run in Windows PowerShell 5.1. 7.0 is the newest version that the rule supports.
        PSUseCompatibleSyntax         = @{ Enable = $true; TargetVersions = @('5.1', '7.0') }
        PSPlaceOpenBrace              = @{
            Enable = $true; OnSameLine = $true; NewLineAfter = $false; IgnoreOneLineBlock = $true
        }
        PSUseConsistentIndentation    = @{ Enable = $false }
        PSAvoidLongLines              = @{ Enable = $false }
        PSAvoidSemicolonsAsLineTerminators = @{ Enable = $true }
    }
}
