using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

/// <summary>Sends requests with a <see cref="ProviderHttpClient"/> to a scripted handler.</summary>
public abstract class ProviderHttpClientTestBase
{
    private protected const string Good = """{"ok":true}""";
    private protected static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(100);
    private protected static readonly HttpSettings s_noRetry = Lists.NoTimeout with { MaximumRetryCount = 0 };

    private protected static ProviderMetadata Facts => ProviderRegistry.Get("SociaVault").Facts;

    private protected static HttpRequestMessage Request()
    {
        HttpRequestMessage request = new(HttpMethod.Get, "https://api.example.com/list?handle=someone");
        request.Headers.TryAddWithoutValidation("X-API-Key", Lists.Key);
        return request;
    }

    private protected static ProviderHttpClient NewHttp(
        ScriptedHandler server, FakeClock? clock = null, HttpSettings? settings = null, ClientLog? log = null) =>
        new(
            SharedHttpClient.Create(server),
            settings ?? Lists.NoTimeout,
            clock ?? new FakeClock(),
            log ?? ClientLog.None,
            new RateLimitTracker());

    private protected static Task<ProviderResponse> Send(
        ProviderHttpClient http, AttemptObserver? observer = null, CancellationToken stop = default) =>
        http.SendAsync(
            Facts, Facts.BaseUri, observer ?? new AttemptObserver(Request), new ApiKey(Lists.Key), stop);

    private protected static Task<ProviderResponse> Send(
        ScriptedHandler server,
        FakeClock clock,
        HttpSettings? settings = null,
        ClientLog? log = null,
        CancellationToken stop = default) =>
        Send(NewHttp(server, clock, settings, log), stop: stop);

    private protected static Task<FollowingException> Fails(
        ScriptedHandler server, FakeClock clock, HttpSettings? settings = null, ClientLog? log = null) =>
        Assert.ThrowsAsync<FollowingException>(() => Send(server, clock, settings, log));

    // See ProviderPagerTests: with jitter, the sum of four delays is 5.7 to 11.5 times the first.
    private protected static void AssertBackOff(IReadOnlyList<TimeSpan> waits, double first)
    {
        double[] seconds = [.. waits.Select(wait => wait.TotalSeconds / first)];
        Assert.Equal(4, seconds.Length);
        Assert.InRange(seconds.Sum(), 5.6, 11.5);
        Assert.True(seconds[2] + seconds[3] > seconds[0] + seconds[1]);
    }
}
