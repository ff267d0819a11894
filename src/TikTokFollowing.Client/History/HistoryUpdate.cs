namespace TikTokFollowing.Client.History;

/// <summary>Represents the result of an update.</summary>
internal sealed record HistoryUpdate
{
    /// <summary>Gets the changes that were stored.</summary>
    public IReadOnlyList<FollowingChange> Changes { get; init; } = [];

    public IReadOnlyList<HistoryWarning> Warnings { get; init; } = [];

    /// <summary>Indicates whether the update stored the first list of its user.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>
    /// Gets the reason for which nothing was stored: an empty list that may be hidden; null if the update was stored.
    /// </summary>
    public string? NotStored { get; init; }

    /// <summary>Gets the number of accounts that were read.</summary>
    public int Accounts { get; init; }

    /// <summary>Gets the requests of the update, also of the commands that were interrupted.</summary>
    public int Requests { get; init; }

    /// <summary>Gets the credits that the update cost, also in the commands that were interrupted.</summary>
    public long CreditsCharged { get; init; }

    /// <summary>
    /// Indicates whether another update follows, because this one finished an update that was interrupted long ago.
    /// </summary>
    public bool IsOutdated { get; init; }
}
