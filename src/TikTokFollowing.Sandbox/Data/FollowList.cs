namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Computes the follows of one account on one day, newest first. Only the changes since day 0 are stored, so that a
/// list of 100,000 accounts costs as much as the page that is read.
/// </summary>
/// <param name="ownerId">The id of the account.</param>
/// <param name="count">The number of follows on day 0.</param>
/// <param name="pageSize">The number of accounts on a page.</param>
/// <param name="day">The day.</param>
internal sealed class FollowList(ulong ownerId, int count, int pageSize, int day)
{
    private const long MaxGap = 36 * 3600;
    private const long MaxHistory = 8L * 365 * 24 * 3600;

    private readonly ListState _state = ListTimeline.On(day, ownerId, count);
    private readonly ulong _seed = StableHash.Mix(ownerId, -1);
    private readonly long _gap = Math.Max(4, Math.Min(MaxGap, MaxHistory / Math.Max(1, count)));

    public ulong OwnerId => ownerId;

    /// <summary>Gets the number of accounts on this day.</summary>
    public int Count => _state.Count;

    public int PageSize => pageSize;

    /// <summary>
    /// Indicates whether the last page has the cursor 0. Other lists end with the time of their last account.
    /// </summary>
    public bool EndsWithZero => _seed % 3 == 0;

    /// <summary>Indicates whether the list is that of day 0.</summary>
    public bool IsUnchanged => day == 0;

    /// <summary>Gets the rank after the last follow.</summary>
    public int EndRank => _state.StartCount;

    public SandboxAccount Account(int index) =>
        AccountFactory.Create(_state.KeyAt(_state.RankAt(index)), ownerId, day);

    /// <summary>
    /// Returns the rank of a follow, which is the same on every day. Cursors contain it, so that changes between two
    /// pages do not shift the second one. On day 0 it is the index.
    /// </summary>
    public int RankAt(int index) => index < Count ? _state.RankAt(index) : EndRank;

    /// <summary>Returns the index of the first follow at this rank or after it.</summary>
    public int IndexOf(int rank) => _state.IndexOf(Math.Min(rank, EndRank));

    /// <summary>
    /// Returns the time of a follow in Unix seconds. Some follows of day 0 have the time of the next one, but not
    /// across the border of a page of that day. They take the later account's time, so that another page size in
    /// mid-list produces at most a duplicate.
    /// </summary>
    public long FollowedAt(int index)
    {
        int rank = _state.RankAt(index);
        if (rank < 0)
        {
            return _state.TimeAt(rank);
        }

        int next = rank + 1;
        bool isTied = next < EndRank && next % pageSize != 0 && StableHash.Mix(_seed, rank) % 13 == 0;
        return OwnTime(isTied ? next : rank);
    }

    /// <summary>
    /// Returns the number of accounts followed at this time or later. This is also the index of the first earlier one.
    /// </summary>
    public int CountFollowedSince(long time)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (FollowedAt(middle) >= time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>
    /// Indicates whether the page that starts here repeats the last account of the previous page. The cursors of the
    /// providers are inclusive, so that this can always occur. Here it occurs at every second border.
    /// </summary>
    public bool RepeatsBorder(int start) => start > 0 && start % pageSize == 0 && start / pageSize % 2 == 1;

    private long OwnTime(int rank)
    {
        ulong offset = StableHash.Mix(_seed ^ SplitMix64.Step, rank) % (ulong)(_gap - 1);
        long newest = ListTimeline.DayZero - (long)(_seed % (30 * 24 * 3600));
        return newest - (rank * _gap) - (long)offset;
    }
}
