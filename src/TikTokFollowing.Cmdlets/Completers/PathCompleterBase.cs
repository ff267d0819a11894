using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes folders, and files with certain extensions. Paths are literal, so nothing is escaped.</summary>
public abstract class PathCompleterBase : IArgumentCompleter
{
    private readonly string[] _extensions;

    private protected PathCompleterBase(params string[] extensions) => _extensions = extensions;

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
                || _extensions.Contains(Path.GetExtension(result.ListItemText), StringComparer.OrdinalIgnoreCase))
            .Select(ToLiteral);

    // PowerShell escapes brackets for parameters that accept wildcards. These do not.
    private static CompletionResult ToLiteral(CompletionResult result) =>
        new(WildcardPattern.Unescape(result.CompletionText), result.ListItemText, result.ResultType, result.ToolTip);
}
