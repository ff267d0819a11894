using System;

namespace TikTokFollowing.SandboxServer;

/// <summary>Represents a page of a list whose cursor is a follow time: accounts [First, End) and the cursors.</summary>
internal sealed class TimePage
{
    private TimePage(FollowList list, int first, int end, bool hasMore, long minTime, long maxTime)
    {
        List = list;
        First = first;
        End = end;
        HasMore = hasMore;
        MinTime = minTime;
        MaxTime = maxTime;
    }

    public FollowList List { get; }

    public int First { get; }

    public int End { get; }

    public bool HasMore { get; }

    /// <summary>Gets the cursor of the next page: the follow time of the last account.</summary>
    public long MinTime { get; }

    /// <summary>Gets the follow time of the first account.</summary>
    public long MaxTime { get; }

    /// <summary>Returns a page, with the faults that change a page.</summary>
    /// <param name="list">The list.</param>
    /// <param name="requested">The latest follow time, inclusive. Null, 0 and less are the start of the list.</param>
    /// <param name="exchange">The request.</param>
    public static TimePage Of(FollowList list, long? requested, Exchange exchange)
    {
        long? cursor = requested > 0 ? requested : null;
        if (exchange.TryApply(SandboxFault.EmptyPage))
        {
            // Without a cursor the repeated one is the current time, which returns the first page again.
            long same = cursor ?? exchange.UnixNow;
            return new TimePage(list, 0, 0, hasMore: true, same, same);
        }

        exchange.HasPage = true;
        (int first, int start) = Begin(list, cursor);
        bool isEndless = exchange.IsEndless(list);
        if (isEndless && start == list.Count && cursor is { } behind)
        {
            exchange.MarkApplied(SandboxFault.EndlessList);
            int last = Math.Max(0, list.Count - list.PageSize);
            long newest = list.Count > 0 ? list.FollowedAt(last) : behind;
            return new TimePage(list, last, list.Count, hasMore: true, behind - 1, newest);
        }

        int end = (int)Math.Min(list.Count, (long)start + list.PageSize);
        bool hasMore = end < list.Count || isEndless;
        long maxTime = first < end ? list.FollowedAt(first) : cursor ?? 0;
        long minTime = first < end ? list.FollowedAt(end - 1) : cursor ?? 0;
        if (exchange.TryApply(SandboxFault.RepeatedCursor))
        {
            return new TimePage(list, first, end, hasMore: true, cursor ?? minTime, maxTime);
        }

        return new TimePage(list, first, end, hasMore, hasMore || !list.EndsWithZero ? minTime : 0, maxTime);
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
