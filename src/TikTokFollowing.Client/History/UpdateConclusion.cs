namespace TikTokFollowing.Client.History;

/// <summary>Represents the result of evaluating a reading.</summary>
internal abstract record UpdateConclusion
{
    private UpdateConclusion()
    {
    }

    /// <summary>Represents the conclusion that the reading can be stored.</summary>
    /// <param name="Delta">The changes of the stored list.</param>
    /// <param name="Warnings">The warnings about the reading.</param>
    internal sealed record Store(HistoryDelta Delta, IReadOnlyList<HistoryWarning> Warnings) : UpdateConclusion;

    /// <summary>Represents the conclusion that a full reading is required.</summary>
    internal sealed record ReadWhole : UpdateConclusion;

    /// <summary>Represents the conclusion that the reading must not be stored.</summary>
    /// <param name="Reason">The reason.</param>
    internal sealed record Unusable(UnusableReason Reason) : UpdateConclusion;
}

/// <summary>Specifies the reason for which a reading cannot be stored.</summary>
internal enum UnusableReason
{
    /// <summary>Specifies that the reading and the stored list have no account, or hardly any, in common.</summary>
    OtherUser,

    /// <summary>Specifies that a first reading is empty, and that no total of 0 confirms it.</summary>
    EmptyBaseline,
}

/// <summary>Represents a warning about a reading, without its text.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">The number that the kind refers to.</param>
internal sealed record HistoryWarning(HistoryWarningKind Kind, long Count = 0);

/// <summary>Specifies the kind of a warning.</summary>
internal enum HistoryWarningKind
{
    /// <summary>Specifies that the reading is empty although accounts are stored. The count is their number.</summary>
    Empty,

    /// <summary>Specifies that the reading looks older than the stored list and waits for another one.</summary>
    LooksOlder,

    /// <summary>
    /// Specifies that the end of the list is implausible; the count is the number of missing accounts below it.
    /// </summary>
    ImplausibleEnd,

    /// <summary>
    /// Specifies that accounts are missing, but an account without an id can be any of them. The count is the number of
    /// missing accounts.
    /// </summary>
    WithoutId,

    /// <summary>Specifies that the order of the list has just turned out to be unreliable.</summary>
    OrderUnreliable,

    /// <summary>Specifies that the order of the list is unreliable, and this update compared whole lists.</summary>
    OrderUnproven,

    /// <summary>Specifies that the baseline ends well below the total; the count is the total.</summary>
    IncompleteBaseline,

    /// <summary>
    /// Specifies that three readings agree that the total fell by more than the reported changes. The count is the
    /// difference.
    /// </summary>
    TotalFell,
}
