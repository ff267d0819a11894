@{
    ModuleVersion        = '0.1.0'
    GUID                 = 'c8c6e0f2-6a0f-4f1b-9d5f-0c7f6f7b2a41'
    Author               = 'The TikTokFollowing contributors'
    CompanyName          = 'The TikTokFollowing contributors'
    Copyright            = '(c) 2026 The TikTokFollowing contributors. MIT licence.'
    Description          = 'Lists the accounts that a TikTok user follows, through SociaVault, Social Fetch, DumplingAI, UnifAPI or ScrapeCreators, as the same strongly typed objects whichever of them answers. Buys no page that nobody asked for, keeps what was bought, and says what it cost. Tells what changed between two lists. A local sandbox answers like all five services, without a key and without credits. Not connected with TikTok or with any of the services.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    DotNetFrameworkVersion = '4.7.2'

    # Each edition loads the build made for it. Both carry their dependencies in a folder of their own, so that they cannot collide with another module's.
    RootModule           = if ($PSEdition -eq 'Core') { 'bin/net8.0/TikTokFollowing.Cmdlets.dll' } else { 'bin/net472/TikTokFollowing.Cmdlets.dll' }
    FormatsToProcess     = @('TikTokFollowing.format.ps1xml')
    TypesToProcess       = @('TikTokFollowing.types.ps1xml')

    CmdletsToExport      = @(
        'Compare-TikTokFollowing'
        'Export-TikTokFollowingReport'
        'Get-TikTokFollowing'
        'Get-TikTokFollowingBalance'
        'Get-TikTokFollowingCredential'
        'Get-TikTokFollowingPage'
        'Get-TikTokFollowingProvider'
        'Remove-TikTokFollowingCredential'
        'Set-TikTokFollowingCredential'
        'Start-TikTokFollowingSandbox'
        'Stop-TikTokFollowingSandbox'
        'Test-TikTokFollowingCredential'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()

    PrivateData          = @{
        PSData = @{
            Tags         = @('TikTok', 'Following', 'SocialMedia', 'SocialGraph', 'API', 'SociaVault', 'SocialFetch', 'DumplingAI', 'UnifAPI', 'ScrapeCreators', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://github.com/tiktokfollowing/TikTokFollowing/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/tiktokfollowing/TikTokFollowing'
            IconUri      = 'https://raw.githubusercontent.com/tiktokfollowing/TikTokFollowing/main/docs/icon.png'
            ReleaseNotes = 'First version: lists from five services in one shape, paging, budgets, journals, fallbacks, keys, a sandbox. All changes: https://github.com/tiktokfollowing/TikTokFollowing/blob/main/CHANGELOG.md'
        }
    }
}
