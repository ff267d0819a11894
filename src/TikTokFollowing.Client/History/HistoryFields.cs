namespace TikTokFollowing.Client.History;

/// <summary>Provides the JSON fields of the objects in a history.</summary>
internal static class HistoryFields
{
    public static JsonFields<Removal> Removal { get; } = new() { "Key", "Below" };

    public static JsonFields<PlacedAccount> Placed { get; } = new()
    {
        "Key",
        "Above",
        { new JsonFields<StoredAccount> { "Handle", "Id", "SecUid", "FollowerCount", "Window" }, p => p.Account },
        { JsonValues.Profile, placed => placed.Account.Profile },
    };

    public static JsonFields<AccountUpdate> Update { get; } = new()
    {
        "Key", "Handle", "Id", "SecUid", "FollowerCount", "Window", "Profile",
    };

    public static JsonFields<HistoryChange> Change { get; } = new()
    {
        "Sequence",
        { "Change", nameof(HistoryChange.Kind) },
        "Key",
        "ChangedAfter",
        "ChangedBefore",
        "DetectedAt",
        "Confirmed",
        "ChangedProperties",
    };

    public static JsonFields<HistoryDelta> Commit { get; } = new("Commit", "Hash")
    {
        {
            new JsonFields<ReadingFacts>
            {
                "Provider",
                "ReadAt",
                "StartedAt",
                "IsWhole",
                "Accounts",
                "Total",
                "Requests",
                { "Credits", nameof(ReadingFacts.CreditsCharged) },
            },
            delta => delta.Reading
        },
        "Handle",
        "Seen",
        "SeenByOthers",
        "Held",
        "Released",
    };

    public static JsonFields<HistoryMarks> Marks { get; } = new()
    {
        "Update",
        "ChangeCount",
        "FirstUpdate",
        "LastUpdate",
        "LastCompared",
        "LastFullUpdate",
        "CreditsCharged",
        "Providers",
        "NewestFollow",
        "Total",
        "AtFull",
        "IsComplete",
        "IsOrderProven",
        "UnknownOnTop",
        "UnknownBelow",
        "Held",
        "HeldTail",
        "TotalAgreement",
    };

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
}

/// <summary>Represents a placement in JSON.</summary>
/// <param name="Key">The key of an account that is placed again; null for a new account.</param>
/// <param name="Above">The account above it; usually the one that was placed before.</param>
/// <param name="Account">The new account. Its window is usually that of the new account before it.</param>
internal sealed record PlacedAccount(int? Key, int? Above, StoredAccount Account);
