namespace TikTokFollowing;

/// <summary>
/// Represents an account that a TikTok user follows. The properties are the same for all providers. Values that a
/// provider does not return are <see langword="null"/>, never zero, empty or false.
/// </summary>
public sealed class FollowedAccount
{
    internal FollowedAccount()
    {
    }

    /// <summary>Gets the handle without the @, as in the address of the profile.</summary>
    public string? Handle { get; internal init; }

    /// <summary>Gets the display name. It can contain any character, including control characters.</summary>
    public string? DisplayName { get; internal init; }

    /// <summary>
    /// Gets the numeric id, which does not change with the handle. It is text, because many tools cannot represent the
    /// number exactly.
    /// </summary>
    public string? Id { get; internal set; }

    /// <summary>Gets the sec_uid, the other stable identifier of TikTok (<c>MS4wLjAB…</c>).</summary>
    public string? SecUid { get; internal set; }

    /// <summary>Gets the text of the profile. It can have several lines.</summary>
    public string? Bio { get; internal init; }

    /// <summary>
    /// Indicates whether TikTok verified the account. For SociaVault and ScrapeCreators it is read from the text of the
    /// verification: <c>verification_type</c>, which their documentation names, is 1 for every account.
    /// </summary>
    public bool? IsVerified { get; internal init; }

    /// <summary>Indicates whether only approved followers can see the videos of the account.</summary>
    public bool? IsPrivate { get; internal init; }

    /// <summary>Gets the country as a code of two letters.</summary>
    public string? Region { get; internal init; }

    /// <summary>Gets the language of the account's app, such as <c>en</c>.</summary>
    public string? Language { get; internal init; }

    /// <summary>Gets the local time at which the account was created.</summary>
    public DateTime? CreatedAt { get; internal set; }

    /// <summary>
    /// Gets the address of the profile picture: jpeg if available, otherwise webp or heic. It is signed and expires
    /// after about a day.
    /// </summary>
    public string? AvatarUrl { get; internal init; }

    /// <summary>Gets the address of the profile.</summary>
    public string? ProfileUrl { get; internal init; }

    /// <summary>Gets the number of followers.</summary>
    public long? FollowerCount { get; internal set; }

    /// <summary>Gets the number of accounts that this account follows.</summary>
    public long? FollowingCount { get; internal init; }

    /// <summary>Gets the number of likes that the videos of the account received.</summary>
    public long? LikeCount { get; internal set; }

    /// <summary>Gets the number of videos that the account posted.</summary>
    public long? VideoCount { get; internal set; }

    /// <summary>Gets the number of videos that the account liked.</summary>
    public long? LikedCount { get; internal init; }

    /// <summary>Gets the handle of the list.</summary>
    public string FollowedBy { get; internal set; } = "";

    /// <summary>Gets the position in the list as this command read it, from 1, newest follow first.</summary>
    public int Position { get; internal set; }

    /// <summary>
    /// Gets the earliest local time of the follow; null if the cursor of the provider is not a follow time.
    /// </summary>
    public DateTime? FollowedAfter { get; internal set; }

    /// <summary>
    /// Gets the latest local time of the follow; null if the cursor of the provider is not a follow time.
    /// </summary>
    public DateTime? FollowedBefore { get; internal set; }

    /// <summary>Gets the provider that returned the account.</summary>
    public string Provider { get; internal set; } = "";

    /// <summary>Gets the local time at which the page with this account was retrieved.</summary>
    public DateTime RetrievedAt { get; internal set; }

    /// <summary>Gets the record of the provider as JSON; null without <c>-IncludeRaw</c>.</summary>
    public string? Raw { get; internal set; }

    /// <summary>Gets the extent to which the list was read; null if it is unknown.</summary>
    internal ListExtent? Extent { get; set; }

    /// <summary>Returns the handle, so that the object can be used as a handle.</summary>
    public override string ToString() => Handle ?? Id ?? SecUid ?? "";
}
