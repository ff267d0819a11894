using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Decompresses a body that was received. The handlers of .NET could do it too, but they discard what was good of a
/// damaged body, and hide whether the connection or the
/// compression broke. A page that was paid for is kept where its JSON is complete.
/// </summary>
internal static class ContentDecoder
{
    private const int UsualLength = 256 * 1024;

    /// <summary>The encodings that can be read, for <c>Accept-Encoding</c>.</summary>
#if NETFRAMEWORK
    public static IReadOnlyList<string> Encodings { get; } = ["gzip", "deflate"];
#else
    public static IReadOnlyList<string> Encodings { get; } = ["gzip", "deflate", "br"];
#endif

    /// <summary>
    /// Returns the decompressed body, and disposes of the one given; that one itself if it is not compressed.
    /// </summary>
    /// <param name="body">The body as received.</param>
    /// <param name="encodings">The encodings in the order in which they were applied.</param>
    /// <exception cref="InvalidDataException">The body is larger than <see
    /// cref="BodyReader.MaximumLength"/>.</exception>
    public static PooledBuffer Decode(PooledBuffer body, IReadOnlyCollection<string> encodings)
    {
        if (encodings.Count == 0) { return body; }
        Stack<string> names = new(encodings);
        try
        {
            while (names.Count > 0 && body.End != BodyEnd.Corrupt)
            {
                string name = names.Pop().Trim().ToLowerInvariant();
                // A HEAD-like empty body is not compressed, whatever its header states.
                if (name is "" or "identity" || body.Length == 0) { continue; }
                PooledBuffer decoded = DecodeOnce(body, name);
                if (decoded.Rented != body.Rented) { body.Dispose(); }
                body = decoded;
            }
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static PooledBuffer DecodeOnce(PooledBuffer body, string name)
    {
        ArraySegment<byte> bytes = new(body.Rented, 0, body.Length);
        switch (name)
        {
            case "gzip" or "x-gzip":
                PooledBuffer unpacked = Inflate(body, bytes, static source => new GZipStream(source, CompressionMode.Decompress));
                if (unpacked.End != BodyEnd.Corrupt)
                {
                    return EndsWithLength(bytes, unpacked.Length) ? With(unpacked, BodyEnd.Complete, null) : With(unpacked, body.End, body.Failure);
                }
                // The checksum at the end may be wrong. GZipStream then throws instead of returning the last bytes.
                if (GzipHeaderLength(bytes) is not int header) { return unpacked; }
                PooledBuffer withoutChecksum = Inflate(body, Rest(bytes, header), static source => new DeflateStream(source, CompressionMode.Decompress), isCareful: true);
                unpacked.Dispose();
                return With(withoutChecksum, BodyEnd.Corrupt, unpacked.Failure);
            case "deflate":
                // By the standard it has the two bytes of zlib before it; some servers leave them out.
                bool isZlib = bytes.Count > 2 && (bytes.Array![0] & 0x0F) == 8 && ((bytes.Array[0] << 8) | bytes.Array[1]) % 31 == 0;
                return InflateTwice(body, isZlib ? Rest(bytes, 2) : bytes, static source => new DeflateStream(source, CompressionMode.Decompress));
#if !NETFRAMEWORK
            case "br":
                return InflateTwice(body, bytes, static source => new BrotliStream(source, CompressionMode.Decompress));
#endif
            default:
                // Some servers write "utf-8" here. Where the body is JSON all the same, it is a page.
                return With(body, BodyEnd.Corrupt, new NotSupportedException($"its encoding '{TextSanitizer.Sanitize(name)}' is not supported"));
        }
    }

    // What a decompressor has written is lost when it throws. Byte by byte no more than one is.
    private static PooledBuffer InflateTwice(PooledBuffer body, ArraySegment<byte> bytes, Func<Stream, Stream> open)
    {
        PooledBuffer decoded = Inflate(body, bytes, open);
        if (decoded.End != BodyEnd.Corrupt) { return decoded; }
        decoded.Dispose();
        return Inflate(body, bytes, open, isCareful: true);
    }

    private static PooledBuffer Inflate(PooledBuffer body, ArraySegment<byte> bytes, Func<Stream, Stream> open, bool isCareful = false)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(UsualLength);
        int length = 0;
        bool isTooLarge = false;
        Exception? failure = null;
        using Source source = new(bytes);
        try
        {
            using Stream stream = open(source);
            while (true)
            {
                if (length == BodyReader.MaximumLength)
                {
                    isTooLarge = stream.ReadByte() >= 0;
                    if (isTooLarge) { throw BodyReader.TooLarge(); }
                    break;
                }
                if (length == buffer.Length) { buffer = BodyReader.Grow(buffer); }
                int room = Math.Min(buffer.Length, BodyReader.MaximumLength) - length;
                int read = stream.Read(buffer, length, isCareful ? 1 : room);
                if (read == 0) { break; }
                length += read;
            }
        }
        catch (Exception e) when (!isTooLarge
            && e is IOException or InvalidDataException or InvalidOperationException or ArgumentException)
        {
            failure = e;
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
        BodyEnd end = failure is not null ? BodyEnd.Corrupt : source.RanOut ? body.End : BodyEnd.Complete;
        // A decompressor that ran out of bytes may also say so by an exception. Then it was the connection that broke.
        if (failure is not null && source.RanOut && body.End != BodyEnd.Complete)
        {
            (end, failure) = (BodyEnd.Cut, body.Failure ?? failure);
        }
        return new PooledBuffer(buffer, length) { End = end, Failure = failure ?? (end == BodyEnd.Complete ? null : body.Failure) };
    }

    private static PooledBuffer With(PooledBuffer body, BodyEnd end, Exception? failure) => new(body.Rented, body.Length) { End = end, Failure = failure };

    private static ArraySegment<byte> Rest(ArraySegment<byte> bytes, int start) => new(bytes.Array!, bytes.Offset + start, bytes.Count - start);

    // The last four bytes of gzip are the length of what was packed.
    private static bool EndsWithLength(ArraySegment<byte> bytes, int length)
    {
        if (bytes.Count < 18) { return false; }
        byte[] array = bytes.Array!;
        int end = bytes.Offset + bytes.Count;
        return (array[end - 4] | (array[end - 3] << 8) | (array[end - 2] << 16) | (array[end - 1] << 24)) == length;
    }

    private static int? GzipHeaderLength(ArraySegment<byte> bytes)
    {
        ReadOnlySpan<byte> span = bytes;
        if (span.Length < 10 || span[0] != 0x1F || span[1] != 0x8B || span[2] != 8) { return null; }
        byte flags = span[3];
        int length = 10;
        if ((flags & 4) != 0)
        {
            if (span.Length < length + 2) { return null; }
            length += 2 + span[length] + (span[length + 1] << 8);
        }
        for (int text = 8; text <= 16; text *= 2) // the name, then the comment
        {
            if ((flags & text) == 0) { continue; }
            int end = length < span.Length ? span.Slice(length).IndexOf((byte)0) : -1;
            if (end < 0) { return null; }
            length += end + 1;
        }
        if ((flags & 2) != 0) { length += 2; }
        return length < span.Length ? length : null;
    }

    /// <summary>
    /// Records whether a decompressor asked for more than there is, which one that has read its own end does not.
    /// </summary>
    private sealed class Source(ArraySegment<byte> bytes) : MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
    {
        public bool RanOut { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Noted(base.Read(buffer, offset, count));

#if !NETFRAMEWORK
        public override int Read(Span<byte> buffer) => Noted(base.Read(buffer));
#endif

        private int Noted(int read)
        {
            RanOut |= read == 0;
            return read;
        }
    }
}
