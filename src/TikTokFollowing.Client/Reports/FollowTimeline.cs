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
internal sealed class FollowTimeline
{
    private const int MostBars = 62;

    // TikTok is younger than 2010. An implausible time in an edited file would compress all other follows to one bar.
    private static readonly DateTime s_earliest = new(2010, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime s_latest = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private FollowTimeline(TimelineUnit unit, DateTime[] starts, double[] counts, int known)
    {
        Unit = unit;
        Starts = starts;
        Counts = counts;
        Known = known;
    }

    public TimelineUnit Unit { get; }

    /// <summary>Gets the start of each bar in UTC, without gaps.</summary>
    public IReadOnlyList<DateTime> Starts { get; }

    /// <summary>Gets the number of follows in each bar.</summary>
    public IReadOnlyList<double> Counts { get; }

    /// <summary>Gets the number of entries with a known time, which is the sum of the bars.</summary>
    public int Known { get; }

    /// <summary>Creates the timeline of some accounts.</summary>
    /// <returns>The timeline; null if no time is known.</returns>
    public static FollowTimeline? Of(IReadOnlyList<FollowedAccount> entries)
    {
        (DateTime After, DateTime Before, int Count)[] windows =
        [
            .. entries.Select(WindowOf)
                .OfType<(DateTime After, DateTime Before)>()
                .GroupBy(window => window)
                .Select(group => (group.Key.After, group.Key.Before, group.Count())),
        ];
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
        foreach ((DateTime after, DateTime before, int count) in windows)
        {
            Spread(starts, counts, unit, after, before, count);
        }
        return new FollowTimeline(unit, starts, counts, windows.Sum(window => window.Count));
    }

    private static void Spread(
        DateTime[] starts, double[] counts, TimelineUnit unit, DateTime after, DateTime before, int count)
    {
        int bar = Array.BinarySearch(starts, after);
        if (bar < 0)
        {
            bar = ~bar - 1;
        }
        if (before == after)
        {
            counts[bar] += count;
            return;
        }
        for (; bar < starts.Length && starts[bar] < before; bar++)
        {
            DateTime end = Next(unit, starts[bar]);
            long ticks = Math.Min(end.Ticks, before.Ticks) - Math.Max(starts[bar].Ticks, after.Ticks);
            counts[bar] += count * ((double)ticks / (before.Ticks - after.Ticks));
        }
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
        TimelineUnit.Month => new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc),
        TimelineUnit.Quarter =>
            new DateTime(time.Year, time.Month - ((time.Month - 1) % 3), 1, 0, 0, 0, DateTimeKind.Utc),
        _ => new DateTime(time.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc),
    };

    private static DateTime Next(TimelineUnit unit, DateTime start) => unit switch
    {
        TimelineUnit.Day => start.AddDays(1),
        TimelineUnit.Week => start.AddDays(7),
        TimelineUnit.Month => start.AddMonths(1),
        TimelineUnit.Quarter => start.AddMonths(3),
        _ => start.AddYears(1),
    };

    // A window with one end only is a point in time.
    private static (DateTime After, DateTime Before)? WindowOf(FollowedAccount entry)
    {
        DateTime? after = Plausible(entry.FollowedAfter) ?? Plausible(entry.FollowedBefore);
        DateTime? before = Plausible(entry.FollowedBefore) ?? after;
        if (after is not DateTime from || before is not DateTime to)
        {
            return null;
        }
        return from <= to ? (from, to) : (to, from);
    }

    /// <summary>Returns a time in UTC; null if it cannot be a time of TikTok.</summary>
    internal static DateTime? Plausible(DateTime? time) =>
        time?.ToUniversalTime() is DateTime utc && utc >= s_earliest && utc < s_latest ? utc : null;
}
