namespace TikTokFollowing.Client.History;

/// <summary>Combines the conclusions about a reading into the update of a stored list.</summary>
internal sealed class ListUpdate
{
    private readonly Alignment _alignment;
    private readonly HistoryState _state;
    private readonly ListReading _reading;
    private readonly ReadVerdict[] _verdicts;
    private readonly MissingAccounts _missing;
    private readonly DeltaBuilder _delta;
    private readonly List<HistoryWarning> _warnings;
    private readonly DateTime? _confirms;

    /// <param name="alignment">A reading that can be compared with the stored list.</param>
    /// <param name="warnings">The warnings about the order of the list.</param>
    public ListUpdate(Alignment alignment, params IEnumerable<HistoryWarning> warnings)
    {
        _alignment = alignment;
        _state = alignment.State;
        _reading = alignment.Reading;
        _warnings = [.. warnings];
        _verdicts = NewAccounts.Judge(alignment);
        bool isConfirmed = OlderReading.IsConfirmed(alignment);
        _confirms = isConfirmed ? _state.Marks.Held!.At : null;
        _missing = new MissingAccounts(alignment, isConfirmed || alignment.FollowTimes.IsTopNew == true);
        TotalRule.Judge(alignment, _verdicts, _missing);
        _delta = new DeltaBuilder(_state, _reading);
    }

    public UpdateConclusion.Store Evaluate()
    {
        List<int?> keys = [.. Enumerable.Range(0, _verdicts.Length).Select(StoreRead)];
        StoreMissing();
        ReleaseDropped();
        _delta.Arrange(ListOrder.Merge(_alignment, keys, _missing.Unfollowed));
        SetMarks();
        return _delta.Conclude([.. _warnings]);
    }

    // Returns the key of an account that was read; null if it is not listed yet.
    private int? StoreRead(int index)
    {
        FollowedAccount account = _reading.Accounts[index];
        StoredAccount? known = _alignment.Known[index];
        ReadVerdict verdict = _verdicts[index];
        if (verdict == ReadVerdict.Unclear)
        {
            return null;
        }
        if (verdict == ReadVerdict.Held)
        {
            _delta.Hold(known!.Key);
            return null;
        }
        if (known is null)
        {
            int key = _delta.Create(account);
            ReportListed(verdict, key, account, null);
            return key;
        }
        bool isNewFollow = verdict is ReadVerdict.FollowedAgain or ReadVerdict.Followed;
        _delta.See(known, account, isNewFollow);
        ReportListed(verdict, known.Key, account, known);
        _delta.ReportFields(known, account);
        return known.Key;
    }

    private void ReportListed(ReadVerdict verdict, int key, FollowedAccount account, StoredAccount? known)
    {
        DateTime? heldSince = known is { IsDropped: true } ? known.HeldTime : null;
        switch (verdict)
        {
            case ReadVerdict.Followed:
            case ReadVerdict.FollowedAgain:
                _delta.Report(FollowingChange.Followed, key, FollowWindowOf(account, heldSince), heldSince);
                break;
            case ReadVerdict.Returned:
                FollowWindow returned = new(known!.DroppedAt, heldSince ?? _reading.ReadAt);
                _delta.Report(FollowingChange.Returned, key, returned, heldSince);
                break;
            case ReadVerdict.Appeared:
                FollowWindow appeared = new(_state.Marks.LastFullUpdate, _reading.ReadAt);
                _delta.Report(FollowingChange.Appeared, key, appeared);
                break;
        }
    }

    // The last reading of this provider did not have the follow, so its time can narrow the window. It does not if it
    // contradicts the follow times.
    private FollowWindow FollowWindowOf(FollowedAccount account, DateTime? heldSince)
    {
        FollowWindow stated = AccountChanges.WindowOf(account);
        DateTime end = heldSince ?? _reading.ReadAt;
        DateTime? before = stated.Before < end ? stated.Before : end;
        DateTime? after = stated.After;
        ComparedReading? last = _state.Marks.LastCompared;
        bool canNarrow = last?.Provider == _reading.Provider.Name && last.StartedAt <= before;
        return new FollowWindow(canNarrow && !(after > last!.StartedAt) ? last!.StartedAt : after, before);
    }

    private void StoreMissing()
    {
        int firstAnchor = _alignment.Anchors.Count == 0 ? 0 : _alignment.Places[_alignment.Anchors[0]];
        foreach (int place in _missing.Unfollowed)
        {
            StoredAccount account = _state.Listed[place];
            DateTime? heldSince = account.HeldTime ?? (place < firstAnchor ? _confirms : null);
            FollowWindow window = new(account.SeenAt, heldSince ?? _reading.ReadAt);
            _delta.Report(FollowingChange.Unfollowed, account.Key, window, heldSince);
        }
        foreach (int place in _missing.Held)
        {
            _delta.Hold(_state.Listed[place].Key);
        }
        if (_missing.WithoutIdCount > 0)
        {
            _warnings.Add(new HistoryWarning(HistoryWarningKind.WithoutId, _missing.WithoutIdCount));
        }
        if (_missing.ImplausibleCount > 0)
        {
            _warnings.Add(new HistoryWarning(HistoryWarningKind.ImplausibleEnd, _missing.ImplausibleCount));
        }
    }

    // A dropped account was held because it was read again. It is not if this reading covers its place without it.
    private void ReleaseDropped()
    {
        List<StoredAccount> held = [.. _state.Dropped.Where(account => account.HeldAt is not null)];
        if (held.Count == 0)
        {
            return;
        }
        HashSet<int> read = [.. _alignment.Known.OfType<StoredAccount>().Select(known => known.Key)];
        HashSet<int> beyond = [.. _state.Listed.Skip(_alignment.LastPlace + 1).Select(account => account.Key)];
        foreach (StoredAccount account in held)
        {
            bool isCovered = _reading.IsAtEnd || account.FormerBelow is not int below || !beyond.Contains(below);
            if (isCovered && !read.Contains(account.Key))
            {
                _delta.Release(account.Key);
            }
        }
    }

    private void SetMarks()
    {
        HistoryMarks marks = _state.Marks;
        (int onTop, int below) = OrderRule.CountUnknown(_alignment, _verdicts);
        _delta.Marks = _delta.Marks with
        {
            LastCompared = new ComparedReading(_reading.Provider.Name, _reading.StartedAt),
            LastFullUpdate = _reading.IsAtEnd ? _reading.ReadAt : marks.LastFullUpdate,
            Providers = marks.Providers.With(_reading.Providers),
            NewestFollow = _alignment.FollowTimes.After(_delta.FollowCount > 0),
            IsOrderProven = marks.IsOrderProven && !_alignment.IsOrderIgnored,
            UnknownOnTop = onTop,
            UnknownBelow = below,
            Held = null,
            HeldTail = _reading.IsAtEnd ? _missing.ImplausibleCount : marks.HeldTail,
        };
        SetTotals();
    }

    private void SetTotals()
    {
        IReadOnlyList<StoredAccount> listed = _state.Apply(_delta.Build()).Listed;
        string provider = _reading.Provider.Name;
        if (ListEnd.IsComplete(_alignment, _missing.BelowCount))
        {
            int counted = TotalRule.CountOf(listed, provider);
            _delta.Marks = _delta.Marks with
            {
                IsComplete = true,
                AtFull = new FullCount(provider, _reading.Total, _reading.Accounts.Count, counted),
                TotalAgreement = null,
            };
            return;
        }
        // The total counted these accounts before they were visible.
        FullCount? atFull = _state.Marks.AtFull is FullCount full && full.Provider == provider
            ? full with { Listed = full.Listed + _delta.AppearedCount }
            : _state.Marks.AtFull;
        HistoryMarks marks = _delta.Marks with { AtFull = atFull };
        TotalAgreement? agreement = TotalRule.After(marks, _reading, listed);
        _delta.Marks = marks with { TotalAgreement = agreement };
        // Warn once, because daily updates would otherwise repeat the warning every day.
        if (agreement is { Readings: TotalRule.AgreeingReadings } && agreement != marks.TotalAgreement)
        {
            _warnings.Add(new HistoryWarning(HistoryWarningKind.TotalFell, agreement.Missing));
        }
    }
}
