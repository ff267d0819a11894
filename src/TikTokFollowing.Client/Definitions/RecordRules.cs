using TikTokFollowing.Client.Json;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Reads the records of a page.</summary>
internal sealed class RecordRules(DefinitionNode node, PathParser paths)
{
    private readonly FieldRule<string> _handle = paths.Field(node, "handle", JsonReading.Text);
    private readonly FieldRule<string> _displayName = paths.Field(node, "displayName", JsonReading.Text);
    private readonly FieldRule<string> _id = paths.Field(node, "id", JsonReading.IdOrNumber);
    private readonly FieldRule<string> _secUid = paths.Field(node, "secUid", JsonReading.Id);
    private readonly FieldRule<string> _bio = paths.Field(node, "bio", JsonReading.Text);
    private readonly FieldRule<bool?> _isVerified = paths.Field(
        node, "isVerified", JsonReading.Flag, ("anyText", static parts => RecordReading.AnyText([.. parts])));
    private readonly FieldRule<bool?> _isPrivate = paths.Field(node, "isPrivate", JsonReading.Flag);
    private readonly FieldRule<string> _region = paths.Field(node, "region", JsonReading.Word);
    private readonly FieldRule<string> _language = paths.Field(node, "language", JsonReading.Word);
    private readonly FieldRule<DateTime?> _createdAt = paths.Field(
        node, "createdAt", JsonReading.Time, isUsable: static part => part.Time() is not null || part.Number() == 0);
    private readonly FieldRule<string> _avatarUrl =
        paths.Field(node, "avatarUrl", JsonReading.Address, ("bestImage", TikTokListParser.Best));
    private readonly FieldRule<string> _profileUrl = paths.Field(node, "profileUrl", JsonReading.Address);
    private readonly FieldRule<long?> _followerCount = paths.Field(node, "followerCount", JsonReading.Count);
    private readonly FieldRule<long?> _followingCount = paths.Field(node, "followingCount", JsonReading.Count);
    private readonly FieldRule<long?> _likeCount = paths.Field(node, "likeCount", JsonReading.Count);
    private readonly FieldRule<long?> _videoCount = paths.Field(node, "videoCount", JsonReading.Count);
    private readonly FieldRule<long?> _likedCount = paths.Field(node, "likedCount", JsonReading.Count);

    public static RecordRules Parse(DefinitionNode node, PathParser paths)
    {
        node.AsObject(
            "handle", "displayName", "id", "secUid", "bio", "isVerified", "isPrivate", "region", "language",
            "createdAt", "avatarUrl", "profileUrl", "followerCount", "followingCount", "likeCount", "videoCount",
            "likedCount");
        RecordRules rules = new(node, paths);
        return rules._handle.HasPaths || rules._id.HasPaths || rules._secUid.HasPaths
            ? rules
            : throw node.Error("a record needs a path for 'handle', 'id' or 'secUid', which identify its account");
    }

    /// <summary>Reads the profile in a record.</summary>
    public FollowedAccount Read(JsonPart record)
    {
        JsonParentCache parts = new(record);
        string? name = Read(_handle);
        return new FollowedAccount
        {
            Handle = name,
            DisplayName = Read(_displayName),
            Id = Read(_id),
            SecUid = Read(_secUid),
            Bio = Read(_bio),
            IsVerified = Read(_isVerified),
            IsPrivate = Read(_isPrivate),
            Region = Read(_region),
            Language = Read(_language),
            CreatedAt = Read(_createdAt),
            AvatarUrl = Read(_avatarUrl),
            ProfileUrl = TikTokListParser.ProfileUrl(name) ?? Read(_profileUrl),
            FollowerCount = Read(_followerCount),
            FollowingCount = Read(_followingCount),
            LikeCount = Read(_likeCount),
            VideoCount = Read(_videoCount),
            LikedCount = Read(_likedCount),
        };

        T? Read<T>(FieldRule<T> rule) => rule.Read(record, ref parts);
    }
}
