using System.Globalization;
using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public class RateLimitTrackerTests
{
    private static readonly DateTimeOffset s_now = FakeClock.Start;

    [Theory]
    [InlineData("0", "30", 30)]
    [InlineData("0", "1", 1)]
    [InlineData("0", "in30", 30)] // as Unix time
    [InlineData("0", "in-5", 0)]
    [InlineData("1", "30", 0)]
    [InlineData("0", null, 0)]
    [InlineData(null, "30", 0)]
    [InlineData("0", "0", 0)]
    [InlineData("0", "-30", 0)]
    [InlineData("-1", "30", 0)]
    [InlineData("none", "30", 0)]
    [InlineData("0", "soon", 0)]
    [InlineData("0", "99999999999999999999", 0)]
    [InlineData("0", "9223372036854775807", 0)]
    [InlineData("0", "29.5", 30)]
    [InlineData("0", "1768478430000", 30)] // in milliseconds
    // No header blocks a key for longer than an hour.
    [InlineData("0", "7200", 3600)]
    [InlineData("0", "99999999", 3600)]
    [InlineData("0", "4102444800", 3600)]
    [InlineData("0", "9999999999999", 3600)]
    public void The_next_request_waits_for_the_reset_when_none_remains(string? remaining, string? reset, int seconds)
    {
        RateLimitTracker tracker = new();

        tracker.Record("a", Response(remaining, reset), s_now);

        Assert.Equal(TimeSpan.FromSeconds(seconds), tracker.GetWait("a", s_now));
        Assert.Equal(TimeSpan.Zero, tracker.GetWait("b", s_now));
    }

    [Fact]
    public void Setting_the_clock_back_does_not_extend_a_block()
    {
        RateLimitTracker tracker = new();
        tracker.Record("a", Response("0", "30"), s_now);

        Assert.Equal(TimeSpan.Zero, tracker.GetWait("a", s_now.AddYears(-1)));
    }

    [Fact]
    public void The_wait_is_over_at_the_reset()
    {
        RateLimitTracker tracker = new();
        tracker.Record("a", Response("0", "30"), s_now);

        Assert.Equal(TimeSpan.FromSeconds(10), tracker.GetWait("a", s_now.AddSeconds(20)));
        Assert.Equal(TimeSpan.Zero, tracker.GetWait("a", s_now.AddSeconds(30)));
    }

    [Fact]
    public void A_later_response_with_remaining_requests_ends_the_wait_and_one_without_the_header_does_not()
    {
        RateLimitTracker tracker = new();
        tracker.Record("a", Response("0", "30"), s_now);

        tracker.Record("a", Response(null, null), s_now);
        Assert.Equal(TimeSpan.FromSeconds(30), tracker.GetWait("a", s_now));

        tracker.Record("a", Response("5", "30"), s_now);
        Assert.Equal(TimeSpan.Zero, tracker.GetWait("a", s_now));
    }

    [Fact]
    public async Task The_next_page_waits_and_so_does_another_list_with_the_same_key()
    {
        FakeClock clock = new();
        ScriptedHandler server = new(
            WithReset(Wire.UnifAPI([1], "\"c2\"", "true", "1"), "20"),
            WithReset(Wire.UnifAPI([2], "null", "false", "1"), Unix(s_now.AddSeconds(50))),
            Responses.Json(Wire.UnifAPI([3], "null", "false", "1")));
        FollowingClient client = Lists.Client("UnifAPI", server, clock);
        ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("someone")));

        await list.NextAsync();
        Assert.Empty(clock.Waits);
        await list.NextAsync();
        Assert.Equal([TimeSpan.FromSeconds(20)], clock.Waits);
        await client.Open(new FollowingQuery(FollowingHandle.Parse("another"))).NextAsync();

        Assert.Equal([TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30)], clock.Waits);
    }

    [Fact]
    public async Task A_distant_reset_is_an_error_and_costs_nothing()
    {
        FakeClock clock = new();
        ScriptedHandler server = new(WithReset(Wire.UnifAPI([1], "\"c2\"", "true", "1"), "3600"));
        ListPager list = Lists.Open("UnifAPI", server, clock);
        await list.NextAsync();

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => list.NextAsync());

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal(s_now.AddSeconds(3600).LocalDateTime, e.RetryAt);
        Assert.Single(server.Requests);
        Assert.Empty(clock.Waits);
        Assert.Equal("c2", list.Stopped.NextCursor);
    }

    // The back-off of 1 + 2 + 4 + 8 seconds would end in a failure, long before the reset in the response.
    [Fact]
    public async Task A_rate_limit_with_a_reset_is_retried_after_the_reset()
    {
        FakeClock clock = new();
        List<DateTimeOffset> sent = [];
        Responder limited = _ =>
        {
            sent.Add(clock.GetUtcNow());
            bool isOpen = clock.GetUtcNow() >= s_now.AddSeconds(45);
            Responder responder = isOpen
                ? Responses.Json(Wire.UnifAPI([1], "null", "false", "1"))
                : WithReset("{}", Unix(s_now.AddSeconds(45)), 429);
            return responder(default);
        };

        FollowingPage? page = null;
        try { page = await Lists.Open("UnifAPI", ScriptedHandler.Always(limited), clock).NextAsync(); }
        catch (FollowingException e) when (e.Kind is FollowingErrorKind.RateLimited) { }

        Assert.NotNull(page);
        Assert.Equal(2, sent.Count);
    }

    // ---- Hold ----

    [Fact]
    public void All_requests_under_a_limit_wait_while_one_of_them_is_throttled()
    {
        RateLimitTracker tracker = new();

        IDisposable hold = tracker.Hold("a", s_now.AddSeconds(20));

        Assert.Equal(TimeSpan.FromSeconds(20), tracker.GetWait("a", s_now));
        Assert.Equal(TimeSpan.FromSeconds(5), tracker.GetWait("a", s_now.AddSeconds(15)));
        Assert.Equal(TimeSpan.Zero, tracker.GetWait("a", s_now.AddSeconds(20)));
        Assert.Equal(TimeSpan.Zero, tracker.GetWait("b", s_now));
        hold.Dispose();
        Assert.Equal(TimeSpan.Zero, tracker.GetWait("a", s_now));
        hold.Dispose();
    }

    [Theory]
    [InlineData(20, 30)]
    [InlineData(30, 20)]
    public void The_longest_of_several_waits_counts(int first, int second)
    {
        RateLimitTracker tracker = new();
        tracker.Record("a", Response("0", "10"), s_now);
        IDisposable one = tracker.Hold("a", s_now.AddSeconds(first));
        IDisposable other = tracker.Hold("a", s_now.AddSeconds(second));

        Assert.Equal(TimeSpan.FromSeconds(30), tracker.GetWait("a", s_now));
        (first > second ? one : other).Dispose();
        Assert.Equal(TimeSpan.FromSeconds(20), tracker.GetWait("a", s_now));
        (first > second ? other : one).Dispose();
        Assert.Equal(TimeSpan.FromSeconds(10), tracker.GetWait("a", s_now));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task While_one_list_waits_for_its_retry_after_no_other_sends(int status)
    {
        FakeClock clock = new(holdFrom: TimeSpan.Zero);
        ScriptedHandler server = new(
            Responses.Json("{}", status, ("Retry-After", "20")),
            Responses.Json(Wire.UnifAPI([1], "null", "false", "1")),
            Responses.Json(Wire.UnifAPI([2], "null", "false", "1")));
        FollowingClient client = Lists.Client("UnifAPI", server, clock);

        Task<FollowingPage?> throttled = client.Open(new FollowingQuery(FollowingHandle.Parse("one"))).NextAsync();
        Task<FollowingPage?> other = client.Open(new FollowingQuery(FollowingHandle.Parse("two"))).NextAsync();

        Assert.Single(server.Requests);
        clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Single(server.Requests);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await throttled);
        Assert.NotNull(await other);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_cancelled_wait_no_longer_delays_other_requests()
    {
        FakeClock clock = new(holdFrom: TimeSpan.Zero);
        ScriptedHandler server = new(
            Responses.Json("{}", 429, ("Retry-After", "20")), Responses.Json(Wire.UnifAPI([1], "null", "false", "1")));
        FollowingClient client = Lists.Client("UnifAPI", server, clock);
        using CancellationTokenSource stopping = new();
        ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("one")));
        Task<FollowingPage?> throttled = list.NextPageAsync(stopping.Token);

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => throttled);

        Assert.NotNull(await client.Open(new FollowingQuery(FollowingHandle.Parse("two"))).NextAsync());
    }

    private static Responder WithReset(string json, string reset, int status = 200) =>
        Responses.Json(json, status, ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", reset));

    private static HttpResponseMessage Response(string? remaining, string? reset)
    {
        HttpResponseMessage response = new();
        if (remaining is not null)
        {
            response.Headers.TryAddWithoutValidation("X-RateLimit-Remaining", remaining);
        }
        if (reset is not null)
        {
            string value = reset.StartsWith("in", StringComparison.Ordinal)
                ? Unix(s_now.AddSeconds(int.Parse(reset.AsSpan(2), CultureInfo.InvariantCulture)))
                : reset;
            response.Headers.TryAddWithoutValidation("X-RateLimit-Reset", value);
        }
        return response;
    }

    private static string Unix(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
