using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace TikTokFollowing;

/// <summary>
/// Where a list stopped: the target of every error. <c>$_.TargetObject | Get-TikTokFollowing -All</c> goes on there.
/// </summary>
public sealed class ResumePoint
{
    internal ResumePoint()
    {
    }

    /// <summary>The handle whose list it was.</summary>
    public string Handle { get; internal init; } = "";

    /// <summary>The provider asked; null if none had been chosen yet.</summary>
    public string? Provider { get; internal init; }

    /// <summary>The cursor of the page that is missing; null is the start of the list.</summary>
    public string? NextCursor { get; internal init; }

    /// <summary>How many accounts of this list were emitted before.</summary>
    public int AccountsReturned { get; internal init; }

    /// <summary>What this list cost so far, in the provider's credits.</summary>
    public long CreditsCharged { get; internal init; }

    /// <summary>The provider's id of the request that failed; its support asks for it. Null where the provider gave none.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>
    /// The ids of the accounts on the page before <see cref="NextCursor"/>, with spaces between them, so that going on does not emit the one on the border again, after a job,
    /// another machine or a CSV too.
    /// </summary>
    public string LastIds => string.Join(" ", LastAccounts.Select(account => account.Id ?? account.SecUid ?? account.Handle ?? ""));

    /// <summary>The accounts of the page before <see cref="NextCursor"/>, so that going on does not emit the one on the border again.</summary>
    internal IReadOnlyList<FollowedAccount> LastAccounts { get; init; } = [];

    /// <summary>The handle on one line: PowerShell shows it beside the error, and a handle from a file can hold what a terminal would obey.</summary>
    public override string ToString() => new([.. Handle.Select(static c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c)]);
}
