using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

public sealed class DumplingAIProviderTests
{
    private const string Name = "DumplingAI";

    private static readonly IFollowingProvider s_provider = Recorded.Provider(Name);

    [Fact]
    public async Task The_request_is_a_POST_with_JSON()
    {
        using HttpRequestMessage request = s_provider.CreateRequest(Recorded.Request(), s_provider.Facts.BaseUri);

        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("https://app.dumplingai.com/api/v1/get-tiktok-user-following", request.RequestUri!.AbsoluteUri);
        Assert.Empty(request.Headers);
        Assert.Equal("application/json", request.Content!.Headers.ContentType!.ToString());
        Assert.Equal("""{"handle":"some.one","requestSource":"API"}""", await request.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("1734470383", null, """{"handle":"some.one","minTime":1734470383,"requestSource":"API"}""")]
    [InlineData("1734470383", 30, """{"handle":"some.one","minTime":1734470383,"count":30,"requestSource":"API"}""")]
    [InlineData(null, 30, """{"handle":"some.one","count":30,"requestSource":"API"}""")]
    [InlineData("eyJv/+a=", null, """{"handle":"some.one","minTime":"eyJv/+a=","requestSource":"API"}""")]
    public async Task Sends_cursor_and_count_in_the_body(string? cursor, int? count, string body)
    {
        using HttpRequestMessage request =
            s_provider.CreateRequest(Recorded.Request(cursor, pageSize: count), s_provider.Facts.BaseUri);
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(await request.Content!.ReadAsStringAsync())));
        Assert.Equal("", request.RequestUri!.Query);
    }

    [Fact]
    public async Task The_body_is_escaped()
    {
        const string Handle = "a\"b\\c,\"x\":1 é";
        using HttpRequestMessage request =
            s_provider.CreateRequest(Recorded.Request(handle: Handle), s_provider.Facts.BaseUri);
        JsonObject body = JsonNode.Parse(await request.Content!.ReadAsStringAsync())!.AsObject();
        Assert.Equal(Handle, body["handle"]!.GetValue<string>());
        Assert.Equal(2, body.Count);
    }

    [Fact]
    public void All_values_of_a_pair_are_read()
    {
        ProviderPage page = Recorded.Read(Name, "first");

        Assert.Equal(["quietfjord", "mossy_kettle", "paper.lantern"], page.Accounts.Select(account => account.Handle));
        Recorded.AssertSame(
            new FollowedAccount
            {
                Handle = "quietfjord",
                DisplayName = "Quiet Fjord",
                Id = Recorded.Id(1),
                SecUid = Recorded.SecUid(1),
                Bio = "Boats, mostly.\nbookings@quietfjord.example",
                IsVerified = false,
                IsPrivate = false,
                AvatarUrl = "https://p16.example.com/avt/quietfjord~100x100.jpeg?x-expires=1770660000",
                ProfileUrl = "https://www.tiktok.com/@quietfjord",
                FollowerCount = 132309,
                FollowingCount = 969,
                LikeCount = 2675327,
                VideoCount = 192,
                LikedCount = 76423,
                FollowedBy = "some.one",
                FollowedAfter = Recorded.Local(Recorded.Second),
                FollowedBefore = Recorded.Local(Recorded.Newest),
                Provider = Name,
                RetrievedAt = Recorded.RequestedAt,
            },
            page.Accounts[0]);
        Assert.True(page.Accounts[1].IsPrivate);
        Assert.Equal(0, page.Accounts[1].LikeCount);

        // Verified, an empty bio, counts as texts.
        Assert.True(page.Accounts[2].IsVerified);
        Assert.Null(page.Accounts[2].Bio);
        Assert.Equal(1204, page.Accounts[2].FollowerCount);
        Assert.Equal(90210, page.Accounts[2].LikeCount);
    }

    [Fact]
    public void Reads_fields_of_the_user_beyond_the_sample()
    {
        FollowedAccount account = Recorded.Read(Name, "middle").Accounts[0];
        Assert.Equal("US", account.Region);
        Assert.Equal("en", account.Language);
        Assert.Equal(Recorded.Local(1433116800), account.CreatedAt);
    }

    [Fact]
    public void Reads_flat_records_of_the_app()
    {
        ProviderPage page = Recorded.Read(Name, "flat");

        Assert.Equal("1734470383", page.NextCursor); // min_time
        Assert.Equal(Recorded.Local(Recorded.Second), page.FollowedAfter);
        Assert.Null(page.FollowedBefore);
        Recorded.AssertSame(
            new FollowedAccount
            {
                Handle = "paper.lantern",
                DisplayName = "Paper Lantern",
                Id = Recorded.Id(3),
                SecUid = Recorded.SecUid(3),
                IsVerified = true,
                IsPrivate = false,
                AvatarUrl =
                    "https://p18.example.com/avt/paper.lantern~1080x1080.jpeg?x-expires=1770660000&x-signature=a2%3D",
                ProfileUrl = "https://www.tiktok.com/@paper.lantern",
                FollowerCount = 1204,
                FollowingCount = 88,
                LikeCount = 90210,
                VideoCount = 31,
                LikedCount = 7,
                FollowedBy = "some.one",
                FollowedAfter = Recorded.Local(Recorded.Second),
                Provider = Name,
                RetrievedAt = Recorded.RequestedAt,
            },
            page.Accounts[1]);
    }

    [Fact]
    public void The_values_of_the_page_are_read()
    {
        ProviderPage page = Recorded.Read(Name, "first");

        Assert.Equal(90, page.Total);
        Assert.True(page.HasMore);
        Assert.Equal("1734470383", page.NextCursor); // minCursor, because minTime is missing
        Assert.Equal(Recorded.Local(Recorded.Second), page.FollowedAfter);
        Assert.Equal(Recorded.Local(Recorded.Newest), page.FollowedBefore);
        Assert.Null(page.CreditsCharged); // the response states no charge, so the listed price counts
        Assert.Null(page.CreditsRemaining);
        Assert.Null(page.RequestId);
        Assert.Null(page.Failure);
    }

    [Theory]
    [InlineData("""{"minTime":1734470383,"min_time":2,"minCursor":3}""", "1734470383")]
    [InlineData("""{"minTime":"1734470383","minCursor":3}""", "1734470383")]
    [InlineData("""{"min_time":1734470383,"minCursor":3}""", "1734470383")]
    [InlineData("""{"minTime":null,"min_time":null,"minCursor":1734470383}""", "1734470383")]
    [InlineData("""{"minCursor":"1734470383"}""", "1734470383")]
    [InlineData(
        """{"minCursor":"eyJtYXhfY3Vyc29yIjoxNzM0NDcwMzgzLCJtaW5fY3Vyc29yIjoxNzAwMDAwMDAwfQ=="}""", "1700000000")]
    [InlineData("""{"minCursor":"opaque-cursor"}""", "opaque-cursor")]
    [InlineData("""{"maxCursor":1734470383}""", null)]
    [InlineData("""{"minCursor":0}""", null)]
    [InlineData("""{"minCursor":-1}""", null)]
    [InlineData("""{"minCursor":""}""", null)]
    [InlineData("""{"minCursor":null}""", null)]
    [InlineData("{}", null)]
    public void Reads_each_form_of_its_cursor(string cursors, string? next)
    {
        JsonObject body = JsonNode.Parse(cursors)!.AsObject();
        body["followingList"] = new JsonArray();
        Assert.Equal(next, Recorded.ReadBody(Name, body.ToJsonString()).NextCursor);
    }

    // 0, -1 and "" mean that there is no next page, in the first of minTime, min_time and minCursor.
    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("\"\"")]
    public void A_minTime_that_means_none_overrides_a_minCursor(string none)
    {
        Assert.Null(
            Recorded.ReadBody(
                Name,
                $$"""{"followingList":[],"hasMore":true,"minTime":{{none}},"minCursor":1734470383}""").NextCursor);
    }

    [Fact]
    public void Finds_the_follow_time_in_a_base64_cursor()
    {
        ProviderPage page = Recorded.Read(Name, "base64", Recorded.Request("1734470383"));
        Assert.Equal("1700000000", page.NextCursor);
        Assert.Equal(Recorded.Local(Recorded.Third), page.FollowedAfter);
        Assert.Equal(Recorded.Local(Recorded.Second), page.FollowedBefore);
    }

    [Fact]
    public void Reads_the_last_and_the_empty_page()
    {
        ProviderPage last = Recorded.Read(Name, "last", Recorded.Request("1700000000"));
        Assert.False(last.HasMore);
        Assert.Null(last.NextCursor);
        Assert.Single(last.Accounts);
        Assert.Null(last.FollowedAfter);
        Assert.Equal(Recorded.Local(Recorded.Third), last.FollowedBefore);

        ProviderPage empty = Recorded.Read(Name, "empty");
        Assert.Empty(empty.Accounts);
        Assert.False(empty.HasMore);
        Assert.Equal(0, empty.Total);
    }

    // AvatarUrl is jpeg, then webp, before heic, the same for every provider.
    [Theory]
    [InlineData(
        """{"avatarLarger":"https://a.x/l.heic?x","avatarThumb":"https://a.x/t.jpeg?x=1"}""",
        "https://a.x/t.jpeg?x=1")]
    [InlineData(
        """{"avatarLarger":"https://a.example/l.heic","avatarMedium":"https://a.example/m.webp"}""",
        "https://a.example/m.webp")]
    [InlineData(
        """{"avatarLarger":"https://a.example/l.jpeg","avatarThumb":"https://a.example/t.jpeg"}""",
        "https://a.example/l.jpeg")]
    [InlineData("""{"avatarThumb":"https://a.example/t.heic"}""", "https://a.example/t.heic")]
    [InlineData("""{"avatarThumb":"https://...jpeg"}""", null)]
    public void The_picture_has_the_most_widely_supported_format(string avatars, string? chosen)
    {
        JsonObject user = JsonNode.Parse(avatars)!.AsObject();
        user["uniqueId"] = "a";
        JsonObject body = new() { ["followingList"] = new JsonArray(new JsonObject { ["user"] = user }) };
        Assert.Equal(chosen, Assert.Single(Recorded.ReadBody(Name, body.ToJsonString()).Accounts).AvatarUrl);
    }

    [Fact]
    public void Takes_the_other_names_of_likes_and_privacy()
    {
        FollowedAccount account = Assert.Single(
            Recorded.ReadBody(
                Name, """{"followingList":[{"user":{"uniqueId":"a","secret":true},"stats":{"heart":9}}]}""").Accounts);
        Assert.True(account.IsPrivate);
        Assert.Equal(9, account.LikeCount);
    }

    [Fact]
    public void A_user_without_stats_has_no_counts()
    {
        FollowedAccount account =
            Assert.Single(Recorded.ReadBody(Name, """{"followingList":[{"user":{"uniqueId":"a"}}]}""").Accounts);
        Assert.True(
            account is
            {
                FollowerCount: null, FollowingCount: null, LikeCount: null, VideoCount: null, LikedCount: null,
            });
    }

    // A flat record can have any further field, even one with the name "user".
    [Fact]
    public void A_flat_record_with_an_empty_user_keeps_its_name()
    {
        FollowedAccount account = Assert.Single(
            Recorded.ReadBody(
                Name, """{"followingList":[{"uid":"7100000000000000001","unique_id":"a","user":{}}]}""").Accounts);
        Assert.Equal("a", account.Handle);
        Assert.Equal("7100000000000000001", account.Id);
    }

    [Fact]
    public void Raw_is_set_only_on_request()
    {
        Assert.All(Recorded.Read(Name, "first").Accounts, account => Assert.Null(account.Raw));
        ProviderPage page = Recorded.Read(Name, "first", Recorded.Request(includeRaw: true));
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(Recorded.Text(Name, "first"))!["followingList"]![1],
                JsonNode.Parse(page.Accounts[1].Raw!)));
        ProviderPage flat = Recorded.Read(Name, "flat", Recorded.Request(includeRaw: true));
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(Recorded.Text(Name, "flat"))!["followingList"]![0],
                JsonNode.Parse(flat.Accounts[0].Raw!)));
    }

    [Theory]
    [InlineData("400", FollowingErrorKind.InvalidRequest, "'handle' parameter is required")]
    [InlineData(
        "400-object", FollowingErrorKind.InvalidRequest, "\"The following service could not process the handle.\"")]
    [InlineData("401", FollowingErrorKind.AuthenticationFailed, "API key is invalid or missing.")]
    [InlineData("401-object", FollowingErrorKind.AuthenticationFailed, "\"API key is invalid or missing.\"")]
    [InlineData("403", FollowingErrorKind.CreditsExhausted, "Insufficient credits.")]
    [InlineData("403-object", FollowingErrorKind.CreditsExhausted, "\"Please top up your account.\"")]
    [InlineData("404", FollowingErrorKind.AccountNotFound, "Following list not found for user")]
    [InlineData("429", FollowingErrorKind.RateLimited, "Too many requests.")]
    [InlineData("500", FollowingErrorKind.ProviderUnavailable, "An unexpected server error occurred")]
    [InlineData("502", FollowingErrorKind.ProviderUnavailable, "Received invalid data structure")]
    [InlineData("503", FollowingErrorKind.RateLimited, "Rate limit exceeded.")]
    public void Each_recorded_error_has_its_kind(string name, FollowingErrorKind kind, string words)
    {
        FollowingException failure = Recorded.Refusal(Name, name);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(0, failure.CreditsCharged);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Recorded.AssertReadable(Name, failure);
    }

    [Theory]
    [InlineData("hidden", FollowingErrorKind.FollowingHidden)]
    [InlineData("private", FollowingErrorKind.AccountPrivate)]
    public void A_refusal_inside_a_200_is_charged_at_the_higher_price(string name, FollowingErrorKind kind)
    {
        FollowingException failure = Recorded.Refusal(Name, name);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(10, failure.CreditsCharged);
        Recorded.AssertReadable(Name, failure);
    }

    [Theory]
    [InlineData("""{"error":"odd"}""")]
    [InlineData("""{"followingList":"none"}""")]
    [InlineData("[]")]
    public void A_response_without_a_list_is_an_error_and_charged(string body)
    {
        FollowingException failure = Assert.Throws<FollowingException>(() => Recorded.ReadBody(Name, body));
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, failure.Kind);
        Assert.Equal(10, failure.CreditsCharged);
        Recorded.AssertReadable(Name, failure);
    }

    [Fact]
    public void A_503_without_json_is_not_its_rate_limit()
    {
        FollowingException failure = Assert.Throws<FollowingException>(() =>
            s_provider.ReadPage(Recorded.Request(), HttpStatusCode.ServiceUnavailable, default));
        Assert.Equal(FollowingErrorKind.ProviderUnavailable, failure.Kind);
        Recorded.AssertReadable(Name, failure);
    }
}
