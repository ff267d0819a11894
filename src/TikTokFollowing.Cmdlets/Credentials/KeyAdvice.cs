using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>Recognizes keys with extra characters, and keys that belong to another provider.</summary>
internal static class KeyAdvice
{
    // From the documentation of the providers. ScrapeCreators and UnifAPI document no prefix.
    private static readonly (string Prefix, string Provider)[] s_prefixes =
        [("sk_live_", "SociaVault"), ("sfk_", "SocialFetch"), ("sk_", "DumplingAI")];

    /// <summary>Returns the warnings about a key.</summary>
    /// <param name="facts">The provider of the key.</param>
    /// <param name="text">The key as it was entered.</param>
    /// <param name="place">The source of the key, such as "in -ApiKey"; null while the key is being saved.</param>
    public static IEnumerable<string> For(ProviderMetadata facts, string text, string? place)
    {
        string key = ApiKey.Clean(text);
        string source = place is null ? "" : " " + place;
        if (key.Length != text.Trim().Length)
        {
            string advice = place is null
                ? "They were removed."
                : $"They are not sent. To save the key without them: Set-TikTokFollowingCredential {facts.Name}";
            yield return $"The key for {facts.Name}{source} has quotation marks, a header name or other characters "
                + $"around it. {advice}";
        }

        (string prefix, string owner) =
            s_prefixes.FirstOrDefault(known => key.StartsWith(known.Prefix, StringComparison.Ordinal));
        // Keys of a definition can have the same prefix as those of another provider.
        if (!facts.IsBuiltIn || prefix is null || owner == facts.Name)
        {
            yield break;
        }

        string? own = s_prefixes.FirstOrDefault(known => known.Provider == facts.Name).Prefix;
        string expected = own is null ? "" : $" Keys of {facts.Name} start with '{own}'.";
        yield return $"The key for {facts.Name}{source} starts with '{prefix}', like a key of {owner}.{expected} "
            + $"If it belongs to {owner}, save it with Set-TikTokFollowingCredential {owner} "
            + $"and specify another key for {facts.Name}.";
    }
}
