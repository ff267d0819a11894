namespace TikTokFollowing.Client.Tests.History;

/// <summary>
/// Runs one random sequence of a scenario: a baseline, some days with an update each, and final updates.
/// </summary>
internal sealed class ScenarioRun
{
    private const int CutAt = 50;

    private readonly Scenario _scenario;
    private readonly Random _random;
    private readonly World _world;
    private readonly List<ListView> _views = [];
    private readonly List<Snapshot> _snapshots = [];

    public ScenarioRun(Scenario scenario, int seed, bool isTraced = false)
    {
        _scenario = scenario;
        _random = new Random(seed);
        _world = new World(_random, Pick(scenario.Sizes));
        _views.Add(new ListView(_world, _random, "A")
        {
            Cursor = Pick(scenario.Cursors),
            PageSize = Pick(scenario.PageSizes),
            Ids = scenario.Ids,
            Order = scenario.Order,
            StatesTotal = scenario.StatesTotal,
            StatesNewest = scenario.StatesNewest,
            Noise = scenario.Noise,
            Hides = account => scenario.IsHiddenFromFirst && account % 17 == 0,
        });
        if (scenario.Second is SecondView second)
        {
            _views.Add(new ListView(_world, _random, "B")
            {
                Cursor = CursorKind.Opaque,
                Ids = second.Ids,
                Hides = account => second.HasHidden && account % 17 == 0,
            });
        }
        Tracker = new Tracker(_world) { OnPage = _ => Churn(), IsTraced = isTraced };
    }

    public Tracker Tracker { get; }

    public World World => _world;

    public ListView First => _views[0];

    public Tally Tally { get; private set; } = null!;

    /// <summary>Gets the time of the baseline.</summary>
    public long Start { get; private set; }

    public int DailyRequests { get; private set; }

    /// <summary>Gets the number of new follows that an update did not store, although it held nothing.</summary>
    public int LateFollows { get; private set; }

    private bool IsChanging { get; set; }

    public ScenarioRun Run()
    {
        if (_scenario.HasEarlyBans)
        {
            foreach (int account in _world.NewestFirst().OrderBy(_ => _random.Next()).Take(3))
            {
                _world.Ban(account);
            }
        }
        First.Cut = _scenario.HasCutBaseline ? CutAt : null;
        Tracker.Update(First);
        First.Cut = null;
        Start = Tracker.State.HasBaseline ? _world.Now : 0;
        _snapshots.Add(_world.Snapshot());
        int requests = Tracker.Requests;
        for (int day = 0; day < _scenario.Days && Tracker.State.HasBaseline; day++)
        {
            _world.Advance(TimeSpan.FromDays(1));
            Live();
            _snapshots.Add(_world.Snapshot());
            UpdateOnce();
        }
        DailyRequests = Tracker.Requests - requests;
        // Two confirmations can be due one after the other, and an order without proof needs whole lists.
        for (int i = 0; i < 4; i++)
        {
            _world.Advance(TimeSpan.FromHours(1));
            Tracker.Update(First, isFull: i > 0);
        }
        Tally = new Tally(_world, Start, Tracker.Reports);
        return this;
    }

    private void Live()
    {
        for (int i = Pick(_scenario.Follows); i > 0; i--)
        {
            _world.Follow();
        }
        for (int i = Pick(_scenario.Unfollows); i > 0 && _world.Relation.Count > 3; i--)
        {
            _world.Unfollow(Pick(_world.NewestFirst()));
        }
        if (_scenario.HasBursts && Chance(0.2))
        {
            for (int i = 0; i < 200; i++)
            {
                _world.Follow();
            }
        }
        if (_scenario.HasMassUnfollows && Chance(0.2))
        {
            foreach (int account in _world.NewestFirst().Take(30))
            {
                _world.Unfollow(account);
            }
        }
        Refollow();
        Rename();
        if (_scenario.HasBans)
        {
            Ban();
        }
    }

    private void Refollow()
    {
        for (int i = Pick(_scenario.Refollows); i > 0 && _world.Relation.Count > 0; i--)
        {
            int[] newest = _world.NewestFirst();
            int account = newest[_random.Next(Math.Min(newest.Length, Pick([1, 5, 20, newest.Length])))];
            _world.Unfollow(account);
            _world.Follow(account);
        }
        if (_scenario.HasBlocks && Chance(0.3))
        {
            int[] newest = _world.NewestFirst();
            int start = _random.Next(Math.Max(1, newest.Length - 20));
            int[] block = [.. newest.Skip(start).Take(_random.Next(5, 21))];
            if (Chance(0.5))
            {
                _world.Follow();
            }
            foreach (int account in block)
            {
                _world.Unfollow(account);
            }
            foreach (int account in block.Reverse())
            {
                _world.Follow(account);
            }
        }
        int[] gone = [.. _world.Follows.Keys.Where(account => !_world.Relation.ContainsKey(account))];
        if (_scenario.HasLateRefollows && gone.Length > 0 && Chance(0.3))
        {
            _world.Follow(Pick(gone));
        }
    }

    private void Rename()
    {
        if (!_scenario.HasRenames || _world.Relation.Count == 0 || !Chance(0.7))
        {
            return;
        }
        int[] newest = _world.NewestFirst();
        int account = Pick(newest[..Math.Min(40, newest.Length)]);
        string old = _world.Handles[account];
        _world.Rename(account);
        int other = Pick(newest);
        if (other != account && Chance(0.3))
        {
            _world.Handles[other] = old;
        }
    }

    private void Ban()
    {
        foreach (int account in _world.Banned.ToArray())
        {
            if (Chance(0.3))
            {
                _world.Banned.Remove(account);
            }
        }
        int[] newest = _world.NewestFirst();
        if (newest.Length > 0 && Chance(0.5))
        {
            _world.Ban(newest[_random.Next(Math.Min(newest.Length, Pick([1, 20, newest.Length])))]);
        }
    }

    private void UpdateOnce()
    {
        ListView view = _views.Count > 1 && Chance(0.4) ? _views[1] : First;
        view.Stale = _scenario.HasStale && Chance(0.25) ? Pick(_snapshots.TakeLast(3).ToArray()) : null;
        view.IsHidden = _scenario.HasHidden && Chance(0.15);
        view.Cut = _scenario.HasCuts && Chance(0.25) ? CutAt : null;
        IsChanging = true;
        Tracker.Update(view, _scenario.HasFullReads && Chance(0.3));
        IsChanging = false;
        if (_scenario.IsPrompt && Tracker.State.Marks.Held is null)
        {
            HashSet<int> stored = [.. Tracker.Listed()];
            LateFollows += view.Listed().Count(account => _world.Follows[account].Count == 1
                && _world.Relation[account] > Start
                && !stored.Contains(account));
        }
        view.Stale = null;
        view.IsHidden = false;
        view.Cut = null;
    }

    private void Churn()
    {
        if (!IsChanging || !Chance(_scenario.Churn))
        {
            return;
        }
        int[] newest = _world.NewestFirst();
        if (newest.Length > 0 && Chance(0.5))
        {
            _world.Unfollow(Pick(newest));
        }
        else
        {
            _world.Follow();
        }
    }

    private bool Chance(double probability) => probability > 0 && _random.NextDouble() < probability;

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];
}
