namespace TikTokFollowing.Client.History;

/// <summary>
/// Evaluates the end of a list, below the last anchor. Accounts that are missing there are unfollows only after a full
/// reading with a plausible end, because TikTok truncates lists without notice.
/// </summary>
internal static class ListEnd
{
    // Totals are inexact by a few accounts.
    private const int Tolerance = 2;
    private const double TolerancePart = 0.01;

    /// <summary>Indicates whether a reading proves that accounts below its last anchor are no longer listed.</summary>
    /// <param name="alignment">The reading.</param>
    /// <param name="missing">The number of missing accounts below the last anchor.</param>
    public static bool IsPlausible(Alignment alignment, int missing)
    {
        ListReading reading = alignment.Reading;
        HistoryMarks marks = alignment.State.Marks;
        if (!reading.IsAtEnd || reading.IsTruncated || !marks.IsComplete)
        {
            return false;
        }
        if (reading.Total is not long total)
        {
            return missing <= Tolerance;
        }
        double tolerance = Math.Max(Tolerance, TolerancePart * alignment.State.Listed.Count);
        return reading.Accounts.Count >= total - KnownGap(marks) - tolerance;
    }

    /// <summary>Indicates whether a reading shows how many accounts the whole list has.</summary>
    /// <param name="alignment">The reading.</param>
    /// <param name="missing">The number of missing accounts below the last anchor.</param>
    public static bool IsComplete(Alignment alignment, int missing) =>
        alignment.Reading is { IsAtEnd: true, IsTruncated: false }
        && (missing == 0 || !alignment.State.Marks.IsComplete || IsPlausible(alignment, missing));

    // Totals count banned accounts, which no page has.
    private static long KnownGap(HistoryMarks marks) => Math.Max(0, marks.AtFull?.Total - marks.AtFull?.Read ?? 0);
}
