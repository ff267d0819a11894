using System.Collections.Concurrent;
using System.Security;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>
/// Stores the keys of <c>Set-TikTokFollowingCredential -Scope Session</c> for all runspaces of the process, by
/// <see cref="ProviderMetadata.KeyName"/>.
/// </summary>
internal static class SessionKeys
{
    private static readonly ConcurrentDictionary<string, SecureString> s_keys = new(StringComparer.OrdinalIgnoreCase);

    public static SecureString? Find(ProviderMetadata facts) =>
        s_keys.TryGetValue(facts.KeyName, out SecureString? key) ? key : null;

    public static void Set(ProviderMetadata facts, SecureString key)
    {
        SecureString copy = key.Copy(); // the caller may dispose of the original
        copy.MakeReadOnly();
        s_keys[facts.KeyName] = copy;
    }

    public static bool Remove(ProviderMetadata facts) => s_keys.TryRemove(facts.KeyName, out _);

    public static void Clear() => s_keys.Clear();
}
