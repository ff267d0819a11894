using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using static TikTokFollowing.Client.Tests.Doubles.Pages;

namespace TikTokFollowing.Client.Tests.Paging;

/// <summary>Tests lookups, limits, and pages that the balance cuts, which only UnifAPI has.</summary>
public class ProviderPagerUnifAPITests
{
    private static readonly HttpSettings s_noRetry = Lists.NoTimeout with { MaximumRetryCount = 0 };

    [Fact]
    public async Task A_rejected_handle_is_looked_up_once()
    {
        ScriptedHandler server = new(
            Responses.Json("""{"error":{"type":"invalid_id","message":"needs an id"}}""", 400),
            Responses.Json("""{"data":{"id":"6620"},"billing":{"credits_charged":1}}"""),
            Responses.Json(Wire.UnifAPI([1, 2], "\"a b\"", "true", "2")),
            Responses.Json(Wire.UnifAPI([3], "null", "false", "1")));
        ListPager list = Lists.Open("UnifAPI", server);

        List<FollowingPage> pages = await list.ReadAllAsync();

        Assert.Equal(
            [
                "/tiktok/users/someone/following",
                "/tiktok/users/resolve?username=someone",
                "/tiktok/users/6620/following",
                "/tiktok/users/6620/following?cursor=a%20b",
            ],
            server.Requests.Select(request => request.Address.PathAndQuery));
        Assert.Equal(3, Handles(pages).Count);
        Assert.All(pages.SelectMany(page => page.Accounts), account => Assert.Equal("someone", account.FollowedBy));
        Assert.Equal(3, pages[0].Attempts);
        Assert.Equal(3, pages[0].CreditsCharged);
        Assert.Equal(4, list.CreditsCharged);
    }

    [Fact]
    public async Task A_list_resumes_after_a_lookup_without_another_lookup()
    {
        ScriptedHandler first = new(
            Responses.Json("""{"error":{"type":"invalid_id"}}""", 400),
            Responses.Json("""{"data":[{"id":"6620"}]}"""),
            Responses.Json(Wire.UnifAPI([1], "\"c2\"", "true")));
        FollowingPage? page = await Lists.Open("UnifAPI", first).NextAsync();
        ScriptedHandler second = new(Responses.Json(Wire.UnifAPI([2], "null", "false")));

        await Lists.Open("UnifAPI", second, with: query => query with { Cursor = page!.NextCursor }).ReadAllAsync();

        Assert.Equal("/tiktok/users/6620/following?cursor=c2", second.Requests[0].Address.PathAndQuery);
    }

    [Fact]
    public async Task A_failure_after_the_lookup_resumes_with_the_id()
    {
        ScriptedHandler first = new(
            Responses.Json("""{"error":{"type":"invalid_id"}}""", 400),
            Responses.Json("""{"data":{"id":"6620"}}"""),
            Responses.Json("""{"error":{"type":"upstream_unavailable"}}""", 503));
        ListPager list = Lists.Open("UnifAPI", first, settings: s_noRetry);
        await Assert.ThrowsAsync<FollowingException>(list.NextAsync);
        ScriptedHandler second = new(Responses.Json(Wire.UnifAPI([2], "null", "false")));

        await Lists.Open("UnifAPI", second, with: query => query with { Cursor = list.Stopped.NextCursor })
            .ReadAllAsync();

        Assert.Equal("/tiktok/users/6620/following", second.Requests[0].Address.PathAndQuery);
    }

    [Fact]
    public async Task A_rejected_id_is_not_looked_up_again()
    {
        ScriptedHandler server = new(
            Responses.Json("""{"error":{"type":"invalid_id"}}""", 400),
            Responses.Json("""{"data":{"id":"6620"}}"""),
            Responses.Json("""{"error":{"type":"invalid_id"}}""", 400));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(Lists.Open("UnifAPI", server).NextAsync);

        Assert.Equal(FollowingErrorKind.InvalidRequest, e.Kind);
    }

    [Fact]
    public async Task A_lookup_without_a_result_is_AccountNotFound()
    {
        ScriptedHandler server = new(
            Responses.Json("""{"error":{"type":"invalid_id"}}""", 400),
            Responses.Json("""{"data":null,"billing":{"credits_charged":1}}"""));
        ListPager list = Lists.Open("UnifAPI", server);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.AccountNotFound, e.Kind);
        Assert.Equal(1, list.CreditsCharged);
    }

    [Fact]
    public async Task A_page_cut_to_the_balance_is_returned_before_CreditsExhausted()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.UnifAPI([1, 2, 3], "\"c2\"", "true", "3", isTruncated: true, balance: "0")));
        ListPager list = Lists.Open("UnifAPI", server);

        FollowingPage? page = await list.NextAsync();
        Assert.Equal(3, page!.Count);
        Assert.Equal(0, page.CreditsRemaining);
        Assert.Equal(FollowingErrorKind.CreditsExhausted, list.Failure?.Kind);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);
        Assert.Equal(FollowingErrorKind.CreditsExhausted, e.Kind);
        Assert.Single(server.Requests);
        Assert.Equal(3, list.CreditsCharged);
    }

    [Fact]
    public async Task A_page_cut_to_the_balance_is_not_the_end()
    {
        ScriptedHandler server = new(Responses.Json(Wire.UnifAPI([1], "null", "false", "1", isTruncated: true)));
        ListPager list = Lists.Open("UnifAPI", server);

        await list.NextAsync();

        Assert.Equal(
            FollowingErrorKind.CreditsExhausted,
            (await Assert.ThrowsAsync<FollowingException>(list.NextAsync)).Kind);
    }

    [Fact]
    public async Task An_empty_page_cut_to_the_balance_is_not_retried()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.UnifAPI([], "\"c2\"", "true", "0", isTruncated: true, balance: "0")));
        FakeClock clock = new();
        ListPager list = Lists.Open("UnifAPI", server, clock);

        await list.NextAsync();

        Assert.Equal(FollowingErrorKind.CreditsExhausted, list.Failure?.Kind);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task Wanted_is_the_limit_if_accounts_are_charged()
    {
        UnifAPIServer server = new(100);
        ListPager list = Lists.Open("UnifAPI", server, with: query => query with { Wanted = 45 });

        int read = 0;
        while (read < 45) { read += (await list.NextAsync())!.Count; }

        Assert.Equal([20, 20, 5], server.Limits);
        Assert.Equal(45, server.Charged);
        Assert.Equal(45, list.CreditsCharged);
    }

    [Fact]
    public async Task Wanted_reduces_the_page_size()
    {
        UnifAPIServer server = new(100);
        ListPager list = Lists.Open("UnifAPI", server, with: query => query with { Wanted = 60, PageSize = 50 });

        await list.NextAsync();
        await list.NextAsync();

        Assert.Equal([50, 10], server.Limits);
    }

    [Fact]
    public async Task The_limit_is_at_least_1()
    {
        UnifAPIServer server = new(100);
        ListPager list = Lists.Open("UnifAPI", server, with: query => query with { Wanted = 3 });

        await list.NextAsync();
        await list.NextAsync();

        Assert.All(server.Limits, limit => Assert.InRange(limit, 1, 50));
    }

    [Fact]
    public async Task An_empty_list_of_UnifAPI_may_be_hidden()
    {
        ListPager list = Lists.Open(
            "UnifAPI", new ScriptedHandler(Responses.Json(Wire.UnifAPI([], "null", "false", "1"))));

        await list.ReadAllAsync();

        Assert.Contains("hidden", list.DescribeEmptyList(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreadable_records_cause_a_warning()
    {
        Logbook logbook = new();
        string body = """
            {"followings":[{"uid":"1","unique_id":"a"},{"user_info":{"uid":"2"}}],
             "has_more":false,"min_time":0,"total":2}
            """;

        FollowingPage page = Assert.Single(
            await Lists.Open("ScrapeCreators", new ScriptedHandler(Responses.Json(body)), log: logbook.Log)
                .ReadAllAsync());

        Assert.Equal("a", Assert.Single(page.Accounts).Handle);
        Assert.Contains("1 ", Assert.Single(logbook.Warnings), StringComparison.Ordinal);
    }
}
