using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>Checks the definitions of <c>docs/definitions</c> with the net472 build.</summary>
internal static class DefinitionChecks
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Definitions");

    public static void Run(Checks checks)
    {
        foreach (string name in new[] { "socialcrawl", "tikapi", "tikhub", "tiktok-scraper7" })
        {
            checks.Run($"The definition {name} reads its sample response", () => ReadSample(name));
        }
        checks.Run("A definition of an unknown version is rejected", Rejection);
        checks.Run("A defined provider reads a list to its end", ReadList);
    }

    private static async Task ReadSample(string name)
    {
        DefinitionReading reading = await DefinitionTester.ReadAsync(
            Read(name),
            File.ReadAllBytes(PathOf(name, "page")),
            HttpStatusCode.OK,
            [],
            CancellationToken.None);

        Checks.Equal(null, reading.Error, "the error");
        Checks.Equal("", string.Join(" ", reading.UnmatchedFields), "unmatched fields");
        Checks.Same(
            ["paper.boat", "quiet.kettle"], reading.Page!.Accounts.Select(account => account.Handle!), "the handles");
        FollowedAccount first = reading.Page.Accounts[0];
        Checks.Equal(
            ("7200000000000000001", "MS4wLjABAAAAexample0001", "Paper Boat", 1000L, true, "DE"),
            (first.Id, first.SecUid, first.DisplayName, first.FollowerCount, first.IsVerified, first.Region),
            "the first account");
        Checks.Equal(true, reading.Page.HasMore, "more pages follow");
    }

    private static async Task Rejection()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.FullName, "other.json");
        string text = File.ReadAllText(Path.Combine(s_folder, "socialcrawl.json"));
        File.WriteAllText(path, text.Replace("\"version\": 1", "\"version\": 2"));

        FollowingException e = await Checks.Throws<FollowingException>(
            () => Task.FromResult(DefinitionReader.ReadFile(path)));

        Checks.Equal(FollowingErrorKind.InvalidDefinition, e.Kind, "the kind");
        Checks.Equal(true, e.Message.Contains("version"), $"the message names the field: {e.Message}");
    }

    private static async Task ReadList()
    {
        FixedResponses server = new(
            File.ReadAllText(PathOf("socialcrawl", "page")), File.ReadAllText(PathOf("socialcrawl", "last")));
        using HttpClient transport = SharedHttpClient.Create(server);
        FollowingClient client = new(
            new DefinedProvider(Read("socialcrawl")), new ApiKey("a-key"), transport: transport);
        using ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("some.one")));

        List<string> handles = [];
        while (await list.NextPageAsync(CancellationToken.None) is FollowingPage page)
        {
            handles.AddRange(page.Accounts.Select(account => account.Handle!));
        }

        Checks.Same(["paper.boat", "quiet.kettle", "slow.river"], handles, "the handles");
        Checks.Same(
            [
                "https://www.socialcrawl.dev/v1/tiktok/user/following?handle=some.one",
                "https://www.socialcrawl.dev/v1/tiktok/user/following?handle=some.one&min_time=1700000000",
            ],
            server.Requests,
            "the requests");
    }

    private static ProviderDefinition Read(string name) =>
        DefinitionReader.ReadFile(Path.Combine(s_folder, name + ".json"));

    private static string PathOf(string name, string response) =>
        Path.Combine(s_folder, "responses", name, response + ".json");
}
