using System.Buffers.Binary;
using System.IO.Compression;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Http;

/// <summary>
/// Decompresses a body. The handlers of .NET discard the good part of a damaged body, and hide whether the connection
/// failed or the compression is invalid. A page that was charged is kept if its JSON is complete.
/// </summary>
internal static class ContentDecoder
{
    private const int MinimumLength = 4 * 1024;
    private const int DefaultLength = 256 * 1024;

    // A header can list thousands of encodings, each of which could take the time for 32 MB.
    private const int MaximumEncodings = 4;

    /// <summary>Gets the supported encodings, for <c>Accept-Encoding</c>.</summary>
#if NETFRAMEWORK
    public static IReadOnlyList<string> Encodings { get; } = ["gzip", "deflate"];
#else
    public static IReadOnlyList<string> Encodings { get; } = ["gzip", "deflate", "br"];
#endif

    /// <summary>
    /// Returns the decompressed body and disposes the original. A body that is not compressed is returned itself.
    /// </summary>
    /// <param name="body">Specifies the body as received.</param>
    /// <param name="encodings">Specifies the encodings in the order in which they were applied.</param>
    /// <exception cref="InvalidDataException">
    /// The body is larger than <see cref="BodyBuffer.MaximumLength"/>.
    /// </exception>
    public static PooledBuffer Decode(PooledBuffer body, IReadOnlyCollection<string> encodings)
    {
        if (encodings.Count == 0)
        {
            return body;
        }
        if (encodings.Count > MaximumEncodings)
        {
            string reason = FormattableString.Invariant($"its {encodings.Count} encodings are not supported");
            return WithEnd(body, BodyEnd.Corrupt, new NotSupportedException(reason));
        }
        try
        {
            foreach (string encoding in encodings.Reverse())
            {
                string name = encoding.Trim().ToLowerInvariant();
                // A HEAD-like empty body is not compressed, whatever its header says.
                if (name is "" or "identity" || body.Length == 0 || body.End == BodyEnd.Corrupt) { continue; }
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
        ReadOnlySpan<byte> bytes = body.Bytes.Span;
        switch (name)
        {
            case "gzip" or "x-gzip":
                PooledBuffer unpacked =
                    Inflate(body, 0, static source => new GZipStream(source, CompressionMode.Decompress));
                if (unpacked.End != BodyEnd.Corrupt)
                {
                    return EndsWithLength(bytes, unpacked.Length)
                        ? WithEnd(unpacked, BodyEnd.Complete, null)
                        : WithEnd(unpacked, body.End, body.Failure);
                }
                // If the checksum at the end is wrong, GZipStream throws instead of returning the last bytes.
                if (GetGzipHeaderLength(bytes) is not int header)
                {
                    return unpacked;
                }
                PooledBuffer withoutChecksum = Inflate(body, header, OpenDeflate, isByteByByte: true);
                unpacked.Dispose();
                return WithEnd(withoutChecksum, BodyEnd.Corrupt, unpacked.Failure);
            case "deflate":
                // The standard requires a zlib header of two bytes; some servers omit it.
                bool isZlib = bytes.Length > 2
                    && (bytes[0] & 0x0F) == 8
                    && BinaryPrimitives.ReadUInt16BigEndian(bytes) % 31 == 0;
                return InflateWithFallback(body, isZlib ? 2 : 0, OpenDeflate);
#if !NETFRAMEWORK
            case "br":
                return InflateWithFallback(
                    body, 0, static source => new BrotliStream(source, CompressionMode.Decompress));
#endif
            default:
                // Some servers send "utf-8" here. A body that is JSON nevertheless is used.
                return WithEnd(
                    body,
                    BodyEnd.Corrupt,
                    new NotSupportedException($"its encoding '{TextSanitizer.Sanitize(name)}' is not supported"));
        }
    }

    // A decompressor that throws loses the bytes of that read. Byte by byte, that is at most one.
    private static PooledBuffer InflateWithFallback(PooledBuffer body, int start, Func<Stream, Stream> open)
    {
        PooledBuffer decoded = Inflate(body, start, open);
        if (decoded.End != BodyEnd.Corrupt)
        {
            return decoded;
        }
        decoded.Dispose();
        return Inflate(body, start, open, isByteByByte: true);
    }

    private static PooledBuffer Inflate(
        PooledBuffer body, int start, Func<Stream, Stream> open, bool isByteByByte = false)
    {
        // Compression shrinks JSON to between a fifth and a tenth. The pool keeps the buffers, so small responses get
        // small buffers.
        using BodyBuffer buffer = new(Math.Min(DefaultLength, Math.Max(MinimumLength, 8 * body.Length)));
        using Source source = new(body, start);
        Exception? failure = null;
        try
        {
            using Stream stream = open(source);
            ReadToEnd(stream, buffer, isByteByByte);
        }
        catch (Exception e) when (!buffer.IsTooLarge
            && e is IOException or InvalidDataException or InvalidOperationException or ArgumentException)
        {
            failure = e;
        }
        BodyEnd end = failure is not null ? BodyEnd.Corrupt : source.RanOut ? body.End : BodyEnd.Complete;
        // A decompressor that ran out of bytes can also throw. The cause then is the connection.
        if (failure is not null && source.RanOut && body.End != BodyEnd.Complete)
        {
            (end, failure) = (BodyEnd.Cut, body.Failure ?? failure);
        }
        return buffer.ToBody(end, failure ?? (end == BodyEnd.Complete ? null : body.Failure));
    }

    private static void ReadToEnd(Stream stream, BodyBuffer buffer, bool isByteByByte)
    {
        int read;
        do
        {
            ArraySegment<byte> room = buffer.GetRoom();
            read = stream.Read(room.Array!, room.Offset, isByteByByte ? 1 : room.Count);
            buffer.Advance(read);
        }
        while (read > 0);
    }

    private static PooledBuffer WithEnd(PooledBuffer body, BodyEnd end, Exception? failure) =>
        new(body.Rented, body.Length) { End = end, Failure = failure };

    private static DeflateStream OpenDeflate(Stream source) => new(source, CompressionMode.Decompress);

    // The last four bytes of gzip are the length of the decompressed data.
    private static bool EndsWithLength(ReadOnlySpan<byte> bytes, int length) =>
        bytes.Length >= 18 && BinaryPrimitives.ReadInt32LittleEndian(bytes.Slice(bytes.Length - 4)) == length;

    private static int? GetGzipHeaderLength(ReadOnlySpan<byte> span)
    {
        if (span.Length < 10 || span[0] != 0x1F || span[1] != 0x8B || span[2] != 8)
        {
            return null;
        }
        byte flags = span[3];
        int length = 10;
        if ((flags & 4) != 0)
        {
            if (span.Length < length + 2)
            {
                return null;
            }
            length += 2 + BinaryPrimitives.ReadUInt16LittleEndian(span.Slice(length));
        }
        for (int text = 8; text <= 16; text *= 2) // the file name, then the comment
        {
            if ((flags & text) == 0) { continue; }
            int end = length < span.Length ? span.Slice(length).IndexOf((byte)0) : -1;
            if (end < 0)
            {
                return null;
            }
            length += end + 1;
        }
        if ((flags & 2) != 0) { length += 2; }
        return length < span.Length ? length : null;
    }

    /// <summary>
    /// Records whether a decompressor read beyond the last byte. One that has found its own end does not.
    /// </summary>
    private sealed class Source(PooledBuffer body, int start)
        : MemoryStream(body.Rented, start, body.Length - start, writable: false)
    {
        public bool RanOut { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => RecordEnd(base.Read(buffer, offset, count));

#if !NETFRAMEWORK
        public override int Read(Span<byte> buffer) => RecordEnd(base.Read(buffer));
#endif

        private int RecordEnd(int read)
        {
            RanOut |= read == 0;
            return read;
        }
    }
}
