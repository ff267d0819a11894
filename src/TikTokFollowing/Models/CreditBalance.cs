namespace TikTokFollowing;

/// <summary>Represents the balance of an account at a provider.</summary>
public sealed class CreditBalance
{
    internal CreditBalance()
    {
    }

    /// <summary>Gets the provider.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>Gets the remaining credits of the provider; null if the response cannot be read.</summary>
    public long? CreditsRemaining { get; internal init; }

    /// <summary>Gets a description of the values that could not be read; null if all were read.</summary>
    public string? Note { get; internal init; }

    /// <summary>Gets the local time of the request.</summary>
    public DateTime RetrievedAt { get; internal init; }

    /// <summary>Returns the name of the provider.</summary>
    public override string ToString() => Provider;
}
