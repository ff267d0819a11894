using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

/// <summary>Tests budgets, concurrent pages, and clients that are closing.</summary>
public partial class PageFetcherTests
{
    [Fact]
    public async Task A_page_that_could_exceed_the_budget_is_not_requested()
    {
        ScriptedHandler unused = new();
        CreditBudget budget = new(9);
        PageFetcher fetcher = Create("DumplingAI", unused, budget);

        FollowingException e =
            await Assert.ThrowsAsync<FollowingException>(() => fetcher.FetchPageAsync(null, null, default));

        Assert.Equal(FollowingErrorKind.BudgetReached, e.Kind);
        Assert.Contains("-MaxCredits 9", e.Message, StringComparison.Ordinal);
        Assert.Contains("could cost 10 credits", e.Message, StringComparison.Ordinal);
        Assert.Empty(unused.Requests);
        Assert.Equal(9, budget.Left);
        Assert.Equal(0, fetcher.Attempts);
    }

    [Theory]
    [InlineData(100, null, null, "?limit=20")]
    [InlineData(20, null, null, "?limit=20")]
    [InlineData(19, null, null, "?limit=19")]
    [InlineData(1, null, null, "?limit=1")]
    [InlineData(19, 50, null, "?limit=19")]
    [InlineData(60, 50, null, "?limit=50")]
    [InlineData(19, null, 5, "?limit=5")]
    [InlineData(3, null, 5, "?limit=3")]
    public async Task The_page_shrinks_to_the_budget_if_accounts_are_charged(
        int budget, int? pageSize, int? remaining, string query)
    {
        ScriptedHandler server = new(Responses.Json(Wire.UnifAPI([1], charged: "1")));

        await Create(
            "UnifAPI",
            server,
            new CreditBudget(budget),
            pageSize: pageSize).FetchPageAsync(null, remaining, default);

        Assert.Equal(query, Assert.Single(server.Requests).Query);
    }

    [Fact]
    public async Task A_retry_is_within_the_budget()
    {
        CreditBudget budget = new(5);
        ScriptedHandler server = new(s_chargedError, Responses.Json(Wire.UnifAPI([1, 2], charged: "2")));

        await Create("UnifAPI", server, budget).FetchPageAsync(null, null, default);

        Assert.Equal(["?limit=5", "?limit=2"], server.Requests.Select(request => request.Query));
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public async Task A_retry_that_could_exceed_the_budget_is_not_sent()
    {
        CreditBudget budget = new(3);
        ScriptedHandler server = new(s_chargedError);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            () => Create("UnifAPI", server, budget).FetchPageAsync(null, null, default));

        Assert.Equal(FollowingErrorKind.BudgetReached, e.Kind);
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public async Task Errors_without_a_charge_release_the_reservation()
    {
        CreditBudget budget = new(1);
        ScriptedHandler server = new(
            Responses.Html(500),
            Responses.Json("{}", 429),
            Responses.Throws(Refused()),
            Responses.Json(Wire.SociaVault([1])));

        await Create("SociaVault", server, budget).FetchPageAsync(null, null, default);

        Assert.Equal(0, budget.Left);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("cut")]
    [InlineData("not json")]
    public async Task Possible_charges_stay_in_the_budget(string how)
    {
        CreditBudget budget = new(2);
        Responder lost = how switch
        {
            "reset" => Responses.Throws(Reset()),
            "cut" => Responses.BreaksOff("{}", 1, 2),
            _ => Responses.Html(200),
        };
        PageFetcher fetcher = Create("SociaVault", ScriptedHandler.Always(lost), budget);

        await Assert.ThrowsAsync<FollowingException>(() => fetcher.FetchPageAsync(null, null, default));

        Assert.Equal(how == "not json" ? 1 : 0, budget.Left); // it is not retried
        Assert.Equal(how == "not json" ? 1 : 0, fetcher.CreditsCharged); // a complete response is charged
    }

    [Fact]
    public async Task Possible_charges_stay_in_the_budget_after_a_cancellation()
    {
        CreditBudget budget = new(2);
        using CancellationTokenSource stop = new();
        Responder stopped = async token =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Create("SociaVault", new ScriptedHandler(stopped), budget).FetchPageAsync(null, null, stop.Token));

        Assert.Equal(1, budget.Left);
    }

    [Fact]
    public async Task A_page_waits_for_the_rest_of_another_reservation()
    {
        CreditBudget budget = new(20);
        TaskCompletionSource<HttpResponseMessage> coming = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedHandler first = new(_ => coming.Task);
        ScriptedHandler second = new(Responses.Json(Wire.UnifAPI([9], charged: "15")));
        Task<ProviderPage> one = Create("UnifAPI", first, budget).FetchPageAsync(null, null, default);
        PageFetcher fetcher = Create("UnifAPI", second, budget);

        Task<ProviderPage> other = fetcher.FetchPageAsync(null, null, default);
        Assert.False(other.IsCompleted);
        Assert.Empty(second.Requests);
        coming.SetResult(await Responses.Json(Wire.UnifAPI([1, 2], charged: "5"))(default));
        await one;
        await other;

        // The page shrinks to the credits that are left.
        Assert.Contains("limit=15", Assert.Single(second.Requests).Query, StringComparison.Ordinal);
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public async Task A_page_shrinks_again_if_another_page_reserves_credits_meanwhile()
    {
        for (int read = 1; read <= 20; read++) // at each moment at which the page is being sized, and at others
        {
            CreditBudget budget = new(20);
            ScriptedHandler server = new(Responses.Json(Wire.UnifAPI([1])));
            bool isReserved = false;
            FactsObserver provider = new(
                ProviderRegistry.Get("UnifAPI"),
                count => isReserved |= count == read && budget.TryReserve(15));

            Task<ProviderPage> page = Create(provider, server, budget).FetchPageAsync(null, null, default);
            budget.Commit(isReserved ? 15 : 0, isReserved ? 14 : 0);
            await page;

            Assert.Equal(isReserved ? "?limit=5" : "?limit=20", Assert.Single(server.Requests).Query);
            Assert.Equal(isReserved ? 5 : 19, budget.Left);
        }
    }

    [Theory]
    [InlineData(1, "?limit=10", "?limit=9")]
    [InlineData(2, "?limit=4", "?limit=8")] // 9 credits are left for accounts at 2 credits, and then at 1 credit
    [InlineData(3, "?limit=2", "?limit=7")]
    public async Task A_lookup_is_the_price_of_an_account_until_a_page_is_charged(
        int charged, string first, string second)
    {
        ScriptedHandler server = new(
            Responses.Json($$$"""{"data":{"id":"6620"},"billing":{"credits_charged":{{{charged}}}}}"""),
            Responses.Json(Wire.UnifAPI([1], charged: "1")),
            Responses.Json(Wire.UnifAPI([2], charged: "1")));
        PageFetcher fetcher = Create("UnifAPI", server, new CreditBudget(11));

        ProviderPage lookup = await fetcher.FetchPageAsync(LookupCursor.Lookup(null), null, default);
        await fetcher.FetchPageAsync(lookup.NextCursor, null, default);
        await fetcher.FetchPageAsync(lookup.NextCursor, null, default);

        Assert.Equal([first, second], server.Requests.Skip(1).Select(request => request.Query));
    }

    [Fact]
    public async Task A_lookup_is_not_sent_if_no_page_could_follow_it()
    {
        ScriptedHandler unused = new();

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            () => Create("UnifAPI", unused, new CreditBudget(1)).FetchPageAsync(
                LookupCursor.Lookup(null), null, default));

        Assert.Equal(FollowingErrorKind.BudgetReached, e.Kind);
        Assert.Contains("the id and the next page of @someone at UnifAPI could cost 2 credits", e.Message);
        Assert.Empty(unused.Requests);
    }

    [Fact]
    public async Task A_lookup_keeps_the_credits_of_its_page_from_other_lists()
    {
        CreditBudget budget = new(4);
        ScriptedHandler server = new(
            Responses.Json("""{"data":{"id":"6620"},"billing":{"credits_charged":1}}"""),
            Responses.Json(Wire.UnifAPI([1], charged: "1")));
        PageFetcher first = Create("UnifAPI", server, budget);

        ProviderPage lookup = await first.FetchPageAsync(LookupCursor.Lookup(null), null, default);
        Assert.True(budget.TryReserve(2)); // all that other lists can get
        ProviderPage page = await first.FetchPageAsync(lookup.NextCursor, null, default);

        Assert.Single(page.Accounts);
        Assert.Equal("?limit=1", server.Requests[1].Query);
    }

    [Fact]
    public async Task The_credits_of_a_page_after_a_lookup_are_released_with_its_list()
    {
        CreditBudget budget = new(4);
        ScriptedHandler server = new(
            Responses.Json("""{"data":{"id":"6620"},"billing":{"credits_charged":1}}"""));
        using (PageFetcher fetcher = Create("UnifAPI", server, budget))
        {
            await fetcher.FetchPageAsync(LookupCursor.Lookup(null), null, default);
            Assert.Equal(2, budget.Left);
        }

        Assert.Equal(3, budget.Left);
    }

    [Fact]
    public async Task A_page_is_not_fetched_if_the_wait_leaves_too_few_credits()
    {
        CreditBudget budget = new(1);
        TaskCompletionSource<HttpResponseMessage> coming = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ProviderPage> one = Create(
            "SociaVault", new ScriptedHandler(_ => coming.Task), budget).FetchPageAsync(null, null, default);
        Task<ProviderPage> other =
            Create("SociaVault", new ScriptedHandler(), budget).FetchPageAsync(null, null, default);
        Assert.False(other.IsCompleted);

        coming.SetResult(await Responses.Json(Wire.SociaVault([1]))(default));
        await one;

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => other);
        Assert.Equal(FollowingErrorKind.BudgetReached, e.Kind);
    }

    [Fact]
    public async Task A_free_error_leaves_its_reservation_to_a_waiting_page()
    {
        CreditBudget budget = new(1);
        TaskCompletionSource<HttpResponseMessage> coming = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ProviderPage> one = Create("SociaVault", new ScriptedHandler(_ => coming.Task), budget, retries: 0)
            .FetchPageAsync(null, null, default);
        Task<ProviderPage> other = Create(
            "SociaVault", new ScriptedHandler(Responses.Json(Wire.SociaVault([1]))), budget)
            .FetchPageAsync(null, null, default);

        coming.SetResult(await Responses.Html(500)(default));

        await Assert.ThrowsAsync<FollowingException>(() => one);
        Assert.Single((await other).Accounts);
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public async Task A_request_that_waits_for_the_budget_is_not_sent_after_closing()
    {
        using CancellationTokenSource closing = new();
        CreditBudget budget = new(1);
        budget.TryReserve(1);
        Task<ProviderPage> waiting = Create(
            "SociaVault", new ScriptedHandler(), budget, closing: closing.Token).FetchPageAsync(null, null, default);
        Assert.False(waiting.IsCompleted);

        await closing.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task No_request_is_sent_after_closing(int retries)
    {
        using CancellationTokenSource closing = new();
        await closing.CancelAsync();
        CreditBudget budget = new(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Create("SociaVault", new ScriptedHandler(), budget, retries, closing: closing.Token)
                .FetchPageAsync(null, null, default));

        Assert.Equal(1, budget.Left);
    }

    [Fact]
    public async Task A_request_in_flight_is_completed_after_closing()
    {
        using CancellationTokenSource closing = new();
        Responder late = async token =>
        {
            await closing.CancelAsync();
            token.ThrowIfCancellationRequested();
            return await Responses.Json(Wire.SociaVault([1]))(token);
        };

        ProviderPage page = await Create(
            "SociaVault", new ScriptedHandler(late), closing: closing.Token).FetchPageAsync(null, null, default);

        Assert.Single(page.Accounts);
    }

    [Fact]
    public async Task No_retry_is_sent_after_closing()
    {
        using CancellationTokenSource closing = new();
        Responder late = async token =>
        {
            await closing.CancelAsync();
            return await Responses.Html(503)(token);
        };
        ScriptedHandler server = new(late);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Create("SociaVault", server, closing: closing.Token).FetchPageAsync(null, null, default));

        Assert.Single(server.Requests);
    }

    /// <summary>Reports each read of its facts.</summary>
    private sealed class FactsObserver(IFollowingProvider provider, Action<int> onRead) : IFollowingProvider
    {
        private int _reads;

        public ProviderMetadata Facts
        {
            get
            {
                onRead(++_reads);
                return provider.Facts;
            }
        }

        public FieldNames Fields => provider.Fields;

        public BalanceRules? Balance => provider.Balance;

        public HttpRequestMessage CreateRequest(PageRequest page, Uri baseUri) =>
            provider.CreateRequest(page, baseUri);

        public ProviderPage ReadPage(PageRequest page, ErrorResponse response) => provider.ReadPage(page, response);
    }
}
