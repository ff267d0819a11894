using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.Comparison;

/// <summary>Collects the accounts of one side of a comparison by list.</summary>
/// <param name="name">The name for warnings: reference or difference.</param>
/// <param name="names">The comparer for ids and sec_uids; null for an ordinal one.</param>
internal sealed class ComparisonInput(string name, IEqualityComparer<string>? names = null) : IListReceiver
{
    private readonly IEqualityComparer<string> _names = names ?? StringComparer.Ordinal;
    private readonly Dictionary<string, ListSnapshot> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ListSnapshot> _inOrder = [];
    private ListSnapshot? _last;

    public string Name { get; } = name;

    /// <summary>Indicates whether lists without a known extent are complete.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Indicates whether this is the side with the later lists.</summary>
    public bool IsDifference { get; init; }

    /// <summary>Gets the lists in input order.</summary>
    public IReadOnlyList<ListSnapshot> Lists => _inOrder;

    public IEqualityComparer<string> Names => _names;

    public void StartSource()
    {
        // The files of one side are one input.
    }

    public void Add(FollowedAccount account) => ListOf(account.FollowedBy).Add(account);

    /// <inheritdoc/>
    public void Add(FollowingPage page)
    {
        ListSnapshot list = ListOf(page.Handle);
        foreach (FollowedAccount account in page.Accounts)
        {
            list.Add(account, isFromPage: true);
        }
        PageRange.Note(list.Range, page);
    }

    /// <inheritdoc/>
    public void Add(JournalReader journal)
    {
        ListSnapshot list = ListOf(journal.Handle);
        foreach (FollowingPage page in journal.Pages)
        {
            foreach (FollowedAccount account in page.Accounts)
            {
                list.Add(account, isFromPage: true);
            }
        }
        PageRange.Note(list.Range, journal);
    }

    /// <summary>Finds the list of a user.</summary>
    /// <returns>The list; null if this side has none.</returns>
    public ListSnapshot? Find(string followedBy) =>
        _lists.TryGetValue(followedBy, out ListSnapshot? list) ? list : null;

    /// <summary>Creates an empty list of this side, for a user without a list.</summary>
    public ListSnapshot NewList(string followedBy) =>
        new(followedBy, _names) { IsAssumedWhole = IsComplete, IsDifference = IsDifference };

    private ListSnapshot ListOf(string followedBy)
    {
        // Accounts of one list are usually adjacent.
        if (_last is not null && string.Equals(_last.FollowedBy, followedBy, StringComparison.OrdinalIgnoreCase))
        {
            return _last;
        }
        if (!_lists.TryGetValue(followedBy, out ListSnapshot? list))
        {
            list = NewList(followedBy);
            _lists.Add(followedBy, list);
            _inOrder.Add(list);
        }
        return _last = list;
    }
}
