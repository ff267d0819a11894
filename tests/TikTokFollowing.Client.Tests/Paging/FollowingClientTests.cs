using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public class FollowingClientTests
{
    [Theory]
    [InlineData("DumplingAI", "https://app.dumplingai.com/api/v1/get-tiktok-user-following")]
    [InlineData("ScrapeCreators", "https://api.scrapecreators.com/v1/tiktok/user/following?handle=someone")]
    [InlineData("SociaVault", "https://api.sociavault.com/v1/scrape/tiktok/following?handle=someone")]
    [InlineData("SocialFetch", "https://api.socialfetch.dev/v1/tiktok/profiles/someone/following")]
    [InlineData("UnifAPI", "https://api.unifapi.com/tiktok/users/someone/following")]
    public async Task Requests_go_to_the_address_of_the_provider(string provider, string address)
    {
        ScriptedHandler server = new(Responses.Json("{}", 401));

        await Assert.ThrowsAsync<FollowingException>(Lists.Open(provider, server).NextAsync);

        Assert.Equal(address, Assert.Single(server.Requests).Address.AbsoluteUri);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://127.0.0.1:5000/")]
    public async Task BaseUri_replaces_the_address_of_the_provider(string address)
    {
        ScriptedHandler server = new(Responses.Json("{}", 401));

        await Assert.ThrowsAsync<FollowingException>(
            Lists.Client("SociaVault", server, baseUri: new Uri(address)).Open(Query("someone")).NextAsync);

        Assert.Equal(
            "http://127.0.0.1:5000/v1/scrape/tiktok/following?handle=someone",
            server.Requests[0].Address.AbsoluteUri);
    }

    [Fact]
    public async Task The_path_of_a_gateway_is_kept()
    {
        ScriptedHandler server = new(Responses.Json("{}", 401));

        await Assert.ThrowsAsync<FollowingException>(
            Lists.Client(
                "UnifAPI",
                server,
                baseUri: new Uri("https://gateway.example.com/unif/")).Open(Query("someone")).NextAsync);

        Assert.Equal(
            "https://gateway.example.com/unif/tiktok/users/someone/following",
            server.Requests[0].Address.AbsoluteUri);
    }

    [Fact]
    public void An_unsupported_query_is_rejected_without_a_request()
    {
        ScriptedHandler server = new();
        FollowingClient client = Lists.Client("SociaVault", server);

        Assert.Equal(
            FollowingErrorKind.InvalidRequest,
            Assert.Throws<FollowingException>(() => client.Open(Query("someone") with { PageSize = 10 })).Kind);
        Assert.Equal(
            FollowingErrorKind.InvalidHandle,
            Assert.Throws<FollowingException>(() => client.Open(Query("6811111111111111111"))).Kind);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Lists_of_one_client_are_independent()
    {
        FollowingClient client = Lists.Client(
            "ScrapeCreators",
            new ScriptedHandler(
                Responses.Json(Wire.ScrapeCreators([1], "0", "false")),
                Responses.Json(Wire.ScrapeCreators([1], "0", "false"))));

        FollowingPage? one = await client.Open(Query("one")).NextAsync();
        FollowingPage? two = await client.Open(Query("two")).NextAsync();

        Assert.Equal("one", Assert.Single(one!.Accounts).FollowedBy);
        Assert.Equal("two", Assert.Single(two!.Accounts).FollowedBy);
    }

    [Fact]
    public async Task Requests_have_a_user_agent_and_accept_json()
    {
        ScriptedHandler server = new(Responses.Json("{}", 401));

        await Assert.ThrowsAsync<FollowingException>(Lists.Open("SociaVault", server).NextAsync);

        Assert.StartsWith("TikTokFollowing/", server.Requests[0].Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal("application/json", server.Requests[0].Headers["Accept"]);
    }

    private static FollowingQuery Query(string handle) => new(FollowingHandle.Parse(handle));
}
