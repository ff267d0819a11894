using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
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
            Twin.Of("SocialFetch").Definition,
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
