namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Counts the requests for each page of each list. Pages are numbered in the order of their first request, because the
/// page size can change in mid-list. Handles and cursors are stored as hashes, because clients determine their length.
/// </summary>
/// <param name="limit">The maximum number of pages. When it is reached, all counts start again.</param>
internal sealed class RequestedPages(int limit = 1_000_000)
{
    private readonly object _gate = new();
    private readonly Dictionary<ulong, Dictionary<ulong, (int Page, int Times)>> _lists = [];
    private int _pages;

    /// <summary>Returns the number of this page and the number of its requests, including this one.</summary>
    public (int Page, int Time) Count(string provider, string handle, string? cursor)
    {
        ulong list = StableHash.Of((provider + " " + handle).ToUpperInvariant());
        ulong place = StableHash.Of(cursor ?? "");
        lock (_gate)
        {
            if (!_lists.TryGetValue(list, out Dictionary<ulong, (int Page, int Times)>? pages)
                || !pages.TryGetValue(place, out (int Page, int Times) known))
            {
                if (_pages == limit)
                {
                    _lists.Clear();
                    _pages = 0;
                    pages = null;
                }

                if (pages is null)
                {
                    _lists[list] = pages = [];
                }

                known = (pages.Count + 1, 0);
                _pages++;
            }

            return pages[place] = (known.Page, known.Times + 1);
        }
    }
}
