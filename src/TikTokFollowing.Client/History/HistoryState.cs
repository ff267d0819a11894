namespace TikTokFollowing.Client.History;

/// <summary>Represents a stored list after an update. It is immutable.</summary>
/// <param name="listed">The listed accounts, from the newest follow to the oldest.</param>
/// <param name="dropped">The accounts that are no longer listed, by key.</param>
/// <param name="nextKey">The key of the next new account.</param>
/// <param name="marks">The values that are not accounts.</param>
internal sealed class HistoryState(
    IReadOnlyList<StoredAccount> listed, IReadOnlyList<StoredAccount> dropped, int nextKey, HistoryMarks marks)
{
    /// <summary>Gets the list before its baseline.</summary>
    public static HistoryState Empty { get; } = new([], [], 0, HistoryMarks.None);

    public IReadOnlyList<StoredAccount> Listed => listed;

    public IReadOnlyList<StoredAccount> Dropped => dropped;

    public int NextKey => nextKey;

    public HistoryMarks Marks => marks;

    /// <summary>Gets the matcher of the listed accounts, followed by the dropped ones.</summary>
    public AccountMatcher Matcher => field ??= new AccountMatcher([.. listed, .. dropped]);

    /// <summary>Gets the place of each listed account by its key.</summary>
    public IReadOnlyDictionary<int, int> Places => field ??= listed
        .Select(static (account, place) => (account.Key, Place: place))
        .ToDictionary(static item => item.Key, static item => item.Place);

    public bool HasBaseline => Marks.Update > 0;

    /// <summary>Gets the number of conclusions that wait for their confirmation.</summary>
    public int PendingCount =>
        marks.HeldTail
        + (marks.Held is null ? 0 : 1)
        + listed.Concat(dropped).Count(static account => account.HeldAt is not null);

    /// <summary>Returns the state after an update.</summary>
    public HistoryState Apply(HistoryDelta delta)
    {
        HistoryReplay replay = new(this);
        replay.Apply(delta);
        return replay.ToState();
    }
}
