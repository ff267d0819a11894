using System.Globalization;

namespace TikTokFollowing;

/// <summary>
/// Represents the point at which a list stopped. It is the target of errors: <c>$_.TargetObject | Get-TikTokFollowing
/// -All</c> resumes the list.
/// </summary>
public sealed class ResumePoint
{
    internal ResumePoint()
    {
    }

    /// <summary>Gets the handle of the list.</summary>
    public string Handle { get; internal init; } = "";

    /// <summary>Gets the provider of the last request; null if none was selected.</summary>
    public string? Provider { get; internal init; }

    /// <summary>Gets the cursor of the page that is missing; null for the start of the list.</summary>
    public string? NextCursor { get; internal init; }

    /// <summary>Gets the number of accounts of this list that were returned.</summary>
    public int AccountsReturned { get; internal init; }

    /// <summary>Gets the credits that this list has cost.</summary>
    public long CreditsCharged { get; internal init; }

    /// <summary>
    /// Gets the request id of the provider, for its support; null if the response does not state one.
    /// </summary>
    public string? RequestId { get; internal init; }

    /// <summary>
    /// Gets the ids of the accounts on the page before <see cref="NextCursor"/>, separated by spaces. They prevent
    /// duplicates when the list is resumed, also after a job, on another machine or from a CSV.
    /// </summary>
    public string LastIds =>
        string.Join(" ", LastAccounts.Select(static account => account.Id ?? account.SecUid ?? account.Handle ?? ""));

    /// <summary>
    /// Gets the accounts of the page before <see cref="NextCursor"/>, to remove duplicates when the list is resumed.
    /// </summary>
    internal IReadOnlyList<FollowedAccount> LastAccounts { get; init; } = [];

    /// <summary>
    /// Returns the handle on one line. PowerShell displays it, and a handle from a file can contain control characters.
    /// </summary>
    public override string ToString() => new([.. Handle.Select(static c => IsControl(c) ? ' ' : c)]);

    private static bool IsControl(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
