using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Credits;

public class BalanceClientTests
{
    private const string Key = "balance-key-0123456789";

    [Theory]
    [InlineData("DumplingAI", "https://app.dumplingai.com/api/v2/balance", "Authorization", "Bearer " + Key)]
    [InlineData("ScrapeCreators", "https://api.scrapecreators.com/v1/account/credit-balance", "x-api-key", Key)]
    [InlineData("SociaVault", "https://api.sociavault.com/v1/credits", "X-API-Key", Key)]
    [InlineData("SocialFetch", "https://api.socialfetch.dev/v1/balance", "x-api-key", Key)]
    public async Task The_request_has_the_address_of_the_provider_and_the_key_in_a_header(
        string provider, string address, string header, string value)
    {
        ScriptedHandler server = new(Responses.Json("""{"credits": 5}"""));

        CreditBalance balance = await GetAsync(provider, server);

        SentRequest sent = Assert.Single(server.Requests);
        Assert.Equal((HttpMethod.Get, address), (sent.Method, sent.Address.AbsoluteUri));
        Assert.Equal(value, sent.Headers[header]);
        Assert.Equal((provider, 5L), (balance.Provider, balance.CreditsRemaining));
        Assert.Null(balance.Note);
    }

    [Theory]
    [InlineData("""{"balance": 7}""", 7)]
    [InlineData("""{"credits": "7"}""", 7)]
    [InlineData("""{"data": {"balance": {"remaining": 7, "total": 100}}}""", 7)]
    [InlineData("""{"result": {"creditsRemaining": 7}, "credits": null}""", 7)]
    [InlineData("""{"balance": 0}""", 0)]
    [InlineData("""{"balance": -1}""", null)]
    [InlineData("""{"balance": 1.5}""", null)]
    [InlineData("""{"plan": "pro"}""", null)]
    [InlineData("""{"data": {"data": {"data": {"data": {"data": {"balance": 7}}}}}}""", null)]
    [InlineData("[]", null)]
    public async Task Undocumented_responses_are_read(string body, int? credits)
    {
        CreditBalance balance = await GetAsync("DumplingAI", new ScriptedHandler(Responses.Json(body)));

        Assert.Equal(credits, balance.CreditsRemaining);
        Assert.Equal(credits is null, balance.Note is not null);
    }

    [Fact]
    public async Task ScrapeCreators_is_requested_at_the_next_address_after_404()
    {
        ScriptedHandler server = new(Responses.Json("{}", 404), Responses.Json("""{"creditCount": 3}"""));

        Assert.Equal(3, (await GetAsync("ScrapeCreators", server)).CreditsRemaining);
        Assert.Equal(
            ["/v1/account/credit-balance", "/v1/credit-balance"],
            server.Requests.Select(request => request.Address.AbsolutePath));
    }

    [Fact]
    public async Task ScrapeCreators_has_three_addresses_for_the_balance()
    {
        ScriptedHandler server = new(
            Responses.Html(404),
            Responses.Json("""{"success":false,"errorStatus":404}"""),
            Responses.Json("""{"creditCount": 3}"""));

        Assert.Equal(3, (await GetAsync("ScrapeCreators", server)).CreditsRemaining);
        Assert.Equal(
            [
                "/v1/account/credit-balance",
                "/v1/credit-balance",
                "/v1/credit/balance",
            ], server.Requests.Select(request => request.Address.AbsolutePath));
    }

    [Theory]
    [InlineData("DumplingAI")]
    [InlineData("ScrapeCreators")]
    [InlineData("SociaVault")]
    [InlineData("SocialFetch")]
    public async Task Any_2xx_is_a_balance_and_an_html_error_is_ProviderUnavailable(string provider)
    {
        Assert.Equal(
            3,
            (await GetAsync(provider, new ScriptedHandler(Responses.Json("""{"credits": 3}""", 203))))
                .CreditsRemaining);
        foreach (int status in (int[])[401, 402, 403, 404])
        {
            FollowingException e = await Assert.ThrowsAsync<FollowingException>(
                () => GetAsync(provider, ScriptedHandler.Always(Responses.Html(status))));
            Assert.Equal(FollowingErrorKind.ProviderUnavailable, e.Kind);
        }
        FollowingException flagged = await Assert.ThrowsAsync<FollowingException>(
            () => GetAsync(provider, new ScriptedHandler(Responses.Json("""{"success":false,"error":"Own words"}"""))));
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, flagged.Kind);
        Assert.Contains("Own words", flagged.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SociaVault", 401, FollowingErrorKind.AuthenticationFailed)]
    [InlineData("SociaVault", 403, FollowingErrorKind.CreditsExhausted)]
    [InlineData("SocialFetch", 403, FollowingErrorKind.AuthenticationFailed)]
    [InlineData("DumplingAI", 403, FollowingErrorKind.CreditsExhausted)]
    [InlineData("DumplingAI", 503, FollowingErrorKind.RateLimited)]
    [InlineData("ScrapeCreators", 404, FollowingErrorKind.UnexpectedResponse)]
    [InlineData("SocialFetch", 400, FollowingErrorKind.UnexpectedResponse)]
    public async Task An_error_has_its_kind_is_free_and_does_not_contain_the_key(
        string provider, int status, FollowingErrorKind kind)
    {
        string words = $"\"no good: {Key}\"";
        string error = provider == "SocialFetch" ? $$"""{"code": "bad_request", "message": {{words}}}""" : words;
        ScriptedHandler server = ScriptedHandler.Always(
            Responses.Json($$"""{"error": {{error}}, "echo": "{{Uri.EscapeDataString(Key)}}"}""", status));
        Logbook log = new();

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => GetAsync(provider, server, log));

        Assert.Equal((kind, provider, 0L), (e.Kind, e.Provider, e.CreditsCharged));
        Assert.DoesNotContain(Key, e.ToString() + log.All);
    }

    [Fact]
    public async Task A_response_that_is_not_json_is_free()
    {
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            () => GetAsync("SociaVault", new ScriptedHandler(Responses.Html(200))));

        Assert.Equal((FollowingErrorKind.UnexpectedResponse, 0L), (e.Kind, e.CreditsCharged));
        Assert.DoesNotContain("charged", e.Message);
    }

    [Fact]
    public void All_providers_except_UnifAPI_have_a_balance() =>
        Assert.Equal(
            ["UnifAPI"],
            ProviderRegistry.All.Where(provider => provider.Balance is null).Select(provider => provider.Facts.Name));

    private static Task<CreditBalance> GetAsync(
        string provider, HttpMessageHandler server, Logbook? log = null) => new BalanceClient(
        ProviderRegistry.Get(provider),
        new ApiKey(Key),
        settings: new HttpSettings { MaximumRetryCount = 0, Timeout = null },
        log: log?.Log,
        transport: SharedHttpClient.Create(server),
        clock: new FakeClock(),
        rates: new RateLimitTracker()).GetAsync(CancellationToken.None);
}
