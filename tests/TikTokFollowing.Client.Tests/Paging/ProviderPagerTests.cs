using System.Globalization;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using static TikTokFollowing.Client.Tests.Doubles.Pages;

namespace TikTokFollowing.Client.Tests.Paging;

/// <summary>Tests the end of a list, and lists that make no progress.</summary>
public class ProviderPagerTests
{
    [Fact]
    public async Task No_request_is_sent_before_the_first_page_is_requested()
    {
        ScriptedHandler server = new();
        ListPager list = Lists.Open("SociaVault", server);

        Assert.Empty(server.Requests);
        Assert.Null(list.Stopped.NextCursor);
        Assert.Equal(0, list.CreditsCharged);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Follows_the_cursors_until_has_more_is_false()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", "true", "5")),
            Responses.Json(Wire.SociaVault([3, 4], "1700000200", "true", "5")),
            Responses.Json(Wire.SociaVault([5], "1700000100", "false", "5")));
        ListPager list = Lists.Open("SociaVault", server);

        List<FollowingPage> pages = await list.ReadAllAsync();

        Assert.Equal(["1700000300", "1700000200", null], pages.Select(page => page.NextCursor));
        Assert.Equal([true, true, false], pages.Select(page => page.HasMore));
        Assert.Equal(Enumerable.Range(1, 5).Select(Wire.Handle), Handles(pages));
        Assert.Equal(
            ["?handle=someone", "?handle=someone&min_time=1700000300", "?handle=someone&min_time=1700000200"],
            server.Requests.Select(request => request.Query));
        Assert.Equal([5L, 5, 5], pages.Select(page => page.Total!.Value));
    }

    [Fact]
    public async Task No_request_is_sent_after_the_end()
    {
        ScriptedHandler server = new(Responses.Json(Wire.ScrapeCreators([1], "1700000300", "false")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        Assert.NotNull(await list.NextAsync());
        Assert.Null(await list.NextAsync());
        Assert.Null(await list.NextAsync());
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"0\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"null\"")]
    [InlineData(null)]
    public async Task A_missing_cursor_with_has_more_ends_the_list_with_a_warning(string? cursor)
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Responses.Json(Wire.ScrapeCreators([1, 2], cursor, "true", "9")));
        ListPager list = Lists.Open("ScrapeCreators", server, log: logbook.Log);

        FollowingPage page = Assert.Single(await list.ReadAllAsync());

        Assert.Contains(
            "reported more accounts but returned no cursor",
            Assert.Single(logbook.Warnings),
            StringComparison.Ordinal);
        Assert.True(page.Extent!.IsTruncated);

        Assert.False(page.HasMore);
        Assert.Null(page.NextCursor);
        Assert.Null(list.Failure);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData(null)]
    public async Task A_trimmed_list_ends_at_a_missing_cursor(string? cursor)
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300")),
            Responses.Json(Wire.SociaVault([3, 4], cursor)));

        Assert.Equal(4, Handles(await OpenTrimmed(server).ReadAllAsync()).Count);
    }

    [Fact]
    public async Task A_trimmed_list_ends_with_an_empty_page()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300")),
            Responses.Json(Wire.SociaVault([], "1700000200")));

        List<FollowingPage> pages = await OpenTrimmed(server).ReadAllAsync();

        Assert.Equal([2, 0], pages.Select(page => page.Count));
        Assert.False(pages[1].HasMore);
    }

    [Fact]
    public async Task A_trimmed_list_ends_with_an_unchanged_cursor()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300")),
            Responses.Json(Wire.SociaVault([3, 4], "1700000300")));
        ListPager list = OpenTrimmed(server);

        Assert.Equal(4, Handles(await list.ReadAllAsync()).Count);
        Assert.Null(list.Failure);
    }

    [Fact]
    public async Task A_trimmed_list_ends_with_a_page_without_a_new_id()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300")),
            Responses.Json(Wire.SociaVault([2], "1700000200")));
        ListPager list = OpenTrimmed(server);

        List<FollowingPage> pages = await list.ReadAllAsync();

        Assert.Equal([2, 0], pages.Select(page => page.Count));
        Assert.Null(list.Failure);
    }

    [Fact]
    public async Task A_trimmed_list_ends_when_its_total_has_been_read()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", total: "4")),
            Responses.Json(Wire.SociaVault([2, 3, 4], "1700000200", total: "4")));

        Assert.Equal(4, Handles(await OpenTrimmed(server).ReadAllAsync()).Count);
    }

    [Fact]
    public async Task Duplicates_do_not_count_towards_the_total_of_a_trimmed_list()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.SociaVault([1, 2], "1700000300", total: "4")),
            Responses.Json(Wire.SociaVault([2, 3], "1700000200", total: "4")),
            Responses.Json(Wire.SociaVault([3, 4], "1700000100", total: "4")));

        Assert.Equal(4, Handles(await OpenTrimmed(server).ReadAllAsync()).Count);
    }

    [Theory]
    [InlineData("22", false)]
    [InlineData("23", true)]
    [InlineData("2000", true)]
    [InlineData("0", false)]
    [InlineData("1", false)]
    [InlineData("-1", false)]
    [InlineData(null, false)]
    public async Task A_list_that_ends_well_below_its_total_is_truncated_with_a_warning(string? total, bool isTruncated)
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "false", total)));
        ListPager list = Lists.Open("ScrapeCreators", server, log: logbook.Log);

        FollowingPage page = Assert.Single(await list.ReadAllAsync());

        Assert.Null(list.Failure);
        Assert.Equal(
            new ListExtent { IsFromStart = true, IsAtEnd = true, IsTruncated = isTruncated },
            page.Extent!,
            Extents);
        Assert.All(page.Accounts, account => Assert.Same(page.Extent, account.Extent));
        Assert.Equal(isTruncated ? 1 : 0, logbook.Warnings.Count);
        if (isTruncated)
        {
            Assert.Contains(
                $"2 of about {long.Parse(total!, CultureInfo.InvariantCulture):N0} accounts were returned",
                logbook.Warnings[0],
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_list_from_a_cursor_is_not_compared_with_the_total()
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "false", "2000")));
        ListPager list = Lists.Open(
            "ScrapeCreators", server, log: logbook.Log, with: query => query with { Cursor = "1700000500" });

        await list.ReadAllAsync();

        Assert.Empty(logbook.Warnings);
        Assert.Equal(new ListExtent { IsAtEnd = true }, list.Extent, Extents);
    }

    [Fact]
    public async Task IsAtEnd_is_false_in_mid_list()
    {
        ScriptedHandler server = new(Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        await list.NextAsync();

        Assert.Equal(new ListExtent { IsFromStart = true }, list.Extent, Extents);
        Assert.False(list.Extent.IsWhole);
    }

    [Theory]
    [InlineData("ScrapeCreators", "{}")]
    [InlineData("ScrapeCreators", "[1]")]
    [InlineData("ScrapeCreators", "true")]
    [InlineData("ScrapeCreators", "\"a\\u0007b\"")]
    [InlineData("UnifAPI", "\"a\\u0007b\"")]
    public async Task An_unusable_cursor_is_an_error_after_the_accounts(string provider, string cursor)
    {
        string body = provider == "UnifAPI" ? Wire.UnifAPI([1, 2], cursor, "true") : Wire.ScrapeCreators(
            [1, 2], cursor, "true", "9");
        ScriptedHandler server = new(Responses.Json(body));
        ListPager list = Lists.Open(provider, server);

        FollowingPage? page = await list.NextAsync();
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(2, page!.Count);
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Null(list.Stopped.NextCursor); // the same page again
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_changing_total_does_not_end_the_list()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "1")),
            Responses.Json(Wire.ScrapeCreators([3, 4], "1700000200", "false", "7")));

        List<FollowingPage> pages = await Lists.Open("ScrapeCreators", server).ReadAllAsync();

        Assert.Equal(4, Handles(pages).Count);
        Assert.Equal([1L, 7], pages.Select(page => page.Total!.Value));
    }

    [Fact]
    public async Task Rec_has_more_is_ignored()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1], "1700000300", "true", more: "\"rec_has_more\":false")),
            Responses.Json(Wire.ScrapeCreators([2], "1700000200", "false", more: "\"rec_has_more\":true")));

        Assert.Equal(2, Handles(await Lists.Open("ScrapeCreators", server).ReadAllAsync()).Count);
    }

    [Fact]
    public async Task An_empty_list_is_one_page_without_accounts()
    {
        ScriptedHandler server = new(Responses.Json(Wire.SociaVault([], "0", "false", "0")));

        FollowingPage page = Assert.Single(await Lists.Open("SociaVault", server).ReadAllAsync());

        Assert.Equal(0, page.Count);
        Assert.False(page.HasMore);
        Assert.Equal(1, page.CreditsCharged);
    }

    [Fact]
    public async Task A_repeated_cursor_stalls_after_its_page()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")),
            Responses.Json(Wire.ScrapeCreators([3, 4], "1700000300", "true", "9")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        await list.NextAsync();
        FollowingPage? page = await list.NextAsync();
        Assert.Equal([Wire.Handle(3), Wire.Handle(4)], page!.Accounts.Select(account => account.Handle));

        await AssertStallsAsync(list, server, requests: 2);
        Assert.Equal("1700000300", list.Stopped.NextCursor);
    }

    [Fact]
    public async Task An_earlier_cursor_stalls()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1], "1700000300", "true")),
            Responses.Json(Wire.ScrapeCreators([2], "1700000200", "true")),
            Responses.Json(Wire.ScrapeCreators([3], "1700000300", "true")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        for (int page = 0; page < 3; page++) { Assert.Equal(1, (await list.NextAsync())!.Count); }

        await AssertStallsAsync(list, server, requests: 3);
    }

    [Fact]
    public async Task A_repeated_page_with_new_cursors_stalls()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")),
            Responses.Json(Wire.ScrapeCreators([1, 2], "1700000200", "true", "9")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        await list.NextAsync();
        FollowingPage? page = await list.NextAsync();

        Assert.Equal(0, page!.Count);
        await AssertStallsAsync(list, server, requests: 2);
    }

    [Fact]
    public async Task PagingStalled_states_the_number_of_accounts_and_the_total()
    {
        ScriptedHandler server = new(
            Responses.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")),
            Responses.Json(Wire.ScrapeCreators([3], "1700000300", "true", "9")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.ReadAllAsync);

        Assert.Contains("3 of about 9 accounts were returned.", e.Message, StringComparison.Ordinal);
        Assert.Contains("@someone", e.Message, StringComparison.Ordinal);
        Assert.Equal("ScrapeCreators", e.Provider);
    }

    private static ListPager OpenTrimmed(ScriptedHandler server) =>
        Lists.Open("SociaVault", server, with: query => query with { Trim = true });

    private static async Task AssertStallsAsync(ListPager list, ScriptedHandler server, int requests)
    {
        for (int repeat = 0; repeat < 2; repeat++)
        {
            FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);
            Assert.Equal(FollowingErrorKind.PagingStalled, e.Kind);
        }
        Assert.Equal(requests, server.Requests.Count);
    }
}
