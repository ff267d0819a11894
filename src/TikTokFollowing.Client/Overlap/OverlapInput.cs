using TikTokFollowing.Client.Comparison;

namespace TikTokFollowing.Client.Overlap;

/// <summary>Collects the accounts of several lists.</summary>
/// <param name="profiles">Stores the profiles; null if they are not needed.</param>
/// <param name="hasWindows">True to keep the windows in which the follows happened.</param>
internal sealed class OverlapInput(ProfileStore? profiles, bool hasWindows) : ListCollector<OverlapList>
{
    private readonly DistinctAccounts _accounts = new(profiles);

    /// <summary>Creates the input of the similarity of lists, which needs no profile.</summary>
    public static OverlapInput ForPairs() => new(profiles: null, hasWindows: false);

    /// <summary>Creates the input of the shared accounts, which have all fields.</summary>
    public static OverlapInput ForSharedAccounts() => new(new ProfileStore(ProfileFields.All), hasWindows: false);

    /// <summary>Creates the input of a graph.</summary>
    public static OverlapInput ForGraph() => new(new ProfileStore(ProfileFields.Node), hasWindows: true);

    /// <summary>Returns the lists with their distinct accounts. Call it once, after the last account.</summary>
    public FollowingOverlap Complete()
    {
        _accounts.Complete();
        foreach (OverlapList list in Lists)
        {
            list.Resolve(_accounts);
        }
        return new FollowingOverlap(_accounts, Lists);
    }

    public override OverlapList CreateList(string followedBy) => followedBy.Length > 0
        ? new OverlapList(followedBy, hasWindows)
        : throw new FollowingException(
            FollowingErrorKind.InvalidRequest,
            null,
            "An account of the input has no FollowedBy, so its list is unknown. Add the property: "
            + "Select-Object *, @{ Name = 'FollowedBy'; Expression = { 'someone' } }");

    protected override void Add(OverlapList list, FollowedAccount account, bool isFromPage)
    {
        list.Record(account, isFromPage);
        list.Add(_accounts.Add(account), account);
    }
}
