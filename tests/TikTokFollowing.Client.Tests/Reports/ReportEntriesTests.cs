using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Overlap;
using TikTokFollowing.Client.Reports;
using TikTokFollowing.Client.Tests.Overlap;
using Xunit;

namespace TikTokFollowing.Client.Tests.Reports;

/// <summary>Tests the rows of a report, one for each account and list.</summary>
public class ReportEntriesTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(500);

    [Fact]
    public void The_newest_entry_of_an_account_and_a_list_is_kept()
    {
        FollowingReport report = SampleReports.Of(
            Account("x", "1", day: 1, followers: 10), Account("x", "2", day: 1, followers: 20),
            Account("X", "1", day: 5, followers: 11), Account("X", "3", day: 5, followers: 30),
            Account("y", "1", day: 3, followers: 12));

        ReportEntries entries = new(report);

        Assert.Equal([20, 11, 30, 12], entries.Rows.Select(row => row.FollowerCount));
        Assert.Equal(1, entries.ReplacedCount);
        Assert.Equal([1, 0, 1, 2, 3], Enumerable.Range(0, 5).Select(input => entries.Locate(input).Row));
        Assert.Equal(["x", "y"], entries.Lists.Select(list => list.FollowedBy));
        Assert.Equal([3, 1], entries.Lists.Select(list => list.Numbers.Count));
    }

    [Fact]
    public void Of_entries_with_the_same_time_the_first_is_kept()
    {
        ReportEntries entries = new(SampleReports.Of(
            Account("x", "1", day: 1, followers: 10), Account("x", "1", day: 1, followers: 11)));

        Assert.Equal(10, Assert.Single(entries.Rows).FollowerCount);
    }

    [Fact]
    public void Entries_without_a_list_are_all_kept()
    {
        ReportEntries entries = new(SampleReports.Of(Account("", "1"), Account("", "1"), Account("x", "1")));

        Assert.Equal(3, entries.Rows.Count);
        Assert.Equal([false, false, true], Enumerable.Range(0, 3).Select(entries.HasList));
        Assert.Single(entries.Lists);
    }

    [Fact]
    public void A_list_has_one_spelling_and_replaced_entries_are_counted()
    {
        JsonElement data = SampleReports.Data(
            SampleReports.Of(Account("Ann", "1", day: 1), Account("ann", "2", day: 1), Account("ANN", "1", day: 2)));

        Assert.Equal(
            """{"values":["Ann"],"of":[0,0]}""", data.GetProperty("accounts").GetProperty("list").GetRawText());
        Assert.Equal(1, data.GetProperty("summary").GetProperty("replaced").GetInt32());
        Assert.Equal(1, data.GetProperty("summary").GetProperty("lists").GetInt32());
    }

    [Fact]
    public void Accounts_are_matched_by_the_rule_of_the_overlap() => Check.One(
        s_config, Prop.ForAll(OverlapCases.Inputs().ToArbitrary(), accounts =>
        {
            FollowingOverlap expected = OverlapCases.Of(accounts);
            ReportEntries entries = new(SampleReports.Of(accounts));
            ReportSummary summary = new(entries);

            Assert.Equal(Sizes(expected.Lists), Sizes(entries.Lists));
            Assert.Equal(
                expected.SharedAccounts(1).Count(),
                Enumerable.Range(0, entries.Rows.Count).Select(entries.NumberOf).Distinct().Count());
            Assert.Equal(expected.SharedAccounts(2).Count(), summary.InSeveralLists);
            Assert.Equal(accounts.Length, entries.Rows.Count + entries.ReplacedCount);
        }));

    private static IEnumerable<(string, int)> Sizes(IReadOnlyList<OverlapList> lists) =>
        lists.Select(list => (list.FollowedBy, list.Numbers.Count));

    private static FollowedAccount Account(string list, string id, int day = 0, long? followers = null) => new()
    {
        FollowedBy = list, Id = id, Handle = "account." + id, FollowerCount = followers,
        RetrievedAt = day == 0 ? default : new DateTime(2026, 3, day, 9, 0, 0, DateTimeKind.Local),
    };
}
