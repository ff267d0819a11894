using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Reports;
using Xunit;

namespace TikTokFollowing.Client.Tests.Reports;

public class ReportSummaryTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(500);

    // ---- totals ----

    [Fact]
    public void An_account_in_two_lists_counts_once()
    {
        ReportSummary summary = Summarize(
        [
            new FollowedAccount
            {
                Id = "1", Handle = "a", FollowedBy = "x", FollowerCount = 10, IsVerified = true, IsPrivate = false,
            },
            new FollowedAccount
            {
                Id = "2", Handle = "b", FollowedBy = "x", FollowerCount = 30, IsVerified = false, IsPrivate = true,
            },
            new FollowedAccount
            {
                Id = "1", Handle = "a", FollowedBy = "y", FollowerCount = 10, IsVerified = true, IsPrivate = false,
            },
        ]);

        Assert.Equal(3, summary.Entries);
        Assert.Equal(2, summary.Accounts);
        Assert.Equal(2, summary.Lists);
        Assert.Equal(1, summary.InSeveralLists);
        Assert.Equal(1, summary.Verified);
        Assert.Equal(1, summary.Private);
        Assert.Equal(40, summary.TotalFollowers);
        Assert.Equal(20, summary.MedianFollowers);
    }

    [Fact]
    public void Unknown_values_are_not_zero()
    {
        ReportSummary summary = Summarize([new FollowedAccount { Handle = "a" }, new FollowedAccount { Handle = "b" }]);

        Assert.Null(summary.Verified);
        Assert.Null(summary.Private);
        Assert.Null(summary.MedianFollowers);
        Assert.Empty(summary.Histogram);
        Assert.Empty(summary.Regions);
        Assert.Null(summary.Timeline);
    }

    [Theory]
    [InlineData(5L, 5L)]
    [InlineData(5L, 1L, 5L, 9L)]
    [InlineData(4L, 1L, 3L, 5L, 9L)]
    [InlineData(long.MaxValue, long.MaxValue, long.MaxValue)]
    public void The_median_is_in_the_middle(long expected, params long[] followers) =>
        Assert.Equal(
            expected,
            Summarize(
                [.. followers.Select(count => new FollowedAccount { FollowerCount = count })]).MedianFollowers);

    [Fact]
    public void The_sum_of_the_largest_numbers_is_no_overflow() =>
        Assert.Equal(
            2m * long.MaxValue,
            Summarize(
                [
                    new FollowedAccount { FollowerCount = long.MaxValue },
                    new FollowedAccount { FollowerCount = long.MaxValue },
                ]).TotalFollowers);

    [Fact]
    public void Regions_are_sorted_by_size_and_ignore_case()
    {
        ReportSummary summary = Summarize(
            [
                .. new[] { "de", "US", "DE", "", null, "us", "US" }
                    .Select(region => new FollowedAccount { Region = region }),
            ]);

        Assert.Equal([new("US", 3), new("DE", 2)], summary.Regions);
    }

    // ---- histogram ----

    [Fact]
    public void Each_bucket_begins_at_a_power_of_ten()
    {
        ReportSummary summary = Summarize(
            [.. new[] { 0L, 1, 9, 10, 99, 100, 12345 }.Select(count => new FollowedAccount { FollowerCount = count })]);

        Assert.Equal([new(0, 1), new(1, 2), new(10, 2), new(100, 1), new(1000, 0), new(10000, 1)], summary.Histogram);
    }

    [Fact]
    public void Every_known_number_is_in_one_bucket() => Check.One(s_config, Prop.ForAll(
        ArbMap.Default.GeneratorFor<long>()
            .Select(number => number >> (int)(((ulong)number * 7) % 63))
            .ListOf()
            .ToArbitrary(), numbers =>
        {
            IReadOnlyList<KeyValuePair<long, int>> buckets = Summarize(
                [.. numbers.Select(count => new FollowedAccount { FollowerCount = count })]).Histogram;

            Assert.Equal(numbers.Count(number => number >= 0), buckets.Sum(bucket => bucket.Value));
            for (int i = 0; i < buckets.Count; i++)
            {
                long from = buckets[i].Key;
                long? next = i + 1 < buckets.Count ? buckets[i + 1].Key : null;
                Assert.Equal(
                    numbers.Count(number => number >= from && (next is null || number < next)), buckets[i].Value);
            }
        }));

    // ---- timeline ----

    [Fact]
    public void Follows_of_a_window_are_spread_evenly_over_it()
    {
        FollowTimeline timeline =
            FollowTimeline.Of([.. Enumerable.Range(0, 8).Select(_ => Followed(Day(1, 12), Day(3, 12)))])!;

        Assert.Equal(TimelineUnit.Day, timeline.Unit);
        Assert.Equal([Day(1), Day(2), Day(3)], timeline.Starts);
        Assert.Equal([2.0, 4.0, 2.0], timeline.Counts);
    }

    [Fact]
    public void A_window_can_have_one_end_or_swapped_ends()
    {
        FollowTimeline timeline = FollowTimeline.Of(
            [Followed(Day(2, 5), null), Followed(null, Day(1, 5)), Followed(Day(3), Day(2)), Followed(null, null)])!;

        Assert.Equal(3, timeline.Known);
        Assert.Equal([1.0, 2.0, 0.0], timeline.Counts);
    }

    [Fact]
    public void Impossible_times_are_unknown() =>
        Assert.Null(
            FollowTimeline.Of(
                [
                    Followed(DateTime.MinValue, DateTime.MaxValue),
                    Followed(new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc), null),
                ]));

    [Theory]
    [InlineData(60, "Day")]
    [InlineData(300, "Week")]
    [InlineData(1500, "Month")]
    [InlineData(4000, "Quarter")]
    [InlineData(20000, "Year")]
    public void The_bars_are_the_finest_that_fit(int days, string unit) =>
        Assert.Equal(
            unit, FollowTimeline.Of([Followed(Day(1), null), Followed(Day(1).AddDays(days), null)])!.Unit.ToString());

    [Fact]
    public void The_bars_add_up_and_have_no_gaps() => Check.One(s_config, Prop.ForAll(
        Gen.Choose(0, 2_000_000).Two().ListOf().Where(list => list.Count > 0).ToArbitrary(), windows =>
        {
            FollowTimeline timeline = FollowTimeline.Of(
                [
                    .. windows.Select(
                        window => Followed(Day(1).AddMinutes(window.Item1), Day(1).AddMinutes(window.Item2))),
                ])!;

            Assert.Equal(windows.Count, timeline.Known);
            Assert.Equal(windows.Count, timeline.Counts.Sum(), 6);
            Assert.All(timeline.Counts, count => Assert.True(count >= 0));
            Assert.True(timeline.Starts.Count is > 0 and <= 62);
            Assert.Equal(timeline.Starts.Order(), timeline.Starts);
        }));

    private static ReportSummary Summarize(params IEnumerable<FollowedAccount> accounts) =>
        new(new ReportEntries(SampleReports.Of(accounts)));

    private static DateTime Day(int day, int hour = 0) => new(2024, 1, day, hour, 0, 0, DateTimeKind.Utc);

    private static FollowedAccount Followed(DateTime? after, DateTime? before) =>
        new() { FollowedAfter = after, FollowedBefore = before };
}
