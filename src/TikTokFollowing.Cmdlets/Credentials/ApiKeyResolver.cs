using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>Where a provider's key comes from: the parameter, the session, the environment, a vault, in this order. A vault is asked only where nothing nearer has one.</summary>
internal static class ApiKeyResolver
{
    public const string Parameter = "Parameter";
    public const string Session = "Session";
    public const string Environment = "Environment";
    public const string Vault = "Vault";

    // Four characters tell two keys apart; of a short key they would give too much away.
    private const int ShownCharacters = 4;
    private const int ShortestShownKey = 12;

    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.MissingApiKey"/></exception>
    public static ApiKey Find(ProviderMetadata facts, SecureString? given, SecretVaults vaults, Action<string> warn)
    {
        if (given is not null) { return Checked(ApiKey.Reveal(given), "in -ApiKey"); }
        if (SessionKeys.Find(facts.Name) is SecureString kept) { return Checked(ApiKey.Reveal(kept), "of this session"); }
        if (InEnvironment(facts) is string variable) { return Checked(variable, $"in $env:{facts.EnvironmentVariable}"); }
        try
        {
            VaultKey found = InVault(facts, vaults);
            return found.Key is SecureString far ? Checked(ApiKey.Reveal(far), $"in the vault '{TextSanitizer.Sanitize(found.Vault ?? "")}'") : throw Missing(facts);
        }
        catch (VaultException e)
        {
            throw new FollowingException(FollowingErrorKind.MissingApiKey, facts.Name, $"{Missing(facts).Message} {e.Message}");
        }

        ApiKey Checked(string text, string place)
        {
            ApiKey key = new(text);
            foreach (string warning in KeyAdvice.For(facts, text, place)) { warn(warning); }
            return key;
        }
    }

    /// <summary>The place that a key would come from now, without the parameter and without asking a vault; null if there is none, or none that is known of.</summary>
    public static string? SourceOf(ProviderMetadata facts) => NearSourceOf(facts) ?? (VaultKeys.Find(facts.Name)?.Key is null ? null : Vault);

    /// <summary>The same without vaults.</summary>
    public static string? NearSourceOf(ProviderMetadata facts)
    {
        if (SessionKeys.Find(facts.Name) is not null) { return Session; }
        return InEnvironment(facts) is null ? null : Environment;
    }

    /// <summary>The providers that have a key in the session or the environment.</summary>
    public static IReadOnlyList<ProviderMetadata> ProvidersWithNearKey() =>
        [.. ProviderRegistry.All.Select(provider => provider.Facts).Where(facts => NearSourceOf(facts) is not null)];

    /// <summary>The providers that have a key: in the session or the environment, and only if there are none, in a vault.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.MissingApiKey"/>: no key was found, and a vault that may hold one could not be asked.</exception>
    public static IReadOnlyList<ProviderMetadata> ProvidersWithKey(SecretVaults vaults)
    {
        IReadOnlyList<ProviderMetadata> near = ProvidersWithNearKey();
        if (near.Count > 0) { return near; }
        try
        {
            return [.. ProviderRegistry.All.Select(provider => provider.Facts).Where(facts => InVault(facts, vaults).Key is not null)];
        }
        catch (VaultException e)
        {
            throw new FollowingException(FollowingErrorKind.MissingApiKey, null, $"No key was found in this session and in the environment. {e.Message}");
        }
    }

    /// <exception cref="VaultException">A vault could not be asked.</exception>
    public static CredentialStatus StatusOf(ProviderMetadata facts, SecretVaults vaults, SecureString? given = null)
    {
        if (given is not null) { return Status(facts, Parameter, null, ApiKey.Reveal(given)); }
        if (SessionKeys.Find(facts.Name) is SecureString kept) { return Status(facts, Session, null, ApiKey.Reveal(kept)); }
        if (InEnvironment(facts) is string variable) { return Status(facts, Environment, facts.EnvironmentVariable, variable); }
        VaultKey found = InVault(facts, vaults);
        return found.Key is null ? Status(facts, null, null, null) : Status(facts, Vault, found.Vault, ApiKey.Reveal(found.Key));
    }

    /// <summary>What is known of a key at a place.</summary>
    public static CredentialStatus Status(ProviderMetadata facts, string? source, string? sourceName, string? key, string? reason = null)
    {
        string? bare = key is null ? null : ApiKey.Clean(key); // as it is sent
        return new()
        {
            Provider = facts.Name,
            HasKey = source is not null,
            Source = source,
            SourceName = sourceName,
            KeyEnding = bare?.Length >= ShortestShownKey ? bare.Substring(bare.Length - ShownCharacters) : null,
            EnvironmentVariable = facts.EnvironmentVariable,
            Reason = reason,
        };
    }

    private static VaultKey InVault(ProviderMetadata facts, SecretVaults vaults)
    {
        if (VaultKeys.Find(facts.Name) is VaultKey known) { return known; }
        VaultKey found = vaults.Find(facts.Name);
        VaultKeys.Remember(facts.Name, found);
        return found;
    }

    private static FollowingException Missing(ProviderMetadata facts) => new(
        FollowingErrorKind.MissingApiKey,
        facts.Name,
        $"There is no key for {facts.Name}: none in -ApiKey, in this session, in $env:{facts.EnvironmentVariable} or in a vault. Get one at {facts.Website}, "
        + $"and give it with Set-TikTokFollowingCredential {facts.Name}. To try without a key: Start-TikTokFollowingSandbox.");

    private static string? InEnvironment(ProviderMetadata facts) =>
        System.Environment.GetEnvironmentVariable(facts.EnvironmentVariable) is string key && ApiKey.Clean(key).Length > 0 ? key : null;
}
