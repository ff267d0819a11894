using System;

namespace TikTokFollowing;

/// <summary>
/// One account that a TikTok user follows. The same for every provider: what a provider does not say is <see langword="null"/>, never zero, an empty text or false.
/// </summary>
public sealed class FollowedAccount
{
    internal FollowedAccount()
    {
    }

    /// <summary>The account's name without the @, as in its profile's address.</summary>
    public string? Handle { get; internal init; }

    /// <summary>The name that the account shows. May hold any character, control characters included.</summary>
    public string? DisplayName { get; internal init; }

    /// <summary>The numeric id, which stays when the handle changes. A text, because it does not fit into the numbers of many tools.</summary>
    public string? Id { get; internal init; }

    /// <summary>TikTok's other stable identifier (<c>MS4wLjAB…</c>).</summary>
    public string? SecUid { get; internal init; }

    /// <summary>The text of the profile; may have several lines.</summary>
    public string? Bio { get; internal init; }

    /// <summary>
    /// Whether TikTok verified the account. With SociaVault and ScrapeCreators it is read from the text of the verification: <c>verification_type</c>, which
    /// their pages name, is 1 for accounts that nobody verified.
    /// </summary>
    public bool? IsVerified { get; internal init; }

    /// <summary>Whether only approved followers see the account's videos.</summary>
    public bool? IsPrivate { get; internal init; }

    /// <summary>The country, two letters.</summary>
    public string? Region { get; internal init; }

    /// <summary>The language of the account's app, such as <c>en</c>.</summary>
    public string? Language { get; internal init; }

    /// <summary>When the account was made, in local time.</summary>
    public DateTime? CreatedAt { get; internal set; }

    /// <summary>A picture: jpeg where there is one, else webp, else heic. The address is signed and works for about a day.</summary>
    public string? AvatarUrl { get; internal init; }

    /// <summary>The profile's address.</summary>
    public string? ProfileUrl { get; internal init; }

    /// <summary>How many accounts follow it.</summary>
    public long? FollowerCount { get; internal init; }

    /// <summary>How many accounts it follows.</summary>
    public long? FollowingCount { get; internal init; }

    /// <summary>How many likes its videos received.</summary>
    public long? LikeCount { get; internal init; }

    /// <summary>How many videos it posted.</summary>
    public long? VideoCount { get; internal init; }

    /// <summary>How many videos of others it liked.</summary>
    public long? LikedCount { get; internal init; }

    /// <summary>The handle whose list this is.</summary>
    public string FollowedBy { get; internal init; } = "";

    /// <summary>The place in that list as walked by this command, from 1, newest follow first.</summary>
    public int Position { get; internal set; }

    /// <summary>The follow happened at this time or later (local time); known where the provider's cursor is a follow time.</summary>
    public DateTime? FollowedAfter { get; internal set; }

    /// <summary>The follow happened at this time or earlier (local time); known where the provider's cursor is a follow time.</summary>
    public DateTime? FollowedBefore { get; internal set; }

    /// <summary>The provider that this record came from.</summary>
    public string Provider { get; internal init; } = "";

    /// <summary>When the page with this record was read, in local time.</summary>
    public DateTime RetrievedAt { get; internal set; }

    /// <summary>The provider's own record as JSON; only with <c>-IncludeRaw</c>.</summary>
    public string? Raw { get; internal init; }

    /// <summary>How much of the list was read; null where that is not known.</summary>
    internal ListExtent? Extent { get; set; }

    /// <summary>The handle, so that the object can stand where a handle is asked for.</summary>
    public override string ToString() => Handle ?? Id ?? SecUid ?? "";
}
