namespace TikTokFollowing.Client.History;

/// <summary>Builds the delta of a reading from the conclusions about its accounts.</summary>
/// <param name="state">The stored list.</param>
/// <param name="reading">The reading.</param>
internal sealed class DeltaBuilder(HistoryState state, ListReading reading)
{
    private readonly List<HistoryChange> _changes = [];
    private readonly List<AccountUpdate> _updates = [];
    private readonly List<Removal> _removals = [];
    private readonly Dictionary<int, StoredAccount> _added = [];
    private readonly List<int> _seen = [];
    private readonly List<int> _held = [];
    private readonly List<int> _released = [];
    private readonly Dictionary<FollowedAccount, string> _otherProviders = FindOtherProviders(reading);
    private readonly Dictionary<string, List<int>> _seenByOthers = new(StringComparer.Ordinal);
    private List<Placement> _placements = [];

    /// <summary>Gets or sets the marks after the update, apart from the number of changes.</summary>
    public HistoryMarks Marks { get; set; } = state.Marks with
    {
        Update = state.Marks.Update + 1,
        FirstUpdate = state.Marks.FirstUpdate ?? reading.ReadAt,
        LastUpdate = reading.ReadAt,
        Total = reading.Total ?? state.Marks.Total,
        CreditsCharged = state.Marks.CreditsCharged + reading.CreditsCharged,
    };

    /// <summary>Gets the number of follows to report.</summary>
    public int FollowCount => _changes.Count(change => change.Kind == FollowingChange.Followed);

    /// <summary>Gets the number of accounts to report that had not been visible.</summary>
    public int AppearedCount => _changes.Count(change => change.Kind == FollowingChange.Appeared);

    /// <summary>Adds an account that was never listed before, and returns its key.</summary>
    public int Create(FollowedAccount account)
    {
        int key = state.NextKey + _added.Count;
        _added.Add(key, AccountChanges.Create(key, account, reading));
        See(key, account);
        return key;
    }

    /// <summary>Records that a stored account was read, and stores its newer values.</summary>
    public void See(StoredAccount stored, FollowedAccount account, bool isNewFollow)
    {
        See(stored.Key, account);
        if (AccountChanges.UpdateOf(stored, account, reading, isNewFollow) is AccountUpdate update)
        {
            _updates.Add(update);
        }
    }

    public void Hold(int key) => _held.Add(key);

    public void Release(int key) => _released.Add(key);

    /// <summary>Reports the changed names and profile fields of a listed account.</summary>
    public void ReportFields(StoredAccount stored, FollowedAccount account)
    {
        List<string> changed = AccountChanges.ChangedProperties(stored, account, reading.IncludeProfile);
        if (changed.Count > 0)
        {
            bool isRenamed = changed[0] == nameof(FollowedAccount.Handle);
            string kind = isRenamed ? FollowingChange.Renamed : FollowingChange.ProfileChanged;
            Report(kind, stored.Key, new FollowWindow(stored.SeenAt, reading.ReadAt), null, changed);
        }
    }

    /// <summary>Adds a change to report.</summary>
    /// <param name="kind">The kind of change.</param>
    /// <param name="key">The account.</param>
    /// <param name="window">The window in which it happened.</param>
    /// <param name="heldSince">The time since which the change was held; null if this reading alone proves it.</param>
    /// <param name="properties">The changed properties.</param>
    public void Report(
        string kind, int key, FollowWindow window, DateTime? heldSince = null, IReadOnlyList<string>? properties = null)
    {
        // A clock that was set back has no window.
        bool isWindow = !(window.After > window.Before);
        _changes.Add(new HistoryChange
        {
            Sequence = state.Marks.ChangeCount + _changes.Count + 1,
            Kind = kind,
            Key = key,
            ChangedAfter = isWindow ? window.After : null,
            ChangedBefore = isWindow ? window.Before : null,
            DetectedAt = heldSince ?? reading.ReadAt,
            Confirmed = heldSince is null ? null : reading.ReadAt,
            ChangedProperties = properties ?? [],
        });
    }

    /// <summary>Puts the list into another order.</summary>
    /// <param name="order">The keys of the listed accounts after the update.</param>
    public void Arrange(IReadOnlyList<int> order)
    {
        _placements = ListOrder.PlacementsOf(state, order, _added);
        HashSet<int> listed = [.. order];
        int? below = null;
        foreach (StoredAccount account in state.Listed.Reverse())
        {
            if (listed.Contains(account.Key))
            {
                below = account.Key;
            }
            else
            {
                _removals.Add(new Removal(account.Key, below));
            }
        }
        _removals.Reverse();
    }

    public HistoryDelta Build() => new()
    {
        Reading = new ReadingFacts
        {
            Provider = reading.Provider.Name,
            StartedAt = reading.StartedAt,
            ReadAt = reading.ReadAt,
            IsWhole = reading.IsAtEnd,
            Accounts = reading.Accounts.Count,
            Total = reading.Total,
            Requests = reading.Requests,
            CreditsCharged = reading.CreditsCharged,
        },
        Removals = _removals,
        Placements = _placements,
        Updates = _updates,
        Seen = KeyRange.Of(_seen),
        SeenByOthers = [.. _seenByOthers.Select(seen => new ProviderKeys(seen.Key, KeyRange.Of(seen.Value)))],
        Held = KeyRange.Of(_held),
        Released = KeyRange.Of(_released),
        Changes = _changes,
        Marks = Marks with { ChangeCount = state.Marks.ChangeCount + _changes.Count },
    };

    /// <summary>Returns the conclusion to store the update.</summary>
    public UpdateConclusion.Store Conclude(params IReadOnlyList<HistoryWarning> warnings) => new(Build(), warnings);

    private void See(int key, FollowedAccount account)
    {
        _seen.Add(key);
        if (_otherProviders.TryGetValue(account, out string? provider))
        {
            if (!_seenByOthers.TryGetValue(provider, out List<int>? keys))
            {
                _seenByOthers.Add(provider, keys = []);
            }
            keys.Add(key);
        }
    }

    private static Dictionary<FollowedAccount, string> FindOtherProviders(ListReading reading)
    {
        Dictionary<FollowedAccount, string> providers = [];
        for (int page = 0; page < reading.Pages.Count; page++)
        {
            if (reading.Pages[page].Provider is string provider && provider != reading.Provider.Name)
            {
                int end = page + 1 < reading.Pages.Count ? reading.Pages[page + 1].Start : reading.Accounts.Count;
                for (int i = reading.Pages[page].Start; i < end; i++)
                {
                    providers[reading.Accounts[i]] = provider;
                }
            }
        }
        return providers;
    }
}
