using TikTokFollowing.Client.Comparison;

namespace TikTokFollowing.Client.Overlap;

/// <summary>Represents one of several lists: the numbers of its accounts, and its completeness.</summary>
/// <param name="followedBy">The user of the list.</param>
/// <param name="hasWindows">True to keep the windows in which the follows happened.</param>
internal sealed class OverlapList(string followedBy, bool hasWindows) : InputList(followedBy, isAssumedWhole: false)
{
    private readonly List<int> _numbers = [];
    private readonly List<(DateTime? After, DateTime? Before)>? _windows = hasWindows ? [] : null;

    /// <summary>Gets the numbers of the accounts, in input order. Numbers can repeat until they are resolved.</summary>
    public IReadOnlyList<int> Numbers => _numbers;

    /// <summary>Returns the window in which a follow happened.</summary>
    public (DateTime? After, DateTime? Before) WindowOf(int index) => _windows?[index] ?? default;

    public void Add(int number, FollowedAccount account)
    {
        _numbers.Add(number);
        _windows?.Add((account.FollowedAfter, account.FollowedBefore));
    }

    /// <summary>Replaces provisional numbers by the final ones, and removes duplicates.</summary>
    public void Resolve(DistinctAccounts accounts)
    {
        HashSet<int> known = [];
        int kept = 0;
        for (int i = 0; i < _numbers.Count; i++)
        {
            int number = accounts.Resolve(_numbers[i]);
            if (known.Add(number))
            {
                _numbers[kept] = number;
                _windows?[kept] = _windows[i];
                kept++;
            }
        }
        _numbers.RemoveRange(kept, _numbers.Count - kept);
        _windows?.RemoveRange(kept, _windows.Count - kept);
    }
}
