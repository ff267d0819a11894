namespace TikTokFollowing.Client.History;

/// <summary>
/// Detects lists that are not sorted by follow time: few accounts are anchors, or unknown accounts are mostly between
/// known ones. Updates of such a list compare whole lists.
/// </summary>
internal static class OrderRule
{
    // A few re-follows of a short list must not look like another order.
    private const int FewestAccounts = 10;
    private const double FewestAnchors = 0.4;
    private const double ShortestRun = 0.6;
    private const int FewestBelow = 5;
    private const int BelowForEachOnTop = 4;

    /// <summary>
    /// Indicates whether too many common accounts moved. A few moves in a cached response leave few anchors, too, but a
    /// long increasing run.
    /// </summary>
    public static bool HasFewAnchors(Alignment alignment) =>
        !alignment.Reading.Provider.HasFollowTimes
        && alignment.CommonCount >= FewestAccounts
        && alignment.Anchors.Count < FewestAnchors * alignment.CommonCount
        && alignment.LongestRun < ShortestRun * alignment.CommonCount;

    /// <summary>Indicates whether unknown accounts are mostly between known ones.</summary>
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
        bool[] isBelow = InLowerPart(alignment);
        for (int i = 0; i < verdicts.Length; i++)
        {
            bool isUnknown = alignment.Known[i] is null;
            onTop += isUnknown && verdicts[i] == ReadVerdict.Followed ? 1 : 0;
            below += isUnknown && verdicts[i] == ReadVerdict.Appeared && isBelow[i] ? 1 : 0;
        }
        return (onTop, below);
    }

    /// <summary>
    /// Marks the accounts of a whole reading in those parts of the lower three quarters that this provider has listed
    /// before: above an account that it has listed, or above the end that it has reached. Near the top, an unknown
    /// account can stand below accounts that were followed again after it.
    /// </summary>
    public static bool[] InLowerPart(Alignment alignment)
    {
        bool[] isBelow = new bool[alignment.Places.Count];
        if (!alignment.Reading.IsAtEnd)
        {
            return isBelow;
        }
        bool isListed = alignment.State.Marks.AtFull?.Provider == alignment.Reading.Provider.Name;
        int anchorsBelow = 0;
        for (int i = isBelow.Length - 1; i >= 0 && anchorsBelow * 4 < alignment.Anchors.Count * 3; i--)
        {
            isBelow[i] = isListed;
            if (alignment.Places[i] != Alignment.None)
            {
                isListed = alignment.IsOwn(alignment.Known[i]!);
            }
            anchorsBelow += alignment.IsAnchor[i] ? 1 : 0;
        }
        return isBelow;
    }
}
