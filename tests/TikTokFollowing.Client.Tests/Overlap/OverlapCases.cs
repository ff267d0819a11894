using FsCheck;
using FsCheck.Fluent;
using TikTokFollowing.Client.Overlap;

namespace TikTokFollowing.Client.Tests.Overlap;

/// <summary>Creates lists for the tests of overlap and graphs.</summary>
internal static class OverlapCases
{
    public static FollowingOverlap Of(params FollowedAccount[] accounts) => Of(accounts.AsEnumerable());

    public static FollowingOverlap Of(IEnumerable<FollowedAccount> accounts) =>
        Of(accounts, OverlapInput.ForSharedAccounts());

    public static FollowingOverlap Of(IEnumerable<FollowedAccount> accounts, OverlapInput input)
    {
        foreach (FollowedAccount account in accounts)
        {
            input.Add(account);
        }
        return input.Complete();
    }

    public static FollowedAccount Account(string followedBy, string? id, string? secUid, string? handle) =>
        new() { FollowedBy = followedBy, Id = id, SecUid = secUid, Handle = handle };

    /// <summary>
    /// Generates accounts of up to four lists. Identifiers are missing or belong to several accounts, accounts repeat
    /// in their list, and handles differ by the case of letters.
    /// </summary>
    public static Gen<FollowedAccount[]> Inputs() => Accounts().ArrayOf().Resize(25);

    private static Gen<FollowedAccount> Accounts() =>
        from user in Gen.Elements("ann", "Ann", "bob", "cyd", "dee")
        from id in Gen.Elements(null, "1", "2", "3", "07", "7", "x")
        from secUid in Gen.Elements(null, null, "s1", "s2", "S1")
        from handle in Gen.Elements(null, "h", "H", "i", "j")
        where id is not null || secUid is not null || handle is not null
        select Account(user, id, secUid, handle);
}
