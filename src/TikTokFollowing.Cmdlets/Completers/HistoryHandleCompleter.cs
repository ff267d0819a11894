using System.Collections;
using System.Management.Automation;
using TikTokFollowing.Client.History;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes the handles of the histories in the folder of -Path.</summary>
public sealed class HistoryHandleCompleter : CompleterBase
{
    // Completion shows no error, and does not wait for a file that another program has open.
    /// <inheritdoc/>
    private protected override IEnumerable<(string Text, string ToolTip)> FindValues(
        string parameter, IDictionary boundParameters)
    {
        string? path = (boundParameters["Path"] ?? boundParameters["LiteralPath"])?.ToString();
        try
        {
            using PowerShell session = PowerShell.Create(RunspaceMode.CurrentRunspace);
            SessionState state = session.AddScript("$ExecutionContext.SessionState").Invoke<SessionState>()[0];
            Task<IReadOnlyList<HistoryEntry>> reading =
                HistoryCatalog.ReadAsync(HistoryPath.Open(state, path), default);
            return reading.IsCompleted
                ? reading.GetAwaiter().GetResult()
                    .Select(static entry => (entry.User.Value, $"The stored history of {entry.User.Value}"))
                    .OrderBy(static value => value.Value, StringComparer.OrdinalIgnoreCase)
                : [];
        }
        catch (Exception e) when (e is FollowingException or RuntimeException)
        {
            return [];
        }
    }
}
