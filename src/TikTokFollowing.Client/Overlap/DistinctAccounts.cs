using System.Collections.Generic;
using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Overlap;

/// <summary>
/// Numbers the different accounts of many lists by the rule of <see cref="Comparison.AccountIndex"/>, and keeps one
/// profile of each.
/// </summary>
/// <remarks>
/// Accounts with an id are matched first, then those with a sec_uid only, then those with a handle only. Weaker names
/// therefore meet all stronger ones, and the result does not depend on the order of the lists. Names are kept as keyed
/// 64-bit hashes, as in <see cref="AccountSet"/>.
/// </remarks>
internal sealed class DistinctAccounts
{
    private readonly List<byte[]> _profiles = [];
    private readonly List<bool> _hasSecUid = [];
    private readonly Dictionary<ulong, int> _ids = [];
    private readonly Dictionary<ulong, int> _secUids = [];
    private readonly Dictionary<ulong, int> _handles = [];
    private readonly List<(ulong Handle, int Number)> _handlesWithoutSecUid = [];
    private readonly Dictionary<ulong, int> _secUidsWithoutId = [];
    private readonly List<(ulong SecUid, int Number)> _numbersWithoutId = [];
    private readonly Dictionary<int, List<ulong>> _handlesWithoutId = [];
    private readonly Dictionary<ulong, int> _handlesOnly = [];
    private readonly Dictionary<int, int> _sameAs = [];

    /// <summary>Gets the number of numbers, which includes those of accounts that turned out to be the same.</summary>
    public int Count => _profiles.Count;

    /// <summary>Adds an account.</summary>
    /// <returns>Its number, which <see cref="Resolve"/> converts to the final one.</returns>
    public int Add(FollowedAccount account)
    {
        int number = account switch
        {
            { Id: not null } => FindById(account),
            { SecUid: not null } => FindBySecUid(account),
            { Handle: not null } => FindOrAdd(_handlesOnly, AccountSet.HashHandle(account.Handle)),
            _ => Count,
        };
        if (number == Count)
        {
            _profiles.Add(ProfilePacker.Pack(account));
            _hasSecUid.Add(false);
        }
        else
        {
            Merge(number, account);
        }
        NoteNames(account, number);
        return number;
    }

    /// <summary>Matches accounts without an id with the others. Call it once, after the last account.</summary>
    public void Complete()
    {
        Dictionary<ulong, int> free = [];
        foreach ((ulong handle, int number) in _handlesWithoutSecUid)
        {
            if (!_hasSecUid[number])
            {
                AddFirst(free, handle, number);
            }
        }
        foreach ((ulong secUid, int number) in _numbersWithoutId)
        {
            int same = _secUids.TryGetValue(secUid, out int known) ? known : FindFree(free, number);
            if (same != number)
            {
                Join(number, same);
                _hasSecUid[same] = true;
            }
            foreach (ulong handle in HandlesOf(number))
            {
                AddFirst(_handles, handle, same);
            }
        }
        foreach (KeyValuePair<ulong, int> entry in _handlesOnly)
        {
            if (_handles.TryGetValue(entry.Key, out int same))
            {
                Join(entry.Value, same);
            }
            else
            {
                _handles.Add(entry.Key, entry.Value);
            }
        }
    }

    /// <summary>Returns the final number of an account, after <see cref="Complete"/>.</summary>
    public int Resolve(int number) => _sameAs.TryGetValue(number, out int same) ? same : number;

    /// <summary>Finds the account that had a handle in one of the lists, after <see cref="Complete"/>.</summary>
    /// <returns>Its final number; null if none exists.</returns>
    public int? Find(string handle) =>
        _handles.TryGetValue(AccountSet.HashHandle(handle), out int number) ? Resolve(number) : null;

    /// <summary>Returns the profile that was retrieved last.</summary>
    public FollowedAccount ProfileOf(int number) => ProfilePacker.Unpack(_profiles[number]);

    private int FindById(FollowedAccount account)
    {
        ulong id = AccountSet.HashId(account.Id!);
        if (_ids.TryGetValue(id, out int number))
        {
            return number;
        }
        // A sec_uid always belongs to the same account, so one of the two ids was probably rounded.
        number = account.SecUid is string secUid && _secUids.TryGetValue(AccountSet.HashSecUid(secUid), out int known)
            ? known
            : Count;
        _ids.Add(id, number);
        return number;
    }

    private int FindBySecUid(FollowedAccount account)
    {
        ulong secUid = AccountSet.HashSecUid(account.SecUid!);
        int number = FindOrAdd(_secUidsWithoutId, secUid);
        if (number == Count)
        {
            _numbersWithoutId.Add((secUid, number));
        }
        return number;
    }

    private int FindOrAdd(Dictionary<ulong, int> numbers, ulong name)
    {
        if (!numbers.TryGetValue(name, out int number))
        {
            number = Count;
            numbers.Add(name, number);
        }
        return number;
    }

    private void NoteNames(FollowedAccount account, int number)
    {
        if (account.SecUid is not null)
        {
            _hasSecUid[number] = true;
        }
        if (account.Id is null)
        {
            if (account is { SecUid: not null, Handle: string own })
            {
                HandlesOf(number).Add(AccountSet.HashHandle(own));
            }
            return;
        }
        if (account.SecUid is string secUid)
        {
            AddFirst(_secUids, AccountSet.HashSecUid(secUid), number);
        }
        if (account.Handle is not string handle)
        {
            return;
        }
        ulong name = AccountSet.HashHandle(handle);
        AddFirst(_handles, name, number);
        if (!_hasSecUid[number])
        {
            _handlesWithoutSecUid.Add((name, number));
        }
    }

    // Two different sec_uids are two accounts, so an account without one is matched once.
    private int FindFree(Dictionary<ulong, int> free, int number)
    {
        foreach (ulong handle in HandlesOf(number))
        {
            if (free.TryGetValue(handle, out int same) && !_hasSecUid[same])
            {
                return same;
            }
        }
        return number;
    }

    private List<ulong> HandlesOf(int number)
    {
        if (!_handlesWithoutId.TryGetValue(number, out List<ulong>? handles))
        {
            handles = [];
            _handlesWithoutId.Add(number, handles);
        }
        return handles;
    }

    private static void AddFirst(Dictionary<ulong, int> numbers, ulong name, int number)
    {
        // TryAdd is not in .NET Framework
        if (!numbers.TryGetValue(name, out _))
        {
            numbers.Add(name, number);
        }
    }

    private void Join(int number, int same)
    {
        _sameAs.Add(number, same);
        Merge(same, ProfileOf(number));
        _profiles[number] = [];
    }

    // Only identifiers come from an older profile, because its other values can be out of date.
    private void Merge(int number, FollowedAccount account)
    {
        byte[] packed = _profiles[number];
        ProfileNames known = ProfilePacker.ReadNames(packed);
        ProfileNames own = ProfilePacker.NamesOf(account);
        if (account.RetrievedAt.Ticks > ProfilePacker.ReadTicks(packed))
        {
            bool isLacking = (known & ~own) != ProfileNames.None;
            _profiles[number] = ProfilePacker.Pack(account, isLacking ? ProfilePacker.Unpack(packed) : null);
        }
        else if ((own & ~known) != ProfileNames.None)
        {
            _profiles[number] = ProfilePacker.Pack(ProfilePacker.Unpack(packed), account);
        }
    }
}
