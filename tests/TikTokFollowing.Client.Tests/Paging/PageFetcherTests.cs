using System;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Chaos;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public class PageFetcherTests
{
    private static readonly Answer s_chargedError =
        Answers.Json("""{"error":{"type":"upstream_error","message":"x","billing":{"credits_charged":3}}}""", 502);

    private readonly Logbook _log = new();

    // ---- counting ----

    [Theory]
    [InlineData("SociaVault", 1)]
    [InlineData("ScrapeCreators", 1)]
    [InlineData("DumplingAI", 10)]
    public async Task A_page_costs_its_price_where_the_answer_does_not_say(string provider, int price)
    {
        PageFetcher order = Order(provider, new ScriptedHandler(Answers.Json("""{"followings":[],"followingList":[],"data":{"followings":[]},"has_more":false}""")));

        await order.FetchPageAsync(default);

        Assert.Equal(price, order.CreditsCharged);
        Assert.Equal(1, order.Attempts);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("-7", 2)]
    [InlineData("\"x\"", 2)]
    public async Task A_page_costs_what_its_answer_says_else_its_records(string? charged, int expected)
    {
        PageFetcher order = Order("UnifAPI", new ScriptedHandler(Answers.Json(Wire.UnifAPI([1, 2], charged: charged))));

        await order.FetchPageAsync(default);

        Assert.Equal(expected, order.CreditsCharged);
    }

    [Fact]
    public async Task Errors_that_were_repeated_and_say_that_they_were_charged_count_too()
    {
        PageFetcher order = Order("UnifAPI", new ScriptedHandler(s_chargedError, Answers.Html(503), s_chargedError, Answers.Json(Wire.UnifAPI([1], charged: "1"))));

        await order.FetchPageAsync(default);

        Assert.Equal(7, order.CreditsCharged);
        Assert.Equal(4, order.Attempts);
    }

    [Fact]
    public async Task The_last_error_counts_once()
    {
        PageFetcher order = Order("UnifAPI", new ScriptedHandler(s_chargedError, s_chargedError), retries: 1);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => order.FetchPageAsync(default));

        Assert.Equal(3, e.CreditsCharged);
        Assert.Equal(6, order.CreditsCharged);
    }

    [Fact]
    public async Task What_is_not_known_to_be_charged_is_not_told_as_charged()
    {
        PageFetcher order = Order("SociaVault", new ScriptedHandler(Answers.BreaksOff("{}", 1, 2), Answers.Throws(Reset()), Answers.Html(500), Answers.Json(Wire.SociaVault([1]))));

        await order.FetchPageAsync(default);

        Assert.Equal(1, order.CreditsCharged);
        Assert.Equal(4, order.Attempts);
    }

    [Fact]
    public async Task A_whole_answer_that_cannot_be_understood_was_paid_for()
    {
        PageFetcher order = Order("SociaVault", new ScriptedHandler(Answers.Json("""{"surprise":1}""")));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => order.FetchPageAsync(default));

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Equal(1, order.CreditsCharged);
    }

    [Fact]
    public async Task Credits_however_many_never_become_fewer()
    {
        Answer absurd = Answers.Json("""{"error":{"type":"upstream_error","billing":{"credits_charged":9223372036854775807}}}""", 502);
        PageFetcher order = Order("UnifAPI", new ScriptedHandler(absurd, absurd, Answers.Json(Wire.UnifAPI([1], charged: "1"))));

        await order.FetchPageAsync(default);

        Assert.True(order.CreditsCharged > 0, $"{order.CreditsCharged} credits");
    }

    [Fact]
    public async Task Nor_do_they_over_the_pages_of_a_list()
    {
        const string Absurd = "9223372036854775807";
        ListPager list = Lists.Open("UnifAPI", new ScriptedHandler(
            Answers.Json(Wire.UnifAPI([1], "\"c2\"", "true", Absurd)), Answers.Json(Wire.UnifAPI([2], "null", "false", Absurd))));

        Assert.All(await list.WalkAsync(), page => Assert.True(page.CreditsCharged > 0, $"{page.CreditsCharged} credits"));

        Assert.True(list.CreditsCharged > 0, $"{list.CreditsCharged} credits");
    }

    // ---- the budget ----

    [Fact]
    public async Task The_page_that_could_exceed_the_budget_is_not_asked_for()
    {
        ScriptedHandler silent = new();
        CreditBudget budget = new(9);
        PageFetcher order = Order("DumplingAI", silent, budget);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => order.FetchPageAsync(default));

        Assert.Equal(FollowingErrorKind.BudgetReached, e.Kind);
        Assert.Contains("-MaxCredits 9", e.Message, StringComparison.Ordinal);
        Assert.Contains("could cost 10 credits", e.Message, StringComparison.Ordinal);
        Assert.Empty(silent.Requests);
        Assert.Equal(9, budget.Left);
        Assert.Equal(0, order.Attempts);
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
    public async Task By_the_record_the_page_shrinks_to_what_is_left(int budget, int? pageSize, int? remaining, string query)
    {
        ScriptedHandler server = new(Answers.Json(Wire.UnifAPI([1], charged: "1")));

        await Order("UnifAPI", server, new CreditBudget(budget), pageSize: pageSize, remaining: remaining).FetchPageAsync(default);

        Assert.Equal(query, Assert.Single(server.Requests).Query);
    }

    [Fact]
    public async Task A_repetition_is_within_the_budget_too()
    {
        CreditBudget budget = new(5);
        ScriptedHandler server = new(s_chargedError, Answers.Json(Wire.UnifAPI([1, 2], charged: "2")));

        await Order("UnifAPI", server, budget).FetchPageAsync(default);

        Assert.Equal(["?limit=5", "?limit=2"], server.Requests.Select(request => request.Query));
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public async Task A_repetition_that_could_exceed_it_is_not_sent()
    {
        CreditBudget budget = new(3);
        ScriptedHandler server = new(s_chargedError);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => Order("UnifAPI", server, budget).FetchPageAsync(default));

        Assert.Equal(FollowingErrorKind.BudgetReached, e.Kind);
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public async Task Refusals_give_back_what_was_set_aside()
    {
        CreditBudget budget = new(1);
        ScriptedHandler server = new(Answers.Html(500), Answers.Json("{}", 429), Answers.Throws(Refused()), Answers.Json(Wire.SociaVault([1])));

        await Order("SociaVault", server, budget).FetchPageAsync(default);

        Assert.Equal(0, budget.Left);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("cut")]
    [InlineData("not json")]
    public async Task What_may_have_been_charged_stays_set_aside(string how)
    {
        CreditBudget budget = new(2);
        Answer lost = how switch
        {
            "reset" => Answers.Throws(Reset()),
            "cut" => Answers.BreaksOff("{}", 1, 2),
            _ => Answers.Html(200),
        };
        PageFetcher order = Order("SociaVault", ScriptedHandler.Always(lost), budget);

        await Assert.ThrowsAsync<FollowingException>(() => order.FetchPageAsync(default));

        Assert.Equal(how == "not json" ? 1 : 0, budget.Left); // that one is not repeated
        Assert.Equal(how == "not json" ? 1 : 0, order.CreditsCharged); // it came whole, so it was paid for
    }

    [Fact]
    public async Task A_stop_by_the_user_keeps_set_aside_what_may_have_been_charged()
    {
        CreditBudget budget = new(2);
        using CancellationTokenSource stop = new();
        Answer stopped = async token =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Order("SociaVault", new ScriptedHandler(stopped), budget).FetchPageAsync(stop.Token));

        Assert.Equal(1, budget.Left);
    }

    // ---- several at a time ----

    [Fact]
    public async Task A_page_waits_for_what_another_one_leaves_of_the_budget()
    {
        CreditBudget budget = new(20);
        TaskCompletionSource<HttpResponseMessage> coming = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedHandler first = new(_ => coming.Task);
        ScriptedHandler second = new(Answers.Json(Wire.UnifAPI([9], charged: "15")));
        Task<ProviderPage> one = Order("UnifAPI", first, budget).FetchPageAsync(default);
        PageFetcher order = Order("UnifAPI", second, budget);

        Task<ProviderPage> other = order.FetchPageAsync(default);
        Assert.False(other.IsCompleted);
        Assert.Empty(second.Requests);
        coming.SetResult(await Answers.Json(Wire.UnifAPI([1, 2], charged: "5"))(default));
        await one;
        await other;

        Assert.Contains("limit=15", Assert.Single(second.Requests).Query, StringComparison.Ordinal); // no more than is left
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public async Task A_page_for_which_nothing_is_left_after_all_is_not_bought()
    {
        CreditBudget budget = new(1);
        TaskCompletionSource<HttpResponseMessage> coming = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ProviderPage> one = Order("SociaVault", new ScriptedHandler(_ => coming.Task), budget).FetchPageAsync(default);
        Task<ProviderPage> other = Order("SociaVault", new ScriptedHandler(), budget).FetchPageAsync(default);
        Assert.False(other.IsCompleted);

        coming.SetResult(await Answers.Json(Wire.SociaVault([1]))(default));
        await one;

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => other);
        Assert.Equal(FollowingErrorKind.BudgetReached, e.Kind);
    }

    [Fact]
    public async Task An_error_that_costs_nothing_leaves_its_credit_to_the_page_that_waits()
    {
        CreditBudget budget = new(1);
        TaskCompletionSource<HttpResponseMessage> coming = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ProviderPage> one = Order("SociaVault", new ScriptedHandler(_ => coming.Task), budget, retries: 0).FetchPageAsync(default);
        Task<ProviderPage> other = Order("SociaVault", new ScriptedHandler(Answers.Json(Wire.SociaVault([1]))), budget).FetchPageAsync(default);

        coming.SetResult(await Answers.Html(500)(default));

        await Assert.ThrowsAsync<FollowingException>(() => one);
        Assert.Single((await other).Accounts);
        Assert.Equal(0, budget.Left);
    }

    // ---- nothing is bought any more ----

    [Fact]
    public async Task What_waits_for_the_budget_when_buying_ends_is_not_sent()
    {
        using CancellationTokenSource closing = new();
        CreditBudget budget = new(1);
        budget.TryReserve(1);
        Task<ProviderPage> waiting = Order("SociaVault", new ScriptedHandler(), budget, closing: closing.Token).FetchPageAsync(default);
        Assert.False(waiting.IsCompleted);

        await closing.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task What_is_asked_for_after_buying_has_ended_is_not_sent(int retries)
    {
        using CancellationTokenSource closing = new();
        await closing.CancelAsync();
        CreditBudget budget = new(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Order("SociaVault", new ScriptedHandler(), budget, retries, closing: closing.Token).FetchPageAsync(default));

        Assert.Equal(1, budget.Left);
    }

    [Fact]
    public async Task What_was_sent_before_buying_ended_is_answered()
    {
        using CancellationTokenSource closing = new();
        Answer late = async token =>
        {
            await closing.CancelAsync();
            token.ThrowIfCancellationRequested();
            return await Answers.Json(Wire.SociaVault([1]))(token);
        };

        ProviderPage page = await Order("SociaVault", new ScriptedHandler(late), closing: closing.Token).FetchPageAsync(default);

        Assert.Single(page.Accounts);
    }

    [Fact]
    public async Task A_failure_after_buying_has_ended_is_not_repeated()
    {
        using CancellationTokenSource closing = new();
        Answer late = async token =>
        {
            await closing.CancelAsync();
            return await Answers.Html(503)(token);
        };
        ScriptedHandler server = new(late);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Order("SociaVault", server, closing: closing.Token).FetchPageAsync(default));

        Assert.Single(server.Requests);
    }

    // ---- telling ----

    [Fact]
    public async Task Every_request_has_a_line_with_its_credits()
    {
        await Order("UnifAPI", new ScriptedHandler(s_chargedError, Answers.Json(Wire.UnifAPI([1, 2], charged: "2", balance: "40")))).FetchPageAsync(default);

        Assert.Contains(_log.Verbose, line => line.Contains("200", StringComparison.Ordinal) && line.EndsWith("2 accounts, 2 credits, 40 left", StringComparison.Ordinal));
        Assert.Contains(_log.Verbose, line => line.Contains("502", StringComparison.Ordinal));
        Assert.DoesNotContain(Lists.Key, _log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_to_come_back_is_told_and_a_long_wait_is_a_rate_limit_whatever_the_status()
    {
        ScriptedHandler server = new(Answers.Html(500).With("Retry-After", "7200"));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => Order("SociaVault", server).FetchPageAsync(default));

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal(FakeClock.Start.AddSeconds(7200).LocalDateTime, e.RetryAt);
        Assert.Single(server.Requests);
    }

    private static HttpRequestException Reset() => new("reset", new SocketException((int)SocketError.ConnectionReset));

    private static HttpRequestException Refused() => new("refused", new SocketException((int)SocketError.ConnectionRefused));

    private PageFetcher Order(string provider, HttpMessageHandler server, CreditBudget? budget = null, int retries = 4, int? pageSize = null, int? remaining = null, CancellationToken closing = default)
    {
        FollowingClient client = new(
            ProviderRegistry.Get(provider),
            new ApiKey(Lists.Key),
            settings: Lists.Patient with { MaximumRetryCount = retries },
            log: _log.Log,
            transport: SharedHttpClient.Create(server),
            clock: new FakeClock(),
            budget: budget,
            rates: new RateLimitTracker(),
            closing: closing);
        return client.CreateFetcher(new FollowingQuery(FollowingHandle.Parse("someone")) { PageSize = pageSize }, null, remaining, _ => { });
    }
}
