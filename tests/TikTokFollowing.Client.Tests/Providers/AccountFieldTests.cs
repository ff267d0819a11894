using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Providers;

/// <summary>Tests unusual values in the fields of a record, for all providers.</summary>
public sealed class AccountFieldTests
{
    public static TheoryData<string> TikTokLists => ["SociaVault", "ScrapeCreators"];

    public static TheoryData<string> All => new(ProviderRegistry.All.Select(provider => provider.Facts.Name));

    private static readonly string[] s_listsOfTikTok = ["SociaVault", "ScrapeCreators"];

    [Theory]
    [MemberData(nameof(All))]
    public void An_id_that_is_a_number_is_ignored_because_it_lost_digits(string provider)
    {
        FollowedAccount account =
            Assert.Single(ReadRecord(provider, record => record[IdOf(provider)] = 7100000000000000001).Accounts);
        Assert.Null(account.Id);
        Assert.Equal("quietfjord", account.Handle);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    public void An_empty_id_is_unknown(string nothing)
    {
        foreach (IFollowingProvider provider in ProviderRegistry.All)
        {
            Assert.Null(
                Assert.Single(
                    ReadRecord(
                        provider.Facts.Name, record => record[IdOf(provider.Facts.Name)] = nothing).Accounts).Id);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Empty_texts_are_unknown(string provider)
    {
        string[] texts =
        [
            "region", "language", "signature", "bio", "nickname", "displayName", "display_name", "secUid", "sec_uid",
            "avatarUrl", "avatar_url", "avatarThumb",
        ];
        FollowedAccount account = Assert.Single(ReadRecord(provider, record =>
        {
            foreach (string text in texts) { record[text] = ""; }
        }).Accounts);
        Assert.Null(account.Region);
        Assert.Null(account.Language);
        Assert.Null(account.Bio);
        Assert.Null(account.DisplayName);
        Assert.Null(account.SecUid);
        Assert.Equal("quietfjord", account.Handle);
    }

    [Theory]
    [InlineData("one\ntwo\r\nthree\n")]
    [InlineData("tea 🫖 👩‍👩‍👧 ❤️")]
    [InlineData("𝒽𝓮𝓻𝓫𝓼 𠮷野家")]
    [InlineData("  spaces stay  ")]
    [InlineData("tab\tquote\"back\\slash \u0000 nul")]
    [InlineData("مرحبا \u202e rtl")]
    public void A_bio_is_returned_unchanged(string bio)
    {
        foreach (IFollowingProvider provider in ProviderRegistry.All)
        {
            string name = provider.Facts.Name;
            Assert.Equal(bio, Assert.Single(ReadRecord(name, record => record[BioOf(name)] = bio).Accounts).Bio);
        }
    }

    // TikTok cuts texts in the middle of an emoji. The rest of such a text is valid.
    [Theory]
    [MemberData(nameof(All))]
    public void Half_an_emoji_keeps_the_rest_of_the_bio(string provider)
    {
        FollowedAccount account = Assert.Single(ReadMarkedRecord(provider, "cut \\ud83d", includeRaw: true).Accounts);
        Assert.Equal("cut \uFFFD", account.Bio);
        Assert.Equal("quietfjord", account.Handle);
        Assert.NotNull(account.Raw);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Half_an_emoji_does_not_affect_other_fields(string provider)
    {
        FollowedAccount account = Assert.Single(ReadMarkedRecord(provider, "\\ude00 cut", includeRaw: true).Accounts);
        Assert.Equal("quietfjord", account.Handle);
        Assert.Equal(Recorded.Id(1), account.Id);
        Assert.Equal("Quiet Fjord", account.DisplayName);
        Assert.Contains("ude00", account.Raw, StringComparison.OrdinalIgnoreCase);
    }

    // An unread field with another name does not lose a charged page.
    [Theory]
    [MemberData(nameof(All))]
    public void Half_an_emoji_in_the_name_of_an_unknown_field_is_ignored(string provider)
    {
        string body = Sample(provider, record => record["MARK"] = 1).Replace(
            "MARK", "\\ud83d\\ud83d\\ud83d\\ud83d\\ud83d\\ud83d", StringComparison.Ordinal);
        Assert.Equal("quietfjord", Assert.Single(Recorded.ReadBody(provider, body).Accounts).Handle);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Invalid_UTF_8_does_not_affect_other_fields(string provider)
    {
        byte[] body = Encoding.UTF8.GetBytes(Sample(provider, record => record[BioOf(provider)] = "MARK"));
        int at = body.AsSpan().IndexOf("MARK"u8);
        body[at] = 0xFF;
        foreach (bool includeRaw in (bool[])[false, true])
        {
            ProviderPage page = Recorded.Provider(provider).ReadPage(
                Recorded.Request(includeRaw: includeRaw), System.Net.HttpStatusCode.OK, Recorded.Json(body));
            Assert.Equal("quietfjord", Assert.Single(page.Accounts).Handle);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Records_that_are_null_or_no_objects_are_skipped(string provider)
    {
        JsonNode body = JsonNode.Parse(Sample(provider, _ => { }))!;
        JsonArray list = ListIn(provider, body);
        string[] odd =
        [
            "null", "17", "\"text\"", "true", "[]", "[{}]", "{}", """{"unknown":1}""", """{"user":null}""",
            """{"user":{}}""", """{"uid":0,"id":0}""",
        ];
        foreach (string item in odd)
        {
            list.Insert(0, JsonNode.Parse(item));
            list.Add(JsonNode.Parse(item));
        }
        Assert.Equal("quietfjord", Assert.Single(Recorded.ReadBody(provider, body.ToJsonString()).Accounts).Handle);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_record_without_a_handle_is_kept_by_its_id(string provider)
    {
        FollowedAccount account =
            Assert.Single(ReadRecord(provider, record => record.Remove(HandleOf(provider))).Accounts);
        Assert.Null(account.Handle);
        Assert.Equal(Recorded.Id(1), account.Id);
        if (provider != "SocialFetch") { Assert.Null(account.ProfileUrl); } // its records have the address
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("true", true)]
    [InlineData("\"1\"", true)]
    [InlineData("\"true\"", true)]
    [InlineData("2", null)]
    [InlineData("null", null)]
    [InlineData("\"yes\"", null)]
    public void Private_is_0_or_1_or_a_bool(string value, bool? isPrivate)
    {
        foreach (IFollowingProvider provider in ProviderRegistry.All)
        {
            string name = provider.Facts.Name;
            string field = name switch
            {
                "SocialFetch" or "DumplingAI" => "privateAccount", "UnifAPI" => "is_private", _ => "secret",
            };
            Assert.Equal(
                isPrivate,
                Assert.Single(ReadRecord(name, record => record[field] = JsonNode.Parse(value)).Accounts).IsPrivate);
        }
    }

    [Theory]
    [InlineData("1204", 1204L)]
    [InlineData("\"1204\"", 1204L)]
    [InlineData("1204.0", 1204L)]
    [InlineData("5000000000", 5_000_000_000L)]
    [InlineData("0", null)] // likes and videos contradict it
    [InlineData("-1", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"1.2K\"", null)] // rounded
    [InlineData("\"12.3K\"", null)]
    [InlineData("\"1,204\"", null)]
    [InlineData("12.5", null)]
    [InlineData("null", null)]
    public void Counts_are_numbers_or_texts(string value, long? count)
    {
        foreach (IFollowingProvider provider in ProviderRegistry.All)
        {
            string name = provider.Facts.Name;
            FollowedAccount account = Assert.Single(ReadRecord(name, record =>
            {
                JsonObject place = name switch
                {
                    "SocialFetch" => record["metrics"]!.AsObject(), "DumplingAI" => record.Parent!["stats"]!.AsObject(),
                    _ => record,
                };
                string field = name switch
                {
                    "SocialFetch" => "followers",
                    "DumplingAI" => "followerCount",
                    _ => "follower_count",
                };
                place[field] = JsonNode.Parse(value);
            }).Accounts);
            Assert.Equal(count, account.FollowerCount);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("177057504900000000000")]
    public void A_creation_time_of_0_is_unknown(string value)
    {
        (string, string)[] fields =
        [
            ("SociaVault", "create_time"), ("ScrapeCreators", "create_time"), ("DumplingAI", "createTime"),
            ("SocialFetch", "accountCreatedAt"),
        ];
        foreach ((string provider, string field) in fields)
        {
            ProviderPage page = ReadRecord(provider, record => record[field] = JsonNode.Parse(value));
            Assert.Null(Assert.Single(page.Accounts).CreatedAt);
        }
    }

    [Theory]
    [InlineData("""{"custom_verify":"Verified account","enterprise_verify_reason":""}""", true)]
    [InlineData("""{"custom_verify":"","enterprise_verify_reason":"A company"}""", true)]
    [InlineData("""{"custom_verify":"Verified account"}""", true)]
    [InlineData("""{"custom_verify":"","enterprise_verify_reason":""}""", false)]
    [InlineData("""{"custom_verify":" ","enterprise_verify_reason":""}""", false)]
    [InlineData("""{"custom_verify":null,"enterprise_verify_reason":null}""", null)]
    [InlineData("{}", null)]
    public void Verified_goes_by_the_text_and_not_by_verification_type(string fields, bool? isVerified)
    {
        foreach (string provider in s_listsOfTikTok)
        {
            foreach (int type in (int[])[0, 1, 2])
            {
                FollowedAccount account = Assert.Single(ReadRecord(provider, record =>
                {
                    record["verification_type"] = type;
                    record.Remove("custom_verify");
                    record.Remove("enterprise_verify_reason");
                    foreach ((string name, JsonNode? value) in JsonNode.Parse(fields)!.AsObject())
                    {
                        record[name] = value?.DeepClone();
                    }
                }).Accounts);
                Assert.Equal(isVerified, account.IsVerified);
            }
        }
    }

    [Theory]
    [InlineData("heic,webp,jpeg", 2)]
    [InlineData("jpeg,webp,heic", 0)]
    [InlineData("heic,webp", 1)]
    [InlineData("webp,heic", 0)]
    [InlineData("heic,heic", 0)]
    [InlineData("webp,jpg,jpeg", 1)]
    [InlineData("heic,JPEG", 1)]
    public void The_picture_is_a_jpeg_then_a_webp_then_a_heic(string formats, int chosen)
    {
        string[] addresses =
        [
            .. formats.Split(',')
                .Select((format, i) => $"https://p{i}.example.com/a~100x100.{format}?x-expires=1&not=.jpeg"),
        ];
        foreach (string provider in s_listsOfTikTok)
        {
            FollowedAccount account = Assert.Single(ReadRecord(provider, record =>
            {
                RemoveAvatars(record);
                record["avatar_larger"] = new JsonObject
                {
                    ["url_list"] = new JsonArray([.. addresses.Select(address => (JsonNode?)address)]),
                };
            }).Accounts);
            Assert.Equal(addresses[chosen], account.AvatarUrl);
        }
    }

    [Theory]
    [MemberData(nameof(TikTokLists))]
    public void A_smaller_jpeg_is_better_than_a_larger_heic(string provider)
    {
        FollowedAccount account = Assert.Single(ReadRecord(provider, record =>
        {
            RemoveAvatars(record);
            record["avatar_larger"] = JsonNode.Parse("""{"url_list":["https://a.example/l.heic"]}""");
            record["avatar_thumb"] =
                JsonNode.Parse("""{"url_list":["javascript:alert(1)","/relative.jpeg","https://a.example/t.jpeg"]}""");
        }).Accounts);
        Assert.Equal("https://a.example/t.jpeg", account.AvatarUrl);
    }

    [Theory]
    [MemberData(nameof(TikTokLists))]
    public void Unique_id_modify_time_is_the_servers_clock_and_not_the_creation(string provider)
    {
        Assert.Null(Assert.Single(ReadRecord(provider, record => record.Remove("create_time")).Accounts).CreatedAt);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_account_that_is_twice_on_a_page_is_returned_twice(string provider)
    {
        // ListPager removes duplicates, because they occur across pages as well.
        JsonNode body = JsonNode.Parse(Sample(provider, _ => { }))!;
        JsonArray list = ListIn(provider, body);
        list.Add(list[0]!.DeepClone());
        Assert.Equal(2, Recorded.ReadBody(provider, body.ToJsonString()).Accounts.Count);
    }

    private static string IdOf(string provider) =>
        provider switch { "SocialFetch" => "platformUserId", "DumplingAI" or "UnifAPI" => "id", _ => "uid" };

    private static string HandleOf(string provider) =>
        provider switch
        {
            "SocialFetch" => "handle", "DumplingAI" => "uniqueId", "UnifAPI" => "username", _ => "unique_id",
        };

    private static string BioOf(string provider) => provider is "SocialFetch" or "UnifAPI" ? "bio" : "signature";

    private static JsonArray ListIn(string provider, JsonNode body) => (provider switch
    {
        "SociaVault" => body["data"]!["followings"],
        "ScrapeCreators" => body["followings"],
        "DumplingAI" => body["followingList"],
        "SocialFetch" => body["data"]!["accounts"],
        _ => body["data"],
    })!.AsArray();

    /// <summary>
    /// Returns a page with one record, that of quietfjord, after a change of the object that has the names.
    /// </summary>
    private static string Sample(string provider, Action<JsonObject> change)
    {
        JsonNode body = JsonNode.Parse(Recorded.Text(provider, provider == "SociaVault" ? "arrays" : "first"))!;
        JsonArray list = ListIn(provider, body);
        while (list.Count > 1) { list.RemoveAt(1); }
        change((provider == "DumplingAI" ? list[0]!["user"] : list[0])!.AsObject());
        return body.ToJsonString(
            new JsonSerializerOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            });
    }

    private static void RemoveAvatars(JsonObject record)
    {
        string[] names = [.. record.Select(field => field.Key)];
        foreach (string name in names.Where(name => name.StartsWith("avatar_", StringComparison.Ordinal)))
        {
            record.Remove(name);
        }
    }

    private static ProviderPage ReadRecord(string provider, Action<JsonObject> change) =>
        Recorded.ReadBody(provider, Sample(provider, change));

    /// <summary>Reads a record with a bio that is inserted into the JSON unchanged, with its escapes.</summary>
    private static ProviderPage ReadMarkedRecord(string provider, string bio, bool includeRaw) =>
        Recorded.ReadBody(
            provider,
            Sample(provider, record => record[BioOf(provider)] = "MARK").Replace("MARK", bio, StringComparison.Ordinal),
            Recorded.Request(includeRaw: includeRaw));
}
