using System.Text.Json;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Parses the part of a definition about pages.</summary>
internal static class PageParser
{
    private const int MostParts = 4;

    public static PageRules Parse(DefinitionNode node, PathParser paths, ErrorParser errors)
    {
        node.AsObject(
            "items", "hasMore", "total", "next", "cursorIsFollowTime", "followedAfter", "followedBefore",
            "creditsCharged", "creditsRemaining", "requestId", "failure", "emptyMayBeHidden");
        DefinitionNode? failure = node.Find("failure")?.AsObject("at", "is", "kind", "reason");
        return new PageRules(
            Items: paths.ExactPaths(node.Get("items"), static part => part.Items() is not null),
            HasMore: paths.Paths(node.Find("hasMore"), static part => part.Flag() is not null),
            Total: paths.Paths(node.Find("total"), static part => part.Count() is not null),
            Cursor: ParseCursor(node, paths),
            Failure: node.Find("failure", rule => errors.ParseFlag(rule, rule.Get("kind"))),
            FailureReason: failure?.Find("reason")?.Text("a sentence", limit: 200),
            EmptyMayBeHidden: node.Find("emptyMayBeHidden")?.Flag() ?? false);
    }

    private static CursorRules ParseCursor(DefinitionNode page, PathParser paths)
    {
        List<(string Name, IReadOnlyList<CursorSource> Sources)> parts =
            page.Find("next") is DefinitionNode next ? ParseParts(next, paths) : [];
        DefinitionNode? isFollowTime = page.Find("cursorIsFollowTime");
        bool isTime = isFollowTime?.Flag() ?? false;
        if (isTime && (parts.Count != 1 || parts[0].Name.Length > 0))
        {
            throw isFollowTime!.Value.Error("only a cursor of one part can be a follow time");
        }
        return new CursorRules(
            parts, isTime, paths.Cursors(page.Find("followedAfter"), IsTime),
            paths.Cursors(page.Find("followedBefore"), IsTime));
    }

    // 0 means that there is no time, as at the end of a list.
    private static bool IsTime(JsonPart part) => part.FollowTime() is not null || part.Number() <= 0;

    private static bool IsCursor(JsonPart part)
    {
        part.Cursor(out string? problem);
        return problem is null;
    }

    // An object with the names of an operator is one alternative; other names are the parts of a cursor.
    private static List<(string Name, IReadOnlyList<CursorSource> Sources)> ParseParts(
        DefinitionNode next, PathParser paths)
    {
        if (next.Kind != JsonValueKind.Object || next.Find("base64Json") is not null)
        {
            return paths.Cursors(next, IsCursor) is { Count: > 0 } sources ? [("", sources)] : [];
        }
        IReadOnlyList<(string Name, DefinitionNode Value)> parts = next.Properties();
        if (parts.Count is 0 or > MostParts)
        {
            throw next.Expected("an object with 1 to 4 parts of the cursor");
        }
        List<(string Name, IReadOnlyList<CursorSource> Sources)> read = [];
        foreach ((string name, DefinitionNode value) in parts)
        {
            bool isName = name.Length is > 0 and <= 64
                && name.All(c => c is '_' || (c < 128 && char.IsLetterOrDigit(c)));
            if (!isName || read.Any(other => other.Name == name))
            {
                throw value.Expected("a part whose name is unique and has letters, digits and '_'");
            }
            IReadOnlyList<CursorSource> sources = paths.Cursors(value, IsCursor);
            read.Add((name, sources.Count > 0 ? sources : throw value.Expected("a path such as data.cursor")));
        }
        return read;
    }
}
