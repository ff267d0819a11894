using TikTokFollowing.Client.Comparison;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Providers;
using TikTokFollowing.Client.Text;

namespace TikTokFollowing.Client.History;

/// <summary>Represents a list that was read before, and converts it to a reading that the rules evaluate.</summary>
/// <param name="followedBy">The user; empty if unknown.</param>
/// <param name="options">The options of the import.</param>
internal sealed class ImportedList(string followedBy, ImportOptions options)
{
    private readonly ComparisonInput _input = new("input") { IsComplete = options.IsComplete };
    private readonly HashSet<int> _positions = [];
    private readonly Dictionary<FollowedAccount, int> _pageOf = []; // of accounts whose page is known
    private ListExtent? _extent;
    private bool _hasEnded;
    private int _pages;
    private long? _total;

    public string FollowedBy => followedBy;

    /// <summary>Indicates whether the accounts are known to be from the sandbox.</summary>
    public bool IsFictitious { get; private set; }

    /// <summary>Gets the number of accounts without duplicates.</summary>
    public int Count => Snapshot.Accounts.Count;

    /// <summary>Gets the UTC time of the last page; null if the list does not state it.</summary>
    public DateTime? ReadAt => Snapshot.ReadTo?.ToUniversalTime() ?? options.ReadAt;

    private ListSnapshot Snapshot => _input.Lists.Count > 0 ? _input.Lists[0] : _input.CreateList(followedBy);

    private string Shown => $"The list of @{TextSanitizer.Sanitize(followedBy)}";

    /// <summary>Indicates whether an account belongs to this list, and not to another one of the same user.</summary>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/>: it is unknown.</exception>
    public bool IsContinuedBy(FollowedAccount account)
    {
        if (account.Position > 0)
        {
            bool isOfOtherCommand = _extent is not null && account.Extent is not null && _extent != account.Extent;
            return !isOfOtherCommand && !_positions.Contains(account.Position);
        }
        return Snapshot.Index.Find(account) is null
            ? true
            : throw Invalid(
                $"{Shown} contains @{TextSanitizer.Sanitize(account.ToString())} twice, and has no positions. "
                + "If these are several lists, import each of them with a command of its own.");
    }

    /// <summary>Indicates whether a page belongs to this list, and not to another one of the same user.</summary>
    public bool IsContinuedBy(FollowingPage page)
    {
        // Pages whose cursors are follow times overlap by one account.
        int known = page.Accounts.Count(account => Snapshot.Index.Find(account) is not null);
        return !_hasEnded && page.Extent?.IsFromStart != true && known <= 1;
    }

    public void Add(FollowedAccount account)
    {
        _extent ??= account.Extent;
        _positions.Add(account.Position);
        _input.Add(account);
    }

    public void Add(FollowingPage page)
    {
        Note(page);
        _input.Add(page);
    }

    public void Add(JournalReader journal)
    {
        foreach (FollowingPage page in journal.Pages)
        {
            Note(page);
        }
        IsFictitious = journal.IsFictitious;
        _input.Add(journal);
    }

    /// <summary>Converts the list to a reading.</summary>
    /// <param name="utcNow">The current time.</param>
    /// <exception cref="FollowingException"><see cref="FollowingErrorKind.InvalidRequest"/></exception>
    public ListReading ToReading(DateTime utcNow)
    {
        ListSnapshot list = Snapshot;
        ThrowIfPartial(list);
        DateTime readAt = ReadAt
            ?? throw Invalid($"{Shown} does not state when it was read. Specify the time with -ReadAt.");
        if (readAt > utcNow.AddMinutes(1))
        {
            throw Invalid(
                $"{Shown} has a time in the future, {LocalTime.Format(readAt.ToLocalTime())}. "
                + "Later updates could not follow it.");
        }
        List<FollowedAccount> accounts = [.. list.InOrder().Select(index => list.Accounts[index])];
        IEnumerable<string> names = accounts.Select(account => account.Provider).Distinct();
        List<ProviderMetadata?> providers = [.. names.Select(name => ProviderRegistry.Find(name)?.Facts)];
        ProviderMetadata? facts = providers.FirstOrDefault();
        ProviderTraits traits = new(
            accounts.Count == 0 ? "" : accounts[0].Provider,
            HasFollowTimes: providers.Count > 0 && providers.TrueForAll(provider => provider?.HasFollowTimes == true),
            facts?.DefaultPageSize ?? 20);
        return new ListReading
        {
            Provider = traits,
            Accounts = accounts,
            Pages = PagesOf(accounts, traits.PageSize),
            Total = providers.Count > 1 ? null : _total,
            IsAtEnd = list.End == ListEdge.Reached,
            IncludeProfile = options.IncludeProfile,
            IncludeCount = options.IncludeCount,
            StartedAt = list.ReadFrom?.ToUniversalTime() ?? readAt,
            ReadAt = readAt,
        };
    }

    private void Note(FollowingPage page)
    {
        _pages++;
        foreach (FollowedAccount account in page.Accounts)
        {
            _pageOf[account] = _pages;
        }
        _hasEnded = !page.HasMore;
        // A total of 0 beside accounts is wrong.
        _total = page.Total > 0 || (page.Total == 0 && _pageOf.Count == 0) ? page.Total : _total;
    }

    // Accounts that a filter removed would count as unfollowed, and later as followed.
    private void ThrowIfPartial(ListSnapshot list)
    {
        if (list.StartsLate)
        {
            string start = list.HasPositions && list.FirstPosition > 1
                ? $"at position {list.FirstPosition:N0}"
                : "at a cursor";
            throw Invalid(
                $"{Shown} starts {start}, not with the newest follow. Import a list that was read from its start.");
        }
        int missing = list.HighestPosition - list.Accounts.Count - list.Duplicates;
        if (list.HasPositions && missing > 0)
        {
            throw Invalid(
                $"{Shown} lacks {Quantity.Of(missing, "account")} between its positions 1 and "
                + $"{list.HighestPosition:N0}, so it seems to be filtered. Import the unfiltered list.");
        }
    }

    // An opaque cursor can skip an account between two pages. Records do not state their page; the pages of a provider
    // have the default size unless their times show other borders.
    private List<ReadPage> PagesOf(List<FollowedAccount> accounts, int pageSize)
    {
        List<ReadPage> pages = [];
        for (int i = 0; i < accounts.Count; i++)
        {
            int start = pages.Count == 0 ? 0 : pages[pages.Count - 1].Start;
            if (i == 0 || IsBorder(accounts[i - 1], accounts[i], i - start == pageSize))
            {
                FollowedAccount first = accounts[i];
                pages.Add(new ReadPage(
                    i,
                    first.FollowedAfter?.ToUniversalTime(),
                    first.FollowedBefore?.ToUniversalTime(),
                    first.Provider));
            }
        }
        return pages;
    }

    private bool IsBorder(FollowedAccount above, FollowedAccount account, bool isFull) =>
        _pageOf.TryGetValue(account, out int page)
            ? !_pageOf.TryGetValue(above, out int pageAbove) || page != pageAbove
            : isFull
                || account.Provider != above.Provider
                || account.RetrievedAt != above.RetrievedAt
                || account.FollowedAfter != above.FollowedAfter
                || account.FollowedBefore != above.FollowedBefore;

    private static FollowingException Invalid(string message) => new(FollowingErrorKind.InvalidRequest, null, message);
}
