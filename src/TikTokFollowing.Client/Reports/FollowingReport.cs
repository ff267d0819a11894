using System;
using System.Collections.Generic;
using System.Linq;

namespace TikTokFollowing.Client.Reports;

/// <summary>What a report is made of: accounts, changes, and what to call it. Gathered first, then written by <see cref="ReportHtmlWriter"/>.</summary>
internal sealed class FollowingReport(TimeProvider time)
{
    /// <summary>The heading, where the user gave one.</summary>
    public string? GivenTitle { get; init; }

    /// <summary>One for each place in each list, in the order in which they came.</summary>
    public List<FollowedAccount> Accounts { get; } = [];

    /// <summary>In the order in which they came.</summary>
    public List<ReportChange> Changes { get; } = [];

    /// <summary>When the report was made.</summary>
    public DateTimeOffset MadeAt { get; } = time.GetUtcNow();

    public bool IsEmpty => Accounts.Count == 0 && Changes.Count == 0;

    /// <summary>The heading: as given, else what the contents are.</summary>
    public string Title
    {
        get
        {
            if (!string.IsNullOrWhiteSpace(GivenTitle))
            {
                return GivenTitle!;
            }
            string[] lists = [.. Accounts.Concat(Changes.Select(change => change.Account)).Select(account => account.FollowedBy).Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(2)];
            return (lists.Length, Accounts.Count) switch
            {
                (1, > 0) => $"Accounts that @{lists[0]} follows",
                (1, _) => $"Changes in what @{lists[0]} follows",
                (_, > 0) => "Followed accounts",
                _ when Changes.Count > 0 => "Changes in followed accounts",
                _ => "TikTok following report",
            };
        }
    }
}
