using System.Net.Http;
using System.Text;
using System.Text.Json;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Tests.Doubles;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public class BodyReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024 - 1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(1_000_000)]
    public async Task A_body_is_read_whole_with_and_without_an_announced_length(int length)
    {
        byte[] body = new byte[length];
        new Random(length).NextBytes(body);

        Assert.Equal(body, await ReadAsync(new ByteArrayContent(body)));
        using HttpResponseMessage response =
            await Responses.Stream(() => new MemoryStream(body))(CancellationToken.None);
        Assert.Equal(body, await ReadAsync(response.Content));
    }

    [Fact]
    public async Task A_body_in_small_pieces_is_assembled()
    {
        byte[] body = Encoding.UTF8.GetBytes(new string('x', 100_000));
        Responder responder = Responses.Stream(() => new SmallReadsStream(body));
        using HttpResponseMessage response = await responder(CancellationToken.None);

        Assert.Equal(body, await ReadAsync(response.Content));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task The_limit_is_32_MB(int more, bool isValid)
    {
        long length = BodyBuffer.MaximumLength + more;
        Responder responder = Responses.Stream(() => new EndlessStream(length));
        using HttpResponseMessage response = await responder(CancellationToken.None);

        if (isValid)
        {
            Assert.Equal(length, (await ReadAsync(response.Content)).Length);
        }
        else
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(response.Content));
        }
    }

    [Theory]
    [InlineData("{}", JsonValueKind.Object)]
    [InlineData(" \r\n\t{} \n", JsonValueKind.Object)]
    [InlineData("[]", JsonValueKind.Array)]
    [InlineData("\"x\"", JsonValueKind.String)]
    [InlineData("null", JsonValueKind.Null)]
    [InlineData("/* generated */ {} // end", JsonValueKind.Object)]
    [InlineData("\ufeff{}", JsonValueKind.Object)]
    public void One_json_value_is_parsed(string text, JsonValueKind kind)
    {
        using SparseJson? json = BodyReader.Parse(Encoding.UTF8.GetBytes(text));

        Assert.Equal(kind, json?.Root.ValueKind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\ufeff")]
    [InlineData("{")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":\"b")]
    [InlineData("[1,2")]
    [InlineData("tr")]
    public void JSON_that_ends_too_early_differs_from_text_that_is_not_JSON(string text) =>
        Assert.Null(BodyReader.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("x")]
    [InlineData("<!DOCTYPE html>")]
    [InlineData("{} {}")]
    [InlineData("{}{}")]
    [InlineData("{}[")]
    [InlineData("{} n")]
    [InlineData("{}]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1,]")]
    [InlineData("{\"a\" 1}")]
    [InlineData("[01]")]
    [InlineData("[NaN]")]
    [InlineData("[\"a\nb\"]")]
    [InlineData("\ufeff\ufeff{}")]
    public void Text_that_is_not_one_JSON_value_throws(string text) =>
        Assert.ThrowsAny<JsonException>(() => BodyReader.Parse(Encoding.UTF8.GetBytes(text))?.Dispose());

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void The_limit_of_nesting_is_64_levels(int depth, bool isValid)
    {
        byte[] body = Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

        if (isValid) { BodyReader.Parse(body)!.Dispose(); }
        else { Assert.ThrowsAny<JsonException>(() => BodyReader.Parse(body)?.Dispose()); }
    }

    private static async Task<byte[]> ReadAsync(HttpContent content)
    {
        using PooledBuffer body = await BodyReader.ReadAsync(content, isChunked: false, CancellationToken.None);
        return body.Bytes.ToArray();
    }

    private sealed class SmallReadsStream(byte[] body) : BodyStream
    {
        private int _position;

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(Math.Min(buffer.Length, 7), body.Length - _position);
            body.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }
    }
}
