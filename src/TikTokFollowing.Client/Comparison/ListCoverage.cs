namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Decides which accounts of one list are in the range that another list covers. Accounts outside the range are neither
/// follows nor unfollows. The decision uses the order of the lists and the known windows of follow times.
/// </summary>
internal sealed class ListCoverage
{
    // Up to this many missing accounts at the start can be unfollows. More look like a list that starts at a cursor.
    public const int LargestHead = 2;

    private readonly ListSnapshot _list;
    private readonly ListSnapshot _other;
    private readonly bool _isAll;
    private readonly bool _isFromStart;
    private readonly bool _isToEnd;
    private readonly bool _hasOrder;
    private readonly int _first;
    private readonly int _last;

    /// <param name="list">The list that covers a range.</param>
    /// <param name="other">The list with the accounts to decide on.</param>
    /// <param name="partners">
    /// The index of the partner in the other list, for each account of <paramref name="list"/>.
    /// </param>
    /// <param name="otherPartners">
    /// For each account of the other list, its index in this one; null for accounts without a partner.
    /// </param>
    public ListCoverage(ListSnapshot list, ListSnapshot other, int?[] partners, int?[] otherPartners)
    {
        _list = list;
        _other = other;
        _isToEnd = list.End == ListEdge.Reached;
        _isFromStart = !list.StartsLate;
        // An empty list is complete. A script has no list to compare with on its first run.
        _isAll = (list.Start == ListEdge.Reached && _isToEnd) || (list.Accounts.Count == 0 && !list.EndsOpen);
        if (_isAll)
        {
            return;
        }
        int[] matched = [.. list.InOrder().Select(i => partners[i]).OfType<int>().Select(other.RankOf)];
        List<int> chain = IncreasingRun.Longest(matched);
        _hasOrder = chain.Count > 0 && chain.Count * 2 >= matched.Length;
        if (!_hasOrder)
        {
            return;
        }
        _first = matched[chain[0]];
        _last = matched[chain[chain.Count - 1]];
        // The list starts with an account from the middle of the older list, and has no account from above it.
        bool isHeadMissing = list is { Start: ListEdge.Unknown, IsDifference: true }
            && partners[list.InOrder()[0]] is not null
            && Enumerable.Range(0, otherPartners.Length)
                .Count(i => otherPartners[i] is null && other.RankOf(i) < _first) > LargestHead;
        _isFromStart &= !isHeadMissing;
    }

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
            FollowedAccount first = _list.Accounts[_list.InOrder()[0]];
            FollowedAccount last = _list.Accounts[_list.InOrder()[_list.Accounts.Count - 1]];
            // The first and the last page may be incomplete, so their own windows prove nothing.
            bool isAfterStart = _list.Start == ListEdge.Reached || account.FollowedBefore <= first.FollowedAfter;
            if (isAfterStart && account.FollowedAfter >= last.FollowedBefore)
            {
                return true;
            }
            bool isBeyondEnd = !_isToEnd && account.FollowedBefore <= last.FollowedAfter;
            bool isBeforeStart = !_isFromStart && account.FollowedAfter >= first.FollowedBefore;
            if (isBeyondEnd || isBeforeStart)
            {
                return false;
            }
        }
        int rank = _other.RankOf(index);
        return _hasOrder && (rank < _first ? _isFromStart : rank <= _last || _isToEnd);
    }
}
