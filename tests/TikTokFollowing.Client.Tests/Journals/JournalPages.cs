using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Fuzz;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Journals;

/// <summary>Provides the pages of a list of five accounts.</summary>
internal static class JournalPages
{
    public static ScriptedHandler Fixtures(string provider) =>
        new(
            Responses.Json(Recorded.Text(provider, "first")),
            Responses.Json(Recorded.Text(provider, "middle")),
            Responses.Json(Recorded.Text(provider, "last")));

    public static ScriptedHandler Whole() => new(Page1(), Page2(), Page3());

    public static Responder Page1() => Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "5"));

    public static Responder Page2() => Responses.Json(Wire.ScrapeCreators([2, 3, 4], "1700000200", "true", "5"));

    public static Responder Page3() => Responses.Json(Wire.ScrapeCreators([4, 5], "1700000100", "false", "5"));

    public static IEnumerable<FollowedAccount> Accounts(IEnumerable<FollowingPage> pages) =>
        pages.SelectMany(page => page.Accounts);

    public static DateTime Local(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).LocalDateTime;

    public static void AssertRefused(FollowingException e, string expected)
    {
        Assert.Equal(FollowingErrorKind.CheckpointUnusable, e.Kind);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Samples.AssertReadable(e);
    }
}
