namespace TikTokFollowing.Client.History;

/// <summary>
/// Decides whether a reading is connected with the stored list. It is if it ends with a run of stored accounts in their
/// stored order, so that no new follow can be below. An incremental update then stops.
/// </summary>
internal static class Connection
{
    /// <summary>Specifies the number of stored accounts that a run must have.</summary>
    public const int ShortestRun = 5;

    // From this number on, missing accounts can be a sign that the run is a block of re-follows.
    private const int SuspiciousUnfollows = 3;

    // A held unfollow can be a re-follow below such a block. A reading that confirms it must reach beyond the block.
    private const int RunToConfirm = 20;

    /// <summary>Indicates whether an incremental update can stop after the pages that were read.</summary>
    public static bool IsConnected(HistoryState state, ListReading reading)
    {
        FollowTimeProof times = new(state, reading);
        if (reading.IsAtEnd || times.IsLastPageNew)
        {
            return reading.IsAtEnd;
        }
        int[] matches = state.Matcher.Match(reading.Accounts);
        int run = RunAtEnd(matches, state.Listed.Count);
        return run > 0
            && (run >= state.Listed.Count || run >= RequiredRun(state, reading, times.CanReach, matches));
    }

    private static int RunAtEnd(int[] matches, int listed)
    {
        int run = 0;
        int below = listed;
        for (int i = matches.Length - 1; i >= 0 && matches[i] != AccountMatcher.None && matches[i] < below; i--)
        {
            below = matches[i];
            run++;
        }
        return run;
    }

    // A block of accounts that were followed again in their order also forms a run. All accounts that stood above it
    // are missing then, the newest among them.
    private static int RequiredRun(HistoryState state, ListReading reading, bool canReach, int[] matches)
    {
        // The places of the implied unfollows. An account that one of the providers has never listed implies no
        // unfollow.
        HashSet<int> read = [.. matches];
        ProviderSet providers = reading.Providers;
        List<StoredAccount> above = [.. state.Listed.Take(matches[matches.Length - 1])];
        List<int> missing =
        [
            .. Enumerable.Range(0, above.Count)
                .Where(place => !read.Contains(place) && above[place].SeenBy.Contains(providers)),
        ];
        bool isNewestMissing = missing.Count > 0
            && !above.Take(missing[0]).Any(account => account.SeenBy.Contains(providers));
        if (!canReach && missing.Exists(place => above[place].HeldAt is not null))
        {
            return missing.Count + 1 + Math.Max(reading.Provider.PageSize, RunToConfirm);
        }
        return missing.Count < SuspiciousUnfollows && !isNewestMissing
            ? ShortestRun
            : Math.Max(ShortestRun, missing.Count + 1 + (canReach ? 0 : reading.Provider.PageSize));
    }
}
