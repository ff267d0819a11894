using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.SandboxServer;
using Xunit;

namespace TikTokFollowing.Client.Tests.Sandboxes;

/// <summary>Tests the lists on each day, from outside: by the accounts and the follow times that they show.</summary>
public class SandboxDayTests
{
    private const long DayZero = 1_751_328_000;
    private const int SecondsPerDay = 86_400;
    private const int Newest = 15;
    private const int Upper = 25;

    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(60);
    private static readonly Gen<string> s_handles =
        Gen.Choose(0, 1_000_000).Select(number => "user" + number.ToString(CultureInfo.InvariantCulture));
    private static readonly Gen<int> s_counts = Gen.Elements(0, 1, 2, 5, 15, 16, 20, 21, 40, 90, 91, 250);

    /// <summary>Follows the list of a handle for weeks and explains every difference between two days.</summary>
    [Fact]
    public void Each_day_is_the_day_before_with_a_few_changes() => Holds(s_handles, s_counts, (handle, count) =>
    {
        List<Entry[]> days = [Read(handle, count, 0)];
        Assert.Equal(count, days[0].Length);
        Assert.All(days[0], follow => Assert.InRange(follow.Time, 1, DayZero));
        for (int day = 1; day <= 40; day++)
        {
            Entry[] before = days[^1];
            Entry[] now = Read(handle, count, day);
            long start = DayZero + ((day - 1) * SecondsPerDay);
            Entry[] added = [.. now.TakeWhile(follow => follow.Time > start)];
            HashSet<string> known = [.. days.SelectMany(list => list).Select(follow => follow.Id)];

            Assert.Equal(now.Length, now.Select(follow => follow.Id).Distinct().Count());
            Assert.Equal(now.Length, now.Select(follow => follow.Handle).Distinct().Count());
            Assert.Equal(now.OrderByDescending(follow => follow.Time), now);
            Assert.InRange(added.Count(follow => !known.Contains(follow.Id)), 0, 3);
            Assert.InRange(added.Count(follow => known.Contains(follow.Id)), 0, 1);
            Assert.All(added, follow => Assert.InRange(follow.Time, start + 1, start + SecondsPerDay));
            Assert.InRange(Without(before, now).Count(), 0, 3);
            foreach (Entry returned in Without(now.Skip(added.Length), before))
            {
                Entry[] lastListed = days.Last(list => list.Any(follow => follow.Id == returned.Id));
                AssertIsAtItsOldPosition(returned, lastListed, now);
            }

            AssertSameOrder(before, now.Skip(added.Length));
            days.Add(now);
        }

        Assert.Equal(days[3], Read(handle, count, 3)); // an earlier day has its list again
    });

    [Fact]
    public void Every_handle_has_a_follow_and_two_kinds_of_unfollows_in_its_first_week() => Holds(s_handles, handle =>
    {
        Entry[][] days = [.. Enumerable.Range(0, 8).Select(day => Read(handle, 90, day))];
        HashSet<string> first = [.. days[0].Select(follow => follow.Id)];
        HashSet<string> second = [.. days[1].Select(follow => follow.Id)];

        Assert.DoesNotContain(days[1][0].Id, first);
        Assert.Contains(days[0].Take(Newest), follow => !second.Contains(follow.Id));
        Assert.Contains(days.Zip(days.Skip(1)), pair => Without(pair.First.Skip(Upper), pair.Second).Any());
    });

    [Fact]
    public void All_kinds_of_changes_occur_and_none_is_frequent()
    {
        const int lists = 150;
        const int days = 14;
        Dictionary<string, double> counts = [];
        void Count(string kind) => counts[kind] = counts.GetValueOrDefault(kind) + (1.0 / (lists * days));
        for (int number = 0; number < lists; number++)
        {
            Entry[] before = Read("list" + number, 90, 0);
            HashSet<string> seen = [.. before.Select(follow => follow.Id)];
            for (int day = 1; day <= days; day++)
            {
                Entry[] now = Read("list" + number, 90, day);
                Dictionary<string, Entry> old = before.ToDictionary(follow => follow.Id);
                foreach (Entry follow in now)
                {
                    bool isNewFollow = follow.Time > DayZero + ((day - 1) * SecondsPerDay);
                    Entry? known = old.GetValueOrDefault(follow.Id);
                    if (known is null)
                    {
                        Count(seen.Add(follow.Id) ? "followed" : isNewFollow ? "followed again" : "returned");
                        continue;
                    }

                    if (isNewFollow) { Count("moved to the top"); }
                    if (follow.Handle != known.Handle) { Count("renamed"); }
                    if (follow.Name != known.Name) { Count("display name"); }
                    if (follow.Bio != known.Bio) { Count("bio"); }
                    if (follow.IsVerified != known.IsVerified) { Count("verified"); }
                    if (follow.Followers != known.Followers) { Count("followers"); }
                    Assert.True(follow.IsConsistent);
                }

                foreach (Entry _ in Without(before, now)) { Count("gone"); }
                before = now;
            }
        }

        Assert.InRange(counts["followed"], 0.8, 1.5);
        Assert.InRange(counts["gone"], 0.4, 1.0);
        foreach (string kind in (string[])["followed again", "moved to the top", "returned", "renamed", "verified"])
        {
            Assert.InRange(counts[kind], 0.01, 0.4);
        }

        Assert.InRange(counts["display name"], 0.1, 0.8);
        Assert.InRange(counts["bio"], 0.1, 0.8);
        Assert.InRange(counts["followers"], 10, 85);
    }

    [Fact]
    public void Follow_times_of_the_last_day_are_in_the_past() => Holds(s_handles, handle =>
    {
        long end = new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        Assert.InRange(Read(handle, 90, 365)[0].Time, DayZero + (300 * SecondsPerDay), end);
    });

    [Fact]
    public void IndexOf_finds_each_rank() => Holds(s_handles, s_counts.Zip(Gen.Choose(0, 365)), (handle, drawn) =>
    {
        FollowList list = List(handle, drawn.Item1, drawn.Item2);
        int[] ranks = [.. Enumerable.Range(0, list.Count).Select(list.RankAt)];

        Assert.Equal(ranks.Distinct().Order(), ranks);
        Assert.Equal(Enumerable.Range(0, list.Count), ranks.Select(list.IndexOf));
        Assert.Equal(list.Count, list.IndexOf(list.EndRank));
        Assert.Equal(list.Count, list.IndexOf(int.MaxValue));
    });

    [Fact]
    public void The_memory_of_a_list_does_not_depend_on_its_length()
    {
        long[] bytes = [.. ((int[])[1_000, 1_000, 5_000_000]).Select(count =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            FollowList list = List("someone", count, 365);
            _ = list.Account(list.Count - 1);
            _ = list.CountFollowedSince(list.FollowedAt(list.Count / 2));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        })];

        Assert.InRange(bytes[2], 1, bytes[1] + 20_000);
        Assert.InRange(bytes[2], 1, 200_000);
    }

    // ---- accounts ----

    [Fact]
    public void An_account_is_the_same_in_every_list() => Holds(s_handles.Two(), Gen.Choose(0, 100), (handles, day) =>
    {
        Dictionary<string, Entry> first = Read(handles.Item1, 90, day).ToDictionary(follow => follow.Id);
        foreach (Entry follow in Read(handles.Item2, 90, day))
        {
            if (first.TryGetValue(follow.Id, out Entry? same))
            {
                Assert.Equal(same with { Time = 0 }, follow with { Time = 0 });
            }
        }
    });

    [Fact]
    public void Lists_share_accounts_and_some_are_popular()
    {
        string[] handles = [.. Enumerable.Range(0, 40).Select(number => "creator" + number)];
        string[][] lists = [.. handles.Select(handle => Read(handle, 90, 0).Select(follow => follow.Id).ToArray())];
        int[] overlaps =
        [
            .. from a in Enumerable.Range(0, lists.Length)
               from b in Enumerable.Range(0, a)
               select lists[a].Intersect(lists[b]).Count(),
        ];
        int[] popularity =
            [.. lists.SelectMany(list => list).CountBy(id => id).Select(pair => pair.Value).OrderDescending()];

        Assert.InRange(overlaps.Average(), 4, 12);
        Assert.InRange(overlaps.Max() - overlaps.Min(), 6, 30); // the same niche makes a difference
        Assert.InRange(popularity[0], 25, 40);
        Assert.InRange(popularity.Count(count => count == 1) / 40.0, 55, 75); // the rest of each list is its own
    }

    [Fact]
    public void A_shared_account_does_not_follow_itself()
    {
        for (int number = 0; number < SharedAccounts.GroupSize; number++)
        {
            string handle = SharedAccounts.NameOf(number).Handle;
            string id = SharedAccounts.IdOf(number).ToString(CultureInfo.InvariantCulture);
            Assert.DoesNotContain(Read(handle, 400, 60), follow => follow.Id == id);
        }
    }

    [Fact]
    public void A_longer_list_continues_a_shorter_one() => Holds(s_handles, Gen.Choose(0, 400).Two(), (handle, two) =>
    {
        string[] a = [.. Read(handle, two.Item1, 0).Select(follow => follow.Id)];
        string[] b = [.. Read(handle, two.Item2, 0).Select(follow => follow.Id)];
        int common = Math.Min(a.Length, b.Length);
        Assert.Equal(a[..common], b[..common]);
    });

    [Fact]
    public void A_renamed_account_is_found_by_its_new_handle_only()
    {
        Entry[] days = [.. Enumerable.Range(0, 30).SelectMany(day => Read("someone", 90, day))];
        IGrouping<string, Entry> renamed =
            days.GroupBy(follow => follow.Id).First(group => group.DistinctBy(follow => follow.Handle).Count() == 2);
        string former = renamed.First().Handle;
        string current = renamed.Last().Handle;
        ulong id = ulong.Parse(renamed.Key, CultureInfo.InvariantCulture);

        Assert.Equal((id, OwnerKind.Listed), Owner(former, 0));
        Assert.Equal(OwnerKind.Missing, Owner(current, 0).Kind);
        Assert.Equal((id, OwnerKind.Listed), Owner(current.ToUpperInvariant(), 30));
        Assert.Equal(OwnerKind.Missing, Owner(former, 30).Kind);
        Assert.Equal(OwnerKind.Listed, Owner("someone", 30).Kind);
    }

    [Theory]
    [InlineData("quiet.lantern12", true)]
    [InlineData("lantern_quiet8191", true)]
    [InlineData("someone", false)]
    [InlineData("quiet.quiet12", false)]
    [InlineData("quiet.lantern", false)]
    [InlineData("quiet.lantern12345", false)]
    [InlineData("quiet.12", false)]
    [InlineData("1234", false)]
    [InlineData("", false)]
    public void Only_generated_handles_are_renamed(string handle, bool isGenerated) =>
        Assert.Equal(isGenerated, GeneratedName.IsGenerated(handle));

    private static (ulong Id, OwnerKind Kind) Owner(string handle, int day)
    {
        ListOwner owner = ListOwner.FromHandle(handle, day);
        return (owner.Id, owner.Kind);
    }

    private static void Holds<T>(Gen<T> values, Action<T> test) =>
        Check.One(s_config, Prop.ForAll(values.ToArbitrary(), test));

    private static void Holds<T, U>(Gen<T> first, Gen<U> second, Action<T, U> test) =>
        Check.One(s_config, Prop.ForAll(first.ToArbitrary(), second.ToArbitrary(), test));

    private static FollowList List(string handle, int count, int day) =>
        new(SandboxData.IdOf(handle), count, pageSize: 20, day);

    private static Entry[] Read(string handle, int count, int day)
    {
        FollowList list = List(handle, count, day);
        IEnumerable<int> places = Enumerable.Range(0, list.Count);
        return [.. places.Select(place => Entry.Of(list.Account(place), list.FollowedAt(place)))];
    }

    private static IEnumerable<Entry> Without(IEnumerable<Entry> list, IEnumerable<Entry> other) =>
        list.ExceptBy(other.Select(follow => follow.Id), follow => follow.Id);

    private static void AssertIsAtItsOldPosition(Entry returned, Entry[] lastListed, Entry[] now)
    {
        Assert.Contains(lastListed, follow => (follow.Id, follow.Time) == (returned.Id, returned.Time));
        AssertSameOrder(lastListed, now);
    }

    /// <summary>Asserts that the follows of both lists, by account and time, have the same order.</summary>
    private static void AssertSameOrder(IEnumerable<Entry> first, IEnumerable<Entry> second)
    {
        (string, long)[] a = [.. first.Select(follow => (follow.Id, follow.Time))];
        (string, long)[] b = [.. second.Select(follow => (follow.Id, follow.Time))];
        Assert.Equal(a.Where(b.ToHashSet().Contains), b.Where(a.ToHashSet().Contains));
    }

    private sealed record Entry(
        string Id,
        string SecUid,
        string Handle,
        string Name,
        string Bio,
        bool IsVerified,
        long Followers,
        bool IsConsistent,
        long Time)
    {
        public static Entry Of(SandboxAccount account, long time) => new(
            account.Id,
            account.SecUid,
            account.Handle,
            account.DisplayName,
            account.Bio,
            account.IsVerified,
            account.FollowerCount,
            account.FollowerCount > 0 && (account.LikeCount == 0 || account.VideoCount > 0),
            time);
    }
}
