using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Writes JSON with placeholders. The text <c>"$name"</c> is replaced by a value. The member <c>"key?name"</c> is
/// written unless that value is null, false, 0 or empty.
/// </summary>
internal sealed class JsonTemplate
{
    private readonly bool _numbersItems;
    private readonly Part _root;

    /// <param name="json">The JSON with placeholders.</param>
    /// <param name="numbersItems">
    /// True to write each array as an object with the keys "0", "1", "10", "11", "2", sorted as text.
    /// </param>
    public JsonTemplate(JsonElement json, bool numbersItems = false)
    {
        _numbersItems = numbersItems;
        _root = Compile(json);
    }

    private delegate void Part(Utf8JsonWriter writer, Func<string, object?> values);

    /// <summary>Reads a file of templates.</summary>
    public static JsonElement Load(string name)
    {
        using Stream stream = typeof(JsonTemplate).Assembly.GetManifestResourceStream(name + ".json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    public void Write(Utf8JsonWriter writer, Func<string, object?> values) => _root(writer, values);

    private Part Compile(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                return CompileObject(json);
            case JsonValueKind.Array:
                return (writer, _) => WriteList(writer, []); // items are values
            case JsonValueKind.String when json.GetString() is { Length: > 0 } text && text[0] == '$':
                string name = text.Substring(1);
                return (writer, values) => WriteValue(writer, values(name));
            default:
                byte[] bytes = Encoding.UTF8.GetBytes(json.GetRawText());
                return (writer, _) => writer.WriteRawValue(bytes, skipInputValidation: true);
        }
    }

    private Part CompileObject(JsonElement json)
    {
        (JsonEncodedText Name, string? Condition, Part Part)[] members =
        [
            .. json.EnumerateObject().Select(member =>
            {
                string[] name = member.Name.Split('?');
                return (JsonEncodedText.Encode(name[0]), name.ElementAtOrDefault(1), Compile(member.Value));
            }),
        ];
        return (writer, values) =>
        {
            writer.WriteStartObject();
            foreach ((JsonEncodedText name, string? condition, Part part) in members)
            {
                if (condition is null || values(condition) is not (null or false or 0L or ""))
                {
                    writer.WritePropertyName(name);
                    part(writer, values);
                }
            }

            writer.WriteEndObject();
        };
    }

    private void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case JsonElement json:
                json.WriteTo(writer);
                break;
            case Action<Utf8JsonWriter> write:
                write(writer);
                break;
            case IEnumerable<object> items:
                WriteList(writer, items);
                break;
            default:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private void WriteList(Utf8JsonWriter writer, IEnumerable<object> items)
    {
        if (!_numbersItems)
        {
            writer.WriteStartArray();
            foreach (object item in items)
            {
                WriteValue(writer, item);
            }

            writer.WriteEndArray();
            return;
        }

        writer.WriteStartObject();
        foreach ((string key, object item) in items
            .Select(static (item, i) => (Key: i.ToString(CultureInfo.InvariantCulture), item))
            .OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(key);
            WriteValue(writer, item);
        }

        writer.WriteEndObject();
    }
}
