using System.Text.Json;

namespace TikTokFollowing.Client.History;

/// <summary>Writes and reads the JSON values of a type.</summary>
internal sealed class JsonValue<T>(Action<Utf8JsonWriter, T> write, JsonValue<T>.Reader read)
{
    public delegate T Reader(ref Utf8JsonReader json);

    public void Write(Utf8JsonWriter json, T value)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            write(json, value);
        }
    }

    /// <exception cref="InvalidOperationException">The value has another type.</exception>
    /// <exception cref="FormatException">The value is out of range.</exception>
    public T Read(ref Utf8JsonReader json) =>
        default(T) is null && json.TokenType == JsonTokenType.Null ? default! : read(ref json);
}

/// <summary>Provides the JSON values of a history by their types.</summary>
internal static class JsonValues
{
    private static readonly Dictionary<Type, object> s_byType = [];

    static JsonValues()
    {
        AddStruct(static (json, value) => json.WriteNumberValue(value), static (ref json) => json.GetInt64());
        AddStruct(static (json, value) => json.WriteNumberValue(value), static (ref json) => json.GetInt32());
        AddStruct(static (json, value) => json.WriteBooleanValue(value), static (ref json) => json.GetBoolean());
        AddStruct(WriteTime, ReadTime);
        AddStruct(
            static (json, value) => WriteArray(json, [value.After, value.Before], Of<DateTime?>().Write), ReadWindow);
        AddStruct(static (json, value) => json.WriteStringValue(value.ToString()), ReadHeldReadingKind);
        Add(static (json, value) => json.WriteStringValue(value), static (ref json) => json.GetString()!);
        AddList<string>(static (ref json) => json.GetString()!);
        Add(
            static (json, value) => Of<IReadOnlyList<string>>().Write(json, value.Names),
            static (ref json) => ProviderSet.Of(Of<IReadOnlyList<string>>().Read(ref json)));
        Add<IReadOnlyList<KeyRange>>(WriteRanges, ReadRanges);
        Profile = new() { "DisplayName", "Bio", "IsVerified", "IsPrivate", "Region", "Language", "CreatedAt" };
        AddObject(Profile, static () => new());
        AddObject(new() { "Provider", "Total", "Read", "Listed" }, static () => new FullCount("", null, 0, 0));
        AddObject(new() { "Provider", "StartedAt" }, static () => new ComparedReading("", default));
        AddObject(
            new() { "Kind", "FirstKey", "At" }, static () => new HeldReading((HeldReadingKind)(-1), null, default));
        AddObject(new() { "Readings", "Missing" }, static () => new TotalAgreement(0, 0));
        AddObject(new() { "Provider", "Keys" }, static () => new ProviderKeys("", []));
        AddList<ProviderKeys>(static (ref json) => Of<ProviderKeys>().Read(ref json) ?? throw new JsonException());
    }

    public static JsonFields<AccountProfile> Profile { get; }

    public static JsonValue<T> Of<T>() => (JsonValue<T>)s_byType[typeof(T)];

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

    private static void Add<T>(Action<Utf8JsonWriter, T> write, JsonValue<T>.Reader read) =>
        s_byType.Add(typeof(T), new JsonValue<T>(write, read));

    private static void AddStruct<T>(Action<Utf8JsonWriter, T> write, JsonValue<T>.Reader read)
        where T : struct
    {
        Add(write, read);
        Add<T?>((json, value) => write(json, value!.Value), (ref json) => read(ref json));
    }

    private static void AddObject<T>(JsonFields<T> fields, Func<T> create)
        where T : class => Add(
            (json, value) => fields.WriteObject(json, value, create()),
            (ref json) => fields.ReadObject(ref json, create()));

    private static void AddList<T>(JsonValue<T>.Reader read) => Add<IReadOnlyList<T>>(
        static (json, value) => WriteArray(json, value, Of<T>().Write),
        (ref json) => ReadArray(ref json, read));

    private static void WriteArray<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray();
        foreach (T item in items)
        {
            write(json, item);
        }
        json.WriteEndArray();
    }

    // UTC in ISO 8601.
    private static void WriteTime(Utf8JsonWriter json, DateTime time) => json.WriteStringValue(
        time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static DateTime ReadTime(ref Utf8JsonReader json) =>
        json.GetDateTime() is { Kind: DateTimeKind.Utc } time ? time : throw new JsonException();

    private static FollowWindow ReadWindow(ref Utf8JsonReader json)
    {
        List<DateTime?> times = ReadArray(ref json, Of<DateTime?>().Read);
        return times.Count == 2 ? new FollowWindow(times[0], times[1]) : throw new JsonException();
    }

    private static HeldReadingKind ReadHeldReadingKind(ref Utf8JsonReader json)
    {
        string? text = json.GetString();
        return Enum.TryParse(text, out HeldReadingKind kind) && kind.ToString() == text
            ? kind
            : throw new JsonException();
    }

    // Ranges of keys: first, last, first, last, …
    private static void WriteRanges(Utf8JsonWriter json, IReadOnlyList<KeyRange> ranges) =>
        WriteArray(json, ranges.SelectMany(static range => new[] { range.First, range.Last }), Of<int>().Write);

    private static List<KeyRange> ReadRanges(ref Utf8JsonReader json)
    {
        List<int> keys = ReadArray(ref json, Of<int>().Read);
        return [.. Enumerable.Range(0, keys.Count / 2).Select(i => new KeyRange(keys[2 * i], keys[(2 * i) + 1]))];
    }
}
