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

    /// <summary>Reads a record.</summary>
    /// <param name="page">The requested page.</param>
    /// <param name="facts">The provider.</param>
    /// <param name="record">The record.</param>
    /// <param name="profile">The part of the record with the profile.</param>
    /// <param name="counts">The part with the followers, follows and videos.</param>
    /// <param name="likesPart">The part with the likes.</param>
    /// <param name="isVerified">The verification; null if unknown.</param>
    /// <param name="avatarUrl">The address of the picture; null if unknown.</param>
    /// <param name="window">The window of follow times of the page.</param>
    public FollowedAccount Read(
        PageRequest page,
        ProviderMetadata facts,
        JsonPart record,
        JsonPart profile,
        JsonPart counts,
        JsonPart likesPart,
        bool? isVerified,
        string? avatarUrl,
        (DateTime? After, DateTime? Before) window = default)
    {
        string? name = profile.Field(handle).Text();
        return RecordReading.AccountOf(page, facts, record, window, new RecordValues
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
            Followers = counts.Field(followers).Count(),
            Following = counts.Field(following).Count(),
            Likes = likesPart.Field(likes).Count() ?? Optional(likesPart, otherLikes).Count(),
            Videos = counts.Field(videos).Count(),
            Liked = Optional(likesPart, liked).Count(),
        });
    }

    private static JsonPart Optional(JsonPart part, string? name) => name is null ? default : part.Field(name);
}
