using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Overlap;

/// <summary>Describes the lists that are known to be incomplete, in one warning.</summary>
internal static class CompletenessWarning
{
    private const int MaximumNames = 20;

    /// <summary>Describes the incomplete lists.</summary>
    /// <returns>The warning; null if no list is known to be incomplete.</returns>
    public static string? Describe(IReadOnlyList<OverlapList> lists)
    {
        List<OverlapList> partial = [.. lists.Where(list => list.IsPartial)];
        if (partial.Count == 0)
        {
            return null;
        }
        string names = string.Join(", ", partial.Take(MaximumNames).Select(Describe));
        string more = partial.Count > MaximumNames ? $" and {Quantity.Of(partial.Count - MaximumNames)} more" : "";
        string are = partial.Count == 1 ? "is" : "are";
        return $"{Quantity.Of(partial.Count)} of {Quantity.Of(lists.Count, "list")} {are} incomplete, so shared "
            + $"accounts can be missing: {names}{more}. Read whole lists with Get-TikTokFollowing -All.";
    }

    private static string Describe(OverlapList list)
    {
        string reason = list switch
        {
            { StartsLate: true } => "not read from its start",
            { EndsOpen: true } => "not read to its end",
            _ => "positions are missing",
        };
        return $"@{TextSanitizer.Sanitize(list.FollowedBy)} ({Quantity.Of(list.Numbers.Count, "account")}, {reason})";
    }
}
