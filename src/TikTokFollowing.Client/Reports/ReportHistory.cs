namespace TikTokFollowing.Client.Reports;

/// <summary>Collects the contents of a report that need several times: detected changes and growth.</summary>
internal sealed class ReportHistory
{
    private ReportHistory(IReadOnlyList<FollowerGrowth> growth) => Growth = growth;

    /// <summary>Gets the entries with another number of followers at a later time of the same list.</summary>
    public IReadOnlyList<FollowerGrowth> Growth { get; }

    /// <summary>Creates the history of a report.</summary>
    /// <returns>The history; null if no change is from a history and no number of followers changed.</returns>
    public static ReportHistory? Of(FollowingReport report, ReportEntries entries)
    {
        FollowerGrowth[] growth = [.. GrowthOf(report, entries)];
        return growth.Length > 0 || report.Changes.Exists(change => change.DetectedAt is not null)
            ? new ReportHistory(growth)
            : null;
    }

    private static IEnumerable<FollowerGrowth> GrowthOf(FollowingReport report, ReportEntries entries)
    {
        Dictionary<(int Account, string List), FollowerGrowth> growths = [];
        int next = 0;
        foreach (FollowedAccount entry in report.Accounts.Concat(report.Changes.Select(change => change.Account)))
        {
            (int account, int row) = entries.Locate(next++);
            if (entry.FollowerCount is not (long and >= 0 and var count)
                || FollowTimeline.Plausible(entry.RetrievedAt) is not DateTime time)
            {
                continue;
            }
            (int, string) key = (account, entry.FollowedBy.ToUpperInvariant());
            growths[key] = growths.TryGetValue(key, out FollowerGrowth? known)
                ? known.With(row, time, count)
                : new FollowerGrowth(row, time, count, time, count);
        }
        return growths.Values.Where(growth => growth.From < growth.To && growth.Before != growth.Now);
    }
}

/// <summary>Represents the first and the last known number of followers of an account.</summary>
/// <param name="Row">The index of the latest entry among the rows, continued among the changes.</param>
/// <param name="From">The UTC time of the first number.</param>
/// <param name="Before">The first number.</param>
/// <param name="To">The UTC time of the last number.</param>
/// <param name="Now">The last number.</param>
internal sealed record FollowerGrowth(int Row, DateTime From, long Before, DateTime To, long Now)
{
    public FollowerGrowth With(int row, DateTime time, long count)
    {
        FollowerGrowth wider = time < From ? this with { From = time, Before = count } : this;
        return time > To ? wider with { Row = row, To = time, Now = count } : wider;
    }
}
