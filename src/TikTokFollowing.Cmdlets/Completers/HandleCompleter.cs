using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>
/// Completes the handles with a special meaning in the sandbox while it is running. Other handles are unknown without a
/// request.
/// </summary>
public sealed class HandleCompleter : IArgumentCompleter
{
    private static readonly (string Handle, string Meaning)[] s_special =
    [
        ("empty", "follows no account"),
        ("hidden", "hides its following list"),
        ("missing", "does not exist"),
        ("private", "is private"),
        ("someone", "an ordinary account, like any other name"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        if (RunningSandbox.BaseUri is null)
        {
            return [];
        }

        string typed = wordToComplete.Trim('\'', '"');
        return s_special
            .Where(special => special.Handle.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(special => new CompletionResult(
                special.Handle, special.Handle, CompletionResultType.ParameterValue, $"Sandbox: {special.Meaning}"));
    }
}
