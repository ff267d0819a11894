using System.Collections;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Credentials;

namespace TikTokFollowing.Cmdlets.Completers;

/// <summary>
/// Completes provider names. The tooltip shows the price, the page size and the source of the key. Opens no vault.
/// </summary>
public sealed class ProviderCompleter : CompleterBase
{
    /// <inheritdoc/>
    private protected override IEnumerable<(string Text, string ToolTip)> FindValues(
        string parameter, IDictionary boundParameters)
    {
        // A provider cannot be its own fallback.
        string? first = parameter == "FallbackProvider" ? boundParameters["Provider"] as string : null;
        // Unregister-TikTokFollowingProvider -Name accepts no built-in provider.
        bool isDefined = parameter == "Name";
        return ProviderRegistry.All
            .Select(provider => provider.Facts)
            .Where(facts => !(isDefined && facts.IsBuiltIn)
                && !facts.Name.Equals(first, StringComparison.OrdinalIgnoreCase))
            .Select(facts => (
                facts.Name,
                $"{facts.Cost}; {PageSize(facts)}; " + (ApiKeyResolver.SourceOf(facts) is string source
                    ? $"key found ({source.ToLowerInvariant()})"
                    : "no key found")));
    }

    private static string PageSize(ProviderMetadata facts) => facts switch
    {
        { SupportsPageSize: false } => "page size fixed",
        { MaximumPageSize: int most } => $"page size 1 to {most}",
        _ => "page size to choose",
    };
}
