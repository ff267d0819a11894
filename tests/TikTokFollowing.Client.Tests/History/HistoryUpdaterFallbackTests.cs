using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests updates that another provider continues.</summary>
public sealed class HistoryUpdaterFallbackTests : IDisposable
{
    private readonly UpdaterFixture _fixture = new();
    private readonly FollowList _list = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_fallback_with_follow_times_continues_the_reading()
    {
        FollowServer first = Failing("SociaVault", from: 3);
        FollowServer second = new("ScrapeCreators", _list);

        HistoryUpdate update = await UpdateAsync(first, second);

        Assert.True(update.IsBaseline);
        Assert.Equal(90, update.Accounts);
        Assert.Equal(3, second.Requests);
        HistoryState state = await _fixture.ReadStateAsync();
        Assert.Equal(_list.Accounts.Select(Wire.Id), state.Listed.Select(account => account.Id));
        Assert.Equal(["ScrapeCreators", "SociaVault"], state.Marks.Providers.Names);
        string[] seenBy = [.. state.Listed.Select(account => string.Join(' ', account.SeenBy.Names))];
        Assert.Equal([.. Enumerable.Repeat("SociaVault", 39), .. Enumerable.Repeat("ScrapeCreators", 51)], seenBy);
    }

    [Fact]
    public async Task An_account_that_one_provider_never_listed_is_not_missing_from_a_mixed_reading()
    {
        await UpdateAsync(Failing("SociaVault", from: 3), new FollowServer("ScrapeCreators", _list));
        string unfollowedOnTop = _list.Unfollow(10);
        string unfollowedBelow = _list.Unfollow(60);
        _fixture.Options = new UpdateOptions { IsFull = true };

        // Each account was seen by one of the two providers only.
        HistoryUpdate mixed =
            await NextDayAsync(Failing("SociaVault", from: 3), new FollowServer("ScrapeCreators", _list));
        Assert.Empty(mixed.Changes);

        HistoryUpdate first = await NextDayAsync(new FollowServer("SociaVault", _list), null);
        Assert.Equal(["Unfollowed " + unfollowedOnTop], first.Changes.Select(UpdaterFixture.Describe));

        HistoryUpdate second = await NextDayAsync(null, new FollowServer("ScrapeCreators", _list));
        Assert.Equal(["Unfollowed " + unfollowedBelow], second.Changes.Select(UpdaterFixture.Describe));
    }

    [Fact]
    public async Task A_mixed_reading_finds_unfollows_of_accounts_that_both_providers_listed()
    {
        await UpdateAsync(new FollowServer("SociaVault", _list), null);
        _fixture.Options = new UpdateOptions { IsFull = true };
        await NextDayAsync(null, new FollowServer("ScrapeCreators", _list));
        string unfollowed = _list.Unfollow(60);

        HistoryUpdate mixed =
            await NextDayAsync(Failing("SociaVault", from: 3), new FollowServer("ScrapeCreators", _list));

        Assert.Equal(["Unfollowed " + unfollowed], mixed.Changes.Select(UpdaterFixture.Describe));
    }

    [Fact]
    public async Task A_fallback_with_other_cursors_starts_at_the_top_and_its_pages_are_used_alone()
    {
        FollowServer first = Failing("SociaVault", from: 3);
        FollowServer second = new("UnifAPI", _list);

        HistoryUpdate update = await UpdateAsync(first, second);

        Assert.Equal(5, second.Requests);
        Assert.Equal(90, update.Accounts);
        Assert.Equal(first.Credits + second.Credits, update.CreditsCharged);
        HistoryState state = await _fixture.ReadStateAsync();
        Assert.All(state.Listed, account => Assert.Equal(["UnifAPI"], account.SeenBy.Names));
        Assert.False(_fixture.HasPending);
    }

    [Fact]
    public async Task Pages_of_both_providers_are_kept_until_the_update_is_stored()
    {
        FollowServer first = Failing("SociaVault", from: 3);
        FollowServer second = Failing("UnifAPI", from: 4);
        await Assert.ThrowsAsync<FollowingException>(() => UpdateAsync(first, second));
        Assert.True(_fixture.HasPending);

        // The first provider works again: its two pages are not fetched again.
        first.Fail = static _ => null;
        HistoryUpdate update = await UpdateAsync(first, second);

        Assert.Equal(3 + 3, first.Requests);
        Assert.Equal(4, second.Requests);
        Assert.Equal(90, update.Accounts);
        Assert.Equal(first.Credits + second.Credits, update.CreditsCharged);
    }

    [Fact]
    public async Task Another_provider_with_follow_times_resumes_with_the_saved_pages()
    {
        await Assert.ThrowsAsync<FollowingException>(() => UpdateAsync(Failing("SociaVault", from: 3), null));
        FollowServer second = new("ScrapeCreators", _list);

        HistoryUpdate update = await UpdateAsync(null, second);

        Assert.Equal(3, second.Requests);
        Assert.Equal(90, update.Accounts);
    }

    private FollowServer Failing(string provider, int from) => new(provider, _list)
    {
        Fail = number => number >= from ? Responses.Json("{}", 402) : null,
    };

    private async Task<HistoryUpdate> NextDayAsync(FollowServer? first, FollowServer? second)
    {
        _fixture.Clock.Advance(TimeSpan.FromDays(1));
        return await UpdateAsync(first, second);
    }

    private async Task<HistoryUpdate> UpdateAsync(FollowServer? first, FollowServer? second)
    {
        List<(string, System.Net.Http.HttpMessageHandler)> providers = [];
        foreach (FollowServer server in new[] { first, second }.OfType<FollowServer>())
        {
            providers.Add((server.Provider, server));
        }
        return (await _fixture.UpdateAsync(providers)).Single();
    }
}
