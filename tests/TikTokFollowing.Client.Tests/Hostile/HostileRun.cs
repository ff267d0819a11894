using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Credits;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Reads the list of one handle from the server of a case, and returns the outcome.</summary>
internal static class HostileRun
{
    public const string Key = "sk-hostile-0123456789abcdef";
    public const string Password = "proxy-password-0123456789";
    public const int MaxCredits = 5;

    // Base64 of "user:" and the password.
    public const string BasicCredential = "dXNlcjpwcm94eS1wYXNzd29yZC0wMTIzNDU2Nzg5";

    /// <summary>Gets the time-out of an attempt, on a clock that only the scripts advance.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(100);

    /// <summary>Runs a case.</summary>
    /// <param name="one">The case.</param>
    /// <param name="createTransport">Creates the HTTP client for a proxy, or for none if it is null.</param>
    /// <param name="ipv6Name">A host name that resolves to ::1 only, for the case that needs it.</param>
    public static async Task<HostileOutcome> RunAsync(
        HostileCase one, Func<IWebProxy?, HttpClient> createTransport, string? ipv6Name = null)
    {
        FakeClock clock = new(holdFrom: Timeout);
        using HostileServer elsewhere =
            new(static async connection => await connection.ReadRequestAsync(), static _ => { });
        elsewhere.Start();
        bool isIPv6 = one.Route is HostileRoute.HttpIPv6 or HostileRoute.HttpsIPv6Name;
        using HostileServer server =
            new(one.Script, time => clock.Advance(time), isIPv6 ? IPAddress.IPv6Loopback : null)
            {
                Elsewhere = new Uri($"http://127.0.0.1:{elsewhere.Port}/"),
            };
        Start(server, one.Route);
        ConcurrentQueue<string> lines = new();
        CreditBudget budget = new(MaxCredits);
        using HttpClient transport = createTransport(GetProxy(one.Route, server.Port));
        FollowingClient client = new(
            ProviderRegistry.Get("SociaVault"),
            new ApiKey(Key),
            GetAddress(one.Route, server.Port, ipv6Name),
            new HttpSettings { Timeout = Timeout, MaximumRetryCount = one.Retries, RetryInterval = TimeSpan.Zero },
            new ClientLog(lines.Enqueue, lines.Enqueue, lines.Enqueue),
            transport: transport,
            clock: clock,
            budget: budget,
            rates: new RateLimitTracker());
        Stopwatch watch = Stopwatch.StartNew();
        long allocated = GetAllocatedBytes();
        DateTimeOffset start = clock.GetUtcNow();
        using ListPager list = client.Open(new FollowingQuery(FollowingHandle.Parse("someone")));
        HostileOutcome outcome = new();
        using CancellationTokenSource guard = new(TimeSpan.FromMinutes(1)); // fails a test instead of all of them
        try
        {
            List<FollowedAccount> accounts = [];
            while (await list.NextPageAsync(guard.Token) is FollowingPage page)
            {
                accounts.AddRange(page.Accounts);
            }
            outcome.Accounts = [.. accounts.Select(static account => account.Handle!)];
        }
        catch (FollowingException e)
        {
            outcome.Error = e;
        }
        outcome.AllocatedBytes = GetAllocatedBytes() - allocated;
        outcome.Elapsed = watch.Elapsed;
        outcome.TimeOuts = (int)Math.Round((clock.GetUtcNow() - start).TotalSeconds / Timeout.TotalSeconds);
        outcome.Counted = MaxCredits - (int)budget.Left!;
        outcome.Requests = server.Requests.Count;
        outcome.Failures = server.Failures;
        outcome.RequestsElsewhere = elsewhere.Requests.Count;
        outcome.Text = string.Join("\n", lines.Append(outcome.Error?.ToString()).Concat(server.Tunnels));
        return outcome;
    }

    private static void Start(HostileServer server, HostileRoute route)
    {
        switch (route)
        {
            case HostileRoute.Refused:
                server.Dispose();
                break;
            case HostileRoute.ClosedListener:
                server.CloseAtFirstConnection();
                break;
            default:
                server.Start();
                break;
        }
    }

    private static Uri GetAddress(HostileRoute route, int port, string? ipv6Name) => new(route switch
    {
        HostileRoute.Https => $"https://127.0.0.1:{port}/",
        HostileRoute.HttpsThroughProxy or HostileRoute.HttpsThroughProxyWithCredential => "https://provider.test/",
        HostileRoute.HttpThroughProxy => "http://127.0.0.1:9/",
        HostileRoute.HttpIPv6 => $"http://[::1]:{port}/",
        HostileRoute.HttpsIPv6Name => $"https://{ipv6Name}:{port}/",
        HostileRoute.UnknownName => "https://provider.invalid/",
        _ => $"http://127.0.0.1:{port}/",
    });

    private static ProxyAddress? GetProxy(HostileRoute route, int port)
    {
        Uri address = new($"http://127.0.0.1:{port}/");
        return route switch
        {
            HostileRoute.HttpThroughProxy or HostileRoute.HttpsThroughProxy => new ProxyAddress(address, null),
            HostileRoute.HttpsThroughProxyWithCredential =>
                new ProxyAddress(address, new NetworkCredential("user", Password)),
            _ => null,
        };
    }

#if NETFRAMEWORK
    private static long GetAllocatedBytes() => 0; // .NET Framework does not count
#else
    private static long GetAllocatedBytes() => GC.GetTotalAllocatedBytes(precise: true);
#endif
}
