using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Tests.Journals;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public sealed class FallbackPagerTests : IDisposable
{
    private static readonly int[] s_25 = [.. Enumerable.Range(1, 25)];

    private readonly JournalFolder _folder = new();

    public static TheoryData<int, string> Passing => new()
    {
        { 401, "AuthenticationFailed" }, { 404, "AccountNotFound" }, { 400, "InvalidRequest" }, { 418, "UnexpectedResponse" },
    };

    private CreditBudget? _budget;

    private Logbook Log => _folder.Log;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_provider_is_a_list()
    {
        using ListPager walk = Walk(null, ("SociaVault", new ScriptedHandler(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "false")))));

        Assert.Equal(["user.1", "user.2"], Handles(await AllAsync(walk)));
        Assert.Equal(("someone", "SociaVault", 2, 1L), (walk.Handle, walk.Facts.Name, walk.AccountsRead, walk.CreditsCharged));
        Assert.Null(walk.Failure);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task Between_follow_times_the_next_provider_goes_on_from_the_same_place()
    {
        ScriptedHandler first = new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true", creditsUsed: "1")), Answers.Json("{}", 402));
        ScriptedHandler second = new(Answers.Json(Wire.ScrapeCreators([2, 3], "1700000200", "false")));
        using ListPager walk = Walk(null, ("SociaVault", first), ("ScrapeCreators", second));

        List<FollowingPage> pages = await AllAsync(walk);

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(pages));
        Assert.Equal(["SociaVault", "SociaVault", "ScrapeCreators"], pages.SelectMany(page => page.Accounts).Select(account => account.Provider));
        Assert.Equal([1, 2, 3], pages.SelectMany(page => page.Accounts).Select(account => account.Position));
        Assert.Equal("?handle=someone&min_time=1700000300", Assert.Single(second.Requests).Query);
        Assert.Equal(2, walk.CreditsCharged);
        string warning = Assert.Single(Log.Warnings);
        Assert.Contains("has no credits left", warning, StringComparison.Ordinal);
        Assert.Contains("ScrapeCreators takes over from the same place (cursor 1700000300), nothing is paid twice. It costs 1 credit a page.", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("TargetObject", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Between_other_cursors_it_begins_anew_and_leaves_out_what_came()
    {
        ScriptedHandler first = new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Answers.Json("{}", 402));
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2")), Answers.Json(Wire.UnifAPI([3], "null", "false", "1")));
        using ListPager walk = Walk(null, ("SociaVault", first), ("UnifAPI", second));

        List<FollowingPage> pages = await AllAsync(walk);

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(pages));
        Assert.Equal(["", "?cursor=c2"], second.Requests.Select(request => request.Query));
        Assert.Contains("UnifAPI takes over from the start of the list, because its cursors differ: what was read so far (2 accounts) is paid for again, and left out.", Assert.Single(Log.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, walk.CreditsCharged);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(429)]
    [InlineData(402)]
    [InlineData(408)]
    public async Task A_provider_that_is_down_limited_or_out_of_credits_is_replaced(int status)
    {
        using ListPager walk = Walk(
            null, ("SociaVault", ScriptedHandler.Always(Answers.Json("{}", status))), ("ScrapeCreators", new ScriptedHandler(Answers.Json(Wire.ScrapeCreators([1], "0", "false")))));

        Assert.Equal(["user.1"], Handles(await AllAsync(walk)));
        Assert.Contains("takes over from the start of the list. ", Assert.Single(Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_another_provider_would_say_too_is_told_at_once(int status, string kind)
    {
        ScriptedHandler silent = new();
        using ListPager walk = Walk(null, ("ScrapeCreators", new ScriptedHandler(Answers.Json("{}", status))), ("SociaVault", silent));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk));

        Assert.Equal(kind, e.Kind.ToString());
        Assert.Empty(silent.Requests);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task When_nobody_is_left_the_last_failure_is_told()
    {
        using ListPager walk = Walk(null, ("SociaVault", new ScriptedHandler(Answers.Json("{}", 402))), ("ScrapeCreators", new ScriptedHandler(Answers.Json("{}", 402))));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk));

        Assert.Equal("ScrapeCreators", e.Provider);
        Assert.Single(Log.Warnings);
    }

    [Fact]
    public async Task A_page_that_credits_cut_short_is_emitted_before_the_next_provider_goes_on()
    {
        ScriptedHandler first = new(Answers.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2", isTruncated: true)));
        ScriptedHandler second = new(Answers.Json(Wire.ScrapeCreators([1, 2, 3], "1700000200", "false")));
        using ListPager walk = Walk(null, ("UnifAPI", first), ("ScrapeCreators", second));

        Assert.Equal(2, (await walk.NextPageAsync(default))!.Count);
        Assert.Null(walk.Failure); // another one makes up for it
        Assert.Equal(["user.3"], Handles(await AllAsync(walk)));
    }

    [Fact]
    public async Task A_failure_that_nobody_makes_up_for_is_known_with_the_page()
    {
        using ListPager walk = Walk(null, ("UnifAPI", new ScriptedHandler(Answers.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2", isTruncated: true)))));

        await walk.NextPageAsync(default);

        Assert.Equal(FollowingErrorKind.CreditsExhausted, walk.Failure?.Kind);
    }

    [Fact]
    public async Task An_id_goes_only_to_those_who_take_one()
    {
        ScriptedHandler silent = new();
        using ListPager walk = Walk(
            query => query with { Handle = FollowingHandle.Parse("7100000000000000001") }, ("UnifAPI", new ScriptedHandler(Answers.Json("{}", 402))), ("SociaVault", silent));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk));

        Assert.Equal(FollowingErrorKind.CreditsExhausted, e.Kind);
        Assert.Empty(silent.Requests);
    }

    [Fact]
    public async Task What_the_next_provider_cannot_do_is_left_out_of_the_question()
    {
        ScriptedHandler second = new(Answers.Json("{}", 402));
        ScriptedHandler third = new(Answers.Json(Wire.UnifAPI([1], "null", "false", "1")));
        using ListPager walk = Walk(
            query => query with { PageSize = 100 }, ("DumplingAI", new ScriptedHandler(Answers.Json("{}", 403))), ("SociaVault", second), ("UnifAPI", third));

        Assert.Equal(["user.1"], Handles(await AllAsync(walk)));
        Assert.Equal("?handle=someone", second.Requests[0].Query);
        Assert.Equal("", third.Requests[0].Query); // 50 is its most
        Assert.Equal(2, Log.Warnings.Count);
    }

    [Fact]
    public async Task A_follow_time_is_kept_while_somebody_without_any_reads_on()
    {
        ScriptedHandler first = new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Answers.Json("{}", 402));
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([1, 2, 3], "\"c2\"", "true", "3")), Answers.Json("{}", 402));
        ScriptedHandler third = new(Answers.Json(Wire.ScrapeCreators([2, 3, 4], "0", "false")));
        using ListPager walk = Walk(null, ("SociaVault", first), ("UnifAPI", second), ("ScrapeCreators", third));

        Assert.Equal(["user.1", "user.2", "user.3", "user.4"], Handles(await AllAsync(walk)));
        Assert.Equal("?handle=someone&min_time=1700000300", Assert.Single(third.Requests).Query);
        Assert.Contains("ScrapeCreators takes over from cursor 1700000300 on: what was read behind it (1 account) is paid for again, and left out.", Log.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_place_to_go_on_from_is_the_furthest_that_anybody_came_to()
    {
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([1], "\"c2\"", "true", "1")), Answers.Json(Wire.UnifAPI([2, 3], "\"c3\"", "true", "2")), Answers.Json("{}", 402));
        using ListPager walk = Walk(null, ("SociaVault", TwoThen402()), ("UnifAPI", second));
        (string?, string?, int) Stopped() => (walk.Stopped.Provider, walk.Stopped.NextCursor, walk.Stopped.AccountsReturned);
        Assert.Equal(("SociaVault", null, 0), Stopped());

        await walk.NextPageAsync(default);
        Assert.Equal(("SociaVault", "1700000300", 2), Stopped());
        Assert.Empty((await walk.NextPageAsync(default))!.Accounts);
        Assert.Equal(("SociaVault", "1700000300", 2), Stopped()); // the other one is at the second account only
        Assert.Equal(["user.1", "user.2"], walk.Stopped.LastAccounts.Select(account => account.Handle));
        await walk.NextPageAsync(default);
        Assert.Equal(("UnifAPI", "c3", 3), Stopped());
        await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk));
        Assert.Equal(("UnifAPI", "c3", 3), Stopped());
        Assert.Equal(["user.2", "user.3"], walk.Stopped.LastAccounts.Select(account => account.Handle));
    }

    // ---- with a budget ----

    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 1)]
    public async Task Who_could_only_repeat_what_came_for_what_is_left_is_not_asked(int credits, int left)
    {
        _budget = new CreditBudget(credits);
        ScriptedHandler silent = new();
        using ListPager walk = Walk(null, ("SociaVault", TwoThen402()), ("UnifAPI", silent));
        await walk.NextPageAsync(default);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk));

        Assert.Equal((FollowingErrorKind.CreditsExhausted, "SociaVault"), (e.Kind, e.Provider)); // what happened; the price of going on is said with it
        Assert.EndsWith($"UnifAPI was skipped: it would charge 3 credits before it returns a new account, and -MaxCredits {credits} leaves {left}.", e.Message, StringComparison.Ordinal);
        Assert.Empty(silent.Requests);
        Assert.Equal(("SociaVault", "1700000300", 1L), (walk.Facts.Name, walk.Stopped.NextCursor, walk.CreditsCharged));
        Assert.Equal(left, _budget.Left);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task Who_comes_to_something_new_for_what_is_left_is_asked_and_the_budget_holds()
    {
        _budget = new CreditBudget(4);
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([1, 2, 3], "\"c2\"", "true", "3")));
        using ListPager walk = Walk(null, ("SociaVault", TwoThen402()), ("UnifAPI", second));

        Assert.Equal(["user.1", "user.2"], (await walk.NextPageAsync(default))!.Accounts.Select(account => account.Handle));
        Assert.Equal(["user.3"], (await walk.NextPageAsync(default))!.Accounts.Select(account => account.Handle));
        Assert.Equal(FollowingErrorKind.BudgetReached, (await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk))).Kind);

        Assert.Equal("?limit=3", Assert.Single(second.Requests).Query);
        Assert.Equal(4, walk.CreditsCharged);
        Assert.Equal(0, _budget.Left);
    }

    [Fact]
    public async Task The_next_one_that_the_budget_reaches_to_is_taken()
    {
        _budget = new CreditBudget(3);
        ScriptedHandler silent = new();
        ScriptedHandler third = new(Answers.Json(Wire.ScrapeCreators([2, 3], "0", "false")));
        using ListPager walk = Walk(null, ("SociaVault", TwoThen402()), ("UnifAPI", silent), ("ScrapeCreators", third));

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(await AllAsync(walk)));
        Assert.Empty(silent.Requests);
        Assert.Single(third.Requests);
        Assert.Equal(2, walk.CreditsCharged);
        Assert.Contains(
            "UnifAPI was skipped: it would charge 3 credits before it returns a new account, and -MaxCredits 3 leaves 2. ScrapeCreators takes over from the same place (cursor 1700000300), nothing is paid twice.",
            Assert.Single(Log.Warnings),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SociaVault", "UnifAPI")]
    [InlineData("SociaVault", "SocialFetch")]
    [InlineData("UnifAPI", "SociaVault")]
    public async Task A_list_that_was_to_start_at_a_cursor_is_not_begun_anew_by_somebody_else(string first, string second)
    {
        ScriptedHandler silent = new();
        using ListPager walk = Walk(query => query with { Cursor = "1700000300" }, (first, ScriptedHandler.Always(Answers.Json("{}", 402))), (second, silent));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk));

        Assert.Equal((FollowingErrorKind.CreditsExhausted, first), (e.Kind, e.Provider));
        Assert.Contains($"{second} was skipped: its cursors differ, so it cannot start where this list does.", e.Message, StringComparison.Ordinal);
        Assert.Empty(silent.Requests);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task A_list_that_was_to_start_at_a_follow_time_goes_on_where_that_is_understood()
    {
        ScriptedHandler silent = new();
        ScriptedHandler third = new(Answers.Json(Wire.ScrapeCreators([2, 3], "0", "false")));
        using ListPager walk = Walk(
            query => query with { Cursor = "1700000300" }, ("SociaVault", ScriptedHandler.Always(Answers.Json("{}", 402))), ("UnifAPI", silent), ("ScrapeCreators", third));

        Assert.Equal(["user.2", "user.3"], Handles(await AllAsync(walk)));
        Assert.Empty(silent.Requests);
        Assert.Equal("?handle=someone&min_time=1700000300", Assert.Single(third.Requests).Query);
    }

    [Fact]
    public async Task Whose_next_page_is_above_the_budget_is_not_asked_either()
    {
        _budget = new CreditBudget(9);
        ScriptedHandler silent = new();
        using ListPager walk = Walk(null, ("SociaVault", ScriptedHandler.Always(Answers.Json("{}", 500))), ("DumplingAI", silent));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk));

        Assert.Equal((FollowingErrorKind.ProviderUnavailable, "SociaVault"), (e.Kind, e.Provider));
        Assert.EndsWith("DumplingAI was skipped: its next page could cost 10 credits, and -MaxCredits 9 leaves 9.", e.Message, StringComparison.Ordinal);
        Assert.Empty(silent.Requests);
        Assert.Empty(Log.Warnings);
    }

    // Every budget, from nothing up: it is never exceeded, and who is paid for repeating what came also brings something new.
    [Theory]
    [InlineData("SociaVault", "UnifAPI")]
    [InlineData("UnifAPI", "SociaVault")]
    [InlineData("UnifAPI", "ScrapeCreators")]
    public async Task With_no_budget_anything_is_paid_to_the_next_one_for_nothing_new(string from, string to)
    {
        int asked = 0;
        for (int credits = 0; credits <= 150; credits++)
        {
            _budget = new CreditBudget(credits);
            foreach (string journal in Directory.GetFiles(_folder.Path)) { File.Delete(journal); }
            using Dying first = new(ServerOf(from, 70), diesAt: 3);
            PagedServer second = ServerOf(to, 70);
            using ListPager walk = Walk(null, (from, first), (to, second));
            List<FollowedAccount> accounts = [];
            try
            {
                while (await walk.NextPageAsync(default) is FollowingPage page) { accounts.AddRange(page.Accounts); }
            }
            catch (FollowingException) { }

            Assert.True(walk.CreditsCharged <= credits, $"{walk.CreditsCharged} of {credits}");
            Assert.Equal(second.Requests > 0, accounts.Any(account => account.Provider == to));
            Assert.Equal(Enumerable.Range(1, accounts.Count), accounts.Select(account => account.Position));
            Assert.Equal(Enumerable.Range(1, accounts.Count).Select(Wire.Handle), accounts.Select(account => account.Handle));
            if (second.Requests > 0) { asked++; }
        }
        Assert.InRange(asked, 1, 149);
    }

    [Fact]
    public async Task Only_what_was_charged_is_taken_from_the_budget()
    {
        _budget = new CreditBudget(50);
        // It does not list most of them, and has one that is newer than all.
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([99, 1, 30], "\"c2\"", "true", "3")), Answers.Json(Wire.UnifAPI([31], "null", "false", "1")));
        using ListPager walk = Walk(null, ("SociaVault", TwentyFiveThen402()), ("UnifAPI", second));

        await walk.NextPageAsync(default);
        Assert.Equal(["user.99", "user.30"], (await walk.NextPageAsync(default))!.Accounts.Select(account => account.Handle));
        Assert.Equal(46, _budget.Left);
        await AllAsync(walk);
        Assert.Equal(45, _budget.Left);
    }

    [Fact]
    public async Task A_fallback_that_is_out_of_credits_leaves_the_budget_to_the_next_one()
    {
        _budget = new CreditBudget(27);
        ScriptedHandler third = new(Answers.Json(Wire.ScrapeCreators([25, 26], "0", "false")));
        using ListPager walk = Walk(null, ("SociaVault", TwentyFiveThen402()), ("UnifAPI", new ScriptedHandler(Answers.Json("{}", 402))), ("ScrapeCreators", third));

        Assert.Equal(26, Handles(await AllAsync(walk)).Count());
        Assert.Equal(25, _budget.Left);
    }

    [Fact]
    public async Task When_lost_responses_have_used_up_the_budget_no_more_is_fetched_in_vain()
    {
        _budget = new CreditBudget(50);
        // 49 are left, 26 of them set aside. Of the second page two answers are lost, which counts as 20 and as the 9 that are left then; 5 accounts are still to be repeated.
        ScriptedHandler second = new(
            Answers.Json(Wire.UnifAPI(s_25[..20], "\"c2\"", "true", "20")),
            Answers.BreaksOff("{}", 1, 2),
            Answers.BreaksOff("{}", 1, 2));
        using ListPager walk = Walk(null, ("SociaVault", TwentyFiveThen402()), ("UnifAPI", second));

        await walk.NextPageAsync(default);
        Assert.Empty((await walk.NextPageAsync(default))!.Accounts);
        FollowingException lost = await Assert.ThrowsAsync<FollowingException>(() => walk.NextPageAsync(default));
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, lost.Kind);
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => walk.NextPageAsync(default));

        Assert.Equal(FollowingErrorKind.BudgetReached, e.Kind);
        Assert.Equal(
            "Stopped at -MaxCredits 50: UnifAPI would charge at least 6 credits for accounts of @someone that were returned before.", e.Message);
        Assert.Equal(3, second.Requests.Count);
    }

    [Theory]
    [InlineData(3, "?limit=3")]
    [InlineData(30, "?limit=20")]
    public async Task What_is_repeated_does_not_count_as_what_is_wanted(int wanted, string query)
    {
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([1, 2, 3], "null", "false", "3")));
        using ListPager walk = Walk(given => given with { Wanted = wanted }, ("SociaVault", TwoThen402()), ("UnifAPI", second));

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(await AllAsync(walk)));
        Assert.Equal(query, Assert.Single(second.Requests).Query);
    }

    [Theory]
    [InlineData(1, 2, null)]
    [InlineData(1, 3, "its journal has some of what was read so far, the rest of it (1 account) is paid for again, and left out.")]
    [InlineData(2, 2, "its journal has what was read so far.")]
    public async Task What_its_journal_has_is_not_in_the_price(int saved, int credits, string? says)
    {
        int[] all = [1, 2, 3];
        ScriptedHandler earlier = new(Answers.Json(Wire.UnifAPI(all[..saved], "\"c2\"", "true")), Answers.Json("{}", 402));
        await Assert.ThrowsAsync<FollowingException>(() => _folder.RunAsync("UnifAPI", earlier));
        _budget = new CreditBudget(credits);
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI(all[saved..], "null", "false")));
        using ListPager walk = Walk(null, ("SociaVault", TwoThen402()), ("UnifAPI", second));

        if (says is null)
        {
            FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => AllAsync(walk));
            Assert.EndsWith("UnifAPI was skipped: it would charge 2 credits before it returns a new account, and -MaxCredits 2 leaves 1.", e.Message, StringComparison.Ordinal);
            Assert.Empty(second.Requests);
            return;
        }
        Assert.Equal(["user.1", "user.2", "user.3"], Handles(await AllAsync(walk)));
        Assert.Contains(says, Assert.Single(Log.Warnings), StringComparison.Ordinal);
        Assert.Equal($"?cursor=c2&limit={3 - saved}", Assert.Single(second.Requests).Query);
        Assert.Equal(0, _budget.Left);
    }

    [Fact]
    public async Task A_list_that_a_journal_has_whole_needs_no_budget()
    {
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2")), Answers.Json(Wire.UnifAPI([3], "null", "false", "1")));
        using (ListPager walk = Walk(null, ("SociaVault", TwoThen402()), ("UnifAPI", second))) { await AllAsync(walk); }

        _budget = new CreditBudget(1);
        ScriptedHandler silent = new();
        using ListPager again = Walk(null, ("SociaVault", new ScriptedHandler(Answers.Json("{}", 402))), ("UnifAPI", silent));

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(await AllAsync(again)));
        Assert.NotNull(again.Saved);
        Assert.Empty(silent.Requests);
        Assert.Contains("because its cursors differ: its journal has what was read so far.", Log.Warnings[^1], StringComparison.Ordinal);
    }

    // ---- with a checkpoint ----

    [Fact]
    public async Task The_journal_of_the_provider_that_took_over_is_a_whole_list()
    {
        ScriptedHandler first = new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Answers.Json("{}", 402));
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([1, 2, 3], "null", "false", "3")));
        using (ListPager walk = Walk(null, ("SociaVault", first), ("UnifAPI", second))) { await AllAsync(walk); }

        // The user now asks the one that answers, with the same folder. What was bought is there, all of it.
        List<FollowingPage> pages = await _folder.RunAsync("UnifAPI", new ScriptedHandler());

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(pages));
    }

    [Fact]
    public async Task The_journal_from_a_cursor_has_the_account_on_the_border()
    {
        ScriptedHandler first = new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Answers.Json("{}", 402));
        ScriptedHandler second = new(Answers.Json(Wire.ScrapeCreators([2, 3], "0", "false")));
        using (ListPager walk = Walk(null, ("SociaVault", first), ("ScrapeCreators", second))) { await AllAsync(walk); }

        List<FollowingPage> pages = await _folder.RunAsync("ScrapeCreators", new ScriptedHandler(), query => query with { Cursor = "1700000300" });

        Assert.Equal(["user.2", "user.3"], Handles(pages));
    }

    [Theory]
    [InlineData("ScrapeCreators")]
    [InlineData("UnifAPI")]
    public async Task A_rerun_while_the_first_is_still_down_buys_nothing_again(string takesOver)
    {
        ScriptedHandler Dead(params Answer[] before) => new([.. before, Answers.Json("{}", 402)]);
        ScriptedHandler second = takesOver == "UnifAPI"
            ? new(Answers.Json(Wire.UnifAPI([1, 2, 3], "null", "false", "3")))
            : new(Answers.Json(Wire.ScrapeCreators([2, 3], "0", "false")));
        List<FollowingPage> bought;
        using (ListPager walk = Walk(null, ("SociaVault", Dead(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true")))), (takesOver, second))) { bought = await AllAsync(walk); }

        ScriptedHandler silent = new();
        using ListPager again = Walk(null, ("SociaVault", Dead()), (takesOver, silent));
        List<FollowingPage> saved = await AllAsync(again);

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(saved));
        Assert.Equal(bought.SelectMany(page => page.Accounts).Select(account => account.Provider), saved.SelectMany(page => page.Accounts).Select(account => account.Provider));
        Assert.Empty(silent.Requests);
        Assert.Equal(0, again.CreditsCharged);
    }

    [Fact]
    public async Task Journals_are_closed_after_each_provider()
    {
        ScriptedHandler first = new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true")), Answers.Json("{}", 402));
        using (ListPager walk = Walk(null, ("SociaVault", first), ("ScrapeCreators", new ScriptedHandler(Answers.Json(Wire.ScrapeCreators([3], "0", "true"))))))
        {
            await AllAsync(walk);
            using FileStream free = new(_folder.FileOf("SociaVault"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        using FileStream alsoFree = new(_folder.FileOf("ScrapeCreators", cursor: "1700000300"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    private ListPager Walk(Func<FollowingQuery, FollowingQuery>? with, params (string Provider, HttpMessageHandler Server)[] providers)
    {
        FollowingQuery query = new(FollowingHandle.Parse("someone"));
        FollowingClient[] clients = [.. providers.Select(one => _folder.Client(one.Provider, one.Server, settings: Lists.Patient with { MaximumRetryCount = 1 }, budget: _budget))];
        return new ListPager(clients, with is null ? query : with(query), Log.Log);
    }

    private static ScriptedHandler TwentyFiveThen402() => new(Answers.Json(Wire.SociaVault(s_25, "1700000300", "true", creditsUsed: "1")), Answers.Json("{}", 402));

    private static ScriptedHandler TwoThen402() => new(Answers.Json(Wire.SociaVault([1, 2], "1700000300", "true", creditsUsed: "1")), Answers.Json("{}", 402));

    private static PagedServer ServerOf(string provider, int count) =>
        provider == "UnifAPI" ? new UnifAPIServer(count) : new ListServer(provider, [.. Enumerable.Range(1, count).Chunk(20)]);

    private static async Task<List<FollowingPage>> AllAsync(ListPager walk)
    {
        List<FollowingPage> pages = [];
        while (await walk.NextPageAsync(CancellationToken.None) is FollowingPage page) { pages.Add(page); }
        return pages;
    }

    private static IEnumerable<string?> Handles(IEnumerable<FollowingPage> pages) => pages.SelectMany(page => page.Accounts).Select(account => account.Handle);

    /// <summary>A server that has no credits from some request on.</summary>
    private sealed class Dying(PagedServer server, int diesAt) : DelegatingHandler(server)
    {
        private int _requests;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            ++_requests >= diesAt ? await Answers.Json("{}", 402)(cancellationToken) : await base.SendAsync(request, cancellationToken);
    }
}
