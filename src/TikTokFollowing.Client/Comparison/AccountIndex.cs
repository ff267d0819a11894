namespace TikTokFollowing.Client.Comparison;

/// <summary>
/// Finds an account by the rule of <see cref="Paging.AccountSet"/>, with one exception: equal sec_uids outweigh
/// different ids, because files can contain rounded ids. Unlike the set, it returns the account.
/// </summary>
/// <param name="accounts">The accounts that the indexes refer to.</param>
/// <param name="names">The comparer for ids and sec_uids.</param>
internal sealed class AccountIndex(IReadOnlyList<FollowedAccount> accounts, IEqualityComparer<string> names)
{
    private readonly Dictionary<string, int> _ids = new(names);
    private readonly Dictionary<string, int> _secUids = new(names);

    // The indexes are for all accounts, and for those without an id, without a sec_uid, and without both.
    private readonly Dictionary<string, int>[] _handles =
        [.. Enumerable.Range(0, 4).Select(_ => new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase))];

    /// <summary>Adds an account. If several accounts have the same identifier, the first one is found.</summary>
    public void Add(int number)
    {
        FollowedAccount account = accounts[number];
        AddFirst(_ids, account.Id, number);
        AddFirst(_secUids, account.SecUid, number);
        for (int names = 0; names < _handles.Length; names++)
        {
            if ((names & NamesOf(account)) == 0)
            {
                AddFirst(_handles[names], account.Handle, number);
            }
        }
    }

    /// <summary>Finds an account.</summary>
    /// <returns>Its index; null if none exists.</returns>
    public int? Find(FollowedAccount account) => FindById(account) ?? FindBySecUid(account) ?? FindByHandle(account);

    public int? FindById(FollowedAccount account) => Find(_ids, account.Id);

    /// <summary>Finds an account by its sec_uid and ignores the id, because spreadsheets round ids.</summary>
    public int? FindBySecUid(FollowedAccount account) => Find(_secUids, account.SecUid);

    /// <summary>Finds an account by its handle. Ids or sec_uids that both accounts have did not match.</summary>
    public int? FindByHandle(FollowedAccount account) => Find(_handles[NamesOf(account)], account.Handle);

    // 1 for an id, 2 for a sec_uid.
    private static int NamesOf(FollowedAccount account) =>
        (account.Id is null ? 0 : 1) | (account.SecUid is null ? 0 : 2);

    private static int? Find(Dictionary<string, int> numbers, string? name) =>
        name is not null && numbers.TryGetValue(name, out int number) ? number : null;

    private static void AddFirst(Dictionary<string, int> numbers, string? name, int number)
    {
        // TryAdd is not in .NET Framework
        if (name is not null && !numbers.ContainsKey(name))
        {
            numbers.Add(name, number);
        }
    }
}
