using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Comparison;

public class FollowingComparisonTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(500);
    private static readonly ComparisonOptions s_all = new(IncludeEqual: true);

    [Theory]
    [InlineData("1", "s", "h", "1", "s", "h", "Equal")]
    [InlineData("1", "s", "h", "1", "x", "other", "Renamed")]
    [InlineData("1", "s", "h", "2", "s", "h", "Equal")] // a sec_uid belongs to one account: the other id is wrong
    [InlineData("1", "s", "h", "2", "x", "h", "Followed Unfollowed")] // the handle moved to another account
    [InlineData("1", "s", "h", null, "s", "other", "Renamed")]
    [InlineData(null, "s", "h", "1", null, "H", "Equal")]
    [InlineData(null, "s", "h", "1", "S", "h", "Followed Unfollowed")] // sec_uids are case-sensitive
    [InlineData("1", null, null, "1", null, "h", "Equal")] // an unknown value is not a different one
    [InlineData("1", null, null, null, "s", "h", "Followed Unfollowed")]
    public void Accounts_are_matched_by_the_strongest_identifier_that_both_lists_have(
        string? id,
        string? secUid,
        string? handle,
        string? otherId,
        string? otherSecUid,
        string? otherHandle,
        string expected)
    {
        FollowedAccount old = new() { Id = id, SecUid = secUid, Handle = handle };
        FollowedAccount now = new() { Id = otherId, SecUid = otherSecUid, Handle = otherHandle };

        Assert.Equal(expected, string.Join(' ', Compare([old], [now], s_all).Select(change => change.Change)));
    }

    [Fact]
    public void An_account_with_the_old_handle_of_a_renamed_one_is_followed()
    {
        List<FollowingChange> changes = Compare([Account("1", "h")], [Account("2", "h"), Account("1", "new")], s_all);

        Assert.Equal(
            ["Followed h 2", "Renamed new 1"],
            changes.Select(change => $"{change.Change} {change.Handle} {change.Id}"));
        Assert.Equal("h", changes[1].PreviousHandle);
    }

    [Fact]
    public void A_list_compared_with_itself_has_no_changes() => Check.One(s_config, Prop.ForAll(
        Wild().ToArbitrary(), accounts =>
        {
            Assert.Empty(Compare(accounts, accounts, new ComparisonOptions(IncludeProfile: true)));
        }));

    [Fact]
    public void Every_account_is_in_exactly_one_outcome() => Check.One(s_config, Prop.ForAll(
        Wild().ToArbitrary(), Wild().ToArbitrary(), (old, now) =>
        {
            List<FollowingChange> changes = Compare(old, now, s_all);

            int both = changes.Count(change => change.Change is "Equal" or "Renamed");
            Assert.Equal(Distinct(now), both + changes.Count(change => change.Change == "Followed"));
            Assert.Equal(Distinct(old), both + changes.Count(change => change.Change == "Unfollowed"));
        }));

    [Fact]
    public void Swapped_sides_swap_followed_and_unfollowed() => Check.One(s_config, Prop.ForAll(
        People().ToArbitrary(), People().ToArbitrary(), (old, now) =>
        {
            Assert.Equal(Names(Compare(old, now, s_all), "Followed"), Names(Compare(now, old, s_all), "Unfollowed"));
            Assert.Equal(Names(Compare(old, now, s_all), "Unfollowed"), Names(Compare(now, old, s_all), "Followed"));
        }));

    [Fact]
    public void Five_times_the_accounts_need_about_five_times_the_comparisons()
    {
        double ratio = (double)CountComparisons(100_000) / CountComparisons(20_000);

        Assert.InRange(ratio, 4.5, 6);
    }

    private static long CountComparisons(int count)
    {
        CountingNames names = new();
        ComparisonInput old = new("reference", names) { IsComplete = true };
        ComparisonInput now = new("difference", names) { IsComplete = true, IsDifference = true };
        for (int i = 0; i < count; i++)
        {
            old.Add(Account($"{i}", $"h{i}"));
            // A third without an id, a third followed since, a third renamed.
            now.Add((i % 3) switch
            {
                0 => Account(null, $"h{i}"),
                1 => Account($"{i + count}", $"n{i}"),
                _ => Account($"{i}", $"r{i}"),
            });
        }
        // Of three, one is equal, one is followed while another is missing, one is renamed.
        Assert.Equal(
            count + ((count + 1) / 3), new FollowingComparison(old, now, s_all, ClientLog.None).Changes().Count());
        return names.Comparisons;
    }

    private static FollowedAccount Account(string? id, string? handle, string? secUid = null) =>
        new() { Id = id, Handle = handle, SecUid = secUid, FollowedBy = "someone" };

    private static List<FollowingChange> Compare(
        IEnumerable<FollowedAccount> old, IEnumerable<FollowedAccount> now, ComparisonOptions options)
    {
        FollowingComparison comparison =
            new(Side("reference", old), Side("difference", now), options, ClientLog.None);
        return [.. comparison.Changes()];
    }

    private static ComparisonInput Side(string name, IEnumerable<FollowedAccount> accounts)
    {
        ComparisonInput side = new(name) { IsComplete = true, IsDifference = name == "difference" };
        foreach (FollowedAccount account in accounts)
        {
            side.Add(account);
        }
        return side;
    }

    private static int Distinct(IEnumerable<FollowedAccount> accounts) =>
        Side("one", accounts).Lists.Sum(list => list.Accounts.Count);

    private static IEnumerable<string> Names(IEnumerable<FollowingChange> changes, string kind) => changes
        .Where(change => change.Change == kind)
        .Select(change => $"{change.Id}/{change.SecUid}/{change.Handle}")
        .Order();

    // Few names, so that they collide in every way.
    private static Gen<FollowedAccount[]> Wild() =>
        (from id in Gen.Elements(null, "1", "2", "3", "4")
         from secUid in Gen.Elements(null, "a", "A", "b")
         from handle in Gen.Elements("x", "X", "y", "z", "w")
         select Account(id, handle, secUid)).ListOf().Select(list => list.ToArray());

    // Each has names of its own; each reading leaves some of them out, but never the handle.
    private static Gen<FollowedAccount[]> People() =>
        (from number in Gen.Choose(1, 12)
         from hasId in Gen.Elements(true, true, false)
         from hasSecUid in Gen.Elements(true, false)
         select Account(hasId ? $"{number}" : null, $"h{number}", hasSecUid ? $"s{number}" : null))
        .ListOf().Select(list => list.ToArray());

    private sealed class CountingNames : IEqualityComparer<string>
    {
        public long Comparisons { get; private set; }

        public bool Equals(string? x, string? y)
        {
            Comparisons++;
            return string.Equals(x, y, StringComparison.Ordinal);
        }

        public int GetHashCode(string obj)
        {
            Comparisons++;
            return StringComparer.Ordinal.GetHashCode(obj);
        }
    }
}
