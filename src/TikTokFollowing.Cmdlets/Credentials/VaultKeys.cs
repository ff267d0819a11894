using System.Collections.Concurrent;
using System.Security;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>
/// Caches the keys that vaults returned in this process, by <see cref="ProviderMetadata.KeyName"/>. It also caches that
/// no vault has a key, so that each provider is looked up once. Failures are not cached.
/// </summary>
internal static class VaultKeys
{
    private static readonly ConcurrentDictionary<string, VaultKey> s_keys = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the cached result for a provider; null if its key was not looked up yet.</summary>
    public static VaultKey? Find(ProviderMetadata facts) =>
        s_keys.TryGetValue(facts.KeyName, out VaultKey? key) ? key : null;

    public static void Remember(ProviderMetadata facts, VaultKey key) => s_keys[facts.KeyName] = key;

    public static void Forget(ProviderMetadata facts) => s_keys.TryRemove(facts.KeyName, out _);

    public static void Clear() => s_keys.Clear();
}

/// <summary>The result of looking up a key in the vaults.</summary>
/// <param name="Key">The key, protected in memory where the platform can; null if no vault has one.</param>
/// <param name="Vault">The vault that contains the key.</param>
internal sealed record VaultKey(SecureString? Key, string? Vault)
{
    public static VaultKey None { get; } = new(null, null);
}
