namespace TikTokFollowing.Client.History;

/// <summary>Holds the stored profile fields of an account. Null is unknown.</summary>
internal sealed record AccountProfile
{
    public string? DisplayName { get; init; }

    public string? Bio { get; init; }

    public bool? IsVerified { get; init; }

    public bool? IsPrivate { get; init; }

    public string? Region { get; init; }

    public string? Language { get; init; }

    /// <summary>Gets the UTC time at which the account was created.</summary>
    public DateTime? CreatedAt { get; init; }

    /// <summary>Returns the fields of a newer record, and the fields of this profile that the record lacks.</summary>
    public AccountProfile UpdatedBy(FollowedAccount newer) => new()
    {
        DisplayName = newer.DisplayName ?? DisplayName,
        Bio = newer.Bio ?? Bio,
        IsVerified = newer.IsVerified ?? IsVerified,
        IsPrivate = newer.IsPrivate ?? IsPrivate,
        Region = newer.Region ?? Region,
        Language = newer.Language ?? Language,
        CreatedAt = newer.CreatedAt?.ToUniversalTime() ?? CreatedAt,
    };
}
