namespace TikTokFollowing.Client.Reports;

/// <summary>Specifies the length of a bar in a timeline.</summary>
internal enum TimelineUnit
{
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>
/// Counts the follows per day, week, month, quarter or year (UTC), in the finest unit that does not need too many bars.
/// Providers report a window for each page and no time for each follow. The follows of a window are distributed evenly
/// over it, so the counts are estimates and can be fractions.
/// </summary>
/// <param name="Unit">The length of a bar.</param>
/// <param name="Starts">The start of each bar in UTC, without gaps.</param>
/// <param name="Counts">The number of follows in each bar.</param>
/// <param name="Known">The number of entries with a known time, which is the sum of the bars.</param>
internal sealed record FollowTimeline(
    TimelineUnit Unit, IReadOnlyList<DateTime> Starts, IReadOnlyList<double> Counts, int Known)
{
    private const int MostBars = 62;

    // TikTok is younger than 2010. An implausible time in an edited file would compress all other follows to one bar.
    private static readonly DateTime s_earliest = new(2010, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime s_latest = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Creates the timeline of some accounts.</summary>
    /// <returns>The timeline; null if no time is known.</returns>
    public static FollowTimeline? Of(IReadOnlyList<FollowedAccount> entries)
    {
        (DateTime After, DateTime Before)[] windows =
            [.. entries.Select(WindowOf).OfType<(DateTime After, DateTime Before)>()];
        if (windows.Length == 0)
        {
            return null;
        }

        DateTime first = windows.Min(window => window.After);
        DateTime last = windows.Max(window => window.Before);
        TimelineUnit unit = TimelineUnit.Day;
        while (unit < TimelineUnit.Year && Starting(unit, first, last).Skip(MostBars).Any())
        {
            unit++;
        }
        DateTime[] starts = [.. Starting(unit, first, last)];
        double[] counts = new double[starts.Length];
        foreach ((DateTime after, DateTime before, int count) in windows
            .GroupBy(window => window, (window, same) => (window.After, window.Before, same.Count())))
        {
            int bar = Array.FindLastIndex(starts, start => start <= after);
            if (before == after)
            {
                counts[bar] += count;
                continue;
            }
            for (; bar < starts.Length && starts[bar] < before; bar++)
            {
                DateTime end = Next(unit, starts[bar]);
                long ticks = Math.Min(end.Ticks, before.Ticks) - Math.Max(starts[bar].Ticks, after.Ticks);
                counts[bar] += count * ((double)ticks / (before.Ticks - after.Ticks));
            }
        }
        return new FollowTimeline(unit, starts, counts, windows.Length);
    }

    private static IEnumerable<DateTime> Starting(TimelineUnit unit, DateTime first, DateTime last)
    {
        for (DateTime start = StartOf(unit, first); start <= last; start = Next(unit, start))
        {
            yield return start;
        }
    }

    private static DateTime StartOf(TimelineUnit unit, DateTime time) => unit switch
    {
        TimelineUnit.Day => time.Date,
        TimelineUnit.Week => time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7)), // Monday, as in ISO 8601
        _ => time.Date.AddDays(1 - time.Day).AddMonths(-((time.Month - 1) % MonthsIn(unit))),
    };

    private static DateTime Next(TimelineUnit unit, DateTime start) => unit switch
    {
        TimelineUnit.Day => start.AddDays(1),
        TimelineUnit.Week => start.AddDays(7),
        _ => start.AddMonths(MonthsIn(unit)),
    };

    private static int MonthsIn(TimelineUnit unit) => unit switch
    {
        TimelineUnit.Month => 1,
        TimelineUnit.Quarter => 3,
        _ => 12,
    };

    // A window with one end only is a point in time.
    private static (DateTime After, DateTime Before)? WindowOf(FollowedAccount entry)
    {
        if ((Plausible(entry.FollowedAfter) ?? Plausible(entry.FollowedBefore)) is not DateTime after)
        {
            return null;
        }
        DateTime before = Plausible(entry.FollowedBefore) ?? after;
        return after <= before ? (after, before) : (before, after);
    }

    /// <summary>Returns a time in UTC; null if it cannot be a time of TikTok.</summary>
    internal static DateTime? Plausible(DateTime? time) =>
        time?.ToUniversalTime() is DateTime utc && utc >= s_earliest && utc < s_latest ? utc : null;
}
