using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public class EndOfListRuleTests
{
    // has_more, cursor, accounts on the page, new ones, read so far, total, highest total, repeated -> step, cursor
    [Theory]
    [InlineData(true, "c", 20, 20, 20, 50, 50, false, ListStep.Continue, "c")]
    [InlineData(true, "c", 20, 20, 20, null, null, false, ListStep.Continue, "c")]
    [InlineData(true, "c", 20, 20, 50, 50, 50, false, ListStep.Continue, "c")] // a list can be longer than its total
    [InlineData(true, "c", 20, 20, 20, 0, 0, false, ListStep.Continue, "c")]
    [InlineData(true, "c", 20, 20, 40, 30, 30, false, ListStep.Continue, "c")]
    [InlineData(true, "c", 20, 20, 20, 50, 50, true, ListStep.Stalled, "c")]
    [InlineData(true, "c", 20, 0, 20, 50, 50, false, ListStep.Stalled, "c")]
    [InlineData(true, "c", 0, 0, 50, 50, 50, false, ListStep.End, null)]
    [InlineData(true, null, 20, 20, 20, 50, 50, false, ListStep.Incomplete, null)]
    [InlineData(true, null, 20, 20, 20, null, null, false, ListStep.Incomplete, null)]
    [InlineData(true, null, 20, 20, 20, 20, 20, false, ListStep.Incomplete, null)]
    [InlineData(true, null, 0, 0, 20, 50, 50, false, ListStep.Incomplete, null)]
    [InlineData(false, "c", 20, 20, 20, 50, 50, false, ListStep.End, null)]
    [InlineData(false, null, 20, 20, 20, 50, 50, false, ListStep.End, null)]
    [InlineData(false, "c", 20, 0, 20, 50, 50, true, ListStep.End, null)]
    [InlineData(null, "c", 20, 20, 20, 50, 50, false, ListStep.Continue, "c")]
    [InlineData(null, "c", 20, 20, 20, 0, 0, false, ListStep.Continue, "c")] // a total of 0 is wrong beside accounts
    [InlineData(null, "c", 20, 20, 40, 30, 30, false, ListStep.Continue, "c")] // so is one below the returned number
    [InlineData(null, "c", 20, 20, 50, 50, 50, false, ListStep.End, null)]
    [InlineData(null, "c", 20, 20, 50, 0, 50, false, ListStep.End, null)] // an earlier page stated it
    [InlineData(null, "c", 20, 20, 49, 49, 50, false, ListStep.End, null)] // one account was unfollowed meanwhile
    [InlineData(null, "c", 0, 0, 20, 50, 50, false, ListStep.End, null)]
    [InlineData(null, "c", 20, 0, 20, 50, 50, false, ListStep.End, null)]
    [InlineData(null, "c", 20, 20, 20, 50, 50, true, ListStep.End, null)]
    [InlineData(null, null, 20, 20, 20, 50, 50, false, ListStep.End, null)]
    public void Evaluate_returns_the_step_after_a_page(
        bool? hasMore,
        string? cursor,
        int count,
        int added,
        int read,
        int? total,
        int? highest,
        bool isRepeated,
        object step,
        string? next)
    {
        ListDecision decision = EndOfListRule.Evaluate(
            Page(hasMore, cursor, count, total), new ListState(added, read, highest, isRepeated));

        Assert.Equal(step, decision.Step);
        Assert.Equal(next, decision.Cursor);
        Assert.Equal(decision.Step is ListStep.Continue or ListStep.End, decision.Reason is null);
    }

    [Theory]
    [InlineData(true, ListStep.Unreadable)]
    [InlineData(null, ListStep.Unreadable)]
    [InlineData(false, ListStep.End)] // the cursor is not needed
    public void An_unusable_cursor_is_an_error_unless_the_list_has_ended(bool? hasMore, object step)
    {
        ProviderPage page = Page(hasMore, null, 20, 50) with { CursorProblem = "it is too long" };

        Assert.Equal(step, EndOfListRule.Evaluate(page, new ListState(20, 20, 50, false)).Step);
    }

    [Theory]
    [InlineData(null, 0, false)]
    [InlineData(0L, 0, false)]
    [InlineData(20L, 0, false)]
    [InlineData(21L, 0, true)]
    [InlineData(50L, 30, false)] // 20 missing
    [InlineData(50L, 29, true)]
    [InlineData(2000L, 50, true)]
    [InlineData(2000L, 1960, false)] // exactly 2 %
    [InlineData(2000L, 1959, true)]
    [InlineData(10_000L, 9_800, false)]
    [InlineData(10_000L, 9_799, true)]
    [InlineData(30L, 50, false)]
    [InlineData(-1L, 50, false)]
    [InlineData(long.MaxValue / 100, 50, true)]
    public void A_list_is_short_if_more_than_20_accounts_and_2_percent_are_missing(
        long? total, int read, bool isShort) =>
        Assert.Equal(isShort, EndOfListRule.IsShort(total, read));

    [Theory]
    [InlineData(true, "c", 0, 20, 50L, 50L, true)]
    [InlineData(true, "c", 0, 2, 0L, 0L, true)] // the total is wrong
    [InlineData(true, "c", 0, 40, 30L, 30L, true)]
    [InlineData(true, "c", 0, 0, null, null, true)]
    [InlineData(true, "c", 0, 0, 0L, 0L, false)] // an account that follows none
    [InlineData(true, "c", 0, 50, 50L, 50L, false)]
    [InlineData(true, "c", 0, 50, null, 50L, false)]
    [InlineData(true, "c", 1, 20, 50L, 50L, false)]
    [InlineData(true, null, 0, 20, 50L, 50L, false)]
    [InlineData(false, "c", 0, 20, 50L, 50L, false)]
    [InlineData(null, "c", 0, 20, 50L, 50L, false)]
    public void IsEmptyInMidList_detects_empty_pages_before_the_end(
        bool? hasMore, string? cursor, int count, int read, long? total, long? highest, bool isRateLimit) =>
        Assert.Equal(
            isRateLimit,
            EndOfListRule.IsEmptyInMidList(
                Page(hasMore, cursor, count, total), new ListState(0, read, highest, false)));

    private static ProviderPage Page(bool? hasMore, string? cursor, int count, long? total) => new()
    {
        HasMore = hasMore,
        NextCursor = cursor,
        Total = total,
        Accounts = [.. Enumerable.Range(1, count).Select(id => new FollowedAccount { Id = $"{id}" })],
    };
}
