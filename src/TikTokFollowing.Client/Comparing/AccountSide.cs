using System;
using System.Collections.Generic;
using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.Comparing;

/// <summary>One side of a comparison: accounts as they come, sorted by whose list they are of.</summary>
/// <param name="name">What warnings call it: reference or difference.</param>
/// <param name="names">How ids and sec_uids are compared; null is to the letter.</param>
internal sealed class AccountSide(string name, IEqualityComparer<string>? names = null)
{
    private readonly IEqualityComparer<string> _names = names ?? StringComparer.Ordinal;
    private readonly Dictionary<string, AccountList> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<AccountList> _inOrder = [];
    private AccountList? _last;

    public string Name { get; } = name;

    /// <summary>The lists, in the order in which they came.</summary>
    public IReadOnlyList<AccountList> Lists => _inOrder;

    public IEqualityComparer<string> Names => _names;

    public void Add(FollowedAccount account) => ListOf(account.FollowedBy).Add(account);

    public void Add(FollowingPage page)
    {
        AccountList list = ListOf(page.Handle);
        foreach (FollowedAccount account in page.Accounts) { list.Add(account, isFromPage: true); }
        list.EndsOpen = page.HasMore;
    }

    public void Add(JournalFile journal)
    {
        AccountList list = ListOf(journal.Handle);
        foreach (FollowingPage page in journal.Pages) { Add(page); }
        list.EndsOpen = journal.EndsOpen;
        list.StartsLate |= journal.Cursor is not null;
    }

    /// <summary>The list of that user; null where this side has none.</summary>
    public AccountList? Find(string followedBy) => _lists.TryGetValue(followedBy, out AccountList? list) ? list : null;

    private AccountList ListOf(string followedBy)
    {
        // Accounts of one list come together.
        if (_last is not null && string.Equals(_last.FollowedBy, followedBy, StringComparison.OrdinalIgnoreCase)) { return _last; }
        if (!_lists.TryGetValue(followedBy, out AccountList? list))
        {
            list = new AccountList(followedBy, _names);
            _lists.Add(followedBy, list);
            _inOrder.Add(list);
        }
        return _last = list;
    }
}
