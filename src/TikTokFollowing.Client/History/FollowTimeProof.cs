namespace TikTokFollowing.Client.History;

/// <summary>Compares the newest follow of a reading with the newest stored one.</summary>
internal static class FollowTimeProof
{
    /// <summary>
    /// Indicates whether the top of a reading is a new follow. False proves that nothing on top is new; null proves
    /// nothing.
    /// </summary>
    public static bool? IsTopNew(HistoryState state, ListReading reading) =>
        state.Marks.NewestFollow is DateTime stored && NewestFollow(reading) is DateTime read ? read > stored : null;

    /// <summary>
    /// Indicates whether a reading has the newest stored follow or a newer one, so that it is no older response.
    /// </summary>
    public static bool IsCurrent(HistoryState state, ListReading reading) =>
        NewestFollow(reading) >= state.Marks.NewestFollow;

    /// <summary>Indicates whether follow times prove that the pages reach down to the stored follows.</summary>
    public static bool CanReach(HistoryState state, ListReading reading) =>
        reading.Provider.HasFollowTimes && state.Marks.NewestFollow is not null;

    /// <summary>
    /// Indicates whether all follows on the last page are newer than the stored ones. Without a newest follow time, the
    /// stored follows are older than the reading that stored them.
    /// </summary>
    public static bool IsLastPageNew(HistoryState state, ListReading reading) =>
        reading.Provider.HasFollowTimes
        && reading.Pages.Count > 0
        && reading.Pages[reading.Pages.Count - 1].FollowedAfter
            > (state.Marks.NewestFollow ?? state.Marks.LastCompared?.StartedAt);

    /// <summary>
    /// Indicates whether the newest stored follow is missing from a reading: its account is gone, or the reading is
    /// older.
    /// </summary>
    public static bool IsOlder(HistoryState state, ListReading reading) =>
        NewestFollow(reading) < state.Marks.NewestFollow;

    /// <summary>
    /// Indicates whether an account is on a page whose follows are all newer than the newest stored one.
    /// </summary>
    public static bool IsNew(HistoryState state, ListReading reading, int index) =>
        reading.Provider.HasFollowTimes
        && reading.Accounts[index].FollowedAfter?.ToUniversalTime() > state.Marks.NewestFollow;

    /// <summary>
    /// Returns the newest follow time after a reading. Follows that a provider without follow times reported make it
    /// unknown.
    /// </summary>
    public static DateTime? After(HistoryMarks marks, ListReading reading, bool hasFollows) =>
        NewestFollow(reading) ?? (hasFollows ? null : marks.NewestFollow);

    private static DateTime? NewestFollow(ListReading reading) =>
        reading.Provider.HasFollowTimes && reading.Pages.Count > 0 ? reading.Pages[0].FollowedBefore : null;
}
