namespace TikTokFollowing.Client.Comparison;

/// <summary>Represents a list at a time, without duplicates, and the knowledge about its completeness.</summary>
/// <param name="followedBy">The user of the list; empty if unknown.</param>
/// <param name="side">The input that contains the list.</param>
internal sealed class ListSnapshot(string followedBy, ComparisonInput side) : InputList(followedBy, side.IsComplete)
{
    private readonly List<FollowedAccount> _accounts = [];
    private readonly HashSet<int> _positions = [];
    private AccountIndex? _index;
    private int[]? _order;
    private int[]? _ranks;

    public IReadOnlyList<FollowedAccount> Accounts => _accounts;

    /// <summary>Gets the index by the names of the accounts, which must not change any more.</summary>
    public AccountIndex Index => _index ??= CreateIndex();

    /// <summary>Gets the number of skipped duplicates.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Gets the name of the input for warnings: reference or difference.</summary>
    public string Side => side.Name;

    /// <summary>Indicates whether this is the later one of two lists.</summary>
    public bool IsDifference => side.IsDifference;

    /// <summary>Gets the local time at which the first page was read; null if unknown.</summary>
    public DateTime? ReadFrom { get; private set; }

    /// <summary>Gets the local time at which the last page was read; null if unknown.</summary>
    public DateTime? ReadTo { get; private set; }

    /// <summary>Creates an empty index of the accounts.</summary>
    public AccountIndex CreateIndex() => new(_accounts, side.Names);

    /// <summary>Adds an account, unless it is a duplicate.</summary>
    /// <param name="account">The account.</param>
    /// <param name="isFromPage">True to ignore its position, because positions start at 1 on each page.</param>
    public void Add(FollowedAccount account, bool isFromPage)
    {
        Record(account, isFromPage);
        if (!isFromPage && account.Position > 0)
        {
            _positions.Add(account.Position);
        }
        if (account.RetrievedAt != default)
        {
            ReadFrom = ReadFrom < account.RetrievedAt ? ReadFrom : account.RetrievedAt;
            ReadTo = ReadTo > account.RetrievedAt ? ReadTo : account.RetrievedAt;
        }
        if (Index.Find(account) is not null)
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
        _ranks ??= [.. Enumerable.Range(0, _accounts.Count).OrderBy(rank => InOrder()[rank])];
        return _ranks[index];
    }

    /// <summary>Returns the indexes of the accounts, newest follow first.</summary>
    public IReadOnlyList<int> InOrder() =>
        // Sorting a list keeps the positions of its accounts. The output of several commands repeats positions.
        _order ??=
        [
            .. Enumerable.Range(0, _accounts.Count).OrderBy(i =>
                HasPositions && !IsInOrder && _positions.Count == _accounts.Count ? _accounts[i].Position : i),
        ];
}
