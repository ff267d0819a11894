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

    /// <summary>Parses a path, or a list of alternatives.</summary>
    public IReadOnlyList<JsonPath> Paths(DefinitionNode? node) =>
        node is DefinitionNode paths ? [.. paths.Items().Select(ParsePath)] : [];

    /// <summary>Parses paths without wildcards, because a list of records has one path.</summary>
    public IReadOnlyList<JsonPath> ExactPaths(DefinitionNode node)
    {
        IReadOnlyList<JsonPath> paths = Paths(node);
        if (paths.Count == 0 || paths.Any(path => path.HasWildcard))
        {
            throw node.Expected($"{PathExpectation}, without '*',");
        }
        return paths;
    }

    /// <summary>Parses paths, or headers of the response: <c>{ "header": "X-Credits" }</c>.</summary>
    public IReadOnlyList<ValuePath> Values(DefinitionNode? node) =>
        node is DefinitionNode values ? [.. values.Items().Select(ParseValue)] : [];

    /// <summary>Parses paths, or several that an operator combines: <c>{ "anyText": ["a", "b"] }</c>.</summary>
    /// <param name="node">The paths; null for none.</param>
    /// <param name="operatorName">The name of the operator.</param>
    public IReadOnlyList<FieldRule> Fields(DefinitionNode? node, string operatorName)
    {
        List<FieldRule> rules = [];
        foreach (DefinitionNode item in node?.Items() ?? [])
        {
            rules.Add(item.Kind == JsonValueKind.Object
                ? new FieldRule(NotEmpty(item.AsObject(operatorName).Get(operatorName)), IsOperator: true)
                : new FieldRule([ParsePath(item)], IsOperator: false));
        }
        return rules;
    }

    /// <summary>
    /// Parses paths of cursors and times, also inside base64: <c>{ "base64Json": "token", "path": "min" }</c>.
    /// </summary>
    public IReadOnlyList<CursorSource> Cursors(DefinitionNode? node)
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
        return sources;
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
