using TikTokFollowing.Client.Comparison;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Aligns a reading with the stored list, to find the accounts that were followed again. A follow moves an account to
/// the top and every other account down. So a stored account was followed again only if an account below it has a
/// smaller stored place. The stored accounts that did not move are anchors.
/// </summary>
internal sealed class Alignment
{
    public const int None = AccountMatcher.None;

    private readonly ProviderSet _providers;

    private Alignment(HistoryState state, ListReading reading, int[] places, StoredAccount?[] known)
    {
        State = state;
        Reading = reading;
        _providers = reading.Providers;
        Places = places;
        Known = known;
        IsUnclear = MovedHandles(reading, places, known);
        IsRead = new bool[state.Listed.Count];
        IsAnchor = new bool[places.Length];
        foreach (int place in places)
        {
            if (place != None)
            {
                IsRead[place] = true;
                CommonCount++;
            }
        }
    }

    public HistoryState State { get; }

    public ListReading Reading { get; }

    /// <summary>Gets the stored place of each account that was read; <see cref="None"/> if it is not listed.</summary>
    public IReadOnlyList<int> Places { get; }

    /// <summary>
    /// Gets the stored account, listed or dropped, for each account that was read; null for unknown ones.
    /// </summary>
    public IReadOnlyList<StoredAccount?> Known { get; }

    /// <summary>Gets for each stored place whether its account was read.</summary>
    public bool[] IsRead { get; }

    /// <summary>Gets for each account that was read whether it is an anchor.</summary>
    public bool[] IsAnchor { get; }

    /// <summary>
    /// Gets for each account that was read whether it can be another account: it has only a handle, and its place
    /// differs from that of the stored account with this handle.
    /// </summary>
    public bool[] IsUnclear { get; }

    /// <summary>Gets the indexes of the anchors in the reading.</summary>
    public IReadOnlyList<int> Anchors { get; private set; } = [];

    /// <summary>Indicates whether all common accounts are anchors, because the order is unreliable.</summary>
    public bool IsOrderIgnored { get; private set; }

    /// <summary>Gets the number of listed accounts that were read.</summary>
    public int CommonCount { get; }

    /// <summary>Gets the last stored place of an anchor; <see cref="None"/> without an anchor.</summary>
    public int LastPlace { get; private set; } = None;

    /// <summary>Gets the number of common accounts in the longest run of increasing stored places.</summary>
    public int LongestRun => IncreasingRun.Longest([.. Places.Where(place => place != None)]).Count;

    /// <summary>
    /// Gets the index of the first anchor that this provider has listed before, or of the first anchor if there is
    /// none; the number of accounts without an anchor. Unknown accounts above it are new follows.
    /// </summary>
    public int TopEnd
    {
        get
        {
            foreach (int anchor in Anchors)
            {
                if (IsOwn(Known[anchor]!))
                {
                    return anchor;
                }
            }
            return Anchors.Count == 0 ? Places.Count : Anchors[0];
        }
    }

    /// <summary>
    /// Indicates whether all providers of the reading have listed an account before. Otherwise its absence proves
    /// nothing, because the views of two providers differ.
    /// </summary>
    public bool IsOwn(StoredAccount account) => account.SeenBy.Contains(_providers);

    /// <summary>Aligns a reading.</summary>
    /// <param name="state">The stored list.</param>
    /// <param name="reading">The reading.</param>
    /// <param name="isTopNew">True if follow times prove that the first account of the reading is a new follow.</param>
    public static Alignment Of(HistoryState state, ListReading reading, bool isTopNew)
    {
        int[] places = state.Matcher.Match(reading.Accounts);
        StoredAccount?[] known = new StoredAccount?[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] >= state.Listed.Count)
            {
                known[i] = state.Dropped[places[i] - state.Listed.Count];
                places[i] = None;
            }
            else if (places[i] != None)
            {
                known[i] = state.Listed[places[i]];
            }
        }
        Alignment alignment = new(state, reading, places, known);
        alignment.SetAnchors(alignment.Unmoved(isTopNew));
        return alignment;
    }

    /// <summary>Uses all common accounts as anchors, for lists without a reliable order.</summary>
    public void IgnoreOrder()
    {
        IsOrderIgnored = true;
        List<int> common = [];
        for (int i = 0; i < Places.Count; i++)
        {
            if (Places[i] != None)
            {
                common.Add(i);
            }
        }
        SetAnchors(common);
    }

    // From the end of the reading, each anchor has the smallest stored place so far.
    private List<int> Unmoved(bool isTopNew)
    {
        List<int> anchors = [];
        int smallest = int.MaxValue;
        for (int i = Places.Count - 1; i >= 0; i--)
        {
            if (Places[i] != None && Places[i] < smallest && !FollowTimeProof.IsNew(State, Reading, i))
            {
                smallest = Places[i];
                anchors.Add(i);
            }
        }
        anchors.Reverse();
        // The stored newest account was followed again: it did not move, but its follow time is newer.
        if (isTopNew && anchors.Count > 1 && anchors[0] == 0)
        {
            anchors.RemoveAt(0);
        }
        return anchors;
    }

    private void SetAnchors(List<int> anchors)
    {
        Anchors = anchors;
        foreach (int i in anchors)
        {
            IsAnchor[i] = true;
            LastPlace = Math.Max(LastPlace, Places[i]);
        }
    }

    private static bool[] MovedHandles(ListReading reading, int[] places, StoredAccount?[] known)
    {
        bool[] isMoved = new bool[places.Length];
        bool[] isWeak = new bool[places.Length];
        int[] smallestBelow = new int[places.Length];
        int smallest = int.MaxValue;
        for (int i = places.Length - 1; i >= 0; i--)
        {
            smallestBelow[i] = smallest;
            FollowedAccount account = reading.Accounts[i];
            isWeak[i] = places[i] != None
                && account.Id is null && account.SecUid is null
                && (known[i]!.Id is not null || known[i]!.SecUid is not null);
            smallest = places[i] == None || isWeak[i] ? smallest : Math.Min(smallest, places[i]);
        }
        int above = None;
        for (int i = 0; i < places.Length; i++)
        {
            if (isWeak[i] && (places[i] < above || places[i] > smallestBelow[i]))
            {
                isMoved[i] = true;
                places[i] = None;
                known[i] = null;
            }
            else if (!isWeak[i] && places[i] != None && places[i] < smallestBelow[i])
            {
                above = places[i];
            }
        }
        return isMoved;
    }
}
