using TikTokFollowing.Client.Overlap;

namespace TikTokFollowing.Client.Reports;

/// <summary>Collects the parts of a report that compare lists: shared accounts and a matrix.</summary>
internal sealed class ReportOverlap
{
    /// <summary>Specifies the maximum number of lists in the matrix, whose size is the square of this number.</summary>
    public const int MaximumLists = 60;

    private ReportOverlap(FollowingReport report, ReportEntries entries)
    {
        Shared = [.. SharedRows(entries)];
        Incomplete = CompletenessWarning.Describe(entries.Lists);
        if (!report.HasSharedAccounts)
        {
            Lists = Choose(entries, Shared);
            Pairs = [.. new FollowingOverlap(entries.Distinct, Lists).Overlaps()];
        }
    }

    /// <summary>
    /// Gets the rows of each account in at least two lists, sorted by the number of lists, and then by handle. The
    /// first row of an account is the one that was retrieved last.
    /// </summary>
    public IReadOnlyList<int[]> Shared { get; }

    /// <summary>Gets the lists of the matrix; empty if the input has only the shared accounts of the lists.</summary>
    public IReadOnlyList<OverlapList> Lists { get; } = [];

    /// <summary>Gets the pairs of the lists: the first with all later ones, then the second, and so on.</summary>
    public IReadOnlyList<ListOverlap> Pairs { get; } = [];

    /// <summary>Gets the description of lists that are known to be incomplete; null if none is.</summary>
    public string? Incomplete { get; }

    /// <summary>Creates the overlap of a report.</summary>
    /// <returns>The overlap; null if the report has fewer than two lists.</returns>
    public static ReportOverlap? Of(FollowingReport report, ReportEntries entries) =>
        entries.Lists.Count < 2 ? null : new ReportOverlap(report, entries);

    private static IEnumerable<int[]> SharedRows(ReportEntries entries) =>
        Enumerable.Range(0, entries.Rows.Count)
            .Where(entries.HasList)
            .GroupBy(entries.NumberOf)
            .Select(rows => (int[])[.. rows.OrderByDescending(row => entries.Rows[row].RetrievedAt)])
            .Where(rows => rows.Length > 1)
            .OrderByDescending(rows => rows.Length)
            .ThenBy(rows => entries.Rows[rows[0]].Handle, StringComparer.OrdinalIgnoreCase);

    // Lists that share nothing would fill the matrix with zeros.
    private static IReadOnlyList<OverlapList> Choose(ReportEntries entries, IReadOnlyList<int[]> shared)
    {
        if (entries.Lists.Count <= MaximumLists)
        {
            return entries.Lists;
        }
        HashSet<int> numbers = [.. shared.Select(rows => entries.NumberOf(rows[0]))];
        return
        [
            .. entries.Lists
                .Select((list, index) => (List: list, Index: index, Count: list.Numbers.Count(numbers.Contains)))
                .OrderByDescending(entry => entry.Count)
                .Take(MaximumLists)
                .OrderBy(entry => entry.Index)
                .Select(entry => entry.List),
        ];
    }
}
