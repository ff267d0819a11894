using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.Paging;

/// <summary>Keeps the pages of one list, of all of its providers, until their conclusions are stored.</summary>
internal interface IPageStore
{
    /// <summary>
    /// Returns a saved page with which a provider can continue at a cursor. Each page is returned once.
    /// </summary>
    /// <param name="provider">The provider that would fetch the page.</param>
    /// <param name="cursor">The cursor that the request would have.</param>
    /// <returns>Null if none exists.</returns>
    FollowingPage? Take(ProviderMetadata provider, string? cursor);

    /// <summary>Saves a page before it is used.</summary>
    /// <exception cref="FollowingException">The page could not be saved.</exception>
    void Add(string? cursor, FollowingPage page);
}
