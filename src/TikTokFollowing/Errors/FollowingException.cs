using System;

namespace TikTokFollowing;

/// <summary>
/// A failure of ours, with its kind. The message says what happened and what to do next; it holds neither a key nor a provider's body.
/// </summary>
public sealed class FollowingException : Exception
{
    internal FollowingException(FollowingErrorKind kind, string? provider, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        Provider = provider;
    }

    /// <summary>What kind of failure it is; the same word as the error id.</summary>
    public FollowingErrorKind Kind { get; }

    /// <summary>The provider concerned, if one was.</summary>
    public string? Provider { get; }

    /// <summary>The message without its advice: what another message can quote.</summary>
    internal string WhatHappened { get => field ?? Message; init; }

    /// <summary>The same failure, with more to say about it.</summary>
    internal FollowingException With(string more) => more.Length == 0
        ? this
        : new(Kind, Provider, $"{Message} {more}", InnerException)
        {
            WhatHappened = WhatHappened,
            CreditsCharged = CreditsCharged,
            CreditsRemaining = CreditsRemaining,
            RequestId = RequestId,
            RetryAt = RetryAt,
        };

    /// <summary>What the failed request cost nevertheless, in the provider's credits.</summary>
    public long CreditsCharged { get; internal init; }

    /// <summary>The credits that remain at the provider, where the failed response states them.</summary>
    internal long? CreditsRemaining { get; init; }

    /// <summary>The provider's id of the failed request, where the response states one.</summary>
    internal string? RequestId { get; init; }

    /// <summary>When to come back (local time), where the provider said so.</summary>
    public DateTime? RetryAt { get; internal init; }
}
