using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.SandboxServer;
using Xunit;

namespace TikTokFollowing.Client.Tests.Sandboxes;

/// <summary>Tests the client with every fault: recoverable ones cost one more request, others are errors.</summary>
public class SandboxFaultRecoveryTests
{
    private static readonly SandboxFault[] s_transient =
    [
        SandboxFault.RateLimit, SandboxFault.RetryAfterSeconds, SandboxFault.RetryAfterDate,
        SandboxFault.RateLimitHeaders, SandboxFault.ServerError, SandboxFault.BadGateway,
        SandboxFault.ServiceUnavailable, SandboxFault.ChargedError, SandboxFault.Truncated,
        SandboxFault.CutWithoutLength, SandboxFault.ConnectionReset, SandboxFault.EmptyPage,
    ];

    private static readonly Dictionary<SandboxFault, FollowingErrorKind> s_permanent = new()
    {
        [SandboxFault.Html] = FollowingErrorKind.UnexpectedResponse,
        [SandboxFault.NotJson] = FollowingErrorKind.UnexpectedResponse,
        [SandboxFault.TooLarge] = FollowingErrorKind.UnexpectedResponse,
        [SandboxFault.TooDeep] = FollowingErrorKind.UnexpectedResponse,
        [SandboxFault.Redirect] = FollowingErrorKind.UnexpectedResponse,
        [SandboxFault.Unauthorized] = FollowingErrorKind.AuthenticationFailed,
        [SandboxFault.NoCredits] = FollowingErrorKind.CreditsExhausted,
        [SandboxFault.BalanceTruncated] = FollowingErrorKind.CreditsExhausted,
        [SandboxFault.RepeatedCursor] = FollowingErrorKind.PagingStalled,
        [SandboxFault.EndlessList] = FollowingErrorKind.PagingStalled,
        [SandboxFault.RateLimitLong] = FollowingErrorKind.RateLimited,
    };

    public static TheoryData<string, SandboxFault> Transient => WireClient.ProvidersWith(s_transient);

    public static TheoryData<string, SandboxFault> Permanent => WireClient.ProvidersWith(s_permanent.Keys);

    [Fact]
    public void Every_fault_is_tested() =>
        Assert.Equal(
            Enum.GetValues<SandboxFault>().Except([SandboxFault.None, SandboxFault.Timeout]).Order(),
            s_transient.Concat(s_permanent.Keys).Order());

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task A_transient_fault_costs_one_more_request_and_no_account(string provider, SandboxFault fault)
    {
        string[] list = await WholeList(provider);
        SandboxOptions[] plans =
        [
            new() { Fault = [fault], FaultEvery = 3 },
            new() { Fault = [fault], FaultPage = [2] },
            new() { Fault = [fault], FaultPage = [1, 3, 5] },
        ];
        foreach (SandboxOptions plan in plans)
        {
            FakeClock clock = new();
            using SandboxHttpServer server = Start(plan, clock);
            using HttpClient transport = CreateTransport();

            List<FollowingPage> pages = await Open(provider, server, transport, clock).ReadAllAsync();

            long faults = server.Ledger.FaultCounts[fault.ToString()];
            Assert.Equal(list, pages.SelectMany(page => page.Accounts).Select(account => account.Handle!));
            Assert.Equal(fault == SandboxFault.RateLimitHeaders ? 5 : 5 + faults, server.Ledger.Requests);
            Assert.Equal(5, server.Ledger.Pages);
            Assert.InRange(faults, 1, 3);
            Assert.Null(server.Failure);
            if (fault is SandboxFault.RetryAfterSeconds or SandboxFault.RetryAfterDate)
            {
                Assert.All(clock.Waits, wait => Assert.InRange(wait.TotalSeconds, 1, 2));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Permanent))]
    public async Task A_permanent_fault_is_an_error_of_its_kind(string provider, SandboxFault fault)
    {
        FakeClock clock = new();
        using SandboxHttpServer server = Start(new SandboxOptions { Fault = [fault], FaultPage = [2] }, clock);
        using HttpClient transport = CreateTransport();

        FollowingException e =
            await Assert.ThrowsAsync<FollowingException>(() => Open(provider, server, transport, clock).ReadAllAsync());

        Assert.Equal(s_permanent[fault], e.Kind);
        Assert.Equal(fault == SandboxFault.EndlessList ? 6 : 2, server.Ledger.Requests); // fetched once
        Assert.Empty(clock.Waits);
        Assert.Null(server.Failure);
    }

    [Fact]
    public async Task A_provider_that_does_not_respond_times_out_and_is_retried()
    {
        using SandboxHttpServer server =
            SandboxHttpServer.Start(new SandboxOptions { Fault = [SandboxFault.Timeout], FaultPage = [2] });
        using HttpClient transport = SharedHttpClient.Create(new SocketsHttpHandler());
        HttpSettings settings = new() { Timeout = TimeSpan.FromSeconds(1), RetryInterval = TimeSpan.Zero };

        ListPager list = Open("DumplingAI", server, transport, TimeProvider.System, settings);
        List<FollowingPage> pages = await list.ReadAllAsync();

        Assert.Equal(90, pages.Sum(page => page.Count));
        Assert.Equal(6, server.Ledger.Requests);
    }

    private static HttpClient CreateTransport() => SharedHttpClient.Create(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.All,
        AllowAutoRedirect = false,
    });

    private static SandboxHttpServer Start(SandboxOptions plan, FakeClock clock) =>
        SandboxHttpServer.Start(plan with { Clock = clock.GetUtcNow });

    private static ListPager Open(
        string provider,
        SandboxHttpServer server,
        HttpClient transport,
        TimeProvider clock,
        HttpSettings? settings = null) =>
        new FollowingClient(
            ProviderRegistry.Get(provider),
            new ApiKey(Lists.Key),
            server.BaseUri,
            settings ?? Lists.NoTimeout,
            transport: transport,
            clock: clock,
            rates: new RateLimitTracker())
            .Open(new FollowingQuery(FollowingHandle.Parse("someone")));

    private static async Task<string[]> WholeList(string provider)
    {
        using SandboxHttpServer server = SandboxHttpServer.Start(new SandboxOptions());
        using HttpClient transport = SharedHttpClient.Create(new SocketsHttpHandler());
        List<FollowingPage> pages = await Open(provider, server, transport, TimeProvider.System).ReadAllAsync();
        Assert.Equal(5, server.Ledger.Requests);
        return [.. pages.SelectMany(page => page.Accounts).Select(account => account.Handle!)];
    }
}
