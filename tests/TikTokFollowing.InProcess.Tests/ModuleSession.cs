using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // the running sandbox belongs to the process, not to a runspace

namespace TikTokFollowing.InProcess.Tests;

/// <summary>A PowerShell session in this process with the built module imported, no key, and no sandbox but the one that the test starts.</summary>
public sealed class ModuleSession : IDisposable
{
    private static readonly string[] s_variables =
        ["DUMPLINGAI_API_KEY", "SCRAPECREATORS_API_KEY", "SOCIAVAULT_API_KEY", "SOCIALFETCH_API_KEY", "UNIFAPI_API_KEY", "TIKTOKFOLLOWING_PROVIDER"];

    private readonly Runspace _runspace;

    public ModuleSession()
    {
        foreach (string name in s_variables) { Environment.SetEnvironmentVariable(name, null); }
        InitialSessionState state = InitialSessionState.CreateDefault();
        if (OperatingSystem.IsWindows()) { state.ExecutionPolicy = ExecutionPolicy.Bypass; }
        state.ImportPSModule([ModulePath]);
        state.ThrowOnRunspaceOpenError = true;
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>The manifest of the module: the one that was built, or the one that TIKTOKFOLLOWING_MODULE names.</summary>
    public static string ModulePath { get; } = Environment.GetEnvironmentVariable("TIKTOKFOLLOWING_MODULE")
        ?? typeof(ModuleSession).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "ModulePath").Value!;

    public PowerShell Script(string script)
    {
        return PowerShell.Create(_runspace).AddScript(script, useLocalScope: true);
    }

    /// <summary>What a script writes. An error of any kind is thrown.</summary>
    public Collection<PSObject> Run(string script)
    {
        using PowerShell shell = Script("$ErrorActionPreference = 'Stop'; $WarningPreference = 'SilentlyContinue'\n" + script);
        return shell.Invoke();
    }

    /// <summary>Starts a sandbox with these parameters.</summary>
    public PSObject StartSandbox(string parameters = "") => Assert.Single(Run($"Start-TikTokFollowingSandbox {parameters}"));

    /// <summary>What a script writes, and the errors: first the one that ended it, if one did.</summary>
    public (Collection<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, bool IsEnded) TryRun(string script)
    {
        // An error that ends the command only ends the statement; caught and thrown on, it ends the script too.
        using PowerShell shell = Script($"$ErrorActionPreference = 'Continue'; $WarningPreference = 'SilentlyContinue'\ntry {{ {script} }} catch {{ throw }}");
        Collection<PSObject> output = [];
        using PSDataCollection<PSObject> written = [];
        written.DataAdded += (_, e) => output.Add(written[e.Index]);
        try
        {
            shell.Invoke(input: null, written, settings: null);
            return (output, [.. shell.Streams.Error], false);
        }
        catch (RuntimeException e)
        {
            return (output, [e.ErrorRecord, .. shell.Streams.Error], true);
        }
    }

    public void Dispose()
    {
        Run("$null = Stop-TikTokFollowingSandbox");
        _runspace.Dispose();
    }
}
