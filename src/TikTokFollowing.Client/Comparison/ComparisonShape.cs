namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Analyzes the positions of the accounts without a partner. They show whether a list is incomplete, which would look
/// like unfollows and follows.
/// </summary>
internal sealed class ComparisonShape
{
    // One or two accounts at the end can be unfollows. Three of thirty at the end by chance: 1 in 4,060.
    private const int SmallestTail = 3;

    private readonly ListSnapshot _reference;
    private readonly ListSnapshot _difference;

    public ComparisonShape(
        ListSnapshot reference,
        ListSnapshot difference,
        bool[] isReferenceMatched,
        int[] partnerOfDifference,
        CancellationToken cancellation)
    {
        _reference = reference;
        _difference = difference;
        bool[] isDifferenceMatched = [.. partnerOfDifference.Select(partner => partner != AccountIndex.None)];
        Run missing = Run.Of(isReferenceMatched);
        Run added = Run.Of(isDifferenceMatched);

        ListCoverage ofDifference = new(difference, reference, partnerOfDifference, isReferenceMatched);
        ListCoverage ofReference = new(
            reference, difference, Inverse(partnerOfDifference, isReferenceMatched.Length), isDifferenceMatched);
        IsReferenceJudged = Judged(isReferenceMatched, ofDifference, cancellation);
        IsDifferenceJudged = Judged(isDifferenceMatched, ofReference, cancellation);
        // Both lists have only the newest accounts of their day.
        bool isWindow = missing.IsTail && added.IsHead && missing.Count == added.Count;
        if (!isWindow)
        {
            JudgeFew(IsReferenceJudged, difference);
            JudgeFew(IsDifferenceJudged, reference);
        }
        UnknownReference = IsReferenceJudged.Count(isJudged => !isJudged);
        UnknownDifference = IsDifferenceJudged.Count(isJudged => !isJudged);

        IsDifferenceTailMissing = !difference.EndsOpen && reference.IsInOrder
            && missing.IsTail && (missing.IsLong || isWindow);
        IsReferenceTailMissing = !reference.EndsOpen && difference.IsInOrder && added.IsTail && added.IsLong;
        IsDifferenceHeadMissing = reference.IsInOrder && added.Count == 0 && missing.IsHead && missing.IsLong;
    }

    /// <summary>Gets for each account of the reference list whether the difference list covers its position.</summary>
    public bool[] IsReferenceJudged { get; }

    /// <summary>Gets for each account of the difference list whether the reference list covers its position.</summary>
    public bool[] IsDifferenceJudged { get; }

    /// <summary>Gets the number of accounts of the reference list outside the range of the difference list.</summary>
    public int UnknownReference { get; }

    /// <summary>Gets the number of accounts of the difference list outside the range of the reference list.</summary>
    public int UnknownDifference { get; }

    /// <summary>
    /// Indicates whether exactly the end of the reference list is missing from the difference list.
    /// </summary>
    public bool IsDifferenceTailMissing { get; }

    /// <summary>
    /// Indicates whether exactly the end of the difference list is missing from the reference list.
    /// </summary>
    public bool IsReferenceTailMissing { get; }

    /// <summary>Indicates whether exactly the start of the reference list is missing and nothing was added.</summary>
    public bool IsDifferenceHeadMissing { get; }

    public bool IsReferencePartial => IsPartial(_reference) || IsReferenceTailMissing;

    public bool IsDifferencePartial => IsPartial(_difference) || IsDifferenceTailMissing || IsDifferenceHeadMissing;

    /// <summary>Indicates whether a list itself shows that it is incomplete.</summary>
    public static bool IsPartial(ListSnapshot list) => list.Range.IsPartial;

    /// <summary>Indicates whether positions are missing at the start of a list or inside it.</summary>
    public static bool HasGaps(ListSnapshot list) => list.Range.HasGaps;

    private static int[] Inverse(int[] partners, int count)
    {
        int[] inverse = [.. Enumerable.Repeat(AccountIndex.None, count)];
        for (int i = 0; i < partners.Length; i++)
        {
            if (partners[i] != AccountIndex.None)
            {
                inverse[partners[i]] = i;
            }
        }
        return inverse;
    }

    // One or two accounts are too few to call a list cut off. A list with positions is an exception: the module may
    // have written it with -First, and a false change is worse than a missing one.
    private static void JudgeFew(bool[] isJudged, ListSnapshot covering)
    {
        bool isKnown = covering.HasPositions
            || covering.StartsLate
            || covering.EndsOpen
            || covering.Accounts.Count == 0;
        if (isKnown || isJudged.Count(judged => !judged) > ListCoverage.LargestHead)
        {
            return;
        }
        for (int i = 0; i < isJudged.Length; i++)
        {
            isJudged[i] = true;
        }
    }

    private static bool[] Judged(bool[] isMatched, ListCoverage covering, CancellationToken cancellation)
    {
        bool[] judged = new bool[isMatched.Length];
        for (int i = 0; i < judged.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            judged[i] = isMatched[i] || covering.Covers(i);
        }
        return judged;
    }

    // The accounts of a list without a partner.
    private readonly record struct Run(int Length, int Count, int First, int Last)
    {
        public bool IsTail => IsConnected && Last == Length - 1;

        public bool IsHead => IsConnected && First == 0;

        public bool IsLong => Count >= SmallestTail;

        private bool IsConnected => Count > 0 && Count < Length && Last - First + 1 == Count;

        public static Run Of(bool[] isMatched)
        {
            int[] rest = [.. Enumerable.Range(0, isMatched.Length).Where(i => !isMatched[i])];
            return new Run(isMatched.Length, rest.Length, rest.FirstOrDefault(), rest.LastOrDefault());
        }
    }
}
