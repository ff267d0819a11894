using TikTokFollowing.Client.History;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>Tests the rules for empty lists, identity, order and reports by example.</summary>
public class HistoryReportTests
{
    private static readonly ProviderTraits s_second = new("B", false, 5);

    // Empty lists

    [Fact]
    public void An_empty_list_proves_unfollows_with_a_total_of_0_twice()
    {
        Lists lists = Lists.Of("abc");

        Assert.Equal("", lists.Store("", lists.Whole()));
        Assert.Equal("Unfollowed a, Unfollowed b, Unfollowed c", lists.Store("", lists.Whole()));
        Assert.Equal("", lists.Listed);
    }

    [Fact]
    public void An_empty_list_without_a_total_proves_nothing()
    {
        ListReading settings = new Lists().Whole() with { Total = Lists.NoTotal };
        Lists lists = Lists.Of("abc", settings);

        Assert.Equal("", lists.Store("", settings) + lists.Store("", settings) + lists.Store("", settings));
        Assert.Equal("abc", lists.Listed);
        Assert.Equal(new HistoryWarning(HistoryWarningKind.Empty, 3), Assert.Single(lists.Warnings));
    }

    [Fact]
    public void An_empty_baseline_needs_a_total_of_0()
    {
        Lists lists = new();
        ListReading settings = new Lists().Whole() with { Total = Lists.NoTotal };

        Assert.Equal(new UpdateConclusion.Unusable(UnusableReason.EmptyBaseline), lists.Evaluate("", settings));
        Assert.Equal("", lists.Store("", lists.Whole()));
        Assert.Equal("Followed a", lists.Store("a", lists.Whole()));
    }

    [Fact]
    public void The_rest_of_an_incomplete_baseline_appears()
    {
        Lists lists = new();
        lists.Store("abcdef", lists.Whole() with { IsTruncated = true, Total = 60 });
        Assert.False(lists.State.Marks.IsComplete);

        Assert.Equal("Followed x, Appeared g, Appeared h", lists.Store("xabcdefgh", lists.Whole()));
        Assert.True(lists.State.Marks.IsComplete);
    }

    [Fact]
    public void No_common_account_makes_a_reading_unusable()
    {
        Assert.Equal(
            new UpdateConclusion.Unusable(UnusableReason.OtherUser), Lists.Of("abcde").Evaluate("uvwxyz"));
        Assert.IsType<UpdateConclusion.Store>(Lists.Of("abcd").Evaluate("uvwxyz"));
    }

    [Theory]
    [InlineData("abcdABCDEFGHIJKLMNOPQRSTUV", false)] // 4 of 26: another user
    [InlineData("abcdeABCDEFGHIJKLMNOPQRSTUV", false)] // 5 of 26
    [InlineData("abcdefABCDEFGHIJKLMNOPQRSTU", true)] // 6 of 26
    [InlineData("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", true)] // all of the shorter list
    [InlineData("abcdefghijklmnopqrst", true)]
    [InlineData("abcdABCDEFGHIJKLMNO", true)] // 19 accounts are too few to judge
    public void A_whole_list_with_hardly_any_common_account_is_of_another_user(string read, bool isStored)
    {
        Lists lists = Lists.Of("abcdefghijklmnopqrstuvwxyz");

        UpdateConclusion conclusion = lists.Evaluate(read, lists.Whole());

        UpdateConclusion.Unusable? expected = isStored ? null : new(UnusableReason.OtherUser);
        Assert.Equal(expected, conclusion as UpdateConclusion.Unusable);
    }

    // Identity

    [Fact]
    public void Records_with_only_a_handle_prove_no_unfollow()
    {
        Lists lists = Lists.Of("abcdefgh");
        ListReading reading = lists.Newest() with
        {
            Accounts =
            [
                .. "abdefg".Select(letter => new FollowedAccount { Id = $"{letter}" }),
                new FollowedAccount { Handle = "new" },
            ],
        };

        Assert.DoesNotContain("Unfollowed", lists.Store("abdefgx", reading), StringComparison.Ordinal);
        Assert.Equal(new HistoryWarning(HistoryWarningKind.WithoutId, 1), Assert.Single(lists.Warnings));
    }

    [Fact]
    public void A_stored_account_with_only_a_handle_hides_no_unfollow()
    {
        static FollowedAccount[] Read(string letters) =>
        [
            .. letters.Select(letter => new FollowedAccount { Id = $"{letter}" }),
            new FollowedAccount { Handle = "same" },
        ];
        Lists lists = Lists.Of("abcdefgh", new Lists().Whole() with { Accounts = Read("abcdefgh") });

        Assert.Equal("Unfollowed c", lists.Store("", lists.Newest() with { Accounts = Read("abdefgh") }));
        Assert.Empty(lists.Warnings);
    }

    [Theory]
    [InlineData("1", "s1", "other", true)] // by id
    [InlineData(null, "s1", "other", true)] // by sec_uid
    [InlineData(null, null, "H1", true)] // by handle
    [InlineData("2", null, "h1", false)] // a handle never decides against an id
    [InlineData(null, "s2", "h1", false)]
    public void Finds_an_account_by_id_then_sec_uid_then_handle(string? id, string? secUid, string handle, bool isFound)
    {
        AccountMatcher matcher = new([new StoredAccount { Id = "1", SecUid = "s1", Handle = "h1" }]);

        int[] matches = matcher.Match([new FollowedAccount { Id = id, SecUid = secUid, Handle = handle }]);

        Assert.Equal(isFound ? 0 : AccountMatcher.None, Assert.Single(matches));
    }

    [Fact]
    public void A_stored_account_collects_its_ids_and_providers()
    {
        Lists lists = Lists.Of("abcdefgh");
        ListReading reading = lists.Newest() with
        {
            Provider = s_second,
            Accounts =
            [
                .. "abcdefgh".Select(letter => new FollowedAccount { SecUid = "s" + letter, Handle = "h" + letter }),
            ],
        };

        lists.Store("", reading);

        StoredAccount account = lists.State.Listed[0];
        Assert.Equal(("a", "sa", "A,B"), (account.Id, account.SecUid, account.SeenBy.ToString()));
    }

    // Order

    [Fact]
    public void Few_anchors_need_the_whole_list_and_then_disprove_the_order()
    {
        Lists lists = Lists.Of("abcdefghijklmnopqrst");
        const string Shuffled = "tgkcrapnbdmsfhqeolji";

        Assert.IsType<UpdateConclusion.ReadWhole>(lists.Evaluate(Shuffled));
        Assert.Equal("", lists.Store(Shuffled, lists.Whole()));
        Assert.False(lists.State.Marks.IsOrderProven);
        Assert.True(HistoryRules.NeedsWholeList(lists.State));
        Assert.Equal("Followed x", lists.Store("abcdefghijkxlmnopqrst", lists.Whole()));
        Assert.Equal("", lists.Store("abcdefghijkxlmnopqrs", lists.Whole()));
        Assert.Equal("Unfollowed t", lists.Store("abcdefghijkxlmnopqrs", lists.Whole()));
    }

    [Fact]
    public void Unknown_accounts_that_are_mostly_below_disprove_the_order()
    {
        Lists lists = Lists.Of("abcdefghij");
        for (char added = 'p'; added < 't'; added++)
        {
            Assert.StartsWith("Appeared", lists.Store(lists.Listed + added, lists.Whole()), StringComparison.Ordinal);
        }

        Assert.Equal("Followed z", lists.Store(lists.Listed + 'z', lists.Whole()));
        Assert.False(lists.State.Marks.IsOrderProven);
    }

    // Reporting

    [Fact]
    public void A_total_that_fell_is_reported_when_three_readings_agree()
    {
        Lists lists = Lists.Of("abcdefghij");
        ListReading fallen = lists.Newest() with { Total = 9 };

        lists.Store("abcdef", fallen);
        lists.Store("abcdef", fallen);
        Assert.Empty(lists.Warnings);
        lists.Store("abcdef", fallen);

        Assert.Equal(new HistoryWarning(HistoryWarningKind.TotalFell, 1), Assert.Single(lists.Warnings));
        foreach (long? total in new long?[] { 9, null, 8 })
        {
            lists.Store("abcdef", fallen with { Total = total });
            Assert.Empty(lists.Warnings); // reported before
        }
        Assert.Equal("Unfollowed j", lists.Store("abcdefghi", lists.Whole()));
        Assert.Empty(lists.Warnings);
    }

    [Fact]
    public void Renames_are_always_reported_and_profiles_on_request()
    {
        Lists lists = Lists.Of("abcdefgh");
        ListReading named = lists.Newest() with { IncludeProfile = true, Accounts = Named("old") };
        Assert.Equal("", lists.Store("", named));

        Assert.Equal("", lists.Store("", lists.Newest() with { Accounts = Named("new") }));
        Assert.Equal("ProfileChanged a", lists.Store("", named with { Accounts = Named("new") })[..16]);
        Assert.Equal("DisplayName", Assert.Single(lists.Delta.Changes[0].ChangedProperties));
        Assert.Equal("Renamed a", lists.Store("", lists.Newest() with { Accounts = Named("new", "g") })[..9]);

        static FollowedAccount[] Named(string name, string prefix = "h") =>
        [
            .. "abcdefgh".Select(letter => new FollowedAccount
            {
                Id = $"{letter}",
                Handle = prefix + letter,
                DisplayName = name,
            }),
        ];
    }

    [Fact]
    public void The_first_update_reports_no_change()
    {
        Lists lists = Lists.Of("abc");

        Assert.Empty(lists.Delta.Changes);
        Assert.Equal((1, 0L), (lists.State.Marks.Update, lists.State.Marks.ChangeCount));
    }
}
