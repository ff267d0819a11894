namespace TikTokFollowing.Client.Providers;

/// <summary>
/// The counts of a profile. TikTok and the providers write 0 where they do not know a count. A 0 that another count contradicts becomes null.
/// </summary>
internal readonly struct ProfileCounts
{
    // With fewer followers, a new account with a video may have no like yet.
    private const long FollowersThatLike = 10_000;

    public ProfileCounts(long? followers, long? following, long? likes, long? videos, long? liked)
    {
        // Likes are received for videos and from people who see them.
        Followers = followers == 0 && (likes > 0 || videos > 0) ? null : followers;
        Videos = videos == 0 && likes > 0 ? null : videos;
        Likes = likes == 0 && videos > 0 && followers >= FollowersThatLike ? null : likes;
        // Accounts that follow nobody and like nothing are common, whatever else they do.
        Following = following;
        Liked = liked;
    }

    public long? Followers { get; }

    public long? Following { get; }

    /// <summary>Likes received.</summary>
    public long? Likes { get; }

    public long? Videos { get; }

    /// <summary>Likes given.</summary>
    public long? Liked { get; }
}
