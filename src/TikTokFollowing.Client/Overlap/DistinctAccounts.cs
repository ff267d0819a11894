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
    private readonly List<(ulong Handle, int Number)> _handlesWithoutId = [];
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
            // A sec_uid always belongs to the same account, so one of two ids was probably rounded.
            { Id: string id, SecUid: string secUid } =>
                _ids.GetOrAdd(AccountSet.HashId(id), _secUids.Find(AccountSet.HashSecUid(secUid)) ?? Count),
            { Id: string id } => _ids.GetOrAdd(AccountSet.HashId(id), Count),
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
        foreach ((ulong handle, int number) in _handlesWithoutSecUid.Where(name => !_hasSecUid[name.Number]))
        {
            free.GetOrAdd(handle, number);
        }
        ILookup<int, ulong> handles = _handlesWithoutId.ToLookup(name => name.Number, name => name.Handle);
        foreach ((ulong secUid, int number) in _secUidsWithoutId)
        {
            // Two different sec_uids are two accounts, so an account without one is matched once.
            int same = _secUids.Find(secUid)
                ?? handles[number].Select(free.Find).FirstOrDefault(found => found is int known && !_hasSecUid[known])
                ?? number;
            Join(number, same);
            _hasSecUid[same] = true;
            foreach (ulong handle in handles[number])
            {
                _handles.GetOrAdd(handle, same);
            }
        }
        foreach ((ulong handle, int number) in _handlesOnly)
        {
            Join(number, _handles.GetOrAdd(handle, number));
        }
    }

    /// <summary>Returns the final number of an account, after <see cref="Complete"/>.</summary>
    public int Resolve(int number) => _sameAs.TryGetValue(number, out int same) ? same : number;

    /// <summary>Returns the profile that was retrieved last.</summary>
    /// <exception cref="InvalidOperationException">The profiles are not stored.</exception>
    public FollowedAccount ProfileOf(int number) =>
        profiles?.Get(number) ?? throw new InvalidOperationException("The profiles are not stored.");

    private int FindOrAdd(NumberTable numbers, List<(ulong Name, int Number)> names, ulong name)
    {
        int number = numbers.GetOrAdd(name, Count);
        if (number == Count)
        {
            names.Add((name, number));
        }
        return number;
    }

    private void NoteNames(FollowedAccount account, int number)
    {
        _hasSecUid[number] |= account.SecUid is not null;
        if (account is { Id: not null, SecUid: string secUid })
        {
            _secUids.GetOrAdd(AccountSet.HashSecUid(secUid), number);
        }
        if (account.Handle is not string handle)
        {
            return;
        }
        ulong name = AccountSet.HashHandle(handle);
        if (account.Id is not null)
        {
            _handles.GetOrAdd(name, number);
            if (!_hasSecUid[number])
            {
                _handlesWithoutSecUid.Add((name, number));
            }
        }
        else if (account.SecUid is not null)
        {
            _handlesWithoutId.Add((name, number));
        }
    }

    private void Join(int number, int same)
    {
        if (number != same)
        {
            _sameAs.Add(number, same);
            profiles?.Merge(same, profiles.Get(number));
        }
    }
}
