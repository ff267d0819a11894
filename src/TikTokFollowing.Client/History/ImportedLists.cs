using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Journals;

namespace TikTokFollowing.Client.History;

/// <summary>
/// Divides an input into lists: one for each user and file. An input can also have several lists of one user, of which
/// each starts again at the first position.
/// </summary>
/// <param name="options">The options of the import.</param>
internal sealed class ImportedLists(ImportOptions options) : IListReceiver
{
    private readonly Dictionary<string, ImportedList> _open = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ImportedList> _all = [];

    /// <summary>Gets the lists in input order.</summary>
    public IReadOnlyList<ImportedList> All => _all;

    public void StartSource() => _open.Clear();

    public void Add(FollowedAccount account) =>
        ListOf(account.FollowedBy, list => list.IsContinuedBy(account)).Add(account);

    public void Add(FollowingPage page) => ListOf(page.Handle, list => list.IsContinuedBy(page)).Add(page);

    public void Add(JournalReader journal) => ListOf(journal.Handle, static _ => false).Add(journal);

    private ImportedList ListOf(string followedBy, Func<ImportedList, bool> isContinued)
    {
        if (_open.TryGetValue(followedBy, out ImportedList? list) && isContinued(list))
        {
            return list;
        }
        list = new ImportedList(followedBy, options);
        _open[followedBy] = list;
        _all.Add(list);
        return list;
    }
}
