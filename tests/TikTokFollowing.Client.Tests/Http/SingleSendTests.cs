using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

/// <summary>
/// Tests with real sockets that all requests are counted, and that requests that were not sent are not charged.
/// </summary>
public class SingleSendTests
{
    private const string CutHeader = "HTTP/1.1 200 OK\r\nConte";
    private static readonly HttpSettings s_quick =
        new() { Timeout = TimeSpan.FromSeconds(20), RetryInterval = TimeSpan.FromMilliseconds(1) };

    // A request that the server reads before it closes may have been charged. .NET resends a GET without content up to
    // three times, and does not report it.
    [Theory]
    [InlineData("SociaVault", KeepAliveServer.Fin, false)]
    [InlineData("SociaVault", KeepAliveServer.Reset, false)]
    [InlineData("SociaVault", CutHeader, false)]
    [InlineData("SociaVault", KeepAliveServer.Fin, true)]
    [InlineData("SociaVault", KeepAliveServer.Reset, true)]
    [InlineData("SociaVault", CutHeader, true)]
    [InlineData("DumplingAI", KeepAliveServer.Fin, false)]
    [InlineData("DumplingAI", KeepAliveServer.Reset, false)]
    [InlineData("DumplingAI", CutHeader, false)]
    [InlineData("DumplingAI", KeepAliveServer.Fin, true)]
    [InlineData("DumplingAI", KeepAliveServer.Reset, true)]
    [InlineData("DumplingAI", CutHeader, true)]
    public async Task All_requests_that_the_server_receives_are_counted(string provider, string end, bool isProxy)
    {
        string page = Page(provider, 1, "1700000000"), last = Page(provider, 2, null);
        using KeepAliveServer server = new(page, end, end, last);
        using HttpClient? proxy =
            isProxy ? SharedHttpClient.CreateThrough(new ProxyAddress(server.Address, null)) : null;
        Uri address = isProxy ? new Uri("http://provider.invalid/") : server.Address;
        ListPager list = Open(Client(provider, address, s_quick, proxy));

        List<FollowingPage> pages = await list.ReadAllAsync();

        Assert.Equal([1, 3], pages.Select(one => one.Attempts));
        Assert.Equal(4, server.Requests.Count);
    }

    // On a new connection and on one that was used before.
    [Theory]
    [InlineData(KeepAliveServer.Fin, false)]
    [InlineData(KeepAliveServer.Reset, false)]
    [InlineData(CutHeader, false)]
    [InlineData(KeepAliveServer.Fin, true)]
    [InlineData(KeepAliveServer.Reset, true)]
    [InlineData(CutHeader, true)]
    public async Task Without_retries_one_page_is_one_request_and_the_budget_keeps_possible_charges(
        string end, bool isReused)
    {
        string[] steps = isReused ? [Page("SociaVault", 1, "1700000000"), end] : [end];
        using KeepAliveServer server = new(steps);
        CreditBudget budget = new(5);
        HttpSettings settings = s_quick with { MaximumRetryCount = 0 };
        ListPager list = Open(Client("SociaVault", server.Address, settings, budget: budget));

        await Assert.ThrowsAsync<FollowingException>(list.ReadAllAsync);

        Assert.Equal(steps.Length, server.Requests.Count);
        Assert.Equal(5 - steps.Length, budget.Left);
    }

    [Fact]
    public async Task An_empty_content_has_length_0_and_no_type_and_other_content_keeps_its_headers()
    {
        using KeepAliveServer get = new(Page("SociaVault", 1, null));
        using KeepAliveServer post = new(Page("DumplingAI", 1, null));

        await Open(Client("SociaVault", get.Address, s_quick)).ReadAllAsync();
        await Open(Client("DumplingAI", post.Address, s_quick)).ReadAllAsync();

        string sent = Assert.Single(get.Requests);
        Assert.StartsWith("GET ", sent, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 0\r\n", sent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Content-Type", sent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Transfer-Encoding", sent, StringComparison.OrdinalIgnoreCase);
        sent = Assert.Single(post.Requests);
        Assert.Contains("\r\nContent-Type: application/json", sent, StringComparison.OrdinalIgnoreCase);
        string compact = sent.Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains("\"handle\":\"someone\"", compact, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nContent-Length: 0\r\n", sent, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("unknown name", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("no listener", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("TLS hangs", FollowingErrorKind.ProviderTimeout)]
    [InlineData("proxy: no listener", FollowingErrorKind.ProviderUnavailable)]
    [InlineData(
        "proxy: HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
        FollowingErrorKind.ProviderUnavailable)]
    [InlineData("proxy: HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("proxy: HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("proxy: HTTP/1.1 200 OK\r\n\r\nno TLS", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("proxy: nonsense\r\n\r\n", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("proxy: fin", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("proxy: rst", FollowingErrorKind.ProviderUnavailable)]
    [InlineData("proxy: hang", FollowingErrorKind.ProviderTimeout)]
    public async Task A_request_that_was_not_sent_is_not_charged_to_the_budget(string fault, FollowingErrorKind kind)
    {
        bool isProxy = fault.StartsWith("proxy: ", StringComparison.Ordinal);
        string step = isProxy ? fault["proxy: ".Length..] : KeepAliveServer.Hang;
        KeepAliveServer server = new(step);
        if (fault.EndsWith("no listener", StringComparison.Ordinal)) { server.Dispose(); }
        using HttpClient? proxy =
            isProxy ? SharedHttpClient.CreateThrough(new ProxyAddress(server.Address, null)) : null;
        // .NET resends a CONNECT that was cut off. That is not a request to the provider.
        bool isUnknown = isProxy || fault == "unknown name";
        Uri address =
            new(isUnknown ? "https://provider.invalid/" : $"https://127.0.0.1:{server.Address.Port}/");
        CreditBudget budget = new(5);
        HttpSettings settings = s_quick with
        {
            MaximumRetryCount = 0,
            Timeout = kind == FollowingErrorKind.ProviderTimeout ? TimeSpan.FromMilliseconds(300) : s_quick.Timeout,
        };
        ListPager list = Open(Client("SociaVault", address, settings, proxy, budget));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(list.ReadAllAsync);

        Assert.Equal(kind, e.Kind);
        Assert.Equal(5, budget.Left);
        Assert.Equal(0, list.CreditsCharged);
        if (fault.Contains("407", StringComparison.Ordinal))
        {
            Assert.Contains("-ProxyCredential", e.Message, StringComparison.Ordinal);
        }
        server.Dispose();
    }

    [Fact]
    public async Task A_time_out_after_the_request_was_sent_may_have_been_charged()
    {
        using KeepAliveServer server = new(KeepAliveServer.Hang);
        CreditBudget budget = new(5);
        HttpSettings settings = s_quick with { MaximumRetryCount = 0, Timeout = TimeSpan.FromMilliseconds(300) };

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            Open(Client("SociaVault", server.Address, settings, budget: budget)).ReadAllAsync);

        Assert.Equal(FollowingErrorKind.ProviderTimeout, e.Kind);
        Assert.Equal(4, budget.Left);
    }

    // An http request reaches the proxy, and the 407 shows that the proxy did not forward it.
    [Fact]
    public async Task A_407_to_a_request_without_a_tunnel_is_tried_once_and_not_charged()
    {
        using KeepAliveServer server =
            new("HTTP/1.1 407 Who\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>");
        using HttpClient proxy = SharedHttpClient.CreateThrough(new ProxyAddress(server.Address, null));
        CreditBudget budget = new(5);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(
            Open(Client("SociaVault", new Uri("http://127.0.0.1:9/"), s_quick, proxy, budget)).ReadAllAsync);

        Assert.Equal(FollowingErrorKind.ProviderUnavailable, e.Kind);
        Assert.Contains("-ProxyCredential", e.Message, StringComparison.Ordinal);
        Assert.Equal(5, budget.Left);
        Assert.Single(server.Requests);
    }

    private static ListPager Open(FollowingClient client) =>
        client.Open(new FollowingQuery(FollowingHandle.Parse("someone")));

    private static FollowingClient Client(
        string provider,
        Uri address,
        HttpSettings settings,
        HttpClient? transport = null,
        CreditBudget? budget = null) =>
        new(
            ProviderRegistry.Get(provider),
            new ApiKey(Lists.Key),
            address,
            settings,
            transport: transport,
            budget: budget,
            rates: new RateLimitTracker());

    private static string Page(string provider, int id, string? cursor)
    {
        string more = cursor is null ? "false" : "true";
        string json = provider == "SociaVault"
            ? Wire.SociaVault([id], cursor ?? "0", more)
            : $"{{\"followingList\":[{{\"user\":{{\"id\":\"{id}\",\"uniqueId\":\"user{id}\"}}}}],"
                + $"\"hasMore\":{more},\"minTime\":{cursor ?? "0"},\"total\":2}}";
        return KeepAliveServer.Page(json);
    }
}
