using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
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
    public void The_next_request_waits_for_the_reset_when_none_is_left(string? remaining, string? reset, int seconds)
    {
        RateLimitTracker windows = new();

        windows.Note("a", Response(remaining, reset), s_now);

        Assert.Equal(TimeSpan.FromSeconds(seconds), windows.WaitFor("a", s_now));
        Assert.Equal(TimeSpan.Zero, windows.WaitFor("b", s_now));
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_make_a_block_longer()
    {
        RateLimitTracker windows = new();
        windows.Note("a", Response("0", "30"), s_now);

        Assert.Equal(TimeSpan.Zero, windows.WaitFor("a", s_now.AddYears(-1)));
    }

    [Fact]
    public void The_wait_is_over_at_the_reset()
    {
        RateLimitTracker windows = new();
        windows.Note("a", Response("0", "30"), s_now);

        Assert.Equal(TimeSpan.FromSeconds(10), windows.WaitFor("a", s_now.AddSeconds(20)));
        Assert.Equal(TimeSpan.Zero, windows.WaitFor("a", s_now.AddSeconds(30)));
    }

    [Fact]
    public void A_later_answer_with_requests_left_ends_the_wait_and_one_that_says_nothing_does_not()
    {
        RateLimitTracker windows = new();
        windows.Note("a", Response("0", "30"), s_now);

        windows.Note("a", Response(null, null), s_now);
        Assert.Equal(TimeSpan.FromSeconds(30), windows.WaitFor("a", s_now));

        windows.Note("a", Response("5", "30"), s_now);
        Assert.Equal(TimeSpan.Zero, windows.WaitFor("a", s_now));
    }

    [Fact]
    public async Task The_next_page_waits_and_so_does_another_list_with_the_same_key()
    {
        FakeClock clock = new();
        ScriptedHandler server = new(
            Answers.Json(Wire.UnifAPI([1], "\"c2\"", "true", "1"), 200, ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "20")),
            Answers.Json(Wire.UnifAPI([2], "null", "false", "1"), 200, ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", Unix(s_now.AddSeconds(50)))),
            Answers.Json(Wire.UnifAPI([3], "null", "false", "1")));
        FollowingClient client = Lists.Client("UnifAPI", server, clock);
        ProviderPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("someone")));

        await list.NextAsync();
        Assert.Empty(clock.Waits);
        await list.NextAsync();
        Assert.Equal([TimeSpan.FromSeconds(20)], clock.Waits);
        await client.Open(new FollowingQuery(FollowingHandle.Parse("another"))).NextAsync();

        Assert.Equal([TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30)], clock.Waits);
    }

    [Fact]
    public async Task A_reset_far_away_is_told_instead_and_costs_nothing()
    {
        FakeClock clock = new();
        ScriptedHandler server = new(Answers.Json(Wire.UnifAPI([1], "\"c2\"", "true", "1"), 200, ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "3600")));
        ProviderPager list = Lists.Open("UnifAPI", server, clock);
        await list.NextAsync();

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => list.NextAsync());

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal(s_now.AddSeconds(3600).LocalDateTime, e.RetryAt);
        Assert.Single(server.Requests);
        Assert.Empty(clock.Waits);
        Assert.Equal("c2", list.NextCursor);
    }

    // 1 + 2 + 4 + 8 seconds of back-off would be four more refusals, and then a failure, long before the time that the answer names.
    [Fact]
    public async Task A_refusal_that_names_its_reset_is_repeated_after_it()
    {
        FakeClock clock = new();
        List<DateTimeOffset> asked = [];
        Answer limited = _ =>
        {
            asked.Add(clock.GetUtcNow());
            bool isOpen = clock.GetUtcNow() >= s_now.AddSeconds(45);
            Answer answer = isOpen
                ? Answers.Json(Wire.UnifAPI([1], "null", "false", "1"))
                : Answers.Json("{}", 429, ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", Unix(s_now.AddSeconds(45))));
            return answer(default);
        };

        FollowingPage? page = null;
        try { page = await Lists.Open("UnifAPI", ScriptedHandler.Always(limited), clock).NextAsync(); }
        catch (FollowingException e) when (e.Kind is FollowingErrorKind.RateLimited) { }

        Assert.NotNull(page);
        Assert.Equal(2, asked.Count);
    }

    // ---- what one was told, the others keep to ----

    [Fact]
    public void All_requests_under_a_limit_wait_while_one_of_them_does()
    {
        RateLimitTracker windows = new();

        IDisposable hold = windows.Hold("a", s_now.AddSeconds(20));

        Assert.Equal(TimeSpan.FromSeconds(20), windows.WaitFor("a", s_now));
        Assert.Equal(TimeSpan.FromSeconds(5), windows.WaitFor("a", s_now.AddSeconds(15)));
        Assert.Equal(TimeSpan.Zero, windows.WaitFor("a", s_now.AddSeconds(20)));
        Assert.Equal(TimeSpan.Zero, windows.WaitFor("b", s_now));
        hold.Dispose();
        Assert.Equal(TimeSpan.Zero, windows.WaitFor("a", s_now));
        hold.Dispose();
    }

    [Theory]
    [InlineData(20, 30)]
    [InlineData(30, 20)]
    public void The_longest_wait_counts_and_the_other_one_comes_after_it(int first, int second)
    {
        RateLimitTracker windows = new();
        windows.Note("a", Response("0", "10"), s_now);
        IDisposable one = windows.Hold("a", s_now.AddSeconds(first));
        IDisposable other = windows.Hold("a", s_now.AddSeconds(second));

        Assert.Equal(TimeSpan.FromSeconds(30), windows.WaitFor("a", s_now));
        (first > second ? one : other).Dispose();
        Assert.Equal(TimeSpan.FromSeconds(20), windows.WaitFor("a", s_now));
        (first > second ? other : one).Dispose();
        Assert.Equal(TimeSpan.FromSeconds(10), windows.WaitFor("a", s_now));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task While_one_list_waits_for_its_retry_after_no_other_asks(int status)
    {
        FakeClock clock = new(holdFrom: TimeSpan.Zero);
        ScriptedHandler server = new(
            Answers.Json("{}", status, ("Retry-After", "20")),
            Answers.Json(Wire.UnifAPI([1], "null", "false", "1")),
            Answers.Json(Wire.UnifAPI([2], "null", "false", "1")));
        FollowingClient client = Lists.Client("UnifAPI", server, clock);

        Task<FollowingPage?> slowed = client.Open(new FollowingQuery(FollowingHandle.Parse("one"))).NextAsync();
        Task<FollowingPage?> other = client.Open(new FollowingQuery(FollowingHandle.Parse("two"))).NextAsync();

        Assert.Single(server.Requests);
        clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Single(server.Requests);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await slowed);
        Assert.NotNull(await other);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_list_that_gives_up_waiting_holds_nobody_back_any_more()
    {
        FakeClock clock = new(holdFrom: TimeSpan.Zero);
        ScriptedHandler server = new(Answers.Json("{}", 429, ("Retry-After", "20")), Answers.Json(Wire.UnifAPI([1], "null", "false", "1")));
        FollowingClient client = Lists.Client("UnifAPI", server, clock);
        using CancellationTokenSource stopping = new();
        Task<FollowingPage?> slowed = client.Open(new FollowingQuery(FollowingHandle.Parse("one"))).NextPageAsync(stopping.Token);

        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slowed);

        Assert.NotNull(await client.Open(new FollowingQuery(FollowingHandle.Parse("two"))).NextAsync());
    }

    private static HttpResponseMessage Response(string? remaining, string? reset)
    {
        HttpResponseMessage response = new();
        if (remaining is not null) { response.Headers.TryAddWithoutValidation("X-RateLimit-Remaining", remaining); }
        if (reset is not null)
        {
            string value = reset.StartsWith("in", StringComparison.Ordinal) ? Unix(s_now.AddSeconds(int.Parse(reset.AsSpan(2), CultureInfo.InvariantCulture))) : reset;
            response.Headers.TryAddWithoutValidation("X-RateLimit-Reset", value);
        }
        return response;
    }

    private static string Unix(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
