using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Overlap;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using static TikTokFollowing.Client.Tests.Overlap.OverlapCases;

namespace TikTokFollowing.Client.Tests.Overlap;

public class FollowingOverlapTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void Shared_accounts_equal_a_brute_force_computation() => Check.One(s_config, Prop.ForAll(
        Inputs().ToArbitrary(), accounts =>
        {
            string[] expected =
            [
                .. new BruteForce(accounts).Groups
                    .Select(BruteForce.ListsOf)
                    .Where(lists => lists.Length >= 2)
                    .Select(lists => string.Join(", ", lists))
                    .Order(StringComparer.Ordinal),
            ];

            List<SharedAccount> shared = [.. Of(accounts).SharedAccounts(2)];

            Assert.Equal(
                expected,
                shared.Select(account => account.FollowedBy.ToUpperInvariant()).Order(StringComparer.Ordinal));
            Assert.All(shared, account => Assert.Equal(account.FollowedBy.Split(", ").Length, account.FollowedByCount));
            Assert.Equal(
                shared.Select(account => -account.FollowedByCount).Order(),
                shared.Select(account => -account.FollowedByCount));
        }));

    [Fact]
    public void Overlaps_equal_a_brute_force_computation() => Check.One(s_config, Prop.ForAll(
        Inputs().ToArbitrary(), accounts =>
        {
            List<string[]> groups = [.. new BruteForce(accounts).Groups.Select(BruteForce.ListsOf)];
            string[] users =
                [.. accounts.Select(account => account.FollowedBy).Distinct(StringComparer.OrdinalIgnoreCase)];

            List<ListOverlap> overlaps = [.. Of(accounts, OverlapInput.ForPairs()).Overlaps()];

            Assert.Equal(users.Length * (users.Length - 1) / 2, overlaps.Count);
            foreach (ListOverlap overlap in overlaps)
            {
                string first = overlap.First.ToUpperInvariant(), second = overlap.Second.ToUpperInvariant();
                int firstCount = groups.Count(lists => lists.Contains(first));
                int secondCount = groups.Count(lists => lists.Contains(second));
                int shared = groups.Count(lists => lists.Contains(first) && lists.Contains(second));
                Assert.Equal(
                    (firstCount, secondCount, shared), (overlap.FirstCount, overlap.SecondCount, overlap.Shared));
                Assert.Equal((double)shared / (firstCount + secondCount - shared), overlap.Jaccard);
                Assert.Equal((double)shared / Math.Min(firstCount, secondCount), overlap.OverlapCoefficient);
            }
        }));

    [Fact]
    public void The_order_of_the_input_does_not_change_the_result_of_accounts_with_ids() => Check.One(
        s_config, Prop.ForAll(Inputs().ToArbitrary(), accounts =>
        {
            FollowedAccount[] withIds = [.. accounts.Where(account => account is { Id: not null, SecUid: null })];

            Assert.Equal(Lines(withIds), Lines(withIds.Reverse()));
        }));

    [Fact]
    public void A_renamed_account_is_one_account_with_its_newest_profile()
    {
        FollowedAccount old = new()
        {
            FollowedBy = "ann", Id = "1", SecUid = "s", Handle = "old", Bio = "old words",
            RetrievedAt = new DateTime(2026, 1, 1),
        };
        FollowedAccount now = new()
        {
            FollowedBy = "bob", Id = "1", Handle = "new", FollowerCount = 5, RetrievedAt = new DateTime(2026, 2, 1),
        };

        foreach (FollowedAccount[] accounts in new FollowedAccount[][] { [old, now], [now, old] })
        {
            SharedAccount shared = Assert.Single(Of(accounts).SharedAccounts(2));
            Assert.Equal(("new", "1", "s", 5), (shared.Handle, shared.Id, shared.SecUid, shared.FollowerCount));
            Assert.Null(shared.Bio);
            Assert.Equal("ann, bob", shared.FollowedBy);
            Assert.Equal((2, 2), (shared.FollowedByCount, shared.ListCount));
        }
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("en-GB")]
    [InlineData("de-DE")]
    [InlineData("fr-CA")]
    [InlineData("tr-TR")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void The_order_is_the_same_in_every_culture(string culture)
    {
        using CultureScope scope = new(culture);
        FollowingOverlap overlap = Of(
            Account("İb", "3", null, "ı"), Account("bob", "3", null, "ı"),
            Account("bob", "2", null, "i"), Account("İb", "2", null, "i"),
            Account("bob", "9", null, "Z"), Account("İb", "9", null, "Z"), Account("cyd", "9", null, "Z"),
            Account("bob", "5", null, "I"), Account("cyd", "5", null, "I"));

        Assert.Equal(
            ["9: bob, cyd, İb", "2: bob, İb", "5: bob, cyd", "3: bob, İb"],
            overlap.SharedAccounts(2).Select(account => $"{account.Id}: {account.FollowedBy}"));
    }

    [Fact]
    public void An_account_without_FollowedBy_is_refused()
    {
        FollowingException e = Assert.Throws<FollowingException>(() => Of(Account("", "1", null, "h")));

        Assert.Equal(FollowingErrorKind.InvalidRequest, e.Kind);
        Assert.Contains("FollowedBy", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_list_counts_and_shares_nothing()
    {
        OverlapInput input = OverlapInput.ForSharedAccounts();
        input.Add(Account("ann", "1", null, "h"));
        input.Add(new FollowingPage { Handle = "bob", Accounts = [] });

        FollowingOverlap overlap = input.Complete();

        Assert.Equal(2, Assert.Single(overlap.SharedAccounts(1)).ListCount);
        ListOverlap pair = Assert.Single(overlap.Overlaps());
        Assert.Equal((0, 0.0, null), (pair.Shared, pair.Jaccard, pair.OverlapCoefficient));
    }

    [Fact]
    public void Incomplete_lists_are_named_in_one_warning()
    {
        OverlapInput input = OverlapInput.ForSharedAccounts();
        ListExtent whole = new() { IsFromStart = true, IsAtEnd = true, Count = 2 };
        ListExtent open = new() { IsFromStart = true, Count = 1 };
        ListExtent truncated = new() { IsFromStart = true, IsAtEnd = true, IsTruncated = true, Count = 1 };
        input.Add(Listed("whole", 1, whole));
        input.Add(Listed("whole", 2, whole));
        input.Add(Listed("first", 1, whole));
        input.Add(Listed("open", 1, open));
        input.Add(Listed("truncated", 1, truncated));
        input.Add(Listed("gap", 1, null));
        input.Add(Listed("gap", 3, null));
        input.Add(Listed("late", 7, null));
        input.Add(Listed("csv", 1, null));

        string? warning = CompletenessWarning.Describe(input.Complete().Lists);

        Assert.Equal(
            "5 of 7 lists are incomplete, so shared accounts can be missing: @first (1 account, not read to its end), "
            + "@open (1 account, not read to its end), @truncated (1 account, not read to its end), "
            + "@gap (2 accounts, positions are missing), @late (1 account, not read from its start). "
            + "Read whole lists with Get-TikTokFollowing -All.",
            warning);
    }

    [Fact]
    public void Complete_lists_need_no_warning() => Assert.Null(CompletenessWarning.Describe(
        Of(Account("ann", "1", null, "h"), Account("bob", "1", null, "h")).Lists));

    private static IEnumerable<string> Lines(IEnumerable<FollowedAccount> accounts) => Of(accounts)
        .SharedAccounts(1)
        .Select(account => $"{account.Id}: {account.FollowedBy.ToUpperInvariant()}")
        .Order(StringComparer.Ordinal);

    private static FollowedAccount Listed(string user, int position, ListExtent? extent) => new()
    {
        FollowedBy = user, Id = $"{user}{position}", Position = position, Extent = extent,
    };
}
