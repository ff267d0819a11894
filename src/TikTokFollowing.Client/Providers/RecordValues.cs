namespace TikTokFollowing.Client.Providers;

/// <summary>Holds the values of a record as a provider states them; null if it does not.</summary>
internal readonly struct RecordValues
{
    public string? Handle { get; init; }

    public string? DisplayName { get; init; }

    public string? Id { get; init; }

    public string? SecUid { get; init; }

    public string? Bio { get; init; }

    public bool? IsVerified { get; init; }

    public bool? IsPrivate { get; init; }

    public string? Region { get; init; }

    public string? Language { get; init; }

    public DateTime? CreatedAt { get; init; }

    public string? AvatarUrl { get; init; }

    public string? ProfileUrl { get; init; }

    public long? Followers { get; init; }

    public long? Following { get; init; }

    /// <summary>Gets the number of likes received.</summary>
    public long? Likes { get; init; }

    public long? Videos { get; init; }

    /// <summary>Gets the number of likes given.</summary>
    public long? Liked { get; init; }
}
