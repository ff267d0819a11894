using System;
using System.Collections.Generic;
using System.Linq;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Providers;

/// <summary>Lists the providers and finds them by name.</summary>
internal static class ProviderRegistry
{
    /// <summary>Gets the providers that the module contains, in alphabetical order.</summary>
    public static IReadOnlyList<IFollowingProvider> BuiltIn { get; } =
    [
        new DumplingAIProvider(),
        new ScrapeCreatorsProvider(),
        new SocialFetchProvider(),
        new SociaVaultProvider(),
        new UnifAPIProvider(),
    ];

    /// <summary>Gets all providers in alphabetical order.</summary>
    public static IReadOnlyList<IFollowingProvider> All => BuiltIn;

    /// <summary>Finds a provider by name. Case and spaces are ignored, as in "Social Fetch".</summary>
    public static IFollowingProvider? Find(string name)
    {
        string bare = name.Replace(" ", "", StringComparison.Ordinal);
        return All.FirstOrDefault(provider => provider.Facts.Name.Equals(bare, StringComparison.OrdinalIgnoreCase));
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
            + $"The providers are: {string.Join(", ", All.Select(provider => provider.Facts.Name))}.");

    private static string GetSuggestion(string name)
    {
        IReadOnlyList<string> similar = ProviderNames.SimilarTo(name, All.Select(provider => provider.Facts.Name));
        return similar.Count == 0 ? "" : $" Did you mean {string.Join(" or ", similar)}?";
    }
}
