using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Represents a list of the input. Determines how much of it the input contains, from the positions of its accounts and
/// from the extents of accounts, pages and journals.
/// </summary>
/// <param name="followedBy">The user of the list; empty if unknown.</param>
/// <param name="isAssumedWhole">True if a list of unknown extent is complete, as the user specified.</param>
internal abstract class InputList(string followedBy, bool isAssumedWhole)
{
    // A filter can have removed the newest accounts. If more of them are missing, they were not read.
    private const int LastCertainStart = 3;

    private ListEdge? _start;
    private ListEdge _end;
    private int? _total;
    private int _count;
    private int _lastPosition;
    private int _positioned;

    public string FollowedBy { get; } = followedBy;

    public bool IsAssumedWhole { get; } = isAssumedWhole;

    /// <summary>Gets the state of the start of the list, at the newest follow.</summary>
    public ListEdge Start
    {
        get
        {
            // A list that should be complete but has no position 1 is incomplete.
            bool isLate = HasPositions && FirstPosition > (IsAssumedWhole ? 1 : LastCertainStart);
            return isLate ? ListEdge.Open : EdgeOf(_start ?? ListEdge.Unknown);
        }
    }

    /// <summary>Gets the state of the end of the list, at the oldest follow.</summary>
    public ListEdge End =>
        // -First or Select-Object -First removed the end of a list that was read completely.
        HasPositions && _total > HighestPosition ? ListEdge.Open : EdgeOf(_end);

    /// <summary>Indicates whether the list was not read to its end.</summary>
    public bool EndsOpen => End == ListEdge.Open;

    /// <summary>Indicates whether the list starts at a cursor, not at the newest follow.</summary>
    public bool StartsLate => Start == ListEdge.Open;

    /// <summary>Indicates whether the positions, if any, are in ascending order.</summary>
    public bool IsInOrder { get; private set; } = true;

    public int FirstPosition { get; private set; } = int.MaxValue;

    public int HighestPosition { get; private set; }

    /// <summary>Indicates whether every account has a position.</summary>
    public bool HasPositions => _positioned > 0 && _positioned == _count;

    /// <summary>Indicates whether positions are missing at the start of the list or inside it.</summary>
    public bool HasGaps => HasPositions && (FirstPosition > 1 || HighestPosition > _count);

    /// <summary>Indicates whether the list itself shows that it is incomplete.</summary>
    public bool IsPartial => EndsOpen || StartsLate || HasGaps;

    /// <summary>Records an account, even a duplicate.</summary>
    /// <param name="account">The account.</param>
    /// <param name="isFromPage">True to ignore its position, because positions start at 1 on each page.</param>
    public void Record(FollowedAccount account, bool isFromPage)
    {
        _count++;
        if (isFromPage)
        {
            return;
        }
        if (account.Position > 0)
        {
            _positioned++;
            IsInOrder &= account.Position > _lastPosition;
            _lastPosition = account.Position;
            FirstPosition = Math.Min(FirstPosition, account.Position);
            HighestPosition = Math.Max(HighestPosition, account.Position);
        }
        ListEdge end = account.Extent switch
        {
            null => ListEdge.Unknown,
            { IsAtEnd: true, IsTruncated: false } => ListEdge.Reached,
            _ => ListEdge.Open,
        };
        RecordEdges(StartOf(account.Extent), end, account.Extent?.Count);
    }

    /// <summary>Records the edges of a page.</summary>
    public void Record(FollowingPage page)
    {
        bool isEmptyList = page is { Count: 0, HasMore: false, Extent: null };
        RecordEdges(isEmptyList ? ListEdge.Reached : StartOf(page.Extent), EndOf(page));
    }

    /// <summary>Records the edges of a journal.</summary>
    public void Record(JournalReader journal) => RecordEdges(
        journal.Cursor is null ? ListEdge.Reached : ListEdge.Open,
        journal is { EndsOpen: false, Pages.Count: > 0 and int count }
            ? EndOf(journal.Pages[count - 1])
            : ListEdge.Open);

    // A list that ended short of its total can have more accounts, because TikTok sometimes ends a list early.
    private static ListEdge EndOf(FollowingPage page) =>
        page.HasMore || page.Extent?.IsTruncated == true ? ListEdge.Open : ListEdge.Reached;

    private static ListEdge StartOf(ListExtent? extent) => extent switch
    {
        null => ListEdge.Unknown,
        { IsFromStart: true } => ListEdge.Reached,
        _ => ListEdge.Open,
    };

    // The first call sets the start. Each call sets the end.
    private void RecordEdges(ListEdge start, ListEdge end, int? total = null)
    {
        _start ??= start;
        _end = end;
        _total = total;
    }

    private ListEdge EdgeOf(ListEdge known) =>
        known == ListEdge.Unknown && IsAssumedWhole ? ListEdge.Reached : known;
}
