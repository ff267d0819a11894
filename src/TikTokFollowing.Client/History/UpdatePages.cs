using TikTokFollowing.Client.Paging;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Keeps the pages of one reading on disk: the ones of an interrupted update, and the ones that are fetched. A page is
/// on disk before it is used.
/// </summary>
/// <param name="file">The file of the pages.</param>
/// <param name="saved">The pages of an interrupted update that can be used.</param>
/// <param name="clock">Supplies the time of the pages.</param>
internal sealed class UpdatePages(PendingFile file, IEnumerable<PendingPage> saved, TimeProvider clock) : IPageStore
{
    private readonly List<PendingPage> _saved = [.. saved];
    private readonly List<PendingPage> _used = [];
    private readonly List<FollowingPage> _fetched = [];

    /// <summary>Gets the pages that were fetched and had not been saved before.</summary>
    public IReadOnlyList<FollowingPage> Fetched => _fetched;

    /// <summary>Indicates whether saved pages were used.</summary>
    public bool HasReplayed => _used.Count > _fetched.Count;

    /// <summary>
    /// Gets the pages of the reading, from the newest follow on: each page continues the one before. A provider that
    /// started again at the top of the list started another reading.
    /// </summary>
    public IReadOnlyList<PendingPage> Chain
    {
        get
        {
            List<PendingPage> chain = [];
            for (int i = _used.Count - 1; i >= 0; i--)
            {
                if (chain.Count == 0 || Continues(chain[chain.Count - 1], _used[i]))
                {
                    chain.Add(_used[i]);
                }
            }
            chain.Reverse();
            return chain;
        }
    }

    /// <summary>Indicates whether a saved page continues a page.</summary>
    public bool HasNext(FollowingPage page) =>
        page.HasMore && FindSaved(FactsOf(page.Provider), page.NextCursor) is not null;

    public FollowingPage? Take(ProviderMetadata provider, string? cursor)
    {
        if (FindSaved(provider, cursor) is not PendingPage page)
        {
            return null;
        }
        _saved.Remove(page);
        _used.Add(page);
        return page.Page;
    }

    public void Add(string? cursor, FollowingPage page)
    {
        // Whole seconds, as the accounts have.
        long seconds = clock.GetUtcNow().ToUnixTimeSeconds();
        PendingPage fetched = new()
        {
            Provider = page.Provider,
            Cursor = cursor,
            ReadAt = DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime,
            Page = page,
        };
        file.Append(fetched);
        _used.Add(fetched);
        _fetched.Add(page);
    }

    // The newest one, because an older reading can have the same cursor. An opaque cursor belongs to one provider.
    private PendingPage? FindSaved(ProviderMetadata provider, string? cursor) => _saved.FindLast(page =>
        page.Cursor == cursor && provider.CanUseCursorsOf(FactsOf(page.Provider)));

    private static bool Continues(PendingPage next, PendingPage page)
    {
        ProviderMetadata before = FactsOf(page.Provider);
        ProviderMetadata after = FactsOf(next.Provider);
        bool isCut = page.Page is { HasMore: true, NextCursor: null };
        string? end = isCut ? page.Cursor : page.Page.NextCursor;
        bool isStart = next.Cursor is null && !isCut;
        if (before.Name == after.Name)
        {
            return !isStart && next.Cursor == end;
        }
        // A fallback continues at the follow time, without the id that the first provider looked up.
        string? followTime = before.LooksUpIds ? LookupCursor.Parse(end).Cursor : end;
        return !isStart && next.Cursor == followTime && before.HasFollowTimes && after.HasFollowTimes;
    }

    private static ProviderMetadata FactsOf(string provider) => ProviderRegistry.Get(provider).Facts;
}
