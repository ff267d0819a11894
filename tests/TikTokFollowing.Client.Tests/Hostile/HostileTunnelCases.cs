using static TikTokFollowing.Client.Tests.Hostile.HostileScripts;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Lists proxies that do not open a tunnel, or damage it.</summary>
internal static class HostileTunnelCases
{
    private const string Tunnels = "tunnels of its own";

    private static readonly HostileCase s_refused = new("", FollowingErrorKind.ProviderUnavailable, Reset)
    {
        Route = HostileRoute.HttpsThroughProxy, Requests = 0, Counted = 0, NotOnMono = Tunnels,
    };

    public static IEnumerable<HostileCase> All =>
    [
        s_refused with { Name = "proxy: 407 without -ProxyCredential", Script = Respond(AuthenticationRequired) },
        s_refused with
        {
            Name = "proxy: 407, and -ProxyCredential is right", Error = null, Requests = 1, Counted = 1,
            Route = HostileRoute.HttpsThroughProxyWithCredential, Script = AcceptCredential,
        },
        s_refused with
        {
            Name = "proxy: 407, and -ProxyCredential is wrong",
            Route = HostileRoute.HttpsThroughProxyWithCredential, Script = Repeat(AuthenticationRequired),
        },
        s_refused with
        {
            Name = "proxy: 407 with an unknown scheme", Route = HostileRoute.HttpsThroughProxyWithCredential,
            Script = Repeat("HTTP/1.1 407 Required\r\nProxy-Authenticate: Quantum\r\n" + NoBody),
        },
        s_refused with
        {
            Name = "proxy: 407 with a body without end", Route = HostileRoute.HttpsThroughProxyWithCredential,
            Script = RespondThen(
                "HTTP/1.1 407 Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n",
                static connection => connection.FloodAsync(new string(' ', 64 * 1024))),
        },
        s_refused with { Name = "proxy: 403", Script = Respond("HTTP/1.1 403 No\r\n" + NoBody) },
        s_refused with
        {
            Name = "proxy: 502 with a web page",
            Script = Respond("HTTP/1.1 502 No\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
        },
        s_refused with
        {
            Name = "proxy: redirect",
            Script = static async connection =>
            {
                await connection.ReadRequestAsync();
                await connection.SendAsync($"HTTP/1.1 302 Found\r\nLocation: {connection.Elsewhere}\r\n{NoBody}");
            },
        },
        s_refused with
        {
            Name = "proxy: web page in the tunnel", Script = Respond("HTTP/1.1 200 OK\r\n\r\n<html>sign in</html>"),
        },
        s_refused with { Name = "proxy: not HTTP", Script = Respond("SSH-2.0-OpenSSH_9.2\r\n\r\n") },
        s_refused with
        {
            Name = "proxy: header without end",
            Script = RespondThen(
                "HTTP/1.1 200 OK\r\n", static connection => connection.FloodAsync(ManyFields)),
        },
        s_refused with { Name = "proxy: reset after CONNECT", Script = Then(Reset) },
        s_refused with { Name = "proxy: closed after CONNECT", Script = Respond("") },
        s_refused with
        {
            Name = "proxy: silent after CONNECT", Error = FollowingErrorKind.ProviderTimeout, TimeOuts = 1,
            Retries = 0, Script = Then(Stall),
        },
        s_refused with
        {
            Name = "proxy: response to CONNECT, one byte a second", Error = FollowingErrorKind.ProviderTimeout,
            TimeOuts = 1, Retries = 0,
            Script = Then(static connection => connection.DripAsync(
                "HTTP/1.1 200 OK\r\n" + new string('x', 200), Second)),
        },
        s_refused with
        {
            Name = "proxy: certificate of its own",
            Script = InTunnel(HostileTlsCases.InTls(Respond(Page), TestCertificates.SelfSigned)),
        },
        s_refused with
        {
            Name = "proxy: reset in the tunnel, after the request", Requests = 2, Counted = 2,
            Script = InTunnel(HostileTlsCases.InTls(Then(Reset))),
        },
    ];

    private static Func<HostileConnection, Task> InTunnel(Func<HostileConnection, Task> script) =>
        RespondThen("HTTP/1.1 200 OK\r\n\r\n", script);

    private static Func<HostileConnection, Task> Repeat(string response) => async connection =>
    {
        while (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync(response);
        }
    };

    private static async Task AcceptCredential(HostileConnection connection)
    {
        while (await connection.ReadRequestAsync() is string request)
        {
            bool isRight = request.Contains($"Proxy-Authorization: Basic {HostileRun.BasicCredential}\r\n");
            if (isRight)
            {
                await connection.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
                await HostileTlsCases.InTls(Respond(Page))(connection);
                return;
            }
            await connection.SendAsync(AuthenticationRequired);
        }
    }
}
