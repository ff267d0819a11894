using System.Collections;
using System.Globalization;
using TikTokFollowing.Client.History;
using Xunit;
using Xunit.Abstractions;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests the number of requests that updates need.</summary>
public class HistoryPriceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_day_of_fifty_users_needs_hardly_more_than_fifty_requests(bool isOpaque)
    {
        int requests = 0;
        for (int user = 0; user < 50; user++)
        {
            (World world, ListView view, Tracker tracker) = Start(user, 1000, isOpaque);
            long start = world.Now;
            world.Advance(TimeSpan.FromDays(1));
            if (user % 10 == 0)
            {
                // The unfollow of the newest account is held until another update: see HistoryRulesTests.
                world.Unfollow(world.NewestFirst()[1 + (user / 10 * 3)]);
            }
            for (int i = 0; i < user % 4; i++)
            {
                world.Follow();
            }
            int before = tracker.Requests;

            tracker.Update(view);

            requests += tracker.Requests - before;
            Assert.Equal(view.Listed(), tracker.Listed());
            Tally tally = new(world, start, tracker.Reports);
            Assert.Empty(tally.Failures);
            Assert.Equal((user % 4, user % 10 == 0 ? 1 : 0), (tally.TrueFollows, tally.TrueUnfollows));
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{requests} requests"));
        Assert.InRange(requests, 50, 60);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_hundred_follows_need_their_pages_and_one_more(bool isOpaque)
    {
        (World world, ListView view, Tracker tracker) = Start(1, 1000, isOpaque);
        world.Advance(TimeSpan.FromDays(1));
        for (int i = 0; i < 200; i++)
        {
            world.Follow();
        }
        int before = tracker.Requests;

        tracker.Update(view);

        Assert.Equal(200, tracker.Reports.Count(report => report.Change.Kind == FollowingChange.Followed));
        Assert.Equal(11, tracker.Requests - before);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void Updates_of_ninety_accounts_need_the_expected_requests(bool isOpaque, bool hasTotal)
    {
        (World world, ListView view, Tracker tracker) = Start(2, 90, isOpaque, hasTotal);
        Assert.Equal(5, tracker.Requests);
        Assert.Equal((1, 0), Update());

        for (int i = 0; i < 3; i++)
        {
            world.Follow();
        }
        Assert.Equal((1, 3), Update());

        world.Unfollow(world.NewestFirst()[10]);
        Assert.Equal((1, 1), Update());

        world.Unfollow(world.NewestFirst()[70]);
        Assert.Equal((1, 0), Update());
        Assert.Equal((1, 0), Update());
        Assert.DoesNotContain(tracker.Warnings, warning => warning.Kind == HistoryWarningKind.TotalFell);
        Assert.Equal((1, 0), Update());
        Assert.Equal(hasTotal ? 1 : 0, tracker.Warnings.Count(warning => warning.Kind == HistoryWarningKind.TotalFell));
        Assert.Equal((5, 1), Update(isFull: true));
        Assert.Equal(view.Listed(), tracker.Listed());

        (int Requests, int Changes) Update(bool isFull = false)
        {
            world.Advance(TimeSpan.FromDays(1));
            (int requests, int changes) = (tracker.Requests, tracker.Reports.Count);
            tracker.Update(view, isFull);
            return (tracker.Requests - requests, tracker.Reports.Count - changes);
        }
    }

    [Fact]
    public void The_work_grows_with_the_number_of_accounts_and_not_faster()
    {
        long small = AccessesToCompare(1_000);

        Assert.InRange(AccessesToCompare(10_000), small, 11 * small);
    }

    // The number of accesses to accounts, stored or read, that a full update needs.
    private static long AccessesToCompare(int count)
    {
        (World world, ListView view, Tracker tracker) = Start(3, count, isOpaque: true, pageSize: count);
        foreach (int account in world.NewestFirst().Where((_, i) => i % 7 == 3))
        {
            world.Unfollow(account);
            if (account % 2 == 0)
            {
                world.Follow(account);
            }
        }
        world.Follow();
        HistoryState state = tracker.State;
        ListReading? read = null;
        tracker.OnReading = reading => read = reading;
        tracker.Update(view, isFull: true);
        Assert.Equal(view.Listed(), tracker.Listed());
        CountingList<StoredAccount> stored = new(state.Listed);
        CountingList<FollowedAccount> accounts = new(read!.Accounts);

        HistoryRules.Evaluate(
            new HistoryState(stored, state.Dropped, state.NextKey, state.Marks), read with { Accounts = accounts });

        return stored.Accesses + accounts.Accesses;
    }

    private static (World World, ListView View, Tracker Tracker) Start(
        int seed, int followed, bool isOpaque, bool hasTotal = true, int pageSize = 20)
    {
        Random random = new(seed);
        World world = new(random, followed);
        ListView view = new(world, random, "A")
        {
            Cursor = isOpaque ? CursorKind.Opaque : CursorKind.FollowTime,
            StatesTotal = hasTotal,
            PageSize = pageSize,
        };
        Tracker tracker = new(world);
        tracker.Update(view);
        return (world, view, tracker);
    }

    private sealed class CountingList<T>(IReadOnlyList<T> items) : IReadOnlyList<T>
    {
        public long Accesses { get; private set; }

        public int Count => items.Count;

        public T this[int index]
        {
            get
            {
                Accesses++;
                return items[index];
            }
        }

        public IEnumerator<T> GetEnumerator()
        {
            for (int i = 0; i < items.Count; i++)
            {
                yield return this[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
