using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

public sealed class UnifAPIProviderTests
{
    private const string Name = "UnifAPI";

    private static readonly IFollowingProvider s_provider = Recorded.Provider(Name);

    [Fact]
    public void The_request_is_a_GET_with_the_handle_in_the_path()
    {
        using HttpRequestMessage request = s_provider.CreateRequest(Recorded.Request(), s_provider.Facts.BaseUri);

        Assert.Equal(HttpMethod.Get, request.Method);
        Assert.Equal("https://api.unifapi.com/tiktok/users/some.one/following", request.RequestUri!.AbsoluteUri);
        Assert.Empty(request.Headers);
        Assert.Null(request.Content);
    }

    [Fact]
    public void Escapes_path_and_query()
    {
        using HttpRequestMessage request =
            s_provider.CreateRequest(Recorded.Request("c1/+=&", "a/b?c#d e", pageSize: 50), s_provider.Facts.BaseUri);
        Assert.Equal(
            "https://api.unifapi.com/tiktok/users/a%2Fb%3Fc%23d%20e/following?cursor=c1%2F%2B%3D%26&limit=50",
            request.RequestUri!.AbsoluteUri);
    }

    [Theory]
    [InlineData(null, null, "")] // 20, its own default
    [InlineData(50, null, "?limit=50")]
    [InlineData(null, 20L, "?limit=20")]
    [InlineData(null, 500L, "?limit=20")]
    [InlineData(null, 19L, "?limit=19")]
    [InlineData(null, 1L, "?limit=1")]
    [InlineData(50, 7L, "?limit=7")]
    [InlineData(50, 50L, "?limit=50")]
    [InlineData(10, 30L, "?limit=10")]
    [InlineData(50, 5_000_000_000L, "?limit=50")]
    public void The_limit_is_at_most_the_number_of_wanted_accounts(int? pageSize, long? remaining, string query)
    {
        using HttpRequestMessage request =
            s_provider.CreateRequest(
                Recorded.Request(remaining: remaining, pageSize: pageSize), s_provider.Facts.BaseUri);
        Assert.Equal(query, request.RequestUri!.Query);
    }

    [Fact]
    public void All_values_of_a_record_are_read()
    {
        ProviderPage page = Recorded.Read(Name, "first");

        Assert.Equal(["quietfjord", "mossy_kettle", "paper.lantern"], page.Accounts.Select(account => account.Handle));
        Recorded.AssertSame(
            new FollowedAccount
            {
                Handle = "quietfjord",
                DisplayName = "Quiet Fjord",
                Id = Recorded.Id(1),
                Bio = "Boats, mostly.\nbookings@quietfjord.example",
                IsVerified = false,
                IsPrivate = false,
                Region = "NO",
                AvatarUrl = "https://p16.example.com/avt/quietfjord.jpeg?x-expires=1770660000",
                ProfileUrl = "https://www.tiktok.com/@quietfjord",
                FollowerCount = 132309,
                FollowingCount = 969,
                LikeCount = 2675327,
                VideoCount = 192,
                FollowedBy = "some.one",
                Provider = Name,
                RetrievedAt = Recorded.RequestedAt,
            },
            page.Accounts[0]);

        // Counts as texts, empty bio and region.
        Recorded.AssertSame(
            new FollowedAccount
            {
                Handle = "paper.lantern",
                DisplayName = "Paper Lantern",
                Id = Recorded.Id(3),
                IsVerified = true,
                IsPrivate = false,
                AvatarUrl = "https://p16.example.com/avt/paper.lantern.jpeg?x-expires=1770660000",
                ProfileUrl = "https://www.tiktok.com/@paper.lantern",
                FollowerCount = 1204,
                FollowingCount = 88,
                LikeCount = 90210,
                VideoCount = 31,
                FollowedBy = "some.one",
                Provider = Name,
                RetrievedAt = Recorded.RequestedAt,
            },
            page.Accounts[2]);
    }

    [Fact]
    public void Nulls_stay_unknown()
    {
        ProviderPage page = Recorded.Read(Name, "last", Recorded.Request("c2"));

        FollowedAccount account = Assert.Single(page.Accounts);
        Assert.Null(account.IsVerified);
        Assert.Null(account.IsPrivate);
        Assert.Null(account.Region);
        Assert.Null(account.AvatarUrl);
        Assert.Null(account.Bio);
        Assert.False(page.HasMore);
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public void The_values_of_the_page_are_read()
    {
        ProviderPage page = Recorded.Read(Name, "first");

        Assert.Null(page.Total);
        Assert.True(page.HasMore);
        Assert.Equal("c1/+=&", page.NextCursor);
        Assert.Null(page.FollowedAfter);
        Assert.Null(page.FollowedBefore);
        Assert.Equal(3, page.CreditsCharged);
        Assert.Equal(997, page.CreditsRemaining);
        Assert.Equal("req_u997", page.RequestId);
        Assert.False(page.IsLookup);
        Assert.Null(page.Note);
        Assert.Null(page.Failure);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("hidden")]
    [InlineData("hidden-null")]
    public void A_hidden_list_looks_empty_and_has_a_warning(string name)
    {
        ProviderPage page = Recorded.Read(Name, name);

        Assert.Empty(page.Accounts);
        Assert.False(page.HasMore);
        Assert.Null(page.NextCursor);
        Assert.Equal(1, page.CreditsCharged);
        Assert.Null(page.Failure);
        Assert.Contains("hidden", page.Warning, StringComparison.Ordinal);
        Assert.Null(page.Note);
    }

    [Fact]
    public void An_empty_page_in_mid_list_is_not_called_hidden()
    {
        Assert.Null(Recorded.Read(Name, "empty", Recorded.Request("c2")).Warning);
        Assert.Null(Recorded.Read(Name, "empty", Recorded.Request("id=7100000000000000040;c2")).Warning);
    }

    // After a lookup, the cursor of the first page is "id=…;".
    [Fact]
    public void A_hidden_list_has_a_warning_after_a_lookup_too()
    {
        Assert.Contains(
            "hidden",
            Recorded.Read(Name, "hidden", Recorded.Request("id=7100000000000000040;")).Warning ?? "",
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_cut_by_the_balance_has_its_accounts_and_the_failure()
    {
        ProviderPage page = Recorded.Read(Name, "truncated");

        Assert.Equal(["quietfjord", "mossy_kettle"], page.Accounts.Select(account => account.Handle));
        Assert.Equal(2, page.CreditsCharged);
        Assert.Equal(0, page.CreditsRemaining);
        Assert.Equal("c3", page.NextCursor);
        Assert.NotNull(page.Failure);
        Assert.Equal(FollowingErrorKind.CreditsExhausted, page.Failure.Kind);
        Assert.Equal(0, page.Failure.CreditsCharged); // the page states them
        Recorded.AssertReadable(Name, page.Failure);
    }

    [Fact]
    public void Raw_is_set_only_on_request()
    {
        Assert.All(Recorded.Read(Name, "first").Accounts, account => Assert.Null(account.Raw));
        ProviderPage page = Recorded.Read(Name, "first", Recorded.Request(includeRaw: true));
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(Recorded.Text(Name, "first"))!["data"]![2], JsonNode.Parse(page.Accounts[2].Raw!)));
    }

    [Fact]
    public void The_id_is_looked_up_if_the_handle_is_refused()
    {
        // 1. The handle is refused.
        ProviderPage refused = Recorded.Read(Name, "400-invalid-id");
        Assert.True(refused.IsLookup);
        Assert.Empty(refused.Accounts);
        Assert.Equal(0, refused.CreditsCharged);

        // 2. Its cursor requests the id.
        PageRequest lookup = Recorded.Request(refused.NextCursor, "some one");
        using HttpRequestMessage request = s_provider.CreateRequest(lookup, s_provider.Facts.BaseUri);
        Assert.Equal(
            "https://api.unifapi.com/tiktok/users/resolve?username=some%20one", request.RequestUri!.AbsoluteUri);
        ProviderPage found = Recorded.Read(Name, "resolve", lookup);
        Assert.True(found.IsLookup);
        Assert.Equal(1, found.CreditsCharged);

        // 3. The next cursor has the id, and the list starts.
        PageRequest start = Recorded.Request(found.NextCursor, remaining: 5);
        using HttpRequestMessage first = s_provider.CreateRequest(start, s_provider.Facts.BaseUri);
        Assert.Equal(
            "https://api.unifapi.com/tiktok/users/7100000000000000040/following?limit=5",
            first.RequestUri!.AbsoluteUri);

        // 4. The list continues with the id.
        ProviderPage page = Recorded.Read(Name, "first", start);
        Assert.False(page.IsLookup);
        using HttpRequestMessage next =
            s_provider.CreateRequest(Recorded.Request(page.NextCursor), s_provider.Facts.BaseUri);
        Assert.Equal(
            "https://api.unifapi.com/tiktok/users/7100000000000000040/following?cursor=c1%2F%2B%3D%26",
            next.RequestUri!.AbsoluteUri);
    }

    [Fact]
    public void The_end_of_a_looked_up_list_is_an_end()
    {
        Assert.Null(Recorded.Read(Name, "last", Recorded.Request("id=7100000000000000040;c2")).NextCursor);
    }

    [Fact]
    public void The_id_is_looked_up_only_once()
    {
        PageRequest lookedUp = Recorded.Request("id=7100000000000000040;");
        Assert.Equal(FollowingErrorKind.InvalidRequest, Recorded.Refusal(Name, "400-invalid-id", lookedUp).Kind);

        PageRequest lookup = Recorded.Request(Recorded.Read(Name, "400-invalid-id").NextCursor);
        Assert.Equal(FollowingErrorKind.InvalidRequest, Recorded.Refusal(Name, "400-invalid-id", lookup).Kind);
    }

    [Fact]
    public void An_id_is_not_looked_up()
    {
        PageRequest page = new(
            new FollowingQuery(new FollowingHandle("7100000000000000040", HandleKind.NumericId)),
            null,
            null,
            Recorded.RequestedAt);
        Assert.Equal(FollowingErrorKind.InvalidRequest, Recorded.Refusal(Name, "400-invalid-id", page).Kind);
    }

    [Fact]
    public void A_handle_without_an_id_is_not_found()
    {
        PageRequest lookup = Recorded.Request(Recorded.Read(Name, "400-invalid-id").NextCursor);

        FollowingException unknown = Recorded.Refusal(Name, "resolve-unknown", lookup);
        Assert.Equal(FollowingErrorKind.AccountNotFound, unknown.Kind);
        Assert.Equal(1, unknown.CreditsCharged);
        Recorded.AssertReadable(Name, unknown);
        Assert.Equal(FollowingErrorKind.AccountNotFound, Recorded.Refusal(Name, "404", lookup).Kind);
    }

    [Theory]
    [InlineData("400", FollowingErrorKind.InvalidRequest, 0, "\"limit must be at most 50\"")]
    [InlineData("401", FollowingErrorKind.AuthenticationFailed, 0, "\"The key is not valid\"")]
    [InlineData("402", FollowingErrorKind.CreditsExhausted, 0, "has no credits left (1 required, 0 available)")]
    [InlineData("404", FollowingErrorKind.AccountNotFound, 1, "\"No such user\"")]
    [InlineData("429", FollowingErrorKind.RateLimited, 0, "\"Too many requests\"")]
    [InlineData("500", FollowingErrorKind.ProviderUnavailable, 0, "\"Something went wrong\"")]
    [InlineData("502", FollowingErrorKind.ProviderUnavailable, 0, "\"The upstream failed\"")]
    [InlineData("502-charged", FollowingErrorKind.ProviderUnavailable, 1, "\"The upstream changed\"")]
    [InlineData("503", FollowingErrorKind.ProviderUnavailable, 0, "\"The upstream is down\"")]
    public void Each_recorded_error_has_its_kind_and_charge(
        string name, FollowingErrorKind kind, long credits, string words)
    {
        FollowingException failure = Recorded.Refusal(Name, name, Recorded.Request("c1"));
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(credits, failure.CreditsCharged);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Recorded.AssertReadable(Name, failure);
    }

    [Fact]
    public void A_refused_handle_can_be_charged()
    {
        ProviderPage page = Recorded.ReadBody(
            Name,
            """{"error":{"type":"invalid_id","message":"m","billing":{"credits_charged":1}}}""",
            status: HttpStatusCode.BadRequest);
        Assert.True(page.IsLookup);
        Assert.Equal(1, page.CreditsCharged);
    }

    [Theory]
    [InlineData("""{"request_id":"r"}""", 1)]
    [InlineData("""{"error":{"type":"upstream_error","message":"m","billing":{"credits_charged":2}}}""", 2)]
    [InlineData("""{"data":"none","billing":{"credits_charged":4}}""", 4)]
    [InlineData("""{"data":{"message":"none"}}""", 1)]
    [InlineData("[]", 1)]
    [InlineData("null", 1)]
    public void A_response_without_a_list_is_an_error_and_charged(string body, long credits)
    {
        FollowingException failure = Assert.Throws<FollowingException>(() => Recorded.ReadBody(Name, body));
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, failure.Kind);
        Assert.Equal(credits, failure.CreditsCharged);
        Recorded.AssertReadable(Name, failure);
    }

    [Theory]
    [InlineData("""{"items":[{"id":"71","username":"a"}],"has_more":true,"next_cursor":"c2"}""")]
    [InlineData("""{"data":{"items":[{"id":"71","username":"a"}],"has_more":true,"next_cursor":"c2"}}""")]
    [InlineData("""{"data":[{"id":"71","username":"a"}],"has_more":true,"next_cursor":"c2"}""")]
    public void The_older_envelope_of_UnifAPI_is_a_page(string body)
    {
        ProviderPage page = Recorded.ReadBody("UnifAPI", body);
        Assert.Equal("71", Assert.Single(page.Accounts).Id);
        Assert.Equal((true, "c2"), (page.HasMore, page.NextCursor));
    }

    [Fact]
    public void An_empty_older_envelope_has_a_warning()
    {
        ProviderPage page = Recorded.ReadBody("UnifAPI", """{"items":[],"has_more":false,"next_cursor":null}""");
        Assert.Empty(page.Accounts);
        Assert.Contains("hidden or private", page.Warning, StringComparison.Ordinal);
        Assert.Throws<FollowingException>(() => Recorded.ReadBody("UnifAPI", """{"items":"none"}"""));
    }
}
