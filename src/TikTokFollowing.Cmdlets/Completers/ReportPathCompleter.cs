using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes folders and HTML files only, so that a report does not replace its input data.</summary>
public sealed class ReportPathCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters) =>
        CompletionCompleters.CompleteFilename(wordToComplete)
            .Where(static result =>
                result.ResultType == CompletionResultType.ProviderContainer
                || Path.GetExtension(result.ListItemText).Equals(".html", StringComparison.OrdinalIgnoreCase))
            .Select(ToLiteral);

    // PowerShell escapes brackets for parameters that accept wildcards. These do not.
    internal static CompletionResult ToLiteral(CompletionResult result) =>
        new(WildcardPattern.Unescape(result.CompletionText), result.ListItemText, result.ResultType, result.ToolTip);
}
