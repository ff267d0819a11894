using System;
using System.Linq;
using System.Threading;

namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Where the accounts without a partner lie: a list that was not read whole shows as unfollows and follows that nobody did, and that can be seen.
/// </summary>
internal sealed class ComparisonShape
{
    // Newest first, so one or two old accounts at the very end can have been unfollowed by chance. Three of thirty: 1 in 4,060.
    private const int SmallestTail = 3;

    private readonly ListSnapshot _reference;
    private readonly ListSnapshot _difference;

    public ComparisonShape(ListSnapshot reference, ListSnapshot difference, bool[] isReferenceMatched, int[] partnerOfDifference, CancellationToken cancellation)
    {
        _reference = reference;
        _difference = difference;
        Run missing = Run.Of(isReferenceMatched.Length, i => !isReferenceMatched[i]);
        Run added = Run.Of(partnerOfDifference.Length, i => partnerOfDifference[i] == AccountIndex.None);

        ListCoverage ofDifference = new(difference, reference, partnerOfDifference, isReferenceMatched);
        ListCoverage ofReference = new(reference, difference, Inverse(partnerOfDifference, isReferenceMatched.Length), [.. partnerOfDifference.Select(partner => partner != AccountIndex.None)]);
        IsReferenceJudged = Judged(isReferenceMatched.Length, i => isReferenceMatched[i] || ofDifference.Covers(i), cancellation);
        IsDifferenceJudged = Judged(partnerOfDifference.Length, i => partnerOfDifference[i] != AccountIndex.None || ofReference.Covers(i), cancellation);
        bool isWindow = missing.IsTail && missing.Count < missing.Length && added.IsHead && missing.Count == added.Count; // the newest N of both days
        if (!isWindow)
        {
            JudgeFew(IsReferenceJudged, difference);
            JudgeFew(IsDifferenceJudged, reference);
        }
        UnknownReference = IsReferenceJudged.Count(isJudged => !isJudged);
        UnknownDifference = IsDifferenceJudged.Count(isJudged => !isJudged);

        IsDifferenceTailMissing = !difference.EndsOpen && reference.IsInOrder && missing.IsTail && missing.Count < missing.Length && (missing.Count >= SmallestTail || isWindow);
        IsReferenceTailMissing = !reference.EndsOpen && difference.IsInOrder && added.IsTail && added.Count < added.Length && added.Count >= SmallestTail;
        IsDifferenceHeadMissing = reference.IsInOrder && missing.IsHead && missing.Count < missing.Length && missing.Count >= SmallestTail && added.Count == 0;
    }

    /// <summary>Gets for each account of the reference list whether the difference list covers its place.</summary>
    public bool[] IsReferenceJudged { get; }

    /// <summary>Gets for each account of the difference list whether the reference list covers its place.</summary>
    public bool[] IsDifferenceJudged { get; }

    /// <summary>Gets how many accounts lie outside the range of the other list.</summary>
    public int UnknownReference { get; }

    public int UnknownDifference { get; }

    /// <summary>All that is missing from the difference list is the end of the reference list: it looks cut off.</summary>
    public bool IsDifferenceTailMissing { get; }

    public bool IsReferenceTailMissing { get; }

    /// <summary>All that is missing is the start of the reference list, and nothing was added.</summary>
    public bool IsDifferenceHeadMissing { get; }

    public bool IsReferencePartial => IsPartial(_reference) || IsReferenceTailMissing;

    public bool IsDifferencePartial => IsPartial(_difference) || IsDifferenceTailMissing || IsDifferenceHeadMissing;

    /// <summary>What the list itself shows.</summary>
    public static bool IsPartial(ListSnapshot list) => list.EndsOpen || list.StartsLate || HasGaps(list);

    /// <summary>Positions that do not start at 1, or more of them than accounts.</summary>
    public static bool HasGaps(ListSnapshot list) => list.HasPositions && (list.FirstPosition > 1 || list.HighestPosition > list.Accounts.Count + list.Repeats);

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

    // One or two accounts are too few to call a list cut off. But a list with positions is as the module wrote it, perhaps
    // with -First, and a change that did not happen is worse than one that is left out.
    private static void JudgeFew(bool[] isJudged, ListSnapshot covering)
    {
        bool isKnown = covering.HasPositions || covering.StartsLate || covering.EndsOpen || covering.Accounts.Count == 0;
        if (isKnown || isJudged.Count(judged => !judged) > ListCoverage.LargestHead)
        {
            return;
        }
        for (int i = 0; i < isJudged.Length; i++)
        {
            isJudged[i] = true;
        }
    }

    private static bool[] Judged(int count, Func<int, bool> isJudged, CancellationToken cancellation)
    {
        bool[] judged = new bool[count];
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            judged[i] = isJudged(i);
        }
        return judged;
    }

    private readonly record struct Run(int Length, int Count, int First, int Last, int LastOther)
    {
        public bool IsTail => Count > 0 && Last == Length - 1 && Last - First + 1 == Count;

        public bool IsHead => Count > 0 && First == 0 && Last - First + 1 == Count;

        public static Run Of(int length, Func<int, bool> isIn)
        {
            int count = 0, first = -1, last = -1, lastOther = -1;
            for (int i = 0; i < length; i++)
            {
                if (isIn(i))
                {
                    count++;
                    if (first < 0)
                    {
                        first = i;
                    }
                    last = i;
                }
                else
                {
                    lastOther = i;
                }
            }
            return new Run(length, count, first, last, lastOther);
        }
    }
}
