using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes the names of registered vaults. Opens no vault.</summary>
public sealed class VaultCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string typed = wordToComplete.Trim('\'', '"');
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        try
        {
            return shell
                .AddCommand(@"Microsoft.PowerShell.SecretManagement\Get-SecretVault")
                .AddParameter("ErrorAction", ActionPreference.Ignore)
                .Invoke()
                .Select(vault => (
                    Name: vault.Properties["Name"]?.Value as string ?? "",
                    IsDefault: vault.Properties["IsDefault"]?.Value is true))
                .Where(vault => vault.Name.Length > 0
                    && vault.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .Select(vault => new CompletionResult(
                    Quote(vault.Name),
                    vault.Name,
                    CompletionResultType.ParameterValue,
                    vault.IsDefault ? $"{vault.Name}, the default vault" : vault.Name))
                .ToList();
        }
        catch (RuntimeException)
        {
            return []; // SecretManagement is not installed
        }
    }

    private static string Quote(string name) =>
        name.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-') ? name : $"'{name.Replace("'", "''")}'";
}
