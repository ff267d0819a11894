namespace TikTokFollowing.Client.Paging;

/// <summary>Reads a list of which some pages were saved.</summary>
internal interface IReplayingPager : IPager
{
    /// <summary>Returns the next saved page; null if none exists. Sends no request.</summary>
    /// <exception cref="FollowingException">The saved pages cannot be read.</exception>
    FollowingPage? Replay();
}
