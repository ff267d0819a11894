using TikTokFollowing.Client.Json;

namespace TikTokFollowing.Client.Providers;

/// <summary>Reads the records of a provider, which differ in the names of their fields.</summary>
internal sealed class RecordShape(
    string handle,
    string displayName,
    string id,
    string secUid,
    string bio,
    string isPrivate,
    string followers,
    string following,
    string likes,
    string videos,
    string? liked = null,
    string? createdAt = null,
    string? otherPrivacy = null,
    string? otherLikes = null,
    string? profileUrl = null)
{
    /// <summary>Gets the names of the fields that are read.</summary>
    public IEnumerable<string> Fields { get; } = new[]
    {
        handle, displayName, id, secUid, bio, isPrivate, followers, following, likes, videos, liked, createdAt,
        otherPrivacy, otherLikes, profileUrl, "region", "language",
    }.OfType<string>();

    /// <summary>Reads the profile in a record.</summary>
    /// <param name="profile">The part of the record with the profile.</param>
    /// <param name="counts">The part with the followers, follows and videos.</param>
    /// <param name="likesPart">The part with the likes.</param>
    /// <param name="isVerified">The verification; null if unknown.</param>
    /// <param name="avatarUrl">The address of the picture; null if unknown.</param>
    public FollowedAccount Read(
        JsonPart profile, JsonPart counts, JsonPart likesPart, bool? isVerified, string? avatarUrl)
    {
        string? name = profile.Field(handle).Text();
        return new FollowedAccount
        {
            Handle = name,
            DisplayName = profile.Field(displayName).Text(),
            Id = profile.Field(id).Id(),
            SecUid = profile.Field(secUid).Id(),
            Bio = profile.Field(bio).Text(),
            IsVerified = isVerified,
            IsPrivate = profile.Field(isPrivate).Flag() ?? Optional(profile, otherPrivacy).Flag(),
            Region = profile.Field("region").Word(),
            Language = profile.Field("language").Word(),
            CreatedAt = Optional(profile, createdAt).Time(),
            AvatarUrl = avatarUrl,
            ProfileUrl = TikTokListParser.ProfileUrl(name) ?? Optional(profile, profileUrl).Address(),
            FollowerCount = counts.Field(followers).Count(),
            FollowingCount = counts.Field(following).Count(),
            LikeCount = likesPart.Field(likes).Count() ?? Optional(likesPart, otherLikes).Count(),
            VideoCount = counts.Field(videos).Count(),
            LikedCount = Optional(likesPart, liked).Count(),
        };
    }

    private static JsonPart Optional(JsonPart part, string? name) => name is null ? default : part.Field(name);
}
