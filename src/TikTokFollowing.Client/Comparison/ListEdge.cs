namespace TikTokFollowing.Client.Comparison;

/// <summary>What is known about the start or the end of a list.</summary>
internal enum ListEdge
{
    /// <summary>The list does not say, as a CSV.</summary>
    Unknown,

    /// <summary>The list was read up to here: it has the newest follow, or the oldest one.</summary>
    Reached,

    /// <summary>The list has more accounts there that were not read.</summary>
    Open,
}
