using System.Net;
using System.Text;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Definitions;

/// <summary>Tests the definitions that <c>docs/definitions</c> has as examples, with their responses.</summary>
public class ExampleDefinitionTests
{
    private const string Id = "7200000000000000100";
    private const string SecUid = "MS4wLjABAAAAexample0100";

    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Definitions", "Examples");

    // Each error among the responses. Every other file is a page, a lookup or a balance.
    private static readonly Dictionary<string, FollowingErrorKind> s_errors = new()
    {
        ["socialcrawl/no-credits.402"] = FollowingErrorKind.CreditsExhausted,
        ["socialcrawl/not-found.404"] = FollowingErrorKind.AccountNotFound,
        ["tikapi/private"] = FollowingErrorKind.AccountPrivate,
        ["tikhub/hidden"] = FollowingErrorKind.FollowingHidden,
        ["tikhub/unauthorized.401"] = FollowingErrorKind.AuthenticationFailed,
        ["tiktok-scraper7/failure"] = FollowingErrorKind.UnexpectedResponse,
    };

    private static readonly string[] s_names = ["socialcrawl", "tikapi", "tikhub", "tiktok-scraper7"];

    public static TheoryData<string> Names() => [.. s_names];

    public static TheoryData<string, string, string[]> ExpectedRequests() => new()
    {
        {
            "socialcrawl", "some.one",
            [
                "https://www.socialcrawl.dev/v1/tiktok/user/following?handle=some.one",
                "https://www.socialcrawl.dev/v1/tiktok/user/following?handle=some.one&min_time=1700000000",
            ]
        },
        {
            "tikapi", "some.one",
            [
                "https://api.tikapi.io/public/check?username=some.one",
                $"https://api.tikapi.io/public/following?secUid={SecUid}&count=30",
                $"https://api.tikapi.io/public/following?secUid={SecUid}&count=30&nextCursor=next-1",
            ]
        },
        {
            "tikhub", Id,
            [
                $"https://api.tikhub.io/api/v1/tiktok/app/v3/fetch_user_following_list?user_id={Id}&count=20",
                "https://api.tikhub.io/api/v1/tiktok/app/v3/fetch_user_following_list"
                    + $"?user_id={Id}&count=20&min_time=1700000000&page_token=tok%2F1%3D",
            ]
        },
        {
            "tiktok-scraper7", "some.one",
            [
                "https://tiktok-scraper7.p.rapidapi.com/user/info?unique_id=some.one",
                $"https://tiktok-scraper7.p.rapidapi.com/user/following?user_id={Id}&count=50",
                $"https://tiktok-scraper7.p.rapidapi.com/user/following?user_id={Id}&count=50&time=1700000000",
            ]
        },
    };

    [Fact]
    public void Every_example_and_every_response_is_tested()
    {
        Assert.Equal(
            s_names,
            Directory.GetFiles(s_folder, "*.json")
                .Select(Path.GetFileNameWithoutExtension)
                .Where(name => !name!.EndsWith(".schema", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        IEnumerable<string> others = Directory
            .GetFiles(Path.Combine(s_folder, "responses"), "*.json", SearchOption.AllDirectories)
            .Select(NameOf)
            .Where(name => Path.GetFileName(name) is not ("page" or "last" or "lookup" or "balance"));
        Assert.Equal(s_errors.Keys.Order(StringComparer.Ordinal), others.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_states_that_it_was_not_tested_with_a_key(string name)
    {
        Assert.Contains("not tested with a key", Read(name).Metadata.Notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_path_matches_the_page_of_the_example(string name)
    {
        DefinitionReading reading = await ReadResponseAsync(name, "page");

        Assert.Null(reading.Error);
        Assert.Empty(reading.UnmatchedFields);
        Assert.Equal(["paper.boat", "quiet.kettle"], reading.Page!.Accounts.Select(account => account.Handle));
        Assert.True(reading.Page.HasMore);
        FollowedAccount first = reading.Page.Accounts[0];
        Assert.Equal("7200000000000000001", first.Id);
        Assert.Equal("MS4wLjABAAAAexample0001", first.SecUid);
        Assert.Equal("Paper Boat", first.DisplayName);
        Assert.Equal("Fictitious account 1", first.Bio);
        Assert.Equal(
            (1000L, 50000L, 10L, 7L), (first.FollowerCount, first.LikeCount, first.VideoCount, first.LikedCount));
        Assert.Equal([true, false], reading.Page.Accounts.Select(account => account.IsVerified));
        Assert.Equal("DE", first.Region);
        Assert.EndsWith(".jpeg", first.AvatarUrl, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ExpectedRequests))]
    public async Task A_list_is_read_to_its_end_with_the_documented_requests(
        string name, string handle, string[] requests)
    {
        string[] responses = requests.Length == 3 ? ["lookup", "page", "last"] : ["page", "last"];
        ScriptedHandler server = new([.. responses.Select(response => Responses.Json(TextOf(name, response)))]);
        ListPager list = Open(name, server, handle);

        List<FollowingPage> pages = await list.ReadAllAsync();

        Assert.Equal(
            ["paper.boat", "quiet.kettle", "slow.river"],
            pages.SelectMany(page => page.Accounts).Select(account => account.Handle));
        Assert.Equal(requests, server.Requests.Select(request => request.Address.AbsoluteUri));
        Assert.Equal(requests.Length, list.CreditsCharged);
    }

    [Fact]
    public async Task TikHub_sends_a_sec_uid_in_its_own_parameter()
    {
        ScriptedHandler server = new(Responses.Json(TextOf("tikhub", "last")));

        string secUid = Recorded.SecUid(1);

        await Open("tikhub", server, secUid).ReadAllAsync();

        Assert.Equal($"?sec_user_id={secUid}&count=20", server.Requests[0].Address.Query);
    }

    [Fact]
    public async Task RapidAPI_gets_its_host_in_a_header()
    {
        ScriptedHandler server = new(
            Responses.Json(TextOf("tiktok-scraper7", "lookup")), Responses.Json(TextOf("tiktok-scraper7", "last")));

        await Open("tiktok-scraper7", server, "some.one").ReadAllAsync();

        Assert.All(server.Requests, request => Assert.Equal(request.Address.Host, request.Headers["x-rapidapi-host"]));
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_has_its_meaning(string name, string response, FollowingErrorKind kind)
    {
        DefinitionReading reading = await ReadResponseAsync(name, response);

        Assert.Equal(kind, reading.Error?.Kind);
    }

    [Fact]
    public void SocialCrawl_states_its_balance()
    {
        DefinedProvider provider = new(Read("socialcrawl"));
        ErrorResponse response = new(
            provider.Facts, HttpStatusCode.OK, Recorded.Json(TextOf("socialcrawl", "balance"), null));

        Assert.Equal(97, provider.Balance!.Read(response));
    }

    public static TheoryData<string, string, FollowingErrorKind> Errors()
    {
        TheoryData<string, string, FollowingErrorKind> data = [];
        foreach ((string name, FollowingErrorKind kind) in s_errors)
        {
            string[] parts = name.Split('/');
            data.Add(parts[0], parts[1], kind);
        }
        return data;
    }

    [Fact]
    public async Task The_guide_leads_to_a_definition_that_reads_its_sample()
    {
        string guide = File.ReadAllText(Path.Combine(s_folder, "definitions.md")).ReplaceLineEndings("\n");
        string sample = BlockOf(guide.Replace("\n> ", "\n", StringComparison.Ordinal), "{\n  \"result\"");
        string first = BlockOf(guide, "{\n  \"$schema\"");
        string errors = BlockOf(guide, "\"errors\"");
        string whole = first.TrimEnd().TrimEnd('}').TrimEnd() + ",\n" + errors + "}";

        DefinitionReading page = await ReadAsync(Parse(first), sample, HttpStatusCode.OK);
        DefinitionReading refusal = await ReadAsync(
            Parse(whole),
            """{"error": {"code": "user_private", "text": "This user is private"}}""",
            HttpStatusCode.Forbidden);

        FollowedAccount account = Assert.Single(page.Page!.Accounts);
        Assert.Equal(("paper.boat", "Paper Boat", 1200L, true),
            (account.Handle, account.DisplayName, account.FollowerCount, account.IsVerified));
        Assert.Equal(("c2", 90L, true), (page.Page.NextCursor, page.Page.Total, page.Page.HasMore));
        Assert.Empty(page.UnmatchedFields);
        Assert.Equal(FollowingErrorKind.AccountPrivate, refusal.Error?.Kind);
        Assert.Contains("This user is private", refusal.Error!.Message, StringComparison.Ordinal);
    }

    // The code block of a document that starts with a text.
    private static string BlockOf(string document, string start)
    {
        int from = document.IndexOf("```json\n" + start, StringComparison.Ordinal) + "```json\n".Length;
        return document.Substring(from, document.IndexOf("```", from, StringComparison.Ordinal) - from);
    }

    private static ProviderDefinition Parse(string json) => DefinitionReader.Parse(Encoding.UTF8.GetBytes(json), null);

    private static Task<DefinitionReading> ReadAsync(
        ProviderDefinition definition, string response, HttpStatusCode status) => DefinitionTester.ReadAsync(
            definition, Encoding.UTF8.GetBytes(response), status, [], CancellationToken.None);

    private static Task<DefinitionReading> ReadResponseAsync(string name, string response)
    {
        string status = Path.GetExtension(response).TrimStart('.');
        return ReadAsync(
            Read(name),
            TextOf(name, response),
            status.Length == 0 ? HttpStatusCode.OK : Enum.Parse<HttpStatusCode>(status));
    }

    private static ListPager Open(string name, ScriptedHandler server, string handle)
    {
        FollowingClient client = new(
            new DefinedProvider(Read(name)),
            new ApiKey(Lists.Key),
            settings: Lists.NoTimeout,
            transport: SharedHttpClient.Create(server),
            clock: new FakeClock(),
            rates: new RateLimitTracker());
        return client.Open(new FollowingQuery(FollowingHandle.Parse(handle)));
    }

    private static ProviderDefinition Read(string name) =>
        DefinitionReader.ReadFile(Path.Combine(s_folder, name + ".json"));

    private static string TextOf(string name, string response) => File.ReadAllText(PathOf(name, response));

    private static string PathOf(string name, string response) =>
        Path.Combine(s_folder, "responses", name, response + ".json");

    private static string NameOf(string path) =>
        $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileNameWithoutExtension(path)}";
}
