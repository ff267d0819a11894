namespace TikTokFollowing.Client.History;

/// <summary>
/// Applies deltas one after another. The time depends on the number of operations, not on the length of the list.
/// </summary>
internal sealed class HistoryReplay
{
    private const int None = -1;

    // Indexed by key: the account, and its neighbors while it is listed. The top of the list is below None.
    private readonly List<StoredAccount> _accounts = [];
    private readonly List<int> _above = [];
    private readonly List<int> _below = [];
    private int _top = None;

    public HistoryReplay(HistoryState start)
    {
        List<StoredAccount> all = [.. start.Listed, .. start.Dropped];
        all.Sort((a, b) => a.Key.CompareTo(b.Key));
        foreach (StoredAccount account in all)
        {
            Append(account);
        }
        int? above = null;
        foreach (StoredAccount account in start.Listed)
        {
            Insert(account.Key, above);
            above = account.Key;
        }
        Marks = start.Marks;
    }

    public HistoryReplay()
        : this(HistoryState.Empty)
    {
    }

    /// <summary>Gets the marks after the last delta.</summary>
    public HistoryMarks Marks { get; private set; }

    /// <summary>Gets the number of accounts that are or were listed.</summary>
    public int Count => _accounts.Count;

    /// <summary>Gets an account by its key, listed or dropped.</summary>
    public StoredAccount this[int key] => _accounts[key];

    /// <summary>Applies a delta.</summary>
    /// <exception cref="ArgumentException">The delta does not continue this list.</exception>
    public void Apply(HistoryDelta delta)
    {
        foreach (Removal removal in delta.Removals)
        {
            Remove(removal, delta.Reading.ReadAt);
        }
        foreach (Placement placement in delta.Placements)
        {
            if (placement.Account is null && !Existing(placement.Key).IsDropped)
            {
                Detach(placement.Key);
            }
        }
        foreach (Placement placement in delta.Placements)
        {
            Place(placement);
        }
        foreach (HistoryChange change in delta.Changes)
        {
            if (change.Kind is FollowingChange.Followed or FollowingChange.Returned or FollowingChange.Appeared)
            {
                _accounts[change.Key] = Existing(change.Key) with { LaterKey = Count };
            }
        }
        foreach (AccountUpdate update in delta.Updates)
        {
            Update(update);
        }
        Dictionary<int, string> others = [];
        foreach (ProviderKeys seen in delta.SeenByOthers)
        {
            ForEach(seen.Keys, key => others[key] = seen.Provider);
        }
        ForEach(delta.Seen, key => See(
            key, delta.Reading, others.TryGetValue(key, out string? other) ? other : delta.Reading.Provider));
        ForEach(delta.Held, key => Hold(key, delta));
        ForEach(delta.Released, Release);
        Marks = delta.Marks;
    }

    public HistoryState ToState()
    {
        List<StoredAccount> listed = [];
        for (int key = _top; key != None; key = _below[key])
        {
            listed.Add(_accounts[key]);
        }
        return new HistoryState(listed, _accounts.FindAll(account => account.IsDropped), _accounts.Count, Marks);
    }

    private void Remove(Removal removal, DateTime at)
    {
        StoredAccount account = Listed(removal.Key);
        Detach(removal.Key);
        _accounts[removal.Key] = account with
        {
            DroppedAt = at,
            FormerBelow = removal.Below,
            HeldAt = null,
            HeldTime = null,
        };
    }

    private void Place(Placement placement)
    {
        if (placement.Account is StoredAccount account)
        {
            Append(account);
        }
        if (placement.Above is int above)
        {
            Listed(above);
        }
        Insert(placement.Key, placement.Above);
        StoredAccount placed = _accounts[placement.Key];
        if (placed.IsDropped)
        {
            _accounts[placement.Key] = placed with { DroppedAt = null, FormerBelow = null };
        }
    }

    private void Update(AccountUpdate update)
    {
        StoredAccount account = Existing(update.Key);
        _accounts[update.Key] = account with
        {
            Id = update.Id ?? account.Id,
            SecUid = update.SecUid ?? account.SecUid,
            Handle = update.Handle ?? account.Handle,
            Profile = update.Profile ?? account.Profile,
            FollowerCount = update.FollowerCount ?? account.FollowerCount,
            Window = update.Window ?? account.Window,
        };
    }

    private void See(int key, ReadingFacts reading, string provider)
    {
        StoredAccount account = Existing(key);
        _accounts[key] = account with
        {
            SeenBy = account.SeenBy.With(provider),
            SeenAt = reading.StartedAt,
            HeldAt = null,
            HeldTime = null,
        };
    }

    private void Hold(int key, HistoryDelta delta) =>
        _accounts[key] = Existing(key) with { HeldAt = delta.Marks.Update, HeldTime = delta.Reading.ReadAt };

    private void Release(int key) =>
        _accounts[key] = Existing(key) with { HeldAt = null, HeldTime = null };

    private StoredAccount Existing(int key) => key >= 0 && key < _accounts.Count
        ? _accounts[key]
        : throw new ArgumentException($"There is no account {key}.", nameof(key));

    private StoredAccount Listed(int key) => Existing(key) is { IsDropped: false } account
        ? account
        : throw new ArgumentException($"The account {key} is not listed.", nameof(key));

    private void Append(StoredAccount account)
    {
        if (account.Key != _accounts.Count)
        {
            throw new ArgumentException($"The account {account.Key} is not the next one.", nameof(account));
        }
        _accounts.Add(account);
        _above.Add(None);
        _below.Add(None);
    }

    private void Insert(int key, int? above)
    {
        Existing(key);
        int next = above is int neighbor ? _below[neighbor] : _top;
        _above[key] = above ?? None;
        _below[key] = next;
        Link(above ?? None, key);
        if (next != None)
        {
            _above[next] = key;
        }
    }

    private void Detach(int key)
    {
        Link(_above[key], _below[key]);
        if (_below[key] != None)
        {
            _above[_below[key]] = _above[key];
        }
    }

    private void Link(int above, int key)
    {
        if (above == None)
        {
            _top = key;
        }
        else
        {
            _below[above] = key;
        }
    }

    private static void ForEach(IReadOnlyList<KeyRange> ranges, Action<int> action)
    {
        foreach (KeyRange range in ranges)
        {
            for (int key = range.First; key <= range.Last; key++)
            {
                action(key);
            }
        }
    }
}
