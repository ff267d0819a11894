namespace TikTokFollowing.Client.History;

/// <summary>
/// Compares totals with the stored list. An incremental update does not detect unfollows further down, but the total
/// falls. Single totals are inexact, so a warning requires several readings that agree. A total that contradicts an
/// unfollow holds it.
/// </summary>
internal static class TotalRule
{
    /// <summary>Specifies the number of readings that must agree before a warning.</summary>
    public const int AgreeingReadings = 3;

    // Of many new follows, the total can lack a few: accounts further down that were unfollowed.
    private const double AppearedPart = 0.9;

    /// <summary>
    /// Judges by the total since the last reading. Accounts in a block that was followed again in its order do not seem
    /// to have moved. A new follow below the block then seems to have been there before, but the total rose. And an
    /// account that was followed again before the block seems to be missing, but the total did not fall.
    /// </summary>
    public static void Judge(Alignment alignment, ReadVerdict[] verdicts, MissingAccounts missing)
    {
        long? surplus = Rise(alignment) + missing.NewCount - NewFollows(alignment, verdicts);
        bool[] isBelow = OrderRule.InLowerPart(alignment);
        List<int> appeared =
        [
            .. Enumerable.Range(0, verdicts.Length)
                .Where(i => verdicts[i] == ReadVerdict.Appeared && !isBelow[i]),
        ];
        bool canBeNew = alignment.FollowTimes.IsTopNew != false;
        if (canBeNew && surplus >= AppearedPart * appeared.Count)
        {
            appeared.ForEach(i => verdicts[i] = ReadVerdict.Followed);
            surplus -= appeared.Count;
            appeared.Clear();
        }
        bool canBeBlock = !alignment.Reading.IsAtEnd && !alignment.FollowTimes.CanReach;
        if (canBeBlock && (surplus > 0 || appeared.Count > 0))
        {
            missing.HoldNew();
        }
    }

    /// <summary>
    /// Returns the agreement of the totals after a reading; null if no account is missing from its total.
    /// </summary>
    /// <param name="marks">The marks before the reading.</param>
    /// <param name="reading">The reading.</param>
    /// <param name="listed">The listed accounts after the reading.</param>
    public static TotalAgreement? After(HistoryMarks marks, ListReading reading, IReadOnlyList<StoredAccount> listed)
    {
        if (marks.AtFull is not { Total: long totalAtFull } atFull
            || reading.Total is not long total
            || atFull.Provider != reading.Provider.Name)
        {
            return marks.TotalAgreement;
        }
        int counted = CountOf(listed, reading.Provider.Name);
        long missing = totalAtFull + counted - atFull.Listed - total;
        if (missing <= 0)
        {
            return null;
        }
        TotalAgreement? before = marks.TotalAgreement;
        return new TotalAgreement(missing >= before?.Missing ? before.Readings + 1 : 1, missing);
    }

    // Null without totals, or if the last total is another provider's.
    private static long? Rise(Alignment alignment)
    {
        HistoryMarks marks = alignment.State.Marks;
        bool isComparable = marks.LastCompared?.Provider == alignment.Reading.Provider.Name;
        return isComparable ? alignment.Reading.Total - marks.Total : null;
    }

    private static int NewFollows(Alignment alignment, ReadVerdict[] verdicts) => Enumerable.Range(0, verdicts.Length)
        .Count(i => verdicts[i] == ReadVerdict.Followed && alignment.Places[i] == Alignment.None);

    /// <summary>Returns the number of listed accounts that count in a provider's total. Held ones do not.</summary>
    public static int CountOf(IReadOnlyList<StoredAccount> listed, string provider) =>
        listed.Count(account => account.HeldAt is null && account.SeenBy.Contains(provider));
}
