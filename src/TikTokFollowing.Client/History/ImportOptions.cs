namespace TikTokFollowing.Client.History;

/// <summary>Specifies how lists are imported.</summary>
internal sealed record ImportOptions
{
    /// <summary>Gets the UTC time of lists that do not state one.</summary>
    public DateTime? ReadAt { get; init; }

    /// <summary>Indicates whether lists with an unknown end are complete.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Indicates whether changed profile fields are stored and reported.</summary>
    public bool IncludeProfile { get; init; }

    /// <summary>Indicates whether follower counts are stored.</summary>
    public bool IncludeCount { get; init; }
}
