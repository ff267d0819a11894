namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Computes the changes of one list day by day: follows, unfollows, accounts that are followed again, and bans. They
/// depend only on the owner and the day, and not on earlier requests.
/// </summary>
/// <remarks>
/// The first day of each week has a follow and an unfollow among the newest accounts. The third day has an unfollow
/// further down. Every list therefore shows each of them within a week.
/// </remarks>
internal sealed class ListTimeline(ulong ownerId, ListState state, ListShares shares)
{
    /// <summary>
    /// Specifies the start of day 0 in Unix seconds: 2025-07-01. Follows of day 1 have times in the 24 hours after it.
    /// </summary>
    public const long DayZero = 1_751_328_000;

    /// <summary>Specifies the last day. Its follows are in the past, because the module is newer.</summary>
    public const int MaxDay = 365;

    private const int SecondsPerDay = 24 * 3600;
    private const int DaysPerWeek = 7;
    private const int NewestCount = 15;
    private const int UpperCount = 25;
    private const int FirstOwnNumber = 1 << 24; // above the number of every follow of day 0
    private const ulong Salt = 0xDA15_0F7E_11E5_0007;

    private static readonly int[] s_followCounts = [0, 0, 0, 1, 1, 1, 1, 2, 2, 3];

    private readonly ulong _seed = StableHash.Mix(ownerId ^ Salt);
    private readonly List<AccountKey> _unfollowed = [];
    private readonly List<(int ReturnDay, int Rank)> _bans = [];
    private int _nextShared = shares.CountWithin(state.StartCount);
    private int _nextOwn = FirstOwnNumber;

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
    public static ListState On(int day, ulong ownerId, int count)
    {
        ListShares shares = new(ownerId);
        ListState state = new(count, shares);
        ListTimeline timeline = new(ownerId, state, shares);
        for (int i = 1; i <= day; i++)
        {
            timeline.Advance(i);
        }

        return state;
    }

    private void Advance(int day)
    {
        foreach ((_, int rank) in _bans.Where(ban => ban.ReturnDay == day))
        {
            state.Restore(rank);
        }

        int known = _unfollowed.Count;
        Unfollow(Draw.TopUnfollow, day, weekday: 1, interval: 4, 0, Math.Min(NewestCount, state.Count));
        if (state.Count > 1)
        {
            int first = Math.Min(UpperCount, state.Count / 2);
            Unfollow(Draw.LowerUnfollow, day, weekday: 3, interval: 5, first, state.Count);
        }

        Ban(day);
        Follow(day, known);
    }

    /// <summary>Removes one of the accounts [first, end) on a day of each week, and randomly on others.</summary>
    private void Unfollow(Draw draw, int day, int weekday, ulong interval, int first, int end)
    {
        ulong random = Random(draw, day);
        if (first < end && (day % DaysPerWeek == weekday || random % interval == 0))
        {
            int rank = state.RankAt(Pick(random, first, end));
            _unfollowed.Add(state.KeyAt(rank));
            state.Remove(rank);
        }
    }

    /// <summary>
    /// Hides an account for two to six days. It is one of the owner's own accounts: a shared one would have to
    /// disappear from all lists.
    /// </summary>
    private void Ban(int day)
    {
        ulong random = Random(Draw.Ban, day);
        if (state.Count == 0 || random % 8 != 0)
        {
            return;
        }

        int rank = state.RankAt(Pick(random, 0, state.Count));
        if (!state.KeyAt(rank).IsShared)
        {
            state.Remove(rank);
            _bans.Add((day + 2 + (int)((random >> 8) % 5), rank));
        }
    }

    private void Follow(int day, int known)
    {
        int count = s_followCounts[(int)(Random(Draw.FollowCount, day) % (ulong)s_followCounts.Length)];
        count = day % DaysPerWeek == 1 ? Math.Max(1, count) : count;
        List<AccountKey> follows = [];
        if (TakeFormer(day, known) is { } again)
        {
            follows.Add(again);
        }

        follows.AddRange(Enumerable.Range(0, count).Select(turn => Next(day, turn)));
        for (int turn = 0; turn < follows.Count; turn++)
        {
            state.Add(follows[turn], TimeOf(day, turn, follows.Count));
        }
    }

    /// <summary>
    /// Selects the account that is followed again; null if none is. It was unfollowed on an earlier day, or is listed
    /// and was unfollowed and followed again on this day.
    /// </summary>
    private AccountKey? TakeFormer(int day, int known)
    {
        ulong random = Random(Draw.Refollow, day);
        if (random % 6 != 0)
        {
            return null;
        }

        AccountKey key;
        if (known > 0 && (random >> 8) % 2 == 0)
        {
            int place = Pick(random, 0, known);
            key = _unfollowed[place];
            _unfollowed.RemoveAt(place);
            return key;
        }

        if (state.Count < UpperCount)
        {
            return null;
        }

        int rank = state.RankAt(Pick(random, 5, state.Count));
        key = state.KeyAt(rank);
        state.Remove(rank);
        return key;
    }

    /// <summary>
    /// Returns an account that the list has not had yet. One in three is shared, while there are any.
    /// </summary>
    private AccountKey Next(int day, int turn)
    {
        if (Random(Draw.IsShared, day, turn) % 3 == 0 && shares.At(_nextShared) is { } shared)
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
