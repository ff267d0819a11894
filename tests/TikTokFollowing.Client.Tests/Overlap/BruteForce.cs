namespace TikTokFollowing.Client.Tests.Overlap;

/// <summary>
/// Computes the overlap with nested loops over whole records. Accounts with an id are first, then those with a sec_uid,
/// then those with only a handle. Each joins the group of the first account that is the same.
/// </summary>
internal sealed class BruteForce
{
    private readonly List<(FollowedAccount Account, List<FollowedAccount> Group)> _placed = [];

    public BruteForce(IReadOnlyList<FollowedAccount> accounts)
    {
        foreach (FollowedAccount account in accounts.Where(account => account.Id is not null))
        {
            Place(
                account,
                Find(other => other.Id == account.Id) ?? Find(other => IsSame(other.SecUid, account.SecUid)));
        }
        HashSet<List<FollowedAccount>> free =
            [.. _placed.Select(entry => entry.Group).Where(group => group.TrueForAll(member => member.SecUid is null))];
        List<(FollowedAccount Account, List<FollowedAccount> Group)> withId = [.. _placed];
        foreach (IGrouping<string?, FollowedAccount> same in accounts
            .Where(account => account is { Id: null, SecUid: not null })
            .GroupBy(account => account.SecUid))
        {
            List<FollowedAccount> group = Find(other => other.SecUid == same.Key)
                ?? FindFree(withId, same, free)
                ?? [];
            free.Remove(group);
            foreach (FollowedAccount account in same)
            {
                Place(account, group);
            }
        }
        foreach (FollowedAccount account in accounts.Where(account => account is { Id: null, SecUid: null }))
        {
            Place(account, Find(other => HasHandle(other, account)));
        }
    }

    public IEnumerable<IReadOnlyList<FollowedAccount>> Groups => _placed.Select(entry => entry.Group).Distinct();

    /// <summary>Returns the lists that contain an account of a group.</summary>
    public static string[] ListsOf(IEnumerable<FollowedAccount> group) =>
        [.. group.Select(account => account.FollowedBy.ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal)];

    private static bool IsSame(string? first, string? second) => first is not null && first == second;

    private static bool HasHandle(FollowedAccount account, FollowedAccount other) =>
        account.Handle is not null && string.Equals(account.Handle, other.Handle, StringComparison.OrdinalIgnoreCase);

    // An account without a sec_uid is matched with one sec_uid only.
    private static List<FollowedAccount>? FindFree(
        List<(FollowedAccount Account, List<FollowedAccount> Group)> withId,
        IEnumerable<FollowedAccount> same,
        HashSet<List<FollowedAccount>> free)
    {
        List<(FollowedAccount Account, List<FollowedAccount> Group)> candidates =
            [.. withId.Where(entry => entry.Group.TrueForAll(member => member.Id is null || member.SecUid is null))];
        return same
            .Select(account => candidates.Find(entry => HasHandle(entry.Account, account)).Group)
            .FirstOrDefault(group => group is not null && free.Contains(group));
    }

    private List<FollowedAccount>? Find(Func<FollowedAccount, bool> isSame) =>
        _placed.Find(entry => isSame(entry.Account)).Group;

    private void Place(FollowedAccount account, List<FollowedAccount>? group)
    {
        group ??= [];
        group.Add(account);
        _placed.Add((account, group));
    }
}
