using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes folders, and files that can contain a list. Paths are literal, so nothing is escaped.</summary>
public sealed class ListPathCompleter : IArgumentCompleter
{
    private static readonly string[] s_extensions = [".csv", ".tsv", ".json", ".jsonl", ".xml", ".clixml"];

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
                || s_extensions.Contains(Path.GetExtension(result.ListItemText), StringComparer.OrdinalIgnoreCase))
            .Select(ReportPathCompleter.ToLiteral);
}
