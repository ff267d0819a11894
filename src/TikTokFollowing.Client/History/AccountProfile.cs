namespace TikTokFollowing.Client.History;

/// <summary>Holds the stored profile fields of an account. Null is unknown.</summary>
internal sealed record AccountProfile
{
    public static AccountProfile Unknown { get; } = new();

    public string? DisplayName { get; init; }

    public string? Bio { get; init; }

    public bool? IsVerified { get; init; }

    public bool? IsPrivate { get; init; }

    public string? Region { get; init; }

    public string? Language { get; init; }

    /// <summary>Gets the UTC time at which the account was created.</summary>
    public DateTime? CreatedAt { get; init; }

    public static AccountProfile Of(FollowedAccount account) => new()
    {
        DisplayName = account.DisplayName,
        Bio = account.Bio,
        IsVerified = account.IsVerified,
        IsPrivate = account.IsPrivate,
        Region = account.Region,
        Language = account.Language,
        CreatedAt = account.CreatedAt?.ToUniversalTime(),
    };

    /// <summary>Returns the newer fields, and the ones of this profile that the newer profile does not have.</summary>
    public AccountProfile UpdatedBy(AccountProfile newer) => new()
    {
        DisplayName = newer.DisplayName ?? DisplayName,
        Bio = newer.Bio ?? Bio,
        IsVerified = newer.IsVerified ?? IsVerified,
        IsPrivate = newer.IsPrivate ?? IsPrivate,
        Region = newer.Region ?? Region,
        Language = newer.Language ?? Language,
        CreatedAt = newer.CreatedAt ?? CreatedAt,
    };
}
