using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TikTokFollowing.Cmdlets.Sessions;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>Completes the address of the sandbox that is running in this process.</summary>
public sealed class BaseUriCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        string typed = wordToComplete.Trim('\'', '"');
        if (RunningSandbox.BaseUri?.ToString() is string address
            && address.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
        {
            yield return new CompletionResult(
                address, address, CompletionResultType.ParameterValue, "The sandbox that is running in this session");
        }
    }
}
