using System.Collections;
using System.Management.Automation;
using TikTokFollowing.Cmdlets.Credentials;

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
            return SecretVaults
                .Read(shell
                    .AddCommand(@"Microsoft.PowerShell.SecretManagement\Get-SecretVault")
                    .AddParameter("ErrorAction", ActionPreference.Ignore)
                    .Invoke())
                .Select(static vault => (
                    vault.Name, vault.IsDefault ? $"{vault.Name}, the default vault" : vault.Name));
        }
        catch (RuntimeException)
        {
            return []; // SecretManagement is not installed
        }
    }
}
