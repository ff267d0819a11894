using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using Xunit.Abstractions;

namespace TikTokFollowing.Client.Tests.Chaos;

/// <summary>
/// Tests that no page is lost or charged twice: random lists of random providers, with failures of any request,
/// processes that end at any time, and journals that are cut at any byte. <c>TIKTOKFOLLOWING_FULL=1</c> runs all
/// schedules. A failure prints the smallest schedule that fails, and the seed for <c>Config.WithReplay</c>.
/// </summary>
public class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public void Interrupted_runs_return_each_account_once_and_request_no_stored_page()
    {
        int most = FullRun.Of(full: 5000, slice: 300);
        Stopwatch watch = Stopwatch.StartNew();
        int schedules = 0;
        int runsInAll = 0;
        int requests = 0;
        Dictionary<Fault, int> happened = [];

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(most).WithEndSize(60), Prop.ForAll(Schedule.Any, schedule =>
        {
            schedules++;
            using ScheduledRuns runs = new(schedule);
            Get(runs.CheckAsync());
            runsInAll += runs.Count - 1; // without the one that only reads the journal
            requests += runs.Requests;
            foreach ((Fault fault, int times) in runs.FaultCounts)
            {
                happened[fault] = happened.GetValueOrDefault(fault) + times;
            }
        }));

        string faults = string.Join(", ", happened.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}"));
        output.WriteLine(
            $"{schedules} schedules, {runsInAll} runs, {requests} requests "
                + $"in {watch.Elapsed.TotalSeconds:0.0} s: {faults}");
        Assert.Equal(most, schedules);
        if (!FullRun.IsOn)
        {
            return; // too few schedules for the rare faults
        }
        Assert.All(
            Enum.GetValues<Fault>(),
            fault => Assert.True(happened.GetValueOrDefault(fault) > 0, $"no schedule had {fault}"));
    }

    [Fact]
    public void After_a_provider_fails_its_fallback_returns_each_other_account_once_in_order()
    {
        int most = FullRun.Of(full: 1000, slice: 100);
        Stopwatch watch = Stopwatch.StartNew();
        int schedules = 0;
        int fallbacks = 0;

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(most), Prop.ForAll(Arb.From(Relays(), Shrink), relay =>
        {
            schedules++;
            fallbacks += Get(CheckAsync(relay));
        }));

        output.WriteLine($"{schedules} schedules in {watch.Elapsed.TotalSeconds:0.0} s, {fallbacks} fallbacks");
        Assert.True(fallbacks > most / 2);
    }

    private static async Task<int> CheckAsync(Relay relay)
    {
        FakeClock clock = new(holdFrom: ListService.Timeout);
        Logbook log = new();
        ListService[] services =
        [
            .. relay.Legs.Select((leg, index) => new ListService(leg.Schedule, clock)
            {
                Outage = index < relay.Legs.Count - 1 ? (leg.FailsFrom, leg.Outage) : null,
            }),
        ];
        HttpSettings settings = new() { MaximumRetryCount = relay.RetryCount, Timeout = ListService.Timeout };
        FollowingClient[] clients =
        [
            .. relay.Legs.Zip(services, (leg, service) => Lists.Client(
                leg.Schedule.Provider, service, clock, settings, log.Log)),
        ];
        using ListPager pager = new(clients, new FollowingQuery(FollowingHandle.Parse("someone")), log.Log);

        List<FollowedAccount> accounts = [];
        int current = 0;
        List<(int Leg, string? Cursor, int Read)> takeovers = [];
        string? cursor = null; // the last one that was a follow time
        int read = 0;
        while (await pager.NextPageAsync(CancellationToken.None) is FollowingPage page)
        {
            while (relay.Legs[current].Schedule.Provider != page.Provider)
            {
                current++;
                takeovers.Add((current, cursor, read));
            }
            accounts.AddRange(page.Accounts);
            Assert.Equal(relay.Legs[current].Schedule.Provider, pager.Facts.Name);
            Assert.All(page.Accounts, account => Assert.Equal(page.Provider, account.Provider));
            if (relay.Legs[current].Schedule.Facts.HasFollowTimes)
            {
                cursor = page.NextCursor;
            }
            read = accounts.Count;
        }

        Assert.Equal(Enumerable.Range(0, relay.Count).Select(ListService.Id), accounts.Select(account => account.Id));
        Assert.Equal(Enumerable.Range(1, relay.Count), accounts.Select(account => account.Position));
        Assert.Equal(relay.Count, pager.AccountsRead);
        Assert.Equal(services.Sum(service => service.ChargedAndReported), pager.CreditsCharged);
        Assert.Equal(takeovers.Count, log.Warnings.Count);
        Assert.Equal(takeovers.Count, services.Skip(1).Count(service => service.Requests > 0));
        for (int i = 0; i < takeovers.Count; i++)
        {
            (int leg, string? from, int readBefore) = takeovers[i];
            ProviderMetadata facts = relay.Legs[leg].Schedule.Facts;
            bool continues = facts.HasFollowTimes && from is not null;
            int duplicates = readBefore - (continues ? services[leg].CountBefore(from!) : 0);
            string start = continues ? "continues the list at" : "reads the list from its start";
            Assert.Contains($"{facts.Name} {start}", log.Warnings[i], StringComparison.Ordinal);
            Assert.Contains(continues ? $"cursor {from}" : start, log.Warnings[i], StringComparison.Ordinal);
            string charge = $"charges again for {duplicates} account{(duplicates == 1 ? "" : "s")} already read";
            Assert.Equal(duplicates > 0, log.Warnings[i].Contains(charge, StringComparison.Ordinal));
            Assert.Equal(
                duplicates == 0 && continues,
                log.Warnings[i].Contains("nothing is charged twice", StringComparison.Ordinal));
            if (i == takeovers.Count - 1)
            {
                int? limit = facts.Name == "UnifAPI" ? 20 : null;
                int needed = services[leg].PagesNeeded(int.MaxValue, limit, continues ? from : null);
                Assert.Equal(needed, services[leg].Pages);
            }
        }
        return takeovers.Count;
    }

    private static Gen<Relay> Relays()
    {
        Fault[] deaths =
        [
            Fault.Status500, Fault.Status502, Fault.Status503, Fault.Status503InSeconds, Fault.Status429,
            Fault.Status429InSeconds, Fault.Status429InTwoHours, Fault.ConnectionRefused, Fault.ResetBeforeSending,
            Fault.ResetAfterSending, Fault.Timeout, Fault.EmptyPage, Fault.OutOfCredits,
        ];
        string[] names = [.. ProviderRegistry.All.Select(one => one.Facts.Name)];
        return
            from count in Gen.Frequency((1, Gen.Choose(0, 3)), (4, Gen.Choose(0, 120)))
            from order in Gen.Shuffle(names)
            from number in Gen.Choose(2, 4)
            from sizes in Gen.Choose(2, 50).ArrayOf(number)
            from borders in Gen.Elements(true, false).ArrayOf(number)
            from totals in Gen.Elements(true, false).ArrayOf(number)
            from diesAt in Gen.Choose(1, 6).ArrayOf(number)
            from death in Gen.Elements(deaths).ArrayOf(number)
            from retries in Gen.Choose(0, 3)
            select new Relay(count, retries,
            [
                .. Enumerable.Range(0, number).Select(i => new Leg(
                    new Schedule(order[i], count, sizes[i])
                    {
                        RepeatsBorder = borders[i] && ProviderRegistry.Get(order[i]).Facts.HasFollowTimes,
                        StatesTotal = totals[i],
                    },
                    diesAt[i],
                    new Step(death[i], 7))),
            ]);
    }

    private static IEnumerable<Relay> Shrink(Relay relay)
    {
        Relay With(int count) => relay with
        {
            Count = count,
            Legs = [.. relay.Legs.Select(leg => leg with { Schedule = leg.Schedule with { Count = count } })],
        };
        if (relay.Legs.Count > 2)
        {
            for (int i = 0; i < relay.Legs.Count; i++)
            {
                yield return relay with { Legs = [.. relay.Legs.Where((_, index) => index != i)] };
            }
        }
        if (relay.RetryCount > 0)
        {
            yield return relay with { RetryCount = 0 };
        }
        if (relay.Count > 0)
        {
            yield return With(relay.Count / 2);
            yield return With(relay.Count - 1);
        }
        for (int i = 0; i < relay.Legs.Count; i++)
        {
            if (relay.Legs[i].FailsFrom > 1)
            {
                Leg earlier = relay.Legs[i] with { FailsFrom = relay.Legs[i].FailsFrom - 1 };
                yield return relay with { Legs = [.. relay.Legs.Take(i), earlier, .. relay.Legs.Skip(i + 1)] };
            }
        }
    }

    // No task waits: the clock and the responses are simulated.
    private static void Get(Task task) => task.WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();

    private static T Get<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();

    /// <summary>Represents a list of several providers, of which all but the last fail from a request on.</summary>
    private sealed record Relay(int Count, int RetryCount, IReadOnlyList<Leg> Legs)
    {
        public override string ToString() =>
            $"{Count} accounts, {RetryCount} retries: " + string.Join(", then ", Legs.Select(leg =>
                $"{leg.Schedule.Provider} in pages of {leg.Schedule.PageSize}"
                    + $"{(leg.Schedule.RepeatsBorder ? " with border" : "")}"
                    + $"{(leg.Schedule.StatesTotal ? " with total" : "")}"
                    + $" (from request {leg.FailsFrom} on {leg.Outage.Fault})"));
    }

    private sealed record Leg(Schedule Schedule, int FailsFrom, Step Outage);
}
