using TikTokFollowing.Client.Comparison;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Merges a reading into the stored list. Accounts that were read have the order of the reading. Stored accounts that
/// were not read stay below the anchor above them.
/// </summary>
internal static class ListOrder
{
    /// <summary>Returns the keys of the listed accounts after a reading.</summary>
    /// <param name="alignment">The reading.</param>
    /// <param name="keys">The key of each account that was read; null if it is not listed.</param>
    /// <param name="dropped">The stored places of the accounts that leave the list.</param>
    public static List<int> Merge(Alignment alignment, IReadOnlyList<int?> keys, ICollection<int> dropped)
    {
        HashSet<int> leaving = [.. dropped];
        List<int> order = new(alignment.State.Listed.Count + keys.Count);
        int next = 0;
        int anchors = 0;
        for (int i = 0; i < keys.Count; i++)
        {
            int place = alignment.Places[i];
            bool isAnchor = alignment.IsAnchor[i] && !alignment.IsOrderIgnored;
            if (isAnchor && anchors++ == 0)
            {
                AddUnread(place);
            }
            if (keys[i] is int key)
            {
                order.Add(key);
            }
            if (isAnchor)
            {
                next = place + 1;
                // Accounts below the last anchor stay at the end of the list.
                AddUnread(anchors < alignment.Anchors.Count ? alignment.Places[alignment.Anchors[anchors]] : next);
            }
        }
        AddUnread(alignment.State.Listed.Count);
        return order;

        void AddUnread(int end)
        {
            for (; next < end; next++)
            {
                if (!alignment.IsRead[next] && !leaving.Contains(next))
                {
                    order.Add(alignment.State.Listed[next].Key);
                }
            }
        }
    }

    /// <summary>Returns the accounts of an order that must take another place, with the account above each.</summary>
    /// <param name="state">The list before.</param>
    /// <param name="order">The keys of the list after.</param>
    /// <param name="added">The accounts that are not in the state, by key.</param>
    public static List<Placement> PlacementsOf(
        HistoryState state, IReadOnlyList<int> order, IReadOnlyDictionary<int, StoredAccount> added)
    {
        List<int> kept = [.. order.Where(state.Places.ContainsKey).Select(key => state.Places[key])];
        HashSet<int> unmoved = [.. IncreasingRun.Longest(kept).Select(i => state.Listed[kept[i]].Key)];
        List<Placement> placements = [];
        int? above = null;
        foreach (int key in order)
        {
            if (!unmoved.Contains(key))
            {
                added.TryGetValue(key, out StoredAccount? account);
                placements.Add(new Placement(key, above, account));
            }
            above = key;
        }
        return placements;
    }
}
