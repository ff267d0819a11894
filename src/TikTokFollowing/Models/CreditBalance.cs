using System;

namespace TikTokFollowing;

/// <summary>What is left on the account at a provider.</summary>
public sealed class CreditBalance
{
    internal CreditBalance()
    {
    }

    /// <summary>The provider.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>The credits left, in the provider's own credits; null if its answer could not be read.</summary>
    public long? CreditsRemaining { get; internal init; }

    /// <summary>What could not be read, in words; null if all could.</summary>
    public string? Note { get; internal init; }

    /// <summary>When it was asked (local time).</summary>
    public DateTime RetrievedAt { get; internal init; }

    /// <summary>The provider's name.</summary>
    public override string ToString() => Provider;
}
