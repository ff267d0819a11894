using System.Reflection;

namespace TikTokFollowing.SandboxServer;

/// <summary>Represents a fictitious account with the values of all providers.</summary>
internal sealed class SandboxAccount
{
    private static readonly Dictionary<string, PropertyInfo> s_properties =
        typeof(SandboxAccount).GetProperties().ToDictionary(static property => property.Name);

    /// <summary>Gets the number of the account. Some providers leave out fields of some numbers.</summary>
    public int Number { get; init; }

    public string Handle { get; init; } = "";

    public string DisplayName { get; init; } = "";

    /// <summary>Gets the id: 19 digits, more than a double represents exactly.</summary>
    public string Id { get; init; } = "";

    public string SecUid { get; init; } = "";

    /// <summary>Gets the text of the profile. It can be empty.</summary>
    public string Bio { get; init; } = "";

    /// <summary>Gets the country. It can be empty.</summary>
    public string Region { get; init; } = "";

    /// <summary>Gets the language. It can be empty.</summary>
    public string Language { get; init; } = "";

    public bool IsPrivate { get; init; }

    public bool IsVerified => CustomVerify.Length > 0 || EnterpriseVerify.Length > 0;

    /// <summary>Gets the text of <c>custom_verify</c>. It is empty for most accounts.</summary>
    public string CustomVerify { get; init; } = "";

    /// <summary>Gets the text of <c>enterprise_verify_reason</c>. It is empty for most accounts.</summary>
    public string EnterpriseVerify { get; init; } = "";

    /// <summary>Gets the creation time in Unix seconds; 0 is unknown.</summary>
    public long CreatedAt { get; init; }

    public long FollowerCount { get; init; }

    public long FollowingCount { get; init; }

    /// <summary>Gets the number of likes received. It can exceed an Int32.</summary>
    public long LikeCount { get; init; }

    public long VideoCount { get; init; }

    /// <summary>Gets the number of videos that this account liked.</summary>
    public long LikedCount { get; init; }

    /// <summary>Gets the storage name that every avatar address of this account contains.</summary>
    public string AvatarUri { get; init; } = "";

    /// <summary>Indicates whether <c>url_list</c> has a jpeg after heic and webp.</summary>
    public bool HasJpeg { get; init; }

    /// <summary>Indicates whether the mobile record contains counts as strings.</summary>
    public bool HasCountsAsText { get; init; }

    /// <summary>Indicates whether <c>secret</c> in the mobile record is a Boolean instead of 0 or 1.</summary>
    public bool HasSecretAsBool { get; init; }

    /// <summary>Indicates whether the mobile record lacks its optional keys.</summary>
    public bool HasFewerKeys { get; init; }

    /// <summary>Returns the value of a property for a template; null if there is no such property.</summary>
    public object? Property(string name) =>
        s_properties.TryGetValue(name, out PropertyInfo? property) ? property.GetValue(this) : null;

    public override string ToString() => Handle;
}
