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
    public static ListDecision Evaluate(ProviderPage page, ListState state) => page switch
    {
        { HasMore: false } => new(ListStep.End),
        { CursorProblem: string problem } => new(ListStep.Unreadable, Reason: problem),
        { HasMore: true, NextCursor: null } =>
            new(ListStep.Incomplete, Reason: "reported more accounts but returned no cursor"),
        // An empty page in mid-list is retried and does not get here.
        { NextCursor: null } or { Accounts.Count: 0 } => new(ListStep.End),
        // A trimmed page does not report whether there is more.
        { HasMore: null } when state is { NewAccounts: 0 } or { IsCursorRepeated: true } || HasAll(page, state) =>
            new(ListStep.End),
        _ when state.IsCursorRepeated => new(ListStep.Stalled, page.NextCursor, "returned the same cursor again"),
        _ when state.NewAccounts == 0 =>
            new(ListStep.Stalled, page.NextCursor, "returned only accounts that were already read"),
        _ => new(ListStep.Continue, page.NextCursor),
    };

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
