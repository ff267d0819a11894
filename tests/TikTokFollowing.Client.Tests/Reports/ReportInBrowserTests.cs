using System.Globalization;
using TikTokFollowing.Client.Reports;
using Xunit;

namespace TikTokFollowing.Client.Tests.Reports;

/// <summary>Tests a report in a browser.</summary>
public sealed class ReportInBrowserTests : IDisposable
{
    private const string HostileBio =
        "</script><script>window.hacked = 1</script><img src=x onerror=\"window.hacked = 2\"> "
        + "\u202egnp.exe =1+1 & &lt;b&gt;";

    private const string HostileName = "<b onmouseover=alert(1)>\u202e'\"";

    private readonly string _file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n") + ".html");

    public void Dispose() => File.Delete(_file);

    [BrowserFact]
    public async Task Ten_thousand_accounts_are_sorted_and_searched_without_a_request()
    {
        FollowingReport report = SampleReports.Of(Enumerable.Range(1, 10_000).Select(Account));
        await using Browser browser = await OpenAsync(report);

        Assert.Equal(
            "Accounts that @someone follows",
            await browser.GetAsync<string>("document.querySelector('h1').textContent"));
        Assert.Equal("10,000 accounts", await Status(browser));
        Assert.Equal(50, (await Handles(browser)).Length);
        Assert.Equal("@account.1", (await Handles(browser))[0]);

        // Sorted by the keyboard: the largest number first, then the smallest, and the unknown one last both times.
        await browser.GetAsync<bool>(
            """
            (Array.from(document.querySelectorAll('#accounts-table th button'))
              .find(b => b.textContent === 'Followers').focus(), true)
            """);
        await browser.PressEnterAsync();
        Assert.Equal(["@account.9999", "@account.9998", "@account.9997"], (await Handles(browser))[..3]);
        Assert.Equal("Followers descending", await Sorted(browser));
        await browser.PressEnterAsync();
        Assert.Equal(["@account.1", "@account.2", "@account.3"], (await Handles(browser))[..3]);
        Assert.Equal("Followers ascending", await Sorted(browser));

        // The last page has the account with an unknown number.
        await browser.GetAsync<bool>(
            """
            (() => {
              const next = Array.from(document.querySelectorAll('.pager button')).find(b => b.textContent === 'Next');
              while (!next.disabled) { next.click(); }
              return true;
            })()
            """);
        Assert.Equal("@account.10000", (await Handles(browser))[^1]);

        // A search finds words in any order, without accents and capitals.
        await browser.GetAsync<bool>("(document.querySelector('#accounts-table input[type=search]').focus(), true)");
        await browser.TypeAsync("NUMERO elodie 777");
        Assert.Equal("19 of 10,000 accounts", await Status(browser));
        Assert.Contains("@account.7770", await Handles(browser));
        await browser.TypeAsync(" no such thing");
        Assert.Equal(
            "No account matches.",
            await browser.GetAsync<string>("document.querySelector('#accounts-table tbody').textContent"));

        Assert.Empty(browser.Console);
        Assert.Equal([new Uri(_file).AbsoluteUri], browser.Requests);
    }

    [BrowserFact]
    public async Task A_hostile_account_is_text()
    {
        FollowedAccount hostile = new()
        {
            Handle = "javascript:alert(1)",
            DisplayName = HostileName,
            Bio = HostileBio,
            ProfileUrl = "javascript:alert(1)",
            FollowedBy = "<i>x</i>",
            Region = "<x>",
            Provider = "<u>",
        };
        FollowingReport report =
            SampleReports.Of(hostile, new FollowedAccount { Handle = "good.one", FollowedBy = "y" });
        report.Changes.Add(new ReportChange("<s>Kind", hostile, [new ReportEdit("<q>", "<before>", HostileBio)]));
        await using Browser browser = await OpenAsync(report);

        Assert.Equal(
            HostileBio, await browser.GetAsync<string>("document.querySelector('#accounts-table td.bio').textContent"));
        Assert.Equal(
            HostileName, await browser.GetAsync<string>("document.querySelector('#accounts-table .name').textContent"));
        Assert.Equal("undefined", await browser.GetAsync<string>("typeof window.hacked"));
        Assert.Equal(
            0,
            await browser.GetAsync<int>(
                "document.querySelectorAll('img, b, i, s, u, q, x, before, [onmouseover], [onerror]').length"));
        Assert.Equal(
            ["https://www.tiktok.com/@good.one"],
            await browser.GetAsync<string[]>("Array.from(document.links, link => link.href)"));
        Assert.Equal("noopener noreferrer", await browser.GetAsync<string>("document.links[0].rel"));
        Assert.Contains(
            "<before>",
            await browser.GetAsync<string>("document.querySelector('#changes-table .edit').textContent"),
            StringComparison.Ordinal);
        Assert.Empty(browser.Console);
        Assert.Single(browser.Requests);
    }

    [BrowserFact]
    public async Task Changes_are_counted_and_listed()
    {
        FollowingReport report = SampleReports.Of();
        report.Changes.Add(
            new ReportChange("Followed", new FollowedAccount { Handle = "new.one", FollowedBy = "someone" }, []));
        report.Changes.Add(
            new ReportChange("Followed", new FollowedAccount { Handle = "new.two", FollowedBy = "someone" }, []));
        report.Changes.Add(
            new ReportChange(
                "Renamed",
                new FollowedAccount { Handle = "now", FollowedBy = "someone" },
                [new ReportEdit("Handle", "then", "now")]));
        await using Browser browser = await OpenAsync(report);

        Assert.Equal(
            ["2New follow", "1New handle"],
            await browser.GetAsync<string[]>(
                "Array.from(document.querySelectorAll('#kinds li'), kind => kind.textContent)"));
        Assert.Equal(
            "Handle: then \u2192 now",
            await browser.GetAsync<string>("document.querySelector('#changes-table .edit').textContent"));
        Assert.True(await browser.GetAsync<bool>("document.getElementById('accounts').hidden"));
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task Before_and_now_show_whole_bios_on_the_screen_and_on_paper()
    {
        string before = string.Join(
            '\n',
            Enumerable.Range(1, 30).Select(line =>
                $"Line {line} of the bio before, with some words that make it wrap."));
        string now = new string('n', 3000) + " the end";
        FollowingReport report = SampleReports.Of();
        report.Changes.Add(
            new ReportChange(
                "ProfileChanged",
                Account(1),
                [new ReportEdit("Bio", before, now), new ReportEdit("DisplayName", new string('d', 500), null)]));
        await using Browser browser = await OpenAsync(report);

        foreach (string media in (string[])["screen", "print"])
        {
            await browser.SetMediaAsync(media);
            Assert.Equal(
                $"Bio: {before} \u2192 {now}",
                await browser.GetAsync<string>("document.querySelector('#changes-table .edit').textContent"));
            int cut = await browser.GetAsync<int>(
                """
                Array.from(document.querySelectorAll('#changes-table .edit')).filter(edit =>
                  edit.scrollHeight > edit.clientHeight + 1 || edit.scrollWidth > edit.clientWidth + 1).length
                """);
            Assert.Equal(0, cut);
            Assert.True(
                await browser.GetAsync<int>("document.querySelector('#changes-table .edit').clientHeight") > 600);
        }
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task A_list_without_accounts_has_a_warning()
    {
        await using Browser browser = await OpenAsync(SampleReports.Of());

        Assert.Contains(
            "nothing to show",
            await browser.GetAsync<string>("document.getElementById('empty').innerText"),
            StringComparison.Ordinal);
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task Print_shows_all_matches_and_restores_the_screen_afterwards()
    {
        await using Browser browser = await OpenAsync(SampleReports.Of(Enumerable.Range(1, 130).Select(Account)));
        await browser.GetAsync<bool>(
            """
            (Array.from(document.querySelectorAll('.pager button'))
              .find(b => b.textContent === 'Next').click(), true)
            """);

        await browser.GetAsync<bool>("dispatchEvent(new Event('beforeprint'))");
        Assert.Equal(130, (await Handles(browser)).Length);
        await browser.GetAsync<bool>("dispatchEvent(new Event('afterprint'))");
        Assert.Equal(50, (await Handles(browser)).Length);
        Assert.Equal("@account.51", (await Handles(browser))[0]);
    }

    [BrowserFact]
    public async Task A_browser_that_cannot_format_ranges_shows_them()
    {
        FollowingReport report = SampleReports.Of(Account(1));
        SampleReports.Write(_file, report);
        await using Browser browser =
            await Browser.OpenAsync(_file, before: "delete Intl.DateTimeFormat.prototype.formatRange");

        Assert.Matches(
            "^[^\u2013]+2024 \u2013 [^\u2013]+2024$",
            await browser.GetAsync<string>("document.querySelector('#accounts-table td.when').textContent"));
        Assert.Empty(browser.Console);
    }

    [BrowserFact]
    public async Task The_page_is_never_wider_than_a_small_screen_and_follows_the_colour_scheme()
    {
        File.Delete(_file);
        SampleReports.Write(
            _file,
            SampleReports.Of(
                Enumerable.Range(1, 60)
                    .Select(Account)
                    .Append(
                        new FollowedAccount
                        {
                            DisplayName = new string('W', 500), Handle = new string('w', 500),
                            Bio = new string('b', 500),
                        })));
        await using Browser browser = await Browser.OpenAsync(_file, "dark");

        Assert.Equal(
            "rgb(18, 22, 26)", await browser.GetAsync<string>("getComputedStyle(document.body).backgroundColor"));
        foreach (int width in (int[])[320, 360, 768, 1280])
        {
            await browser.SetWidthAsync(width);
            Assert.Equal(width, await browser.GetAsync<int>("innerWidth"));
            Assert.Equal(
                0,
                await browser.GetAsync<int>(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        }
    }

    private async Task<Browser> OpenAsync(FollowingReport report)
    {
        SampleReports.Write(_file, report);
        return await Browser.OpenAsync(_file);
    }

    private static Task<string> Status(Browser browser) =>
        browser.GetAsync<string>("document.querySelector('#accounts-table [role=status]').textContent");

    private static Task<string[]> Handles(Browser browser) =>
        browser.GetAsync<string[]>(
            "Array.from(document.querySelectorAll('#accounts-table tbody .handle'), handle => handle.textContent)");

    private static Task<string> Sorted(Browser browser) =>
        browser.GetAsync<string>(
            """
            Array.from(
              document.querySelectorAll('#accounts-table th[aria-sort]'),
              th => th.querySelector('button').firstChild.textContent + ' ' + th.getAttribute('aria-sort')).join()
            """);

    private static FollowedAccount Account(int number) => new()
    {
        Id = number.ToString(CultureInfo.InvariantCulture),
        Handle = "account." + number,
        DisplayName = $"Élodie numéro {number}",
        Bio = "A text of some length, as people write it about themselves.\nAnd a second line.",
        Region = number % 3 == 0 ? "DE" : "US",
        FollowerCount = number == 10_000 ? null : number * 7L,
        IsVerified = number % 10 == 0,
        FollowedBy = "someone",
        FollowedAfter = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(-(number / 20)),
        FollowedBefore = new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc).AddDays(-(number / 20)),
        Position = number,
    };
}
