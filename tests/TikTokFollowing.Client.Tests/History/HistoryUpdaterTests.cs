using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests updates of a list of 90 accounts, 20 on a page, from every provider.</summary>
public sealed class HistoryUpdaterTests : IDisposable
{
    private readonly UpdaterFixture _fixture = new();
    private readonly FollowList _list = new();

    public static TheoryData<string> Providers =>
        ["DumplingAI", "ScrapeCreators", "SocialFetch", "SociaVault", "UnifAPI"];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task The_baseline_reads_the_whole_list_and_reports_no_change(string provider)
    {
        FollowServer server = new(provider, _list);

        HistoryUpdate update = await _fixture.UpdateAsync(provider, server);

        Assert.True(update.IsBaseline);
        Assert.Empty(update.Changes);
        Assert.Empty(update.Warnings);
        Assert.Equal(90, update.Accounts);
        Assert.Equal(5, server.Requests);
        Assert.Equal(5, update.Requests);
        Assert.Equal(server.Credits, update.CreditsCharged);
        HistoryState state = await _fixture.ReadStateAsync();
        Assert.Equal(_list.Accounts.Select(Wire.Id), state.Listed.Select(account => account.Id));
        Assert.True(state.Marks.IsComplete);
        Assert.Equal(server.Credits, state.Marks.CreditsCharged);
        Assert.False(_fixture.HasPending);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_quiet_day_costs_one_request(string provider)
    {
        FollowServer server = new(provider, _list);
        await _fixture.UpdateAsync(provider, server);

        HistoryUpdate update = await NextDayAsync(provider, server);

        Assert.Equal(6, server.Requests);
        Assert.Equal(1, update.Requests);
        Assert.Empty(update.Changes);
        Assert.False(update.IsBaseline);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task New_follows_and_an_unfollow_on_the_first_page_take_one_request(string provider)
    {
        FollowServer server = new(provider, _list);
        await _fixture.UpdateAsync(provider, server);
        string[] followed = [_list.Follow(), _list.Follow(), _list.Follow()];
        string unfollowed = _list.Unfollow(10);

        HistoryUpdate update = await NextDayAsync(provider, server);

        Assert.Equal(6, server.Requests);
        Assert.Equal(
            [.. followed.Select(handle => "Followed " + handle).Reverse(), "Unfollowed " + unfollowed],
            update.Changes.Select(UpdaterFixture.Describe));
        Assert.Equal([1, 2, 3, 4], update.Changes.Select(change => change.Sequence!.Value));
        Assert.All(update.Changes, change => Assert.Equal("someone", change.FollowedBy));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_unfollow_further_down_is_found_by_a_full_update(string provider)
    {
        FollowServer server = new(provider, _list);
        await _fixture.UpdateAsync(provider, server);
        string unfollowed = _list.Unfollow(70);

        List<HistoryWarning> warnings = [];
        for (int day = 0; day < 3; day++)
        {
            HistoryUpdate update = await NextDayAsync(provider, server);
            Assert.Empty(update.Changes);
            warnings.AddRange(update.Warnings);
        }
        HistoryWarning[] expected = provider == "UnifAPI" ? [] : [new HistoryWarning(HistoryWarningKind.TotalFell, 1)];
        Assert.Equal(expected, warnings);
        Assert.Equal(8, server.Requests);

        _fixture.Options = new UpdateOptions { IsFull = true };
        HistoryUpdate full = await NextDayAsync(provider, server);

        Assert.Equal(["Unfollowed " + unfollowed], full.Changes.Select(UpdaterFixture.Describe));
        Assert.Equal(13, server.Requests);
    }

    [Fact]
    public async Task Many_new_follows_take_the_pages_they_need_and_one_more()
    {
        FollowServer server = new("SociaVault", _list);
        await _fixture.UpdateAsync("SociaVault", server);
        for (int i = 0; i < 45; i++)
        {
            _list.Follow();
        }

        HistoryUpdate update = await NextDayAsync("SociaVault", server);

        Assert.Equal(45, update.Changes.Count);
        Assert.InRange(update.Requests, 3, 4);
    }

    [Fact]
    public async Task The_interval_of_full_updates_counts_from_the_last_one()
    {
        FollowServer server = new("SociaVault", _list);
        await _fixture.UpdateAsync("SociaVault", server);
        _fixture.Options = new UpdateOptions { FullInterval = TimeSpan.FromDays(7) };

        List<int> requests = [];
        for (int day = 1; day <= 8; day++)
        {
            int before = server.Requests;
            await NextDayAsync("SociaVault", server);
            requests.Add(server.Requests - before);
        }

        Assert.Equal([1, 1, 1, 1, 1, 1, 5, 1], requests);
    }

    [Fact]
    public async Task The_longest_interval_of_full_updates_never_passes()
    {
        FollowServer server = new("SociaVault", _list);
        await _fixture.UpdateAsync("SociaVault", server);
        _fixture.Options = new UpdateOptions { FullInterval = TimeSpan.MaxValue };

        await NextDayAsync("SociaVault", server);

        Assert.Equal(6, server.Requests);
    }

    // ---- interrupted updates ----

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_budget_keeps_the_pages_and_the_next_command_fetches_the_rest(string provider)
    {
        FollowServer server = new(provider, _list);
        long page = provider == "UnifAPI" ? 20 : provider == "DumplingAI" ? 10 : 1;
        _fixture.Budget = new CreditBudget(2 * page);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            () => _fixture.UpdateAsync(provider, server));
        Assert.Equal(FollowingErrorKind.BudgetReached, e.Kind);
        Assert.Equal(2, server.Requests);
        Assert.True(_fixture.HasPending);
        Assert.False(File.Exists(_fixture.HistoryPath));

        _fixture.Budget = null;
        HistoryUpdate update = await _fixture.UpdateAsync(provider, server);

        Assert.Equal(5, server.Requests);
        Assert.Equal(server.Cursors.Count, server.Cursors.Distinct().Count());
        Assert.True(update.IsBaseline);
        Assert.Equal(90, update.Accounts);
        Assert.Equal(5, update.Requests);
        Assert.Equal(server.Credits, update.CreditsCharged);
        Assert.False(_fixture.HasPending);
    }

    [Fact]
    public async Task An_update_that_was_interrupted_long_ago_is_finished_as_of_its_time_and_followed_by_another()
    {
        FollowServer server = new("SociaVault", _list)
        {
            Fail = number => number == 3 ? Responses.Json("{}", 402) : null,
        };
        await Assert.ThrowsAsync<FollowingException>(() => _fixture.UpdateAsync("SociaVault", server));
        DateTime interrupted = _fixture.Clock.GetUtcNow().UtcDateTime;
        _fixture.Clock.Advance(TimeSpan.FromHours(5));
        string followed = _list.Follow();

        List<HistoryUpdate> updates = await _fixture.UpdateAsync([("SociaVault", server)]);

        Assert.Equal(2, updates.Count);
        Assert.True(updates[0] is { IsBaseline: true, IsOutdated: true });
        Assert.Equal(90, updates[0].Accounts);
        Assert.Equal(["Followed " + followed], updates[1].Changes.Select(UpdaterFixture.Describe));
        Assert.False(updates[1].IsOutdated);
        Assert.Equal(3 + 3 + 1, server.Requests);
        Assert.True((await _fixture.ReadStateAsync()).Marks.FirstUpdate > interrupted);
    }

    [Fact]
    public async Task A_resumed_full_update_does_not_read_the_whole_list_again()
    {
        FollowServer server = new("SociaVault", _list);
        await _fixture.UpdateAsync("SociaVault", server);
        _fixture.Options = new UpdateOptions { IsFull = true };
        server.Fail = number => number == 8 ? Responses.Json("{}", 402) : null;
        await Assert.ThrowsAsync<FollowingException>(() => NextDayAsync("SociaVault", server));
        _fixture.Clock.Advance(TimeSpan.FromDays(1));

        List<HistoryUpdate> updates = await _fixture.UpdateAsync([("SociaVault", server)]);

        Assert.Equal([5, 1], updates.Select(update => update.Requests));
        Assert.Equal(8 + 3 + 1, server.Requests);
    }

    [Fact]
    public async Task Pages_that_connect_already_need_no_request()
    {
        FollowServer server = new("SocialFetch", _list);
        await _fixture.UpdateAsync("SocialFetch", server);
        string followed = _list.Follow();
        _fixture.Options = new UpdateOptions { IsFull = true };
        server.Fail = number => number == 7 ? Responses.Json("{}", 402) : null;
        await Assert.ThrowsAsync<FollowingException>(() => NextDayAsync("SocialFetch", server));
        _fixture.Options = new UpdateOptions();

        HistoryUpdate update = await _fixture.UpdateAsync("SocialFetch", server);

        Assert.Equal(7, server.Requests);
        Assert.Equal(["Followed " + followed], update.Changes.Select(UpdaterFixture.Describe));
    }

    [Fact]
    public async Task A_cursor_that_the_provider_forgot_starts_the_reading_again_once()
    {
        FollowServer server = new("SocialFetch", _list)
        {
            Fail = number => number == 3 ? Responses.Json("{}", 402) : null,
        };
        await Assert.ThrowsAsync<FollowingException>(() => _fixture.UpdateAsync("SocialFetch", server));
        server.Fail = number => number == 4 ? Responses.Json("""{"error":{"code":"bad_request"}}""", 400) : null;

        HistoryUpdate update = await _fixture.UpdateAsync("SocialFetch", server);

        Assert.Equal(90, update.Accounts);
        Assert.Equal(4 + 5, server.Requests);
        Assert.Equal(server.Credits, update.CreditsCharged);
        string warning = Assert.Single(_fixture.Log.Warnings);
        Assert.Contains("cannot be resumed", warning, StringComparison.Ordinal);
    }

    // ---- lists that prove nothing ----

    [Fact]
    public async Task An_empty_list_that_may_be_hidden_starts_no_history()
    {
        FollowServer server = new("UnifAPI", new FollowList(0));

        HistoryUpdate update = await _fixture.UpdateAsync("UnifAPI", server);

        Assert.NotNull(update.NotStored);
        Assert.False(update.IsBaseline);
        Assert.False(File.Exists(_fixture.HistoryPath));
        Assert.False(_fixture.HasPending);
    }

    [Fact]
    public async Task A_list_with_no_common_account_is_an_error_and_changes_nothing()
    {
        FollowServer server = new("SociaVault", _list);
        await _fixture.UpdateAsync("SociaVault", server);
        byte[] before = File.ReadAllBytes(_fixture.HistoryPath);
        FollowList other = new(200);
        other.Accounts.RemoveAll(account => account <= 90);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            () => NextDayAsync("SociaVault", new FollowServer("SociaVault", other)));

        Assert.Equal(FollowingErrorKind.HistoryUnusable, e.Kind);
        Assert.Contains("-FormerHandle someone", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_fixture.HistoryPath));
        Assert.False(_fixture.HasPending);
    }

    [Fact]
    public async Task A_former_handle_continues_the_history()
    {
        FollowServer server = new("SociaVault", _list);
        await _fixture.UpdateAsync("SociaVault", server);
        string followed = _list.Follow();

        HistoryUpdate update =
            (await _fixture.UpdateAsync([("SociaVault", server)], "renamed", former: "someone")).Single();

        Assert.Equal(["Followed " + followed], update.Changes.Select(UpdaterFixture.Describe));
        Assert.Equal("renamed", update.Changes[0].FollowedBy);
        Assert.Equal(6, server.Requests);
    }

    [Fact]
    public async Task A_second_writer_is_refused()
    {
        FollowServer server = new("SociaVault", _list);
        using HistoryUpdater first = _fixture.Open([("SociaVault", server)]);
        await first.NextAsync(default);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            () => _fixture.UpdateAsync("SociaVault", server));

        Assert.Equal(FollowingErrorKind.HistoryInUse, e.Kind);
        Assert.Equal(1, server.Requests);
    }

    private async Task<HistoryUpdate> NextDayAsync(string provider, FollowServer server)
    {
        _fixture.Clock.Advance(TimeSpan.FromDays(1));
        return await _fixture.UpdateAsync(provider, server);
    }
}
