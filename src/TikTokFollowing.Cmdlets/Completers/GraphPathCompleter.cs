using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using TikTokFollowing.Client.Graphs;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes folders, and files in the formats of a graph.</summary>
public sealed class GraphPathCompleter : IArgumentCompleter
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
                || IsGraph(Path.GetExtension(result.ListItemText)))
            .Select(ReportPathCompleter.ToLiteral);

    // A CSV is more often the input than an earlier graph.
    private static bool IsGraph(string extension) =>
        GraphFile.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase)
        && !extension.Equals(".csv", StringComparison.OrdinalIgnoreCase);
}
