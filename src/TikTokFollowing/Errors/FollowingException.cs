namespace TikTokFollowing;

/// <summary>
/// Represents a failure of the module. The message states what happened and what to do next. It contains no key and no
/// response body.
/// </summary>
public sealed class FollowingException : Exception
{
    internal FollowingException(
        FollowingErrorKind kind,
        string? provider,
        string message,
        Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        Provider = provider;
    }

    /// <summary>Gets the kind of the failure. Its name is the error id.</summary>
    public FollowingErrorKind Kind { get; }

    /// <summary>Gets the provider of the request; null if none was involved.</summary>
    public string? Provider { get; }

    /// <summary>Gets the message without its advice, so that other messages can quote it.</summary>
    internal string WhatHappened { get => field ?? Message; init; }

    /// <summary>Returns the same failure with additional text in its message.</summary>
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

    /// <summary>Gets the credits that the provider charged for the failed request.</summary>
    public long CreditsCharged { get; internal init; }

    /// <summary>
    /// Gets the credits that remain at the provider; null if the failed response does not state them.
    /// </summary>
    internal long? CreditsRemaining { get; init; }

    /// <summary>Gets the request id of the provider; null if the response does not state one.</summary>
    internal string? RequestId { get; init; }

    /// <summary>Gets the local time at which a retry is possible; null if the provider did not state one.</summary>
    public DateTime? RetryAt { get; internal init; }
}
