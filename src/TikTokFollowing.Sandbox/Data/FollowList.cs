using System;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Computes the follows of one account, newest first. Nothing is stored, so that a list of 100,000 accounts costs as
/// much as the page that is read.
/// </summary>
internal sealed class FollowList
{
    private const long NewestFollow = 1_751_328_000; // 2025-07-01
    private const long MaxGap = 36 * 3600;
    private const long MaxHistory = 8L * 365 * 24 * 3600;

    private readonly ulong _seed;
    private readonly long _newest;
    private readonly long _gap;

    public FollowList(ulong ownerId, int count, int pageSize)
    {
        OwnerId = ownerId;
        Count = count;
        PageSize = pageSize;
        _seed = StableHash.Mix(ownerId, -1);
        _gap = Math.Max(4, Math.Min(MaxGap, MaxHistory / Math.Max(1, count)));
        _newest = NewestFollow - (long)(_seed % (30 * 24 * 3600));
    }

    public ulong OwnerId { get; }

    public int Count { get; }

    public int PageSize { get; }

    /// <summary>
    /// Indicates whether the last page has the cursor 0. Other lists end with the time of their last account.
    /// </summary>
    public bool EndsWithZero => _seed % 3 == 0;

    public SandboxAccount Account(int index) => SandboxData.AccountAt(OwnerId, index, FollowedAt(index));

    /// <summary>
    /// Returns the time of a follow in Unix seconds. Some accounts have the time of the next one, but not across the
    /// border of a page: the second account would be unreachable. They take the later account's time, so that another
    /// page size in mid-list produces at most a duplicate.
    /// </summary>
    public long FollowedAt(int index)
    {
        int next = index + 1;
        bool isTied = next < Count && next % PageSize != 0 && StableHash.Mix(_seed, index) % 13 == 0;
        return OwnTime(isTied ? next : index);
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
    public bool RepeatsBorder(int start) => start > 0 && start % PageSize == 0 && start / PageSize % 2 == 1;

    private long OwnTime(int index)
    {
        ulong offset = StableHash.Mix(_seed ^ SplitMix64.Step, index) % (ulong)(_gap - 1);
        return _newest - (index * _gap) - (long)offset;
    }
}
