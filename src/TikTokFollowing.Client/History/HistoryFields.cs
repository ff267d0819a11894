namespace TikTokFollowing.Client.History;

/// <summary>Provides the JSON fields of the objects in a history.</summary>
internal static class HistoryFields
{
    private static readonly JsonFields<AccountProfile> s_profile = new()
    {
        { "DisplayName", JsonValues.Text, p => p.DisplayName, (p, x) => p with { DisplayName = x } },
        { "Bio", JsonValues.Text, p => p.Bio, (p, x) => p with { Bio = x } },
        { "IsVerified", JsonValues.Flag, p => p.IsVerified, (p, x) => p with { IsVerified = x } },
        { "IsPrivate", JsonValues.Flag, p => p.IsPrivate, (p, x) => p with { IsPrivate = x } },
        { "Region", JsonValues.Text, p => p.Region, (p, x) => p with { Region = x } },
        { "Language", JsonValues.Text, p => p.Language, (p, x) => p with { Language = x } },
        { "CreatedAt", JsonValues.Time, p => p.CreatedAt, (p, x) => p with { CreatedAt = x } },
    };

    private static readonly JsonFields<AccountFields> s_account = new()
    {
        { "Handle", JsonValues.Text, a => a.Handle, (a, x) => a with { Handle = x } },
        { "Id", JsonValues.Text, a => a.Id, (a, x) => a with { Id = x } },
        { "SecUid", JsonValues.Text, a => a.SecUid, (a, x) => a with { SecUid = x } },
        { "FollowerCount", JsonValues.Number, a => a.FollowerCount, (a, x) => a with { FollowerCount = x } },
        { "Window", JsonValues.Window, a => a.Window, (a, x) => a with { Window = x } },
    };

    private static readonly JsonValue<AccountProfile?> s_profileObject =
        JsonValues.Object(s_profile, AccountProfile.Unknown);

    private static readonly JsonFields<ProviderKeys> s_keysOfProvider = new()
    {
        { "Provider", JsonValues.Text, k => k.Provider, (k, x) => k with { Provider = x ?? "" } },
        { "Keys", JsonValues.Ranges, k => k.Keys, (k, x) => k with { Keys = x ?? [] } },
    };

    private static readonly JsonValue<IReadOnlyList<ProviderKeys>?> s_providerKeys =
        JsonValues.Array(JsonValues.Object(s_keysOfProvider, new ProviderKeys("", [])));

    // A reading with one page starts and ends at the same time.
    private static readonly JsonFields<ReadingFacts> s_reading = new()
    {
        { "Provider", JsonValues.Text, r => r.Provider, (r, x) => r with { Provider = x ?? "" } },
        { "ReadAt", JsonValues.Time, r => r.ReadAt, WithReadAt },
        { "StartedAt", JsonValues.Time, GetEarlierStart, (r, x) => r with { StartedAt = x ?? default } },
        { "IsWhole", JsonValues.Flag, r => r.IsWhole ? true : null, (r, x) => r with { IsWhole = x == true } },
        { "Accounts", JsonValues.Key, r => r.Accounts, (r, x) => r with { Accounts = x ?? 0 } },
        { "Total", JsonValues.Number, r => r.Total, (r, x) => r with { Total = x } },
        { "Requests", JsonValues.Key, r => r.Requests, (r, x) => r with { Requests = x ?? 0 } },
        { "Credits", JsonValues.Number, r => r.CreditsCharged, (r, x) => r with { CreditsCharged = x ?? 0 } },
    };

    public static Removal NoRemoval { get; } = new(-1, null);

    public static AccountUpdate NoUpdate { get; } = new(-1);

    public static JsonFields<Removal> Removal { get; } = new()
    {
        { "Key", JsonValues.Key, r => r.Key, (r, x) => r with { Key = x ?? -1 } },
        { "Below", JsonValues.Key, r => r.Below, (r, x) => r with { Below = x } },
    };

    public static JsonFields<PlacedAccount> Placed { get; } = new()
    {
        { "Key", JsonValues.Key, p => p.Key, (p, x) => p with { Key = x } },
        { "Above", JsonValues.Key, p => p.Above, (p, x) => p with { Above = x } },
        { s_account, placed => placed.Account, (placed, value) => placed with { Account = value } },
        { s_profile, placed => placed.Profile, (placed, value) => placed with { Profile = value } },
    };

    public static JsonFields<AccountUpdate> Update { get; } = new()
    {
        { "Key", JsonValues.Key, u => u.Key, (u, x) => u with { Key = x ?? -1 } },
        { s_account, AccountFields.Of, (update, value) => value.ToUpdate(update) },
        { "Profile", s_profileObject, u => u.Profile, (u, x) => u with { Profile = x } },
    };

    public static JsonFields<HistoryChange> Change { get; } = new()
    {
        { "Sequence", JsonValues.Number, c => c.Sequence, (c, x) => c with { Sequence = x ?? 0 } },
        { "Change", JsonValues.Text, c => c.Kind, (c, x) => c with { Kind = x ?? "" } },
        { "Key", JsonValues.Key, c => c.Key, (c, x) => c with { Key = x ?? -1 } },
        { "ChangedAfter", JsonValues.Time, c => c.ChangedAfter, (c, x) => c with { ChangedAfter = x } },
        { "ChangedBefore", JsonValues.Time, c => c.ChangedBefore, (c, x) => c with { ChangedBefore = x } },
        { "DetectedAt", JsonValues.Time, c => c.DetectedAt, (c, x) => c with { DetectedAt = x ?? default } },
        { "Confirmed", JsonValues.Time, c => c.Confirmed, (c, x) => c with { Confirmed = x } },
        { "ChangedProperties", JsonValues.Texts, c => NullIfEmpty(c.ChangedProperties), WithChangedProperties },
    };

    public static JsonFields<CommitFacts> Commit { get; } = new()
    {
        { "Commit" },
        { s_reading, c => c.Reading, (c, x) => c with { Reading = x } },
        { "Handle", JsonValues.Text, c => c.Handle, (c, x) => c with { Handle = x } },
        { "Seen", JsonValues.Ranges, c => c.Seen, (c, x) => c with { Seen = x } },
        { "SeenByOthers", s_providerKeys, c => c.SeenByOthers, (c, x) => c with { SeenByOthers = x } },
        { "Held", JsonValues.Ranges, c => c.Held, (c, x) => c with { Held = x } },
        { "Released", JsonValues.Ranges, c => c.Released, (c, x) => c with { Released = x } },
        { "Hash" },
    };

    public static JsonFields<HistoryMarks> Marks { get; } = new()
    {
        { "Update", JsonValues.Key, m => m.Update, (m, x) => m with { Update = x ?? 0 } },
        { "ChangeCount", JsonValues.Number, m => m.ChangeCount, (m, x) => m with { ChangeCount = x ?? 0 } },
        { "FirstUpdate", JsonValues.Time, m => m.FirstUpdate, (m, x) => m with { FirstUpdate = x } },
        { "LastUpdate", JsonValues.Time, m => m.LastUpdate, (m, x) => m with { LastUpdate = x } },
        { "LastCompared", MarkValues.Compared, m => m.LastCompared, (m, x) => m with { LastCompared = x } },
        { "LastFullUpdate", JsonValues.Time, m => m.LastFullUpdate, (m, x) => m with { LastFullUpdate = x } },
        { "CreditsCharged", JsonValues.Number, m => m.CreditsCharged, (m, x) => m with { CreditsCharged = x ?? 0 } },
        { "Providers", MarkValues.Providers, m => m.Providers, (m, x) => m with { Providers = x! } },
        { "NewestFollow", JsonValues.Time, m => m.NewestFollow, (m, x) => m with { NewestFollow = x } },
        { "Total", JsonValues.Number, m => m.Total, (m, x) => m with { Total = x } },
        { "AtFull", MarkValues.FullCount, m => m.AtFull, (m, x) => m with { AtFull = x } },
        { "IsComplete", JsonValues.Flag, m => m.IsComplete, (m, x) => m with { IsComplete = x == true } },
        { "IsOrderProven", JsonValues.Flag, m => m.IsOrderProven, (m, x) => m with { IsOrderProven = x == true } },
        { "UnknownOnTop", JsonValues.Key, m => m.UnknownOnTop, (m, x) => m with { UnknownOnTop = x ?? 0 } },
        { "UnknownBelow", JsonValues.Key, m => m.UnknownBelow, (m, x) => m with { UnknownBelow = x ?? 0 } },
        { "Held", MarkValues.HeldReading, m => m.Held, (m, x) => m with { Held = x } },
        { "HeldTail", JsonValues.Key, m => m.HeldTail, (m, x) => m with { HeldTail = x ?? 0 } },
        { "TotalAgreement", MarkValues.TotalAgreement, m => m.TotalAgreement, (m, x) => m with { TotalAgreement = x } },
    };

    public static HistoryChange DefaultChange(long sequence, ReadingFacts reading) =>
        new() { Sequence = sequence, Key = -1, DetectedAt = reading.ReadAt };

    /// <summary>Returns the marks after an ordinary update. Only the difference from them is stored.</summary>
    public static HistoryMarks Predict(HistoryMarks before, ReadingFacts reading, int changes) => before with
    {
        Update = before.Update + 1,
        ChangeCount = before.ChangeCount + changes,
        FirstUpdate = before.FirstUpdate ?? reading.ReadAt,
        LastUpdate = reading.ReadAt,
        LastCompared = new ComparedReading(reading.Provider, reading.StartedAt),
        LastFullUpdate = reading.IsWhole ? reading.ReadAt : before.LastFullUpdate,
        CreditsCharged = before.CreditsCharged + reading.CreditsCharged,
        Providers = before.Providers.With(reading.Provider),
        Total = reading.Total ?? before.Total,
    };

    private static ReadingFacts WithReadAt(ReadingFacts reading, DateTime? time) =>
        reading with { ReadAt = time ?? default, StartedAt = time ?? default };

    private static HistoryChange WithChangedProperties(HistoryChange change, IReadOnlyList<string>? names) =>
        change with { ChangedProperties = names ?? [] };

    private static DateTime? GetEarlierStart(ReadingFacts reading) =>
        reading.StartedAt == reading.ReadAt ? null : reading.StartedAt;

    internal static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T> items) => items.Count == 0 ? null : items;
}
