using System.Text;
using System.Text.Json;

namespace TikTokFollowing.Client.Conversion;

/// <summary>
/// Reads the values of a JSON file one by one: the items of an array, or one value per line.
/// </summary>
internal static class JsonRecords
{
    /// <summary>Returns each value as a dictionary, a list, a text or a flag.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is not JSON, is nested too deeply, or ends inside a value.
    /// </exception>
    public static IEnumerable<object?> Read(TextReader text)
    {
        bool isInArray = false;
        bool isSeparated = true;
        for (int next = Skip(text); next >= 0; next = Skip(text))
        {
            char c = (char)next;
            if (c == '[' && !isInArray && isSeparated)
            {
                text.Read();
                isInArray = true;
            }
            else if (c == ']' && isInArray)
            {
                text.Read();
                isInArray = false;
                isSeparated = true;
            }
            else if (c == ',' && isInArray && !isSeparated)
            {
                text.Read();
                isSeparated = true;
            }
            else if (isInArray && !isSeparated)
            {
                throw new InvalidDataException("it is not JSON: a comma is missing.");
            }
            else
            {
                isSeparated = !isInArray;
                yield return Parse(ReadValue(text));
            }
        }
        if (isInArray)
        {
            throw new InvalidDataException("it ends inside a list.");
        }
    }

    private static object? Parse(string text)
    {
        try
        {
            using JsonDocument value = JsonDocument.Parse(text);
            return PlainOf(value.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("it is not JSON, or nested too deeply.", e);
        }
    }

    // Numbers stay text, because an id does not fit into every numeric type.
    private static object? PlainOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => RecordOf(value),
        JsonValueKind.Array => (List<object?>)[.. value.EnumerateArray().Select(PlainOf)],
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static Dictionary<string, object?> RecordOf(JsonElement value)
    {
        Dictionary<string, object?> record = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            record[property.Name] = PlainOf(property.Value);
        }
        return record;
    }

    private static int Skip(TextReader text)
    {
        while (char.IsWhiteSpace((char)text.Peek()))
        {
            text.Read();
        }
        return text.Peek();
    }

    // Only finds the end of a value. The parser checks its syntax.
    private static string ReadValue(TextReader text)
    {
        StringBuilder value = new();
        int depth = 0;
        bool isText = false;
        while (text.Peek() is int next and >= 0)
        {
            char c = (char)next;
            if (!isText && depth == 0 && value.Length > 0 && (c is ',' or ']' || char.IsWhiteSpace(c)))
            {
                return value.ToString();
            }
            text.Read();
            value.Append(c);
            if (isText)
            {
                if (c == '\\')
                {
                    value.Append((char)text.Read());
                }
                isText = c != '"';
            }
            else
            {
                isText = c == '"';
                depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
            }
            if (!isText && depth <= 0 && (c is '}' or ']'))
            {
                return value.ToString();
            }
        }
        return depth > 0 || isText ? throw new InvalidDataException("it ends inside a value.") : value.ToString();
    }
}
