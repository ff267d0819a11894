using System.Collections.Generic;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Counts how often each page of each list was requested. Pages are numbered in the order of their first request and not by their place in the list: the
/// size of a page may change from one to the next. Handles and cursors are kept as hashes, because clients choose how long they are.
/// </summary>
/// <param name="limit">The most pages; then all counts start again.</param>
internal sealed class AskedPages(int limit = 1_000_000)
{
    private readonly object _gate = new();
    private readonly Dictionary<ulong, Dictionary<ulong, (int Page, int Times)>> _lists = [];
    private int _pages;

    /// <summary>Returns the number of this page and how often it was requested, this time included.</summary>
    public (int Page, int Time) Note(string provider, string handle, string? cursor)
    {
        ulong list = StableHash.Of((provider + " " + handle).ToUpperInvariant());
        ulong place = StableHash.Of(cursor ?? "");
        lock (_gate)
        {
            if (!_lists.TryGetValue(list, out Dictionary<ulong, (int Page, int Times)>? pages) || !pages.TryGetValue(place, out (int Page, int Times) known))
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
