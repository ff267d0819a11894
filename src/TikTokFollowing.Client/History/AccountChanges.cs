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
        Note(nameof(FollowedAccount.Handle), IsRenamed(stored, account));
        if (includeProfile)
        {
            AccountProfile profile = stored.Profile;
            Note(nameof(FollowedAccount.DisplayName), IsOther(profile.DisplayName, account.DisplayName));
            Note(nameof(FollowedAccount.Bio), IsOther(profile.Bio, account.Bio));
            Note(nameof(FollowedAccount.IsVerified), IsOther(profile.IsVerified, account.IsVerified));
            Note(nameof(FollowedAccount.IsPrivate), IsOther(profile.IsPrivate, account.IsPrivate));
        }
        return changed;

        void Note(string name, bool isChanged)
        {
            if (isChanged)
            {
                changed.Add(name);
            }
        }
    }

    /// <summary>Returns the update of a stored account; null if its record contains nothing to store.</summary>
    /// <param name="stored">The account.</param>
    /// <param name="account">The newer record.</param>
    /// <param name="reading">The reading with the record.</param>
    /// <param name="isNewFollow">True if the window of the follow replaces the stored one.</param>
    public static AccountUpdate? UpdateOf(
        StoredAccount stored, FollowedAccount account, ListReading reading, bool isNewFollow)
    {
        AccountProfile profile = stored.Profile.UpdatedBy(account);
        FollowWindow window = WindowOf(account);
        bool takesWindow = stored.Window is FollowWindow known ? isNewFollow && window != known : window != default;
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
    public static StoredAccount Create(int key, FollowedAccount account, ListReading reading) => new()
    {
        Key = key,
        Id = account.Id,
        SecUid = account.SecUid,
        Handle = account.Handle,
        Profile = new AccountProfile().UpdatedBy(account),
        FollowerCount = reading.IncludeCount ? account.FollowerCount : null,
        Window = WindowOf(account),
    };

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
