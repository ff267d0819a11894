using System;
using System.Collections.Generic;

namespace TikTokFollowing.Client.Comparison;

/// <summary>One reading of one list, with what is known about its completeness. An account that comes again is left out.</summary>
/// <param name="followedBy">Whose list it is; empty where nobody says.</param>
/// <param name="names">How ids and sec_uids are compared.</param>
internal sealed class ListSnapshot(string followedBy, IEqualityComparer<string> names)
{
    // The newest accounts of a list may have been taken away by a filter. More of them were never read.
    private const int LastCertainStart = 3;

    private readonly List<FollowedAccount> _accounts = [];
    private readonly HashSet<int> _positions = [];
    private AccountIndex? _index;
    private (ListEdge Edge, ListExtent? Extent) _start;
    private (ListEdge Edge, ListExtent? Extent) _end;
    private bool _isBegun;
    private int[]? _order;
    private int[]? _ranks;
    private int _lastPosition;
    private int _positioned;

    public string FollowedBy { get; } = followedBy;

    public IReadOnlyList<FollowedAccount> Accounts => _accounts;

    /// <summary>By the name of an account; the accounts must not change any more.</summary>
    public AccountIndex Index => _index ??= new AccountIndex(_accounts, names);

    /// <summary>How many accounts came again.</summary>
    public int Repeats { get; private set; }

    /// <summary>Indicates whether the user says that lists which do not know it are whole.</summary>
    public bool IsAssumedWhole { get; init; }

    /// <summary>Indicates whether this is the later one of two lists.</summary>
    public bool IsDifference { get; init; }

    /// <summary>Indicates whether the last page has a next one, or the list was not read to its end.</summary>
    public bool EndsOpen => End == ListEdge.Open;

    /// <summary>Indicates whether the list was read from a cursor on.</summary>
    public bool StartsLate => Start == ListEdge.Open;

    /// <summary>Gets what is known about the newest follow.</summary>
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

    /// <summary>Gets what is known about the oldest follow.</summary>
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

    /// <summary>Gets the account that stands first in the list; null in an empty one.</summary>
    public FollowedAccount? FirstInOrder => _accounts.Count == 0 ? null : _accounts[Order[0]];

    /// <summary>Gets the account that stands last in the list; null in an empty one.</summary>
    public FollowedAccount? LastInOrder => _accounts.Count == 0 ? null : _accounts[Order[Order.Length - 1]];

    /// <summary>The accounts stand as they were read, newest follow first, as far as their positions tell.</summary>
    public bool IsInOrder { get; private set; } = true;

    public int FirstPosition { get; private set; }

    public int HighestPosition { get; private set; }

    /// <summary>When the first page was read, and the last one (local time); null where the list does not say.</summary>
    public DateTime? ReadFrom { get; private set; }

    public DateTime? ReadTo { get; private set; }

    /// <summary>Whether every account says at which place of the list it stands.</summary>
    public bool HasPositions => _positioned > 0 && _positioned == _accounts.Count + Repeats;

    /// <param name="account">The account.</param>
    /// <param name="isFromPage">Pages count their accounts anew, so positions mean nothing.</param>
    public void Add(FollowedAccount account, bool isFromPage = false)
    {
        if (!isFromPage)
        {
            NotePosition(account.Position);
            NoteRange(ListEdge.Unknown, account.Extent, ListEdge.Unknown, account.Extent);
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
            Repeats++;
            return;
        }
        _accounts.Add(account);
        Index.Add(_accounts.Count - 1);
    }

    /// <summary>Adds what a page or a journal knows about its place in the list. What follows a page is its rest.</summary>
    public void NoteRange(ListEdge start, ListExtent? startExtent, ListEdge end, ListExtent? endExtent)
    {
        if (!_isBegun)
        {
            _start = (start, startExtent);
            _isBegun = true;
        }
        _end = (end, endExtent);
    }

    /// <summary>Returns the place of an account: its position where all accounts have one, else the order in which it came.</summary>
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

    /// <summary>Returns the accounts' indexes, newest follow first.</summary>
    public IEnumerable<int> InOrder() => Order;

    private int[] Order
    {
        get
        {
            if (_order is null)
            {
                _order = new int[_accounts.Count];
                for (int i = 0; i < _order.Length; i++)
                {
                    _order[i] = i;
                }
                // A list that was sorted by a name still has its positions. Several commands each count from 1.
                if (HasPositions && !IsInOrder && _positions.Count == _accounts.Count)
                {
                    Array.Sort(_order, (a, b) => _accounts[a].Position.CompareTo(_accounts[b].Position));
                }
            }
            return _order;
        }
    }

    private void NotePosition(int position)
    {
        if (position <= 0)
        {
            return;
        }
        _positioned++;
        _positions.Add(position);
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
