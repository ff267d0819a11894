namespace TikTokFollowing.Client.History;

/// <summary>
/// Holds readings that look older than the stored list, which are probably cached responses. A held reading waits for
/// another one that starts with the same account.
/// </summary>
internal static class OlderReading
{
    /// <summary>Indicates whether a reading looks older than the stored list.</summary>
    public static bool LooksOlder(Alignment alignment, bool? isTopNew)
    {
        bool hasNothingNew = isTopNew != true && !HasUnknownOnTop(alignment);
        return hasNothingNew
            && alignment.CommonCount > 0
            && (IsNewestMissing(alignment)
                || FollowTimeProof.IsOlder(alignment.State, alignment.Reading)
                || HasUnexplainedMoves(alignment)
                || IsMissingAboveMovedFirst(alignment));
    }

    /// <summary>Gets the hold for a reading. Two readings with the same first account confirm each other.</summary>
    public static HeldReading HoldOf(Alignment alignment) =>
        new(HeldReadingKind.Older, alignment.Known[0]?.Key, alignment.Reading.ReadAt);

    /// <summary>Indicates whether the held reading of the stored list confirms a reading.</summary>
    public static bool IsConfirmed(Alignment alignment) =>
        alignment.State.Marks.Held is { Kind: HeldReadingKind.Older } held
        && held.FirstKey == HoldOf(alignment).FirstKey;

    // Dropped accounts prove nothing: an older list has them.
    private static bool HasUnknownOnTop(Alignment alignment)
    {
        int end = alignment.TopEnd;
        for (int i = 0; i < end; i++)
        {
            if (alignment.Known[i] is null && !alignment.IsUnclear[i])
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsNewestMissing(Alignment alignment)
    {
        for (int place = 0; place < alignment.State.Listed.Count; place++)
        {
            if (alignment.IsOwn(alignment.State.Listed[place]))
            {
                return !alignment.IsRead[place];
            }
        }
        return false;
    }

    // In an older list, the newer follows are missing, and the account that was the first one then seems to have moved.
    private static bool IsMissingAboveMovedFirst(Alignment alignment)
    {
        if (alignment.Places[0] == Alignment.None || alignment.IsAnchor[0])
        {
            return false;
        }
        for (int place = 0; place < alignment.Places[0]; place++)
        {
            if (!alignment.IsRead[place] && alignment.IsOwn(alignment.State.Listed[place]))
            {
                return true;
            }
        }
        return false;
    }

    // Undoing one re-follow looks as if all accounts above its former place had been followed again.
    private static bool HasUnexplainedMoves(Alignment alignment) => alignment.Anchors.Count < alignment.LongestRun;
}
