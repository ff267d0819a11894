using System.Globalization;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Tests refusals, cursors and ends of lists in TikTok's own shape.</summary>
public sealed class TikTokListTests
{
    public static TheoryData<string> TikTokLists => ["SociaVault", "ScrapeCreators"];

    private static readonly string[] s_listsOfTikTok = ["SociaVault", "ScrapeCreators"];

    public static TheoryData<string, string, long, FollowingErrorKind> Refusals
    {
        get
        {
            TheoryData<string, string, long, FollowingErrorKind> data = [];
            foreach (string provider in (string[])["SociaVault", "ScrapeCreators", "DumplingAI"])
            {
                foreach (string codeField in (string[])["status_code", "statusCode"])
                {
                    data.Add(provider, codeField, 3002060, FollowingErrorKind.FollowingHidden);
                    data.Add(provider, codeField, 209002, FollowingErrorKind.FollowingHidden);
                    data.Add(provider, codeField, 2096, FollowingErrorKind.AccountPrivate);
                    data.Add(provider, codeField, 10222, FollowingErrorKind.AccountPrivate);
                    data.Add(provider, codeField, 2065, FollowingErrorKind.AccountNotFound);
                    data.Add(provider, codeField, 10221, FollowingErrorKind.AccountNotFound);
                    data.Add(provider, codeField, 10202, FollowingErrorKind.AccountNotFound);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_with_status_200_is_an_error(string provider, string field, long code, FollowingErrorKind kind)
    {
        string number = code.ToString(CultureInfo.InvariantCulture);
        string name = ListOf(provider);
        foreach (string list in (string[])["", $"\"{name}\":null,", $"\"{name}\":[],", $"\"{name}\":{{}},"])
        {
            foreach (string value in (string[])[number, $"\"{number}\""])
            {
                string inner = $$"""{ {{list}}"{{field}}":{{value}} }""";
                FollowingException failure =
                    Assert.Throws<FollowingException>(() => Recorded.ReadBody(provider, Envelope(provider, inner)));
                Assert.Equal(kind, failure.Kind);
                Assert.Equal(Recorded.Provider(provider).Facts.PriceOf(0), failure.CreditsCharged);
                Assert.Contains(number, failure.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TikTokLists))]
    public void A_code_beside_accounts_keeps_them(string provider)
    {
        ProviderPage page = Recorded.ReadBody(
            provider, Envelope(provider, """{"followings":[{"uid":"7100000000000000001"}],"status_code":2096}"""));
        Assert.Single(page.Accounts);
    }

    [Theory]
    [MemberData(nameof(TikTokLists))]
    public void An_unknown_code_without_a_list_is_unexpected(string provider)
    {
        FollowingException failure = Assert.Throws<FollowingException>(() =>
            Recorded.ReadBody(provider, Envelope(provider, """{"status_code":8,"status_msg":"session expired"}""")));
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, failure.Kind);
        Assert.Contains("session expired", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"0\"")]
    [InlineData("\"-1\"")]
    public void Cursors_0_minus1_null_and_empty_mean_no_further_page(string none)
    {
        foreach (string provider in s_listsOfTikTok)
        {
            Assert.Null(
                Recorded.ReadBody(
                    provider,
                    Envelope(
                        provider,
                        $$"""{"followings":[{"uid":"71"}],"has_more":true,"min_time":{{none}}}""")).NextCursor);
        }
        Assert.Null(Recorded.ReadBody("DumplingAI", $$"""{"followingList":[],"minCursor":{{none}}}""").NextCursor);
        Assert.Null(
            Recorded.ReadBody(
                "SocialFetch",
                $$"""{"data":{"lookupStatus":"found","accounts":[],"page":{"nextCursor":{{none}} } } }""").NextCursor);
        Assert.Null(
            Recorded.ReadBody("UnifAPI", $$"""{"data":[],"pagination":{"next_cursor":{{none}} } }""").NextCursor);
    }

    [Theory]
    [InlineData("1734470383")]
    [InlineData("\"1734470383\"")]
    [InlineData("1734470383.0")]
    public void A_cursor_can_be_a_number_or_a_text(string cursor)
    {
        foreach (string provider in s_listsOfTikTok)
        {
            ProviderPage page = Recorded.ReadBody(
                provider, Envelope(provider, $$"""{"followings":[{"uid":"71"}],"min_time":{{cursor}}}"""));
            Assert.Equal(cursor.Trim('"'), page.NextCursor);
            Assert.Equal(Recorded.Local(1734470383), page.FollowedAfter);
        }
    }

    [Theory]
    [MemberData(nameof(TikTokLists))]
    public void Without_min_time_the_token_has_the_cursor(string provider)
    {
        string token = Convert.ToBase64String("""{"max_cursor":1769114253,"min_cursor":1734470383}"""u8);
        ProviderPage page = Recorded.ReadBody(
            provider, Envelope(provider, $$"""{"followings":[{"uid":"71"}],"next_page_token":"{{token}}"}"""));
        Assert.Equal("1734470383", page.NextCursor);
        Assert.Equal(Recorded.Local(Recorded.Second), page.FollowedAfter);
        Assert.Equal(Recorded.Local(Recorded.Newest), page.FollowedBefore);
        Assert.Equal(Recorded.Local(Recorded.Newest), Assert.Single(page.Accounts).FollowedBefore);
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("e30=")] // {}
    [InlineData("W10=")] // []
    [InlineData("eyJt")] // cut
    [InlineData("")]
    [InlineData("eyJtYXhfY3Vyc29yIjoieCIsIm1pbl9jdXJzb3IiOm51bGx9")] // {"max_cursor":"x","min_cursor":null}
    public void An_unreadable_token_is_ignored(string token)
    {
        foreach (string provider in s_listsOfTikTok)
        {
            ProviderPage page = Recorded.ReadBody(
                provider,
                Envelope(
                    provider,
                    $$"""{"followings":[{"uid":"71"}],"min_time":1700000000,"next_page_token":"{{token}}"}"""),
                Recorded.Request("1734470383"));
            Assert.Equal("1700000000", page.NextCursor);
            Assert.Equal(Recorded.Local(Recorded.Second), page.FollowedBefore); // the requested cursor
        }
    }

    [Theory]
    [MemberData(nameof(TikTokLists))]
    public void Max_time_is_the_servers_clock_and_no_window(string provider)
    {
        ProviderPage page = Recorded.ReadBody(
            provider,
            Envelope(provider, """{"followings":[{"uid":"71"}],"min_time":1700000000,"max_time":1770575049}"""));
        Assert.Null(page.FollowedBefore);
        Assert.Null(Assert.Single(page.Accounts).FollowedBefore);
        Assert.Null(
            Recorded.ReadBody(
                provider, Envelope(provider, """{"followings":[{"uid":"71"}],"max_time":1770575049}""")).NextCursor);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Rec_has_more_is_not_the_end(bool hasMore, bool recHasMore)
    {
        foreach (string provider in s_listsOfTikTok)
        {
            string body = Envelope(
                provider,
                $$"""{"followings":[{"uid":"71"}],"has_more":{{Json(hasMore)}},"rec_has_more":{{Json(recHasMore)}}}""");
            Assert.Equal(hasMore, Recorded.ReadBody(provider, body).HasMore);
        }
    }

    [Theory]
    [MemberData(nameof(TikTokLists))]
    public void Rec_has_more_alone_is_ignored(string provider)
    {
        Assert.Null(
            Recorded.ReadBody(
                provider, Envelope(provider, """{"followings":[{"uid":"71"}],"rec_has_more":false}""")).HasMore);
    }

    [Theory]
    [MemberData(nameof(TikTokLists))]
    public void A_repeated_cursor_is_returned(string provider)
    {
        ProviderPage page = Recorded.ReadBody(
            provider,
            Envelope(provider, """{"followings":[{"uid":"71"}],"has_more":true,"min_time":1700000000}"""),
            Recorded.Request("1700000000"));
        Assert.Equal("1700000000", page.NextCursor);
        Assert.True(page.HasMore);
        Assert.Single(page.Accounts);
    }

    [Theory]
    [MemberData(nameof(TikTokLists))]
    public void An_empty_page_in_mid_list_is_returned_empty(string provider)
    {
        ProviderPage page = Recorded.ReadBody(
            provider,
            Envelope(
                provider, """{"followings":[],"has_more":true,"min_time":1700000000,"status_code":0,"total":90}"""),
            Recorded.Request("1734470383"));
        Assert.Empty(page.Accounts);
        Assert.True(page.HasMore);
        Assert.Equal("1700000000", page.NextCursor);
    }

    [Theory]
    [MemberData(nameof(TikTokLists))]
    public void A_total_below_the_number_of_accounts_is_accepted(string provider)
    {
        ProviderPage page = Recorded.ReadBody(
            provider, Envelope(provider, """{"followings":[{"uid":"71"},{"uid":"72"}],"total":"1"}"""));
        Assert.Equal(1, page.Total);
        Assert.Equal(2, page.Accounts.Count);
        Assert.Null(Recorded.ReadBody(provider, Envelope(provider, """{"followings":[],"total":-1}""")).Total);
    }

    private static string Json(bool value) => value ? "true" : "false";

    private static string ListOf(string provider) => provider == "DumplingAI" ? "followingList" : "followings";

    private static string Envelope(string provider, string list) =>
        provider == "SociaVault" ? $$"""{"success":true,"data":{{list}}}""" : list;
}
