using System.Buffers;
using System.IO.Compression;
using System.Text;
using TikTokFollowing.Client.Http;
using Xunit;

namespace TikTokFollowing.Client.Tests.Http;

public class ContentDecoderTests
{
    private static readonly byte[] s_text =
        Encoding.UTF8.GetBytes("{\"a\":[" + string.Join(',', System.Linq.Enumerable.Range(1, 3000)) + "]}");

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    [InlineData("deflate")]
    [InlineData("raw deflate")]
    [InlineData("br")]
    public void A_complete_body_is_decompressed_however_the_connection_ended(string encoding)
    {
        foreach (BodyEnd end in new[] { BodyEnd.Unknown, BodyEnd.Complete, BodyEnd.Cut })
        {
            using PooledBuffer body = Decode(Pack(s_text, encoding), encoding, end);

            Assert.Equal(s_text, body.Bytes.ToArray());
            Assert.Equal(BodyEnd.Complete, body.End);
        }
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void More_than_four_encodings_are_not_decoded(int count, bool isDecoded)
    {
        byte[] packed = s_text;
        for (int i = 0; i < count; i++) { packed = Pack(packed, "gzip"); }

        using PooledBuffer body = ContentDecoder.Decode(
            New(packed, BodyEnd.Complete), [.. System.Linq.Enumerable.Repeat("gzip", count)]);

        Assert.Equal(isDecoded ? BodyEnd.Complete : BodyEnd.Corrupt, body.End);
        Assert.Equal(isDecoded ? s_text : packed, body.Bytes.ToArray());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void A_cut_body_returns_its_start_and_ends_as_the_connection_did(string encoding)
    {
        byte[] packed = Pack(s_text, encoding);
        foreach (BodyEnd end in new[] { BodyEnd.Unknown, BodyEnd.Complete, BodyEnd.Cut })
        {
            using PooledBuffer body = Decode(packed[..(packed.Length / 2)], encoding, end);

            Assert.InRange(body.Length, 1, s_text.Length - 1);
            Assert.Equal(s_text[..body.Length], body.Bytes.ToArray());
            Assert.Equal(end, body.End);
        }
    }

    [Fact]
    public void A_body_without_compression_is_returned_unchanged()
    {
        foreach (string[] encodings in new string[][] { [], [""], ["identity"], ["identity", " IDENTITY "] })
        {
            using PooledBuffer body = ContentDecoder.Decode(New(s_text, BodyEnd.Unknown), encodings);

            Assert.Equal(s_text, body.Bytes.ToArray());
            Assert.Equal(BodyEnd.Unknown, body.End);
        }
        using PooledBuffer empty = ContentDecoder.Decode(New([], BodyEnd.Complete), ["gzip"]);
        Assert.Equal((0, BodyEnd.Complete), (empty.Length, empty.End));
    }

    [Fact]
    public void An_unknown_encoding_leaves_the_body_unchanged()
    {
        using PooledBuffer body = ContentDecoder.Decode(New(s_text, BodyEnd.Complete), ["utf-8"]);

        Assert.Equal(s_text, body.Bytes.ToArray());
        Assert.Equal(BodyEnd.Corrupt, body.End);
        Assert.Contains("'utf-8'", body.Failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void The_limit_is_exact(string encoding)
    {
        byte[] largest = Pack(new byte[BodyBuffer.MaximumLength], encoding);
        using (PooledBuffer body = Decode(largest, encoding, BodyEnd.Complete))
        {
            Assert.Equal(BodyBuffer.MaximumLength, body.Length);
        }
        byte[] tooLarge = Pack(new byte[BodyBuffer.MaximumLength + 1], encoding);
        Assert.Throws<InvalidDataException>(() => Decode(tooLarge, encoding, BodyEnd.Complete));
    }

    // An unexpected exception of a decompressor would end all lists that are in flight.
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void No_damage_causes_an_exception(string encoding)
    {
        Random random = new(20261127);
        byte[] packed = Pack(s_text, encoding);
        for (int run = 0; run < 2000; run++)
        {
            byte[] damaged = packed[..random.Next(1, packed.Length + 1)];
            for (int i = random.Next(0, 6); i > 0; i--)
            {
                int end = Math.Min(damaged.Length, run % 2 == 0 ? 40 : damaged.Length);
                damaged[random.Next(end)] = (byte)random.Next(256);
            }

            using PooledBuffer body = Decode(damaged, encoding, (BodyEnd)random.Next(3));

            if (body.End == BodyEnd.Corrupt) { Assert.NotNull(body.Failure); }
        }
    }

    private static PooledBuffer Decode(byte[] packed, string encoding, BodyEnd end) =>
        ContentDecoder.Decode(New(packed, end), [encoding == "raw deflate" ? "deflate" : encoding]);

    private static PooledBuffer New(byte[] bytes, BodyEnd end)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, bytes.Length));
        bytes.CopyTo(rented, 0);
        return new PooledBuffer(rented, bytes.Length) { End = end };
    }

    private static byte[] Pack(byte[] bytes, string encoding)
    {
        using MemoryStream packed = new();
        using (Stream packer = encoding switch
        {
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
            "raw deflate" => new DeflateStream(packed, CompressionLevel.Fastest),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new GZipStream(packed, CompressionLevel.Fastest),
        })
        {
            packer.Write(bytes);
        }
        return packed.ToArray();
    }
}
