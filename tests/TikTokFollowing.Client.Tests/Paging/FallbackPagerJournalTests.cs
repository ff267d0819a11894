using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using static TikTokFollowing.Client.Tests.Doubles.Pages;

namespace TikTokFollowing.Client.Tests.Paging;

public sealed class FallbackPagerJournalTests : FallbackPagerTestBase
{
    [Fact]
    public async Task The_journal_of_a_fallback_has_the_whole_list()
    {
        ScriptedHandler first = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Responses.Json("{}", 402));
        ScriptedHandler second = new(Responses.Json(Wire.UnifAPI([1, 2, 3], "null", "false", "3")));
        using (ListPager pager = Open(null, ("SociaVault", first), ("UnifAPI", second)))
        {
            await pager.ReadAllAsync();
        }

        // The user continues with the fallback alone, in the same folder.
        List<FollowingPage> pages = await Folder.RunAsync("UnifAPI", new ScriptedHandler());

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(pages));
    }

    [Fact]
    public async Task The_journal_from_a_cursor_has_the_account_at_the_border()
    {
        ScriptedHandler first = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Responses.Json("{}", 402));
        ScriptedHandler second = new(Responses.Json(Wire.ScrapeCreators([2, 3], "0", "false")));
        using (ListPager pager = Open(null, ("SociaVault", first), ("ScrapeCreators", second)))
        {
            await pager.ReadAllAsync();
        }

        List<FollowingPage> pages = await Folder.RunAsync(
            "ScrapeCreators", new ScriptedHandler(), query => query with { Cursor = "1700000300" });

        Assert.Equal(["user.2", "user.3"], Handles(pages));
    }

    [Theory]
    [InlineData("ScrapeCreators")]
    [InlineData("UnifAPI")]
    public async Task A_second_run_during_the_outage_sends_no_charged_request(string fallback)
    {
        ScriptedHandler OutOfCredits(params Responder[] before) => new([.. before, Responses.Json("{}", 402)]);
        ScriptedHandler second = fallback == "UnifAPI"
            ? new(Responses.Json(Wire.UnifAPI([1, 2, 3], "null", "false", "3")))
            : new(Responses.Json(Wire.ScrapeCreators([2, 3], "0", "false")));
        List<FollowingPage> fetched;
        using (
            ListPager pager = Open(
                null,
                ("SociaVault", OutOfCredits(Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true")))),
                (fallback, second)))
        {
            fetched = await pager.ReadAllAsync();
        }

        ScriptedHandler unused = new();
        using ListPager again = Open(null, ("SociaVault", OutOfCredits()), (fallback, unused));
        List<FollowingPage> saved = await again.ReadAllAsync();

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(saved));
        Assert.Equal(
            fetched.SelectMany(page => page.Accounts).Select(account => account.Provider),
            saved.SelectMany(page => page.Accounts).Select(account => account.Provider));
        Assert.Empty(unused.Requests);
        Assert.Equal(0, again.CreditsCharged);
    }

    [Fact]
    public async Task Journals_are_closed_when_the_provider_changes()
    {
        ScriptedHandler first = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Responses.Json("{}", 402));
        using (
            ListPager pager = Open(
                null,
                ("SociaVault", first),
                ("ScrapeCreators", new ScriptedHandler(Responses.Json(Wire.ScrapeCreators([3], "0", "true"))))))
        {
            await pager.ReadAllAsync();
            using FileStream free = new(
                Folder.FileOf("SociaVault"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        using FileStream alsoFree = new(
            Folder.FileOf("ScrapeCreators", cursor: "1700000300"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }
}
