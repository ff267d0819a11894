using System;
using System.Collections.Generic;
using System.Linq;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Providers;

internal static class ProviderRegistry
{
    /// <summary>One line per provider, alphabetical.</summary>
    public static IReadOnlyList<IFollowingProvider> All { get; } =
    [
        new DumplingAIProvider(),
        new ScrapeCreatorsProvider(),
        new SocialFetchProvider(),
        new SociaVaultProvider(),
        new UnifAPIProvider(),
    ];

    /// <summary>The provider of that name in any case; "Social Fetch", as it writes itself, is found too.</summary>
    public static IFollowingProvider? Find(string name)
    {
        string bare = name.Replace(" ", "", StringComparison.Ordinal);
        return All.FirstOrDefault(provider => provider.Facts.Name.Equals(bare, StringComparison.OrdinalIgnoreCase));
    }

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/>: there is no such provider.</exception>
    public static IFollowingProvider Get(string name) =>
        Find(name) ?? throw new FollowingException(
            FollowingErrorKind.InvalidRequest,
            null,
            $"There is no provider '{TextSanitizer.Sanitize(name)}'.{Suggestion(name)} These are known: {string.Join(", ", All.Select(p => p.Facts.Name))}.");

    private static string Suggestion(string name)
    {
        IReadOnlyList<string> similar = ProviderNames.SimilarTo(name, All.Select(provider => provider.Facts.Name));
        return similar.Count == 0 ? "" : $" Did you mean {string.Join(" or ", similar)}?";
    }
}
