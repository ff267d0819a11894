BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    $environment = Clear-TestEnvironment

    # The Polly of another module: an older version without the types that this module uses.
    $folder = Join-Path $TestDrive 'other'
    $null = New-Item -ItemType Directory $folder -Force
    $otherPolly = Join-Path $folder 'Polly.Core.dll'
    $code = @'
[assembly: System.Reflection.AssemblyVersion("7.0.0.0")]
namespace Polly
{
    public static class OtherPolly { public static string Name { get { return "the other Polly"; } } }
    public class ResiliencePipeline { }
}
'@
    if ($IsCore) {
        # Add-Type cannot set the assembly name here, but its compiler can. Shared.ps1 has loaded it.
        $library = [Microsoft.CodeAnalysis.OutputKind]::DynamicallyLinkedLibrary
        $kind = New-Object Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions $library
        $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create('Polly.Core').WithOptions($kind).
            AddReferences([Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile([object].Assembly.Location)).
            AddSyntaxTrees([Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($code))
        $stream = [System.IO.File]::Create($otherPolly)
        try { $compilation.Emit($stream).Success | Should -BeTrue }
        finally { $stream.Dispose() }
    }
    else { Add-Type -OutputAssembly $otherPolly -TypeDefinition $code }
    [System.Reflection.AssemblyName]::GetAssemblyName($otherPolly).Name | Should -Be 'Polly.Core'

    $isolation = @'
$found = [ordered] @{}
Import-Module $ModulePath
# Causes retries, because Polly is loaded only for them.
$null = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 2
$retried = @{ All = $true; RetryIntervalSec = 0; WarningAction = 'SilentlyContinue' }
$found.Listed = @(Get-TikTokFollowing someone -Provider SociaVault @retried).Count
$found.Unified = @(Get-TikTokFollowing someone -Provider UnifAPI @retried).Count
$polly = @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Polly.Core' })
$found.Pollys = @($polly | ForEach-Object { "$($_.GetName().Version)" })
$found.Places = @($polly | ForEach-Object { $_.Location })
$contexts = [ordered] @{}
if ($PSVersionTable.PSEdition -eq 'Core') {
    foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) {
        $name = $assembly.GetName().Name
        $isShipped = $name -eq 'Polly.Core' -and $assembly.Location -like '*dependencies*'
        if ($name -like 'TikTokFollowing*' -or $isShipped) {
            $contexts[$name] = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly).Name
        }
    }
    $found.InContext = @([System.Runtime.Loader.AssemblyLoadContext]::All |
        Where-Object Name -EQ 'TikTokFollowing' |
        ForEach-Object { $_.Assemblies } |
        ForEach-Object { $_.GetName().Name })
}
$found.Contexts = $contexts
$found.OtherPolly = try { [Polly.OtherPolly]::Name } catch { 'not found' }
$found.Pipeline = try { [Polly.ResiliencePipeline].Assembly.GetName().Version.ToString() } catch { 'not found' }
$public = 'FollowedAccount', 'FollowingPage', 'FollowingException', 'ResumePoint', 'FollowingErrorKind', 'Sandbox',
    'ProviderDescription', 'CredentialStatus'
$found.Nameable = @($public | Where-Object { "TikTokFollowing.$_" -as [type] })
$internal = 'Client.Paging.FollowingClient', 'Client.Security.ApiKey', 'Client.Providers.ProviderRegistry',
    'SandboxServer.SandboxHttpServer'
$found.NotNameable = @($internal | Where-Object { "TikTokFollowing.$_" -as [type] })
$stopping = @{ RetryIntervalSec = 0; ErrorAction = 'Stop'; WarningAction = 'SilentlyContinue' }
$found.Caught = try { Get-TikTokFollowing missing -Provider SociaVault @stopping; 'no error' }
catch [TikTokFollowing.FollowingException] { "$($_.Exception.Kind)" }
catch { 'another error' }
$found | ConvertTo-Json -Depth 4
'@
    $alone = Invoke-FreshPowerShell $isolation
    $load = "`$null = [System.Reflection.Assembly]::LoadFrom('$otherPolly')"
    $before = Invoke-FreshPowerShell "$load; `$null = [Polly.OtherPolly]::Name`n$isolation"
    $after = Invoke-FreshPowerShell (@'
Import-Module $ModulePath
$null = Start-TikTokFollowingSandbox -Fault ServerError -FaultEvery 2
$null = Get-TikTokFollowing x -Provider SociaVault -All -RetryIntervalSec 0 -WarningAction SilentlyContinue

'@ + "$load`n$isolation")
    $runs = @{ alone = $alone; before = $before; after = $after }
}

AfterAll {
    Restore-TestEnvironment $environment
}

Describe 'Isolation: with another Polly <_>' -ForEach 'alone', 'before', 'after' {
    BeforeAll {
        $found = $runs[$_]
        $isAlone = $_ -eq 'alone'
    }

    It 'the module returns whole lists' {
        $found.Listed | Should -Be 90
        $found.Unified | Should -Be 90
    }

    It 'the module uses the Polly in dependencies' {
        @($found.Places | Where-Object { $_ -like '*dependencies*' }).Count | Should -Be 1
        $expected = if ($isAlone) { 1 } else { 2 }
        $found.Pollys.Count | Should -Be $expected
    }

    It 'the client is in the load context TikTokFollowing; the public types are not' {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'Windows PowerShell has no load contexts'
        }
        $found.Contexts.'Polly.Core' | Should -Be 'TikTokFollowing'
        $found.Contexts.'TikTokFollowing.Client' | Should -Be 'TikTokFollowing'
        $found.Contexts.'TikTokFollowing.Sandbox' | Should -Be 'TikTokFollowing'
        $found.Contexts.'TikTokFollowing' | Should -Be 'Default'
        $found.Contexts.'TikTokFollowing.Cmdlets' | Should -Not -Be 'TikTokFollowing'
    }

    It 'the load context has only the dependencies of the module' {
        if ($PSVersionTable.PSEdition -ne 'Core') {
            Set-ItResult -Skipped -Because 'Windows PowerShell has no load contexts'
        }
        $found.InContext | Sort-Object | Should -Be 'Polly.Core', 'TikTokFollowing.Client', 'TikTokFollowing.Sandbox'
    }

    It 'the Polly of the session stays the same' {
        if ($isAlone) {
            $found.OtherPolly | Should -Be 'not found'
            if ($IsCore) { $found.Pipeline | Should -Be 'not found' -Because 'the session cannot see dependencies' }
        }
        else {
            $found.OtherPolly | Should -Be 'the other Polly'
            if ($IsCore) { $found.Pipeline | Should -Be '7.0.0.0' }
        }
    }

    It 'the session can use only the public types' {
        $found.Nameable.Count | Should -Be 8
        $found.NotNameable | Should -BeNullOrEmpty
        $found.Caught | Should -Be 'AccountNotFound'
    }
}

Describe 'Isolation: this process' {
    It 'the public types are those of the output' {
        $null = Start-TikTokFollowingSandbox
        Get-TikTokFollowing someone -Provider SociaVault -First 1 @Quiet |
            Should -BeOfType ([TikTokFollowing.FollowedAccount])
    }
}

Describe 'Isolation: several runspaces of one process' {
    BeforeAll {
        $start = @'
$found = [ordered] @{}
$key = New-Object System.Security.SecureString
'a-key-of-the-session'.ToCharArray() | ForEach-Object { $key.AppendChar($_) }
function Invoke-Elsewhere([string] $Script, [switch] $Keep) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript('param($ModulePath) $ErrorActionPreference = "Stop"; ' + $Script)
    $null = $shell.AddParameter('ModulePath', $ModulePath)
    $output = @($shell.Invoke())
    if ($shell.Streams.Error.Count) { $output += "$($shell.Streams.Error[0])" }
    if (-not $Keep) { $shell.Dispose() }
    $output
}
function Get-State {
    $accounts = @(Get-TikTokFollowing someone -Provider SociaVault -WarningAction SilentlyContinue)
    "$($sandbox.IsRunning) $((Get-TikTokFollowingCredential UnifAPI).HasKey) $($accounts.Count)"
}
$list = '@(Get-TikTokFollowing other -Provider UnifAPI -WarningAction SilentlyContinue).Count'
'@
        $between = @'
Import-Module $ModulePath
$sandbox = Start-TikTokFollowingSandbox
Set-TikTokFollowingCredential UnifAPI $key -Scope Session
'@
        $found = Invoke-FreshPowerShell ($start + "`n" + @'
# A removal in another runspace, before an assembly is loaded here, must not remove a dependency.
Import-Module $ModulePath
$null = Invoke-Elsewhere 'Import-Module $ModulePath; Remove-Module TikTokFollowing'

'@ + "`n" + $between + "`n" + @'
$found.AfterEarlyRemoval = Get-State
$found.RemovedThere = Invoke-Elsewhere "Import-Module `$ModulePath; $list; Remove-Module TikTokFollowing"
$found.AfterRemoval = Get-State
$force = "Import-Module `$ModulePath -Force; $list"
$found.ForcedThere = Invoke-Elsewhere "Import-Module `$ModulePath; $force; $force"
$found.AfterForce = Get-State
$removals = @(
    'Import-Module $ModulePath'
    'Remove-Module TikTokFollowing'
    'Remove-Module TikTokFollowing -ErrorAction SilentlyContinue'
    'Import-Module $ModulePath'
) -join '; '
$null = 1..5 | ForEach-Object { Invoke-Elsewhere $removals -Keep:($_ -gt 3) }
$found.AfterMany = Get-State

# A removal here, while another runspace has the module.
$other = [powershell]::Create()
$null = $other.AddScript("param(`$ModulePath) Import-Module `$ModulePath; $list")
$null = $other.AddParameter('ModulePath', $ModulePath)
$found.OtherBefore = @($other.Invoke())
Remove-Module TikTokFollowing
$found.RunningWhileOther = $sandbox.IsRunning
$found.OtherAfter = @($other.Invoke())
$other.Dispose()
$found | ConvertTo-Json
'@)
        $last = Invoke-FreshPowerShell ($start + "`n" + $between + "`n" + @'
# Runspaces that are closed without a removal are not counted.
$null = 1..3 | ForEach-Object { Invoke-Elsewhere "Import-Module `$ModulePath; $list" }
$other = [powershell]::Create()
$null = $other.AddScript("param(`$ModulePath) Import-Module `$ModulePath; $list")
$null = $other.AddParameter('ModulePath', $ModulePath).Invoke()
Remove-Module TikTokFollowing
$found.WhileOther = $sandbox.IsRunning
$other.Runspace.Close()
$found.AfterLast = $sandbox.IsRunning
Import-Module $ModulePath
$found.KeyAfterLast = (Get-TikTokFollowingCredential UnifAPI).HasKey
$found | ConvertTo-Json
'@)
        if ($IsCore) {
            $jobs = Invoke-FreshPowerShell ($start + "`n" + $between + "`n" + @'
$job = Start-ThreadJob {
    Import-Module $using:ModulePath
    @(Get-TikTokFollowing job -Provider UnifAPI -WarningAction SilentlyContinue).Count
    Remove-Module TikTokFollowing
}
$found.ThreadJob = @($job | Receive-Job -Wait -AutoRemoveJob)
$found.AfterThreadJob = Get-State
$found.Parallel = @(1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
    Import-Module $using:ModulePath -Force
    @(Get-TikTokFollowing "p$_" -Provider UnifAPI -WarningAction SilentlyContinue).Count
    Remove-Module TikTokFollowing
    Import-Module $using:ModulePath
})
$found.AfterParallel = Get-State
$job = Start-Job { Import-Module $using:ModulePath; Remove-Module TikTokFollowing; 'done' }
$found.Process = @($job | Receive-Job -Wait -AutoRemoveJob)
$found.AfterProcess = Get-State
$found | ConvertTo-Json
'@)
        }
    }

    It 'after Remove-Module in another runspace, later assemblies are still found' {
        $found.AfterEarlyRemoval | Should -Be 'True True 20'
    }

    It 'another runspace that removes, reimports or closes does not stop the sandbox or remove keys' {
        $found.RemovedThere | Should -Be 20
        $found.AfterRemoval | Should -Be 'True True 20'
        Compare-Sequence $found.ForcedThere @(20, 20) | Should -BeTrue
        $found.AfterForce | Should -Be 'True True 20'
        $found.AfterMany | Should -Be 'True True 20'
    }

    It 'a removal here does not affect another runspace' {
        $found.OtherBefore | Should -Be 20
        $found.RunningWhileOther | Should -BeTrue
        $found.OtherAfter | Should -Be 20
    }

    It 'the last runspace stops the sandbox and removes keys, also if it is closed without a removal' {
        $last.WhileOther | Should -BeTrue
        $last.AfterLast | Should -BeFalse
        $last.KeyAfterLast | Should -BeFalse
    }

    It 'Start-ThreadJob, ForEach-Object -Parallel and Start-Job keep the sandbox and the keys' {
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
