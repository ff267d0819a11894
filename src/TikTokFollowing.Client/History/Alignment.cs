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
    private readonly StoredAccount?[] _known;
    private readonly int[] _places;

    /// <param name="state">The stored list.</param>
    /// <param name="reading">The reading.</param>
    public Alignment(HistoryState state, ListReading reading)
    {
        State = state;
        Reading = reading;
        FollowTimes = new FollowTimeProof(state, reading);
        _providers = reading.Providers;
        _places = state.Matcher.Match(reading.Accounts);
        _known = new StoredAccount?[_places.Length];
        for (int i = 0; i < _places.Length; i++)
        {
            if (_places[i] >= state.Listed.Count)
            {
                _known[i] = state.Dropped[_places[i] - state.Listed.Count];
                _places[i] = None;
            }
            else if (_places[i] != None)
            {
                _known[i] = state.Listed[_places[i]];
            }
        }
        IsUnclear = RemoveMovedHandles();
        IsRead = new bool[state.Listed.Count];
        IsAnchor = new bool[_places.Length];
        foreach (int place in _places.Where(place => place != None))
        {
            IsRead[place] = true;
            CommonCount++;
        }
        SetAnchors(Unmoved());
    }

    public HistoryState State { get; }

    public ListReading Reading { get; }

    public FollowTimeProof FollowTimes { get; }

    /// <summary>Gets the stored place of each account that was read; <see cref="None"/> if it is not listed.</summary>
    public IReadOnlyList<int> Places => _places;

    /// <summary>
    /// Gets the stored account, listed or dropped, for each account that was read; null for unknown ones.
    /// </summary>
    public IReadOnlyList<StoredAccount?> Known => _known;

    /// <summary>Gets for each stored place whether its account was read.</summary>
    public bool[] IsRead { get; }

    /// <summary>Gets for each account that was read whether it is an anchor.</summary>
    public bool[] IsAnchor { get; }

    /// <summary>
    /// Gets for each account that was read whether it can be another account. This is possible if it has only a handle,
    /// and its place differs from that of the stored account with this handle.
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
    public int LongestRun => IncreasingRun.Longest([.. _places.Where(place => place != None)]).Count;

    /// <summary>
    /// Gets the index of the first anchor that this provider has listed before, or else of the first anchor. Without
    /// anchors, it is the number of accounts. Unknown accounts above it are new follows.
    /// </summary>
    public int TopEnd =>
        Anchors.Where(anchor => IsOwn(_known[anchor]!)).Concat(Anchors).Append(_places.Length).First();

    /// <summary>
    /// Indicates whether all providers of the reading have listed an account before. Otherwise its absence proves
    /// nothing, because the views of two providers differ.
    /// </summary>
    public bool IsOwn(StoredAccount account) => account.SeenBy.Contains(_providers);

    /// <summary>Indicates whether the account at a stored place was not read, although it could be.</summary>
    public bool IsMissing(int place) => !IsRead[place] && IsOwn(State.Listed[place]);

    /// <summary>Uses all common accounts as anchors, for lists without a reliable order.</summary>
    public void IgnoreOrder()
    {
        IsOrderIgnored = true;
        SetAnchors([.. Enumerable.Range(0, _places.Length).Where(i => _places[i] != None)]);
    }

    // From the end of the reading, each anchor has the smallest stored place so far.
    private List<int> Unmoved()
    {
        List<int> anchors = [];
        int smallest = int.MaxValue;
        for (int i = _places.Length - 1; i >= 0; i--)
        {
            if (_places[i] != None && _places[i] < smallest && !FollowTimes.IsNew(i))
            {
                smallest = _places[i];
                anchors.Add(i);
            }
        }
        anchors.Reverse();
        // The stored newest account was followed again: it did not move, but its follow time is newer.
        if (FollowTimes.IsTopNew == true && anchors.Count > 1 && anchors[0] == 0)
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
            LastPlace = Math.Max(LastPlace, _places[i]);
        }
    }

    private bool[] RemoveMovedHandles()
    {
        bool[] isMoved = new bool[_places.Length];
        bool[] isWeak = new bool[_places.Length];
        int[] smallestBelow = new int[_places.Length];
        int smallest = int.MaxValue;
        for (int i = _places.Length - 1; i >= 0; i--)
        {
            smallestBelow[i] = smallest;
            FollowedAccount account = Reading.Accounts[i];
            isWeak[i] = _places[i] != None
                && account.Id is null && account.SecUid is null
                && (_known[i]!.Id is not null || _known[i]!.SecUid is not null);
            smallest = _places[i] == None || isWeak[i] ? smallest : Math.Min(smallest, _places[i]);
        }
        int above = None;
        for (int i = 0; i < _places.Length; i++)
        {
            if (isWeak[i] && (_places[i] < above || _places[i] > smallestBelow[i]))
            {
                isMoved[i] = true;
                _places[i] = None;
                _known[i] = null;
            }
            else if (!isWeak[i] && _places[i] != None && _places[i] < smallestBelow[i])
            {
                above = _places[i];
            }
        }
        return isMoved;
    }
}
