namespace TikTokFollowing.Client.History;

/// <summary>
/// Decides whether a reading is connected with the stored list. It is if it ends with a run of stored accounts in their
/// stored order, so that no new follow can be below. An incremental update then stops.
/// </summary>
internal static class Connection
{
    /// <summary>The number of stored accounts that a run must have.</summary>
    public const int ShortestRun = 5;

    // From this number on, missing accounts can be a sign that the run is a block of re-follows.
    private const int SuspiciousUnfollows = 3;

    // A held unfollow can be a re-follow below such a block. A reading that confirms it must reach beyond the block.
    private const int RunToConfirm = 20;

    /// <summary>Indicates whether an incremental update can stop after the pages that were read.</summary>
    public static bool IsConnected(HistoryState state, ListReading reading)
    {
        if (reading.IsAtEnd)
        {
            return true;
        }
        return !FollowTimeProof.IsLastPageNew(state, reading) && HasRun(state, reading);
    }

    private static bool HasRun(HistoryState state, ListReading reading)
    {
        int[] matches = state.Matcher.Match(reading.Accounts);
        int run = RunAtEnd(matches, state.Listed.Count);
        int end = run == 0 ? AccountMatcher.None : matches[matches.Length - 1];
        if (run == 0)
        {
            return false;
        }
        return run >= state.Listed.Count
            || run >= RequiredRun(state, reading, MissingUntil(end, state, reading, matches));
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
    private static int RequiredRun(HistoryState state, ListReading reading, List<int> missing)
    {
        ProviderSet providers = reading.Providers;
        bool isNewestMissing = missing.Count > 0
            && !state.Listed.Take(missing[0]).Any(account => account.SeenBy.Contains(providers));
        bool canReach = FollowTimeProof.CanReach(state, reading);
        if (!canReach && missing.Any(place => state.Listed[place].HeldAt is not null))
        {
            return missing.Count + 1 + Math.Max(reading.Provider.PageSize, RunToConfirm);
        }
        if (missing.Count < SuspiciousUnfollows && !isNewestMissing)
        {
            return ShortestRun;
        }
        return Math.Max(ShortestRun, missing.Count + 1 + (canReach ? 0 : reading.Provider.PageSize));
    }

    // The places of the implied unfollows. Accounts that one of the providers has never listed are none.
    private static List<int> MissingUntil(int end, HistoryState state, ListReading reading, int[] matches)
    {
        bool[] isRead = new bool[end + 1];
        foreach (int match in matches)
        {
            if (match != AccountMatcher.None && match <= end)
            {
                isRead[match] = true;
            }
        }
        ProviderSet providers = reading.Providers;
        List<int> missing = [];
        for (int place = 0; place <= end; place++)
        {
            if (!isRead[place] && state.Listed[place].SeenBy.Contains(providers))
            {
                missing.Add(place);
            }
        }
        return missing;
    }
}
