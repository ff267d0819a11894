using System;

namespace TikTokFollowing.SandboxServer;

/// <summary>A page of a list whose cursor is a follow time: accounts [First, End), and what the answer says of the rest.</summary>
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

    /// <summary>The cursor of the next page: the follow time of the last account.</summary>
    public long MinTime { get; }

    /// <summary>The follow time of the first account.</summary>
    public long MaxTime { get; }

    /// <param name="list">Whose list.</param>
    /// <param name="asked">The cursor, inclusive: accounts followed at this time or before. Null, 0 and less are the start.</param>
    /// <param name="exchange">For the faults that change a page.</param>
    public static TimePage Of(FollowList list, long? asked, Exchange exchange)
    {
        long? cursor = asked > 0 ? asked : null;
        if (exchange.Takes(SandboxFault.EmptyPage))
        {
            // Without a cursor "the same one" is the present: asking for it is asking for the first page again.
            long same = cursor ?? exchange.UnixNow;
            return new TimePage(list, 0, 0, hasMore: true, same, same);
        }

        exchange.HasPage = true;
        (int first, int start) = Begin(list, cursor);
        bool isEndless = exchange.IsEndless(list);
        if (isEndless && start == list.Count && cursor is { } behind)
        {
            exchange.NoteFault(SandboxFault.EndlessList);
            int last = Math.Max(0, list.Count - list.PageSize);
            return new TimePage(list, last, list.Count, hasMore: true, behind - 1, list.Count > 0 ? list.FollowedAt(last) : behind);
        }

        int end = (int)Math.Min(list.Count, (long)start + list.PageSize);
        bool hasMore = end < list.Count || isEndless;
        long maxTime = first < end ? list.FollowedAt(first) : cursor ?? 0;
        long minTime = first < end ? list.FollowedAt(end - 1) : cursor ?? 0;
        if (exchange.Takes(SandboxFault.RepeatedCursor))
        {
            return new TimePage(list, first, end, hasMore: true, cursor ?? minTime, maxTime);
        }

        return new TimePage(list, first, end, hasMore, hasMore || !list.EndsWithZero ? minTime : 0, maxTime);
    }

    /// <summary>The first account of the page, and the first that the page before it did not have.</summary>
    private static (int First, int Start) Begin(FollowList list, long? cursor)
    {
        if (cursor is not { } time)
        {
            return (0, 0);
        }

        int start = list.CountFollowedSince(time);
        bool isBorder = start > 0 && start % list.PageSize == 0 && list.FollowedAt(start - 1) == time;
        if (isBorder)
        {
            return (list.RepeatsBorder(start) ? start - 1 : start, start);
        }

        // A time that somebody typed: inclusive, with everybody who was followed in that second.
        return (time == long.MaxValue ? start : list.CountFollowedSince(time + 1), start);
    }
}
