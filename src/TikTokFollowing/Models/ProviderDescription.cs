namespace TikTokFollowing;

/// <summary>Represents the capabilities and prices of a provider, and the source of its key.</summary>
public sealed class ProviderDescription
{
    internal ProviderDescription()
    {
    }

    /// <summary>Gets the name of the provider, as in <c>-Provider</c>.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>Gets the address of the API.</summary>
    public Uri BaseUri { get; internal init; } = null!;

    /// <summary>Gets a description of the price of a page.</summary>
    public string Cost { get; internal init; } = "";

    /// <summary>Gets the credits for one request; null if the provider charges for accounts.</summary>
    public int? CreditsPerRequest { get; internal init; }

    /// <summary>Gets the credits for one account; null if the provider charges for requests.</summary>
    public int? CreditsPerRecord { get; internal init; }

    /// <summary>Gets the number of accounts on a page without <c>-PageSize</c>.</summary>
    public int DefaultPageSize { get; internal init; }

    /// <summary>Indicates whether <c>-PageSize</c> can be used.</summary>
    public bool SupportsPageSize { get; internal init; }

    /// <summary>Gets the largest <c>-PageSize</c>; null if the provider does not state or support one.</summary>
    public int? MaximumPageSize { get; internal init; }

    /// <summary>Indicates whether <c>-Trim</c> can be used.</summary>
    public bool SupportsTrim { get; internal init; }

    /// <summary>
    /// Indicates whether the cursor is a follow time. If it is, <c>-MinTime</c> can be used, and accounts have a range
    /// of time for the follow.
    /// </summary>
    public bool HasFollowTimes { get; internal init; }

    /// <summary>Indicates whether <c>-Handle</c> accepts a numeric id or a sec_uid.</summary>
    public bool AcceptsId { get; internal init; }

    /// <summary>
    /// Gets the source of the key: <c>Session</c>, <c>Environment</c> or <c>Vault</c>; null if no key is known. Vaults
    /// are not opened for this property.
    /// </summary>
    public string? KeySource { get; internal init; }

    /// <summary>
    /// Gets the name of the environment variable for the key. It is null for a definition that
    /// <c>Register-TikTokFollowingProvider</c> did not register, because the environment is not searched for its key.
    /// </summary>
    public string? EnvironmentVariable { get; internal init; }

    /// <summary>Gets the name of the secret that contains the key in a vault.</summary>
    public string SecretName { get; internal init; } = "";

    /// <summary>
    /// Gets the full path of the file that defines the provider; <c>Built-in</c> if the module does.
    /// </summary>
    public string Source { get; internal init; } = "";

    /// <summary>Gets the address at which keys are sold.</summary>
    public Uri Website { get; internal init; } = null!;

    /// <summary>Gets notes about the provider, including contradictions in its documentation.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>Returns the name of the provider.</summary>
    public override string ToString() => Provider;
}
