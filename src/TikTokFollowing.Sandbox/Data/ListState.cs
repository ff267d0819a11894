namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Represents a list on one day as its differences from day 0, so that its size does not depend on the length of the
/// list. Each follow has a rank that never changes and by which the list is sorted: from 0 for the follows of day 0,
/// newest first, and negative for the follows since, the newest one lowest.
/// </summary>
internal sealed class ListState(int startCount, ListShares shares)
{
    private readonly List<(AccountKey Key, long Time)> _added = [];
    private readonly List<int> _listed = []; // ranks below 0 that the list shows, sorted
    private readonly List<int> _gone = []; // ranks from 0 that the list does not show, sorted

    /// <summary>Gets the number of follows on day 0, which is also the rank behind the last follow.</summary>
    public int StartCount { get; } = startCount;

    public int Count => _listed.Count + StartCount - _gone.Count;

    /// <summary>Returns the rank of the follow at an index from 0, newest first.</summary>
    public int RankAt(int index)
    {
        if (index < _listed.Count)
        {
            return _listed[index];
        }

        int place = index - _listed.Count;
        int low = 0;
        int high = _gone.Count;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (_gone[middle] - middle <= place)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return place + low;
    }

    /// <summary>Returns the index of the first follow at this rank or behind it.</summary>
    public int IndexOf(int rank) =>
        rank < 0 ? CountBelow(_listed, rank) : _listed.Count + rank - CountBelow(_gone, rank);

    public AccountKey KeyAt(int rank) =>
        rank < 0 ? _added[~rank].Key : shares.PlacedAt(rank) ?? new AccountKey(IsShared: false, rank);

    /// <summary>Returns the time of a follow since day 0 in Unix seconds.</summary>
    public long TimeAt(int rank) => _added[~rank].Time;

    public void Add(AccountKey key, long time)
    {
        _added.Add((key, time));
        _listed.Insert(0, ~(_added.Count - 1));
    }

    public void Remove(int rank)
    {
        if (rank < 0)
        {
            _listed.Remove(rank);
        }
        else
        {
            _gone.Insert(CountBelow(_gone, rank), rank);
        }
    }

    /// <summary>Returns a follow that was removed to its place.</summary>
    public void Restore(int rank)
    {
        if (rank < 0)
        {
            _listed.Insert(CountBelow(_listed, rank), rank);
        }
        else
        {
            _gone.Remove(rank);
        }
    }

    private static int CountBelow(List<int> ranks, int rank)
    {
        int found = ranks.BinarySearch(rank);
        return found < 0 ? ~found : found;
    }
}
