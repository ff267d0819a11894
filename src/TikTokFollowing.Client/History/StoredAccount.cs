namespace TikTokFollowing.Client.History;

/// <summary>
/// Represents an account of a stored list. It collects the ids that any provider returned. All times are UTC.
/// </summary>
internal sealed record StoredAccount
{
    /// <summary>
    /// Gets the number of the account in its file: 0, 1, 2, … by first appearance. It never changes.
    /// </summary>
    public int Key { get; init; }

    public string? Id { get; init; }

    public string? SecUid { get; init; }

    /// <summary>Gets the handle without the @, as last read.</summary>
    public string? Handle { get; init; }

    public AccountProfile Profile { get; init; } = new();

    /// <summary>Gets the number of followers, as last stored.</summary>
    public long? FollowerCount { get; init; }

    /// <summary>Gets the window of the follow; null if no provider stated a time.</summary>
    public FollowWindow? Window { get; init => field = value == default(FollowWindow) ? null : value; }

    /// <summary>Gets the providers that have listed the account.</summary>
    public ProviderSet SeenBy { get; init; } = ProviderSet.Empty;

    /// <summary>Gets the start of the last reading that contained the account.</summary>
    public DateTime SeenAt { get; init; }

    /// <summary>
    /// Gets the number of the update that holds a conclusion about the account until another one confirms it; null if
    /// none is held. The conclusion is the unfollow of a listed account, or the follow of a dropped one.
    /// </summary>
    public int? HeldAt { get; init; }

    /// <summary>Gets the end of the reading of that update.</summary>
    public DateTime? HeldTime { get; init; }

    /// <summary>
    /// Gets the first key that was free after the update that last reported the account as followed or visible; null
    /// if the baseline listed it. Accounts with this key or a greater one appeared later.
    /// </summary>
    public int? LaterKey { get; init; }

    /// <summary>Gets the time of the update that dropped the account from the list; null while it is listed.</summary>
    public DateTime? DroppedAt { get; init; }

    /// <summary>
    /// Gets the key of the account that stood below a dropped account; null while it is listed, or for the last one.
    /// </summary>
    public int? FormerBelow { get; init; }

    public bool IsDropped => DroppedAt is not null;
}
