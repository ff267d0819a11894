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

    # Reads a DLL without loading it. On Core only: .NET Framework has no reader of its own.
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
        $manifest = Test-ModuleManifest $ModulePath -ErrorAction Stop -WarningVariable warnings -WarningAction SilentlyContinue
        $commands = 'Compare-TikTokFollowing', 'Export-TikTokFollowingReport', 'Get-TikTokFollowing',
            'Get-TikTokFollowingHistory', 'Import-TikTokFollowingHistory', 'Get-TikTokFollowingPage',
                'Get-TikTokFollowingProvider', 'Set-TikTokFollowingCredential', 'Get-TikTokFollowingCredential',
            'Remove-TikTokFollowingCredential', 'Start-TikTokFollowingSandbox', 'Stop-TikTokFollowingSandbox',
                'Get-TikTokFollowingBalance', 'Test-TikTokFollowingCredential'
    }

    It 'is one that Test-ModuleManifest is content with' {
        $manifest.Name | Should -BeExactly 'TikTokFollowing'
        $warnings | Should -BeNullOrEmpty
    }

    It 'has what the Gallery asks for' {
        $manifest.Author | Should -Not -BeNullOrEmpty
        $manifest.Description | Should -Not -BeNullOrEmpty
        $manifest.LicenseUri | Should -Not -BeNullOrEmpty
        $manifest.ProjectUri | Should -Not -BeNullOrEmpty
        $manifest.ReleaseNotes | Should -Not -BeNullOrEmpty
        $manifest.Tags | Should -Contain 'TikTok'
        $manifest.Tags | Where-Object { $_ -match '\s' } |
            Should -BeNullOrEmpty -Because 'the Gallery splits tags at blanks'
        $manifest.Guid | Should -Not -Be ([guid]::Empty)
    }

    It 'runs on both editions, from 5.1' {
        $manifest.CompatiblePSEditions | Sort-Object | Should -Be 'Core', 'Desktop'
        $manifest.PowerShellVersion | Should -Be '5.1'
    }

    It 'exports cmdlets, each by name, and nothing else' {
        # The manifest's own words, without the module being loaded.
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

    It 'is named as the folder is, and every file that it names is there' {
        (Split-Path -Leaf $ModuleFolder) | Should -BeIn 'TikTokFollowing', "$($manifest.Version)"
        foreach ($file in @($manifest.ExportedFormatFiles) + @($manifest.ExportedTypeFiles)) {
            Test-Path -LiteralPath $file | Should -BeTrue
        }
        Test-Path -LiteralPath (Join-Path $ModuleFolder 'LICENSE') | Should -BeTrue
    }
}

Describe 'Module: cmdlets' {
    It '<_> has an approved verb, a singular noun, and tells what it writes' -ForEach 'Compare-TikTokFollowing',
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

    It 'the files of the tests are one for each cmdlet' {
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
    It 'bin/<_> has the cmdlets and the vocabulary in sight, and all else in dependencies' -ForEach 'net8.0', 'net472' {
        $folder = Join-Path $ModuleFolder "bin/$_"
        (Get-ChildItem $folder -File -Filter *.dll).Name | Sort-Object |
            Should -Be 'TikTokFollowing.Cmdlets.dll', 'TikTokFollowing.dll'
        $inside = (Get-ChildItem (Join-Path $folder 'dependencies') -Filter *.dll).Name
        $inside | Should -Contain 'TikTokFollowing.Client.dll'
        $inside | Should -Contain 'TikTokFollowing.Sandbox.dll'
        $inside | Should -Contain 'Polly.Core.dll'
        $inside | Should -Not -Contain 'TikTokFollowing.dll' -Because 'there must be one vocabulary only'
        $inside | Should -Not -Contain 'System.Management.Automation.dll'
    }

    It 'brings nothing that PowerShell 7 has' {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'it reads assemblies with System.Reflection.Metadata of PowerShell 7'
        }
        $inside = (Get-ChildItem (Join-Path $ModuleFolder 'bin/net8.0') -Recurse -Filter *.dll).Name
        $runtime = [System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()
        $inside | Where-Object { (Test-Path (Join-Path $PSHOME $_)) -or (Test-Path (Join-Path $runtime $_)) } |
            Should -BeNullOrEmpty
    }

    It 'everything that <Framework>/<Name> refers to is there' -ForEach $assemblies {
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
            'System.ValueTuple' # in mscorlib since 4.7; its package ships no file for 4.7.1 and later, and says that no redirect is needed
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
                $shipped[$reference.Name] |
                    Should -BeGreaterOrEqual $reference.Version -Because "$Name asks for $($reference.Name) $($reference.Version)"
            }
            elseif ($Framework -eq 'net472') { $reference.Name | Should -BeIn $ofFramework }
            else {
                $places = $PSHOME, [System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory() |
                    ForEach-Object { Join-Path $_ "$($reference.Name).dll" }
                @($places | Where-Object { Test-Path $_ }).Count |
                    Should -BeGreaterThan 0 -Because "$Name asks for $($reference.Name), which PowerShell 7 would have to bring"
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

    It 'the vocabulary needs nothing: no package, no PowerShell (<_>)' -ForEach 'net8.0', 'net472' {
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
        # One fresh process for all of it: they are slow to start.
        $told = Invoke-FreshPowerShell @'
function Get-Loaded { [AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name } | Sort-Object -Unique }
$told = [ordered] @{}
$null = 'warm' | ConvertTo-Json
$before = Get-Loaded
Import-Module $ModulePath
$told.ByImport = @(Get-Loaded | Where-Object { $_ -notin $before })
$told.ByProvider = @($null = Get-TikTokFollowingProvider; Get-Loaded | Where-Object { $_ -like 'TikTokFollowing*' })

Import-Module $ModulePath
$told.Twice = @(Get-Module TikTokFollowing).Count
$key = New-Object System.Security.SecureString
'a-key-of-the-session'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
Set-TikTokFollowingCredential UnifAPI $key -Scope Session
$sandbox = Start-TikTokFollowingSandbox
$told.Listed = @(Get-TikTokFollowing someone -Provider SociaVault -All -WarningAction SilentlyContinue).Count
Import-Module $ModulePath
$told.RunningAfterSecondImport = $sandbox.IsRunning
$told.KeyAfterSecondImport = (Get-TikTokFollowingCredential UnifAPI).HasKey

Import-Module $ModulePath -Force
$told.Forced = @(Get-Module TikTokFollowing).Count
$null = Start-TikTokFollowingSandbox
$told.ListedAfterForce = @(Get-TikTokFollowing someone -Provider UnifAPI -All -WarningAction SilentlyContinue).Count
Set-TikTokFollowingCredential UnifAPI $key -Scope Session
$sandbox = Start-TikTokFollowingSandbox

Remove-Module TikTokFollowing
$told.RunningAfterRemoval = $sandbox.IsRunning
try { (New-Object System.Net.Sockets.TcpClient).Connect('127.0.0.1', $sandbox.Port); $told.ListensAfterRemoval = $true } catch { $told.ListensAfterRemoval = $false }
$told.CommandsAfterRemoval = @(Get-Command *TikTokFollowing* -CommandType Cmdlet -ErrorAction SilentlyContinue).Count

Import-Module $ModulePath
$told.KeyAfterRemoval = (Get-TikTokFollowingCredential UnifAPI).HasKey
$null = Start-TikTokFollowingSandbox
$told.ListedAgain = @(Get-TikTokFollowing someone -Provider SocialFetch -All -WarningAction SilentlyContinue).Count
$told.ErrorsAtAll = $Error.Count
$told | ConvertTo-Json
'@
    }

    It 'loads the two assemblies in sight and nothing out of dependencies' {
        $told.ByImport | Where-Object { $_ -like 'TikTokFollowing*' } | Sort-Object |
            Should -Be 'TikTokFollowing', 'TikTokFollowing.Cmdlets'
        $told.ByImport | Should -Not -Contain 'Polly.Core'
    }

    It 'opens nothing: what could is not even loaded' {
        $told.ByImport | Where-Object { $_ -match '^System\.Net\.(Http|Sockets|Requests|WebClient|NameResolution)' } |
            Should -BeNullOrEmpty
    }

    It 'loads the client when it is needed' {
        $told.ByProvider | Should -Contain 'TikTokFollowing.Client'
        $told.ByProvider | Should -Not -Contain 'TikTokFollowing.Sandbox'
    }

    It 'works' {
        $told.Listed | Should -Be 90
    }

    It 'a second time is no second module, and takes nothing away' {
        $told.Twice | Should -Be 1
        $told.RunningAfterSecondImport | Should -BeTrue
        $told.KeyAfterSecondImport | Should -BeTrue
    }

    It 'with -Force works' {
        $told.Forced | Should -Be 1
        $told.ListedAfterForce | Should -Be 90
    }

    It 'removal stops the sandbox and takes keys and cmdlets away' {
        $told.RunningAfterRemoval | Should -BeFalse
        $told.ListensAfterRemoval | Should -BeFalse
        $told.CommandsAfterRemoval | Should -Be 0
        $told.KeyAfterRemoval | Should -BeFalse
    }

    It 'after removal works again' {
        $told.ListedAgain | Should -Be 90
    }
}
