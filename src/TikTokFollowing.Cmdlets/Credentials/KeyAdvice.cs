using System;
using System.Collections.Generic;
using System.Linq;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>Recognizes keys that were copied badly, and keys that belong to another provider.</summary>
internal static class KeyAdvice
{
    // As the providers document them. ScrapeCreators and UnifAPI document none.
    private static readonly (string Prefix, string Provider)[] s_prefixes = [("sk_live_", "SociaVault"), ("sfk_", "SocialFetch"), ("sk_", "DumplingAI")];

    /// <summary>Gets the warnings about a key.</summary>
    /// <param name="facts">The provider that it is meant for.</param>
    /// <param name="text">The key as it was given.</param>
    /// <param name="place">Where it was found, as in "in -ApiKey"; null while it is being saved.</param>
    public static IEnumerable<string> For(ProviderMetadata facts, string text, string? place)
    {
        string key = ApiKey.Clean(text);
        string where = place is null ? "" : " " + place;
        if (key.Length != text.Trim().Length)
        {
            string advice = place is null ? "They were left out." : $"They are not sent. Set-TikTokFollowingCredential {facts.Name} saves the key without them.";
            yield return $"The key for {facts.Name}{where} has quotation marks, a header name or other characters around it. {advice}";
        }

        (string prefix, string owner) = s_prefixes.FirstOrDefault(known => key.StartsWith(known.Prefix, StringComparison.Ordinal));
        if (prefix is null || owner == facts.Name) { yield break; }
        string? own = s_prefixes.FirstOrDefault(known => known.Provider == facts.Name).Prefix;
        string difference = own is null ? "" : $" Keys of {facts.Name} start with '{own}'.";
        yield return $"The key for {facts.Name}{where} starts with '{prefix}', like a key of {owner}.{difference} "
            + $"If it belongs to {owner}, save it with Set-TikTokFollowingCredential {owner} and give {facts.Name} its own.";
    }
}
