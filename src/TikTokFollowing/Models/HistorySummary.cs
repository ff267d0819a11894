namespace TikTokFollowing;

/// <summary>Summarizes the stored history of one following list.</summary>
public sealed class HistorySummary
{
    internal HistorySummary()
    {
    }

    /// <summary>Gets the handle of the list.</summary>
    public string Handle { get; internal init; } = "";

    /// <summary>
    /// Gets the id of the history, which stays the same when the user is renamed. The ids of its changes start with it.
    /// </summary>
    public string HistoryId { get; internal init; } = "";

    /// <summary>Gets the number of listed accounts.</summary>
    public int AccountCount { get; internal init; }

    /// <summary>Gets the last total that a provider stated; null if none did.</summary>
    public long? Total { get; internal init; }

    /// <summary>Gets the local time of the first update, the baseline.</summary>
    public DateTime FirstUpdate { get; internal init; }

    /// <summary>Gets the local time of the last update.</summary>
    public DateTime LastUpdate { get; internal init; }

    /// <summary>Gets the local time of the last update that read the whole list; null if none did.</summary>
    public DateTime? LastFullUpdate { get; internal init; }

    /// <summary>Gets the number of stored changes.</summary>
    public long ChangeCount { get; internal init; }

    /// <summary>Gets the number of conclusions that wait for their confirmation by another update.</summary>
    public int PendingCount { get; internal init; }

    /// <summary>Gets the credits that all updates cost.</summary>
    public long CreditsCharged { get; internal init; }

    /// <summary>Indicates whether the stored list has been read to its end.</summary>
    public bool IsComplete { get; internal init; }

    /// <summary>
    /// Indicates whether the list arrives newest follow first. If not, every update reads and compares the whole list.
    /// </summary>
    public bool IsOrderProven { get; internal init; }

    /// <summary>Returns the handle, so that the object can be used as a handle.</summary>
    public override string ToString() => Handle;
}
