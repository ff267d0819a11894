namespace TikTokFollowing.Client.History;

/// <summary>Compares the newest follow of a reading with the newest stored one.</summary>
/// <param name="state">The stored list.</param>
/// <param name="reading">The reading.</param>
internal sealed class FollowTimeProof(HistoryState state, ListReading reading)
{
    private readonly DateTime? _stored = state.Marks.NewestFollow;
    private readonly DateTime? _read =
        reading.Provider.HasFollowTimes && reading.Pages.Count > 0 ? reading.Pages[0].FollowedBefore : null;

    /// <summary>
    /// Indicates whether the top of the reading is a new follow. False proves that no account on top is new; null
    /// proves nothing.
    /// </summary>
    public bool? IsTopNew => _stored is not null && _read is not null ? _read > _stored : null;

    /// <summary>
    /// Indicates whether the reading has the newest stored follow or a newer one. It is then not an older response.
    /// </summary>
    public bool IsCurrent => _read >= _stored;

    /// <summary>
    /// Indicates whether the newest stored follow is missing from the reading. Its account is no longer listed, or the
    /// reading is older.
    /// </summary>
    public bool IsOlder => _read < _stored;

    /// <summary>Indicates whether follow times prove that the pages reach down to the stored follows.</summary>
    public bool CanReach => reading.Provider.HasFollowTimes && _stored is not null;

    /// <summary>
    /// Indicates whether all follows on the last page are newer than the stored ones. Without a newest follow time, the
    /// stored follows are older than the reading that stored them.
    /// </summary>
    public bool IsLastPageNew =>
        reading.Provider.HasFollowTimes
        && reading.Pages.Count > 0
        && reading.Pages[reading.Pages.Count - 1].FollowedAfter > (_stored ?? state.Marks.LastCompared?.StartedAt);

    /// <summary>
    /// Indicates whether an account is on a page whose follows are all newer than the newest stored one.
    /// </summary>
    public bool IsNew(int index) =>
        reading.Provider.HasFollowTimes && reading.Accounts[index].FollowedAfter?.ToUniversalTime() > _stored;

    /// <summary>
    /// Returns the newest follow time after the reading. It is unknown if a provider without follow times reported
    /// follows.
    /// </summary>
    public DateTime? After(bool hasFollows) => _read ?? (hasFollows ? null : _stored);
}
