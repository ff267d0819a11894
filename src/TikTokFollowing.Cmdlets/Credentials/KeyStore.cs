using System.Collections.Concurrent;
using System.Security;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>
/// Stores keys for all runspaces of the process, by <see cref="ProviderMetadata.KeyName"/>.
/// </summary>
internal sealed class KeyStore
{
    private readonly ConcurrentDictionary<string, StoredKey> _keys = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the keys of <c>Set-TikTokFollowingCredential -Scope Session</c>.</summary>
    public static KeyStore Session { get; } = new();

    /// <summary>
    /// Gets the keys that vaults returned. A missing key is cached as well, so that each provider is looked up once.
    /// Failures are not cached.
    /// </summary>
    public static KeyStore Vaults { get; } = new();

    public SecureString? Find(ProviderMetadata facts) =>
        _keys.TryGetValue(facts.KeyName, out StoredKey? stored) ? stored.Key : null;

    /// <summary>Returns the key of a provider, and looks it up if it is not stored yet.</summary>
    public StoredKey GetOrAdd(ProviderMetadata facts, Func<ProviderMetadata, StoredKey> find) =>
        _keys.GetOrAdd(facts.KeyName, _ => find(facts));

    public void Set(ProviderMetadata facts, SecureString key) => _keys[facts.KeyName] = new StoredKey(key);

    public bool Remove(ProviderMetadata facts) => _keys.TryRemove(facts.KeyName, out _);

    public void Clear() => _keys.Clear();
}

/// <summary>Represents a key, or the result of a search in the vaults.</summary>
/// <param name="Key">The key, protected in memory where the platform can; null if no vault has one.</param>
/// <param name="Vault">The vault that contains the key.</param>
internal sealed record StoredKey(SecureString? Key = null, string? Vault = null);
