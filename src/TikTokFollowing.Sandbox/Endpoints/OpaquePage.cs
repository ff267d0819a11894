namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Represents a page of a list with an opaque cursor: accounts [First, End) and the rank at which the next page starts.
/// </summary>
/// <param name="List">The list.</param>
/// <param name="First">The index of the first account.</param>
/// <param name="End">The index after the last account.</param>
/// <param name="Next">The rank at which the next page starts; null at the end of the list.</param>
internal sealed record OpaquePage(FollowList List, int First, int End, int? Next) : ListPage(List, First, End)
{
    public string? NextCursor(string provider) =>
        Next is { } next ? OpaqueCursor.Write(provider, List.OwnerId, next) : null;

    /// <summary>
    /// Returns the first half of the page, as far as the balance reaches. The next page starts after it.
    /// </summary>
    public OpaquePage CutInHalf()
    {
        int end = First + ((End - First) / 2);
        return new OpaquePage(List, First, end, end < List.Count ? List.RankAt(end) : null);
    }

    /// <summary>Returns a page, with the faults that change a page.</summary>
    /// <param name="list">The list.</param>
    /// <param name="requested">The rank of the first account; null for the start of the list.</param>
    /// <param name="repeatsBorders">True if the provider repeats a border account, as TikTok does.</param>
    /// <param name="exchange">The request.</param>
    public static OpaquePage Of(FollowList list, int? requested, bool repeatsBorders, Exchange exchange)
    {
        int start = requested is { } rank ? list.IndexOf(rank) : 0;
        if (exchange.TryApply(SandboxFault.EmptyPage))
        {
            return new OpaquePage(list, start, start, list.RankAt(start));
        }

        exchange.HasPage = true;
        bool isEndless = exchange.IsEndless(list);
        if (isEndless && requested >= list.EndRank)
        {
            exchange.FaultApplied = SandboxFault.EndlessList;
            return new OpaquePage(list, Math.Max(0, list.Count - list.PageSize), list.Count, requested + 1);
        }

        int first = repeatsBorders && list.RepeatsBorder(start) ? start - 1 : start;
        int end = (int)Math.Min(list.Count, (long)start + list.PageSize);
        int? next = exchange.TryApply(SandboxFault.RepeatedCursor) ? list.RankAt(requested is null ? end : start)
            : end < list.Count || isEndless ? list.RankAt(end)
            : null;
        return new OpaquePage(list, first, end, next);
    }
}
