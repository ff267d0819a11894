using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;
using static TikTokFollowing.Client.Tests.Doubles.Pages;

namespace TikTokFollowing.Client.Tests.Paging;

public sealed class FallbackPagerBudgetTests : FallbackPagerTestBase
{
    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 1)]
    public async Task A_fallback_that_can_only_list_duplicates_within_the_budget_is_skipped(int credits, int left)
    {
        Budget = new CreditBudget(credits);
        ScriptedHandler unused = new();
        using ListPager pager = Open(null, ("SociaVault", TwoThen402()), ("UnifAPI", unused));
        await pager.NextPageAsync(default);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(pager.ReadAllAsync);

        // The original error, with the price of the fallback.
        Assert.Equal((FollowingErrorKind.CreditsExhausted, "SociaVault"), (e.Kind, e.Provider));
        Assert.EndsWith(
            "UnifAPI was skipped: it would charge 3 credits before it returns a new account, and "
            + $"-MaxCredits {credits} leaves {left}.",
            e.Message,
            StringComparison.Ordinal);
        Assert.Empty(unused.Requests);
        Assert.Equal(
            ("SociaVault", "1700000300", 1L), (pager.Facts.Name, pager.Stopped.NextCursor, pager.CreditsCharged));
        Assert.Equal(left, Budget.Left);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task A_fallback_that_reaches_a_new_account_within_the_budget_is_used()
    {
        Budget = new CreditBudget(4);
        ScriptedHandler second = new(Responses.Json(Wire.UnifAPI([1, 2, 3], "\"c2\"", "true", "3")));
        using ListPager pager = Open(null, ("SociaVault", TwoThen402()), ("UnifAPI", second));

        Assert.Equal(
            ["user.1", "user.2"],
            (await pager.NextPageAsync(default))!.Accounts.Select(account => account.Handle));
        Assert.Equal(["user.3"], (await pager.NextPageAsync(default))!.Accounts.Select(account => account.Handle));
        Assert.Equal(
            FollowingErrorKind.BudgetReached,
            (await Assert.ThrowsAsync<FollowingException>(pager.ReadAllAsync)).Kind);

        Assert.Equal("?limit=3", Assert.Single(second.Requests).Query);
        Assert.Equal(4, pager.CreditsCharged);
        Assert.Equal(0, Budget.Left);
    }

    [Fact]
    public async Task The_first_fallback_within_the_budget_is_used()
    {
        Budget = new CreditBudget(3);
        ScriptedHandler unused = new();
        ScriptedHandler third = new(Responses.Json(Wire.ScrapeCreators([2, 3], "0", "false")));
        using ListPager pager = Open(
            null, ("SociaVault", TwoThen402()), ("UnifAPI", unused), ("ScrapeCreators", third));

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(await pager.ReadAllAsync()));
        Assert.Empty(unused.Requests);
        Assert.Single(third.Requests);
        Assert.Equal(2, pager.CreditsCharged);
        Assert.Contains(
            "UnifAPI was skipped: it would charge 3 credits before it returns a new account, and "
            + "-MaxCredits 3 leaves 2. ScrapeCreators continues the list at the same account (cursor 1700000300), "
            + "so nothing is charged twice.",
            Assert.Single(Log.Warnings),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SociaVault", "UnifAPI")]
    [InlineData("SociaVault", "SocialFetch")]
    [InlineData("UnifAPI", "SociaVault")]
    public async Task A_list_that_starts_at_a_cursor_is_not_started_again_by_a_fallback(string first, string second)
    {
        ScriptedHandler unused = new();
        using ListPager pager = Open(
            query => query with { Cursor = "1700000300" },
            (first, ScriptedHandler.Always(Responses.Json("{}", 402))),
            (second, unused));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(pager.ReadAllAsync);

        Assert.Equal((FollowingErrorKind.CreditsExhausted, first), (e.Kind, e.Provider));
        Assert.Contains(
            $"{second} was skipped: its cursors differ, so it cannot start where this list does.",
            e.Message,
            StringComparison.Ordinal);
        Assert.Empty(unused.Requests);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task A_list_that_starts_at_a_follow_time_continues_at_a_provider_with_follow_times()
    {
        ScriptedHandler unused = new();
        ScriptedHandler third = new(Responses.Json(Wire.ScrapeCreators([2, 3], "0", "false")));
        using ListPager pager = Open(
            query => query with { Cursor = "1700000300" }, (
                "SociaVault",
                ScriptedHandler.Always(Responses.Json("{}", 402))), ("UnifAPI", unused), ("ScrapeCreators", third));

        Assert.Equal(["user.2", "user.3"], Handles(await pager.ReadAllAsync()));
        Assert.Empty(unused.Requests);
        Assert.Equal("?handle=someone&min_time=1700000300", Assert.Single(third.Requests).Query);
    }

    [Fact]
    public async Task A_fallback_whose_next_page_exceeds_the_budget_is_skipped()
    {
        Budget = new CreditBudget(9);
        ScriptedHandler unused = new();
        using ListPager pager = Open(
            null, ("SociaVault", ScriptedHandler.Always(Responses.Json("{}", 500))), ("DumplingAI", unused));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(pager.ReadAllAsync);

        Assert.Equal((FollowingErrorKind.ProviderUnavailable, "SociaVault"), (e.Kind, e.Provider));
        Assert.EndsWith(
            "DumplingAI was skipped: its next page could cost 10 credits, and -MaxCredits 9 leaves 9.",
            e.Message,
            StringComparison.Ordinal);
        Assert.Empty(unused.Requests);
        Assert.Empty(Log.Warnings);
    }

    // No budget is exceeded, and a fallback that is charged for duplicates also returns a new account.
    [Theory]
    [InlineData("SociaVault", "UnifAPI")]
    [InlineData("UnifAPI", "SociaVault")]
    [InlineData("UnifAPI", "ScrapeCreators")]
    public async Task A_fallback_is_charged_only_if_it_returns_a_new_account_at_any_budget(string from, string to)
    {
        int contacted = 0;
        for (int credits = 0; credits <= 150; credits++)
        {
            Budget = new CreditBudget(credits);
            foreach (string journal in Directory.GetFiles(Folder.Path)) { File.Delete(journal); }
            using CreditLimitedHandler first = new(ServerOf(from, 70), failsFrom: 3);
            PagedServer second = ServerOf(to, 70);
            using ListPager pager = Open(null, (from, first), (to, second));
            List<FollowedAccount> accounts = [];
            try
            {
                while (await pager.NextPageAsync(default) is FollowingPage page) { accounts.AddRange(page.Accounts); }
            }
            catch (FollowingException) { }

            Assert.True(pager.CreditsCharged <= credits, $"{pager.CreditsCharged} of {credits}");
            Assert.Equal(second.Requests > 0, accounts.Any(account => account.Provider == to));
            Assert.Equal(Enumerable.Range(1, accounts.Count), accounts.Select(account => account.Position));
            Assert.Equal(
                Enumerable.Range(1, accounts.Count).Select(Wire.Handle),
                accounts.Select(account => account.Handle));
            if (second.Requests > 0) { contacted++; }
        }
        Assert.InRange(contacted, 1, 149);
    }

    [Fact]
    public async Task The_budget_counts_only_charges_after_a_fallback()
    {
        Budget = new CreditBudget(50);
        // The fallback lacks most accounts, and has one that is newer than all.
        ScriptedHandler second = new(
            Responses.Json(Wire.UnifAPI([99, 1, 30], "\"c2\"", "true", "3")),
            Responses.Json(Wire.UnifAPI([31], "null", "false", "1")));
        using ListPager pager = Open(null, ("SociaVault", TwentyFiveThen402()), ("UnifAPI", second));

        await pager.NextPageAsync(default);
        Assert.Equal(
            ["user.99", "user.30"],
            (await pager.NextPageAsync(default))!.Accounts.Select(account => account.Handle));
        Assert.Equal(46, Budget.Left);
        await pager.ReadAllAsync();
        Assert.Equal(45, Budget.Left);
    }

    [Fact]
    public async Task A_fallback_without_credits_leaves_the_budget_to_the_next_one()
    {
        Budget = new CreditBudget(27);
        ScriptedHandler third = new(Responses.Json(Wire.ScrapeCreators([25, 26], "0", "false")));
        using ListPager pager = Open(
            null,
            ("SociaVault", TwentyFiveThen402()),
            ("UnifAPI", new ScriptedHandler(Responses.Json("{}", 402))),
            ("ScrapeCreators", third));

        Assert.Equal(26, Handles(await pager.ReadAllAsync()).Count);
        Assert.Equal(25, Budget.Left);
    }

    [Fact]
    public async Task No_duplicates_are_fetched_after_lost_responses_used_up_the_budget()
    {
        Budget = new CreditBudget(50);
        // 49 credits are left. Two responses of the second page are lost, which counts as 20 credits and as the 9 that
        // are left then. 5 more duplicates are expected.
        ScriptedHandler second = new(
            Responses.Json(Wire.UnifAPI(FirstTwentyFive[..20], "\"c2\"", "true", "20")),
            Responses.BreaksOff("{}", 1, 2),
            Responses.BreaksOff("{}", 1, 2));
        using ListPager pager = Open(null, ("SociaVault", TwentyFiveThen402()), ("UnifAPI", second));

        await pager.NextPageAsync(default);
        Assert.Empty((await pager.NextPageAsync(default))!.Accounts);
        FollowingException lost = await Assert.ThrowsAsync<FollowingException>(() => pager.NextPageAsync(default));
        Assert.Equal(FollowingErrorKind.UnexpectedResponse, lost.Kind);
        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => pager.NextPageAsync(default));

        Assert.Equal(FollowingErrorKind.BudgetReached, e.Kind);
        Assert.Equal(
            "Stopped at -MaxCredits 50: UnifAPI would charge at least 6 credits for accounts of "
            + "@someone that were returned before.", e.Message);
        Assert.Equal(3, second.Requests.Count);
    }

    [Theory]
    [InlineData(3, "?limit=3")]
    [InlineData(30, "?limit=20")]
    public async Task Duplicates_do_not_count_as_wanted_accounts(int wanted, string query)
    {
        ScriptedHandler second = new(Responses.Json(Wire.UnifAPI([1, 2, 3], "null", "false", "3")));
        using ListPager pager = Open(
            given => given with { Wanted = wanted }, ("SociaVault", TwoThen402()), ("UnifAPI", second));

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(await pager.ReadAllAsync()));
        Assert.Equal(query, Assert.Single(second.Requests).Query);
    }

    [Theory]
    [InlineData(1, 2, null)]
    [InlineData(
        1, 3, "because its cursors differ, and charges again for 1 account already read; duplicates are dropped.")]
    [InlineData(2, 2, "because its cursors differ; its journal has the accounts already read.")]
    public async Task Accounts_in_the_journal_of_a_fallback_are_not_in_its_price(
        int saved, int credits, string? expected)
    {
        int[] all = [1, 2, 3];
        ScriptedHandler earlier = new(
            Responses.Json(Wire.UnifAPI(all[..saved], "\"c2\"", "true")), Responses.Json("{}", 402));
        await Assert.ThrowsAsync<FollowingException>(() => Folder.RunAsync("UnifAPI", earlier));
        Budget = new CreditBudget(credits);
        ScriptedHandler second = new(Responses.Json(Wire.UnifAPI(all[saved..], "null", "false")));
        using ListPager pager = Open(null, ("SociaVault", TwoThen402()), ("UnifAPI", second));

        if (expected is null)
        {
            FollowingException e = await Assert.ThrowsAsync<FollowingException>(pager.ReadAllAsync);
            Assert.EndsWith(
                "UnifAPI was skipped: it would charge 2 credits before it returns a new account, and "
                + "-MaxCredits 2 leaves 1.",
                e.Message,
                StringComparison.Ordinal);
            Assert.Empty(second.Requests);
            return;
        }
        Assert.Equal(["user.1", "user.2", "user.3"], Handles(await pager.ReadAllAsync()));
        Assert.Contains(expected, Assert.Single(Log.Warnings), StringComparison.Ordinal);
        Assert.Equal($"?cursor=c2&limit={3 - saved}", Assert.Single(second.Requests).Query);
        Assert.Equal(0, Budget.Left);
    }

    [Fact]
    public async Task A_fallback_whose_journal_has_the_whole_list_needs_no_budget()
    {
        ScriptedHandler second = new(
            Responses.Json(Wire.UnifAPI([1, 2], "\"c2\"", "true", "2")),
            Responses.Json(Wire.UnifAPI([3], "null", "false", "1")));
        using (ListPager pager = Open(null, ("SociaVault", TwoThen402()), ("UnifAPI", second)))
        {
            await pager.ReadAllAsync();
        }

        Budget = new CreditBudget(1);
        ScriptedHandler unused = new();
        using ListPager again = Open(
            null, ("SociaVault", new ScriptedHandler(Responses.Json("{}", 402))), ("UnifAPI", unused));

        Assert.Equal(["user.1", "user.2", "user.3"], Handles(await again.ReadAllAsync()));
        Assert.NotNull(again.Saved);
        Assert.Empty(unused.Requests);
        Assert.Contains(
            "because its cursors differ; its journal has the accounts already read.",
            Log.Warnings[^1],
            StringComparison.Ordinal);
    }

    /// <summary>Returns status 402 from a request on.</summary>
    private sealed class CreditLimitedHandler(PagedServer server, int failsFrom) : DelegatingHandler(server)
    {
        private int _requests;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            ++_requests >= failsFrom ? await Responses.Json("{}", 402)(cancellationToken) : await base.SendAsync(
                request, cancellationToken);
    }
}
