using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public class ProviderPagerTests
{
    private static readonly HttpSettings s_noRetry = Lists.Patient with { MaximumRetryCount = 0 };

    // ---- where a list ends ----

    [Fact]
    public async Task Asks_for_nothing_before_the_first_page_is_wanted()
    {
        ScriptedHandler server = new();
        ListPager list = Lists.Open("SociaVault", server);

        Assert.Empty(server.Requests);
        Assert.Null(list.Stopped.NextCursor);
        Assert.Equal(0, list.CreditsCharged);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Walks_from_cursor_to_cursor_until_has_more_is_false()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true", "5")),
            Answers.Json(Wire.SociaVault([3, 4], "1700000200", "true", "5")),
            Answers.Json(Wire.SociaVault([5], "1700000100", "false", "5")));
        ListPager list = Lists.Open("SociaVault", server);

        List<FollowingPage> pages = await list.WalkAsync();

        Assert.Equal(["1700000300", "1700000200", null], pages.Select(page => page.NextCursor));
        Assert.Equal([true, true, false], pages.Select(page => page.HasMore));
        Assert.Equal(Enumerable.Range(1, 5).Select(Wire.Handle), Handles(pages));
        Assert.Equal(["?handle=someone", "?handle=someone&min_time=1700000300", "?handle=someone&min_time=1700000200"], server.Requests.Select(request => request.Query));
        Assert.Equal([5L, 5, 5], pages.Select(page => page.Total!.Value));
    }

    [Fact]
    public async Task The_end_stays_the_end_and_costs_nothing_more()
    {
        ScriptedHandler server = new(Answers.Json(Wire.ScrapeCreators([1], "1700000300", "false")));
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
    public async Task Ends_with_a_warning_at_a_cursor_that_means_no_further_page_although_has_more_is_true(string? cursor)
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Answers.Json(Wire.ScrapeCreators([1, 2], cursor, "true", "9")));
        ListPager list = Lists.Open("ScrapeCreators", server, log: logbook.Log);

        FollowingPage page = Assert.Single(await list.WalkAsync());

        Assert.Contains("reported more accounts but returned no cursor", Assert.Single(logbook.Warnings), StringComparison.Ordinal);
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
    public async Task A_trimmed_list_ends_at_a_cursor_that_means_no_further_page(string? cursor)
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.SociaVault([1, 2], "1700000300")),
            Answers.Json(Wire.SociaVault([3, 4], cursor)));

        Assert.Equal(4, Handles(await OpenTrimmed(server).WalkAsync()).Count);
    }

    [Fact]
    public async Task A_trimmed_list_ends_with_an_empty_page()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.SociaVault([1, 2], "1700000300")),
            Answers.Json(Wire.SociaVault([], "1700000200")));

        List<FollowingPage> pages = await OpenTrimmed(server).WalkAsync();

        Assert.Equal([2, 0], pages.Select(page => page.Count));
        Assert.False(pages[1].HasMore);
    }

    [Fact]
    public async Task A_trimmed_list_ends_with_an_unchanged_cursor()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.SociaVault([1, 2], "1700000300")),
            Answers.Json(Wire.SociaVault([3, 4], "1700000300")));
        ListPager list = OpenTrimmed(server);

        Assert.Equal(4, Handles(await list.WalkAsync()).Count);
        Assert.Null(list.Failure);
    }

    [Fact]
    public async Task A_trimmed_list_ends_with_a_page_without_a_new_id()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.SociaVault([1, 2], "1700000300")),
            Answers.Json(Wire.SociaVault([2], "1700000200")));
        ListPager list = OpenTrimmed(server);

        List<FollowingPage> pages = await list.WalkAsync();

        Assert.Equal([2, 0], pages.Select(page => page.Count));
        Assert.Null(list.Failure);
    }

    [Fact]
    public async Task A_trimmed_list_ends_when_its_total_has_been_read()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.SociaVault([1, 2], "1700000300", total: "4")),
            Answers.Json(Wire.SociaVault([2, 3, 4], "1700000200", total: "4")));

        Assert.Equal(4, Handles(await OpenTrimmed(server).WalkAsync()).Count);
    }

    [Fact]
    public async Task A_trimmed_list_is_not_over_when_only_duplicates_make_up_its_total()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.SociaVault([1, 2], "1700000300", total: "4")),
            Answers.Json(Wire.SociaVault([2, 3], "1700000200", total: "4")),
            Answers.Json(Wire.SociaVault([3, 4], "1700000100", total: "4")));

        Assert.Equal(4, Handles(await OpenTrimmed(server).WalkAsync()).Count);
    }

    [Theory]
    [InlineData("22", false)]
    [InlineData("23", true)]
    [InlineData("2000", true)]
    [InlineData("0", false)]
    [InlineData("1", false)]
    [InlineData("-1", false)]
    [InlineData(null, false)]
    public async Task A_list_that_ends_well_short_of_its_total_is_truncated_and_warned_of(string? total, bool isTruncated)
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "false", total)));
        ListPager list = Lists.Open("ScrapeCreators", server, log: logbook.Log);

        FollowingPage page = Assert.Single(await list.WalkAsync());

        Assert.Null(list.Failure);
        Assert.Equal(new ListExtent { IsFromStart = true, IsAtEnd = true, IsTruncated = isTruncated }, page.Extent!, Extents);
        Assert.All(page.Accounts, account => Assert.Same(page.Extent, account.Extent));
        Assert.Equal(isTruncated ? 1 : 0, logbook.Warnings.Count);
        if (isTruncated)
        {
            Assert.Contains($"2 of about {long.Parse(total!, CultureInfo.InvariantCulture):N0} accounts were returned", logbook.Warnings[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_list_that_started_at_a_cursor_is_not_short_by_what_stands_before_it()
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "false", "2000")));
        ListPager list = Lists.Open("ScrapeCreators", server, log: logbook.Log, with: query => query with { Cursor = "1700000500" });

        await list.WalkAsync();

        Assert.Empty(logbook.Warnings);
        Assert.Equal(new ListExtent { IsAtEnd = true }, list.Extent, Extents);
    }

    [Fact]
    public async Task A_list_in_the_middle_is_not_at_its_end()
    {
        ScriptedHandler server = new(Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")));
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
    public async Task A_cursor_that_cannot_be_used_is_an_error_after_the_accounts(string provider, string cursor)
    {
        string body = provider == "UnifAPI" ? Wire.UnifAPI([1, 2], cursor, "true") : Wire.ScrapeCreators([1, 2], cursor, "true", "9");
        ScriptedHandler server = new(Answers.Json(body));
        ListPager list = Lists.Open(provider, server);

        FollowingPage? page = await list.NextAsync();
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(2, page!.Count);
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Null(list.Stopped.NextCursor); // the same page again
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_total_that_moves_between_pages_ends_nothing()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "1")),
            Answers.Json(Wire.ScrapeCreators([3, 4], "1700000200", "false", "7")));

        List<FollowingPage> pages = await Lists.Open("ScrapeCreators", server).WalkAsync();

        Assert.Equal(4, Handles(pages).Count);
        Assert.Equal([1L, 7], pages.Select(page => page.Total!.Value));
    }

    [Fact]
    public async Task Rec_has_more_is_not_the_end()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1], "1700000300", "true", more: "\"rec_has_more\":false")),
            Answers.Json(Wire.ScrapeCreators([2], "1700000200", "false", more: "\"rec_has_more\":true")));

        Assert.Equal(2, Handles(await Lists.Open("ScrapeCreators", server).WalkAsync()).Count);
    }

    [Fact]
    public async Task An_empty_list_is_one_page_without_accounts()
    {
        ScriptedHandler server = new(Answers.Json(Wire.SociaVault([], "0", "false", "0")));

        FollowingPage page = Assert.Single(await Lists.Open("SociaVault", server).WalkAsync());

        Assert.Equal(0, page.Count);
        Assert.False(page.HasMore);
        Assert.Equal(1, page.CreditsCharged);
    }

    // ---- duplicates ----

    [Fact]
    public async Task The_account_on_the_border_comes_once()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true")),
            Answers.Json(Wire.ScrapeCreators([2, 3], "1700000200", "true")),
            Answers.Json(Wire.ScrapeCreators([3, 1, 4], "1700000100", "false")));

        List<FollowingPage> pages = await Lists.Open("ScrapeCreators", server).WalkAsync();

        Assert.Equal([2, 1, 1], pages.Select(page => page.Count));
        Assert.Equal([1, 2, 3, 4], pages.SelectMany(page => page.Accounts).Select(account => account.Position));
    }

    [Fact]
    public async Task An_account_that_comes_twice_in_one_page_is_emitted_once()
    {
        ScriptedHandler server = new(Answers.Json(Wire.ScrapeCreators([1, 1, 2], "0", "false")));

        Assert.Equal([Wire.Handle(1), Wire.Handle(2)], Handles(await Lists.Open("ScrapeCreators", server).WalkAsync()));
    }

    [Fact]
    public async Task Duplicates_go_by_id_so_a_renamed_account_is_the_same_and_a_reused_handle_is_not()
    {
        const string First = """{"followings":[{"uid":"11","unique_id":"old.name"},{"uid":"12","unique_id":"reused"}],"min_time":1700000300,"has_more":true}""";
        const string Second = """{"followings":[{"uid":"11","unique_id":"new.name"},{"uid":"13","unique_id":"reused"}],"min_time":0,"has_more":false}""";
        ScriptedHandler server = new(Answers.Json(First), Answers.Json(Second));

        List<FollowingPage> pages = await Lists.Open("ScrapeCreators", server).WalkAsync();

        Assert.Equal(["11", "12", "13"], pages.SelectMany(page => page.Accounts).Select(account => account.Id));
    }

    [Fact]
    public async Task Accounts_without_an_id_are_told_apart_by_sec_uid_then_by_handle()
    {
        const string Body = """
            {"followings":[{"sec_uid":"MS4wA","unique_id":"a"},{"sec_uid":"MS4wB","unique_id":"a"},{"sec_uid":"MS4wA","unique_id":"b"},{"unique_id":"c"},{"unique_id":"c"}],
             "min_time":0,"has_more":false}
            """;

        List<FollowingPage> pages = await Lists.Open("ScrapeCreators", new ScriptedHandler(Answers.Json(Body))).WalkAsync();

        Assert.Equal(["a", "a", "c"], Handles(pages));
    }

    [Fact]
    public async Task The_page_before_a_resumed_cursor_keeps_its_border_out_and_positions_begin_at_one()
    {
        ScriptedHandler first = new(Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")));
        ListPager before = Lists.Open("ScrapeCreators", first);
        await before.NextAsync();
        ScriptedHandler second = new(Answers.Json(Wire.ScrapeCreators([2, 3, 4], "0", "false", "9")));

        ListPager list = Lists.Open("ScrapeCreators", second, with: query => query with { Cursor = before.Stopped.NextCursor, PageBefore = before.Stopped.LastAccounts });
        FollowingPage page = Assert.Single(await list.WalkAsync());

        Assert.Equal("?handle=someone&min_time=1700000300", second.Requests[0].Query);
        Assert.Equal([Wire.Handle(3), Wire.Handle(4)], page.Accounts.Select(account => account.Handle));
        Assert.Equal([1, 2], page.Accounts.Select(account => account.Position));
        Assert.Equal(2, list.AccountsRead);
    }

    [Fact]
    public async Task After_empty_pages_the_page_before_is_still_known_for_whoever_goes_on()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true")),
            Answers.Json(Wire.ScrapeCreators([], "1700000300", "true")));
        ListPager list = Lists.Open("ScrapeCreators", server, settings: s_noRetry);

        await list.NextAsync();
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal("1700000300", list.Stopped.NextCursor);
        Assert.Equal([Wire.Handle(1), Wire.Handle(2)], list.Stopped.LastAccounts.Select(account => account.Handle));
    }

    // ---- providers that run in circles ----

    [Fact]
    public async Task The_cursor_that_was_asked_for_comes_back_with_has_more_so_its_page_is_given_and_nothing_more_is_bought()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")),
            Answers.Json(Wire.ScrapeCreators([3, 4], "1700000300", "true", "9")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        await list.NextAsync();
        FollowingPage? page = await list.NextAsync();
        Assert.Equal([Wire.Handle(3), Wire.Handle(4)], page!.Accounts.Select(account => account.Handle));

        await StallsWithoutBuying(list, server, requests: 2);
        Assert.Equal("1700000300", list.Stopped.NextCursor);
    }

    [Fact]
    public async Task A_cursor_from_earlier_comes_back()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1], "1700000300", "true")),
            Answers.Json(Wire.ScrapeCreators([2], "1700000200", "true")),
            Answers.Json(Wire.ScrapeCreators([3], "1700000300", "true")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        for (int page = 0; page < 3; page++) { Assert.Equal(1, (await list.NextAsync())!.Count); }

        await StallsWithoutBuying(list, server, requests: 3);
    }

    [Fact]
    public async Task The_last_set_is_repeated_for_ever_under_moving_cursors()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")),
            Answers.Json(Wire.ScrapeCreators([1, 2], "1700000200", "true", "9")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        await list.NextAsync();
        FollowingPage? page = await list.NextAsync();

        Assert.Equal(0, page!.Count);
        await StallsWithoutBuying(list, server, requests: 2);
    }

    [Fact]
    public async Task The_stall_tells_how_many_accounts_were_read_of_how_many()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")),
            Answers.Json(Wire.ScrapeCreators([3], "1700000300", "true", "9")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.WalkAsync);

        Assert.Contains("3 of about 9 accounts were returned.", e.Message, StringComparison.Ordinal);
        Assert.Contains("@someone", e.Message, StringComparison.Ordinal);
        Assert.Equal("ScrapeCreators", e.Provider);
    }

    // ---- empty pages ----

    [Fact]
    public async Task An_empty_page_in_mid_list_is_asked_for_again_with_growing_waits()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1], "1700000300", "true")),
            Answers.Json(Wire.ScrapeCreators([], "1700000200", "true")),
            Answers.Json(Wire.ScrapeCreators([], "1700000200", "true")),
            Answers.Json(Wire.ScrapeCreators([], "1700000200", "true")),
            Answers.Json(Wire.ScrapeCreators([], "1700000200", "true")),
            Answers.Json(Wire.ScrapeCreators([2], "0", "false")));
        FakeClock clock = new();
        ListPager list = Lists.Open("ScrapeCreators", server, clock);

        List<FollowingPage> pages = await list.WalkAsync();

        Assert.Equal([1, 1], pages.Select(page => page.Count));
        Assert.All(server.Requests.Skip(1), request => Assert.Equal("?handle=someone&min_time=1700000300", request.Query));
        AssertBackOff(clock.Waits);
        Assert.Equal(5, pages[1].Attempts);
        Assert.Equal(5, pages[1].CreditsCharged);
        Assert.Equal(clock.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait), pages[1].Duration);
        Assert.Null(list.Failure);
    }

    [Fact]
    public async Task For_ever_empty_in_mid_list_is_a_rate_limit_that_can_be_resumed_from_the_same_cursor()
    {
        ScriptedHandler server = ScriptedHandler.Always(Answers.Json(Wire.ScrapeCreators([], "1700000200", "true")));
        FakeClock clock = new();
        ListPager list = Lists.Open("ScrapeCreators", server, clock, with: query => query with { Cursor = "1700000300" });

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal("1700000300", list.Stopped.NextCursor);
        Assert.Equal(5, list.CreditsCharged);
        Assert.Equal(5, server.Requests.Count);
        AssertBackOff(clock.Waits);
    }

    [Fact]
    public async Task For_ever_empty_from_the_first_page_on_is_resumed_from_the_start()
    {
        ScriptedHandler server = ScriptedHandler.Always(Answers.Json(Wire.ScrapeCreators([], "1700000200", "true", "40")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.WalkAsync);

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal(5, server.Requests.Count);
        Assert.Null(list.Stopped.NextCursor);
    }

    [Fact]
    public async Task The_empty_first_page_that_promises_more_is_not_called_the_end()
    {
        ScriptedHandler server = new(Answers.Json(Wire.ScrapeCreators([], "1700000200", "true", "40")));
        ListPager list = Lists.Open("ScrapeCreators", server, settings: s_noRetry);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Null(list.Stopped.NextCursor);
    }

    [Fact]
    public async Task An_empty_first_page_that_promises_more_is_asked_for_again()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([], "1700000200", "true", "1")),
            Answers.Json(Wire.ScrapeCreators([1], "0", "false", "1")));

        FollowingPage page = Assert.Single(await Lists.Open("ScrapeCreators", server).WalkAsync());

        Assert.Equal(1, page.Count);
        Assert.Equal(["?handle=someone", "?handle=someone"], server.Requests.Select(request => request.Query));
    }

    [Fact]
    public async Task Without_retries_an_empty_page_in_mid_list_is_a_rate_limit_at_once()
    {
        ScriptedHandler server = new(Answers.Json(Wire.ScrapeCreators([], "1700000200", "true")));
        ListPager list = Lists.Open("ScrapeCreators", server, settings: s_noRetry, with: query => query with { Cursor = "1700000300" });

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Promising_more_than_the_total_with_an_empty_page_is_the_end()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "2")),
            Answers.Json(Wire.ScrapeCreators([], "1700000200", "true", "2")));
        FakeClock clock = new();
        ListPager list = Lists.Open("ScrapeCreators", server, clock);

        List<FollowingPage> pages = await list.WalkAsync();

        Assert.Equal([2, 0], pages.Select(page => page.Count));
        Assert.False(pages[1].HasMore);
        Assert.Null(list.Failure);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task An_empty_page_that_says_it_is_the_last_is_the_end()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1, 2], "1700000300", "true", "9")),
            Answers.Json(Wire.ScrapeCreators([], "1700000300", "false", "9")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        Assert.Equal(2, (await list.WalkAsync()).Count);
        Assert.Null(list.Failure);
    }

    // ---- UnifAPI: lookups, limits, a balance that runs out ----

    [Fact]
    public async Task A_handle_that_is_refused_is_looked_up_once_and_the_cursors_carry_the_id()
    {
        ScriptedHandler server = new(
            Answers.Json("""{"error":{"type":"invalid_id","message":"needs an id"}}""", 400),
            Answers.Json("""{"data":{"id":"6620"},"billing":{"credits_charged":1}}"""),
            Answers.Json(Wire.UnifAPI([1, 2], "\"a b\"", "true", "2")),
            Answers.Json(Wire.UnifAPI([3], "null", "false", "1")));
        ListPager list = Lists.Open("UnifAPI", server);

        List<FollowingPage> pages = await list.WalkAsync();

        Assert.Equal(
            [
                "/tiktok/users/someone/following",
                "/tiktok/users/resolve?username=someone",
                "/tiktok/users/6620/following",
                "/tiktok/users/6620/following?cursor=a%20b",
            ],
            server.Requests.Select(request => request.Address.PathAndQuery));
        Assert.Equal(3, Handles(pages).Count);
        Assert.All(pages.SelectMany(page => page.Accounts), account => Assert.Equal("someone", account.FollowedBy));
        Assert.Equal(3, pages[0].Attempts);
        Assert.Equal(3, pages[0].CreditsCharged);
        Assert.Equal(4, list.CreditsCharged);
    }

    [Fact]
    public async Task The_cursor_after_a_lookup_resumes_without_another_lookup()
    {
        ScriptedHandler first = new(
            Answers.Json("""{"error":{"type":"invalid_id"}}""", 400),
            Answers.Json("""{"data":[{"id":"6620"}]}"""),
            Answers.Json(Wire.UnifAPI([1], "\"c2\"", "true")));
        FollowingPage? page = await Lists.Open("UnifAPI", first).NextAsync();
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([2], "null", "false")));

        await Lists.Open("UnifAPI", second, with: query => query with { Cursor = page!.NextCursor }).WalkAsync();

        Assert.Equal("/tiktok/users/6620/following?cursor=c2", second.Requests[0].Address.PathAndQuery);
    }

    [Fact]
    public async Task A_failure_right_after_the_lookup_resumes_with_the_id_that_was_found()
    {
        ScriptedHandler first = new(
            Answers.Json("""{"error":{"type":"invalid_id"}}""", 400),
            Answers.Json("""{"data":{"id":"6620"}}"""),
            Answers.Json("""{"error":{"type":"upstream_unavailable"}}""", 503));
        ListPager list = Lists.Open("UnifAPI", first, settings: s_noRetry);
        await Assert.ThrowsAsync<FollowingException>(list.NextAsync);
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([2], "null", "false")));

        await Lists.Open("UnifAPI", second, with: query => query with { Cursor = list.Stopped.NextCursor }).WalkAsync();

        Assert.Equal("/tiktok/users/6620/following", second.Requests[0].Address.PathAndQuery);
    }

    [Fact]
    public async Task An_id_that_is_refused_as_well_is_not_looked_up_again()
    {
        ScriptedHandler server = new(
            Answers.Json("""{"error":{"type":"invalid_id"}}""", 400),
            Answers.Json("""{"data":{"id":"6620"}}"""),
            Answers.Json("""{"error":{"type":"invalid_id"}}""", 400));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(Lists.Open("UnifAPI", server).NextAsync);

        Assert.Equal(FollowingErrorKind.InvalidRequest, e.Kind);
    }

    [Fact]
    public async Task A_lookup_that_finds_nobody_is_an_account_that_does_not_exist()
    {
        ScriptedHandler server = new(
            Answers.Json("""{"error":{"type":"invalid_id"}}""", 400),
            Answers.Json("""{"data":null,"billing":{"credits_charged":1}}"""));
        ListPager list = Lists.Open("UnifAPI", server);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.AccountNotFound, e.Kind);
        Assert.Equal(1, list.CreditsCharged);
    }

    [Fact]
    public async Task A_page_cut_to_the_balance_is_given_first_then_the_credits_are_exhausted_and_nothing_more_is_asked()
    {
        ScriptedHandler server = new(Answers.Json(Wire.UnifAPI([1, 2, 3], "\"c2\"", "true", "3", isTruncated: true, balance: "0")));
        ListPager list = Lists.Open("UnifAPI", server);

        FollowingPage? page = await list.NextAsync();
        Assert.Equal(3, page!.Count);
        Assert.Equal(0, page.CreditsRemaining);
        Assert.Equal(FollowingErrorKind.CreditsExhausted, list.Failure?.Kind);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);
        Assert.Equal(FollowingErrorKind.CreditsExhausted, e.Kind);
        Assert.Single(server.Requests);
        Assert.Equal(3, list.CreditsCharged);
    }

    [Fact]
    public async Task A_page_cut_to_the_balance_that_says_it_is_the_last_is_not_taken_for_the_whole_list()
    {
        ScriptedHandler server = new(Answers.Json(Wire.UnifAPI([1], "null", "false", "1", isTruncated: true)));
        ListPager list = Lists.Open("UnifAPI", server);

        await list.NextAsync();

        Assert.Equal(FollowingErrorKind.CreditsExhausted, (await Assert.ThrowsAsync<FollowingException>(list.NextAsync)).Kind);
    }

    [Fact]
    public async Task A_page_cut_to_nothing_is_not_asked_for_again()
    {
        ScriptedHandler server = new(Answers.Json(Wire.UnifAPI([], "\"c2\"", "true", "0", isTruncated: true, balance: "0")));
        FakeClock clock = new();
        ListPager list = Lists.Open("UnifAPI", server, clock);

        await list.NextAsync();

        Assert.Equal(FollowingErrorKind.CreditsExhausted, list.Failure?.Kind);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task Wanted_accounts_become_the_limit_of_a_provider_that_charges_by_the_record()
    {
        UnifAPIServer server = new(100);
        ListPager list = Lists.Open("UnifAPI", server, with: query => query with { Wanted = 45 });

        int read = 0;
        while (read < 45) { read += (await list.NextAsync())!.Count; }

        Assert.Equal([20, 20, 5], server.Limits);
        Assert.Equal(45, server.Charged);
        Assert.Equal(45, list.CreditsCharged);
    }

    [Fact]
    public async Task Fewer_wanted_accounts_than_a_page_has_shrink_a_chosen_page_size_too()
    {
        UnifAPIServer server = new(100);
        ListPager list = Lists.Open("UnifAPI", server, with: query => query with { Wanted = 60, PageSize = 50 });

        await list.NextAsync();
        await list.NextAsync();

        Assert.Equal([50, 10], server.Limits);
    }

    [Fact]
    public async Task The_limit_is_never_below_one_even_if_more_is_asked_for_than_was_wanted()
    {
        UnifAPIServer server = new(100);
        ListPager list = Lists.Open("UnifAPI", server, with: query => query with { Wanted = 3 });

        await list.NextAsync();
        await list.NextAsync();

        Assert.All(server.Limits, limit => Assert.InRange(limit, 1, 50));
    }

    [Fact]
    public async Task A_list_of_UnifAPI_without_accounts_may_be_hidden()
    {
        ListPager list = Lists.Open("UnifAPI", new ScriptedHandler(Answers.Json(Wire.UnifAPI([], "null", "false", "1"))));

        await list.WalkAsync();

        Assert.Contains("hidden", list.EmptyListNote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_that_cannot_be_read_are_warned_of()
    {
        Logbook logbook = new();
        string body = """{"followings":[{"uid":"1","unique_id":"a"},{"user_info":{"uid":"2"}}],"has_more":false,"min_time":0,"total":2}""";

        FollowingPage page = Assert.Single(await Lists.Open("ScrapeCreators", new ScriptedHandler(Answers.Json(body)), log: logbook.Log).WalkAsync());

        Assert.Equal("a", Assert.Single(page.Accounts).Handle);
        Assert.Contains("1 ", Assert.Single(logbook.Warnings), StringComparison.Ordinal);
    }

    // ---- what a page and the list say ----

    [Fact]
    public async Task Credits_are_those_of_the_answer_else_the_price()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.SociaVault([1], "1700000300", "true", creditsUsed: "3")),
            Answers.Json(Wire.SociaVault([2], "1700000200", "true")),
            Answers.Json(Wire.SociaVault([3], "0", "false", creditsUsed: "0")));
        ListPager list = Lists.Open("SociaVault", server);

        List<FollowingPage> pages = await list.WalkAsync();

        Assert.Equal([3L, 1, 0], pages.Select(page => page.CreditsCharged));
        Assert.Equal(4, list.CreditsCharged);
    }

    [Fact]
    public async Task Records_that_are_charged_are_counted_before_duplicates_are_taken_out()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.UnifAPI([1, 2, 3], "\"c2\"", "true")),
            Answers.Json(Wire.UnifAPI([3, 4], "null", "false")));
        ListPager list = Lists.Open("UnifAPI", server);

        await list.WalkAsync();

        Assert.Equal(5, list.CreditsCharged);
    }

    [Fact]
    public async Task A_failed_page_that_was_charged_is_counted()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2")),
            Answers.Json("""{"error":{"type":"not_found","message":"gone","billing":{"credits_charged":1}}}""", 404));
        ListPager list = Lists.Open("UnifAPI", server);

        await list.NextAsync();
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.AccountNotFound, e.Kind);
        Assert.Equal(1, e.CreditsCharged);
        Assert.Equal(3, list.CreditsCharged);
    }

    [Fact]
    public async Task Failed_attempts_that_were_charged_and_then_repeated_are_counted_too()
    {
        ScriptedHandler server = new(
            Answers.Json("""{"error":{"type":"upstream_error","billing":{"credits_charged":1}}}""", 502),
            Answers.Json("""{"error":{"type":"upstream_error","billing":{"credits_charged":1}}}""", 502),
            Answers.Json(Wire.UnifAPI([1, 2], "null", "false", "2")));
        ListPager list = Lists.Open("UnifAPI", server);

        await list.NextAsync();

        Assert.Equal(4, list.CreditsCharged);
    }

    [Fact]
    public async Task A_refusal_inside_a_200_is_charged()
    {
        ScriptedHandler server = new(Answers.Json("""{"status_code":3002060,"status_msg":"Profile user is hiding following list"}"""));
        ListPager list = Lists.Open("ScrapeCreators", server);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        Assert.Equal(FollowingErrorKind.FollowingHidden, e.Kind);
        Assert.Equal(1, list.CreditsCharged);
    }

    [Theory]
    [InlineData(500, FollowingErrorKind.ProviderUnavailable)]
    [InlineData(401, FollowingErrorKind.AuthenticationFailed)]
    [InlineData(402, FollowingErrorKind.CreditsExhausted)]
    [InlineData(429, FollowingErrorKind.RateLimited)]
    public async Task After_a_failure_the_next_cursor_is_that_of_the_page_that_failed_and_asking_again_goes_on(int status, FollowingErrorKind kind)
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.ScrapeCreators([1], "1700000300", "true")),
            Answers.Json("{}", status),
            Answers.Json(Wire.ScrapeCreators([2], "0", "false")));
        ListPager list = Lists.Open("ScrapeCreators", server, settings: s_noRetry);

        await list.NextAsync();
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);
        Assert.Equal(kind, e.Kind);
        Assert.Equal("1700000300", list.Stopped.NextCursor);
        Assert.Equal([Wire.Handle(1)], list.Stopped.LastAccounts.Select(account => account.Handle));

        FollowingPage? page = await list.NextAsync();
        Assert.Equal(2, Assert.Single(page!.Accounts).Position);
    }

    [Fact]
    public async Task Pages_and_accounts_say_whose_list_it_is_who_answered_and_when()
    {
        ScriptedHandler server = new(
            Answers.Json("{}", 503),
            Answers.Json(
                Wire.ScrapeCreators([1, 2], "1700000300", "true", "7", "\"credits_remaining\":41,\"extra\":{\"logid\":\"log1\"}"),
                200,
                ("X-RateLimit-Remaining", "59")));
        FakeClock clock = new();
        ListPager list = Lists.Open("ScrapeCreators", server, clock, with: query => query with { Cursor = "1700000400" });

        FollowingPage? page = await list.NextAsync();

        Assert.Equal("someone", page!.Handle);
        Assert.Equal("ScrapeCreators", page.Provider);
        Assert.Equal(41, page.CreditsRemaining);
        Assert.Equal(59, page.RateLimitRemaining);
        Assert.Equal("log1", page.RequestId);
        Assert.Equal(2, page.Attempts);
        Assert.Equal(clock.Waits.Single(), page.Duration);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000300).LocalDateTime, page.FollowedAfter);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000400).LocalDateTime, page.FollowedBefore);
        Assert.All(page.Accounts, account =>
        {
            Assert.Equal("someone", account.FollowedBy);
            Assert.Equal("ScrapeCreators", account.Provider);
            Assert.Equal(DateTimeOffset.FromUnixTimeSeconds((FakeClock.Start + clock.Waits.Single()).ToUnixTimeSeconds()).LocalDateTime, account.RetrievedAt);
            Assert.Equal(DateTimeKind.Local, account.RetrievedAt.Kind);
            Assert.Null(account.Raw);
        });
        Assert.Equal([1, 2], page.Accounts.Select(account => account.Position));
    }

    [Fact]
    public async Task Raw_is_the_record_of_the_provider_when_asked_for()
    {
        ScriptedHandler server = new(Answers.Json(Wire.ScrapeCreators([1], "0", "false")));

        FollowingPage? page = await Lists.Open("ScrapeCreators", server, with: query => query with { IncludeRaw = true }).NextAsync();

        Assert.Equal(Wire.Record(1), Assert.Single(page!.Accounts).Raw);
    }

    [Fact]
    public async Task A_rate_limit_says_when_to_come_back()
    {
        ScriptedHandler server = new(Answers.Json("{}", 429, ("Retry-After", "7200")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);

        DateTime time = FakeClock.Start.AddHours(2).LocalDateTime;
        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal(time, e.RetryAt);
        Assert.Contains(time.ToString("G", CultureInfo.CurrentCulture), e.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_503_that_sends_us_away_for_longer_than_a_minute_is_a_rate_limit()
    {
        // RateLimited is also a Retry-After longer than the caller will wait.
        ScriptedHandler server = new(Answers.Json("""{"error":{"code":"temporarily_unavailable"}}""", 503, ("Retry-After", "3600")));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(Lists.Open("SocialFetch", server).NextAsync);

        Assert.Equal(FakeClock.Start.AddHours(1).LocalDateTime, e.RetryAt);
        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
    }

    [Fact]
    public async Task The_verbose_line_of_a_page_tells_the_request_its_outcome_and_its_cost()
    {
        Logbook logbook = new();
        string body = Wire.ScrapeCreators([1, 2], "1700000300", "true");
        ScriptedHandler server = new(Answers.Json(body));

        await Lists.Open("ScrapeCreators", server, log: logbook.Log).NextAsync();

        Assert.Equal(
            $"GET api.scrapecreators.com/v1/tiktok/user/following?handle=someone: 200, {body.Length} bytes, 0 ms, attempt 1, 2 accounts, 1 credit",
            Assert.Single(logbook.Verbose));
    }

    [Fact]
    public async Task The_verbose_line_of_a_failed_page_tells_what_it_was_taken_for()
    {
        Logbook logbook = new();
        ScriptedHandler server = new(Answers.Json("{}", 402));

        await Assert.ThrowsAsync<FollowingException>(Lists.Open("ScrapeCreators", server, log: logbook.Log).NextAsync);

        Assert.EndsWith(": 402, 2 bytes, 0 ms, attempt 1, CreditsExhausted, 0 credits", Assert.Single(logbook.Verbose), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_by_the_user_comes_through_as_such_and_the_list_can_go_on()
    {
        ScriptedHandler server = new(Answers.Json(Wire.ScrapeCreators([1], "0", "false")));
        ListPager list = Lists.Open("ScrapeCreators", server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list.NextPageAsync(new CancellationToken(canceled: true)));

        Assert.Equal(1, (await list.NextAsync())!.Count);
    }

    [Fact]
    public async Task A_name_of_a_field_with_half_a_character_is_an_unexpected_response()
    {
        ScriptedHandler server = ScriptedHandler.Always(Answers.Json("""{"\ud800":1,"followings":[],"has_more":false}"""));
        ListPager list = Lists.Open("ScrapeCreators", server);

        try
        {
            await list.NextAsync();
        }
        catch (FollowingException e)
        {
            Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
            Assert.Equal(1, list.CreditsCharged);
        }
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("plain", """{"followings":[{"uid":"1","unique_id":"a","signature":"my KEY"}],"min_time":0,"has_more":false}""")]
    [InlineData("with an escaped solidus", """{"followings":[{"uid":"1","unique_id":"a","signature":"my SOLIDUS"}],"min_time":0,"has_more":false}""")]
    [InlineData("with an escaped sign", """{"followings":[{"uid":"1","unique_id":"a","signature":"my LETTER"}],"min_time":0,"has_more":false}""")]
    public async Task A_key_echoed_in_a_record_never_comes_out(string how, string body)
    {
        const string Key = "sk/live+0123456789abcdef";
        body = body.Replace("KEY", Key, StringComparison.Ordinal)
            .Replace("SOLIDUS", "sk\\/live+0123456789abcdef", StringComparison.Ordinal)
            .Replace("LETTER", "sk/live\\u002b0123456789abcdef", StringComparison.Ordinal);
        ListPager list = Lists.Open("ScrapeCreators", new ScriptedHandler(Answers.Json(body)), key: Key, with: query => query with { IncludeRaw = true });

        FollowedAccount account = Assert.Single((await list.NextAsync())!.Accounts);

        Assert.False(account.Bio!.Contains(Key, StringComparison.Ordinal), how);
        Assert.False(System.Text.RegularExpressions.Regex.Unescape(account.Raw!.Replace("\\/", "/", StringComparison.Ordinal)).Contains(Key, StringComparison.Ordinal), how);
    }

    [Theory]
    [InlineData("sk/live+0123456789abcdef")]
    [InlineData("sk\\/live+0123456789abcdef")]
    [InlineData("sk%2Flive%2B0123456789abcdef")]
    public async Task A_key_echoed_in_an_error_never_comes_out(string echo)
    {
        const string Key = "sk/live+0123456789abcdef";
        Logbook logbook = new();
        ScriptedHandler server = new(Answers.Json($$"""{"error":"no such key: {{echo}}"}""", 401));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(Lists.Open("SociaVault", server, log: logbook.Log, key: Key).NextAsync);

        Assert.DoesNotContain("live", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("live", logbook.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_goes_into_a_header_of_every_page_and_nowhere_else()
    {
        ScriptedHandler server = new(
            Answers.Json(Wire.SociaVault([1], "1700000300", "true")),
            Answers.Json(Wire.SociaVault([2], "0", "false")));

        await Lists.Open("SociaVault", server).WalkAsync();

        Assert.All(server.Requests, request =>
        {
            Assert.Equal(Lists.Key, request.Headers["X-API-Key"]);
            Assert.DoesNotContain(Lists.Key, request.Address.AbsoluteUri, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_page_whose_body_was_cut_off_is_bought_again_and_nothing_of_the_first_is_used()
    {
        string body = Wire.ScrapeCreators([1, 2], "0", "false");
        ScriptedHandler server = new(Answers.BreaksOff(body, body.Length / 2), Answers.Json(body));

        FollowingPage page = Assert.Single(await Lists.Open("ScrapeCreators", server).WalkAsync());

        Assert.Equal(2, page.Count);
        Assert.Equal(2, page.Attempts);
    }

    private static ListPager OpenTrimmed(ScriptedHandler server) => Lists.Open("SociaVault", server, with: query => query with { Trim = true });

    private static List<string?> Handles(IEnumerable<FollowingPage> pages) => [.. pages.SelectMany(page => page.Accounts).Select(account => account.Handle)];

    private static async Task StallsWithoutBuying(ListPager list, ScriptedHandler server, int requests)
    {
        for (int repeat = 0; repeat < 2; repeat++)
        {
            FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.NextAsync);
            Assert.Equal(FollowingErrorKind.PagingStalled, e.Kind);
        }
        Assert.Equal(requests, server.Requests.Count);
    }

    // Polly's jitter moves each wait, but what they add up to stays within a doubling: four waits from 1 s are 5.7 to 11.5 s together, the last two the longer ones.
    private static bool Extents(ListExtent expected, ListExtent actual) =>
        (expected.IsFromStart, expected.IsAtEnd, expected.IsTruncated) == (actual.IsFromStart, actual.IsAtEnd, actual.IsTruncated);

    private static void AssertBackOff(IReadOnlyList<TimeSpan> waits)
    {
        double[] seconds = [.. waits.Select(wait => wait.TotalSeconds)];
        Assert.Equal(4, seconds.Length);
        Assert.All(seconds, wait => Assert.InRange(wait, 0, 12));
        Assert.InRange(seconds.Sum(), 5.6, 11.5);
        Assert.True(seconds[2] + seconds[3] > seconds[0] + seconds[1]);
    }
}
