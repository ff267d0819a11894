namespace TikTokFollowing.Client.History;

/// <summary>
/// Decides what a reading proves about a stored list. The rules are pure functions of the stored list, the reading and
/// the traits of the provider. A reading is evaluated as of its own time.
/// </summary>
internal static class HistoryRules
{
    // Fewer stored accounts can all have been unfollowed.
    private const int FewestForNoCommonAccount = 5;

    // Lists of different users share accounts that many people follow. A list that shrinks or grows keeps nearly all
    // accounts of the shorter one.
    private const int FewestForOtherUser = 20;
    private const int CommonPart = 4;

    /// <summary>Indicates whether an update must read the list to its end.</summary>
    public static bool NeedsWholeList(HistoryState state) => !state.HasBaseline || !state.Marks.IsOrderProven;

    /// <summary>Evaluates a reading.</summary>
    public static UpdateConclusion Evaluate(HistoryState state, ListReading reading)
    {
        if (!state.HasBaseline)
        {
            return Baseline.Evaluate(state, reading);
        }
        if (reading.Accounts.Count == 0)
        {
            return EmptyReading.Evaluate(state, reading);
        }
        Alignment alignment = new(state, reading);
        if (IsOfAnotherUser(alignment))
        {
            return new UpdateConclusion.Unusable(UnusableReason.OtherUser);
        }
        if (!state.Marks.IsOrderProven)
        {
            return WithoutOrder(alignment, HistoryWarningKind.OrderUnproven);
        }
        if (OrderRule.HasFewAnchors(alignment))
        {
            return reading.IsAtEnd
                ? WithoutOrder(alignment, HistoryWarningKind.OrderUnreliable)
                : new UpdateConclusion.ReadWhole();
        }
        if (OlderReading.LooksOlder(alignment) && !OlderReading.IsConfirmed(alignment))
        {
            return Hold(alignment);
        }
        return OrderRule.AreNewAccountsBelow(alignment, NewAccounts.Judge(alignment))
            ? WithoutOrder(alignment, HistoryWarningKind.OrderUnreliable)
            : new ListUpdate(alignment).Evaluate();
    }

    private static bool IsOfAnotherUser(Alignment alignment)
    {
        int stored = alignment.State.Listed.Count;
        int shorter = Math.Min(stored, alignment.Reading.Accounts.Count);
        bool isNothingCommon = alignment.CommonCount == 0 && stored >= FewestForNoCommonAccount;
        bool isLittleCommon = alignment.Reading.IsAtEnd
            && shorter >= FewestForOtherUser
            && alignment.CommonCount < shorter / CommonPart;
        return isNothingCommon || isLittleCommon;
    }

    private static UpdateConclusion.Store WithoutOrder(Alignment alignment, HistoryWarningKind warning)
    {
        alignment.IgnoreOrder();
        return new ListUpdate(alignment, new HistoryWarning(warning)).Evaluate();
    }

    private static UpdateConclusion.Store Hold(Alignment alignment)
    {
        DeltaBuilder delta = new(alignment.State, alignment.Reading);
        delta.Marks = delta.Marks with { Total = alignment.State.Marks.Total, Held = OlderReading.HoldOf(alignment) };
        return delta.Conclude(new HistoryWarning(HistoryWarningKind.LooksOlder));
    }
}
