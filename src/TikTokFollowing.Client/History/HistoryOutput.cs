using System.Globalization;
using TikTokFollowing.Client.Providers;

namespace TikTokFollowing.Client.History;

/// <summary>Converts stored histories to the objects that users see, in local time.</summary>
internal static class HistoryOutput
{
    public static FollowingChange ToChange(
        HistoryPlayback history, HistoryChange change, StoredAccount? old, StoredAccount account)
    {
        StoredAccount? Old(string property) => change.ChangedProperties.Contains(property) ? old : null;
        return new FollowingChange
        {
            Change = change.Kind,
            Handle = account.Handle,
            PreviousHandle = Old(nameof(FollowedAccount.Handle))?.Handle,
            DisplayName = account.Profile.DisplayName,
            Id = account.Id,
            SecUid = account.SecUid,
            FollowedBy = history.User.Value,
            ChangedProperties = change.ChangedProperties.Count > 0 ? string.Join(", ", change.ChangedProperties) : null,
            ChangedAfter = ToLocal(change.ChangedAfter),
            ChangedBefore = ToLocal(change.ChangedBefore),
            PreviousDisplayName = Old(nameof(FollowedAccount.DisplayName))?.Profile.DisplayName,
            Bio = account.Profile.Bio,
            PreviousBio = Old(nameof(FollowedAccount.Bio))?.Profile.Bio,
            IsVerified = account.Profile.IsVerified,
            PreviousIsVerified = Old(nameof(FollowedAccount.IsVerified))?.Profile.IsVerified,
            IsPrivate = account.Profile.IsPrivate,
            PreviousIsPrivate = Old(nameof(FollowedAccount.IsPrivate))?.Profile.IsPrivate,
            FollowerCount = account.FollowerCount,
            ProfileUrl = TikTokListParser.ProfileUrl(account.Handle),
            DetectedAt = ToLocal(change.DetectedAt),
            Confirmed = ToLocal(change.Confirmed),
            Sequence = change.Sequence,
            ChangeId = history.Header.Hash + "-" + change.Sequence.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Returns the listed accounts, newest follow first.</summary>
    public static IEnumerable<FollowedAccount> ToAccounts(HistoryPlayback history)
    {
        HistoryState state = history.ToState();
        ListExtent extent = new()
        {
            IsFromStart = true,
            IsAtEnd = true,
            IsTruncated = !state.Marks.IsComplete,
            Count = state.Listed.Count,
        };
        return state.Listed.Select((account, index) => new FollowedAccount
        {
            Handle = account.Handle,
            DisplayName = account.Profile.DisplayName,
            Id = account.Id,
            SecUid = account.SecUid,
            Bio = account.Profile.Bio,
            IsVerified = account.Profile.IsVerified,
            IsPrivate = account.Profile.IsPrivate,
            Region = account.Profile.Region,
            Language = account.Profile.Language,
            CreatedAt = ToLocal(account.Profile.CreatedAt),
            ProfileUrl = TikTokListParser.ProfileUrl(account.Handle),
            FollowerCount = account.FollowerCount,
            FollowedBy = history.User.Value,
            Position = index + 1,
            FollowedAfter = ToLocal(account.Window?.After),
            FollowedBefore = ToLocal(account.Window?.Before),
            Provider = account.SeenBy.Names.FirstOrDefault(name => name.Length > 0) ?? "",
            RetrievedAt = account.SeenAt.ToLocalTime(),
            Extent = extent,
        });
    }

    public static HistorySummary ToSummary(HistoryPlayback history)
    {
        HistoryState state = history.ToState();
        return new HistorySummary
        {
            Handle = history.User.Value,
            HistoryId = history.Header.Hash ?? "",
            AccountCount = state.Listed.Count,
            Total = state.Marks.Total,
            FirstUpdate = state.Marks.FirstUpdate?.ToLocalTime() ?? default,
            LastUpdate = state.Marks.LastUpdate?.ToLocalTime() ?? default,
            LastFullUpdate = ToLocal(state.Marks.LastFullUpdate),
            ChangeCount = state.Marks.ChangeCount,
            PendingCount = state.PendingCount,
            CreditsCharged = state.Marks.CreditsCharged,
            IsComplete = state.Marks.IsComplete,
            IsOrderProven = state.Marks.IsOrderProven,
        };
    }

    private static DateTime? ToLocal(DateTime? time) => time?.ToLocalTime();
}
