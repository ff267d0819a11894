using System;
using System.Collections.Generic;
using System.Linq;

namespace TikTokFollowing.Client.Reports;

/// <summary>
/// Collects the accounts, the changes and the title of a report. <see cref="ReportHtmlWriter"/> writes it.
/// </summary>
internal sealed class FollowingReport(TimeProvider time)
{
    /// <summary>Gets the title that the user specified; null if none exists.</summary>
    public string? GivenTitle { get; init; }

    /// <summary>Gets the accounts in input order, one for each list that has the account.</summary>
    public List<FollowedAccount> Accounts { get; } = [];

    /// <summary>Gets the changes in input order.</summary>
    public List<ReportChange> Changes { get; } = [];

    /// <summary>Gets the creation time of the report.</summary>
    public DateTimeOffset CreatedAt { get; } = time.GetUtcNow();

    public bool IsEmpty => Accounts.Count == 0 && Changes.Count == 0;

    /// <summary>Gets the title: the specified one, else a description of the contents.</summary>
    public string Title
    {
        get
        {
            if (!string.IsNullOrWhiteSpace(GivenTitle))
            {
                return GivenTitle!;
            }
            string[] lists =
            [
                .. Accounts.Concat(Changes.Select(change => change.Account))
                    .Select(account => account.FollowedBy)
                    .Where(name => name.Length > 0)
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Take(2),
            ];
            return (lists.Length, Accounts.Count) switch
            {
                (1, > 0) => $"Accounts that @{lists[0]} follows",
                (1, _) => $"Changes in the accounts that @{lists[0]} follows",
                (_, > 0) => "Followed accounts",
                _ when Changes.Count > 0 => "Changes in followed accounts",
                _ => "TikTok following report",
            };
        }
    }
}
