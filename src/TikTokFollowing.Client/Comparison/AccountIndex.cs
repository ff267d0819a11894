using System;
using System.Collections.Generic;

namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Finds an account by its id, else its sec_uid, else its handle. The first name that both accounts have decides,
/// because a handle can move to another account.
/// </summary>
/// <param name="accounts">The accounts that the indexes refer to.</param>
/// <param name="names">The comparer for ids and sec_uids.</param>
internal sealed class AccountIndex(IReadOnlyList<FollowedAccount> accounts, IEqualityComparer<string> names)
{
    public const int None = -1;

    private readonly Dictionary<string, int> _ids = new(names);
    private readonly Names _secUids = new(names);
    private readonly Names _handles = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds an account. Of accounts with the same name the first one is found.</summary>
    public void Add(int number)
    {
        FollowedAccount account = accounts[number];
        if (account.Id is not null)
        {
            AddFirst(_ids, account.Id, number);
        }
        _secUids.Add(account.SecUid, account, number);
        _handles.Add(account.Handle, account, number);
    }

    public int Find(FollowedAccount account)
    {
        int number = FindById(account);
        if (number == None)
        {
            number = FindBySecUid(account);
        }
        return number == None ? FindByHandle(account) : number;
    }

    public int FindById(FollowedAccount account) =>
        account.Id is not null && _ids.TryGetValue(account.Id, out int number) ? number : None;

    /// <summary>Finds an account by its sec_uid and ignores the id, because spreadsheets round ids.</summary>
    public int FindBySecUid(FollowedAccount account) => _secUids.FindAny(account.SecUid);

    public int FindByHandle(FollowedAccount account)
    {
        int number = _handles.Find(account.Handle, account);
        // Two sec_uids that did not match denote different accounts.
        bool isOther = number != None && account.SecUid is not null && accounts[number].SecUid is not null;
        return isOther ? None : number;
    }

    private static void AddFirst(Dictionary<string, int> numbers, string name, int number)
    {
        // TryAdd is not in .NET Framework
        if (!numbers.TryGetValue(name, out _))
        {
            numbers.Add(name, number);
        }
    }

    /// <summary>
    /// Finds accounts by a name if at least one of the two has no id. If both have an id, the ids have decided.
    /// </summary>
    private sealed class Names(IEqualityComparer<string> comparer)
    {
        private readonly Dictionary<string, int> _all = new(comparer);
        private readonly Dictionary<string, int> _withoutId = new(comparer);

        public void Add(string? name, FollowedAccount account, int number)
        {
            if (name is null)
            {
                return;
            }
            AddFirst(_all, name, number);
            if (account.Id is null)
            {
                AddFirst(_withoutId, name, number);
            }
        }

        public int FindAny(string? name) => name is not null && _all.TryGetValue(name, out int number) ? number : None;

        public int Find(string? name, FollowedAccount account) =>
            name is not null && (account.Id is null ? _all : _withoutId).TryGetValue(name, out int number)
                ? number
                : None;
    }
}
