namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Converts the dates that users type to UTC. In the hour that a clock change repeats, a local time means two instants:
/// callers choose the one that includes more accounts.
/// </summary>
internal static class FollowTime
{
    /// <summary>Gets the earliest instant that a date can mean. A date without a kind is a local time.</summary>
    public static DateTime EarliestUtc(DateTime time, TimeZoneInfo? zone = null) => ToUtc(time, zone, isEarliest: true);

    /// <summary>Gets the latest instant that a date can mean. A date without a kind is a local time.</summary>
    public static DateTime LatestUtc(DateTime time, TimeZoneInfo? zone = null) => ToUtc(time, zone, isEarliest: false);

    private static DateTime ToUtc(DateTime time, TimeZoneInfo? zone, bool isEarliest)
    {
        zone ??= TimeZoneInfo.Local;
        // A local time that a computer made knows which of the two hours it belongs to.
        if (time.Kind != DateTimeKind.Unspecified)
        {
            return time.ToUniversalTime();
        }
        // Clocks skip some times: these take the offset from before or after the gap.
        TimeSpan offset = zone.GetUtcOffset(time);
        if (zone.IsAmbiguousTime(time))
        {
            TimeSpan[] offsets = zone.GetAmbiguousTimeOffsets(time);
            offset = isEarliest ? offsets.Max() : offsets.Min();
        }
        long ticks = time.Ticks - offset.Ticks;
        return new DateTime(Math.Min(Math.Max(ticks, 0), DateTime.MaxValue.Ticks), DateTimeKind.Utc);
    }
}
