namespace TikTokFollowing;

/// <summary>
/// Represents the change of one account between two snapshots of a following list. All properties are plain values that
/// survive CSV, JSON and jobs. For this reason <see cref="Change"/> is text: JSON and jobs convert enumerations to
/// numbers.
/// </summary>
public sealed class FollowingChange
{
    internal const string Followed = nameof(Followed);
    internal const string Unfollowed = nameof(Unfollowed);
    internal const string Renamed = nameof(Renamed);
    internal const string ProfileChanged = nameof(ProfileChanged);
    internal const string Equal = nameof(Equal);
    internal const string Returned = nameof(Returned);
    internal const string Appeared = nameof(Appeared);

    internal FollowingChange()
    {
    }

    /// <summary>
    /// Gets the kind of change: <c>Followed</c>, <c>Unfollowed</c>, <c>Renamed</c> (the same account with another
    /// handle), <c>ProfileChanged</c> (with <c>-IncludeProfile</c>) or <c>Equal</c> (with <c>-IncludeEqual</c>). Two
    /// kinds are only in histories. <c>Returned</c> means that the account is listed again in the middle of the list,
    /// but was not followed again. <c>Appeared</c> means that it is listed for the first time, but not as the newest
    /// follow. <c>Unfollowed</c> means that the account is no longer listed: it was unfollowed, deactivated or banned.
    /// </summary>
    public string Change { get; internal init; } = "";

    /// <summary>Gets the handle without the @, as in the newer list; null if the list has none.</summary>
    public string? Handle { get; internal init; }

    /// <summary>Gets the previous handle; null unless it changed.</summary>
    public string? PreviousHandle { get; internal init; }

    /// <summary>Gets the display name. It can contain any character, including control characters.</summary>
    public string? DisplayName { get; internal init; }

    /// <summary>Gets the numeric id from the list that has it.</summary>
    public string? Id { get; internal init; }

    /// <summary>Gets the sec_uid, the other stable identifier of TikTok, from the list that has it.</summary>
    public string? SecUid { get; internal init; }

    /// <summary>Gets the handle of the list; null if neither list has it.</summary>
    public string? FollowedBy { get; internal init; }

    /// <summary>
    /// Gets the names of the changed properties, such as <c>Handle, Bio</c>; null for all changes but <c>Renamed</c>
    /// and <c>ProfileChanged</c>.
    /// </summary>
    public string? ChangedProperties { get; internal init; }

    /// <summary>Gets the earliest local time of the change; null if the lists do not contain it.</summary>
    public DateTime? ChangedAfter { get; internal init; }

    /// <summary>Gets the latest local time of the change; null if the lists do not contain it.</summary>
    public DateTime? ChangedBefore { get; internal init; }

    /// <summary>Gets the previous display name; null unless it changed and <c>-IncludeProfile</c> was used.</summary>
    public string? PreviousDisplayName { get; internal init; }

    /// <summary>Gets the text of the profile. It can have several lines.</summary>
    public string? Bio { get; internal init; }

    /// <summary>
    /// Gets the previous text of the profile; null unless it changed and <c>-IncludeProfile</c> was used.
    /// </summary>
    public string? PreviousBio { get; internal init; }

    /// <summary>Indicates whether TikTok verified the account.</summary>
    public bool? IsVerified { get; internal init; }

    /// <summary>
    /// Indicates whether it was verified before; null unless it changed and <c>-IncludeProfile</c> was used.
    /// </summary>
    public bool? PreviousIsVerified { get; internal init; }

    /// <summary>Indicates whether only approved followers can see the videos of the account.</summary>
    public bool? IsPrivate { get; internal init; }

    /// <summary>
    /// Indicates whether it was private before; null unless it changed and <c>-IncludeProfile</c> was used.
    /// </summary>
    public bool? PreviousIsPrivate { get; internal init; }

    /// <summary>Gets the number of followers, from the newer list that has it.</summary>
    public long? FollowerCount { get; internal init; }

    /// <summary>Gets the address of the profile.</summary>
    public string? ProfileUrl { get; internal init; }

    /// <summary>
    /// Gets the local time of the update that first showed the change; null for changes that are not from a history.
    /// </summary>
    public DateTime? DetectedAt { get; internal init; }

    /// <summary>
    /// Gets the local time of the update that confirmed the change; null if it did not need another update.
    /// </summary>
    public DateTime? Confirmed { get; internal init; }

    /// <summary>
    /// Gets the number of the change in the history of its list: 1, 2, 3, …; null for changes that are not from a
    /// history.
    /// </summary>
    public long? Sequence { get; internal init; }

    /// <summary>Gets the stable identifier of the change; null for changes that are not from a history.</summary>
    public string? ChangeId { get; internal init; }

    /// <summary>Returns the handle, so that the object can be used as a handle.</summary>
    public override string ToString() => Handle ?? Id ?? SecUid ?? "";
}
