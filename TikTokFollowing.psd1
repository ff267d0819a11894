@{
    ModuleVersion        = '0.1.0'
    GUID                 = 'c8c6e0f2-6a0f-4f1b-9d5f-0c7f6f7b2a41'
    Author               = 'The TikTokFollowing contributors'
    CompanyName          = 'The TikTokFollowing contributors'
    Copyright            = '(c) 2026 The TikTokFollowing contributors. MIT license.'
    Description          = 'Shows which accounts a TikTok user has followed and unfollowed since the last run, usually for the price of one page. Lists the accounts from SociaVault, Social Fetch, DumplingAI, UnifAPI or ScrapeCreators as the same typed objects. A JSON file adds any other provider without code. Fetches only the pages that a command needs, saves them to disk, and reports their cost. Compares lists, measures their overlap, and writes HTML reports. A local sandbox imitates the five built-in providers, without a key and without credits. Not affiliated with TikTok or with any of the providers.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    DotNetFrameworkVersion = '4.7.2'

    # One build for each edition. The dependencies are in a separate folder, so that they do not collide with those of
    # other modules.
    RootModule           = if ($PSEdition -eq 'Core') { 'bin/net8.0/TikTokFollowing.Cmdlets.dll' } else { 'bin/net472/TikTokFollowing.Cmdlets.dll' }
    FormatsToProcess     = @('TikTokFollowing.format.ps1xml')
    TypesToProcess       = @('TikTokFollowing.types.ps1xml')

    CmdletsToExport      = @(
        'Compare-TikTokFollowing'
        'Export-TikTokFollowingGraph'
        'Export-TikTokFollowingReport'
        'Get-TikTokFollowing'
        'Get-TikTokFollowingBalance'
        'Get-TikTokFollowingCredential'
        'Get-TikTokFollowingHistory'
        'Get-TikTokFollowingPage'
        'Get-TikTokFollowingProvider'
        'Get-TikTokFollowingSandbox'
        'Group-TikTokFollowing'
        'Import-TikTokFollowingHistory'
        'Measure-TikTokFollowingOverlap'
        'Register-TikTokFollowingProvider'
        'Remove-TikTokFollowingCredential'
        'Set-TikTokFollowingCredential'
        'Set-TikTokFollowingSandbox'
        'Start-TikTokFollowingSandbox'
        'Stop-TikTokFollowingSandbox'
        'Test-TikTokFollowingCredential'
        'Test-TikTokFollowingProvider'
        'Unregister-TikTokFollowingProvider'
        'Update-TikTokFollowingHistory'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()

    PrivateData          = @{
        PSData = @{
            Tags         = @(
                'TikTok', 'Following', 'SocialMedia', 'SocialGraph', 'API'
                'Tracking', 'Monitoring', 'Unfollow'
                'SociaVault', 'SocialFetch', 'DumplingAI', 'UnifAPI', 'ScrapeCreators'
                'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS'
            )
            LicenseUri   = 'https://github.com/tiktokfollowing/TikTokFollowing/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/tiktokfollowing/TikTokFollowing'
            IconUri      = 'https://raw.githubusercontent.com/tiktokfollowing/TikTokFollowing/main/docs/icon.png'
            ReleaseNotes = 'First version: lists from five providers and from provider definitions as the same objects, with histories, budgets, journals, fallbacks, comparison, overlap, reports, keys and a sandbox. All changes: https://github.com/tiktokfollowing/TikTokFollowing/blob/main/CHANGELOG.md'
        }
    }
}
