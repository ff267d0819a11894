using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell;
using Xunit;

// All runspaces of the process share the sandbox.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TikTokFollowing.InProcess.Tests;

/// <summary>Represents a PowerShell session in this process with the built module and without a key.</summary>
public sealed class ModuleSession : IDisposable
{
    private static readonly string[] s_variables =
    [
        "DUMPLINGAI_API_KEY",
        "SCRAPECREATORS_API_KEY",
        "SOCIAVAULT_API_KEY",
        "SOCIALFETCH_API_KEY",
        "UNIFAPI_API_KEY",
        "TIKTOKFOLLOWING_PROVIDER",
    ];

    private readonly Runspace _runspace;

    public ModuleSession()
    {
        foreach (string name in s_variables)
        {
            Environment.SetEnvironmentVariable(name, null);
        }
        InitialSessionState state = InitialSessionState.CreateDefault();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }
        state.ImportPSModule([ModulePath]);
        state.ThrowOnRunspaceOpenError = true;
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>Gets the manifest of the module: the built one, or the one in TIKTOKFOLLOWING_MODULE.</summary>
    public static string ModulePath { get; } = Environment.GetEnvironmentVariable("TIKTOKFOLLOWING_MODULE")
        ?? typeof(ModuleSession).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static data => data.Key == "ModulePath")
            .Value!;

    public PowerShell Script(string script)
    {
        return PowerShell.Create(_runspace).AddScript(script, useLocalScope: true);
    }

    /// <summary>Returns the output of a script. Throws for any error.</summary>
    public Collection<PSObject> Run(string script)
    {
        const string Preferences = "$ErrorActionPreference = 'Stop'; $WarningPreference = 'SilentlyContinue'\n";
        using PowerShell shell = Script(Preferences + script);
        return shell.Invoke();
    }

    /// <summary>Starts a sandbox with these parameters.</summary>
    public PSObject StartSandbox(string parameters = "") =>
        Assert.Single(Run($"Start-TikTokFollowingSandbox {parameters}"));

    /// <summary>Returns the output of a script and its errors, first the one that ended it.</summary>
    public (Collection<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, bool IsEnded) TryRun(string script)
    {
        const string Preferences = "$ErrorActionPreference = 'Continue'; $WarningPreference = 'SilentlyContinue'\n";
        // A terminating error ends only the statement. If it is caught and thrown again, it also ends the script.
        using PowerShell shell = Script($"{Preferences}try {{ {script} }} catch {{ throw }}");
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
