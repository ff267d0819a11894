@{
    ModuleVersion     = '0.0.1'
    GUID              = '5b9b7a0e-6f7c-4f0a-9a52-3b1c58f0d0c7'
    Author            = 'The TikTokFollowing contributors'
    Description       = 'The smallest binary module with a manifest, a formats file and a types file.'
    RootModule        = 'EmptyModule.dll'
    FormatsToProcess  = @('EmptyModule.format.ps1xml')
    TypesToProcess    = @('EmptyModule.types.ps1xml')
    CmdletsToExport   = @('Get-Nothing')
    FunctionsToExport = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
