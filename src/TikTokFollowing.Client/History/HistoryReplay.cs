namespace TikTokFollowing.Client.History;

/// <summary>
/// Applies deltas one after another. The time depends on the number of operations, not on the length of the list.
/// </summary>
internal sealed class HistoryReplay
{
    // Indexed by key. The node of a dropped account is in no list.
    private readonly List<LinkedListNode<StoredAccount>> _nodes;
    private readonly LinkedList<StoredAccount> _listed = [];

    public HistoryReplay(HistoryState start)
    {
        _nodes = [.. new LinkedListNode<StoredAccount>[start.NextKey]];
        foreach (StoredAccount account in start.Listed)
        {
            _nodes[account.Key] = _listed.AddLast(account);
        }
        foreach (StoredAccount account in start.Dropped)
        {
            _nodes[account.Key] = new LinkedListNode<StoredAccount>(account);
        }
        Marks = start.Marks;
    }

    /// <summary>Gets the marks after the last delta.</summary>
    public HistoryMarks Marks { get; private set; }

    /// <summary>Gets the number of accounts that are or were listed.</summary>
    public int Count => _nodes.Count;

    /// <summary>Gets an account by its key, listed or dropped.</summary>
    public StoredAccount this[int key] => _nodes[key].Value;

    /// <summary>Applies a delta.</summary>
    /// <exception cref="ArgumentException">The delta does not continue this list.</exception>
    /// <exception cref="InvalidOperationException">The delta places an account twice.</exception>
    public void Apply(HistoryDelta delta)
    {
        foreach (Removal removal in delta.Removals)
        {
            _listed.Remove(FindListed(removal.Key));
            Change(removal.Key, account => Release(account) with
            {
                DroppedAt = delta.Reading.ReadAt,
                FormerBelow = removal.Below,
            });
        }
        foreach (Placement placement in delta.Placements)
        {
            if (placement.Account is null && Find(placement.Key) is { List: not null } node)
            {
                _listed.Remove(node);
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
                Change(change.Key, account => account with { LaterKey = Count });
            }
        }
        foreach (AccountUpdate update in delta.Updates)
        {
            Change(update.Key, account => account with
            {
                Id = update.Id ?? account.Id,
                SecUid = update.SecUid ?? account.SecUid,
                Handle = update.Handle ?? account.Handle,
                Profile = update.Profile ?? account.Profile,
                FollowerCount = update.FollowerCount ?? account.FollowerCount,
                Window = update.Window ?? account.Window,
            });
        }
        Dictionary<int, string> others = [];
        foreach (ProviderKeys seen in delta.SeenByOthers)
        {
            foreach (int key in seen.Keys.SelectMany(static range => range.Keys))
            {
                others[key] = seen.Provider;
            }
        }
        ChangeAll(delta.Seen, account => Release(account) with
        {
            SeenBy = account.SeenBy.With(
                others.TryGetValue(account.Key, out string? other) ? other : delta.Reading.Provider),
            SeenAt = delta.Reading.StartedAt,
        });
        ChangeAll(
            delta.Held, account => account with { HeldAt = delta.Marks.Update, HeldTime = delta.Reading.ReadAt });
        ChangeAll(delta.Released, Release);
        Marks = delta.Marks;
    }

    public HistoryState ToState()
    {
        IEnumerable<StoredAccount> all = _nodes.Select(static node => node.Value);
        return new HistoryState([.. _listed], [.. all.Where(static account => account.IsDropped)], Count, Marks);
    }

    private void Place(Placement placement)
    {
        if (placement.Account is StoredAccount account)
        {
            Append(account);
        }
        LinkedListNode<StoredAccount> node = Find(placement.Key);
        if (placement.Above is int above)
        {
            _listed.AddAfter(FindListed(above), node);
        }
        else
        {
            _listed.AddFirst(node);
        }
        if (node.Value.IsDropped)
        {
            node.Value = node.Value with { DroppedAt = null, FormerBelow = null };
        }
    }

    private void Append(StoredAccount account)
    {
        if (account.Key != Count)
        {
            throw new ArgumentException($"The account {account.Key} is not the next one.", nameof(account));
        }
        _nodes.Add(new LinkedListNode<StoredAccount>(account));
    }

    private LinkedListNode<StoredAccount> Find(int key) => key >= 0 && key < Count
        ? _nodes[key]
        : throw new ArgumentException($"There is no account {key}.", nameof(key));

    private LinkedListNode<StoredAccount> FindListed(int key) => Find(key) is { List: not null } node
        ? node
        : throw new ArgumentException($"The account {key} is not listed.", nameof(key));

    private void ChangeAll(IEnumerable<KeyRange> ranges, Func<StoredAccount, StoredAccount> change)
    {
        foreach (int key in ranges.SelectMany(static range => range.Keys))
        {
            Change(key, change);
        }
    }

    private void Change(int key, Func<StoredAccount, StoredAccount> change)
    {
        LinkedListNode<StoredAccount> node = Find(key);
        node.Value = change(node.Value);
    }

    private static StoredAccount Release(StoredAccount account) => account with { HeldAt = null, HeldTime = null };
}
