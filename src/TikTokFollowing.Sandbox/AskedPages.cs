using System;
using System.Collections.Generic;

namespace TikTokFollowing.StandIn;

/// <summary>
/// Which page of which list was asked for how often. Pages are numbered as they are first asked for, and not by their place in the list: the size of a page may change from
/// one to the next.
/// </summary>
internal sealed class AskedPages
{
    private readonly object _gate = new();
    private readonly Dictionary<string, Dictionary<string, (int Page, int Times)>> _lists = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of this page, and how often it was asked for, this time included.</summary>
    public (int Page, int Time) Note(string provider, string handle, string? cursor)
    {
        lock (_gate)
        {
            string list = provider + " " + handle;
            if (!_lists.TryGetValue(list, out Dictionary<string, (int Page, int Times)>? pages))
            {
                _lists[list] = pages = new Dictionary<string, (int Page, int Times)>(StringComparer.Ordinal);
            }

            (int page, int times) = pages.TryGetValue(cursor ?? "", out (int Page, int Times) known) ? known : (pages.Count + 1, 0);
            return pages[cursor ?? ""] = (page, times + 1);
        }
    }
}
