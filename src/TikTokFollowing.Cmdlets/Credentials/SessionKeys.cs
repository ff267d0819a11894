using System;
using System.Collections.Concurrent;
using System.Security;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>
/// Stores the keys of <c>Set-TikTokFollowingCredential -Scope Session</c> for all runspaces of the process.
/// </summary>
internal static class SessionKeys
{
    private static readonly ConcurrentDictionary<string, SecureString> s_keys = new(StringComparer.OrdinalIgnoreCase);

    public static SecureString? Find(string provider) =>
        s_keys.TryGetValue(provider, out SecureString? key) ? key : null;

    public static void Set(string provider, SecureString key)
    {
        SecureString copy = key.Copy(); // the caller may dispose of the original
        copy.MakeReadOnly();
        s_keys[provider] = copy;
    }

    public static bool Remove(string provider) => s_keys.TryRemove(provider, out _);

    public static void Clear() => s_keys.Clear();
}
