using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Tests.Doubles;

/// <summary>Opens lists over a fake network.</summary>
internal static class Lists
{
    public const string Key = "sk_test_0123456789abcdef";

    /// <summary>Gets settings without a time-out, which would end at once with <see cref="FakeClock"/>.</summary>
    public static HttpSettings NoTimeout { get; } = new() { Timeout = null };

    public static FollowingClient Client(
        string provider,
        HttpMessageHandler server,
        TimeProvider? clock = null,
        HttpSettings? settings = null,
        ClientLog? log = null,
        string key = Key,
        Uri? baseUri = null) =>
        new(
            ProviderRegistry.Get(provider),
            new ApiKey(key),
            baseUri,
            settings ?? NoTimeout,
            log,
            SharedHttpClient.Create(server),
            clock ?? new FakeClock(),
            rates: new RateLimitTracker());

    public static ListPager Open(
        string provider,
        HttpMessageHandler server,
        TimeProvider? clock = null,
        HttpSettings? settings = null,
        ClientLog? log = null,
        string key = Key,
        Func<FollowingQuery, FollowingQuery>? with = null)
    {
        FollowingQuery query = new(FollowingHandle.Parse("someone"));
        return Client(provider, server, clock, settings, log, key).Open(with is null ? query : with(query));
    }

    public static Task<FollowingPage?> NextAsync(this ListPager list) => list.NextPageAsync(CancellationToken.None);

    /// <summary>Reads all pages. An error is thrown.</summary>
    public static async Task<List<FollowingPage>> ReadAllAsync(this ListPager list)
    {
        List<FollowingPage> pages = [];
        while (await list.NextAsync() is FollowingPage page) { pages.Add(page); }
        return pages;
    }
}
