using System.Net;
using System.Net.Http;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Tests.Hostile;

namespace TikTokFollowing.NetFramework.Tests;

/// <summary>
/// Checks the cases of docs/hostile-networks.md without TLS with the net472 build. The HTTP stack of Mono differs from
/// that of .NET Framework: a case that depends on the stack is skipped there and states the reason.
/// </summary>
internal static class HostileChecks
{
    private static readonly string[] s_handles = ["user.1", "user.2", "user.3"];

    public static void Run(Checks checks)
    {
        IEnumerable<HostileCase> all = [.. HostileHttpCases.All, .. HostileFloodCases.All, .. HostileProxyCases.All];
        foreach (HostileCase one in all)
        {
            string name = $"Hostile network: {one.Name}";
            if (one.NotOnMono is string reason && IsMono)
            {
                Console.WriteLine($"  skipped on Mono ({reason})  {name}");
                continue;
            }
            if (one.Route == HostileRoute.HttpIPv6 && !IPv6Name.HasIPv6)
            {
                Console.WriteLine($"  skipped (no IPv6)  {name}");
                continue;
            }
            checks.Run(name, () => CheckAsync(one));
        }
    }

    private static bool IsMono { get; } = Type.GetType("Mono.Runtime") is not null;

    private static async Task CheckAsync(HostileCase one)
    {
        HostileOutcome outcome = await HostileRun.RunAsync(one, CreateTransport);

        Checks.Equal("", string.Join("; ", outcome.Failures), "errors of the script");
        Checks.Equal(one.Error, outcome.Error?.Kind, $"the error ({outcome.Error})");
        Checks.Same(one.Error is null ? s_handles : [], outcome.Accounts, "the accounts");
        Checks.Equal(
            true, outcome.Requests <= one.Requests && (one.IsRace || outcome.Requests == one.Requests), "the requests");
        Checks.Equal(
            true,
            outcome.Counted <= one.Counted && outcome.Counted >= (one.IsRace ? outcome.Requests : one.Counted),
            $"the credits (expected {one.Counted}, was {outcome.Counted})");
        Checks.Equal(one.TimeOuts, outcome.TimeOuts, "the time-outs");
        Checks.Equal(0, outcome.RequestsElsewhere, "requests elsewhere");
        Checks.Equal(-1, outcome.Text.IndexOf(HostileRun.Key, StringComparison.OrdinalIgnoreCase), "the key");
    }

    private static HttpClient CreateTransport(IWebProxy? proxy) =>
        SharedHttpClient.CreateThrough(proxy ?? new NoProxy());

    /// <summary>Represents the direct connection.</summary>
    private sealed class NoProxy : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri GetProxy(Uri destination) => destination;

        public bool IsBypassed(Uri host) => true;
    }
}
