namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Determines how much of a list the input contains, from the positions of its accounts and from the extents of
/// accounts, pages and journals.
/// </summary>
internal sealed class ListRange
{
    // A filter can have removed the newest accounts. If more of them are missing, they were not read.
    private const int LastCertainStart = 3;

    private (ListEdge Edge, ListExtent? Extent) _start;
    private (ListEdge Edge, ListExtent? Extent) _end;
    private bool _isBegun;
    private int _count;
    private int _lastPosition;
    private int _positioned;

    /// <summary>Indicates whether the list is complete if its extent is unknown, as the user specified.</summary>
    public bool IsAssumedWhole { get; init; }

    /// <summary>Gets the knowledge about the start of the list, the newest follow.</summary>
    public ListEdge Start
    {
        get
        {
            // A list that should be whole, but has no position 1, is known not to be whole.
            int lastCertainStart = IsAssumedWhole ? 1 : LastCertainStart;
            bool isLate = _start.Extent is { IsFromStart: false } || (HasPositions && FirstPosition > lastCertainStart);
            if (isLate || _start.Edge == ListEdge.Open)
            {
                return ListEdge.Open;
            }
            return _start.Extent is not null || IsAssumedWhole ? ListEdge.Reached : _start.Edge;
        }
    }

    /// <summary>Gets the knowledge about the end of the list, the oldest follow.</summary>
    public ListEdge End
    {
        get
        {
            // -First, or Select-Object -First, left out the end of a list that was read whole.
            bool isCut = HasPositions && _end.Extent?.Count > HighestPosition;
            if (isCut || _end.Edge == ListEdge.Open || _end.Extent is { IsAtEnd: false } or { IsTruncated: true })
            {
                return ListEdge.Open;
            }
            return _end.Extent is not null || IsAssumedWhole ? ListEdge.Reached : _end.Edge;
        }
    }

    /// <summary>Indicates whether the positions, if any, are in ascending order.</summary>
    public bool IsInOrder { get; private set; } = true;

    public int FirstPosition { get; private set; }

    public int HighestPosition { get; private set; }

    /// <summary>Indicates whether every account has a position.</summary>
    public bool HasPositions => _positioned > 0 && _positioned == _count;

    /// <summary>Indicates whether positions are missing at the start of the list or inside it.</summary>
    public bool HasGaps => HasPositions && (FirstPosition > 1 || HighestPosition > _count);

    /// <summary>Indicates whether the list itself shows that it is incomplete.</summary>
    public bool IsPartial => End == ListEdge.Open || Start == ListEdge.Open || HasGaps;

    /// <summary>Records an account, a duplicate as well.</summary>
    /// <param name="account">The account.</param>
    /// <param name="isFromPage">True to ignore its position, because positions start at 1 on each page.</param>
    public void Note(FollowedAccount account, bool isFromPage = false)
    {
        _count++;
        if (!isFromPage)
        {
            NotePosition(account.Position);
            NoteEdges(ListEdge.Unknown, account.Extent, ListEdge.Unknown, account.Extent);
        }
    }

    /// <summary>
    /// Records the edges of a page, journal or account. The first call sets the start, each call the end.
    /// </summary>
    public void NoteEdges(ListEdge start, ListExtent? startExtent, ListEdge end, ListExtent? endExtent)
    {
        if (!_isBegun)
        {
            _start = (start, startExtent);
            _isBegun = true;
        }
        _end = (end, endExtent);
    }

    private void NotePosition(int position)
    {
        if (position <= 0)
        {
            return;
        }
        _positioned++;
        if (position <= _lastPosition)
        {
            IsInOrder = false;
        }
        _lastPosition = position;
        if (FirstPosition == 0 || position < FirstPosition)
        {
            FirstPosition = position;
        }
        if (position > HighestPosition)
        {
            HighestPosition = position;
        }
    }
}
