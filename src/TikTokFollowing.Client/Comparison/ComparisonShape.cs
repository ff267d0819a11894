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

    /// <param name="reference">The earlier list.</param>
    /// <param name="difference">The later list.</param>
    /// <param name="partnersOfReference">For each account of the earlier list, its index in the later one.</param>
    /// <param name="partnersOfDifference">For each account of the later list, its index in the earlier one.</param>
    /// <param name="cancellation">Cancels the analysis.</param>
    public ComparisonShape(
        ListSnapshot reference,
        ListSnapshot difference,
        int?[] partnersOfReference,
        int?[] partnersOfDifference,
        CancellationToken cancellation)
    {
        _reference = reference;
        _difference = difference;
        Run missing = Run.Of(partnersOfReference);
        Run added = Run.Of(partnersOfDifference);
        // Both lists have only the newest accounts of their day.
        bool isWindow = missing.IsTail && added.IsHead && missing.Count == added.Count;
        ListCoverage ofDifference = new(difference, reference, partnersOfDifference, partnersOfReference);
        ListCoverage ofReference = new(reference, difference, partnersOfReference, partnersOfDifference);
        IsReferenceJudged = Judge(difference, ofDifference, partnersOfReference, isWindow, cancellation);
        IsDifferenceJudged = Judge(reference, ofReference, partnersOfDifference, isWindow, cancellation);
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

    public bool IsReferencePartial => _reference.IsPartial || IsReferenceTailMissing;

    public bool IsDifferencePartial => _difference.IsPartial || IsDifferenceTailMissing || IsDifferenceHeadMissing;

    private static bool[] Judge(
        ListSnapshot covering, ListCoverage coverage, int?[] partners, bool isWindow, CancellationToken cancellation)
    {
        bool[] isJudged = new bool[partners.Length];
        for (int i = 0; i < isJudged.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            isJudged[i] = partners[i] is not null || coverage.Covers(i);
        }
        // One or two accounts do not show that a list is cut off. A list with positions is an exception, because the
        // module may have written it with -First. A false change is worse than a missing one.
        bool isKnown = covering is { HasPositions: true } or { StartsLate: true } or { EndsOpen: true }
            or { Accounts.Count: 0 };
        return isWindow || isKnown || isJudged.Count(judged => !judged) > ListCoverage.LargestHead
            ? isJudged
            : [.. isJudged.Select(_ => true)];
    }

    // The accounts of a list without a partner.
    private readonly record struct Run(int Length, int Count, int First, int Last)
    {
        public bool IsTail => IsConnected && Last == Length - 1;

        public bool IsHead => IsConnected && First == 0;

        public bool IsLong => Count >= SmallestTail;

        private bool IsConnected => Count > 0 && Count < Length && Last - First + 1 == Count;

        public static Run Of(int?[] partners)
        {
            int[] rest = [.. Enumerable.Range(0, partners.Length).Where(i => partners[i] is null)];
            return new Run(partners.Length, rest.Length, rest.FirstOrDefault(), rest.LastOrDefault());
        }
    }
}
