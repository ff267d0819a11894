using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public class ProviderHttpClientTests
{
    private const string Good = """{"ok":true}""";
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(100);
    private static readonly HttpSettings s_noRetry = Lists.Patient with { MaximumRetryCount = 0 };

    public static TheoryData<int> TransientStatuses =>
        [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529, 530];

    public static TheoryData<int> FinalStatuses =>
    [
        200, 201, 203, 400, 401, 402, 403, 404, 405, 409, 410, 413, 422, 424, 426, 428, 451, 501,
        505, 506, 510, 511, 519, 525, 526, 528, 531,
    ];

    // ---- Transient failures ----

    [Theory]
    [MemberData(nameof(TransientStatuses))]
    public async Task A_transient_status_is_retried_until_it_ends(int status)
    {
        ScriptedHandler server = new(Answers.Json("{}", status), Answers.Json("{}", status), Answers.Json(Good));
        FakeClock clock = new();

        using ProviderResponse response = await Send(server, clock);

        Assert.Equal(HttpStatusCode.OK, response.Status);
        Assert.Equal(3, response.Attempts);
        Assert.Equal(2, clock.Waits.Count);
    }

    [Theory]
    [MemberData(nameof(TransientStatuses))]
    public async Task A_lasting_transient_status_is_returned_after_five_attempts_with_growing_delays(int status)
    {
        ScriptedHandler server = ScriptedHandler.Always(Answers.Json("""{"error":"again"}""", status));
        FakeClock clock = new();

        using ProviderResponse response = await Send(server, clock);

        Assert.Equal(status, (int)response.Status);
        Assert.Equal("again", response.Body.Field("error").Text());
        Assert.Equal(5, response.Attempts);
        Assert.Equal(5, server.Requests.Count);
        AssertBackOff(clock.Waits, 1);
    }

    [Theory]
    [MemberData(nameof(FinalStatuses))]
    public async Task Any_other_status_is_final(int status)
    {
        ScriptedHandler server = new(Answers.Json("{}", status));
        FakeClock clock = new();

        using ProviderResponse response = await Send(server, clock);

        Assert.Equal(status, (int)response.Status);
        Assert.Equal(1, response.Attempts);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task A_failed_connection_is_retried()
    {
        ScriptedHandler server = new(
            Answers.Throws(new HttpRequestException("no route")),
            Answers.Throws(new IOException("header was cut")),
            Answers.Json(Good));
        FakeClock clock = new();

        using ProviderResponse response = await Send(server, clock);

        Assert.Equal(3, response.Attempts);
        Assert.Equal(2, clock.Waits.Count);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_unavailable_and_the_message_has_the_reason()
    {
        HttpRequestException failure = new("outer", new IOException("Connection refused"));
        ScriptedHandler server = ScriptedHandler.Always(Answers.Throws(failure));
        FakeClock clock = new();

        FollowingException e = await Fails(server, clock);

        Assert.Equal(FollowingErrorKind.ProviderUnavailable, e.Kind);
        Assert.Equal("SociaVault", e.Provider);
        Assert.Contains("Connection refused", e.Message, StringComparison.Ordinal);
        Assert.Contains("5 times", e.Message, StringComparison.Ordinal);
        Assert.Equal(5, server.Requests.Count);
        AssertBackOff(clock.Waits, 1);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_not_retried()
    {
        AuthenticationException cause = new("The remote certificate is invalid");
        HttpRequestException failure = new("The SSL connection could not be established", cause);
        ScriptedHandler server = new(Answers.Throws(failure));
        FakeClock clock = new();

        FollowingException e = await Fails(server, clock);

        Assert.Equal(FollowingErrorKind.ProviderUnavailable, e.Kind);
        Assert.Contains("certificate", e.Message, StringComparison.Ordinal);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task A_body_that_is_cut_off_is_retried()
    {
        ScriptedHandler server =
            new(Answers.BreaksOff(Good, 0), Answers.BreaksOff(Good, 4, Good.Length), Answers.Json(Good));

        using ProviderResponse response = await Send(server, new FakeClock());

        Assert.Equal(3, response.Attempts);
    }

    [Fact]
    public async Task A_body_that_is_always_cut_off_is_an_unexpected_response()
    {
        ScriptedHandler server = ScriptedHandler.Always(Answers.BreaksOff(Good, 4, Good.Length));
        FakeClock clock = new();

        FollowingException e = await Fails(server, clock);

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Equal(5, server.Requests.Count);
        AssertBackOff(clock.Waits, 1);
    }

    [Fact]
    public async Task JSON_that_ends_early_without_an_announced_length_was_cut_and_is_retried()
    {
        ScriptedHandler server = new(Answers.WithoutLength("""{"ok":tr"""), Answers.Json(Good));

        using ProviderResponse response = await Send(server, new FakeClock());

        Assert.Equal(2, response.Attempts);
    }

    [Fact]
    public async Task JSON_that_ends_early_as_announced_is_what_the_provider_sent_and_is_not_retried()
    {
        ScriptedHandler server = new(Answers.Json("""{"ok":tr"""));

        FollowingException e = await Fails(server, new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
    }

    [Fact]
    public async Task An_empty_body_as_announced_is_not_retried()
    {
        FollowingException e = await Fails(new ScriptedHandler(Answers.Bytes([])), new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
    }

    [Fact]
    public async Task An_empty_body_without_an_announced_length_is_retried()
    {
        ScriptedHandler server = new(Answers.WithoutLength(""), Answers.Json(Good));
        using ProviderResponse response = await Send(server, new FakeClock());

        Assert.Equal(2, response.Attempts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"error\"")]
    [InlineData("Service Unavailable")]
    public async Task The_status_of_an_error_counts_even_if_its_body_is_not_JSON(string body)
    {
        using ProviderResponse response = await Send(new ScriptedHandler(Answers.Json(body, 404)), new FakeClock());

        Assert.Equal(HttpStatusCode.NotFound, response.Status);
        Assert.Equal(System.Text.Json.JsonValueKind.Undefined, response.Body.ValueKind);
    }

    [Fact]
    public async Task An_HTML_error_page_of_a_gateway_is_retried_for_its_status()
    {
        ScriptedHandler server = new(Answers.Html(502), Answers.Html(403));
        using ProviderResponse response = await Send(server, new FakeClock());

        Assert.Equal(HttpStatusCode.Forbidden, response.Status);
        Assert.Equal(2, response.Attempts);
    }

    [Fact]
    public async Task An_HTML_page_with_a_good_status_is_reported_and_not_retried()
    {
        FollowingException e = await Fails(new ScriptedHandler(Answers.Html(200)), new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Contains("web page", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{} {}")]
    [InlineData("{}\n{}")]
    [InlineData("{}x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{'a':1}")]
    [InlineData("\u0000{}")]
    public async Task A_response_that_is_not_one_JSON_value_is_not_retried(string body)
    {
        FollowingException e = await Fails(new ScriptedHandler(Answers.Json(body)), new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
    }

    [Fact]
    public async Task A_byte_order_mark_is_ignored()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good)];
        using ProviderResponse response = await Send(new ScriptedHandler(Answers.Bytes(body)), new FakeClock());

        Assert.True(response.Body.Field("ok").Flag());
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(100_000, false)]
    public async Task Deeper_nesting_than_64_levels_is_refused_and_not_retried(int depth, bool isGood)
    {
        ScriptedHandler server = new(Answers.Json(new string('[', depth) + new string(']', depth)));

        if (isGood) { (await Send(server, new FakeClock())).Dispose(); }
        else { Assert.Equal(FollowingErrorKind.UnexpectedResponse, (await Fails(server, new FakeClock())).Kind); }
    }

    [Fact]
    public async Task A_body_announced_as_too_large_is_rejected_unread()
    {
        using EndlessStream body = new();

        ScriptedHandler server = new(Answers.Stream(() => body, BodyBuffer.MaximumLength + 1L));
        FollowingException e = await Fails(server, new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Contains("32 MB", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, body.Given);
    }

    [Fact]
    public async Task A_body_without_an_end_is_refused_at_the_limit()
    {
        using EndlessStream body = new();

        FollowingException e = await Fails(new ScriptedHandler(Answers.Stream(() => body)), new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Equal(BodyBuffer.MaximumLength + 1L, body.Given);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_refused(int status)
    {
        ScriptedHandler server = new(Answers.Json("{}", status, ("Location", "https://elsewhere.example.com/")));

        FollowingException e = await Fails(server, new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), e.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    // ---- Delays ----

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
        ScriptedHandler server = new(Answers.Json("{}", 429, ("Retry-After", text)), Answers.Json(Good));
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
        ScriptedHandler server = ScriptedHandler.Always(Answers.Json("{}", 429, ("Retry-After", text)));
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
        ScriptedHandler server = new(Answers.Json("{}", status, ("Retry-After", text)));
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
            Answers.Json(
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
        ScriptedHandler server = new(Answers.Json("{}", 429, ("Retry-After", text)), Answers.Json(Good));
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

        ProviderHttpClient New() => new(SharedHttpClient.Create(server), Lists.Patient, clock, ClientLog.None, rates);
    }

    // 3600 s, doubled 40 times, exceeds the limit of any timer.
    [Fact]
    public async Task The_back_off_does_not_overflow()
    {
        FakeClock clock = new();
        HttpSettings settings =
            new() { Timeout = null, MaximumRetryCount = 60, RetryInterval = TimeSpan.FromHours(1) };

        using ProviderResponse response = await Send(
            ScriptedHandler.Always(Answers.Json("{}", 500)), clock, settings);
        using ProviderResponse limited = await Send(
            ScriptedHandler.Always(Answers.Json("{}", 500, ("Retry-After", "1"))), clock, settings);

        Assert.Equal(61, response.Attempts);
        Assert.Equal(61, limited.Attempts);
        Assert.Equal(120, clock.Waits.Count);
        Assert.All(clock.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task The_first_delay_can_be_set()
    {
        FakeClock clock = new();

        HttpSettings settings = Lists.Patient with { RetryInterval = TimeSpan.FromSeconds(5) };
        using ProviderResponse response = await Send(ScriptedHandler.Always(Answers.Json("{}", 500)), clock, settings);

        AssertBackOff(clock.Waits, 5);
    }

    [Fact]
    public async Task Without_retries_the_first_failure_is_the_last()
    {
        FakeClock clock = new();

        using (ProviderResponse response = await Send(new ScriptedHandler(Answers.Json("{}", 503)), clock, s_noRetry))
        {
            Assert.Equal(1, response.Attempts);
        }
        ScriptedHandler unreachable = new(Answers.Throws(new HttpRequestException("x")));
        Assert.Equal(FollowingErrorKind.ProviderUnavailable, (await Fails(unreachable, clock, s_noRetry)).Kind);
        ScriptedHandler cutting = new(Answers.BreaksOff(Good, 3));
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, (await Fails(cutting, clock, s_noRetry)).Kind);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task Every_attempt_has_its_own_request()
    {
        List<HttpRequestMessage> made = [];
        ScriptedHandler server = new(Answers.Json("{}", 500), Answers.Json("{}", 500), Answers.Json(Good));
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
        ScriptedHandler server = new(Answers.Json("{}", status, ("Retry-After", "3500")), Answers.Json(Good));
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

    // ---- Circuit breaker ----

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Error_pages_of_a_firewall_do_not_block_the_other_lists(int status)
    {
        ScriptedHandler server = ScriptedHandler.Always(Answers.Html(status));
        ProviderHttpClient http = NewHttp(server);

        for (int i = 0; i < 2 * CircuitBreaker.FailureThreshold; i++)
        {
            using ProviderResponse response = await Send(http);
            Assert.Equal(status, (int)response.Status);
            Assert.Equal(1, response.Attempts);
        }
    }

    [Fact]
    public async Task An_error_page_of_a_firewall_does_not_close_the_circuit()
    {
        int sent = 0;
        ScriptedHandler server = ScriptedHandler.Always(
            token => (++sent % 2 == 0 ? Answers.Html(403) : Answers.Html(502))(token));
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

    // ---- Proxies, headers, exceptions of .NET ----

    [Fact]
    public async Task A_proxy_that_requires_a_password_is_tried_once_and_the_message_names_the_parameter()
    {
        ScriptedHandler server = new(Answers.Html(407));
        AttemptObserver attempts = new(Request);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => Send(NewHttp(server), attempts));

        Assert.Equal(FollowingErrorKind.ProviderUnavailable, e.Kind);
        Assert.Contains("-ProxyCredential", e.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.Equal((0, 1), (attempts.NoResponseMayBeCharged, attempts.NoResponseNotCharged));
        Assert.Equal(0, e.CreditsCharged);
    }

    [Theory]
    [InlineData(HttpRequestError.InvalidResponse)]
    [InlineData(HttpRequestError.ConfigurationLimitExceeded)]
    public async Task A_header_that_cannot_be_read_is_charged_and_not_retried(HttpRequestError error)
    {
        HttpRequestException failure = new(error, "Received an invalid header line: 'bad header'.");
        ScriptedHandler server = new(Answers.Throws(failure));
        AttemptObserver attempts = new(Request);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => Send(NewHttp(server), attempts));

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Equal(1, e.CreditsCharged);
        Assert.Equal((1, 0), (attempts.NoResponseMayBeCharged, attempts.NoResponseNotCharged));
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, 5)]
    [InlineData(HttpRequestError.ConnectionError, 5)]
    [InlineData(HttpRequestError.SecureConnectionError, 5)]
    [InlineData(HttpRequestError.ProxyTunnelError, 5)]
    public async Task A_request_that_was_not_sent_is_not_charged(HttpRequestError error, int requests)
    {
        ScriptedHandler server = ScriptedHandler.Always(Answers.Throws(new HttpRequestException(error, "no way")));
        AttemptObserver attempts = new(Request);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => Send(NewHttp(server), attempts));

        Assert.Equal(FollowingErrorKind.ProviderUnavailable, e.Kind);
        Assert.Equal(requests, server.Requests.Count);
        Assert.Equal((0, requests), (attempts.NoResponseMayBeCharged, attempts.NoResponseNotCharged));
    }

    [Theory]
    [InlineData(403, 1)]
    [InlineData(404, 1)]
    [InlineData(407, 1)]
    [InlineData(429, 5)]
    [InlineData(502, 5)]
    [InlineData(503, 5)]
    public async Task A_refused_tunnel_is_retried_only_if_that_can_help(int status, int requests)
    {
        // .NET 8 has the status in the message only.
        ScriptedHandler server = ScriptedHandler.Always(Answers.Throws(new HttpRequestException(
            HttpRequestError.ProxyTunnelError,
            $"The proxy tunnel request to proxy 'http://127.0.0.1:1/' failed with status code '{status}'.\"")));

        FollowingException e = await Fails(server, new FakeClock());

        Assert.Equal(FollowingErrorKind.ProviderUnavailable, e.Kind);
        Assert.Equal(requests, server.Requests.Count);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(NotSupportedException))]
    [InlineData(typeof(ArgumentOutOfRangeException))]
    [InlineData(typeof(UriFormatException))]
    [InlineData(typeof(ObjectDisposedException))]
    [InlineData(typeof(OverflowException))]
    [InlineData(typeof(System.Net.Sockets.SocketException))]
    [InlineData(typeof(WebException))]
    [InlineData(typeof(System.Text.Json.JsonException))]
    public async Task No_exception_of_dotnet_reaches_the_user(Type type)
    {
        Exception failure = type == typeof(ObjectDisposedException)
            ? new ObjectDisposedException("handler")
            : (Exception)Activator.CreateInstance(type)!;

        FollowingException e = await Fails(ScriptedHandler.Always(Answers.Throws(failure)), new FakeClock(), s_noRetry);

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Equal("SociaVault", e.Provider);
    }

    [Theory]
    [InlineData(typeof(UriFormatException))]
    [InlineData(typeof(FormatException))]
    [InlineData(typeof(ArgumentException))]
    public async Task A_request_that_cannot_be_created_is_an_invalid_request_and_sends_nothing(Type type)
    {
        ScriptedHandler server = new();
        AttemptObserver attempts = new(() => throw (Exception)Activator.CreateInstance(type, $"quotes {Lists.Key}")!);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => Send(NewHttp(server), attempts));

        Assert.Equal(FollowingErrorKind.InvalidRequest, e.Kind);
        Assert.DoesNotContain(Lists.Key, e.ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 1), (attempts.NoResponseMayBeCharged, attempts.NoResponseNotCharged));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("th-TH")]
    [InlineData("de-DE")]
    public async Task A_time_outside_of_a_calendar_does_not_hide_the_error(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            // The Um al-Qura calendar of ar-SA ends in 2077. The clock of a machine can be wrong.
            FakeClock clock = new();
            clock.Advance(TimeSpan.FromDays(60 * 365));
            ScriptedHandler server = new(Answers.Json("{}", 429, ("Retry-After", "3600")));
            ProviderHttpClient http = NewHttp(server, clock);
            Task<ProviderResponse> SendNext() => Send(http);

            using ProviderResponse response = await SendNext();
            FollowingException failure = new(FollowingErrorKind.RateLimited, "SociaVault", "x");
            FollowingException error =
                response.Complete(failure, new ApiKey(Lists.Key), TimeSpan.FromMinutes(1));
            Assert.Contains("Retry after", error.Message, StringComparison.Ordinal);
            Assert.Equal(FollowingErrorKind.RateLimited, (await Assert.ThrowsAsync<FollowingException>(SendNext)).Kind);
        }
        finally { CultureInfo.CurrentCulture = before; }
    }

    // ---- Time-outs and stops ----

    [Fact]
    public async Task An_attempt_that_times_out_is_retried()
    {
        FakeClock clock = new(holdFrom: s_timeout);
        ScriptedHandler server = new(Answers.Hangs(clock, s_timeout), Answers.Json(Good));

        using ProviderResponse response = await Send(server, clock, new HttpSettings { Timeout = s_timeout });

        Assert.Equal(2, response.Attempts);
        Assert.Single(clock.Waits);
    }

    [Fact]
    public async Task Time_outs_of_all_attempts_are_a_provider_time_out()
    {
        FakeClock clock = new(holdFrom: s_timeout);
        ScriptedHandler server = ScriptedHandler.Always(Answers.Hangs(clock, s_timeout));

        FollowingException e = await Fails(server, clock, new HttpSettings { Timeout = s_timeout });

        Assert.Equal(FollowingErrorKind.ProviderTimeout, e.Kind);
        Assert.Contains("100 s", e.Message, StringComparison.Ordinal);
        Assert.Contains("5 times", e.Message, StringComparison.Ordinal);
        Assert.Equal(5, server.Requests.Count);
        AssertBackOff(clock.Waits, 1);
    }

    [Fact]
    public async Task The_time_out_applies_to_each_attempt()
    {
        FakeClock clock = new(holdFrom: s_timeout);
        TimeSpan almost = s_timeout - TimeSpan.FromSeconds(1);
        ScriptedHandler server = new(Slow(500), Slow(500), Slow(200));

        using ProviderResponse response = await Send(server, clock, new HttpSettings { Timeout = s_timeout });

        Assert.Equal(HttpStatusCode.OK, response.Status);

        Answer Slow(int status) => cancellationToken =>
        {
            clock.Advance(almost);
            return Answers.Json("{}", status)(cancellationToken);
        };
    }

    [Fact]
    public async Task The_time_out_covers_the_body_too()
    {
        FakeClock clock = new(holdFrom: s_timeout);
        ScriptedHandler server =
            new(Answers.Stream(() => new StandingStream(heedsToken: true, () => clock.Advance(s_timeout))));

        HttpSettings settings = new() { Timeout = s_timeout, MaximumRetryCount = 0 };
        FollowingException e = await Fails(server, clock, settings).WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(FollowingErrorKind.ProviderTimeout, e.Kind);
    }

    // The body streams of .NET Framework check the token only before a read.
    [Fact]
    public async Task The_time_out_ends_a_body_that_ignores_its_token()
    {
        FakeClock clock = new(holdFrom: s_timeout);
        ScriptedHandler server =
            new(Answers.Stream(() => new StandingStream(heedsToken: false, () => clock.Advance(s_timeout))));

        HttpSettings settings = new() { Timeout = s_timeout, MaximumRetryCount = 0 };
        FollowingException e = await Fails(server, clock, settings).WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(FollowingErrorKind.ProviderTimeout, e.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_by_the_user_during_the_body_is_reported_as_a_stop(bool heedsToken)
    {
        using CancellationTokenSource stop = new();
        ScriptedHandler server = new(Answers.Stream(() => new StandingStream(heedsToken, stop.Cancel)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Send(server, new FakeClock(), stop: stop.Token).WaitAsync(TimeSpan.FromSeconds(5), CancellationToken.None));
    }

    // Closing a decompressor that works on another thread crashes the process.
    [Fact]
    public async Task A_response_is_not_disposed_during_a_read()
    {
        using CancellationTokenSource stop = new();
        StandingStream body = new(heedsToken: false, stop.Cancel);
        ScriptedHandler server = new(Answers.Stream(() => body));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Send(server, new FakeClock(), stop: stop.Token).WaitAsync(TimeSpan.FromSeconds(5), CancellationToken.None));

        Assert.False(body.IsDisposed);
        body.End();
        Assert.True(SpinWait.SpinUntil(() => body.IsDisposed, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_stop_by_the_user_before_the_response_is_reported_as_a_stop()
    {
        using CancellationTokenSource stop = new();
        ScriptedHandler server = new(async token =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        });

        HttpSettings settings = new() { Timeout = s_timeout };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Send(server, new FakeClock(holdFrom: s_timeout), settings, stop: stop.Token));
    }

    // A connection that is closed because of the stop fails with an exception of its own.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_fails_because_of_the_stop_is_reported_as_a_stop(bool inTheBody)
    {
        using CancellationTokenSource stop = new();
        ScriptedHandler server = new(token =>
        {
            stop.Cancel();
            return inTheBody
                ? Answers.BreaksOff(Good, 3)(token)
                : Answers.Throws(new HttpRequestException("The request was aborted."))(token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Send(server, new FakeClock(), stop: stop.Token));
    }

    [Fact]
    public async Task A_stop_by_the_user_during_a_delay_is_reported_as_a_stop()
    {
        using CancellationTokenSource stop = new();
        FakeClock clock = new(holdFrom: TimeSpan.FromSeconds(10));
        Logbook logbook = new();
        ScriptedHandler server = new(Answers.Json("{}", 429, ("Retry-After", "30")));

        Task<ProviderResponse> sending = Send(server, clock, log: logbook.Log, stop: stop.Token);
        Assert.False(sending.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Contains("retrying in 30.0 s", logbook.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_after_a_stop()
    {
        ScriptedHandler server = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Send(server, new FakeClock(), stop: new CancellationToken(canceled: true)));

        Assert.Empty(server.Requests);
    }

    // ---- Logs ----

    [Fact]
    public async Task The_summary_has_the_method_host_path_status_bytes_time_and_attempt()
    {
        FakeClock clock = new();
        ScriptedHandler server = new(Answers.Json("{}", 500), cancellationToken =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(123));
            return Answers.Json(Good)(cancellationToken);
        });

        using ProviderResponse response = await Send(server, clock, log: new Logbook().Log);

        Assert.Equal("GET api.example.com/list?handle=someone: 200, 11 bytes, 123 ms, attempt 2", response.Summary);
    }

    [Fact]
    public async Task The_summary_is_empty_without_verbose_output()
    {
        using ProviderResponse response = await Send(new ScriptedHandler(Answers.Json(Good)), new FakeClock());

        Assert.Equal("", response.Summary);
    }

    [Fact]
    public async Task A_retry_is_logged_with_its_delay()
    {
        Logbook logbook = new();

        ScriptedHandler server = new(Answers.Json("{}", 429, ("Retry-After", "7")), Answers.Json(Good));
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
        Answer answer = fault switch
        {
            "no connection" => Answers.Throws(new HttpRequestException("refused")),
            "header cut" => Answers.Throws(new IOException("cut")),
            "body cut" => Answers.BreaksOff(Good, 3),
            "JSON cut" => Answers.WithoutLength("{"),
            "JSON incomplete" => Answers.Json("{"),
            "HTML" => Answers.Html(200),
            "redirect" => Answers.Json("{}", 302),
            "too large" => Answers.Stream(() => new EndlessStream(), BodyBuffer.MaximumLength + 1L),
            _ => Answers.Hangs(clock, s_timeout),
        };

        HttpSettings settings = new() { Timeout = s_timeout, MaximumRetryCount = 0 };
        await Fails(new ScriptedHandler(answer), clock, settings, logbook.Log);

        string line = Assert.Single(logbook.Verbose);
        Assert.StartsWith("GET api.example.com/list?handle=someone: ", line, StringComparison.Ordinal);
        Assert.Contains("attempt 1", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_shows_only_headers_about_limits()
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Answers.Json(
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
        ScriptedHandler server = new(Answers.Json(Good, 200, ("X-RateLimit-Remaining", text)));
        using ProviderResponse response = await Send(server, new FakeClock());

        Assert.Null(response.RateLimitRemaining);
    }

    [Fact]
    public async Task A_key_echoed_in_a_header_or_a_body_is_redacted()
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Answers.Json(
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

        ScriptedHandler server = ScriptedHandler.Always(Answers.Throws(failure));
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

        FollowingException e = await Fails(ScriptedHandler.Always(Answers.Throws(failure)), new FakeClock());

        Assert.DoesNotContain(Lists.Key, e.ToString(), StringComparison.Ordinal);
    }

    private static ProviderMetadata Facts => ProviderRegistry.Get("SociaVault").Facts;

    private static HttpRequestMessage Request()
    {
        HttpRequestMessage request = new(HttpMethod.Get, "https://api.example.com/list?handle=someone");
        request.Headers.TryAddWithoutValidation("X-API-Key", Lists.Key);
        return request;
    }

    private static ProviderHttpClient NewHttp(
        ScriptedHandler server, FakeClock? clock = null, HttpSettings? settings = null, ClientLog? log = null) =>
        new(
            SharedHttpClient.Create(server),
            settings ?? Lists.Patient,
            clock ?? new FakeClock(),
            log ?? ClientLog.None,
            new RateLimitTracker());

    private static Task<ProviderResponse> Send(
        ProviderHttpClient http, AttemptObserver? observer = null, CancellationToken stop = default) =>
        http.SendAsync(
            Facts, Facts.BaseUri, observer ?? new AttemptObserver(Request), new ApiKey(Lists.Key), stop);

    private static Task<ProviderResponse> Send(
        ScriptedHandler server,
        FakeClock clock,
        HttpSettings? settings = null,
        ClientLog? log = null,
        CancellationToken stop = default) =>
        Send(NewHttp(server, clock, settings, log), stop: stop);

    private static Task<FollowingException> Fails(
        ScriptedHandler server, FakeClock clock, HttpSettings? settings = null, ClientLog? log = null) =>
        Assert.ThrowsAsync<FollowingException>(() => Send(server, clock, settings, log));

    // See ProviderPagerTests: with jitter, the sum of four delays is 5.7 to 11.5 times the first.
    private static void AssertBackOff(IReadOnlyList<TimeSpan> waits, double first)
    {
        double[] seconds = [.. waits.Select(wait => wait.TotalSeconds / first)];
        Assert.Equal(4, seconds.Length);
        Assert.InRange(seconds.Sum(), 5.6, 11.5);
        Assert.True(seconds[2] + seconds[3] > seconds[0] + seconds[1]);
    }
}
