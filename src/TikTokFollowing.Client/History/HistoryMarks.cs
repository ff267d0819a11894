namespace TikTokFollowing.Client.History;

/// <summary>Holds the values of a stored list that are not accounts. All times are UTC.</summary>
internal sealed record HistoryMarks
{
    public static HistoryMarks None { get; } = new();

    /// <summary>Gets the number of the last update; 0 before the baseline.</summary>
    public int Update { get; init; }

    /// <summary>Gets the number of reported changes, which is the sequence number of the last one.</summary>
    public long ChangeCount { get; init; }

    public DateTime? FirstUpdate { get; init; }

    public DateTime? LastUpdate { get; init; }

    /// <summary>Gets the last reading that was compared with the list, unlike held and empty ones.</summary>
    public ComparedReading? LastCompared { get; init; }

    /// <summary>Gets the time of the last update that read the list to its end.</summary>
    public DateTime? LastFullUpdate { get; init; }

    public long CreditsCharged { get; init; }

    /// <summary>Gets the providers that have listed accounts of this list.</summary>
    public ProviderSet Providers { get; init; } = ProviderSet.Empty;

    /// <summary>
    /// Gets the time of the newest stored follow; null if none is known, or if a provider without follow times has
    /// reported follows since.
    /// </summary>
    public DateTime? NewestFollow { get; init; }

    /// <summary>Gets the last total that a provider stated, apart from held readings.</summary>
    public long? Total { get; init; }

    /// <summary>Gets the counts at the last complete reading; null before one.</summary>
    public FullCount? AtFull { get; init; }

    /// <summary>Indicates whether the list has been read to a plausible end.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Indicates whether the providers list the newest follow first.</summary>
    public bool IsOrderProven { get; init; } = true;

    /// <summary>Gets the number of unknown accounts that readings found on top.</summary>
    public int UnknownOnTop { get; init; }

    /// <summary>Gets the number of unknown accounts that readings found between known ones.</summary>
    public int UnknownBelow { get; init; }

    /// <summary>Gets the whole reading that waits for its confirmation.</summary>
    public HeldReading? Held { get; init; }

    /// <summary>Gets the number of missing accounts at the end of the list that an implausible end holds.</summary>
    public int HeldTail { get; init; }

    /// <summary>Gets the readings whose totals agree that accounts are missing; null if the last one did not.</summary>
    public TotalAgreement? TotalAgreement { get; init; }
}

/// <summary>Holds the counts of a complete reading.</summary>
/// <param name="Provider">The provider, because totals of two providers differ.</param>
/// <param name="Total">The stated total.</param>
/// <param name="Read">The number of accounts that were read.</param>
/// <param name="Listed">
/// The number of listed accounts that the provider has listed, and of accounts that the total counted unseen.
/// </param>
internal sealed record FullCount(string Provider, long? Total, int Read, int Listed);

/// <summary>Identifies a reading that was compared with the stored list.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="StartedAt">The start of the reading.</param>
internal sealed record ComparedReading(string Provider, DateTime StartedAt);

/// <summary>Represents a whole reading that was held.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="FirstKey">The first account of the reading; null for an empty one.</param>
/// <param name="At">The time of the reading.</param>
internal sealed record HeldReading(HeldReadingKind Kind, int? FirstKey, DateTime At);

/// <summary>Specifies the reason for which a whole reading is held.</summary>
internal enum HeldReadingKind
{
    /// <summary>Specifies a reading that looks older than the stored list, such as a cached response.</summary>
    Older,

    /// <summary>Specifies an empty reading for which the provider states a total of 0.</summary>
    Empty,
}

/// <summary>Counts consecutive readings whose totals agree that accounts are missing.</summary>
/// <param name="Readings">The number of readings.</param>
/// <param name="Missing">The number of accounts by which the total is below the expected one.</param>
internal sealed record TotalAgreement(int Readings, long Missing);
