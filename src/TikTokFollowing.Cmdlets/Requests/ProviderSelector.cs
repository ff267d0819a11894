using System.Management.Automation;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Cmdlets.Credentials;
using TikTokFollowing.Cmdlets.Errors;

namespace TikTokFollowing.Cmdlets.Requests;

/// <summary>Selects the provider of a command.</summary>
internal static class ProviderSelector
{
    private const string Variable = "TIKTOKFOLLOWING_PROVIDER";

    /// <summary>
    /// Returns the specified provider. If none is specified, returns the provider in $env:TIKTOKFOLLOWING_PROVIDER, or
    /// the only one that has a key.
    /// </summary>
    /// <param name="name">The specified name. An empty one is ignored: a row of a CSV can have one.</param>
    /// <param name="pageProvider">The provider of the page to continue from.</param>
    /// <param name="opensVaults">False if no key is needed, so that no vault is opened.</param>
    /// <param name="vaults">The vaults of the session.</param>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidRequest"/>, or <see cref="FollowingErrorKind.MissingApiKey"/> if no
    /// provider has a key.
    /// </exception>
    public static IFollowingProvider Select(
        string? name, string? pageProvider, bool opensVaults, SecretVaults vaults)
    {
        string? specified = Array.Find(
            [name, pageProvider, Environment.GetEnvironmentVariable(Variable)],
            static name => !string.IsNullOrWhiteSpace(name));
        if (specified is not null)
        {
            return ProviderRegistry.Get(specified);
        }
        IReadOnlyList<ProviderMetadata> withKey =
            opensVaults ? ApiKeyResolver.ProvidersWithKey(vaults) : ApiKeyResolver.ProvidersWithNearKey();
        if (withKey.Count == 1)
        {
            return ProviderRegistry.Get(withKey[0].Name);
        }
        string problem = withKey.Count == 0
            ? "No provider was specified."
            : $"Keys for several providers were found: {Join(withKey)}.";
        string all = Join(ProviderRegistry.All.Select(provider => provider.Facts));
        throw RequestErrors.Invalid(
            $"{problem} Specify one with -Provider ({all}), or set $env:{Variable} to it.");
    }

    /// <summary>Checks that each provider is specified once.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    public static void CheckFallbacks(IFollowingProvider first, IReadOnlyList<IFollowingProvider> fallbacks)
    {
        HashSet<IFollowingProvider> known = [first];
        if (fallbacks.FirstOrDefault(fallback => !known.Add(fallback))?.Facts.Name is string name)
        {
            throw RequestErrors.Invalid(
                $"-FallbackProvider {name} repeats a provider of this command. Specify each provider once.", name);
        }
    }

    /// <summary>Returns the provider with a name, or the providers that match a pattern.</summary>
    /// <exception cref="FollowingException">
    /// <see cref="FollowingErrorKind.InvalidRequest"/>: no provider has the name.
    /// </exception>
    public static IReadOnlyList<IFollowingProvider> Find(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            return [ProviderRegistry.Get(name)];
        }
        WildcardPattern pattern = CreatePattern(name);
        return [.. ProviderRegistry.All.Where(provider => pattern.IsMatch(provider.Facts.Name))];
    }

    /// <summary>Processes providers by name. A failure of one name is an error, and the others continue.</summary>
    /// <param name="cmdlet">Writes the errors.</param>
    /// <param name="names">The names as they were specified.</param>
    /// <param name="find">Returns the providers with a name.</param>
    /// <param name="process">Processes a provider.</param>
    public static void ForEachProvider(
        this Cmdlet cmdlet,
        string[] names,
        Func<string, IEnumerable<IFollowingProvider>> find,
        Action<IFollowingProvider> process)
    {
        foreach (string name in names)
        {
            cmdlet.Try(
                () =>
                {
                    foreach (IFollowingProvider provider in find(name))
                    {
                        process(provider);
                    }
                },
                // A pattern is no provider to resume with.
                new ResumePoint { Provider = WildcardPattern.ContainsWildcardCharacters(name) ? null : name });
        }
    }

    /// <summary>Creates a pattern that ignores case in the same way under every culture.</summary>
    public static WildcardPattern CreatePattern(string pattern) =>
        new(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);

    private static string Join(IEnumerable<ProviderMetadata> providers) =>
        string.Join(", ", providers.Select(facts => facts.Name));
}
