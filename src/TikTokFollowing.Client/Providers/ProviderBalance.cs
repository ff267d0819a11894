namespace TikTokFollowing.Client.Providers;

/// <summary>What one answer says about the credits left.</summary>
internal sealed record ProviderBalance
{
    /// <summary>Null where no number of credits could be found in the answer.</summary>
    public long? CreditsRemaining { get; init; }

    /// <summary>There is nothing at this address: the next one is to be asked.</summary>
    public bool IsElsewhere { get; init; }
}
