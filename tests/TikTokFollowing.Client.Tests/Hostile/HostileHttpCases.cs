using TikTokFollowing.Client.Tests.Doubles;
using static TikTokFollowing.Client.Tests.Hostile.HostileScripts;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Lists servers that end, cut, slow down or damage a response without TLS.</summary>
internal static class HostileHttpCases
{
    private const string NoWebException = "no WebException";
    private const string FinalInterim = "interim responses are final";

    private static readonly HostileCase s_lost =
        new("", FollowingErrorKind.ProviderUnavailable, Reset) { Requests = 2, Counted = 2 };
    private static readonly HostileCase s_cut = s_lost with { Error = FollowingErrorKind.UnexpectedResponse };
    private static readonly HostileCase s_timeOut =
        s_lost with { Error = FollowingErrorKind.ProviderTimeout, TimeOuts = 2 };
    private static readonly HostileCase s_final = new("", FollowingErrorKind.UnexpectedResponse, Reset);
    private static readonly HostileCase s_malformed = s_final with { NotOnMono = NoWebException };

    private static readonly int[] s_redirects = [300, 301, 302, 303, 304, 305, 307, 308];

    private static string FirstPage { get; } = Frame(Wire.SociaVault([1, 2], "1700000000", "true"));

    private static string LastPage { get; } = Frame(Wire.SociaVault([3], "0", "false"));

    private static string WrongPage { get; } = Frame(Wire.SociaVault([9], "0", "false"));

    public static IEnumerable<HostileCase> All =>
        [.. Connections, .. Silences, .. Bodies, .. NotHttp, .. Interim, .. Redirects];

    private static IEnumerable<HostileCase> Connections =>
    [
        s_lost with
        {
            Name = "no listener at the port", Route = HostileRoute.Refused, Requests = 0, Counted = 0,
        },
        s_lost with
        {
            Name = "host name that does not exist", Route = HostileRoute.UnknownName, Requests = 0, Counted = 0,
        },
        s_lost with
        {
            Name = "reset before the connection is accepted", Route = HostileRoute.ClosedListener, Requests = 0,
            IsRace = true,
        },
        s_lost with { Name = "reset after the connection is accepted", Script = Reset, Requests = 0, IsRace = true },
        s_lost with
        {
            Name = "reset in the request", Requests = 0,
            Script = static async connection =>
            {
                await connection.ReadAsync(10);
                connection.Reset();
            },
        },
        s_lost with { Name = "reset after the request", Script = Then(Reset) },
        s_lost with { Name = "closed after the request", Script = Respond("") },
        s_lost with { Name = "reset in the header", Script = RespondThen(Ok, Reset) },
        s_lost with { Name = "closed in the header", Script = Respond(Ok) },
        s_cut with
        {
            Name = "reset in the body", Script = RespondThen($"{Ok}Content-Length: 900\r\n\r\n{HalfBody}", Reset),
        },
        s_cut with { Name = "closed in the body", Script = Respond($"{Ok}Content-Length: 900\r\n\r\n{HalfBody}") },
        s_cut with { Name = "closed in a body without a length", Script = Respond($"{Ok}\r\n{HalfBody}") },
        s_cut with
        {
            Name = "closed in a chunk", Script = Respond($"{Ok}Transfer-Encoding: chunked\r\n\r\n300\r\n{HalfBody}"),
        },
        s_cut with
        {
            Name = "closed between chunks",
            Script = Respond($"{Ok}Transfer-Encoding: chunked\r\n\r\n{HalfBody.Length:x}\r\n{HalfBody}\r\n"),
        },
    ];

    private static IEnumerable<HostileCase> Silences =>
    [
        s_timeOut with { Name = "no response", Script = Then(Stall) },
        s_timeOut with { Name = "silent in the header", Script = RespondThen(Ok, Stall) },
        s_timeOut with
        {
            Name = "silent in the body", Script = RespondThen($"{Ok}Content-Length: 900\r\n\r\n{HalfBody}", Stall),
        },
        s_timeOut with
        {
            Name = "header, one byte a second",
            Script = Then(static connection => connection.DripAsync(Ok + new string('x', 200), Second)),
        },
        s_timeOut with
        {
            Name = "body, one byte a second",
            Script = RespondThen(
                $"{Ok}Content-Length: {Body.Length}\r\n\r\n", static connection => connection.DripAsync(Body, Second)),
        },
        s_timeOut with
        {
            Name = "chunks of one byte, one a second",
            Script = RespondThen(
                $"{Ok}Transfer-Encoding: chunked\r\n\r\n",
                static connection => connection.FloodAsync("1\r\n[\r\n", Second)),
        },
        s_final with
        {
            Name = "page, one byte at a time", Error = null,
            Script = Then(static connection => connection.DripAsync(Page)),
        },
        s_final with
        {
            Name = "IPv6 only, by address", Error = null, Route = HostileRoute.HttpIPv6, Script = Respond(Page),
        },
    ];

    private static IEnumerable<HostileCase> Bodies =>
    [
        s_final with { Name = "length too small", Script = Respond($"{Ok}Content-Length: 50\r\n\r\n{Body}") },
        s_final with
        {
            Name = "length too large, complete JSON", Error = null,
            Script = Respond($"{Ok}Content-Length: {Body.Length + 100}\r\n\r\n{Body}"),
        },
        s_final with
        {
            Name = "no last chunk, complete JSON", Error = null,
            Script = Respond($"{Ok}Transfer-Encoding: chunked\r\n\r\n{Body.Length:x}\r\n{Body}\r\n"),
        },
        s_cut with
        {
            Name = "chunk size that is no number",
            Script = Respond($"{Ok}Transfer-Encoding: chunked\r\n\r\n{HalfBody.Length:x}\r\n{HalfBody}\r\nzz\r\n"),
        },
        s_cut with
        {
            Name = "chunk size of 20 digits",
            Script = Respond($"{Ok}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n{Body}"),
        },
        s_final with
        {
            Name = "web page of a sign-in",
            Script = Respond("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"),
        },
        s_final with
        {
            Name = "second response in advance, which is wrong", Error = null, Requests = 2, Counted = 2,
            Script = static async connection =>
            {
                while (await connection.ReadRequestAsync() is string request)
                {
                    bool isFirst = !request.Contains("min_time");
                    await connection.SendAsync(isFirst ? FirstPage + WrongPage : LastPage);
                }
            },
        },
    ];

    private static IEnumerable<HostileCase> NotHttp =>
    [
        s_malformed with { Name = "banner of SSH", Script = Respond("SSH-2.0-OpenSSH_9.2\r\n\r\n") },
        s_lost with { Name = "frames of HTTP/2", Script = Respond(HttpTwoFrames) },
        s_malformed with { Name = "random bytes", Script = Respond(RandomBytes()) },
        s_lost with { Name = "body without a header", Script = Respond(Body) },
        s_malformed with
        {
            Name = "status that is no number", Script = Respond($"HTTP/1.1 OK\r\n{JsonType}\r\n{Body}"),
        },
        s_malformed with
        {
            Name = "status of four digits", Script = Respond($"HTTP/1.1 2000 OK\r\n{JsonType}\r\n{Body}"),
        },
        s_malformed with { Name = "version 9.9", Script = Respond($"HTTP/9.9 200 OK\r\n{JsonType}\r\n{Body}") },
        s_malformed with { Name = "header line without a colon", Script = Respond($"{Ok}nonsense\r\n\r\n{Body}") },
    ];

    private static IEnumerable<HostileCase> Interim =>
    [
        s_final with
        {
            Name = "1,000 interim responses, then the page", Error = null, NotOnMono = FinalInterim,
            Script = Respond(
                string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 1000)) + Page),
        },
        s_timeOut with
        {
            Name = "interim responses without end", NotOnMono = FinalInterim,
            Script = Then(static connection => connection.FloodAsync("HTTP/1.1 102 Processing\r\n\r\n", Second)),
        },
        s_final with
        {
            Name = "change to another protocol", Error = FollowingErrorKind.ProviderUnavailable, Counted = 0,
            Script = Respond("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
        },
        s_final with { Name = "status 204", Script = Respond("HTTP/1.1 204 No Content\r\n\r\n") },
    ];

    private static IEnumerable<HostileCase> Redirects =>
    [
        .. from status in s_redirects
           select s_final with
           {
               Name = $"redirect with status {status}",
               Script = async connection =>
               {
                   await connection.ReadRequestAsync();
                   await connection.SendAsync(
                       $"HTTP/1.1 {status} Moved\r\nLocation: {connection.Elsewhere}list\r\n"
                           + "Content-Length: 0\r\n\r\n");
               },
           },
    ];

    private static byte[] RandomBytes()
    {
        byte[] bytes = new byte[10_000];
        new Random(17).NextBytes(bytes);
        return bytes;
    }
}
