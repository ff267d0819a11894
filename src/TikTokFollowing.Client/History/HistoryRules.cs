namespace TikTokFollowing.Client.History;

/// <summary>
/// Decides what a reading proves about a stored list. The rules are pure: they depend on the stored list, the reading
/// and the traits of the provider, and a reading is evaluated as of its own time.
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
        bool? isTopNew = FollowTimeProof.IsTopNew(state, reading);
        Alignment alignment = Alignment.Of(state, reading, isTopNew == true);
        if (IsOfAnotherUser(alignment))
        {
            return new UpdateConclusion.Unusable(UnusableReason.OtherUser);
        }
        if (!state.Marks.IsOrderProven)
        {
            alignment.IgnoreOrder();
            return ListUpdate.Evaluate(alignment, isTopNew, new HistoryWarning(HistoryWarningKind.OrderUnproven));
        }
        if (OrderRule.HasFewAnchors(alignment))
        {
            return reading.IsAtEnd ? WithoutOrder(alignment, isTopNew) : new UpdateConclusion.ReadWhole();
        }
        if (OlderReading.LooksOlder(alignment, isTopNew) && !OlderReading.IsConfirmed(alignment))
        {
            return Hold(alignment);
        }
        return OrderRule.AreNewAccountsBelow(alignment, NewAccounts.Judge(alignment, isTopNew))
            ? WithoutOrder(alignment, isTopNew)
            : ListUpdate.Evaluate(alignment, isTopNew);
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

    private static UpdateConclusion.Store WithoutOrder(Alignment alignment, bool? isTopNew)
    {
        alignment.IgnoreOrder();
        return ListUpdate.Evaluate(alignment, isTopNew, new HistoryWarning(HistoryWarningKind.OrderUnreliable));
    }

    private static UpdateConclusion.Store Hold(Alignment alignment)
    {
        DeltaBuilder delta = new(alignment.State, alignment.Reading);
        delta.Marks = delta.Marks with { Total = alignment.State.Marks.Total, Held = OlderReading.HoldOf(alignment) };
        List<HistoryWarning> warnings = [new HistoryWarning(HistoryWarningKind.LooksOlder)];
        return new UpdateConclusion.Store(delta.Build(), warnings);
    }
}
