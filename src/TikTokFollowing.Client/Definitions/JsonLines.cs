using System.Text.Json;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Finds the line of a value in a JSON text. Only error messages need it.</summary>
internal static class JsonLines
{
    /// <summary>Appends a property to a JSON path.</summary>
    public static string Append(string path, string name) => $"{path}.{name}";

    /// <summary>Appends an index to a JSON path.</summary>
    public static string Append(string path, int index) =>
        FormattableString.Invariant($"{path}[{index}]");

    /// <summary>Returns the line of a value, from 1; null if the text does not contain it.</summary>
    public static int? Find(ReadOnlySpan<byte> utf8, string path)
    {
        try
        {
            return FindStart(utf8, path) is int start
                ? utf8.Slice(0, start).ToArray().Count(static c => c == '\n') + 1
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static int? FindStart(ReadOnlySpan<byte> utf8, string path)
    {
        Utf8JsonReader reader = new(utf8, DefinitionReader.ReaderOptions);
        Stack<(string Path, int Index)> parents = [];
        string current = "$";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    current = Append(parents.Peek().Path, reader.GetString()!);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    parents.Pop();
                    continue;
            }
            if (parents.Count > 0 && parents.Peek() is { Index: >= 0 } list)
            {
                current = Append(list.Path, list.Index);
                parents.Pop();
                parents.Push((list.Path, list.Index + 1));
            }
            if (current == path)
            {
                return (int)reader.TokenStartIndex;
            }
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                parents.Push((current, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
            }
        }
        return null;
    }
}
