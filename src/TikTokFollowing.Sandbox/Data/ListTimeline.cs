namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Computes the changes of one list day by day: follows, unfollows, accounts that are followed again, and bans. They
/// depend on the owner and the day, and on nothing that happened at the server.
/// </summary>
/// <remarks>
/// The first day of each week has a follow and an unfollow among the newest accounts, and the third one an unfollow
/// further down, so that every list shows each of them within a week.
/// </remarks>
internal sealed class ListTimeline
{
    /// <summary>
    /// The start of day 0 in Unix seconds: 2025-07-01. Follows of day 1 have times in the 24 hours after it.
    /// </summary>
    public const long DayZero = 1_751_328_000;

    /// <summary>The last day. Its follows are in the past, because the module is newer.</summary>
    public const int MaxDay = 365;

    private const int SecondsPerDay = 24 * 3600;
    private const int DaysPerWeek = 7;
    private const int NewestCount = 15;
    private const int UpperCount = 25;
    private const int FirstOwnNumber = 1 << 24; // above the number of every follow of day 0
    private const ulong Salt = 0xDA15_0F7E_11E5_0007;

    private static readonly int[] s_followCounts = [0, 0, 0, 1, 1, 1, 1, 2, 2, 3];

    private readonly ulong _seed;
    private readonly ListShares _shares;
    private readonly ListState _state;
    private readonly List<AccountKey> _unfollowed = [];
    private readonly List<(int ReturnDay, int Rank)> _bans = [];
    private int _nextShared;
    private int _nextOwn = FirstOwnNumber;

    private ListTimeline(ulong ownerId, int count, ListShares shares)
    {
        _seed = StableHash.Mix(ownerId ^ Salt);
        _shares = shares;
        _state = new ListState(count, shares);
        _nextShared = shares.CountWithin(count);
    }

    private enum Draw
    {
        FollowCount = 1,
        FollowTime,
        IsShared,
        TopUnfollow,
        LowerUnfollow,
        Ban,
        Refollow,
    }

    /// <summary>Returns a list as it is at the end of a day.</summary>
    public static ListState On(int day, ulong ownerId, int count, ListShares shares)
    {
        ListTimeline timeline = new(ownerId, count, shares);
        for (int i = 1; i <= day; i++)
        {
            timeline.Advance(i);
        }

        return timeline._state;
    }

    private void Advance(int day)
    {
        EndBans(day);
        int known = _unfollowed.Count;
        UnfollowNewest(day);
        UnfollowLower(day);
        Ban(day);
        Follow(day, known);
    }

    private void UnfollowNewest(int day)
    {
        ulong random = Random(Draw.TopUnfollow, day);
        if (_state.Count > 0 && (day % DaysPerWeek == 1 || random % 4 == 0))
        {
            Unfollow(Pick(random, 0, Math.Min(NewestCount, _state.Count)));
        }
    }

    private void UnfollowLower(int day)
    {
        ulong random = Random(Draw.LowerUnfollow, day);
        int first = Math.Min(UpperCount, _state.Count / 2);
        if (first > 0 && (day % DaysPerWeek == 3 || random % 5 == 0))
        {
            Unfollow(Pick(random, first, _state.Count));
        }
    }

    private void Unfollow(int index)
    {
        int rank = _state.RankAt(index);
        _unfollowed.Add(_state.KeyAt(rank));
        _state.Remove(rank);
    }

    /// <summary>
    /// Hides an account for two to six days. It is one of the owner's own accounts: a shared one would have to
    /// disappear from all lists.
    /// </summary>
    private void Ban(int day)
    {
        ulong random = Random(Draw.Ban, day);
        if (_state.Count == 0 || random % 8 != 0)
        {
            return;
        }

        int rank = _state.RankAt(Pick(random, 0, _state.Count));
        if (!_state.KeyAt(rank).IsShared)
        {
            _state.Remove(rank);
            _bans.Add((day + 2 + (int)((random >> 8) % 5), rank));
        }
    }

    private void EndBans(int day)
    {
        foreach ((int returnDay, int rank) in _bans)
        {
            if (returnDay == day)
            {
                _state.Restore(rank);
            }
        }
    }

    private void Follow(int day, int known)
    {
        int count = s_followCounts[(int)(Random(Draw.FollowCount, day) % (ulong)s_followCounts.Length)];
        count = day % DaysPerWeek == 1 ? Math.Max(1, count) : count;
        List<AccountKey> follows = [];
        if (TryFollowAgain(day, known, out AccountKey again))
        {
            follows.Add(again);
        }

        for (int i = 0; i < count; i++)
        {
            follows.Add(Next(day, i));
        }

        for (int i = 0; i < follows.Count; i++)
        {
            _state.Add(follows[i], TimeOf(day, i, follows.Count));
        }
    }

    /// <summary>
    /// Selects an account that was unfollowed on an earlier day, or one of the list, which was unfollowed and followed
    /// again on this day.
    /// </summary>
    private bool TryFollowAgain(int day, int known, out AccountKey key)
    {
        ulong random = Random(Draw.Refollow, day);
        key = default;
        if (random % 6 != 0)
        {
            return false;
        }

        if (known > 0 && (random >> 8) % 2 == 0)
        {
            int place = Pick(random, 0, known);
            key = _unfollowed[place];
            _unfollowed.RemoveAt(place);
            return true;
        }

        if (_state.Count < UpperCount)
        {
            return false;
        }

        int rank = _state.RankAt(Pick(random, 5, _state.Count));
        key = _state.KeyAt(rank);
        _state.Remove(rank);
        return true;
    }

    /// <summary>
    /// Returns an account that the list has not had yet. One in three is shared, while there are any.
    /// </summary>
    private AccountKey Next(int day, int turn)
    {
        if (Random(Draw.IsShared, day, turn) % 3 == 0 && _shares.At(_nextShared) is { } shared)
        {
            _nextShared++;
            return shared;
        }

        return new AccountKey(IsShared: false, _nextOwn++);
    }

    /// <summary>Returns the time of a follow within its day. Later turns have later times.</summary>
    private long TimeOf(int day, int turn, int turns)
    {
        int span = SecondsPerDay / turns;
        long offset = (turn * span) + 1 + (long)(Random(Draw.FollowTime, day, turn) % (ulong)(span - 1));
        return DayZero + ((day - 1L) * SecondsPerDay) + offset;
    }

    private ulong Random(Draw draw, int day, int turn = 0) =>
        StableHash.Mix(_seed + (ulong)draw, (day * 16L) + turn);

    private static int Pick(ulong random, int first, int end) => first + (int)((random >> 16) % (ulong)(end - first));
}
