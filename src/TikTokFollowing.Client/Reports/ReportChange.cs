namespace TikTokFollowing.Client.Reports;

/// <summary>Represents a difference between two lists.</summary>
/// <param name="Kind">The kind, such as <c>Followed</c>. Unknown kinds are shown by name.</param>
/// <param name="Account">The account in its latest known state.</param>
/// <param name="Edits">The changed values; empty for a follow.</param>
/// <param name="IsConfirmed">True if the change was held until another update confirmed it.</param>
internal sealed record ReportChange(
    string Kind, FollowedAccount Account, IReadOnlyList<ReportEdit> Edits, bool IsConfirmed = false)
{
    /// <summary>Gets the UTC time of the update that first showed the change; null without a history.</summary>
    public DateTime? DetectedAt => FollowTimeline.Plausible(Account.RetrievedAt);
}

/// <summary>Represents a changed value.</summary>
/// <param name="Property">The name of the property, such as <c>Handle</c>.</param>
/// <param name="Before">The previous value; null if unknown.</param>
/// <param name="Now">The current value; null if unknown.</param>
internal sealed record ReportEdit(string Property, string? Before, string? Now);
