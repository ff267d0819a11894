namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>Reads values of several pages.</summary>
internal static class Pages
{
    public static List<string?> Handles(IEnumerable<FollowingPage> pages) =>
        [.. pages.SelectMany(page => page.Accounts).Select(account => account.Handle)];

    /// <summary>Compares two extents without their counts.</summary>
    public static bool Extents(ListExtent expected, ListExtent actual) =>
        (expected.IsFromStart, expected.IsAtEnd, expected.IsTruncated)
        == (actual.IsFromStart, actual.IsAtEnd, actual.IsTruncated);
}
