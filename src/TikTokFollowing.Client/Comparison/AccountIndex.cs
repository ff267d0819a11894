using System;
using System.Collections.Generic;

namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Finds an account by the names that it has: the id, else the sec_uid, else the handle. A name that both have decides over those behind it, because a handle can have passed on to
/// somebody else. Each question is a few look-ups, however many accounts there are.
/// </summary>
/// <param name="accounts">What the numbers that are found stand for.</param>
/// <param name="names">How ids and sec_uids are compared: to the letter.</param>
internal sealed class AccountIndex(IReadOnlyList<FollowedAccount> accounts, IEqualityComparer<string> names)
{
    public const int None = -1;

    private readonly Dictionary<string, int> _ids = new(names);
    private readonly Names _secUids = new(names);
    private readonly Names _handles = new(StringComparer.OrdinalIgnoreCase); // capital letters do not count

    /// <summary>Of two accounts with the same name the first one is found.</summary>
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

    public int FindById(FollowedAccount account) => account.Id is not null && _ids.TryGetValue(account.Id, out int number) ? number : None;

    /// <summary>Finds an account by its sec_uid, whatever its id: ids are rounded by spreadsheets, sec_uids are not.</summary>
    public int FindBySecUid(FollowedAccount account) => _secUids.FindAny(account.SecUid);

    public int FindByHandle(FollowedAccount account)
    {
        int number = _handles.Find(account.Handle, account);
        return number != None && account.SecUid is not null && accounts[number].SecUid is not null ? None : number; // different ones, or they had been found by them
    }

    private static void AddFirst(Dictionary<string, int> numbers, string name, int number)
    {
        // TryAdd is not in .NET Framework
        if (!numbers.TryGetValue(name, out _))
        {
            numbers.Add(name, number);
        }
    }

    /// <summary>Who has an id is found by those who have none, and the other way round; with ids on both sides these have decided.</summary>
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
            name is not null && (account.Id is null ? _all : _withoutId).TryGetValue(name, out int number) ? number : None;
    }
}
