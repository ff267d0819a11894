using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Overlap;

namespace TikTokFollowing.Client.Reports;

/// <summary>
/// Matches the accounts of a report by the rule of <see cref="DistinctAccounts"/>. An account has one entry in each
/// list, the one that was retrieved last. Entries without a list are all kept.
/// </summary>
internal sealed class ReportEntries
{
    private const int NoList = -1;

    private readonly Dictionary<string, string> _spellings = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _listIndexes = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<OverlapList> _lists = [];
    private readonly List<FollowedAccount> _kept = [];
    private readonly List<int> _keptNumbers = [];
    private readonly List<int> _keptLists = [];
    private readonly int[] _numbers;
    private readonly int[] _rows;

    /// <param name="report">The accounts and changes.</param>
    public ReportEntries(FollowingReport report)
    {
        List<FollowedAccount> accounts = report.Accounts;
        _numbers = new int[accounts.Count + report.Changes.Count];
        int next = 0;
        foreach (FollowedAccount account in accounts.Concat(report.Changes.Select(change => change.Account)))
        {
            _numbers[next++] = Distinct.Add(account);
            if (!_spellings.ContainsKey(account.FollowedBy))
            {
                _spellings.Add(account.FollowedBy, account.FollowedBy);
            }
        }
        Distinct.Complete();
        for (int i = 0; i < _numbers.Length; i++)
        {
            _numbers[i] = Distinct.Resolve(_numbers[i]);
        }
        int[] lists = ReadLists(report);
        _rows = KeepNewest(accounts, lists);
        for (int row = 0; row < _kept.Count; row++)
        {
            if (_keptLists[row] != NoList)
            {
                _lists[_keptLists[row]].Add(_keptNumbers[row], _kept[row]);
            }
        }
    }

    /// <summary>Gets the different accounts of the entries and changes.</summary>
    public DistinctAccounts Distinct { get; } = new(profiles: null);

    /// <summary>Gets the lists in input order, each with its different accounts.</summary>
    public IReadOnlyList<OverlapList> Lists => _lists;

    /// <summary>Gets the entries, one for each account and list, in input order.</summary>
    public IReadOnlyList<FollowedAccount> Rows => _kept;

    /// <summary>Gets the number of entries that a newer one of the same account and list replaces.</summary>
    public int ReplacedCount => _rows.Length - _kept.Count;

    /// <summary>Returns the number of the account of a row.</summary>
    public int NumberOf(int row) => _keptNumbers[row];

    /// <summary>Indicates whether the list of a row is known.</summary>
    public bool HasList(int row) => _keptLists[row] != NoList;

    /// <summary>Returns the number of the account of an input, and its row.</summary>
    /// <param name="input">The index among the accounts of the report, continued among its changes.</param>
    public (int Number, int Row) Locate(int input) => (
        _numbers[input], input < _rows.Length ? _rows[input] : _kept.Count + input - _rows.Length);

    /// <summary>Returns the first spelling of the name of a list.</summary>
    public string SpellingOf(string followedBy) => _spellings[followedBy];

    // The profiles are in the report already.
    private int[] ReadLists(FollowingReport report)
    {
        HashSet<int> fromPages =
            [.. report.Pages.SelectMany(page => Enumerable.Range(page.Start, page.Page.Accounts.Count))];
        int[] lists = new int[report.Accounts.Count];
        for (int i = 0; i < lists.Length; i++)
        {
            FollowedAccount account = report.Accounts[i];
            lists[i] = IndexOf(account.FollowedBy);
            if (lists[i] != NoList)
            {
                _lists[lists[i]].Range.Note(account, fromPages.Contains(i));
            }
        }
        foreach ((int start, FollowingPage page) in report.Pages)
        {
            if (page.Accounts.Count > 0 && lists[start] != NoList)
            {
                PageRange.Note(_lists[lists[start]].Range, page);
            }
        }
        return lists;
    }

    private int IndexOf(string followedBy)
    {
        if (followedBy.Length == 0)
        {
            return NoList;
        }
        if (!_listIndexes.TryGetValue(followedBy, out int index))
        {
            index = _lists.Count;
            _listIndexes.Add(followedBy, index);
            _lists.Add(new OverlapList(followedBy, hasWindows: false));
        }
        return index;
    }

    // Returns the row of each input.
    private int[] KeepNewest(List<FollowedAccount> accounts, int[] lists)
    {
        Dictionary<(int Number, int List), int> newest = [];
        for (int i = 0; i < accounts.Count; i++)
        {
            (int, int) key = (_numbers[i], lists[i]);
            if (!newest.TryGetValue(key, out int other) || accounts[i].RetrievedAt > accounts[other].RetrievedAt)
            {
                newest[key] = i;
            }
        }
        int[] rows = new int[accounts.Count];
        for (int i = 0; i < accounts.Count; i++)
        {
            if (lists[i] == NoList || newest[(_numbers[i], lists[i])] == i)
            {
                rows[i] = _kept.Count;
                _kept.Add(accounts[i]);
                _keptNumbers.Add(_numbers[i]);
                _keptLists.Add(lists[i]);
            }
        }
        for (int i = 0; i < accounts.Count; i++)
        {
            rows[i] = lists[i] == NoList ? rows[i] : rows[newest[(_numbers[i], lists[i])]];
        }
        return rows;
    }
}
