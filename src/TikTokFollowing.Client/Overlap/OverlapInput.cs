using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.Overlap;

/// <summary>Collects the accounts of several lists.</summary>
/// <param name="profiles">Stores the profiles; null if they are not needed.</param>
/// <param name="hasWindows">True to keep the windows in which the follows happened.</param>
internal sealed class OverlapInput(ProfileStore? profiles, bool hasWindows) : IListReceiver
{
    private readonly DistinctAccounts _accounts = new(profiles);
    private readonly Dictionary<string, OverlapList> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<OverlapList> _inOrder = [];
    private OverlapList? _last;

    /// <summary>Creates the input of the similarity of lists, which needs no profile.</summary>
    public static OverlapInput ForPairs() => new(profiles: null, hasWindows: false);

    /// <summary>Creates the input of the shared accounts, which have all fields.</summary>
    public static OverlapInput ForSharedAccounts() => new(new ProfileStore(ProfileFields.All), hasWindows: false);

    /// <summary>Creates the input of a graph.</summary>
    public static OverlapInput ForGraph() => new(new ProfileStore(ProfileFields.Node), hasWindows: true);

    /// <inheritdoc/>
    public void StartSource()
    {
        // The accounts name their list, wherever they are from.
    }

    /// <inheritdoc/>
    public void Add(FollowedAccount account) => Add(ListOf(account.FollowedBy), account, isFromPage: false);

    /// <inheritdoc/>
    public void Add(FollowingPage page)
    {
        OverlapList list = ListOf(page.Handle);
        foreach (FollowedAccount account in page.Accounts)
        {
            Add(list, account, isFromPage: true);
        }
        PageRange.Note(list.Range, page);
    }

    /// <inheritdoc/>
    public void Add(JournalReader journal)
    {
        OverlapList list = ListOf(journal.Handle);
        foreach (FollowingPage page in journal.Pages)
        {
            foreach (FollowedAccount account in page.Accounts)
            {
                Add(list, account, isFromPage: true);
            }
        }
        PageRange.Note(list.Range, journal);
    }

    /// <summary>Returns the lists with their different accounts. Call it once, after the last account.</summary>
    public FollowingOverlap Complete()
    {
        _accounts.Complete();
        int[] lastList = new int[_accounts.Count];
        for (int list = 0; list < _inOrder.Count; list++)
        {
            _inOrder[list].Resolve(_accounts, lastList, list + 1);
        }
        return new FollowingOverlap(_accounts, _inOrder);
    }

    private void Add(OverlapList list, FollowedAccount account, bool isFromPage)
    {
        list.Range.Note(account, isFromPage);
        list.Add(_accounts.Add(account), account);
    }

    private OverlapList ListOf(string followedBy)
    {
        // Accounts of one list are usually adjacent.
        if (_last is not null && string.Equals(_last.FollowedBy, followedBy, StringComparison.OrdinalIgnoreCase))
        {
            return _last;
        }
        if (followedBy.Length == 0)
        {
            throw new FollowingException(
                FollowingErrorKind.InvalidRequest,
                null,
                "An account of the input has no FollowedBy, so its list is unknown. Add the property: "
                + "Select-Object *, @{ Name = 'FollowedBy'; Expression = { 'someone' } }");
        }
        if (!_lists.TryGetValue(followedBy, out OverlapList? list))
        {
            list = new OverlapList(followedBy, hasWindows);
            _lists.Add(followedBy, list);
            _inOrder.Add(list);
        }
        return _last = list;
    }
}
