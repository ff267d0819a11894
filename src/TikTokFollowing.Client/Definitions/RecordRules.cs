using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Reads the records of a page. For each value, the first usable alternative counts.</summary>
internal sealed record RecordRules
{
    public IReadOnlyList<JsonPath> Handle { get; init; } = [];

    public IReadOnlyList<JsonPath> DisplayName { get; init; } = [];

    public IReadOnlyList<JsonPath> Id { get; init; } = [];

    public IReadOnlyList<JsonPath> SecUid { get; init; } = [];

    public IReadOnlyList<JsonPath> Bio { get; init; } = [];

    public IReadOnlyList<FieldRule> IsVerified { get; init; } = [];

    public IReadOnlyList<JsonPath> IsPrivate { get; init; } = [];

    public IReadOnlyList<JsonPath> Region { get; init; } = [];

    public IReadOnlyList<JsonPath> Language { get; init; } = [];

    public IReadOnlyList<JsonPath> CreatedAt { get; init; } = [];

    public IReadOnlyList<FieldRule> AvatarUrl { get; init; } = [];

    public IReadOnlyList<JsonPath> ProfileUrl { get; init; } = [];

    public IReadOnlyList<JsonPath> FollowerCount { get; init; } = [];

    public IReadOnlyList<JsonPath> FollowingCount { get; init; } = [];

    public IReadOnlyList<JsonPath> LikeCount { get; init; } = [];

    public IReadOnlyList<JsonPath> VideoCount { get; init; } = [];

    public IReadOnlyList<JsonPath> LikedCount { get; init; } = [];

    /// <summary>Reads a record.</summary>
    /// <param name="page">The requested page.</param>
    /// <param name="facts">The provider.</param>
    /// <param name="record">The record.</param>
    /// <param name="window">The window of follow times of the page.</param>
    public FollowedAccount Read(
        PageRequest page, ProviderMetadata facts, JsonPart record, (DateTime? After, DateTime? Before) window)
    {
        JsonParentCache parts = new(record);
        string? name = First(Handle, ref parts, JsonReading.Text);
        return RecordReading.AccountOf(page, facts, record, window, new RecordValues
        {
            Handle = name,
            DisplayName = First(DisplayName, ref parts, JsonReading.Text),
            Id = First(Id, ref parts, JsonReading.IdOrNumber),
            SecUid = First(SecUid, ref parts, JsonReading.Id),
            Bio = First(Bio, ref parts, JsonReading.Text),
            IsVerified = IsVerified.Select(rule => rule.ReadVerified(record)).FirstOrDefault(flag => flag is not null),
            IsPrivate = First(IsPrivate, ref parts, JsonReading.Flag),
            Region = First(Region, ref parts, JsonReading.Word),
            Language = First(Language, ref parts, JsonReading.Word),
            CreatedAt = First(CreatedAt, ref parts, JsonReading.Time),
            AvatarUrl = AvatarUrl.Select(rule => rule.ReadImage(record)).FirstOrDefault(url => url is not null),
            ProfileUrl = TikTokListParser.ProfileUrl(name) ?? First(ProfileUrl, ref parts, JsonReading.Address),
            Followers = First(FollowerCount, ref parts, JsonReading.Count),
            Following = First(FollowingCount, ref parts, JsonReading.Count),
            Likes = First(LikeCount, ref parts, JsonReading.Count),
            Videos = First(VideoCount, ref parts, JsonReading.Count),
            Liked = First(LikedCount, ref parts, JsonReading.Count),
        });
    }

    private static string? First(
        IReadOnlyList<JsonPath> paths, ref JsonParentCache parts, Func<JsonPart, string?> read)
    {
        string? value = null;
        for (int i = 0; value is null && i < paths.Count; i++)
        {
            value = read(parts.Find(paths[i]));
        }
        return value;
    }

    private static T? First<T>(
        IReadOnlyList<JsonPath> paths, ref JsonParentCache parts, Func<JsonPart, T?> read) where T : struct
    {
        T? value = null;
        for (int i = 0; value is null && i < paths.Count; i++)
        {
            value = read(parts.Find(paths[i]));
        }
        return value;
    }
}
