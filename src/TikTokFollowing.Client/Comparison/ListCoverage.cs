using System.Collections.Generic;
using System.Linq;

namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Decides which accounts of one list lie in the range that another list covers. What lies outside is no follow and no
/// unfollow, because the other list was not read there. The order of the lists decides, and the windows of the follows
/// where they are known.
/// </summary>
internal sealed class ListCoverage
{
    // As many missing accounts at the start can be unfollows; more look like a list that was read from a cursor.
    public const int LargestHead = 2;

    private readonly ListSnapshot _list;
    private readonly ListSnapshot _other;
    private readonly bool _isAll;
    private readonly bool _isFromStart;
    private readonly bool _isToEnd;
    private readonly int _first;
    private readonly int _last;

    /// <param name="list">The list whose range is asked for.</param>
    /// <param name="other">The list whose accounts are judged.</param>
    /// <param name="partners">For each account of <paramref name="list"/> the index of its partner in the other list.</param>
    /// <param name="isMatched">For each account of the other list whether it has a partner.</param>
    public ListCoverage(ListSnapshot list, ListSnapshot other, int[] partners, bool[] isMatched)
    {
        _list = list;
        _other = other;
        _isToEnd = list.End == ListEdge.Reached;
        _isFromStart = list.Start != ListEdge.Open;
        // An empty list was read as a whole, or there is none to compare with: the first run of a script.
        _isAll = (list.Start == ListEdge.Reached && _isToEnd) || (list.Accounts.Count == 0 && list.End != ListEdge.Open);
        if (_isAll)
        {
            return;
        }
        int[] matched = [.. list.InOrder().Select(i => partners[i]).Where(partner => partner != AccountIndex.None).Select(other.RankOf)];
        List<int> chain = LongestIncreasing(matched);
        HasOrder = chain.Count > 0 && chain.Count * 2 >= matched.Length;
        _first = HasOrder ? chain[0] : int.MaxValue;
        _last = HasOrder ? chain[chain.Count - 1] : int.MinValue;
        if (HasOrder && list.Start == ListEdge.Unknown && IsHeadMissing(isMatched, partners[list.InOrder().First()] != AccountIndex.None))
        {
            _isFromStart = false;
        }
    }

    /// <summary>Indicates whether the two lists have accounts in common in the same order.</summary>
    public bool HasOrder { get; }

    /// <summary>Indicates whether the list covers an account of the other list that it does not have.</summary>
    public bool Covers(int index)
    {
        if (_isAll)
        {
            return true;
        }
        FollowedAccount account = _other.Accounts[index];
        if (_list.Accounts.Count > 0)
        {
            FollowedAccount first = _list.FirstInOrder!;
            FollowedAccount last = _list.LastInOrder!;
            // Only a part of the first and of the last page may have been returned, so their own windows prove nothing.
            bool isAfterStart = _list.Start == ListEdge.Reached || account.FollowedBefore <= first.FollowedAfter;
            if (isAfterStart && account.FollowedAfter >= last.FollowedBefore)
            {
                return true;
            }
            bool isBehindEnd = !_isToEnd && account.FollowedBefore <= last.FollowedAfter;
            bool isBeforeStart = !_isFromStart && account.FollowedAfter >= first.FollowedBefore;
            if (isBehindEnd || isBeforeStart)
            {
                return false;
            }
        }
        if (!HasOrder)
        {
            return false;
        }
        int rank = _other.RankOf(index);
        if (rank < _first)
        {
            return _isFromStart;
        }
        return rank <= _last || _isToEnd;
    }

    // The list starts with an account that stands further down in the older list, and has nothing of what is before it.
    private bool IsHeadMissing(bool[] isMatched, bool startsWithCommon)
    {
        int before = 0;
        for (int i = 0; i < isMatched.Length; i++)
        {
            if (!isMatched[i] && _other.RankOf(i) < _first)
            {
                before++;
            }
        }
        return before > LargestHead && startsWithCommon && _list.IsDifference;
    }

    // Accounts that were followed again stand at the start of one list and further down in the other. The longest run in
    // the same order leaves them out.
    private static List<int> LongestIncreasing(int[] values)
    {
        List<int> tails = [];
        int[] previous = new int[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int low = 0, high = tails.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (values[tails[middle]] < values[i])
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }
            previous[i] = low > 0 ? tails[low - 1] : -1;
            if (low == tails.Count)
            {
                tails.Add(i);
            }
            else
            {
                tails[low] = i;
            }
        }
        List<int> run = [];
        for (int i = tails.Count > 0 ? tails[tails.Count - 1] : -1; i >= 0; i = previous[i])
        {
            run.Add(values[i]);
        }
        run.Reverse();
        return run;
    }
}
