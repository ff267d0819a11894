using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Paging;

/// <summary>Specifies the result of a page for its list.</summary>
internal enum ListStep
{
    /// <summary>The list continues at the cursor.</summary>
    Continue,

    /// <summary>The list has ended.</summary>
    End,

    /// <summary>The list cannot be continued, although the provider reports more accounts.</summary>
    Incomplete,

    /// <summary>The provider reports more accounts, but the list makes no progress.</summary>
    Stalled,

    /// <summary>The provider reports more accounts, but its cursor cannot be used.</summary>
    Unreadable,
}

/// <summary>Summarizes the part of a list that was read, including the current page.</summary>
/// <param name="NewAccounts">The number of accounts that this page added.</param>
/// <param name="AccountsRead">The number of different accounts so far.</param>
/// <param name="HighestTotal">The highest total that the provider stated so far; null where it stated none.</param>
/// <param name="IsCursorRepeated">Indicates whether the page's next cursor was requested before.</param>
internal readonly record struct ListState(int NewAccounts, int AccountsRead, long? HighestTotal, bool IsCursorRepeated);

/// <summary>A decision about a list.</summary>
/// <param name="Step">The result.</param>
/// <param name="Cursor">The cursor to continue with; null where the list does not continue.</param>
/// <param name="Reason">The fault of the provider, as the end of a sentence about it; null if none exists.</param>
internal readonly record struct ListDecision(ListStep Step, string? Cursor = null, string? Reason = null);

/// <summary>Decides whether a list continues after a page: a pure function, the same for every provider.</summary>
internal static class EndOfListRule
{
    // TikTok's totals count banned accounts, which no page shows: reading slightly fewer is normal.
    private const int MissingAccounts = 20;
    private const int MissingPercent = 2;

    /// <summary>Decides whether the list continues after a page.</summary>
    public static ListDecision Evaluate(ProviderPage page, ListState state)
    {
        if (page.HasMore == false)
        {
            return new ListDecision(ListStep.End);
        }
        if (page.CursorProblem is string problem)
        {
            return new ListDecision(ListStep.Unreadable, Reason: problem);
        }
        if (page.NextCursor is not string next)
        {
            return page.HasMore == true
                ? new ListDecision(ListStep.Incomplete, Reason: "reported more accounts but returned no cursor")
                : new ListDecision(ListStep.End);
        }
        if (page.HasMore is null)
        {
            // A trimmed page does not report whether there is more.
            bool isEnd = page.Accounts.Count == 0
                || state.NewAccounts == 0
                || state.IsCursorRepeated
                || HasAll(page, state);
            return isEnd ? new ListDecision(ListStep.End) : new ListDecision(ListStep.Continue, next);
        }
        if (page.Accounts.Count == 0)
        {
            return new ListDecision(ListStep.End); // an empty page in mid-list is retried and does not get here
        }
        if (state.IsCursorRepeated)
        {
            return new ListDecision(ListStep.Stalled, next, "returned the same cursor again");
        }
        return state.NewAccounts == 0
            ? new ListDecision(ListStep.Stalled, next, "returned only accounts that were already read")
            : new ListDecision(ListStep.Continue, next);
    }

    /// <summary>
    /// Indicates whether exactly the stated total was read. A total below what was returned is wrong and ends nothing.
    /// </summary>
    public static bool HasAll(ProviderPage page, ListState state) =>
        page.Total == state.AccountsRead || state.HighestTotal == state.AccountsRead;

    /// <summary>Indicates whether a list ended well below its total: TikTok cuts lists silently.</summary>
    public static bool IsShort(long? total, int accountsRead) =>
        total - accountsRead is long missing && missing > MissingAccounts && missing * 100 > total * MissingPercent;

    /// <summary>
    /// Indicates whether an empty page is in mid-list. TikTok slows its readers down that way: the same cursor
    /// returns accounts after a wait.
    /// </summary>
    public static bool IsEmptyInMidList(ProviderPage page, ListState state) =>
        page is { HasMore: true, NextCursor: not null, CursorProblem: null, IsLookup: false, Failure: null }
        && page.Accounts.Count == 0
        && !HasAll(page, state);
}
