using TikTokFollowing.Client.Reports;
using Xunit;

namespace TikTokFollowing.Client.Tests.Reports;

/// <summary>Tests the report of a history in a browser.</summary>
public sealed class HistoryInBrowserTests : IDisposable
{
    private const string VisibleBars =
        """
        Array.from(document.querySelectorAll('#over-time rect'))
          .filter(bar => parseFloat(bar.getAttribute('height')) > 0)
        """;

    private static readonly DateTime s_start = new(2026, 3, 2, 12, 0, 0, DateTimeKind.Local); // a Monday

    private readonly string _file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n") + ".html");

    public void Dispose() => File.Delete(_file);

    [BrowserFact]
    public async Task Changes_are_counted_per_day()
    {
        FollowingReport report = SampleReports.Of();
        Add(report, "Followed", 0);
        Add(report, "Followed", 0);
        Add(report, "Unfollowed", 2, isConfirmed: true);
        Add(report, "Returned", 2);
        Add(report, "Appeared", 3);
        await using Browser browser = await OpenAsync(report);

        Assert.Equal(
            ["2New follow", "1No longer listed", "1Listed again", "1Newly visible"],
            await Texts(browser, "#over-time .kinds li"));
        Assert.Equal(
            ["Mar 2, 2026|2|0|0", "Mar 4, 2026|0|1|1", "Mar 5, 2026|0|0|1"],
            await browser.GetAsync<string[]>(
                """
                Array.from(
                  document.querySelectorAll('#over-time tbody tr'),
                  row => Array.from(row.cells, cell => cell.textContent).join('|'))
                """));
        Assert.Equal(
            [
                "Mar 2, 2026. New follows: 2, No longer listed: 0, Other changes: 0",
                "Mar 4, 2026. New follows: 0, No longer listed: 1, Other changes: 1",
            ],
            await browser.GetAsync<string[]>(
                VisibleBars + ".map(bar => bar.textContent)"));
        Assert.Equal(
            ["Newly visible", "No longer listed", "Listed again", "New follow", "New follow"],
            await Texts(browser, "#changes-table tbody .chip")); // the latest first
        Assert.Equal(["Confirmed"], await Texts(browser, "#changes-table .more"));
        Assert.False(await browser.GetAsync<bool>("Boolean(document.getElementById('users'))"));
        Assert.Empty(browser.Console);
        Assert.Single(browser.Requests);
    }

    [BrowserTheory]
    [InlineData(0, "", 0)]
    [InlineData(1, "per day", 2)]
    [InlineData(61, "per day", 62)]
    [InlineData(62, "per week", 9)]
    [InlineData(730, "per week", 105)]
    [InlineData(800, "per month", 27)]
    [InlineData(9000, "per year", 25)]
    public async Task The_range_chooses_the_unit(int days, string unit, int bars)
    {
        FollowingReport report = SampleReports.Of();
        Add(report, "Followed", 0);
        Add(report, "Unfollowed", days);
        await using Browser browser = await OpenAsync(report);

        Assert.Contains(
            unit,
            await browser.GetAsync<string>("document.querySelector('#over-time .hint').textContent"),
            StringComparison.Ordinal);
        Assert.Equal(bars * 2, await browser.GetAsync<int>("document.querySelectorAll('#over-time rect').length"));
        Assert.Equal(
            bars == 0 ? 0 : 2,
            await browser.GetAsync<int>(VisibleBars + ".length"));
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task Each_of_several_users_has_a_row()
    {
        FollowingReport report = SampleReports.Of();
        Add(report, "Followed", 0, "<b>quiet");
        foreach (int day in (int[])[0, 1, 2])
        {
            Add(report, "Followed", day, "busy");
        }
        Add(report, "Unfollowed", 2, "busy");
        Add(report, "Renamed", 2, "busy");
        await using Browser browser = await OpenAsync(report);

        Assert.Equal(
            ["@busy||3|1|1", "@<b>quiet||1|0|0"],
            await browser.GetAsync<string[]>(
                """
                Array.from(
                  document.querySelectorAll('#users tbody tr'),
                  row => Array.from(row.cells, cell => cell.querySelector('svg') ? '' : cell.textContent).join('|'))
                """));
        Assert.Equal(0, await browser.GetAsync<int>("document.querySelectorAll('b').length"));
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task Growth_is_sorted_and_has_a_sign()
    {
        FollowingReport report = SampleReports.Of(
            Account("a", 0, 1000), Account("b", 0, 1000), Account("c", 0, 0),
            Account("a", 9, 900), Account("b", 9, 2500), Account("c", 9, 5));
        await using Browser browser = await OpenAsync(report);

        Assert.Equal(
            ["@b|+1,500|+150%|1,000|2,500", "@c|+5|\u2013|0|5", "@a|-100|-10%|1,000|900"],
            await browser.GetAsync<string[]>(
                """
                Array.from(
                  document.querySelectorAll('#growth tbody tr'),
                  row => Array.from(row.cells).slice(0, 5).map(cell => cell.textContent).join('|'))
                """));
        Assert.Contains(
            "2 accounts grew and 1 account shrank",
            await browser.GetAsync<string>("document.querySelector('#growth .hint').textContent"),
            StringComparison.Ordinal);
        Assert.Empty(browser.Console);
    }

    [BrowserTheory]
    [InlineData("en-US", "+1,500", "Mar 2, 2026")]
    [InlineData("en-GB", "+1,500", "2 Mar 2026")]
    [InlineData("de-DE", "+1.500", "02.03.2026")]
    [InlineData("fr-CA", "+1 500", "2 mars 2026")]
    [InlineData("tr-TR", "+1.500", "2 Mar 2026")]
    [InlineData("th-TH", "+1,500", "2 มี.ค. 2569")]
    [InlineData("ar-SA", null, null)]
    [InlineData("fa-IR", null, null)]
    public async Task Numbers_and_dates_have_the_format_of_the_reader(string culture, string? growth, string? date)
    {
        FollowingReport report = SampleReports.Of(Account("b", 0, 1000), Account("b", 9, 2500));
        Add(report, "Followed", 0);
        Add(report, "Followed", 1);
        SampleReports.Write(_file, report);
        string locale =
            "for (const name of ['NumberFormat', 'DateTimeFormat']) { const Kind = Intl[name]; "
            + $"Intl[name] = function (_, options) {{ return new Kind('{culture}', options); }}; }}";
        await using Browser browser = await Browser.OpenAsync(_file, before: locale);

        string shown = await browser.GetAsync<string>("document.querySelectorAll('#growth tbody td')[0].textContent");
        string day = await browser.GetAsync<string>("document.querySelector('#over-time tbody th').textContent");
        string number = $"new Intl.NumberFormat('{culture}', {{ signDisplay: 'exceptZero' }}).format(1500)";
        string format = $"new Intl.DateTimeFormat('{culture}', {{ dateStyle: 'medium' }})";
        Assert.Equal(growth ?? await browser.GetAsync<string>(number), shown.Replace('\u00a0', ' '));
        Assert.Equal(date ?? await browser.GetAsync<string>($"{format}.format(new Date(2026, 2, 2))"), day);
        Assert.Empty(browser.Console);
    }

    [BrowserTheory]
    [InlineData(1, 1)]
    [InlineData(5, 60)]
    [InlineData(40, 730)]
    public async Task The_page_is_never_wider_than_a_small_screen_and_names_all_controls(int users, int days)
    {
        FollowingReport report = SampleReports.Of(Account("b", 0, 1000), Account("b", 9, 2500));
        for (int i = 0; i < days * 2; i++)
        {
            Add(report, i % 3 == 0 ? "Unfollowed" : "Followed", i / 2, $"{new string('u', 60)}{i % users}");
        }
        SampleReports.Write(_file, report);
        await using Browser browser = await Browser.OpenAsync(_file, "dark");

        foreach (int width in (int[])[320, 360, 768, 1280])
        {
            await browser.SetWidthAsync(width);
            Assert.Equal(
                0,
                await browser.GetAsync<int>(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        }
        int unnamed = await browser.GetAsync<int>(
            """
            Array.from(document.querySelectorAll('svg[role=img], section, [role=region], select, input'))
              .filter(each => !(each.getAttribute('aria-label')
                || document.getElementById(each.getAttribute('aria-labelledby'))
                || each.labels?.length)).length
            """);
        Assert.Equal(0, unnamed);
        Assert.Equal(0, await browser.CountDuplicateIdsAsync());
        Assert.Empty(browser.Console);
    }

    private static void Add(
        FollowingReport report, string kind, int day, string user = "someone", bool isConfirmed = false)
    {
        FollowedAccount account = new()
        {
            Handle = $"account.{report.Changes.Count}", FollowedBy = user, RetrievedAt = s_start.AddDays(day),
        };
        report.Changes.Add(new ReportChange(kind, account, [], isConfirmed));
    }

    private static FollowedAccount Account(string handle, int day, long followers) => new()
    {
        Handle = handle, FollowedBy = "someone", FollowerCount = followers, RetrievedAt = s_start.AddDays(day),
    };

    private async Task<Browser> OpenAsync(FollowingReport report)
    {
        SampleReports.Write(_file, report);
        return await Browser.OpenAsync(_file);
    }

    private static Task<string[]> Texts(Browser browser, string selector) =>
        browser.GetAsync<string[]>($"Array.from(document.querySelectorAll('{selector}'), each => each.textContent)");
}
