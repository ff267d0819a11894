namespace TikTokFollowing.Client.History;

/// <summary>
/// Holds readings that look older than the stored list, which are probably cached responses. A held reading waits for
/// another one that starts with the same account.
/// </summary>
internal static class OlderReading
{
    /// <summary>Indicates whether a reading looks older than the stored list.</summary>
    public static bool LooksOlder(Alignment alignment) =>
        alignment.FollowTimes.IsTopNew != true
        && !HasUnknownOnTop(alignment)
        && alignment.CommonCount > 0
        && (IsNewestMissing(alignment)
            || alignment.FollowTimes.IsOlder
            || HasUnexplainedMoves(alignment)
            || IsMissingAboveMovedFirst(alignment));

    /// <summary>Gets the hold for a reading. Two readings with the same first account confirm each other.</summary>
    public static HeldReading HoldOf(Alignment alignment) =>
        new(HeldReadingKind.Older, alignment.Known[0]?.Key, alignment.Reading.ReadAt);

    /// <summary>Indicates whether the held reading of the stored list confirms a reading.</summary>
    public static bool IsConfirmed(Alignment alignment) =>
        alignment.State.Marks.Held is { Kind: HeldReadingKind.Older } held
        && held.FirstKey == HoldOf(alignment).FirstKey;

    // Dropped accounts prove nothing: an older list has them.
    private static bool HasUnknownOnTop(Alignment alignment) => Enumerable
        .Range(0, alignment.TopEnd)
        .Any(i => alignment.Known[i] is null && !alignment.IsUnclear[i]);

    private static bool IsNewestMissing(Alignment alignment) =>
        alignment.State.Listed.FirstOrDefault(alignment.IsOwn) is StoredAccount newest
        && !alignment.Known.Contains(newest);

    // In an older list, the newer follows are missing, and the account that was the first one then seems to have moved.
    private static bool IsMissingAboveMovedFirst(Alignment alignment) =>
        alignment.Places[0] != Alignment.None
        && !alignment.IsAnchor[0]
        && Enumerable.Range(0, alignment.Places[0]).Any(alignment.IsMissing);

    // Undoing one re-follow looks as if all accounts above its former place had been followed again.
    private static bool HasUnexplainedMoves(Alignment alignment) => alignment.Anchors.Count < alignment.LongestRun;
}
