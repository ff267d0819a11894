using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes folders, and files with certain extensions. Paths are literal, so nothing is escaped.</summary>
/// <param name="extensions">The extensions of the files.</param>
public abstract class PathCompleterBase(params string[] extensions) : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        CompletionCompleters.CompleteFilename(wordToComplete)
            .Where(result =>
                result.ResultType == CompletionResultType.ProviderContainer
                || extensions.Contains(Path.GetExtension(result.ListItemText), StringComparer.OrdinalIgnoreCase))
            // PowerShell escapes brackets for parameters that accept wildcards. These parameters do not.
            .Select(result => new CompletionResult(
                WildcardPattern.Unescape(result.CompletionText),
                result.ListItemText,
                result.ResultType,
                result.ToolTip));
}
