using System.Globalization;
using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public sealed class ProviderHttpClientErrorTests : ProviderHttpClientTestBase
{
    [Fact]
    public async Task A_proxy_that_requires_a_password_is_tried_once_and_the_message_names_the_parameter()
    {
        ScriptedHandler server = new(Responses.Html(407));
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
        ScriptedHandler server = new(Responses.Throws(failure));
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
        ScriptedHandler server = ScriptedHandler.Always(Responses.Throws(new HttpRequestException(error, "no way")));
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
        ScriptedHandler server = ScriptedHandler.Always(Responses.Throws(new HttpRequestException(
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

        FollowingException e =
            await Fails(ScriptedHandler.Always(Responses.Throws(failure)), new FakeClock(), s_noRetry);

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
            ScriptedHandler server = new(Responses.Json("{}", 429, ("Retry-After", "3600")));
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
}
