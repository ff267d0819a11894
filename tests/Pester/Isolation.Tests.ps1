BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment

    # Another module's Polly, older and with nothing in it that we need.
    $folder = Join-Path $TestDrive 'other'
    $null = New-Item -ItemType Directory $folder -Force
    $intruder = Join-Path $folder 'Polly.Core.dll'
    $code = '[assembly: System.Reflection.AssemblyVersion("7.0.0.0")] namespace Polly { public static class Intruder { public static string Name { get { return "the other Polly"; } } } public class ResiliencePipeline { } }'
    if ($IsCore) {
        # Add-Type invents the assembly's name here; the compiler behind it does not. (Shared.ps1 has had it loaded.)
        $kind = New-Object Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions ([Microsoft.CodeAnalysis.OutputKind]::DynamicallyLinkedLibrary)
        $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create('Polly.Core').WithOptions($kind).
            AddReferences([Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile([object].Assembly.Location)).
            AddSyntaxTrees([Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($code))
        $stream = [System.IO.File]::Create($intruder)
        try { $compilation.Emit($stream).Success | Should -BeTrue }
        finally { $stream.Dispose() }
    }
    else { Add-Type -OutputAssembly $intruder -TypeDefinition $code }
    [System.Reflection.AssemblyName]::GetAssemblyName($intruder).Name | Should -Be 'Polly.Core'

    $isolation = @'
$told = [ordered] @{}
Import-Module $ModulePath
# Causes retries, because Polly is loaded only for them.
$null = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 2
$retried = @{ All = $true; RetryIntervalSec = 0; WarningAction = 'SilentlyContinue' }
$told.Listed = @(Get-TikTokFollowing someone -Provider SociaVault @retried).Count
$told.Unified = @(Get-TikTokFollowing someone -Provider UnifAPI @retried).Count
$polly = @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Polly.Core' })
$told.Pollys = @($polly | ForEach-Object { "$($_.GetName().Version)" })
$told.Places = @($polly | ForEach-Object { $_.Location })
$contexts = [ordered] @{}
if ($PSVersionTable.PSEdition -eq 'Core') {
    foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) {
        $name = $assembly.GetName().Name
        if ($name -like 'TikTokFollowing*' -or ($name -eq 'Polly.Core' -and $assembly.Location -like '*dependencies*')) {
            $contexts[$name] = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly).Name
        }
    }
    $told.JsonInContext = @([System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ 'TikTokFollowing' | ForEach-Object { $_.Assemblies } | ForEach-Object { $_.GetName().Name })
}
$told.Contexts = $contexts
$told.Intruder = try { [Polly.Intruder]::Name } catch { 'not there' }
$told.Pipeline = try { [Polly.ResiliencePipeline].Assembly.GetName().Version.ToString() } catch { 'not there' }
$told.Nameable = @('TikTokFollowing.FollowedAccount', 'TikTokFollowing.FollowingPage', 'TikTokFollowing.FollowingException', 'TikTokFollowing.ResumePoint', 'TikTokFollowing.FollowingErrorKind', 'TikTokFollowing.Sandbox', 'TikTokFollowing.ProviderDescription', 'TikTokFollowing.CredentialStatus' | Where-Object { $_ -as [type] })
$told.NotNameable = @('TikTokFollowing.Client.Paging.FollowingClient', 'TikTokFollowing.Client.Security.ApiKey', 'TikTokFollowing.Client.Providers.ProviderRegistry', 'TikTokFollowing.SandboxServer.SandboxHttpServer' | Where-Object { $_ -as [type] })
$told.Caught = try { Get-TikTokFollowing missing -Provider SociaVault -RetryIntervalSec 0 -ErrorAction Stop -WarningAction SilentlyContinue; 'nothing' } catch [TikTokFollowing.FollowingException] { "$($_.Exception.Kind)" } catch { 'something else' }
$told | ConvertTo-Json -Depth 4
'@
    $alone = Invoke-FreshPowerShell $isolation
    $before = Invoke-FreshPowerShell "`$null = [System.Reflection.Assembly]::LoadFrom('$intruder'); `$null = [Polly.Intruder]::Name`n$isolation"
    $after = Invoke-FreshPowerShell "Import-Module `$ModulePath; `$null = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 2; `$null = Get-TikTokFollowing x -Provider SociaVault -All -RetryIntervalSec 0 -WarningAction SilentlyContinue; `$null = [System.Reflection.Assembly]::LoadFrom('$intruder')`n$isolation"
    $runs = @{ alone = $alone; before = $before; after = $after }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Isolation: with another Polly <_>' -ForEach 'alone', 'before', 'after' {
    BeforeAll {
        $told = $runs[$_]
        $isAlone = $_ -eq 'alone'
    }

    It 'lists work' {
        $told.Listed | Should -Be 90
        $told.Unified | Should -Be 90
    }

    It 'ours comes from dependencies' {
        @($told.Places | Where-Object { $_ -like '*dependencies*' }).Count | Should -Be 1
        $expected = if ($isAlone) { 1 } else { 2 }
        $told.Pollys.Count | Should -Be $expected
    }

    It 'ours is in a context of its own, named TikTokFollowing; the vocabulary is not' {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'Windows PowerShell has no load contexts'
        }
        $told.Contexts.'Polly.Core' | Should -Be 'TikTokFollowing'
        $told.Contexts.'TikTokFollowing.Client' | Should -Be 'TikTokFollowing'
        $told.Contexts.'TikTokFollowing.Sandbox' | Should -Be 'TikTokFollowing'
        $told.Contexts.'TikTokFollowing' | Should -Be 'Default'
        $told.Contexts.'TikTokFollowing.Cmdlets' | Should -Not -Be 'TikTokFollowing'
    }

    It 'our context holds what we brought and nothing of .NET' {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'Windows PowerShell has no load contexts'
        }
        $told.JsonInContext | Sort-Object | Should -Be 'Polly.Core', 'TikTokFollowing.Client', 'TikTokFollowing.Sandbox'
    }

    It 'the session''s own Polly is untouched' {
        if ($isAlone) {
            $told.Intruder | Should -Be 'not there'
            if ($IsCore) { $told.Pipeline | Should -Be 'not there' -Because 'ours is not to be seen from the session' }
        }
        else {
            $told.Intruder | Should -Be 'the other Polly'
            if ($IsCore) { $told.Pipeline | Should -Be '7.0.0.0' }
        }
    }

    It 'the vocabulary can be named and caught in the session, and nothing else of ours' {
        $told.Nameable.Count | Should -Be 8
        $told.NotNameable | Should -BeNullOrEmpty
        $told.Caught | Should -Be 'AccountNotFound'
    }
}

Describe 'Isolation: this process' {
    It 'the vocabulary is the one that cmdlets write' {
        $null = Start-TikTokFollowingSandbox
        Get-TikTokFollowing someone -Provider SociaVault -First 1 @Quiet |
            Should -BeOfType ([TikTokFollowing.FollowedAccount])
    }
}

Describe 'Isolation: several runspaces of one process' {
    BeforeAll {
        $start = @'
$told = [ordered] @{}
$key = New-Object System.Security.SecureString
'a-key-of-the-session'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
function Invoke-Elsewhere([string] $Script, [switch] $Keep) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript('param($ModulePath) $ErrorActionPreference = "Stop"; ' + $Script).AddParameter('ModulePath', $ModulePath)
    $output = @($shell.Invoke())
    if ($shell.Streams.Error.Count) { $output += "$($shell.Streams.Error[0])" }
    if (-not $Keep) { $shell.Dispose() }
    $output
}
function Get-State { "$($sandbox.IsRunning) $((Get-TikTokFollowingCredential UnifAPI).HasKey) $(@(Get-TikTokFollowing someone -Provider SociaVault -WarningAction SilentlyContinue).Count)" }
$list = '@(Get-TikTokFollowing other -Provider UnifAPI -WarningAction SilentlyContinue).Count'
'@
        $between = @'
Import-Module $ModulePath
$sandbox = Start-TikTokFollowingSandbox
Set-TikTokFollowingCredential UnifAPI $key -Scope Session
'@
        $told = Invoke-FreshPowerShell ($start + "`n" + @'
# Removed elsewhere before anything was loaded here: nothing is missing afterwards.
Import-Module $ModulePath
$null = Invoke-Elsewhere 'Import-Module $ModulePath; Remove-Module TikTokFollowing'

'@ + "`n" + $between + "`n" + @'
$told.AfterEarlyRemoval = Get-State
$told.RemovedThere = Invoke-Elsewhere "Import-Module `$ModulePath; $list; Remove-Module TikTokFollowing"
$told.AfterRemoval = Get-State
$told.ForcedThere = Invoke-Elsewhere "Import-Module `$ModulePath; Import-Module `$ModulePath -Force; $list; Import-Module `$ModulePath -Force; $list"
$told.AfterForce = Get-State
$null = 1..5 | ForEach-Object { Invoke-Elsewhere 'Import-Module $ModulePath; Remove-Module TikTokFollowing; Remove-Module TikTokFollowing -ErrorAction SilentlyContinue; Import-Module $ModulePath' -Keep:($_ -gt 3) }
$told.AfterMany = Get-State

# The other way round: the one here is removed, another one still has it.
$other = [powershell]::Create()
$null = $other.AddScript("param(`$ModulePath) Import-Module `$ModulePath; $list").AddParameter('ModulePath', $ModulePath)
$told.OtherBefore = @($other.Invoke())
Remove-Module TikTokFollowing
$told.RunningWhileOther = $sandbox.IsRunning
$told.OtherAfter = @($other.Invoke())
$other.Dispose()
$told | ConvertTo-Json
'@)
        $last = Invoke-FreshPowerShell ($start + "`n" + $between + "`n" + @'
# Runspaces that are closed without a removal are not counted.
$null = 1..3 | ForEach-Object { Invoke-Elsewhere "Import-Module `$ModulePath; $list" }
$other = [powershell]::Create()
$null = $other.AddScript("param(`$ModulePath) Import-Module `$ModulePath; $list").AddParameter('ModulePath', $ModulePath).Invoke()
Remove-Module TikTokFollowing
$told.WhileOther = $sandbox.IsRunning
$other.Runspace.Close()
$told.AfterLast = $sandbox.IsRunning
Import-Module $ModulePath
$told.KeyAfterLast = (Get-TikTokFollowingCredential UnifAPI).HasKey
$told | ConvertTo-Json
'@)
        if ($IsCore) {
            $jobs = Invoke-FreshPowerShell ($start + "`n" + $between + "`n" + @'
$told.ThreadJob = @(Start-ThreadJob { Import-Module $using:ModulePath; @(Get-TikTokFollowing job -Provider UnifAPI -WarningAction SilentlyContinue).Count; Remove-Module TikTokFollowing } | Receive-Job -Wait -AutoRemoveJob)
$told.AfterThreadJob = Get-State
$told.Parallel = @(1..8 | ForEach-Object -ThrottleLimit 4 -Parallel { Import-Module $using:ModulePath -Force; @(Get-TikTokFollowing "p$_" -Provider UnifAPI -WarningAction SilentlyContinue).Count; Remove-Module TikTokFollowing; Import-Module $using:ModulePath })
$told.AfterParallel = Get-State
$told.Process = @(Start-Job { Import-Module $using:ModulePath; Remove-Module TikTokFollowing; 'done' } | Receive-Job -Wait -AutoRemoveJob)
$told.AfterProcess = Get-State
$told | ConvertTo-Json
'@)
        }
    }

    It 'Remove-Module elsewhere takes nothing that is loaded later: no FileNotFoundException' {
        $told.AfterEarlyRemoval | Should -Be 'True True 20'
    }

    It 'Remove-Module, Import-Module -Force and closed runspaces elsewhere end neither sandbox nor keys' {
        $told.RemovedThere | Should -Be 20
        $told.AfterRemoval | Should -Be 'True True 20'
        Compare-Sequence $told.ForcedThere @(20, 20) | Should -BeTrue
        $told.AfterForce | Should -Be 'True True 20'
        $told.AfterMany | Should -Be 'True True 20'
    }

    It 'a removal here ends nothing for another runspace' {
        $told.OtherBefore | Should -Be 20
        $told.RunningWhileOther | Should -BeTrue
        $told.OtherAfter | Should -Be 20
    }

    It 'they end with the last runspace, also when that is closed without a removal' {
        $last.WhileOther | Should -BeTrue
        $last.AfterLast | Should -BeFalse
        $last.KeyAfterLast | Should -BeFalse
    }

    It 'Start-ThreadJob, ForEach-Object -Parallel and Start-Job' {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'Windows PowerShell has no ForEach-Object -Parallel and no Start-ThreadJob'
        }
        $jobs.ThreadJob | Should -Be 20
        $jobs.AfterThreadJob | Should -Be 'True True 20'
        Compare-Sequence $jobs.Parallel @(@(20) * 8) | Should -BeTrue
        $jobs.AfterParallel | Should -Be 'True True 20'
        $jobs.Process | Should -Be 'done'
        $jobs.AfterProcess | Should -Be 'True True 20'
    }
}
