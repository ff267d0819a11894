using System.Net.Http;
using System.Net.Sockets;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Chaos;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Paging;

public partial class PageFetcherTests
{
    private static readonly Responder s_chargedError =
        Responses.Json("""{"error":{"type":"upstream_error","message":"x","billing":{"credits_charged":3}}}""", 502);

    private readonly Logbook _log = new();

    [Theory]
    [InlineData("SociaVault", 1)]
    [InlineData("ScrapeCreators", 1)]
    [InlineData("DumplingAI", 10)]
    public async Task A_page_costs_the_listed_price_if_the_response_states_no_charge(string provider, int price)
    {
        PageFetcher fetcher = Create(
            provider,
            new ScriptedHandler(
                Responses.Json("""{"followings":[],"followingList":[],"data":{"followings":[]},"has_more":false}""")));

        await fetcher.FetchPageAsync(null, null, default);

        Assert.Equal(price, fetcher.CreditsCharged);
        Assert.Equal(1, fetcher.Attempts);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("-7", 2)]
    [InlineData("\"x\"", 2)]
    public async Task A_page_costs_the_stated_charge_else_its_accounts(string? charged, int expected)
    {
        PageFetcher fetcher =
            Create("UnifAPI", new ScriptedHandler(Responses.Json(Wire.UnifAPI([1, 2], charged: charged))));

        await fetcher.FetchPageAsync(null, null, default);

        Assert.Equal(expected, fetcher.CreditsCharged);
    }

    [Fact]
    public async Task Stated_charges_of_retried_errors_are_counted()
    {
        PageFetcher fetcher = Create(
            "UnifAPI",
            new ScriptedHandler(
                s_chargedError, Responses.Html(503), s_chargedError, Responses.Json(Wire.UnifAPI([1], charged: "1"))));

        await fetcher.FetchPageAsync(null, null, default);

        Assert.Equal(7, fetcher.CreditsCharged);
        Assert.Equal(4, fetcher.Attempts);
    }

    [Fact]
    public async Task The_charge_of_the_last_error_is_counted_once()
    {
        PageFetcher fetcher = Create("UnifAPI", new ScriptedHandler(s_chargedError, s_chargedError), retries: 1);

        FollowingException e =
            await Assert.ThrowsAsync<FollowingException>(() => fetcher.FetchPageAsync(null, null, default));

        Assert.Equal(3, e.CreditsCharged);
        Assert.Equal(6, fetcher.CreditsCharged);
    }

    [Fact]
    public async Task Possible_charges_are_not_reported()
    {
        PageFetcher fetcher = Create(
            "SociaVault",
            new ScriptedHandler(
                Responses.BreaksOff("{}", 1, 2),
                Responses.Throws(Reset()),
                Responses.Html(500),
                Responses.Json(Wire.SociaVault([1]))));

        await fetcher.FetchPageAsync(null, null, default);

        Assert.Equal(1, fetcher.CreditsCharged);
        Assert.Equal(4, fetcher.Attempts);
    }

    [Fact]
    public async Task A_complete_unreadable_response_is_charged()
    {
        PageFetcher fetcher = Create("SociaVault", new ScriptedHandler(Responses.Json("""{"surprise":1}""")));

        FollowingException e =
            await Assert.ThrowsAsync<FollowingException>(() => fetcher.FetchPageAsync(null, null, default));

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Equal(1, fetcher.CreditsCharged);
    }

    [Fact]
    public async Task Huge_charges_do_not_overflow()
    {
        Responder absurd = Responses.Json(
            """{"error":{"type":"upstream_error","billing":{"credits_charged":9223372036854775807}}}""", 502);
        PageFetcher fetcher = Create(
            "UnifAPI", new ScriptedHandler(absurd, absurd, Responses.Json(Wire.UnifAPI([1], charged: "1"))));

        await fetcher.FetchPageAsync(null, null, default);

        Assert.True(fetcher.CreditsCharged > 0, $"{fetcher.CreditsCharged} credits");
    }

    [Fact]
    public async Task Huge_charges_do_not_overflow_over_several_pages()
    {
        const string Absurd = "9223372036854775807";
        ListPager list = Lists.Open("UnifAPI", new ScriptedHandler(
            Responses.Json(Wire.UnifAPI([1], "\"c2\"", "true", Absurd)), Responses.Json(
                Wire.UnifAPI([2], "null", "false", Absurd))));

        Assert.All(
            await list.ReadAllAsync(),
            page => Assert.True(page.CreditsCharged > 0, $"{page.CreditsCharged} credits"));

        Assert.True(list.CreditsCharged > 0, $"{list.CreditsCharged} credits");
    }

    [Fact]
    public async Task The_verbose_stream_has_a_line_with_credits_for_each_request()
    {
        await Create(
            "UnifAPI",
            new ScriptedHandler(
                s_chargedError,
                Responses.Json(Wire.UnifAPI([1, 2], charged: "2", balance: "40")))).FetchPageAsync(null, null, default);

        Assert.Contains(
            _log.Verbose,
            line => line.Contains("200", StringComparison.Ordinal) && line.EndsWith(
                "2 accounts, 2 credits, 40 left", StringComparison.Ordinal));
        Assert.Contains(_log.Verbose, line => line.Contains("502", StringComparison.Ordinal));
        Assert.DoesNotContain(Lists.Key, _log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_retry_after_is_a_rate_limit_at_any_status()
    {
        ScriptedHandler server = new(Responses.Html(500).With("Retry-After", "7200"));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            () => Create("SociaVault", server).FetchPageAsync(null, null, default));

        Assert.Equal(FollowingErrorKind.RateLimited, e.Kind);
        Assert.Equal(FakeClock.Start.AddSeconds(7200).LocalDateTime, e.RetryAt);
        Assert.Single(server.Requests);
    }

    private static HttpRequestException Reset() => new("reset", new SocketException((int)SocketError.ConnectionReset));

    private static HttpRequestException Refused() =>
        new("refused", new SocketException((int)SocketError.ConnectionRefused));

    private PageFetcher Create(
        string provider,
        HttpMessageHandler server,
        CreditBudget? budget = null,
        int retries = 4,
        int? pageSize = null,
        CancellationToken closing = default) =>
        Create(ProviderRegistry.Get(provider), server, budget, retries, pageSize, closing);

    private PageFetcher Create(
        IFollowingProvider provider,
        HttpMessageHandler server,
        CreditBudget? budget = null,
        int retries = 4,
        int? pageSize = null,
        CancellationToken closing = default)
    {
        FollowingClient client = new(
            provider,
            new ApiKey(Lists.Key),
            settings: Lists.NoTimeout with { MaximumRetryCount = retries },
            log: _log.Log,
            transport: SharedHttpClient.Create(server),
            clock: new FakeClock(),
            budget: budget,
            rates: new RateLimitTracker(),
            closing: closing);
        return new PageFetcher(client, new FollowingQuery(FollowingHandle.Parse("someone")) { PageSize = pageSize });
    }
}
