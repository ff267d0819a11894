using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.Comparison;

/// <summary>Collects the accounts of an input by list. The files of an input are one source.</summary>
/// <typeparam name="TList">The type of the lists.</typeparam>
internal abstract class ListCollector<TList> : IListReceiver
    where TList : InputList
{
    private readonly Dictionary<string, TList> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<TList> _inOrder = [];

    /// <summary>Gets the lists in input order.</summary>
    public IReadOnlyList<TList> Lists => _inOrder;

    public void StartSource()
    {
        // The accounts of every source name their list.
    }

    public void Add(FollowedAccount account) => Add(ListOf(account.FollowedBy), account, isFromPage: false);

    /// <inheritdoc/>
    public void Add(FollowingPage page) => AddPages(page.Handle, [page]).Record(page);

    /// <inheritdoc/>
    public void Add(JournalReader journal) => AddPages(journal.Handle, journal.Pages).Record(journal);

    /// <summary>Finds the list of a user.</summary>
    /// <returns>The list; null if the input has none.</returns>
    public TList? Find(string followedBy) => _lists.TryGetValue(followedBy, out TList? list) ? list : null;

    /// <summary>Creates an empty list for a user without one.</summary>
    public abstract TList CreateList(string followedBy);

    protected abstract void Add(TList list, FollowedAccount account, bool isFromPage);

    private TList AddPages(string followedBy, IEnumerable<FollowingPage> pages)
    {
        TList list = ListOf(followedBy);
        foreach (FollowedAccount account in pages.SelectMany(page => page.Accounts))
        {
            Add(list, account, isFromPage: true);
        }
        return list;
    }

    private TList ListOf(string followedBy)
    {
        if (Find(followedBy) is TList known)
        {
            return known;
        }
        TList list = CreateList(followedBy);
        _lists.Add(followedBy, list);
        _inOrder.Add(list);
        return list;
    }
}
