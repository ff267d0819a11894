namespace TikTokFollowing.Client.Comparison;

/// <summary>Represents a list at a time, without duplicates, and the knowledge about its completeness.</summary>
/// <param name="followedBy">The user of the list; empty if unknown.</param>
/// <param name="names">The comparer for ids and sec_uids.</param>
internal sealed class ListSnapshot(string followedBy, IEqualityComparer<string> names)
{
    private readonly List<FollowedAccount> _accounts = [];
    private readonly HashSet<int> _positions = [];
    private ListRange? _range;
    private AccountIndex? _index;
    private int[]? _order;
    private int[]? _ranks;

    public string FollowedBy { get; } = followedBy;

    public IReadOnlyList<FollowedAccount> Accounts => _accounts;

    /// <summary>Gets the index by the names of the accounts, which must not change any more.</summary>
    public AccountIndex Index => _index ??= new AccountIndex(_accounts, names);

    /// <summary>Gets the number of skipped duplicates.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Indicates whether the list is complete if its extent is unknown, as the user specified.</summary>
    public bool IsAssumedWhole { get; init; }

    /// <summary>Indicates whether this is the later one of two lists.</summary>
    public bool IsDifference { get; init; }

    /// <summary>Indicates whether the list was not read to its end.</summary>
    public bool EndsOpen => End == ListEdge.Open;

    /// <summary>Indicates whether the list starts at a cursor, not at the newest follow.</summary>
    public bool StartsLate => Start == ListEdge.Open;

    /// <summary>Gets the knowledge about the range of the list.</summary>
    public ListRange Range => _range ??= new ListRange { IsAssumedWhole = IsAssumedWhole };

    /// <summary>Gets the knowledge about the start of the list, the newest follow.</summary>
    public ListEdge Start => Range.Start;

    /// <summary>Gets the knowledge about the end of the list, the oldest follow.</summary>
    public ListEdge End => Range.End;

    /// <summary>Gets the first account of the list; null in an empty one.</summary>
    public FollowedAccount? FirstInOrder => _accounts.Count == 0 ? null : _accounts[Order[0]];

    /// <summary>Gets the last account of the list; null in an empty one.</summary>
    public FollowedAccount? LastInOrder => _accounts.Count == 0 ? null : _accounts[Order[Order.Length - 1]];

    /// <summary>Indicates whether the positions, if any, are in ascending order.</summary>
    public bool IsInOrder => Range.IsInOrder;

    public int FirstPosition => Range.FirstPosition;

    public int HighestPosition => Range.HighestPosition;

    /// <summary>Gets the local time at which the first page was read; null if unknown.</summary>
    public DateTime? ReadFrom { get; private set; }

    /// <summary>Gets the local time at which the last page was read; null if unknown.</summary>
    public DateTime? ReadTo { get; private set; }

    /// <summary>Indicates whether every account has a position.</summary>
    public bool HasPositions => Range.HasPositions;

    /// <summary>Adds an account, unless it is a duplicate.</summary>
    /// <param name="account">The account.</param>
    /// <param name="isFromPage">True to ignore its position, because positions start at 1 on each page.</param>
    public void Add(FollowedAccount account, bool isFromPage = false)
    {
        Range.Note(account, isFromPage);
        if (!isFromPage && account.Position > 0)
        {
            _positions.Add(account.Position);
        }
        if (account.RetrievedAt != default)
        {
            if (ReadFrom is null || account.RetrievedAt < ReadFrom)
            {
                ReadFrom = account.RetrievedAt;
            }
            if (ReadTo is null || account.RetrievedAt > ReadTo)
            {
                ReadTo = account.RetrievedAt;
            }
        }
        if (Index.Find(account) != AccountIndex.None)
        {
            Duplicates++;
            return;
        }
        _accounts.Add(account);
        Index.Add(_accounts.Count - 1);
    }

    /// <summary>Returns the rank of an account by position if all accounts have one, else by input order.</summary>
    public int RankOf(int index)
    {
        if (_ranks is null)
        {
            _ranks = new int[_accounts.Count];
            for (int rank = 0; rank < Order.Length; rank++)
            {
                _ranks[Order[rank]] = rank;
            }
        }
        return _ranks[index];
    }

    /// <summary>Returns the indexes of the accounts, newest follow first.</summary>
    public IEnumerable<int> InOrder() => Order;

    private int[] Order
    {
        get
        {
            if (_order is null)
            {
                IEnumerable<int> order = Enumerable.Range(0, _accounts.Count);
                // A list that was sorted still has its positions. The output of several commands repeats positions.
                bool isSorted = HasPositions && !IsInOrder && _positions.Count == _accounts.Count;
                _order = [.. isSorted ? order.OrderBy(i => _accounts[i].Position) : order];
            }
            return _order;
        }
    }
}
