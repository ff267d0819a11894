namespace TikTokFollowing.SandboxServer;

/// <summary>One made-up account with what any of the providers says about it.</summary>
internal sealed class SandboxAccount
{
    /// <summary>0-based, newest follow first.</summary>
    public int Index { get; init; }

    public string Handle { get; init; } = "";

    public string DisplayName { get; init; } = "";

    /// <summary>19 digits, more than a double can hold exactly.</summary>
    public string Id { get; init; } = "";

    public string SecUid { get; init; } = "";

    /// <summary>May be empty.</summary>
    public string Bio { get; init; } = "";

    /// <summary>May be empty.</summary>
    public string Region { get; init; } = "";

    /// <summary>May be empty.</summary>
    public string Language { get; init; } = "";

    public bool IsPrivate { get; init; }

    public bool IsVerified => CustomVerify.Length > 0 || EnterpriseVerify.Length > 0;

    /// <summary>The text of <c>custom_verify</c>; empty for nearly everybody.</summary>
    public string CustomVerify { get; init; } = "";

    /// <summary>The text of <c>enterprise_verify_reason</c>; empty for nearly everybody.</summary>
    public string EnterpriseVerify { get; init; } = "";

    /// <summary>Unix seconds; 0 is unknown.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Unix seconds: when the list's owner followed this account.</summary>
    public long FollowedAt { get; init; }

    public long FollowerCount { get; init; }

    public long FollowingCount { get; init; }

    /// <summary>Likes received; may be more than an Int32 holds.</summary>
    public long LikeCount { get; init; }

    public long VideoCount { get; init; }

    /// <summary>Videos that this account liked.</summary>
    public long LikedCount { get; init; }

    /// <summary>The storage name that every avatar address of this account contains.</summary>
    public string AvatarUri { get; init; } = "";

    /// <summary>Whether <c>url_list</c> has a jpeg after heic and webp.</summary>
    public bool HasJpeg { get; init; }

    /// <summary>The app's record of this account has its counts as strings.</summary>
    public bool HasCountsAsText { get; init; }

    /// <summary>The app's record of this account has <c>secret</c> as a bool and not as 0 or 1.</summary>
    public bool HasSecretAsBool { get; init; }

    /// <summary>The app's record of this account lacks the keys that come and go.</summary>
    public bool HasFewerKeys { get; init; }

    public override string ToString() => Handle;
}
