using System;

namespace TikTokFollowing.SandboxServer;

/// <summary>A page of a list whose cursor says nothing to its reader: accounts [First, End), and where the next page starts.</summary>
internal sealed class OpaquePage
{
    private OpaquePage(FollowList list, int first, int end, int? next)
    {
        List = list;
        First = first;
        End = end;
        Next = next;
    }

    public FollowList List { get; }

    public int First { get; }

    public int End { get; }

    /// <summary>Null at the end of the list.</summary>
    public int? Next { get; }

    /// <summary>Half of it, because the balance does not pay for more. It goes on behind that half.</summary>
    public OpaquePage CutInHalf()
    {
        int end = First + ((End - First) / 2);
        return new OpaquePage(List, First, end, end < List.Count ? end : null);
    }

    /// <param name="list">Whose list.</param>
    /// <param name="asked">Where to start; null is the start of the list.</param>
    /// <param name="repeatsBorders">Whether the service passes on TikTok's habit of sending a border account twice.</param>
    /// <param name="exchange">For the faults that change a page.</param>
    public static OpaquePage Of(FollowList list, int? asked, bool repeatsBorders, Exchange exchange)
    {
        int start = Math.Min(asked ?? 0, list.Count);
        if (exchange.Takes(SandboxFault.EmptyPage))
        {
            return new OpaquePage(list, start, start, start);
        }

        exchange.HasPage = true;
        bool isEndless = exchange.IsEndless(list);
        if (isEndless && asked >= list.Count)
        {
            exchange.NoteFault(SandboxFault.EndlessList);
            return new OpaquePage(list, Math.Max(0, list.Count - list.PageSize), list.Count, asked + 1);
        }

        int first = repeatsBorders && list.RepeatsBorder(start) ? start - 1 : start;
        int end = (int)Math.Min(list.Count, (long)start + list.PageSize);
        if (exchange.Takes(SandboxFault.RepeatedCursor))
        {
            return new OpaquePage(list, first, end, asked is null ? end : start);
        }

        return new OpaquePage(list, first, end, end < list.Count || isEndless ? end : null);
    }
}
