using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Definitions;

/// <summary>Tests the parts of the format that no built-in provider needs, through the whole client.</summary>
public class DefinedProviderTests
{
    private const string Id = "7100000000000000040";

    // Base64 of {"t":"tok/1","max":1700000900}.
    private const string Blob = "eyJ0IjoidG9rLzEiLCJtYXgiOjE3MDAwMDA5MDB9";

    private const string FirstPage = $$"""
        {
          "code": 0,
          "list": [
            { "name": "one", "id": "7100000000000000001", "badges": [{ "text": "" }, { "text": "Verified" }],
              "images": [{ "url": "https://x.example/a.heic" }, { "url": "https://x.example/a.jpeg" }],
              "counts": [12] },
            { "name": "two", "id": "7100000000000000002", "badges": [{ "text": "" }], "followers": "34" }
          ],
          "more": true,
          "total": 3,
          "next": { "time": 1700000300, "blob": "{{Blob}}" }
        }
        """;

    private const string LastPage = """
        {
          "code": "fine",
          "data": { "list": { "1": { "name": "three", "id": "7100000000000000003" } } },
          "more": false
        }
        """;

    [Fact]
    public async Task A_list_is_read_with_a_lookup_and_a_cursor_of_two_parts()
    {
        ScriptedHandler server = new(
            Responses.Json($$"""{ "users": [{ "id": "{{Id}}" }] }"""),
            Responses.Json(FirstPage, 200, ("X-Credits-Charged", "5"), ("X-Credits-Remaining", "77")),
            Responses.Json(LastPage, 200, ("X-Request-Id", "r-9")));
        List<FollowingPage> pages = await Open(server).ReadAllAsync();

        Assert.Equal(
            ["one", "two", "three"], pages.SelectMany(page => page.Accounts).Select(account => account.Handle));
        FollowingPage first = pages[0];
        Assert.Equal("id=" + Id + ";time=1700000300&token=tok%2F1", first.NextCursor);
        Assert.Equal(3, first.Total);
        Assert.Equal(6, first.CreditsCharged); // the lookup costs 1, and the header states 5 for the page
        Assert.Equal(77, first.CreditsRemaining);
        Assert.Equal(Local(1700000300), first.FollowedAfter);
        Assert.Equal(Local(1700000900), first.FollowedBefore);
        Assert.Equal((true, 12L, "https://x.example/a.jpeg"), (
            first.Accounts[0].IsVerified, first.Accounts[0].FollowerCount, first.Accounts[0].AvatarUrl));
        Assert.Equal((false, 34L), (first.Accounts[1].IsVerified, first.Accounts[1].FollowerCount));
        Assert.Equal(3, pages[1].CreditsCharged);
        Assert.Equal("r-9", pages[1].RequestId);

        Assert.Equal("https://api.sample.example/base/v2/user?name=someone", server.Requests[0].Address.AbsoluteUri);
        Assert.Equal(HttpMethod.Post, server.Requests[1].Method);
        Assert.Equal(
            $"https://api.sample.example/base/v2/following/{Id}?size=30&fixed=1",
            server.Requests[1].Address.AbsoluteUri);
        Assert.Equal(
            $$"""{"user":{"numeric":"{{Id}}","name":"someone"},"flags":[true,null,7,"x-{{Id}}"],"size":30}""",
            server.Requests[1].Body);
        Assert.Contains(
            "\"min_time\":1700000300,\"page_token\":\"tok/1\"", server.Requests[2].Body, StringComparison.Ordinal);
        foreach (SentRequest request in server.Requests)
        {
            Assert.Equal("Key " + Lists.Key, request.Headers["X-Access-Key"]);
            Assert.Equal("sample.example", request.Headers["X-RapidAPI-Host"]);
        }
    }

    [Fact]
    public async Task A_list_resumes_at_its_cursor_without_another_lookup()
    {
        ScriptedHandler server = new(Responses.Json(LastPage));
        FollowingQuery query = new(FollowingHandle.Parse("someone"))
        {
            Cursor = $"id={Id};time=1700000300&token=tok%2F1",
            PageSize = 25,
            Trim = true,
        };
        Assert.Single(await Client(server).Open(query).ReadAllAsync());
        Assert.EndsWith($"/following/{Id}?size=25&short=true&fixed=1", server.Requests[0].Address.AbsoluteUri);
        Assert.EndsWith("\"size\":25,\"short\":true}", server.Requests[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7100000000000000777", "{\"numeric\":\"7100000000000000777\"}")]
    [InlineData("MS4wLjABAAAAExample01xxxxxxxxxxxxxxxxxxxxxxxxxx",
        "{\"sec\":\"MS4wLjABAAAAExample01xxxxxxxxxxxxxxxxxxxxxxxxxx\"}")]
    public async Task An_id_is_not_looked_up(string handle, string user)
    {
        ScriptedHandler server = new(Responses.Json(LastPage));
        Assert.Single(await Client(server).Open(new FollowingQuery(FollowingHandle.Parse(handle))).ReadAllAsync());
        Assert.StartsWith($"{{\"user\":{user},", server.Requests[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_for_ids_rejects_handles()
    {
        string definition = SampleDefinition.With(
            ("accepts", """["id", "secUid"]"""),
            ("request.query", """{ "user_id": "{numericId}", "sec_user_id": "{secUid}", "cursor": "{cursor}" }"""));
        FollowingException error = Assert.Throws<FollowingException>(() => Open(new ScriptedHandler(), definition));
        Assert.Equal(FollowingErrorKind.InvalidHandle, error.Kind);
        Assert.Contains("accepts numeric ids and sec_uids only", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        200, """{ "code": -7, "msg": "closed" }""", FollowingErrorKind.AccountPrivate, "code -7, \"closed\"")]
    [InlineData(200, """{ "code": 99 }""", FollowingErrorKind.UnexpectedResponse, "code 99")]
    [InlineData(
        200, """{ "status": 404, "msg": "no user" }""", FollowingErrorKind.AccountNotFound, "status 404, \"no user\"")]
    [InlineData(
        200, """{ "success": false, "message": "broken" }""", FollowingErrorKind.UnexpectedResponse, "\"broken\"")]
    [InlineData(200, """{ "warning": "quota" }""", FollowingErrorKind.CreditsExhausted, "warning 'quota'")]
    [InlineData(200, """{ "other": 1 }""", FollowingErrorKind.UnexpectedResponse, "it has no list")]
    [InlineData(418, """{ "msg": "slow down" }""", FollowingErrorKind.RateLimited, "status 418, \"slow down\"")]
    [InlineData(402, """{ "msg": "pay", "needed": 3 }""", FollowingErrorKind.CreditsExhausted, "3 required")]
    [InlineData(500, """{ "msg": "broken" }""", FollowingErrorKind.ProviderUnavailable, "status 500, \"broken\"")]
    [InlineData(
        403, """{ "title": "blocked", "detail": "x" }""", FollowingErrorKind.ProviderUnavailable, "not from Sample")]
    [InlineData(404, """{ "message": "no such route" }""", FollowingErrorKind.ProviderUnavailable, "no such address")]
    public async Task An_error_is_read_by_its_rules(int status, string body, FollowingErrorKind kind, string words)
    {
        ScriptedHandler server = ScriptedHandler.Always(Responses.Json(body, status));
        FollowingQuery query = new(FollowingHandle.Parse(Id));
        FollowingException error =
            await Assert.ThrowsAsync<FollowingException>(() => Client(server).Open(query).NextAsync());
        Assert.Equal(kind, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"note\": \"cut\"", "the page was cut")]
    [InlineData("\"warning\": \"quota\"", "warning 'quota'")]
    public async Task A_failure_beside_accounts_follows_them(string field, string words)
    {
        ScriptedHandler server = new(Responses.Json("{ " + field + ", " + FirstPage.Trim()[1..]));
        ListPager list = Client(server).Open(new FollowingQuery(FollowingHandle.Parse(Id)));
        Assert.Equal(2, (await list.NextAsync())!.Count);
        FollowingException error = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);
        Assert.Equal(FollowingErrorKind.CreditsExhausted, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, error.CreditsCharged);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(200, """{ "users": [] }""", FollowingErrorKind.UnexpectedResponse)]
    [InlineData(200, """{ "users": [], "state": "odd" }""", FollowingErrorKind.UnexpectedResponse)]
    [InlineData(200, """{ "users": [], "state": "FOUND" }""", null)]
    [InlineData(200, """{ "users": [{ "name": "x" }] }""", null)]
    [InlineData(403, """{ "title": "blocked" }""", FollowingErrorKind.ProviderUnavailable)]
    public async Task A_code_can_be_required(int status, string body, FollowingErrorKind? kind)
    {
        string definition = SampleDefinition.With(("errors", """
            { "codes": { "at": "state", "ok": "found", "otherwise": "UnexpectedResponse", "required": true } }
            """));
        ListPager list = Open(new ScriptedHandler(Responses.Json(body, status)), definition);
        FollowingException? error = (await Record.ExceptionAsync(list.NextAsync)) as FollowingException;
        Assert.Equal(kind, error?.Kind);
    }

    [Fact]
    public async Task A_code_without_an_id_is_the_error_of_a_lookup()
    {
        ScriptedHandler server = new(Responses.Json("""{ "code": -7 }"""));
        FollowingException error = await Assert.ThrowsAsync<FollowingException>(Open(server).NextAsync);
        Assert.Equal(FollowingErrorKind.AccountPrivate, error.Kind);
        Assert.Equal(1, error.CreditsCharged); // the price of a lookup
    }

    [Fact]
    public async Task A_follow_time_can_be_behind_an_id()
    {
        string definition = SampleDefinition.With(
            ("request.query", """{ "user": "{id}", "time": "{cursor}" }"""),
            ("page.cursorIsFollowTime", "true"),
            ("resolve", """{ "request": { "path": "user", "query": { "n": "{handle}" } }, "take": { "id": "id" } }"""));
        ScriptedHandler server = new(
            Responses.Json("""{ "id": "42" }"""),
            Responses.Json("""{ "users": [{ "name": "one" }], "cursor": 1690000000 }"""));
        FollowingQuery query = new(FollowingHandle.Parse("someone")) { Cursor = "1700000000" };
        FollowingPage page = (await Client(server, definition).Open(query).NextAsync())!;
        Assert.Equal("id=42;1690000000", page.NextCursor);
        Assert.Equal(Local(1690000000), page.FollowedAfter);
        Assert.Equal(Local(1700000000), page.FollowedBefore);
        Assert.Equal("?user=42&time=1700000000", server.Requests[1].Query);
    }

    [Fact]
    public void An_id_belongs_to_the_provider_that_looked_it_up()
    {
        string definition = SampleDefinition.With(
            ("request.query", """{ "user": "{id}", "time": "{cursor}" }"""),
            ("page.cursorIsFollowTime", "true"),
            ("resolve", """{ "request": { "path": "user", "query": { "n": "{handle}" } }, "take": { "id": "id" } }"""));
        ProviderMetadata lookup = SampleDefinition.Provider(definition).Facts;
        string renamed = SampleDefinition.Change(definition, ("name", "\"Other\""));
        ProviderMetadata other = SampleDefinition.Provider(renamed).Facts;
        ProviderMetadata builtIn = ProviderRegistry.Get("SociaVault").Facts;
        Assert.True(lookup.CanUseCursorsOf(lookup));
        Assert.True(lookup.CanUseCursorsOf(builtIn));
        Assert.False(builtIn.CanUseCursorsOf(lookup));
        Assert.False(other.CanUseCursorsOf(lookup));
        Assert.Throws<FollowingException>(
            () => QueryValidator.CheckCursor(builtIn, "id=4;170", lookup, isShared: false));
    }

    [Fact]
    public async Task A_fallback_continues_at_the_follow_time_without_the_id()
    {
        string definition = SampleDefinition.With(
            ("request.query", """{ "user": "{id}", "time": "{cursor}" }"""),
            ("page.cursorIsFollowTime", "true"),
            ("resolve", """{ "request": { "path": "user", "query": { "n": "{handle}" } }, "take": { "id": "id" } }"""));
        ScriptedHandler first = new(
            Responses.Json("""{ "id": "42" }"""),
            Responses.Json("""{ "users": [{ "name": "one" }], "cursor": 1690000000 }"""),
            Responses.Json("{}", 402));
        ScriptedHandler second = new(Responses.Json(Wire.SociaVault([7], "0", "false", null)));
        FollowingQuery query = new(FollowingHandle.Parse("someone"));
        FollowingClient fallback = Lists.Client("SociaVault", second);
        ListPager list = new([Client(first, definition), fallback], query, TikTokFollowing.Client.Text.ClientLog.None);
        Assert.Equal(2, (await list.ReadAllAsync()).Count);
        Assert.Contains("min_time=1690000000", second.Requests[0].Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "'x' is not a cursor of Sample. Its cursors have the form time=...&token=....")]
    [InlineData("id=42;x", "'x' is not a cursor of Sample.")]
    [InlineData("time=1&other=2", "the form time=...&token=....")]
    [InlineData("id=..;time=1", "The id '..' in the cursor is empty or has only dots.")]
    [InlineData("id=;time=1", "The id '' in the cursor is empty or has only dots.")]
    public void A_cursor_of_another_form_is_rejected_before_the_lookup(string cursor, string words)
    {
        ScriptedHandler server = new();
        FollowingQuery query = new(FollowingHandle.Parse("someone")) { Cursor = cursor };
        FollowingException error = Assert.Throws<FollowingException>(() => Client(server).Open(query));
        Assert.Equal(FollowingErrorKind.InvalidRequest, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("Use the NextCursor of a page.", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, error.CreditsCharged);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void A_handle_of_dots_and_a_cursor_of_a_single_page_are_rejected_before_a_request()
    {
        FollowingException dots = Assert.Throws<FollowingException>(
            () => Client(new ScriptedHandler()).Open(new FollowingQuery(new FollowingHandle("..", HandleKind.Name))));
        Assert.Contains("'..' has only dots", dots.Message, StringComparison.Ordinal);
        string single = SampleDefinition.With(
            ("page.next", ""), ("request.query", """{ "user": "{handle}" }"""));
        FollowingQuery query = new(FollowingHandle.Parse("someone")) { Cursor = "x" };
        FollowingException error =
            Assert.Throws<FollowingException>(() => Client(new ScriptedHandler(), single).Open(query));
        Assert.Contains("Its lists have one page.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "?user=someone")]
    [InlineData("{ \"maximum\": 30 }", "?user=someone")]
    [InlineData("{ \"default\": 25 }", "?user=someone&count=25")]
    public async Task A_stated_page_size_is_sent(string pageSize, string query)
    {
        string definition = SampleDefinition.With(
            ("request.query", """{ "user": "{handle}", "count": "{pageSize}", "cursor": "{cursor}" }"""),
            ("pageSize", pageSize.Length == 0 ? "{}" : pageSize));
        ScriptedHandler server = new(Responses.Json("""{ "users": [{ "name": "x" }] }"""));
        await Open(server, definition).NextAsync();
        Assert.Equal(query, server.Requests[0].Query);
    }

    [Theory]
    [InlineData(19, FollowingErrorKind.BudgetReached)]
    [InlineData(20, null)]
    public async Task A_page_without_a_size_is_reserved_at_its_full_price(long limit, FollowingErrorKind? kind)
    {
        string definition = SampleDefinition.With(
            ("cost", """{ "perRecord": 1 }"""), ("pageSize", """{ "default": 20 }"""));
        ScriptedHandler server = new(Responses.Json("""{ "users": [{ "name": "x" }] }"""));
        FollowingQuery query = new(FollowingHandle.Parse("someone")) { Wanted = 3 };
        ListPager list = Client(server, definition, new CreditBudget(limit)).Open(query);
        FollowingException? error = (await Record.ExceptionAsync(list.NextAsync)) as FollowingException;
        Assert.Equal(kind, error?.Kind);
        Assert.Equal(kind is null ? 1 : 0, server.Requests.Count);
    }

    private static DateTime Local(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).LocalDateTime;

    private static ListPager Open(ScriptedHandler server, string definition = SampleDefinition.Everything) =>
        Client(server, definition).Open(new FollowingQuery(FollowingHandle.Parse("someone")));

    private static FollowingClient Client(
        ScriptedHandler server, string definition = SampleDefinition.Everything, CreditBudget? budget = null) => new(
            SampleDefinition.Provider(definition),
            new ApiKey(Lists.Key),
            settings: new HttpSettings { Timeout = null, MaximumRetryCount = 0 },
            transport: SharedHttpClient.Create(server),
            clock: new FakeClock(),
            budget: budget,
            rates: new RateLimitTracker());
}
