using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public sealed class AuthenticationHandlerTests
{
    private static readonly ApiKey s_key = new(Lists.Key);

    [Theory]
    [InlineData("DumplingAI", "Authorization", "Bearer ")]
    [InlineData("ScrapeCreators", "x-api-key", "")]
    [InlineData("SocialFetch", "x-api-key", "")]
    [InlineData("SociaVault", "X-API-Key", "")]
    [InlineData("UnifAPI", "Authorization", "Bearer ")]
    public void Each_provider_receives_the_key_in_its_own_header(string provider, string name, string prefix)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "https://api.example");

        AuthenticationHandler.Authenticate(request, ProviderRegistry.Get(provider).Facts.KeyHeader, s_key);

        KeyValuePair<string, IEnumerable<string>> header = Assert.Single(request.Headers);
        Assert.Equal(name, header.Key);
        Assert.Equal(prefix + Lists.Key, Assert.Single(header.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("X API Key")]
    [InlineData("X-Key:")]
    [InlineData("X-Key\r\nX-Other")]
    [InlineData("Content-Type")]
    public async Task A_header_that_requests_cannot_have_prevents_the_request(string name)
    {
        ProviderMetadata facts = ProviderRegistry.Get("SociaVault").Facts with { KeyHeader = new KeyHeader(name) };
        using ScriptedHandler handler = new();
        using HttpClient transport = SharedHttpClient.Create(handler);
        ProviderHttpClient client =
            new(transport, new HttpSettings(), new FakeClock(), ClientLog.None, new RateLimitTracker());
        AttemptObserver observer = new(() => new HttpRequestMessage(HttpMethod.Get, facts.BaseUri));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            () => client.SendAsync(facts, facts.BaseUri, observer, s_key, default));

        Assert.Equal(FollowingErrorKind.InvalidRequest, e.Kind);
        Assert.DoesNotContain(Lists.Key, e.ToString(), StringComparison.Ordinal);
        Assert.Empty(handler.Requests);
        Assert.Equal((0, 1), (observer.NoResponseMayBeCharged, observer.NoResponseNotCharged));
    }
}
