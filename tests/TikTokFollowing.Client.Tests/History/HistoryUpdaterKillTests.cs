using TikTokFollowing.Client.History;
using TikTokFollowing.Client.Tests.Chaos;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Ends the process at each moment of an update, and runs the same command again.</summary>
public sealed class HistoryUpdaterKillTests
{
    [Fact]
    public async Task Each_page_is_on_disk_before_the_next_request_and_all_of_them_before_the_changes()
    {
        using UpdaterFixture fixture = new();
        FollowList list = new();
        List<string> operations = [];
        KillableDisk disk = new();
        fixture.Storage = disk.CreateStorage(fixture.Clock);
        FollowServer server = new("SociaVault", list)
        {
            Fail = number =>
            {
                operations.AddRange([.. disk.Operations.Skip(operations.Count(step => step != "request")), "request"]);
                return null;
            },
        };

        await fixture.UpdateAsync("SociaVault", server);

        operations.AddRange(disk.Operations.Skip(operations.Count(step => step != "request")));
        string[] page = ["request", "write someone.pending.jsonl", "flush someone.pending.jsonl"];
        Assert.Equal(
            [
                .. page, .. page, .. page, .. page, .. page,
                "write someone.history.jsonl", "flush someone.history.jsonl", "cut someone.pending.jsonl",
            ],
            operations);
    }

    [Theory]
    [InlineData("SociaVault", false)]
    [InlineData("SociaVault", true)]
    [InlineData("SocialFetch", true)]
    public async Task A_kill_at_any_moment_loses_and_doubles_nothing(string provider, bool isFull)
    {
        int moments = await CountMomentsAsync(provider, isFull);
        Assert.True(moments >= 5);
        for (int kill = 0; kill < moments; kill++)
        {
            using UpdaterFixture fixture = new();
            (FollowServer server, List<string> expected) = await PrepareAsync(fixture, provider, isFull);
            int before = server.Requests;
            fixture.Storage = new KillableDisk(kill).CreateStorage(fixture.Clock);
            await Assert.ThrowsAsync<ProcessDiedException>(() => fixture.UpdateAsync(provider, server));

            // Readers see a whole state, whatever the process left behind.
            int stored = (await fixture.ReadChangesAsync()).Count;
            Assert.True(stored == 0 || stored == expected.Count);
            fixture.Storage = new HistoryStorage(fixture.Clock);
            await fixture.UpdateAsync(provider, server);

            Assert.Equal(expected, await fixture.ReadChangesAsync());
            Assert.False(fixture.HasPending);
            int needed = isFull ? 5 : 1;
            bool isStored = stored > 0; // the second command is another update then
            Assert.InRange(server.Requests - before, needed, isStored ? 2 * needed : needed + 1);
        }
    }

    [Fact]
    public async Task A_kill_at_any_moment_of_a_baseline_loses_at_most_one_page()
    {
        for (int kill = 0; ; kill++)
        {
            using UpdaterFixture fixture = new();
            FollowServer server = new("SociaVault", new FollowList());
            fixture.Storage = new KillableDisk(kill).CreateStorage(fixture.Clock);
            bool hasDied = false;
            try
            {
                await fixture.UpdateAsync("SociaVault", server);
            }
            catch (ProcessDiedException)
            {
                hasDied = true;
            }
            fixture.Storage = new HistoryStorage(fixture.Clock);
            await fixture.UpdateAsync("SociaVault", server);

            Assert.InRange(server.Requests, 5, 6);
            HistoryState state = await fixture.ReadStateAsync();
            Assert.Equal(90, state.Listed.Count);
            Assert.Equal(0, state.Marks.ChangeCount);
            if (!hasDied)
            {
                // Each of 5 pages is written and flushed, then the list, and the pages are deleted.
                Assert.Equal(13, kill);
                return;
            }
        }
    }

    private static async Task<int> CountMomentsAsync(string provider, bool isFull)
    {
        using UpdaterFixture fixture = new();
        (FollowServer server, List<string> expected) = await PrepareAsync(fixture, provider, isFull);
        KillableDisk disk = new();
        fixture.Storage = disk.CreateStorage(fixture.Clock);
        await fixture.UpdateAsync(provider, server);
        Assert.Equal(expected, await fixture.ReadChangesAsync());
        return disk.Operations.Count;
    }

    // A baseline, and a day later two follows and one unfollow.
    private static async Task<(FollowServer Server, List<string> Expected)> PrepareAsync(
        UpdaterFixture fixture, string provider, bool isFull)
    {
        FollowList list = new();
        FollowServer server = new(provider, list);
        await fixture.UpdateAsync(provider, server);
        fixture.Clock.Advance(TimeSpan.FromDays(1));
        string first = list.Follow();
        string second = list.Follow();
        string unfollowed = list.Unfollow(9);
        fixture.Options = new UpdateOptions { IsFull = isFull };
        return (server, [$"1 Followed {second}", $"2 Followed {first}", $"3 Unfollowed {unfollowed}"]);
    }
}
