using System.Text.Json;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Parses the parts of a definition about pages and records.</summary>
internal static class PageParser
{
    private const int MostParts = 4;

    public static PageRules ParsePage(DefinitionNode node, PathParser paths, ErrorParser errors)
    {
        node.AsObject(
            "items", "hasMore", "total", "next", "cursorIsFollowTime", "followedAfter", "followedBefore",
            "creditsCharged", "creditsRemaining", "requestId", "failure", "emptyMayBeHidden");
        DefinitionNode? failure = node.Find("failure")?.AsObject("at", "is", "kind", "reason");
        return new PageRules
        {
            Items = paths.ExactPaths(node.Get("items")),
            HasMore = paths.Paths(node.Find("hasMore")),
            Total = paths.Paths(node.Find("total")),
            Cursor = ParseCursor(node, paths),
            Failure = failure is DefinitionNode rule ? errors.ParseFlag(rule, rule.Get("kind")) : null,
            FailureReason = failure?.Find("reason")?.Text("a sentence", limit: 200),
            EmptyMayBeHidden = node.Find("emptyMayBeHidden")?.Flag() ?? false,
        };
    }

    public static RecordRules ParseRecord(DefinitionNode node, PathParser paths)
    {
        node.AsObject(
            "handle", "displayName", "id", "secUid", "bio", "isVerified", "isPrivate", "region", "language",
            "createdAt", "avatarUrl", "profileUrl", "followerCount", "followingCount", "likeCount", "videoCount",
            "likedCount");
        RecordRules rules = new()
        {
            Handle = paths.Paths(node.Find("handle")),
            DisplayName = paths.Paths(node.Find("displayName")),
            Id = paths.Paths(node.Find("id")),
            SecUid = paths.Paths(node.Find("secUid")),
            Bio = paths.Paths(node.Find("bio")),
            IsVerified = paths.Fields(node.Find("isVerified"), "anyText"),
            IsPrivate = paths.Paths(node.Find("isPrivate")),
            Region = paths.Paths(node.Find("region")),
            Language = paths.Paths(node.Find("language")),
            CreatedAt = paths.Paths(node.Find("createdAt")),
            AvatarUrl = paths.Fields(node.Find("avatarUrl"), "bestImage"),
            ProfileUrl = paths.Paths(node.Find("profileUrl")),
            FollowerCount = paths.Paths(node.Find("followerCount")),
            FollowingCount = paths.Paths(node.Find("followingCount")),
            LikeCount = paths.Paths(node.Find("likeCount")),
            VideoCount = paths.Paths(node.Find("videoCount")),
            LikedCount = paths.Paths(node.Find("likedCount")),
        };
        return rules.Handle.Count + rules.Id.Count + rules.SecUid.Count > 0
            ? rules
            : throw node.Error("a record needs a path for 'handle', 'id' or 'secUid', which identify its account");
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
        return new CursorRules
        {
            Parts = parts,
            IsFollowTime = isTime,
            FollowedAfter = paths.Cursors(page.Find("followedAfter")),
            FollowedBefore = paths.Cursors(page.Find("followedBefore")),
        };
    }

    // An object with the names of an operator is one alternative; other names are the parts of a cursor.
    private static List<(string Name, IReadOnlyList<CursorSource> Sources)> ParseParts(
        DefinitionNode next, PathParser paths)
    {
        if (next.Kind != JsonValueKind.Object || next.Find("base64Json") is not null)
        {
            return paths.Cursors(next) is { Count: > 0 } sources ? [("", sources)] : [];
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
            IReadOnlyList<CursorSource> sources = paths.Cursors(value);
            read.Add((name, sources.Count > 0 ? sources : throw value.Expected("a path such as data.cursor")));
        }
        return read;
    }
}
