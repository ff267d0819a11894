namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Represents a list on one day as its differences from day 0, so that its size does not depend on the length of the
/// list. The list is sorted by the rank of each follow, which never changes. The newest follow of day 0 has rank 0, and
/// older ones have higher ranks. Follows since day 0 have negative ranks, of which the newest one has the lowest.
/// </summary>
internal sealed class ListState(int startCount, ListShares shares)
{
    private readonly List<(AccountKey Key, long Time)> _added = [];
    private readonly List<int> _gone = []; // ranks that the list does not contain, sorted

    /// <summary>Gets the number of follows on day 0, which is also the rank after the last follow.</summary>
    public int StartCount => startCount;

    public int Count => _added.Count + startCount - _gone.Count;

    /// <summary>Returns the rank of the follow at an index from 0, newest first.</summary>
    public int RankAt(int index)
    {
        int rank = index - _added.Count;
        foreach (int gone in _gone)
        {
            rank += gone <= rank ? 1 : 0;
        }

        return rank;
    }

    /// <summary>Returns the index of the first follow at this rank or after it.</summary>
    public int IndexOf(int rank) => Math.Max(0, rank + _added.Count - CountGoneBefore(rank));

    public AccountKey KeyAt(int rank) =>
        rank < 0 ? _added[~rank].Key : shares.PlacedAt(rank) ?? new AccountKey(IsShared: false, rank);

    /// <summary>Returns the time of a follow since day 0 in Unix seconds.</summary>
    public long TimeAt(int rank) => _added[~rank].Time;

    public void Add(AccountKey key, long time) => _added.Add((key, time));

    public void Remove(int rank) => _gone.Insert(CountGoneBefore(rank), rank);

    /// <summary>Returns a follow that was removed to its place.</summary>
    public void Restore(int rank) => _gone.Remove(rank);

    private int CountGoneBefore(int rank)
    {
        int found = _gone.BinarySearch(rank);
        return found < 0 ? ~found : found;
    }
}
