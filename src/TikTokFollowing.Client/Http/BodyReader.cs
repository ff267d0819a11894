using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Security;

namespace TikTokFollowing.Client.Http;

/// <summary>Reads the body of a response within a size limit, and parses its JSON.</summary>
internal static class BodyReader
{
    private const int DefaultLength = 256 * 1024 - 1;

    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Reads a body to its end. If the connection is lost, the part that was received is kept.
    /// </summary>
    /// <param name="content">Specifies the content of the response.</param>
    /// <param name="isChunked">Indicates whether the body announces its own end.</param>
    /// <param name="cancellationToken">Cancels the read: the user's stop or the time-out.</param>
    /// <exception cref="InvalidDataException">
    /// The body is larger than <see cref="BodyBuffer.MaximumLength"/>.
    /// </exception>
    public static async Task<PooledBuffer> ReadAsync(
        HttpContent content, bool isChunked, CancellationToken cancellationToken)
    {
        long? announced = content.Headers.ContentLength;
        if (announced > BodyBuffer.MaximumLength)
        {
            throw BodyBuffer.CreateTooLarge();
        }

#if NETFRAMEWORK
        using Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
#else
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
        // One byte more than announced, so that the last read detects the end without a larger buffer. A large
        // announced length without a body must not reserve 32 MB.
        using BodyBuffer buffer = new((int)Math.Min(announced ?? DefaultLength, PooledArray.MaximumBytes - 1) + 1);
        Exception? failure = null;
        try
        {
            int read;
            do
            {
                ArraySegment<byte> room = buffer.GetRoom();
                read = await ReadAsync(stream, room.Array!, room.Offset, room.Count, cancellationToken)
                    .ConfigureAwait(false);
                buffer.Advance(read);
            }
            while (read > 0);
        }
        catch (Exception e) when (IsLost(e) && !cancellationToken.IsCancellationRequested)
        {
            failure = e;
            buffer.AdvanceToEnd(); // .NET writes the chunks before an invalid one, and does not report their length
        }
        catch (Exception e)
            when (cancellationToken.IsCancellationRequested && buffer.Length > 0 && !buffer.IsTooLarge)
        {
            // The read timed out or was stopped, but the part that was received may be complete JSON.
            failure = new OperationCanceledException(e.Message, e, cancellationToken);
        }
        // .NET Framework and proxies can end a body early without an exception.
        bool isCut = failure is not null || buffer.Length < announced;
        bool isComplete = !isCut && (isChunked || buffer.Length == announced);
        return buffer.ToBody(isCut ? BodyEnd.Cut : isComplete ? BodyEnd.Complete : BodyEnd.Unknown, failure);
    }

    private static bool IsLost(Exception e) =>
        e is IOException or HttpRequestException or WebException or SocketException or ObjectDisposedException;

    /// <summary>
    /// Parses a body. Returns <see langword="null"/> if the body ends before its JSON is complete.
    /// </summary>
    /// <param name="body">Specifies the body, which must not change while the result is read.</param>
    /// <param name="names">Specifies the fields to keep; <see langword="null"/> keeps all.</param>
    /// <param name="secrets">Specifies the secrets to redact from every string that is read.</param>
    /// <exception cref="JsonException">The body is not JSON, or is nested too deeply.</exception>
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
}
