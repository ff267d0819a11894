using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using static TikTokFollowing.Client.Tests.Doubles.Pages;

namespace TikTokFollowing.Client.Tests.Paging;

public class ListProgressTests
{
    private static readonly HttpSettings s_noRetry = Lists.NoTimeout with { MaximumRetryCount = 0 };

    [Fact]
    public async Task The_account_at_the_border_is_returned_once()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true")),
            Responses.Json(Wire.ScrapeCreators([2, 3], "1700000200", "true")),
            Responses.Json(Wire.ScrapeCreators([3, 1, 4], "1700000100", "false")));

        List<FollowingPage> pages = await Lists.Open("ScrapeCreators", server).ReadAllAsync();

        Assert.Equal([2, 1, 1], pages.Select(page => page.Count));
        Assert.Equal([1, 2, 3, 4], pages.SelectMany(page => page.Accounts).Select(account => account.Position));
    }

    [Fact]
    public async Task An_account_listed_twice_on_a_page_is_returned_once()
    {
        ScriptedHandler server = new(Responses.Json(Wire.ScrapeCreators([1, 1, 2], "0", "false")));

        List<FollowingPage> pages = await Lists.Open("ScrapeCreators", server).ReadAllAsync();

        Assert.Equal([Wire.Handle(1), Wire.Handle(2)], Handles(pages));
    }

    [Fact]
    public async Task Ids_identify_renamed_accounts_and_reused_handles()
    {
        const string First = """
            {"followings":[{"uid":"11","unique_id":"old.name"},{"uid":"12","unique_id":"reused"}],
             "min_time":1700000300,"has_more":true}
            """;
        const string Second = """
            {"followings":[{"uid":"11","unique_id":"new.name"},{"uid":"13","unique_id":"reused"}],
             "min_time":0,"has_more":false}
            """;
        ScriptedHandler server = new(Responses.Json(First), Responses.Json(Second));

        List<FollowingPage> pages = await Lists.Open("ScrapeCreators", server).ReadAllAsync();

        Assert.Equal(["11", "12", "13"], pages.SelectMany(page => page.Accounts).Select(account => account.Id));
    }

    [Fact]
    public async Task Accounts_without_ids_are_identified_by_sec_uid_then_by_handle()
    {
        const string Body = """
            {"followings":[{"sec_uid":"MS4wA","unique_id":"a"},{"sec_uid":"MS4wB","unique_id":"a"},
                           {"sec_uid":"MS4wA","unique_id":"b"},{"unique_id":"c"},{"unique_id":"c"}],
             "min_time":0,"has_more":false}
            """;

        List<FollowingPage> pages = await Lists.Open(
            "ScrapeCreators", new ScriptedHandler(Responses.Json(Body))).ReadAllAsync();

        Assert.Equal(["a", "a", "c"], Handles(pages));
    }

    [Fact]
    public async Task A_resumed_list_drops_the_border_and_numbers_from_1()
    {
        ScriptedHandler first = new(Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")));
        ListPager before = Lists.Open("ScrapeCreators", first);
        await before.NextAsync();
        ScriptedHandler second = new(Responses.Json(Wire.ScrapeCreators([2, 3, 4], "0", "false", "9")));

        ListPager list = Lists.Open(
            "ScrapeCreators",
            second,
            with: query => query with { Cursor = before.Stopped.NextCursor, PageBefore = before.Stopped.LastAccounts });
        FollowingPage page = Assert.Single(await list.ReadAllAsync());

        Assert.Equal("?handle=someone&min_time=1700000300", second.Requests[0].Query);
        Assert.Equal([Wire.Handle(3), Wire.Handle(4)], page.Accounts.Select(account => account.Handle));
        Assert.Equal([1, 2], page.Accounts.Select(account => account.Position));
        Assert.Equal(2, list.AccountsRead);
    }

    [Fact]
    public async Task The_resume_point_keeps_the_accounts_before_empty_pages()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true")),
            Responses.Json(Wire.ScrapeCreators([], "1700000300", "true")));
        ListPager list = Lists.Open("ScrapeCreators", server, settings: s_noRetry);

        await list.NextAsync();
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal("1700000300", list.Stopped.NextCursor);
        Assert.Equal([Wire.Handle(1), Wire.Handle(2)], list.Stopped.LastAccounts.Select(account => account.Handle));
    }
}
