namespace TikTokFollowing.Client.Tests.History;

/// <summary>
/// Represents the true state of one user: the followed accounts with their follow times, the banned accounts, the
/// handles and all events. Providers show only a view of it.
/// </summary>
internal sealed class World
{
    private static readonly DateTime s_start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly Random _random;
    private int _accounts;

    public World(Random random, int followed)
    {
        _random = random;
        for (int i = 0; i < followed; i++)
        {
            Follow();
        }
        Advance(TimeSpan.FromHours(1));
    }

    /// <summary>Gets the time in seconds since the start of the world. No two events have the same.</summary>
    public long Now { get; private set; }

    public DateTime Time => TimeOf(Now);

    /// <summary>Gets the time of the follow for each followed account.</summary>
    public Dictionary<int, long> Relation { get; } = [];

    public HashSet<int> Banned { get; } = [];

    public HashSet<int> EverBanned { get; } = [];

    public Dictionary<int, string> Handles { get; } = [];

    public Dictionary<int, List<long>> Follows { get; } = [];

    public Dictionary<int, List<long>> Unfollows { get; } = [];

    public static DateTime TimeOf(long seconds) => s_start.AddSeconds(seconds);

    public static long SecondsOf(DateTime time) => (long)(time.ToUniversalTime() - s_start).TotalSeconds;

    public void Advance(TimeSpan time) => Now += (long)time.TotalSeconds;

    public int[] NewestFirst() => [.. Relation.OrderByDescending(follow => follow.Value).Select(follow => follow.Key)];

    public int Follow(int? account = null)
    {
        Tick();
        int followed = account ?? Create();
        Relation.Add(followed, Now);
        Follows[followed].Add(Now);
        return followed;
    }

    public void Unfollow(int account)
    {
        Tick();
        Relation.Remove(account);
        Unfollows[account].Add(Now);
    }

    public void Ban(int account)
    {
        Banned.Add(account);
        EverBanned.Add(account);
    }

    public void Rename(int account)
    {
        Tick();
        Handles[account] = $"h{account}_{Now}";
    }

    public Snapshot Snapshot() =>
        new(Now, new Dictionary<int, long>(Relation), [.. Banned], new Dictionary<int, string>(Handles));

    private int Create()
    {
        int account = ++_accounts;
        Handles[account] = $"h{account}";
        Follows[account] = [];
        Unfollows[account] = [];
        return account;
    }

    private void Tick() => Now += _random.Next(1, 4);
}

/// <summary>Represents the relation, the visibility and the handles of a world at a time.</summary>
internal sealed record Snapshot(
    long Time, Dictionary<int, long> Relation, HashSet<int> Banned, Dictionary<int, string> Handles);
