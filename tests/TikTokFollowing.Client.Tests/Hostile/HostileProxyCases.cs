using static TikTokFollowing.Client.Tests.Hostile.HostileScripts;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Lists proxies that receive the whole request, because without TLS there is no tunnel.</summary>
internal static class HostileProxyCases
{
    private static readonly HostileCase s_received = new("", FollowingErrorKind.ProviderUnavailable, Reset)
    {
        Route = HostileRoute.HttpThroughProxy,
    };

    public static IEnumerable<HostileCase> All =>
    [
        s_received with
        {
            Name = "proxy without a tunnel: 407", Counted = 0, Script = Respond(AuthenticationRequired),
        },
        s_received with
        {
            Name = "proxy without a tunnel: web page", Error = FollowingErrorKind.UnexpectedResponse,
            Script = Respond("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
        },
        s_received with
        {
            Name = "proxy without a tunnel: 503 with a web page", Requests = 2, Counted = 0,
            Script = Respond("HTTP/1.1 503 No\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
        },
        s_received with
        {
            Name = "proxy without a tunnel: reset after the request", Requests = 2, Counted = 2, Script = Then(Reset),
        },
    ];
}
