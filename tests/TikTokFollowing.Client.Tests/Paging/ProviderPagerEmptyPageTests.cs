using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

/// <summary>Tests pages without accounts, with which TikTok throttles its clients.</summary>
public class ProviderPagerEmptyPageTests
{
    private static readonly HttpSettings s_noRetry = Lists.NoTimeout with { MaximumRetryCount = 0 };

    [Fact]
    public async Task An_empty_page_in_mid_list_is_retried_with_back_off()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1], "1700000300", "true")),
            Responses.Json(Wire.ScrapeCreators([], "1700000200", "true")),
            Responses.Json(Wire.ScrapeCreators([], "1700000200", "true")),
            Responses.Json(Wire.ScrapeCreators([], "1700000200", "true")),
            Responses.Json(Wire.ScrapeCreators([], "1700000200", "true")),
            Responses.Json(Wire.ScrapeCreators([2], "0", "false")));
        FakeClock clock = new();
        ListPager list = Lists.Open("ScrapeCreators", server, clock);

        List<FollowingPage> pages = await list.ReadAllAsync();

        Assert.Equal([1, 1], pages.Select(page => page.Count));
        Assert.All(
            server.Requests.Skip(1),
            request => Assert.Equal("?handle=someone&min_time=1700000300", request.Query));
        AssertBackOff(clock.Waits);
        Assert.Equal(5, pages[1].Attempts);
        Assert.Equal(5, pages[1].CreditsCharged);
        Assert.Equal(clock.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait), pages[1].Duration);
        Assert.Null(list.Failure);
    }

    [Fact]
    public async Task Empty_pages_in_mid_list_are_a_rate_limit_that_resumes_at_the_same_cursor()
    {
        ScriptedHandler server = ScriptedHandler.Always(Responses.Json(Wire.ScrapeCreators([], "1700000200", "true")));
        FakeClock clock = new();
        ListPager list = Lists.Open(
            "ScrapeCreators", server, clock, with: query => query with { Cursor = "1700000300" });

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal("1700000300", list.Stopped.NextCursor);
        Assert.Equal(5, list.CreditsCharged);
        Assert.Equal(5, server.Requests.Count);
        AssertBackOff(clock.Waits);
    }

    [Fact]
    public async Task Empty_first_pages_are_a_rate_limit_that_resumes_at_the_start()
    {
        ScriptedHandler server = ScriptedHandler.Always(
            Responses.Json(Wire.ScrapeCreators([], "1700000200", "true", "40")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.ReadAllAsync);

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal(5, server.Requests.Count);
        Assert.Null(list.Stopped.NextCursor);
    }

    [Fact]
    public async Task An_empty_first_page_with_has_more_is_not_the_end()
    {
        ScriptedHandler server = new(Responses.Json(Wire.ScrapeCreators([], "1700000200", "true", "40")));
        ListPager list = Lists.Open("ScrapeCreators", server, settings: s_noRetry);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Null(list.Stopped.NextCursor);
    }

    [Fact]
    public async Task An_empty_first_page_with_has_more_is_retried()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([], "1700000200", "true", "1")),
            Responses.Json(Wire.ScrapeCreators([1], "0", "false", "1")));

        FollowingPage page = Assert.Single(await Lists.Open("ScrapeCreators", server).ReadAllAsync());

        Assert.Equal(1, page.Count);
        Assert.Equal(["?handle=someone", "?handle=someone"], server.Requests.Select(request => request.Query));
    }

    [Fact]
    public async Task Without_retries_the_first_empty_page_is_a_rate_limit()
    {
        ScriptedHandler server = new(Responses.Json(Wire.ScrapeCreators([], "1700000200", "true")));
        ListPager list = Lists.Open(
            "ScrapeCreators", server, settings: s_noRetry, with: query => query with { Cursor = "1700000300" });

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_empty_page_after_the_total_is_the_end()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "2")),
            Responses.Json(Wire.ScrapeCreators([], "1700000200", "true", "2")));
        FakeClock clock = new();
        ListPager list = Lists.Open("ScrapeCreators", server, clock);

        List<FollowingPage> pages = await list.ReadAllAsync();

        Assert.Equal([2, 0], pages.Select(page => page.Count));
        Assert.False(pages[1].HasMore);
        Assert.Null(list.Failure);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task An_empty_page_without_has_more_is_the_end()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")),
            Responses.Json(Wire.ScrapeCreators([], "1700000300", "false", "9")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        Assert.Equal(2, (await list.ReadAllAsync()).Count);
        Assert.Null(list.Failure);
    }

    private static void AssertBackOff(IReadOnlyList<TimeSpan> waits)
    {
        double[] seconds = [.. waits.Select(wait => wait.TotalSeconds)];
        Assert.Equal(4, seconds.Length);
        Assert.All(seconds, wait => Assert.InRange(wait, 0, 12));
        Assert.InRange(seconds.Sum(), 5.6, 11.5);
        Assert.True(seconds[2] + seconds[3] > seconds[0] + seconds[1]);
    }
}
