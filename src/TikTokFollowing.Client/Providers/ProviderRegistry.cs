using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Lists the providers and finds them by name: the built-in ones, and the definitions of this process.
/// </summary>
internal static class ProviderRegistry
{
    /// <summary>Gets the built-in providers in alphabetical order.</summary>
    public static IReadOnlyList<IFollowingProvider> BuiltIn { get; } =
    [
        new DumplingAIProvider(),
        new ScrapeCreatorsProvider(),
        new SocialFetchProvider(),
        new SociaVaultProvider(),
        new UnifAPIProvider(),
    ];

    /// <summary>Gets the providers of definitions.</summary>
    public static DefinedProviders Defined { get; } =
        new(() => Environment.GetEnvironmentVariable(DefinitionFolder.Variable));

    /// <summary>Gets all providers in alphabetical order.</summary>
    public static IReadOnlyList<IFollowingProvider> All
    {
        get
        {
            IReadOnlyList<IFollowingProvider> defined = Defined.All;
            return defined.Count == 0
                ? BuiltIn
                : [.. BuiltIn.Concat(defined).OrderBy(NameOf, StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <summary>Finds a provider by name. Case and spaces are ignored, as in "Social Fetch".</summary>
    public static IFollowingProvider? Find(string name)
    {
        string bare = name.Replace(" ", "", StringComparison.Ordinal);
        // A built-in provider needs no definition, and none can replace it.
        return BuiltIn.FirstOrDefault(HasName) ?? Defined.All.FirstOrDefault(HasName);

        bool HasName(IFollowingProvider provider) => NameOf(provider).Equals(bare, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Returns the provider with a name.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidRequest"/>: there is no such provider.
    /// </exception>
    public static IFollowingProvider Get(string name) =>
        Find(name) ?? throw new FollowingException(
            FollowingErrorKind.InvalidRequest,
            null,
            $"There is no provider '{TextSanitizer.Sanitize(name)}'.{GetSuggestion(name)} "
            + $"The providers are: {string.Join(", ", All.Select(NameOf))}. To add one that a file defines: "
            + "Register-TikTokFollowingProvider -Path <file>");

    private static string GetSuggestion(string name)
    {
        IReadOnlyList<string> similar = ProviderNames.SimilarTo(name, All.Select(NameOf));
        return similar.Count == 0 ? "" : $" Did you mean {string.Join(" or ", similar)}?";
    }

    private static string NameOf(IFollowingProvider provider) => provider.Facts.Name;
}
