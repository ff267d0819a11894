using System.Globalization;
using System.Text.Json;
using TikTokFollowing.Client.Reports;
using Xunit;

namespace TikTokFollowing.Client.Tests.Reports;

/// <summary>Tests the parts of a report that need a history.</summary>
public class ReportHistoryTests
{
    private static readonly DateTime s_start = new(2026, 3, 1, 9, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_report_without_a_history_contains_nothing_of_it()
    {
        FollowingReport report = SampleReports.Of(Account(1, "x", 0, 10), Account(2, "x", 1, 20));
        report.Changes.Add(new ReportChange("Followed", new FollowedAccount { Handle = "a" }, []));

        string page = SampleReports.Page(report);

        Assert.Null(HistoryOf(report));
        Assert.False(SampleReports.Data(report).TryGetProperty("history", out _));
        Assert.DoesNotContain("detectedColumn() {", page, StringComparison.Ordinal);
        Assert.DoesNotContain(".spark", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Detected_changes_are_written_with_their_time_and_confirmation()
    {
        FollowingReport report = SampleReports.Of();
        report.Changes.Add(new ReportChange("Followed", Account(1, "x", 0, null), []));
        report.Changes.Add(new ReportChange("Unfollowed", Account(2, "x", 1, null), [], IsConfirmed: true));
        report.Changes.Add(new ReportChange("Followed", new FollowedAccount { Handle = "a" }, []));

        string page = SampleReports.Page(report);
        JsonElement history = SampleReports.Data(report).GetProperty("history");

        Assert.Equal(
            """{"detected":[1772355600000,1772442000000,null],"confirmed":[1],"growth":[]}""", history.GetRawText());
        Assert.Contains("detectedColumn() {", page, StringComparison.Ordinal);
        Assert.Contains(".spark", page, StringComparison.Ordinal);
        Assert.DoesNotContain("const history = null", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_implausible_time_is_unknown()
    {
        FollowingReport report = SampleReports.Of();
        FollowedAccount account = new() { Handle = "a", RetrievedAt = DateTime.MaxValue };
        report.Changes.Add(new ReportChange("Followed", account, []));

        Assert.Null(report.Changes[0].DetectedAt);
        Assert.Null(HistoryOf(report));
    }

    [Fact]
    public void Growth_is_the_last_number_less_the_first_in_any_order()
    {
        FollowingReport report = SampleReports.Of(
            Account(1, "x", 5, 50), Account(1, "X", 0, 10), Account(1, "x", 9, 90), Account(1, "x", 3, 70));

        Assert.Equal(
            [new FollowerGrowth(0, s_start, 10, s_start.AddDays(9), 90)], HistoryOf(report)!);
    }

    [Fact]
    public void Growth_joins_lists_and_changes()
    {
        FollowingReport report = SampleReports.Of(Account(1, "x", 9, 90), Account(2, "x", 9, 7));
        report.Changes.Add(new ReportChange("Followed", Account(1, "x", 0, 10), []));
        report.Changes.Add(new ReportChange("Unfollowed", Account(2, "x", 12, 5), []));

        Assert.Equal(
            [
                new FollowerGrowth(0, s_start, 10, s_start.AddDays(9), 90),
                new FollowerGrowth(3, s_start.AddDays(9), 7, s_start.AddDays(12), 5),
            ],
            HistoryOf(report)!);
    }

    [Fact]
    public void Lists_of_two_users_are_no_growth() => Assert.Null(
        HistoryOf(SampleReports.Of(Account(1, "x", 0, 10), Account(1, "y", 9, 90))));

    [Fact]
    public void Equal_and_unknown_numbers_and_equal_times_are_no_growth() => Assert.Null(
        HistoryOf(SampleReports.Of(
                Account(1, "x", 0, 10), Account(1, "x", 9, 10),
                Account(2, "x", 0, null), Account(2, "x", 9, 10),
                Account(3, "x", 0, 10), Account(3, "x", 0, 20),
                Account(4, "x", 0, -1), Account(4, "x", 9, 20),
                new FollowedAccount { Id = "5", FollowerCount = 1 },
                new FollowedAccount { Id = "5", FollowerCount = 2 },
                new FollowedAccount { FollowerCount = 1, RetrievedAt = s_start },
                new FollowedAccount { FollowerCount = 2, RetrievedAt = s_start.AddDays(1) })));

    private static IReadOnlyList<FollowerGrowth>? HistoryOf(FollowingReport report) =>
        ReportHistory.Of(report, new ReportEntries(report));

    private static FollowedAccount Account(int id, string list, int day, long? followers) => new()
    {
        Id = id.ToString(CultureInfo.InvariantCulture),
        Handle = "account." + id,
        FollowedBy = list,
        FollowerCount = followers,
        RetrievedAt = s_start.AddDays(day).ToLocalTime(),
    };
}
