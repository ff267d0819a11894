using System.Security;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Cmdlets.Credentials;

/// <summary>
/// Finds the key of a provider in the parameter, the session, the environment or a vault, in this order. A vault is
/// opened only if no other source has a key.
/// </summary>
internal static class ApiKeyResolver
{
    public const string Parameter = "Parameter";
    public const string Session = "Session";
    public const string Environment = "Environment";
    public const string Vault = "Vault";

    // Four characters distinguish two keys. Of a short key they would reveal too much.
    private const int ShownCharacters = 4;
    private const int ShortestShownKey = 12;

    /// <summary>Returns the key of a provider.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.MissingApiKey"/></exception>
    public static ApiKey Find(ProviderMetadata facts, SecureString? given, SecretVaults vaults, Action<string> warn)
    {
        if (given is not null)
        {
            return Create(ApiKey.Reveal(given), "in -ApiKey");
        }

        if (SessionKeys.Find(facts) is SecureString kept)
        {
            return Create(ApiKey.Reveal(kept), "of this session");
        }

        if (FindInEnvironment(facts) is string variable)
        {
            return Create(variable, $"in $env:{facts.EnvironmentVariable}");
        }

        try
        {
            VaultKey found = FindInVaults(facts, vaults);
            return found.Key is SecureString key
                ? Create(ApiKey.Reveal(key), $"in the vault '{TextSanitizer.Sanitize(found.Vault ?? "")}'")
                : throw Missing(facts);
        }
        catch (VaultException e)
        {
            throw new FollowingException(
                FollowingErrorKind.MissingApiKey, facts.Name, $"{e.Message} {Missing(facts).Message}");
        }

        ApiKey Create(string text, string place)
        {
            ApiKey key = new(text);
            foreach (string warning in KeyAdvice.For(facts, text, place))
            {
                warn(warning);
            }

            return key;
        }
    }

    /// <summary>
    /// Returns the current source of a provider's key, without the parameter. Null if no key is known. Opens no vault.
    /// </summary>
    public static string? SourceOf(ProviderMetadata facts) =>
        NearSourceOf(facts) ?? (VaultKeys.Find(facts)?.Key is null ? null : Vault);

    /// <summary>Returns <see cref="Session"/>, <see cref="Environment"/>, or null if neither has a key.</summary>
    public static string? NearSourceOf(ProviderMetadata facts)
    {
        if (SessionKeys.Find(facts) is not null)
        {
            return Session;
        }

        return FindInEnvironment(facts) is null ? null : Environment;
    }

    /// <summary>Returns the providers that have a key in the session or the environment.</summary>
    public static IReadOnlyList<ProviderMetadata> ProvidersWithNearKey() =>
        [.. ProviderRegistry.All.Select(provider => provider.Facts).Where(facts => NearSourceOf(facts) is not null)];

    /// <summary>
    /// Returns the providers that have a key in the session or the environment. If there are none, returns those that
    /// have a key in a vault.
    /// </summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.MissingApiKey"/>: no key was found, and a vault that may contain one failed.
    /// </exception>
    public static IReadOnlyList<ProviderMetadata> ProvidersWithKey(SecretVaults vaults)
    {
        IReadOnlyList<ProviderMetadata> near = ProvidersWithNearKey();
        if (near.Count > 0)
        {
            return near;
        }

        try
        {
            return
            [
                .. ProviderRegistry.All
                    .Select(provider => provider.Facts)
                    .Where(facts => FindInVaults(facts, vaults).Key is not null),
            ];
        }
        catch (VaultException e)
        {
            throw new FollowingException(
                FollowingErrorKind.MissingApiKey,
                null,
                $"No key was found in this session and in the environment. {e.Message}");
        }
    }

    /// <summary>Creates the error for a command that found no key for any provider.</summary>
    public static FollowingException MissingForAll() => new(
        FollowingErrorKind.MissingApiKey,
        null,
        "No key for any provider was found in this session, in the environment (such as "
        + $"$env:{ProviderRegistry.BuiltIn[0].Facts.EnvironmentVariable}) or in a vault. Save one with "
        + "Set-TikTokFollowingCredential, or specify -Provider and -ApiKey. "
        + "To try the module without a key: Start-TikTokFollowingSandbox");

    /// <summary>Returns the status of a provider's key.</summary>
    /// <exception cref="VaultException">A vault returned an error.</exception>
    public static CredentialStatus StatusOf(ProviderMetadata facts, SecretVaults vaults, SecureString? given = null)
    {
        if (given is not null)
        {
            return Status(facts, Parameter, null, ApiKey.Reveal(given));
        }

        if (SessionKeys.Find(facts) is SecureString kept)
        {
            return Status(facts, Session, null, ApiKey.Reveal(kept));
        }

        if (FindInEnvironment(facts) is string variable)
        {
            return Status(facts, Environment, facts.EnvironmentVariable, variable);
        }

        VaultKey found = FindInVaults(facts, vaults);
        return found.Key is null
            ? Status(facts, null, null, null)
            : Status(facts, Vault, found.Vault, ApiKey.Reveal(found.Key));
    }

    /// <summary>Creates the status of a key from a known source.</summary>
    public static CredentialStatus Status(
        ProviderMetadata facts, string? source, string? sourceName, string? key, string? reason = null)
    {
        string? clean = key is null ? null : ApiKey.Clean(key); // as it is sent
        return new()
        {
            Provider = facts.Name,
            HasKey = source is not null,
            Source = source,
            SourceName = sourceName,
            KeyEnding = clean?.Length >= ShortestShownKey ? clean.Substring(clean.Length - ShownCharacters) : null,
            EnvironmentVariable = facts.EnvironmentVariable,
            Reason = reason,
        };
    }

    private static VaultKey FindInVaults(ProviderMetadata facts, SecretVaults vaults)
    {
        if (VaultKeys.Find(facts) is VaultKey known)
        {
            return known;
        }

        VaultKey found = vaults.Find(facts);
        VaultKeys.Remember(facts, found);
        return found;
    }

    private static FollowingException Missing(ProviderMetadata facts)
    {
        string environment = facts.EnvironmentVariable is string variable ? $", in $env:{variable}" : "";
        string vault = facts.IsBuiltIn ? "a vault" : $"a vault (secret {SecretVaults.GetSecretName(facts)})";
        return new(
            FollowingErrorKind.MissingApiKey,
            facts.Name,
            $"No key for {facts.Name} was found in -ApiKey, in this session{environment} or in {vault}. "
            + $"{DescribeUnsearchedEnvironment(facts)}Get a key at {facts.Website} and save it with "
            + $"Set-TikTokFollowingCredential {facts.Name}."
            + (facts.IsBuiltIn ? " To try the module without a key: Start-TikTokFollowingSandbox" : ""));
    }

    private static string DescribeUnsearchedEnvironment(ProviderMetadata facts) => facts.EnvironmentVariable is null
        ? "The environment is searched only for definitions that Register-TikTokFollowingProvider added. "
        : "";

    private static string? FindInEnvironment(ProviderMetadata facts) =>
        facts.EnvironmentVariable is string variable
        && System.Environment.GetEnvironmentVariable(variable) is string key
        && ApiKey.Clean(key).Length > 0
            ? key
            : null;
}
