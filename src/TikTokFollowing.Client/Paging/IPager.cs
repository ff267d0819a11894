namespace TikTokFollowing.Client.Paging;

/// <summary>Reads a list page by page. A page is fetched when it is requested, and not before.</summary>
internal interface IPager : IDisposable
{
    /// <summary>Gets a snapshot of the list between two pages.</summary>
    PagerStatus Status { get; }

    /// <summary>Returns the next page; null after the end of the list.</summary>
    /// <exception cref="FollowingException">
    /// The page could not be fetched. <see cref="PagerStatus.Resume"/> states which one it is.
    /// </exception>
    Task<FollowingPage?> NextPageAsync(CancellationToken cancellationToken);
}
