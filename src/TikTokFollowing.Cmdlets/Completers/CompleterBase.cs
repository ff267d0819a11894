using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Provides the base class for completers of names.</summary>
public abstract class CompleterBase : IArgumentCompleter
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
        return
        [
            .. FindValues(parameterName, fakeBoundParameters)
                .Where(value => value.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .Select(static value => new CompletionResult(
                    value.Text.Contains("://") ? value.Text : ResumeAdvice.Quote(value.Text),
                    value.Text,
                    CompletionResultType.ParameterValue,
                    value.ToolTip)),
        ];
    }

    /// <summary>Returns all values with their tooltips, in order.</summary>
    private protected abstract IEnumerable<(string Text, string ToolTip)> FindValues(
        string parameter, IDictionary boundParameters);
}
