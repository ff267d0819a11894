using System.Collections.Generic;
using System.Linq;
using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Finds the fields of a definition whose paths match nothing in a response.</summary>
internal static class UnmatchedFields
{
    /// <summary>Returns the names of the fields, such as <c>record.bio</c>.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="body">The body of the response, with all fields.</param>
    public static IEnumerable<string> Find(ProviderDefinition definition, JsonPart body)
    {
        PageRules page = definition.Page;
        ResponseRules rules = definition.Metadata.Rules!;
        IReadOnlyList<JsonPart>? records = page.ReadItems(body);
        (string, IEnumerable<JsonPath>)[] fields =
        [
            ("page.items", page.Items),
            ("page.hasMore", page.HasMore),
            ("page.total", page.Total),
            .. page.Cursor.Parts.Select(part =>
                (part.Name.Length == 0 ? "page.next" : $"page.next.{part.Name}", PathsOf(part.Sources))),
            ("page.followedAfter", PathsOf(page.Cursor.FollowedAfter)),
            ("page.followedBefore", PathsOf(page.Cursor.FollowedBefore)),
            ("page.creditsCharged", PathsOf(rules.Charged)),
            ("page.creditsRemaining", PathsOf(rules.Remaining)),
            ("page.requestId", PathsOf(rules.RequestId)),
        ];
        IEnumerable<string> unmatched = Unmatched(fields, [body]);
        return records is { Count: > 0 }
            ? unmatched.Concat(Unmatched(FieldsOf(definition.Record), records))
            : unmatched;
    }

    private static IEnumerable<string> Unmatched(
        IEnumerable<(string Name, IEnumerable<JsonPath> Paths)> fields, IReadOnlyList<JsonPart> parts) =>
        fields
            .Where(field => field.Paths.Any()
                && !field.Paths.Any(path => parts.Any(part => path.FindAll(part).Any(JsonReading.IsPresent))))
            .Select(static field => field.Name);

    private static IEnumerable<JsonPath> PathsOf(IEnumerable<CursorSource> sources) =>
        sources.Select(static source => source.Path);

    // Headers are not part of the body, and many providers send them with some responses only.
    private static IEnumerable<JsonPath> PathsOf(IReadOnlyList<ValuePath> values) =>
        values.Any(static value => value.IsHeader) ? [] : values.Select(static value => value.Path);

    private static (string, IEnumerable<JsonPath>)[] FieldsOf(RecordRules record) =>
    [
        ("record.handle", record.Handle),
        ("record.displayName", record.DisplayName),
        ("record.id", record.Id),
        ("record.secUid", record.SecUid),
        ("record.bio", record.Bio),
        ("record.isVerified", record.IsVerified.SelectMany(static rule => rule.Paths)),
        ("record.isPrivate", record.IsPrivate),
        ("record.region", record.Region),
        ("record.language", record.Language),
        ("record.createdAt", record.CreatedAt),
        ("record.avatarUrl", record.AvatarUrl.SelectMany(static rule => rule.Paths)),
        ("record.profileUrl", record.ProfileUrl),
        ("record.followerCount", record.FollowerCount),
        ("record.followingCount", record.FollowingCount),
        ("record.likeCount", record.LikeCount),
        ("record.videoCount", record.VideoCount),
        ("record.likedCount", record.LikedCount),
    ];
}
