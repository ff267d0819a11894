using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security;
using TikTokFollowing.Client;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>Where a provider's key comes from: the parameter, the session, the environment, in this order.</summary>
internal static class KeyFinder
{
    public const string Session = "Session";
    public const string Environment = "Environment";

    // Four characters tell two keys apart; of a short key they would give too much away.
    private const int ShownCharacters = 4;
    private const int ShortestShownKey = 12;

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.MissingApiKey"/></exception>
    public static ApiKey Find(ProviderFacts facts, SecureString? given)
    {
        string key = (given ?? SessionKeys.Find(facts.Name)) is SecureString secure ? Reveal(secure) : InEnvironment(facts) ?? throw Missing(facts);
        return new ApiKey(key);
    }

    /// <summary>The place that a key would come from now, without the parameter; null if there is none.</summary>
    public static string? SourceOf(ProviderFacts facts)
    {
        if (SessionKeys.Find(facts.Name) is not null) { return Session; }
        return InEnvironment(facts) is null ? null : Environment;
    }

    public static IReadOnlyList<ProviderFacts> ProvidersWithKey() => [.. ProviderCatalog.All.Select(provider => provider.Facts).Where(facts => SourceOf(facts) is not null)];

    public static CredentialStatus StatusOf(ProviderFacts facts)
    {
        string? source = SourceOf(facts);
        string? key = source switch
        {
            Session => Reveal(SessionKeys.Find(facts.Name)!),
            Environment => InEnvironment(facts),
            _ => null,
        };
        return new CredentialStatus
        {
            Provider = facts.Name,
            HasKey = source is not null,
            Source = source,
            SourceName = source == Environment ? facts.EnvironmentVariable : null,
            KeyEnding = key?.Length >= ShortestShownKey ? key.Substring(key.Length - ShownCharacters) : null,
            EnvironmentVariable = facts.EnvironmentVariable,
        };
    }

    private static FollowingException Missing(ProviderFacts facts) => new(
        FollowingErrorKind.MissingApiKey,
        facts.Name,
        $"No key for {facts.Name} was found: not in -ApiKey, not in this session (Set-TikTokFollowingCredential {facts.Name}) and not in $env:{facts.EnvironmentVariable}. "
        + $"Keys are sold at {facts.Website}. To try without one: Start-TikTokFollowingSandbox.");

    private static string? InEnvironment(ProviderFacts facts) =>
        System.Environment.GetEnvironmentVariable(facts.EnvironmentVariable) is string key && !string.IsNullOrWhiteSpace(key) ? key.Trim() : null;

    private static string Reveal(SecureString secure)
    {
        IntPtr memory = Marshal.SecureStringToGlobalAllocUnicode(secure);
        try { return Marshal.PtrToStringUni(memory, secure.Length); }
        finally { Marshal.ZeroFreeGlobalAllocUnicode(memory); }
    }
}
