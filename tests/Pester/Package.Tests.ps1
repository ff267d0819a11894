BeforeDiscovery {
    $gallery = Get-Module Microsoft.PowerShell.PSResourceGet -ListAvailable
    $canPack = [bool] $gallery
    # On Windows, the folders of a user cannot be redirected, so an installation would be among the modules of the user.
    $canInstall = $canPack -and ($env:OS -ne 'Windows_NT' -or $env:CI -eq 'true')
    $why = if (-not $canPack) { ' (skipped: PSResourceGet is not installed)' }
    $whyNotInstalled = if (-not $canPack) { $why }
    elseif (-not $canInstall) { ' (skipped: it would be installed into your own modules; set CI to true to allow it)' }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $gallery = @(Get-Module Microsoft.PowerShell.PSResourceGet -ListAvailable | Sort-Object Version -Descending)[0]
    $version = (Get-Module TikTokFollowing).Version.ToString()

    # A profile without installed modules.
    $profileFolder = Join-Path $TestDrive 'profile'
    $null = New-Item -ItemType Directory (Join-Path $profileFolder '.local/share'),
        (Join-Path $profileFolder '.config'), (Join-Path $profileFolder '.cache')
    $variables = @{ HOME = $profileFolder; XDG_DATA_HOME = $null; XDG_CONFIG_HOME = $null; XDG_CACHE_HOME = $null
        PSModulePath = $null }

    function Invoke-InProfile([string] $Script) {
        $saved = @{}
        foreach ($name in $variables.Keys) {
            $saved[$name] = [Environment]::GetEnvironmentVariable($name)
            [Environment]::SetEnvironmentVariable($name, $variables[$name])
        }
        try { Invoke-FreshPowerShell $Script }
        finally { foreach ($name in $saved.Keys) { [Environment]::SetEnvironmentVariable($name, $saved[$name]) } }
    }

    if ($gallery) {
        $folder = Join-Path $TestDrive 'gallery'
        $build = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '../../build.ps1')).ProviderPath
        $packed = Invoke-InProfile @"
Import-Module '$($gallery.Path)'
`$InformationPreference = 'SilentlyContinue'
& '$build' pack -ModulePath '$ModulePath' -Destination '$folder' 6> `$null
`$left = @(Get-PSResourceRepository -Name TikTokFollowing-* -ErrorAction SilentlyContinue)
@{ Repositories = `$left.Count } | ConvertTo-Json
"@
        $package = Join-Path $folder "TikTokFollowing.$version.nupkg"
        Add-Type -AssemblyName System.IO.Compression.FileSystem
        $zip = [IO.Compression.ZipFile]::OpenRead($package)
        try {
            $entries = @($zip.Entries | ForEach-Object { [uri]::UnescapeDataString($_.FullName).Replace('\', '/') })
            $stream = ($zip.Entries | Where-Object FullName -like '*.nuspec').Open()
            $reader = New-Object System.IO.StreamReader $stream
            $nuspec = ([xml] $reader.ReadToEnd()).package.metadata
            $reader.Dispose()
        }
        finally { $zip.Dispose() }
    }
}

Describe "Package$why" {
    It 'is one small file, whose name has the version' -Skip:(-not $canPack) {
        (Get-ChildItem $folder).Name | Should -Be "TikTokFollowing.$version.nupkg"
        (Get-Item $package).Length | Should -BeLessThan 3MB
        $packed.Repositories | Should -Be 0 -Because 'packing leaves no repository registered'
    }

    It 'contains exactly the files of the module' -Skip:(-not $canPack) {
        $ofNuGet = '^(_rels/|package/|\[Content_Types\]\.xml$|TikTokFollowing\.nuspec$)'
        $root = (Get-Item -LiteralPath $ModuleFolder).FullName
        $files = Get-ChildItem -LiteralPath $root -Recurse -File |
            ForEach-Object { $_.FullName.Substring($root.Length + 1).Replace('\', '/') } |
                Where-Object { $_ -ne 'PSGetModuleInfo.xml' }
        Compare-Sequence ($entries | Where-Object { $_ -notmatch $ofNuGet } | Sort-Object) ($files | Sort-Object) |
            Should -BeTrue
    }

    It 'contains the license, the notices, the help and both builds' -Skip:(-not $canPack) {
        foreach ($file in 'LICENSE', 'THIRD-PARTY-NOTICES.txt', 'TikTokFollowing.psd1', 'TikTokFollowing.format.ps1xml',
            'TikTokFollowing.types.ps1xml',
            'en-US/TikTokFollowing.Cmdlets.dll-Help.xml', 'en-US/about_TikTokFollowing.help.txt',
                'en-US/about_TikTokFollowing_Definitions.help.txt',
            'definitions/provider-definition.schema.json', 'bin/net8.0/TikTokFollowing.Cmdlets.dll',
                'bin/net472/TikTokFollowing.Cmdlets.dll') {
            $entries | Should -Contain $file
        }
    }

    It 'contains no symbols, type documentation, tests or files of PowerShell' -Skip:(-not $canPack) {
        $entries | Where-Object {
            $_ -match '\.pdb$|\.deps\.json$|^bin/.*\.xml$|Tests|\.cs$|xunit|Pester|System\.Management\.Automation'
        } | Should -BeNullOrEmpty
    }

    It 'lists every third-party library in the notices' -Skip:(-not $canPack) {
        $notices = Get-Content -Raw -LiteralPath (Join-Path $ModuleFolder 'THIRD-PARTY-NOTICES.txt')
        $others = $entries | Where-Object { $_ -match '/dependencies/(?!TikTokFollowing)(.+)\.dll$' } |
            ForEach-Object { [regex]::Match($_, '([^/]+)\.dll$').Groups[1].Value } | Sort-Object -Unique
        $others | Should -Contain 'Polly.Core'
        # The notices list the libraries of .NET as two families.
        foreach ($name in $others) {
            $known = ($name -replace '^(System|Microsoft\.Bcl)\..*', '$1.*')
            $notices.Contains($known) | Should -BeTrue -Because "$name is shipped"
        }
    }

    It 'contains the metadata that the Gallery requires' -Skip:(-not $canPack) {
        $nuspec.id | Should -BeExactly 'TikTokFollowing'
        $nuspec.version | Should -Be $version
        $nuspec.description | Should -Not -BeNullOrEmpty
        $nuspec.releaseNotes | Should -Not -BeNullOrEmpty
        foreach ($field in 'licenseUrl', 'projectUrl', 'iconUrl') {
            $nuspec.$field | Should -Match '^https://github\.com/|^https://raw\.githubusercontent\.com/'
        }
        $tags = $nuspec.tags -split ' '
        foreach ($tag in 'PSModule', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS') {
            $tags | Should -Contain $tag
        }
        $nuspec.tags.Length | Should -BeLessThan 4000 -Because 'that is the limit of the Gallery'
    }
}

Describe "Package, installed from a folder into a clean profile$whyNotInstalled" {
    BeforeAll {
        if ($gallery) {
            $result = Invoke-InProfile @"
Import-Module '$($gallery.Path)'
`$result = [ordered] @{}
Register-PSResourceRepository -Name Folder -Uri '$folder' -Trusted
`$result.Found = "`$((Find-PSResource TikTokFollowing -Repository Folder).Version)"
Install-PSResource TikTokFollowing -Repository Folder -Scope CurrentUser
`$result.Installed = (Get-InstalledPSResource TikTokFollowing).InstalledLocation
# The first command imports the module by its name.
`$null = Start-TikTokFollowingSandbox
`$result.Listed = @(Get-TikTokFollowing someone -Provider SociaVault -All -WarningAction SilentlyContinue).Count
`$result.From = (Get-Module TikTokFollowing).ModuleBase
`$result.Synopsis = (Get-Help Get-TikTokFollowing).Synopsis
`$result.Signed = @(Get-ChildItem `$result.From -Recurse -Filter *.cat).Count
Remove-Module TikTokFollowing
Uninstall-PSResource TikTokFollowing -Scope CurrentUser
`$result.Left = @(Get-Module TikTokFollowing -ListAvailable).Count
`$result.Errors = @(`$Error | ForEach-Object { "`$_" })
`$result | ConvertTo-Json
"@
        }
    }

    It 'can be found, installed, imported by its name and used' -Skip:(-not $canInstall) {
        $result.Found | Should -Be $version
        $result.From | Should -BeLike "*TikTokFollowing?$version*"
        if ($env:OS -ne 'Windows_NT') { $result.From | Should -BeLike "$profileFolder*" }
        $result.Listed | Should -Be 90
        $result.Synopsis | Should -Match '\w+ \w+'
    }

    It 'can be uninstalled, without an error' -Skip:(-not $canInstall) {
        $result.Left | Should -Be 0
        $result.Errors | Should -BeNullOrEmpty
    }
}
