using System.Text.Json;

namespace TikTokFollowing.Client.History;

/// <summary>Writes and reads JSON values of a type. Null is written and read by <see cref="JsonFields{T}"/>.</summary>
internal sealed class JsonValue<T>(Action<Utf8JsonWriter, T> write, JsonValue<T>.Reader read)
{
    public delegate T Reader(ref Utf8JsonReader json);

    public void Write(Utf8JsonWriter json, T value) => write(json, value);

    /// <exception cref="InvalidOperationException">The value has another type.</exception>
    /// <exception cref="FormatException">The value is out of range.</exception>
    public T Read(ref Utf8JsonReader json) => read(ref json);
}

/// <summary>Provides the JSON values of a history.</summary>
internal static class JsonValues
{
    public static JsonValue<string?> Text { get; } = new(
        static (json, value) => json.WriteStringValue(value),
        static (ref Utf8JsonReader json) => json.GetString());

    public static JsonValue<long?> Number { get; } = new(
        static (json, value) => json.WriteNumberValue(value!.Value),
        static (ref Utf8JsonReader json) => json.GetInt64());

    public static JsonValue<int?> Key { get; } = new(
        static (json, value) => json.WriteNumberValue(value!.Value),
        static (ref Utf8JsonReader json) => json.GetInt32());

    public static JsonValue<bool?> Flag { get; } = new(
        static (json, value) => json.WriteBooleanValue(value!.Value),
        static (ref Utf8JsonReader json) => json.GetBoolean());

    /// <summary>Gets the format of times: UTC in ISO 8601.</summary>
    public static JsonValue<DateTime?> Time { get; } = new(WriteTime, ReadTime);

    public static JsonValue<FollowWindow?> Window { get; } = new(
        static (json, value) => WriteArray(json, [value!.Value.After, value.Value.Before], WriteTime),
        ReadWindow);

    public static JsonValue<IReadOnlyList<string>?> Texts { get; } = new(
        static (json, value) => WriteArray(json, value!, static (json, text) => json.WriteStringValue(text)),
        static (ref Utf8JsonReader json) => ReadArray(ref json, static (ref Utf8JsonReader item) => item.GetString()!));

    /// <summary>Gets the format of ranges of keys: first, last, first, last, …</summary>
    public static JsonValue<IReadOnlyList<KeyRange>?> Ranges { get; } = new(WriteRanges, ReadRanges);

    /// <summary>Creates the format of an object.</summary>
    public static JsonValue<T?> Object<T>(JsonFields<T> fields, T defaults)
        where T : class => new(
            (json, value) => fields.WriteObject(json, value!, defaults),
            (ref Utf8JsonReader json) => fields.ReadObject(ref json, defaults));

    /// <summary>Creates the format of an array.</summary>
    public static JsonValue<IReadOnlyList<T>?> Array<T>(JsonValue<T?> items)
        where T : class => new(
            (json, value) => WriteArray(json, value!, items.Write),
            (ref Utf8JsonReader json) => ReadArray(
                ref json, (ref Utf8JsonReader item) => items.Read(ref item) ?? throw new JsonException()));

    /// <summary>Reads an array, whose start is the current token.</summary>
    /// <exception cref="JsonException">It is no array.</exception>
    public static List<T> ReadArray<T>(ref Utf8JsonReader json, JsonValue<T>.Reader read)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }
        List<T> items = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            items.Add(read(ref json));
        }
        return items;
    }

    private static void WriteArray<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray();
        foreach (T item in items)
        {
            write(json, item);
        }
        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, DateTime? value)
    {
        if (value is DateTime time)
        {
            bool isLocal = time.Kind == DateTimeKind.Local;
            json.WriteStringValue(isLocal ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc));
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static DateTime? ReadTime(ref Utf8JsonReader json)
    {
        DateTime time = json.GetDateTime();
        return time.Kind == DateTimeKind.Utc ? time : throw new JsonException();
    }

    private static FollowWindow? ReadWindow(ref Utf8JsonReader json)
    {
        List<DateTime?> times = ReadArray(
            ref json,
            static (ref Utf8JsonReader item) => item.TokenType == JsonTokenType.Null ? null : ReadTime(ref item));
        return times.Count == 2 ? new FollowWindow(times[0], times[1]) : throw new JsonException();
    }

    private static void WriteRanges(Utf8JsonWriter json, IReadOnlyList<KeyRange>? ranges)
    {
        json.WriteStartArray();
        foreach (KeyRange range in ranges!)
        {
            json.WriteNumberValue(range.First);
            json.WriteNumberValue(range.Last);
        }
        json.WriteEndArray();
    }

    private static List<KeyRange> ReadRanges(ref Utf8JsonReader json)
    {
        List<int> keys = ReadArray(ref json, static (ref Utf8JsonReader item) => item.GetInt32());
        List<KeyRange> ranges = new(keys.Count / 2);
        for (int i = 0; i + 1 < keys.Count; i += 2)
        {
            ranges.Add(new KeyRange(keys[i], keys[i + 1]));
        }
        return ranges;
    }
}
