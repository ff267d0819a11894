using System;
using System.Collections.Generic;

namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Finds an account by the rule of <see cref="Paging.AccountSet"/>, with one exception: equal sec_uids outweigh different
/// ids, because files can contain rounded ids. Unlike the set, it returns the account.
/// </summary>
/// <param name="accounts">The accounts that the indexes refer to.</param>
/// <param name="names">The comparer for ids and sec_uids.</param>
internal sealed class AccountIndex(IReadOnlyList<FollowedAccount> accounts, IEqualityComparer<string> names)
{
    public const int None = -1;

    private readonly Dictionary<string, int> _ids = new(names);
    private readonly Dictionary<string, int> _secUids = new(names);
    private readonly Handles _handles = new();

    /// <summary>Adds an account. Of accounts with the same name the first one is found.</summary>
    public void Add(int number)
    {
        FollowedAccount account = accounts[number];
        if (account.Id is not null)
        {
            AddFirst(_ids, account.Id, number);
        }
        if (account.SecUid is not null)
        {
            AddFirst(_secUids, account.SecUid, number);
        }
        _handles.Add(account, number);
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
    public int FindBySecUid(FollowedAccount account) =>
        account.SecUid is not null && _secUids.TryGetValue(account.SecUid, out int number) ? number : None;

    /// <summary>Finds an account by its handle. Ids or sec_uids that both accounts have did not match.</summary>
    public int FindByHandle(FollowedAccount account) => _handles.Find(account);

    private static void AddFirst(Dictionary<string, int> numbers, string name, int number)
    {
        // TryAdd is not in .NET Framework
        if (!numbers.TryGetValue(name, out _))
        {
            numbers.Add(name, number);
        }
    }

    /// <summary>Finds accounts by their handles, except those that have an id or a sec_uid to compare instead.</summary>
    private sealed class Handles
    {
        private readonly Dictionary<string, int> _all = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, int> _withoutId = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, int> _withoutSecUid = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, int> _withoutBoth = new(StringComparer.OrdinalIgnoreCase);

        public void Add(FollowedAccount account, int number)
        {
            if (account.Handle is not string handle)
            {
                return;
            }
            AddFirst(_all, handle, number);
            if (account.Id is null)
            {
                AddFirst(_withoutId, handle, number);
            }
            if (account.SecUid is null)
            {
                AddFirst(_withoutSecUid, handle, number);
            }
            if (account.Id is null && account.SecUid is null)
            {
                AddFirst(_withoutBoth, handle, number);
            }
        }

        public int Find(FollowedAccount account)
        {
            Dictionary<string, int> numbers = account switch
            {
                { Id: null, SecUid: null } => _all,
                { SecUid: null } => _withoutId,
                { Id: null } => _withoutSecUid,
                _ => _withoutBoth,
            };
            return account.Handle is string handle && numbers.TryGetValue(handle, out int number) ? number : None;
        }
    }
}
