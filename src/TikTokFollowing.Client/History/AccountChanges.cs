namespace TikTokFollowing.Client.History;

/// <summary>
/// Compares a stored account with its newer record. Renames are always stored and reported, other profile fields if
/// they are requested.
/// </summary>
internal static class AccountChanges
{
    /// <summary>Returns the names of the changed properties to report.</summary>
    public static List<string> ChangedProperties(StoredAccount stored, FollowedAccount account, bool includeProfile)
    {
        List<string> changed = [];
        if (IsRenamed(stored, account))
        {
            changed.Add(nameof(FollowedAccount.Handle));
        }
        if (!includeProfile)
        {
            return changed;
        }
        if (IsOther(stored.Profile.DisplayName, account.DisplayName))
        {
            changed.Add(nameof(FollowedAccount.DisplayName));
        }
        if (IsOther(stored.Profile.Bio, account.Bio))
        {
            changed.Add(nameof(FollowedAccount.Bio));
        }
        if (IsOther(stored.Profile.IsVerified, account.IsVerified))
        {
            changed.Add(nameof(FollowedAccount.IsVerified));
        }
        if (IsOther(stored.Profile.IsPrivate, account.IsPrivate))
        {
            changed.Add(nameof(FollowedAccount.IsPrivate));
        }
        return changed;
    }

    /// <summary>Returns the update of a stored account; null if its record contains nothing to store.</summary>
    /// <param name="stored">The account.</param>
    /// <param name="account">The newer record.</param>
    /// <param name="reading">The reading with the record.</param>
    /// <param name="isNewFollow">True if the window of the follow replaces the stored one.</param>
    public static AccountUpdate? UpdateOf(
        StoredAccount stored, FollowedAccount account, ListReading reading, bool isNewFollow)
    {
        AccountProfile profile = stored.Profile.UpdatedBy(AccountProfile.Of(account));
        FollowWindow window = WindowOf(account);
        bool hasWindow = stored.FollowedAfter is not null || stored.FollowedBefore is not null;
        bool isOtherWindow = window != new FollowWindow(stored.FollowedAfter, stored.FollowedBefore);
        bool takesWindow = isOtherWindow && (isNewFollow || !hasWindow);
        AccountUpdate update = new(stored.Key)
        {
            Id = account.Id == stored.Id ? null : account.Id,
            SecUid = account.SecUid == stored.SecUid ? null : account.SecUid,
            Handle = stored.Handle is null || IsRenamed(stored, account) ? account.Handle : null,
            Profile = reading.IncludeProfile && profile != stored.Profile ? profile : null,
            FollowerCount = reading.IncludeCount && account.FollowerCount != stored.FollowerCount
                ? account.FollowerCount
                : null,
            Window = takesWindow ? window : null,
        };
        return update == new AccountUpdate(stored.Key) ? null : update;
    }

    /// <summary>Returns the account to store for a record that was never listed before.</summary>
    public static StoredAccount Create(int key, FollowedAccount account, ListReading reading)
    {
        FollowWindow window = WindowOf(account);
        return new StoredAccount
        {
            Key = key,
            Id = account.Id,
            SecUid = account.SecUid,
            Handle = account.Handle,
            Profile = AccountProfile.Of(account),
            FollowerCount = reading.IncludeCount ? account.FollowerCount : null,
            FollowedAfter = window.After,
            FollowedBefore = window.Before,
        };
    }

    public static FollowWindow WindowOf(FollowedAccount account) =>
        new(account.FollowedAfter?.ToUniversalTime(), account.FollowedBefore?.ToUniversalTime());

    private static bool IsRenamed(StoredAccount stored, FollowedAccount account) =>
        stored.Handle is not null
        && account.Handle is not null
        && !string.Equals(stored.Handle, account.Handle, StringComparison.OrdinalIgnoreCase);

    // Null is unknown, not a change. Files have different line ends.
    private static bool IsOther(string? stored, string? read) =>
        stored is not null && read is not null && stored != read && WithLineFeeds(stored) != WithLineFeeds(read);

    private static string WithLineFeeds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    private static bool IsOther(bool? stored, bool? read) => stored is not null && read is not null && stored != read;
}
