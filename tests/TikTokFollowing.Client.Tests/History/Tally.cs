namespace TikTokFollowing.Client.Tests.History;

/// <summary>Compares the reports of a tracker with the events of its world.</summary>
internal sealed class Tally
{
    private readonly World _world;
    private readonly long _start;
    private readonly Dictionary<int, List<long>> _follows;
    private readonly Dictionary<int, List<long>> _unfollows;
    private readonly Dictionary<int, long> _reportedFollow = [];

    /// <param name="world">The world with the true events.</param>
    /// <param name="start">The time of the baseline; 0 without one.</param>
    /// <param name="reports">The reports, in their order.</param>
    public Tally(World world, long start, IEnumerable<Report> reports)
    {
        _world = world;
        _start = start;
        _follows = Since(start, world.Follows);
        _unfollows = Since(start, world.Unfollows);
        foreach (Report report in reports)
        {
            Count(report);
        }
    }

    public int TrueFollows { get; private set; }

    public int FalseFollows { get; private set; }

    /// <summary>Gets the reports of follows that were the return of a banned account.</summary>
    public int BanFollows { get; private set; }

    public int TrueUnfollows { get; private set; }

    public int FalseUnfollows { get; private set; }

    /// <summary>Gets the reports of unfollows that were bans.</summary>
    public int BanUnfollows { get; private set; }

    public int Returned { get; private set; }

    public int Appeared { get; private set; }

    /// <summary>Gets the follows that were reported as accounts that had not been visible.</summary>
    public int AppearedFollows { get; private set; }

    public List<string> Failures { get; } = [];

    /// <summary>Gets those failures that are false unfollows.</summary>
    public List<string> FalseUnfollowed { get; } = [];

    /// <summary>Returns the visible new follows that no report named.</summary>
    /// <param name="listed">The accounts that the provider lists at the end.</param>
    /// <param name="until">The time of the last update.</param>
    public List<int> MissedFollows(IEnumerable<int> listed, long until) =>
    [
        .. listed.Where(account =>
            _start > 0
            && _world.Relation[account] > _start
            && _world.Relation[account] <= until
            && _world.Follows[account].Count == 1
            && !_reportedFollow.ContainsKey(account)),
    ];

    private static Dictionary<int, List<long>> Since(long start, Dictionary<int, List<long>> events) =>
        events.ToDictionary(account => account.Key, account => account.Value.Where(time => time > start).ToList());

    private void Count(Report report)
    {
        switch (report.Change.Kind)
        {
            case FollowingChange.Followed:
                CountFollow(report);
                break;
            case FollowingChange.Unfollowed:
                CountUnfollow(report);
                break;
            case FollowingChange.Returned:
                Returned++;
                break;
            case FollowingChange.Appeared:
                Appeared++;
                AppearedFollows += TakeFollow(report) ? 1 : 0;
                break;
        }
    }

    private void CountFollow(Report report)
    {
        if (TakeFollow(report))
        {
            TrueFollows++;
        }
        else if (_world.EverBanned.Contains(report.Account))
        {
            BanFollows++;
        }
        else
        {
            FalseFollows++;
            Failures.Add($"false follow of {report.Account} at {report.ReadAt}");
        }
    }

    // A report covers all follows of the account until then, and the unfollows before them.
    private bool TakeFollow(Report report)
    {
        List<long> follows = _follows[report.Account];
        if (!follows.Any(time => time <= report.ReadAt))
        {
            return false;
        }
        long last = follows.Last(time => time <= report.ReadAt);
        follows.RemoveAll(time => time <= last);
        _unfollows[report.Account].RemoveAll(time => time < last);
        _reportedFollow[report.Account] = last;
        return true;
    }

    private void CountUnfollow(Report report)
    {
        List<long> unfollows = _unfollows[report.Account];
        bool isFollowed = _world.Follows[report.Account].Any(time =>
            time <= report.StartedAt
            && !_world.Unfollows[report.Account].Any(end => end > time && end <= report.ReadAt));
        if (unfollows.RemoveAll(time => time <= report.ReadAt) > 0 && !isFollowed)
        {
            TrueUnfollows++;
        }
        else if (_world.EverBanned.Contains(report.Account))
        {
            BanUnfollows++;
        }
        else
        {
            FalseUnfollows++;
            Failures.Add($"false unfollow of {report.Account} at {report.ReadAt}");
            FalseUnfollowed.Add(Failures[^1]);
        }
    }
}
