BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    $assemblies = foreach ($framework in 'net8.0', 'net472') {
        Get-ChildItem (Join-Path $ModuleFolder "bin/$framework") -Recurse -Filter *.dll |
            ForEach-Object { @{ Framework = $framework; Name = $_.Name; Path = $_.FullName } }
    }
    $ours = $assemblies | Where-Object { $_.Name -like 'TikTokFollowing*' }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment
    $module = Get-Module TikTokFollowing

    # Reads a DLL without loading it. .NET Framework has no such reader.
    function Read-Assembly([string] $Path, [scriptblock] $Reading) {
        $stream = [System.IO.File]::OpenRead($Path)
        try {
            $image = New-Object System.Reflection.PortableExecutable.PEReader $stream
            $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($image)
            & $Reading $metadata
        }
        finally { $stream.Dispose() }
    }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Module: manifest' {
    BeforeAll {
        $quiet = @{ WarningVariable = 'warnings'; WarningAction = 'SilentlyContinue' }
        $manifest = Test-ModuleManifest $ModulePath -ErrorAction Stop @quiet
        $commands = 'Compare-TikTokFollowing', 'Export-TikTokFollowingReport', 'Get-TikTokFollowing',
            'Get-TikTokFollowingHistory', 'Import-TikTokFollowingHistory', 'Get-TikTokFollowingPage',
                'Get-TikTokFollowingProvider', 'Set-TikTokFollowingCredential', 'Get-TikTokFollowingCredential',
            'Remove-TikTokFollowingCredential', 'Start-TikTokFollowingSandbox', 'Stop-TikTokFollowingSandbox',
                'Get-TikTokFollowingBalance', 'Test-TikTokFollowingCredential'
    }

    It 'is valid for Test-ModuleManifest, without a warning' {
        $manifest.Name | Should -BeExactly 'TikTokFollowing'
        $warnings | Should -BeNullOrEmpty
    }

    It 'has the properties that the PowerShell Gallery requires' {
        $manifest.Author | Should -Not -BeNullOrEmpty
        $manifest.Description | Should -Not -BeNullOrEmpty
        $manifest.LicenseUri | Should -Not -BeNullOrEmpty
        $manifest.ProjectUri | Should -Not -BeNullOrEmpty
        $manifest.ReleaseNotes | Should -Not -BeNullOrEmpty
        $manifest.Tags | Should -Contain 'TikTok'
        $manifest.Tags | Where-Object { $_ -match '\s' } |
            Should -BeNullOrEmpty -Because 'the Gallery splits tags at spaces'
        $manifest.Guid | Should -Not -Be ([guid]::Empty)
    }

    It 'runs on both editions, from 5.1' {
        $manifest.CompatiblePSEditions | Sort-Object | Should -Be 'Core', 'Desktop'
        $manifest.PowerShellVersion | Should -Be '5.1'
    }

    It 'exports only cmdlets, each by name' {
        # The manifest is read as text, without loading the module.
        $text = Get-Content -LiteralPath $ModulePath -Raw
        $text | Should -Not -Match '(?m)ToExport\s*=.*\*'
        $module.ExportedFunctions.Count | Should -Be 0
        $module.ExportedAliases.Count | Should -Be 0
        $module.ExportedVariables.Count | Should -Be 0
    }

    It 'exports <_>' -ForEach 'Compare-TikTokFollowing', 'Export-TikTokFollowingReport', 'Get-TikTokFollowing',
        'Get-TikTokFollowingHistory', 'Import-TikTokFollowingHistory', 'Get-TikTokFollowingPage',
            'Get-TikTokFollowingProvider', 'Set-TikTokFollowingCredential', 'Get-TikTokFollowingCredential',
                'Remove-TikTokFollowingCredential', 'Start-TikTokFollowingSandbox', 'Stop-TikTokFollowingSandbox',
                    'Get-TikTokFollowingBalance', 'Test-TikTokFollowingCredential' {
        $module.ExportedCmdlets.Keys | Should -Contain $_
    }

    It 'exports exactly the cmdlets that are in the DLL' {
        $types = (@($module.ExportedCmdlets.Values)[0]).ImplementingType.Assembly.GetExportedTypes()
        $inside = foreach ($type in $types) {
            $attribute = [System.Attribute]::GetCustomAttribute($type, [System.Management.Automation.CmdletAttribute])
            if ($attribute) { "$($attribute.VerbName)-$($attribute.NounName)" }
        }
        $inside | Sort-Object | Should -Be ($manifest.ExportedCmdlets.Keys | Sort-Object)
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ($manifest.ExportedCmdlets.Keys | Sort-Object)
    }

    It 'has the name of the folder, and all of its files exist' {
        (Split-Path -Leaf $ModuleFolder) | Should -BeIn 'TikTokFollowing', "$($manifest.Version)"
        foreach ($file in @($manifest.ExportedFormatFiles) + @($manifest.ExportedTypeFiles)) {
            Test-Path -LiteralPath $file | Should -BeTrue
        }
        Test-Path -LiteralPath (Join-Path $ModuleFolder 'LICENSE') | Should -BeTrue
    }
}

Describe 'Module: cmdlets' {
    It '<_> has an approved verb, a singular noun and an output type' -ForEach 'Compare-TikTokFollowing',
        'Export-TikTokFollowingReport', 'Get-TikTokFollowing', 'Get-TikTokFollowingHistory',
            'Import-TikTokFollowingHistory', 'Get-TikTokFollowingPage', 'Get-TikTokFollowingProvider',
                'Set-TikTokFollowingCredential', 'Get-TikTokFollowingCredential', 'Remove-TikTokFollowingCredential',
                    'Start-TikTokFollowingSandbox', 'Stop-TikTokFollowingSandbox', 'Get-TikTokFollowingBalance',
                        'Test-TikTokFollowingCredential', 'Group-TikTokFollowing', 'Measure-TikTokFollowingOverlap',
                            'Export-TikTokFollowingGraph', 'Register-TikTokFollowingProvider',
                                'Unregister-TikTokFollowingProvider', 'Test-TikTokFollowingProvider' {
        $command = Get-Command $_
        (Get-Verb).Verb | Should -Contain $command.Verb
        $command.Noun |
            Should -Match '^TikTokFollowing(Page|Provider|Credential|Balance|Report|Sandbox|History|Graph|Overlap)?$'
        $command.OutputType.Count | Should -BeGreaterThan 0
        if ($command.Verb -notin 'Get', 'Compare', 'Group', 'Measure' -and $_ -ne 'Test-TikTokFollowingProvider') {
            $command.Parameters.Keys | Should -Contain 'WhatIf'
        }
    }

    It 'each cmdlet has a test file' {
        foreach ($name in $module.ExportedCmdlets.Keys) {
            Test-Path -LiteralPath (Join-Path $PSScriptRoot "$name.Tests.ps1") |
                Should -BeTrue -Because "$name has tests"
        }
    }
}

Describe 'Module: versions' {
    It '<Framework>/<Name> has the version of the manifest' -ForEach $ours {
        $version = (Get-Module TikTokFollowing).Version
        $found = [System.Reflection.AssemblyName]::GetAssemblyName($Path).Version
        $found.ToString(3) | Should -Be $version.ToString()
        $file = [System.Diagnostics.FileVersionInfo]::GetVersionInfo($Path)
        $file.FileVersion | Should -BeLike "$version*"
        $file.ProductVersion | Should -BeLike "$version*"
    }
}

Describe 'Module: layout' {
    It 'bin/<_> has the cmdlets and the public types, and all others in dependencies' -ForEach 'net8.0', 'net472' {
        $folder = Join-Path $ModuleFolder "bin/$_"
        (Get-ChildItem $folder -File -Filter *.dll).Name | Sort-Object |
            Should -Be 'TikTokFollowing.Cmdlets.dll', 'TikTokFollowing.dll'
        $inside = (Get-ChildItem (Join-Path $folder 'dependencies') -Filter *.dll).Name
        $inside | Should -Contain 'TikTokFollowing.Client.dll'
        $inside | Should -Contain 'TikTokFollowing.Sandbox.dll'
        $inside | Should -Contain 'Polly.Core.dll'
        $inside | Should -Not -Contain 'TikTokFollowing.dll' -Because 'the public types must be loaded once'
        $inside | Should -Not -Contain 'System.Management.Automation.dll'
    }

    It 'contains no assembly that PowerShell 7 provides' {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'it reads assemblies with System.Reflection.Metadata of PowerShell 7'
        }
        $inside = (Get-ChildItem (Join-Path $ModuleFolder 'bin/net8.0') -Recurse -Filter *.dll).Name
        $runtime = [System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()
        $inside | Where-Object { (Test-Path (Join-Path $PSHOME $_)) -or (Test-Path (Join-Path $runtime $_)) } |
            Should -BeNullOrEmpty
    }

    It 'all references of <Framework>/<Name> exist' -ForEach $assemblies {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'it reads assemblies with System.Reflection.Metadata of PowerShell 7'
        }
        # The assemblies of .NET Framework 4.7.2 that the module can reference.
        $ofFramework = 'mscorlib', 'netstandard', 'System', 'System.Core', 'System.ComponentModel.DataAnnotations',
            'System.Configuration', 'System.Data', 'System.IO.Compression',
            'System.Net.Http', 'System.Numerics', 'System.Runtime.Serialization', 'System.Xml', 'System.Xml.Linq',
                'System.Runtime', 'System.Threading.Tasks', 'System.Collections',
            'System.Linq', 'System.IO', 'System.Globalization', 'System.Reflection', 'System.Resources.ResourceManager',
                'System.Diagnostics.Debug', 'System.Threading',
            'System.Runtime.Extensions', 'System.Runtime.InteropServices', 'System.Management.Automation',
            # In mscorlib since 4.7. Its package has no file for 4.7.1 and later, and documents that none is needed.
            'System.ValueTuple'
        $folder = Join-Path $ModuleFolder "bin/$Framework"
        $shipped = @{}
        Get-ChildItem $folder -Recurse -Filter *.dll |
            ForEach-Object {
                $shipped[$_.BaseName] = [System.Reflection.AssemblyName]::GetAssemblyName($_.FullName).Version
            }
        $references = Read-Assembly $Path {
            param($metadata)
            foreach ($handle in $metadata.AssemblyReferences) {
                $reference = $metadata.GetAssemblyReference($handle)
                [pscustomobject] @{ Name = $metadata.GetString($reference.Name); Version = $reference.Version }
            }
        }
        foreach ($reference in $references) {
            if ($shipped.ContainsKey($reference.Name)) {
                $because = "$Name refers to $($reference.Name) $($reference.Version)"
                $shipped[$reference.Name] | Should -BeGreaterOrEqual $reference.Version -Because $because
            }
            elseif ($Framework -eq 'net472') { $reference.Name | Should -BeIn $ofFramework }
            else {
                $folders = $PSHOME, [System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory() |
                    ForEach-Object { Join-Path $_ "$($reference.Name).dll" }
                @($folders | Where-Object { Test-Path $_ }).Count |
                    Should -BeGreaterThan 0 -Because "$Name needs $($reference.Name), which must be in PowerShell 7"
                # PowerShell 7.4 has .NET 8.
                if ($reference.Name -like 'System.*' -and $reference.Name -ne 'System.Management.Automation') {
                    $reference.Version.Major | Should -BeLessOrEqual 8
                }
            }
        }
    }

    It 'net472 has the same cmdlets as net8.0' {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'it reads assemblies with System.Reflection.Metadata of PowerShell 7'
        }
        $names = foreach ($framework in 'net8.0', 'net472') {
            (Read-Assembly (Join-Path $ModuleFolder "bin/$framework/TikTokFollowing.Cmdlets.dll") {
                param($metadata)
                foreach ($handle in $metadata.TypeDefinitions) {
                    $metadata.GetString($metadata.GetTypeDefinition($handle).Name)
                }
            } | Where-Object { $_ -match '^(Get|Set|Remove|Start|Stop|Test|Compare|Export|Import|Update).*Command$' } |
                Sort-Object) -join ' '
        }
        $names[0] | Should -Be $names[1]
        $names[0] | Should -Match 'GetTikTokFollowingCommand'
    }

    It 'the public types need no package and no PowerShell (<_>)' -ForEach 'net8.0', 'net472' {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'it reads assemblies with System.Reflection.Metadata of PowerShell 7'
        }
        $references = Read-Assembly (Join-Path $ModuleFolder "bin/$_/TikTokFollowing.dll") {
            param($metadata)
            foreach ($handle in $metadata.AssemblyReferences) {
                $metadata.GetString($metadata.GetAssemblyReference($handle).Name)
            }
        }
        $references |
            Where-Object {
                $_ -notmatch '^(System(\.Runtime|\.Collections|\.Core|\.Linq|\.Memory)?|mscorlib|netstandard)$'
            } | Should -BeNullOrEmpty
    }
}

Describe 'Module: import' {
    BeforeAll {
        # One fresh process, because each is slow to start.
        $found = Invoke-FreshPowerShell @'
function Get-Loaded {
    [AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name } | Sort-Object -Unique
}
$found = [ordered] @{}
$null = 'warm' | ConvertTo-Json
$before = Get-Loaded
Import-Module $ModulePath
$found.ByImport = @(Get-Loaded | Where-Object { $_ -notin $before })
$found.ByProvider = @($null = Get-TikTokFollowingProvider; Get-Loaded | Where-Object { $_ -like 'TikTokFollowing*' })

Import-Module $ModulePath
$found.Twice = @(Get-Module TikTokFollowing).Count
$key = New-Object System.Security.SecureString
'a-key-of-the-session'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
Set-TikTokFollowingCredential UnifAPI $key -Scope Session
$sandbox = Start-TikTokFollowingSandbox
$found.Listed = @(Get-TikTokFollowing someone -Provider SociaVault -All -WarningAction SilentlyContinue).Count
Import-Module $ModulePath
$found.RunningAfterSecondImport = $sandbox.IsRunning
$found.KeyAfterSecondImport = (Get-TikTokFollowingCredential UnifAPI).HasKey

Import-Module $ModulePath -Force
$found.Forced = @(Get-Module TikTokFollowing).Count
$null = Start-TikTokFollowingSandbox
$found.ListedAfterForce = @(Get-TikTokFollowing someone -Provider UnifAPI -All -WarningAction SilentlyContinue).Count
Set-TikTokFollowingCredential UnifAPI $key -Scope Session
$sandbox = Start-TikTokFollowingSandbox

Remove-Module TikTokFollowing
$found.RunningAfterRemoval = $sandbox.IsRunning
$found.ListensAfterRemoval = $true
try { (New-Object System.Net.Sockets.TcpClient).Connect('127.0.0.1', $sandbox.Port) }
catch { $found.ListensAfterRemoval = $false }
$found.CommandsAfterRemoval = @(Get-Command *TikTokFollowing* -CommandType Cmdlet -ErrorAction SilentlyContinue).Count

Import-Module $ModulePath
$found.KeyAfterRemoval = (Get-TikTokFollowingCredential UnifAPI).HasKey
$null = Start-TikTokFollowingSandbox
$found.ListedAgain = @(Get-TikTokFollowing someone -Provider SocialFetch -All -WarningAction SilentlyContinue).Count
$found.ErrorsInTotal = $Error.Count
$found | ConvertTo-Json
'@
    }

    It 'loads only the two assemblies outside dependencies' {
        $found.ByImport | Where-Object { $_ -like 'TikTokFollowing*' } | Sort-Object |
            Should -Be 'TikTokFollowing', 'TikTokFollowing.Cmdlets'
        $found.ByImport | Should -Not -Contain 'Polly.Core'
    }

    It 'opens no connection: no network assembly is loaded' {
        $found.ByImport | Where-Object { $_ -match '^System\.Net\.(Http|Sockets|Requests|WebClient|NameResolution)' } |
            Should -BeNullOrEmpty
    }

    It 'loads the client when it is needed' {
        $found.ByProvider | Should -Contain 'TikTokFollowing.Client'
        $found.ByProvider | Should -Not -Contain 'TikTokFollowing.Sandbox'
    }

    It 'returns lists' {
        $found.Listed | Should -Be 90
    }

    It 'a second import adds no module, and keeps the sandbox and keys' {
        $found.Twice | Should -Be 1
        $found.RunningAfterSecondImport | Should -BeTrue
        $found.KeyAfterSecondImport | Should -BeTrue
    }

    It 'works with -Force' {
        $found.Forced | Should -Be 1
        $found.ListedAfterForce | Should -Be 90
    }

    It 'removal stops the sandbox and removes keys and cmdlets' {
        $found.RunningAfterRemoval | Should -BeFalse
        $found.ListensAfterRemoval | Should -BeFalse
        $found.CommandsAfterRemoval | Should -Be 0
        $found.KeyAfterRemoval | Should -BeFalse
    }

    It 'works again after a removal' {
        $found.ListedAgain | Should -Be 90
    }
}
