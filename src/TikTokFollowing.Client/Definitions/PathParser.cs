using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.Definitions;

/// <summary>
/// Parses the paths of a definition and the operators on them, and collects the names of the fields to read.
/// </summary>
internal sealed class PathParser
{
    private const int MostPaths = 500;
    private const int MostSteps = 12;
    private const int LongestPath = 256;
    private const string PathExpectation = "a path such as data.users";

    // Characters of JSON paths in other notations, and those that no field has.
    private const string RefusedCharacters = "[]{}()$\"'`\\/,;<>|";

    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _headers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonPath> _parents = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Gets the names of the fields on all paths so far.</summary>
    public IEnumerable<string> Names => _names;

    /// <summary>Gets the names of the response headers so far, in lower case.</summary>
    public IReadOnlyList<string> Headers => [.. _headers];

    /// <summary>Gets the paths whose values must be usable.</summary>
    public List<DefinitionPath> Checked { get; } = [];

    /// <summary>Parses a path, or a list of alternatives.</summary>
    /// <param name="node">The paths; null for none.</param>
    /// <param name="isUsable">Indicates whether a value is usable; null if no recorded response shows this.</param>
    public IReadOnlyList<JsonPath> Paths(DefinitionNode? node, Func<JsonPart, bool>? isUsable = null)
    {
        JsonPath[] paths = [.. (node?.Items() ?? []).Select(ParsePath)];
        Add(node, paths.Select(static path => new CursorSource(path)), isUsable);
        return paths;
    }

    /// <summary>Parses paths without wildcards, because a list of records has one path.</summary>
    public IReadOnlyList<JsonPath> ExactPaths(DefinitionNode node, Func<JsonPart, bool>? isUsable = null)
    {
        IReadOnlyList<JsonPath> paths = Paths(node, isUsable);
        if (paths.Count == 0 || paths.Any(path => path.HasWildcard))
        {
            throw node.Expected($"{PathExpectation}, without '*',");
        }
        return paths;
    }

    /// <summary>Parses paths, or headers of the response: <c>{ "header": "X-Credits" }</c>.</summary>
    /// <param name="node">The paths; null for none.</param>
    /// <param name="isUsable">Indicates whether a value is usable; null if no recorded response shows this.</param>
    public IReadOnlyList<ValuePath> Values(DefinitionNode? node, Func<JsonPart, bool>? isUsable = null)
    {
        ValuePath[] values = [.. (node?.Items() ?? []).Select(ParseValue)];
        // Headers are not part of the body, and many providers send them with some responses only.
        if (!values.Any(static value => value.IsHeader))
        {
            Add(node, values.Select(static value => new CursorSource(value.Path)), isUsable);
        }
        return values;
    }

    /// <summary>Parses the paths of a field. An operator can combine several of them.</summary>
    /// <param name="record">The fields.</param>
    /// <param name="name">The name of the field.</param>
    /// <param name="read">Reads the value at a path.</param>
    /// <param name="operation">The operator, such as <c>{ "anyText": ["a", "b"] }</c>.</param>
    /// <param name="isUsable">Indicates whether a value is usable; null if every readable value is.</param>
    public FieldRule<T> Field<T>(
        DefinitionNode record,
        string name,
        Func<JsonPart, T?> read,
        (string Name, Func<IEnumerable<JsonPart>, T?> Combine)? operation = null,
        Func<JsonPart, bool>? isUsable = null)
    {
        DefinitionNode? field = record.Find(name);
        List<(JsonPath, IReadOnlyList<JsonPath>?)> alternatives = [];
        foreach (DefinitionNode item in field?.Items() ?? [])
        {
            if (item.Kind == JsonValueKind.Object && operation is (string key, Func<IEnumerable<JsonPart>, T?> combine))
            {
                IReadOnlyList<JsonPath> paths = NotEmpty(item.AsObject(key).Get(key));
                alternatives.Add((paths[0], paths));
                Add(field, paths.Select(static path => new CursorSource(path)), part => combine([part]) is not null);
            }
            else
            {
                JsonPath path = ParsePath(item);
                alternatives.Add((path, null));
                Add(field, [new CursorSource(path)], isUsable ?? (part => read(part) is not null));
            }
        }
        return new FieldRule<T>(alternatives, read, operation?.Combine);
    }

    /// <summary>
    /// Parses paths of cursors and times, also inside base64: <c>{ "base64Json": "token", "path": "min" }</c>.
    /// </summary>
    public IReadOnlyList<CursorSource> Cursors(DefinitionNode? node, Func<JsonPart, bool> isUsable)
    {
        List<CursorSource> sources = [];
        foreach (DefinitionNode item in node?.Items() ?? [])
        {
            if (item.Kind != JsonValueKind.Object)
            {
                sources.Add(new CursorSource(ParsePath(item)));
                continue;
            }
            item.AsObject("base64Json", "path");
            JsonPath inside = ParsePath(item.Get("path"));
            sources.AddRange(NotEmpty(item.Get("base64Json")).Select(path => new CursorSource(path, inside)));
        }
        Add(node, sources, isUsable);
        return sources;
    }

    private void Add(DefinitionNode? field, IEnumerable<CursorSource> sources, Func<JsonPart, bool>? isUsable)
    {
        if (isUsable is not null)
        {
            Checked.AddRange(sources.Select(
                source => new DefinitionPath(field!.Value.Path.Substring("$.".Length), source, isUsable)));
        }
    }

    private IReadOnlyList<JsonPath> NotEmpty(DefinitionNode node) =>
        Paths(node) is { Count: > 0 } paths ? paths : throw node.Expected(PathExpectation);

    private ValuePath ParseValue(DefinitionNode node)
    {
        if (node.Kind != JsonValueKind.Object)
        {
            return new ValuePath(ParsePath(node));
        }
        string name = HeaderRules.ReadName(node.AsObject("header").Get("header"));
        _headers.Add(name);
        return new ValuePath(new JsonPath(name), IsHeader: true);
    }

    private JsonPath ParsePath(DefinitionNode node)
    {
        string text = node.Text(PathExpectation, LongestPath);
        string[] steps = text.Split('.');
        if (steps.Length > MostSteps)
        {
            throw node.Error($"{Quantity.Of(steps.Length)} steps are too many; the limit is {Quantity.Of(MostSteps)}");
        }
        if (!steps.All(IsStep))
        {
            throw node.Expected($"{PathExpectation} (names with dots between them; '*' for every item)");
        }
        if (++_count > MostPaths)
        {
            throw node.Error($"the definition has more than {Quantity.Of(MostPaths)} paths");
        }
        JsonPath path = Create(text);
        _names.UnionWith(path.Names);
        return path;
    }

    private JsonPath Create(string text)
    {
        int end = text.LastIndexOf('.');
        if (end < 0)
        {
            return new JsonPath(text);
        }
        string parent = text.Substring(0, end);
        if (!_parents.TryGetValue(parent, out JsonPath? path))
        {
            path = new JsonPath(parent);
            _parents.Add(parent, path);
        }
        return new JsonPath(text, path);
    }

    private static bool IsStep(string step) =>
        step == "*"
        || (step.Length > 0
            && step[0] != ' '
            && step[step.Length - 1] != ' '
            && step.All(c => c is >= ' ' and <= '~' and not '*' && !RefusedCharacters.Contains(c)));
}
