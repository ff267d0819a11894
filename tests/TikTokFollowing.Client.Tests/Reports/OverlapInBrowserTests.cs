using System.Globalization;
using TikTokFollowing.Client.Reports;
using Xunit;

namespace TikTokFollowing.Client.Tests.Reports;

/// <summary>Tests the report of several lists in a browser.</summary>
public sealed class OverlapInBrowserTests : IDisposable
{
    // The ratio of the lighter to the darker of two colours, as defined by WCAG 2.
    private const string Contrast = """
        function contrast(cell) {
          const luminance = (colour) => {
            const [r, g, b] = colour.match(/[\d.]+/g).map((value) => {
              const part = value / 255;
              return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const style = getComputedStyle(cell);
          const [text, back] = [luminance(style.color), luminance(style.backgroundColor)];
          return (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
        }
        """;

    private readonly string _file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n") + ".html");

    public void Dispose() => File.Delete(_file);

    [BrowserFact]
    public async Task One_list_has_no_overlap()
    {
        await using Browser browser = await OpenAsync(Lists(1));

        Assert.Equal(0, await Count(browser, "#shared, #matrix, .matrix"));
        Assert.Empty(await Texts(browser, "#accounts-table .tools label:not(.search)"));
        Assert.Equal(
            ["Account", "Followers", "Region"], await Texts(browser, "#accounts-table thead th"));
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task Two_lists_have_shared_accounts_and_a_matrix()
    {
        FollowingReport report = SampleReports.Of(
            Account("zoe", 1), Account("zoe", 2), Account("zoe", 3), Account("zoe", 4),
            Account("<b>ann", 2), Account("<b>ann", 1));
        await using Browser browser = await OpenAsync(report);

        Assert.Equal("2 accounts are in at least two of 2 lists.", await Text(browser, "#shared .hint"));
        Assert.Equal(
            ["@account.1|2|@<b>ann, @zoe|7|Germany", "@account.2|2|@<b>ann, @zoe|14|Germany"],
            await Rows(browser, "#shared"));
        Assert.Equal(
            ["List|@<b>ann|@zoe", "@<b>ann|2 in the list|2 50%", "@zoe|2 50%|4 in the list"],
            await Rows(browser, "#matrix", ".matrix tr"));
        Assert.Equal(["@<b>ann|@zoe|2|50%|100%"], await Rows(browser, "#pairs-table"));
        Assert.Equal(
            "@<b>ann and @zoe: 2 shared accounts, Jaccard index 50%, overlap coefficient 100%",
            await browser.GetAsync<string>("document.querySelector('.matrix .level-5').title"));
        Assert.Equal(0, await Count(browser, "b"));
        Assert.Empty(browser.Console);
        Assert.Single(browser.Requests);
    }

    [BrowserFact]
    public async Task The_measure_of_the_matrix_can_be_chosen()
    {
        await using Browser browser = await OpenAsync(Lists(12));

        string jaccard = await Text(browser, ".matrix tbody td:nth-child(3)");
        Assert.Contains(
            "show the Jaccard index: the shared",
            await Text(browser, "#matrix [role=status]"),
            StringComparison.Ordinal);
        await Select(browser, "#matrix select", 1);

        Assert.NotEqual(jaccard, await Text(browser, ".matrix tbody td:nth-child(3)"));
        Assert.Contains(
            "Overlap coefficient: the shared", await Text(browser, "#matrix [role=status]"), StringComparison.Ordinal);
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task The_table_of_accounts_is_filtered_by_the_number_of_lists()
    {
        await using Browser browser = await OpenAsync(Lists(12));

        // Account n is in the lists 1 to 12 that n is a multiple of, as in a table of multiplication.
        Assert.Equal(
            ["Any number", "At least 2", "At least 3", "At least 4", "At least 5", "At least 6", "At least 7",
                "At least 8", "At least 9"],
            await Texts(browser, "#accounts-table select[aria-label='In lists'] option"));
        Assert.Equal(
            ["At least 2", "At least 3", "At least 4", "At least 5", "At least 6", "At least 7", "At least 8",
                "At least 9"],
            await Texts(browser, "#shared-table select[aria-label='In lists'] option"));
        await Choose(browser, "#accounts-table", 8);
        Assert.Equal(9, await Count(browser, "#accounts-table tbody tr"));
        Assert.Equal(["@account.120"], (await Texts(browser, "#accounts-table tbody .handle")).Distinct());
        await Choose(browser, "#shared-table", 5);
        Assert.Equal(
            ["9 @account.120", "8 @account.60", "8 @account.72", "7 @account.108", "7 @account.24", "7 @account.36"],
            (await browser.GetAsync<string[]>(
                """
                Array.from(
                  document.querySelectorAll('#shared-table tbody tr'),
                  row => `${row.cells[1].textContent} ${row.querySelector('.handle').textContent}`)
                """))
            .Take(6));
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task Older_entries_of_a_list_are_replaced_and_the_head_states_it()
    {
        DateTime start = new(2026, 3, 2, 12, 0, 0, DateTimeKind.Local);
        FollowingReport report = SampleReports.Of(
            Account("ann", 1, start),
            Account("ann", 2, start),
            Account("ann", 1, start.AddDays(9)),
            Account("bob", 1, start));
        await using Browser browser = await OpenAsync(report);

        Assert.EndsWith(
            "The input contains 1 older entry of accounts in the same list. The newest entry of each account is shown, "
            + "also if a later list no longer contains the account",
            await Text(browser, "#source"),
            StringComparison.Ordinal);
        Assert.Equal(["@account.2", "@account.1", "@account.1"], await Texts(browser, "#accounts-table tbody .handle"));
        Assert.Equal(["@account.1"], await Texts(browser, "#shared-table tbody .handle"));
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task Shared_accounts_without_their_lists_show_users_but_no_matrix()
    {
        FollowingReport report = Lists(3);
        report.HasSharedAccounts = true;
        await using Browser browser = await OpenAsync(report);

        Assert.Equal(0, await Count(browser, "#matrix, .matrix"));
        Assert.Contains(
            "so the overlap of whole lists is unknown",
            await Text(browser, "#shared .hint:last-child"),
            StringComparison.Ordinal);
        Assert.Equal("3", await Text(browser, "#shared-table tbody td.number"));
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task Lists_that_share_nothing_have_a_matrix_of_zeros()
    {
        await using Browser browser = await OpenAsync(SampleReports.Of(Account("ann", 1), Account("bob", 2)));

        Assert.Equal("No account is in more than one list.", await Text(browser, "#shared .hint"));
        Assert.Equal(["0 0%", "0 0%"], await Texts(browser, ".matrix .level-0"));
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task Incomplete_lists_have_a_notice()
    {
        FollowingReport report = Lists(2);
        report.Add(new FollowingPage { Handle = "<i>", HasMore = true, Accounts = [Account("<i>", 1)] });
        await using Browser browser = await OpenAsync(report);

        Assert.StartsWith(
            "1 of 3 lists is incomplete, so shared accounts can be missing: @<i> (1 account, not read to its end).",
            await Text(browser, "#matrix .notice"),
            StringComparison.Ordinal);
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task More_than_sixty_lists_are_cut_with_a_sentence()
    {
        await using Browser browser = await OpenAsync(Lists(70));

        Assert.Equal(61, await Count(browser, ".matrix tbody tr, .matrix thead tr"));
        Assert.Equal(
            "The matrix shows the 60 of 70 lists that contain the most shared accounts.",
            await Text(browser, "#matrix .hint"));
        Assert.Equal("1,770 pairs", await Text(browser, "#pairs-table [role=status]"));
        Assert.Empty(browser.Console);
    }

    [BrowserTheory]
    [InlineData(2, "light")]
    [InlineData(12, "light")]
    [InlineData(12, "dark")]
    [InlineData(40, "light")]
    [InlineData(40, "dark")]
    public async Task The_matrix_is_legible(int lists, string colourScheme)
    {
        SampleReports.Write(_file, Lists(lists));
        await using Browser browser = await Browser.OpenAsync(_file, colourScheme);

        // A table with headers for screen readers, in a region that the keyboard can scroll.
        Assert.Equal(lists, await Count(browser, ".matrix thead th[scope=col]"));
        Assert.Equal(lists, await Count(browser, ".matrix tbody th[scope=row]"));
        Assert.Equal(lists * lists, await Count(browser, ".matrix tbody td"));
        Assert.Equal(1, await Count(browser, "#matrix > .scroller[tabindex='0'][role=region][aria-label] caption"));
        Assert.Equal(0, await Count(browser, "#matrix :is(select, input):not([aria-label]):not(label *)"));
        Assert.Empty(
            await browser.GetAsync<double[]>(
                Contrast + """
                    Array.from(document.querySelectorAll('.matrix td, .matrix th, .levels li'), contrast)
                      .filter(ratio => ratio < 4.5)
                    """));
        foreach (int width in (int[])[320, 390, 1440])
        {
            await browser.SetWidthAsync(width);
            Assert.Equal(
                0,
                await browser.GetAsync<int>(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            // The names remain visible when the matrix is scrolled to its end.
            Assert.Equal(
                "true,true",
                await browser.GetAsync<string>("""
                    (() => {
                      const scroller = document.querySelector('#matrix .scroller');
                      scroller.scrollTo(scroller.scrollWidth, scroller.scrollHeight);
                      const frame = scroller.getBoundingClientRect();
                      const row = document.querySelector('.matrix tbody tr:last-child th').getBoundingClientRect();
                      const column = document.querySelector('.matrix thead th:last-child').getBoundingClientRect();
                      return [
                        row.left >= frame.left && row.right < frame.right,
                        column.top >= frame.top && column.bottom < frame.bottom,
                      ].join();
                    })()
                    """));
            Assert.Equal(
                0,
                await browser.GetAsync<int>(
                    """
                    Array.from(document.querySelectorAll('.matrix td'))
                      .filter(cell => cell.scrollWidth > cell.clientWidth + 1).length
                    """));
        }
        Assert.Equal(0, await browser.CountDuplicateIdsAsync());
        Assert.Empty(browser.Console);
        Assert.Single(browser.Requests);
    }

    [BrowserFact]
    public async Task Paper_has_the_whole_matrix()
    {
        await using Browser browser = await OpenAsync(Lists(40));

        await browser.SetMediaAsync("print");

        Assert.Equal(
            "visible",
            await browser.GetAsync<string>("getComputedStyle(document.querySelector('#matrix .scroller')).overflowY"));
        Assert.Equal(
            "static",
            await browser.GetAsync<string>("getComputedStyle(document.querySelector('.matrix tbody th')).position"));
        Assert.Equal(
            0,
            await browser.GetAsync<int>(
                """
                (() => {
                  const scroller = document.querySelector('#matrix .scroller');
                  return scroller.scrollHeight - scroller.clientHeight;
                })()
                """));
    }

    // List n has the multiples of n.
    private static FollowingReport Lists(int count) => SampleReports.Of(
        Enumerable.Range(1, count).SelectMany(list => Enumerable.Range(1, 120)
            .Where(number => number % list == 0)
            .Select(number => Account("user." + list.ToString("00", CultureInfo.InvariantCulture), number))));

    private static FollowedAccount Account(string list, int number, DateTime time = default) => new()
    {
        Id = number.ToString(CultureInfo.InvariantCulture), Handle = $"account.{number}", FollowedBy = list,
        FollowerCount = number * 7, Region = "DE", RetrievedAt = time,
    };

    private async Task<Browser> OpenAsync(FollowingReport report)
    {
        SampleReports.Write(_file, report);
        return await Browser.OpenAsync(_file);
    }

    private static Task<string> Text(Browser browser, string selector) =>
        browser.GetAsync<string>($"document.querySelector(\"{selector}\").textContent");

    private static Task<string[]> Texts(Browser browser, string selector) =>
        browser.GetAsync<string[]>($"Array.from(document.querySelectorAll(\"{selector}\"), each => each.textContent)");

    private static Task<int> Count(Browser browser, string selector) =>
        browser.GetAsync<int>($"document.querySelectorAll(\"{selector}\").length");

    private static Task<string[]> Rows(Browser browser, string root, string rows = "table.list tbody tr") =>
        browser.GetAsync<string[]>(
            $"""
            Array.from(
              document.querySelector('{root}').querySelectorAll('{rows}'),
              row => Array.from(row.cells, cell => cell.textContent).join('|'))
            """);

    private static Task<bool> Choose(Browser browser, string root, int option) =>
        Select(browser, root + " select[aria-label='In lists']", option);

    private static Task<bool> Select(Browser browser, string selector, int option) =>
        browser.GetAsync<bool>(
            $$"""
            (() => {
              const select = document.querySelector("{{selector}}");
              select.value = '{{option}}';
              select.dispatchEvent(new Event('change'));
              return true;
            })()
            """);
}
