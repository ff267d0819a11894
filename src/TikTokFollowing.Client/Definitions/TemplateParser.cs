using System.Text.RegularExpressions;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Parses texts with placeholders.</summary>
/// <param name="cursor">The rules of the cursor; null if the request has none.</param>
/// <param name="isPage">Indicates whether the request is for a page, which has a size and can be trimmed.</param>
internal sealed class TemplateParser(CursorRules? cursor, bool isPage)
{
    private const string NumberSuffix = ":number";

    // A placeholder, a literal text, or a brace without the other one.
    private static readonly Regex s_parts = new(@"\{(?<name>[^}]*)\}|[^{}]+|.", RegexOptions.CultureInvariant);

    private static readonly Dictionary<string, PlaceholderKind> s_user = new(StringComparer.Ordinal)
    {
        ["handle"] = PlaceholderKind.Handle,
        ["id"] = PlaceholderKind.Id,
        ["numericId"] = PlaceholderKind.NumericId,
        ["secUid"] = PlaceholderKind.SecUid,
    };

    /// <summary>Parses a text, such as <c>users/{id|handle}</c>.</summary>
    /// <param name="node">The text.</param>
    /// <param name="isBody">Indicates whether the text is in a JSON body, where a cursor can be a number.</param>
    public TextTemplate Parse(DefinitionNode node, bool isBody = false)
    {
        string text = node.Text("a text, which can have placeholders such as {handle},", limit: 512);
        List<(string, Placeholder?)> parts = [];
        foreach (Match part in s_parts.Matches(text))
        {
            Group name = part.Groups["name"];
            parts.Add(part.Value switch
            {
                "}" => throw node.Error("a '}' has no '{' before it"),
                "{" => throw node.Error("a '{' has no '}' after it"),
                string literal => name.Success ? ("", ParsePlaceholder(node, name.Value, isBody)) : (literal, null),
            });
        }
        return new TextTemplate(parts);
    }

    private Placeholder ParsePlaceholder(DefinitionNode node, string name, bool isBody)
    {
        bool isNumber = isBody && name.EndsWith(NumberSuffix, StringComparison.Ordinal);
        string bare = isNumber ? name.Substring(0, name.Length - NumberSuffix.Length) : name;
        if (bare == "cursor" || bare.StartsWith("cursor.", StringComparison.Ordinal))
        {
            return ParseCursor(node, bare == "cursor" ? "" : bare.Substring("cursor.".Length), isBody) with
            {
                IsNumber = isNumber,
            };
        }
        if (isPage && name is "pageSize" or "trim")
        {
            return new Placeholder([name == "trim" ? PlaceholderKind.Trim : PlaceholderKind.PageSize]);
        }
        string[] alternatives = name.Split('|');
        return alternatives.All(s_user.ContainsKey)
            ? new Placeholder([.. alternatives.Select(alternative => s_user[alternative])])
            : throw node.Error($"there is no placeholder '{{{name}}}' here; known: {DescribeKnown(isBody)}");
    }

    private Placeholder ParseCursor(DefinitionNode node, string part, bool isBody)
    {
        if (cursor is null || cursor.Parts.Count == 0)
        {
            throw node.Error(
                cursor is null ? "only the request for a page has a cursor" : "'page.next' does not read a cursor");
        }
        return cursor.Parts.Any(known => known.Name == part)
            ? new Placeholder([PlaceholderKind.Cursor]) { Cursor = cursor, Part = part }
            : throw node.Error($"'page.next' does not have this part of the cursor; known: {DescribeCursor(isBody)}");
    }

    private string DescribeKnown(bool isBody)
    {
        IEnumerable<string> known = s_user.Keys.Select(name => "{" + name + "}");
        known = isPage ? known.Concat(["{pageSize}", "{trim}"]) : known;
        return string.Join(", ", cursor is { Parts.Count: > 0 } ? known.Concat([DescribeCursor(isBody)]) : known);
    }

    private string DescribeCursor(bool isBody)
    {
        IEnumerable<string> names =
            cursor!.Parts.Select(part => part.Name.Length == 0 ? "cursor" : "cursor." + part.Name);
        names = isBody ? names.SelectMany(name => new[] { name, name + NumberSuffix }) : names;
        return string.Join(", ", names.Select(name => "{" + name + "}"));
    }
}
