using System;

namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Who somebody follows, newest first, and when. Nothing is stored: any account and any time can be computed from its place, so that a list of a hundred
/// thousand costs no more than the page that is asked for.
/// </summary>
internal sealed class FollowList
{
    private const long NewestFollow = 1_751_328_000; // 2025-07-01
    private const long UsualGap = 36 * 3600;
    private const long LongestHistory = 8L * 365 * 24 * 3600;

    private readonly ulong _seed;
    private readonly long _newest;
    private readonly long _gap;

    public FollowList(ulong ownerId, int count, int pageSize)
    {
        OwnerId = ownerId;
        Count = count;
        PageSize = pageSize;
        _seed = StableHash.Mix(ownerId, -1);
        _gap = Math.Max(4, Math.Min(UsualGap, LongestHistory / Math.Max(1, count)));
        _newest = NewestFollow - (long)(_seed % (30 * 24 * 3600));
    }

    public ulong OwnerId { get; }

    public int Count { get; }

    public int PageSize { get; }

    /// <summary>Some lists answer their last page with the cursor 0, the others with the time of the last account.</summary>
    public bool EndsWithZero => _seed % 3 == 0;

    public SandboxAccount Account(int index) => SandboxData.AccountAt(OwnerId, index, FollowedAt(index));

    /// <summary>
    /// Unix seconds. Now and then an account has the time of the one after it, but never across the border of a page: the border's time is the cursor, and the
    /// second account would never be seen. It takes the later account's time and not the earlier one's, so that a reader who changes the page size
    /// in mid-list gets an account twice at worst.
    /// </summary>
    public long FollowedAt(int index)
    {
        int next = index + 1;
        bool isTied = next < Count && next % PageSize != 0 && StableHash.Mix(_seed, index) % 13 == 0;
        return OwnTime(isTied ? next : index);
    }

    /// <summary>How many accounts were followed at this time or later; that is also the place of the first one before it.</summary>
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
    /// Whether the page that starts here brings the border account once more in front. The services' cursor is inclusive, so that can always happen; here it
    /// is every second border, so that a reader sees both.
    /// </summary>
    public bool RepeatsBorder(int start) => start > 0 && start % PageSize == 0 && start / PageSize % 2 == 1;

    private long OwnTime(int index) => _newest - (index * _gap) - (long)(StableHash.Mix(_seed ^ SplitMix64.Step, index) % (ulong)(_gap - 1));
}
