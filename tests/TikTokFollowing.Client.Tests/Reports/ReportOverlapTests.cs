using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Overlap;
using TikTokFollowing.Client.Reports;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Overlap;
using Xunit;

namespace TikTokFollowing.Client.Tests.Reports;

/// <summary>Tests the parts of a report that need several lists.</summary>
public class ReportOverlapTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(500);

    [Fact]
    public void A_report_of_one_list_contains_nothing_of_it()
    {
        FollowingReport report = SampleReports.Of(Account("x", "1"), Account("X", "2"), Account("", "3"));

        string page = SampleReports.Page(report);

        Assert.Null(OverlapOf(report));
        Assert.Equal(
            ["createdAt", "providers", "readFrom", "readTo", "summary", "accounts", "changed", "changes"],
            SampleReports.Data(report).EnumerateObject().Select(property => property.Name));
        Assert.Contains($"<style>{Resource("report.css")}</style>", page, StringComparison.Ordinal);
        Assert.Contains($"<script>{Resource("report.js")}</script>", page, StringComparison.Ordinal);
        Assert.Contains("  const overlap = null;\n", page, StringComparison.Ordinal);

        static string Resource(string name)
        {
            using StreamReader reader = new(typeof(ReportHtmlWriter).Assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd().ReplaceLineEndings("\n");
        }
    }

    [Fact]
    public void Shared_accounts_and_pairs_are_written()
    {
        FollowingReport report = SampleReports.Of(
            Account("x", "1"), Account("x", "2"), Account("x", "3"), Account("x", "4"),
            Account("y", "2"), Account("y", "1", day: 2),
            Account("z", "1", day: 1), Account("z", "9"));

        string page = SampleReports.Page(report);

        Assert.Equal(
            """{"shared":[[5,6,0],[1,4]],"lists":["x","y","z"],"counts":[4,2,2]"""
                + ""","pairs":[[2,0.5,1],[1,0.2,0.5],[1,0.33333333,0.5]],"incomplete":null}""",
            SampleReports.Data(report).GetProperty("overlap").GetRawText());
        Assert.Contains("matrixSection", page, StringComparison.Ordinal);
        Assert.Contains("--level-1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("const overlap = null", page, StringComparison.Ordinal);
    }

    [Fact]
    public void It_agrees_with_the_overlap_of_the_lists() => Check.One(
        s_config, Prop.ForAll(OverlapCases.Inputs().ToArbitrary(), accounts =>
        {
            FollowingOverlap expected = OverlapCases.Of(accounts);
            FollowingReport report = SampleReports.Of(accounts);
            ReportEntries entries = new(report);
            ReportOverlap? overlap = ReportOverlap.Of(report, entries);

            Assert.Equal(expected.Lists.Count < 2, overlap is null);
            if (overlap is null)
            {
                return;
            }
            Assert.Equal(
                expected.SharedAccounts(2).Select(account => (account.FollowedByCount, account.FollowedBy)).Order(),
                overlap.Shared.Select(rows => (rows.Length, Names(rows.Select(row => entries.Rows[row])))).Order());
            Assert.Equal(
                expected.Overlaps().Select(Describe), overlap.Pairs.Select(Describe));

            static (string, string, int, double?, double?) Describe(ListOverlap pair) =>
                (pair.First, pair.Second, pair.Shared, pair.Jaccard, pair.OverlapCoefficient);

            string Names(IEnumerable<FollowedAccount> rows) => string.Join(
                ", ",
                rows.Select(row => entries.SpellingOf(row.FollowedBy)).Order(StringComparer.OrdinalIgnoreCase));
        }));

    [Fact]
    public void The_matrix_has_the_lists_with_the_most_shared_accounts()
    {
        IEnumerable<FollowedAccount> accounts = Enumerable.Range(0, 100).SelectMany(list => Enumerable
            .Range(0, (list % 50) + 1)
            .Select(id => Account($"user{list:00}", list < 50 ? Text(id) : $"{list}.{id}")));
        ReportOverlap overlap = OverlapOf(SampleReports.Of(accounts))!;

        Assert.Equal(
            Enumerable.Range(0, 60).Select(list => $"user{list:00}"), overlap.Lists.Select(list => list.FollowedBy));
        Assert.Equal(60 * 59 / 2, overlap.Pairs.Count);
        Assert.Equal(("user58", 9, "user59", 10, 0), Describe(overlap.Pairs[^1]));
        Assert.Equal(("user00", 1, "user01", 2, 1), Describe(overlap.Pairs[0]));
        Assert.Equal(49, overlap.Shared.Count);
        Assert.Equal(50, overlap.Shared[0].Length);

        static (string, int, string, int, int) Describe(ListOverlap pair) =>
            (pair.First, pair.FirstCount, pair.Second, pair.SecondCount, pair.Shared);
    }

    [Fact]
    public void Shared_accounts_without_their_lists_have_no_matrix()
    {
        FollowingReport report = SampleReports.Of(Account("x", "1"), Account("y", "1"));
        report.HasSharedAccounts = true;

        Assert.Equal(
            """{"shared":[[0,1]],"lists":[],"counts":[],"pairs":[],"incomplete":null}""",
            SampleReports.Data(report).GetProperty("overlap").GetRawText());
    }

    [Fact]
    public void Incomplete_lists_are_named()
    {
        FollowingReport report = SampleReports.Of(Account("x", "1"));
        report.Add(
            new FollowingPage { Handle = "y", HasMore = true, Accounts = [Account("y", "1"), Account("y", "2")] });
        report.Add(new FollowingPage { Handle = "z", HasMore = true, Accounts = [Account("z", "1")] });
        report.Add(new FollowingPage { Handle = "z", HasMore = false, Accounts = [Account("z", "2")] });
        report.Add(new FollowingPage { Handle = "empty", HasMore = true });

        Assert.Equal(
            "1 of 3 lists is incomplete, so shared accounts can be missing: @y (2 accounts, not read to its end). "
            + "Read whole lists with Get-TikTokFollowing -All.",
            OverlapOf(report)!.Incomplete);
    }

    // The page shows 7 of 173 as 4.0 %, which is 4.046 %.
    [Theory]
    [InlineData(7)]
    [InlineData(6)]
    public void Shares_are_not_rounded_to_the_digits_that_the_page_shows(int shared)
    {
        FollowingReport report = SampleReports.Of(
        [
            .. Enumerable.Range(0, 90).Select(i => Account("x", Text(i))),
            .. Enumerable.Range(90 - shared, 90).Select(i => Account("y", Text(i))),
        ]);

        double jaccard = SampleReports.Data(report).GetProperty("overlap").GetProperty("pairs")[0][1].GetDouble();

        Assert.Equal(Math.Round(shared * 100.0 / (180 - shared), 1), Math.Round(jaccard * 100, 1));
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
    public void The_page_is_the_same_in_every_culture(string culture)
    {
        FollowedAccount[] accounts =
            [Account("I", "1"), Account("i", "2"), Account("ı", "1"), Account("y", "1", day: 3), Account("y", "2")];
        string expected = SampleReports.Page(SampleReports.Of(accounts));

        using CultureScope scope = new(culture);

        Assert.Equal(expected, SampleReports.Page(SampleReports.Of(accounts)));
    }

    private static ReportOverlap? OverlapOf(FollowingReport report) =>
        ReportOverlap.Of(report, new ReportEntries(report));

    private static FollowedAccount Account(string list, string id, int day = 0) => new()
    {
        FollowedBy = list, Id = id, Handle = "account." + id,
        RetrievedAt = day == 0 ? default : new DateTime(2026, 3, day, 9, 0, 0, DateTimeKind.Local),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
