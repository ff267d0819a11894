using System.Collections.Generic;
using System.Linq;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Totals: an incremental update does not see unfollows further down, but the total falls. Single totals are inexact,
/// so a warning needs several readings that agree.
/// </summary>
internal static class TotalRule
{
    /// <summary>The number of readings that must agree before a warning.</summary>
    public const int AgreeingReadings = 3;

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
        bool agrees = marks.TotalAgreement is TotalAgreement before && missing >= before.Missing;
        return new TotalAgreement(agrees ? marks.TotalAgreement!.Readings + 1 : 1, missing);
    }

    /// <summary>Returns the number of listed accounts that count in a provider's total. Held ones do not.</summary>
    public static int CountOf(IReadOnlyList<StoredAccount> listed, string provider) =>
        listed.Count(account => account.HeldAt is null && account.SeenBy.Contains(provider));
}
