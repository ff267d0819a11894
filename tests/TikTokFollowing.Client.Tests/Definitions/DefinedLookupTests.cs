using System.Net.Http;
using System.Net.Sockets;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Definitions;

/// <summary>Tests the lookups of definitions: ids, missing ids, prices and the errors that require a lookup.</summary>
public class DefinedLookupTests
{
    private const string Page = """{ "users": [{ "name": "one" }] }""";

    private static readonly string s_perRecord = SampleDefinition.With(
        ("cost", """{ "perRecord": 1 }"""),
        ("pageSize", """{ "default": 30, "maximum": 40 }"""),
        ("request.query", """{ "user": "{id}", "size": "{pageSize}", "cursor": "{cursor}" }"""),
        ("resolve", """
            {
              "request": { "path": "user", "query": { "n": "{handle}" } },
              "take": { "id": ["user.id", "users.0.id"] },
              "cost": { "perRequest": 1 }
            }
            """),
        ("errors", """{ "codes": { "at": "code", "map": { "gone": "AccountNotFound" } } }"""));

    private static readonly string s_onDemand = SampleDefinition.With(
        ("request.query", """{ "user": "{id|handle}", "cursor": "{cursor}" }"""),
        ("resolve", """
            {
              "when": { "at": "err", "is": "need_id" },
              "request": { "path": "user", "query": { "n": "{handle}" } },
              "take": { "id": "id" }
            }
            """),
        ("errors", """{ "codes": { "at": "code", "map": { "gone": "AccountNotFound" } } }"""));

    [Theory]
    [InlineData("\"7211100000000000001\"", "7211100000000000001")]
    [InlineData("7211100000000000001", "7211100000000000001")]
    [InlineData("7211100000001", "7211100000001")]
    [InlineData("12345", "12345")]
    public async Task The_id_can_be_a_number(string json, string id)
    {
        ScriptedHandler server = new(Responses.Json($$"""{ "user": { "id": {{json}} } }"""), Responses.Json(Page));
        await Open(server, s_perRecord).NextAsync();
        Assert.Equal($"?user={id}&size=30", server.Requests[1].Query);
    }

    [Theory]
    [InlineData("""{ "user": null }""")]
    [InlineData("""{ "user": {} }""")]
    [InlineData("""{ "user": [] }""")]
    [InlineData("""{ "users": [], "state": "OK" }""")]
    [InlineData("""{ "users": [null] }""")]
    [InlineData("""{ "user": { "id": null, "name": "x" } }""")]
    [InlineData("""{ "user": { "id": "" } }""")]
    [InlineData("""{ "user": { "id": "0" } }""")]
    [InlineData("""{ "user": { "id": 0 } }""")]
    [InlineData("""{ "user": { "id": false } }""")]
    [InlineData("{}")]
    [InlineData("""{ "code": "gone", "data": { "x": 1 } }""")]
    public async Task An_empty_lookup_is_AccountNotFound(string body)
    {
        FollowingException error = await FailAsync(body);
        Assert.Equal(FollowingErrorKind.AccountNotFound, error.Kind);
        Assert.Equal(1, error.CreditsCharged);
    }

    [Theory]
    [InlineData("""{ "hit": { "uid": "7211100000000000001" } }""")]
    [InlineData("""{ "hit": {} }""")]
    [InlineData("""{ "state": "OK", "trace": "t" }""")]
    [InlineData("""{ "user": { "uid": "7211100000000000001" } }""")]
    [InlineData("""{ "users": [{ "uid": "7211100000000000001" }] }""")]
    [InlineData("""{ "user": "7211100000000000001" }""")]
    [InlineData("""{ "user": { "id": 7.2111e18 } }""")]
    [InlineData("""{ "user": { "id": 7211100000000000001.0 } }""")]
    [InlineData("""{ "user": { "id": -1 } }""")]
    [InlineData("""{ "user": { "id": true } }""")]
    [InlineData("""{ "user": { "id": { "value": "7211100000000000001" } } }""")]
    [InlineData("""{ "user": { "id": 7.2111e18 }, "users": [] }""")]
    public async Task A_lookup_of_another_shape_is_not_evidence_about_the_account(string body)
    {
        FollowingException error = await FailAsync(body);
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, error.Kind);
        Assert.Contains("resolve.take.id: user.id, users.0.id", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("does not exist", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.CreditsCharged);
    }

    [Fact]
    public async Task An_id_beside_a_transient_code_is_used()
    {
        string definition = SampleDefinition.Change(
            s_perRecord, ("errors", """{ "codes": { "at": "code", "map": { "down": "ProviderUnavailable" } } }"""));
        ScriptedHandler server = new(
            Responses.Json("""{ "user": { "id": 5 }, "code": "down" }"""), Responses.Json(Page));
        Assert.Single((await Open(server, definition, retries: 4).NextAsync())!.Accounts);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("code")]
    [InlineData("empty")]
    [InlineData("shape")]
    [InlineData("not json")]
    [InlineData("reset")]
    public async Task A_failed_lookup_takes_its_own_price_from_the_budget(string how)
    {
        Responder failure = how switch
        {
            "code" => Responses.Json("""{ "code": "gone" }"""),
            "empty" => Responses.Json("""{ "user": null }"""),
            "shape" => Responses.Json("""{ "other": 1 }"""),
            "not json" => Responses.Html(200),
            _ => Responses.Throws(new HttpRequestException("reset", new SocketException(10054))),
        };
        ScriptedHandler server = ScriptedHandler.Always(failure);
        CreditBudget budget = new(100);
        FollowingClient client = Client(server, s_perRecord, budget);
        for (int i = 0; i < 4; i++)
        {
            await Assert.ThrowsAsync<FollowingException>(() => OpenWith(client).NextAsync());
        }
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(96, budget.Left);
    }

    [Fact]
    public async Task A_failed_page_keeps_the_price_of_a_page()
    {
        ScriptedHandler server = new(
            Responses.Json("""{ "user": { "id": 5 } }"""), Responses.Json("""{ "other": 1 }"""));
        CreditBudget budget = new(100);
        await Assert.ThrowsAsync<FollowingException>(
            () => OpenWith(Client(server, s_perRecord, budget)).NextAsync());
        Assert.Equal(69, budget.Left); // the lookup, and a page of 30 accounts
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task An_error_that_requires_an_id_is_the_providers_own(int status)
    {
        ScriptedHandler server = new(
            Responses.Json("""{ "err": "need_id" }""", status),
            Responses.Json("""{ "id": 42 }"""),
            Responses.Json(Page));
        FollowingPage page = (await Open(server, s_onDemand).NextAsync())!;
        Assert.Equal("one", Assert.Single(page.Accounts).Handle);
        Assert.Equal(
            ["?user=someone", "?n=someone", "?user=42"], server.Requests.Select(request => request.Query));
    }

    [Theory]
    [InlineData(400, """{ "err": "other" }""")]
    [InlineData(400, """{ "title": "need_id" }""")]
    public async Task Another_error_does_not_require_an_id(int status, string body)
    {
        ScriptedHandler server = new(Responses.Json(body, status));
        await Assert.ThrowsAsync<FollowingException>(() => Open(server, s_onDemand).NextAsync());
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(418)]
    public async Task A_known_code_is_the_providers_own_with_any_status(int status)
    {
        ScriptedHandler server = new(Responses.Json("""{ "title": "x", "code": "gone" }""", status));
        FollowingException error =
            await Assert.ThrowsAsync<FollowingException>(() => Open(server, s_onDemand).NextAsync());
        Assert.Equal(FollowingErrorKind.AccountNotFound, error.Kind);
    }

    private static Task<FollowingException> FailAsync(string body) =>
        Assert.ThrowsAsync<FollowingException>(
            () => Open(new ScriptedHandler(Responses.Json(body)), s_perRecord).NextAsync());

    private static ListPager Open(ScriptedHandler server, string definition, int retries = 0) =>
        OpenWith(Client(server, definition, retries: retries));

    private static ListPager OpenWith(FollowingClient client) =>
        client.Open(new FollowingQuery(FollowingHandle.Parse("someone")));

    private static FollowingClient Client(
        ScriptedHandler server, string definition, CreditBudget? budget = null, int retries = 0) =>
        new(
            SampleDefinition.Provider(definition),
            new ApiKey(Lists.Key),
            settings: new HttpSettings { Timeout = null, MaximumRetryCount = retries },
            transport: SharedHttpClient.Create(server),
            clock: new FakeClock(),
            budget: budget,
            rates: new RateLimitTracker());
}
