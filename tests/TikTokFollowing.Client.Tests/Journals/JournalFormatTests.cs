using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Fuzz;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;
using static TikTokFollowing.Client.Tests.Journals.JournalPages;

namespace TikTokFollowing.Client.Tests.Journals;

public sealed class JournalFormatTests : IDisposable
{
    private const string Provider = "ScrapeCreators";

    private static readonly string[] s_headerFields = ["Format", "Version", "Provider", "Handle", "Cursor"];
    private static readonly string[] s_pageFields = [
        "Cursor",
        "NextCursor",
        "HasMore",
        "Total",
        "CreditsCharged",
        "FollowedAfter",
        "FollowedBefore",
        "RetrievedAt",
        "Accounts",
    ];

    private readonly JournalFolder _folder = new();

    public static TheoryData<string> Names => [.. ProviderRegistry.All.Select(provider => provider.Facts.Name)];

    private string Journal => _folder.FileOf(Provider);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_page_is_one_line_with_these_fields()
    {
        FollowingPage page = new()
        {
            Handle = "someone",
            Provider = Provider,
            Total = 5,
            HasMore = true,
            NextCursor = "1700000200",
            FollowedAfter = Local(1_700_000_200),
            FollowedBefore = Local(1_700_000_300),
            CreditsCharged = 1,
            CreditsRemaining = 99,
            RequestId = "r-1",
            RateLimitRemaining = 3,
            Attempts = 2,
            Accounts =
            [
                new FollowedAccount
                {
                    Handle = "quiet.fjord",
                    DisplayName = "Quiet \"Fjord\" 🌿 日本",
                    Id = "71",
                    SecUid = "MS4w",
                    Bio = "one\ntwo",
                    IsVerified = false,
                    IsPrivate = true,
                    Region = "NO",
                    Language = "nb",
                    CreatedAt = Local(1_600_000_000).AddTicks(1234567),
                    AvatarUrl = "https://x.example/a.jpeg?a=1&b=2",
                    ProfileUrl = "https://www.tiktok.com/@quiet.fjord",
                    FollowerCount = 1,
                    FollowingCount = 2,
                    LikeCount = 3,
                    VideoCount = 4,
                    LikedCount = 5,
                    FollowedBy = "someone",
                    Provider = Provider,
                    FollowedAfter = Local(1_700_000_200),
                    FollowedBefore = Local(1_700_000_300),
                    RetrievedAt = Local(1_770_000_000),
                    Position = 7,
                    Raw = "{\"uid\":\"71\"}",
                },
                new FollowedAccount
                {
                    Id = "72",
                    FollowedBy = "someone",
                    Provider = Provider,
                    FollowedAfter = Local(1_700_000_200),
                    FollowedBefore = Local(1_700_000_300),
                    RetrievedAt = Local(1_770_000_000),
                },
            ],
        };
        using MemoryStream line = new();

        JournalFormat.WritePage(line, "1700000300", page);

        Assert.Equal(
            """
            {"Cursor":"1700000300","NextCursor":"1700000200","HasMore":true,"Total":5,"CreditsCharged":1,
            "CreditsRemaining":99,"RequestId":"r-1",
            "FollowedAfter":"2023-11-14T22:16:40.0000000Z","FollowedBefore":"2023-11-14T22:18:20.0000000Z",
            "RetrievedAt":"2026-02-02T02:40:00.0000000Z","Accounts":[
            {"Handle":"quiet.fjord","DisplayName":"Quiet \"Fjord\" 🌿 日本","Id":"71","SecUid":"MS4w",
            "Bio":"one\ntwo","IsVerified":false,"IsPrivate":true,"Region":"NO","Language":"nb",
            "CreatedAt":"2020-09-13T12:26:40.1234567Z","AvatarUrl":"https://x.example/a.jpeg?a=1&b=2",
            "ProfileUrl":"https://www.tiktok.com/@quiet.fjord",
            "FollowerCount":1,"FollowingCount":2,"LikeCount":3,"VideoCount":4,"LikedCount":5,"Raw":"{\"uid\":\"71\"}"},
            {"Id":"72"}]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(line.ToArray()).TrimEnd('\n').Replace(
                "\\uD83C\\uDF3F", "🌿", StringComparison.Ordinal));
        Samples.AssertKeeps(page, "1700000300");
    }

    [Fact]
    public async Task The_file_has_a_readable_header_and_a_line_for_each_page()
    {
        await _folder.RunAsync(Provider, Whole());

        byte[] bytes = File.ReadAllBytes(Journal);
        Assert.Equal("ScrapeCreators.someone.jsonl", Path.GetFileName(Journal));
        Assert.Equal((byte)'{', bytes[0]); // no byte order mark
        Assert.Equal((byte)'\n', bytes[^1]);
        Assert.DoesNotContain((byte)'\r', bytes);
        string[] lines = File.ReadAllLines(Journal);
        Assert.Equal(4, lines.Length);
        Assert.Equal(
            """
            {"Format":"TikTokFollowing journal","Version":1,"Provider":"ScrapeCreators",
            "Handle":"someone","Cursor":null}
            """.ReplaceLineEndings(""),
            lines[0]);
        Assert.Equal(s_headerFields, Fields(lines[0]));
        // The first page has no upper limit of its follow times.
        Assert.Equal(s_pageFields.Except(["FollowedBefore"]), Fields(lines[1]));
        Assert.All(lines[2..], line => Assert.Equal(s_pageFields, Fields(line)));
        Assert.All(lines, AssertFitForConvertFromJson);

        static IEnumerable<string> Fields(string line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return [.. document.RootElement.EnumerateObject().Select(field => field.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Windows_PowerShell_can_read_the_lines_of_all_providers(string provider)
    {
        await _folder.RunAsync(provider, Fixtures(provider));

        Assert.All(File.ReadAllLines(_folder.FileOf(provider)), AssertFitForConvertFromJson);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_echoed_key_is_not_saved(string provider)
    {
        ScriptedHandler server = new(
            Responses.Json(
                Recorded.Text(provider, "last").Replace(
                    "Quiet Fjord",
                    Lists.Key,
                    StringComparison.Ordinal).Replace("quietfjord", Lists.Key, StringComparison.Ordinal)));

        await _folder.RunAsync(provider, server);

        Assert.DoesNotContain(Lists.Key, File.ReadAllText(_folder.FileOf(provider)), StringComparison.Ordinal);
    }

    // Windows PowerShell rejects objects with an empty name, or with names that differ only in case.
    private static void AssertFitForConvertFromJson(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        Check(document.RootElement);

        static void Check(JsonElement element)
        {
            if (element.ValueKind is JsonValueKind.Array)
            {
                foreach (JsonElement item in element.EnumerateArray()) { Check(item); }
            }
            if (element.ValueKind is not JsonValueKind.Object) { return; }
            string[] names = [.. element.EnumerateObject().Select(field => field.Name)];
            Assert.DoesNotContain("", names);
            Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            foreach (JsonProperty field in element.EnumerateObject()) { Check(field.Value); }
        }
    }
}
