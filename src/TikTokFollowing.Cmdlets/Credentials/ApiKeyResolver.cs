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
        try
        {
            (string? source, string? name, string? text) = Search(facts, given, vaults);
            if (text is null)
            {
                throw Missing(facts);
            }

            ApiKey key = new(text);
            string place = source switch
            {
                Parameter => "in -ApiKey",
                Session => "of this session",
                Environment => $"in $env:{name}",
                _ => $"in the vault '{TextSanitizer.Sanitize(name ?? "")}'",
            };
            KeyAdvice.Check(facts, text, place, warn);
            return key;
        }
        catch (VaultException e)
        {
            throw new FollowingException(
                FollowingErrorKind.MissingApiKey, facts.Name, $"{e.Message} {Missing(facts).Message}");
        }
    }

    /// <summary>
    /// Returns the current source of a provider's key, without the parameter. Null if no key is known. Opens no vault.
    /// </summary>
    public static string? SourceOf(ProviderMetadata facts) =>
        NearSourceOf(facts) ?? (KeyStore.Vaults.Find(facts) is null ? null : Vault);

    /// <summary>Returns <see cref="Session"/>, <see cref="Environment"/>, or null if neither has a key.</summary>
    public static string? NearSourceOf(ProviderMetadata facts) =>
        KeyStore.Session.Find(facts) is not null ? Session
        : FindInEnvironment(facts) is null ? null
        : Environment;

    /// <summary>Returns the providers that have a key in the session or the environment.</summary>
    public static IReadOnlyList<ProviderMetadata> ProvidersWithNearKey() =>
        GetProviders(static facts => NearSourceOf(facts) is not null);

    /// <summary>
    /// Returns the providers that have a key in the session or the environment. If there are none, returns those that
    /// have a key in a vault.
    /// </summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.MissingApiKey"/>: no key was found.
    /// </exception>
    public static IReadOnlyList<ProviderMetadata> ProvidersWithKey(SecretVaults vaults)
    {
        IReadOnlyList<ProviderMetadata> found = ProvidersWithNearKey();
        try
        {
            found = found.Count > 0
                ? found
                : GetProviders(facts => KeyStore.Vaults.GetOrAdd(facts, vaults.Find).Key is not null);
        }
        catch (VaultException e)
        {
            throw new FollowingException(
                FollowingErrorKind.MissingApiKey,
                null,
                $"No key was found in this session and in the environment. {e.Message}");
        }
        return found.Count > 0 ? found : throw new FollowingException(
            FollowingErrorKind.MissingApiKey,
            null,
            "No key for any provider was found in this session, in the environment (such as "
            + $"$env:{ProviderRegistry.BuiltIn[0].Facts.EnvironmentVariable}) or in a vault. Save one with "
            + "Set-TikTokFollowingCredential, or specify -Provider and -ApiKey. "
            + "To try the module without a key: Start-TikTokFollowingSandbox");
    }

    /// <summary>Returns the status of a provider's key.</summary>
    /// <exception cref="VaultException">A vault returned an error.</exception>
    public static CredentialStatus StatusOf(ProviderMetadata facts, SecretVaults vaults, SecureString? given = null)
    {
        (string? source, string? name, string? key) = Search(facts, given, vaults);
        return Status(facts, source, name, key);
    }

    /// <summary>Creates the status of a key from a known source.</summary>
    public static CredentialStatus Status(
        ProviderMetadata facts,
        string? source = null,
        string? sourceName = null,
        string? key = null,
        string? reason = null)
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

    private static (string? Source, string? Name, string? Key) Search(
        ProviderMetadata facts, SecureString? given, SecretVaults vaults)
    {
        if ((given ?? KeyStore.Session.Find(facts)) is SecureString near)
        {
            return (given is null ? Session : Parameter, null, ApiKey.Reveal(near));
        }

        if (FindInEnvironment(facts) is string variable)
        {
            return (Environment, facts.EnvironmentVariable, variable);
        }

        StoredKey found = KeyStore.Vaults.GetOrAdd(facts, vaults.Find);
        return found.Key is null ? default : (Vault, found.Vault, ApiKey.Reveal(found.Key));
    }

    private static IReadOnlyList<ProviderMetadata> GetProviders(Func<ProviderMetadata, bool> hasKey) =>
        [.. ProviderRegistry.All.Select(static provider => provider.Facts).Where(hasKey)];

    private static FollowingException Missing(ProviderMetadata facts)
    {
        (string environment, string unsearched) = facts.EnvironmentVariable is string variable
            ? ($", in $env:{variable}", "")
            : ("", "The environment is searched only for definitions that Register-TikTokFollowingProvider added. ");
        (string vault, string trial) = facts.IsBuiltIn
            ? ("a vault", " To try the module without a key: Start-TikTokFollowingSandbox")
            : ($"a vault (secret {SecretVaults.GetSecretName(facts)})", "");
        return new(
            FollowingErrorKind.MissingApiKey,
            facts.Name,
            $"No key for {facts.Name} was found in -ApiKey, in this session{environment} or in {vault}. "
            + $"{unsearched}Get a key at {facts.Website} and save it with "
            + $"Set-TikTokFollowingCredential {facts.Name}.{trial}");
    }

    private static string? FindInEnvironment(ProviderMetadata facts) =>
        facts.EnvironmentVariable is string variable
        && System.Environment.GetEnvironmentVariable(variable) is string key
        && ApiKey.Clean(key).Length > 0
            ? key
            : null;
}
