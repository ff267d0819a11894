using TikTokFollowing.Client.Overlap;

namespace TikTokFollowing.Client.Reports;

/// <summary>
/// Matches the accounts of a report by the rule of <see cref="DistinctAccounts"/>. An account has one entry in each
/// list, the one that was retrieved last. Entries without a list are all kept.
/// </summary>
internal sealed class ReportEntries
{
    private readonly Dictionary<string, OverlapList> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<FollowedAccount> _accounts;
    private readonly int[] _numbers;

    // For each account, the index of the newest one of the same list; then the indexes that are kept.
    private readonly int[] _newest;
    private readonly List<int> _kept;

    /// <param name="report">The accounts and changes.</param>
    public ReportEntries(FollowingReport report)
    {
        _accounts = report.Accounts;
        FollowedAccount[] inputs = [.. report.AllAccounts];
        _numbers = [.. inputs.Select(Distinct.Add)];
        Distinct.Complete();
        _numbers = [.. _numbers.Select(Distinct.Resolve)];
        foreach (string name in inputs.Select(account => account.FollowedBy))
        {
            if (!_lists.ContainsKey(name))
            {
                _lists.Add(name, new OverlapList(name, hasWindows: false));
            }
        }
        ReadRanges(report.Pages);
        _newest = new int[_accounts.Count];
        foreach (IEnumerable<int> same in Enumerable.Range(0, _newest.Length)
            .GroupBy(i => (_numbers[i], ListOf(i), IsListed(i) ? 0 : i)))
        {
            int newest = same.OrderByDescending(i => _accounts[i].RetrievedAt).First();
            foreach (int i in same)
            {
                _newest[i] = newest;
            }
        }
        _kept = [.. _newest.Distinct().OrderBy(i => i)];
        Rows = [.. _kept.Select(i => _accounts[i])];
        Lists = [.. Enumerable.Range(0, _accounts.Count).Where(IsListed).Select(ListOf).Distinct()];
        foreach (int i in _kept.Where(IsListed))
        {
            ListOf(i).Add(_numbers[i], _accounts[i]);
        }
    }

    /// <summary>Gets the different accounts of the entries and changes.</summary>
    public DistinctAccounts Distinct { get; } = new(profiles: null);

    /// <summary>Gets the lists in input order, each with its different accounts.</summary>
    public IReadOnlyList<OverlapList> Lists { get; }

    /// <summary>Gets the entries, one for each account and list, in input order.</summary>
    public IReadOnlyList<FollowedAccount> Rows { get; }

    /// <summary>Gets the number of entries that a newer one of the same account and list replaces.</summary>
    public int ReplacedCount => _accounts.Count - _kept.Count;

    /// <summary>Returns the number of the account of a row.</summary>
    public int NumberOf(int row) => _numbers[_kept[row]];

    /// <summary>Indicates whether the list of a row is known.</summary>
    public bool HasList(int row) => IsListed(_kept[row]);

    /// <summary>Returns the number of the account of an input, and its row.</summary>
    /// <param name="input">The index among the accounts of the report, continued among its changes.</param>
    public (int Number, int Row) Locate(int input) => (
        _numbers[input],
        input < _newest.Length ? _kept.BinarySearch(_newest[input]) : _kept.Count + input - _newest.Length);

    /// <summary>Returns the first spelling of the name of a list.</summary>
    public string SpellingOf(string followedBy) => _lists[followedBy].FollowedBy;

    private bool IsListed(int input) => _accounts[input].FollowedBy.Length > 0;

    private OverlapList ListOf(int input) => _lists[_accounts[input].FollowedBy];

    private void ReadRanges(List<(int Start, FollowingPage Page)> pages)
    {
        HashSet<int> fromPages =
            [.. pages.SelectMany(page => Enumerable.Range(page.Start, page.Page.Accounts.Count))];
        for (int i = 0; i < _accounts.Count; i++)
        {
            ListOf(i).Record(_accounts[i], fromPages.Contains(i));
        }
        foreach ((int start, FollowingPage page) in pages)
        {
            if (page.Accounts.Count > 0)
            {
                ListOf(start).Record(page);
            }
        }
    }
}
