namespace TikTokFollowing;

/// <summary>Whether there is a key for a provider and where it would come from. Never the key.</summary>
public sealed class CredentialStatus
{
    internal CredentialStatus()
    {
    }

    /// <summary>The provider.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>Whether a key was found.</summary>
    public bool HasKey { get; internal init; }

    /// <summary>Where: <c>Session</c> or <c>Environment</c>; null if nowhere.</summary>
    public string? Source { get; internal init; }

    /// <summary>The name of the place: the environment variable that holds the key. Null for the session.</summary>
    public string? SourceName { get; internal init; }

    /// <summary>The key's last four characters, to tell two keys apart; null if the key is so short that four characters would give it away.</summary>
    public string? KeyEnding { get; internal init; }

    /// <summary>The environment variable that is looked at for this provider.</summary>
    public string EnvironmentVariable { get; internal init; } = "";

    /// <summary>The provider's name.</summary>
    public override string ToString() => Provider;
}
