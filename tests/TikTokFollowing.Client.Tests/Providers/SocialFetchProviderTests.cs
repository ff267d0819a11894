using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

public sealed class SocialFetchProviderTests
{
    private const string Name = "SocialFetch";

    private static readonly IFollowingProvider s_provider = Recorded.Provider(Name);

    [Fact]
    public void The_request_is_a_GET_with_the_handle_in_the_path()
    {
        using HttpRequestMessage request = s_provider.CreateRequest(Recorded.Request(), s_provider.Facts.BaseUri);

        Assert.Equal(HttpMethod.Get, request.Method);
        Assert.Equal(
            "https://api.socialfetch.dev/v1/tiktok/profiles/some.one/following", request.RequestUri!.AbsoluteUri);
        Assert.Empty(request.Headers);
        Assert.Null(request.Content);
    }

    [Fact]
    public void The_cursor_is_sent_unchanged_and_escaped()
    {
        using HttpRequestMessage request =
            s_provider.CreateRequest(
                Recorded.Request("eyJv+/a=&b#", "a/b?c#d e", trim: true), s_provider.Facts.BaseUri);
        Assert.Equal(
            "https://api.socialfetch.dev/v1/tiktok/profiles/a%2Fb%3Fc%23d%20e/following"
                + "?cursor=eyJv%2B%2Fa%3D%26b%23&trim=true",
            request.RequestUri!.AbsoluteUri);
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
                SecUid = Recorded.SecUid(1),
                Bio = "Boats, mostly.\nbookings@quietfjord.example",
                IsVerified = false,
                IsPrivate = false,
                Region = "NO",
                Language = "nb",
                CreatedAt = Recorded.Local(1546820065), // Unix seconds in this file
                AvatarUrl = "https://p16.example.com/avt/quietfjord~1080x1080.webp?x-expires=1770660000",
                ProfileUrl = "https://www.tiktok.com/@quietfjord",
                FollowerCount = 132309,
                FollowingCount = 969,
                VideoCount = 192,
                FollowedBy = "some.one",
                Provider = Name,
                RetrievedAt = Recorded.RequestedAt,
            },
            page.Accounts[0]);
        Assert.True(page.Accounts[1].IsPrivate);

        // Only the documented required fields; the bio is null.
        Recorded.AssertSame(
            new FollowedAccount
            {
                Handle = "paper.lantern",
                DisplayName = "Paper Lantern",
                IsVerified = true,
                AvatarUrl = "https://p16.example.com/avt/paper.lantern~1080x1080.webp?x-expires=1770660000",
                ProfileUrl = "https://www.tiktok.com/@paper.lantern",
                FollowerCount = 1204,
                FollowingCount = 88,
                VideoCount = 31,
                FollowedBy = "some.one",
                Provider = Name,
                RetrievedAt = Recorded.RequestedAt,
            },
            page.Accounts[2]);
    }

    [Fact]
    public void Reads_the_creation_time_of_the_newer_page_too()
    {
        ProviderPage page = Recorded.Read(Name, "middle");
        // The file has "2015-06-01T02:00:00+02:00" and "2020-01-01T00:00:00Z".
        Assert.Equal(
            [Recorded.Local(1433116800), Recorded.Local(1577836800)],
            page.Accounts.Select(account => account.CreatedAt!.Value));
        Assert.All(page.Accounts, account => Assert.Equal(DateTimeKind.Local, account.CreatedAt!.Value.Kind));
    }

    [Fact]
    public void The_values_of_the_page_are_read()
    {
        ProviderPage page = Recorded.Read(Name, "first");

        Assert.Equal(90, page.Total);
        Assert.True(page.HasMore);
        Assert.Equal("eyJvIjoyMCwicyI6ImEvYis9In0=", page.NextCursor);
        Assert.Null(page.FollowedAfter);
        Assert.Null(page.FollowedBefore);
        Assert.Equal(1, page.CreditsCharged);
        Assert.Null(page.CreditsRemaining);
        Assert.Equal("req_000000000001", page.RequestId);
        Assert.Null(page.Note);
        Assert.Null(page.Failure);
    }

    [Fact]
    public void A_response_from_the_cache_is_charged()
    {
        Assert.Equal(1, Recorded.Read(Name, "middle").CreditsCharged); // meta.cached is true in the file
    }

    [Fact]
    public void The_cursor_is_never_read_as_a_time()
    {
        string body = Recorded.Text(Name, "first").Replace(
            "eyJvIjoyMCwicyI6ImEvYis9In0=", "1734470383", StringComparison.Ordinal);
        ProviderPage page = Recorded.ReadBody(Name, body, Recorded.Request("1769114253"));

        Assert.Equal("1734470383", page.NextCursor);
        Assert.Null(page.FollowedAfter);
        Assert.Null(page.FollowedBefore);
        Assert.All(
            page.Accounts, account => Assert.True(account.FollowedAfter is null && account.FollowedBefore is null));
    }

    [Fact]
    public void Reads_the_last_page_with_its_nulls()
    {
        ProviderPage page = Recorded.Read(Name, "last");

        Assert.False(page.HasMore);
        Assert.Null(page.NextCursor);
        Assert.Null(page.Total);
        FollowedAccount account = Assert.Single(page.Accounts);
        Assert.Null(account.DisplayName);
        Assert.Null(account.AvatarUrl);
    }

    [Fact]
    public void An_empty_list_that_was_found_is_no_error()
    {
        ProviderPage page = Recorded.Read(Name, "empty");
        Assert.Empty(page.Accounts);
        Assert.False(page.HasMore);
        Assert.Equal(0, page.Total);
        Assert.Equal(1, page.CreditsCharged);
    }

    [Fact]
    public void Values_that_a_trimmed_record_does_not_have_are_unknown()
    {
        FollowedAccount account = Assert.Single(Recorded.Read(Name, "trimmed", Recorded.Request(trim: true)).Accounts);
        Assert.Null(account.Id);
        Assert.Null(account.SecUid);
        Assert.Null(account.IsPrivate);
        Assert.Null(account.Region);
        Assert.Null(account.Language);
        Assert.Null(account.CreatedAt);
        Assert.False(account.IsVerified);
        Assert.Equal(700, account.FollowerCount);
    }

    [Fact]
    public void Raw_is_set_only_on_request()
    {
        Assert.All(Recorded.Read(Name, "first").Accounts, account => Assert.Null(account.Raw));
        ProviderPage page = Recorded.Read(Name, "first", Recorded.Request(includeRaw: true));
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(Recorded.Text(Name, "first"))!["data"]!["accounts"]![0],
                JsonNode.Parse(page.Accounts[0].Raw!)));
    }

    [Theory]
    [InlineData("hidden", FollowingErrorKind.FollowingHidden)]
    [InlineData("private", FollowingErrorKind.AccountPrivate)]
    [InlineData("missing", FollowingErrorKind.AccountNotFound)]
    public void A_lookup_that_found_no_list_is_charged(string name, FollowingErrorKind kind)
    {
        FollowingException failure = Recorded.Refusal(Name, name);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(1, failure.CreditsCharged);
        Recorded.AssertReadable(Name, failure);
    }

    [Fact]
    public void A_free_refusal_is_not_charged()
    {
        string body = Recorded.Text(Name, "hidden").Replace(
            "\"creditsCharged\": 1", "\"creditsCharged\": 0", StringComparison.Ordinal);
        Assert.Equal(0, Assert.Throws<FollowingException>(() => Recorded.ReadBody(Name, body)).CreditsCharged);
    }

    [Theory]
    [InlineData("400", FollowingErrorKind.InvalidRequest, "\"The cursor is not valid.\"")]
    [InlineData("401", FollowingErrorKind.AuthenticationFailed, "\"The API key is missing or not valid.\"")]
    [InlineData("402", FollowingErrorKind.CreditsExhausted, "\"Not enough credits.\"")]
    [InlineData("402-payment-required", FollowingErrorKind.AuthenticationFailed, "No key arrived")]
    [InlineData("402-settlement", FollowingErrorKind.CreditsExhausted, "\"The payment could not be settled.\"")]
    [InlineData("403", FollowingErrorKind.AuthenticationFailed, "\"This key may not do that.\"")]
    [InlineData("404", FollowingErrorKind.ProviderUnavailable, "has no such address")]
    [InlineData("429", FollowingErrorKind.RateLimited, "\"Please try again shortly.\"")]
    [InlineData("500", FollowingErrorKind.ProviderUnavailable, "\"Something went wrong.\"")]
    [InlineData("502", FollowingErrorKind.ProviderUnavailable, "\"The lookup failed.\"")]
    [InlineData("503", FollowingErrorKind.ProviderUnavailable, "\"Please try again shortly.\"")]
    public void Each_recorded_error_has_its_kind(string name, FollowingErrorKind kind, string words)
    {
        FollowingException failure = Recorded.Refusal(Name, name);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(0, failure.CreditsCharged);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Recorded.AssertReadable(Name, failure);
    }

    [Theory]
    [InlineData("insufficient_credits", FollowingErrorKind.CreditsExhausted)]
    [InlineData("payment_settlement_failed", FollowingErrorKind.CreditsExhausted)]
    [InlineData("payment_required", FollowingErrorKind.AuthenticationFailed)]
    public void Codes_about_payment_override_the_status(string code, FollowingErrorKind kind)
    {
        string body = $$"""{"error":{"code":"{{code}}","message":"m","requestId":"r"} }""";
        Assert.Equal(
            kind,
            Assert.Throws<FollowingException>(() =>
                Recorded.ReadBody(Name, body, status: HttpStatusCode.Forbidden)).Kind);
    }

    [Theory]
    [InlineData("""{"data":{"lookupStatus":"found","page":{}},"meta":{"creditsCharged":2}}""", 2)]
    [InlineData("""{"data":{"lookupStatus":"found","accounts":"none"}}""", 1)]
    [InlineData("""{"data":{}}""", 1)]
    [InlineData("{}", 1)]
    [InlineData("[]", 1)]
    public void A_response_without_a_list_is_an_error_and_charged(string body, long credits)
    {
        FollowingException failure = Assert.Throws<FollowingException>(() => Recorded.ReadBody(Name, body));
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, failure.Kind);
        Assert.Equal(credits, failure.CreditsCharged);
        Recorded.AssertReadable(Name, failure);
    }
}
