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
        delta.Arrange([.. reading.Accounts.Select(delta.Create)]);
        string provider = reading.Provider.Name;
        int count = reading.Accounts.Count;
        bool isComplete = reading is { IsAtEnd: true, IsTruncated: false };
        delta.Marks = delta.Marks with
        {
            LastCompared = new ComparedReading(provider, reading.StartedAt),
            LastFullUpdate = reading.IsAtEnd ? reading.ReadAt : null,
            Providers = reading.Providers,
            NewestFollow = new FollowTimeProof(state, reading).After(hasFollows: true),
            IsComplete = isComplete,
            AtFull = isComplete ? new FullCount(provider, reading.Total, count, count) : null,
        };
        return isComplete
            ? delta.Conclude()
            : delta.Conclude(new HistoryWarning(HistoryWarningKind.IncompleteBaseline, reading.Total ?? 0));
    }
}
