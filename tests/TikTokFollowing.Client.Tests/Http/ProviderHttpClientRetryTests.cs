using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Security.Authentication;
using System.Text;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public sealed class ProviderHttpClientRetryTests : ProviderHttpClientTestBase
{
    public static TheoryData<int> TransientStatuses =>
        [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529, 530];

    public static TheoryData<int> FinalStatuses =>
    [
        200, 201, 203, 400, 401, 402, 403, 404, 405, 409, 410, 413, 422, 424, 426, 428, 451, 501,
        505, 506, 510, 511, 519, 525, 526, 528, 531,
    ];

    [Theory]
    [MemberData(nameof(TransientStatuses))]
    public async Task A_transient_status_is_retried_until_it_ends(int status)
    {
        ScriptedHandler server = new(Responses.Json("{}", status), Responses.Json("{}", status), Responses.Json(Good));
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
        ScriptedHandler server = ScriptedHandler.Always(Responses.Json("""{"error":"again"}""", status));
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
        ScriptedHandler server = new(Responses.Json("{}", status));
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
            Responses.Throws(new HttpRequestException("no route")),
            Responses.Throws(new IOException("header was cut")),
            Responses.Json(Good));
        FakeClock clock = new();

        using ProviderResponse response = await Send(server, clock);

        Assert.Equal(3, response.Attempts);
        Assert.Equal(2, clock.Waits.Count);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_unavailable_and_the_message_has_the_reason()
    {
        HttpRequestException failure = new("outer", new IOException("Connection refused"));
        ScriptedHandler server = ScriptedHandler.Always(Responses.Throws(failure));
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
        ScriptedHandler server = new(Responses.Throws(failure));
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
            new(Responses.BreaksOff(Good, 0), Responses.BreaksOff(Good, 4, Good.Length), Responses.Json(Good));

        using ProviderResponse response = await Send(server, new FakeClock());

        Assert.Equal(3, response.Attempts);
    }

    [Fact]
    public async Task A_body_that_is_always_cut_off_is_an_unexpected_response()
    {
        ScriptedHandler server = ScriptedHandler.Always(Responses.BreaksOff(Good, 4, Good.Length));
        FakeClock clock = new();

        FollowingException e = await Fails(server, clock);

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Equal(5, server.Requests.Count);
        AssertBackOff(clock.Waits, 1);
    }

    [Fact]
    public async Task JSON_that_ends_early_without_an_announced_length_was_cut_and_is_retried()
    {
        ScriptedHandler server = new(Responses.WithoutLength("""{"ok":tr"""), Responses.Json(Good));

        using ProviderResponse response = await Send(server, new FakeClock());

        Assert.Equal(2, response.Attempts);
    }

    [Fact]
    public async Task JSON_that_ends_early_at_the_announced_length_is_not_retried()
    {
        ScriptedHandler server = new(Responses.Json("""{"ok":tr"""));

        FollowingException e = await Fails(server, new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
    }

    [Fact]
    public async Task An_empty_body_as_announced_is_not_retried()
    {
        FollowingException e = await Fails(new ScriptedHandler(Responses.Bytes([])), new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
    }

    [Fact]
    public async Task An_empty_body_without_an_announced_length_is_retried()
    {
        ScriptedHandler server = new(Responses.WithoutLength(""), Responses.Json(Good));
        using ProviderResponse response = await Send(server, new FakeClock());

        Assert.Equal(2, response.Attempts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"error\"")]
    [InlineData("Service Unavailable")]
    public async Task The_status_of_an_error_counts_even_if_its_body_is_not_JSON(string body)
    {
        using ProviderResponse response = await Send(new ScriptedHandler(Responses.Json(body, 404)), new FakeClock());

        Assert.Equal(HttpStatusCode.NotFound, response.Status);
        Assert.Equal(System.Text.Json.JsonValueKind.Undefined, response.Body.ValueKind);
    }

    [Fact]
    public async Task An_HTML_error_page_of_a_gateway_is_retried_for_its_status()
    {
        ScriptedHandler server = new(Responses.Html(502), Responses.Html(403));
        using ProviderResponse response = await Send(server, new FakeClock());

        Assert.Equal(HttpStatusCode.Forbidden, response.Status);
        Assert.Equal(2, response.Attempts);
    }

    [Fact]
    public async Task An_HTML_page_with_a_good_status_is_reported_and_not_retried()
    {
        FollowingException e = await Fails(new ScriptedHandler(Responses.Html(200)), new FakeClock());

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
        FollowingException e = await Fails(new ScriptedHandler(Responses.Json(body)), new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
    }

    [Fact]
    public async Task A_byte_order_mark_is_ignored()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good)];
        using ProviderResponse response = await Send(new ScriptedHandler(Responses.Bytes(body)), new FakeClock());

        Assert.True(response.Body.Field("ok").Flag());
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(100_000, false)]
    public async Task Deeper_nesting_than_64_levels_is_refused_and_not_retried(int depth, bool isGood)
    {
        ScriptedHandler server = new(Responses.Json(new string('[', depth) + new string(']', depth)));

        if (isGood) { (await Send(server, new FakeClock())).Dispose(); }
        else { Assert.Equal(FollowingErrorKind.UnexpectedResponse, (await Fails(server, new FakeClock())).Kind); }
    }

    [Fact]
    public async Task A_body_announced_as_too_large_is_rejected_unread()
    {
        using EndlessStream body = new();

        ScriptedHandler server = new(Responses.Stream(() => body, BodyBuffer.MaximumLength + 1L));
        FollowingException e = await Fails(server, new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Contains("32 MB", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, body.BytesRead);
    }

    [Fact]
    public async Task A_body_without_an_end_is_refused_at_the_limit()
    {
        using EndlessStream body = new();

        FollowingException e = await Fails(new ScriptedHandler(Responses.Stream(() => body)), new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Equal(BodyBuffer.MaximumLength + 1L, body.BytesRead);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_refused(int status)
    {
        ScriptedHandler server = new(Responses.Json("{}", status, ("Location", "https://elsewhere.example.com/")));

        FollowingException e = await Fails(server, new FakeClock());

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), e.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }
}
