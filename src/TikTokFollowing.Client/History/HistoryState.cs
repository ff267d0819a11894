namespace TikTokFollowing.Client.History;

/// <summary>Represents a stored list after an update. It is immutable.</summary>
internal sealed class HistoryState
{
    private AccountMatcher? _matcher;

    public HistoryState(
        IReadOnlyList<StoredAccount> listed, IReadOnlyList<StoredAccount> dropped, int nextKey, HistoryMarks marks)
    {
        Listed = listed;
        Dropped = dropped;
        NextKey = nextKey;
        Marks = marks;
    }

    /// <summary>Gets the list before its baseline.</summary>
    public static HistoryState Empty { get; } = new([], [], 0, HistoryMarks.None);

    /// <summary>Gets the listed accounts, newest follow first.</summary>
    public IReadOnlyList<StoredAccount> Listed { get; }

    /// <summary>Gets the accounts that are no longer listed, by key.</summary>
    public IReadOnlyList<StoredAccount> Dropped { get; }

    /// <summary>Gets the key of the next new account.</summary>
    public int NextKey { get; }

    public HistoryMarks Marks { get; }

    /// <summary>Gets the matcher of the listed accounts, followed by the dropped ones.</summary>
    public AccountMatcher Matcher => _matcher ??= new AccountMatcher([.. Listed, .. Dropped]);

    public bool HasBaseline => Marks.Update > 0;

    /// <summary>Gets the number of conclusions that wait for their confirmation.</summary>
    public int PendingCount
    {
        get
        {
            int count = Marks.HeldTail + (Marks.Held is null ? 0 : 1);
            return count + Listed.Concat(Dropped).Count(account => account.HeldAt is not null);
        }
    }

    /// <summary>Returns the state after an update.</summary>
    public HistoryState Apply(HistoryDelta delta)
    {
        HistoryReplay replay = new(this);
        replay.Apply(delta);
        return replay.ToState();
    }
}
