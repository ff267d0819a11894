using System.Text.Encodings.Web;
using System.Text.Json;

namespace TikTokFollowing.Client.History;

/// <summary>Writes and reads lines of JSON in ASCII, which PowerShell reads without a stated encoding.</summary>
internal static class HistoryJson
{
    // It also escapes quotation marks as \u0022, so that no text contains the end of a commit line.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.Default };

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line, s_options))
        {
            write(json);
        }
        return line.ToArray();
    }

    public static ReadOnlyMemory<byte> WriteObject<T>(JsonFields<T> fields, T value, T defaults)
        where T : class => Write(json => fields.WriteObject(json, value, defaults));

    /// <exception cref="JsonException">The line is no such object.</exception>
    public static T ReadObject<T>(ReadOnlyMemory<byte> line, JsonFields<T> fields, T target)
        where T : class => Read(line, (ref json) => fields.ReadObject(ref json, target));

    /// <summary>Reads a line. A value of another type or range causes the same exception as invalid JSON.</summary>
    /// <exception cref="JsonException">The line has another format.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> line, JsonValue<T>.Reader read)
    {
        Utf8JsonReader json = new(line.Span);
        json.Read();
        try
        {
            return read(ref json);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException(null, e);
        }
    }
}
