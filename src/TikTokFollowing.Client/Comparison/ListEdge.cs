namespace TikTokFollowing.Client.Comparison;

/// <summary>Specifies the knowledge about the start or the end of a list.</summary>
internal enum ListEdge
{
    /// <summary>The input does not state it, such as a CSV.</summary>
    Unknown,

    /// <summary>The list was read up to its start or its end.</summary>
    Reached,

    /// <summary>The list has more accounts there, which were not read.</summary>
    Open,
}
