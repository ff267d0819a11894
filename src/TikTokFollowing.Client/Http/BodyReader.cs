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

/// <summary>Reads a body whole, within limits, and goes through its JSON.</summary>
internal static class BodyReader
{
    /// <summary>After decompression. A page of a hundred full records has about one megabyte.</summary>
    public const int MaximumLength = 32 * 1024 * 1024;

    private const int UsualLength = 256 * 1024 - 1;

    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Reads a body as far as it arrives. A connection that breaks ends the body, and loses nothing that arrived
    /// before.
    /// </summary>
    /// <param name="content">The content of the response.</param>
    /// <param name="isChunked">Indicates whether the body announces its own end.</param>
    /// <param name="cancellationToken">The user's stop, or the attempt's time-out.</param>
    /// <exception cref="InvalidDataException">The body is larger than <see cref="MaximumLength"/>.</exception>
    public static async Task<PooledBuffer> ReadAsync(HttpContent content, bool isChunked, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MaximumLength) { throw TooLarge(); }

#if NETFRAMEWORK
        using Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
#else
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
        // One more than announced, so that the end is seen without making room for it.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Min((int)(content.Headers.ContentLength ?? UsualLength) + 1, MaximumLength));
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
                    if (await ReadAsync(stream, new byte[1], 0, 1, cancellationToken).ConfigureAwait(false) > 0) { throw TooLarge(); }
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
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is IOException or HttpRequestException or WebException or SocketException or ObjectDisposedException)
        {
            failure = e;
            length = LastWritten(buffer, length);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && length > 0 && e is not InvalidDataException)
        {
            // Out of time, or stopped: what has arrived may be complete.
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

    /// <summary>Goes through a whole body; null if it ends before the JSON in it does.</summary>
    /// <param name="body">It must stay as it is while the result is read.</param>
    /// <param name="names">The fields to keep; null keeps all.</param>
    /// <param name="secrets">What comes out of no text that is read.</param>
    /// <exception cref="JsonException">It is not JSON, or nested too deep.</exception>
    public static SparseJson? Parse(Memory<byte> body, FieldNames? names = null, SecretForms? secrets = null)
    {
        // The byte order mark that some gateways put in front.
        bool isMarked = body.Span.StartsWith(s_byteOrderMark);
        return SparseJson.Parse(isMarked ? body.Slice(s_byteOrderMark.Length) : body, names, secrets);
    }

#if NETFRAMEWORK
    private static Task<int> ReadAsync(Stream stream, byte[] buffer, int offset, int count, CancellationToken cancellationToken) => stream.ReadAsync(buffer, offset, count, cancellationToken);
#else
    private static ValueTask<int> ReadAsync(Stream stream, byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        stream.ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
#endif

    // When a chunk is good and the next one is not, .NET throws after it has written the good one, and does not say how
    // long it is. The rest of the buffer is zeros, which no JSON
    // contains.
    private static int LastWritten(byte[] buffer, int length)
    {
        int end = Math.Min(buffer.Length, MaximumLength);
        while (end > length && buffer[end - 1] == 0) { end--; }
        return end;
    }

    public static byte[] Grow(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(2 * buffer.Length, MaximumLength));
        Buffer.BlockCopy(buffer, 0, larger, 0, buffer.Length);
        Array.Clear(larger, buffer.Length, larger.Length - buffer.Length);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    public static InvalidDataException TooLarge() => new($"it is larger than {MaximumLength / (1024 * 1024)} MB.");
}
