using System.Globalization;

namespace TikTokFollowing.Client.Paging;

/// <summary>
/// Represents a set of accounts. Two accounts with ids are the same if the ids match; else, two accounts with sec_uids
/// if these match; else, if the handles match. A handle can move to another account, so it never outweighs an id.
/// </summary>
/// <remarks>
/// A list can have 100,000 accounts. Ids are kept as numbers if possible, and the other names as keyed 64-bit hashes.
/// A collision, which has a chance of 1 in a billion, could matter only for an account without a numeric id.
/// </remarks>
internal sealed class AccountSet
{
    private const ulong Prime = 0x100000001B3;
    private static readonly ulong s_seed = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray(), 8);

    private readonly HashSet<ulong> _ids = [];
    private readonly HashSet<ulong> _names = [];
    private bool _hasAccountWithoutId;

    /// <summary>Specifies the identifiers, besides a name, of the account that the name belongs to.</summary>
    [Flags]
    private enum Ids
    {
        None = 0,
        Id = 1,
        SecUid = 2,
    }

    /// <summary>Gets the number of accounts.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an account.</summary>
    /// <returns>True if it was added; false if the set contains it.</returns>
    public bool Add(FollowedAccount account)
    {
        if (Contains(account))
        {
            return false;
        }
        Ids ids = IdsOf(account);
        _hasAccountWithoutId |= account.Id is null;
        if (account.Id is string id)
        {
            _ids.Add(HashId(id));
        }
        if (account.SecUid is string secUid)
        {
            _names.Add(KeyOfSecUid(secUid, ids));
        }
        if (account.Handle is string handle)
        {
            _names.Add(KeyOfHandle(handle, ids));
        }
        Count++;
        return true;
    }

    /// <summary>Adds the accounts that the set does not contain.</summary>
    public void AddRange(IEnumerable<FollowedAccount> accounts)
    {
        foreach (FollowedAccount account in accounts)
        {
            Add(account);
        }
    }

    public bool Contains(FollowedAccount account)
    {
        if (account.Id is string id)
        {
            if (_ids.Contains(HashId(id)))
            {
                return true;
            }
            if (!_hasAccountWithoutId)
            {
                return false;
            }
        }
        Ids own = IdsOf(account);
        for (Ids other = Ids.None; other <= (Ids.Id | Ids.SecUid); other++)
        {
            // Identifiers that both accounts have did not match, so the accounts are different.
            Ids both = own & other;
            if (((both & Ids.Id) == Ids.None
                    && account.SecUid is string secUid
                    && _names.Contains(KeyOfSecUid(secUid, other)))
                || (both == Ids.None
                    && account.Handle is string handle
                    && _names.Contains(KeyOfHandle(handle, other))))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Returns the strongest identifier of an account as a number, to count the different accounts of one provider.
    /// </summary>
    public static ulong GetIdentity(FollowedAccount account) => account switch
    {
        { Id: string id } => HashId(id),
        { SecUid: string secUid } => HashSecUid(secUid),
        _ => HashHandle(account.Handle ?? ""),
    };

    /// <summary>Returns the number of a numeric id, else a hash.</summary>
    public static ulong HashId(string id) => TryGetNumber(id, out ulong number) ? number : Hash(id, kind: 0);

    /// <summary>Returns a hash of a sec_uid.</summary>
    public static ulong HashSecUid(string secUid) => KeyOfSecUid(secUid, Ids.None);

    /// <summary>Returns a hash of a handle, which ignores the case of letters.</summary>
    public static ulong HashHandle(string handle) => KeyOfHandle(handle, Ids.None);

    private static Ids IdsOf(FollowedAccount account) =>
        (account.Id is null ? Ids.None : Ids.Id) | (account.SecUid is null ? Ids.None : Ids.SecUid);

    // "07" is another text than "7".
    private static bool TryGetNumber(string id, out ulong number) =>
        ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && (id[0] != '0' || id.Length == 1);

    private static ulong KeyOfSecUid(string secUid, Ids ids) => Hash(secUid, 1 + (ulong)(ids & Ids.Id));

    private static ulong KeyOfHandle(string handle, Ids ids) =>
        Hash(handle, 5 + (ulong)ids, ignoresCase: true);

    // FNV-1a with a secret start that differs by the kind of the name.
    private static ulong Hash(string text, ulong kind, bool ignoresCase = false)
    {
        ulong hash = unchecked((s_seed + kind) * Prime);
        foreach (char c in text)
        {
            hash = unchecked((hash ^ (ignoresCase ? char.ToLowerInvariant(c) : c)) * Prime);
        }
        return hash;
    }
}
