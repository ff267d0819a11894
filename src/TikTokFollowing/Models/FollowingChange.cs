using System;

namespace TikTokFollowing;

/// <summary>
/// What became of one account between two readings of a following list. All its properties are plain values, so that they survive a CSV, JSON and a job; for the same reason
/// <see cref="Change"/> is a text and not an enumeration, which JSON and jobs turn into a number.
/// </summary>
public sealed class FollowingChange
{
    internal const string Followed = nameof(Followed);
    internal const string Unfollowed = nameof(Unfollowed);
    internal const string Renamed = nameof(Renamed);
    internal const string ProfileChanged = nameof(ProfileChanged);
    internal const string Equal = nameof(Equal);

    internal FollowingChange()
    {
    }

    /// <summary>
    /// <c>Followed</c>, <c>Unfollowed</c>, <c>Renamed</c> (the same account with another handle), <c>ProfileChanged</c> (with <c>-IncludeProfile</c>) or <c>Equal</c> (with
    /// <c>-IncludeEqual</c>).
    /// </summary>
    public string Change { get; internal init; } = "";

    /// <summary>The account's name without the @: the newer one. Null where the list does not say it.</summary>
    public string? Handle { get; internal init; }

    /// <summary>The name that it had before; null unless it changed.</summary>
    public string? PreviousHandle { get; internal init; }

    /// <summary>The name that the account shows. May hold any character, control characters included.</summary>
    public string? DisplayName { get; internal init; }

    /// <summary>The numeric id, from whichever list says it.</summary>
    public string? Id { get; internal init; }

    /// <summary>TikTok's other stable identifier, from whichever list says it.</summary>
    public string? SecUid { get; internal init; }

    /// <summary>The handle whose list this is; null where neither list says it.</summary>
    public string? FollowedBy { get; internal init; }

    /// <summary>What changed, as names of properties separated by a comma and a blank, such as <c>Handle, Bio</c>; null for all but <c>Renamed</c> and <c>ProfileChanged</c>.</summary>
    public string? ChangedProperties { get; internal init; }

    /// <summary>It happened at this time or later (local time); null where the lists do not tell.</summary>
    public DateTime? ChangedAfter { get; internal init; }

    /// <summary>It happened at this time or earlier (local time); null where the lists do not tell.</summary>
    public DateTime? ChangedBefore { get; internal init; }

    /// <summary>The name that it showed before; null unless it changed and <c>-IncludeProfile</c> was given.</summary>
    public string? PreviousDisplayName { get; internal init; }

    /// <summary>The text of the profile; may have several lines.</summary>
    public string? Bio { get; internal init; }

    /// <summary>The text that it had before; null unless it changed and <c>-IncludeProfile</c> was given.</summary>
    public string? PreviousBio { get; internal init; }

    /// <summary>Whether TikTok verified the account.</summary>
    public bool? IsVerified { get; internal init; }

    /// <summary>Whether it was verified before; null unless it changed and <c>-IncludeProfile</c> was given.</summary>
    public bool? PreviousIsVerified { get; internal init; }

    /// <summary>Whether only approved followers see the account's videos.</summary>
    public bool? IsPrivate { get; internal init; }

    /// <summary>Whether it was private before; null unless it changed and <c>-IncludeProfile</c> was given.</summary>
    public bool? PreviousIsPrivate { get; internal init; }

    /// <summary>How many accounts follow it, by the newer list that has it.</summary>
    public long? FollowerCount { get; internal init; }

    /// <summary>The profile's address.</summary>
    public string? ProfileUrl { get; internal init; }

    /// <summary>The handle, so that the object can stand where a handle is asked for.</summary>
    public override string ToString() => Handle ?? Id ?? SecUid ?? "";
}
