using System.Globalization;
using System.Net.Http;
using System.Text.Json.Nodes;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Tests records, counts, ids and cursors in the shape of each provider.</summary>
public sealed class RecordReadingTests
{
    private const string SecUid = "MS4wLjABAAAAv7iSuuXDJGDvJkmH_vz1qkDZYo1apxgzaxdBSeIuPiM-AbCdEf";

    private static readonly string[] s_providers = [.. ProviderRegistry.All.Select(provider => provider.Facts.Name)];

    [Theory]
    [InlineData("""{"user_info":{"uid":"71","unique_id":"a"}}""")]
    [InlineData("""{"node":{"id":"71","username":"a"}}""")]
    [InlineData("""{"user":"a"}""")]
    [InlineData("""{"User":{"Id":"71"}}""")]
    [InlineData("""{"uid":71,"id":71,"platformUserId":71}""")] // numbers lost digits
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"71\"")]
    [InlineData("71")]
    [InlineData("null")]
    [InlineData("true")]
    public void A_page_with_unreadable_records_is_an_error_and_not_an_empty_list(string record)
    {
        foreach (string provider in s_providers)
        {
            string body = Page(provider, $"{record},{record}", "\"1734470383\"", "true");
            FollowingException failure = Assert.Throws<FollowingException>(() => Recorded.ReadBody(provider, body));
            Assert.Equal(FollowingErrorKind.UnexpectedResponse, failure.Kind);
            Assert.Contains("none of its 2 records", failure.Message, StringComparison.Ordinal);
            Assert.Equal(Recorded.Provider(provider).Facts.PriceOf(2), failure.CreditsCharged);
            Assert.False(Recorded.IsTransient(provider, 200, body));
            Recorded.AssertReadable(provider, failure);

            // The last page, too.
            Assert.Throws<FollowingException>(() =>
                Recorded.ReadBody(provider, Page(provider, record, "null", "false")));
        }
    }

    [Fact]
    public void Unreadable_records_are_skipped_with_a_warning()
    {
        foreach (string provider in s_providers)
        {
            string good = Record(provider, "\"71\"", "\"a\"");
            ProviderPage page = Recorded.ReadBody(
                provider, Page(provider, $"null,{good},{{\"user_info\":{{}}}},{good}", "null", "false"));
            Assert.Equal(2, page.Accounts.Count);
            Assert.StartsWith(
                $"2 of 4 records on a page of the list of @some.one at {provider} were left out",
                page.Warning,
                StringComparison.Ordinal);
            Assert.Null(Recorded.ReadBody(provider, Page(provider, good, "null", "false")).Warning);
        }
    }

    [Fact]
    public void Skipped_records_are_charged()
    {
        string good = Record("UnifAPI", "\"71\"", "\"a\"");
        Assert.Equal(
            3, Recorded.ReadBody("UnifAPI", $$"""{"data":[{{good}},{},{}],"pagination":{} }""").CreditsCharged);
        Assert.Null(Recorded.ReadBody("UnifAPI", $$"""{"data":[{{good}}],"pagination":{} }""").CreditsCharged);
    }

    [Theory]
    [InlineData("\"none\"")]
    [InlineData("17")]
    [InlineData("true")]
    [InlineData("{\"uid\":\"71\",\"id\":\"71\"}")]
    [InlineData("{\"message\":\"x\"}")]
    public void A_list_that_is_no_list_is_unexpected(string list)
    {
        foreach (string provider in s_providers)
        {
            string body = Page(provider, "", "\"1734470383\"", "true").Replace("[]", list, StringComparison.Ordinal);
            Assert.Equal(
                FollowingErrorKind.UnexpectedResponse,
                Assert.Throws<FollowingException>(() => Recorded.ReadBody(provider, body)).Kind);
        }
    }

    [Fact]
    public void A_sec_uid_in_the_field_of_the_id_is_the_sec_uid()
    {
        foreach (string provider in s_providers)
        {
            FollowedAccount account = Assert.Single(
                Recorded.ReadBody(
                    provider, Page(provider, Record(provider, $"\"{SecUid}\"", "\"a\""), "null", "false")).Accounts);
            Assert.Null(account.Id);
            Assert.Equal(SecUid, account.SecUid);
        }
    }

    [Fact]
    public void The_own_field_has_precedence()
    {
        Assert.Equal((null, SecUid + "x"), RecordReading.Ids(SecUid, SecUid + "x"));
        Assert.Equal(("71", SecUid), RecordReading.Ids("71", SecUid));
        Assert.Equal(("71", null), RecordReading.Ids("71", null));
        Assert.Equal((null, null), RecordReading.Ids(null, null));
    }

    [Theory]
    [InlineData(0L, 0L, 900L, 3L, null, 900L, 3L)]
    [InlineData(0L, 0L, 0L, 3L, null, 0L, 3L)]
    [InlineData(0L, 0L, null, 3L, null, null, 3L)]
    [InlineData(0L, 900L, 0L, 0L, 0L, 0L, 0L)] // follows many accounts, but has no likes and videos
    [InlineData(0L, 0L, 0L, 0L, 0L, 0L, 0L)]
    [InlineData(46L, 12L, 0L, 0L, 46L, 0L, 0L)]
    [InlineData(46L, 12L, 900L, 0L, 46L, 900L, null)]
    [InlineData(9_999L, 0L, 0L, 3L, 9_999L, 0L, 3L)]
    [InlineData(10_000L, 0L, 0L, 3L, 10_000L, null, 3L)]
    [InlineData(10_000L, 0L, 0L, 0L, 10_000L, 0L, 0L)]
    [InlineData(null, null, null, 0L, null, null, 0L)]
    [InlineData(1L, 0L, 900L, 3L, 1L, 900L, 3L)]
    public void A_zero_that_another_count_contradicts_is_unknown(
        long? followers,
        long? following,
        long? likes,
        long? videos,
        long? expectedFollowers,
        long? expectedLikes,
        long? expectedVideos)
    {
        foreach (long? liked in (long?[])[null, 0, 5])
        {
            FollowedAccount account = new()
            {
                FollowerCount = followers,
                FollowingCount = following,
                LikeCount = likes,
                VideoCount = videos,
                LikedCount = liked,
            };

            RecordReading.RemoveContradictedZeros(account);

            Assert.Equal(
                (expectedFollowers, following, expectedLikes, expectedVideos, liked),
                (account.FollowerCount, account.FollowingCount, account.LikeCount, account.VideoCount,
                    account.LikedCount));
        }
    }

    [Fact]
    public void Contradicted_zeros_are_unknown_for_every_provider()
    {
        string counts = """
            "follower_count":0,"total_favorited":900,"like_count":900,
            "metrics":{"followers":0,"posts":3},"details":{"total_favorited":900,"favoriting_count":12},
            "stats":{"followerCount":0,"heartCount":900,"videoCount":3},
            """;
        foreach (string provider in s_providers)
        {
            string record = Record(provider, "\"71\"", "\"a\"").Insert(1, counts);
            FollowedAccount account =
                Assert.Single(Recorded.ReadBody(provider, Page(provider, record, "null", "false")).Accounts);
            Assert.Equal((null, 900), (account.FollowerCount, account.LikeCount));
        }
    }

    [Fact]
    public void SocialFetch_has_likes_if_details_has_them()
    {
        FollowedAccount account = Assert.Single(Recorded.ReadBody(
            "SocialFetch",
            Page(
                "SocialFetch",
                """{"handle":"a","metrics":{},"details":{"total_favorited":"900","favoriting_count":12}}""",
                "null",
                "false")).Accounts);
        Assert.Equal((900, 12), (account.LikeCount, account.LikedCount));
    }

    [Theory]
    [InlineData("1546820065000")]
    [InlineData("\"1546820065999\"")]
    public void A_creation_time_may_be_in_milliseconds(string time)
    {
        foreach (string provider in (string[])["SociaVault", "ScrapeCreators", "DumplingAI", "SocialFetch"])
        {
            string record = Record(provider, "\"71\"", "\"a\"").Replace(
                "\"a\"",
                $"\"a\",\"create_time\":{time},\"createTime\":{time},\"accountCreatedAt\":{time}",
                StringComparison.Ordinal);
            Assert.Equal(
                Recorded.Local(1546820065),
                Assert.Single(Recorded.ReadBody(provider, Page(provider, record, "null", "false")).Accounts).CreatedAt);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("-1")]
    [InlineData("-1.0")]
    [InlineData("\"0.0\"")]
    [InlineData("\"null\"")]
    [InlineData("\" \"")]
    [InlineData("null")]
    public void A_value_that_means_no_cursor_is_not_a_problem(string none)
    {
        foreach (string provider in s_providers)
        {
            ProviderPage page =
                Recorded.ReadBody(provider, Page(provider, Record(provider, "\"71\"", "\"a\""), none, "true"));
            Assert.Equal((null, null), (page.NextCursor, page.CursorProblem));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("\"NaN\"")]
    [InlineData("\"-Infinity\"")]
    [InlineData("\"undefined\"")]
    [InlineData("\"[object Object]\"")]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("\"a\\u001b[31m\"")]
    [InlineData("\"a\\u202eb\"")]
    [InlineData("\"HALF-A-PAIR\"")]
    [InlineData("1e400")]
    [InlineData("LONG")]
    public void A_cursor_that_cannot_be_used_is_a_problem(string cursor)
    {
        if (cursor == "LONG") { cursor = $"\"{new string('c', 8193)}\""; }
        foreach (string provider in s_providers)
        {
            ProviderPage page =
                Recorded.ReadBody(provider, Page(provider, Record(provider, "\"71\"", "\"a\""), cursor, "true"));
            Assert.Null(page.NextCursor);
            Assert.StartsWith("the cursor ", page.CursorProblem, StringComparison.Ordinal);
            Assert.DoesNotContain(page.CursorProblem!, char.IsControl);
            Assert.Single(page.Accounts);

            // The last page needs no cursor.
            Assert.Null(
                Recorded.ReadBody(
                    provider, Page(provider, Record(provider, "\"71\"", "\"a\""), cursor, "false")).CursorProblem);
        }
    }

    [Theory]
    [InlineData("1789996400.25", "1789996400.25")]
    [InlineData("1789996400.50", "1789996400.50")]
    [InlineData("1.78999640025e9", "1.78999640025e9")]
    [InlineData("\"1789996400.25\"", "1789996400.25")]
    [InlineData("1789996400000", "1789996400000")]
    [InlineData("\"1789996400000\"", "1789996400000")]
    [InlineData("1789996400123456", "1789996400123456")]
    [InlineData("1789996400", "1789996400")]
    public async Task A_cursor_is_sent_back_as_received_and_read_as_a_time(string cursor, string sent)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            foreach (string culture in (string[])["en-US", "de-DE", "fr-CA", "ar-SA", "fa-IR", "th-TH"])
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                foreach (string provider in (string[])["SociaVault", "ScrapeCreators", "DumplingAI"])
                {
                    ProviderPage page = Recorded.ReadBody(
                        provider, Page(provider, Record(provider, "\"71\"", "\"a\""), cursor, "true"));
                    Assert.Equal((sent, null), (page.NextCursor, page.CursorProblem));
                    Assert.Equal(Recorded.Local(1789996400), page.FollowedAfter);

                    // The next page starts at this time.
                    PageRequest next = Recorded.Request(page.NextCursor);
                    Assert.Equal(
                        Recorded.Local(1789996400),
                        Recorded.ReadBody(
                            provider,
                            Page(provider, Record(provider, "\"71\"", "\"a\""), "null", "false"),
                            next).FollowedBefore);
                    using HttpRequestMessage request =
                        Recorded.Provider(provider).CreateRequest(next, Recorded.Provider(provider).Facts.BaseUri);
                    if (provider == "DumplingAI")
                    {
                        Assert.Contains(
                            $"\"minTime\":{sent},",
                            await request.Content!.ReadAsStringAsync(),
                            StringComparison.Ordinal);
                    }
                    else { Assert.EndsWith("&min_time=" + sent, request.RequestUri!.Query, StringComparison.Ordinal); }
                }
            }
        }
        finally { CultureInfo.CurrentCulture = before; }
    }

    [Theory]
    [InlineData("007", "\"007\"")]
    [InlineData("12e4567", "\"12e4567\"")]
    [InlineData("1e5", "\"1e5\"")]
    [InlineData("+5", "\"\\u002B5\"")]
    [InlineData("1,5", "\"1,5\"")]
    [InlineData("١٢٣", "\"\\u0661\\u0662\\u0663\"")]
    [InlineData("5\n", "\"5\\n\"")]
    [InlineData("-5", "-5")]
    [InlineData("0.5", "0.5")]
    public async Task A_text_stays_a_text_for_DumplingAI(string cursor, string sent)
    {
        IFollowingProvider provider = Recorded.Provider("DumplingAI");
        using HttpRequestMessage request = provider.CreateRequest(Recorded.Request(cursor), provider.Facts.BaseUri);
        string body = await request.Content!.ReadAsStringAsync();
        Assert.Contains($"\"minTime\":{sent},", body, StringComparison.Ordinal);
        Assert.NotNull(JsonNode.Parse(body));
    }

    [Theory]
    [InlineData("946684800")]        // 2000
    [InlineData("1388534399")]       // the last second before TikTok
    [InlineData("4102444800")]       // 2100
    [InlineData("5")]
    [InlineData("-1789996400")]
    [InlineData("1e28")]
    [InlineData("1e29")]
    [InlineData("opaque")]
    public void A_cursor_that_cannot_be_a_follow_time_sets_no_window(string cursor)
    {
        foreach (string provider in (string[])["SociaVault", "ScrapeCreators", "DumplingAI"])
        {
            ProviderPage page = Recorded.ReadBody(
                provider,
                Page(provider, Record(provider, "\"71\"", "\"a\""), $"\"{cursor}\"", "true"),
                Recorded.Request(cursor));
            Assert.Equal(cursor, page.NextCursor);
            Assert.Equal((null, null), (page.FollowedAfter, page.FollowedBefore));
        }
    }

    [Fact]
    public void Another_cursor_is_used_instead_of_an_unusable_one()
    {
        string token = Convert.ToBase64String("""{"min_cursor":1734470383}"""u8);
        ProviderPage page = Recorded.ReadBody(
            "ScrapeCreators",
            $$"""{"followings":[{"uid":"71"}],"has_more":true,"min_time":{},"next_page_token":"{{token}}"}""");
        Assert.Equal(("1734470383", null), (page.NextCursor, page.CursorProblem));

        page = Recorded.ReadBody(
            "DumplingAI",
            """{"followingList":[{"user":{"id":"71"}}],"hasMore":true,"minTime":{},"minCursor":1734470383}""");
        Assert.Equal(("1734470383", null), (page.NextCursor, page.CursorProblem));
    }

    [Fact]
    public void A_total_below_zero_is_unknown()
    {
        Assert.Null(Recorded.ReadBody("SociaVault", """{"data":{"followings":{"0":{"uid":"71"}},"total":-5}}""").Total);
        Assert.Null(Recorded.ReadBody("DumplingAI", """{"followingList":[{"user":{"id":"71"}}],"total":-5}""").Total);
        Assert.Null(
            Recorded.ReadBody(
                "SocialFetch",
                """{"data":{"lookupStatus":"found","accounts":[{"handle":"a"}],"totalAccounts":-5}}""").Total);
    }

    private static string Record(string provider, string id, string handle) => provider switch
    {
        "DumplingAI" => $$"""{"user":{"id":{{id}},"uniqueId":{{handle}} } }""",
        "SocialFetch" => $$"""{"platformUserId":{{id}},"handle":{{handle}} }""",
        "UnifAPI" => $$"""{"id":{{id}},"username":{{handle}} }""",
        _ => $$"""{"uid":{{id}},"unique_id":{{handle}} }""",
    };

    private static string Page(string provider, string records, string cursor, string hasMore) => provider switch
    {
        "DumplingAI" => $$"""{"followingList":[{{records}}],"minCursor":{{cursor}},"hasMore":{{hasMore}} }""",
        "SocialFetch" =>
            $$"""{"data":{"accounts":[{{records}}],"page":{"nextCursor":{{cursor}},"hasMore":{{hasMore}} } } }""",
        "UnifAPI" => $$"""{"data":[{{records}}],"pagination":{"next_cursor":{{cursor}},"has_more":{{hasMore}} } }""",
        "SociaVault" =>
            $$"""{"data":{"followings":[{{records}}],"min_time":{{cursor}},"has_more":{{hasMore}} } }""",
        _ => $$"""{"followings":[{{records}}],"min_time":{{cursor}},"has_more":{{hasMore}} }""",
    };
}
