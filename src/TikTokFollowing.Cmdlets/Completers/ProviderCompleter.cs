using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Credentials;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>
/// Completes provider names. The tooltip shows the price, the page size and the source of the key. Opens no vault.
/// </summary>
public sealed class ProviderCompleter : IArgumentCompleter
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
        // A provider cannot be its own fallback.
        string? first = parameterName == "FallbackProvider" ? fakeBoundParameters["Provider"] as string : null;
        // Unregister-TikTokFollowingProvider -Name accepts no built-in provider.
        bool isDefined = parameterName == "Name";
        return ProviderRegistry.All
            .Select(provider => provider.Facts)
            .Where(facts => !isDefined || !facts.IsBuiltIn)
            .Where(facts => !facts.Name.Equals(first, StringComparison.OrdinalIgnoreCase))
            .Where(facts => facts.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(facts => new CompletionResult(
                facts.Name,
                facts.Name,
                CompletionResultType.ParameterValue,
                $"{facts.Cost}; {PageSize(facts)}; {Key(facts)}"))
            .ToList();
    }

    private static string Key(ProviderMetadata facts) =>
        ApiKeyResolver.SourceOf(facts) is string source ? $"key found ({source.ToLowerInvariant()})" : "no key found";

    private static string PageSize(ProviderMetadata facts) => facts switch
    {
        { SupportsPageSize: false } => "page size fixed",
        { MaximumPageSize: int most } => $"page size 1 to {most}",
        _ => "page size to choose",
    };
}
