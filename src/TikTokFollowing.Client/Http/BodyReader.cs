using System;
using System.Buffers;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Http;

/// <summary>Reads the body of a response within a size limit, and parses its JSON.</summary>
internal static class BodyReader
{
    /// <summary>
    /// Specifies the size limit after decompression. A page of a hundred full records has about one megabyte.
    /// </summary>
    public const int MaximumLength = 32 * 1024 * 1024;

    private const int DefaultLength = 256 * 1024 - 1;

    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Reads a body to its end. If the connection is lost, the part that was received is kept.
    /// </summary>
    /// <param name="content">Specifies the content of the response.</param>
    /// <param name="isChunked">Indicates whether the body announces its own end.</param>
    /// <param name="cancellationToken">Cancels the read: the user's stop or the time-out.</param>
    /// <exception cref="InvalidDataException">The body is larger than <see cref="MaximumLength"/>.</exception>
    public static async Task<PooledBuffer> ReadAsync(
        HttpContent content, bool isChunked, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MaximumLength)
        {
            throw TooLarge();
        }

#if NETFRAMEWORK
        using Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
#else
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
        // One byte more than announced, so that the last read detects the end without a larger buffer.
        int expected = (int)(content.Headers.ContentLength ?? DefaultLength);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Min(expected + 1, MaximumLength));
        Array.Clear(buffer, 0, buffer.Length);
        int length = 0;
        Exception? failure = null;
        try
        {
            while (true)
            {
                int room = Math.Min(buffer.Length, MaximumLength) - length;
                if (room == 0 && length == MaximumLength)
                {
                    if (await ReadAsync(stream, new byte[1], 0, 1, cancellationToken).ConfigureAwait(false) > 0)
                    {
                        throw TooLarge();
                    }
                    break;
                }
                if (room == 0)
                {
                    buffer = Grow(buffer);
                    continue;
                }
                int read = await ReadAsync(stream, buffer, length, room, cancellationToken).ConfigureAwait(false);
                if (read == 0) { break; }
                length += read;
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is IOException or HttpRequestException or WebException or SocketException or ObjectDisposedException)
        {
            failure = e;
            length = FindEnd(buffer, length);
        }
        catch (Exception e)
            when (cancellationToken.IsCancellationRequested && length > 0 && e is not InvalidDataException)
        {
            // The read timed out or was stopped, but the part that was received may be complete JSON.
            failure = new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
        // .NET Framework and proxies can end a body early without an exception.
        long? announced = content.Headers.ContentLength;
        bool isCut = failure is not null || length < announced;
        bool isComplete = !isCut && (isChunked || length == announced);
        BodyEnd end = isCut ? BodyEnd.Cut : isComplete ? BodyEnd.Complete : BodyEnd.Unknown;
        return new PooledBuffer(buffer, length) { End = end, Failure = failure };
    }

    /// <summary>
    /// Parses a body. Returns <see langword="null"/> if the body ends before its JSON is complete.
    /// </summary>
    /// <param name="body">Specifies the body, which must not change while the result is read.</param>
    /// <param name="names">Specifies the fields to keep; <see langword="null"/> keeps all.</param>
    /// <param name="secrets">Specifies the secrets to redact from every string that is read.</param>
    /// <exception cref="JsonException">The body is not JSON, or is nested too deep.</exception>
    public static SparseJson? Parse(Memory<byte> body, FieldNames? names = null, SecretForms? secrets = null)
    {
        // Some gateways insert a byte order mark.
        bool hasMark = body.Span.StartsWith(s_byteOrderMark);
        return SparseJson.Parse(hasMark ? body.Slice(s_byteOrderMark.Length) : body, names, secrets);
    }

#if NETFRAMEWORK
    private static Task<int> ReadAsync(
        Stream stream, byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        stream.ReadAsync(buffer, offset, count, cancellationToken);
#else
    private static ValueTask<int> ReadAsync(
        Stream stream, byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        stream.ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
#endif

    // If a chunk is invalid, .NET throws after it has written the chunks before it, and does not report their length.
    // The rest of the buffer is zeros, which JSON does not contain.
    private static int FindEnd(byte[] buffer, int length)
    {
        int end = Math.Min(buffer.Length, MaximumLength);
        while (end > length && buffer[end - 1] == 0) { end--; }
        return end;
    }

    /// <summary>Returns a larger copy of a rented buffer, and returns the buffer to its pool.</summary>
    public static byte[] Grow(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(2 * buffer.Length, MaximumLength));
        Buffer.BlockCopy(buffer, 0, larger, 0, buffer.Length);
        Array.Clear(larger, buffer.Length, larger.Length - buffer.Length);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>Creates the exception for a body that exceeds <see cref="MaximumLength"/>.</summary>
    public static InvalidDataException TooLarge() => new($"it is larger than {MaximumLength / (1024 * 1024)} MB.");
}
