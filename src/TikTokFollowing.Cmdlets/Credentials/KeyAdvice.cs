using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>Recognizes keys with extra characters, and keys that belong to another provider.</summary>
internal static class KeyAdvice
{
    // From the documentation of the providers. ScrapeCreators and UnifAPI document no prefix.
    private static readonly string[] s_prefixes = ["sk_live_", "sfk_", "sk_"];
    private static readonly string[] s_providers = ["SociaVault", "SocialFetch", "DumplingAI"];

    /// <summary>Warns about a key.</summary>
    /// <param name="facts">The provider of the key.</param>
    /// <param name="text">The key as it was entered.</param>
    /// <param name="place">The source of the key, such as "in -ApiKey"; null while the key is being saved.</param>
    /// <param name="warn">Writes a warning.</param>
    public static void Check(ProviderMetadata facts, string text, string? place, Action<string> warn)
    {
        string key = ApiKey.Clean(text);
        string source = place is null ? "" : " " + place;
        if (key.Length != text.Trim().Length)
        {
            string advice = place is null
                ? "They were removed."
                : $"They are not sent. To save the key without them: Set-TikTokFollowingCredential {facts.Name}";
            warn($"The key for {facts.Name}{source} has quotation marks, a header name or other characters "
                + $"around it. {advice}");
        }

        int known = Array.FindIndex(s_prefixes, prefix => key.StartsWith(prefix, StringComparison.Ordinal));
        // Keys of a definition can have the same prefix as those of another provider.
        if (!facts.IsBuiltIn || known < 0 || s_providers[known] == facts.Name)
        {
            return;
        }

        string owner = s_providers[known];
        int own = Array.IndexOf(s_providers, facts.Name);
        string expected = own < 0 ? "" : $" Keys of {facts.Name} start with '{s_prefixes[own]}'.";
        warn($"The key for {facts.Name}{source} starts with '{s_prefixes[known]}', like a key of {owner}.{expected} "
            + $"If it belongs to {owner}, save it with Set-TikTokFollowingCredential {owner} "
            + $"and specify another key for {facts.Name}.");
    }
}
