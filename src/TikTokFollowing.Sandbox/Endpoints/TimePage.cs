namespace TikTokFollowing.SandboxServer;

/// <summary>Represents a page of a list whose cursor is a follow time: accounts [First, End) and the cursors.</summary>
/// <param name="List">The list.</param>
/// <param name="First">The index of the first account.</param>
/// <param name="End">The index after the last account.</param>
/// <param name="HasMore">True if there is a next page.</param>
/// <param name="MinTime">The cursor of the next page: the follow time of the last account.</param>
/// <param name="MaxTime">The follow time of the first account.</param>
internal sealed record TimePage(FollowList List, int First, int End, bool HasMore, long MinTime, long MaxTime)
    : ListPage(List, First, End)
{
    /// <summary>Returns a page, with the faults that change a page.</summary>
    /// <param name="list">The list.</param>
    /// <param name="requested">The latest follow time, inclusive. 0 and less are the start of the list.</param>
    /// <param name="exchange">The request.</param>
    public static TimePage Of(FollowList list, long requested, Exchange exchange)
    {
        long? cursor = requested > 0 ? requested : null;
        if (exchange.TryApply(SandboxFault.EmptyPage))
        {
            // Without a cursor the repeated one is the current time, which returns the first page again.
            long same = cursor ?? exchange.UnixNow;
            return new TimePage(list, 0, 0, true, same, same);
        }

        exchange.HasPage = true;
        (int first, int start) = Begin(list, cursor);
        bool isEndless = exchange.IsEndless(list);
        if (isEndless && start == list.Count && cursor is { } behind)
        {
            exchange.FaultApplied = SandboxFault.EndlessList;
            int last = Math.Max(0, list.Count - list.PageSize);
            long newest = list.Count > 0 ? list.FollowedAt(last) : behind;
            return new TimePage(list, last, list.Count, true, behind - 1, newest);
        }

        int end = (int)Math.Min(list.Count, (long)start + list.PageSize);
        bool isRepeated = exchange.TryApply(SandboxFault.RepeatedCursor);
        bool hasMore = end < list.Count || isEndless || isRepeated;
        long maxTime = first < end ? list.FollowedAt(first) : cursor ?? 0;
        long minTime = first < end ? list.FollowedAt(end - 1) : cursor ?? 0;
        long next = isRepeated ? cursor ?? minTime : hasMore || !list.EndsWithZero ? minTime : 0;
        return new TimePage(list, first, end, hasMore, next, maxTime);
    }

    /// <summary>Returns the first account of the page, and the first one that was not on the previous page.</summary>
    private static (int First, int Start) Begin(FollowList list, long? cursor)
    {
        if (cursor is not { } time)
        {
            return (0, 0);
        }

        int start = list.CountFollowedSince(time);
        int firstAtTime = time == long.MaxValue ? start : list.CountFollowedSince(time + 1);
        bool isBorder = start > 0 && start % list.PageSize == 0 && firstAtTime < start;

        // After day 0 the borders of pages have moved, and follows of the same second can be on two pages.
        if (isBorder && (list.IsUnchanged || firstAtTime == start - 1))
        {
            return (list.RepeatsBorder(start) ? start - 1 : start, start);
        }

        // A time that is not the cursor of a page: inclusive, with all follows in that second.
        return (firstAtTime, start);
    }
}
