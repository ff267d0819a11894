using System.Net;
using System.Text;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Tests.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Definitions;

public class DefinitionTesterTests
{
    [Fact]
    public async Task A_page_is_read_without_its_lookup()
    {
        DefinitionReading reading = await ReadAsync(
            SampleDefinition.Everything,
            """{ "list": [{ "name": "one", "id": "7100000000000000001", "extra": 1 }], "more": false, "total": 1 }""",
            headers: ("x-credits-remaining", "9"));
        Assert.Null(reading.Error);
        Assert.Equal("one", Assert.Single(reading.Page!.Accounts).Handle);
        Assert.Equal(9, reading.Page.CreditsRemaining);
        Assert.Equal(
            [
                "page.next.time", "page.next.token", "page.followedAfter", "page.followedBefore", "record.displayName",
                "record.isVerified", "record.avatarUrl", "record.followerCount",
            ],
            reading.UnmatchedFields);
    }

    [Fact]
    public async Task A_field_that_any_record_has_is_matched()
    {
        DefinitionReading reading = await ReadAsync(
            SampleDefinition.With(("record.bio", "\"bio\""), ("record.region", "\"land\"")),
            """{ "users": [{ "name": "one" }, { "name": "two", "bio": "b" }] }""");
        Assert.Equal(["page.next", "record.region"], reading.UnmatchedFields);
    }

    [Theory]
    [InlineData("record.id", "12345", true)]
    [InlineData("record.id", "7211100000001", true)]
    [InlineData("record.id", "7211100000000000001", true)]
    [InlineData("record.id", "\"7211100000000000001\"", true)]
    [InlineData("record.id", "7.2e18", false)]
    [InlineData("record.id", "{ \"n\": 1 }", false)]
    [InlineData("record.secUid", "12345", false)]
    [InlineData("record.bio", "\"\"", true)]
    [InlineData("record.bio", "[\"text\"]", false)]
    [InlineData("record.isPrivate", "0", true)]
    [InlineData("record.isPrivate", "\"locked\"", false)]
    [InlineData("record.isVerified", "1", true)]
    [InlineData("record.isVerified", "\"badge\"", false)]
    [InlineData("record.createdAt", "1700000000", true)]
    [InlineData("record.createdAt", "\"yesterday\"", false)]
    [InlineData("record.avatarUrl", "\"https://x.example/a.jpeg\"", true)]
    [InlineData("record.avatarUrl", "\"a.jpeg\"", false)]
    [InlineData("record.followerCount", "\"12\"", true)]
    [InlineData("record.followerCount", "\"1.2K\"", false)]
    public async Task A_value_that_cannot_be_used_is_unmatched(string field, string json, bool isMatched)
    {
        DefinitionReading reading = await ReadAsync(
            SampleDefinition.With((field, "\"value\"")),
            $$"""{ "users": [{ "name": "one", "value": {{json}} }], "cursor": "c" }""");
        Assert.Null(reading.Error);
        Assert.Equal(isMatched ? [] : [field], reading.UnmatchedFields);
        Assert.Equal(
            field == "record.id" && isMatched ? json.Trim('"') : null, Assert.Single(reading.Page!.Accounts).Id);
    }

    [Theory]
    [InlineData("page.total", "\"many\"")]
    [InlineData("page.hasMore", "\"maybe\"")]
    [InlineData("page.next", "[1]")]
    [InlineData("page.creditsRemaining", "\"few\"")]
    [InlineData("page.requestId", "7")]
    public async Task A_value_of_the_page_that_cannot_be_used_is_unmatched(string field, string json)
    {
        DefinitionReading reading = await ReadAsync(
            SampleDefinition.With(("page.next", "\"cursor\""), (field, "\"value\"")),
            $$"""{ "users": [{ "name": "one" }], "cursor": "c", "value": {{json}} }""");
        Assert.Equal([field], reading.UnmatchedFields);
    }

    [Fact]
    public async Task A_response_of_another_shape_names_the_paths_without_a_match()
    {
        DefinitionReading reading = await ReadAsync(SampleDefinition.Minimal, """{ "items": [], "cursor": "c" }""");
        Assert.Null(reading.Page);
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, reading.Error!.Kind);
        Assert.Equal(["page.items"], reading.UnmatchedFields);
    }

    [Theory]
    [InlineData(401, "{}", FollowingErrorKind.AuthenticationFailed)]
    [InlineData(429, "{}", FollowingErrorKind.RateLimited)]
    [InlineData(502, "<html>", FollowingErrorKind.ProviderUnavailable)]
    [InlineData(302, "", FollowingErrorKind.UnexpectedResponse)]
    [InlineData(200, "<html>", FollowingErrorKind.UnexpectedResponse)]
    [InlineData(200, "{ \"users\": [", FollowingErrorKind.UnexpectedResponse)]
    public async Task An_error_is_that_of_the_client(int status, string body, FollowingErrorKind kind)
    {
        DefinitionReading reading = await ReadAsync(SampleDefinition.Minimal, body, status);
        Assert.Null(reading.Page);
        Assert.Equal(kind, reading.Error!.Kind);
        Assert.Empty(reading.UnmatchedFields);
    }

    [Fact]
    public async Task A_retry_time_is_a_part_of_the_error()
    {
        DefinitionReading reading =
            await ReadAsync(SampleDefinition.Minimal, "{}", 429, ("Retry-After", "120"), ("Content-Length", "9999"));
        Assert.NotNull(reading.Error!.RetryAt);
    }

    [Fact]
    public async Task Recorded_pages_of_the_built_in_providers_match_all_paths_that_they_should()
    {
        DefinitionReading reading = await DefinitionTester.ReadAsync(
            DefinitionReader.ReadFile(Twin.PathOf("SocialFetch")),
            Encoding.UTF8.GetBytes(Recorded.Text("SocialFetch", "first")),
            HttpStatusCode.OK,
            [],
            CancellationToken.None);
        Assert.Equal([], reading.UnmatchedFields.Except(["record.likeCount", "record.likedCount"]));
    }

    private static Task<DefinitionReading> ReadAsync(
        string definition, string body, int status = 200, params (string Name, string Value)[] headers) =>
        DefinitionTester.ReadAsync(
            Twin.Parse(definition),
            Encoding.UTF8.GetBytes(body),
            (HttpStatusCode)status,
            headers.Select(header => new KeyValuePair<string, string>(header.Name, header.Value)),
            CancellationToken.None);
}
