using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TikTokFollowing.Client.History;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes the handles of the histories in the folder of -Path.</summary>
public sealed class HistoryHandleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string typed = wordToComplete.Trim('\'', '"').TrimStart('@');
        string? path = (fakeBoundParameters["Path"] ?? fakeBoundParameters["LiteralPath"])?.ToString();
        return FindHandles(path)
            .Where(handle => handle.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .OrderBy(static handle => handle, StringComparer.OrdinalIgnoreCase)
            .Select(static handle => new CompletionResult(
                handle, handle, CompletionResultType.ParameterValue, $"The stored history of {handle}"));
    }

    // Completion shows no error, and does not wait for a file that another program has open.
    private static IEnumerable<string> FindHandles(string? path)
    {
        try
        {
            using PowerShell session = PowerShell.Create(RunspaceMode.CurrentRunspace);
            SessionState state = session.AddScript("$ExecutionContext.SessionState").Invoke<SessionState>()[0];
            HistoryFolder folder = new(HistoryPath.Resolve(state, path), new HistoryStorage(TimeProvider.System));
            Task<IReadOnlyList<HistoryEntry>> reading = HistoryCatalog.ReadAsync(folder, default);
            return reading.IsCompleted ? reading.GetAwaiter().GetResult().Select(entry => entry.User.Value) : [];
        }
        catch (Exception e) when (e is FollowingException or RuntimeException)
        {
            return [];
        }
    }
}
