using TikTokFollowing.Client.Paging;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public class FollowTimeTests
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-10-25T01:30:00", "2026-10-24T23:30:00", "2026-10-24T23:30:00")]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T00:30:00", "2026-10-25T01:30:00")] // this hour occurs twice
    [InlineData("2026-10-25T02:00:00", "2026-10-25T00:00:00", "2026-10-25T01:00:00")]
    [InlineData("2026-10-25T03:00:00", "2026-10-25T02:00:00", "2026-10-25T02:00:00")]
    [InlineData("2026-07-01T12:00:00", "2026-07-01T10:00:00", "2026-07-01T10:00:00")]
    [InlineData("0001-01-01T00:00:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00")] // no earlier instant exists
    public void An_ambiguous_local_date_includes_both_instants(string local, string earliest, string latest)
    {
        DateTime time = DateTime.Parse(local, null);

        Assert.Equal(Utc(earliest), FollowTime.EarliestUtc(time, s_berlin));
        Assert.Equal(Utc(latest), FollowTime.LatestUtc(time, s_berlin));
        Assert.Equal(DateTimeKind.Utc, FollowTime.EarliestUtc(time, s_berlin).Kind);
    }

    [Fact]
    public void A_date_in_a_clock_change_does_not_throw() =>
        Assert.InRange(
            FollowTime.EarliestUtc(new DateTime(2026, 3, 29, 2, 30, 0), s_berlin),
            Utc("2026-03-29T00:30:00"),
            Utc("2026-03-29T01:30:00"));

    [Fact]
    public void A_time_with_a_kind_is_one_instant()
    {
        DateTime utc = new(2026, 10, 25, 0, 30, 0, DateTimeKind.Utc);

        Assert.Equal(utc, FollowTime.EarliestUtc(utc, s_berlin));
        Assert.Equal(utc, FollowTime.LatestUtc(utc, s_berlin));
        Assert.Equal(utc, FollowTime.LatestUtc(utc.ToLocalTime()));
    }

    private static DateTime Utc(string time) => DateTime.SpecifyKind(DateTime.Parse(time, null), DateTimeKind.Utc);
}
