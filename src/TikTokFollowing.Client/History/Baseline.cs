namespace TikTokFollowing.Client.History;

/// <summary>
/// Stores the accounts of the first reading, and reports no change. An empty first reading requires a total of 0.
/// </summary>
internal static class Baseline
{
    public static UpdateConclusion Evaluate(HistoryState state, ListReading reading)
    {
        if (reading.Accounts.Count == 0 && reading.Total != 0)
        {
            return new UpdateConclusion.Unusable(UnusableReason.EmptyBaseline);
        }
        DeltaBuilder delta = new(state, reading);
        List<int> order = [];
        foreach (FollowedAccount account in reading.Accounts)
        {
            order.Add(delta.Create(account));
        }
        delta.Arrange(order);
        bool isComplete = reading is { IsAtEnd: true, IsTruncated: false };
        delta.Marks = delta.Marks with
        {
            LastCompared = new ComparedReading(reading.Provider.Name, reading.StartedAt),
            LastFullUpdate = reading.IsAtEnd ? reading.ReadAt : null,
            Providers = reading.Providers,
            NewestFollow = FollowTimeProof.After(delta.Marks, reading, hasFollows: true),
            IsComplete = isComplete,
            AtFull = isComplete
                ? new FullCount(reading.Provider.Name, reading.Total, order.Count, order.Count)
                : null,
        };
        List<HistoryWarning> warnings = isComplete
            ? []
            : [new HistoryWarning(HistoryWarningKind.IncompleteBaseline, reading.Total ?? 0)];
        return new UpdateConclusion.Store(delta.Build(), warnings);
    }
}
