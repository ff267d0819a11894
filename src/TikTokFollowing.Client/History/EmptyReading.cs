namespace TikTokFollowing.Client.History;

/// <summary>
/// Evaluates empty readings. A hidden list looks like an empty one. An empty reading therefore proves unfollows only if
/// the provider states a total of 0 twice in a row.
/// </summary>
internal static class EmptyReading
{
    public static UpdateConclusion.Store Evaluate(HistoryState state, ListReading reading)
    {
        DeltaBuilder delta = new(state, reading);
        if (state.Listed.Count == 0)
        {
            DateTime? lastFull = reading.IsAtEnd ? reading.ReadAt : state.Marks.LastFullUpdate;
            delta.Marks = delta.Marks with { LastFullUpdate = lastFull };
            return delta.Conclude();
        }
        // The total of a hidden list must not be compared with the next one.
        delta.Marks = delta.Marks with { Total = state.Marks.Total };
        HistoryWarning warning = new(HistoryWarningKind.Empty, state.Listed.Count);
        if (reading.Total != 0)
        {
            return delta.Conclude(warning);
        }
        if (state.Marks.Held is not { Kind: HeldReadingKind.Empty } held)
        {
            delta.Marks = delta.Marks with { Held = new HeldReading(HeldReadingKind.Empty, null, reading.ReadAt) };
            return delta.Conclude(warning);
        }

        string provider = reading.Provider.Name;
        ILookup<bool, StoredAccount> bySeen = state.Listed.ToLookup(account => account.SeenBy.Contains(provider));
        foreach (StoredAccount account in bySeen[true])
        {
            FollowWindow window = new(account.SeenAt, held.At);
            delta.Report(FollowingChange.Unfollowed, account.Key, window, held.At);
        }
        delta.Arrange([.. bySeen[false].Select(static account => account.Key)]);
        delta.Marks = delta.Marks with
        {
            Total = 0,
            Held = null,
            HeldTail = 0,
            TotalAgreement = null,
            LastFullUpdate = reading.ReadAt,
            AtFull = new FullCount(provider, 0, 0, 0),
        };
        return delta.Conclude();
    }
}
