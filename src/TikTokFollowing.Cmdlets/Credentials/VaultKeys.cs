using System;
using System.Collections.Concurrent;
using System.Security;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>What the vaults have answered in this process, "no key" included: each is asked once about a provider. A vault that failed has not answered.</summary>
internal static class VaultKeys
{
    private static readonly ConcurrentDictionary<string, VaultKey> s_answers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null if no vault was asked about this provider yet.</summary>
    public static VaultKey? Find(string provider) => s_answers.TryGetValue(provider, out VaultKey? answer) ? answer : null;

    public static void Remember(string provider, VaultKey answer) => s_answers[provider] = answer;

    public static void Forget(string provider) => s_answers.TryRemove(provider, out _);

    public static void Clear() => s_answers.Clear();
}

/// <summary>A vault's answer.</summary>
/// <param name="Key">The key, protected in memory where the platform can; null if no vault has one.</param>
/// <param name="Vault">The vault that it is in.</param>
internal sealed record VaultKey(SecureString? Key, string? Vault)
{
    public static VaultKey None { get; } = new(null, null);
}
