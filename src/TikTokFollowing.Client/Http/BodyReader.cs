using System;
using System.IO;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace TikTokFollowing.Client.Http;

/// <summary>Reads a body whole, within limits, and parses it.</summary>
internal static class BodyReader
{
    /// <summary>After decompression. A page of a hundred full records has about one megabyte.</summary>
    public const int MaximumLength = 32 * 1024 * 1024;

    /// <summary>Levels of nesting; a record has six.</summary>
    public const int MaximumDepth = 64;

    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaximumDepth, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="InvalidDataException">The body is larger than <see cref="MaximumLength"/>.</exception>
    public static async Task<ArraySegment<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MaximumLength) { throw TooLarge(); }

#if NETFRAMEWORK
        using Stream stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
#else
        using Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
        byte[] buffer = new byte[(int)(content.Headers.ContentLength ?? 64 * 1024) + 1];
        int length = 0;
        while (true)
        {
#if NETFRAMEWORK
            int read = await stream.ReadAsync(buffer, length, buffer.Length - length, cancellationToken).ConfigureAwait(false);
#else
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
#endif
            if (read == 0) { return new ArraySegment<byte>(buffer, 0, length); }
            length += read;
            if (length > MaximumLength) { throw TooLarge(); }
            if (length == buffer.Length) { Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, MaximumLength + 1L)); }
        }
    }

    /// <summary>Parses a whole body; null if it ends before the JSON in it does.</summary>
    /// <exception cref="JsonException">It is not JSON, or nested too deep.</exception>
    public static JsonDocument? Parse(ArraySegment<byte> body)
    {
        ReadOnlySpan<byte> text = body;
        // The byte order mark that some gateways put in front.
        if (text.StartsWith(s_byteOrderMark)) { text = text.Slice(s_byteOrderMark.Length); }

        Utf8JsonReader reader = new(text, isFinalBlock: false, new JsonReaderState(s_options));
        if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? document))
        {
            return null;
        }
        try
        {
            // Something after the value: two answers in one, or no JSON at all.
            if (reader.Read()) { throw new JsonException("There is more than one value."); }
            return document;
        }
        catch (JsonException)
        {
            document.Dispose();
            throw;
        }
    }

    private static InvalidDataException TooLarge() => new($"The answer is larger than {MaximumLength / (1024 * 1024)} MB.");
}
