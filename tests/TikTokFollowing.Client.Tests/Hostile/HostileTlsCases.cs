using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using static TikTokFollowing.Client.Tests.Hostile.HostileScripts;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Lists servers with TLS that cannot be trusted, or that fail in TLS, and servers with IPv6 only.</summary>
internal static class HostileTlsCases
{
    // No retry: a certificate is not trusted a second later either.
    private static readonly HostileCase s_unsafe = new("", FollowingErrorKind.ProviderUnavailable, Reset)
    {
        Route = HostileRoute.Https, Requests = 0, Counted = 0, NotOnMono = "TLS of its own",
    };

    private static readonly HostileCase s_sent = s_unsafe with { Requests = 2, Counted = 2 };
    private static readonly HostileCase s_page = s_unsafe with { Error = null, Requests = 1, Counted = 1 };

    public static IEnumerable<HostileCase> All => [.. Tls, IPv6];

    private static IEnumerable<HostileCase> Tls =>
    [
        s_page with { Name = "TLS 1.2", Script = InTls(Respond(Page)) },
        s_page with { Name = "TLS 1.3", Script = InTls(Respond(Page), protocols: SslProtocols.Tls13) },
        s_unsafe with { Name = "TLS 1.0 only", Script = connection => SendAfterHello(connection, OldHello()) },
        s_unsafe with
        {
            Name = "TLS 1.0 only, with an alert",
            Script = static connection => SendAfterHello(connection, [0x15, 3, 1, 0, 2, 2, 70]),
        },
        s_unsafe with
        {
            Name = "self-signed certificate", Script = InTls(Respond(Page), TestCertificates.SelfSigned),
        },
        s_unsafe with { Name = "expired certificate", Script = InTls(Respond(Page), TestCertificates.Expired) },
        s_unsafe with
        {
            Name = "certificate of another host", Script = InTls(Respond(Page), TestCertificates.OtherHost),
        },
        s_unsafe with
        {
            Name = "silent in the handshake", Error = FollowingErrorKind.ProviderTimeout, TimeOuts = 1, Retries = 0,
            Script = static async connection =>
            {
                await connection.ReadAsync(1000);
                await connection.StallAsync();
            },
        },
        s_unsafe with
        {
            Name = "handshake, one byte a second", Error = FollowingErrorKind.ProviderTimeout, TimeOuts = 1,
            Retries = 0,
            Script = static async connection =>
            {
                await connection.ReadAsync(1000);
                await connection.DripAsync("\u0016\u0003\u0003\u0002\0" + new string('\u0002', 200), Second);
            },
        },
        s_unsafe with
        {
            Name = "reset in the handshake",
            Script = static async connection =>
            {
                await connection.ReadAsync(100);
                connection.Reset();
            },
        },
        s_unsafe with
        {
            Name = "closed in the handshake", Script = static connection => connection.ReadAsync(1000),
        },
        s_unsafe with
        {
            Name = "HTTP without TLS at the port",
            Script = static async connection =>
            {
                await connection.ReadAsync(1000);
                await connection.SendAsync("HTTP/1.1 400 The plain HTTP request was sent to HTTPS port\r\n\r\n");
            },
        },
        s_sent with
        {
            Name = "TLS: reset before the request is read", Requests = 0,
            Script = InTls(static async connection =>
            {
                await connection.WaitForByteAsync();
                connection.Reset();
            }),
        },
        s_sent with { Name = "TLS: reset after the request", Script = InTls(Then(Reset)) },
        s_sent with
        {
            Name = "TLS: no response", Error = FollowingErrorKind.ProviderTimeout, TimeOuts = 2,
            Script = InTls(Then(Stall)),
        },
        s_sent with
        {
            Name = "TLS: reset in the body", Error = FollowingErrorKind.UnexpectedResponse,
            Script = InTls(RespondThen($"{Ok}Content-Length: 900\r\n\r\n{HalfBody}", Reset)),
        },
        s_sent with
        {
            Name = "TLS: frames of HTTP/2", Script = InTls(Respond(HttpTwoFrames)),
        },
    ];

    private static HostileCase IPv6 => s_page with
    {
        Name = "IPv6 only, by name", Route = HostileRoute.HttpsIPv6Name, Script = InTls(Respond(Page)),
    };

    /// <summary>Runs a script in TLS.</summary>
    public static Func<HostileConnection, Task> InTls(
        Func<HostileConnection, Task> script,
        X509Certificate2? certificate = null,
        SslProtocols protocols = SslProtocols.Tls12) =>
        async connection =>
        {
            await connection.UseTlsAsync(certificate ?? TestCertificates.Valid, protocols);
            await script(connection);
        };

    private static async Task SendAfterHello(HostileConnection connection, byte[] bytes)
    {
        await connection.ReadAsync(4000);
        await connection.SendAsync(bytes);
    }

    // OpenSSL is often built without TLS 1.0, so these are the bytes of such a server: it selects version 3.1.
    private static byte[] OldHello()
    {
        byte[] random = new byte[32];
        byte[] hello = [3, 1, .. random, 0, 0x00, 0x2F, 0];
        return [0x16, 3, 1, 0, (byte)(hello.Length + 4), 2, 0, 0, (byte)hello.Length, .. hello];
    }
}
