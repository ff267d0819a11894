using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Journals;

namespace TikTokFollowing.Client.Tests.Paging;

/// <summary>Opens lists over several providers that share a folder of journals and a budget.</summary>
public abstract class FallbackPagerTestBase : IDisposable
{
    private protected static int[] FirstTwentyFive { get; } = [.. Enumerable.Range(1, 25)];

    private protected JournalFolder Folder { get; } = new();

    private protected CreditBudget? Budget { get; set; }

    private protected Logbook Log => Folder.Log;

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected ListPager Open(
        Func<FollowingQuery, FollowingQuery>? with, params (string Provider, HttpMessageHandler Server)[] providers)
    {
        FollowingQuery query = new(FollowingHandle.Parse("someone"));
        HttpSettings settings = Lists.NoTimeout with { MaximumRetryCount = 1 };
        FollowingClient[] clients =
            [.. providers.Select(one => Folder.Client(one.Provider, one.Server, settings: settings, budget: Budget))];
        return new ListPager(clients, with is null ? query : with(query), Log.Log);
    }

    private protected static ScriptedHandler TwentyFiveThen402() => new(
        Responses.Json(Wire.SociaVault(FirstTwentyFive, "1700000300", "true", creditsUsed: "1")),
        Responses.Json("{}", 402));

    private protected static ScriptedHandler TwoThen402() =>
        new(Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true", creditsUsed: "1")), Responses.Json("{}", 402));

    private protected static PagedServer ServerOf(string provider, int count) =>
        provider == "UnifAPI" ? new UnifAPIServer(count) : new ListServer(
            provider, [.. Enumerable.Range(1, count).Chunk(20)]);
}
