namespace TikTokFollowing;

/// <summary>
/// Represents the state of a provider's key: its source and, from <c>Test-TikTokFollowingCredential</c>, its validity.
/// It never contains the key.
/// </summary>
public sealed class CredentialStatus
{
    internal CredentialStatus()
    {
    }

    /// <summary>Gets the provider.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>Indicates whether a key was found.</summary>
    public bool HasKey { get; internal init; }

    /// <summary>
    /// Gets the source of the key: <c>Parameter</c>, <c>Session</c>, <c>Environment</c> or <c>Vault</c>; null if there
    /// is no key.
    /// </summary>
    public string? Source { get; internal init; }

    /// <summary>
    /// Gets the name of the environment variable or vault that contains the key; null for other sources.
    /// </summary>
    public string? SourceName { get; internal init; }

    /// <summary>
    /// Gets the last four characters of the key; null if the key is so short that they would reveal it.
    /// </summary>
    public string? KeyEnding { get; internal init; }

    /// <summary>
    /// Gets the name of the environment variable for this provider; null if the environment is not searched.
    /// </summary>
    public string? EnvironmentVariable { get; internal init; }

    /// <summary>Indicates whether the provider accepts the key; null if this was not tested or is unknown.</summary>
    public bool? IsValid { get; internal set; }

    /// <summary>Gets the reason for a missing key, or the result of the test; null if none exists.</summary>
    public string? Reason { get; internal set; }

    /// <summary>Gets the credits that remain at the provider; null if the test did not return them.</summary>
    public long? CreditsRemaining { get; internal set; }

    /// <summary>Returns the name of the provider.</summary>
    public override string ToString() => Provider;
}
