using System.Text.Json;
using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Finds the fields of a definition whose paths match no usable value in a response.</summary>
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
        (string, IEnumerable<Candidate>)[] fields =
        [
            ("page.items", Of(page.Items, static part => part.Items() is not null)),
            ("page.hasMore", Of(page.HasMore, static part => part.Flag() is not null)),
            ("page.total", Of(page.Total, static part => part.Count() is not null)),
            .. page.Cursor.Parts.Select(static part =>
                (part.Name.Length == 0 ? "page.next" : $"page.next.{part.Name}", Of(part.Sources, IsCursor))),
            ("page.followedAfter", Of(page.Cursor.FollowedAfter, IsTime)),
            ("page.followedBefore", Of(page.Cursor.FollowedBefore, IsTime)),
            ("page.creditsCharged", Of(rules.Charged, static part => part.Credits() is not null)),
            ("page.creditsRemaining", Of(rules.Remaining, static part => part.Number() is not null)),
            ("page.requestId", Of(rules.RequestId, static part => part.Word() is not null)),
        ];
        IEnumerable<string> unmatched = Unmatched(fields, [body]);
        return records is { Count: > 0 }
            ? unmatched.Concat(Unmatched(FieldsOf(definition.Record), records))
            : unmatched;
    }

    private static IEnumerable<string> Unmatched(
        IEnumerable<(string Name, IEnumerable<Candidate> Candidates)> fields, IReadOnlyList<JsonPart> parts) =>
        fields
            .Where(field => field.Candidates.Any()
                && !field.Candidates.Any(candidate => parts.Any(candidate.IsMatch)))
            .Select(static field => field.Name);

    private static bool IsCursor(JsonPart part)
    {
        part.Cursor(out string? problem);
        return problem is null;
    }

    // 0 means that there is no time, as at the end of a list.
    private static bool IsTime(JsonPart part) => part.FollowTime() is not null || part.Number() <= 0;

    private static bool IsText(JsonPart part) => part.Text() is not null;

    private static bool IsCount(JsonPart part) => part.Count() is not null;

    private static bool IsFlag(JsonPart part) => part.Flag() is not null;

    private static bool IsAddress(JsonPart part) => part.Address() is not null;

    private static bool IsWord(JsonPart part) => part.Word() is not null;

    private static IEnumerable<Candidate> Of(IEnumerable<JsonPath> paths, Func<JsonPart, bool> isUsable) =>
        paths.Select(path => new Candidate(path, isUsable));

    private static IEnumerable<Candidate> Of(IEnumerable<CursorSource> sources, Func<JsonPart, bool> isUsable) =>
        sources.Select(source => new Candidate(source.Path, isUsable, source.Inside));

    // Headers are not part of the body, and many providers send them with some responses only.
    private static IEnumerable<Candidate> Of(IReadOnlyList<ValuePath> values, Func<JsonPart, bool> isUsable) =>
        values.Any(static value => value.IsHeader) ? [] : Of(values.Select(static value => value.Path), isUsable);

    private static (string, IEnumerable<Candidate>)[] FieldsOf(RecordRules record) =>
    [
        ("record.handle", Of(record.Handle, IsText)),
        ("record.displayName", Of(record.DisplayName, IsText)),
        ("record.id", Of(record.Id, static part => part.IdOrNumber() is not null)),
        ("record.secUid", Of(record.SecUid, static part => part.Id() is not null)),
        ("record.bio", Of(record.Bio, IsText)),
        ("record.isVerified", record.IsVerified.SelectMany(
            static rule => Of(rule.Paths, rule.IsOperator ? IsText : IsFlag))),
        ("record.isPrivate", Of(record.IsPrivate, IsFlag)),
        ("record.region", Of(record.Region, IsWord)),
        ("record.language", Of(record.Language, IsWord)),
        ("record.createdAt", Of(record.CreatedAt, static part => part.Time() is not null || part.Number() == 0)),
        ("record.avatarUrl", record.AvatarUrl.SelectMany(static rule => Of(rule.Paths, IsAddress))),
        ("record.profileUrl", Of(record.ProfileUrl, IsAddress)),
        ("record.followerCount", Of(record.FollowerCount, IsCount)),
        ("record.followingCount", Of(record.FollowingCount, IsCount)),
        ("record.likeCount", Of(record.LikeCount, IsCount)),
        ("record.videoCount", Of(record.VideoCount, IsCount)),
        ("record.likedCount", Of(record.LikedCount, IsCount)),
    ];

    private readonly struct Candidate(JsonPath path, Func<JsonPart, bool> isUsable, JsonPath? inside = null)
    {
        public bool IsMatch(JsonPart part)
        {
            foreach (JsonPart found in path.FindAll(part))
            {
                JsonPart value = inside is null ? found : inside.Find(TikTokListParser.DecodeToken(found));
                if (value.IsPresent() && (IsBlank(value) || isUsable(value)))
                {
                    return true;
                }
            }
            return false;
        }

        // An empty text states that there is no value, so the path is right.
        private static bool IsBlank(JsonPart value) =>
            value.ValueKind == JsonValueKind.String && value.RawBytes.Length == 2;
    }
}
