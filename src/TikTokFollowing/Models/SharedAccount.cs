namespace TikTokFollowing;

/// <summary>
/// Represents an account that several users follow. The profile is the one that was retrieved last. Values that the
/// lists do not contain are <see langword="null"/>.
/// </summary>
public sealed class SharedAccount
{
    internal SharedAccount()
    {
    }

    /// <summary>Gets the handle without the @, as in the address of the profile.</summary>
    public string? Handle { get; internal init; }

    /// <summary>Gets the display name. It can contain any character, including control characters.</summary>
    public string? DisplayName { get; internal init; }

    /// <summary>Gets the number of lists that contain the account.</summary>
    public int FollowedByCount { get; internal init; }

    /// <summary>Gets the number of all lists that were searched.</summary>
    public int ListCount { get; internal init; }

    /// <summary>
    /// Gets the handles of the lists that contain the account, in alphabetical order, separated by a comma and a space.
    /// </summary>
    public string FollowedBy { get; internal init; } = "";

    /// <summary>Gets the numeric id, which does not change with the handle.</summary>
    public string? Id { get; internal init; }

    /// <summary>Gets the sec_uid, the other stable identifier of TikTok.</summary>
    public string? SecUid { get; internal init; }

    /// <summary>Gets the text of the profile. It can have several lines.</summary>
    public string? Bio { get; internal init; }

    /// <summary>Indicates whether TikTok verified the account.</summary>
    public bool? IsVerified { get; internal init; }

    /// <summary>Indicates whether only approved followers can see the videos of the account.</summary>
    public bool? IsPrivate { get; internal init; }

    /// <summary>Gets the country as a code of two letters.</summary>
    public string? Region { get; internal init; }

    /// <summary>Gets the language of the account's app, such as <c>en</c>.</summary>
    public string? Language { get; internal init; }

    /// <summary>Gets the local time at which the account was created.</summary>
    public DateTime? CreatedAt { get; internal init; }

    /// <summary>Gets the address of the profile picture. It is signed and expires after about a day.</summary>
    public string? AvatarUrl { get; internal init; }

    /// <summary>Gets the address of the profile.</summary>
    public string? ProfileUrl { get; internal init; }

    /// <summary>Gets the number of followers.</summary>
    public long? FollowerCount { get; internal init; }

    /// <summary>Gets the number of accounts that this account follows.</summary>
    public long? FollowingCount { get; internal init; }

    /// <summary>Gets the number of likes that the videos of the account received.</summary>
    public long? LikeCount { get; internal init; }

    /// <summary>Gets the number of videos that the account posted.</summary>
    public long? VideoCount { get; internal init; }

    /// <summary>Gets the number of videos that the account liked.</summary>
    public long? LikedCount { get; internal init; }

    /// <summary>Returns the handle, so that the object can be used as a handle.</summary>
    public override string ToString() => Handle ?? Id ?? SecUid ?? "";
}
