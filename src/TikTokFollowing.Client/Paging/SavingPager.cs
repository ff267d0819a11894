namespace TikTokFollowing.Client.Paging;

/// <summary>Keeps the pages of a list in a store. A page that cannot be saved is an error.</summary>
internal sealed class SavingPager(ProviderPager inner, IPageStore store) : ReplayingPager(inner)
{
    protected override FollowingPage? Take(PagerStatus status) => store.Take(status.Provider, status.Resume.NextCursor);

    protected override void Save(string? cursor, FollowingPage page) => store.Add(cursor, page);
}
