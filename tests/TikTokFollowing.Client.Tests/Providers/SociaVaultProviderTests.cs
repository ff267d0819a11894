using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

public sealed class SociaVaultProviderTests
{
    private const string Name = "SociaVault";

    private static readonly IFollowingProvider s_provider = Recorded.Provider(Name);

    [Fact]
    public void The_request_is_a_GET_with_the_handle_in_the_query()
    {
        using HttpRequestMessage request = s_provider.CreateRequest(Recorded.Request(), s_provider.Facts.BaseUri);

        Assert.Equal(HttpMethod.Get, request.Method);
        Assert.Equal(
            "https://api.sociavault.com/v1/scrape/tiktok/following?handle=some.one", request.RequestUri!.AbsoluteUri);
        Assert.Empty(request.Headers);
        Assert.Null(request.Content);
    }

    [Fact]
    public void Sends_the_cursor_as_min_time()
    {
        using HttpRequestMessage request =
            s_provider.CreateRequest(Recorded.Request("1734470383"), s_provider.Facts.BaseUri);
        Assert.Equal("?handle=some.one&min_time=1734470383", request.RequestUri!.Query);
    }

    [Fact]
    public void A_trimmed_page_is_requested_only_with_Trim()
    {
        using HttpRequestMessage request =
            s_provider.CreateRequest(Recorded.Request("7", trim: true), s_provider.Facts.BaseUri);
        Assert.Equal("?handle=some.one&min_time=7&trim=true", request.RequestUri!.Query);
    }

    [Fact]
    public void The_query_is_escaped()
    {
        using HttpRequestMessage request =
            s_provider.CreateRequest(Recorded.Request("1 &b=2#", "a b&c=d/é%"), s_provider.Facts.BaseUri);
        Assert.Equal(
            "https://api.sociavault.com/v1/scrape/tiktok/following"
                + "?handle=a%20b%26c%3Dd%2F%C3%A9%25&min_time=1%20%26b%3D2%23",
            request.RequestUri!.AbsoluteUri);
    }

    [Fact]
    public void No_page_size_is_sent()
    {
        using HttpRequestMessage request =
            s_provider.CreateRequest(Recorded.Request(remaining: 3), s_provider.Facts.BaseUri);
        Assert.Equal("?handle=some.one", request.RequestUri!.Query);
    }

    [Fact]
    public void Reads_numeric_keys_in_the_order_of_the_numbers()
    {
        // The file has the order "0", "1", "10", "11", "2".
        Assert.Equal(
            ["quietfjord", "mossy_kettle", "paper.lantern", "ninetenths", "copperwren"],
            Recorded.Read(Name, "first").Accounts.Select(account => account.Handle));
    }

    [Fact]
    public void All_values_of_a_record_are_read()
    {
        ProviderPage page = Recorded.Read(Name, "first");

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
                Region = "NO",
                Language = "nb",
                CreatedAt = Recorded.Local(1546820065),
                AvatarUrl =
                    "https://p18.example.com/avt/quietfjord~1080x1080.jpeg?x-expires=1770660000&x-signature=a2%3D",
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

        // A bio with a line break of Windows, an emoji and letters outside the BMP; private as 1; no jpeg; counts of
        // zero stay zero.
        Recorded.AssertSame(
            new FollowedAccount
            {
                Handle = "mossy_kettle",
                DisplayName = "🌿 Møssy Kettle",
                Id = Recorded.Id(2),
                SecUid = Recorded.SecUid(2),
                Bio = "tea 🫖 & 𝒽erbs\r\n日本語も",
                IsVerified = false,
                IsPrivate = true,
                Region = "GB",
                Language = "en",
                CreatedAt = Recorded.Local(1601510400),
                AvatarUrl =
                    "https://p18.example.com/avt/mossy_kettle~1080x1080.webp?x-expires=1770660000&x-signature=a2%3D",
                ProfileUrl = "https://www.tiktok.com/@mossy_kettle",
                FollowerCount = 46,
                FollowingCount = 12,
                LikeCount = 0,
                VideoCount = 0,
                LikedCount = 5,
                FollowedBy = "some.one",
                FollowedAfter = Recorded.Local(Recorded.Second),
                FollowedBefore = Recorded.Local(Recorded.Newest),
                Provider = Name,
                RetrievedAt = Recorded.RequestedAt,
            },
            page.Accounts[1]);

        // Counts as texts, a creation time of 0, empty texts, private as a bool, verified by its text.
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
                FollowedBefore = Recorded.Local(Recorded.Newest),
                Provider = Name,
                RetrievedAt = Recorded.RequestedAt,
            },
            page.Accounts[2]);

        // Verified as a company; private as true; nothing but heic; counts beyond 2^53.
        Assert.True(page.Accounts[3].IsVerified);
        Assert.True(page.Accounts[3].IsPrivate);
        Assert.Equal(
            "https://p16.example.com/avt/ninetenths~1080x1080.heic?x-expires=1770660000&x-signature=a0%3D",
            page.Accounts[3].AvatarUrl);
        Assert.Equal(9007199254740993, page.Accounts[4].FollowerCount);
    }

    [Fact]
    public void The_values_of_the_page_are_read()
    {
        ProviderPage page = Recorded.Read(Name, "first");

        Assert.Equal(90, page.Total);
        Assert.True(page.HasMore);
        Assert.Equal("1734470383", page.NextCursor);
        Assert.Equal(Recorded.Local(Recorded.Second), page.FollowedAfter);
        Assert.Equal(Recorded.Local(Recorded.Newest), page.FollowedBefore);
        Assert.Equal(1, page.CreditsCharged);
        Assert.Null(page.CreditsRemaining);
        Assert.Equal("20260208182408000000000000000001", page.RequestId);
        Assert.False(page.IsLookup);
        Assert.Null(page.Note);
        Assert.Null(page.Failure);
    }

    [Fact]
    public void Has_more_decides_and_not_rec_has_more()
    {
        ProviderPage page = Recorded.Read(Name, "middle", Recorded.Request("1734470383"));

        Assert.True(page.HasMore); // rec_has_more is false in the file
        Assert.Equal("1700000000", page.NextCursor);
        Assert.Equal(89, page.Total);
        Assert.Equal(Recorded.Local(Recorded.Third), page.FollowedAfter);
        Assert.Equal(Recorded.Local(Recorded.Second), page.FollowedBefore);
    }

    [Fact]
    public void Reads_the_last_page()
    {
        ProviderPage page = Recorded.Read(Name, "last", Recorded.Request("1700000000"));
        Assert.Equal("orchardgate", Assert.Single(page.Accounts).Handle);
        Assert.False(page.HasMore);
    }

    [Fact]
    public void An_empty_object_is_an_empty_list()
    {
        ProviderPage page = Recorded.Read(Name, "empty");

        Assert.Empty(page.Accounts);
        Assert.False(page.HasMore);
        Assert.Null(page.NextCursor);
        Assert.Equal(0, page.Total);
        Assert.Equal(1, page.CreditsCharged);
        Assert.Null(page.FollowedAfter);
        Assert.Null(page.FollowedBefore);
    }

    [Fact]
    public void Takes_real_arrays_and_the_other_spelling_of_the_credits()
    {
        ProviderPage page = Recorded.Read(Name, "arrays");

        Assert.Equal(["quietfjord", "mossy_kettle"], page.Accounts.Select(account => account.Handle));
        Assert.Equal(
            "https://p18.example.com/avt/quietfjord~1080x1080.jpeg?x-expires=1770660000&x-signature=a2%3D",
            page.Accounts[0].AvatarUrl);
        Assert.Equal(1, page.CreditsCharged);
        Assert.Equal("20260208182408000000000000000005", page.RequestId);
    }

    [Fact]
    public void Values_that_a_trimmed_page_does_not_have_are_unknown()
    {
        ProviderPage page = Recorded.Read(Name, "trimmed", Recorded.Request("1734470383", trim: true));

        Assert.Null(page.HasMore);
        Assert.Equal("1700000000", page.NextCursor);
        Assert.Equal(89, page.Total);
        Assert.Null(page.RequestId);
        Recorded.AssertSame(
            new FollowedAccount
            {
                Handle = "saltmarsh7",
                DisplayName = "Salt Marsh",
                Id = Recorded.Id(20),
                SecUid = Recorded.SecUid(20),
                Bio = "mud",
                Region = "NL",
                Language = "nl",
                CreatedAt = Recorded.Local(1577836800),
                AvatarUrl =
                    "https://p18.example.com/avt/saltmarsh7~720x720.webp?x-expires=1770660000&x-signature=a2%3D",
                ProfileUrl = "https://www.tiktok.com/@saltmarsh7",
                FollowerCount = 700,
                FollowingCount = 70,
                FollowedBy = "some.one",
                FollowedAfter = Recorded.Local(Recorded.Third),
                FollowedBefore = Recorded.Local(Recorded.Second), // the requested cursor, because the page has no token
                Provider = Name,
                RetrievedAt = Recorded.RequestedAt,
            },
            page.Accounts[0]);
    }

    [Fact]
    public void The_first_trimmed_page_has_no_upper_end()
    {
        ProviderPage page = Recorded.Read(Name, "trimmed", Recorded.Request(trim: true));
        Assert.Equal(Recorded.Local(Recorded.Third), page.FollowedAfter);
        Assert.Null(page.FollowedBefore);
    }

    [Fact]
    public void A_trimmed_end_has_neither_accounts_nor_a_cursor()
    {
        ProviderPage page = Recorded.Read(Name, "trimmed-end", Recorded.Request("1700000000", trim: true));
        Assert.Empty(page.Accounts);
        Assert.Null(page.HasMore);
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public void Raw_is_set_only_on_request()
    {
        Assert.All(Recorded.Read(Name, "first").Accounts, account => Assert.Null(account.Raw));

        ProviderPage page = Recorded.Read(Name, "first", Recorded.Request(includeRaw: true));
        JsonNode record = JsonNode.Parse(Recorded.Text(Name, "first"))!["data"]!["followings"]!["2"]!;
        Assert.True(JsonNode.DeepEquals(record, JsonNode.Parse(page.Accounts[2].Raw!)));
    }

    [Theory]
    [InlineData("400", FollowingErrorKind.InvalidRequest, "Missing required parameter: handle")]
    [InlineData("401", FollowingErrorKind.AuthenticationFailed, "Invalid API key")]
    [InlineData("401-older", FollowingErrorKind.AuthenticationFailed, "\"The API key is missing or wrong\"")]
    [InlineData("402", FollowingErrorKind.CreditsExhausted, "Insufficient credits")]
    [InlineData("403-older", FollowingErrorKind.CreditsExhausted, "status 403")]
    [InlineData("404", FollowingErrorKind.AccountNotFound, "User not found or account is private")]
    [InlineData("422", FollowingErrorKind.InvalidRequest, "Unprocessable handle")]
    [InlineData("429", FollowingErrorKind.RateLimited, "Too many requests")]
    [InlineData("429-older", FollowingErrorKind.RateLimited, "\"Slow down\"")]
    [InlineData("500", FollowingErrorKind.ProviderUnavailable, "Service configuration error")]
    [InlineData("503", FollowingErrorKind.ProviderUnavailable, "Service unavailable")]
    public void Each_recorded_error_has_its_kind(string name, FollowingErrorKind kind, string words)
    {
        FollowingException failure = Recorded.Refusal(Name, name);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(0, failure.CreditsCharged);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Recorded.AssertReadable(Name, failure);
    }

    [Theory]
    [InlineData("hidden", FollowingErrorKind.FollowingHidden, "3002060")]
    [InlineData("hidden-login", FollowingErrorKind.FollowingHidden, "209002")]
    [InlineData("private", FollowingErrorKind.AccountPrivate, "2096")]
    [InlineData("private-web", FollowingErrorKind.AccountPrivate, "10222")]
    [InlineData("missing", FollowingErrorKind.AccountNotFound, "2065")]
    [InlineData("missing-web", FollowingErrorKind.AccountNotFound, "10221")]
    [InlineData("missing-banned", FollowingErrorKind.AccountNotFound, "10202")]
    public void A_refusal_inside_a_200_is_charged(string name, FollowingErrorKind kind, string code)
    {
        FollowingException failure = Recorded.Refusal(Name, name);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(1, failure.CreditsCharged);
        Assert.Contains(code, failure.Message, StringComparison.Ordinal);
        Recorded.AssertReadable(Name, failure);
    }

    [Fact]
    public void A_refusal_beside_a_null_envelope_is_a_refusal()
    {
        FollowingException failure = Assert.Throws<FollowingException>(() =>
            Recorded.ReadBody(Name, """{"success":true,"data":null,"status_code":3002060,"credits_used":2}"""));
        Assert.Equal(FollowingErrorKind.FollowingHidden, failure.Kind);
        Assert.Equal(2, failure.CreditsCharged);
    }

    [Theory]
    [InlineData("""{"success":true,"credits_used":3}""", 3)]
    [InlineData("""{"success":false,"error":"Scrape failed"}""", 1)]
    [InlineData("""{"success":true,"data":{"success":true}}""", 1)]
    [InlineData("""{"success":true,"data":{"followings":"none"},"creditsUsed":"2"}""", 2)]
    [InlineData("""{"success":true,"data":{"followings":{"0":{},"message":"x"}}}""", 1)]
    [InlineData("[]", 1)]
    [InlineData("null", 1)]
    [InlineData("\"ok\"", 1)]
    public void A_response_without_a_list_is_an_error_and_charged(string body, long credits)
    {
        FollowingException failure = Assert.Throws<FollowingException>(() => Recorded.ReadBody(Name, body));
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, failure.Kind);
        Assert.Equal(credits, failure.CreditsCharged);
        Recorded.AssertReadable(Name, failure);
    }

    [Fact]
    public void An_error_without_JSON_has_the_kind_of_its_status()
    {
        FollowingException failure = Assert.Throws<FollowingException>(() =>
            s_provider.ReadPage(Recorded.Request(), HttpStatusCode.BadGateway, default));
        Assert.Equal(FollowingErrorKind.ProviderUnavailable, failure.Kind);
        Recorded.AssertReadable(Name, failure);
    }
}
