using System.Text.Json;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>
/// Represents a value in a definition. Its methods return values of the expected type, or throw an error that names
/// the location and the expected value.
/// </summary>
internal readonly struct DefinitionNode(DefinitionSource source, JsonElement element, string path)
{
    private const int LongestText = 2048;
    private const int MostItems = 200;

    public JsonValueKind Kind => element.ValueKind;

    /// <summary>Gets the location in the definition, such as <c>$.page.items[0]</c>.</summary>
    public string Path => path;

    /// <summary>Creates an error about this value.</summary>
    /// <param name="expectation">The expected value, such as <c>an https address</c>.</param>
    public FollowingException Expected(string expectation) =>
        Error($"{expectation} is expected instead of {Describe()}");

    /// <summary>Creates an error about this value.</summary>
    /// <param name="problem">The problem, as a sentence without its period.</param>
    public FollowingException Error(string problem) => source.CreateError(path, problem);

    /// <summary>Checks that this is an object with known properties only, and without duplicates.</summary>
    public DefinitionNode AsObject(params string[] known)
    {
        foreach ((string name, DefinitionNode property) in Properties("property"))
        {
            if (!known.Contains(name))
            {
                throw property.Error(
                    $"there is no property '{TextSanitizer.Sanitize(name)}'"
                    + Suggest(name, known, $"; known: {string.Join(", ", known)}"));
            }
        }
        return this;
    }

    /// <summary>Returns the properties of this object, which can have any names.</summary>
    /// <param name="unique">The word for a property if none can occur more than once; otherwise null.</param>
    public IReadOnlyList<(string Name, DefinitionNode Value)> Properties(string? unique = null)
    {
        if (Kind != JsonValueKind.Object)
        {
            throw Expected("an object");
        }
        HashSet<string> names = new(StringComparer.Ordinal);
        List<(string, DefinitionNode)> properties = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = NameOf(property);
            DefinitionNode value = new(source, property.Value, JsonLines.Append(path, name));
            if (!names.Add(name) && unique is not null)
            {
                throw value.Error($"the {unique} occurs more than once");
            }
            properties.Add((name, value));
        }
        return properties.Count <= MostItems
            ? properties
            : throw Error($"{Quantity.Of(properties.Count)} properties are too many; the limit is {MostItems}");
    }

    /// <summary>Returns a property of this object; null if it is absent.</summary>
    public DefinitionNode? Find(string name) =>
        element.TryGetProperty(name, out JsonElement value)
            ? new DefinitionNode(source, value, JsonLines.Append(path, name))
            : null;

    /// <summary>Reads a property of this object; null if it is absent.</summary>
    public T? Find<T>(string name, Func<DefinitionNode, T> read) where T : class =>
        Find(name) is DefinitionNode node ? read(node) : null;

    /// <summary>Returns a property of this object that must be present.</summary>
    public DefinitionNode Get(string name) => Find(name) ?? throw Error($"the property '{name}' is missing");

    /// <summary>Returns the items of this array; a value that is not an array is its only item.</summary>
    public IReadOnlyList<DefinitionNode> Items()
    {
        if (Kind != JsonValueKind.Array)
        {
            return [this];
        }
        if (element.GetArrayLength() > MostItems)
        {
            throw Error($"{Quantity.Of(element.GetArrayLength(), "item")} are too many; the limit is {MostItems}");
        }
        List<DefinitionNode> items = [];
        foreach (JsonElement item in element.EnumerateArray())
        {
            items.Add(new DefinitionNode(source, item, JsonLines.Append(path, items.Count)));
        }
        return items;
    }

    /// <summary>Returns a text that is not empty and has no control characters.</summary>
    /// <param name="expectation">The expected text, such as <c>a path</c>.</param>
    /// <param name="limit">The maximum number of characters.</param>
    public string Text(string expectation, int limit = LongestText)
    {
        if (Kind != JsonValueKind.String)
        {
            throw Expected(expectation);
        }
        string text = GetString();
        if (text.Length > limit)
        {
            throw Error($"{Quantity.Of(text.Length, "character")} are too many; the limit is {Quantity.Of(limit)}");
        }
        return text.Length > 0 && !text.Any(char.IsControl) ? text : throw Expected(expectation);
    }

    /// <summary>Returns a whole number in a range.</summary>
    public int Number(int least, int most)
    {
        if (Kind == JsonValueKind.Number && element.TryGetInt32(out int number) && number >= least && number <= most)
        {
            return number;
        }
        string range = $"a whole number from {Quantity.Of(least)} to {Quantity.Of(most)}";
        throw Expected(least == most ? Quantity.Of(least) : range);
    }

    public bool Flag() => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Expected("true or false"),
    };

    /// <summary>Returns the known value that this text names.</summary>
    public T OneOf<T>(IReadOnlyDictionary<string, T> known)
    {
        string expectation = $"one of {string.Join(", ", known.Keys)}";
        string text = Text(expectation);
        return known.TryGetValue(text, out T? value)
            ? value
            : throw Error($"{expectation} is expected instead of {Describe()}{Suggest(text, known.Keys, "")}");
    }

    /// <summary>Returns the JSON of this value.</summary>
    public string RawText() => element.GetRawText();

    private static string Suggest(string text, IEnumerable<string> known, string otherwise)
    {
        IReadOnlyList<string> similar = ProviderNames.SimilarTo(text, known);
        return similar.Count == 0 ? otherwise : $"; did you mean {string.Join(" or ", similar)}?";
    }

    private string GetString()
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Error("the text contains an unpaired surrogate");
        }
    }

    private string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw Error("the name of a property contains an unpaired surrogate");
        }
    }

    private string Describe() => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"'{TextSanitizer.Sanitize(GetString())}'",
        _ => TextSanitizer.Sanitize(element.GetRawText()),
    };
}
