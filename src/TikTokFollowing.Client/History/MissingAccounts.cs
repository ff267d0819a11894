namespace TikTokFollowing.Client.History;

/// <summary>
/// Finds unfollowed accounts: the ones above the last anchor that this provider has listed before, and that were not
/// read. At the borders of the reading, the conclusion is held until another update confirms it.
/// </summary>
internal sealed class MissingAccounts
{
    private readonly Alignment _alignment;
    private readonly bool _isTopCertain;
    private readonly bool _isCurrent;
    private readonly int _newestKey;

    /// <param name="alignment">The reading.</param>
    /// <param name="isTopCertain">True if the top of the reading is known to be the top of the list.</param>
    public MissingAccounts(Alignment alignment, bool isTopCertain)
    {
        _alignment = alignment;
        _isTopCertain = isTopCertain;
        _isCurrent = isTopCertain || alignment.FollowTimes.IsCurrent;
        _newestKey = alignment.State.Listed
            .Where((_, place) => alignment.IsRead[place])
            .Select(account => account.Key)
            .Append(-1)
            .Max();
        if (HasUnknownWithoutId(alignment))
        {
            int end = alignment.Reading.IsAtEnd ? alignment.State.Listed.Count : alignment.LastPlace + 1;
            WithoutIdCount = FindMissing(0, end).Count();
            return;
        }
        bool[] isAtBorder = AtBorders();
        JudgeAboveLastAnchor(isAtBorder);
        JudgeBelowLastAnchor(isAtBorder);
    }

    /// <summary>Gets the stored places of unfollowed accounts.</summary>
    public List<int> Unfollowed { get; } = [];

    /// <summary>Gets the stored places of accounts whose unfollow is held.</summary>
    public List<int> Held { get; } = [];

    /// <summary>Gets the number of missing accounts below the last anchor.</summary>
    public int BelowCount { get; private set; }

    /// <summary>Gets the number of missing accounts that are held because the end of the list is implausible.</summary>
    public int ImplausibleCount { get; private set; }

    /// <summary>Gets the number of missing accounts of which nothing is concluded for lack of an id.</summary>
    public int WithoutIdCount { get; private set; }

    /// <summary>Gets the number of missing accounts that no earlier reading missed.</summary>
    public int NewCount => Unfollowed.Concat(Held).Count(IsNewlyMissing);

    /// <summary>Holds all unfollows that no earlier reading held.</summary>
    public void HoldNew()
    {
        Held.AddRange(Unfollowed.Where(IsNewlyMissing));
        Unfollowed.RemoveAll(IsNewlyMissing);
    }

    // An account that has only a handle can be any missing account under another handle, unless it was already listed
    // with only this handle. A handle that was stored with an id can belong to another account now.
    private static bool HasUnknownWithoutId(Alignment alignment) => alignment.Reading.Accounts
        .Where((account, i) => account.Id is null
            && account.SecUid is null
            && alignment.Known[i] is not { Id: null, SecUid: null })
        .Any();

    private void JudgeAboveLastAnchor(bool[] isAtBorder)
    {
        int end = _alignment.IsOrderIgnored ? 0 : _alignment.LastPlace + 1;
        foreach (int place in FindMissing(0, end))
        {
            Conclude(place, isAtBorder[place]);
        }
    }

    // Without a reliable order, all missing accounts may be below the last one that was read.
    private void JudgeBelowLastAnchor(bool[] isAtBorder)
    {
        if (!_alignment.Reading.IsAtEnd)
        {
            return;
        }
        int start = _alignment.IsOrderIgnored ? 0 : _alignment.LastPlace + 1;
        List<int> missing = [.. FindMissing(start, isAtBorder.Length)];
        BelowCount = missing.Count;
        if (!ListEnd.IsPlausible(_alignment, missing.Count))
        {
            ImplausibleCount = missing.Count;
            return;
        }
        foreach (int place in missing)
        {
            Conclude(place, isAtBorder[place] || _alignment.IsOrderIgnored);
        }
    }

    private IEnumerable<int> FindMissing(int start, int end) => Enumerable
        .Range(start, end - start)
        .Where(place => _alignment.IsMissing(place)
            && _alignment.State.Listed[place] is not { Id: null, SecUid: null });

    private void Conclude(int place, bool mustHold)
    {
        StoredAccount account = _alignment.State.Listed[place];
        bool isConfirmed = account.HeldAt is not null && !IsHoldExplained(place, account.HeldTime);
        (!isConfirmed && (mustHold || IsInOlderList(account)) ? Held : Unfollowed).Add(place);
    }

    // A cached response lacks the newest follows. An account that appeared later than the missing one proves that the
    // reading is newer.
    private bool IsInOlderList(StoredAccount account) => !_isCurrent && account.LaterKey > _newestKey;

    private bool IsNewlyMissing(int place) => _alignment.State.Listed[place].HeldAt is null;

    // An account that left the list while its pages were read also moved the one at the border up. It was missing only
    // from the next reading.
    private bool IsHoldExplained(int place, DateTime? heldSince)
    {
        bool isNewlyMissing = Unfollowed.Concat(Held).Any(other => other < place && IsNewlyMissing(other));
        return isNewlyMissing || _alignment.State.Dropped.Any(account =>
            account.DroppedAt > heldSince
            && account.FormerBelow is int below
            && _alignment.State.Places.TryGetValue(below, out int former)
            && former <= place);
    }

    // Between the nearest anchors above and below a border, an account can be missing because the list moved while its
    // pages were read. Pages that start at a follow time overlap. The top of the list counts as a border.
    private bool[] AtBorders()
    {
        bool[] isAtBorder = new bool[_alignment.State.Listed.Count];
        IReadOnlyList<int> anchors = _alignment.Anchors;
        if (!_isTopCertain)
        {
            Mark(isAtBorder, -1, PlaceOf(0));
        }
        if (_alignment.Reading.Provider.HasFollowTimes)
        {
            return isAtBorder;
        }
        int below = 0;
        foreach (ReadPage page in _alignment.Reading.Pages.Skip(1))
        {
            while (below < anchors.Count && anchors[below] < page.Start)
            {
                below++;
            }
            Mark(isAtBorder, below == 0 ? -1 : PlaceOf(below - 1), PlaceOf(below));
        }
        return isAtBorder;
    }

    private int PlaceOf(int anchor) => anchor < _alignment.Anchors.Count
        ? _alignment.Places[_alignment.Anchors[anchor]]
        : _alignment.State.Listed.Count;

    private static void Mark(bool[] isAtBorder, int above, int below)
    {
        for (int place = above + 1; place < below; place++)
        {
            isAtBorder[place] = true;
        }
    }
}
