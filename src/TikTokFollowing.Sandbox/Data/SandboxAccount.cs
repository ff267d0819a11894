using System.Reflection;

namespace TikTokFollowing.SandboxServer;

/// <summary>Represents a fictitious account with the values of all providers. Texts can be empty.</summary>
/// <param name="Number">The number of the account. Some providers leave out fields of some numbers.</param>
/// <param name="Handle">The handle.</param>
/// <param name="DisplayName">The display name.</param>
/// <param name="Id">The id: 19 digits, more than a double represents exactly.</param>
/// <param name="SecUid">The sec_uid.</param>
/// <param name="Bio">The text of the profile.</param>
/// <param name="Region">The country.</param>
/// <param name="Language">The language.</param>
/// <param name="IsPrivate">True if the account is private.</param>
/// <param name="CustomVerify">The text of <c>custom_verify</c>. It is empty for most accounts.</param>
/// <param name="EnterpriseVerify">
/// The text of <c>enterprise_verify_reason</c>. It is empty for most accounts.
/// </param>
/// <param name="CreatedAt">The creation time in Unix seconds; 0 is unknown.</param>
/// <param name="FollowerCount">The number of followers.</param>
/// <param name="FollowingCount">The number of accounts that this account follows.</param>
/// <param name="LikeCount">The number of likes received. It can exceed an Int32.</param>
/// <param name="VideoCount">The number of videos.</param>
/// <param name="LikedCount">The number of videos that this account liked.</param>
/// <param name="AvatarUri">The storage name that every avatar address of this account contains.</param>
/// <param name="HasJpeg">True if <c>url_list</c> has a jpeg after heic and webp.</param>
/// <param name="HasCountsAsText">True if the mobile record contains counts as strings.</param>
/// <param name="HasSecretAsBool">True if <c>secret</c> in the mobile record is a Boolean instead of 0 or 1.</param>
/// <param name="HasFewerKeys">True if the mobile record lacks its optional keys.</param>
internal sealed record SandboxAccount(
    int Number,
    string Handle,
    string DisplayName,
    string Id,
    string SecUid,
    string Bio,
    string Region,
    string Language,
    bool IsPrivate,
    string CustomVerify,
    string EnterpriseVerify,
    long CreatedAt,
    long FollowerCount,
    long FollowingCount,
    long LikeCount,
    long VideoCount,
    long LikedCount,
    string AvatarUri,
    bool HasJpeg,
    bool HasCountsAsText,
    bool HasSecretAsBool,
    bool HasFewerKeys)
{
    private static readonly Dictionary<string, PropertyInfo> s_properties =
        typeof(SandboxAccount).GetProperties().ToDictionary(static property => property.Name);

    public bool IsVerified => CustomVerify.Length + EnterpriseVerify.Length > 0;

    /// <summary>Returns the value of a property for a template; null if there is no such property.</summary>
    public object? Property(string name) =>
        s_properties.TryGetValue(name, out PropertyInfo? property) ? property.GetValue(this) : null;
}
