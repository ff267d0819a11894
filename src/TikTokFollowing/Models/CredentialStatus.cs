namespace TikTokFollowing;

/// <summary>Whether there is a key for a provider, where it would come from, and, from <c>Test-TikTokFollowingCredential</c>, whether it works. Never the key.</summary>
public sealed class CredentialStatus
{
    internal CredentialStatus()
    {
    }

    /// <summary>The provider.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>Whether a key was found.</summary>
    public bool HasKey { get; internal init; }

    /// <summary>Where: <c>Parameter</c>, <c>Session</c>, <c>Environment</c> or <c>Vault</c>; null if nowhere.</summary>
    public string? Source { get; internal init; }

    /// <summary>The name of the place: the environment variable or the vault that holds the key. Null for the others.</summary>
    public string? SourceName { get; internal init; }

    /// <summary>The key's last four characters, to tell two keys apart; null if the key is so short that four characters would give it away.</summary>
    public string? KeyEnding { get; internal init; }

    /// <summary>The environment variable that is looked at for this provider.</summary>
    public string EnvironmentVariable { get; internal init; } = "";

    /// <summary>Whether the provider takes the key; null if that was not tested, or could not be found out.</summary>
    public bool? IsValid { get; internal init; }

    /// <summary>Why there is no key, or what was found out about it; null if nothing was.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The credits left, where the test came across them.</summary>
    public long? CreditsRemaining { get; internal init; }

    /// <summary>The provider's name.</summary>
    public override string ToString() => Provider;
}
