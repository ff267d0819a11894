namespace TikTokFollowing.Client.History;

/// <summary>Specifies how a history is updated.</summary>
internal sealed record UpdateOptions
{
    /// <summary>Indicates whether the whole list is read.</summary>
    public bool IsFull { get; init; }

    /// <summary>Gets the age of the last full update at which the whole list is read; null for no such age.</summary>
    public TimeSpan? FullInterval { get; init; }

    /// <summary>Indicates whether changed profile fields are stored and reported.</summary>
    public bool IncludeProfile { get; init; }

    /// <summary>Indicates whether follower counts are stored.</summary>
    public bool IncludeCount { get; init; }

    /// <summary>Indicates whether the accounts are fictitious.</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Indicates whether the options require an update at a time to read the whole list.</summary>
    public bool RequiresWholeList(HistoryState state, DateTime utcNow) =>
        IsFull || (FullInterval is TimeSpan interval && !(utcNow - state.Marks.LastFullUpdate < interval));
}
