using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public sealed class ProviderHttpClientLogTests : ProviderHttpClientTestBase
{
    [Fact]
    public async Task The_summary_has_the_method_host_path_status_bytes_time_and_attempt()
    {
        FakeClock clock = new();
        ScriptedHandler server = new(Responses.Json("{}", 500), cancellationToken =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(123));
            return Responses.Json(Good)(cancellationToken);
        });

        using ProviderResponse response = await Send(server, clock, log: new Logbook().Log);

        Assert.Equal("GET api.example.com/list?handle=someone: 200, 11 bytes, 123 ms, attempt 2", response.Summary);
    }

    [Fact]
    public async Task The_summary_is_empty_without_verbose_output()
    {
        using ProviderResponse response = await Send(new ScriptedHandler(Responses.Json(Good)), new FakeClock());

        Assert.Equal("", response.Summary);
    }

    [Fact]
    public async Task A_retry_is_logged_with_its_delay()
    {
        Logbook logbook = new();

        ScriptedHandler server = new(Responses.Json("{}", 429, ("Retry-After", "7")), Responses.Json(Good));
        using ProviderResponse response = await Send(server, new FakeClock(), log: logbook.Log);

        Assert.Equal(
            "GET api.example.com/list?handle=someone: 429, 2 bytes, 0 ms, attempt 1; retrying in 7.0 s",
            Assert.Single(logbook.Verbose));
    }

    // ProviderPager logs the requests with a response, because it knows the credits.
    [Theory]
    [InlineData("no connection")]
    [InlineData("header cut")]
    [InlineData("body cut")]
    [InlineData("JSON cut")]
    [InlineData("JSON incomplete")]
    [InlineData("HTML")]
    [InlineData("redirect")]
    [InlineData("too large")]
    [InlineData("time-out")]
    public async Task Every_request_without_a_response_has_a_verbose_line(string fault)
    {
        FakeClock clock = new(holdFrom: s_timeout);
        Logbook logbook = new();
        Responder responder = fault switch
        {
            "no connection" => Responses.Throws(new HttpRequestException("refused")),
            "header cut" => Responses.Throws(new IOException("cut")),
            "body cut" => Responses.BreaksOff(Good, 3),
            "JSON cut" => Responses.WithoutLength("{"),
            "JSON incomplete" => Responses.Json("{"),
            "HTML" => Responses.Html(200),
            "redirect" => Responses.Json("{}", 302),
            "too large" => Responses.Stream(() => new EndlessStream(), BodyBuffer.MaximumLength + 1L),
            _ => Responses.Hangs(clock, s_timeout),
        };

        HttpSettings settings = new() { Timeout = s_timeout, MaximumRetryCount = 0 };
        await Fails(new ScriptedHandler(responder), clock, settings, logbook.Log);

        string line = Assert.Single(logbook.Verbose);
        Assert.StartsWith("GET api.example.com/list?handle=someone: ", line, StringComparison.Ordinal);
        Assert.Contains("attempt 1", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_shows_only_headers_about_limits()
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Responses.Json(
            Good,
            200,
            ("X-RateLimit-Remaining", "59"),
            ("X-Request-Id", "req_1"),
            ("X-Credits-Remaining", "123"),
            ("x-credit-balance", "for " + Lists.Key),
            ("Set-Cookie", "session=hidden"),
            ("X-Account", "hidden"),
            ("WWW-Authenticate", "hidden")));

        using ProviderResponse response = await Send(server, new FakeClock(), log: logbook.Log);

        string line = Assert.Single(logbook.Debug);
        Assert.Contains("x-ratelimit-remaining: 59", line, StringComparison.Ordinal);
        Assert.Contains("x-request-id: req_1", line, StringComparison.Ordinal);
        Assert.Contains("x-credits-remaining: 123", line, StringComparison.Ordinal);
        Assert.Contains("x-credit-balance: for <redacted>", line, StringComparison.Ordinal);
        Assert.Contains("content-type: application/json", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", line, StringComparison.Ordinal);
        Assert.Equal(59, response.RateLimitRemaining);
    }

    [Theory]
    [InlineData("")]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("1,000")]
    public async Task A_rate_limit_that_is_not_a_number_is_unknown(string text)
    {
        ScriptedHandler server = new(Responses.Json(Good, 200, ("X-RateLimit-Remaining", text)));
        using ProviderResponse response = await Send(server, new FakeClock());

        Assert.Null(response.RateLimitRemaining);
    }

    [Fact]
    public async Task A_key_echoed_in_a_header_or_a_body_is_redacted()
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Responses.Json(
            $$"""{"you":"{{Lists.Key}} and {{Lists.Key}}"}""",
            200,
            ("X-Request-Id", "for " + Lists.Key),
            ("Server", Lists.Key)));

        using ProviderResponse response = await Send(server, new FakeClock(), log: logbook.Log);

        Assert.DoesNotContain(Lists.Key, response.Body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(Lists.Key, response.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain(Lists.Key, logbook.All, StringComparison.Ordinal);
        Assert.Contains("x-request-id: for <redacted>", logbook.All, StringComparison.Ordinal);
    }

    // HttpClient quotes status lines and headers that it cannot read.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_in_the_message_of_a_failed_connection_is_redacted(bool isInner)
    {
        Logbook logbook = new();
        string message = $"Received an invalid header line: '{Lists.Key}\u001b[2J'.";
        HttpRequestException failure =
            isInner ? new("An error occurred", new HttpRequestException(message)) : new(message);

        ScriptedHandler server = ScriptedHandler.Always(Responses.Throws(failure));
        FollowingException e = await Fails(server, new FakeClock(), log: logbook.Log);

        Assert.DoesNotContain(Lists.Key, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', e.Message);
        Assert.DoesNotContain(Lists.Key, logbook.All, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', logbook.All);
    }

    [Fact]
    public async Task A_key_in_the_message_of_a_failed_connection_is_not_in_an_inner_exception_either()
    {
        IOException cause = new($"Received an invalid header line: '{Lists.Key}'.");
        HttpRequestException failure = new("An error occurred", cause);

        FollowingException e = await Fails(ScriptedHandler.Always(Responses.Throws(failure)), new FakeClock());

        Assert.DoesNotContain(Lists.Key, e.ToString(), StringComparison.Ordinal);
    }
}
