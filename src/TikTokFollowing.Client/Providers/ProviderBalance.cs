namespace TikTokFollowing.Client.Providers;

/// <summary>Represents the balance in one response.</summary>
internal sealed record ProviderBalance
{
    /// <summary>Gets the remaining credits; null if the response has no number of credits.</summary>
    public long? CreditsRemaining { get; init; }

    /// <summary>Indicates whether the address does not exist, so that the next one is to be requested.</summary>
    public bool IsElsewhere { get; init; }
}
