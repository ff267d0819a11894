using System.Collections.Generic;

namespace TikTokFollowing.Client.History;

/// <summary>Represents a stored list after an update. It is immutable.</summary>
internal sealed class HistoryState
{
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

    public bool HasBaseline => Marks.Update > 0;

    /// <summary>Gets the number of conclusions that wait for their confirmation.</summary>
    public int PendingCount
    {
        get
        {
            int count = Marks.HeldTail + (Marks.Held is null ? 0 : 1);
            foreach (StoredAccount account in Listed)
            {
                count += account.HeldAt is null ? 0 : 1;
            }
            return count;
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
