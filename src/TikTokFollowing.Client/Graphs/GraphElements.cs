namespace TikTokFollowing.Client.Graphs;

/// <summary>Represents a user or an account.</summary>
/// <param name="Id">The identifier, which is the same in every file.</param>
/// <param name="Label">The handle, or another name if it is unknown.</param>
/// <param name="DisplayName">The display name; null if unknown.</param>
/// <param name="FollowerCount">The number of followers; null if unknown.</param>
/// <param name="IsVerified">Indicates whether TikTok verified the account; null if unknown.</param>
/// <param name="Region">The country; null if unknown.</param>
/// <param name="IsListRead">Indicates whether the input contains the list of this account.</param>
/// <param name="FollowedByCount">The number of lists that contain the account.</param>
internal sealed record GraphNode(
    string Id,
    string Label,
    string? DisplayName,
    long? FollowerCount,
    bool? IsVerified,
    string? Region,
    bool IsListRead,
    int FollowedByCount);

/// <summary>Represents a follow.</summary>
/// <param name="Source">The identifier of the user.</param>
/// <param name="Target">The identifier of the followed account.</param>
/// <param name="FollowedAfter">The earliest time of the follow; null if unknown.</param>
/// <param name="FollowedBefore">The latest time of the follow; null if unknown.</param>
internal readonly record struct GraphEdge(
    string Source, string Target, DateTime? FollowedAfter, DateTime? FollowedBefore);
