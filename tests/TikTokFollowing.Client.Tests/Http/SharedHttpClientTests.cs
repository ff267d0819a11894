using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Security;
using TikTokFollowing.Client.Tests.Doubles;
using TikTokFollowing.Client.Text;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

/// <summary>Tests the real handler against a local socket.</summary>
public class SharedHttpClientTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";

    private static readonly HttpSettings s_quick =
        new() { Timeout = TimeSpan.FromSeconds(20), RetryInterval = TimeSpan.FromMilliseconds(1) };
    private static readonly byte[] s_page = Encoding.UTF8.GetBytes(Wire.SociaVault([1, 2, 3], "0", "false"));

    [Fact]
    public void The_process_has_one_client_without_a_time_out()
    {
        Assert.Same(SharedHttpClient.Client, SharedHttpClient.Client);
        Assert.Equal(Timeout.InfiniteTimeSpan, SharedHttpClient.Client.Timeout);
    }

    [Fact]
    public async Task The_user_agent_has_the_version_of_the_manifest()
    {
        using LoopbackServer server = new(Response(s_page));

        await ReadListAsync(server);

        string manifest = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot(), "TikTokFollowing.psd1"));
        string version = Regex.Match(manifest, @"(?m)^\s*ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value;
        string request = Assert.Single(server.Requests);
        Assert.Contains($"User-Agent: TikTokFollowing/{version} (", request, StringComparison.Ordinal);
        Assert.Contains("X-API-Key: " + Lists.Key, server.Requests[0], StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_compressed_response_is_decompressed(string encoding)
    {
        using LoopbackServer server = new(Response(Compress(s_page, encoding), $"Content-Encoding: {encoding}"));

        List<FollowingPage> pages = await ReadListAsync(server);

        Assert.Equal(3, pages.Single().Count);
        string accepted = Regex.Match(server.Requests[0], "(?im)^Accept-Encoding: (.*)$").Value;
        Assert.Contains(encoding, accepted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_response_that_was_cut_off_is_retried()
    {
        byte[] packed = Compress(s_page, "gzip");
        using LoopbackServer server = new(
            Raw(
                Ok + "Content-Encoding: gzip\r\n\r\n",
                packed[..(packed.Length / 2)]),
            Response(packed, "Content-Encoding: gzip"));

        Assert.Equal(2, (await ReadListAsync(server)).Single().Attempts);
    }

    [Fact]
    public async Task A_response_of_more_than_32_MB_after_decompression_is_rejected()
    {
        byte[] bomb = Compress(new byte[BodyBuffer.MaximumLength + 1000], "gzip");
        using LoopbackServer server = new(Response(bomb, "Content-Encoding: gzip"));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => ReadListAsync(server));

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_response_with_a_wrong_encoding_is_an_unexpected_response()
    {
        using LoopbackServer server = new(Response(s_page, "Content-Encoding: gzip"));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => ReadListAsync(server));

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed_and_no_other_server_receives_the_key(int status)
    {
        using LoopbackServer elsewhere = new(Response(s_page));
        using LoopbackServer server = new(
            Raw(
                $"HTTP/1.1 {status} Moved\r\nLocation: {elsewhere.Address}x\r\nContent-Length: 0\r\n"
                    + "Connection: close\r\n\r\n",
                []));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => ReadListAsync(server));

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Single(server.Requests);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        byte[] first = Encoding.UTF8.GetBytes(Wire.SociaVault([1], "1700000000", "true"));
        using LoopbackServer server = new(Response(first, "Set-Cookie: session=1; Path=/"), Response(s_page));

        await ReadListAsync(server);

        Assert.Equal(2, server.Requests.Count);
        Assert.DoesNotContain("Cookie:", server.Requests[1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_body_shorter_than_announced_is_retried()
    {
        using LoopbackServer server = new(
            Raw(
                $"{Ok}Content-Length: {s_page.Length}\r\n\r\n",
                s_page[..20]),
            Response(s_page));

        Assert.Equal(2, (await ReadListAsync(server)).Single().Attempts);
    }

    [Fact]
    public async Task A_chunked_body_that_stops_is_retried()
    {
        using LoopbackServer server = new(
            Raw(
                Ok + "Transfer-Encoding: chunked\r\n\r\n",
                "5\r\n{\"suc\r\n"u8.ToArray()),
            Response(s_page));

        Assert.Equal(2, (await ReadListAsync(server)).Single().Attempts);
    }

    [Fact]
    public async Task A_header_that_was_cut_off_is_retried()
    {
        using LoopbackServer server = new(Raw("HTTP/1.1 200 OK\r\nContent-Ty", []), Response(s_page));

        Assert.Equal(2, (await ReadListAsync(server)).Single().Attempts);
    }

    [Fact]
    public async Task A_connection_closed_without_a_response_counts_as_an_attempt()
    {
        using LoopbackServer server = new([], Response(s_page));

        Assert.Equal(2, (await ReadListAsync(server)).Single().Attempts);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_header_line_that_cannot_be_read_is_charged_and_not_retried()
    {
        using LoopbackServer server = new(Raw("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", s_page), Response(s_page));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => ReadListAsync(server));

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Equal(1, e.CreditsCharged);
        Assert.Single(server.Requests);
    }

    // The page was charged, so damage after it does not matter.
    [Theory]
    [InlineData("no last chunk")]
    [InlineData("broken chunk header")]
    [InlineData("length too large")]
    [InlineData("gzip without its end")]
    [InlineData("gzip with a wrong checksum")]
    [InlineData("gzip with a wrong checksum, without a length")]
    [InlineData("gzip cut, without a length, complete JSON")]
    [InlineData("deflate without its end")]
    [InlineData("deflate with a wrong checksum")]
    [InlineData("br and more")]
    [InlineData("an encoding that is none")]
    public async Task Complete_JSON_in_a_broken_frame_is_a_page(string fault)
    {
        byte[] gzip = Compress(s_page, "gzip"), deflate = Compress(s_page, "deflate"), br = Compress(s_page, "br");
        byte[] badGzip = [.. gzip], badDeflate = [.. deflate];
        badGzip[^6] ^= 0x55;
        badDeflate[^1] ^= 0x55;
        byte[] padded = Compress([.. s_page, .. Encoding.ASCII.GetBytes(new string(' ', 200_000))], "gzip");
        const string Start = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
        string chunk = $"{s_page.Length:x}\r\n{Encoding.UTF8.GetString(s_page)}\r\n";
        byte[] response = fault switch
        {
            "no last chunk" => Raw($"{Start}Transfer-Encoding: chunked\r\n\r\n{chunk}", []),
            "broken chunk header" => Raw($"{Start}Transfer-Encoding: chunked\r\n\r\n{chunk}what\r\n", []),
            "length too large" => Raw($"{Start}Content-Length: {s_page.Length + 10}\r\n\r\n", s_page),
            "gzip without its end" => Response(gzip[..^8], "Content-Encoding: gzip"),
            "gzip with a wrong checksum" => Response(badGzip, "Content-Encoding: gzip"),
            "gzip with a wrong checksum, without a length" => Raw($"{Start}Content-Encoding: gzip\r\n\r\n", badGzip),
            "gzip cut, without a length, complete JSON" => Raw($"{Start}Content-Encoding: gzip\r\n\r\n", padded[..^12]),
            "deflate without its end" => Response(deflate[..^4], "Content-Encoding: deflate"),
            "deflate with a wrong checksum" => Response(badDeflate, "Content-Encoding: deflate"),
            "an encoding that is none" => Response(s_page, "Content-Encoding: utf-8"),
            _ => Response([.. br, 1, 2, 3], "Content-Encoding: br"),
        };
        using LoopbackServer server = new(response, Response(s_page));

        FollowingPage page = (await ReadListAsync(server)).Single();

        Assert.Equal((3, 1), (page.Count, page.Attempts));
        Assert.Single(server.Requests);
    }

    // A response that ended properly is complete, and was charged.
    [Theory]
    [InlineData("length kept")]
    [InlineData("chunked to its end")]
    [InlineData("gzip to its end, without a length")]
    [InlineData("gzip to its end, no last chunk")]
    [InlineData("cut gzip, length kept")]
    [InlineData("empty, chunked to its end")]
    [InlineData("gzip that is none")]
    [InlineData("deflate that is none")]
    [InlineData("br that is none")]
    [InlineData("br that is none, without a length")]
    [InlineData("damaged gzip")]
    [InlineData("an encoding that is not known")]
    public async Task A_response_that_ended_properly_and_cannot_be_read_is_not_retried(string fault)
    {
        byte[] half = s_page[..(s_page.Length / 2)];
        byte[] gzip = Compress(half, "gzip"), damaged = Compress(s_page, "gzip");
        for (int i = 30; i < 60; i++) { damaged[i] ^= 0xFF; }
        const string Start = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
        byte[] response = fault switch
        {
            "length kept" => Response(half),
            "chunked to its end" => Raw(
                $"{Start}Transfer-Encoding: chunked\r\n\r\n{half.Length:x}\r\n"
                    + $"{Encoding.UTF8.GetString(half)}\r\n0\r\n\r\n",
                []),
            "gzip to its end, without a length" => Raw($"{Start}Content-Encoding: gzip\r\n\r\n", gzip),
            "gzip to its end, no last chunk" =>
            [
                .. Raw($"{Start}Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n{gzip.Length:x}\r\n", gzip),
                13, 10,
            ],
            "cut gzip, length kept" => Response(Compress(s_page, "gzip")[..60], "Content-Encoding: gzip"),
            "empty, chunked to its end" => Raw($"{Start}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", []),
            "gzip that is none" => Response(s_page, "Content-Encoding: gzip"),
            "deflate that is none" => Response([.. Enumerable.Repeat((byte)0xFF, 100)], "Content-Encoding: deflate"),
            "br that is none" => Response(s_page, "Content-Encoding: br"),
            "br that is none, without a length" => Raw($"{Start}Content-Encoding: br\r\n\r\n", s_page),
            "damaged gzip" => Response(damaged, "Content-Encoding: gzip"),
            _ => Response(Compress(s_page, "gzip"), "Content-Encoding: zstd"),
        };
        using LoopbackServer server = new(response, Response(s_page));

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => ReadListAsync(server));

        Assert.Equal(FollowingErrorKind.UnexpectedResponse, e.Kind);
        Assert.Equal(1, e.CreditsCharged);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_body_of_several_members_and_a_body_compressed_twice_are_decompressed()
    {
        int half = s_page.Length / 2;
        using LoopbackServer members = new(
            Response(
                [.. Compress(s_page[..half], "gzip"), .. Compress(s_page[half..], "gzip")], "Content-Encoding: gzip"));
        byte[] packed = Compress(Compress(s_page, "deflate"), "gzip");
        using LoopbackServer twice = new(Response(packed, "Content-Encoding: deflate, gzip"));

        Assert.Equal(3, (await ReadListAsync(members)).Single().Count);
        Assert.Equal(3, (await ReadListAsync(twice)).Single().Count);
    }

    [Fact]
    public async Task A_port_without_a_listener_is_a_provider_that_is_unavailable()
    {
        Uri address;
        using (LoopbackServer server = new()) { address = server.Address; }

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => ReadListAsync(address));

        Assert.Equal(FollowingErrorKind.ProviderUnavailable, e.Kind);
    }

    [Fact]
    public async Task An_invalid_header_that_echoes_the_key_does_not_show_it()
    {
        Logbook logbook = new();
        byte[] invalid = Raw($"HTTP/1.1 200 OK\r\nbad header {Lists.Key}\r\n\r\n", s_page);
        using LoopbackServer server = new([.. Enumerable.Repeat(invalid, 5)]);

        FollowingException e = await Assert.ThrowsAsync<FollowingException>(() => ReadListAsync(server, logbook.Log));

        Assert.DoesNotContain(Lists.Key, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Lists.Key, logbook.All, StringComparison.Ordinal);
        Assert.DoesNotContain(Lists.Key, e.ToString(), StringComparison.Ordinal);
    }

    private static Task<List<FollowingPage>> ReadListAsync(LoopbackServer server, ClientLog? log = null) =>
        ReadListAsync(server.Address, log);

    private static Task<List<FollowingPage>> ReadListAsync(Uri address, ClientLog? log = null) =>
        new FollowingClient(ProviderRegistry.Get("SociaVault"), new ApiKey(Lists.Key), address, s_quick, log)
            .Open(new FollowingQuery(FollowingHandle.Parse("someone")))
            .ReadAllAsync();

    private static byte[] Response(byte[] body, string header = "X-Other: 1") =>
        Raw(
            $"{Ok}{header}\r\nContent-Length: {body.Length}\r\n\r\n",
            body);

    private static byte[] Raw(string header, byte[] body) => [.. Encoding.ASCII.GetBytes(header), .. body];

    private static byte[] Compress(byte[] body, string encoding)
    {
        using MemoryStream packed = new();
        using (Stream packer = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
            _ => new BrotliStream(packed, CompressionLevel.Fastest),
        })
        {
            packer.Write(body);
        }
        return packed.ToArray();
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "TikTokFollowing.psd1")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new DirectoryNotFoundException("No TikTokFollowing.psd1 above the tests.");
    }
}
