using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

public sealed class ScrapeCreatorsProviderTests
{
    private const string Name = "ScrapeCreators";

    private static readonly IFollowingProvider s_provider = Recorded.Provider(Name);

    [Fact]
    public void The_request_is_a_GET_with_the_handle_in_the_query()
    {
        using HttpRequestMessage request = s_provider.CreateRequest(Recorded.Request(), s_provider.Facts.BaseUri);

        Assert.Equal(HttpMethod.Get, request.Method);
        Assert.Equal(
            "https://api.scrapecreators.com/v1/tiktok/user/following?handle=some.one", request.RequestUri!.AbsoluteUri);
        Assert.Empty(request.Headers);
        Assert.Null(request.Content);
    }

    [Fact]
    public void Sends_cursor_and_trim_escaped()
    {
        using HttpRequestMessage request =
            s_provider.CreateRequest(Recorded.Request("17&x", "a b&c", trim: true), s_provider.Facts.BaseUri);
        Assert.Equal(
            "https://api.scrapecreators.com/v1/tiktok/user/following?handle=a%20b%26c&min_time=17%26x&trim=true",
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
        Assert.Null(page.CreditsCharged); // the response states no charge, so the listed price counts
        Assert.Equal(4711, page.CreditsRemaining);
        Assert.Equal("20260208182408000000000000000011", page.RequestId);
        Assert.Null(page.Failure);
        Assert.Null(page.Note);
    }

    [Fact]
    public void Remaining_credits_are_unknown_without_a_stated_value()
    {
        ProviderPage page = Recorded.Read(Name, "middle", Recorded.Request("1734470383"));
        Assert.Null(page.CreditsRemaining);
        Assert.True(page.HasMore); // rec_has_more is false in the file
        Assert.Equal("1700000000", page.NextCursor);
    }

    [Fact]
    public void Reads_the_last_and_the_empty_page()
    {
        Assert.False(Recorded.Read(Name, "last", Recorded.Request("1700000000")).HasMore);

        ProviderPage empty = Recorded.Read(Name, "empty");
        Assert.Empty(empty.Accounts);
        Assert.False(empty.HasMore);
        Assert.Null(empty.NextCursor);
    }

    [Fact]
    public void Values_that_a_trimmed_page_does_not_have_are_unknown()
    {
        ProviderPage page = Recorded.Read(Name, "trimmed", Recorded.Request("1734470383", trim: true));

        Assert.Null(page.HasMore);
        Assert.Equal("1700000000", page.NextCursor);
        Assert.Equal(Recorded.Local(Recorded.Third), page.FollowedAfter);
        Assert.Equal(Recorded.Local(Recorded.Second), page.FollowedBefore);
        Assert.All(page.Accounts, account =>
        {
            Assert.Null(account.IsVerified);
            Assert.Null(account.IsPrivate);
            Assert.Null(account.LikeCount);
            Assert.Null(account.VideoCount);
            Assert.Null(account.LikedCount);
            Assert.NotNull(account.FollowerCount);
        });

        ProviderPage end = Recorded.Read(Name, "trimmed-end", Recorded.Request("1700000000", trim: true));
        Assert.Empty(end.Accounts);
        Assert.Null(end.HasMore);
        Assert.Null(end.NextCursor);
    }

    [Fact]
    public void Raw_is_set_only_on_request()
    {
        Assert.All(Recorded.Read(Name, "first").Accounts, account => Assert.Null(account.Raw));
        ProviderPage page = Recorded.Read(Name, "first", Recorded.Request(includeRaw: true));
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse(Recorded.Text(Name, "first"))!["followings"]![1],
                JsonNode.Parse(page.Accounts[1].Raw!)));
    }

    [Theory]
    [InlineData("400", FollowingErrorKind.InvalidRequest)]
    [InlineData("401", FollowingErrorKind.AuthenticationFailed)]
    [InlineData("402", FollowingErrorKind.CreditsExhausted)]
    [InlineData("402-coded", FollowingErrorKind.CreditsExhausted)]
    [InlineData("404", FollowingErrorKind.AccountNotFound)]
    [InlineData("429", FollowingErrorKind.RateLimited)]
    [InlineData("500", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("503", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("inside-401", FollowingErrorKind.AuthenticationFailed)]
    [InlineData("inside-402", FollowingErrorKind.CreditsExhausted)]
    [InlineData("inside-404", FollowingErrorKind.AccountNotFound)]
    [InlineData("inside-429", FollowingErrorKind.RateLimited)]
    [InlineData("inside-500", FollowingErrorKind.ProviderUnavailable)]
    public void Each_recorded_error_has_its_kind(string name, FollowingErrorKind kind)
    {
        FollowingException failure = Recorded.Refusal(Name, name);
        Assert.Equal(kind, failure.Kind);
        // A complete response with a good status that states no charge counts as the listed price.
        Assert.Equal(name.StartsWith("inside-", StringComparison.Ordinal) ? 1 : 0, failure.CreditsCharged);
        Assert.Contains(
            JsonNode.Parse(Recorded.Text(Name, name))!["message"]!.GetValue<string>(),
            failure.Message,
            StringComparison.Ordinal);
        Recorded.AssertReadable(Name, failure);
    }

    [Theory]
    [InlineData("hidden", FollowingErrorKind.FollowingHidden)]
    [InlineData("private", FollowingErrorKind.AccountPrivate)]
    [InlineData("private-web", FollowingErrorKind.AccountPrivate)]
    [InlineData("missing", FollowingErrorKind.AccountNotFound)]
    public void A_refusal_inside_a_200_is_charged(string name, FollowingErrorKind kind)
    {
        FollowingException failure = Recorded.Refusal(Name, name);
        Assert.Equal(kind, failure.Kind);
        Assert.Equal(1, failure.CreditsCharged);
        Recorded.AssertReadable(Name, failure);
    }

    // The documented error is {success: false, message, errorStatus}, and errorStatus is the true status.
    [Theory]
    [InlineData(500, 404, FollowingErrorKind.AccountNotFound)]
    [InlineData(500, 402, FollowingErrorKind.CreditsExhausted)]
    [InlineData(400, 429, FollowingErrorKind.RateLimited)]
    public void The_status_inside_an_error_is_the_true_one(int outside, int inside, FollowingErrorKind kind)
    {
        string body = $$"""{"success":false,"message":"the true one is inside","errorStatus":{{inside}}}""";
        FollowingException failure =
            Assert.Throws<FollowingException>(() => Recorded.ReadBody(Name, body, status: (HttpStatusCode)outside));
        Assert.Equal(kind, failure.Kind);
    }

    [Theory]
    [InlineData("""{"success":false,"message":"odd"}""")]
    [InlineData("""{"followings":17}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void A_response_without_a_list_is_an_error_and_charged(string body)
    {
        FollowingException failure = Assert.Throws<FollowingException>(() => Recorded.ReadBody(Name, body));
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, failure.Kind);
        Assert.Equal(1, failure.CreditsCharged);
        Recorded.AssertReadable(Name, failure);
    }
}
