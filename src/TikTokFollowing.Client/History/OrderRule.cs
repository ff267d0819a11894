namespace TikTokFollowing.Client.History;

/// <summary>
/// Order: a list that is not newest first shows few anchors, or unknown accounts mostly between known ones. Updates of
/// such a list compare whole lists.
/// </summary>
internal static class OrderRule
{
    // A few re-follows of a short list must not look like another order.
    private const int FewestAccounts = 10;
    private const double FewestAnchors = 0.4;
    private const int FewestBelow = 5;
    private const int BelowForEachOnTop = 4;

    /// <summary>Indicates whether too many common accounts moved.</summary>
    public static bool HasFewAnchors(Alignment alignment) =>
        !alignment.Reading.Provider.HasFollowTimes
        && alignment.CommonCount >= FewestAccounts
        && alignment.Anchors.Count < FewestAnchors * alignment.CommonCount;

    /// <summary>Indicates whether unknown accounts stand mostly between known ones.</summary>
    public static bool AreNewAccountsBelow(Alignment alignment, ReadVerdict[] verdicts)
    {
        (int onTop, int below) = CountUnknown(alignment, verdicts);
        return !alignment.Reading.Provider.HasFollowTimes
            && alignment.Reading.IsAtEnd
            && alignment.State.Marks.IsComplete
            && below >= FewestBelow
            && below > BelowForEachOnTop * onTop;
    }

    /// <summary>Returns the numbers of unknown accounts on top and between known ones, of all readings.</summary>
    public static (int OnTop, int Below) CountUnknown(Alignment alignment, ReadVerdict[] verdicts)
    {
        int onTop = alignment.State.Marks.UnknownOnTop;
        int below = alignment.State.Marks.UnknownBelow;
        bool[] isBetween = BetweenKnown(alignment);
        for (int i = 0; i < verdicts.Length; i++)
        {
            bool isUnknown = alignment.Known[i] is null;
            onTop += isUnknown && verdicts[i] == ReadVerdict.Followed ? 1 : 0;
            below += isUnknown && verdicts[i] == ReadVerdict.Appeared && isBetween[i] ? 1 : 0;
        }
        return (onTop, below);
    }

    // Marks the unknown accounts below one that this provider has listed before, and above another one or the end of the
    // list that it has read. Then it has listed this part of the list without them.
    private static bool[] BetweenKnown(Alignment alignment)
    {
        int count = alignment.Places.Count;
        bool[] isBelowOwn = new bool[count];
        bool isOwn = false;
        for (int i = 0; i < count; i++)
        {
            isBelowOwn[i] = isOwn;
            isOwn = alignment.Places[i] == Alignment.None ? isOwn : alignment.IsOwn(alignment.Known[i]!);
        }
        bool[] isBetween = new bool[count];
        isOwn = alignment.State.Marks.AtFull?.Provider == alignment.Reading.Provider.Name;
        for (int i = count - 1; i >= 0; i--)
        {
            isBetween[i] = alignment.Known[i] is null && isOwn && isBelowOwn[i];
            isOwn = alignment.Places[i] == Alignment.None ? isOwn : alignment.IsOwn(alignment.Known[i]!);
        }
        return isBetween;
    }
}
