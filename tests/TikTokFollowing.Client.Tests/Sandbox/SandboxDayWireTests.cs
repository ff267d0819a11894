using System.Globalization;
using TikTokFollowing.SandboxServer;
using Xunit;

namespace TikTokFollowing.Client.Tests.Sandboxes;

/// <summary>Tests that all providers show the same days, page by page and from one day to the next.</summary>
public class SandboxDayWireTests
{
    private static readonly string[] s_byTime = ["DumplingAI", "ScrapeCreators", "SociaVault"];
    private static readonly (string Handle, int Count, int PageSize)[] s_lists =
    [
        ("someone", 90, 20), ("paper.shop", 90, 20), ("a", 0, 20), ("b", 1, 20), ("c", 20, 20), ("d", 41, 7),
        ("e", 33, 1), ("f", 60, 2), ("g", 300, 50),
    ];

    public static TheoryData<string> Providers => [.. WireClient.Providers];

    public static TheoryData<string> TimeProviders => [.. s_byTime];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Pages_cover_the_list_of_the_day_once_and_state_its_total(string provider)
    {
        foreach ((string handle, int count, int pageSize) in s_lists)
        {
            using SandboxHttpServer server = Start(count, pageSize);
            foreach (int day in (int[])[0, 1, 2, 9, pageSize < 20 ? 30 : 365])
            {
                server.Change(options => options with { Day = day });
                string[] list = Expected(handle, count, pageSize, day);

                List<WireResponse> pages = await server.ReadListAsync(provider, handle);

                Assert.Equal(list, pages.SelectMany(page => page.Names).Distinct());
                Assert.All(pages, page => Assert.Equal(provider == "UnifAPI" ? null : list.Length, page.Total));
                Assert.All(pages.SkipLast(1), page => Assert.InRange(page.Names.Length, pageSize, pageSize + 3));
                Assert.InRange(pages.Count, 1, 1 + (list.Length / pageSize));
            }

            Assert.Null(server.Failure);
        }
    }

    [Theory]
    [MemberData(nameof(TimeProviders))]
    public async Task Cursors_are_the_follow_times_of_the_day(string provider)
    {
        foreach ((string handle, int count, int pageSize) in s_lists)
        {
            using SandboxHttpServer server = Start(count, pageSize, day: 12);
            FollowList list = new(SandboxData.IdOf(handle), count, pageSize, day: 12);
            Dictionary<string, long> times =
                Enumerable.Range(0, list.Count).ToDictionary(index => list.Account(index).Handle, list.FollowedAt);
            long? cursor = null;
            foreach (WireResponse page in await server.ReadListAsync(provider, handle))
            {
                Assert.All(page.Names, name => Assert.True(cursor is null || times[name] <= cursor));
                cursor = long.Parse(page.Next!, CultureInfo.InvariantCulture);
                if (page.HasMore == true) { Assert.Equal(times[page.Names[^1]], cursor); }
            }
        }
    }

    /// <summary>Tests that a list that changes while it is read loses no account that is listed on all days.</summary>
    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Days_that_pass_between_two_pages_lose_no_account(string provider)
    {
        foreach ((string handle, int count, int pageSize) in s_lists)
        {
            for (int day = 0; day < 28; day += 3)
            {
                using SandboxHttpServer server = Start(count, pageSize, day);
                List<string> read = [];
                string? cursor = null;
                bool? hasMore = true;
                for (int turn = 0; hasMore == true; turn++)
                {
                    WireResponse page = await server.RequestAsync(provider, cursor, handle);
                    read.AddRange(page.Names);
                    (cursor, hasMore) = (page.Next, page.HasMore);
                    int next = day + ((turn + 1) % 3); // the first day follows the third one
                    server.Change(options => options with { Day = next });
                }

                HashSet<string> ids = [.. read.Select(name => IdOf(name, day, day + 2))];
                IEnumerable<string> stayed = Follows(handle, count, pageSize, day)
                    .Intersect(Follows(handle, count, pageSize, day + 1))
                    .Intersect(Follows(handle, count, pageSize, day + 2))
                    .Select(follow => follow.Id);
                Assert.Empty(stayed.Except(ids));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Handles_with_a_meaning_keep_it_on_every_day(string provider)
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions());
        foreach (string handle in (string[])["hidden", "private", "missing", "empty"])
        {
            server.Change(options => options with { Day = 0 });
            WireResponse first = await server.RequestAsync(provider, handle: handle);
            server.Change(options => options with { Day = 100 });
            WireResponse later = await server.RequestAsync(provider, handle: handle);

            Assert.Equal(first.Status, later.Status);
            Assert.Equal(first.Body.Length, later.Body.Length);
            if (handle == "empty") { Assert.Empty(later.Names); }
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Day_0_is_the_list_that_documents_show(string provider)
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions());

        WireResponse page = await server.RequestAsync(provider);

        string[] newest = ["mosaic.tender3596", "jolly_yacht3409", "early.valley6678", "woven_garden847"];
        Assert.Equal(newest, page.Names[..4]);
        if (s_byTime.Contains(provider)) { Assert.Equal("1748540000", page.Next); }
    }

    [Fact]
    public async Task A_change_affects_the_next_request_and_keeps_the_counters()
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions());
        await server.RequestAsync("SociaVault");

        server.Change(options => options with { Fault = [SandboxFault.ServerError], FaultEvery = 1 });
        WireResponse failed = await server.RequestAsync("SociaVault");
        server.Change(options => options with { Fault = [], Day = 4 });
        WireResponse page = await server.RequestAsync("SociaVault");

        Assert.Equal(500, failed.Status);
        Assert.Equal(200, page.Status);
        Assert.Equal(Expected("someone", 90, 20, 4)[..20], page.Names);
        Assert.Equal(3, server.Ledger.Requests);
        Assert.Equal(2, server.Ledger.Credits);
        Assert.Equal(1, server.Ledger.FaultCounts["ServerError"]);
        Assert.Equal(4, server.Settings.Day);
        Assert.Throws<ArgumentOutOfRangeException>(() => server.Change(options => options with { Day = 366 }));
        Assert.Equal(4, server.Settings.Day);
    }

    [Fact]
    public async Task A_change_counts_pages_again_and_ends_endless_lists()
    {
        SandboxOptions endless = new() { Fault = [SandboxFault.EndlessList], FaultPage = [1] };
        using SandboxHttpServer server = SandboxHttpServer.Start(endless);
        await server.RequestAsync("SociaVault");
        server.Change(options => options with { Fault = [SandboxFault.ServerError] });

        Assert.Equal(500, (await server.RequestAsync("SociaVault")).Status);
        Assert.Equal(200, (await server.RequestAsync("SociaVault")).Status);
        Assert.Equal(5, (await server.ReadListAsync("SociaVault", "someone")).Count);
    }

    private static SandboxHttpServer Start(int count, int pageSize, int day = 0) => SandboxHttpServer.Start(
        new SandboxOptions { FollowingCount = count, PageSize = pageSize, Day = day });

    private static string[] Expected(string handle, int count, int pageSize, int day)
    {
        FollowList list = new(SandboxData.IdOf(handle), count, pageSize, day);
        return [.. Enumerable.Range(0, list.Count).Select(index => list.Account(index).Handle)];
    }

    private static HashSet<(string Id, long Time)> Follows(string handle, int count, int pageSize, int day)
    {
        FollowList list = new(SandboxData.IdOf(handle), count, pageSize, day);
        return [.. Enumerable.Range(0, list.Count).Select(index => (list.Account(index).Id, list.FollowedAt(index)))];
    }

    /// <summary>Returns the id of an account, which can have been renamed on one of the days.</summary>
    private static string IdOf(string handle, int first, int last)
    {
        ulong id = Enumerable.Range(first, last - first + 1)
            .Select(day => ListOwner.FromHandle(handle, day))
            .First(owner => owner.Kind == OwnerKind.Listed)
            .Id;
        return id.ToString(CultureInfo.InvariantCulture);
    }
}
