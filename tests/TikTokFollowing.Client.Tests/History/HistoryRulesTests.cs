using TikTokFollowing.Client.History;
using Xunit;

namespace TikTokFollowing.Client.Tests.History;

/// <summary>
/// Tests the rules by example: connecting, re-followed, new and missing accounts, held readings, the end of a list.
/// </summary>
public class HistoryRulesTests
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz";

    private static readonly ProviderTraits s_times = new("A", true, 5);
    private static readonly ProviderTraits s_second = new("B", false, 5);

    private static ListReading Times(int newest, int oldest) => new()
    {
        Provider = s_times,
        Pages = [new ReadPage(0, Lists.Hour(oldest), Lists.Hour(newest))],
    };

    // Connecting

    [Theory]
    [InlineData("abcd", false)] // four stored accounts
    [InlineData("abcde", true)] // five
    [InlineData("xabdefh", true)] // two gaps
    [InlineData("xacegik", false)] // five missing accounts need a longer run
    [InlineData("abcdx", false)] // the run must be at the end
    [InlineData("ab|cde", true)] // across pages
    [InlineData("edcba", false)] // in increasing order
    [InlineData("efghi", false)] // four are missing: a block that was followed again
    [InlineData("bcdef", false)] // the newest one is missing
    [InlineData("bcdef|ghijkl", true)] // one page more than the missing ones
    public void Connects_with_a_run_of_five(string read, bool isConnected) =>
        Assert.Equal(isConnected, Lists.Of("abcdefghijklmnopqrst").IsConnected(read));

    [Fact]
    public void Connects_with_all_stored_accounts_or_the_end()
    {
        Lists lists = Lists.Of("abc");

        Assert.True(lists.IsConnected("xabc"));
        Assert.False(lists.IsConnected("xab"));
        Assert.True(lists.IsConnected("x", lists.Whole()));
    }

    [Fact]
    public void Does_not_connect_while_the_page_is_newer_than_the_newest_stored_follow()
    {
        Lists lists = Lists.Of("abcdefgh", Times(10, 1));

        Assert.False(lists.IsConnected("abcdef", Times(20, 11)));
        Assert.True(lists.IsConnected("abcdef", Times(20, 9)));
    }

    [Theory]
    [InlineData(2, false)] // the follows of the page are newer than the stored ones
    [InlineData(0, true)]
    public void Without_a_newest_follow_time_a_page_after_the_last_reading_is_new(int oldest, bool isConnected)
    {
        ListReading page = new() { Provider = s_times, Pages = [new ReadPage(0, Lists.Hour(oldest))] };
        Lists lists = Lists.Of("abcdefgh", page);

        Assert.Equal(isConnected, lists.IsConnected("abcdef", page));
    }

    // Re-followed and new accounts

    [Theory]
    [InlineData("xabcdefg", "Followed x")]
    [InlineData("cabdefgh", "Followed c")] // c is above a, which has a smaller position
    [InlineData("cxabdefg", "Followed c, Followed x")]
    [InlineData("axbcdefg", "Followed x")] // a may have been followed again after x
    [InlineData("abxcdefg", "Appeared x")]
    [InlineData("abcdefgh", "")]
    public void Accounts_are_classified_by_their_position(string read, string changes) =>
        Assert.Equal(changes, Lists.Of("abcdefgh").Store(read));

    [Fact]
    public void Stores_the_order_of_the_reading()
    {
        Lists lists = Lists.Of("abcdefghij");

        lists.Store("cxabdefg");

        Assert.Equal("cxabdefghij", lists.Listed);
    }

    [Fact]
    public void Nothing_is_new_if_the_first_follow_is_not_newer()
    {
        Lists lists = Lists.Of("abcdefgh", Times(10, 1));

        Assert.Equal("Appeared x", lists.Store("xabcdefgh", Times(10, 1)));
    }

    [Fact]
    public void A_newer_first_follow_shows_that_the_newest_account_was_followed_again()
    {
        Lists lists = Lists.Of("abcdefgh", Times(10, 1));

        Assert.Equal("Followed a", lists.Store("abcdefgh", Times(12, 1)));
    }

    [Fact]
    public void Follows_without_times_void_the_newest_follow_time()
    {
        Lists lists = Lists.Of("abcdefgh", Times(10, 1));

        lists.Store("xabcdefgh");

        Assert.Null(lists.State.Marks.NewestFollow);
        Assert.Equal("", lists.Store("xabcdefgh", Times(11, 1)));
        Assert.Equal(Lists.Hour(11), lists.State.Marks.NewestFollow);
    }

    [Fact]
    public void A_dropped_account_at_its_former_position_returns_with_the_second_reading()
    {
        Lists lists = Lists.Of("abcdefgh");
        Assert.Equal("Unfollowed c", lists.Store("abdefgh"));

        Assert.Equal("", lists.Store("abcdefgh"));
        Assert.Equal("Returned c", lists.Store("abcdefgh"));

        Assert.Equal("abcdefgh", lists.Listed);
        HistoryChange change = Assert.Single(lists.Delta.Changes);
        Assert.True(change.Confirmed > change.DetectedAt);
    }

    [Fact]
    public void A_dropped_account_on_top_of_others_was_followed_again()
    {
        Lists lists = Lists.Of("abcdefgh");
        lists.Store("abdefgh");

        Assert.Equal("Followed c", lists.Store("cabdefgh"));
    }

    [Theory]
    [InlineData("abxcdefg", 9, "Followed x")] // below a block that was followed again in its order
    [InlineData("yabxcdefg", 10, "Followed y, Followed x")]
    [InlineData("yabxcdefg", 9, "Followed y, Appeared x")]
    public void An_unknown_account_between_anchors_was_followed_if_the_total_rose(
        string read, int total, string changes)
    {
        Lists lists = Lists.Of("abcdefgh");

        Assert.Equal(changes, lists.Store(read, lists.Newest() with { Total = total }));
    }

    // Unfollowed

    [Fact]
    public void An_account_that_is_missing_between_anchors_was_unfollowed()
    {
        Lists lists = Lists.Of("abcdefghij");

        Assert.Equal("Unfollowed c", lists.Store("abdefgh"));

        HistoryChange change = Assert.Single(lists.Delta.Changes);
        Assert.Equal((Lists.Hour(1), Lists.Hour(2).AddMinutes(1)), (change.ChangedAfter, change.ChangedBefore));
        Assert.Null(change.Confirmed);
        Assert.Equal(1, change.Sequence);
    }

    [Fact]
    public void An_account_below_the_last_anchor_proves_nothing() =>
        Assert.Equal("", Lists.Of("abcdefghij").Store("abcde"));

    [Fact]
    public void A_provider_that_never_listed_an_account_proves_nothing()
    {
        Lists lists = Lists.Of("abcdefgh");
        ListReading second = lists.Newest() with { Provider = s_second };

        Assert.Equal("", lists.Store("abdefgh", second));
        Assert.Equal("Unfollowed d", lists.Store("abefgh", second));
        Assert.Equal("Unfollowed c", lists.Store("abefgh"));
    }

    [Fact]
    public void An_unfollow_at_the_border_of_a_page_is_held_for_one_update()
    {
        Lists lists = Lists.Of("abcdefghij");

        Assert.Equal("", lists.Store("abcd|fghij"));
        Assert.Equal(1, lists.State.PendingCount);
        Assert.Equal("Unfollowed e", lists.Store("abcd|fghij"));
        Assert.Equal(0, lists.State.PendingCount);
    }

    [Fact]
    public void A_held_account_that_is_read_again_was_not_unfollowed()
    {
        Lists lists = Lists.Of("abcdefghij");
        lists.Store("abcd|fghij");

        Assert.Equal("", lists.Store("abcde|fghij"));

        Assert.Equal(0, lists.State.PendingCount);
    }

    [Fact]
    public void A_held_account_stays_held_if_another_unfollow_explains_it()
    {
        Lists lists = Lists.Of("abcdefghij");
        lists.Store("abcd|fghij");

        Assert.Equal("Unfollowed b", lists.Store("acd|fghij"));
        Assert.Equal("Unfollowed e", lists.Store("acd|fghij"));
    }

    [Fact]
    public void Pages_that_start_at_a_follow_time_have_no_border()
    {
        Lists lists = Lists.Of("abcdefghij", Times(10, 1));

        Assert.Equal("Unfollowed e", lists.Store("abcd|fghij", Times(10, 1)));
    }

    [Fact]
    public void An_unfollow_of_a_newest_follow_is_held_because_an_older_list_lacks_it()
    {
        Lists lists = Lists.Of("abcdefgh");
        Assert.Equal("Followed x", lists.Store("axbcdefg"));

        Assert.Equal("", lists.Store("abcdefg"));
        Assert.Equal(1, lists.State.PendingCount);
        Assert.Equal("Unfollowed x", lists.Store("abcdefg"));
    }

    [Fact]
    public void A_later_account_proves_that_a_reading_is_newer()
    {
        Lists lists = Lists.Of("abcdefgh");
        lists.Store("axbcdefg");
        lists.Store("yaxbcdefg");

        Assert.Equal("Unfollowed x", lists.Store("yabcdefg"));
    }

    [Fact]
    public void The_newest_follow_time_proves_that_a_reading_is_newer()
    {
        Lists lists = Lists.Of("abcdefgh", Times(10, 1));
        Assert.Equal("Followed a, Followed x", lists.Store("axbcdefg", Times(11, 1)));

        Assert.Equal("Unfollowed x", lists.Store("abcdefg", Times(11, 1)));
    }

    // Blocks that were followed again in their order

    [Fact]
    public void An_unfollow_is_held_if_the_total_did_not_fall()
    {
        Lists lists = Lists.Of(Alphabet);

        Assert.Equal("", lists.Store("abdefg", lists.Newest() with { Total = 26 }));
        Assert.Equal(1, lists.State.PendingCount);
    }

    [Fact]
    public void An_unfollow_is_held_if_an_unknown_account_appears()
    {
        Lists lists = Lists.Of(Alphabet);

        Assert.Equal("Appeared Z", lists.Store("abdefgZhi", lists.Newest() with { Total = 25 }));
        Assert.Equal(1, lists.State.PendingCount);
    }

    [Fact]
    public void A_held_unfollow_needs_a_run_beyond_a_block()
    {
        Lists lists = Lists.Of(Alphabet);
        lists.Store("abdefg", lists.Newest() with { Total = 26 });

        Assert.False(lists.IsConnected("abdefghijklmnopqrstuv"));
        Assert.True(lists.IsConnected("abdefghijklmnopqrstuvw"));
        Assert.True(lists.IsConnected("abcdef"));
        Assert.Equal("Unfollowed c", lists.Store("abdefghijklmnopqrstuvw", lists.Newest() with { Total = 26 }));
    }

    [Fact]
    public void The_total_of_a_held_reading_is_not_compared()
    {
        Lists lists = Lists.Of(Alphabet);
        lists.Store("bcdefg", lists.Newest() with { Total = 25 });
        Assert.Equal(HistoryWarningKind.LooksOlder, Assert.Single(lists.Warnings).Kind);

        Assert.Equal("Unfollowed c", lists.Store("abdefg", lists.Newest() with { Total = 25 }));
    }

    // Whole readings

    [Fact]
    public void A_reading_without_the_newest_account_is_held()
    {
        Lists lists = Lists.Of("abcdefgh");

        Assert.Equal("", lists.Store("bcdefgh"));
        Assert.Equal(HistoryWarningKind.LooksOlder, Assert.Single(lists.Warnings).Kind);
        Assert.Equal("abcdefgh", lists.Listed);
        Assert.Equal("Unfollowed a", lists.Store("bcdefgh"));
        Assert.NotNull(lists.Delta.Changes[0].Confirmed);
    }

    [Fact]
    public void A_reading_that_undoes_a_follow_again_is_held()
    {
        Lists lists = Lists.Of("abcdefgh");
        lists.Store("eabcdfgh");

        Assert.Equal("", lists.Store("abcdefgh"));
        Assert.Equal("Followed x", lists.Store("xeabcdfgh"));
    }

    [Fact]
    public void A_reading_with_an_older_first_follow_is_held()
    {
        Lists lists = Lists.Of("abcdefgh", Times(10, 1));

        Assert.Equal("", lists.Store("abcdefgh", Times(9, 1)));

        Assert.Equal(HistoryWarningKind.LooksOlder, Assert.Single(lists.Warnings).Kind);
    }

    // Behind the last anchor

    [Theory]
    [InlineData("abcdefgh", 8, "Unfollowed i, Unfollowed j")]
    [InlineData("abcdefgh", 10, "Unfollowed i, Unfollowed j")] // two are within the tolerance
    [InlineData("abcdef", 10, "")] // four are not
    public void The_end_of_a_full_reading_must_be_plausible(string read, int total, string changes)
    {
        Lists lists = Lists.Of("abcdefghij");

        Assert.Equal(changes, lists.Store(read, lists.Whole() with { Total = total }));
        Assert.Equal(changes.Length == 0 ? 4 : 0, lists.State.PendingCount);
    }

    [Fact]
    public void The_known_gap_makes_an_end_plausible()
    {
        Lists lists = new();
        lists.Store("abcdefghij", lists.Whole() with { Total = 15 });

        Assert.Equal("Unfollowed j", lists.Store("abcdefghi", lists.Whole() with { Total = 14 }));
    }

    [Theory]
    [InlineData("abcdefgh", "Unfollowed i, Unfollowed j")]
    [InlineData("abcdefg", "")]
    public void Without_a_total_at_most_two_are_missing_at_the_end(string read, string changes)
    {
        ListReading settings = new Lists().Whole() with { Total = Lists.NoTotal };

        Assert.Equal(changes, Lists.Of("abcdefghij", settings).Store(read, settings));
    }

    [Fact]
    public void A_truncated_list_proves_nothing_about_its_end()
    {
        Lists lists = Lists.Of("abcdefghij");

        Assert.Equal("", lists.Store("abcdefghi", lists.Whole() with { IsTruncated = true }));
    }
}
