using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Web;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Fuzz;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Definitions;

/// <summary>Tests cursors of definitions, which pages, journals and requests hold as one text.</summary>
public class DefinitionCursorTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(1000);

    private static readonly DefinedProvider s_provider = SampleDefinition.Provider(SampleDefinition.With(
        ("request.query", """{ "user": "{id}", "a": "{cursor.a}", "b": "{cursor.b}" }"""),
        ("page.next", """{ "a": "next.a", "b": "next.b" }"""),
        ("resolve", """{ "request": { "path": "user", "query": { "n": "{handle}" } }, "take": { "id": "id" } }""")));

    [Fact]
    public void Parts_of_a_cursor_survive_a_journal_and_reach_the_next_request() => Check.One(
        s_config,
        Prop.ForAll(
            ArbMap.Default.ArbFor<string?>(),
            ArbMap.Default.ArbFor<string?>(),
            Gen.Elements("7100000000000000040", "MS4wLjABAAAA-_x", "a b", "%3B&=").ToArbitrary(),
            (first, second, id) =>
            {
                string next = JsonSerializer.Serialize(new { a = first, b = second });
                string body = $$"""{ "users": [{ "name": "x" }], "next": {{next}} }""";
                PageRequest page = Recorded.Request($"id={id};");
                ProviderPage read = s_provider.ReadPage(
                    page, HttpStatusCode.OK, Recorded.Json(body, s_provider.Fields));
                if (read.NextCursor is not string cursor)
                {
                    return;
                }
                Samples.AssertKeeps(PageOf(read), requested: null);
                using HttpRequestMessage request =
                    s_provider.CreateRequest(Recorded.Request(cursor), s_provider.Facts.BaseUri);
                Assert.Equal("api.minimal.example", request.RequestUri!.Host);
                System.Collections.Specialized.NameValueCollection query =
                    HttpUtility.ParseQueryString(request.RequestUri.Query);
                Assert.Equal(id, query["user"]);
                foreach ((string name, string? value) in (IEnumerable<(string, string?)>)[("a", first), ("b", second)])
                {
                    // 0, -1 and an empty text mean that no cursor exists.
                    string? expected = Recorded.Json(JsonSerializer.Serialize(new { value })).Field("value").Cursor();
                    Assert.Equal(expected, query[name]);
                }
            }));

    [Theory]
    [InlineData("a=1", "1", null)]
    [InlineData("b=2&a=1", "1", "2")]
    [InlineData("a=%25%26&b=%3D", "%&", "=")]
    [InlineData("a=", "", null)]
    public void A_cursor_is_split_into_its_parts(string cursor, string first, string? second)
    {
        using HttpRequestMessage request =
            s_provider.CreateRequest(Recorded.Request("id=1;" + cursor), s_provider.Facts.BaseUri);
        System.Collections.Specialized.NameValueCollection query =
            HttpUtility.ParseQueryString(request.RequestUri!.Query);
        Assert.Equal((first, second), (query["a"], query["b"]));
    }

    [Theory]
    [InlineData("1700000000")]
    [InlineData("a=1&c=2")]
    [InlineData("&")]
    public void A_cursor_of_other_parts_creates_no_request(string cursor) =>
        Assert.Throws<FormatException>(
            () => s_provider.CreateRequest(Recorded.Request("id=1;" + cursor), s_provider.Facts.BaseUri));

    [Fact]
    public void An_id_of_dots_does_not_change_the_path()
    {
        DefinedProvider provider = SampleDefinition.Provider();
        foreach (string id in (string[])[".", "..", "..."])
        {
            Assert.Throws<FormatException>(
                () => provider.CreateRequest(Recorded.Request($"id={id};"), provider.Facts.BaseUri));
        }
    }

    private static FollowingPage PageOf(ProviderPage page) => new()
    {
        Handle = "some.one",
        Provider = s_provider.Facts.Name,
        Accounts = page.Accounts,
        HasMore = true,
        NextCursor = page.NextCursor,
        RetrievedAt = Recorded.RequestedAt,
    };
}
