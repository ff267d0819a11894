namespace TikTokFollowing.Client.History;

/// <summary>Represents the result of evaluating a reading.</summary>
internal abstract record UpdateConclusion
{
    private UpdateConclusion()
    {
    }

    /// <summary>The reading can be stored.</summary>
    /// <param name="Delta">The changes of the stored list.</param>
    /// <param name="Warnings">The warnings about the reading.</param>
    internal sealed record Store(HistoryDelta Delta, IReadOnlyList<HistoryWarning> Warnings) : UpdateConclusion;

    /// <summary>The reading cannot be interpreted until the list has been read to its end.</summary>
    internal sealed record ReadWhole : UpdateConclusion;

    /// <summary>The reading must not be stored.</summary>
    /// <param name="Reason">The reason.</param>
    internal sealed record Unusable(UnusableReason Reason) : UpdateConclusion;
}

/// <summary>Specifies the reason for which a reading cannot be stored.</summary>
internal enum UnusableReason
{
    /// <summary>The reading and the stored list have no account, or hardly any, in common.</summary>
    OtherUser,

    /// <summary>A first reading is empty, and no total of 0 proves that it should be.</summary>
    EmptyBaseline,
}

/// <summary>Represents a warning about a reading, without words.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">The number that the kind refers to.</param>
internal sealed record HistoryWarning(HistoryWarningKind Kind, long Count = 0);

/// <summary>Specifies the kind of a warning.</summary>
internal enum HistoryWarningKind
{
    /// <summary>The reading is empty although accounts are stored; the count is theirs.</summary>
    Empty,

    /// <summary>The reading looks older than the stored list and waits for another one.</summary>
    LooksOlder,

    /// <summary>The end of the list is implausible; the count is the number of missing accounts behind it.</summary>
    ImplausibleEnd,

    /// <summary>
    /// Accounts are missing, but an account without an id can be any of them; the count is the number of missing ones.
    /// </summary>
    WithoutId,

    /// <summary>The order of the list has just turned out to be unreliable.</summary>
    OrderUnreliable,

    /// <summary>The order of the list is unreliable, and this update compared whole lists.</summary>
    OrderUnproven,

    /// <summary>The baseline ends well below the total; the count is the total.</summary>
    IncompleteBaseline,

    /// <summary>
    /// Three readings agree that the total fell by more than the reported changes; the count is the difference.
    /// </summary>
    TotalFell,
}
