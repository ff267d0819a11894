using TikTokFollowing.Client.Paging;

namespace TikTokFollowing.Client.Overlap;

/// <summary>
/// Numbers the different accounts of many lists by the rule of <see cref="Comparison.AccountIndex"/>, and keeps one
/// profile of each.
/// </summary>
/// <param name="profiles">Stores the profiles; null if they are not needed.</param>
/// <remarks>
/// Accounts with an id are matched first, then those with a sec_uid only, then those with a handle only. Weaker names
/// therefore meet all stronger ones, and the result does not depend on the order of the lists. Names are kept as keyed
/// 64-bit hashes, as in <see cref="AccountSet"/>.
/// </remarks>
internal sealed class DistinctAccounts(ProfileStore? profiles)
{
    private readonly List<bool> _hasSecUid = [];
    private readonly NumberTable _ids = new();
    private readonly NumberTable _secUids = new();
    private readonly NumberTable _handles = new();
    private readonly List<(ulong Handle, int Number)> _handlesWithoutSecUid = [];
    private readonly NumberTable _numbersWithoutId = new();
    private readonly List<(ulong SecUid, int Number)> _secUidsWithoutId = [];
    private readonly Dictionary<int, List<ulong>> _handlesWithoutId = [];
    private readonly NumberTable _numbersOfHandlesOnly = new();
    private readonly List<(ulong Handle, int Number)> _handlesOnly = [];
    private readonly Dictionary<int, int> _sameAs = [];

    /// <summary>Gets the number of numbers, which includes those of accounts that turned out to be the same.</summary>
    public int Count => _hasSecUid.Count;

    /// <summary>Adds an account.</summary>
    /// <returns>Its number, which <see cref="Resolve"/> converts to the final one.</returns>
    public int Add(FollowedAccount account)
    {
        int number = account switch
        {
            { Id: not null } => FindById(account),
            { SecUid: string secUid } => FindOrAdd(_numbersWithoutId, _secUidsWithoutId, AccountSet.HashSecUid(secUid)),
            { Handle: string handle } => FindOrAdd(_numbersOfHandlesOnly, _handlesOnly, AccountSet.HashHandle(handle)),
            _ => Count,
        };
        if (number == Count)
        {
            profiles?.Add(account);
            _hasSecUid.Add(false);
        }
        else
        {
            profiles?.Merge(number, account);
        }
        NoteNames(account, number);
        return number;
    }

    /// <summary>Matches accounts without an id with the others. Call it once, after the last account.</summary>
    public void Complete()
    {
        NumberTable free = new();
        foreach ((ulong handle, int number) in _handlesWithoutSecUid)
        {
            if (!_hasSecUid[number])
            {
                free.TryAdd(handle, number);
            }
        }
        foreach ((ulong secUid, int number) in _secUidsWithoutId)
        {
            int same = _secUids.TryGetValue(secUid, out int known) ? known : FindFree(free, number);
            if (same != number)
            {
                Join(number, same);
                _hasSecUid[same] = true;
            }
            foreach (ulong handle in HandlesOf(number))
            {
                _handles.TryAdd(handle, same);
            }
        }
        foreach ((ulong handle, int number) in _handlesOnly)
        {
            if (_handles.TryGetValue(handle, out int same))
            {
                Join(number, same);
            }
            else
            {
                _handles.TryAdd(handle, number);
            }
        }
    }

    /// <summary>Returns the final number of an account, after <see cref="Complete"/>.</summary>
    public int Resolve(int number) => _sameAs.TryGetValue(number, out int same) ? same : number;

    /// <summary>Returns the profile that was retrieved last.</summary>
    /// <exception cref="InvalidOperationException">The profiles are not stored.</exception>
    public FollowedAccount ProfileOf(int number) =>
        profiles?.Get(number) ?? throw new InvalidOperationException("The profiles are not stored.");

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
        _ids.TryAdd(id, number);
        return number;
    }

    private int FindOrAdd(NumberTable numbers, List<(ulong Name, int Number)> names, ulong name)
    {
        if (numbers.TryGetValue(name, out int number))
        {
            return number;
        }
        numbers.TryAdd(name, Count);
        names.Add((name, Count));
        return Count;
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
            _secUids.TryAdd(AccountSet.HashSecUid(secUid), number);
        }
        if (account.Handle is not string handle)
        {
            return;
        }
        ulong name = AccountSet.HashHandle(handle);
        _handles.TryAdd(name, number);
        if (!_hasSecUid[number])
        {
            _handlesWithoutSecUid.Add((name, number));
        }
    }

    // Two different sec_uids are two accounts, so an account without one is matched once.
    private int FindFree(NumberTable free, int number)
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

    private void Join(int number, int same)
    {
        _sameAs.Add(number, same);
        profiles?.Merge(same, profiles.Get(number));
    }
}
