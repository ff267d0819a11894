namespace TikTokFollowing.Client.History;

/// <summary>
/// Holds everything that one update changes. A state changes only by <see cref="HistoryState.Apply"/>, so that the
/// stored deltas rebuild every state. The baseline is the first delta. The operations apply in the order of the
/// properties here.
/// </summary>
internal sealed record HistoryDelta
{
    public ReadingFacts Reading { get; init; } = new();

    /// <summary>Gets the new handle of the user; null if it is unchanged.</summary>
    public string? Handle { get; init; }

    /// <summary>Gets the accounts that leave the list.</summary>
    public IReadOnlyList<Removal> Removals { get; init; } = [];

    /// <summary>
    /// Gets the accounts that take a place, from the top of the list to its end. Listed ones among them leave their
    /// old places first.
    /// </summary>
    public IReadOnlyList<Placement> Placements { get; init; } = [];

    public IReadOnlyList<AccountUpdate> Updates { get; init; } = [];

    /// <summary>
    /// Gets the keys of the accounts that were read. The provider is added to their <see cref="StoredAccount.SeenBy"/>,
    /// and nothing about them is held any more.
    /// </summary>
    public IReadOnlyList<KeyRange> Seen { get; init; } = [];

    /// <summary>
    /// Gets the keys among <see cref="Seen"/> that other providers listed, because they continued the list.
    /// </summary>
    public IReadOnlyList<ProviderKeys> SeenByOthers { get; init; } = [];

    /// <summary>Gets the keys of the accounts about which a conclusion is held.</summary>
    public IReadOnlyList<KeyRange> Held { get; init; } = [];

    /// <summary>Gets the keys of the dropped accounts whose held follow turned out to be wrong.</summary>
    public IReadOnlyList<KeyRange> Released { get; init; } = [];

    /// <summary>Gets the changes to report, in the order of their sequence numbers.</summary>
    public IReadOnlyList<HistoryChange> Changes { get; init; } = [];

    /// <summary>Gets the marks after the update.</summary>
    public HistoryMarks Marks { get; init; } = HistoryMarks.None;
}

/// <summary>Holds the facts of a reading that are stored with its changes. All times are UTC.</summary>
internal sealed record ReadingFacts
{
    public string Provider { get; init; } = "";

    public DateTime StartedAt { get; init; }

    public DateTime ReadAt { get; init; }

    /// <summary>Indicates whether the list was read to its end.</summary>
    public bool IsWhole { get; init; }

    public int Accounts { get; init; }

    public long? Total { get; init; }

    public int Requests { get; init; }

    public long CreditsCharged { get; init; }
}

/// <summary>Moves a listed account to the dropped ones.</summary>
/// <param name="Key">The account.</param>
/// <param name="Below">The account below it; null for the last one.</param>
internal sealed record Removal(int Key, int? Below);

/// <summary>Puts an account into the list, at its first appearance, after its return, or in another place.</summary>
/// <param name="Key">The account.</param>
/// <param name="Above">The account above it; null for the top of the list.</param>
/// <param name="Account">The account at its first appearance, otherwise null.</param>
internal readonly record struct Placement(int Key, int? Above, StoredAccount? Account = null);

/// <summary>Changes fields of an account. Null keeps the stored value.</summary>
internal sealed record AccountUpdate(int Key)
{
    public string? Id { get; init; }

    public string? SecUid { get; init; }

    public string? Handle { get; init; }

    public AccountProfile? Profile { get; init; }

    public long? FollowerCount { get; init; }

    /// <summary>Gets the window of the follow; null keeps the stored one.</summary>
    public FollowWindow? Window { get; init; }
}

/// <summary>Represents the window in which a follow happened, in UTC.</summary>
internal readonly record struct FollowWindow(DateTime? After, DateTime? Before);

/// <summary>Represents the keys of the accounts that a provider listed.</summary>
internal sealed record ProviderKeys(string Provider, IReadOnlyList<KeyRange> Keys);

/// <summary>Represents the keys from one number to another, both included.</summary>
internal readonly record struct KeyRange(int First, int Last)
{
    public IEnumerable<int> Keys => Enumerable.Range(First, Last - First + 1);

    /// <summary>Returns the ranges of a set of keys in ascending order.</summary>
    public static List<KeyRange> Of(IEnumerable<int> keys)
    {
        List<KeyRange> ranges = [];
        foreach (int key in keys.OrderBy(static key => key))
        {
            int last = ranges.Count - 1;
            if (last >= 0 && key <= ranges[last].Last + 1)
            {
                ranges[last] = ranges[last] with { Last = key };
            }
            else
            {
                ranges.Add(new KeyRange(key, key));
            }
        }
        return ranges;
    }
}

/// <summary>
/// Represents a change to report. The account itself is in the states before and after the update. All times are UTC.
/// </summary>
internal sealed record HistoryChange
{
    /// <summary>Gets the number of the change in its file: 1, 2, 3, …</summary>
    public long Sequence { get; init; }

    /// <summary>Gets the kind, one of the constants of <see cref="FollowingChange"/>.</summary>
    public string Kind { get; init; } = "";

    public int Key { get; init; }

    public DateTime? ChangedAfter { get; init; }

    public DateTime? ChangedBefore { get; init; }

    /// <summary>Gets the time of the first reading that showed the change.</summary>
    public DateTime DetectedAt { get; init; }

    /// <summary>Gets the time of the reading that confirmed a held change; null if the change was not held.</summary>
    public DateTime? Confirmed { get; init; }

    /// <summary>Gets the names of the changed properties of a rename or another profile; otherwise empty.</summary>
    public IReadOnlyList<string> ChangedProperties { get; init; } = [];
}
