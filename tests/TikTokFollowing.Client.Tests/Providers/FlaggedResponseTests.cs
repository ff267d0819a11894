using System.Net;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Tests responses with a good status that report an error.</summary>
public sealed class FlaggedResponseTests
{
    private static readonly string[] s_providers = [.. ProviderRegistry.All.Select(provider => provider.Facts.Name)];

    public static TheoryData<string> Providers => new(s_providers);

    private static readonly string[] s_flags =
    [
        """
        "success":false,"message":"Own words"
        """,
        """
        "success":0,"error":"Own words"
        """,
        """
        "error":{"message":"Own words"}
        """,
        """
        "errors":[{"message":"Own words"}]
        """,
    ];

    public static TheoryData<string, string> Flagged
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach ((string provider, string empty) in s_empty)
            {
                foreach (string flag in s_flags)
                {
                    data.Add(provider, $"{{{flag}}}");
                    data.Add(provider, $"{{{flag},{empty}}}");
                }
            }
            return data;
        }
    }

    private static readonly Dictionary<string, string> s_empty = new()
    {
        ["ScrapeCreators"] = "\"followings\":[],\"has_more\":false,\"status_code\":0",
        ["SociaVault"] = "\"data\":{\"success\":true,\"followings\":{},\"has_more\":false}",
        ["DumplingAI"] = "\"followingList\":[],\"hasMore\":false",
        ["SocialFetch"] = "\"data\":{\"lookupStatus\":\"found\",\"accounts\":[],\"page\":{\"hasMore\":false}}",
        ["UnifAPI"] = "\"data\":[],\"pagination\":{\"has_more\":false}",
    };

    [Theory]
    [MemberData(nameof(Flagged))]
    public void An_error_flag_without_accounts_is_an_error_in_the_providers_own_words(string provider, string body)
    {
        FollowingException failure = Fail(provider, 200, body);
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, failure.Kind);
        Assert.Contains("\"Own words\"", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Recorded.Provider(provider).Facts.PriceOf(0), failure.CreditsCharged);
        Assert.False(Recorded.IsTransient(provider, 200, body));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_name_with_half_a_surrogate_pair_does_not_hide_the_request_id(string provider)
    {
        const string Body =
            """{"\ud83d":1,"success":false,"error":{"message":"x\ude00","\ud83d":{}},"requestId":"r-1"}""";
        FollowingException failure = Fail(provider, 200, Body);

        Assert.Contains("x\uFFFD", failure.Message, StringComparison.Ordinal);
        Assert.Equal("r-1", failure.RequestId);
    }

    [Fact]
    public void An_error_flag_inside_the_envelope_counts()
    {
        FollowingException failure = Fail(
            "SociaVault",
            200,
            """{"success":true,"data":{"success":false,"message":"Own words","followings":{}},"credits_used":1}""");
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, failure.Kind);
        Assert.Contains("Own words", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ScrapeCreators", """{"success":false,"message":"m","errorStatus":500,"followings":[{"uid":"71"}]}""")]
    [InlineData(
        "SociaVault",
        """{"success":false,"error":"m","statusCode":500,"data":{"success":false,"followings":{"0":{"uid":"71"}}}}""")]
    [InlineData("DumplingAI", """{"success":false,"error":"m","followingList":[{"user":{"id":"71"}}]}""")]
    [InlineData(
        "SocialFetch",
        """{"error":{"code":"x"},"data":{"lookupStatus":"restricted","accounts":[{"platformUserId":"71"}]}}""")]
    [InlineData("UnifAPI", """{"error":{"type":"upstream_error"},"data":[{"id":"71"}]}""")]
    public void An_error_flag_beside_accounts_keeps_them(string provider, string body)
    {
        Assert.Equal("71", Assert.Single(Recorded.ReadBody(provider, body).Accounts).Id);
    }

    [Theory]
    [InlineData("banned")]
    [InlineData("restricted")]
    [InlineData("NEW_WORD")]
    public void An_unknown_lookup_status_without_accounts_is_an_error_with_that_word(string word)
    {
        FollowingException failure = Fail(
            "SocialFetch",
            200,
            $$"""{"data":{"lookupStatus":"{{word}}","accounts":[]},"meta":{"requestId":"r","creditsCharged":1} }""");
        Assert.Equal(
            (FollowingErrorKind.UnexpectedResponse, 1, "r"), (failure.Kind, failure.CreditsCharged, failure.RequestId));
        Assert.Contains("lookupStatus " + word, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"lookupStatus\":null,")]
    [InlineData("")]
    [InlineData("\"lookupStatus\":7,")]
    public void A_list_without_accounts_and_without_found_is_an_error(string lookup)
    {
        Assert.Equal(
            FollowingErrorKind.UnexpectedResponse,
            Fail("SocialFetch", 200, $$"""{"data":{ {{lookup}}"accounts":[]} }""").Kind);
    }

    [Theory]
    [InlineData("-1", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("10000", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("10101", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("10102", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("10119", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("10120", FollowingErrorKind.UnexpectedResponse)]
    [InlineData("3170", FollowingErrorKind.AccountNotFound)]
    [InlineData("\"3170\"", FollowingErrorKind.AccountNotFound)]
    [InlineData("8", FollowingErrorKind.UnexpectedResponse)]
    [InlineData("99999999", FollowingErrorKind.UnexpectedResponse)]
    public void A_code_of_TikTok_without_accounts_is_an_error_with_its_words(string code, FollowingErrorKind kind)
    {
        foreach ((string provider, string body) in ((string, string)[])[
            (
                "SociaVault",
                $$"""{"success":true,"data":{"followings":{},"status_code":{{code}},"status_msg":"Own words"} }"""),
            ("ScrapeCreators", $$"""{"followings":[],"status_code":{{code}},"status_msg":"Own words"}"""),
            ("DumplingAI", $$"""{"statusCode":{{code}},"statusMsg":"Own words"}""")])
        {
            FollowingException failure = Fail(provider, 200, body);
            Assert.Equal(kind, failure.Kind);
            Assert.Contains("\"Own words\"", failure.Message, StringComparison.Ordinal);
            Assert.Contains(code.Trim('"'), failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(206)]
    public void A_page_with_any_good_status_is_a_page(int status)
    {
        foreach (string provider in s_providers)
        {
            ProviderPage page =
                Recorded.ReadBody(provider, Recorded.Text(provider, "first"), status: (HttpStatusCode)status);
            Assert.NotEmpty(page.Accounts);
            Assert.Equal(Recorded.Read(provider, "first").CreditsCharged, page.CreditsCharged);
        }
    }

    private static FollowingException Fail(string provider, int status, string body) =>
        Assert.Throws<FollowingException>(() => Recorded.ReadBody(provider, body, status: (HttpStatusCode)status));
}
