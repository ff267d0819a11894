namespace TikTokFollowing.Client.Reports;

/// <summary>Finds the contents of a report that require data of several times: detected changes and growth.</summary>
internal static class ReportHistory
{
    /// <summary>Finds the accounts whose number of followers differs at a later time of the same list.</summary>
    /// <returns>The growth; null if no change is from a history and no number of followers changed.</returns>
    public static IReadOnlyList<FollowerGrowth>? Of(FollowingReport report, ReportEntries entries)
    {
        FollowerGrowth[] growth =
        [
            .. report.AllAccounts
                .Select((entry, input) => (
                    Entry: entry,
                    Place: entries.Locate(input),
                    Time: FollowTimeline.Plausible(entry.RetrievedAt) ?? default))
                .Where(point => point.Entry.FollowerCount >= 0 && point.Time != default)
                .GroupBy(
                    point => (point.Place.Number, point.Entry.FollowedBy.ToUpperInvariant()),
                    point => (point.Place.Row, point.Time, Count: point.Entry.FollowerCount!.Value))
                .Select(FollowerGrowth.Of)
                .Where(growth => growth.From < growth.To && growth.Before != growth.Now),
        ];
        return growth.Length > 0 || report.Changes.Exists(change => change.DetectedAt is not null) ? growth : null;
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
    /// <summary>Returns the growth from the earliest point to the latest one.</summary>
    public static FollowerGrowth Of(IEnumerable<(int Row, DateTime Time, long Count)> points)
    {
        (_, DateTime from, long before) = points.OrderBy(point => point.Time).First();
        (int row, DateTime to, long now) = points.OrderByDescending(point => point.Time).First();
        return new FollowerGrowth(row, from, before, to, now);
    }
}
