using System.Collections;
using System.Management.Automation;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes the names of registered vaults. Opens no vault.</summary>
public sealed class VaultCompleter : CompleterBase
{
    /// <inheritdoc/>
    private protected override IEnumerable<(string Text, string ToolTip)> FindValues(
        string parameter, IDictionary boundParameters)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        try
        {
            return shell
                .AddCommand(@"Microsoft.PowerShell.SecretManagement\Get-SecretVault")
                .AddParameter("ErrorAction", ActionPreference.Ignore)
                .Invoke()
                .Select(static vault => (Name: vault.Properties["Name"]?.Value as string ?? "", Vault: vault))
                .Where(static entry => entry.Name.Length > 0)
                .Select(static entry => (
                    entry.Name,
                    entry.Vault.Properties["IsDefault"]?.Value is true ? $"{entry.Name}, the default vault" : entry.Name));
        }
        catch (RuntimeException)
        {
            return []; // SecretManagement is not installed
        }
    }
}
