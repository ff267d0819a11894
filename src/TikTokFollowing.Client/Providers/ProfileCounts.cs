namespace TikTokFollowing.Client.Providers;

/// <summary>
/// Holds the counts of a profile. TikTok and the providers write 0 for an unknown count, so a 0 that another count
/// contradicts becomes null.
/// </summary>
internal readonly struct ProfileCounts
{
    // With fewer followers, a new account with a video may have no like yet.
    private const long FollowersThatLike = 10_000;

    public ProfileCounts(long? followers, long? following, long? likes, long? videos, long? liked)
    {
        // An account receives likes for its videos only.
        Followers = followers == 0 && (likes > 0 || videos > 0) ? null : followers;
        Videos = videos == 0 && likes > 0 ? null : videos;
        Likes = likes == 0 && videos > 0 && followers >= FollowersThatLike ? null : likes;
        // Accounts that follow no account and like nothing are common.
        Following = following;
        Liked = liked;
    }

    public long? Followers { get; }

    public long? Following { get; }

    /// <summary>Gets the number of likes received.</summary>
    public long? Likes { get; }

    public long? Videos { get; }

    /// <summary>Gets the number of likes given.</summary>
    public long? Liked { get; }
}
