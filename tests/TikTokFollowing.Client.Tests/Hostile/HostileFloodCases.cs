using System.IO.Compression;
using System.Text;
using static TikTokFollowing.Client.Tests.Hostile.HostileScripts;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Lists servers that send too much: headers, bodies, JSON, and compressed data that expands.</summary>
internal static class HostileFloodCases
{
    private const int MB = 1024 * 1024;
    private const string NoWebException = "no WebException";

    private static readonly HostileCase s_small =
        new("", FollowingErrorKind.UnexpectedResponse, static connection => connection.CloseAsync());
    private static readonly HostileCase s_body = s_small with { Memory = HostileMemory.Body };

    // Created once, and before a case is measured.
    private static readonly byte[] s_zeros = Compress(new byte[32 * MB], Gzip);
    private static readonly byte[] s_gzipBomb =
        Compressed("gzip", [.. Enumerable.Repeat(s_zeros, 16).SelectMany(static member => member)]);
    private static readonly byte[] s_nestedBomb = Compressed("gzip, gzip, gzip", CompressTwice(s_zeros));
    private static readonly byte[] s_deflateBomb = Compressed("deflate", Compress(new byte[64 * MB], Deflate));

    private static readonly byte[] s_longHeader =
        Encoding.ASCII.GetBytes($"{Ok}X: {new string('x', MB)}\r\n\r\n{Body}");
    private static readonly byte[] s_manyValues = Encoding.ASCII.GetBytes(
        Frame(Body.Replace("\"min_time\"", "\"followings\":[0" + Repeat(",0", 8_000_000) + "],\"min_time\"")));

    public static IEnumerable<HostileCase> All => [.. Headers, .. Bodies, .. Bombs];

    private static IEnumerable<HostileCase> Headers =>
    [
        s_small with
        {
            Name = "header field of 1 MB", NotOnMono = NoWebException,
            Script = Respond(s_longHeader),
        },
        s_small with
        {
            Name = "header field without end", NotOnMono = NoWebException,
            Script = RespondThen(
                Ok + "X: ", static connection => connection.FloodAsync(new string('x', 16 * 1024))),
        },
        s_small with
        {
            Name = "header fields without end", NotOnMono = NoWebException,
            Script = RespondThen(Ok, static connection => connection.FloodAsync(ManyFields)),
        },
        s_small with
        {
            Name = "status line without end", NotOnMono = NoWebException,
            Script = RespondThen(
                "HTTP/1.1 200 ", static connection => connection.FloodAsync(new string('x', 16 * 1024))),
        },
        s_small with
        {
            Name = "fields after the last chunk without end", NotOnMono = "reads without a limit", Error = null,
            Script = RespondThen(
                $"{Ok}Transfer-Encoding: chunked\r\n\r\n{Body.Length:x}\r\n{Body}\r\n0\r\n",
                static connection => connection.FloodAsync(ManyFields)),
        },
        s_small with
        {
            Name = "extension of a chunk without end",
            Requests = 2, Counted = 2,
            Script = RespondThen(
                $"{Ok}Transfer-Encoding: chunked\r\n\r\n5;x=",
                static connection => connection.FloodAsync(new string('x', 16 * 1024))),
        },
    ];

    private static IEnumerable<HostileCase> Bodies =>
    [
        s_small with
        {
            Name = "announced length of 10 GB", Script = Respond($"{Ok}Content-Length: 10000000000\r\n\r\n{Body}"),
        },
        s_body with
        {
            Name = "body without end",
            Script = RespondThen(
                Ok + "\r\n", static connection => connection.FloodAsync(new string(' ', 64 * 1024))),
        },
        s_body with
        {
            Name = "chunks without end",
            Script = RespondThen(
                Ok + "Transfer-Encoding: chunked\r\n\r\n",
                static connection => connection.FloodAsync($"10000\r\n{new string(' ', 64 * 1024)}\r\n")),
        },
        s_small with
        {
            Name = "100,000 nested arrays", Script = Respond(Frame(new string('[', 100_000))),
        },
        s_body with
        {
            Name = "8 million values", Script = Respond(s_manyValues),
        },
    ];

    private static IEnumerable<HostileCase> Bombs =>
    [
        s_body with { Name = "gzip of 512 MB", Script = Respond(s_gzipBomb) },
        s_body with { Name = "gzip in gzip in gzip, of 32 MB", Script = Respond(s_nestedBomb) },
        s_body with { Name = "deflate of 64 MB", Script = Respond(s_deflateBomb) },
#if !NETFRAMEWORK
        s_body with
        {
            Name = "br of 64 MB", NotOnMono = "not requested",
            Script = Respond(s_brotliBomb),
        },
#endif
        s_small with
        {
            Name = "5,000 encodings",
            Script = Respond(Compressed(string.Join(",", Enumerable.Repeat("gzip", 5000)), CompressTwice([1]))),
        },
        s_small with { Name = "gzip that is none", Script = Respond(Compressed("gzip", new byte[5000])) },
        s_small with { Name = "unknown encoding", Script = Respond(Compressed("zstd", new byte[5000])) },
    ];

#if !NETFRAMEWORK
    private static readonly byte[] s_brotliBomb = Compressed(
        "br",
        Compress(new byte[64 * MB], static packed => new BrotliStream(packed, CompressionLevel.Fastest)));
#endif

    private static byte[] Compressed(string encoding, byte[] body) =>
    [
        .. Encoding.ASCII.GetBytes($"{Ok}Content-Encoding: {encoding}\r\nContent-Length: {body.Length}\r\n\r\n"),
        .. body,
    ];

    private static string Repeat(string text, int count) =>
        new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static byte[] CompressTwice(byte[] packed) => Compress(Compress(packed, Gzip), Gzip);

    private static Stream Gzip(Stream packed) => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);

    private static Stream Deflate(Stream packed) =>
        new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true);

    private static byte[] Compress(byte[] body, Func<Stream, Stream> open)
    {
        using MemoryStream packed = new();
        using (Stream packer = open(packed))
        {
            packer.Write(body, 0, body.Length);
        }
        return packed.ToArray();
    }
}
