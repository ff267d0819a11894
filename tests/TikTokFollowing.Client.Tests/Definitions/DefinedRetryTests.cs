using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Definitions;

/// <summary>Tests retries and rate limits after codes that definitions map to transient failures.</summary>
public class DefinedRetryTests
{
    private const string Page = """{ "users": [{ "name": "one" }] }""";

    private static readonly string s_definition = SampleDefinition.With(("errors", """
        {
          "status": { "418": "RateLimited", "409": "ProviderTimeout", "410": "ProviderUnavailable" },
          "codes": [
            {
              "at": "code",
              "map": {
                "slow": "RateLimited", "down": "ProviderUnavailable", "late": "ProviderTimeout",
                "gone": "AccountNotFound"
              }
            },
            { "at": "tiktok", "tikTokCodes": true }
          ]
        }
        """));

    private readonly FakeClock _clock = new();

    [Theory]
    [InlineData(200, """{ "code": "slow" }""")]
    [InlineData(200, """{ "code": "down" }""")]
    [InlineData(200, """{ "code": "late" }""")]
    [InlineData(400, """{ "code": "slow" }""")]
    [InlineData(403, """{ "code": "down" }""")]
    [InlineData(422, """{ "code": "late" }""")]
    [InlineData(418, "{}")]
    [InlineData(409, "{}")]
    public async Task A_transient_failure_is_retried_whatever_its_status_is(int status, string body)
    {
        ScriptedHandler server = new(Responses.Json(body, status), Responses.Json(Page));
        ListPager list = Open(Client(server));
        Assert.Single((await list.NextAsync())!.Accounts);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(status == 200 ? 2 : 1, list.CreditsCharged); // a response with status 200 is charged
        Assert.Single(_clock.Waits);
    }

    [Theory]
    [InlineData(200, """{ "code": "gone" }""")]
    [InlineData(200, """{ "tiktok": 10101 }""")] // the provider charges for TikTok's own codes
    [InlineData(400, """{ "code": "gone" }""")]
    [InlineData(400, """{ "code": "other" }""")]
    [InlineData(410, "{}")] // an address that does not exist
    public async Task Another_failure_is_not_retried(int status, string body)
    {
        ScriptedHandler server = new(Responses.Json(body, status));
        await Assert.ThrowsAsync<FollowingException>(() => Open(Client(server)).NextAsync());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Accounts_beside_a_code_are_kept()
    {
        ScriptedHandler server = new(Responses.Json("""{ "users": [{ "name": "one" }], "code": "down" }"""));
        Assert.Single((await Open(Client(server)).NextAsync())!.Accounts);
    }

    [Theory]
    [InlineData("slow")]
    [InlineData("down")]
    public async Task Retry_After_is_the_delay(string code)
    {
        ScriptedHandler server = new(
            Responses.Json($$"""{ "code": "{{code}}" }""", 200, ("Retry-After", "7")), Responses.Json(Page));
        await Open(Client(server)).NextAsync();
        Assert.Equal([TimeSpan.FromSeconds(7)], _clock.Waits);
    }

    [Fact]
    public async Task A_long_rate_limit_applies_to_the_next_list()
    {
        ScriptedHandler server = new(Responses.Json("""{ "code": "slow" }""", 200, ("Retry-After", "600")));
        FollowingClient client = Client(server);
        for (int i = 0; i < 2; i++)
        {
            FollowingException error = await Assert.ThrowsAsync<FollowingException>(() => Open(client).NextAsync());
            Assert.Equal(FollowingErrorKind.RateLimited, error.Kind);
            Assert.NotNull(error.RetryAt);
        }
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("slow", 8)] // a rate limit is not a broken provider
    [InlineData("gone", 8)]
    [InlineData("down", 5)]
    [InlineData("late", 5)]
    public async Task Failures_in_a_row_open_the_circuit(string code, int requests)
    {
        ScriptedHandler server = ScriptedHandler.Always(Responses.Json($$"""{ "code": "{{code}}" }"""));
        FollowingClient client = Client(server, retries: 0);
        for (int i = 0; i < 8; i++)
        {
            await Assert.ThrowsAsync<FollowingException>(() => Open(client).NextAsync());
        }
        Assert.Equal(requests, server.Requests.Count);
    }

    private static ListPager Open(FollowingClient client) =>
        client.Open(new FollowingQuery(FollowingHandle.Parse("someone")));

    private FollowingClient Client(ScriptedHandler server, int retries = 4) =>
        new(
            SampleDefinition.Provider(s_definition),
            new ApiKey(Lists.Key),
            settings: new HttpSettings { Timeout = null, MaximumRetryCount = retries },
            transport: SharedHttpClient.Create(server),
            clock: _clock,
            rates: new RateLimitTracker());
}
