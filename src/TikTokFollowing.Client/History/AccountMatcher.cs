namespace TikTokFollowing.Client.History;

/// <summary>
/// Matches accounts by id or, if that is unknown, by sec_uid or handle. A handle never outweighs an id, because it can
/// move to another account.
/// </summary>
internal sealed class AccountMatcher
{
    public const int None = -1;

    private readonly IReadOnlyList<StoredAccount> _accounts;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _secUids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _handles = new(StringComparer.OrdinalIgnoreCase);
    private readonly int[] _nextWithHandle;

    /// <param name="accounts">The stored accounts. Of two that match, the first one is found.</param>
    public AccountMatcher(IReadOnlyList<StoredAccount> accounts)
    {
        _accounts = accounts;
        _nextWithHandle = new int[accounts.Count];
        for (int i = accounts.Count - 1; i >= 0; i--)
        {
            StoredAccount account = accounts[i];
            if (account.Id is not null)
            {
                _ids[account.Id] = i;
            }
            if (account.SecUid is not null)
            {
                _secUids[account.SecUid] = i;
            }
            _nextWithHandle[i] = None;
            if (account.Handle is not null)
            {
                _nextWithHandle[i] = _handles.TryGetValue(account.Handle, out int next) ? next : None;
                _handles[account.Handle] = i;
            }
        }
    }

    /// <summary>
    /// Returns the index of the stored account for each account that was read, or <see cref="None"/>. Stronger names
    /// are matched first, and a stored account is matched once.
    /// </summary>
    public int[] Match(IReadOnlyList<FollowedAccount> read)
    {
        int[] matches = [.. Enumerable.Repeat(None, read.Count)];
        bool[] isTaken = new bool[_accounts.Count];
        MatchBy(account => Find(_ids, account.Id));
        MatchBy(account => Find(_secUids, account.SecUid));
        MatchBy(account => FindByHandle(account, isTaken));
        return matches;

        void MatchBy(Func<FollowedAccount, int> find)
        {
            for (int i = 0; i < matches.Length; i++)
            {
                int index = matches[i] == None ? find(read[i]) : None;
                if (index != None && !isTaken[index])
                {
                    matches[i] = index;
                    isTaken[index] = true;
                }
            }
        }
    }

    private int FindByHandle(FollowedAccount account, bool[] isTaken)
    {
        int index = Find(_handles, account.Handle);
        while (index != None && (isTaken[index] || IsOther(account, _accounts[index])))
        {
            index = _nextWithHandle[index];
        }
        return index;
    }

    private static int Find(Dictionary<string, int> names, string? name) =>
        name is not null && names.TryGetValue(name, out int index) ? index : None;

    // Only accounts whose ids and sec_uids did not match get here, so a form that both have differs.
    private static bool IsOther(FollowedAccount account, StoredAccount stored) =>
        (account.Id is not null && stored.Id is not null) || (account.SecUid is not null && stored.SecUid is not null);
}
