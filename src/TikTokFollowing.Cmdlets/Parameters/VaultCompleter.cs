using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TikTokFollowing.Cmdlets.Parameters;

/// <summary>Completes the names of registered vaults. Opens none of them.</summary>
public sealed class VaultCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = wordToComplete.Trim('\'', '"');
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        try
        {
            return shell.AddCommand(@"Microsoft.PowerShell.SecretManagement\Get-SecretVault").AddParameter("ErrorAction", ActionPreference.Ignore).Invoke()
                .Select(vault => vault.Properties["Name"]?.Value as string ?? "")
                .Where(name => name.Length > 0 && name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .Select(name => new CompletionResult(Quoted(name), name, CompletionResultType.ParameterValue, name))
                .ToList();
        }
        catch (RuntimeException)
        {
            return []; // not installed
        }
    }

    private static string Quoted(string name) => name.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-') ? name : $"'{name.Replace("'", "''")}'";
}
