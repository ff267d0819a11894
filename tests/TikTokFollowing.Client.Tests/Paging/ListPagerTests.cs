using System.Globalization;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

/// <summary>Tests the contents of pages, errors and messages.</summary>
public class ListPagerTests
{
    private static readonly HttpSettings s_noRetry = Lists.NoTimeout with { MaximumRetryCount = 0 };

    [Fact]
    public async Task Credits_are_the_stated_charge_else_the_price()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.SociaVault([1], "1700000300", "true", creditsUsed: "3")),
            Responses.Json(Wire.SociaVault([2], "1700000200", "true")),
            Responses.Json(Wire.SociaVault([3], "0", "false", creditsUsed: "0")));
        ListPager list = Lists.Open("SociaVault", server);

        List<FollowingPage> pages = await list.ReadAllAsync();

        Assert.Equal([3L, 1, 0], pages.Select(page => page.CreditsCharged));
        Assert.Equal(4, list.CreditsCharged);
    }

    [Fact]
    public async Task Duplicates_count_in_the_charge()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.UnifAPI([1, 2, 3], "\"c2\"", "true")),
            Responses.Json(Wire.UnifAPI([3, 4], "null", "false")));
        ListPager list = Lists.Open("UnifAPI", server);

        await list.ReadAllAsync();

        Assert.Equal(5, list.CreditsCharged);
    }

    [Fact]
    public async Task The_charge_of_a_failed_page_is_counted()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2")),
            Responses.Json("""{"error":{"type":"not_found","message":"gone","billing":{"credits_charged":1}}}""", 404));
        ListPager list = Lists.Open("UnifAPI", server);

        await list.NextAsync();
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.AccountNotFound, e.Kind);
        Assert.Equal(1, e.CreditsCharged);
        Assert.Equal(3, list.CreditsCharged);
    }

    [Fact]
    public async Task The_charges_of_retried_attempts_are_counted()
    {
        ScriptedHandler server = new(
            Responses.Json("""{"error":{"type":"upstream_error","billing":{"credits_charged":1}}}""", 502),
            Responses.Json("""{"error":{"type":"upstream_error","billing":{"credits_charged":1}}}""", 502),
            Responses.Json(Wire.UnifAPI([1, 2], "null", "false", "2")));
        ListPager list = Lists.Open("UnifAPI", server);

        await list.NextAsync();

        Assert.Equal(4, list.CreditsCharged);
    }

    [Fact]
    public async Task An_error_with_status_200_is_charged()
    {
        ScriptedHandler server = new(
            Responses.Json("""{"status_code":3002060,"status_msg":"Profile user is hiding following list"}"""));
        ListPager list = Lists.Open("ScrapeCreators", server);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.FollowingHidden, e.Kind);
        Assert.Equal(1, list.CreditsCharged);
    }

    [Theory]
    [InlineData(500, FollowingErrorKind.ProviderUnavailable)]
    [InlineData(401, FollowingErrorKind.AuthenticationFailed)]
    [InlineData(402, FollowingErrorKind.CreditsExhausted)]
    [InlineData(429, FollowingErrorKind.RateLimited)]
    public async Task After_an_error_the_same_page_is_requested_again(int status, FollowingErrorKind kind)
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1], "1700000300", "true")),
            Responses.Json("{}", status),
            Responses.Json(Wire.ScrapeCreators([2], "0", "false")));
        ListPager list = Lists.Open("ScrapeCreators", server, settings: s_noRetry);

        await list.NextAsync();
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);
        Assert.Equal(kind, e.Kind);
        Assert.Equal("1700000300", list.Stopped.NextCursor);
        Assert.Equal([Wire.Handle(1)], list.Stopped.LastAccounts.Select(account => account.Handle));

        FollowingPage? page = await list.NextAsync();
        Assert.Equal(2, Assert.Single(page!.Accounts).Position);
    }

    [Fact]
    public async Task Pages_and_accounts_state_their_list_provider_and_time()
    {
        ScriptedHandler server = new(
            Responses.Json("{}", 503),
            Responses.Json(
                Wire.ScrapeCreators(
                    [1, 2], "1700000300", "true", "7", "\"credits_remaining\":41,\"extra\":{\"logid\":\"log1\"}"),
                200,
                ("X-RateLimit-Remaining", "59")));
        FakeClock clock = new();
        ListPager list = Lists.Open(
            "ScrapeCreators", server, clock, with: query => query with { Cursor = "1700000400" });

        FollowingPage? page = await list.NextAsync();

        Assert.Equal("someone", page!.Handle);
        Assert.Equal("ScrapeCreators", page.Provider);
        Assert.Equal(41, page.CreditsRemaining);
        Assert.Equal(59, page.RateLimitRemaining);
        Assert.Equal("log1", page.RequestId);
        Assert.Equal(2, page.Attempts);
        Assert.Equal(clock.Waits.Single(), page.Duration);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000300).LocalDateTime, page.FollowedAfter);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000400).LocalDateTime, page.FollowedBefore);
        Assert.All(page.Accounts, account =>
        {
            Assert.Equal("someone", account.FollowedBy);
            Assert.Equal("ScrapeCreators", account.Provider);
            Assert.Equal(
                DateTimeOffset.FromUnixTimeSeconds(
                    (FakeClock.Start + clock.Waits.Single()).ToUnixTimeSeconds()).LocalDateTime,
                account.RetrievedAt);
            Assert.Equal(DateTimeKind.Local, account.RetrievedAt.Kind);
            Assert.Null(account.Raw);
        });
        Assert.Equal([1, 2], page.Accounts.Select(account => account.Position));
    }

    [Fact]
    public async Task Raw_is_the_record_of_the_provider_if_requested()
    {
        ScriptedHandler server = new(Responses.Json(Wire.ScrapeCreators([1], "0", "false")));

        FollowingPage? page = await Lists.Open(
            "ScrapeCreators", server, with: query => query with { IncludeRaw = true }).NextAsync();

        Assert.Equal(Wire.Record(1), Assert.Single(page!.Accounts).Raw);
    }

    [Fact]
    public async Task RateLimited_states_the_time_of_the_next_retry()
    {
        ScriptedHandler server = new(Responses.Json("{}", 429, ("Retry-After", "7200")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        DateTime time = FakeClock.Start.AddHours(2).LocalDateTime;
        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal(time, e.RetryAt);
        Assert.Contains(time.ToString("G", CultureInfo.CurrentCulture), e.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Status_503_with_a_long_retry_after_is_RateLimited()
    {
        // A Retry-After beyond the longest wait is RateLimited as well.
        ScriptedHandler server = new(
            Responses.Json("""{"error":{"code":"temporarily_unavailable"}}""", 503, ("Retry-After", "3600")));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            Lists.Open("SocialFetch", server).NextAsync);

        Assert.Equal(FakeClock.Start.AddHours(1).LocalDateTime, e.RetryAt);
        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
    }

    [Fact]
    public async Task The_verbose_line_of_a_page_states_request_result_and_cost()
    {
        Logbook logbook = new();
        string body = Wire.ScrapeCreators([1, 2], "1700000300", "true");
        ScriptedHandler server = new(Responses.Json(body));

        await Lists.Open("ScrapeCreators", server, log: logbook.Log).NextAsync();

        Assert.Equal(
            $"GET api.scrapecreators.com/v1/tiktok/user/following?handle=someone: 200, {body.Length} "
            + "bytes, 0 ms, attempt 1, 2 accounts, 1 credit",
            Assert.Single(logbook.Verbose));
    }

    [Fact]
    public async Task The_verbose_line_of_an_error_states_its_kind()
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Responses.Json("{}", 402));

        await Assert.ThrowsAsync<FollowingException>(Lists.Open("ScrapeCreators", server, log: logbook.Log).NextAsync);

        Assert.EndsWith(
            ": 402, 2 bytes, 0 ms, attempt 1, CreditsExhausted, 0 credits",
            Assert.Single(logbook.Verbose),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_list_can_continue()
    {
        ScriptedHandler server = new(Responses.Json(Wire.ScrapeCreators([1], "0", "false")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => list.NextPageAsync(new CancellationToken(canceled: true)));

        Assert.Equal(1, (await list.NextAsync())!.Count);
    }

    [Fact]
    public async Task A_field_name_with_half_a_surrogate_pair_is_UnexpectedResponse()
    {
        ScriptedHandler server = ScriptedHandler.Always(
            Responses.Json("""{"\ud800":1,"followings":[],"has_more":false}"""));
        ListPager list = Lists.Open("ScrapeCreators", server);

        try
        {
            await list.NextAsync();
        }
        catch (FollowingException e)
        {
            Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
            Assert.Equal(1, list.CreditsCharged);
        }
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(
        "plain",
        """{"followings":[{"uid":"1","unique_id":"a","signature":"my KEY"}],"min_time":0,"has_more":false}""")]
    [InlineData(
        "with an escaped solidus",
        """{"followings":[{"uid":"1","unique_id":"a","signature":"my SOLIDUS"}],"min_time":0,"has_more":false}""")]
    [InlineData(
        "with an escaped sign",
        """{"followings":[{"uid":"1","unique_id":"a","signature":"my LETTER"}],"min_time":0,"has_more":false}""")]
    public async Task A_key_echoed_in_a_record_is_redacted(string how, string body)
    {
        const string Key = "sk/live+0123456789abcdef";
        body = body.Replace("KEY", Key, StringComparison.Ordinal)
            .Replace("SOLIDUS", "sk\\/live+0123456789abcdef", StringComparison.Ordinal)
            .Replace("LETTER", "sk/live\\u002b0123456789abcdef", StringComparison.Ordinal);
        ListPager list = Lists.Open(
            "ScrapeCreators",
            new ScriptedHandler(Responses.Json(body)),
            key: Key,
            with: query => query with { IncludeRaw = true });

        FollowedAccount account = Assert.Single((await list.NextAsync())!.Accounts);

        Assert.False(account.Bio!.Contains(Key, StringComparison.Ordinal), how);
        Assert.False(
            System.Text.RegularExpressions.Regex.Unescape(
                account.Raw!.Replace("\\/", "/", StringComparison.Ordinal)).Contains(Key, StringComparison.Ordinal),
            how);
    }

    [Theory]
    [InlineData("sk/live+0123456789abcdef")]
    [InlineData("sk\\/live+0123456789abcdef")]
    [InlineData("sk%2Flive%2B0123456789abcdef")]
    public async Task A_key_echoed_in_an_error_is_redacted(string echo)
    {
        const string Key = "sk/live+0123456789abcdef";
        Logbook logbook = new();
        ScriptedHandler server = new(Responses.Json($$"""{"error":"no such key: {{echo}}"}""", 401));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            Lists.Open("SociaVault", server, log: logbook.Log, key: Key).NextAsync);

        Assert.DoesNotContain("live", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("live", logbook.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_sent_in_a_header_only()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.SociaVault([1], "1700000300", "true")),
            Responses.Json(Wire.SociaVault([2], "0", "false")));

        await Lists.Open("SociaVault", server).ReadAllAsync();

        Assert.All(server.Requests, request =>
        {
            Assert.Equal(Lists.Key, request.Headers["X-API-Key"]);
            Assert.DoesNotContain(Lists.Key, request.Address.AbsoluteUri, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_truncated_response_is_retried_and_discarded()
    {
        string body = Wire.ScrapeCreators([1, 2], "0", "false");
        ScriptedHandler server = new(Responses.BreaksOff(body, body.Length / 2), Responses.Json(body));

        FollowingPage page = Assert.Single(await Lists.Open("ScrapeCreators", server).ReadAllAsync());

        Assert.Equal(2, page.Count);
        Assert.Equal(2, page.Attempts);
    }
}
