using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public sealed class ProviderHttpClientDelayTests : ProviderHttpClientTestBase
{
    [Theory]
    [InlineData("7", 7)]
    [InlineData("6.2", 7)]
    [InlineData("60", 60)]
    [InlineData("Thu, 15 Jan 2026 12:00:20 GMT", 20)]
    [InlineData("1768478420", 20)]
    // Never less than the back-off.
    [InlineData("0", 1)]
    [InlineData("0.4", 1)]
    [InlineData("Thu, 15 Jan 2026 11:00:00 GMT", 1)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 1)]
    public async Task A_retry_after_sets_the_delay(string text, int seconds)
    {
        ScriptedHandler server = new(Responses.Json("{}", 429, ("Retry-After", text)), Responses.Json(Good));
        FakeClock clock = new();

        using ProviderResponse response = await Send(server, clock);

        Assert.Equal(HttpStatusCode.OK, response.Status);
        Assert.Equal(seconds, clock.Waits.Sum(wait => wait.TotalSeconds));
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("1e1")]
    [InlineData("99999999999999999999")]
    [InlineData("7, 8")]
    public async Task An_invalid_retry_after_keeps_the_back_off(string text)
    {
        ScriptedHandler server = ScriptedHandler.Always(Responses.Json("{}", 429, ("Retry-After", text)));
        FakeClock clock = new();

        using ProviderResponse response = await Send(server, clock);

        Assert.Null(response.RetryAt);
        AssertBackOff(clock.Waits, 1);
    }

    [Theory]
    [InlineData(429, "61", 61)]
    [InlineData(503, "3600", 3600)]
    [InlineData(500, "2147483", 2147483)]
    [InlineData(429, "Thu, 15 Jan 2026 13:00:00 GMT", 3600)]
    public async Task A_retry_after_longer_than_a_minute_is_reported_without_a_delay(
        int status, string text, long seconds)
    {
        ScriptedHandler server = new(Responses.Json("{}", status, ("Retry-After", text)));
        FakeClock clock = new();

        using ProviderResponse response = await Send(server, clock);

        Assert.Equal(status, (int)response.Status);
        Assert.Equal(FakeClock.Start.AddSeconds(seconds), response.RetryAt);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task A_retry_after_in_the_past_does_not_send_five_requests_at_once()
    {
        FakeClock clock = new();
        ScriptedHandler server = ScriptedHandler.Always(
            Responses.Json(
                "{}",
                429,
                ("Retry-After", "Thu, 15 Jan 2026 11:00:00 GMT"),
                ("Date", "Thu, 15 Jan 2026 11:00:30 GMT")));

        using ProviderResponse response = await Send(server, clock);

        Assert.Equal([1, 2, 4, 8], clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Theory]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("315360000")]
    [InlineData("4102444800")]
    [InlineData("9999999999999")]
    public async Task An_implausible_retry_after_blocks_for_an_hour_at_most(string text)
    {
        FakeClock clock = new();
        ScriptedHandler server = new(Responses.Json("{}", 429, ("Retry-After", text)), Responses.Json(Good));
        RateLimitTracker rates = new();

        using (ProviderResponse response = await Send(New()))
        {
            Assert.Equal(FakeClock.Start.AddHours(1), response.RetryAt);
        }
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => Send(New()));
        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        clock.Advance(TimeSpan.FromHours(1));
        using ProviderResponse later = await Send(New());

        Assert.Equal(HttpStatusCode.OK, later.Status);

        ProviderHttpClient New() => new(SharedHttpClient.Create(server), Lists.NoTimeout, clock, ClientLog.None, rates);
    }

    // 3600 s, doubled 40 times, exceeds the limit of any timer.
    [Fact]
    public async Task The_back_off_does_not_overflow()
    {
        FakeClock clock = new();
        HttpSettings settings =
            new() { Timeout = null, MaximumRetryCount = 60, RetryInterval = TimeSpan.FromHours(1) };

        using ProviderResponse response = await Send(
            ScriptedHandler.Always(Responses.Json("{}", 500)), clock, settings);
        using ProviderResponse limited = await Send(
            ScriptedHandler.Always(Responses.Json("{}", 500, ("Retry-After", "1"))), clock, settings);

        Assert.Equal(61, response.Attempts);
        Assert.Equal(61, limited.Attempts);
        Assert.Equal(120, clock.Waits.Count);
        Assert.All(clock.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task The_first_delay_can_be_set()
    {
        FakeClock clock = new();

        HttpSettings settings = Lists.NoTimeout with { RetryInterval = TimeSpan.FromSeconds(5) };
        using ProviderResponse response =
            await Send(ScriptedHandler.Always(Responses.Json("{}", 500)), clock, settings);

        AssertBackOff(clock.Waits, 5);
    }

    [Fact]
    public async Task Without_retries_the_first_failure_is_the_last()
    {
        FakeClock clock = new();

        using (ProviderResponse response = await Send(new ScriptedHandler(Responses.Json("{}", 503)), clock, s_noRetry))
        {
            Assert.Equal(1, response.Attempts);
        }
        ScriptedHandler unreachable = new(Responses.Throws(new HttpRequestException("x")));
        Assert.Equal(FollowingErrorKind.ProviderUnavailable, (await Fails(unreachable, clock, s_noRetry)).Kind);
        ScriptedHandler cutting = new(Responses.BreaksOff(Good, 3));
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, (await Fails(cutting, clock, s_noRetry)).Kind);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task Every_attempt_has_its_own_request()
    {
        List<HttpRequestMessage> made = [];
        ScriptedHandler server = new(Responses.Json("{}", 500), Responses.Json("{}", 500), Responses.Json(Good));
        ProviderHttpClient http = NewHttp(server);

        using ProviderResponse response = await Send(http, new AttemptObserver(Create));

        Assert.Equal(3, made.Distinct().Count());

        HttpRequestMessage Create()
        {
            made.Add(Request());
            return made[^1];
        }
    }

    // More requests would extend the limit. A 503 with a retry time is a rate limit as well, and not an outage.
    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_provider_with_a_distant_retry_time_is_not_contacted_before_it(int status)
    {
        FakeClock clock = new();
        ScriptedHandler server = new(Responses.Json("{}", status, ("Retry-After", "3500")), Responses.Json(Good));
        ProviderHttpClient http = NewHttp(server, clock);
        Task<ProviderResponse> SendNext() => Send(http);

        (await SendNext()).Dispose();
        for (int i = 0; i < 6; i++)
        {
            FollowingException e = await Assert.ThrowsAsync<FollowingException>(SendNext);
            Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
            Assert.NotNull(e.RetryAt);
        }
        Assert.Single(server.Requests);

        clock.Advance(TimeSpan.FromSeconds(3501));
        using ProviderResponse response = await SendNext();
        Assert.Equal(HttpStatusCode.OK, response.Status);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Error_pages_of_a_firewall_do_not_block_the_other_lists(int status)
    {
        ScriptedHandler server = ScriptedHandler.Always(Responses.Html(status));
        ProviderHttpClient http = NewHttp(server);

        for (int i = 0; i < 2 * CircuitBreaker.FailureThreshold; i++)
        {
            using ProviderResponse response = await Send(http);
            Assert.Equal(status, (int)response.Status);
            Assert.Equal(1, response.Attempts);
        }
    }

    [Fact]
    public async Task An_error_page_of_a_firewall_does_not_reset_the_failures()
    {
        int sent = 0;
        ScriptedHandler server = ScriptedHandler.Always(
            token => (++sent % 2 == 0 ? Responses.Html(403) : Responses.Html(502))(token));
        ProviderHttpClient http = NewHttp(server, settings: s_noRetry);

        FollowingException? blocked = null;
        for (int i = 0; i < 2 * CircuitBreaker.FailureThreshold && blocked is null; i++)
        {
            try
            {
                (await Send(http)).Dispose();
            }
            catch (FollowingException e) { blocked = e; }
        }

        Assert.Equal(FollowingErrorKind.ProviderUnavailable, blocked?.Kind);
        Assert.Equal((2 * CircuitBreaker.FailureThreshold) - 1, sent);
    }
}
